/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/mea_file.h - text files of motion energy, as MEA writes and rMEA reads them.
 *
 * A line a frame, its columns apart by blanks or tabs; the first line may name them, in
 * quotes or not; NA, or NaN, is missing.  Works on memory. */
#ifndef AT_SIGNAL_MEA_FILE_H
#define AT_SIGNAL_MEA_FILE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/status.h"
#include "signal/series.h"

enum { AT_MEA_MOST_COLUMNS = 64 };

struct at_mea_file {
	int n_columns;
	const char **names;             /* "1", "2" ... if the file has none */
	size_t n;                       /* frames */
	double **columns;               /* NaN where missing */
};

/* AT_INVALID, with file and line, if a line has other columns than the first, or what is
 * neither a number nor missing.  `name` is what errors call the file. */
enum at_status at_mea_parse(struct at_arena *arena, const char *name, const char *bytes,
    size_t n_bytes, struct at_mea_file *out, struct at_error *err);

/* Two columns under their names, with the digits that read back as the same numbers. */
void at_mea_put(struct at_buffer *out, const struct at_pair *pair, const char *s1_name,
    const char *s2_name);

#endif
