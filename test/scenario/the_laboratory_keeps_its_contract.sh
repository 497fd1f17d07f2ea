#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: the commands of the laboratory say the same, field by field, in JSON, CSV and text, and
# refuse a bad table in one line, with nothing half written.
# ATTUNE_ACCEPT=1 rewrites what is compared.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
golden=$PWD/test/golden/lab
cases=$PWD/test/cases/lab

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$cases" || exit 1
failed=0

# Long numbers to nine digits: what a search ends with differs behind them by the compiler.
rounded() {
	awk '{
		whole = ""
		while (match($0, /-?[0-9]+\.[0-9]+(e[-+]?[0-9]+)?/)) {
			number = substr($0, RSTART, RLENGTH)
			whole = whole substr($0, 1, RSTART - 1) \
			    (RLENGTH > 11 ? sprintf("%.9g", number) : number)
			$0 = substr($0, RSTART + RLENGTH)
		}
		print whole $0
	}' "$1" > "$2"
}

# same NAME COMMAND... - its output is that of the golden file.
same() {
	name=$1
	shift
	"$attune" "$@" > "$dir/out" 2> "$dir/err" || { echo "attune $*:"; cat "$dir/err"; failed=1; }
	sed 's/"version":"[0-9.]*"/"version":"-"/' "$dir/out" > "$dir/got"
	[ -z "${ATTUNE_ACCEPT-}" ] || cp "$dir/got" "$golden/$name"
	rounded "$golden/$name" "$dir/expected"
	rounded "$dir/got" "$dir/rounded"
	diff -u "$dir/expected" "$dir/rounded" || { echo "attune $*: not as in $golden/$name"; failed=1; }
}

# about NAME COMMAND... - the same, numbers to six digits: what a search ends with is not the
# same to the last one everywhere.  How the search went is left out of text.
about() {
	name=$1
	shift
	"$attune" "$@" > "$dir/out" 2> "$dir/err" || { echo "attune $*:"; cat "$dir/err"; failed=1; }
	sed 's/"version":"[0-9.]*"/"version":"-"/; /^optimizer/d' "$dir/out" | awk '{
		while (match($0, /[0-9]+\.[0-9]+(e[-+]?[0-9]+)?/)) {
			printf "%s%.6g", substr($0, 1, RSTART - 1), substr($0, RSTART, RLENGTH)
			$0 = substr($0, RSTART + RLENGTH)
		}
		print
	}' > "$dir/got"
	[ -z "${ATTUNE_ACCEPT-}" ] || cp "$dir/got" "$golden/$name"
	diff -u "$golden/$name" "$dir/got" || { echo "attune $*: not as in $golden/$name"; failed=1; }
}

# refused STATUS TEXT COMMAND... - one line that has TEXT (usage: and a hint), no output.
refused() {
	status=$1 text=$2
	shift 2
	"$attune" "$@" > "$dir/out" 2> "$dir/err" < "$dir/in"
	got=$?
	if [ $got -ne "$status" ] || [ -s "$dir/out" ] || [ "$(wc -l < "$dir/err")" -ne "$status" ] ||
	    ! grep -qF -- "$text" "$dir/err"; then
		echo "attune $*: status $got, expected $status and \"$text\":"
		cat "$dir/out" "$dir/err"
		failed=1
	fi
}

# --- score ------------------------------------------------------------------------------

same score.json score phq-9 answers.csv --format json
same score.csv score phq-9 answers.csv --format csv
same score.txt score phq-9 answers.csv --format text
same score-items.csv score gad-7 named.csv --items a,b,c,d,e,f,g --format csv
same score-session.csv score session card.csv --form therapist --format csv
"$attune" score --list --format csv | grep -q '^phq-9,1,10,client,total items-1-8$' ||
	{ echo "the list lacks phq-9"; failed=1; }
"$attune" score phq-9 - --format csv < answers.csv | diff -u "$golden/score.csv" - || failed=1

