/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "media/out.h"
#include "signal/wire.h"

/* Few enough pictures that a reader sees them come, and few system calls. */
enum { ENOUGH_BYTES = 4096 };

struct at_out
at_out_open(struct at_arena *arena, int fd)
{
	struct at_out out = { at_buffer_init(arena), fd };

	at_wire_put_greeting(&out.buffer);
	return out;
}

enum at_status
at_out_step(struct at_out *out, struct at_error *err)
{
	return out->buffer.n_bytes < ENOUGH_BYTES ? AT_OK : at_out_flush(out, err);
}

enum at_status
at_out_flush(struct at_out *out, struct at_error *err)
{
	size_t done = 0;

	while (done < out->buffer.n_bytes) {
		ssize_t n = write(out->fd, out->buffer.bytes + done, out->buffer.n_bytes - done);

		if (n < 0 && errno != EINTR)
			return at_fail(err, AT_IO, "the pipe: %s", strerror(errno));
		if (n > 0)
			done += (size_t)n;
	}
	out->buffer.n_bytes = 0;
	return AT_OK;
}
