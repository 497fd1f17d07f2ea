/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/care.h"
#include "action/import_client.h"

at_ms
at_import_moment(const struct at_import_course *c, int32_t day, int hour)
{
	return at_zone_instant(c->zone, at_date_of_days(day), hour, 0);
}

void
at_import_refuse(struct at_import_course *c, struct at_import_form *form, const char *column,
    const char *why)
{
	form->bad = true;
	c->work->sum->forms_aside++;
	at_import_trouble(c->work, form->file, form->line, column, why);
}

/* ---- its forms -------------------------------------------------------------------------- */

/* By day, with whom, session, and what it is: the same whatever the order of the rows. */
static int
compare_forms(const void *a, const void *b)
{
	const struct at_import_form *x = *(struct at_import_form *const *)a;
	const struct at_import_form *y = *(struct at_import_form *const *)b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->therapist != y->therapist)
		return x->therapist < y->therapist ? -1 : 1;
	if (x->session != y->session)
		return x->session < y->session ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return x->form < y->form ? -1 : x->form > y->form;
}

static void
gather(struct at_import_course *c)
{
	c->forms = AT_NEW(c->arena, struct at_import_form *, (size_t)c->person->n_forms);
	c->n_forms = 0;
	for (int i = 0; i < c->person->n_forms; i++) {
		struct at_import_form *form = at_import_form_at(c->work,
		    c->work->order[c->person->first + i]);

		if (!form->bad)
			c->forms[c->n_forms++] = form;
	}
	if (c->n_forms > 0)
		qsort(c->forms, (size_t)c->n_forms, sizeof(struct at_import_form *),
		    compare_forms);
}

static bool
is_one_session(const struct at_import_form *a, const struct at_import_form *b)
{
	return a->session != 0 && a->session == b->session && a->therapist == b->therapist;
}

/* All forms of a session are of one day: else nobody knows which is wrong. */
static void
refuse_session(struct at_import_course *c, int i)
{
	const struct at_import_form *first = c->forms[i];
	char date[AT_DATE_ROOM];

	for (int k = i + 1; k < c->n_forms; k++) {
		if (c->forms[k]->bad || !is_one_session(first, c->forms[k]))
			continue;
		at_date_format(at_date_of_days(first->day), date);
		at_import_refuse(c, c->forms[k], "date", at_printf(c->work->scratch,
		    "expected the day of session %d, %s as in line %d", first->session, date,
		    (int)first->line));
	}
	c->forms[i]->bad = true;
	c->work->sum->forms_aside++;
}

/* Two codes of one instrument could give two forms that are the same here. */
static bool
is_twin(const struct at_import_course *c, const struct at_import_form *a,
    const struct at_import_form *b)
{
	return a->source != b->source && a->form == b->form && a->session == b->session
	    && a->therapist == b->therapist && a->day == b->day
	    && strcmp(c->work->sources[a->source].id, c->work->sources[b->source].id) == 0;
}

static void
find_conflicts(struct at_import_course *c)
{
	for (int i = 0; i < c->n_forms; i++)
		for (int k = i + 1; k < c->n_forms && !c->forms[i]->bad; k++) {
			struct at_import_form *a = c->forms[i], *b = c->forms[k];

			if (a->day != b->day && is_one_session(a, b))
				refuse_session(c, i);
			else if (a->day == b->day && is_twin(c, a, b))
				at_import_refuse(c, b, "instrument", at_printf(c->work->scratch,
				    "expected one form of %s, found another in line %d",
				    c->work->sources[a->source].id, (int)a->line));
		}
}

/* ---- the client ------------------------------------------------------------------------- */

static enum at_status
load(struct at_import_course *c)
{
	struct at_db *db = at_store_reader(c->call);
	at_id org = c->call->who->org, id = c->person->id;
	enum at_status st;

	if (db == NULL)
		return c->call->err->status;
	st = at_client_load(c->arena, db, org, id, &c->rows->client, c->call->err);
	if (st == AT_OK)
		st = at_session_list(c->arena, db, org, id, &c->old_sessions, &c->n_old_sessions,
		    c->call->err);
	if (st == AT_OK)
		st = at_answer_list(c->arena, db, org, id, &c->old_answers, &c->n_old_answers,
		    c->call->err);
	return st;
}

static const char *
form_of(const struct at_import_course *c)
{
	for (int i = 0; i < c->n_forms; i++)
		if (strcmp(at_import_forms[c->forms[i]->form], "teen") == 0)
			return "teen";
	return "client";
}

