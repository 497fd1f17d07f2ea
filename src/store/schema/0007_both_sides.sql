-- SPDX-License-Identifier: GPL-3.0-or-later
-- The plan of an episode, what was read and opened, what is worth asking about, and the
-- client's own page.

-- A row of the default plan switched on or off: for the organisation (site 0, episode 0),
-- one site, or one episode.  The nearest one counts; none: as the plan has it.
CREATE TABLE plan_switch (
	org INTEGER NOT NULL,
	site INTEGER NOT NULL,
	episode INTEGER NOT NULL,
	plan TEXT NOT NULL,             -- key of the row in the plan
	switched INTEGER NOT NULL,      -- 1 = on
	staff INTEGER,                  -- NULL: the command line
	at INTEGER NOT NULL,
	PRIMARY KEY (org, site, episode, plan)
) STRICT;

-- Which row of the plan made a due measure ('' = a link made by hand), and when its one
-- reminder is due (NULL = none, or not any more).
ALTER TABLE due ADD COLUMN plan TEXT NOT NULL DEFAULT '';
ALTER TABLE due ADD COLUMN reminds INTEGER;

CREATE INDEX due_session ON due (org, session);

-- Something worth asking about, as a rule found it.  Computed once, never rewritten.
CREATE TABLE flag (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	relationship INTEGER NOT NULL,
	session INTEGER NOT NULL,
	answer INTEGER,                 -- the answer it is about, if one
	rule TEXT NOT NULL,             -- strain, low, drop, ...
	version INTEGER NOT NULL,       -- of the rule
	inputs TEXT NOT NULL,           -- name=number pairs, as the rule saw them
	at INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX flag_client ON flag (org, client, id);
CREATE INDEX flag_relationship ON flag (org, relationship, id);

-- A session's cards have been looked at by the rules: what was said, what was rated, or
-- that nothing came.
CREATE TABLE flag_judged (
	org INTEGER NOT NULL,
	session INTEGER NOT NULL,
	stage TEXT NOT NULL,            -- said, rated, silent
	at INTEGER NOT NULL,
	PRIMARY KEY (org, session, stage)
) STRICT;

-- What a person did about a flag; the newest line counts.
CREATE TABLE flag_handled (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	flag INTEGER NOT NULL,
	client INTEGER NOT NULL,
	how TEXT NOT NULL,              -- aside, discussed, open (taken back)
	staff INTEGER NOT NULL,
	at INTEGER NOT NULL,
	reason BLOB,                    -- sealed with the client's key
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX flag_handled_flag ON flag_handled (org, flag, id);
CREATE INDEX flag_handled_client ON flag_handled (org, client, id);

-- A member of staff has opened what was said in an answer: strain, wish, words.
CREATE TABLE said_read (
	org INTEGER NOT NULL,
	answer INTEGER NOT NULL,
	client INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (org, answer, staff)
) STRICT;

CREATE INDEX said_read_client ON said_read (org, client);

-- Both sides of a session were opened together with the client.
CREATE TABLE opened (
	org INTEGER NOT NULL,
	session INTEGER NOT NULL,
	client INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (org, session)
) STRICT;

CREATE INDEX opened_client ON opened (org, client);

-- A therapist releases something of a relationship to the supervisor, until taken back.
CREATE TABLE released (
	org INTEGER NOT NULL,
	relationship INTEGER NOT NULL,
	what TEXT NOT NULL,             -- ratings, reaction, flags
	staff INTEGER NOT NULL,
	at INTEGER NOT NULL,
	ended INTEGER,
	PRIMARY KEY (org, relationship, what)
) STRICT;

-- The client's (or a parent's) own page: a personal address and a PIN set in the clinic.
CREATE TABLE own_page (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	related INTEGER NOT NULL,       -- 0 = the client
	hash BLOB NOT NULL,             -- of the address
	pin TEXT,                       -- Argon2id, NULL until one was chosen
	made INTEGER NOT NULL,
	ended INTEGER,
	version INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX own_page_hash ON own_page (hash);
CREATE INDEX own_page_client ON own_page (org, client);

-- A browser signed in to it.
CREATE TABLE own_login (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	page INTEGER NOT NULL,
	hash BLOB NOT NULL,             -- of the cookie
	made INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	ended INTEGER,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX own_login_hash ON own_login (hash);

-- Who may see the client's cards from now on, as agreed; the newest line counts.
CREATE TABLE agreed (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	ratings TEXT NOT NULL,          -- therapist, therapist_supervisor, numbers
	seen TEXT NOT NULL,             -- now, next
	said TEXT NOT NULL,             -- therapist, other
	staff INTEGER,                  -- NULL: the client, on the own page
	at INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX agreed_client ON agreed (org, client, id);

-- Measuring stopped or taken up again; the newest line counts, none: it goes on.
CREATE TABLE measuring (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	goes_on INTEGER NOT NULL,       -- 0 = the client asks for no more cards
	staff INTEGER,                  -- NULL: the client, on the own page
	at INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX measuring_client ON measuring (org, client, id);
