#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: whatever ends an export, a signal at any moment or a full disk, its files are there
# together and as the manifest says, or none of them is, and nothing is left beside them.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export ATTUNE_DATA="$dir/data"
failed=0
wrong() { echo "$*"; failed=1; }

awk 'BEGIN {
	print "client,therapist,session,date,instrument,respondent,item,value"
	for (c = 1; c <= 400; c++)
		for (s = 1; s <= 10; s++)
			for (i = 1; i <= 9; i++)
				printf "C%04d,T1,%d,2019-%02d-11,PHQ9,client,%d,%d\n", c, s, s, i, (c + s * i) % 4
}' > "$dir/table.csv"
"$attune" init --from demo/clinic.txt > /dev/null || wrong "init"
"$attune" import "$dir/table.csv" > /dev/null || wrong "import"
"$attune" client list > "$dir/clients"
client=$(sed -n 2p "$dir/clients" | cut -d' ' -f1)

# whole WHERE - all of an export's files, as they say they are, or none.
whole() {
	case $(cd "$1" && echo *) in
	'*') return ;;
	'x.codebook.csv x.csv x.manifest.json') ;;
	*) wrong "left in $1: $(ls "$1")"; return ;;
	esac
	tr '{' '\n' < "$1/x.manifest.json" |
	    sed -n 's/.*"name":"\([^"]*\)".*"sha256":"\([^"]*\)".*/\2  \1/p' > "$dir/sums"
	[ "$(wc -l < "$dir/sums")" -eq 2 ] || wrong "the manifest lacks a file"
	(cd "$1" && sha256sum --quiet -c "$dir/sums") || wrong "a file is another"
}

# It is ended as soon as it has begun to write, and a little later.
for ms in 0 0 1 2 5 10 20 50; do
	mkdir "$dir/out"
	{
		"$attune" export --out "$dir/out/x.csv" > /dev/null 2>&1 &
		pid=$!
		while kill -0 "$pid" && [ "$(echo "$dir"/out/*)" = "$dir/out/*" ]; do
			sleep .001
		done
		sleep "$(printf '0.%03d' "$ms")"
		kill -TERM "$pid"
		wait "$pid"
	} 2> /dev/null
	whole "$dir/out"
	rm -rf "$dir/out"
done

# A disk of 200 kB, where one may be made.
cat > "$dir/full.sh" << 'END'
mount -t tmpfs -o size=200k tmpfs "$1" || exit 77
shift
"$@" > "$0.out" 2> "$0.err"
echo $? > "$0.status"
ls -A "$(dirname "$MOUNTED")/disk" > "$0.left"
END
mkdir "$dir/disk"
full() {
	MOUNTED=$dir/disk unshare -rm sh "$dir/full.sh" "$dir/disk" "$@" 2> /dev/null
	[ -e "$dir/full.sh.status" ] || { echo "SKIPPED: no small disk can be made here"; return; }
	[ "$(cat "$dir/full.sh.status")" -eq 1 ] || wrong "status of $*: $(cat "$dir/full.sh.status")"
	grep -q 'cannot be written: No space left on device' "$dir/full.sh.err" ||
		wrong "a full disk is called: $(cat "$dir/full.sh.err")"
	[ "$(wc -l < "$dir/full.sh.err")" -eq 1 ] || wrong "more than a line: $(cat "$dir/full.sh.err")"
	[ ! -s "$dir/full.sh.left" ] || wrong "left on the full disk: $(cat "$dir/full.sh.left")"
}
full "$attune" export --out "$dir/disk/x.csv"
# Of one client there is not that much.
sed -i 's/size=200k/size=32k/' "$dir/full.sh"
rm -f "$dir/full.sh.status"
full "$attune" export --client "$client" --out "$dir/disk/x"
exit $failed
