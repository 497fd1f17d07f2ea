#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/ceiling.sh [SECONDS] - how many durable forms a second this machine can take at
# all: the bare server and the load, at 1 and at 16 connections.
set -eu
seconds=${1:-5}
programs=build/release/bench
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/hold" "$folder/port"

# It serves until descriptor 9 is closed.
"$programs/ceiling" "$folder/data" < "$folder/hold" > "$folder/port" &
exec 9> "$folder/hold"
read -r port < "$folder/port"

# A submit of a 12-item form: 12 answers, a token and a key.
awk 'BEGIN {
	for (i = 0; i < 1000; i++) {
		printf "/form\t__Host-form=%024d\tcsrf=%032d&key=%026d", i, i, i
		for (j = 1; j <= 12; j++)
			printf "&item%d=%d", j, (i + j) % 5 + 1
		printf "\n"
	}
}' > "$folder/requests"

for connections in 1 16; do
	"$programs/load" -c $connections -s "$seconds" -r "127.0.0.1:$port" < "$folder/requests"
done
exec 9>&-
wait
