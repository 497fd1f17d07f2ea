/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/gzip.h - files that may be compressed, read and written piece by piece. */
#ifndef AT_BASE_GZIP_H
#define AT_BASE_GZIP_H

#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"

struct at_gunzip;

/* A reader of `fd`, which stays the caller's: what begins as gzip does is unpacked, all else
 * is read as it is.  `name` is what errors call the file.  Lives in `arena`.  AT_IO. */
enum at_status at_gunzip_open(struct at_arena *arena, const char *name, int fd,
    struct at_gunzip **out, struct at_error *err);

/* The next bytes, at most `room`; *out_n is 0 at the end.  `gunzip` is a struct at_gunzip: it
 * fits struct at_csv_source.  AT_INVALID: damaged, or cut short; AT_IO. */
enum at_status at_gunzip_read(void *gunzip, void *into, size_t room, size_t *out_n,
    struct at_error *err);

/* ---- writing -------------------------------------------------------------------------- */

struct at_gzip;

/* Takes the compressed bytes, as they come. */
typedef enum at_status at_gzip_sink(void *ptr, const void *bytes, size_t n_bytes,
    struct at_error *err);

/* At the fastest level, which makes a table a tenth as large.  AT_BUSY: memory is short. */
enum at_status at_gzip_open(struct at_arena *arena, at_gzip_sink *sink, void *ptr,
    struct at_gzip **out, struct at_error *err);

/* A failure is the sink's. */
enum at_status at_gzip_write(struct at_gzip *gzip, const void *bytes, size_t n_bytes,
    struct at_error *err);

/* That was all. */
enum at_status at_gzip_end(struct at_gzip *gzip, struct at_error *err);

#endif
