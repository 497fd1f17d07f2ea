/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_bare - the fastest an import can be: its rows are in memory already.
 *
 *     import_bare FROM TO
 *
 * FROM is a clinic that has just taken in an archive, TO one that has nobody yet.  Every
 * client of FROM is written into TO by the same statements, as many in a transaction as an
 * import has; no table is read, nothing is checked, scored or sealed.  Prints forms and
 * milliseconds. */
#include <stdio.h>

#include "base/timing.h"
#include "store/audit.h"
#include "store/import.h"
#include "store/org.h"
#include "store/store.h"

enum { A_SLICE = 400 };

/* All that is written of one client. */
struct course {
	struct at_client client;
	struct at_import_client named;
	struct at_care_episode episode;
	struct at_relationship *with;
	struct at_session *sessions;
	struct at_answer *answers;
	int n_with, n_sessions, n_answers;
};

struct slice {
	const struct course *courses;
	int n;
	at_ms now;
};

static enum at_status
read_course(struct at_arena *arena, struct at_db *db, struct course *c, struct at_error *err)
{
	at_id org = c->client.org, id = c->client.id;
	enum at_status st = at_import_client_load(arena, db, org, id, &c->named, err);

	if (st == AT_OK)
		st = at_episode_newest(arena, db, org, id, &c->episode, err);
	if (st == AT_OK)
		st = at_relationship_list(arena, db, org, id, &c->with, &c->n_with, err);
	if (st == AT_OK)
		st = at_session_list(arena, db, org, id, &c->sessions, &c->n_sessions, err);
	return st == AT_OK ? at_answer_list(arena, db, org, id, &c->answers, &c->n_answers, err)
	    : st;
}

static enum at_status
write_course(struct at_db *db, struct at_arena *scratch, const struct course *c, at_ms now,
    struct at_error *err)
{
	const struct at_care_episode *e = &c->episode;
	const struct at_audit_line line = { .org = e->org, .at = now, .subject = "operator",
		.verb = "import", .resource = "client", .row = e->client, .client = e->client,
		.detail = "" };
	enum at_status st = at_client_insert(db, &c->client, err);

	if (st == AT_OK)
		st = at_import_client_insert(db, &c->named, err);
	if (st == AT_OK)
		st = at_episode_insert(db, e->org, e->id, e->client, e->site, e->opened, err);
	for (int i = 0; i < c->n_with && st == AT_OK; i++)
		st = at_relationship_insert(db, &c->with[i], err);
	for (int i = 0; i < c->n_sessions && st == AT_OK; i++)
		st = at_session_insert(db, &c->sessions[i], err);
	for (int i = 0; i < c->n_answers && st == AT_OK; i++)
		st = at_answer_insert(db, &c->answers[i], err);
	return st == AT_OK ? at_audit_append(db, scratch, 0, &line, err) : st;
}

static enum at_status
apply_slice(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct slice *s = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < s->n && st == AT_OK; i++)
		st = write_course(db, scratch, &s->courses[i], s->now, err);
	return st;
}

static enum at_status
read_all(struct at_call *call, struct course **out, int *out_n)
{
	struct at_db *db = at_store_reader(call);
	struct at_client *clients;
	at_id org;
	int n_orgs;
	enum at_status st = at_org_list(call->arena, db, &org, 1, &n_orgs, call->err);

	if (st == AT_OK)
		st = at_client_list(call->arena, db, org, &clients, out_n, call->err);
	if (st != AT_OK)
		return st;
	*out = AT_NEW(call->arena, struct course, (size_t)*out_n);
	for (int i = 0; i < *out_n && st == AT_OK; i++) {
		(*out)[i].client = clients[i];
		st = read_course(call->arena, db, &(*out)[i], call->err);
	}
	return st;
}

static enum at_status
write_all(struct at_call *call, const struct course *courses, int n, int *out_forms)
{
	struct slice slice = { .courses = courses, .now = call->now };
	enum at_status st = AT_OK;

	for (int first = 0; first < n && st == AT_OK; first += slice.n) {
		int weight = 0;

		slice.courses = &courses[first];
		for (slice.n = 0; first + slice.n < n && weight < A_SLICE; slice.n++) {
			const struct course *c = &slice.courses[slice.n];

			weight += 7 + c->n_sessions + c->n_answers;
			*out_forms += c->n_answers;
		}
		st = at_store_write(call, apply_slice, &slice);
	}
	return st;
}

static enum at_status
copy(struct at_call *from, struct at_call *to)
{
	struct course *courses;
	int n, n_forms = 0;
	int64_t began;
	enum at_status st = read_all(from, &courses, &n);

	if (st != AT_OK)
		return st;
	began = at_timing_now_us();
	st = write_all(to, courses, n, &n_forms);
	printf("%d %.1f\n", n_forms, (double)(at_timing_now_us() - began) / 1000);
	return st;
}

int
main(int argc, char **argv)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { 0 };
	struct at_call from = { .arena = arena, .err = &err, .now = at_time_now() }, to = from;
	enum at_status st;

	if (arena == NULL || argc != 3) {
		fputs("usage: import_bare FROM TO\n", stderr);
		return 2;
	}
	st = at_store_open(&(struct at_store_options){ .folder = argv[1] }, &from.store, &err);
	if (st == AT_OK)
		st = at_store_open(&(struct at_store_options){ .folder = argv[2] }, &to.store,
		    &err);
	if (st == AT_OK)
		st = copy(&from, &to);
	if (st != AT_OK)
		fprintf(stderr, "import_bare: %s\n", err.text);
	at_store_close(to.store);
	at_store_close(from.store);
	at_arena_close(arena);
	return st == AT_OK ? 0 : 1;
}
