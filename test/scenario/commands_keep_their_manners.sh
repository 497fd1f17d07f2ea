#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: every command ends with the status the manual promises, says one line on standard
# error, and leaves nothing half written.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export ATTUNE_DATA="$dir/data"
failed=0

# expect STATUS LINES TEXT COMMAND... - the status, how many lines on standard error, and what
# the first of them (with 0 lines: standard output) has in it.
expect() {
	status=$1 lines=$2 text=$3
	shift 3
	"$attune" "$@" > "$dir/out" 2> "$dir/err"
	got=$?
	where=$dir/err
	[ "$lines" -gt 0 ] || where=$dir/out
	if [ $got -ne "$status" ] || [ "$(wc -l < "$dir/err")" -ne "$lines" ] ||
	    ! grep -qF -- "$text" "$where"; then
		echo "attune $*: status $got, expected $status, $lines lines and \"$text\":"
		cat "$dir/out" "$dir/err"
		failed=1
	fi
}

# Wrong usage: 2, the line and a hint.
expect 2 2 'there is no command "clinet"; did you mean client?' clinet
expect 2 2 'there is no command "lst"; did you mean list?' client lst
expect 2 2 'which command?' user
expect 2 2 'did you mean --name?' client add --nmae x
expect 2 2 '--client ID is needed' link --measure phq-9
expect 2 2 'is too much' verify more
expect 2 2 'expected FILE' setup
expect 2 2 'give one of both' init --from demo/clinic.txt --name x
expect 2 2 '--public-url must say' serve --listen 0.0.0.0:0
expect 2 2 'go together' serve --tls-cert x
expect 2 2 'expected --listen' serve --listen 127.0.0.1

# Bad input: 1 and one line; nothing is made.
expect 1 1 'attune init makes one' user list
expect 1 1 'attune init makes one' serve
expect 1 1 'No such file' init --from "$dir/none.txt"
printf 'name = x\nzoen = y\n' > "$dir/bad.txt"
expect 1 1 "$dir/bad.txt:2:" init --from "$dir/bad.txt"
expect 1 1 'in the clear' serve --public-url http://clinic.example
[ ! -e "$dir/data" ] || { echo "a failed init left something behind"; failed=1; }
mkdir "$dir/other"
touch "$dir/other/letter"
expect 1 1 'has other files in it' init --data "$dir/other"
expect 1 1 'something else than the demonstration' demo --data "$dir/other"
[ "$(ls "$dir/other")" = letter ] || { echo "a folder of somebody else's was used"; failed=1; }

# Done: 0 and nothing on standard error.
expect 0 0 'Running a clinic'
expect 0 0 'Running a clinic' help
expect 0 0 'attune 0' --version
expect 0 0 'Usage: attune user add' help user add
expect 0 0 'Usage: attune user add' user add --help
expect 0 0 'Commands:' user --help
expect 0 0 'phq-9' instrument list
expect 0 0 'Trouble relaxing' instrument show gad-7
expect 0 0 'first administrator' init --from - < demo/clinic.txt
expect 0 0 'Nothing is different.' setup demo/clinic.txt
expect 0 0 'is whole' verify
expect 0 0 'Good:' serve --check-config
expect 0 0 'no password yet' user list
expect 0 0 'No clients yet.' client list
expect 0 0 '/once/' user add eva --name 'Eva Lie' --role therapist@fjordgata
expect 0 0 'is closed' user disable eva
expect 1 1 'is closed' user link eva
expect 2 2 'is no id' client show hello
expect 2 2 'is no head' verify --head nonsense
expect 1 1 'is set up already' init
expect 1 1 'something else than the demonstration' demo
expect 1 1 'There is no such client' client show 0DJ3K5M7N9P2Q
expect 1 1 'There is no such client' client end 0DJ3K5M7N9P2Q
expect 2 2 'found both' client add --name x --site x --therapist x --teen --child
expect 1 1 'no instrument "phq9"' instrument show phq9
expect 2 2 '--out FILE is needed' export
expect 2 2 'is not for one client' export --out "$dir/x" --client 0DJ3K5M7N9P2Q --wide
expect 1 1 'ends in .csv or .csv.gz' export --out "$dir/x.txt"
expect 1 1 'a date like 2026-01-31' export --out "$dir/x.csv" --since yesterday
expect 1 1 'There is no such client' export --out "$dir/x" --client 0DJ3K5M7N9P2Q
expect 0 0 '0 rows' export --out "$dir/x.csv"
expect 1 1 'is there already' export --out "$dir/x.csv"
expect 1 1 'cannot be written: No such file' export --out "$dir/none/x.csv"
[ "$(cd "$dir" && echo x*)" = "x.codebook.csv x.csv x.manifest.json" ] ||
	{ echo "an export left something else behind"; failed=1; }

