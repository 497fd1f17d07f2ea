/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed files are read as if they were not; damaged ones say so. */
#include <unistd.h>
#include <zlib.h>

#include "check.h"
#include "base/csv.h"
#include "base/gzip.h"

enum { MOST = 1 << 20 };

static struct at_arena *arena;
static struct at_error err;

static void
begin(void)
{
	arena = at_arena_open();
	err = (struct at_error){ .status = AT_OK };
}

/* One gzip member around some bytes, behind those that are there. */
static void
pack(struct at_buffer *out, const char *bytes, size_t n)
{
	unsigned char *room = at_alloc(arena, n + 100, 1);
	z_stream z = { .next_in = (unsigned char *)at_strndup(arena, bytes, n),
		.avail_in = (unsigned)n, .next_out = room, .avail_out = (unsigned)n + 100 };

	CHECK_INT(Z_OK, deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY));
	CHECK_INT(Z_STREAM_END, deflate(&z, Z_FINISH));
	at_buffer_add(out, room, z.total_out);
	deflateEnd(&z);
}

static int
file_of(const char *bytes, size_t n)
{
	FILE *file = tmpfile();
	int fd = dup(fileno(file));

	CHECK(write(fd, bytes, n) == (ssize_t)n);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	fclose(file);
	return fd;
}

/* All of it in pieces of at most `room`. */
static enum at_status
read_all(const char *bytes, size_t n, size_t room, struct at_buffer *out)
{
	char piece[MOST >> 4];
	int fd = file_of(bytes, n);
	struct at_gunzip *g;
	size_t got = 1;
	enum at_status st;

	err = (struct at_error){ .status = AT_OK };
	st = at_gunzip_open(arena, "a.gz", fd, &g, &err);

	*out = at_buffer_init(arena);
	while (st == AT_OK && got > 0) {
		st = at_gunzip_read(g, piece, room, &got, &err);
		if (st == AT_OK)
			at_buffer_add(out, piece, got);
	}
	close(fd);
	return st;
}

static char *
much(size_t n)
{
	char *bytes = at_alloc(arena, n, 1);

	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)('a' + i * i / 7 % 26);
	return bytes;
}

TEST(what_is_packed_and_what_is_not_read_alike)
{
	static const size_t rooms[] = { 1, 7, 4096, MOST >> 4 };
	struct at_buffer packed, got;
	char *bytes;

	(void)state_;
	begin();
	bytes = much(MOST / 4);
	packed = at_buffer_init(arena);
	pack(&packed, bytes, 100000);
	pack(&packed, bytes + 100000, MOST / 4 - 100000);
	for (size_t i = 0; i < AT_COUNT(rooms); i++) {
		CHECK_INT(AT_OK, read_all(packed.bytes, packed.n_bytes, rooms[i], &got));
		CHECK_INT(MOST / 4, got.n_bytes);
		CHECK(memcmp(bytes, got.bytes, got.n_bytes) == 0);
		CHECK_INT(AT_OK, read_all(bytes, MOST / 4, rooms[i], &got));
		CHECK_INT(MOST / 4, got.n_bytes);
		CHECK(memcmp(bytes, got.bytes, got.n_bytes) == 0);
	}
	CHECK_INT(AT_OK, read_all("", 0, 7, &got));
	CHECK_INT(0, got.n_bytes);
	at_arena_close(arena);
}

TEST(a_file_cut_anywhere_or_damaged_is_refused)
{
	struct at_buffer packed, got;

	(void)state_;
	begin();
	packed = at_buffer_init(arena);
	pack(&packed, much(300), 300);
	for (size_t n = 2; n < packed.n_bytes; n++) {
		CHECK_INT(AT_INVALID, read_all(packed.bytes, n, 7, &got));
		CHECK_TEXT("a.gz: this gzip file is cut short", err.text);
	}
	packed.bytes[packed.n_bytes - 6] ^= 1;          /* the checksum */
	CHECK_INT(AT_INVALID, read_all(packed.bytes, packed.n_bytes, 7, &got));
	CHECK_TEXT("a.gz: this gzip file is damaged", err.text);
	at_arena_close(arena);
}

TEST(a_table_may_be_packed)
{
	struct at_csv_source source = { .name = "a.csv.gz", .read = at_gunzip_read };
	struct at_buffer packed;
	struct at_gunzip *g;
	struct at_csv *csv;
	bool any;
	int fd;

	(void)state_;
	begin();
	packed = at_buffer_init(arena);
	pack(&packed, "a,b\n1,2\n", 8);
	fd = file_of(packed.bytes, packed.n_bytes);
	CHECK_INT(AT_OK, at_gunzip_open(arena, "a.csv.gz", fd, &g, &err));
	source.from = g;
	CHECK_INT(AT_OK, at_csv_open(arena, &source, &csv, &err));
	CHECK_INT(AT_OK, at_csv_next(csv, &any, &err));
	CHECK_TEXT("2", at_csv_field(csv, 1)->text);
	CHECK_INT(AT_OK, at_csv_next(csv, &any, &err));
	CHECK(!any);
	CHECK_INT(AT_IO, at_csv_rewind(csv, &err));
	close(fd);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(what_is_packed_and_what_is_not_read_alike),
	RUN(a_file_cut_anywhere_or_damaged_is_refused),
	RUN(a_table_may_be_packed),
)
