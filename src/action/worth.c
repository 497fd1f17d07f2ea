/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/worth.h"
#include "alliance/drop.h"
#include "base/named.h"
#include "base/utf8.h"
#include "store/people.h"

enum { MOST_REASON = 2000 };

/* ---- the rules look -------------------------------------------------------- */

/* What of a session can become visible by itself. */
enum stage { STAGE_SAID, STAGE_OWN, STAGE_RATED, STAGE_SILENT };
enum { N_STAGES = 4 };
static const char *const stages[N_STAGES] = { "said", "own", "rated", "silent" };

static bool
reached(const struct at_dyad_session *s, enum stage stage)
{
	switch (stage) {
	case STAGE_SAID:
		return s->us || (s->client.state == AT_CARD_IN && s->client.said);
	case STAGE_OWN:
		return s->therapist.state == AT_CARD_IN;
	case STAGE_RATED:
		return s->client.state == AT_CARD_IN && s->client.ratings;
	case STAGE_SILENT:
		return s->state == AT_SESSION_MISSED || s->client.state == AT_CARD_UNOPENED
		    || s->client.state == AT_CARD_UNSENT;
	}
	return false;
}

struct judging {
	at_id org;
	at_ms now;
	struct { at_id session; const char *stage; } *judged;
	struct at_kept_flag *flags;
	struct at_audit_line *lines;    /* one a flag */
	int n_judged, n_flags;
};

static enum at_status
apply_judging(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct judging *j = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < j->n_judged && st == AT_OK; i++)
		st = at_judged_insert(db, j->org, j->judged[i].session, j->judged[i].stage,
		    j->now, err);
	for (int i = 0; i < j->n_flags && st == AT_OK; i++) {
		st = at_flag_insert(db, &j->flags[i], err);
		if (st == AT_OK)
			st = at_act_append(db, scratch, &j->lines[i], err);
	}
	return st;
}

static const char *
pack_inputs(struct at_call *call, const struct at_worth *w)
{
	struct at_buffer out = at_buffer_init(call->arena);

	at_named_add(&out, "items", w->items);
	for (int i = 0; i < w->n_inputs; i++)
		at_named_add(&out, w->inputs[i].name, w->inputs[i].value);
	return at_buffer_string(&out);
}

static bool
is_judged(const struct at_judged *judged, int n, at_id session, const char *stage)
{
	for (int i = 0; i < n; i++)
		if (judged[i].session == session && strcmp(judged[i].stage, stage) == 0)
			return true;
	return false;
}

static bool
is_flagged(const struct at_kept_flag *flags, int n, at_id session, const char *rule)
{
	for (int i = 0; i < n; i++)
		if (flags[i].session == session && strcmp(flags[i].rule, rule) == 0)
			return true;
	return false;
}

/* The session of a dyad's row. */
static const struct at_session *
session_of(const struct at_history *h, at_id relationship, int number)
{
	for (int i = 0; i < h->n_sessions; i++)
		if (h->sessions[i].relationship == relationship
		    && h->sessions[i].number == number)
			return &h->sessions[i];
	return NULL;
}

/* What the rules find in one session that has come to a new stage. */
static void
find(struct at_call *call, const struct at_history *h, const struct at_dyad *dyad, int at,
    const struct at_session *session, const struct at_kept_flag *known, int n_known,
    struct judging *j)
{
	struct at_worth found[AT_WORTH_RULES];
	struct at_card_pair pair = at_pair_of(h, session, AT_SEES_THERAPIST, call->now);
	int n = at_worth_find(dyad, at, at_drop_step(NAN, AT_DYAD_HIGHEST - AT_DYAD_LOWEST),
	    found);

	for (int i = 0; i < n; i++) {
		const struct at_worth_row *row = at_worth_row(found[i].rule);
		struct at_kept_flag *flag = &j->flags[j->n_flags];

		if (is_flagged(known, n_known, session->id, row->id))
			continue;
		*flag = (struct at_kept_flag){ .org = h->client.org, .id = at_store_id(call),
			.client = h->client.id, .relationship = session->relationship,
			.session = session->id,
			.answer = pair.client.answer == NULL ? 0 : pair.client.answer->id,
			.rule = row->id, .version = found[i].version,
			.inputs = pack_inputs(call, &found[i]), .at = call->now, .how = "" };
		j->lines[j->n_flags++] = at_act_line(call, "find", "flag", flag->id,
		    h->client.id);
	}
}

