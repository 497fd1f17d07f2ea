/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job/media.h - starts attune-media on a recording and reads what it finds.
 *
 *	struct at_media *media;
 *	struct at_wire_record record;
 *
 *	st = at_media_open(arena, fd, args, &media, err);
 *	while (st == AT_OK && record.kind != AT_WIRE_END)
 *		st = at_media_next(media, &record, err);
 *
 * The first record is a STREAM.  Several can run at a time, each a process of its own:
 * at_media_fd() is for poll(), at_media_ready() says that at_media_next() will not wait.
 */
#ifndef AT_JOB_MEDIA_H
#define AT_JOB_MEDIA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "signal/wire.h"

struct at_media;

/* Open a recording for reading: a file, "-" is standard input; a pipe is first put into a
 * file without a name.  The descriptor is closed with the arena.
 * AT_NOT_FOUND, AT_INVALID (a folder, a device), AT_IO. */
enum at_status at_media_file(struct at_arena *arena, const char *path, int *out_fd,
    struct at_error *err);

/* Start the program on an open file.  `args` ends in NULL:
 *	"sound"                         all channels as they are
 *	"motion", THRESHOLD, REGION...  changed pixels (0 to 254; signal/region.h)
 *	"still", REGION                 the differences within one region
 * It is ended with the arena, if it has not ended by then.
 * AT_NOT_FOUND: attune-media is not installed (the message says what to do); AT_IO. */
enum at_status at_media_open(struct at_arena *arena, int fd, const char *const *args,
    struct at_media **out, struct at_error *err);

/* The next record; what it points to is valid until the next call.
 * AT_INVALID: the recording cannot be read, err says why in one line; AT_CORRUPT: the
 * program was stopped by its limits or its sandbox. */
enum at_status at_media_next(struct at_media *media, struct at_wire_record *out,
    struct at_error *err);

bool at_media_ready(const struct at_media *media);
int at_media_fd(const struct at_media *media);

/* As its STREAM record said. */
const struct at_wire_stream *at_media_stream(const struct at_media *media);


#endif
