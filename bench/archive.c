/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive - a clinic with years of forms behind it, written straight into its rows.
 *
 *     archive FOLDER FORMS [DATABASE-URL]
 *
 * FOLDER was made by `attune init`.  Every therapist has 50 clients, every client the same
 * 57 weekly sessions up to now with 200 forms: session cards of both sides, before cards,
 * and PHQ-9 every other week.  The first therapist's clients are the same however large
 * the archive is.  Prints the login cookie of that therapist. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action/house.h"
#include "guard/guard.h"
#include "guard/token.h"
#include "instrument/score.h"
#include "store/answer.h"
#include "store/flag.h"
#include "store/org.h"
#include "store/people.h"
#include "store/said.h"
#include "store/store.h"

enum { CLIENTS = 50, SESSIONS = 57, FORMS = 200, A_JOB = 10 };

/* One therapist's archive in the making. */
struct archive {
	struct at_call *call;
	at_id org, site, therapist;
	struct at_random dice;          /* the same for every therapist */
	int first, n;                   /* clients of this job */
};

/* A client whose sessions are written. */
struct course {
	struct archive *a;
	struct at_db *db;
	struct at_client client;
	struct at_relationship relationship;
	int number;                     /* of the client, within the therapist */
};

static int
roll(struct archive *a, int n)
{
	return (int)(at_random_next(&a->dice) % (uint64_t)n);
}

static enum at_status
add_client(struct course *c, struct at_arena *scratch, struct at_error *err)
{
	static const char *const names[] = { "Jonas", "Marit", "Tobias", "Aisha", "Elias",
		"Nora", "Henrik", "Sara", "Emil", "Ida" };
	struct at_call *call = c->a->call;
	struct at_key key = at_key_make(call->random);
	const char *name = at_printf(scratch, "%s %c", names[c->number % 10],
	    'A' + c->number / 10);
	struct at_client *client = &c->client;
	enum at_status st;

	*client = (struct at_client){ .org = c->a->org, .site = c->a->site,
		.id = at_store_id(call), .form = "client", .lang = "en",
		.made = call->now - SESSIONS * 7 * AT_DAY };
	client->key.bytes = at_seal(scratch, &call->house->master,
	    (struct at_place){ "client.key", client->org, client->id }, call->random, key.bytes,
	    sizeof key.bytes, &client->key.n_bytes);
	client->name.bytes = at_seal(scratch, &key,
	    (struct at_place){ "client.name", client->org, client->id }, call->random, name,
	    strlen(name), &client->name.n_bytes);
	c->relationship = (struct at_relationship){ .org = client->org,
		.id = at_store_id(call), .episode = at_store_id(call), .client = client->id,
		.therapist = c->a->therapist, .from = client->made };
	st = at_client_insert(c->db, client, err);
	if (st == AT_OK)
		st = at_episode_insert(c->db, client->org, c->relationship.episode, client->id,
		    client->site, client->made, err);
	return st == AT_OK ? at_relationship_insert(c->db, &c->relationship, err) : st;
}

/* A due measure and the answer to it. */
static enum at_status
add_form(struct course *c, const struct at_session *session, const char *id, const char *form,
    at_ms at, struct at_error *err)
{
	const struct at_instrument *instrument = at_library_find(c->a->call->house->library, id);
	bool card = strcmp(id, "session") == 0;
	struct at_due due = { .org = session->org, .id = at_store_id(c->a->call),
		.client = session->client, .relationship = session->relationship,
		.session = session->id, .site = c->a->site, .instrument = id,
		.instrument_version = instrument->version, .form = form, .opens = at - AT_HOUR,
		.closes = at + AT_DAY };
	struct at_answers answers = at_answers_blank(instrument);
	struct at_score score[AT_MAX_SCALES];
	unsigned char packed[AT_PACKED_ROOM], scores[AT_SCORES_ROOM];
	struct at_answer answer = { .org = due.org, .client = due.client,
		.id = at_store_id(c->a->call), .due = due.id, .relationship = due.relationship,
		.session = due.session, .instrument = id,
		.instrument_version = instrument->version, .form = form, .at = at, .lang = "en",
		.layout = "pages3", .mode = "own-device", .seconds = 45,
		.told = card ? "ratings=therapist when=now words=therapist" : "" };
	enum at_status st;

	for (int i = 0; i < instrument->n_items; i++)
		if (instrument->items[i].kind == AT_ITEM_CHOICE)
			answers.codes[i] = i < 9 && card ? 4 + roll(c->a, 4)
			    : card ? 0 : roll(c->a, 3);
	at_score_answers(instrument, &answers, score);
	answer.packed = (struct at_bytes){ packed, at_answers_pack(&answers, packed) };
	answer.scores = (struct at_bytes){ scores, at_score_pack(score, instrument->n_scales,
		scores) };
	if (card && strcmp(form, "client") == 0 && roll(c->a, 4) == 0)
		answer.words = (struct at_bytes){ "sealed words of the usual length", 32 };
	st = at_due_insert(c->db, &due, at, err);
	if (st == AT_OK)
		st = at_due_finish(c->db, due.org, due.id, AT_DUE_SENT, answer.id, err);
	if (st == AT_OK)
		st = at_answer_insert(c->db, &answer, err);
	return st == AT_OK && answer.words.n_bytes > 0 ? at_said_read_insert(c->db,
	    &(struct at_said_read){ answer.org, answer.id, answer.client, c->a->therapist, at },
	    err) : st;
}

