/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/today.h"
#include "store/day.h"
#include "store/people.h"

/* ---- lines that do not hold any more --------------------------------------- */

/* What one job keeps. */
struct keeping {
	at_id org;
	struct at_day_line **lines;
	at_ms *untils;
	int n_lines;
};

static enum at_status
apply_begin(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct keeping *k = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < k->n_lines && st == AT_OK; i++)
		if (!k->lines[i]->kept)
			st = at_day_begin(db, k->org, k->lines[i]->client.id,
			    k->lines[i]->relationship, err);
	return st;
}

static enum at_status
apply_keep(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct keeping *k = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < k->n_lines && st == AT_OK; i++)
		st = at_day_keep(db, k->lines[i], k->untils[i], err);
	return st;
}

static struct keeping
find_stale(struct at_call *call, struct at_day_line *lines, int n)
{
	struct keeping k = { .org = call->who->org,
		.lines = AT_NEW(call->arena, struct at_day_line *, (size_t)n),
		.untils = AT_NEW(call->arena, at_ms, (size_t)n) };

	for (int i = 0; i < n; i++)
		if (lines[i].packed.n_bytes == 0)
			k.lines[k.n_lines++] = &lines[i];
	return k;
}

static enum at_status
make_line(struct at_call *call, struct at_day_line *line, at_ms *out_until)
{
	struct at_history h;
	struct at_line made;
	enum at_status st = at_history_open(call, line->client.id, AT_RES_CLIENT, AT_VIEW, &h);

	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st == AT_OK)
		st = at_line_make(call, &h, line->relationship, &made, out_until);
	if (st == AT_OK)
		line->packed = at_line_pack(call->arena, &made);
	return st;
}

/* Room first, so that a change is counted from before anything is read.  A disk that is full
 * hides no client: the lines are then made anew the next time. */
static enum at_status
renew(struct at_call *call, struct at_day_line *lines, int n)
{
	struct keeping k = find_stale(call, lines, n);
	enum at_status st = AT_OK;

	if (k.n_lines == 0)
		return AT_OK;
	if (at_store_write(call, apply_begin, &k) != AT_OK)
		at_error_clear(call->err);
	for (int i = 0; i < k.n_lines && st == AT_OK; i++)
		st = make_line(call, k.lines[i], &k.untils[i]);
	if (st == AT_OK && at_store_write(call, apply_keep, &k) != AT_OK)
		at_error_clear(call->err);
	return st;
}

/* ---- rows ------------------------------------------------------------------ */

/* Sites seen so far: a clinic has a few. */
struct sites {
	struct at_site *sites;
	int n_sites;
};

static enum at_status
find_site(struct at_call *call, struct sites *sites, at_id id, const struct at_site **out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	for (int i = 0; i < sites->n_sites; i++)
		if (sites->sites[i].id == id) {
			*out = &sites->sites[i];
			return AT_OK;
		}
	if (db == NULL)
		return call->err->status;
	sites->sites = at_one_more(call->arena, sites->sites, sites->n_sites,
	    sizeof *sites->sites);
	st = at_site_load(call->arena, db, call->who->org, id, &sites->sites[sites->n_sites],
	    call->err);
	if (st == AT_OK)
		*out = &sites->sites[sites->n_sites++];
	return st;
}

static int
count_alerts(const struct at_alert *alerts, int n, at_id client)
{
	int n_of = 0;

	for (int i = 0; i < n; i++)
		n_of += alerts[i].client == client;
	return n_of;
}

static enum at_need
need_of(const struct at_today_row *row)
{
	if (row->n_alerts > 0)
		return AT_NEED_SAFETY;
	return row->line.n_reasons == 0 ? AT_NEED_NONE
	    : at_reason_need(row->line.reasons[0].kind);
}

static enum at_status
fill_row(struct at_call *call, const struct at_day_line *line, struct sites *sites,
    struct at_today_row *out)
{
	const struct at_site *site = NULL;
	enum at_status st = find_site(call, sites, line->client.site, &site);

	*out = (struct at_today_row){ .client = line->client.id };
	if (st == AT_OK)
		st = at_act_name(call, &line->client, &out->name);
	if (st != AT_OK)
		return st;
	if (!at_line_unpack(line->packed, &out->line))
		return at_fail(call->err, AT_CORRUPT, "A line of the day list is damaged.");
	out->site = site->name;
	out->zone = site->zone;
	out->measure = at_library_find(call->house->library, out->line.measure);
	return AT_OK;
}

static at_ms
next_hour(const struct at_today_row *row)
{
	return row->line.next.id == 0 ? INT64_MAX : row->line.next.starts;
}

static int
compare(const void *a_, const void *b_)
{
	const struct at_today_row *a = a_, *b = b_;

	if (a->need != b->need)
		return a->need < b->need ? -1 : 1;
	if (next_hour(a) != next_hour(b))
		return next_hour(a) < next_hour(b) ? -1 : 1;
	if (strcmp(a->name, b->name) != 0)
		return strcmp(a->name, b->name);
	return a->client < b->client ? -1 : a->client > b->client;
}

