-- SPDX-License-Identifier: GPL-3.0-or-later
-- Answers, alerts and what was done about them are only ever added to.

CREATE TRIGGER answer_only BEFORE UPDATE OR DELETE ON answer FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER answer_stays BEFORE TRUNCATE ON answer EXECUTE FUNCTION append_only();
CREATE TRIGGER alert_only BEFORE UPDATE OR DELETE ON alert FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER alert_stays BEFORE TRUNCATE ON alert EXECUTE FUNCTION append_only();
CREATE TRIGGER alert_ack_only BEFORE UPDATE OR DELETE ON alert_ack FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER alert_ack_stays BEFORE TRUNCATE ON alert_ack EXECUTE FUNCTION append_only();