static enum at_status
look(struct at_call *call, const struct at_history *h, at_id relationship,
    const struct at_judged *judged, int n_judged, const struct at_kept_flag *known, int n_known,
    struct judging *j)
{
	struct at_dyad dyad;
	enum at_status st = at_pair_dyad(call, h, relationship, AT_SEES_THERAPIST, &dyad);

	for (int i = 0; st == AT_OK && i < dyad.n_sessions; i++) {
		const struct at_session *session = session_of(h, relationship,
		    dyad.sessions[i].number);
		int before = j->n_judged;

		for (int stage = 0; stage < N_STAGES; stage++) {
			if (!reached(&dyad.sessions[i], (enum stage)stage)
			    || is_judged(judged, n_judged, session->id, stages[stage]))
				continue;
			j->judged[j->n_judged].session = session->id;
			j->judged[j->n_judged++].stage = stages[stage];
		}
		if (j->n_judged > before)
			find(call, h, &dyad, i, session, known, n_known, j);
	}
	return st;
}

static enum at_status
load_known(struct at_call *call, const struct at_history *h, struct at_judged **judged,
    int *n_judged, struct at_kept_flag **flags, int *n_flags)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_judged_list(call->arena, db, h->client.org, h->client.id, judged, n_judged,
	    call->err);
	return st == AT_OK ? at_flag_list(call->arena, db, h->client.org, h->client.id, flags,
	    n_flags, call->err) : st;
}

enum at_status
at_worth_judge(struct at_call *call, const struct at_history *h, struct at_kept_flag **out,
    int *out_n)
{
	struct judging j = { .org = h->client.org, .now = call->now };
	struct at_judged *judged;
	int n_judged;
	enum at_status st = load_known(call, h, &judged, &n_judged, out, out_n);

	if (st != AT_OK)
		return st;
	j.judged = at_alloc(call->arena, N_STAGES * (size_t)h->n_sessions, sizeof *j.judged);
	j.flags = AT_NEW(call->arena, struct at_kept_flag,
	    (size_t)(h->n_sessions * AT_WORTH_RULES));
	j.lines = AT_NEW(call->arena, struct at_audit_line,
	    (size_t)(h->n_sessions * AT_WORTH_RULES));
	for (int i = 0; i < h->n_relationships && st == AT_OK; i++)
		st = look(call, h, h->relationships[i].id, judged, n_judged, *out, *out_n, &j);
	if (st != AT_OK || j.n_judged == 0)
		return st;
	st = at_store_write(call, apply_judging, &j);
	if (st == AT_CONFLICT)          /* somebody else opened it at the same moment */
		at_error_clear(call->err);
	else if (st != AT_OK)
		return st;
	return load_known(call, h, &judged, &n_judged, out, out_n);
}

/* ---- who sees what was found ------------------------------------------------ */

/* Names come from the rule's own list in alliance/worth.h. */
static void
unpack_inputs(struct at_call *call, const struct at_kept_flag *flag, struct at_worth *out)
{
	const char *text = flag->inputs;
	struct at_named pair;

	while (out->n_inputs < AT_WORTH_MAX_INPUTS && at_named_next(&text, &pair)) {
		const char *name = at_strndup(call->arena, pair.name, pair.n_name);

		if (strcmp(name, "items") == 0)
			out->items = (unsigned)pair.value;
		else
			out->inputs[out->n_inputs++] = (struct at_worth_input){ name,
				pair.value };
	}
}

/* Whether what the client said is not to be read before the own card is in. */
static bool
is_unsaid(struct at_call *call, const struct at_history *h, const struct at_flag_view *view)
{
	const struct at_session *session = at_history_session(h, view->flag.session);
	struct at_card_pair pair;

	if (view->rule->rule != AT_WORTH_STRAIN || session == NULL
	    || ((unsigned)at_worth_input(&view->worth, "said") & AT_SAID_CLIENT) == 0)
		return false;
	pair = at_pair_of(h, session, AT_SEES_THERAPIST, call->now);
	return at_pair_comes_first(h, &pair,
	    at_history_relationship(h, session->relationship)->therapist);
}

static bool
may_see(struct at_call *call, const struct at_history *h, const struct at_kept_flag *flag)
{
	switch (at_history_viewer(h, call->who->staff, flag->relationship, call->now)) {
	case AT_SEES_THERAPIST:
	case AT_SEES_FORMER:
		return at_policy_allows(call->who->subjects, h->stand.relations, AT_RES_FLAG,
		    AT_VIEW);
	case AT_SEES_SUPERVISOR:
		return at_policy_allows(call->who->subjects, h->stand.relations, AT_RES_FLAG,
		    AT_VIEW) && at_history_released(h, flag->relationship, "flags");
	case AT_SEES_CLIENT:
	case AT_SEES_PARENT:
	case AT_SEES_NEXT:
	case AT_SEES_NOTHING:
		break;
	}
	return false;
}

