/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded under a program that is going to be killed: notes in the undo log what each
 * write to a file of ATTUNE_SHIM_FOLDER replaces, until the file is synced.  Shared memory
 * (-shm) is not noted: it is made anew after a crash. */
#define _DEFAULT_SOURCE                 /* syscall() */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "torture/undo.h"

ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t offset);
int ftruncate64(int fd, off_t length);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct undo_log *undo_log;       /* NULL: nothing is noted */
static unsigned n_restarts;             /* how often the log began anew */

static void
give_up(const char *why)
{
	fprintf(stderr, "shim: %s\n", why);
	_exit(99);
}

/* When the program is loaded: later its sandbox lets it open nothing but its own folder.
 * What the shim asks of the kernel after that, the program may ask itself. */
__attribute__((constructor)) static void
map_log(void)
{
	const char *path = getenv("ATTUNE_SHIM_LOG");

	if (path == NULL)
		return;
	undo_log = undo_map(path, false);
	if (undo_log == NULL)
		give_up("no undo log");
}

/* Does this file matter?  Its path is written to `out` if it does. */
static bool
find_path(int fd, char out[UNDO_PATH])
{
	const char *folder = getenv("ATTUNE_SHIM_FOLDER");
	char link[64];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, out, UNDO_PATH - 1);
	if (n < 0 || folder == NULL)
		return false;
	out[n] = '\0';
	return strncmp(out, folder, strlen(folder)) == 0
	    && (n < 4 || strcmp(out + n - 4, "-shm") != 0);
}

/* The file's index in the log, -1 if it is none of ours.  By path each time: the number of
 * a removed file soon belongs to another.  Under the lock. */
static int
find_file(int fd, const struct stat *st)
{
	struct undo_log *log = undo_log;
	char path[UNDO_PATH];

	if (log == NULL || !S_ISREG(st->st_mode))
		return -1;
	if (!find_path(fd, path))
		return -1;
	for (uint32_t i = 0; i < log->n_files; i++)
		if (strcmp(log->paths[i], path) == 0)
			return (int)i;
	if (log->n_files == UNDO_FILES)
		give_up("too many files");
	memcpy(log->paths[log->n_files], path, sizeof path);
	return (int)log->n_files++;
}

/* Before n bytes at `offset` are written or cut off. */
static void
note(int fd, uint64_t n, off_t offset)
{
	struct undo_entry *entry;
	struct stat st;
	int file;

	if (fstat(fd, &st) != 0 || (file = find_file(fd, &st)) < 0)
		return;
	if (undo_log->used + sizeof *entry + n + 8 > UNDO_ROOM - sizeof *undo_log)
		give_up("the undo log is full");
	entry = (struct undo_entry *)(void *)(undo_log->entries + undo_log->used);
	*entry = (struct undo_entry){ .file = (uint32_t)file, .offset = offset,
		.old_size = st.st_size, .n = n };
	if (offset < st.st_size)
		entry->n_old = (uint64_t)(st.st_size - offset) < n
		    ? (uint64_t)(st.st_size - offset) : n;
	/* Through the same descriptor: closing another would drop SQLite's locks. */
	if (pread(fd, entry->old, entry->n_old, offset) != (ssize_t)entry->n_old)
		give_up("what was there cannot be read");
	entry->bytes = (sizeof *entry + entry->n_old + 7) / 8 * 8;
	undo_log->used += entry->bytes;
}

/* All writes up to `until` are on disk; an empty log begins anew. */
static void
note_synced(int fd, uint64_t until)
{
	struct stat st;
	int file;
	bool open_ones = false;

	if (fstat(fd, &st) != 0 || (file = find_file(fd, &st)) < 0)
		return;
	for (uint64_t at = 0; at < undo_log->used;) {
		struct undo_entry *entry = (struct undo_entry *)(void *)(undo_log->entries + at);

		if (at < until && entry->file == (uint32_t)file)
			entry->synced = 1;
		open_ones = open_ones || !entry->synced;
		at += entry->bytes;
	}
	if (!open_ones) {
		undo_log->used = 0;
		n_restarts++;
	}
}

/* What is written while the disk works does not count; nor does what took the place of
 * older entries when the log began anew meanwhile. */
static int
sync_with(long number, int fd)
{
	unsigned restarts;
	uint64_t until;
	int result;

	pthread_mutex_lock(&lock);
	until = undo_log == NULL ? 0 : undo_log->used;
	restarts = n_restarts;
	pthread_mutex_unlock(&lock);
	result = (int)syscall(number, fd);
	pthread_mutex_lock(&lock);
	if (result == 0 && restarts == n_restarts)
		note_synced(fd, until);
	pthread_mutex_unlock(&lock);
	return result;
}

ssize_t
pwrite64(int fd, const void *bytes, size_t n, off_t offset)
{
	ssize_t result;

	pthread_mutex_lock(&lock);
	note(fd, n, offset);
	result = syscall(SYS_pwrite64, fd, bytes, n, offset);
	pthread_mutex_unlock(&lock);
	return result;
}

ssize_t
pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
	return pwrite64(fd, bytes, n, offset);
}

ssize_t
write(int fd, const void *bytes, size_t n)
{
	off_t offset = lseek(fd, 0, SEEK_CUR);
	ssize_t result;

	if (offset < 0)                         /* a pipe or a socket */
		return syscall(SYS_write, fd, bytes, n);
	pthread_mutex_lock(&lock);
	note(fd, n, offset);
	result = syscall(SYS_write, fd, bytes, n);
	pthread_mutex_unlock(&lock);
	return result;
}

int
ftruncate64(int fd, off_t length)
{
	struct stat st;
	int result;

	pthread_mutex_lock(&lock);
	if (fstat(fd, &st) == 0)
		note(fd, st.st_size > length ? (uint64_t)(st.st_size - length) : 0, length);
	result = (int)syscall(SYS_ftruncate, fd, length);
	pthread_mutex_unlock(&lock);
	return result;
}

int
ftruncate(int fd, off_t length)
{
	return ftruncate64(fd, length);
}

int
fsync(int fd)
{
	return sync_with(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return sync_with(SYS_fdatasync, fd);
}
