#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/today.sh [FORMS...] - a therapist's day list: 50 clients with spark lines, in archives
# of 10,000 and 1,000,000 forms (house.md 6: < 2 ms of server time at both, ratio <= 1.2).
#
# The archives are written straight into their rows.  Server time is that of the whole request
# without the network, both archives by turns in one process; then the same through HTTP.
set -eu
. bench/serving
small=${1:-10000} large=${2:-1000000}
bin=build/release
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

for forms in "$small" "$large"; do
	begin=$(date +%s%N)
	"$bin/attune" init --data "$folder/$forms" --from demo/clinic.txt > /dev/null
	"$bin/bench/archive" "$folder/$forms" "$forms" > "$folder/cookie-$forms"
	awk -v f="$forms" -v t=$(($(date +%s%N) - begin)) -v kb="$(du -k "$folder/$forms" | tail -1 | cut -f1)" \
	    'BEGIN { printf "  archive of %7d forms: %.0f MB, written in %.1f s\n", f, kb / 1024, t / 1e9 }'
done

"$bin/bench/today" "$folder/$small" "$(cat "$folder/cookie-$small")" \
    "$folder/$large" "$(cat "$folder/cookie-$large")" > "$folder/times"

# One connection, one therapist: milliseconds of a whole request.
http() { # FORMS
	serve "$folder/$1"
	printf '/today\t__Host-login=%s\t\n' "$(cat "$folder/cookie-$1")" > "$folder/request"
	"$bin/bench/load" -c 1 -n 500 -r "${url#http://}" < "$folder/request" > "$folder/load"
	kill "$server"
	wait "$server" || true
	server=
	number per_second < "$folder/load" | awk '{ printf "%.3f\n", 1000 / $1 }'
}
h_small=$(http "$small") h_large=$(http "$large")

echo "day list of 50 clients (goal: under 2 ms of server time at both, ratio at most 1.2)"
awk -v hs="$h_small" -v hl="$h_large" -v s="$small" -v l="$large" '
	{ ms[NR] = $1; after[NR] = $2; first[NR] = $3; bytes = $4 }
	END {
		printf "  nothing new:          %7.3f ms at %d   %7.3f ms at %d   ratio %.2f\n", ms[1], s, ms[2], l, ms[2] / ms[1]
		printf "  five clients changed: %7.3f ms         %7.3f ms            ratio %.2f\n", after[1], after[2], after[2] / after[1]
		printf "  never asked before:   %7.3f ms         %7.3f ms            ratio %.2f\n", first[1], first[2], first[2] / first[1]
		printf "  through HTTP:         %7.3f ms         %7.3f ms            ratio %.2f\n", hs, hl, hl / hs
		printf "  the page: %.1f kB\n", bytes / 1000
	}' "$folder/times"
