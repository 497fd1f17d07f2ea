/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tzrule.h"
#include "base/zone.h"

enum { HEADER_BYTES = 44, DAY_S = 86400, FILE_BYTES_MAX = 256 * 1024 };

struct at_zone {
	const char *name;
	const int64_t *times;           /* when the offset changes, ascending, in seconds */
	const int *offsets;             /* n_times + 1: the first is before all of them */
	size_t n_times;
	bool has_rule;                  /* after the last of `times` */
	struct at_tzrule rule;
};

/* The counts of a TZif header (RFC 8536, 3.1), in the order of the file. */
enum { N_UTC, N_STD, N_LEAP, N_TIME, N_TYPE, N_CHAR, N_COUNTS };

struct block {
	size_t n[N_COUNTS];
	const unsigned char *data;      /* behind the header */
	size_t n_bytes;
};

static int64_t
read_big_endian(const unsigned char *bytes, int n)
{
	uint64_t x = bytes[0] & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < n; i++)
		x = x << 8 | bytes[i];
	return (int64_t)x;
}

/* One header and the size of what follows; `time_bytes` is 4 in the old block. */
static bool
read_block(const unsigned char *bytes, size_t n_bytes, size_t time_bytes, struct block *out)
{
	if (n_bytes < HEADER_BYTES || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
		return false;
	for (int i = 0; i < N_COUNTS; i++) {
		int64_t n = read_big_endian(bytes + 20 + 4 * i, 4);

		if (n < 0 || n > FILE_BYTES_MAX)
			return false;
		out->n[i] = (size_t)n;
	}
	out->data = bytes + HEADER_BYTES;
	out->n_bytes = out->n[N_TIME] * (time_bytes + 1) + out->n[N_TYPE] * 6 + out->n[N_CHAR]
	    + out->n[N_LEAP] * (time_bytes + 4) + out->n[N_STD] + out->n[N_UTC];
	return out->n_bytes <= n_bytes - HEADER_BYTES;
}

/* The offset of one of the block's types; false if no place on earth has it. */
static bool
read_type(const struct block *block, size_t type, int *out_s)
{
	const unsigned char *types = block->data + block->n[N_TIME] * 9;
	int64_t offset;

	if (type >= block->n[N_TYPE])
		return false;
	offset = read_big_endian(types + type * 6, 4);
	if (offset < -DAY_S || offset > DAY_S)
		return false;
	*out_s = (int)offset;
	return true;
}

static bool
read_table(struct at_arena *arena, const struct block *block, struct at_zone *zone)
{
	size_t n = block->n[N_TIME];
	int64_t *times = AT_NEW(arena, int64_t, n);
	int *offsets = AT_NEW(arena, int, n + 1);

	if (block->n[N_LEAP] > 0 || !read_type(block, 0, &offsets[0]))
		return false;                   /* "right/" zones count leap seconds */
	for (size_t i = 0; i < n; i++) {
		times[i] = read_big_endian(block->data + i * 8, 8);
		if (i > 0 && times[i] <= times[i - 1])
			return false;
		if (!read_type(block, block->data[n * 8 + i], &offsets[i + 1]))
			return false;
	}
	zone->times = times;
	zone->offsets = offsets;
	zone->n_times = n;
	return true;
}

/* "\n" rule "\n"; an empty rule means that the last offset stays. */
static bool
read_footer(const unsigned char *bytes, size_t n_bytes, struct at_zone *zone)
{
	const unsigned char *end;

	if (n_bytes < 2 || bytes[0] != '\n')
		return false;
	end = memchr(bytes + 1, '\n', n_bytes - 1);
	if (end == NULL)
		return false;
	zone->has_rule = end > bytes + 1;
	return !zone->has_rule || at_tzrule_parse((const char *)bytes + 1,
	    (size_t)(end - bytes - 1), &zone->rule);
}

static bool
read_zone(struct at_arena *arena, const unsigned char *bytes, size_t n_bytes,
    struct at_zone *zone)
{
	const unsigned char *end = bytes + n_bytes, *second, *footer;
	struct block block;

	if (!read_block(bytes, n_bytes, 4, &block))
		return false;
	second = block.data + block.n_bytes;
	if (!read_block(second, (size_t)(end - second), 8, &block))
		return false;
	footer = block.data + block.n_bytes;
	return read_table(arena, &block, zone)
	    && read_footer(footer, (size_t)(end - footer), zone);
}

enum at_status
at_zone_parse(struct at_arena *arena, const char *name, const unsigned char *bytes,
    size_t n_bytes, const struct at_zone **out, struct at_error *err)
{
	struct at_zone *zone = AT_NEW(arena, struct at_zone, 1);

	if (!read_zone(arena, bytes, n_bytes, zone))
		return at_fail(err, AT_INVALID,
		    "%s: expected a time zone file of version 2 or later", name);
	zone->name = at_strdup(arena, name);
	*out = zone;
	return AT_OK;
}

static bool
name_is_fit(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_+-/";
	size_t n = strlen(name);

	return n > 0 && n < 64 && name[0] != '/' && strspn(name, allowed) == n;
}

/* Up to FILE_BYTES_MAX bytes of a regular file; *out_n is -1 if it is none or larger. */
static const unsigned char *
read_file(struct at_arena *arena, int fd, ssize_t *out_n)
{
	struct stat st;
	unsigned char *bytes;
	size_t n = 0;

	*out_n = -1;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_BYTES_MAX)
		return NULL;
	bytes = at_alloc(arena, (size_t)st.st_size + 1, 1);
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, bytes + n, (size_t)st.st_size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	*out_n = (ssize_t)n;
	return bytes;
}

