/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/consent.h"
#include "action/own_open.h"
#include "action/planning.h"
#include "base/words.h"

enum { MOST_VERSION = 20 };

/* ---- what stands ------------------------------------------------------------ */

static enum at_status
read_consents(struct at_call *call, const struct at_history *h, struct at_consents *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : at_consent_list(call->arena, db,
	    h->client.org, h->client.id, 0, &out->all, &out->n_all, call->err);

	if (st != AT_OK)
		return st;
	out->zone = h->site.zone;
	out->may_stop = at_policy_allows(call->who->subjects, h->stand.relations, AT_RES_CHOICES,
	    AT_WRITE);
	for (int i = 0; i < AT_CONSENT_PURPOSES; i++)
		out->now[i] = at_consent_of(out->all, out->n_all, (enum at_consent_purpose)i);
	return AT_OK;
}

enum at_status
at_action_own_consents(struct at_call *call, struct at_own_frame *out_frame,
    struct at_consents *out)
{
	struct at_history h;
	enum at_status st = at_own_open(call, AT_RES_CONSENT, AT_VIEW, &h, out_frame);

	*out = (struct at_consents){ .client_name = "" };
	return st == AT_OK ? read_consents(call, &h, out) : st;
}

enum at_status
at_action_consents(struct at_call *call, at_id client, struct at_consents *out)
{
	struct at_audit_line line = at_act_line(call, "view", "consent", client, client);
	struct at_history h;
	enum at_status st = at_history_open(call, client, AT_RES_CONSENT, AT_VIEW, &h);

	*out = (struct at_consents){ .client_name = "" };
	if (st == AT_OK)
		st = at_act_name(call, &h.client, &out->client_name);
	if (st == AT_OK)
		st = read_consents(call, &h, out);
	return st == AT_OK ? at_act_note(call, &line) : st;
}

/* ---- given, taken back ------------------------------------------------------ */

struct consenting {
	struct at_consent consent;
	struct at_audit_line line;
};

static enum at_status
apply_consent(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct consenting *c = job;
	enum at_status st = at_consent_insert(db, &c->consent, err);

	return st == AT_OK ? at_act_append(db, scratch, &c->line, err) : st;
}

/* `consent` says whose, what for, whether, and to which words. */
static enum at_status
record(struct at_call *call, const struct at_consent *consent)
{
	struct consenting job = { .consent = *consent };

	job.consent.org = call->who->org;
	job.consent.id = at_store_id(call);
	job.consent.staff = call->who->staff;
	job.consent.at = call->now;
	job.line = at_act_line(call, consent->given ? "consent" : "withdraw",
	    at_consent_name(consent->purpose), job.consent.id, consent->client);
	job.line.detail = consent->wording;
	return at_store_write(call, apply_consent, &job);
}

/* A client's; said twice is said once, unless it is on paper now. */
static enum at_status
record_client(struct at_call *call, const struct at_history *h, const struct at_consent *consent)
{
	struct at_consents had;
	enum at_status st = read_consents(call, h, &had);
	const struct at_consent *now = &had.now[consent->purpose];

	if (st != AT_OK || (now->id != 0 && now->given == consent->given
	    && (!now->given || strcmp(now->wording, consent->wording) == 0)))
		return st;
	st = record(call, consent);
	return st == AT_OK && consent->purpose == AT_CONSENT_MEASURING
	    && now->given != consent->given
	    ? at_plan_settle(call, h->client.org, h->client.id) : st;
}

static bool
read_purpose(const char *text, enum at_consent_purpose *out)
{
	for (int i = 0; text != NULL && i < AT_CONSENT_PURPOSES; i++) {
		if (strcmp(at_consent_name((enum at_consent_purpose)i), text) != 0)
			continue;
		*out = (enum at_consent_purpose)i;
		return true;
	}
	return false;
}

/* Which words it was said to.  A version is no place for anybody's name. */
static enum at_status
read_wording(struct at_call *call, const struct at_consent_ask *ask, bool given,
    const char **out)
{
	static const char allowed[] = "0123456789.-abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *version = ask->version == NULL ? "" : ask->version;

	*out = AT_CONSENT_WORDING;
	if (call->who->client != 0)
		return AT_OK;
	if (strlen(version) > MOST_VERSION || version[strspn(version, allowed)] != '\0')
		return at_fail(call->err, AT_INVALID, at_tr(call, "A version is at most %d letters,"
		    " digits, points and dashes, such as 2026-02."), MOST_VERSION);
	*out = !given ? "" : version[0] == '\0' ? "paper"
	    : at_printf(call->arena, "paper %s", version);
	return AT_OK;
}

enum at_status
at_action_consent(struct at_call *call, const struct at_consent_ask *ask)
{
	struct at_consent consent = { .client = ask->client };
	bool known = read_purpose(ask->purpose, &consent.purpose);
	bool stops = known && consent.purpose == AT_CONSENT_MEASURING;
	const char *answer = ask->answer == NULL ? "" : ask->answer;
	struct at_history h;
	enum at_status st = at_history_open(call, ask->client, stops ? AT_RES_CHOICES
	    : AT_RES_CONSENT, AT_WRITE, &h);

	if (st != AT_OK)
		return st;
	consent.given = strcmp(answer, "yes") == 0;
	if (!known || (!consent.given && strcmp(answer, "no") != 0))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "Please say what it is about, and yes or no."));
	st = read_wording(call, ask, consent.given, &consent.wording);
	return st == AT_OK ? record_client(call, &h, &consent) : st;
}

enum at_status
at_action_measuring(struct at_call *call, at_id client, bool goes_on)
{
	const struct at_consent consent = { .client = client, .given = goes_on,
		.purpose = AT_CONSENT_MEASURING, .wording = "" };
	struct at_history h;
	struct at_consents had;
	enum at_status st = at_history_open(call, client, AT_RES_CHOICES, AT_WRITE, &h);

	if (st == AT_OK)
		st = read_consents(call, &h, &had);
	return st != AT_OK || had.now[AT_CONSENT_MEASURING].given == goes_on ? st
	    : record_client(call, &h, &consent);
}

/* ---- a therapist's own answers ---------------------------------------------- */

enum at_status
at_action_own_research(struct at_call *call, struct at_consent *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_consent *list;
	int n = 0;
	enum at_status st = at_act_allow(call, AT_REL_SELF, AT_RES_CONSENT, AT_VIEW);

	if (st == AT_OK)
		st = db == NULL ? call->err->status : at_consent_list(call->arena, db,
		    call->who->org, 0, call->who->staff, &list, &n, call->err);
	if (st == AT_OK)
		*out = at_consent_of(list, n, AT_CONSENT_RESEARCH);
	return st;
}

enum at_status
at_action_own_research_set(struct at_call *call, bool given)
{
	const struct at_consent consent = { .person = call->who->staff, .given = given,
		.purpose = AT_CONSENT_RESEARCH, .wording = AT_CONSENT_WORDING };
	struct at_consent had;
	enum at_status st = at_act_allow(call, AT_REL_SELF, AT_RES_CONSENT, AT_WRITE);

	if (st == AT_OK)
		st = at_action_own_research(call, &had);
	return st != AT_OK || (had.id != 0 && had.given == given) ? st : record(call, &consent);
}
