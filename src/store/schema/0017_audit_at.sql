-- SPDX-License-Identifier: GPL-3.0-or-later
-- The log is searched from the newest line back, whoever's record it is.

CREATE INDEX audit_at ON audit (org, at);
