-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a client, or a therapist, has agreed to: each time it was given or taken back.

-- The newest line of a purpose counts.  None: nobody has said; of measuring: it goes on.
CREATE TABLE consent (
	org INTEGER NOT NULL,
	id INTEGER NOT NULL,
	client INTEGER NOT NULL,        -- whose it is; 0: a therapist's, of own answers
	person INTEGER NOT NULL,        -- that therapist; 0: a client's
	purpose TEXT NOT NULL,          -- measuring, research, contact (after the ending)
	given INTEGER NOT NULL,         -- 0 = taken back, or a no
	wording TEXT NOT NULL,          -- to which words: 'page 1', 'paper', 'paper 2026-02';
	                                -- '' = nobody wrote it down
	staff INTEGER,                  -- who recorded it; NULL: the client, on the own page
	at INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

CREATE INDEX consent_whose ON consent (org, client, person, purpose, id);

-- To be asked for no more cards was the same, in a table of its own.
INSERT INTO consent (org, id, client, person, purpose, given, wording, staff, at)
	SELECT org, id, client, 0, 'measuring', goes_on, '', staff, at FROM measuring;
DROP TABLE measuring;
