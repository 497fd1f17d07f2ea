/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdbool.h>
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