# A backup is a file: a pipe is none.  What could not be restored leaves no folder.
expect 2 2 'expected the name of a file' backup -
expect 2 2 'expected the name of a file' backup --check -
expect 2 2 'expected the name of a file' restore - --data "$dir/new"
expect 1 1 'No such file' restore "$dir/none" --data "$dir/new"
expect 1 1 'is no backup' restore demo/clinic.txt --data "$dir/new"
[ ! -e "$dir/new" ] && [ ! -e ./- ] || { echo "a failed restore left something"; failed=1; }
expect 0 0 'verify --head' backup "$dir/b"
expect 0 0 ' no ' backup --list
expect 0 0 'can be restored' backup --check "$dir/b" --data "$dir/data"
expect 0 0 ' 20' backup --list
"$attune" backup --list | grep -q ' no ' && { echo "a trial is not on the list"; failed=1; }

# The log is for whoever has no key, too.
expect 0 0 'is restored' restore "$dir/b" --data "$dir/new"
expect 0 0 'is whole' verify --data "$dir/new"
expect 1 1 'There is no master key' client list --data "$dir/new"

# Rows that cannot be taken in go to standard output, and all that is said besides does not.
printf 'client,therapist,session,date,instrument,item,value\n' > "$dir/t.csv"
printf 'C1,T1,1,2024-05-31,phq-9,1,2\nC2,T1,1,2024-05-31,phq-9,1,9\n' >> "$dir/t.csv"
"$attune" import --errors - "$dir/t.csv" 2> "$dir/err" | grep -qx "$dir/t.csv,3,value,.*" ||
	{ echo "import --errors - did not list the row"; failed=1; }
grep -q 'new answers' "$dir/err" && [ ! -e ./- ] || { echo "--errors -: no sum"; failed=1; }
cp "$dir/t.csv" "$dir/letter"
expect 1 1 'is there already, and something else' import --errors "$dir/letter" "$dir/t.csv"
cmp -s "$dir/t.csv" "$dir/letter" || { echo "--errors wrote over a letter"; failed=1; }
expect 0 1 't.csv:3: column "value"' import --errors "$dir/left.csv" "$dir/t.csv"
expect 0 1 't.csv:3: column "value"' import --errors "$dir/left.csv" "$dir/t.csv"
[ "$(wc -l < "$dir/left.csv")" -eq 2 ] || { echo "--errors added to an old list"; failed=1; }
client=$("$attune" client list | awk '$2 == "C1" { print $1 }')
expect 0 0 'is restricted' restrict "$client" --reason 'a letter'
expect 1 1 'is restricted' client show "$client"
[ ! -s "$dir/out" ] || { echo "a restricted client was shown"; failed=1; }

# A configuration file says what options say, and they win.
printf 'data = %s\nlisten = 0.0.0.0:1\npublic_url = https://a.example/\n' "$dir/data" > "$dir/conf"
ATTUNE_DATA=$dir/none expect 0 0 'served on 0.0.0.0:1' serve --config "$dir/conf" --check-config
expect 0 0 'served on 127.0.0.1:2' serve --config "$dir/conf" --listen 127.0.0.1:2 --check-config
printf 'listn = 0.0.0.0:1\n' > "$dir/conf"
expect 1 1 'conf:1: there is no option listn; did you mean listen?' serve --config "$dir/conf"

# A head that is kept elsewhere finds a log that was cut.
head=$("$attune" verify | head -n 1)
expect 0 0 'is whole' verify --head "$head"
expect 1 1 'broken' verify --head "$(echo "$head" | sed 's/ [0-9]*:/ 999:/')"

# What cannot be written is said.
if [ -w /dev/full ]; then
	"$attune" user list > /dev/full 2> "$dir/err" && { echo "a full disk is no failure"; failed=1; }
fi
exit $failed
