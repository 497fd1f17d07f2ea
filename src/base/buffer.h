/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/buffer.h - bytes that grow in an arena: a page, a text, a packed row. */
#ifndef AT_BASE_BUFFER_H
#define AT_BASE_BUFFER_H

#include <stddef.h>

#include "base/arena.h"

struct at_buffer {
	struct at_arena *arena;
	char *bytes;                    /* always followed by a NUL once anything was added */
	size_t n_bytes, room;
};

/* A buffer in caller's memory; its bytes live in `arena`. */
struct at_buffer at_buffer_init(struct at_arena *arena);

void at_buffer_add(struct at_buffer *buffer, const void *bytes, size_t n_bytes);
void at_buffer_text(struct at_buffer *buffer, const char *text);
void at_buffer_byte(struct at_buffer *buffer, char byte);
void at_buffer_printf(struct at_buffer *buffer, const char *format, ...) AT_PRINTF(2, 3);

/* The text so far, "" when empty. */
const char *at_buffer_string(struct at_buffer *buffer);

#endif