: > "$dir/in"
refused 2 'expected INSTRUMENT FILE, or --list alone' score
refused 2 'expected INSTRUMENT FILE, or --list alone' score phq-9 --list
refused 2 'phq-9 has no form for "therapist"' score phq-9 - --form therapist
refused 1 'There is no instrument "phq"' score phq -
refused 1 'reaction has no scales to score' score reaction -
printf 'i1,i2,i3,i4,i5,i6,i7,i8,i9\n1,2,3,0,1,2,3,0,4\n' > "$dir/in"
refused 1 ':2: column "i9": expected an answer to item 9 from 0 to 3, found "4"' score phq-9 -
refused 2 '--items names 8 columns, but item 9 of phq-9 is scored, too' score phq-9 - --items i1..i8
refused 2 '--items names 9 columns, but gad-7 has 7 items' score gad-7 - --items i1..i9
printf 'i1,i2,i3,i4,i5,i6,i7,i8,i9\n1,2,3,0,1,2,3,0,1.5\n' > "$dir/in"
refused 1 'from 0 to 3, found "1.5"' score phq-9 -
printf 'i1,i2,i3,i4,i5,i6,i7,i8,total\n1,2,3,0,1,2,3,0,1\n' > "$dir/in"
refused 1 'expected a column "i9"' score phq-9 -
printf 'i1,i2,i3,i4,i5,i6,i7,i8,i9,total\n1,2,3,0,1,2,3,0,1,1\n' > "$dir/in"
refused 1 'a column "total" is there already' score phq-9 -

# --- change -----------------------------------------------------------------------------

wide='--id id --pre pre --post post'
jt='--better lower --reliability .88'
same change.json change pairs.csv $wide $jt --format json
same change.csv change pairs.csv $wide $jt --format csv
same change.txt change pairs.csv $wide $jt --functional-mean 10 --functional-sd 5 --format text
same change-ha.json change pairs.csv $wide $jt --method ha --cutoff none --summary
same change-nk.json change pairs.csv $wide $jt --method nk --reliability-post .8 --summary
same change-phq.json change pairs.csv $wide --instrument phq-9
same change-long.csv change long.csv --id who --time week --score phq --first 0 --last 12 \
    --instrument phq-9 --format csv --form-version form
"$attune" change slopes.csv --id who --time week --score phq --better lower --method hlm \
    --functional-mean 4 --functional-sd 4 |
	grep -q '"slope_sd":0.64.*"cutoff":9.9616.*{"id":"c00","pre":13,"post":0,"change":-13,"rci":-3.2918' ||
	{ echo "hlm says something else in JSON"; failed=1; }
same change-hlm.txt change slopes.csv --id who --time week --score phq --better lower \
    --method hlm --cutoff 10 --format text

# A pipe is read twice, too; rows are numbered without an id.
cat pairs.csv | "$attune" change - $wide $jt --format csv 2> "$dir/err" > "$dir/out"
diff -u "$golden/change.csv" "$dir/out" || failed=1
"$attune" change - --pre pre --post post $jt --format csv < pairs.csv 2> "$dir/err" |
	cut -d, -f1 | tr '\n' ' ' > "$dir/out"
grep -qx 'id 1 3 5 6 7 ' "$dir/out" || { echo "rows are not numbered:"; cat "$dir/out"; failed=1; }

# More rows than a summary keeps give the same counts as the rows themselves.
awk 'BEGIN { print "id,pre,post"; for (i = 0; i < 270000; i++) print i "," 10 + i % 13 "," 5 + i % 17 }' \
    > "$dir/many.csv"
"$attune" change "$dir/many.csv" $wide $jt --summary |
	grep -o '"recovered.*"harmed":[0-9]*' > "$dir/summary"
"$attune" change "$dir/many.csv" $wide $jt | grep -o '"recovered":.*"harmed":[0-9]*' > "$dir/whole"
diff "$dir/summary" "$dir/whole" || failed=1

