/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/gzip.h"

enum { PIECE = 64 * 1024, GZIP_WINDOW = 15 + 16 };      /* zlib: 16 more means gzip alone */

struct at_gunzip {
	const char *name;
	int fd;
	bool packed;
	bool inside;                    /* a member has begun and not ended */
	bool at_end;                    /* of the file */
	z_stream stream;
	unsigned char piece[PIECE];
};

static void
end(void *gunzip)
{
	inflateEnd(&((struct at_gunzip *)gunzip)->stream);
}

/* The next piece of the file behind what is left of the last one. */
static enum at_status
fill(struct at_gunzip *g, struct at_error *err)
{
	size_t kept = g->stream.avail_in;
	ssize_t n;

	if (kept > 0)
		memmove(g->piece, g->stream.next_in, kept);
	g->stream.next_in = g->piece;
	do
		n = read(g->fd, g->piece + kept, PIECE - kept);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return at_fail(err, AT_IO, "%s cannot be read: %s", g->name, strerror(errno));
	g->at_end = n == 0;
	g->stream.avail_in += (unsigned)n;
	return AT_OK;
}

enum at_status
at_gunzip_open(struct at_arena *arena, const char *name, int fd, struct at_gunzip **out,
    struct at_error *err)
{
	struct at_gunzip *g = AT_NEW(arena, struct at_gunzip, 1);
	enum at_status st = AT_OK;

	g->name = at_strdup(arena, name);
	g->fd = fd;
	while (st == AT_OK && g->stream.avail_in < 2 && !g->at_end)
		st = fill(g, err);
	if (st != AT_OK)
		return st;
	g->packed = g->stream.avail_in >= 2 && g->piece[0] == 0x1f && g->piece[1] == 0x8b;
	if (g->packed) {
		if (inflateInit2(&g->stream, GZIP_WINDOW) != Z_OK)
			at_oom(arena);
		at_arena_defer(arena, end, g);
	}
	*out = g;
	return AT_OK;
}

static size_t
copy(struct at_gunzip *g, void *into, size_t room)
{
	size_t n = g->stream.avail_in < room ? g->stream.avail_in : room;

	memcpy(into, g->stream.next_in, n);
	g->stream.next_in += n;
	g->stream.avail_in -= (unsigned)n;
	return n;
}

/* One step of unpacking; members may follow each other, as `cat a.gz b.gz` has them. */
static enum at_status
unpack(struct at_gunzip *g, struct at_error *err)
{
	int said;

	g->inside = true;
	said = inflate(&g->stream, Z_NO_FLUSH);
	if (said == Z_STREAM_END) {
		g->inside = false;
		return inflateReset(&g->stream) == Z_OK ? AT_OK
		    : at_fail(err, AT_INVALID, "%s: cannot be unpacked", g->name);
	}
	if (said == Z_OK || said == Z_BUF_ERROR)
		return AT_OK;
	return at_fail(err, AT_INVALID, "%s: this gzip file is damaged", g->name);
}

enum at_status
at_gunzip_read(void *gunzip, void *into, size_t room, size_t *out_n, struct at_error *err)
{
	struct at_gunzip *g = gunzip;
	unsigned most = room > PIECE ? PIECE : (unsigned)room;
	enum at_status st = AT_OK;

	*out_n = 0;
	while (st == AT_OK && *out_n == 0) {
		if (g->stream.avail_in == 0 && !g->at_end)
			st = fill(g, err);
		if (st != AT_OK || (g->stream.avail_in == 0 && !g->inside))
			break;
		if (!g->packed) {
			*out_n = copy(g, into, room);
			break;
		}
		g->stream.next_out = into;
		g->stream.avail_out = most;
		st = unpack(g, err);
		*out_n = most - g->stream.avail_out;
		if (st == AT_OK && *out_n == 0 && g->inside && g->at_end)
			return at_fail(err, AT_INVALID, "%s: this gzip file is cut short", g->name);
	}
	return st;
}

/* ---- writing -------------------------------------------------------------------------- */

struct at_gzip {
	at_gzip_sink *sink;
	void *ptr;
	z_stream stream;
	unsigned char piece[PIECE];
};

static void
end_writing(void *gzip)
{
	deflateEnd(&((struct at_gzip *)gzip)->stream);
}

static void
make_room(struct at_gzip *g)
{
	g->stream.next_out = g->piece;
	g->stream.avail_out = PIECE;
}

enum at_status
at_gzip_open(struct at_arena *arena, at_gzip_sink *sink, void *ptr, struct at_gzip **out,
    struct at_error *err)
{
	struct at_gzip *g = AT_NEW(arena, struct at_gzip, 1);

	g->sink = sink;
	g->ptr = ptr;
	make_room(g);
	if (deflateInit2(&g->stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	at_arena_defer(arena, end_writing, g);
	*out = g;
	return AT_OK;
}

static enum at_status
pass_on(struct at_gzip *g, struct at_error *err)
{
	enum at_status st = g->sink(g->ptr, g->piece, PIECE - g->stream.avail_out, err);

	make_room(g);
	return st;
}

enum at_status
at_gzip_write(struct at_gzip *g, const void *bytes, size_t n_bytes, struct at_error *err)
{
	enum at_status st = AT_OK;

	assert(n_bytes <= UINT_MAX);
	g->stream.next_in = (z_const Bytef *)(uintptr_t)bytes;
	g->stream.avail_in = (unsigned)n_bytes;
	while (g->stream.avail_in > 0 && st == AT_OK) {
		deflate(&g->stream, Z_NO_FLUSH);
		if (g->stream.avail_out == 0)
			st = pass_on(g, err);
	}
	return st;
}

enum at_status
at_gzip_end(struct at_gzip *g, struct at_error *err)
{
	enum at_status st = AT_OK;
	int code = Z_OK;

	while (code != Z_STREAM_END && st == AT_OK) {
		code = deflate(&g->stream, Z_FINISH);
		st = pass_on(g, err);
	}
	return st;
}
