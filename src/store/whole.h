/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/whole.h - several files that are there together, each of them whole, or not at all.
 *
 * They are written under other names (NAME.part) and get their own at the end, when all of
 * them are on the disk.  Nothing that is there is ever written over.  What is not kept is
 * taken away with the arena.  A name that ends in .gz is packed while it is written. */
#ifndef AT_STORE_WHOLE_H
#define AT_STORE_WHOLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

struct at_whole;
struct at_whole_file;

/* What a file is once it is finished. */
enum { AT_SHA256_ROOM = 65 };
struct at_whole_sum {
	const char *name;               /* without folders */
	int64_t n_bytes;                /* on the disk */
	char sha256[AT_SHA256_ROOM];    /* of these, in hexadecimal digits */
};

/* Files that stand beside each other.  `folder`: a new folder that holds them all; NULL:
 * they go where their names say.  AT_CONFLICT: there is something of that name. */
enum at_status at_whole_begin(struct at_arena *arena, const char *folder, struct at_whole **out,
    struct at_error *err);

/* Another file.  AT_CONFLICT: there is one of that name; AT_IO. */
enum at_status at_whole_add(struct at_whole *whole, const char *path,
    struct at_whole_file **out, struct at_error *err);

/* AT_IO names the file and says that nothing was kept: "No space left on device". */
enum at_status at_whole_put(struct at_whole_file *file, const void *bytes, size_t n_bytes,
    struct at_error *err);

/* That was all of this file. */
enum at_status at_whole_finish(struct at_whole_file *file, struct at_whole_sum *out,
    struct at_error *err);

/* Everything is on the disk under its name.  All files were finished. */
enum at_status at_whole_keep(struct at_whole *whole, struct at_error *err);

#endif