: > "$dir/in"
refused 2 '--better lower or --better higher is needed' change - $wide
refused 2 '--reliability R is needed, or --instrument ID' change - $wide --better lower
refused 2 'jt, gln, hll, en, nk, ha or hlm, not "slope"' change - $wide $jt --method slope
refused 2 'hlm has no use for --reliability' change - $wide $jt --method hlm
refused 2 'hlm takes --id, --time and --score' change - $wide --better lower --method hlm
hlm='--id who --time week --score phq --better lower --method hlm'
refused 2 'hlm takes all scores' change - $hlm --first 0
printf 'who,week,phq\na,0,20\na,1,18\na,1,17\n' > "$dir/in"
refused 1 'standard input:4: expected one row of "a" at 1, found another in line 3' change - $hlm
printf 'who,week,phq\na,0,20\na,1,18\na,2,17\nb,0,3\nb,1,NA\nb,2,4\n' > "$dir/in"
refused 1 'hlm needs at least two clients with three scores, found 1' change - $hlm
: > "$dir/in"
refused 2 '--cutoff c needs --functional-mean' change - $wide $jt --cutoff c
refused 2 '--cutoff takes a, b, c, none or a value' change - $wide $jt --cutoff d
refused 2 '--functional-mean and --functional-sd go together' change - $wide $jt --functional-sd 3
refused 2 '--instrument stands instead of' change - $wide $jt --instrument phq-9
refused 2 'expected --pre and --post, or' change - $jt
refused 2 '--pre and --post go together' change - --pre a $jt
refused 2 'go together' change - --time a --score b --first 0 --last 1 $jt
refused 2 '--first and --last are the same' change - --id i --time a --score b --first 0 --last 0 $jt
refused 2 '--format takes text, csv or json' change - $wide $jt --format xml
refused 1 'no instrument "phq"' change - $wide --instrument phq
refused 1 'standard input:1: expected a row of column names, found nothing' change - $wide $jt
printf 'id,pre,post\n1,20,x\n' > "$dir/in"
refused 1 'standard input:2: column "post": expected a number, found "x"' change - $wide $jt
printf 'id,pre,post\n1,20,28\n' > "$dir/in"
refused 1 ':2: column "post": expected a score from 0 to 27, found "28"' change - $wide \
    --instrument phq-9
refused 1 'expected scores before and after of at least two clients' change - $wide $jt
printf 'id,pre,post\n1,20,10\n2,20,12\n' > "$dir/in"
refused 1 'all scores before are 20' change - $wide $jt
refused 1 'expected a reliability above 0 and below 1, found 1' change - $wide --better lower \
    --reliability 1
refused 1 'expected a column "pree"; did you mean "pre"?' change - --pre pree --post post $jt
printf 'id,pre,post\n1,20,10\n2,22\n' > "$dir/in"
refused 1 ':3: expected 3 fields, as in the header, found 2' change - $wide $jt
printf 'who,t,s\n1,0,5\n2,0,6\n1,0.0,7\n' > "$dir/in"
refused 1 ':4: column "t": expected one score of "1" at 0, found "0.0"' change - --id who --time t \
    --score s --first 0 --last 9 $jt
refused 1 'No such file' change "$dir/none.csv" $wide $jt

# --- meta -------------------------------------------------------------------------------

studies='--r r --n n --study study'
effects='--yi g --vi v --study study'
same meta.json meta studies.csv $studies --format json
same meta.csv meta studies.csv $studies --format csv
same meta.txt meta studies.csv $studies --hksj --by format --format text
same meta-slope.json meta studies.csv $studies --method DL --by format,weeks
same meta-levels.txt meta effects.csv $effects --within outcome --by format --format text
same meta-levels.json meta effects.csv $effects --within outcome --rho .4
same meta-aggregate.json meta effects.csv $effects --aggregate --hksj --guard
"$attune" meta studies.csv $studies --forest "$dir/forest.svg" --funnel "$dir/funnel.svg" > "$dir/out"
for drawing in forest funnel; do
	grep -q '<title id="title">12 studies: mean correlation' "$dir/$drawing.svg" ||
		{ echo "$drawing: no drawing"; failed=1; }
