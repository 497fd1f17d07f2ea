-- SPDX-License-Identifier: GPL-3.0-or-later
-- Answers, alerts and what was done about them are only ever added to.

CREATE TRIGGER answer_no_update BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'answer is append-only'); END;
CREATE TRIGGER answer_no_delete BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'answer is append-only'); END;
CREATE TRIGGER alert_no_update BEFORE UPDATE ON alert BEGIN SELECT RAISE(ABORT, 'alert is append-only'); END;
CREATE TRIGGER alert_no_delete BEFORE DELETE ON alert BEGIN SELECT RAISE(ABORT, 'alert is append-only'); END;
CREATE TRIGGER alert_ack_no_update BEFORE UPDATE ON alert_ack BEGIN SELECT RAISE(ABORT, 'alert_ack is append-only'); END;
CREATE TRIGGER alert_ack_no_delete BEFORE DELETE ON alert_ack BEGIN SELECT RAISE(ABORT, 'alert_ack is append-only'); END;
