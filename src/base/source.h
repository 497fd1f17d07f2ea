/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/source.h - bytes that can be read from any place: a file, or memory.
 *
 * Whoever decodes something reads through this, so that a sealed recording can be one
 * kind of source more and a test another.
 */
#ifndef AT_BASE_SOURCE_H
#define AT_BASE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct at_source {
	int64_t n_bytes;
	/* Reads up to `n` bytes from `at` on; 0 is the end, -1 a failure with errno. */
	long (*read)(const struct at_source *source, int64_t at, void *into, size_t n);
	int fd;                         /* of a file: borrowed, its position is left alone */
	const unsigned char *bytes;     /* of memory: borrowed */
};

/* AT_INVALID unless `fd` is a file (a pipe or a folder is none); AT_IO. */
enum at_status at_source_of_file(int fd, struct at_source *out, struct at_error *err);

struct at_source at_source_of_memory(const void *bytes, size_t n_bytes);

/* As many bytes as there are, up to `n`; fewer only at the end.  -1: a failure, as above. */
long at_source_read_at(const struct at_source *source, int64_t at, void *into, size_t n);

#endif
