/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/safety.h"
#include "base/utf8.h"
#include "base/words.h"
/* ---- the crisis text ------------------------------------------------------- */

/* A line whose value the site has lost is left out: the others are needed the more. */
static enum at_status
add_crisis_line(struct at_call *call, const struct at_asking *asking, const char *key,
    struct at_crisis_view *view)
{
	enum at_status st = at_asking_say(call, asking, true, key, &view->lines[view->n_lines]);

	if (st == AT_OK)
		view->n_lines++;
	if (st != AT_INVALID)
		return st;
	at_error_clear(call->err);
	return AT_OK;
}

enum at_status
at_safety_crisis(struct at_call *call, const struct at_asking *asking, bool told,
    struct at_crisis_view *out)
{
	static const char *const keys[] = { "crisis.danger", "crisis.violence", "crisis.talk",
		"crisis.clinic", "crisis.watched", "crisis.told" };
	size_t n = told ? AT_COUNT(keys) : AT_COUNT(keys) - 1;
	enum at_status st = AT_OK;

	*out = (struct at_crisis_view){ .told = told };
	for (size_t i = 0; i < n && st == AT_OK; i++)
		st = add_crisis_line(call, asking, keys[i], out);
	return st;
}

enum at_status
at_safety_crisis_of(struct at_call *call, struct at_asking *asking, const struct at_due *due,
    const struct at_device *device, struct at_crisis_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_alert *alerts;
	struct at_call_me call_me;
	at_ms soonest = INT64_MAX;
	int n;
	enum at_status st;

	*out = (struct at_crisis_view){ .n_lines = 0 };
	if (db == NULL)
		return call->err->status;
	st = at_alert_list(call->arena, db, due->org, due->client, &alerts, &n, call->err);
	for (int i = 0; st == AT_OK && i < n; i++)
		if (alerts[i].due == due->id && alerts[i].device == device->id
		    && alerts[i].escalates < soonest)
			soonest = alerts[i].escalates;
	if (st != AT_OK || soonest == INT64_MAX)
		return st;
	at_safety_fill_told(call, asking, soonest);
	st = at_safety_crisis(call, asking, true, out);
	if (st == AT_OK)
		st = at_call_me_last(call->arena, db, due->org, due->client, &call_me, call->err);
	out->call_said = st == AT_OK && call_me.id != 0 && call_me.due == due->id;
	return st;
}

/* The organisation that "main@ORG" names, else the oldest; *site becomes "main". */
static enum at_status
find_org(struct at_call *call, struct at_db *db, const char **site, at_id *out)
{
	const char *at = *site == NULL ? NULL : strchr(*site, '@'), *name;
	int n = 0;
	enum at_status st;

	if (at != NULL) {
		*site = at_strndup(call->arena, *site, (size_t)(at - *site));
		if (at_id_parse(at + 1, out)
		    && at_org_name(call->arena, db, *out, &name, call->err) == AT_OK)
			return AT_OK;
		at_error_clear(call->err);
	}
	st = at_org_list(call->arena, db, out, 1, &n, call->err);
	return st == AT_OK && n == 0 ? at_fail(call->err, AT_NOT_FOUND,
	    "Nothing has been set up here yet.") : st;
}

/* The site of that name, else the first. */
static enum at_status
find_site(struct at_call *call, struct at_db *db, at_id org, const char *site, at_id *out)
{
	at_id *sites;
	int n;
	enum at_status st;

	if (site != NULL && at_site_find(call->arena, db, org, site, out, call->err) == AT_OK)
		return AT_OK;
	at_error_clear(call->err);
	st = at_site_list(call->arena, db, org, &sites, &n, call->err);
	if (st == AT_OK && n == 0)
		return at_fail(call->err, AT_NOT_FOUND, "Nothing has been set up here yet.");
	if (st == AT_OK)
		*out = sites[0];
	return st;
}

enum at_status
at_action_help(struct at_call *call, const char *site, struct at_asking **asking,
    struct at_crisis_view *out)
{
	struct at_db *db = at_store_reader(call);
	at_id org = 0, id = 0;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = find_org(call, db, &site, &org);
	if (st == AT_OK)
		st = find_site(call, db, org, site, &id);
	if (st == AT_OK)
		st = at_asking_open(call, org, id, NULL, "client", false,
		    at_words_lang(call->words), asking);
	return st == AT_OK ? at_safety_crisis(call, *asking, false, out) : st;
}

/* ---- what staff see -------------------------------------------------------- */

/* The words of an answer, "" if this program no longer knows the instrument. */
static const char *
answer_words(struct at_call *call, const struct at_asking *asking, const struct at_item *item,
    int code)
{
	struct at_said said;

	for (int i = 0; code >= 0 && i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];

		if (option->code == code && at_asking_say(call, asking, false,
		    at_printf(call->arena, "option.%s.%s", item->options->id, option->id),
		    &said) == AT_OK)
			return said.text;
	}
	return "";
}

