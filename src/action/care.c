/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/asking.h"
#include "action/care.h"
#include "action/planning.h"
#include "action/window.h"
#include "base/utf8.h"
#include "guard/token.h"
#include "store/consent.h"
#include "store/people.h"

enum { MAX_NAME = 200 };

/* ---- clients --------------------------------------------------------------- */

struct adding {
	struct at_client client;
	struct at_relationship relationship;
	struct at_bytes parent;        /* none: no parent */
	at_id parent_id;
	struct at_audit_line line;
};

static enum at_status
apply_add(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct adding *a = job;
	const struct at_relationship *r = &a->relationship;
	enum at_status st = at_client_insert(db, &a->client, err);

	if (st == AT_OK)
		st = at_episode_insert(db, r->org, r->episode, r->client, a->client.site, r->from,
		    err);
	if (st == AT_OK)
		st = at_relationship_insert(db, r, err);
	if (st == AT_OK && a->parent.n_bytes > 0)
		st = at_related_insert(db, r->org, a->parent_id, r->client, "parent", a->parent,
		    err);
	return st == AT_OK ? at_act_append(db, scratch, &a->line, err) : st;
}

enum at_status
at_care_seal_client(struct at_call *call, struct at_client *client, const char *name)
{
	struct at_key key = at_key_make(call->random);
	const struct at_place place = { "client.key", client->org, client->id };

	client->key.bytes = at_seal(call->arena, &call->house->master, place, call->random,
	    key.bytes, sizeof key.bytes, &client->key.n_bytes);
	at_key_wipe(&key);
	return at_act_seal(call, client, "client.name", client->id, name, &client->name);
}

static enum at_status
seal_new(struct at_call *call, const struct at_new_client *new, struct adding *a)
{
	enum at_status st = at_care_seal_client(call, &a->client, new->name);

	if (st == AT_OK && new->parent != NULL)
		st = at_act_seal(call, &a->client, "related.name", a->parent_id, new->parent,
		    &a->parent);
	return st;
}

static enum at_status
check_name(struct at_call *call, const char *name)
{
	if (name == NULL || name[strspn(name, " \t")] == '\0' || at_utf8_count(name) > MAX_NAME
	    || !at_utf8_valid(name, strlen(name)))
		return at_fail(call->err, AT_INVALID, "A name has 1 to %d characters.", MAX_NAME);
	return AT_OK;
}

enum at_status
at_care_therapist(struct at_call *call, const char *handle, struct at_staff *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_staff_find(call->arena, db, call->who->org, handle, out, call->err);
	if (st == AT_OK && ((out->subjects & AT_THERAPIST) == 0 || out->disabled))
		return at_fail(call->err, AT_INVALID, "%s is not a therapist here.", handle);
	return st;
}

/* The first language of a site, English if it names none. */
static enum at_status
language_of(struct at_call *call, at_id site, const char **out)
{
	struct at_db *db = at_store_reader(call);
	struct at_settings settings;
	struct at_site loaded;
	const char *langs;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_site_load(call->arena, db, call->who->org, site, &loaded, call->err);
	if (st == AT_OK)
		st = at_settings_load(call->arena, db, &loaded, &settings, call->err);
	if (st != AT_OK)
		return st;
	langs = at_setting_value(&settings, "languages");
	*out = langs == NULL ? "en" : at_strndup(call->arena, langs, strcspn(langs, " "));
	return AT_OK;
}

enum at_status
at_action_client_add(struct at_call *call, const struct at_new_client *new, at_id *out)
{
	struct at_db *db;
	struct adding a = { 0 };
	struct at_staff therapist;
	const char *lang = new->lang;
	at_id site, org = call->who->org;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_CLIENT, AT_WRITE);

	if (st == AT_OK)
		st = check_name(call, new->name);
	if (st == AT_OK && new->parent != NULL)
		st = check_name(call, new->parent);
	if (st == AT_OK)
		st = at_care_therapist(call, new->therapist, &therapist);
	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_site_find(call->arena, db, org, new->site, &site, call->err);
	if (st == AT_OK && lang == NULL)
		st = language_of(call, site, &lang);
	if (st != AT_OK)
		return st;
	a.client = (struct at_client){ .org = org, .id = at_store_id(call), .site = site,
		.form = new->form == NULL ? "client" : new->form,
		.lang = lang, .made = call->now };
	a.parent_id = at_store_id(call);
	a.relationship = (struct at_relationship){ .org = org, .id = at_store_id(call),
		.episode = at_store_id(call), .client = a.client.id, .therapist = therapist.id,
		.from = new->from == 0 ? call->now : new->from };
	a.line = at_act_line(call, "add", "client", a.client.id, a.client.id);
	st = seal_new(call, new, &a);
	if (st == AT_OK)
		st = at_store_write(call, apply_add, &a);
	if (st == AT_OK)
		st = at_plan_settle(call, org, a.client.id);
	if (st == AT_OK)
		*out = a.client.id;
	return st;
}

