/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/gzip.h"
#include "store/whole.h"

enum { OUT_BYTES = 256 << 10 };

struct at_whole_file {
	struct at_whole_file *next;
	const char *path, *part;
	int fd;                         /* -1: finished */
	bool kept;
	struct at_gzip *gzip;           /* NULL: it is written as it is */
	unsigned char *out;             /* what waits to be written */
	size_t n_out;
	int64_t n_bytes;
	crypto_hash_sha256_state hash;
};

struct at_whole {
	struct at_arena *arena;
	struct at_whole_file *files;    /* the newest first */
	const char *folder, *part;      /* NULL: none */
	bool kept;
};

static enum at_status
fail(const char *path, struct at_error *err)
{
	return at_fail(err, AT_IO, "%s cannot be written: %s. Nothing was kept.", path,
	    strerror(errno));
}

static enum at_status
refuse(const char *path, struct at_error *err)
{
	return at_fail(err, AT_CONFLICT, "%s is there already: give it a name of its own", path);
}

static enum at_status
refuse_part(const char *part, struct at_error *err)
{
	return at_fail(err, AT_CONFLICT, "%s is in the way: somebody writes this just now, or was"
	    " interrupted; if nobody does, remove it", part);
}

static void
drop_file(struct at_whole_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	if (!file->kept)
		unlink(file->part);
}

static void
drop(void *ptr)
{
	struct at_whole *whole = ptr;

	if (whole->folder != NULL && whole->kept)
		return;
	for (struct at_whole_file *file = whole->files; file != NULL; file = file->next)
		drop_file(file);
	if (whole->part != NULL)
		rmdir(whole->part);
}

static enum at_status
begin_folder(struct at_whole *whole, const char *folder, struct at_error *err)
{
	size_t n = strlen(folder);

	while (n > 1 && folder[n - 1] == '/')
		n--;
	whole->folder = at_strndup(whole->arena, folder, n);
	whole->part = at_printf(whole->arena, "%s.part", whole->folder);
	if (access(whole->folder, F_OK) == 0)
		return refuse(whole->folder, err);
	if (mkdir(whole->part, 0700) == 0)
		return AT_OK;
	return errno == EEXIST ? refuse_part(whole->part, err) : fail(whole->folder, err);
}

enum at_status
at_whole_begin(struct at_arena *arena, const char *folder, struct at_whole **out,
    struct at_error *err)
{
	struct at_whole *whole = AT_NEW(arena, struct at_whole, 1);
	enum at_status st = AT_OK;

	whole->arena = arena;
	if (folder != NULL)
		st = begin_folder(whole, folder, err);
	if (st != AT_OK)
		return st;
	at_arena_defer(arena, drop, whole);
	*out = whole;
	return AT_OK;
}

/* ---- bytes -------------------------------------------------------------------------- */

