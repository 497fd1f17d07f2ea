/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "action/act.h"
#include "action/trail.h"
#include "base/words.h"

enum { PAGE = 50 };

const struct at_trail_kind at_trail_kinds[] = {
	{ "looks", AT_TEXT("Looks"), { "view", "search" }, { NULL } },
	{ "forms", AT_TEXT("Forms and answers"), { NULL }, { "form", "answer" } },
	{ "safety", AT_TEXT("Safety answers"), { NULL }, { "alert" } },
	{ "records", AT_TEXT("Erased, held, restricted"), { "erase", "set", "lift" }, { NULL } },
	{ "files", AT_TEXT("Exports, imports, backups"), { "export", "import" }, { "backup",
	    "job" } },
	{ "ways-in", AT_TEXT("Links and own pages"), { NULL }, { "link", "own-page" } },
	{ "sign-in", AT_TEXT("Signing in"), { "reset" }, { "login", "one-time-link",
	    "second-factor", "recovery-codes" } },
	{ "therapy", AT_TEXT("Therapy and plan"), { "change-therapist", "end", "add" },
	    { "session", "plan", "cards" } },
	{ "consents", AT_TEXT("What was agreed to"), { "consent", "withdraw" },
	    { "measuring", "consent" } },
	{ "clinic", AT_TEXT("Setting up the clinic"), { NULL },
	    { "settings", "site", "staff", "wording" } },
};
const int at_n_trail_kinds = (int)AT_COUNT(at_trail_kinds);

static bool
is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static enum at_status
fail_unread(struct at_call *call, const char *what)
{
	return at_fail(call->err, AT_INVALID, "%s", what);
}

/* Midnight at the beginning of a day, so many days later. */
static bool
read_day(const struct at_zone *zone, const char *text, int later, at_ms *out)
{
	struct at_date date;

	if (!is_given(text))
		return true;
	if (!at_date_parse(text, &date))
		return false;
	*out = at_zone_instant(zone, at_date_of_days(at_date_days(date) + later), 0, 0);
	return true;
}

static bool
read_kind(const char *key, struct at_trail_query *out)
{
	if (!is_given(key))
		return true;
	for (int i = 0; i < at_n_trail_kinds; i++) {
		if (strcmp(at_trail_kinds[i].key, key) != 0)
			continue;
		memcpy(out->verbs, at_trail_kinds[i].verbs, sizeof out->verbs);
		memcpy(out->resources, at_trail_kinds[i].resources, sizeof out->resources);
		return true;
	}
	return false;
}

static bool
read_place(const char *text, struct at_trail_place *out)
{
	return !is_given(text) || sscanf(text, "%" SCNd64 ".%d.%" SCNd64, &out->at, &out->node,
	    &out->seq) == 3;
}

static enum at_status
read_ask(struct at_call *call, const struct at_trail_ask *ask, const struct at_zone *zone,
    struct at_trail_query *out)
{
	*out = (struct at_trail_query){ .org = call->who->org, .n_most = PAGE + 1,
		.by_staff = is_given(ask->who) };
	if (is_given(ask->client) && !at_id_parse(ask->client, &out->client))
		return fail_unread(call, at_tr(call,
		    "A client's number has 13 letters and digits."));
	if (is_given(ask->who) && strcmp(ask->who, "0") != 0
	    && !at_id_parse(ask->who, &out->staff))
		return fail_unread(call, at_tr(call, "There is no such person."));
	if (!read_day(zone, ask->from, 0, &out->from) || !read_day(zone, ask->to, 1, &out->to))
		return fail_unread(call, at_tr(call, "A day is written as 2026-11-22."));
	if (!read_kind(ask->kind, out) || !read_place(ask->before, &out->before))
		return fail_unread(call, at_tr(call, "The browser sent something we cannot read."
		    " Nothing was changed."));
	return AT_OK;
}

static enum at_status
read_house(struct at_call *call, struct at_trail_view *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : at_staff_list(call->arena, db,
	    call->who->org, &out->staff, &out->n_staff, call->err);

	return st == AT_OK ? at_act_first_zone(call, &out->zone) : st;
}

enum at_status
at_action_trail(struct at_call *call, const struct at_trail_ask *ask, struct at_trail_view *out)
{
	struct at_audit_line line;
	struct at_trail_query query;
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_AUDIT, AT_VIEW);

	*out = (struct at_trail_view){ .n_lines = 0 };
	if (st == AT_OK)
		st = read_house(call, out);
	if (st == AT_OK)
		st = read_ask(call, ask, out->zone, &query);
	if (st != AT_OK)
		return st;
	line = at_act_line(call, "search", "audit", 0, query.client);
	st = at_act_note(call, &line);
	db = st == AT_OK ? at_store_reader(call) : NULL;
	if (db == NULL)
		return call->err->status;
	st = at_trail_search(call->arena, db, &query, &out->lines, &out->n_lines, call->err);
	if (st != AT_OK || out->n_lines <= PAGE)
		return st;
	out->n_lines = PAGE;
	out->older = at_printf(call->arena, "%" PRId64 ".%d.%" PRId64,
	    out->lines[PAGE - 1].place.at, out->lines[PAGE - 1].place.node,
	    out->lines[PAGE - 1].place.seq);
	return AT_OK;
}