/* What the rules have said so far. */
static enum at_status
add_judgement(struct course *c, const struct at_session *session, struct at_error *err)
{
	static const char *const stages[] = { "said", "own", "rated" };
	struct at_kept_flag flag = { .org = session->org, .id = at_store_id(c->a->call),
		.client = session->client, .relationship = session->relationship,
		.session = session->id, .rule = session->number % 20 == 0 ? "drop" : "low",
		.version = 1, .inputs = "items=5 value=2 n=1", .at = session->ends };
	enum at_status st = AT_OK;

	for (int i = 0; i < 3 && st == AT_OK; i++)
		st = at_judged_insert(c->db, session->org, session->id, stages[i],
		    session->ends, err);
	return st == AT_OK && session->number % 5 == 0 ? at_flag_insert(c->db, &flag, err) : st;
}

static enum at_status
add_session(struct course *c, int number, struct at_error *err)
{
	at_ms now = c->a->call->now;
	struct at_session session = { .org = c->a->org, .id = at_store_id(c->a->call),
		.relationship = c->relationship.id, .client = c->client.id, .number = number,
		.starts = now - (SESSIONS - number) * 7 * AT_DAY - AT_DAY
		    - c->number * 20 * AT_MINUTE,
		.state = number <= SESSIONS ? "attended" : "planned" };
	enum at_status st;

	session.ends = session.starts + 50 * AT_MINUTE;
	session.day = session.starts / AT_DAY;
	st = at_session_insert(c->db, &session, err);
	if (st != AT_OK || number > SESSIONS)
		return st;
	st = add_form(c, &session, "before", "client", session.starts - AT_HOUR, err);
	if (st == AT_OK && number % 2 == 1)
		st = add_form(c, &session, "phq-9", "client", session.starts - AT_HOUR, err);
	if (st == AT_OK)
		st = add_form(c, &session, "session", "therapist", session.ends + AT_HOUR, err);
	if (st == AT_OK)
		st = add_form(c, &session, "session", "client", session.ends + 5 * AT_HOUR, err);
	return st == AT_OK ? add_judgement(c, &session, err) : st;
}

static enum at_status
apply_clients(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct archive *a = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < a->n && st == AT_OK; i++) {
		struct course c = { .a = a, .db = db, .number = a->first + i };

		st = add_client(&c, scratch, err);
		for (int number = 1; number <= SESSIONS + 1 && st == AT_OK; number++)
			st = add_session(&c, number, err);
	}
	return st;
}

struct newcomer {
	struct at_staff staff;
	struct at_login login;
	unsigned char hash[AT_TOKEN_HASH];
};

static enum at_status
apply_therapist(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct newcomer *new = job;
	enum at_status st = at_staff_insert(db, &new->staff, err);

	(void)scratch;
	if (st == AT_OK)
		st = at_staff_add_role(db, new->staff.org, new->staff.id, "therapist", 0, err);
	return st == AT_OK ? at_login_insert(db, &new->login, new->hash, err) : st;
}

static enum at_status
add_therapist(struct archive *a, int number)
{
	struct at_call *call = a->call;
	struct newcomer new = { .staff = { .org = a->org, .id = at_store_id(call),
		.handle = at_printf(call->arena, "bench-%d", number), .name = "Bench" } };
	char cookie[AT_TOKEN_ROOM];

	a->therapist = new.staff.id;
	new.login = (struct at_login){ .org = a->org, .id = at_store_id(call),
		.staff = new.staff.id, .made = call->now, .seen = call->now, .once = true };
	at_token_make(call->random, AT_COOKIE_BITS, cookie);
	at_token_hash(cookie, AT_COOKIE_BITS, new.hash);
	if (number == 0)
		puts(cookie);
	return at_store_write(call, apply_therapist, &new);
}

static enum at_status
fill(struct at_call *call, int n_forms)
{
	struct archive a = { .call = call };
	at_id *sites;
	int n_orgs, n_sites;
	enum at_status st = at_org_list(call->arena, at_store_reader(call), &a.org, 1, &n_orgs,
	    call->err);

	if (st == AT_OK)
		st = at_site_list(call->arena, at_store_reader(call), a.org, &sites, &n_sites,
		    call->err);
	if (st != AT_OK)
		return st;
	a.site = sites[0];
	for (int i = 0; i < n_forms / (CLIENTS * FORMS) && st == AT_OK; i++) {
		a.dice = at_random_seeded(7);
		st = add_therapist(&a, i);
		for (a.first = 0; a.first < CLIENTS && st == AT_OK; a.first += a.n) {
			a.n = A_JOB;
			st = at_store_write(call, apply_clients, &a);
		}
	}
	return st;
}

int
main(int argc, char **argv)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { 0 };
	struct at_random random = at_random_kernel();
	struct at_call call = { .arena = arena, .err = &err, .random = &random,
		.now = at_time_now() };
	const struct at_store_options options = { .folder = argc > 1 ? argv[1] : NULL,
		.db_url = argc > 3 ? argv[3] : NULL };
	const struct at_key_source key = { .folder = options.folder };
	enum at_status st;

	if (arena == NULL || argc < 3 || argc > 4) {
		fputs("usage: archive FOLDER FORMS [DATABASE-URL]\n", stderr);
		return 2;
	}
	st = at_guard_start(&err);
	if (st == AT_OK)
		st = at_house_open(arena, &key, "", &random, &call.house, &err);
	if (st == AT_OK)
		st = at_store_open(&options, &call.store, &err);
	if (st == AT_OK)
		st = fill(&call, atoi(argv[2]));
	if (st != AT_OK)
		fprintf(stderr, "archive: %s\n", err.text);
	at_store_close(call.store);
	at_arena_close(arena);
	return st == AT_OK ? 0 : 1;
}
