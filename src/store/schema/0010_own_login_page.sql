-- SPDX-License-Identifier: GPL-3.0-or-later
-- The browsers of an own page are ended and counted together.

CREATE INDEX own_login_page ON own_login (org, page, id);