done

: > "$dir/in"
refused 2 'expected --r and --n, or --yi and --vi' meta -
refused 2 'expected --r and --n, or --yi and --vi' meta - --r r --vi v
refused 2 '--r and --n go together' meta - --r r
refused 2 '--yi and --vi go together' meta - --vi v
refused 2 'FE, not "XY"' meta - $studies --method XY
refused 2 '--within and --aggregate need --study' meta - --r r --n n --within e
refused 2 '--hksj goes with a method' meta - $studies --hksj --method fe
refused 2 '--guard goes with --hksj' meta - $studies --guard
refused 2 '--rho goes with' meta - $studies --rho .5
refused 2 'from 0 to below 1' meta - $studies --aggregate --rho 1
refused 2 '--forest and --funnel take the name of a file' meta - $studies --forest -
printf 'study,r,n\na,.2,50\nb,1.2,50\n' > "$dir/in"
refused 1 ':3: column "r": expected a correlation from -1 to 1, found "1.2"' meta - $studies
printf 'study,r,n\na,1,50\nb,.2,3\n' > "$dir/in"
refused 1 'no row can be used (2 in all)' meta - $studies
printf 'study,r,n\na,.2,50\n' > "$dir/in"
refused 1 "Hartung and Knapp's interval needs more than 1 study" meta - $studies --hksj
printf 'study,r,n\na,.2,50\nb,.3,50\n' > "$dir/in"
refused 1 'no study has two effects' meta - $studies --within n
printf 'study,r,n\na,.2,50\na,.3,50\n' > "$dir/in"
refused 1 'expected each effect of "a" once, found "50"' meta - $studies --within n
printf 'study,r,n,x,y\na,.2,50,1,2\nb,.3,50,2,4\nc,.1,50,3,6\n' > "$dir/in"
refused 1 '--by: y follows from those before it' meta - $studies --by x,y
printf 'study,r,n,x\na,.2,50,1\na,.3,50,2\nc,.1,50,1\n' > "$dir/in"
refused 1 'study "a" has x "1" and "2"' meta - $studies --aggregate --by x
refused 1 'all rows that count have the same value' meta - $studies --by n
# Rows without a name are left out, not taken for one study; too many are not left out in turn.
printf 'study,e,g,v\n,x,1,.1\n,x,2,.1\na,x,.3,.1\na,y,.4,.1\na,,.5,.1\nb,x,.1,.1\nc,x,.6,.2\n' > "$dir/in"
"$attune" meta - --yi g --vi v --study study --within e < "$dir/in" |
	grep -q '"k":4,.*"dropped":3,"why":{"no study":2,"no effect of --within":1}' ||
	{ echo 'meta: a row without a study or an effect counts'; failed=1; }
awk 'BEGIN { print "study,e,g,v"; for (i = 0; i < 2002; i++)
	printf "s%d,e%d,%f,.1\n", i / 2, i, sin(i) }' > "$dir/in"
"$attune" meta - --yi g --vi v --study study --within e < "$dir/in" |
	grep -q '"leave_one_out":\[\]' || { echo 'meta: thousands are left out in turn'; failed=1; }

# --- reliability ------------------------------------------------------------------------

items='--items a,b,c,d,e,f'
same reliability.json reliability items.csv $items --reverse d --range 1,5 --hierarchical \
    --format json
same reliability.csv reliability items.csv $items --format csv
same reliability.txt reliability items.csv $items --id who --reverse d --range 1,5 --format text
same reliability-icc.json reliability --icc raters.csv --raters anna,ben,cleo --format json
same reliability-icc.txt reliability --icc raters.csv --raters anna,ben,cleo --format text
same reliability-cohen.json reliability --kappa raters.csv --raters ben,cleo --format json
same reliability-fleiss.txt reliability --kappa raters.csv --raters word1,word2,word3 \
    --format text