static enum at_status
make(struct at_import_course *c, const char *code)
{
	struct at_client *client = &c->rows->client;

	c->rows->new = true;
	*client = (struct at_client){ .org = c->call->who->org, .site = c->site,
		.form = form_of(c), .lang = c->work->home.lang, .made = c->call->now };
	if (!c->keep)
		return AT_OK;
	client->id = at_store_id(c->call);
	return at_care_seal_client(c->call, client, code);
}

/* What the store is to know of the source's code, and of the row in a table of people. */
static enum at_status
name(struct at_import_course *c, const char *code)
{
	struct at_import_rows *rows = c->rows;
	struct at_import_client kept = { 0 };
	const char *known = "";
	struct at_db *db = at_store_reader(c->call);
	enum at_status st = AT_OK;

	if (db == NULL)
		return c->call->err->status;
	if (c->person->named && c->person->told) {
		st = at_import_client_load(c->arena, db, rows->client.org, rows->client.id, &kept,
		    c->call->err);
		if (st == AT_OK)
			st = at_act_unseal(c->call, &rows->client, "import.about",
			    rows->client.id, kept.about, &known);
	}
	if (st != AT_OK)
		return st;
	rows->told = c->person->told && strcmp(known, c->person->about) != 0;
	rows->any |= !c->person->named || rows->told;
	if (!c->keep || !rows->any)
		return AT_OK;
	if (rows->told)
		st = at_act_seal(c->call, &rows->client, "import.about", rows->client.id,
		    c->person->about, &rows->about);
	if (st != AT_OK || c->person->named)
		return st;
	rows->named = (struct at_import_client){ .org = rows->client.org,
		.client = rows->client.id };
	memcpy(rows->named.hash, c->person->hash, AT_IMPORT_HASH);
	return at_act_seal(c->call, &rows->client, "import.code", rows->client.id, code,
	    &rows->named.code);
}

/* Where a new client comes. */
static void
locate(struct at_import_course *c)
{
	const struct at_import_place *site = c->person->clinic < 0 ? NULL
	    : &c->work->sites[c->person->clinic];

	c->site = site == NULL ? c->work->home.site.id : site->id;
	c->zone = site == NULL ? c->work->home.site.zone : site->zone;
}

/* One who is here stays where the store says, whatever the table does: there the hours are
 * counted, and there somebody hears of a safety answer. */
static enum at_status
stay(struct at_import_course *c)
{
	struct at_db *db = at_store_reader(c->call);
	struct at_site site;
	enum at_status st;

	if (c->rows->client.site == c->site)
		return AT_OK;
	c->work->sum->clients_elsewhere += !c->keep && c->person->clinic >= 0;
	st = db == NULL ? c->call->err->status : at_site_load(c->arena, db, c->rows->client.org,
	    c->rows->client.site, &site, c->call->err);
	if (st == AT_OK) {
		c->site = site.id;
		c->zone = site.zone;
	}
	return st;
}

static void
count(struct at_import_course *c)
{
	struct at_import_sum *sum = c->work->sum;

	sum->clients += c->rows->new;
	sum->sessions += c->rows->n_sessions;
	sum->clients_told += c->rows->told && !c->rows->new;
	for (int i = 0; i < c->rows->n_with && !c->rows->new; i++)
		if (c->rows->with[i].new) {
			sum->clients_with++;
			break;
		}
	for (int i = 0; i < c->rows->n_alerts; i++)
		*(at_alert_is_open(&c->rows->alerts[i]) ? &sum->alerts : &sum->history) += 1;
}

enum at_status
at_import_client(struct at_import_work *work, int client, bool keep, struct at_arena *arena,
    struct at_import_rows *out)
{
	const char *code = work->clients.at[client];
	struct at_call call = *work->call;
	struct at_import_course c = { .work = work, .person = &work->people[client],
		.arena = arena, .call = &call, .keep = keep, .rows = out };
	enum at_status st;

	call.arena = arena;
	*out = (struct at_import_rows){ .any = false };
	if (c.person->bad || c.person->erased)
		return AT_OK;
	gather(&c);
	if (!keep) {
		find_conflicts(&c);
		gather(&c);
	}
	if (c.n_forms == 0 && !c.person->told)
		return AT_OK;
	locate(&c);
	st = c.person->id != 0 ? load(&c) : make(&c, code);
	if (st == AT_OK)
		st = stay(&c);
	if (st == AT_OK && out->client.restricted) {
		work->sum->clients_restricted += !keep;
		return AT_OK;
	}
	if (st == AT_OK)
		st = name(&c, code);
	if (st == AT_OK)
		st = at_import_client_care(&c);
	if (st == AT_OK)
		st = at_import_client_answers(&c);
	if (st != AT_OK)
		return st;
	if (!keep)
		count(&c);
	out->line = at_act_line(&call, "import", "client", out->client.id, out->client.id);
	return AT_OK;
}
