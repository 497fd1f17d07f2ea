/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Requests live in one or two blocks; a large result gets a block of its own. */
enum { BLOCK_BYTES = 16 * 1024 };

struct block {
	struct block *next;             /* the block filled before this one */
	size_t room, used;              /* bytes behind the header */
	alignas(max_align_t) unsigned char bytes[];
};

struct defer {
	struct defer *next;
	void (*fn)(void *);
	void *ptr;
};

struct at_arena {
	struct block *block;
	struct defer *defers;
	size_t used_bytes;
	bool bounded;
	jmp_buf boundary;
};

static struct block *
block_make(size_t room, struct block *next)
{
	struct block *block;

	if (room > SIZE_MAX - sizeof *block)
		return NULL;
	block = malloc(sizeof *block + room);
	if (block == NULL)
		return NULL;
	block->next = next;
	block->room = room;
	block->used = 0;
	return block;
}

struct at_arena *
at_arena_open(void)
{
	struct at_arena *arena = calloc(1, sizeof *arena);

	if (arena == NULL)
		return NULL;
	arena->block = block_make(BLOCK_BYTES, NULL);
	if (arena->block == NULL) {
		free(arena);
		return NULL;
	}
	return arena;
}

/* The list is unhooked before it runs, so that a deferred function may defer. */
static void
run_defers(struct at_arena *arena)
{
	while (arena->defers != NULL) {
		struct defer *defer = arena->defers;

		arena->defers = defer->next;
		defer->fn(defer->ptr);
	}
}

void
at_arena_clear(struct at_arena *arena)
{
	run_defers(arena);
	while (arena->block->next != NULL) {
		struct block *next = arena->block->next;

		free(arena->block);
		arena->block = next;
	}
	arena->block->used = 0;
	arena->used_bytes = 0;
}

void
at_arena_close(struct at_arena *arena)
{
	if (arena == NULL)
		return;
	at_arena_clear(arena);
	free(arena->block);
	free(arena);
}

void
at_arena_defer(struct at_arena *arena, void (*fn)(void *), void *ptr)
{
	struct defer *defer = AT_NEW(arena, struct defer, 1);

	defer->fn = fn;
	defer->ptr = ptr;
	defer->next = arena->defers;
	arena->defers = defer;
}

jmp_buf *
at_arena_boundary(struct at_arena *arena)
{
	arena->bounded = true;
	return &arena->boundary;
}

void
at_oom(struct at_arena *arena)
{
	if (arena->bounded)
		longjmp(arena->boundary, 1);
	fputs("attune: out of memory\n", stderr);
	_Exit(70);
}

void *
at_alloc(struct at_arena *arena, size_t n, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->block;
	size_t bytes;
	void *got;

	if (size != 0 && n > SIZE_MAX / 2 / size)
		at_oom(arena);          /* half, so that no sum below can wrap */
	bytes = (n * size + align - 1) / align * align;
	if (bytes > block->room - block->used) {
		block = block_make(bytes > BLOCK_BYTES / 2 ? bytes + BLOCK_BYTES / 2 : BLOCK_BYTES,
		    block);
		if (block == NULL)
			at_oom(arena);
		arena->block = block;
	}
	got = block->bytes + block->used;
	block->used += bytes;
	arena->used_bytes += bytes;
	return memset(got, 0, bytes);
}

void *
at_grow(struct at_arena *arena, const void *old, size_t n_old, size_t n_new, size_t size)
{
	void *got = at_alloc(arena, n_new, size);

	if (n_old > 0)
		memcpy(got, old, n_old * size);
	return got;
}

void *
at_one_more(struct at_arena *arena, void *old, int n, size_t size)
{
	if (n > 0 && (n & (n - 1)) != 0)
		return old;
	return at_grow(arena, old, (size_t)n, n == 0 ? 1 : (size_t)n * 2, size);
}

char *
at_strndup(struct at_arena *arena, const char *bytes, size_t n_bytes)
{
	char *got;

	if (n_bytes == SIZE_MAX)
		at_oom(arena);
	got = at_alloc(arena, n_bytes + 1, 1);
	if (n_bytes > 0)
		memcpy(got, bytes, n_bytes);
	return got;
}

char *
at_strdup(struct at_arena *arena, const char *text)
{
	return at_strndup(arena, text, strlen(text));
}

char *
at_printf(struct at_arena *arena, const char *format, ...)
{
	va_list args, again;
	char *got;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		at_oom(arena);
	got = at_alloc(arena, (size_t)n + 1, 1);
	vsnprintf(got, (size_t)n + 1, format, again);
	va_end(again);
	return got;
}

size_t
at_arena_used_bytes(const struct at_arena *arena)
{
	return arena->used_bytes;
}
