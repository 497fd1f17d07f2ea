-- SPDX-License-Identifier: GPL-3.0-or-later
-- The second factor, the browsers somebody is signed in with, and tries that failed.

-- An authenticator app of somebody's; no row: none.
CREATE TABLE second_factor (
	org INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	secret BLOB NOT NULL,           -- sealed by the master key
	step INTEGER NOT NULL,          -- of the newest code that was used: each counts once
	made INTEGER NOT NULL,
	salt BLOB NOT NULL,             -- of the recovery codes
	PRIMARY KEY (org, staff)
) STRICT;

CREATE TABLE recovery_code (
	org INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	hash BLOB NOT NULL,             -- slow, under that salt
	used INTEGER,                   -- when; NULL: still good
	PRIMARY KEY (org, staff, hash)
) STRICT;

-- A browser that knows the password and has yet to give a code.
CREATE TABLE half_login (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	hash BLOB NOT NULL,             -- of the cookie
	staff INTEGER NOT NULL,
	closes INTEGER NOT NULL,
	once INTEGER NOT NULL,          -- 1 = came by a one-time link
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX half_login_hash ON half_login (hash);
CREATE INDEX half_login_staff ON half_login (org, staff);

ALTER TABLE login ADD COLUMN owes INTEGER NOT NULL DEFAULT 0;   -- 1 a factor, 2 a password
ALTER TABLE login ADD COLUMN failed INTEGER NOT NULL DEFAULT 0; -- tries since the one before
ALTER TABLE login ADD COLUMN device TEXT NOT NULL DEFAULT '';   -- Firefox, Linux

CREATE INDEX login_staff ON login (org, staff, made);

-- Tries at the account since its last login.
ALTER TABLE staff ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;

-- Tries that failed, by the hour: for whoever keeps the door.
CREATE TABLE failed_sign_in (
	org INTEGER NOT NULL,           -- 0: nobody of any organisation
	hour INTEGER NOT NULL,          -- hours since 1970
	staff INTEGER NOT NULL,         -- 0: nobody of that name
	network BLOB NOT NULL,          -- keyed hash: no personal data
	tries INTEGER NOT NULL,
	PRIMARY KEY (org, hour, staff, network)
) STRICT;
