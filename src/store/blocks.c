/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <zlib.h>

#include "store/blocks.h"

static const char magic[] = "attune backup 1\n";

enum { MAGIC = sizeof magic - 1, FRAME = 9, CHECKSUM = 16, MOST = 4 << 20, FAST = 1 };

struct at_blocks {
	struct at_arena *arena;         /* of one block */
	const char *path, *part;        /* part: while it is written; NULL: reading */
	FILE *file;
	unsigned char checksum[CHECKSUM];
	int64_t n;                      /* blocks so far */
	bool kept;
};

static void
put_number(unsigned char *out, size_t n)
{
	for (int i = 0; i < 4; i++)
		out[i] = (unsigned char)(n >> 8 * i);
}

static size_t
get_number(const unsigned char *bytes)
{
	return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16
	    | (size_t)bytes[3] << 24;
}

/* The checksum of the next block, in place. */
static void
chain(struct at_blocks *blocks, const unsigned char *frame, const void *packed, size_t n)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, CHECKSUM);
	crypto_generichash_update(&state, blocks->checksum, CHECKSUM);
	crypto_generichash_update(&state, frame, FRAME);
	crypto_generichash_update(&state, packed, n);
	crypto_generichash_final(&state, blocks->checksum, CHECKSUM);
}

static void
close_blocks(void *ptr)
{
	struct at_blocks *blocks = ptr;

	if (blocks->file != NULL)
		fclose(blocks->file);
	if (blocks->part != NULL && !blocks->kept)
		unlink(blocks->part);
	at_arena_close(blocks->arena);
}

static enum at_status
blocks_new(struct at_arena *arena, const char *path, struct at_blocks **out,
    struct at_error *err)
{
	struct at_blocks *blocks = AT_NEW(arena, struct at_blocks, 1);

	blocks->path = at_strdup(arena, path);
	blocks->arena = at_arena_open();
	if (blocks->arena == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	at_arena_defer(arena, close_blocks, blocks);
	*out = blocks;
	return AT_OK;
}

/* ---- writing ------------------------------------------------------------------------ */

static enum at_status
fail_write(const struct at_blocks *blocks, struct at_error *err)
{
	return at_fail(err, AT_IO, "%s cannot be written: %s. There is no backup; the data is as it"
	    " was.", blocks->path, strerror(errno));
}

/* Whether `fd` is still what has that name: the program that had it locked may have given
 * it its final name meanwhile. */
static bool
has_name(int fd, const char *path)
{
	struct stat open_one, named;

	return fstat(fd, &open_one) == 0 && stat(path, &named) == 0
	    && open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

/* The draft of one program at a time: -1 and EAGAIN while another one has it. */
static int
open_draft(const char *part)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd, failure;

	do {
		fd = open(part, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0)
			return -1;
		if (fcntl(fd, F_SETLK, &whole) == 0) {
			if (has_name(fd, part) && ftruncate(fd, 0) == 0 && fchmod(fd, 0600) == 0)
				return fd;
			failure = has_name(fd, part) ? errno : 0;
		} else {
			failure = errno == EACCES ? EAGAIN : errno;
		}
		close(fd);
	} while (failure == 0);
	errno = failure;
	return -1;
}

enum at_status
at_blocks_make(struct at_arena *arena, const char *path, bool replace, struct at_blocks **out,
    struct at_error *err)
{
	struct at_blocks *blocks;
	const char *part = at_printf(arena, "%s.part", path);
	int fd;
	enum at_status st;

	if (!replace && access(path, F_OK) == 0)
		return at_fail(err, AT_CONFLICT, "%s is there already: give the backup a name of"
		    " its own", path);
	st = blocks_new(arena, path, &blocks, err);
	if (st != AT_OK)
		return st;
	fd = open_draft(part);
	if (fd < 0 && errno == EAGAIN)
		return at_fail(err, AT_BUSY, "another program writes %s just now", path);
	if (fd < 0)
		return fail_write(blocks, err);
	blocks->part = part;
	blocks->file = fdopen(fd, "wb");
	if (blocks->file == NULL || fwrite(magic, 1, MAGIC, blocks->file) != MAGIC)
		return fail_write(blocks, err);
	*out = blocks;
	return AT_OK;
}

enum at_status
at_blocks_put(struct at_blocks *blocks, int kind, const void *bytes, size_t n,
    struct at_error *err)
{
	unsigned char frame[FRAME] = { (unsigned char)kind }, *packed;
	uLongf n_packed = compressBound((uLong)n);

