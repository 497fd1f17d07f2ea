/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/history.h"
#include "action/said.h"
#include "store/said.h"

/* What one job writes: marks, and an audit line for each look. */
struct opening {
	struct at_said_read *reads;
	int n_reads;
	struct at_audit_line *lines;
	int n_lines;
};

static enum at_status
apply_opening(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct opening *o = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < o->n_reads && st == AT_OK; i++)
		st = at_said_read_insert(db, &o->reads[i], err);
	for (int i = 0; i < o->n_lines && st == AT_OK; i++)
		st = at_act_append(db, scratch, &o->lines[i], err);
	return st;
}

static struct at_said_read
read_now(const struct at_call *call, const struct at_answer *answer)
{
	return (struct at_said_read){ .org = answer->org, .answer = answer->id,
		.client = answer->client, .staff = call->who->staff, .at = call->now };
}

/* ---- the therapist --------------------------------------------------------- */

/* By the client's side about that session, to the asker; for a former therapist about an
 * hour of the own period. */
static bool
is_heard(const struct at_history *h, const struct at_answer *answer,
    const struct at_session *session, const struct at_call *call)
{
	enum at_viewer viewer = at_history_viewer(h, call->who->staff, answer->relationship,
	    call->now);

	return answer->session == (session == NULL ? 0 : session->id)
	    && strcmp(answer->form, "therapist") != 0
	    && (viewer == AT_SEES_THERAPIST || viewer == AT_SEES_FORMER)
	    && at_history_in_period(h, session == NULL ? answer->at : session->starts);
}

/* Mark what is heard and is something: of what was said to somebody else only the rest. */
static enum at_status
find_heard(struct at_call *call, const struct at_history *h, const struct at_session *session,
    struct opening *job)
{
	enum at_status st = AT_OK;

	job->reads = AT_NEW(call->arena, struct at_said_read, (size_t)h->n_answers);
	for (int i = 0; i < h->n_answers && st == AT_OK; i++) {
		const struct at_answer *answer = &h->answers[i];
		int number = session == NULL ? 0 : session->number;
		struct at_saying saying;

		if (!is_heard(h, answer, session, call))
			continue;
		st = at_saying_is_addressed(answer)
		    ? at_saying_read_rest(call, &h->client, answer, number, &saying)
		    : at_saying_read(call, &h->client, answer, number, &saying);
		if (st == AT_OK && !at_saying_is_empty(&saying))
			job->reads[job->n_reads++] = read_now(call, answer);
	}
	return st;
}

enum at_status
at_action_said_open(struct at_call *call, at_id client, at_id session)
{
	struct at_history h;
	const struct at_session *hour;
	struct opening job = { .n_reads = 0 };
	struct at_audit_line line;
	enum at_status st = at_history_open(call, client, AT_RES_WORDS, AT_VIEW, &h);

	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st != AT_OK)
		return st;
	hour = at_history_session(&h, session);
	if (session != 0 && hour == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "There is no such session.");
	st = find_heard(call, &h, hour, &job);
	if (st != AT_OK || job.n_reads == 0)
		return st;
	line = at_act_line(call, "view", "words", session, client);
	job.lines = &line;
	job.n_lines = 1;
	return at_store_write(call, apply_opening, &job);
}

/* ---- the contact person ---------------------------------------------------- */

/* The client of an answer that was addressed to the asker; *out_mine false if it was not. */
static enum at_status
check_mine(struct at_call *call, const struct at_addressed *row, struct at_site *site,
    struct at_client *client, bool *out_mine)
{
	struct at_db *db = at_store_reader(call);
	struct at_contact contact;
	enum at_status st;

	*out_mine = false;
	if (db == NULL)
		return call->err->status;
	st = at_site_load(call->arena, db, row->answer.org, row->site, site, call->err);
	if (st == AT_OK)
		st = at_contact_load(call->arena, db, site, &contact, call->err);
	if (st != AT_OK || contact.staff != call->who->staff
	    || !at_policy_allows(call->who->subjects, AT_REL_ADDRESSED, AT_RES_SAID, AT_VIEW))
		return st;
	st = at_client_load(call->arena, db, row->answer.org, row->answer.client, client,
	    call->err);
	*out_mine = st == AT_OK && client->key.n_bytes > 0 && !client->restricted;
	return st;
}

