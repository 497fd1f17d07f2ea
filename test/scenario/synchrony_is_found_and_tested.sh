#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: a recording goes in as MEA or as CSV writes it, and the numbers of rMEA come out, in
# JSON, CSV, text and a drawing; surrogates find what is there; a bad file is refused in one line.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0

wrong() {
	echo "$*"
	failed=1
}

# series SEED SEPARATOR HEADER - two people, the second a second behind the first: moving sums
# of ten Park-Miller numbers (test/support/two_series.c).
series() {
	awk -v x="$1" -v separator="$2" -v header="$3" '
	function next_u() { x = 16807 * x % 2147483647; return x / 2147483647 }
	function sum(u, t,    j, s) {
		for (j = 0; j < 10; j++)
			s += t - j >= 1 ? u[t - j] : .5
		return s
	}
	BEGIN {
		for (t = 1; t <= 4500; t++) a[t] = next_u()
		for (t = 1; t <= 4500; t++) b[t] = next_u()
		print header
		for (t = 1; t <= 4500; t++) {
			s1[t] = sum(a, t)
			s2 = .7 * (t > 25 ? s1[t - 25] : 5) + .3 * sum(b, t)
			printf "%s%.17g%s%.17g\n", separator == "," ? (t - 1) / 25 "," : "",
			    s1[t], separator, s2
		}
	}'
}
series 20120601 ' ' '"pat" "th"' > e9.txt
series 20120601 , 'time,pat,th' > e9.csv

# has FILE TEXT...
has() {
	file=$1
	shift
	for text; do
		grep -qF -- "$text" "$file" || wrong "$file lacks: $text"
	done
}

"$attune" synchrony e9.txt > out.json || wrong "e9.txt: status $?"
has out.json '"attune":{"version":' '"command":"synchrony"' '"cell":"|z|","fps":25,"window":60' \
    '"positive_lag":"s1 leads"' '"n":4500,' '"n_windows":4,' '"grand":0.08704323039' \
    '"s1_lead":0.12820064547' '"s2_lead":0.04623587935' '"signed":{"grand":0.03870719714' \
    '"per_lag":[{"lag":-5,' '{"lag":4.96,' '"windows":[{"start":0,' '"best_lag":1}' \
    'nothing about the quality of a therapist or a client' '"used":{"rows":4500'
"$attune" synchrony e9.csv | sed 's/e9.csv/e9.txt/' > csv.json
diff out.json csv.json || wrong "a table gives another result than a text"

"$attune" synchrony e9.txt --format csv > out.csv
[ "$(head -1 out.csv)" = file,start,mean,s1_lead,s2_lead,lag_zero,best_lag ] || wrong "out.csv: header"
[ "$(wc -l < out.csv)" -eq 5 ] || wrong "out.csv: windows"
has out.csv e9.txt,30,0.088230977488 ,0.00351997266

"$attune" synchrony e9.txt --format text --susy --peaks --regression --lag 3 --segment 30 > out.txt
has out.txt 's1 is pat, s2 is th' 'At a positive lag s1 leads' 'parameters window' \
    'real |z| 0.1343, pseudo 0.0747, effect size 5.44' 'peaks in 4 of 4 windows' \
    'nothing about the quality of a therapist or a client'

# --- other series, other files ----------------------------------------------------------

"$attune" synchrony - --columns th,pat --summary < e9.txt > back.json
has back.json '"s1":"th","s2":"pat"' '"s2_lead":0.12820064547' '"best_lag":-1'
grep -q '"windows":' back.json && wrong "--summary has windows"
"$attune" synchrony e9.txt --series copy.txt --format text > /dev/null
"$attune" synchrony copy.txt | sed 's/copy.txt/e9.txt/' > copy.json
cmp -s out.json copy.json || wrong "a series written is not the one read"
"$attune" synchrony e9.txt --smooth rmea --outliers 10 --scale --series s.csv --format text > out.txt
has out.txt 'parameters smooth' rmea
tail -1 s.csv | grep -qx '179.96,0,0' || wrong "rmea does not end in zeros: $(tail -1 s.csv)"

"$attune" synchrony e9.txt --matrix cells.csv --plot strip.svg --surrogates shift --signed \
    --format text > /dev/null
[ "$(wc -l < cells.csv)" -eq 5 ] || wrong "cells.csv: rows"
awk -F, 'NF != 252 { exit 1 }' cells.csv || wrong "cells.csv: columns"
head -1 cells.csv | grep -q '^start,-5,-4.96,' || wrong "cells.csv: header"
has strip.svg '<svg xmlns' 'above 0 pat leads, below 0 th leads' 'mean z of 100 surrogates' \
    'quality of a therapist' '</svg>'

# --- surrogates -------------------------------------------------------------------------

for seed in 1 2 3 4; do series $seed ' ' 'a b' > d$seed.txt; done
for kind in dyads segments shift; do
	"$attune" synchrony d?.txt --surrogates $kind --n 9 --summary > $kind.json
	has $kind.json "\"surrogates\":{\"kind\":\"$kind\"" '"p":0.1}' '"seed":1'
	"$attune" synchrony d?.txt --surrogates $kind --n 9 --summary | cmp -s - $kind.json ||
		wrong "$kind: twice is not the same"
done
"$attune" synchrony d?.txt --surrogates dyads --multiverse --format text > out.txt
has out.txt 'With other windows and lags' 'surrogates n            12'
"$attune" synchrony d1.txt --multiverse --summary > out.json
has out.json '"multiverse":[{"window":30,"lag":2,"step":15,"n_files":1,' '{"window":120,"lag":10,'

# --- what is refused --------------------------------------------------------------------

# refused STATUS TEXT ARGUMENT... - one line (usage: and a hint), no output, no file.
refused() {
	status=$1 text=$2
	shift 2
	"$attune" synchrony "$@" > out 2> err
	got=$?
	if [ $got -ne "$status" ] || [ -s out ] || [ "$(wc -l < err)" -ne "$status" ] ||
	    ! grep -qF -- "$text" err; then
		wrong "synchrony $*: status $got, expected $status and \"$text\": $(cat out err)"
	fi
}
printf '1 2\n3\n' > short.txt
printf 'a,b\n1,x\n' > bad.csv
printf 'a b\n1 2\n3 4\n' > few.txt
refused 1 'none.txt' none.txt
refused 1 'short.txt:2: expected 2 columns, found 1' e9.txt short.txt
refused 1 'bad.csv:2: column "b": expected a number, found "x"' bad.csv
refused 1 'few.txt: 2 samples are too few: a window and its lags are 1625' few.txt --plot no.svg
refused 1 'e9.txt:1: expected a column "thx"' e9.txt --columns pat,thx
series 5 , 'time,pat,th' | awk -F, 'NR > 1 { $1 = $1 / 2 } { print $1 "," $2 "," $3 }' > e50.csv
refused 1 'e50.csv has 50 frames a second, e9.csv 25: they cannot be compared' e9.csv e50.csv \
    --surrogates dyads
refused 2 '--step takes seconds above 0, or frame, not "x"' e9.txt --step x
refused 2 '--smooth takes seconds above 0, or rmea' e9.txt --smooth -1
refused 2 '--surrogates takes dyads, segments or shift' e9.txt --surrogates all
refused 2 '--surrogates dyads needs at least two files' e9.txt --surrogates dyads
refused 2 '--plot, --matrix and --series are of one file' e9.txt e9.csv --plot x.svg
refused 2 '--window takes seconds from 0.1 to 86400' e9.txt --window 0
[ ! -e no.svg ] || wrong "no.svg was written"

exit $failed
