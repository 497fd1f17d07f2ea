/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a power cut would have taken away. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "torture/undo.h"

enum { MOST_ENTRIES = 1 << 18 };

static bool
put_back(const struct undo_log *log, const struct undo_entry *entry, bool all)
{
	static const unsigned char zeros[65536];
	int fd = open(log->paths[entry->file], O_WRONLY | O_CLOEXEC);
	struct stat st;
	size_t n_grown = (size_t)(entry->n - entry->n_old);
	bool done;

	if (fd < 0 && errno == ENOENT)          /* removed since: folders are not taken back */
		return true;
	if (fd < 0 || fstat(fd, &st) != 0)
		return false;
	done = pwrite(fd, entry->old, entry->n_old, entry->offset) == (ssize_t)entry->n_old;
	if (all) {
		done = done && ftruncate(fd, entry->old_size) == 0;
	} else if (entry->offset + (int64_t)entry->n <= st.st_size && n_grown <= sizeof zeros) {
		/* The file may have grown by a later write that was kept: a hole. */
		done = done && pwrite(fd, zeros, n_grown, entry->offset + (off_t)entry->n_old)
		    == (ssize_t)n_grown;
	}
	close(fd);
	return done;
}

int
undo_apply(struct undo_log *log, struct at_random *random, bool all)
{
	static const struct undo_entry *entries[MOST_ENTRIES];
	int n = 0, n_lost = 0;

	for (uint64_t at = 0; at < log->used; at += entries[n - 1]->bytes) {
		if (n == MOST_ENTRIES)
			return -1;
		entries[n++] = (const struct undo_entry *)(void *)(log->entries + at);
	}
	while (n-- > 0) {                       /* the last write first */
		if (entries[n]->synced || (!all && at_random_unit(random) < 0.5))
			continue;
		if (!put_back(log, entries[n], all))
			return -1;
		n_lost++;
	}
	log->used = 0;
	return n_lost;
}
