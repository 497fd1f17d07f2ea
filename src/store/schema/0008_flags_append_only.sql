-- SPDX-License-Identifier: GPL-3.0-or-later
-- Flags, what was done about them, and what was agreed with a client are only ever added to.

CREATE TRIGGER flag_no_update BEFORE UPDATE ON flag BEGIN SELECT RAISE(ABORT, 'flag is append-only'); END;
CREATE TRIGGER flag_no_delete BEFORE DELETE ON flag BEGIN SELECT RAISE(ABORT, 'flag is append-only'); END;
CREATE TRIGGER flag_handled_no_update BEFORE UPDATE ON flag_handled BEGIN SELECT RAISE(ABORT, 'flag_handled is append-only'); END;
CREATE TRIGGER flag_handled_no_delete BEFORE DELETE ON flag_handled BEGIN SELECT RAISE(ABORT, 'flag_handled is append-only'); END;
CREATE TRIGGER agreed_no_update BEFORE UPDATE ON agreed BEGIN SELECT RAISE(ABORT, 'agreed is append-only'); END;
CREATE TRIGGER agreed_no_delete BEFORE DELETE ON agreed BEGIN SELECT RAISE(ABORT, 'agreed is append-only'); END;
CREATE TRIGGER measuring_no_update BEFORE UPDATE ON measuring BEGIN SELECT RAISE(ABORT, 'measuring is append-only'); END;
CREATE TRIGGER measuring_no_delete BEFORE DELETE ON measuring BEGIN SELECT RAISE(ABORT, 'measuring is append-only'); END;
