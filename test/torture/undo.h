/* SPDX-License-Identifier: GPL-3.0-or-later */
/* torture/undo.h - what a file held before each write that was not synced yet.
 *
 * shim.c notes it in a file mapped into memory, which outlives kill -9; kill9.c puts it
 * back afterwards.  Killing a process alone loses nothing: what it wrote is in the
 * kernel.  Only with this does a kill stand for a power cut.
 */
#ifndef AT_TEST_UNDO_H
#define AT_TEST_UNDO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

enum { UNDO_FILES = 64, UNDO_PATH = 512, UNDO_ROOM = 256 * 1024 * 1024 };

struct undo_log {
	_Atomic uint32_t n_files;
	_Atomic uint64_t used;          /* bytes of entries; an entry counts once it is whole */
	char paths[UNDO_FILES][UNDO_PATH];
	unsigned char entries[];
};

/* One write, or one ftruncate (n bytes cut off). */
struct undo_entry {
	uint64_t bytes;                 /* of this entry, to the next one */
	uint32_t file;                  /* index in paths */
	_Atomic uint32_t synced;
	int64_t offset;
	int64_t old_size;               /* of the whole file */
	uint64_t n, n_old;              /* written; of these, there before */
	unsigned char old[];
};

/* Map the log of `path`, made empty if `fresh`.  NULL when that fails. */
struct undo_log *undo_map(const char *path, bool fresh);
void undo_unmap(struct undo_log *log);

/* Take back what was not synced: all of it, or about half of the writes, as a disk that
 * had begun may do.  Returns how many writes were lost, -1 on failure. */
int undo_apply(struct undo_log *log, struct at_random *random, bool all);

#endif