enum at_status
at_zone_load(struct at_arena *arena, const char *name, const struct at_zone **out,
    struct at_error *err)
{
	char path[128];
	const unsigned char *bytes;
	ssize_t n;
	int fd;

	if (!name_is_fit(name))
		return at_fail(err, AT_NOT_FOUND, "\"%s\" is not the name of a time zone; "
		    "expected one such as Europe/Oslo", name);
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return at_fail(err, AT_NOT_FOUND, "there is no time zone \"%s\" on this machine; "
		    "expected one such as Europe/Oslo (package tzdata)", name);
	bytes = read_file(arena, fd, &n);
	close(fd);
	if (n < 0)
		return at_fail(err, AT_NOT_FOUND, "\"%s\" is not a time zone; expected one such "
		    "as Europe/Oslo", name);
	return at_zone_parse(arena, name, bytes, (size_t)n, out, err);
}

static int64_t
floor_div(int64_t n, int64_t by)
{
	return n >= 0 ? n / by : -((-n + by - 1) / by);
}

static int
offset_at(const struct at_zone *zone, int64_t at_s)
{
	size_t low = 0, high = zone->n_times;

	if (zone->has_rule && (high == 0 || at_s >= zone->times[high - 1]))
		return at_tzrule_offset(&zone->rule, at_s);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->times[middle] <= at_s)
			low = middle + 1;
		else
			high = middle;
	}
	return zone->offsets[low];
}

struct at_local
at_zone_local(const struct at_zone *zone, at_ms at)
{
	int64_t at_s = floor_div(at, AT_SECOND);
	int offset = offset_at(zone, at_s);
	int64_t day = floor_div(at_s + offset, DAY_S);
	int rest = (int)(at_s + offset - day * DAY_S);
	struct at_date date = at_date_of_days(day);

	return (struct at_local){
		.date = date,
		.hour = rest / 3600,
		.minute = rest / 60 % 60,
		.second = rest % 60,
		.weekday = at_date_weekday(date),
		.offset_s = offset,
	};
}

int64_t
at_zone_day(const struct at_zone *zone, at_ms at)
{
	int64_t at_s = floor_div(at, AT_SECOND);

	return floor_div(at_s + offset_at(zone, at_s), DAY_S);
}

/* No place is further than a day from UTC, so that the offsets a day before and a day
 * after are those on both sides of a change.  The earlier instant comes first: in the
 * doubled hour it is the one with the offset of before. */
at_ms
at_zone_instant(const struct at_zone *zone, struct at_date date, int hour, int minute)
{
	int64_t local_s = at_date_days(date) * DAY_S + hour * 3600 + minute * 60;
	int before = offset_at(zone, local_s - DAY_S), after = offset_at(zone, local_s + DAY_S);

	if (before != after && offset_at(zone, local_s - before) != before
	    && offset_at(zone, local_s - after) == after)
		return (local_s - after) * AT_SECOND;
	return (local_s - before) * AT_SECOND;
}

const char *
at_zone_name(const struct at_zone *zone)
{
	return zone->name;
}
