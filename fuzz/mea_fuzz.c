/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text file of motion energy: what is read can be written and is read again as it was. */
#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "signal/mea_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void
check_same(const double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert(a[i] == b[i] || (isnan(a[i]) && isnan(b[i])));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer out = at_buffer_init(arena);
	struct at_mea_file file, again;

	if (at_mea_parse(arena, "fuzz", (const char *)bytes, n_bytes, &file, NULL) == AT_OK
	    && file.n_columns >= 2) {
		struct at_pair pair = { file.columns[0], file.columns[1], file.n };
		enum at_status st;

		at_mea_put(&out, &pair, file.names[0], file.names[1]);
		st = at_mea_parse(arena, "again", out.bytes, out.n_bytes, &again, NULL);
		assert(st == AT_OK && again.n == file.n && again.n_columns == 2);
		check_same(pair.s1, again.columns[0], file.n);
		check_same(pair.s2, again.columns[1], file.n);
	}
	at_arena_close(arena);
	return 0;
}