same reliability-bank.txt reliability --graded bank.csv --format text
same reliability-graded.json reliability --graded bank.csv items.csv --id who --range 1,5 \
    --format json

: > "$dir/in"
refused 2 'expected one of --items COLS, --icc, --kappa, --graded' reliability -
refused 2 'expected one of --items COLS, --icc, --kappa, --graded' reliability - $items --icc
refused 2 'expected one FILE' reliability $items
refused 2 '--raters goes with --icc or --kappa' reliability - --icc
refused 2 '--raters goes with --icc or --kappa' reliability - $items --raters a,b
refused 2 '--reverse and --hierarchical go with --items' reliability - --icc --raters a,b \
    --hierarchical
refused 2 '--id and --range do not go with --raters' reliability - --kappa --raters a,b --id a
refused 2 '--reverse needs --range' reliability - $items --reverse a
refused 2 '--range takes two rising numbers, such as 1,7, not "7,1"' reliability - $items \
    --range 7,1
printf 'a,b,c\n1,2,9\n2,x,9\n' > "$dir/in"
refused 2 '--reverse has "c", which is none of the items' reliability - --items a,b --reverse c \
    --range 1,7
refused 2 'expected two columns or more, found "a"' reliability - --items a
refused 1 ':3: column "b": expected a number, found "x"' reliability - --items a,b
refused 1 ':2: column "c": expected an answer from 1 to 7, found "9"' reliability - --items a,c \
    --range 1,7
printf 'a,b\n1,2\n,1\n' > "$dir/in"
refused 1 'expected two complete rows or more, found 1' reliability - --items a,b
refused 1 'two targets or more, found 2 and 1' reliability --icc - --raters a,b
printf 'a,b\n1,\n' > "$dir/in"
refused 1 'expected a row with all ratings, found none' reliability --kappa - --raters a,b
refused 1 'expected a column "item"' reliability --graded -
printf 'item,a,b1\nq1,1,0\nq1,2,1\n' > "$dir/in"
refused 1 ':3: column "item": expected a name, each once, found "q1"' reliability --graded -
printf 'who,a,b\nx,1,2\nx,2,4\n,5,5\ny,2,3\nNA,1,1\ny,4,4\n' > "$dir/in"
"$attune" reliability - --items a,b --id who < "$dir/in" |
	grep -q '"n":4,.*"persons":2,.*"why":{"no name":2}' ||
	{ echo 'reliability: rows of nobody are taken for one person'; failed=1; }
printf 'item,a,b1,b2\na,1,0.5,\nb,1,0.5,0.5\n' > "$dir/in"
refused 1 ':3: column "b2": expected a threshold above the one before it, found "0.5"' \
    reliability --graded -
printf 'item,a,b1,b2\na,0,0.5,\n' > "$dir/in"
refused 1 ':2: column "a": expected a slope above 0, up to 100, found "0"' reliability --graded -
printf 'item,a,b1,b2\na,1,,1\n' > "$dir/in"
refused 1 ':2: column "b2": expected nothing, as the one before it, found "1"' reliability --graded -
printf 'a,b,f\n6,1,1\n' > "$dir/in"
refused 1 ':2: column "a": expected an answer from 0 to 4, found "6"' reliability --graded bank.csv -

# What cannot be had says why.
printf 'who,a,b\n1,2,2\n2,2,2\n' | "$attune" reliability - --items a,b --id who |
	tr ',' '\n' | grep -c '_why":"' | grep -qx 7 || { echo "reasons are missing"; failed=1; }
printf 'a,b\n1,1\n1,1\n' | "$attune" reliability --icc - --raters a,b |
	grep -q '"icc_why":"all ratings are the same"' || { echo "no reason"; failed=1; }

# --- agree ------------------------------------------------------------------------------