static enum at_status
has_read(struct at_call *call, const struct at_answer *answer, bool *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_said_read *reads;
	int n;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_said_read_list(call->arena, db, answer->org, answer->client, &reads, &n,
	    call->err);
	if (st == AT_OK)
		*out = at_said_read_find(reads, n, answer->id, call->who->staff) != 0;
	return st;
}

static enum at_status
fill_said(struct at_call *call, const struct at_addressed *row, struct at_said_row *out,
    bool *out_mine)
{
	struct at_client client;
	struct at_site site;
	enum at_status st = check_mine(call, row, &site, &client, out_mine);

	if (st != AT_OK || !*out_mine)
		return st;
	*out = (struct at_said_row){ .answer = row->answer.id, .site = site.name,
		.zone = site.zone, .saying = { .at = row->answer.at, .who = row->answer.form,
		.strain = "", .about = "", .wish = "", .words = "" } };
	st = at_act_name(call, &client, &out->client_name);
	if (st == AT_OK)
		st = has_read(call, &row->answer, &out->read);
	return st == AT_OK && out->read
	    ? at_saying_read(call, &client, &row->answer, 0, &out->saying) : st;
}

static enum at_status
list_addressed(struct at_call *call, struct at_addressed **out, int *out_n)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ADDRESSED, AT_RES_SAID, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status
	    : at_addressed_list(call->arena, db, call->who->org, out, out_n, call->err);
}

/* Unread first; the order within is kept. */
static void
put_unread_first(struct at_call *call, struct at_said_row *rows, int n)
{
	struct at_said_row *read = AT_NEW(call->arena, struct at_said_row, (size_t)n);
	int n_read = 0, n_unread = 0;

	for (int i = 0; i < n; i++) {
		if (rows[i].read)
			read[n_read++] = rows[i];
		else
			rows[n_unread++] = rows[i];
	}
	for (int i = 0; i < n_read; i++)
		rows[n_unread + i] = read[i];
}

enum at_status
at_action_said(struct at_call *call, struct at_said_row **out, int *out_n)
{
	struct at_addressed *all;
	struct opening looks = { .n_reads = 0 };
	int n;
	enum at_status st = list_addressed(call, &all, &n);

	*out_n = 0;
	if (st != AT_OK)
		return st;
	*out = AT_NEW(call->arena, struct at_said_row, (size_t)n);
	looks.lines = AT_NEW(call->arena, struct at_audit_line, (size_t)n);
	for (int i = 0; i < n && st == AT_OK; i++) {
		bool mine;

		st = fill_said(call, &all[i], &(*out)[*out_n], &mine);
		if (st != AT_OK || !mine)
			continue;
		if ((*out)[(*out_n)++].read)
			looks.lines[looks.n_lines++] = at_act_line(call, "view", "said",
			    all[i].answer.id, all[i].answer.client);
	}
	if (st != AT_OK)
		return st;
	put_unread_first(call, *out, *out_n);
	return looks.n_lines > 0 ? at_store_write(call, apply_opening, &looks) : AT_OK;
}

enum at_status
at_action_said_read(struct at_call *call, at_id answer)
{
	struct at_addressed *all;
	int n = 0;
	enum at_status st = list_addressed(call, &all, &n);

	for (int i = 0; i < n && st == AT_OK; i++) {
		struct at_said_read read = read_now(call, &all[i].answer);
		struct at_audit_line line;
		struct opening job = { &read, 1, &line, 1 };
		struct at_client client;
		struct at_site site;
		bool mine;

		if (all[i].answer.id != answer)
			continue;
		st = check_mine(call, &all[i], &site, &client, &mine);
		if (st != AT_OK || !mine)
			break;
		line = at_act_line(call, "view", "said", answer, client.id);
		return at_store_write(call, apply_opening, &job);
	}
	return st != AT_OK ? st : at_fail(call->err, AT_NOT_FOUND,
	    "Nothing was said to you there.");
}
