-- SPDX-License-Identifier: GPL-3.0-or-later
-- Expected courses and what was found with them are only ever added to.

CREATE TRIGGER course_model_only BEFORE UPDATE OR DELETE ON course_model FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER course_model_stays BEFORE TRUNCATE ON course_model EXECUTE FUNCTION append_only();
CREATE TRIGGER signal_only BEFORE UPDATE OR DELETE ON signal FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER signal_stays BEFORE TRUNCATE ON signal EXECUTE FUNCTION append_only();