dyads='--dyad dyad --session session --client client --therapist therapist'
about agree.json agree six.csv $dyads --outcome outcome --therapist-id who --range 3,7
about agree.csv agree six.csv $dyads --format csv
same agree.txt agree both.csv $dyads --outcome mine --outcome-therapist yours --format text

# Rows in any order; the same seed gives the same intervals, another one others.
both="$dyads --outcome mine --outcome-therapist yours"
(head -n 1 both.csv; tail -n +2 both.csv | sort -r -t, -k2) > "$dir/order.csv"
"$attune" agree both.csv $both | tr -s '{}[],' '\n' | sort > "$dir/one"
"$attune" agree "$dir/order.csv" $both | tr -s '{}[],' '\n' | sort > "$dir/two"
cmp "$dir/one" "$dir/two" || { echo "the order of rows changes agree"; failed=1; }
for seed in 1 1 2; do
	"$attune" agree both.csv $both --bootstrap 50 --seed $seed --format text |
		grep 'k ci' >> "$dir/seeds"
done
[ "$(sort "$dir/seeds" | uniq -c | awk '$1 == 2' | wc -l)" -eq 4 ] ||
	{ echo "seeds:"; cat "$dir/seeds"; failed=1; }

# What a part cannot say it says; the rest is there.
(head -n 1 six.csv; grep '^A' six.csv) > "$dir/one.csv"
"$attune" agree "$dir/one.csv" $dyads --outcome outcome > "$dir/out" || failed=1
grep -q '"truth_bias":{"why":"how dyads differ shows from 5 dyads on, not from 1"' "$dir/out" &&
	grep -q '"r":0.905' "$dir/out" || { echo "one dyad:"; cat "$dir/out"; failed=1; }

: > "$dir/in"
refused 2 '--dyad COL is needed' agree -
refused 2 '--detrend takes linear or log' agree - $dyads --detrend square
refused 2 '--range takes the lowest and the highest rating' agree - $dyads --range 7,1
refused 2 '--outcome-therapist goes with --outcome' agree - $dyads --outcome-therapist y
refused 2 '--closed goes with --therapist-id' agree - $dyads --closed c
refused 2 '--bootstrap and --seed go with --outcome' agree - $dyads --seed 3
refused 2 'at most 1000000 draws' agree - $dyads --outcome y --bootstrap 2000000
head='dyad,session,client,therapist,who,over'
printf '%s\n1,1,5,,a,1\n' $head > "$dir/in"
refused 1 'no session has a rating of both client and therapist' agree - $dyads
printf '%s\n1,1,5,8,a,1\n' $head > "$dir/in"
refused 1 ':2: column "therapist": expected a rating from 1 to 7 (see --range), found "8"' agree - $dyads
printf '%s\n1,1,5,5,a,1\n1,1,5,6,a,1\n' $head > "$dir/in"
refused 1 ':3: column "session": expected each session of "1" once, found "1"' agree - $dyads
printf '%s\n1,1,5,5,a,1\n1,2,5,6,b,1\n' $head > "$dir/in"
refused 1 ':3: column "who": expected "a", the therapist of "1" above, found "b"' agree - $dyads \
    --therapist-id who
printf '%s\n1,1,5,5,a,yes\n' $head > "$dir/in"
refused 1 ':2: column "over": expected a number, found "yes"' agree - $dyads --therapist-id who \
    --closed over
printf '%s\n1,1,5,5,a,2\n' $head > "$dir/in"
refused 1 'expected 1 for a closed case or 0, found "2"' agree - $dyads --therapist-id who --closed over
printf '%s\n1,0,5,5,a,2\n' $head > "$dir/in"
refused 1 ':2: column "session": expected a number above 0, for --detrend log' agree - $dyads \
    --detrend log

# --- rupture ----------------------------------------------------------------------------

who='--dyad id --session nr'
same rupture.json rupture sessions.csv $who --score client,therapist --format json
same rupture.txt rupture sessions.csv $who --score client,therapist --format text
same rupture.csv rupture sessions.csv $who --score client --format csv
same rupture-xmr.json rupture sessions.csv $who --score client --rule xmr --summary
same rupture-drop.csv rupture sessions.csv $who --score client,therapist --rule drop --step .8 \
    --form-version form --format csv
