#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: make deb builds packages that lintian likes; what is in them runs from another root,
# completes commands, compiles an example, and is confined by its unit to an exposure of 1.0
# at most.
set -u
tree=$PWD
[ -x "build/${VARIANT:-release}/attune" ] || { echo "SKIPPED: nothing is built"; exit 77; }
for tool in dpkg-deb dpkg-shlibdeps; do
	command -v $tool > /dev/null || { echo "SKIPPED: no $tool"; exit 77; }
done

dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$dir"' EXIT
failed=0

bad() {
	printf '%s\n' "$*"
	failed=1
}

make -s deb > "$dir/made" 2>&1 || { cat "$dir/made"; exit 1; }
for package in build/deb/*.deb; do
	dpkg-deb -x "$package" "$dir/root" || exit 1
done
root=$dir/root
for file in lib/systemd/system/attune.service lib/systemd/system/attune.socket \
    lib/sysusers.d/attune.conf lib/tmpfiles.d/attune.conf share/man/man1/attune-serve.1.gz \
    share/man/man5/attune.conf.5.gz share/doc/attune/examples/clinic.txt; do
	[ -e "$root/usr/$file" ] || bad "the package lacks /usr/$file"
done
[ -e "$root/etc/attune/attune.conf" ] || bad "the package lacks /etc/attune/attune.conf"

# It runs from where it lies.
attune=$root/usr/bin/attune
"$attune" init --data "$dir/data" --from "$root/usr/share/doc/attune/examples/clinic.txt" \
    > "$dir/out" || bad "init from the example fails"
printf 'data = %s\n' "$dir/data" | cat "$root/etc/attune/attune.conf" - > "$dir/conf"
"$attune" serve --config "$dir/conf" --check-config > "$dir/out" || bad "$(cat "$dir/out")"
"$attune" demo --data "$dir/demo" --no-serve > "$dir/out" || bad "the demonstration fails"
grep -q '/once/' "$dir/out" || bad "the demonstration has no links"

# Tab.
if command -v bash > /dev/null; then
	tab() {
		bash -c 'compopt() { :; }; . "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		_attune; echo ${COMPREPLY[@]}' - "$root/usr/share/bash-completion/completions/attune" "$@"
	}
	[ "$(tab attune resto)" = restore ] || bad "bash: resto: $(tab attune resto)"
	[ "$(tab attune client s)" = show ] || bad "bash: client s: $(tab attune client s)"
	[ "$(tab attune serve --tls-c)" = --tls-cert ] || bad "bash: --tls-c"
	[ "$(tab attune serve --log j)" = json ] || bad "bash: --log j"
	[ "$(tab attune client add --the)" = --therapist ] || bad "bash: client add --the"
fi
for shell in zsh:zsh/vendor-completions/_attune fish:fish/vendor_completions.d/attune.fish; do
	command -v "${shell%%:*}" > /dev/null || { echo "SKIPPED: no ${shell%%:*}"; continue; }
	"${shell%%:*}" -n "$root/usr/share/${shell#*:}" || bad "${shell%%:*} cannot read its completion"
done

# A program of somebody else's.
lib=$(dirname "$(find "$root/usr/lib" -name libattune.a)")
${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -I"$root/usr/include/attune" -o "$dir/example" \
    "$root/usr/share/doc/libattune-dev/examples/example.c" "$lib/libattune.a" -lm &&
	[ "$("$dir/example")" = "index 3.16: improved" ] || bad "the example does not build or run"

if command -v lintian > /dev/null; then
	lintian --allow-root build/deb/*.deb > "$dir/lintian" 2> "$dir/err" || true
	[ ! -s "$dir/lintian" ] || bad "$(cat "$dir/lintian")"
else
	echo "SKIPPED: no lintian"
fi

# The unit, and the program under as much of it as can be had without systemd itself: no
# network but the port it is handed, no capabilities, nothing to gain by exec.
if command -v systemd-analyze > /dev/null; then
	systemd-analyze security --offline=yes --threshold=10 \
	    "$root/usr/lib/systemd/system/attune.service" > "$dir/out" 2>&1 ||
		bad "$(grep -v '✓' "$dir/out")"
	grep -q 'ignoring' "$dir/out" && bad "$(grep ignoring "$dir/out")"
	systemd-sysusers --root="$root" 2> "$dir/err" || bad "sysusers: $(cat "$dir/err")"
	grep -q '^attune:' "$root/etc/passwd" || bad "there is no user attune"
else
	echo "SKIPPED: no systemd-analyze"
fi
if ! command -v systemd-socket-activate > /dev/null || ! command -v curl > /dev/null ||
    ! unshare -n setpriv --no-new-privs --bounding-set=-all true 2> /dev/null; then
	echo "SKIPPED: no systemd-socket-activate, curl, or right to a network of one's own"
	exit $failed
fi
# Below the ports that the kernel hands out to whoever asks for any.
port=$((12000 + $$ % 20000))
systemd-socket-activate -l 127.0.0.1:$port unshare -n setpriv --no-new-privs \
    --bounding-set=-all --inh-caps=-all "$attune" serve --data "$dir/data" \
    > "$dir/out" 2> "$dir/err" &
server=$!
for i in $(seq 1200); do
	reply=$(curl -s "http://127.0.0.1:$port/readyz") && break
	kill -0 "$server" 2> /dev/null || break
	sleep 0.1
done
[ "${reply-}" = ok ] || bad "not ready behind a port of systemd's: $(cat "$dir/out" "$dir/err")"
curl -s "http://127.0.0.1:$port/metrics" | grep -q '^attune_build_info' || bad "no metrics there"
kill "$server"
wait "$server" || bad "it ended with $?"
server=
grep -q "serving http://127.0.0.1:$port" "$dir/out" || bad "it said: $(cat "$dir/out")"
exit $failed
