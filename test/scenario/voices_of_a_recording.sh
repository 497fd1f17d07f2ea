#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: attune voice turns recordings into pitch, turns and synchrony, leaves nothing half
# written, and says in one line what it could not do.
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
	head -c 2000 out err
	failed=1
}

# expect STATUS LINES TEXT OPTION... - attune voice: its status, how many lines on standard
# error, and what is in them (with 0 lines: in standard output).
expect() {
	status=$1 lines=$2 text=$3
	shift 3
	"$attune" voice "$@" > out 2> err
	got=$?
	where=err
	[ "$lines" -gt 0 ] || where=out
	if [ $got -ne "$status" ] || [ "$(wc -l < err)" -ne "$lines" ] ||
	    ! grep -qF -- "$text" $where; then
		wrong "attune voice $*: status $got, expected $status, $lines lines, \"$text\""
	fi
}

# Eight seconds: 0-2 and 4-6.5 one voice, 2-4 and 6-8 the other.
tone() { # HZ WHEN
	echo "0.3*sin(2*PI*$1*t)*($2)+0.0005*(random(0)-0.5)"
}
ffmpeg -nostdin -v error -f lavfi -i "aevalsrc='$(tone 200 'lt(mod(t,4),2)*lt(t,6)+between(t,6,6.5)')|\
$(tone 120 'gte(mod(t,4),2)')':s=16000:d=8" talk.wav
ffmpeg -nostdin -v error -i talk.wav -c:a libopus talk.ogg
ffmpeg -nostdin -v error -i talk.wav -map_channel 0.0.0 one.wav 2> /dev/null
ffmpeg -nostdin -v error -f lavfi -i "color=black:s=64x64:r=25:d=1" mute.mp4
echo "no sound" > letter.wav

expect 0 0 'time,client_f0,client_db,client_voiced,therapist_f0' --format csv talk.wav
[ "$(wc -l < out)" -eq 801 ] || wrong "not a row every 10 ms"
awk -F, 'NR > 1 && $1 > 0.1 && $1 < 1.9 && !($2 > 199.9 && $2 < 200.1 && $4 == 1 && $7 == 0) {
	n++ } END { exit n > 0 }' out || wrong "not 200 Hz"
awk -F, 'NR > 1 && $1 > 6.1 && $1 < 6.4 && ($2 != "" || $5 != "" || $4 != 1 || $7 != 1) {
	n++ } END { exit n > 0 }' out || wrong "pitch where both speak"
expect 0 0 '"rows":[[0,' talk.wav
expect 0 0 'file,who,start,end,offset' --format csv --turns talk.wav
[ "$(cut -d, -f2 out | tr '\n' ' ')" = 'who client therapist client therapist ' ] ||
	wrong "not the turns expected"
[ "$(awk -F, 'NR == 5 { print ($5 > -0.56 && $5 < -0.44) }' out)" = 1 ] || wrong "no overlap"
expect 0 0 'measures for research' --format text --turns talk.wav
expect 0 0 '"who":"a"' --turns --channels a=1,b=0 talk.ogg
expect 0 0 '"by":"minutes","n":0,"value":null' --synchrony talk.wav
expect 0 0 'time,voice_f0,voice_db,voice_voiced' --format csv one.wav
"$attune" voice - < talk.wav > out 2> err || wrong "standard input"
cat talk.wav | "$attune" voice - > piped 2> err || wrong "a pipe"
cmp -s out piped || wrong "a pipe gives something else"

# A folder of files.
mkdir series
expect 0 0 '"summaries":[{"file":"talk.wav"' --out series talk.wav one.wav
[ "$(ls series | tr '\n' ' ')" = 'one.csv talk.csv ' ] || wrong "not the files expected"
[ "$(wc -l < series/talk.csv)" -eq 801 ] || wrong "not all rows"

# What cannot be done: one line, nothing on standard output, no file.
rm -r series
mkdir series
for bad in mute.mp4 letter.wav series nosuch.wav; do
	expect 1 1 "$bad" --out series $bad
	[ ! -s out ] || wrong "half an answer about $bad"
done
expect 1 1 'there is no channel 2' --channels client=2 talk.wav
expect 1 1 'synchrony needs a channel' --synchrony one.wav
expect 1 1 'cannot be written' --out nosuch talk.wav
[ "$(ls -A series)" = '' ] || wrong "something was left behind"
expect 1 2 '1 of 2 recordings could not be read' --out series talk.wav letter.wav
[ "$(ls series)" = talk.csv ] || wrong "the good one is missing"

# Wrong usage.
expect 2 2 'takes NAME=N' --channels client talk.wav
expect 2 2 'two names and two channels' --channels a=0,b=0 talk.wav
expect 2 2 'one speaker or two' --channels a=0,b=1,c=2 talk.wav
expect 2 2 'at least twice the floor' --floor 400 talk.wav
expect 2 2 'need --out DIR' talk.wav one.wav
expect 2 2 'both be written to' --out series talk.wav ./talk.ogg
expect 2 2 'belong to --synchrony' --seed 2 talk.wav
expect 2 2 'at least two recordings' --synchrony --surrogates dyads talk.wav
expect 2 2 'not "all"' --synchrony --surrogates all talk.wav

# Without the program that decodes.
mkdir alone
cp "$attune" alone/attune
(attune=$dir/alone/attune && expect 1 1 'libavformat-dev' talk.wav
exit $failed) || failed=1
exit $failed