for rule in prospective runs ewma cusum changepoint alltop; do
	"$attune" rupture sessions.csv $who --score client --rule $rule --format csv 2> "$dir/err" |
		sed 's/,client,/,/' | cut -d, -f1,2,7 | grep ',true' | tr '\n' ' '
	echo "$rule"
done > "$dir/out"
cp "$dir/out" "$dir/got"
[ -z "${ATTUNE_ACCEPT-}" ] || cp "$dir/got" "$golden/rupture-rules.txt"
diff -u "$golden/rupture-rules.txt" "$dir/got" || failed=1

# The worked course: mean 5.55, mean moving range .4556, limits 4.338 and 4.742, 1.4883 for a
# move; session 6 falls, and two sessions later it is mended.
"$attune" rupture sessions.csv $who --score client --rule xmr --summary |
	grep -o '"dyad":"worked".*"dyad":"constant"' > "$dir/out"
for text in '"mean":5.55,"mean_mr":0.45555555555555' '"lower":4.33841607565' \
    '"warning":4.74227738376' '"upper":6.761' '"move":1.48830000000000' \
    '"onset":6,"repair":8,"sessions_to_repair":2'; do
	grep -qF "$text" "$dir/out" || { echo "no $text in:"; cat "$dir/out"; failed=1; }
done

# In any order of rows, and through a pipe, the same is found.
(head -1 sessions.csv; sed 1d sessions.csv | sort -t, -k2,2n -s) > "$dir/mixed.csv"
for rule in default xmr; do
	"$attune" rupture sessions.csv $who --score client,therapist --rule $rule --format csv \
	    2> "$dir/err" | sort > "$dir/out"
	"$attune" rupture - $who --score client,therapist --rule $rule --format csv \
	    < "$dir/mixed.csv" 2> "$dir/err" | sort | diff "$dir/out" - || failed=1
	cat "$dir/mixed.csv" | "$attune" rupture - $who --score client,therapist --rule $rule \
	    --format csv 2> "$dir/err" | sort | diff "$dir/out" - || failed=1
done

# Forty steady people and one who falls: what is usual is learned from them.
awk 'BEGIN {
	print "id,nr,a"
	for (d = 1; d <= 40; d++)
		for (s = 1; s <= 10; s++)
			print d "," s "," 5 + (d * 7 + s * s * 3) % 5 / 50 - (d == 40 && s == 9) * .5
}' > "$dir/steady.csv"
"$attune" rupture "$dir/steady.csv" $who --score a --format csv | grep -c ',true,1,' > "$dir/out"
"$attune" rupture "$dir/steady.csv" $who --score a --usual .45 --format csv |
	grep -c ',true,' >> "$dir/out"
[ "$(tr '\n' ' ' < "$dir/out")" = '1 0 ' ] || { echo "learned nothing:"; cat "$dir/out"; failed=1; }

: > "$dir/in"
refused 2 'dyad' rupture - --session nr --score a
refused 2 '--rule takes xmr, prospective' rupture - $who --score a --rule stiles
refused 2 '--range takes the lowest and the highest score' rupture - $who --score a --range 7,1
refused 2 '--range takes the lowest and the highest score' rupture - $who --score a --range 7
refused 2 '--usual takes an SD above 0' rupture - $who --score a --usual 0
refused 2 '--usual takes an SD above 0' rupture - $who --score a --usual .4,0
refused 2 '--sigmas takes a number above 0' rupture - $who --score a --sigmas 0
refused 2 '--step takes a number above 0' rupture - $who --score a --step=-1
refused 2 '--min-before takes 2 or more' rupture - $who --score a --min-before 1
refused 1 'expected a row of column names' rupture - $who --score a
printf 'id,nr,a\n1,1,5\n1,2,8\n' > "$dir/in"
refused 1 ':3: column "a": expected a score from 1 to 7 (--range), found "8"' rupture - $who --score a
refused 1 'expected a column "b"' rupture - $who --score a,b
printf 'id,nr,a\n1,1,5\n1,2.5,6\n' > "$dir/in"
refused 1 ':3: column "nr": expected a whole number of a session, found "2.5"' rupture - $who --score a
printf 'id,nr,a\n1,1,5\n1,2,x\n' > "$dir/in"
refused 1 ':3: column "a": expected a number, found "x"' rupture - $who --score a
printf 'id,nr,a\n1,1,5\n1,2,6\n1,1,4\n' > "$dir/in"
refused 1 ':4: column "nr": expected one row of session 1 of "1", the other is in line 2' rupture - \
    $who --score a
