/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/import_work.h"

/* Forms of a client lie together: a list of them by client, in one pass. */
static void
sort_by_client(struct at_import_work *work)
{
	int *order = AT_NEW(work->call->arena, int, (size_t)work->n_forms + 1), at = 0;

	for (int i = 0; i < work->n_forms; i++)
		work->people[at_import_form_at(work, i)->client].n_forms++;
	for (int i = 0; i < work->clients.n; i++) {
		work->people[i].first = at;
		at += work->people[i].n_forms;
		work->people[i].n_forms = 0;
	}
	for (int i = 0; i < work->n_forms; i++) {
		struct at_import_person *person = &work->people[at_import_form_at(work,
		    i)->client];

		order[person->first + person->n_forms++] = i;
	}
	work->order = order;
}

/* What the sum says of the instruments. */
static void
show_sources(struct at_import_work *work)
{
	struct at_import_seen *seen = AT_NEW(work->call->arena, struct at_import_seen,
	    (size_t)work->codes.n);

	for (int i = 0; i < work->codes.n; i++) {
		seen[i] = work->sources[i].seen;
		seen[i].code = work->sources[i].code;
		seen[i].id = work->sources[i].id;
		seen[i].open = work->sources[i].open;
	}
	work->sum->seen = seen;
	work->sum->n_seen = work->codes.n;
}

static void
count_new(struct at_import_work *work)
{
	for (int i = 0; i < work->therapists.n; i++)
		work->sum->therapists += work->staff[i].new && work->staff[i].used;
	for (int i = 0; i < work->clinics.n; i++)
		work->sum->clinics += work->sites[i].new && work->sites[i].used;
}

/* Whether there is anything that can be taken in. */
static bool
any_good(const struct at_import_work *work)
{
	if (work->sum->forms_aside < work->n_forms)
		return true;
	for (int i = 0; i < work->clients.n; i++)
		if (work->people[i].told && !work->people[i].bad)
			return true;
	return false;
}

static enum at_status
refuse(struct at_import_work *work)
{
	int64_t n = work->sum->n_problems;

	return at_fail(work->call->err, AT_INVALID, "%lld row%s cannot be taken in, so nothing"
	    " was%s", (long long)n, n == 1 ? "" : "s", work->plan->set_aside
	    ? ": without them nothing is left"
	    : " (--errors FILE sets them aside and takes in the rest)");
}

static enum at_status
import(struct at_import_work *work)
{
	const struct at_import_plan *plan = work->plan;
	enum at_status st = at_import_map_read(work->call, plan, &work->map);

	for (int i = 0; i < plan->n_files && st == AT_OK; i++)
		st = at_import_read(work, i);
	if (st != AT_OK)
		return st;
	sort_by_client(work);
	st = at_import_meet(work);
	if (st == AT_OK)
		st = at_import_check(work);
	if (st != AT_OK)
		return st;
	count_new(work);
	show_sources(work);
	if (work->sum->n_problems > 0 && (!plan->set_aside || !any_good(work)))
		return refuse(work);
	return plan->dry_run ? AT_OK : at_import_write(work);
}

enum at_status
at_action_import(struct at_call *call, const struct at_import_plan *plan,
    struct at_import_sum *out)
{
	struct at_import_work work = { .call = call, .plan = plan, .sum = out,
		.clients = at_names_init(call->arena), .therapists = at_names_init(call->arena),
		.clinics = at_names_init(call->arena), .codes = at_names_init(call->arena) };
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_IMPORT, AT_WRITE);

	*out = (struct at_import_sum){ .n_rows = 0 };
	if (st != AT_OK)
		return st;
	work.scratch = at_arena_open();
	if (work.scratch == NULL)
		at_oom(call->arena);
	/* A day is not over everywhere when it is here. */
	work.today = (int32_t)((call->now + 14 * AT_HOUR) / AT_DAY);
	st = import(&work);
	at_arena_close(work.scratch);
	return st;
}
