-- SPDX-License-Identifier: GPL-3.0-or-later
-- The backups that were made: where each lies, of which moment, and whether it would do.

CREATE TABLE backup_made (
	org INTEGER NOT NULL,           -- whose operator or job made it; it holds all of them
	id INTEGER NOT NULL,            -- ascending in time
	kind TEXT NOT NULL,             -- nightly, hand, upgrade, received
	path TEXT NOT NULL,             -- of the file, from the root
	at INTEGER NOT NULL,            -- the moment it holds
	bytes INTEGER NOT NULL,
	schema INTEGER NOT NULL,
	heads TEXT NOT NULL,            -- of the access log, a line each
	with_key INTEGER NOT NULL,      -- 1 = the master key is in it, under a passphrase
	checked INTEGER,                -- when it was last restored on trial
	problem TEXT NOT NULL,          -- what that found; '' = nothing
	removed INTEGER,                -- when the file was taken away
	PRIMARY KEY (org, id)
) STRICT;
