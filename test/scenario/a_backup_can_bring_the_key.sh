#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: the master key is in a backup only when asked for, comes out by its passphrase alone, is
# never written over, and stands nowhere in the file as it is; the list knows what there is,
# and a doctor finds nothing wrong with what was restored.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
fail() { echo "FAILED: $1"; cat out err 2> /dev/null; exit 1; }

# refused WORDS COMMAND... - status 1 or 2, and these words.
refused() {
	words=$1; shift
	"$attune" "$@" > out 2> err < /dev/null && fail "this should have failed: $*"
	grep -q -- "$words" err || fail "expected \"$words\" of: $*"
}
done_well() { "$attune" "$@" > out 2> err < /dev/null || fail "$*"; }

umask 077
echo 'sepia walnut ladder tram fjord' > right
echo 'sepia walnut ladder tram Fjord' > wrong
echo 'short' > short
done_well init --data data --name Ours
done_well backup --data data plain
done_well backup --data data whole --with-keys --passphrase-file right
grep -q 'whoever' out || fail "nobody was warned"
[ "$(stat -c %a plain whole)" = "600
600" ] || fail "others may read a backup"
key=$(od -An -tx1 data/keys/master | tr -d ' \n')
od -An -tx1 -v whole | tr -d ' \n' | grep -q "$key" && fail "the key is in the file as it is"

refused 'there is no key in plain' restore plain --data new --with-keys --passphrase-file right
refused 'another passphrase' restore whole --data new --with-keys --passphrase-file wrong
[ ! -e new ] || fail "something was made all the same"
refused 'on its first line' backup --data data other --with-keys --passphrase-file /dev/null
refused 'at least 15' backup --data data other --with-keys --passphrase-file short
chmod 644 wrong
refused 'can be read by others' restore whole --data new --with-keys --passphrase-file wrong
refused 'goes with --with-keys' restore whole --data new --passphrase-file right
refused 'is there already' backup --data data whole

done_well restore whole --data new --with-keys --passphrase-file right
cmp -s data/keys/master new/keys/master || fail "it is another key"
[ "$(stat -c %a new/keys/master)" = 600 ] || fail "others may read the key"
done_well doctor --data new
done_well restore whole --data bare
[ ! -e bare/keys/master ] || fail "the key came unasked"
refused 'is wrong with bare' doctor --data bare
grep -q 'WRONG  key' out || fail "the doctor does not miss the key"
rm -rf bare/attune.db*
cp data/keys/master bare/keys/master
refused 'is there already' restore whole --data bare --with-keys --passphrase-file right

done_well job run backup --data data
done_well backup --list --data data
[ "$(grep -c 'hand, with key\|hand  \|nightly' out)" = 3 ] || fail "three backups were made"
grep -q '  hand, with key .*/whole$' out || { fail "the list does not say where the key is:"; cat out; }
done_well backup --check data/backups/nightly-*
done_well doctor --data data --format json
grep -q '"well":true' out || fail "it is not well"
