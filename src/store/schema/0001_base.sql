-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the store itself needs: its version, its nodes and the log of who looked.

CREATE TABLE schema_version (
	version INTEGER NOT NULL,       -- number of the migration, 1 2 3 ...
	name TEXT NOT NULL,             -- its file without .sql
	checksum TEXT NOT NULL,         -- of the file, as schema.def has it
	from_version INTEGER NOT NULL,  -- where this upgrade began; 0 for a new database
	program TEXT NOT NULL,          -- version of the program that upgraded
	at INTEGER NOT NULL,            -- when, ms UTC
	PRIMARY KEY (version)
) STRICT;

-- Only on PostgreSQL; with SQLite the folder nodes/ holds the same.
CREATE TABLE node_last (
	node INTEGER NOT NULL,          -- 0-1023
	last_ms INTEGER NOT NULL,       -- no id of this node is younger, ms UTC
	PRIMARY KEY (node)
) STRICT;

-- One line per look and change, chained by hash per org and node.  0 and '' mean none.
CREATE TABLE audit (
	org INTEGER NOT NULL,           -- the tenant
	node INTEGER NOT NULL,          -- the process that wrote it
	seq INTEGER NOT NULL,           -- 1, 2, 3 ... per org and node, without a gap
	at INTEGER NOT NULL,            -- when, ms UTC
	subject TEXT NOT NULL,          -- in what capacity: 'therapist', 'link-holder'
	staff INTEGER NOT NULL,         -- which member of staff
	verb TEXT NOT NULL,             -- 'view', 'submit', 'acknowledge'
	resource TEXT NOT NULL,         -- 'client', 'answer', 'alert'
	row_id INTEGER NOT NULL,        -- which
	client INTEGER NOT NULL,        -- the client it concerns
	detail TEXT NOT NULL,           -- constants and ids only
	hash BLOB NOT NULL,             -- BLAKE2b of the line before and this one
	CHECK (length(hash) = 32),
	PRIMARY KEY (org, node, seq)
) WITHOUT ROWID, STRICT;

-- A client may ask who looked.
CREATE INDEX audit_client ON audit (org, client, at);
