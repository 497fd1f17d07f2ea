#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: of a client who was erased no word is left: not in the data folder, not in what is
# exported, backed up or printed afterwards, and not in an older backup that is restored.
# Names on a card, of an archive's code and of a parent, all of them in plain sight before.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
clinic=$PWD/demo/clinic.txt

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export ATTUNE_DATA="$dir/data"

fail() {
	printf '%s\n' "$*"
	exit 1
}

# nowhere PLACE... - none of the words is in these files, packed or not.
nowhere() {
	find "$@" -type f | while read -r file; do
		case $file in
		*.gz) gzip -dc "$file" ;;
		*) cat "$file" ;;
		esac | grep -aqiE 'canary|C0000077' && echo "$file"
	done > found
	[ ! -s found ] || fail "something of the client is in: $(cat found)"
}

"$attune" init --from "$clinic" > /dev/null || fail init
client=$("$attune" client add --name "Canary Nightingale" --parent "Canary Senior" --teen \
    --site fjordgata --therapist ingrid | head -n 1)
cat > archive.csv <<'END'
client,therapist,clinic,session,date,instrument,respondent,item,value
C0000077,T01,K01,1,2024-03-01,PHQ9,client,1,2
C0000077,T01,K01,1,2024-03-01,PHQ9,client,2,1
C0000078,T01,K01,1,2024-03-01,PHQ9,client,1,3
END
cat > people.csv <<'END'
client,age,note
C0000077,49,Canary said of a person
C0000078,50,somebody else
END
"$attune" import archive.csv people.csv > /dev/null || fail import
before=$("$attune" export --client "$client" --out before > said 2>&1; cat said)
grep -qa "Canary Nightingale" before/record.html || fail "no name before: $before"
"$attune" client list > list
archived=$(awk '/C0000077/ { print $1 }' list)
[ -n "$archived" ] || { cat list; fail "nobody came out of the archive"; }
"$attune" backup old.attune > /dev/null || fail backup

# Somebody is asked, and takes their time: a backup that is made meanwhile holds the client, too.
if command -v script > /dev/null; then
	asked=$("$attune" client add --name "Canary Waiting" --site fjordgata --therapist ingrid |
	    head -n 1)
	mkfifo typed
	script -qefc "'$attune' erase $asked" shown < typed > /dev/null &
	exec 3> typed
	until grep -q 'Type the number' shown 2> /dev/null; do
		kill -0 $! 2> /dev/null || { cat shown; fail "nobody was asked"; }
		sleep 0.1
	done
	"$attune" backup meanwhile.attune > /dev/null || fail "backup while erase asks"
	echo "$asked" >&3
	exec 3>&-
	wait $! || { cat shown; fail "erase, asked"; }
	"$attune" erase "$asked" > shown.again || fail "erase again"
	grep -q meanwhile.attune shown.again ||
		fail "a backup made while somebody was asked is not named: $(cat shown.again)"
	rm shown typed
fi

for one in "$client" "$archived"; do
	"$attune" erase "$one" --yes > "shown.$one" || { cat "shown.$one"; fail "erase $one"; }
	grep -q old.attune "shown.$one" || fail "the backup that holds the client is not named"
done

"$attune" export --out after.csv.gz > said.export || fail export
gzip -dc after.csv.gz > plain
grep -q 'C0000078,50,somebody else' after.people.csv || fail "whoever stays is not among the people"
grep -q C0000078 plain || { cat plain; fail "whoever stays is not in the export"; }
"$attune" client list > said.list
"$attune" doctor > said.doctor
"$attune" backup new.attune > said.backup || fail "backup after"
"$attune" restore old.attune --data back --erased-in data > said.restore || fail restore
"$attune" export --client "$client" --out again > said.again 2>&1 &&
	fail "a copy of an erased client's record was made"
nowhere data back after.csv.gz after.codebook.csv after.people.csv after.manifest.json new.attune said.*
