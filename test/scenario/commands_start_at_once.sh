#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: what a command does not need is not loaded at its start: PostgreSQL's library, with
# the fifteen behind it, only when an address names such a database.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -e "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }

libraries=$(ldd "$attune") || exit 1
if echo "$libraries" | grep -E 'libpq|libldap|libav'; then
	echo "are loaded before any command begins"
	exit 1
fi
