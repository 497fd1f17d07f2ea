#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/old_archive.sh CLIENTS - what a clinic might have from before, as a wide table: every
# client has 20 weekly sessions, each with a form of 12 items from the client and one from
# the therapist, answered 1 to 5; now and then an item is left out.  The same every time.
set -eu
awk -v clients="$1" 'BEGIN {
	print "client,therapist,clinic,session,date,instrument,respondent,i1,i2,i3,i4,i5,i6,i7,i8,i9,i10,i11,i12"
	split("client therapist", who, " ")
	x = 1
	for (c = 1; c <= clients; c++) {
		start = sprintf("C%07d,T%04d,K%02d,", c, c % 97 + 1, c % 97 % 4 + 1)
		for (s = 1; s <= 20; s++) {
			week = c * 3 + s
			date = sprintf("%d-%02d-%02d", 2010 + int(week / 48) % 12, int(week % 48 / 4) + 1, week % 4 * 7 + 1)
			for (w = 1; w <= 2; w++) {
				row = start s "," date ",BENCH12," who[w]
				for (i = 0; i < 12; i++) {
					x = (x * 16807) % 2147483647
					row = row "," (x % 97 > 0 ? x % 5 + 1 : "")
				}
				print row
			}
		}
	}
}'
