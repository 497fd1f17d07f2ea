/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan editor: what holds where and why, rows switched, measuring stopped or taken up. */
#include <setjmp.h>
#include <string.h>

#include "action/act.h"
#include "action/history.h"
#include "action/planning.h"
#include "base/words.h"
#include "store/consent.h"

/* A place where rows are switched: the clinic, a site, or a client's course of therapy. */
struct place {
	struct at_switch at;            /* org, site, episode */
	struct at_history h;            /* of a client */
	struct at_site site;            /* of a site */
	struct at_care_episode episode;
	bool parent;                    /* the client has one */
};

/* Who may come here; *out filled. */
static enum at_status
find_place(struct at_call *call, at_id site, at_id client, enum at_verb verb, struct place *out)
{
	struct at_db *db;
	enum at_status st;

	*out = (struct place){ .at = { .org = call->who->org, .site = site } };
	if (client != 0) {
		st = at_history_open(call, client, AT_RES_PLAN, verb, &out->h);
		if (st == AT_OK)
			st = (db = at_store_reader(call)) == NULL ? call->err->status
			    : at_episode_newest(call->arena, db, call->who->org, client,
			    &out->episode, call->err);
		if (st == AT_OK)
			st = at_related_any(call->arena, db, call->who->org, client,
			    &out->parent, call->err);
		out->at.site = 0;
		out->at.episode = out->episode.id;
		return st;
	}
	st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, verb);
	if (st != AT_OK || site == 0)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_site_load(call->arena, db, call->who->org, site,
	    &out->site, call->err);
}

/* ---- looking ------------------------------------------------------------------------- */

static enum at_status
load_sites(struct at_call *call, struct at_plan_view *view)
{
	struct at_db *db = at_store_reader(call);
	struct at_site *sites;
	at_id *ids;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_site_list(call->arena, db, call->who->org, &ids, &view->n_sites, call->err);
	if (st != AT_OK)
		return st;
	sites = AT_NEW(call->arena, struct at_site, (size_t)view->n_sites);
	for (int i = 0; i < view->n_sites && st == AT_OK; i++)
		st = at_site_load(call->arena, db, call->who->org, ids[i], &sites[i], call->err);
	view->sites = sites;
	return st;
}

/* The switch of a row that counts, apart from those of `except`; NULL: none. */
static const struct at_switch *
counting(const struct at_switch *switches, int n, const struct at_plan_row *row,
    const struct at_switch *except)
{
	for (int i = n - 1; i >= 0; i--)
		if (strcmp(switches[i].plan, row->key) == 0 && (except == NULL
		    || switches[i].site != except->site
		    || switches[i].episode != except->episode))
			return &switches[i];
	return NULL;
}

static void
explain(const struct at_plan_view *view, const struct at_switch *s, at_id site,
    struct at_plan_line *line)
{
	line->on = s == NULL || s->on;
	line->where = "";
	if (s == NULL) {
		line->from = AT_PLAN_FROM_TABLE;
		return;
	}
	if (s->episode != 0) {
		line->from = AT_PLAN_FROM_EPISODE;
		return;
	}
	if (s->site == 0) {
		line->from = AT_PLAN_FROM_CLINIC;
		return;
	}
	line->from = s->site == site ? AT_PLAN_FROM_SITE : AT_PLAN_FROM_ABOVE;
	for (int i = 0; i < view->n_sites; i++)
		if (view->sites[i].id == s->site)
			line->where = view->sites[i].name;
}

/* Whom a client's plan never asks: a parent there is none of, a child under 12. */
static bool
is_asked(const struct place *place, enum at_plan_who who)
{
	const char *form = place->h.client.form;

	if (form == NULL)
		return true;            /* not a client's */
	return who == AT_PLAN_PARENT ? place->parent
	    : who == AT_PLAN_THERAPIST || strcmp(form, "child") != 0;
}

static const char *
title_of(struct at_call *call, const struct at_instrument *instrument)
{
	const struct at_wording wording = { .lang = at_words_lang(call->words),
		.form = "client" };
	const char *name = at_library_text(call->house->library, instrument, &wording, "name",
	    NULL);

	return name == NULL ? instrument->id : name;
}

static enum at_status
read_lines(struct at_call *call, const struct place *place, struct at_plan_view *view)
{
	at_id site = view->client != 0 ? place->h.client.site : place->at.site;
	struct at_db *db = at_store_reader(call);
	struct at_switch *switches;
	int n;
	enum at_status st = db == NULL ? call->err->status : at_switch_list(call->arena, db,
	    place->at.org, site, place->at.episode, &switches, &n, call->err);

	if (st != AT_OK)
		return st;
	view->lines = AT_NEW(call->arena, struct at_plan_line, AT_PLAN_ROWS);
	for (int i = 0; i < AT_PLAN_ROWS; i++) {
		const struct at_plan_row *row = &at_plan_rows[i];
		const struct at_instrument *instrument = at_library_find(call->house->library,
		    row->instrument);
		const struct at_switch *now = counting(switches, n, row, NULL);
		const struct at_switch *without = counting(switches, n, row, &place->at);
		struct at_plan_line *line = &view->lines[view->n_lines];

		if (instrument == NULL || !is_asked(place, row->who))
			continue;
		line->row = row;
		line->title = title_of(call, instrument);
		line->here = now != without;
		line->on_without = without == NULL || without->on;
		explain(view, now, site, line);
		view->n_lines++;
	}
	return AT_OK;
}

