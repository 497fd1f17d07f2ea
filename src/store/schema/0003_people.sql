-- SPDX-License-Identifier: GPL-3.0-or-later
-- Organisation, sites, staff, what a site sets up.  Every key begins with the tenant.

CREATE TABLE org (
	org INTEGER NOT NULL,           -- the tenant
	name TEXT NOT NULL,
	made INTEGER NOT NULL,          -- UTC milliseconds, as all times
	PRIMARY KEY (org)
) STRICT;

CREATE TABLE site (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	handle TEXT NOT NULL,           -- its name in the clinic file: bergen
	name TEXT NOT NULL,
	parent INTEGER,                 -- the site this is a sub-site of
	zone TEXT NOT NULL,             -- Europe/Oslo
	escalate_ms INTEGER NOT NULL,   -- working time until an alert goes to the cover
	escalate_high_ms INTEGER NOT NULL,      -- plain time, for answers of high visibility
	PRIMARY KEY (org, id),
	UNIQUE (org, handle)
) STRICT;

-- Working hours of a site, a span a row.
CREATE TABLE site_span (
	org INTEGER NOT NULL,
	site INTEGER NOT NULL,
	weekday INTEGER NOT NULL,       -- 0 = Monday
	from_min INTEGER NOT NULL,      -- minutes of the local day
	to_min INTEGER NOT NULL,
	PRIMARY KEY (org, site, weekday, from_min)
) STRICT;

CREATE TABLE site_closed (
	org INTEGER NOT NULL,
	site INTEGER NOT NULL,
	day INTEGER NOT NULL,           -- local date as days since 1970-01-01
	PRIMARY KEY (org, site, day)
) STRICT;

CREATE TABLE staff (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	handle TEXT NOT NULL,           -- sign-in name
	name TEXT NOT NULL,             -- display name
	password TEXT,                  -- Argon2id, NULL until one was chosen
	disabled INTEGER,               -- when, NULL while the account is in use
	version INTEGER NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (org, handle)
) STRICT;

CREATE INDEX staff_handle ON staff (handle);

CREATE TABLE staff_role (
	org INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	role TEXT NOT NULL,             -- therapist, supervisor, contact, cover, ...
	site INTEGER NOT NULL,          -- 0 = every site
	PRIMARY KEY (org, staff, role, site)
) STRICT;

CREATE TABLE supervision (
	org INTEGER NOT NULL,
	supervisor INTEGER NOT NULL,
	therapist INTEGER NOT NULL,
	from_ms INTEGER NOT NULL,
	to_ms INTEGER,                  -- NULL while it lasts
	PRIMARY KEY (org, supervisor, therapist, from_ms)
) STRICT;

-- Who has cover at a site and when, in order of preference.
CREATE TABLE cover (
	org INTEGER NOT NULL,
	site INTEGER NOT NULL,
	place INTEGER NOT NULL,         -- 1 is asked first
	staff INTEGER NOT NULL,
	always INTEGER NOT NULL,        -- 1 = round the clock; the span does not count
	weekday INTEGER NOT NULL,
	from_min INTEGER NOT NULL,
	to_min INTEGER NOT NULL,
	PRIMARY KEY (org, site, place)
) STRICT;

-- The named contact person of a site: one of the staff, or an outside body.
CREATE TABLE contact (
	org INTEGER NOT NULL,
	site INTEGER NOT NULL,
	staff INTEGER,                  -- NULL: outside
	name TEXT NOT NULL,
	PRIMARY KEY (org, site)
) STRICT;

-- Values of placeholders: crisis numbers, the clinic's name and hours.
CREATE TABLE setting (
	org INTEGER NOT NULL,
	site INTEGER NOT NULL,          -- 0 = every site that has none of its own
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (org, site, name)
) STRICT;

-- The site's own wording of a card or text.
CREATE TABLE wording (
	org INTEGER NOT NULL,
	instrument TEXT NOT NULL,       -- texts = the general ones
	item TEXT NOT NULL,             -- key: intro, item.ease, crisis
	lang TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (org, instrument, item, lang)
) STRICT;

-- A signed-in browser.
CREATE TABLE login (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	hash BLOB NOT NULL,             -- of the cookie
	staff INTEGER NOT NULL,
	made INTEGER NOT NULL,
	seen INTEGER NOT NULL,          -- last use, to the minute
	once INTEGER NOT NULL,          -- 1 = came by a one-time link
	ended INTEGER,                  -- signed out
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX login_hash ON login (hash);

-- One-time sign-in links.
CREATE TABLE once (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	hash BLOB NOT NULL,
	staff INTEGER NOT NULL,
	made INTEGER NOT NULL,
	closes INTEGER NOT NULL,
	used INTEGER,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX once_hash ON once (hash);

-- Failed sign-ins of an account name or a network, for the delay between tries.
CREATE TABLE attempt (
	org INTEGER NOT NULL,           -- 0: nobody is signed in yet
	key BLOB NOT NULL,              -- hash of the name or network: no personal data
	failures INTEGER NOT NULL,
	last INTEGER NOT NULL,
	PRIMARY KEY (org, key)
) STRICT;
