-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is due, who began it, what was typed, what was sent, what it raised.

-- One form for one person at one time.
CREATE TABLE due (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	relationship INTEGER NOT NULL,
	session INTEGER,                -- the session it belongs to, if any
	site INTEGER NOT NULL,
	instrument TEXT NOT NULL,
	instrument_version INTEGER NOT NULL,
	form TEXT NOT NULL,             -- client, therapist, parent, teen
	first INTEGER NOT NULL,         -- 1 = asked before the first session
	opens INTEGER NOT NULL,
	closes INTEGER NOT NULL,
	state TEXT NOT NULL,            -- open, sent, declined, revoked
	answer INTEGER,                 -- the answer, once sent
	made INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX due_client ON due (org, client);

-- The address that opens a due measure: 128 random bits, stored hashed.
CREATE TABLE link (
	org INTEGER NOT NULL,
	hash BLOB NOT NULL,
	due INTEGER NOT NULL,
	made INTEGER NOT NULL,
	PRIMARY KEY (org, hash)
) STRICT;

CREATE INDEX link_hash ON link (hash);

-- A browser that pressed Begin.
CREATE TABLE device (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	due INTEGER NOT NULL,
	hash BLOB NOT NULL,             -- of the browser's cookie
	key BLOB NOT NULL,              -- idempotency key of its form
	lang TEXT NOT NULL,
	began INTEGER NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (org, due, hash)
) STRICT;

CREATE INDEX device_hash ON device (hash, due);

-- What a browser has typed so far: goes back to that browser alone.
CREATE TABLE draft (
	org INTEGER NOT NULL,
	due INTEGER NOT NULL,
	device INTEGER NOT NULL,
	packed BLOB NOT NULL,           -- answers
	words BLOB,                     -- sealed with the client's key
	saved INTEGER NOT NULL,
	PRIMARY KEY (org, due, device)
) STRICT;

-- One row per questionnaire, appended at submit; a client's history lies together.
CREATE TABLE answer (
	org INTEGER NOT NULL,
	client INTEGER NOT NULL,
	id INTEGER NOT NULL,            -- ascending in time
	due INTEGER NOT NULL,
	device INTEGER NOT NULL,
	relationship INTEGER NOT NULL,
	session INTEGER,
	instrument TEXT NOT NULL,
	instrument_version INTEGER NOT NULL,
	form TEXT NOT NULL,
	at INTEGER NOT NULL,
	packed BLOB NOT NULL,
	scores BLOB NOT NULL,           -- doubles in definition order, NaN = missing
	words BLOB,                     -- sealed with the client's key
	lang TEXT NOT NULL,
	layout TEXT NOT NULL,           -- pages3 = three statements a page
	mode TEXT NOT NULL,             -- own-device, kiosk, paper, read-aloud, interpreter
	seconds INTEGER NOT NULL,       -- from Begin to Send
	told TEXT NOT NULL,             -- who they were told could see it
	seen_first INTEGER NOT NULL,    -- 1 = had seen the other side before answering
	key BLOB NOT NULL,              -- idempotency key it came with
	PRIMARY KEY (org, client, id)
) WITHOUT ROWID, STRICT;

-- Answers with something in them for the contact person instead of the therapist.
CREATE TABLE addressed (
	org INTEGER NOT NULL,
	answer INTEGER NOT NULL,
	client INTEGER NOT NULL,
	site INTEGER NOT NULL,
	PRIMARY KEY (org, answer)
) STRICT;

-- A raw safety answer.  Never changed, never cleared.
CREATE TABLE alert (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	site INTEGER NOT NULL,
	due INTEGER NOT NULL,
	device INTEGER NOT NULL,
	instrument TEXT NOT NULL,
	item TEXT NOT NULL,
	code INTEGER NOT NULL,          -- the raw answer
	kind TEXT NOT NULL,             -- self, others, asks
	high INTEGER NOT NULL,          -- 1 = high visibility
	compared TEXT NOT NULL,         -- first, higher, same, lower than last time
	last_code INTEGER,              -- last time's answer
	stage TEXT NOT NULL,            -- draft, sent
	at INTEGER NOT NULL,
	escalates INTEGER NOT NULL,     -- when it goes to the cover, if nobody has acknowledged
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX alert_client ON alert (org, client, id);
CREATE INDEX alert_site ON alert (org, site, id);

CREATE TABLE alert_ack (
	org INTEGER NOT NULL,
	alert INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	at INTEGER NOT NULL,
	note BLOB NOT NULL,             -- sealed with the client's key
	PRIMARY KEY (org, alert)
) STRICT;

-- "May we call you?" from the crisis page.
CREATE TABLE call_me (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	due INTEGER NOT NULL,
	at INTEGER NOT NULL,
	no_call INTEGER NOT NULL,       -- 1 = please do not
	phone BLOB,                     -- sealed with the client's key
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX call_me_client ON call_me (org, client, id);