static enum at_status
describe_client(struct at_call *call, const struct place *place, struct at_plan_view *view)
{
	const struct at_client *client = &place->h.client;
	struct at_consent measuring;
	struct at_audit_line line = at_act_line(call, "view", "plan", client->id, client->id);
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : at_measuring_load(call->arena, db,
	    client->org, client->id, &measuring, call->err);

	if (st == AT_OK)
		st = at_act_name(call, client, &view->client_name);
	if (st != AT_OK)
		return st;
	view->running = place->episode.id != 0 && place->episode.closed == 0;
	view->goes_on = measuring.given;
	return at_act_note(call, &line);
}

enum at_status
at_action_plan_view(struct at_call *call, at_id site, at_id client, struct at_plan_view *out)
{
	struct place place;
	enum at_status st = find_place(call, site, client, AT_VIEW, &place);

	*out = (struct at_plan_view){ .site = client == 0 ? site : 0, .client = client,
		.site_name = "", .client_name = "" };
	if (st == AT_OK)
		st = load_sites(call, out);
	if (st == AT_OK)
		st = read_lines(call, &place, out);
	if (st != AT_OK)
		return st;
	if (out->site != 0)
		out->site_name = place.site.name;
	return client == 0 ? AT_OK : describe_client(call, &place, out);
}

/* ---- switching ------------------------------------------------------------------------- */

struct switching {
	struct at_switch to;
	bool drop;
	struct at_audit_line line;
};

static enum at_status
apply_switch(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct switching *s = job;
	enum at_status st = s->drop ? at_switch_drop(db, &s->to, err)
	    : at_switch_set(db, &s->to, err);

	return st == AT_OK ? at_act_append(db, scratch, &s->line, err) : st;
}

/* One after the other, each in memory of its own. */
static enum at_status
settle_each(struct at_call *call, const at_id *clients, int n)
{
	struct at_arena *arena = at_arena_open();
	struct at_call each = *call;
	enum at_status st = AT_OK;

	if (arena == NULL)
		at_oom(call->arena);
	if (setjmp(*at_arena_boundary(arena)) != 0) {
		at_arena_close(arena);
		at_oom(call->arena);
	}
	each.arena = arena;
	for (int i = 0; i < n && st == AT_OK; i++) {
		st = at_plan_settle(&each, call->who->org, clients[i]);
		at_arena_clear(arena);
	}
	at_arena_close(arena);
	return st;
}

/* Whose course of therapy runs.  What fails stops it; the next change of each client's
 * plan settles what was left. */
static enum at_status
settle_everybody(struct at_call *call)
{
	struct at_db *db = at_store_reader(call);
	at_id *clients;
	int n;
	enum at_status st = db == NULL ? call->err->status : at_episode_clients(call->arena, db,
	    call->who->org, &clients, &n, call->err);

	if (st != AT_OK)
		return st;
	at_store_rest(call);
	return settle_each(call, clients, n);
}

enum at_status
at_action_plan_switch(struct at_call *call, at_id site, at_id client, const char *key,
    enum at_plan_turn turn)
{
	const struct at_plan_row *row = at_plan_row(key);
	struct place place;
	struct switching job = { .drop = turn == AT_PLAN_INHERIT };
	enum at_status st = find_place(call, site, client, AT_WRITE, &place);

	if (st == AT_OK && row == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "The plan has no row \"%s\".", key);
	if (st == AT_OK && client != 0 && place.episode.id == 0)
		return at_fail(call->err, AT_NOT_FOUND, "This client has no course of therapy.");
	if (st != AT_OK)
		return st;
	job.to = place.at;
	job.to.plan = row->key;
	job.to.on = turn == AT_PLAN_ON;
	job.to.staff = call->who->staff;
	job.to.at = call->now;
	job.line = at_act_line(call, "switch", "plan", client != 0 ? place.episode.id : site,
	    client);
	job.line.detail = at_printf(call->arena, "%s %s", row->key, turn == AT_PLAN_ON ? "on"
	    : turn == AT_PLAN_OFF ? "off" : "as-above");
	st = at_store_write(call, apply_switch, &job);
	if (st != AT_OK)
		return st;
	return client != 0 ? at_plan_settle(call, call->who->org, client)
	    : settle_everybody(call);
}
