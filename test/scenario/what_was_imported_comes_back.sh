#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: what a clinic brought along can be taken out again: the same rows, long and wide, on
# both engines; and what came out goes in again and comes out the same.  With the archive of
# ../shared/data, where it is, its figures too.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
"$attune" help import > /dev/null 2>&1 || { echo "SKIPPED: no attune import"; exit 77; }

dir=$(mktemp -d)
schemas=
# PostgreSQL, where a test may make schemas: one for each clinic.
drop() {
	for schema in $schemas; do
		psql -q "$ATTUNE_TEST_PG" -c "DROP SCHEMA IF EXISTS $schema CASCADE" > /dev/null 2>&1
	done
	rm -rf "$dir"
}
trap drop EXIT
failed=0
wrong() { echo "$*"; failed=1; }

# Rows of 20 clients with gaps, both sides, two instruments, one of them nobody knows.
awk 'BEGIN {
	srand(7)
	print "client,therapist,clinic,session,date,instrument,respondent,item,value"
	for (c = 1; c <= 20; c++)
		for (s = 1; s <= 4; s++) {
			start = sprintf("C%04d,T%02d,K%d,%d,2019-%02d-%02d", c, c % 3 + 1, c % 3 % 2 + 1, s, s + c % 8, c)
			for (i = 1; i <= 9; i++)
				if (rand() > .05)
					print start ",PHQ9,client," i "," int(rand() * 4)
			for (side = 0; side < 2; side++)
				for (i = 1; i <= 12; i++)
					if (rand() > .05)
						print start ",ALL12," (side ? "therapist" : "client") "," i "," 1 + int(rand() * 5)
		}
}' > "$dir/small.csv"

# What is known of half of them.
awk 'BEGIN {
	print "client,age,first_date,end_reason,note"
	for (c = 1; c <= 10; c++)
		printf "C%04d,%s,2019-01-%02d,%s,%s\n", c, c % 3 ? 20 + c : "", c, \
		    c % 2 ? "completed" : "ongoing", c == 4 ? "\"said \"\"no\"\", twice\"" : ""
}' > "$dir/people.csv"

# rows FILE - what is in it, in one order.
rows() {
	case $1 in
	*.gz) gzip -cd "$1" ;;
	*) cat "$1" ;;
	esac | tail -n +2 | LC_ALL=C sort
}

# same A B WHAT
same() {
	rows "$1" > "$dir/a"
	rows "$2" > "$dir/b"
	cmp -s "$dir/a" "$dir/b" || {
		wrong "$3: not the same rows"
		diff "$dir/a" "$dir/b" | head -n 4
	}
}

# clinic NAME [DATABASE-URL] - an empty one; commands use it from now on.
clinic() {
	ATTUNE_DATA=$dir/$1 db=${2:+--db=$2}
	export ATTUNE_DATA
	"$attune" init $db --from demo/clinic.txt > /dev/null || wrong "init of $1"
}

take_in() {
	"$attune" import $db "$@" > "$dir/said" 2> "$dir/err" ||
		{ wrong "import of $*"; cat "$dir/err"; }
}

take_out() {
	"$attune" export $db "$@" > "$dir/said" 2> "$dir/err" ||
		{ wrong "export of $*"; cat "$dir/err"; }
}

# there_and_back NAME TABLE [DATABASE-URL]
there_and_back() {
	clinic "$1" ${3-}
	take_in "$2"
	take_out --out "$dir/$1-long.csv.gz"
	same "$2" "$dir/$1-long.csv.gz" "$1"
	take_out --wide --out "$dir/$1-wide.csv"
}

# postgres NAME TABLE - the same in a schema of its own, where a test may make one.
postgres() {
	schema=export_$$_$1
	schemas="$schemas $schema"
	psql -q "$ATTUNE_TEST_PG" -c "CREATE SCHEMA $schema" > /dev/null || wrong "no schema"
	case $ATTUNE_TEST_PG in
	*\?*) url="$ATTUNE_TEST_PG&options=-csearch_path%3D$schema" ;;
	*) url="$ATTUNE_TEST_PG?options=-csearch_path%3D$schema" ;;
	esac
	there_and_back "$1" "$2" "$url"
}
psql=
[ -z "${ATTUNE_TEST_PG-}" ] || psql=$(command -v psql)

there_and_back sqlite "$dir/small.csv"

# What was said of people comes back, and goes in again without changing anything.
take_in "$dir/people.csv"
take_out --out "$dir/told.csv"
same "$dir/people.csv" "$dir/told.people.csv" people
take_in "$dir/told.people.csv"
grep -q 'nothing new' "$dir/said" || wrong "people again: $(cat "$dir/said")"
take_out --out "$dir/told-again.csv"
same "$dir/people.csv" "$dir/told-again.people.csv" "people again"
take_out --research --out "$dir/study.csv"
[ "$(wc -l < "$dir/study.csv")" -eq 1 ] || wrong "nobody said yes to research"
[ ! -e "$dir/study.people.csv" ] || wrong "research has what was said of people"
grep -q '"why":"no-consent".*"clients":20' "$dir/study.manifest.json" ||
	wrong "not counted: $(cat "$dir/study.manifest.json")"

# Wide and long are two ways to say one thing.
clinic wide
take_in "$dir/sqlite-wide.csv"
take_out --out "$dir/again-long.csv"
same "$dir/small.csv" "$dir/again-long.csv" "through the wide form"
take_out --wide --out "$dir/again-wide.csv"
same "$dir/sqlite-wide.csv" "$dir/again-wide.csv" "wide again"

if [ -n "$psql" ]; then
	postgres postgresql "$dir/small.csv"
	same "$dir/sqlite-wide.csv" "$dir/postgresql-wide.csv" "both engines, wide"
else
	echo "SKIPPED: not on PostgreSQL (ATTUNE_TEST_PG is not set)"
fi

archive=../shared/data/archive-1000
if [ -e "$archive/items.csv.gz" ]; then
	there_and_back archive "$archive/items.csv.gz"
	[ -z "$psql" ] || postgres pg_archive "$archive/items.csv.gz"
	n=$(rows "$dir/archive-long.csv.gz" | wc -l)
	[ "$n" -eq 323573 ] || wrong "the archive has 323573 answers, $n came out"
else
	echo "SKIPPED: no ../shared/data/archive-1000"
fi
exit $failed
