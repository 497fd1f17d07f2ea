-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an import called things: the next one needs no telling, and an export says it back.

-- A code of the source, and what it is here.
CREATE TABLE import_name (
	org INTEGER NOT NULL,
	kind TEXT NOT NULL,             -- instrument, item, respondent, therapist, clinic
	within TEXT NOT NULL,           -- item: the code of its instrument; else ''
	code TEXT NOT NULL,             -- as the source has it
	meant TEXT NOT NULL,            -- id of the instrument or item, the form; else ''
	form TEXT NOT NULL,             -- instrument: the one form that the code is of; '' = any
	id INTEGER,                     -- therapist, clinic: the staff or site
	PRIMARY KEY (org, kind, within, code)
) STRICT;

-- Which client a code of the source is.
CREATE TABLE import_client (
	org INTEGER NOT NULL,
	client INTEGER NOT NULL,
	hash BLOB NOT NULL,             -- of the code, keyed: finds it again and tells nothing
	code BLOB NOT NULL,             -- sealed with the client's key
	about BLOB,                     -- what else was said of the client, sealed as well
	PRIMARY KEY (org, client)
) STRICT;

CREATE UNIQUE INDEX import_client_hash ON import_client (org, hash);

-- Instruments that only the clinic's own data know, written as instruments/FORMAT has it.
CREATE TABLE definition (
	org INTEGER NOT NULL,
	instrument TEXT NOT NULL,
	version INTEGER NOT NULL,
	body TEXT NOT NULL,
	made INTEGER NOT NULL,
	PRIMARY KEY (org, instrument, version)
) STRICT;

-- An imported answer that a fuller one has taken the place of: a later file had more items.
CREATE TABLE answer_replaced (
	org INTEGER NOT NULL,
	client INTEGER NOT NULL,
	answer INTEGER NOT NULL,
	by_answer INTEGER NOT NULL,     -- the one that counts instead
	PRIMARY KEY (org, client, answer)
) WITHOUT ROWID, STRICT;
