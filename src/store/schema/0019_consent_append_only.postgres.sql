-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was agreed to, and that it was taken back, is only ever added to.

CREATE TRIGGER consent_only BEFORE UPDATE OR DELETE ON consent FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER consent_stays BEFORE TRUNCATE ON consent EXECUTE FUNCTION append_only();
