/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory with one scope: what it promises, and what happens when there is no more. */
#include <stdalign.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "base/arena.h"

/* The sanitizers end the process on a request they find too large; malloc may say no. */
const char *__asan_default_options(void);
const char *__tsan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

const char *
__tsan_default_options(void)
{
	return "allocator_may_return_null=1";
}

TEST(everything_is_aligned_zeroed_and_apart)
{
	static const size_t sizes[] = { 1, 7, 0, 16, 17, 3000, 8191, 8193, 16384, 100000, 5, 40 };
	unsigned char *got[20 * AT_COUNT(sizes)];
	struct at_arena *arena = at_arena_open();
	size_t n = 0, sum = 0;

	(void)state_;
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < AT_COUNT(sizes); i++) {
			got[n] = at_alloc(arena, sizes[i], 1);
			CHECK((uintptr_t)got[n] % alignof(max_align_t) == 0);
			for (size_t b = 0; b < sizes[i]; b++)
				CHECK(got[n][b] == 0);
			memset(got[n], (int)n & 0xff, sizes[i]);
			n++;
			sum += sizes[i];
		}
	}
	for (size_t i = 0; i < n; i++) {
		size_t size = sizes[i % AT_COUNT(sizes)];

		CHECK(size == 0 || (got[i][0] == (i & 0xff) && got[i][size - 1] == (i & 0xff)));
	}
	CHECK(at_arena_used_bytes(arena) >= sum);
	at_arena_close(arena);
	at_arena_close(NULL);
}

TEST(a_cleared_arena_is_as_new)
{
	struct at_arena *arena = at_arena_open();
	unsigned char *bytes;

	(void)state_;
	memset(at_alloc(arena, 1000, 1), 0xff, 1000);
	at_alloc(arena, 100000, 1);
	at_arena_clear(arena);
	CHECK_INT(0, at_arena_used_bytes(arena));
	bytes = at_alloc(arena, 1000, 1);
	for (int i = 0; i < 1000; i++)
		CHECK(bytes[i] == 0);
	at_arena_close(arena);
}

static char trail[16];
static struct at_arena *deferring;

static void
leave(void *letter)
{
	strncat(trail, letter, 1);
}

static void
leave_and_defer(void *letter)
{
	static char z[] = "z";

	leave(letter);
	at_arena_defer(deferring, leave, z);
}

TEST(deferred_functions_run_once_and_last_first)
{
	static char a[] = "a", b[] = "b", c[] = "c", d[] = "d";

	(void)state_;
	deferring = at_arena_open();
	at_arena_defer(deferring, leave, a);
	at_arena_defer(deferring, leave, b);
	at_arena_defer(deferring, leave, c);
	at_arena_clear(deferring);
	CHECK_TEXT("cba", trail);
	at_arena_defer(deferring, leave, d);
	at_arena_close(deferring);
	CHECK_TEXT("cbad", trail);
}

TEST(a_deferred_function_may_defer)
{
	static char a[] = "a", b[] = "b";

	(void)state_;
	trail[0] = '\0';
	deferring = at_arena_open();
	at_arena_defer(deferring, leave, a);
	at_arena_defer(deferring, leave_and_defer, b);
	at_arena_close(deferring);
	CHECK_TEXT("bza", trail);
}

TEST(texts_are_copied)
{
	struct at_arena *arena = at_arena_open();
	char text[] = "Fjordgata";

	(void)state_;
	CHECK_TEXT("Fjord", at_strndup(arena, text, 5));
	CHECK_TEXT("", at_strndup(arena, NULL, 0));
	CHECK_TEXT("Fjordgata 12", at_printf(arena, "%s %d", text, 12));
	CHECK(at_strdup(arena, text) != text);
	CHECK_TEXT(text, at_strdup(arena, text));
	at_arena_close(arena);
}

TEST(a_list_grows_one_by_one)
{
	struct at_arena *arena = at_arena_open();
	int *up = NULL, *down = NULL;           /* side by side, to find a step too far */

	(void)state_;
	for (int n = 0; n < 1000; n++) {
		up = at_one_more(arena, up, n, sizeof *up);
		down = at_one_more(arena, down, n, sizeof *down);
		up[n] = n;
		down[n] = -n;
	}
	for (int i = 0; i < 1000; i++) {
		CHECK_INT(i, up[i]);
		CHECK_INT(-i, down[i]);
	}
	CHECK(at_arena_used_bytes(arena) < 6 * 1000 * sizeof *up);
	at_arena_close(arena);
}

/* Sizes no machine has, among them some whose sum or product wraps around. */
static const struct { size_t n, size; } too_much[] = {
	{ SIZE_MAX / 4, 1 }, { SIZE_MAX / 2, 2 }, { SIZE_MAX / 2, 4 }, { SIZE_MAX, 1 },
	{ SIZE_MAX - 40, 1 }, { SIZE_MAX - 8192, 1 }, { SIZE_MAX / 16 + 1, 16 },
	{ 3, SIZE_MAX / 2 },
};

/* A function of its own: nothing but what is volatile survives the jump. */
static void
ask_too_much(size_t n, size_t size)
{
	struct at_arena *volatile arena = at_arena_open();
	volatile bool reached = false;

	trail[0] = '\0';
	at_arena_defer(arena, leave, (char[]){ "x" });
	if (setjmp(*at_arena_boundary(arena)) == 0)
		at_alloc(arena, n, size);
	else
		reached = true;
	CHECK(reached);
	CHECK_TEXT("", trail);                  /* the boundary cleans up, not the jump */
	at_arena_close(arena);
	CHECK_TEXT("x", trail);
}

TEST(no_more_memory_leads_to_the_boundary)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(too_much); i++)
		ask_too_much(too_much[i].n, too_much[i].size);
}

TEST(without_a_boundary_the_process_ends_with_70)
{
	int status;
	pid_t child;

	(void)state_;
	fflush(NULL);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		struct at_arena *arena = at_arena_open();

		close(STDERR_FILENO);
		at_alloc(arena, SIZE_MAX / 4, 1);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status));
	CHECK_INT(70, WEXITSTATUS(status));
}

RUN_ALL(
    RUN(everything_is_aligned_zeroed_and_apart),
    RUN(a_cleared_arena_is_as_new),
    RUN(deferred_functions_run_once_and_last_first),
    RUN(a_deferred_function_may_defer),
    RUN(texts_are_copied),
    RUN(a_list_grows_one_by_one),
    RUN(no_more_memory_leads_to_the_boundary),
    RUN(without_a_boundary_the_process_ends_with_70),
)