enum at_status
at_worth_view(struct at_call *call, const struct at_history *h, const struct at_kept_flag *flag,
    struct at_flag_view *out)
{
	const struct at_session *session = at_history_session(h, flag->session);
	struct at_db *db;
	struct at_staff staff;
	enum at_status st = AT_OK;

	*out = (struct at_flag_view){ .flag = *flag, .rule = at_worth_row_by_id(flag->rule),
		.session = session == NULL ? 0 : session->number, .open = flag->how[0] == '\0',
		.by = "", .reason = "" };
	if (out->rule == NULL)
		return at_fail(call->err, AT_CORRUPT, "A flag has the rule \"%s\", which this "
		    "program does not know.", flag->rule);
	out->worth = (struct at_worth){ .rule = out->rule->rule, .version = flag->version,
		.session = out->session };
	unpack_inputs(call, flag, &out->worth);
	out->unsaid = is_unsaid(call, h, out);
	if (out->open)
		return AT_OK;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_staff_load(call->arena, db, flag->org, flag->by, &staff, call->err);
	if (st == AT_OK)
		out->by = staff.name;
	return st == AT_OK ? at_act_unseal(call, &h->client, "flag.reason", flag->id,
	    flag->reason, &out->reason) : st;
}

enum at_status
at_worth_views(struct at_call *call, const struct at_history *h, const struct at_kept_flag *flags,
    int n, struct at_flag_views *out)
{
	enum at_status st = AT_OK;

	*out = (struct at_flag_views){ AT_NEW(call->arena, struct at_flag_view, (size_t)n), 0 };
	for (int i = 0; i < n && st == AT_OK; i++)
		if (may_see(call, h, &flags[i]))
			st = at_worth_view(call, h, &flags[i], &out->views[out->n_views++]);
	return st;
}

/* ---- one flag --------------------------------------------------------------- */

enum at_status
at_action_flag(struct at_call *call, at_id flag, struct at_history *h, struct at_flag_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_kept_flag row;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_flag_load(call->arena, db, call->who->org, flag, &row, call->err);
	if (st == AT_OK)
		st = at_history_open(call, row.client, AT_RES_FLAG, AT_VIEW, h);
	if (st == AT_OK)
		st = at_history_read(call, h);
	if (st != AT_OK)
		return st;
	if (!may_see(call, h, &row))
		return at_fail(call->err, AT_DENIED, "You may not see or do this.");
	return at_worth_view(call, h, &row, out);
}

struct handling {
	struct at_handling row;
	struct at_audit_line line;
};

static enum at_status
apply_handling(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct handling *h = job;
	enum at_status st = at_flag_handle(db, &h->row, err);

	return st == AT_OK ? at_act_append(db, scratch, &h->line, err) : st;
}

static enum at_status
check_handling(struct at_call *call, const char *how, const char *reason)
{
	if (strcmp(how, "aside") != 0 && strcmp(how, "discussed") != 0 && strcmp(how, "open") != 0)
		return at_fail(call->err, AT_INVALID, "A flag is set aside, marked as discussed, "
		    "or open.");
	if (strcmp(how, "aside") == 0 && reason[strspn(reason, " \t\r\n")] == '\0')
		return at_fail(call->err, AT_INVALID, "Say in a few words why it is set aside.");
	if (!at_utf8_valid(reason, strlen(reason)) || at_utf8_count(reason) > MOST_REASON)
		return at_fail(call->err, AT_INVALID, "A reason has at most %d characters.",
		    MOST_REASON);
	return AT_OK;
}

enum at_status
at_action_flag_handle(struct at_call *call, at_id flag, const char *how, const char *reason)
{
	struct at_flag_view view;
	struct at_history h;
	struct handling job;
	enum at_status st = at_action_flag(call, flag, &h, &view);

	if (st == AT_OK)
		st = at_act_allow(call, h.stand.relations, AT_RES_FLAG, AT_WRITE);
	if (st == AT_OK)
		st = check_handling(call, how, reason);
	if (st != AT_OK)
		return st;
	job.row = (struct at_handling){ .org = call->who->org, .id = at_store_id(call),
		.flag = flag, .client = h.client.id, .staff = call->who->staff, .how = how,
		.at = call->now };
	job.line = at_act_line(call, how, "flag", flag, h.client.id);
	st = at_act_seal(call, &h.client, "flag.reason", flag, reason, &job.row.reason);
	return st == AT_OK ? at_store_write(call, apply_handling, &job) : st;
}
