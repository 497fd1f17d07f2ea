/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

enum { FIRST_ROOM = 256 };

struct at_buffer
at_buffer_init(struct at_arena *arena)
{
	return (struct at_buffer){ .arena = arena };
}

/* Make sure that n_more bytes and a NUL fit. */
static void
reserve(struct at_buffer *buffer, size_t n_more)
{
	size_t room = buffer->room == 0 ? FIRST_ROOM : buffer->room;

	if (n_more >= SIZE_MAX / 2 - buffer->n_bytes)
		at_oom(buffer->arena);
	while (room < buffer->n_bytes + n_more + 1)
		room *= 2;
	if (room == buffer->room)
		return;
	buffer->bytes = at_grow(buffer->arena, buffer->bytes, buffer->n_bytes, room, 1);
	buffer->room = room;
}

void
at_buffer_add(struct at_buffer *buffer, const void *bytes, size_t n_bytes)
{
	reserve(buffer, n_bytes);
	if (n_bytes > 0)
		memcpy(buffer->bytes + buffer->n_bytes, bytes, n_bytes);
	buffer->n_bytes += n_bytes;
	buffer->bytes[buffer->n_bytes] = '\0';
}

void
at_buffer_text(struct at_buffer *buffer, const char *text)
{
	at_buffer_add(buffer, text, strlen(text));
}

void
at_buffer_byte(struct at_buffer *buffer, char byte)
{
	at_buffer_add(buffer, &byte, 1);
}

void
at_buffer_printf(struct at_buffer *buffer, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		at_oom(buffer->arena);
	reserve(buffer, (size_t)n);
	vsnprintf(buffer->bytes + buffer->n_bytes, (size_t)n + 1, format, again);
	va_end(again);
	buffer->n_bytes += (size_t)n;
}

const char *
at_buffer_string(struct at_buffer *buffer)
{
	reserve(buffer, 0);
	buffer->bytes[buffer->n_bytes] = '\0';
	return buffer->bytes;
}
