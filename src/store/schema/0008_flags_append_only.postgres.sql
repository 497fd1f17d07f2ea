-- SPDX-License-Identifier: GPL-3.0-or-later
-- Flags, what was done about them, and what was agreed with a client are only ever added to.

CREATE TRIGGER flag_only BEFORE UPDATE OR DELETE ON flag FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER flag_stays BEFORE TRUNCATE ON flag EXECUTE FUNCTION append_only();
CREATE TRIGGER flag_handled_only BEFORE UPDATE OR DELETE ON flag_handled FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER flag_handled_stays BEFORE TRUNCATE ON flag_handled EXECUTE FUNCTION append_only();
CREATE TRIGGER agreed_only BEFORE UPDATE OR DELETE ON agreed FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER agreed_stays BEFORE TRUNCATE ON agreed EXECUTE FUNCTION append_only();
CREATE TRIGGER measuring_only BEFORE UPDATE OR DELETE ON measuring FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER measuring_stays BEFORE TRUNCATE ON measuring EXECUTE FUNCTION append_only();
