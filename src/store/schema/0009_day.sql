-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the day list says of a client, worked out once and kept until something happens.

-- Derived from the rest: may be emptied at any time.  A line holds good while nothing was
-- logged about the client since it was made, and its time is not over.
CREATE TABLE day_line (
	org INTEGER NOT NULL,
	client INTEGER NOT NULL,
	relationship INTEGER NOT NULL,  -- as its therapist sees the client
	changes INTEGER NOT NULL,       -- counts what is logged about the client
	made INTEGER,                   -- that count when the line was made; NULL: never
	until INTEGER,                  -- when it has to be made anew though nothing happens
	packed BLOB,
	PRIMARY KEY (org, client, relationship)
) WITHOUT ROWID, STRICT;

-- Safety answers nobody has acknowledged: they are looked for every second, among all that
-- ever were.  A row goes with the acknowledgement, in the same transaction.
CREATE TABLE alert_open (
	org INTEGER NOT NULL,
	alert INTEGER NOT NULL,
	PRIMARY KEY (org, alert)
) WITHOUT ROWID, STRICT;

INSERT INTO alert_open (org, alert) SELECT a.org, a.id FROM alert a WHERE NOT EXISTS
	(SELECT 1 FROM alert_ack k WHERE k.org = a.org AND k.alert = a.id);

-- By client in the order they are asked for: with the client alone, SQLite reads the rows of
-- all clients to have them in that order.
DROP INDEX due_client;
CREATE INDEX due_client ON due (org, client, id);
DROP INDEX said_read_client;
CREATE INDEX said_read_client ON said_read (org, client, answer, staff);
