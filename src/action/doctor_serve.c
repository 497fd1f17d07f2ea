/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of attune doctor that a server makes on what it has open: some for the page, some
 * by night, and those are kept (doctor.h). */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/doctor_part.h"
#include "action/house.h"
#include "base/named.h"
#include "store/migrate.h"
#include "store/org.h"
#include "store/setup.h"

/* What the newest look of a night found: its time, then a line for each. */
static const char noted[] = "check";

static enum at_status
first_org(struct at_call *call, at_id *out)
{
	struct at_db *db = at_store_reader(call);
	int n = 0;

	*out = 0;
	return db == NULL ? call->err->status : at_org_list(call->arena, db, out, 1, &n,
	    call->err);
}

/* ---- kept ----------------------------------------------------------------------------- */

static const char *
keep(struct at_call *call, const struct at_findings *found)
{
	struct at_buffer out = at_buffer_init(call->arena);

	at_buffer_printf(&out, "%lld\t", (long long)call->now);
	for (int i = 0; i < found->n; i++) {
		const struct at_finding *one = &found->all[i];

		at_phrase_put_field(&out, one->check);
		at_phrase_put_field(&out, at_verdict_name(one->verdict));
		at_phrase_put(&out, &one->what);
		if (one->verdict == AT_WELL)
			continue;
		at_phrase_put_field(&out, one->why);
		at_phrase_put(&out, &one->todo);
	}
	return at_buffer_string(&out);
}

static bool
read_verdict(const char *name, enum at_verdict *out)
{
	for (int v = AT_WELL; v <= AT_WRONG; v++)
		if (name != NULL && strcmp(at_verdict_name((enum at_verdict)v), name) == 0) {
			*out = (enum at_verdict)v;
			return true;
		}
	return false;
}

static bool
read_finding(struct at_arena *arena, const char **at, struct at_finding *out)
{
	*out = (struct at_finding){ .check = at_phrase_take_field(arena, at) };
	if (out->check == NULL || !read_verdict(at_phrase_take_field(arena, at), &out->verdict)
	    || !at_phrase_take(arena, at, &out->what))
		return false;
	out->title = at_doctor_title(out->check);
	if (out->verdict == AT_WELL)
		return true;
	out->why = at_phrase_take_field(arena, at);
	return out->why != NULL && at_phrase_take(arena, at, &out->todo);
}

/* As far as this program can read what was kept, by another one perhaps. */
static void
read_kept(struct at_call *call, const char *at, struct at_doctor_view *out)
{
	const char *moment = at_phrase_take_field(call->arena, &at);
	struct at_finding one;

	if (moment == NULL)
		return;
	out->night_at = strtoll(moment, NULL, 10);
	while (read_finding(call->arena, &at, &one))
		at_doctor_add(call->arena, &out->night, &one);
}

struct keeping {
	at_id org;
	const char *value;
};

/* What the program remembers of itself: no act of anybody's, so no line. */
static enum at_status
apply_keeping(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct keeping *k = job;

	(void)scratch;
	return at_noted_save(db, k->org, noted, k->value, err);
}

/* ---- looked at ------------------------------------------------------------------------ */

static enum at_status
look(struct at_call *call, struct at_db *db, at_id org, enum at_doctor_when when,
    const struct at_job_watch *watch, struct at_findings *out)
{
	const struct at_doctor_options options = { .folder = at_store_folder(call->store),
		.org = org, .backups = call->house->backups, .now = call->now };
	struct at_doctor d = { .arena = call->arena, .options = &options, .serving = true,
		.db = db, .current = true, .has_key = true, .call = call };
	/* What the night finds is kept for whoever reads it, in any language and zone. */
	enum at_status st = when == AT_DOCTOR_NOW ? at_act_first_zone(call, &d.zone) : AT_OK;
	bool done;

	if (st != AT_OK)
		return st;
	d.key = call->house->master;

	at_migrations(&d.schema);
	d.folder_is_there = stat(options.folder, &d.folder) == 0;
	done = at_doctor_run(&d, when, watch);
	at_key_wipe(&d.key);
	*out = d.found;
	return done ? AT_OK : at_fail(call->err, AT_GONE, "Somebody stopped it.");
}

enum at_status
at_action_doctor(struct at_call *call, struct at_doctor_view *out)
{
	struct at_doctor_view view = { .night_at = 0 };
	const char *kept = NULL;
	struct at_db *db;
	at_id first;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_UPKEEP, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = look(call, db, call->who->org, AT_DOCTOR_NOW, NULL, &view.now);
	if (st == AT_OK)
		st = first_org(call, &first);
	if (st == AT_OK)
		st = at_noted_load(call->arena, db, first, noted, &kept, call->err);
	if (st != AT_OK)
		return st;
	if (kept != NULL)
		read_kept(call, kept, &view);
	*out = view;
	return AT_OK;
}

enum at_status
at_doctor_nightly_is_due(struct at_call *call, at_ms last, bool *out)
{
	at_id first;
	enum at_status st = first_org(call, &first);

	(void)last;
	*out = first == call->who->org;
	return st;
}

enum at_status
at_doctor_nightly(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	struct at_buffer result = at_buffer_init(call->arena);
	struct at_findings found;
	struct keeping k;
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_UPKEEP, AT_VIEW);

	(void)argument;
	/* How far it is gets written in between, and a write gives a borrowed reader back. */
	if (st == AT_OK)
		st = at_store_apart(call, &db);
	if (st == AT_OK)
		st = look(call, db, 0, AT_DOCTOR_NIGHT, watch, &found);
	if (st == AT_OK)
		st = first_org(call, &k.org);
	if (st != AT_OK)
		return st;
	k.value = keep(call, &found);
	at_named_add(&result, "wrong", found.n_wrong);
	at_named_add(&result, "notes", found.n_notes);
	*out_result = at_buffer_string(&result);
	return at_store_write(call, apply_keeping, &k);
}
