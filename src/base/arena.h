/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/arena.h - memory with one scope: a request, a command, a test.
 *
 * A `struct at_arena *` parameter means "the result lives there"; no such
 * parameter means nothing is allocated.  Nothing is freed one by one.
 * Allocation never returns NULL: when memory runs out, at_oom() jumps to the
 * arena's boundary, which closes the arena and answers 503 or exits 70.
 */
#ifndef AT_BASE_ARENA_H
#define AT_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

#include "base/macros.h"

struct at_arena;

/* NULL when memory is out (the only allocation that says so). */
struct at_arena *at_arena_open(void);

/* Run the deferred functions, last first, and free everything.  NULL is fine. */
void at_arena_close(struct at_arena *arena);

/* As close, but the arena can be used again (keeps its first block). */
void at_arena_clear(struct at_arena *arena);

/* Run `fn(ptr)` when the arena is cleared or closed: files, statements, keys. */
void at_arena_defer(struct at_arena *arena, void (*fn)(void *), void *ptr);

/* Where at_oom() goes.  Set once, by the request or command boundary:
 *     if (setjmp(*at_arena_boundary(arena)) != 0) ... out of memory ...
 * Without a boundary the process ends with status 70. */
jmp_buf *at_arena_boundary(struct at_arena *arena);

void at_oom(struct at_arena *arena) AT_NORETURN;

/* `n` zeroed items of `size` bytes, aligned for anything.  n * size is checked. */
void *at_alloc(struct at_arena *arena, size_t n, size_t size);

#define AT_NEW(arena, type, n) ((type *)at_alloc((arena), (n), sizeof(type)))

/* A larger copy of `old` (n_old items kept); the old place is wasted until the end. */
void *at_grow(struct at_arena *arena, const void *old, size_t n_old, size_t n_new, size_t size);

/* A place for one more behind the `n` items there are: `old` itself, or a larger copy
 * whenever n is 0 or a power of two.  Only for items that were all added this way. */
void *at_one_more(struct at_arena *arena, void *old, int n, size_t size);

char *at_strdup(struct at_arena *arena, const char *text);
char *at_strndup(struct at_arena *arena, const char *bytes, size_t n_bytes);
char *at_printf(struct at_arena *arena, const char *format, ...) AT_PRINTF(2, 3);

/* Bytes handed out so far: for tests and for the memory line of the bench. */
size_t at_arena_used_bytes(const struct at_arena *arena);

#endif
