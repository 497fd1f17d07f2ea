-- SPDX-License-Identifier: GPL-3.0-or-later
-- Clients, those around them, episodes, relationships and sessions.

CREATE TABLE client (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	site INTEGER NOT NULL,
	name BLOB NOT NULL,             -- sealed with the client's key
	form TEXT NOT NULL,             -- which form of a card is theirs: client or teen
	lang TEXT NOT NULL,             -- language they are asked in
	made INTEGER NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

-- The client's key, sealed by the master key.  Erasing a client deletes the row.
CREATE TABLE client_key (
	org INTEGER NOT NULL,
	client INTEGER NOT NULL,
	sealed BLOB NOT NULL,
	PRIMARY KEY (org, client)
) STRICT;

-- Parents and carers.
CREATE TABLE related (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	kind TEXT NOT NULL,             -- parent, carer
	name BLOB NOT NULL,             -- sealed with the client's key
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX related_client ON related (org, client);

CREATE TABLE episode (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	site INTEGER NOT NULL,
	opened INTEGER NOT NULL,
	closed INTEGER,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX episode_client ON episode (org, client);

-- A client with one therapist, from, to: cards are about a relationship.
CREATE TABLE relationship (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	episode INTEGER NOT NULL,
	client INTEGER NOT NULL,
	therapist INTEGER NOT NULL,
	from_ms INTEGER NOT NULL,
	to_ms INTEGER,                  -- NULL while it lasts
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX relationship_client ON relationship (org, client);
CREATE INDEX relationship_therapist ON relationship (org, therapist, client);

-- An hour of therapy.
CREATE TABLE session (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	relationship INTEGER NOT NULL,
	client INTEGER NOT NULL,
	number INTEGER NOT NULL,        -- 1, 2, 3 ... within the relationship
	starts INTEGER NOT NULL,
	ends INTEGER NOT NULL,
	day INTEGER NOT NULL,           -- local date as days since 1970-01-01
	state TEXT NOT NULL,            -- planned, attended, cancelled, missed
	version INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX session_client ON session (org, client, starts);

-- Clients erased: replayed by restore, so that a backup brings nobody back.
CREATE TABLE erasure (
	org INTEGER NOT NULL,
	client INTEGER NOT NULL,
	at INTEGER NOT NULL,
	staff INTEGER,                  -- NULL: the command line
	PRIMARY KEY (org, client)
) STRICT;
