/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the shim and by kill9. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "torture/undo.h"

struct undo_log *
undo_map(const char *path, bool fresh)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | (fresh ? O_TRUNC : 0), 0600);
	void *map = MAP_FAILED;

	/* Sparse: only what is used exists. */
	if (fd >= 0 && (!fresh || ftruncate(fd, UNDO_ROOM) == 0))
		map = mmap(NULL, UNDO_ROOM, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	return map == MAP_FAILED ? NULL : map;
}

void
undo_unmap(struct undo_log *log)
{
	munmap(log, UNDO_ROOM);
}
