#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: a clinic's old tables go in whole and come out the same, on either engine; an import
# that is killed half way and done again leaves what one import leaves; nothing is written
# twice.  100,000 forms made here; 30,000 of an archive of the design's, where that is.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
tree=$PWD
archive=$PWD/../shared/data/archive-1000
clinic=$PWD/demo/clinic.txt

dir=$(mktemp -d)
databases=
drop() {
	for name in $databases; do
		psql -q "$ATTUNE_TEST_PG" -c "DROP DATABASE IF EXISTS $name"
	done
	rm -rf "$dir"
}
trap drop EXIT
cd "$dir" || exit 1
failed=0

fail() {
	echo "$*"
	failed=1
}

# said FILE TEXT - the output has this line.
said() {
	grep -qE -- "^ *$2\$" "$1" || { fail "$1 lacks \"$2\":"; cat "$1"; }
}

# sorted FILE - what it says, whatever the order of its rows.
sorted() { LC_ALL=C sort "$1" | sha256sum; }

# same NAME TABLE - an export of clinic NAME holds the rows of the table and no others.
same() {
	name=$1 table=$2
	shift 2
	rm -f "$name".out*
	"$attune" export --data "$name" "$@" --out "$name.out.csv" > /dev/null || failed=1
	[ "$(sorted "$name.out.csv")" = "$(sorted "$table")" ] ||
		fail "what comes out of $name is not what went in"
}

"$tree/bench/old_archive.sh" 2500 > forms.csv
cat > map <<'END'
[instruments]
BENCH12 = old-alliance
[instrument old-alliance]
forms = client therapist
items = 12
range = 1 5
scale.total = sum 1 2 3 4 5 6 7 8 9 10 11 12, need 9, range 12 60, better higher
END

# Whole, and out again.
"$attune" init --data one --from "$clinic" > /dev/null
"$attune" import --data one --map map forms.csv > sum || failed=1
said sum "100000  new forms"
said sum "50000  new sessions"
said sum "2500  new clients"
same one forms.csv --wide

# Again, packed, in another order, without the map: nothing is new.
{ head -1 forms.csv; tail -n +2 forms.csv | LC_ALL=C sort -r; } | gzip -1 > turned.csv.gz
lines=$("$attune" verify --data one | sed -n 's/.*whole: \([0-9]*\) lines.*/\1/p')
"$attune" import --data one turned.csv.gz > sum || failed=1
said sum "100000  forms that are here already"
said sum "nothing new"
now=$("$attune" verify --data one | sed -n 's/.*whole: \([0-9]*\) lines.*/\1/p')
[ "$now" -eq $((lines + 1)) ] || fail "the access log grew from $lines to $now lines by nothing"

# Killed again and again, at any moment, and then done once more.
"$attune" init --data two --from "$clinic" > /dev/null
killed=0
for moment in 0.15 0.3 0.5 0.7 0.9; do
	"$attune" import --data two --map map forms.csv > /dev/null 2>&1 &
	import=$!
	sleep $moment
	kill -9 $import 2> /dev/null
	wait $import 2> /dev/null
	[ $? -eq 137 ] && killed=$((killed + 1))
done
[ $killed -gt 0 ] || fail "no import was slow enough to be killed"
"$attune" import --data two --map map forms.csv > sum || failed=1
same two forms.csv --wide
"$attune" import --data two forms.csv > sum || failed=1
said sum "nothing new"
"$attune" verify --data two > /dev/null || fail "the access log is not whole"

# It gives way to whoever else writes, and loses nobody over it.
"$attune" init --data busy --from "$clinic" > /dev/null
"$attune" import --data busy --map map forms.csv > sum &
import=$!
added=0
while kill -0 $import 2> /dev/null; do
	"$attune" client add --data busy --name Somebody --site fjordgata --therapist ingrid \
	    > /dev/null || failed=1
	added=$((added + 1))
done
wait $import || failed=1
[ $added -gt 5 ] || fail "the import was over before anybody came"
said sum "100000  new forms"
same busy forms.csv --wide

# A bad row among many refuses them all, or is set aside with its form.
head -2001 forms.csv > few.csv
sed 's/^\(C0000007,.*,3,[^,]*,BENCH12,client,\)[^,]*/\19/' few.csv > bad.csv
"$attune" init --data three --from "$clinic" > /dev/null
"$attune" import --data three --map map bad.csv > out 2> err && fail "a bad row went in"
grep -q 'bad.csv:246: column "i1": expected an answer from 1 to 5, found "9"' err ||
	{ fail "no line for the bad row:"; cat err; }
"$attune" export --data three --out none.csv > /dev/null
[ "$(wc -l < none.csv)" -eq 1 ] || fail "something is half in"
"$attune" import --data three --map map --errors left.csv bad.csv > sum 2> /dev/null || failed=1
said sum "1999  new forms"
said sum "1  forms set aside"
[ "$(wc -l < left.csv)" -eq 2 ] || { fail "left.csv:"; cat left.csv; }
[ "$(stat -c %a left.csv)" = 600 ] || fail "others may read what was set aside"
"$attune" import --data three --map map --errors bad.csv bad.csv > /dev/null 2> err &&
	fail "a table was written over"
[ "$(wc -l < bad.csv)" -eq 2001 ] || fail "the table is not whole any more"
"$attune" import --data three few.csv > sum || failed=1
said sum "1  new forms"
same three few.csv --wide

# The archive of the design's.
taken_in() { # NAME OPTION...
	name=$1
	shift
	"$attune" init --data "$name" "$@" --from "$clinic" > /dev/null || failed=1
	"$attune" import --data "$name" "$@" --map all12 "$archive/items.csv.gz" \
	    "$archive/clients.csv" > sum || failed=1
	said sum "323573  new answers"
	said sum "1000  new clients"
	said sum "10783  new sessions"
	said sum "992  courses of therapy that have ended"
	said sum "PHQ9 +is phq-9: .* 93694 answers to 9 items, from 0 to 3, together 96433"
	said sum "ALL12 +is all-12: .* 229879 answers to 12 items, from 1 to 5, together 887022"
	zcat "$archive/items.csv.gz" > items.csv
	same "$name" items.csv "$@"
}

if [ -e "$archive/items.csv.gz" ]; then
	sed 's/BENCH12/ALL12/; s/old-alliance/all-12/' map > all12
	taken_in four
	if [ -n "${ATTUNE_TEST_PG-}" ] && command -v psql > /dev/null; then
		databases=import_$$
		psql -q "$ATTUNE_TEST_PG" -c "CREATE DATABASE $databases" || failed=1
		taken_in five --db "$(echo "$ATTUNE_TEST_PG" | sed "s,/postgres?,/$databases?,")"
	else
		echo "SKIPPED: no PostgreSQL (ATTUNE_TEST_PG is not set) for the archive"
	fi
else
	echo "SKIPPED: no $archive"
fi
exit $failed
