-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is asked for a client's record beside the ordinary, and what erasing leaves to do.

-- The record must be kept ('hold': no erasing), or nothing may be done with it ('restrict').
-- A row goes when it is lifted; the log says who set and lifted it.
CREATE TABLE privacy (
	org INTEGER NOT NULL,
	client INTEGER NOT NULL,
	kind TEXT NOT NULL,             -- hold, restrict
	at INTEGER NOT NULL,
	until INTEGER,                  -- a hold's end; NULL: until it is lifted
	staff INTEGER,                  -- NULL: the command line
	reason BLOB,                    -- sealed with the client's key
	PRIMARY KEY (org, client, kind)
) WITHOUT ROWID, STRICT;

-- When the database was last rewritten without the bytes of what was deleted; NULL: not
-- since this client was erased.
ALTER TABLE erasure ADD COLUMN scrubbed INTEGER;
