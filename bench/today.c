/* SPDX-License-Identifier: GPL-3.0-or-later */
/* today - how long the server takes for a therapist's day list, in two archives by turns.
 *
 *     today FOLDER COOKIE FOLDER COOKIE [ROUNDS]
 *
 * Both folders were filled by `archive`.  A request goes through the same door as a
 * browser's, without the network.  First the list is asked for when every line of it has to
 * be worked out; then ROUNDS times in each by turns, when nothing has happened meanwhile;
 * then after one client in ten has done something.  Prints milliseconds, the middle of all
 * rounds, and the page's bytes: one line a folder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "action/house.h"
#include "guard/guard.h"
#include "guard/token.h"
#include "store/day.h"
#include "store/people.h"
#include "store/store.h"
#include "web/visit.h"

enum { SIDES = 2, MOST_ROUNDS = 2000, A_TENTH = 5 };

/* One of the archives, opened. */
struct side {
	struct at_web web;
	struct at_store *store;
	const char *cookie;
	struct at_day_line *lines;
	int n_lines;
	at_id org;
	double first_ms, ms[MOST_ROUNDS], after_ms[MOST_ROUNDS];
	size_t n_bytes;
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* One list; how long it took. */
static double
ask(struct side *side, struct at_arena *arena)
{
	struct at_field cookie = { "login", side->cookie, strlen(side->cookie) };
	struct at_request request = { .method = AT_GET, .path = "/today", .peer = "127.0.0.1",
		.cookies = { &cookie, 1 } };
	struct at_response response;
	double begin = now_ms();

	at_arena_clear(arena);
	response = (struct at_response){ .body = at_buffer_init(arena) };
	at_web_handle(&side->web, arena, &request, &response);
	if (response.status != 200) {
		fprintf(stderr, "today: status %d\n", response.status);
		exit(1);
	}
	side->n_bytes = response.body.n_bytes;
	return now_ms() - begin;
}

static enum at_status
apply_touches(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct side *side = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < side->n_lines && st == AT_OK; i += side->n_lines / A_TENTH)
		st = at_day_touch(db, side->org, side->lines[i].client.id, err);
	return st;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
middle(double *ms, int n)
{
	qsort(ms, (size_t)n, sizeof *ms, by_size);
	return ms[n / 2];
}

static enum at_status
open_side(struct at_call *call, const char *folder, const char *cookie, struct side *out)
{
	const struct at_store_options options = { .folder = folder, .serve = true };
	const struct at_key_source key = { .folder = folder };
	unsigned char hash[AT_TOKEN_HASH];
	struct at_login login;
	struct at_db *db;
	enum at_status st = at_store_open(&options, &call->store, call->err);

	if (st == AT_OK)
		st = at_house_open(call->arena, &key, "http://127.0.0.1", call->random,
		    &call->house, call->err);
	if (st != AT_OK || !at_token_hash(cookie, AT_COOKIE_BITS, hash))
		return st;
	db = at_store_reader(call);
	st = at_login_find(call->arena, db, hash, &login, call->err);
	if (st == AT_OK)
		st = at_day_lines(call->arena, db, login.org, login.staff, call->now, &out->lines,
		    &out->n_lines, call->err);
	out->org = login.org;
	out->cookie = cookie;
	out->store = call->store;
	out->web = (struct at_web){ .store = call->store, .house = call->house,
		.now = at_time_now };
	at_store_rest(call);
	return st;
}

static void
measure(struct side sides[SIDES], struct at_call *call, int rounds)
{
	struct at_arena *arena = at_arena_open();

	for (int s = 0; s < SIDES; s++) {
		sides[s].first_ms = ask(&sides[s], arena);
		ask(&sides[s], arena);  /* flags were found: those lines once more */
	}
	for (int i = 0; i < rounds; i++)
		for (int s = 0; s < SIDES; s++)
			sides[s].ms[i] = ask(&sides[s], arena);
	for (int i = 0; i < rounds / 10; i++)
		for (int s = 0; s < SIDES; s++) {
			call->store = sides[s].store;
			if (at_store_write(call, apply_touches, &sides[s]) != AT_OK)
				fprintf(stderr, "today: %s\n", call->err->text);
			sides[s].after_ms[i] = ask(&sides[s], arena);
		}
	at_arena_close(arena);
}

int
main(int argc, char **argv)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { 0 };
	struct at_random random = at_random_kernel();
	struct at_call call = { .arena = arena, .err = &err, .random = &random,
		.now = at_time_now() };
	int rounds = argc > 5 ? atoi(argv[5]) : 300;
	struct side *sides;
	enum at_status st;

	if (arena == NULL || argc < 5 || rounds < 10 || rounds > MOST_ROUNDS) {
		fputs("usage: today FOLDER COOKIE FOLDER COOKIE [ROUNDS]\n", stderr);
		return 2;
	}
	sides = AT_NEW(arena, struct side, SIDES);
	st = at_guard_start(&err);
	for (int s = 0; s < SIDES && st == AT_OK; s++)
		st = open_side(&call, argv[1 + 2 * s], argv[2 + 2 * s], &sides[s]);
	if (st != AT_OK) {
		fprintf(stderr, "today: %s\n", err.text);
		return 1;
	}
	measure(sides, &call, rounds);
	for (int s = 0; s < SIDES; s++) {
		printf("%.3f %.3f %.3f %zu\n", middle(sides[s].ms, rounds),
		    middle(sides[s].after_ms, rounds / 10), sides[s].first_ms,
		    sides[s].n_bytes);
		at_store_close(sides[s].store);
	}
	at_arena_close(arena);
	return 0;
}
