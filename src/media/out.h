/* SPDX-License-Identifier: GPL-3.0-or-later */
/* media/out.h - records of signal/wire.h on their way down the pipe. */
#ifndef AT_MEDIA_OUT_H
#define AT_MEDIA_OUT_H

#include "base/buffer.h"
#include "base/status.h"

struct at_out {
	struct at_buffer buffer;        /* put records here */
	int fd;
};

/* A pipe whose reader is to see the greeting first. */
struct at_out at_out_open(struct at_arena *arena, int fd);

/* After each record: writes when enough has come together.
 * AT_IO: nobody reads any more. */
enum at_status at_out_step(struct at_out *out, struct at_error *err);

/* Writes all there is. */
enum at_status at_out_flush(struct at_out *out, struct at_error *err);

#endif