	if (n > MOST)
		return at_fail(err, AT_INVALID, "%s cannot be written: a row of %.1f MB is more"
		    " than a backup takes. There is no backup; the data is as it was.",
		    blocks->path, (double)n / 1e6);
	packed = AT_NEW(blocks->arena, unsigned char, n_packed);
	compress2(packed, &n_packed, bytes, (uLong)n, FAST);
	put_number(frame + 1, n);
	put_number(frame + 5, n_packed);
	chain(blocks, frame, packed, n_packed);
	if (fwrite(frame, 1, FRAME, blocks->file) != FRAME
	    || fwrite(packed, 1, n_packed, blocks->file) != n_packed
	    || fwrite(blocks->checksum, 1, CHECKSUM, blocks->file) != CHECKSUM)
		return fail_write(blocks, err);
	at_arena_clear(blocks->arena);
	return AT_OK;
}

/* The name is on the disk when its folder is. */
static bool
keep_name(const struct at_blocks *blocks)
{
	int folder;
	bool done;

	if (rename(blocks->part, blocks->path) != 0)
		return false;
	folder = open(dirname(at_strdup(blocks->arena, blocks->path)), O_RDONLY | O_CLOEXEC);
	done = folder >= 0 && fsync(folder) == 0;
	if (folder >= 0)
		close(folder);
	if (!done)
		unlink(blocks->path);
	return done;
}

enum at_status
at_blocks_keep(struct at_blocks *blocks, int64_t *out_bytes, struct at_error *err)
{
	if (fflush(blocks->file) != 0 || fsync(fileno(blocks->file)) != 0)
		return fail_write(blocks, err);
	*out_bytes = ftello(blocks->file);
	if (!keep_name(blocks))
		return fail_write(blocks, err);
	blocks->kept = true;
	return AT_OK;
}

/* ---- reading ------------------------------------------------------------------------ */

enum at_status
at_blocks_open(struct at_arena *arena, const char *path, struct at_blocks **out,
    int64_t *out_bytes, struct at_error *err)
{
	struct at_blocks *blocks;
	char start[MAGIC];
	struct stat file;
	enum at_status st = blocks_new(arena, path, &blocks, err);

	if (st != AT_OK)
		return st;
	blocks->file = fopen(path, "rbe");
	if (blocks->file == NULL)
		return at_fail(err, errno == ENOENT ? AT_NOT_FOUND : AT_IO, "%s cannot be read: %s",
		    path, strerror(errno));
	if (fread(start, 1, MAGIC, blocks->file) != MAGIC || memcmp(start, magic, MAGIC) != 0)
		return at_fail(err, AT_CORRUPT, "%s is no backup of attune", path);
	*out_bytes = fstat(fileno(blocks->file), &file) == 0 ? (int64_t)file.st_size : 0;
	*out = blocks;
	return AT_OK;
}

static enum at_status
fail_read(const struct at_blocks *blocks, struct at_error *err)
{
	if (feof(blocks->file))
		return at_fail(err, AT_CORRUPT, "%s is cut off in its block %lld: the end of the"
		    " backup is missing", blocks->path, (long long)blocks->n);
	if (ferror(blocks->file))
		return at_fail(err, AT_IO, "%s cannot be read: %s", blocks->path, strerror(errno));
	return at_fail(err, AT_CORRUPT, "%s was changed or damaged in its block %lld",
	    blocks->path, (long long)blocks->n);
}

static bool
take(struct at_blocks *blocks, void *out, size_t n)
{
	return fread(out, 1, n, blocks->file) == n;
}

enum at_status
at_blocks_next(struct at_blocks *blocks, int *out_kind, const unsigned char **out,
    size_t *out_n, struct at_error *err)
{
	unsigned char frame[FRAME], checksum[CHECKSUM], *packed, *bytes;
	size_t n_packed;
	uLongf n;

	at_arena_clear(blocks->arena);
	blocks->n++;
	if (!take(blocks, frame, FRAME))
		return fail_read(blocks, err);
	n = (uLongf)get_number(frame + 1);
	n_packed = get_number(frame + 5);
	if (n > MOST || n_packed > compressBound(MOST))
		return fail_read(blocks, err);
	packed = AT_NEW(blocks->arena, unsigned char, n_packed + 1);
	bytes = AT_NEW(blocks->arena, unsigned char, n + 1);
	if (!take(blocks, packed, n_packed) || !take(blocks, checksum, CHECKSUM))
		return fail_read(blocks, err);
	chain(blocks, frame, packed, n_packed);
	if (memcmp(checksum, blocks->checksum, CHECKSUM) != 0
	    || uncompress(bytes, &n, packed, (uLong)n_packed) != Z_OK
	    || n != get_number(frame + 1))
		return fail_read(blocks, err);
	if (frame[0] == AT_BLOCK_END && fgetc(blocks->file) != EOF)
		return at_fail(err, AT_CORRUPT, "%s goes on behind its end", blocks->path);
	*out_kind = frame[0];
	*out = bytes;
	*out_n = n;
	return AT_OK;
}