/* The relationship that runs now. */
static enum at_status
running(struct at_call *call, at_id client, struct at_relationship *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_relationship *all;
	int n;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_relationship_list(call->arena, db, call->who->org, client, &all, &n, call->err);
	for (int i = 0; st == AT_OK && i < n; i++)
		if (all[i].to == 0 || all[i].to > call->now) {
			*out = all[i];
			return AT_OK;
		}
	return st != AT_OK ? st : at_fail(call->err, AT_NOT_FOUND,
	    "This client has no therapist now.");
}

static enum at_status
fill_row(struct at_call *call, const struct at_client *client, struct at_client_row *out)
{
	struct at_relationship now_with;
	struct at_site site;
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	*out = (struct at_client_row){ .client = *client, .therapist = "" };
	st = at_act_name(call, client, &out->name);
	if (st == AT_OK)
		st = at_site_load(call->arena, db, client->org, client->site, &site, call->err);
	if (st != AT_OK)
		return st;
	out->site = site.handle;
	st = running(call, client->id, &now_with);
	if (st == AT_OK)
		out->therapist = now_with.therapist_name;
	else if (st == AT_NOT_FOUND)
		at_error_clear(call->err);
	return st == AT_NOT_FOUND ? AT_OK : st;
}

enum at_status
at_action_client_rows(struct at_call *call, struct at_client_row **out, int *out_n)
{
	struct at_db *db;
	struct at_client *clients;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_CLIENT_LIST, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_client_list(call->arena, db, call->who->org, &clients, out_n, call->err);
	if (st != AT_OK)
		return st;
	*out = AT_NEW(call->arena, struct at_client_row, (size_t)*out_n);
	for (int i = 0; i < *out_n && st == AT_OK; i++)
		st = fill_row(call, &clients[i], &(*out)[i]);
	return st;
}

enum at_status
at_action_client_row(struct at_call *call, at_id client, struct at_client_row *out)
{
	struct at_db *db;
	struct at_client row;
	struct at_audit_line line;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_CLIENT, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_client_load(call->arena, db, call->who->org, client, &row, call->err);
	if (st == AT_OK)
		st = fill_row(call, &row, out);
	if (st != AT_OK)
		return st;
	line = at_act_line(call, "view", "client", client, client);
	return at_act_note(call, &line);
}

/* ---- links ----------------------------------------------------------------- */

static enum at_status
load_sessions(struct at_call *call, const struct at_client *client, struct at_site *site,
    struct at_session **out, int *out_n)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_site_load(call->arena, db, client->org, client->site, site, call->err);
	return st == AT_OK ? at_session_list(call->arena, db, client->org, client->id, out, out_n,
	    call->err) : st;
}

/* The session a measure belongs to: for one asked before, the next to come; for one
 * asked after, the last that has been; else the next. */
static const struct at_session *
fitting(const struct at_session *sessions, int n, const char *when, at_id relationship,
    int number, at_ms now)
{
	const struct at_session *last = NULL, *next = NULL;

	for (int i = 0; i < n; i++) {
		const struct at_session *s = &sessions[i];

		if (s->relationship != relationship)
			continue;
		if (number > 0) {
			if (s->number == number)
				return s;
			continue;
		}
		if (strcmp(s->state, "cancelled") == 0 || strcmp(s->state, "missed") == 0)
			continue;
		if (s->ends <= now)
			last = s;
		else if (next == NULL)
			next = s;
	}
	return strcmp(when, "before") == 0 || last == NULL ? next : last;
}

static const struct at_session *
following(const struct at_session *sessions, int n, const struct at_session *session)
{
	for (int i = 0; session != NULL && i < n; i++)
		if (sessions[i].starts > session->starts
		    && strcmp(sessions[i].state, "cancelled") != 0)
			return &sessions[i];
	return NULL;
}

/* "client" asks a teenager with the teen form where the instrument has one, and the parent
 * of a child under 12. */
static const char *
form_of(const struct at_instrument *instrument, const struct at_client *client,
    const char *asked)
{
	if (asked != NULL)
		return asked;
	if (strcmp(client->form, "child") == 0)
		return "parent";
	return at_instrument_form(instrument, client->form) >= 0 ? client->form : "client";
}

struct linking {
	struct at_due due;
	unsigned char hash[AT_TOKEN_HASH];
	bool link;                      /* a therapist's own card needs none */
	bool planned;                   /* it waits already, by the plan */
	struct at_audit_line line;
};

static enum at_status
apply_link(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct linking *l = job;
	enum at_status st = l->planned ? AT_OK : at_due_insert(db, &l->due, l->line.at, err);

	if (st == AT_OK && l->link)
		st = at_link_insert(db, l->due.org, l->hash, l->due.id, l->line.at, err);
	return st == AT_OK ? at_act_append(db, scratch, &l->line, err) : st;
}

