/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "action/act.h"
#include "action/enter.h"
#include "action/factor_open.h"
#include "action/logins.h"
#include "action/guesses.h"
#include "base/words.h"

enum { PAGE = 50, NETWORK_SHOWN = 4 };  /* bytes of it: enough to tell them apart */

/* ---- who has to wait ------------------------------------------------------------------ */

/* Counts that are not yet forgotten, and so may make somebody wait. */
struct counts {
	struct at_attempt *all;
	int n;
};

static struct at_failures
count_of(const struct counts *counts, const void *key, size_t n_key)
{
	for (int i = 0; i < counts->n; i++)
		if (memcmp(counts->all[i].key, key, n_key) == 0)
			return counts->all[i].failures;
	return (struct at_failures){ 0, 0 };
}

/* At the password and at the code: the ways in that are counted by account. */
enum { WAYS = 2 };

static void
ways_of(struct at_call *call, const struct at_staff *staff, struct at_tries out[WAYS])
{
	at_tries_make(call, "name", staff->handle, NULL, &out[0]);
	at_tries_make(call, "code", at_factor_account(call, staff), NULL, &out[1]);
}

static at_ms
wait_of(struct at_call *call, const struct counts *counts, const struct at_staff *staff)
{
	static const struct at_failures none;
	struct at_tries ways[WAYS];
	at_ms longest = 0;

	ways_of(call, staff, ways);
	for (int i = 0; i < WAYS; i++) {
		at_ms wait = at_delay_wait(count_of(counts, ways[i].account, AT_TOKEN_HASH), none,
		    call->now);

		if (wait > longest)
			longest = wait;
	}
	return longest;
}

static void
fill_waiting(struct at_call *call, const struct counts *counts, const struct at_staff *staff,
    int n, struct at_guesses *out)
{
	out->waiting = AT_NEW(call->arena, struct at_waiting, (size_t)n);
	for (int i = 0; i < n; i++) {
		at_ms wait = staff[i].disabled ? 0 : wait_of(call, counts, &staff[i]);

		if (wait > 0)
			out->waiting[out->n_waiting++] = (struct at_waiting){ staff[i].id,
				staff[i].name, staff[i].handle, wait };
	}
}

/* ---- what was tried ------------------------------------------------------------------- */

static const char *
format_place(struct at_call *call, const struct at_tried_row *row)
{
	char network[2 * AT_TRIED_NETWORK + 1];

	sodium_bin2hex(network, sizeof network, row->network, AT_TRIED_NETWORK);
	return at_printf(call->arena, "%" PRId64 ".%" PRId64 ".%s", row->hour, row->staff,
	    network);
}

static bool
read_place(const char *text, struct at_tried_row *out)
{
	char network[2 * AT_TRIED_NETWORK + 1];
	size_t n = 0;

	return sscanf(text, "%" SCNd64 ".%" SCNd64 ".%16[0-9a-f]", &out->hour, &out->staff, network)
	    == 3 && sodium_hex2bin(out->network, AT_TRIED_NETWORK, network, strlen(network), NULL,
	    &n, NULL) == 0 && n == AT_TRIED_NETWORK;
}

static struct at_guess
line_of(struct at_call *call, const struct counts *counts, const struct at_tried_row *row,
    const struct at_staff *staff, int n)
{
	static const struct at_failures none;
	char network[2 * NETWORK_SHOWN + 1];
	struct at_guess line = { .from = row->hour * AT_HOUR, .tries = row->tries,
		.wait = at_delay_wait(none, count_of(counts, row->network, AT_TRIED_NETWORK),
		call->now) };

	sodium_bin2hex(network, sizeof network, row->network, NETWORK_SHOWN);
	line.network = at_strdup(call->arena, network);
	for (int i = 0; i < n; i++)
		if (staff[i].id == row->staff) {
			line.name = staff[i].name;
			line.handle = staff[i].handle;
		}
	return line;
}

static enum at_status
fill_lines(struct at_call *call, const struct counts *counts, const struct at_tried_row *before,
    const struct at_staff *staff, int n_staff, struct at_guesses *out)
{
	struct at_tried_row *rows;
	int n;
	enum at_status st = at_tried_page(call->arena, at_store_reader(call), call->who->org,
	    before, PAGE + 1, &rows, &n, call->err);

	if (st != AT_OK)
		return st;
	out->n_lines = n > PAGE ? PAGE : n;
	out->older = n > PAGE ? format_place(call, &rows[PAGE - 1]) : NULL;
	out->lines = AT_NEW(call->arena, struct at_guess, (size_t)out->n_lines);
	for (int i = 0; i < out->n_lines; i++)
		out->lines[i] = line_of(call, counts, &rows[i], staff, n_staff);
	return AT_OK;
}

enum at_status
at_action_guesses(struct at_call *call, const char *before, struct at_guesses *out)
{
	struct at_guesses view = { .n_lines = 0 };
	struct at_tried_row place;
	struct counts counts;
	struct at_staff *staff;
	bool first = before == NULL || before[0] == '\0';
	int n;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st == AT_OK && !first && !read_place(before, &place))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call, "The browser sent"
		    " something we cannot read. Nothing was changed."));
	if (st == AT_OK && at_store_reader(call) == NULL)
		st = call->err->status;
	if (st == AT_OK)
		st = at_attempt_list(call->arena, at_store_reader(call),
		    call->now - AT_DELAY_QUIET, &counts.all, &counts.n, call->err);
	if (st == AT_OK)
		st = at_staff_list(call->arena, at_store_reader(call), call->who->org, &staff, &n,
		    call->err);
	if (st == AT_OK)
		st = fill_lines(call, &counts, first ? NULL : &place, staff, n, &view);
	if (st == AT_OK)
		st = at_action_logins_zone(call, &view.zone);
	if (st != AT_OK)
		return st;
	fill_waiting(call, &counts, staff, n, &view);
	*out = view;
	return AT_OK;
}

/* ---- let try again -------------------------------------------------------------------- */

struct letting {
	struct at_tries ways[WAYS];
	struct at_audit_line line;
};

static enum at_status
apply_letting(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct letting *l = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < WAYS && st == AT_OK; i++)
		st = at_tries_right(db, &l->ways[i], err);
	return st == AT_OK ? at_act_append(db, scratch, &l->line, err) : st;
}

enum at_status
at_action_let_try(struct at_call *call, at_id staff)
{
	struct letting job;
	struct at_staff person;
	bool own;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	if (st == AT_OK && at_store_reader(call) == NULL)
		st = call->err->status;
	if (st == AT_OK)
		st = at_staff_load(call->arena, at_store_reader(call), call->who->org, staff,
		    &person, call->err);
	if (st == AT_OK)
		st = at_enter_own_name(call, &person, &own);
	if (st != AT_OK)
		return st;
	if (!own)
		return at_fail(call->err, AT_CONFLICT, "%s", at_tr(call, "This count cannot be "
		    "taken away. The wait ends by itself, after five minutes at the latest."));
	ways_of(call, &person, job.ways);
	job.line = at_act_line(call, "reset", "tries", person.id, 0);
	return at_store_write(call, apply_letting, &job);
}
