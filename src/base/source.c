/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/source.h"

static long
read_file(const struct at_source *source, int64_t at, void *into, size_t n)
{
	ssize_t got;

	do
		got = pread(source->fd, into, n, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got;
}

static long
read_memory(const struct at_source *source, int64_t at, void *into, size_t n)
{
	memcpy(into, source->bytes + at, n);
	return (long)n;
}

enum at_status
at_source_of_file(int fd, struct at_source *out, struct at_error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return at_fail(err, AT_IO, "cannot be read: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return at_fail(err, AT_INVALID, "is not a file");
	*out = (struct at_source){ .n_bytes = st.st_size, .read = read_file, .fd = fd };
	return AT_OK;
}

struct at_source
at_source_of_memory(const void *bytes, size_t n_bytes)
{
	return (struct at_source){ .n_bytes = (int64_t)n_bytes, .read = read_memory, .fd = -1,
		.bytes = bytes };
}

long
at_source_read_at(const struct at_source *source, int64_t at, void *into, size_t n)
{
	size_t done = 0;

	if (at < 0 || at >= source->n_bytes)
		return 0;
	if ((uint64_t)n > (uint64_t)(source->n_bytes - at))
		n = (size_t)(source->n_bytes - at);
	while (done < n) {
		long got = source->read(source, at + (int64_t)done, (char *)into + done, n - done);

		if (got < 0)
			return -1;
		if (got == 0)                   /* the file became shorter meanwhile */
			break;
		done += (size_t)got;
	}
	return (long)done;
}
