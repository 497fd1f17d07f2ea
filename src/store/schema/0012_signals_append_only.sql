-- SPDX-License-Identifier: GPL-3.0-or-later
-- Expected courses and what was found with them are only ever added to.

CREATE TRIGGER course_model_no_update BEFORE UPDATE ON course_model BEGIN SELECT RAISE(ABORT, 'course_model is append-only'); END;
CREATE TRIGGER course_model_no_delete BEFORE DELETE ON course_model BEGIN SELECT RAISE(ABORT, 'course_model is append-only'); END;
CREATE TRIGGER signal_no_update BEFORE UPDATE ON signal BEGIN SELECT RAISE(ABORT, 'signal is append-only'); END;
CREATE TRIGGER signal_no_delete BEFORE DELETE ON signal BEGIN SELECT RAISE(ABORT, 'signal is append-only'); END;
