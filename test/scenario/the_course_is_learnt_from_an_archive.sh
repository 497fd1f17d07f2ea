#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: from a table of closed episodes attune course makes a model, keeps it, shows what it
# expects and where clients of now stand; refuses what is too little or no model; and the
# order of rows changes nothing.  ATTUNE_ACCEPT=1 rewrites what is compared.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
golden=$PWD/test/golden/lab

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0

# archive CLIENTS - three to ten sessions each; the generator of Park and Miller, as that of
# awk differs from awk to awk.
archive() {
	awk -v n="$1" '
	function unit() { x = (x * 16807) % 2147483647; return x / 2147483647 }
	function normal(    i, s) { s = -6; for (i = 0; i < 12; i++) s += unit(); return s }
	BEGIN {
		x = 20120601
		print "id,session,phq,missed,age,dropped,closed"
		for (c = 1; c <= n; c++) {
			first = 15 + 4 * normal(); level = 15 + .7 * (first - 15) + 1.5 * normal()
			slope = -2 + 3 * normal(); sessions = 3 + int(unit() * 8)
			age = 20 + int(40 * unit()); drop = unit() < .25
			absent = drop ? .35 : .08
			for (s = 1; s <= sessions; s++) {
				score = s == 1 ? first : level + slope * log(s) + 1.5 * normal()
				printf("c%04d,%d,%.1f,%d,%d,%d,%d\n", c, s, score,
				    s > 1 && unit() < absent, age, drop, c > 5)
			}
		}
	}'
}

# same NAME COMMAND... - its output is that of the golden file.
same() {
	name=$1
	shift
	"$attune" course "$@" > out 2> err || { echo "attune course $*:"; cat err; failed=1; }
	[ -z "${ATTUNE_ACCEPT-}" ] || cp out "$golden/$name"
	diff -u "$golden/$name" out || { echo "attune course $*: not as in $name"; failed=1; }
}

# refused STATUS TEXT COMMAND... - one line that has TEXT (usage: and a hint), no output.
refused() {
	status=$1 text=$2
	shift 2
	"$attune" course "$@" > out 2> err
	got=$?
	if [ $got -ne "$status" ] || [ -s out ] || [ "$(wc -l < err)" -ne "$status" ] ||
	    ! grep -qF -- "$text" err; then
		echo "attune course $*: status $got, expected $status and \"$text\":"
		cat out err
		failed=1
	fi
}

archive 1200 > large.csv
archive 240 > small.csv
archive 199 > few.csv
columns='--client id --session session --score phq'

same course-fit.txt fit large.csv $columns --better lower --reliable 5 -o model.json --format text
same course-fit-small.txt fit small.csv $columns --better lower --format text --out small.json
same course-fit.csv fit large.csv $columns --better lower --reliable 5 --format csv
same course-show.txt show model.json --intake 18 --format text
same course-show-small.txt show small.json --sessions 4..6 --format text
{ head -1 large.csv; grep '^c000[1-3]' large.csv; echo 'd,1,NA,0,30,0,0'; echo 'd,2,9,0,30,0,0'; } > now.csv
same course-signal.txt signal model.json now.csv $columns --cutoff 10 --format text
same course-dropout.txt dropout large.csv --client id --session session --missed missed \
    --score phq --better lower --age age --closed closed --definition judged --dropped dropped \
    --format text
same course-neighbours.txt neighbours large.csv $columns --better lower --who c0001 \
    --match age --closed closed --format text

# JSON has the contract's names, and the file is what goes to a pipe.
"$attune" course fit large.csv $columns --better lower --reliable 5 > piped.json
sed 's/,"used".*/}/' piped.json | diff - model.json || { echo "the kept model differs"; failed=1; }
grep -q '"model":{.*"n_episodes":1200,.*"b":\[15.*"psi":\[.*"sigma2":.*"validation":\[{"session":2,' \
    piped.json || { echo "the model lacks a member"; failed=1; }
"$attune" course show model.json --intake 18 --sessions 1..2 |
	grep -q '"expected":\[{"session":1,"mean":18,"limit84":null,"limit90":null,' ||
	{ echo "session 1 is not the first score"; failed=1; }

# Any order, the same third held out and the same model.
{ head -1 large.csv; sed 1d large.csv | sort -t, -k3,3n -k1,1; } > mixed.csv
"$attune" course fit mixed.csv $columns --better lower --reliable 5 | diff - piped.json ||
	{ echo "the order of rows changes the model"; failed=1; }

refused 1 '200 closed episodes with a first score and two more are needed, there are 199 (of 199)' \
    fit few.csv $columns --better lower
refused 2 '--better takes lower or higher' fit large.csv $columns --better down
refused 2 '--better WAY is needed' fit large.csv $columns
refused 2 '--reliable takes points above 0' fit large.csv $columns --better lower --reliable 0
refused 2 'there is no option -x' fit large.csv $columns -x
refused 1 'No such file' fit none.csv $columns --better lower
printf 'id,session,phq\na,1,20\na,1.5,19\n' > half.csv
refused 1 'half.csv:3: column "session": expected a whole number from 1 to 10000, found "1.5"' \
    fit half.csv $columns --better lower
sed 's/^a,1.5/a,20261122/' half.csv > day.csv
refused 1 'day.csv:3: column "session": expected a whole number from 1 to 10000, found "20261122"' \
    neighbours day.csv $columns --better lower --who a
printf 'id,session,phq\na,2,20\nb,1,9\na,2,19\n' > twice.csv
refused 1 'twice.csv:4: expected one row of "a" at 2, found another in line 2' \
    fit twice.csv $columns --better lower
refused 2 '--intake Y is needed' show model.json
refused 2 '--sessions takes 2..12, not "3.."' show model.json --intake 18 --sessions 3..
sed 's/"sigma2":/"sigma":/' model.json > bad.json
refused 1 'bad.json: model: expected a number "sigma2", found none' show bad.json --intake 18
sed 's/"sigma2":[0-9.]*/"sigma2":-9/' model.json > bad.json
refused 1 'bad.json: model: these numbers are no expected course' show bad.json --intake 18
sed 's/"psi":\[[^]]*\]/"psi":[1,-9,1]/' model.json > bad.json
refused 1 'bad.json: model: these numbers are no expected course' show bad.json --intake 18
head -c 300 model.json > bad.json
refused 1 'bad.json:1: expected JSON, found an early end' show bad.json --intake 18
refused 2 '--definition takes judged, missed-last, short or unchanged, not "gone"' \
    dropout large.csv --client id --session session --missed missed --definition gone
refused 2 '--definition judged needs --dropped COL' \
    dropout large.csv --client id --session session --missed missed --definition judged
refused 2 '--score goes with --better' dropout large.csv --client id --session session \
    --missed missed --definition missed-last --score phq
refused 1 '200 closed episodes are needed, there are 194' dropout few.csv --client id \
    --session session --missed missed --definition missed-last --closed closed
# An appointment of which that is not known does not count as one the client came to.
sed 's/^\(c0001,2,[^,]*\),[01],/\1,,/' large.csv > gap.csv
"$attune" course dropout gap.csv --client id --session session --missed missed --closed closed \
    --definition missed-last | grep -q '"dropped":1,"why":{"not known whether the client came":1}' ||
	{ echo "dropout: an unknown appointment counts"; failed=1; }
refused 1 'there is no client "x"' neighbours large.csv $columns --better lower --who x
refused 2 '--k takes a number up to 50' neighbours large.csv $columns --better lower --who c0003 \
    --k 51

exit $failed
