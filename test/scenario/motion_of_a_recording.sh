#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: attune motion turns recordings into rows that other programs read, leaves nothing
# half written, and says in one line what it could not do.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
[ -x "$attune-media" ] || { echo "SKIPPED: no $attune-media"; exit 77; }
command -v ffmpeg > /dev/null || { echo "SKIPPED: no ffmpeg"; exit 77; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0

wrong() {
	echo "$*"
	cat out err
	failed=1
}

# expect STATUS LINES TEXT OPTION... - attune motion: its status, how many lines on standard
# error, and what is in them (with 0 lines: in standard output).
expect() {
	status=$1 lines=$2 text=$3
	shift 3
	"$attune" motion "$@" > out 2> err
	got=$?
	where=err
	[ "$lines" -gt 0 ] || where=out
	if [ $got -ne "$status" ] || [ "$(wc -l < err)" -ne "$lines" ] ||
	    ! grep -qF -- "$text" $where; then
		wrong "attune motion $*: status $got, expected $status, $lines lines, \"$text\""
	fi
}

# A white bar that goes right by 2 pixels a picture: 2 * 40 * 2 of them change.
ffmpeg -nostdin -v error -f lavfi -i "color=black:s=96x64:r=25:d=1" \
    -f lavfi -i "color=white:s=10x40:r=25:d=1" -f lavfi -i "sine=440:d=1" \
    -filter_complex "[0][1]overlay=x='10+2*n':y=10:shortest=1:format=yuv444" \
    -map 2 -c:v libx264 -qp 0 -pix_fmt yuv420p bar.mp4
ffmpeg -nostdin -v error -i bar.mp4 -c copy other.mkv
ffmpeg -nostdin -v error -i bar.mp4 -vn sound.wav
head -c 700 bar.mp4 > cut.mp4
echo "no film" > letter.mp4

expect 0 1 'first picture (1)' --format csv --roi all=0,0,96,64 bar.mp4
[ "$(head -3 out | tr '\n' ' ')" = 'frame,time,all,all_sum 0,0,, 1,0.04,160,35040 ' ] ||
	wrong "not the rows expected"
[ "$(wc -l < out)" -eq 26 ] || wrong "not 25 pictures"
expect 0 0 '"rows":[[0,0,null,null],[1,0.04,160,35040],' --roi all=0,0,96,64 bar.mp4
expect 0 0 '"regions":["a","b"]' --roi a=0,0,48,64 --roi 'b=48,0;96,0;96,64;48,64' bar.mp4
expect 0 0 'Motion energy counts changed pixels' --format text --roi a=0,0,96,64 bar.mp4
expect 0 0 '"threshold":0,' --roi a=0,0,96,64 --still wall=0,0,96,8 bar.mp4
"$attune" motion --roi a=0,0,96,64 - < bar.mp4 > out 2> err || wrong "standard input"
cat bar.mp4 | "$attune" motion --roi a=0,0,96,64 - > piped 2> err || wrong "a pipe"
cmp -s out piped || wrong "a pipe gives something else"

# A folder of files, and a drawing.
mkdir series
expect 0 0 '"summary":[{"file":"bar.mp4"' --roi a=0,0,96,64 --out series bar.mp4 other.mkv
[ "$(ls series | tr '\n' ' ')" = 'bar.csv other.csv ' ] || wrong "not the files expected"
cut -d, -f3 series/bar.csv > bar.col
cut -d, -f3 series/other.csv | cmp -s - bar.col || wrong "two copies differ"
expect 0 0 '"summary"' --roi a=0,0,48,64 --roi b=48,0,48,64 --rmea --out series bar.mp4
[ "$(sed -n 1,2p series/bar.txt | tr '\n' ' ')" = 'NA NA 160 0 ' ] || wrong "not as rMEA reads it"
expect 0 0 '"rows"' --roi 'a=0,0,96,64' --plot bar.svg bar.mp4
grep -q '^</svg>$' bar.svg || wrong "no drawing"

# What cannot be done: one line, nothing on standard output, no file.
rm -r series bar.svg
mkdir series
for bad in cut.mp4 letter.mp4 sound.wav series nosuch.mp4; do
	expect 1 1 "$bad" --roi a=0,0,96,64 --out series --plot bar.svg $bad
	[ ! -s out ] || wrong "half an answer about $bad"
done
expect 1 1 'out of the picture of 96 x 64' --roi a=0,0,97,64 --out series --plot bar.svg bar.mp4
expect 1 1 'cannot be written' --roi a=0,0,96,64 --out nosuch bar.mp4
[ "$(ls -A series)" = '' ] || wrong "something was left behind"
expect 1 3 '2 of 3 recordings could not be read' --roi a=0,0,96,64 --out series \
    bar.mp4 letter.mp4 sound.wav
[ "$(ls series)" = bar.csv ] || wrong "the good one is missing"

# Wrong usage.
expect 2 2 '--roi NAME=X,Y,W,H is needed' bar.mp4
expect 2 2 'is no region' --roi 1,2,3,4 bar.mp4
expect 2 2 'two regions are called a' --roi a=0,0,9,9 --roi a=9,9,9,9 bar.mp4
expect 2 2 'needs --still' --roi a=0,0,9,9 --threshold auto bar.mp4
expect 2 2 'not both' --roi a=0,0,9,9 --threshold 12 --still b=0,0,9,9 bar.mp4
expect 2 2 '--threshold takes a whole number' --roi a=0,0,9,9 --threshold 1.5 bar.mp4
expect 2 2 'need --out DIR' --roi a=0,0,9,9 bar.mp4 other.mkv
expect 2 2 'both be written to' --roi a=0,0,9,9 --out series bar.mp4 ./bar.mp4
expect 2 2 'needs --out' --roi a=0,0,9,9 --rmea bar.mp4

# Without the program that decodes.
mkdir alone
cp "$attune" alone/attune
(attune=$dir/alone/attune && expect 1 1 'libavformat-dev' --roi a=0,0,9,9 bar.mp4
exit $failed) || failed=1
exit $failed
