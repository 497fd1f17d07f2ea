-- SPDX-License-Identifier: GPL-3.0-or-later
-- Work done apart from requests, what was learnt from the archive, and what the rules said of
-- each outcome form.

-- A piece of work.
CREATE TABLE job (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,            -- ascending in time
	kind TEXT NOT NULL,             -- course
	state TEXT NOT NULL,            -- queued, running, done, failed, cancelled
	argument TEXT NOT NULL,         -- what the kind is given; '' = nothing
	queued INTEGER NOT NULL,
	started INTEGER,
	ended INTEGER,
	node INTEGER,                   -- the process that runs it, or ran it
	stop INTEGER NOT NULL,          -- 1 = somebody wants it to end
	progress INTEGER NOT NULL,      -- per cent
	message TEXT NOT NULL,          -- one line for people: what came of it
	result TEXT NOT NULL,           -- name=number pairs, once it is done
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX job_state ON job (org, state, id);
-- At most one of an organisation's runs at a time, whoever begins it.
CREATE UNIQUE INDEX job_running ON job (org) WHERE state = 'running';

-- The expected course of a measure, fitted to the ended courses of this organisation.  A
-- signal names the one it was found with, so none is ever changed.
CREATE TABLE course_model (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	instrument TEXT NOT NULL,
	instrument_version INTEGER NOT NULL,
	scale TEXT NOT NULL,
	form TEXT NOT NULL,             -- who answered: client, teen
	version INTEGER NOT NULL,       -- 1, 2 ... of this measure
	at INTEGER NOT NULL,
	n_episodes INTEGER NOT NULL,    -- in the archive it was fitted to
	n_scores INTEGER NOT NULL,
	parameters TEXT NOT NULL,       -- name=number pairs
	PRIMARY KEY (org, id),
	UNIQUE (org, instrument, instrument_version, scale, form, version)
) STRICT;

-- What a rule said of an outcome form when it was first looked at.  Never rewritten.
CREATE TABLE signal (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,
	answer INTEGER NOT NULL,
	instrument TEXT NOT NULL,
	kind TEXT NOT NULL,             -- none, worse, off, near, ...
	rule TEXT NOT NULL,             -- house, course
	version INTEGER NOT NULL,       -- of the rule
	model INTEGER,                  -- the expected course it was found with, if one
	inputs TEXT NOT NULL,           -- name=number pairs, as the rule saw them
	at INTEGER NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (org, answer)
) STRICT;

CREATE INDEX signal_client ON signal (org, client, id);

-- Ended courses: whether there are more of them than there were.
CREATE INDEX episode_closed ON episode (org, closed);