static enum at_status
word_alert(struct at_call *call, struct at_alert_view *view)
{
	const struct at_alert *alert = &view->alert;
	const struct at_instrument *instrument = at_library_find(call->house->library,
	    alert->instrument);
	struct at_asking *asking;
	struct at_said said;
	int item;
	enum at_status st = at_asking_open(call, alert->org, alert->site, instrument, "client",
	    false, at_words_lang(call->words), &asking);

	if (st != AT_OK)
		return st;
	view->zone = asking->site.zone;
	view->question = view->answer = view->instrument_title = "";
	item = instrument == NULL ? -1 : at_instrument_item(instrument, alert->item);
	if (item < 0)
		return AT_OK;
	if (at_asking_say(call, asking, false, at_printf(call->arena, "item.%s", alert->item),
	    &said) == AT_OK)
		view->question = said.text;
	if (at_asking_say(call, asking, false, "name", &said) == AT_OK)
		view->instrument_title = said.text;
	view->answer = answer_words(call, asking, &instrument->items[item], alert->code);
	if (alert->last_code >= 0)
		view->last_answer = answer_words(call, asking, &instrument->items[item],
		    alert->last_code);
	return AT_OK;
}

/* Whether the cover sees it: the time is up, or the client has no therapist who could. */
static enum at_status
has_escalated(struct at_call *call, const struct at_alert *alert, bool *out)
{
	struct at_db *db = at_store_reader(call);
	bool attended;
	enum at_status st;

	*out = alert->escalates <= call->now;
	if (*out)
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_care_attended(call->arena, db, alert->org, alert->client, call->now, &attended,
	    call->err);
	*out = st == AT_OK && !attended;
	return st;
}

/* Name, words, note and phone number of one alert. */
static enum at_status
read_view(struct at_call *call, const struct at_client *client, const struct at_alert *alert,
    struct at_alert_view *view)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	*view = (struct at_alert_view){ .alert = *alert, .note = "", .phone = "" };
	st = !at_alert_is_open(alert) ? AT_OK : has_escalated(call, alert, &view->escalated);
	if (st == AT_OK)
		st = at_act_name(call, client, &view->client_name);
	if (st == AT_OK)
		st = word_alert(call, view);
	if (st == AT_OK)
		st = at_call_me_last(call->arena, db, alert->org, alert->client, &view->call_me,
		    call->err);
	if (st != AT_OK || client->key.n_bytes == 0)
		return st;
	st = at_act_unseal(call, client, "alert.note", alert->id, alert->note, &view->note);
	if (st == AT_OK)
		st = at_act_unseal(call, client, "call.phone", view->call_me.id,
		    view->call_me.phone, &view->phone);
	return st;
}

/* Whether the asker has cover at the alert's site now. */
static enum at_status
on_cover(struct at_call *call, const struct at_alert *alert, bool *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_site site;
	struct at_covers covers;
	enum at_status st;

	*out = false;
	if (db == NULL)
		return call->err->status;
	st = at_site_load(call->arena, db, alert->org, alert->site, &site, call->err);
	if (st == AT_OK)
		st = at_cover_load(call->arena, db, &site, &covers, call->err);
	for (int i = 0; st == AT_OK && i < covers.n_covers; i++)
		if (covers.covers[i].staff == call->who->staff
		    && at_hours_open(&covers.covers[i].hours, call->now))
			*out = true;
	return st;
}

/* What stands between the asker and this alert: the client's relations, and cover once
 * it has escalated.  What was acknowledged before is none of the cover's business. */
static enum at_status
stand_of(struct at_call *call, const struct at_client *client, const struct at_alert *alert,
    uint32_t *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_stand stand;
	bool escalated = false, covering = false;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_care_stand(call->arena, db, call->who, client, call->now, &stand, call->err);
	if (st == AT_OK && (at_alert_is_open(alert) || (alert->by != 0
	    && (alert->by == call->who->staff || alert->by_at >= alert->escalates))))
		st = has_escalated(call, alert, &escalated);
	if (st == AT_OK && escalated)
		st = on_cover(call, alert, &covering);
	if (st == AT_OK)
		*out = stand.relations | (covering ? AT_REL_ON_COVER : 0);
	return st;
}

/* Add an alert that one of these relations lets the asker see. */
static enum at_status
add_view(struct at_call *call, const struct at_alert *alert, uint32_t through,
    struct at_alert_views *all)
{
	struct at_db *db = at_store_reader(call);
	struct at_client client;
	uint32_t relations;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	for (int i = 0; i < all->n_views; i++)
		if (all->views[i].alert.id == alert->id)
			return AT_OK;
	st = at_client_load(call->arena, db, alert->org, alert->client, &client, call->err);
	if (st == AT_OK)
		st = stand_of(call, &client, alert, &relations);
	if (st != AT_OK || !at_policy_allows(call->who->subjects, relations & through,
	    AT_RES_ALERT, AT_VIEW))
		return st;
	st = read_view(call, &client, alert, &all->views[all->n_views]);
	if (st != AT_OK)
		return st;
	all->views[all->n_views++].may_acknowledge = at_alert_is_open(alert)
	    && at_policy_allows(call->who->subjects, relations, AT_RES_ALERT, AT_WRITE);
	return AT_OK;
}

