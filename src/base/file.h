/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/file.h - whole files and the names in a folder; small ones, that somebody wrote. */
#ifndef AT_BASE_FILE_H
#define AT_BASE_FILE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"

/* All of a file of at most `most` bytes; a NUL follows.  "-" is standard input.
 * AT_NOT_FOUND, AT_INVALID (larger), AT_IO (a folder, too). */
enum at_status at_file_read(struct at_arena *arena, const char *path, size_t most,
    const char **out, size_t *out_n, struct at_error *err);

/* The names in a folder that end in `suffix`, in byte order; none if there is no such
 * folder. */
enum at_status at_file_names(struct at_arena *arena, const char *folder, const char *suffix,
    const char *const **out, int *out_n, struct at_error *err);

/* A new file, for its owner alone, whole and on the disk when this returns, or not there.
 * AT_CONFLICT: there is one of that name; AT_IO. */
enum at_status at_file_make(const char *path, const void *bytes, size_t n_bytes,
    struct at_error *err);

/* The same path from the root, without links and "..": its folder must exist.  AT_NOT_FOUND. */
enum at_status at_file_absolute(struct at_arena *arena, const char *path, const char **out,
    struct at_error *err);

#endif
