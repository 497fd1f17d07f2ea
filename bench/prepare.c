/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prepare - a clinic with many open forms, each begun by a browser of its own.
 *
 *     prepare FOLDER N [DATABASE-URL] > requests
 *
 * FOLDER was made by `attune init`.  Prints, for each form, the request that sends its
 * twelve answers: path TAB cookies TAB body, where @CSRF@ stands for the form token of
 * the server that is started later. */
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "guard/guard.h"
#include "guard/token.h"
#include "store/due.h"
#include "store/org.h"
#include "store/people.h"
#include "store/store.h"

enum { CLIENTS = 1000, A_JOB = 2000 };

struct person {
	at_id client, relationship;
};

struct batch {
	struct at_call *call;
	struct person *persons;         /* CLIENTS of them */
	at_id org, site, therapist;
	int n;
};

/* A client in therapy. */
static enum at_status
add_person(struct batch *b, struct at_db *db, struct person *out, struct at_error *err)
{
	const struct at_client client = { .org = b->org, .site = b->site,
		.id = at_store_id(b->call), .name = { "sealed", 6 }, .key = { "sealed", 6 },
		.form = "client", .lang = "en", .made = b->call->now };
	const struct at_relationship relationship = { .org = b->org,
		.id = at_store_id(b->call), .episode = at_store_id(b->call),
		.client = client.id, .therapist = b->therapist, .from = b->call->now };
	enum at_status st = at_client_insert(db, &client, err);

	*out = (struct person){ client.id, relationship.id };
	if (st == AT_OK)
		st = at_episode_insert(db, b->org, relationship.episode, client.id, b->site,
		    b->call->now, err);
	return st == AT_OK ? at_relationship_insert(db, &relationship, err) : st;
}

static enum at_status
apply_clients(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct batch *b = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < CLIENTS && st == AT_OK; i++)
		st = add_person(b, db, &b->persons[i], err);
	return st;
}

static enum at_status
add_form(struct batch *b, struct at_db *db, const struct person *person, struct at_error *err)
{
	struct at_call *call = b->call;
	struct at_due due = { .org = b->org, .id = at_store_id(call), .client = person->client,
		.relationship = person->relationship, .site = b->site, .instrument = "bench-12",
		.instrument_version = 1, .form = "client", .opens = call->now - AT_DAY,
		.closes = call->now + 30 * AT_DAY };
	struct at_device device = { .org = b->org, .id = at_store_id(call), .due = due.id,
		.lang = "en", .began = call->now };
	char cookie[AT_TOKEN_ROOM], id[AT_ID_ROOM], client_id[AT_ID_ROOM];
	unsigned char hash[AT_TOKEN_HASH];
	enum at_status st;

	at_token_make(call->random, AT_COOKIE_BITS, cookie);
	at_token_hash(cookie, AT_COOKIE_BITS, hash);
	at_random_bytes(call->random, device.key, sizeof device.key);
	st = at_due_insert(db, &due, call->now, err);
	if (st == AT_OK)
		st = at_device_insert(db, &device, hash, err);
	if (st != AT_OK)
		return st;
	at_id_format(due.id, id);
	at_id_format(person->client, client_id);
	printf("/f/%s?client=%s\t__Host-visit=@VISIT@; __Host-form=%s\tcsrf=@CSRF@&page=0&do=next",
	    id, client_id, cookie);
	for (int i = 1; i <= 12; i++)
		printf("&%d=%d", i, (int)(at_random_next(call->random) % 5) + 1);
	putchar('\n');
	return AT_OK;
}

static enum at_status
apply_forms(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct batch *b = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < b->n && st == AT_OK; i++)
		st = add_form(b, db, &b->persons[at_random_next(b->call->random) % CLIENTS], err);
	return st;
}

static enum at_status
fill(struct at_call *call, int n)
{
	struct batch b = { .call = call,
		.persons = AT_NEW(call->arena, struct person, CLIENTS) };
	struct at_staff *staff;
	at_id *sites;
	int n_orgs, n_sites, n_staff;
	enum at_status st = at_org_list(call->arena, at_store_reader(call), &b.org, 1, &n_orgs,
	    call->err);

	if (st == AT_OK)
		st = at_site_list(call->arena, at_store_reader(call), b.org, &sites, &n_sites,
		    call->err);
	if (st == AT_OK)
		st = at_staff_list(call->arena, at_store_reader(call), b.org, &staff, &n_staff,
		    call->err);
	if (st != AT_OK)
		return st;
	b.site = sites[0];
	b.therapist = staff[0].id;
	st = at_store_write(call, apply_clients, &b);
	for (; n > 0 && st == AT_OK; n -= b.n) {
		b.n = n < A_JOB ? n : A_JOB;
		st = at_store_write(call, apply_forms, &b);
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
	enum at_status st;

	if (arena == NULL || argc < 3 || argc > 4) {
		fputs("usage: prepare FOLDER N [DATABASE-URL]\n", stderr);
		return 2;
	}
	st = at_guard_start(&err);
	if (st == AT_OK)
		st = at_store_open(&options, &call.store, &err);
	if (st == AT_OK)
		st = fill(&call, atoi(argv[2]));
	if (st != AT_OK)
		fprintf(stderr, "prepare: %s\n", err.text);
	at_store_close(call.store);
	at_arena_close(arena);
	return st == AT_OK ? 0 : 1;
}