enum at_status
at_action_alerts(struct at_call *call, struct at_alert_views *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_alert *own, *escalated;
	int n_own, n_escalated;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_alert_list_own(call->arena, db, call->who->org, call->who->staff, call->now, &own,
	    &n_own, call->err);
	if (st == AT_OK)
		st = at_alert_list_escalated(call->arena, db, call->who->org, call->now,
		    &escalated, &n_escalated, call->err);
	if (st != AT_OK)
		return st;
	out->views = AT_NEW(call->arena, struct at_alert_view, (size_t)(n_own + n_escalated));
	out->n_views = 0;
	for (int i = 0; i < n_own && st == AT_OK; i++)
		st = add_view(call, &own[i], AT_REL_OWN, out);
	for (int i = 0; i < n_escalated && st == AT_OK; i++)
		st = add_view(call, &escalated[i], AT_REL_ON_COVER, out);
	return st;
}

enum at_status
at_safety_of_client(struct at_call *call, const struct at_client *client, uint32_t relations,
    struct at_alert_views *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_alert *alerts;
	int n = 0;
	enum at_status st;

	*out = (struct at_alert_views){ NULL, 0 };
	if (db == NULL)
		return call->err->status;
	if (!at_policy_allows(call->who->subjects, relations, AT_RES_ALERT, AT_VIEW))
		return AT_OK;
	st = at_alert_list(call->arena, db, client->org, client->id, &alerts, &n, call->err);
	if (st != AT_OK)
		return st;
	out->views = AT_NEW(call->arena, struct at_alert_view, (size_t)n);
	for (int i = 0; i < n && st == AT_OK; i++) {
		st = read_view(call, client, &alerts[i], &out->views[i]);
		out->views[i].may_acknowledge = at_alert_is_open(&alerts[i])
		    && at_policy_allows(call->who->subjects, relations, AT_RES_ALERT, AT_WRITE);
	}
	out->n_views = n;
	return st;
}

/* Load an alert with its client and ask the policy.  An alert of another organisation
 * is not found: nobody learns that it exists. */
static enum at_status
open_alert(struct at_call *call, at_id alert, enum at_verb verb, struct at_alert *out,
    struct at_client *out_client, uint32_t *out_relations)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_alert_load(call->arena, db, call->who->org, alert, out, call->err);
	if (st == AT_OK)
		st = at_client_load(call->arena, db, out->org, out->client, out_client, call->err);
	if (st == AT_OK)
		st = stand_of(call, out_client, out, out_relations);
	return st == AT_OK ? at_act_allow(call, *out_relations, AT_RES_ALERT, verb) : st;
}

enum at_status
at_action_alert(struct at_call *call, at_id alert, struct at_alert_view *out)
{
	struct at_alert row;
	struct at_client client;
	struct at_audit_line line;
	uint32_t relations;
	enum at_status st = open_alert(call, alert, AT_VIEW, &row, &client, &relations);

	if (st == AT_OK)
		st = read_view(call, &client, &row, out);
	if (st != AT_OK)
		return st;
	out->may_acknowledge = at_alert_is_open(&row)
	    && at_policy_allows(call->who->subjects, relations, AT_RES_ALERT, AT_WRITE);
	line = at_act_line(call, "view", "alert", alert, row.client);
	return at_act_note(call, &line);
}

struct acknowledging {
	at_id org, alert, staff;
	at_ms at;
	struct at_bytes note;
	struct at_audit_line line;
};

static enum at_status
apply_acknowledge(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct acknowledging *a = job;
	enum at_status st = at_alert_acknowledge(db, a->org, a->alert, a->staff, a->at, a->note,
	    err);

	return st == AT_OK ? at_act_append(db, scratch, &a->line, err) : st;
}

enum at_status
at_action_acknowledge(struct at_call *call, at_id alert, const char *note)
{
	struct at_alert row;
	struct at_client client;
	uint32_t relations;
	struct acknowledging job;
	enum at_status st = open_alert(call, alert, AT_WRITE, &row, &client, &relations);

	if (st != AT_OK)
		return st;
	if (row.by == 0 && !at_alert_is_open(&row))
		return at_fail(call->err, AT_CONFLICT,
		    "This was said before it came here; there is nothing to acknowledge.");
	if (note == NULL || note[strspn(note, " \t\r\n")] == '\0')
		return at_fail(call->err, AT_INVALID,
		    "Please write a few words: what you did, or will do.");
	if (at_utf8_count(note) > AT_NOTE_MOST)
		return at_fail(call->err, AT_INVALID, "A note has at most %d characters.",
		    AT_NOTE_MOST);
	job = (struct acknowledging){ .org = row.org, .alert = row.id,
		.staff = call->who->staff, .at = call->now,
		.line = at_act_line(call, "acknowledge", "alert", row.id, row.client) };
	st = at_act_seal(call, &client, "alert.note", row.id, note, &job.note);
	return st == AT_OK ? at_store_write(call, apply_acknowledge, &job) : st;
}
