/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/plan.h"

static const char sql_switches[] =
    "SELECT plan, switched, staff, at FROM plan_switch"
    " WHERE org = $1 AND site = $2 AND episode = $3 ORDER BY at NULLS FIRST";

/* Those of one place, behind the `*n` there are. */
static enum at_status
add_switches(struct at_arena *arena, struct at_db *db, const struct at_switch *place,
    struct at_switch **out, int *n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_switches, AT_BIND(at_int(place->org),
	    at_int(place->site), at_int(place->episode)), &rows, err);

	for (int i = 0; st == AT_OK && i < rows.n_rows; i++) {
		struct at_switch *s;

		*out = at_one_more(arena, *out, *n, sizeof **out);
		s = &(*out)[(*n)++];
		*s = *place;
		s->plan = at_cell_text(&rows, i, 0);
		s->on = at_cell_int(&rows, i, 1) != 0;
		s->staff = at_cell_int(&rows, i, 2);
		s->at = at_cell_int(&rows, i, 3);
	}
	return st;
}

enum at_status
at_switch_list(struct at_arena *arena, struct at_db *db, at_id org, at_id site, at_id episode,
    struct at_switch **out, int *out_n, struct at_error *err)
{
	at_id chain[AT_SITE_DEPTH];
	int n_sites = 0;
	struct at_switch place = { .org = org };
	enum at_status st = at_site_chain(arena, db, org, site, chain, &n_sites, err);

	*out = NULL;
	*out_n = 0;
	if (st == AT_OK)
		st = add_switches(arena, db, &place, out, out_n, err);
	while (st == AT_OK && n_sites > 0) {
		place.site = chain[--n_sites];
		st = add_switches(arena, db, &place, out, out_n, err);
	}
	place.site = 0;
	place.episode = episode;
	return st == AT_OK && episode != 0 ? add_switches(arena, db, &place, out, out_n, err) : st;
}

static const char sql_switch_set[] =
    "INSERT INTO plan_switch (org, site, episode, plan, switched, staff, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, site, episode, plan) DO UPDATE"
    " SET switched = excluded.switched, staff = excluded.staff, at = excluded.at";

enum at_status
at_switch_set(struct at_db *db, const struct at_switch *to, struct at_error *err)
{
	return at_db_run(db, sql_switch_set, AT_BIND(at_int(to->org), at_int(to->site),
	    at_int(to->episode), at_text(to->plan), at_int(to->on), at_id_or_null(to->staff),
	    at_int(to->at)), NULL, err);
}

static const char sql_switch_drop[] =
    "DELETE FROM plan_switch WHERE org = $1 AND site = $2 AND episode = $3 AND plan = $4";

enum at_status
at_switch_drop(struct at_db *db, const struct at_switch *at, struct at_error *err)
{
	return at_db_run(db, sql_switch_drop, AT_BIND(at_int(at->org), at_int(at->site),
	    at_int(at->episode), at_text(at->plan)), NULL, err);
}
