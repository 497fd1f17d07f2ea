/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "action/act.h"
#include "base/words.h"
#include "store/day.h"

static const char erased[] = AT_TEXT("This client has been erased.");

enum at_status
at_act_allow(struct at_call *call, uint32_t relations, enum at_resource resource,
    enum at_verb verb)
{
	/* A login that owes something may do that and no more. */
	if (call->who->owes != 0 && resource != AT_RES_OWN_LOGIN)
		return at_fail(call->err, AT_DENIED, "You may not see or do this.");
	if (at_policy_allows(call->who->subjects, relations | AT_REL_ANY, resource, verb))
		return AT_OK;
	return at_fail(call->err, AT_DENIED, "You may not see or do this.");
}

enum at_status
at_act_usable(struct at_call *call, const struct at_client *client)
{
	if (client->key.n_bytes == 0)
		return at_fail(call->err, AT_GONE, "%s", at_tr(call, erased));
	if (client->restricted)
		return at_fail(call->err, AT_DENIED, "%s", at_tr(call, "This client's record is"
		    " restricted: it is kept, and nothing is done with it until the privacy"
		    " officer lifts that."));
	return AT_OK;
}

enum at_status
at_act_first_zone(struct at_call *call, const struct at_zone **out)
{
	struct at_db *db = at_store_reader(call);
	struct at_site site;
	at_id *sites;
	int n;
	enum at_status st = db == NULL ? call->err->status : at_site_list(call->arena, db,
	    call->who->org, &sites, &n, call->err);

	if (st == AT_OK && n == 0)
		return at_zone_load(call->arena, "UTC", out, call->err);
	if (st == AT_OK)
		st = at_site_load(call->arena, db, call->who->org, sites[0], &site, call->err);
	if (st == AT_OK)
		*out = site.zone;
	return st;
}

/* Somebody with several roles acts in the first that the audit knows a name for. */
static const char *
subject_of(const struct at_who *who)
{
	for (uint32_t bit = AT_PUBLIC; bit <= AT_OPERATOR; bit <<= 1)
		if ((who->subjects & bit) != 0)
			return at_subject_name((enum at_subject)bit);
	return "nobody";
}

struct at_audit_line
at_act_line(const struct at_call *call, const char *verb, const char *resource, at_id row,
    at_id client)
{
	return (struct at_audit_line){
		.org = call->who->org, .node = at_store_node(call->store), .at = call->now,
		.subject = subject_of(call->who), .staff = call->who->staff, .verb = verb,
		.resource = resource, .row = row, .client = client, .detail = "",
	};
}

enum at_status
at_act_append(struct at_db *db, struct at_arena *scratch, struct at_audit_line *line,
    struct at_error *err)
{
	enum at_status st = at_audit_append(db, scratch, line->node, line, err);

	if (st != AT_OK || line->client == 0)
		return st;
	return at_day_touch(db, line->org, line->client, err);
}

static enum at_status
apply_note(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	return at_act_append(db, scratch, job, err);
}

enum at_status
at_act_note(struct at_call *call, const struct at_audit_line *line)
{
	struct at_audit_line copy = *line;

	return at_store_write(call, apply_note, &copy);
}

/* The client's key.  AT_GONE when the client was erased. */
static enum at_status
open_key(struct at_call *call, const struct at_client *client, struct at_key *out)
{
	const struct at_place place = { "client.key", client->org, client->id };
	char *bytes;
	size_t n;
	enum at_status st;

	if (client->key.n_bytes == 0)
		return at_fail(call->err, AT_GONE, "%s", at_tr(call, erased));
	st = at_unseal(call->arena, &call->house->master, place, client->key.bytes,
	    client->key.n_bytes, &bytes, &n, call->err);
	if (st != AT_OK)
		return st;
	if (n != AT_KEY_BYTES)
		return at_fail(call->err, AT_CORRUPT, "This client's key is damaged.");
	memcpy(out->bytes, bytes, AT_KEY_BYTES);
	sodium_memzero(bytes, n);
	return AT_OK;
}

enum at_status
at_act_name(struct at_call *call, const struct at_client *client, const char **out)
{
	if (client->key.n_bytes == 0) {
		*out = "Erased client";
		return AT_OK;
	}
	return at_act_unseal(call, client, "client.name", client->id, client->name, out);
}

enum at_status
at_act_seal(struct at_call *call, const struct at_client *client, const char *field, at_id row,
    const char *text, struct at_bytes *out)
{
	const struct at_place place = { field, client->org, row };
	struct at_key key;
	enum at_status st = open_key(call, client, &key);

	if (st != AT_OK)
		return st;
	out->bytes = at_seal(call->arena, &key, place, call->random, text, strlen(text),
	    &out->n_bytes);
	at_key_wipe(&key);
	return AT_OK;
}

enum at_status
at_act_unseal(struct at_call *call, const struct at_client *client, const char *field, at_id row,
    struct at_bytes sealed, const char **out)
{
	const struct at_place place = { field, client->org, row };
	struct at_key key;
	char *text;
	size_t n;
	enum at_status st;

	*out = "";
	if (sealed.n_bytes == 0)
		return AT_OK;
	st = open_key(call, client, &key);
	if (st != AT_OK)
		return st;
	st = at_unseal(call->arena, &key, place, sealed.bytes, sealed.n_bytes, &text, &n,
	    call->err);
	at_key_wipe(&key);
	if (st == AT_OK)
		*out = text;
	return st;
}