/* Everything that must be there before something is opened to a client. */
static enum at_status
check_ready(struct at_call *call, const struct at_client *client,
    const struct at_instrument *instrument, const char *form)
{
	struct at_asking *asking;
	enum at_status st;

	if (at_instrument_form(instrument, form) < 0)
		return at_fail(call->err, AT_INVALID, "%s has no form \"%s\".", instrument->id,
		    form);
	st = at_asking_open(call, client->org, client->site, instrument, form, false, client->lang,
	    &asking);
	return st == AT_OK ? at_asking_ready(call, asking) : st;
}

/* What the plan has asked for already is not asked for twice: of this session, or, when no
 * session was named, whatever of this instrument is open now. */
static enum at_status
find_planned(struct at_call *call, const struct at_new_link *new, struct linking *job)
{
	struct at_db *db = at_store_reader(call);
	struct at_due *dues;
	int n;
	enum at_status st = db == NULL ? call->err->status : at_due_list(call->arena, db,
	    job->due.org, job->due.client, &dues, &n, call->err);

	for (int i = 0; st == AT_OK && i < n; i++) {
		const struct at_due *d = &dues[i];

		if (d->plan[0] == '\0' || d->state != AT_DUE_OPEN || d->closes <= call->now
		    || d->relationship != job->due.relationship
		    || strcmp(d->instrument, job->due.instrument) != 0
		    || strcmp(d->form, job->due.form) != 0)
			continue;
		if (d->session == job->due.session
		    || (new->session == 0 && d->opens <= call->now)) {
			job->due = *d;
			job->planned = true;
			break;
		}
	}
	return st;
}

/* The client's word counts for links made by hand, too. */
static enum at_status
check_goes_on(struct at_call *call, const struct at_client *client)
{
	struct at_db *db = at_store_reader(call);
	struct at_consent measuring;
	enum at_status st = db == NULL ? call->err->status : at_measuring_load(call->arena, db,
	    client->org, client->id, &measuring, call->err);

	if (st == AT_OK && !measuring.given)
		return at_fail(call->err, AT_INVALID, "The client asks for no more cards.");
	return st;
}

static enum at_status
plan_due(struct at_call *call, const struct at_new_link *new, const struct at_client *client,
    const struct at_instrument *instrument, struct at_due *due, const struct at_zone **zone)
{
	struct at_relationship with;
	struct at_site site;
	struct at_session *sessions;
	const struct at_session *session;
	struct at_window window;
	int n;
	enum at_status st = running(call, client->id, &with);

	if (st == AT_OK)
		st = load_sessions(call, client, &site, &sessions, &n);
	if (st != AT_OK)
		return st;
	session = fitting(sessions, n, instrument->when, with.id, new->session, call->now);
	if (session == NULL && new->session > 0)
		return at_fail(call->err, AT_NOT_FOUND, "There is no session %d.", new->session);
	*due = (struct at_due){ .org = client->org, .id = at_store_id(call),
		.client = client->id, .relationship = with.id,
		.session = session == NULL ? 0 : session->id, .site = client->site,
		.instrument = instrument->id, .instrument_version = instrument->version,
		.form = form_of(instrument, client, new->form),
		.first = session != NULL && session->number == 1 };
	window = at_window_of(instrument->when, due->form, session,
	    following(sessions, n, session), &site.hours, call->now);
	due->opens = window.opens;
	due->closes = window.closes;
	*zone = site.zone;
	return AT_OK;
}

enum at_status
at_action_link_make(struct at_call *call, const struct at_new_link *new,
    struct at_made_link *out)
{
	const struct at_instrument *instrument = at_library_find(call->house->library,
	    new->instrument);
	struct at_db *db;
	struct at_client client;
	struct linking job = { .link = true };
	char token[AT_TOKEN_ROOM];
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_LINK, AT_WRITE);

	if (st != AT_OK)
		return st;
	if (instrument == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "There is no instrument \"%s\".",
		    new->instrument);
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_client_load(call->arena, db, call->who->org, new->client, &client, call->err);
	if (st == AT_OK)
		st = at_act_usable(call, &client);
	if (st == AT_OK)
		st = check_ready(call, &client, instrument,
		    form_of(instrument, &client, new->form));
	if (st == AT_OK)
		st = check_goes_on(call, &client);
	if (st == AT_OK)
		st = plan_due(call, new, &client, instrument, &job.due, &out->zone);
	if (st == AT_OK)
		st = find_planned(call, new, &job);
	if (st != AT_OK)
		return st;
	if (job.due.closes <= call->now)
		return at_fail(call->err, AT_GONE, "The window of that session has closed. Name "
		    "another one with --session, or add the next.");
	job.link = strcmp(job.due.form, "therapist") != 0;
	job.line = at_act_line(call, "make", "link", job.due.id, client.id);
	at_token_make(call->random, AT_LINK_BITS, token);
	at_token_hash(token, AT_LINK_BITS, job.hash);
	st = at_store_write(call, apply_link, &job);
	if (st != AT_OK)
		return st;
	out->due = job.due.id;
	out->opens = job.due.opens;
	out->closes = job.due.closes;
	out->url = job.link ? at_printf(call->arena, "%s/m/%s", call->house->public_url, token)
	    : NULL;
	return AT_OK;
}
