/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _XOPEN_SOURCE 700               /* realpath() */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"

static void
close_file(void *file)
{
	fclose(file);
}

static void
close_folder(void *folder)
{
	closedir(folder);
}

enum at_status
at_file_read(struct at_arena *arena, const char *path, size_t most, const char **out,
    size_t *out_n, struct at_error *err)
{
	bool typed = strcmp(path, "-") == 0;
	const char *name = typed ? "standard input" : path;
	FILE *file = typed ? stdin : fopen(path, "rb");
	struct at_buffer all = at_buffer_init(arena);
	char part[16 * 1024];
	size_t n;

	if (file == NULL)
		return at_fail(err, errno == ENOENT ? AT_NOT_FOUND : AT_IO,
		    "%s cannot be opened: %s", name, strerror(errno));
	if (!typed)
		at_arena_defer(arena, close_file, file);
	while ((n = fread(part, 1, sizeof part, file)) > 0) {
		if (n > most - all.n_bytes)
			return at_fail(err, AT_INVALID, "%s is larger than %zu bytes", name, most);
		at_buffer_add(&all, part, n);
	}
	if (ferror(file))
		return at_fail(err, AT_IO, "%s cannot be read: %s", name, strerror(errno));
	*out = at_buffer_string(&all);
	*out_n = all.n_bytes;
	return AT_OK;
}

static bool
ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), n_suffix = strlen(suffix);

	return n > n_suffix && strcmp(name + n - n_suffix, suffix) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum at_status
at_file_names(struct at_arena *arena, const char *folder, const char *suffix,
    const char *const **out, int *out_n, struct at_error *err)
{
	DIR *dir = opendir(folder);
	const char **names = NULL;
	const struct dirent *entry;
	size_t n = 0, room = 0;

	*out = NULL;
	*out_n = 0;
	if (dir == NULL)
		return errno == ENOENT ? AT_OK : at_fail(err, AT_IO, "%s cannot be opened: %s",
		    folder, strerror(errno));
	at_arena_defer(arena, close_folder, dir);
	while ((entry = readdir(dir)) != NULL) {
		if (!ends_in(entry->d_name, suffix))
			continue;
		if (n == room) {
			room = room == 0 ? 16 : 2 * room;
			names = at_grow(arena, names, n, room, sizeof *names);
		}
		names[n++] = at_strdup(arena, entry->d_name);
	}
	if (n > 0)
		qsort(names, n, sizeof *names, by_name);
	*out = names;
	*out_n = (int)n;
	return AT_OK;
}

static bool
write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, bytes, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		bytes += put;
		n -= (size_t)put;
	}
	return true;
}

enum at_status
at_file_make(const char *path, const void *bytes, size_t n_bytes, struct at_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool done;

	if (fd < 0)
		return at_fail(err, errno == EEXIST ? AT_CONFLICT : AT_IO, "%s cannot be made: %s",
		    path, strerror(errno));
	done = write_all(fd, bytes, n_bytes) && fsync(fd) == 0;
	if (!done)
		at_fail(err, AT_IO, "%s cannot be written: %s", path, strerror(errno));
	close(fd);
	if (!done)
		unlink(path);
	return done ? AT_OK : AT_IO;
}

enum at_status
at_file_absolute(struct at_arena *arena, const char *path, const char **out,
    struct at_error *err)
{
	const char *folder = dirname(at_strdup(arena, path));
	const char *name = basename(at_strdup(arena, path));
	char real[PATH_MAX];

	if (realpath(folder, real) == NULL)
		return at_fail(err, AT_NOT_FOUND, "%s: %s", folder, strerror(errno));
	*out = at_printf(arena, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
	return AT_OK;
}