void
at_today_sort(struct at_today_row *rows, int n)
{
	if (n > 0)
		qsort(rows, (size_t)n, sizeof *rows, compare);
}

/* The lines of one therapist; a line of an earlier program counts as none. */
static enum at_status
read_lines(struct at_call *call, at_id therapist, struct at_day_line **out, int *out_n)
{
	struct at_db *db = at_store_reader(call);
	struct at_line line;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_day_lines(call->arena, db, call->who->org, therapist, call->now, out, out_n,
	    call->err);
	for (int i = 0; st == AT_OK && i < *out_n; i++)
		if (!at_line_unpack((*out)[i].packed, &line))
			(*out)[i].packed = (struct at_bytes){ NULL, 0 };
	return st == AT_OK ? renew(call, *out, *out_n) : st;
}

static enum at_status
read_own(struct at_call *call, struct sites *sites, struct at_today_view *out)
{
	struct at_day_line *lines;
	int n;
	enum at_status st = read_lines(call, call->who->staff, &lines, &n);

	if (st != AT_OK)
		return st;
	out->rows = AT_NEW(call->arena, struct at_today_row, (size_t)n);
	for (int i = 0; i < n && st == AT_OK; i++) {
		struct at_today_row *row = &out->rows[out->n_rows++];

		st = fill_row(call, &lines[i], sites, row);
		for (int k = 0; k < out->alerts.n_views; k++)
			row->n_alerts += out->alerts.views[k].alert.client == row->client;
		row->need = need_of(row);
	}
	out->n_sites = sites->n_sites;
	at_today_sort(out->rows, out->n_rows);
	return st;
}

/* ---- supervisees' clients --------------------------------------------------- */

/* Of what the therapist sees a supervisor's list tells released flags, and nothing else. */
static void
cut_for_supervisor(struct at_line *line)
{
	struct at_line_hour next = line->next;
	struct at_line cut = { .next = next, .measure = "" };

	for (int i = 0; line->flags_released && i < line->n_reasons; i++)
		if (at_reason_is_flag(line->reasons[i].kind))
			cut.reasons[cut.n_reasons++] = line->reasons[i];
	*line = cut;
}

static enum at_status
add_supervised(struct at_call *call, const struct at_staff *therapist, struct sites *sites,
    struct at_today_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_day_line *lines;
	struct at_alert *alerts;
	int n, n_alerts;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_alert_list_own(call->arena, db, call->who->org, therapist->id, call->now,
	    &alerts, &n_alerts, call->err);
	if (st == AT_OK)
		st = read_lines(call, therapist->id, &lines, &n);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < n && st == AT_OK; i++) {
		struct at_today_row row;

		st = fill_row(call, &lines[i], sites, &row);
		if (st != AT_OK)
			break;
		cut_for_supervisor(&row.line);
		row.therapist = therapist->name;
		row.n_alerts = count_alerts(alerts, n_alerts, row.client);
		row.need = need_of(&row);
		if (row.need == AT_NEED_NONE)
			continue;
		out->supervised = at_one_more(call->arena, out->supervised, out->n_supervised,
		    sizeof row);
		out->supervised[out->n_supervised++] = row;
	}
	return st;
}

static enum at_status
read_supervised(struct at_call *call, struct sites *sites, struct at_today_view *out)
{
	struct at_db *db = at_store_reader(call);
	at_id *supervisees;
	int n;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_care_supervisees(call->arena, db, call->who->org, call->who->staff, call->now,
	    &supervisees, &n, call->err);
	for (int i = 0; i < n && st == AT_OK; i++) {
		struct at_staff therapist;

		db = at_store_reader(call);
		if (db == NULL)
			return call->err->status;
		st = at_staff_load(call->arena, db, call->who->org, supervisees[i], &therapist,
		    call->err);
		if (st == AT_OK)
			st = add_supervised(call, &therapist, sites, out);
	}
	at_today_sort(out->supervised, out->n_supervised);
	return st;
}

/* ---- the day --------------------------------------------------------------- */

enum at_status
at_action_today(struct at_call *call, struct at_today_view *out)
{
	uint32_t subjects = call->who->subjects;
	struct sites sites = { NULL, 0 };
	enum at_status st;

	*out = (struct at_today_view){ .n_rows = 0 };
	if (call->who->staff == 0)
		return at_fail(call->err, AT_DENIED, "You may not see or do this.");
	st = at_action_alerts(call, &out->alerts);
	if (st == AT_OK && at_policy_allows(subjects, AT_REL_OWN, AT_RES_CLIENT, AT_VIEW))
		st = read_own(call, &sites, out);
	if (st == AT_OK && at_policy_allows(subjects, AT_REL_SUPERVISES, AT_RES_FLAG, AT_VIEW))
		st = read_supervised(call, &sites, out);
	return st;
}