static enum at_status
flush(struct at_whole_file *file, struct at_error *err)
{
	crypto_hash_sha256_update(&file->hash, file->out, file->n_out);
	for (size_t done = 0; done < file->n_out; ) {
		ssize_t n = write(file->fd, file->out + done, file->n_out - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(file->path, err);
		done += (size_t)n;
	}
	file->n_bytes += (int64_t)file->n_out;
	file->n_out = 0;
	return AT_OK;
}

/* What is written, as it is. */
static enum at_status
put_plain(void *ptr, const void *bytes, size_t n_bytes, struct at_error *err)
{
	struct at_whole_file *file = ptr;
	const char *from = bytes;
	enum at_status st = AT_OK;

	while (n_bytes > 0 && st == AT_OK) {
		size_t room = OUT_BYTES - file->n_out, n = n_bytes < room ? n_bytes : room;

		memcpy(file->out + file->n_out, from, n);
		file->n_out += n;
		if (file->n_out == OUT_BYTES)
			st = flush(file, err);
		from += n;
		n_bytes -= n;
	}
	return st;
}

enum at_status
at_whole_add(struct at_whole *whole, const char *path, struct at_whole_file **out,
    struct at_error *err)
{
	struct at_whole_file *file = AT_NEW(whole->arena, struct at_whole_file, 1);
	size_t n = strlen(path);

	file->path = at_strdup(whole->arena, path);
	file->part = whole->folder != NULL ? at_printf(whole->arena, "%s/%s", whole->part, path)
	    : at_printf(whole->arena, "%s.part", path);
	if (whole->folder == NULL && access(path, F_OK) == 0)
		return refuse(path, err);
	file->fd = open(file->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return errno == EEXIST ? refuse_part(file->part, err) : fail(path, err);
	file->next = whole->files;
	whole->files = file;
	file->out = AT_NEW(whole->arena, unsigned char, OUT_BYTES);
	crypto_hash_sha256_init(&file->hash);
	*out = file;
	if (n <= 3 || strcmp(path + n - 3, ".gz") != 0)
		return AT_OK;
	return at_gzip_open(whole->arena, put_plain, file, &file->gzip, err);
}

enum at_status
at_whole_put(struct at_whole_file *file, const void *bytes, size_t n_bytes,
    struct at_error *err)
{
	assert(file->fd >= 0);
	return file->gzip != NULL ? at_gzip_write(file->gzip, bytes, n_bytes, err)
	    : put_plain(file, bytes, n_bytes, err);
}

enum at_status
at_whole_finish(struct at_whole_file *file, struct at_whole_sum *out, struct at_error *err)
{
	const char *slash = strrchr(file->path, '/');
	unsigned char hash[crypto_hash_sha256_BYTES];
	enum at_status st = file->gzip == NULL ? AT_OK : at_gzip_end(file->gzip, err);
	int fd = file->fd;

	if (st == AT_OK)
		st = flush(file, err);
	if (st != AT_OK)
		return st;
	if (fsync(fd) != 0)
		return fail(file->path, err);
	file->fd = -1;
	if (close(fd) != 0)
		return fail(file->path, err);
	crypto_hash_sha256_final(&file->hash, hash);
	out->name = slash == NULL ? file->path : slash + 1;
	out->n_bytes = file->n_bytes;
	sodium_bin2hex(out->sha256, sizeof out->sha256, hash, sizeof hash);
	return AT_OK;
}

/* ---- names -------------------------------------------------------------------------- */

/* A name is on the disk when its folder is. */
static bool
settle_name(struct at_arena *arena, const char *path)
{
	int fd = open(dirname(at_strdup(arena, path)), O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

/* rename() would write over what has come there meanwhile. */
static bool
take_name(const char *part, const char *path)
{
	if (access(path, F_OK) == 0) {
		errno = EEXIST;
		return false;
	}
	return rename(part, path) == 0;
}

static enum at_status
keep_folder(struct at_whole *whole, struct at_error *err)
{
	const char *inside = at_printf(whole->arena, "%s/.", whole->part);

	if (!settle_name(whole->arena, inside) || !take_name(whole->part, whole->folder))
		return fail(whole->folder, err);
	whole->kept = settle_name(whole->arena, whole->folder);
	if (whole->kept)
		return AT_OK;
	fail(whole->folder, err);
	rename(whole->folder, whole->part);     /* from where it is taken away */
	return AT_IO;
}

enum at_status
at_whole_keep(struct at_whole *whole, struct at_error *err)
{
	struct at_whole_file *file = whole->files;

	if (whole->folder != NULL)
		return keep_folder(whole, err);
	for (; file != NULL; file = file->next) {
		assert(file->fd < 0);
		file->kept = take_name(file->part, file->path);
		if (!file->kept || !settle_name(whole->arena, file->path))
			break;
	}
	if (file == NULL)
		return AT_OK;
	fail(file->path, err);
	for (file = whole->files; file != NULL; file = file->next)
		if (file->kept)
			unlink(file->path);
	return AT_IO;
}
