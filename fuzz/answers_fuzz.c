/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stored rows of answers: what unpacks must pack to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "instrument/answers.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n_bytes);

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n_bytes)
{
	struct at_answers answers;
	unsigned char again[AT_PACKED_ROOM];

	if (at_answers_unpack(bytes, n_bytes, &answers, NULL) != AT_OK)
		return 0;
	if (at_answers_pack(&answers, again) != n_bytes || memcmp(bytes, again, n_bytes) != 0)
		abort();
	return 0;
}
