#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/motion.sh - motion energy of two regions against decoding alone, 360p and 720p.
#
# Both by attune-media on the same file, in turns; what counts is processor time, of five
# runs the least.  The video is made here: H.264 at the rate of a video call, everything in
# it moving.
set -eu
media=build/release/attune-media
[ -x "$media" ] || { echo "SKIPPED: no $media"; exit 0; }
command -v ffmpeg > /dev/null || { echo "SKIPPED: no ffmpeg"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
frames=200

# spent COMMAND... - its processor time in seconds.
spent() {
	(
		"$@" < "$folder/video" > /dev/null
		times > "$folder/times"
		awk 'NR == 2 {
			split($1 "m" $2, t, /[ms]+/)
			print 60 * t[1] + t[2] + 60 * t[3] + t[4]
		}' "$folder/times"
	)
}

least() {
	for turn in 1 2 3 4 5; do
		echo "$(spent "$media" motion 12) $(spent "$media" motion 12 "$@")"
	done | awk '
		NR == 1 || $1 < d { d = $1 }
		NR == 1 || $2 < m { m = $2 }
		END { print d, m }'
}

echo "motion energy, 2 regions (goal: 0.95 of decoding alone)"
for size in 640x360 1280x720; do
	w=${size%x*} h=${size#*x}
	ffmpeg -nostdin -y -v error -f lavfi -i "testsrc2=s=$size:r=25,noise=alls=6:allf=t" \
	    -frames:v $frames -c:v libx264 -preset veryfast -pix_fmt yuv420p \
	    -b:v $((w * h * 3)) -f matroska "$folder/video"
	least "left=0,0,$((w / 2)),$h" "right=$((w / 2)),0,$((w / 2)),$h" |
	awk -v size=$size -v n=$frames '{
		printf "  %-9s decode %5.0f pictures/s   motion %5.0f pictures/s   ratio %.3f\n",
		    size, n / $1, n / $2, $1 / $2 }'
done
