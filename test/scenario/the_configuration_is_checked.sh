#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: attune serve --check-config names every problem with its place, changes nothing, and
# says so when all is well.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset ATTUNE_DATA
failed=0

# check STATUS TEXT... - with $dir/conf; each text must be told.
check() {
	status=$1
	shift
	"$attune" serve --config "$dir/conf" --check-config > "$dir/out" 2>&1
	got=$?
	[ $got -eq "$status" ] || { echo "status $got, expected $status"; bad=1; }
	for text; do
		grep -qF -- "$text" "$dir/out" || { echo "not told: $text"; bad=1; }
	done
	[ "${bad-}" = 1 ] || return 0
	sed 's/^/    /' "$dir/out"
	failed=1 bad=
}

"$attune" init --data "$dir/data" --from demo/clinic.txt > "$dir/init" || exit 1
"$attune" init --data "$dir/other" --name Other > "$dir/init" || exit 1
echo 'Kari Dahl' | "$attune" client add --data "$dir/data" --name - --site fjordgata \
    --therapist ingrid > "$dir/init" || exit 1

printf 'data = %s\npublic_url = https://clinic.example\ntrusted_proxy = 127.0.0.1\nlog = json\n' \
    "$dir/data" > "$dir/conf"
check 0 "Good: $dir/data would be served on 127.0.0.1:8080."

# All of it at once.
cat > "$dir/conf" <<END
data = $dir/data
lisen = 127.0.0.1:80
listen = everywhere
# nothing
public-url = http://clinic.example
public_url = https://clinic.example
trusted_proxy = the one in front
tls_cert = $dir/none
metrics_listen = 9100
log_requests = perhaps
key_file = $dir/other/keys/master
END
check 1 "$dir/conf:2: there is no option lisen; did you mean listen?" \
    "$dir/conf:3: expected ADDRESS:PORT, found \"everywhere\"" \
    "$dir/conf:5: http://clinic.example would send answers over the network in the clear" \
    "$dir/conf:6: public_url is given twice" \
    "$dir/conf:7: expected an address such as 127.0.0.1" \
    "$dir/conf:8: tls-cert and tls-key go together" \
    "$dir/conf:9: expected ADDRESS:PORT, found \"9100\"" \
    "$dir/conf:10: expected log_requests = yes or no" \
    "$dir/conf:11: the master key is not the one of this database" \
    'attune serve: 9 problems'

printf 'data = %s\nlisten = 0.0.0.0:443\n' "$dir/none" > "$dir/conf"
check 1 '--public-url: others reach 0.0.0.0:443' "$dir/conf:1: there is no folder $dir/none"
printf 'data = %s\n' "$dir" > "$dir/conf"
check 1 "$dir/conf:1: there is no database in $dir"
[ ! -e "$dir/attune.db" ] || { echo "a check made a database"; failed=1; }
printf 'data = %s\n[more]\nlog = text\n' "$dir/data" > "$dir/conf"
check 1 "$dir/conf:3: there are no [sections]"
printf 'data = %s\ndb = postgresql://127.0.0.1:1/none\n' "$dir/data" > "$dir/conf"
check 1 "$dir/conf:2: "

printf 'data = %s\nbackup_at = 25:00\n' "$dir/data" > "$dir/conf"
check 1 "$dir/conf:2: expected --backup-at HH:MM"
printf 'data = %s\nbackup_keep = 7,5\n' "$dir/data" > "$dir/conf"
check 1 "$dir/conf:2: expected --backup-keep DAYS,WEEKS,MONTHS"
printf 'data = %s\nbackups = %s\n' "$dir/data" "$dir/none" > "$dir/conf"
check 1 "$dir/conf:2: the folder for backups, $dir/none"

# dated FROM UNTIL - the pair "one" with a certificate of that time.
dated() {
	printf '[ca]\ndefault_ca = own\n[own]\ndatabase = %s\nnew_certs_dir = %s\nserial = %s\n' \
	    "$dir/index" "$dir" "$dir/serial" > "$dir/ca"
	printf 'default_md = sha256\npolicy = any\n[any]\ncommonName = supplied\n' >> "$dir/ca"
	: > "$dir/index"
	echo 01 > "$dir/serial"
	openssl req -new -key "$dir/one.key" -subj /CN=one.example -out "$dir/request" &&
		openssl ca -batch -notext -selfsign -config "$dir/ca" -in "$dir/request" \
		    -keyfile "$dir/one.key" -startdate "$1" -enddate "$2" -out "$dir/one.cert"
}

if command -v openssl > /dev/null; then
	for name in one two; do
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
		    -subj "/CN=$name.example" -addext "subjectAltName=DNS:$name.example" \
		    -keyout "$dir/$name.key" -out "$dir/$name.cert" 2> "$dir/openssl"
	done
	printf 'data = %s\npublic_url = https://one.example\ntls_cert = %s\ntls_key = %s\n' \
	    "$dir/data" "$dir/one.cert" "$dir/one.key" > "$dir/conf"
	check 0 'The certificate holds until ' 'Good: '
	sed 's/one.example/two.example/' "$dir/conf" > "$dir/more" && mv "$dir/more" "$dir/conf"
	check 1 "$dir/conf:3: the certificate is not one for two.example"
	sed 's/one.key/two.key/' "$dir/conf" > "$dir/more" && mv "$dir/more" "$dir/conf"
	check 1 "$dir/conf:3: $dir/two.key is not the key of $dir/one.cert"
	sed 's/two.key/one.key/' "$dir/conf" > "$dir/more" && mv "$dir/more" "$dir/conf"
	dated 20200101000000Z 20210101000000Z 2> "$dir/openssl" || cat "$dir/openssl"
	check 1 "$dir/conf:3: the certificate ended on 2021-01-01T00:00:00"
	dated 20980101000000Z 20990101000000Z 2> "$dir/openssl" || cat "$dir/openssl"
	check 1 "$dir/conf:3: the certificate holds from 2098-01-01T00:00:00"
else
	echo "SKIPPED: no openssl"
fi
exit $failed
