#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/voice.sh - voices of two channels, as a multiple of the time they were spoken in.
#
# Processor time of attune and attune-media together, of three runs the least; beside it
# the decoding alone, and Praat's pitch of one channel where Praat is there.
set -eu
attune=build/release/attune
media=$attune-media
[ -x "$media" ] || { echo "SKIPPED: no $media"; exit 0; }
command -v ffmpeg > /dev/null || { echo "SKIPPED: no ffmpeg"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
seconds=240

# spent COMMAND... - its processor time in seconds, with that of its children.
spent() {
	(
		"$@" < "$sound" > /dev/null
		times > "$folder/times"
		awk 'NR == 2 {
			split($1 "m" $2, t, /[ms]+/)
			print 60 * t[1] + t[2] + 60 * t[3] + t[4]
		}' "$folder/times"
	)
}

least() {
	for turn in 1 2 3; do
		spent "$@"
	done | sort -n | head -1
}

# Two voices in turn: harmonics of a pitch that moves, syllables, a little noise.
voice='0.1*(sin(P)+sin(2*P)/2+sin(3*P)/3+sin(4*P)/4)*(0.6+0.4*sin(25*t))*gt(sin(t/2)*D,0)'
noise='0.002*(random(0)-0.5)'
left=$(echo "$voice" | sed 's/P/(1300*t+60*sin(3*t))/g; s/D/1/')
right=$(echo "$voice" | sed 's/P/(700*t+40*sin(2*t))/g; s/D/-1/')
echo "voice of two channels (times real time), and decoding alone"
for kind in '16000 pcm_s16le wav' '44100 libmp3lame mp3' '48000 libopus ogg'; do
	set -- $kind
	sound=$folder/sound.$3
	ffmpeg -nostdin -y -v error -f lavfi \
	    -i "aevalsrc='$left+$noise|$right+$noise':s=$1:d=$seconds" -c:a "$2" "$sound"
	echo "$1 $3 $(least "$media" sound) $(least "$attune" voice --turns -)" |
	awk -v s=$seconds '{
		printf "  %5d Hz %-4s decode %5.0f x   voice %5.0f x\n", $1, $2, s / $3, s / $4 }'
done
command -v praat > /dev/null || exit 0
sound=$folder/one.wav
ffmpeg -nostdin -y -v error -f lavfi -i "aevalsrc='$left+$noise':s=16000:d=$seconds" "$sound"
cat > "$folder/pitch" <<'END'
form x
text path
endform
Read from file: path$
noprogress To Pitch (ac): 0.01, 75, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 600
END
echo "$(least praat --run "$folder/pitch" "$sound") $(least "$attune" voice --turns -)" |
awk -v s=$seconds '{
	printf "  one channel of 16000 Hz: Praat, pitch alone %.0f x   voice %.0f x   ratio %.1f\n",
	    s / $1, s / $2, $1 / $2 }'