printf 'id,nr,a\n1,1,5\n2,1,6\n1,1,4\n' > "$dir/in"
refused 1 ':4: column "nr": expected one row of session 1 of "1", the other is in line 2' rupture - \
    $who --score a
printf 'id,nr,a\n1,1,5\n1,2\n' > "$dir/in"
refused 1 ':3: expected 3 fields, as in the header, found 2' rupture - $who --score a
refused 1 'No such file' rupture "$dir/none.csv" $who --score a

# --- lmm --------------------------------------------------------------------------------

slope='phq ~ week + (week | who)'
about lmm.txt lmm slopes.csv --formula "$slope" --compare 'phq ~ week + (1 | who)' \
    --blup "$dir/modes.csv" --format text
same lmm.csv lmm slopes.csv --formula "$slope" --format csv
printf 'week,who\n0,a\n6,\n,a\n12,nobody\n' > "$dir/new.csv"
same lmm-predict.csv lmm slopes.csv --formula "$slope" --predict "$dir/new.csv" --format csv
same lmm-band.csv lmm slopes.csv --formula "$slope" --predict "$dir/new.csv" --share .8 \
    --confidence .9 --format csv
head -1 "$dir/modes.csv" | grep -qx 'group,level,name,mode,variance' || failed=1
"$attune" lmm slopes.csv --formula "$slope" --compare 'phq ~ 1 + (week | who)' > "$dir/out"
for field in '"formula":"' '"reml":true' '"n":' '"groups":{"who":' '"fixed":[{"name":"(Intercept)",' \
    '"random":[{"group":"who","name":"(Intercept)","sd":' '"correlations":[{"group":"who","a":' \
    '"sigma":' '"criterion":' '"loglik":' '"aic":' '"bic":' '"singular":' '"converged":true' \
    '"icc":{"who":' '"optimizer":{"evaluations":' '"max_gradient":' '"reml":false' '"chi2":' \
    '"mixture":false' '"used":{"rows":'; do
	grep -qF "$field" "$dir/out" || { echo "lmm: no $field in:"; cat "$dir/out"; failed=1; }
done

: > "$dir/in"
refused 2 '--formula FORMULA is needed' lmm -
refused 2 '--share and --confidence go with --predict' lmm - --formula "$slope" --share .5
refused 2 'a number between 0 and 1' lmm - --formula "$slope" --predict x --share 95
refused 2 '--blup takes the name of a file' lmm - --formula "$slope" --blup -
refused 1 'formula, column 7: expected the name of a column, found ")"' lmm - --formula 'phq ~ )'
printf 'who,week,phq\na,0,20\na,1,18\nb,0,17\nb,1,16\n' > "$dir/in"
refused 1 'expected a column "weeks"; did you mean "week"?' lmm - --formula 'phq ~ weeks'
refused 1 'no group of more than 2 rows' lmm - --formula "$slope"
refused 1 'both models have 3 parameters' lmm - --formula 'phq ~ week + (1 | who)' \
    --compare 'phq ~ who + (1 | week)'
refused 1 '"week" depends on the columns before it' lmm - --formula 'phq ~ factor(week) + week'

exit $failed
