/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune agree says of both ratings and an outcome, and of therapists. */
#include <math.h>

#include "alliance/apim.h"
#include "alliance/surface.h"
#include "alliance/therapist.h"
#include "cli/agree.h"

/* ---- actor and partner -------------------------------------------------------------- */

static const char *const level_names[AT_APIM_LEVELS] = { "within", "between" };

static void
put_k(struct at_lab *lab, const struct at_apim_k *k)
{
	static const char *const whys[] = {
		[AT_APIM_K_GIVEN] = NULL,
		[AT_APIM_K_NO_ACTOR] = "the effect of one's own rating may be 0",
		[AT_APIM_K_FEW_DYADS] = "too few dyads for an interval",
	};

	at_lab_object(lab, "k");
	at_lab_put_number(lab, "estimate", k->value);
	at_lab_put_pair(lab, "ci", k->low, k->high);
	at_lab_put_count(lab, "draws", k->n_draws);
	if (whys[k->state] != NULL)
		at_lab_put_text(lab, "why", whys[k->state]);
	at_lab_object_end(lab);
}

static void
put_equation(struct at_lab *lab, const char *name, const struct at_apim_equation *q)
{
	at_lab_object(lab, name);
	at_agree_put_estimate(lab, "intercept", &q->intercept);
	for (int l = 0; l < AT_APIM_LEVELS; l++) {
		at_lab_object(lab, level_names[l]);
		at_agree_put_estimate(lab, "actor", &q->actor[l]);
		at_agree_put_estimate(lab, "partner", &q->partner[l]);
		put_k(lab, &q->k[l]);
		at_lab_object_end(lab);
	}
	at_lab_put_number(lab, "dyad_variance", q->dyad_variance);
	at_lab_put_number(lab, "residual_variance", q->residual_variance);
	at_lab_object_end(lab);
}

static void
say_equation(struct at_lab *lab, const struct at_apim_equation *q, const char *own,
    const char *other)
{
	at_lab_say(lab, "From session to session, the %s's outcome differs by %s for a point of"
	    " the %s's own rating and by %s for a point of the %s's.", own,
	    at_agree_estimate_text(lab, &q->actor[AT_APIM_WITHIN]), own,
	    at_agree_estimate_text(lab, &q->partner[AT_APIM_WITHIN]), other);
}

static void
put_apim(struct at_lab *lab, const struct at_apim *m)
{
	at_lab_object(lab, "apim");
	at_lab_put_count(lab, "n", m->n);
	at_lab_put_count(lab, "n_dyads", m->n_dyads);
	at_lab_put_count(lab, "n_detrended", m->n_detrended);
	put_equation(lab, "client", &m->equations[0]);
	if (m->n_equations == 2) {
		put_equation(lab, "therapist", &m->equations[1]);
		at_lab_put_number(lab, "dyad_correlation", m->dyad_correlation);
		at_lab_put_number(lab, "residual_correlation", m->residual_correlation);
	}
	at_lab_put_number(lab, "criterion", m->criterion);
	at_lab_put_truth(lab, "singular", m->singular);
	at_lab_put_truth(lab, "converged", m->converged);
	at_lab_object_end(lab);
	say_equation(lab, &m->equations[0], "client", "therapist");
	if (m->n_equations == 2)
		say_equation(lab, &m->equations[1], "therapist", "client");
}

void
at_agree_put_apim(struct at_agree *a)
{
	struct at_random random = at_random_seeded((uint64_t)a->seed);
	const struct at_apim_plan plan = { a->has_both, a->detrend, a->n_draws, &random };
	struct at_apim m;
	struct at_error err = { .status = AT_OK };

	if (at_apim_fit(a->lab->cli->call.arena, plan.both ? &a->both : &a->outcomes, &plan, &m,
	    &err) != AT_OK)
		at_agree_put_why(a->lab, "apim", "Actor and partner", &err);
	else
		put_apim(a->lab, &m);
}

/* ---- response surface --------------------------------------------------------------- */

static void
put_b(struct at_lab *lab, const struct at_surface *s)
{
	static const char *const names[] = { "b0", "b1", "b2", "b3", "b4", "b5" };

	if (lab->format != AT_LAB_JSON) {
		for (int i = 0; i < AT_SURFACE_TERMS; i++)
			at_agree_put_estimate(lab, names[i], &s->b[i]);
		return;
	}
	at_json_name(&lab->json, "b");
	at_json_array(&lab->json);
	for (int i = 0; i < AT_SURFACE_TERMS; i++)
		at_json_double(&lab->json, s->b[i].value);
	at_json_end(&lab->json);
	at_json_name(&lab->json, "b_se");
	at_json_array(&lab->json);
	for (int i = 0; i < AT_SURFACE_TERMS; i++)
		at_json_double(&lab->json, s->b[i].se);
	at_json_end(&lab->json);
}

static void
put_surface(struct at_lab *lab, const struct at_surface *s)
{
	static const char *const names[] = { "a1", "a2", "a3", "a4" };

	put_b(lab, s);
	for (int i = 0; i < 4; i++)
		at_agree_put_estimate(lab, names[i], &s->a[i]);
	at_lab_object(lab, "stationary");
	at_lab_put_number(lab, "client", s->x0);
	at_lab_put_number(lab, "therapist", s->w0);
	at_lab_object_end(lab);
	at_lab_object(lab, "first_axis");
	at_lab_put_number(lab, "intercept", s->first_intercept);
	at_lab_put_number(lab, "slope", s->first_slope);
	at_lab_object_end(lab);
	at_lab_object(lab, "second_axis");
	at_lab_put_number(lab, "intercept", s->second_intercept);
	at_lab_put_number(lab, "slope", s->second_slope);
	at_lab_object_end(lab);
	at_lab_put_number(lab, "residual_variance", s->residual_variance);
}

static void
say_surface(struct at_lab *lab, const struct at_surface *s)
{
	at_lab_say(lab, "Where both rate the same, the outcome differs by %s for each point up"
	    " the scale, at its midpoint.", at_agree_estimate_text(lab, &s->a[0]));
	at_lab_say(lab, "Where they differ, for each point that the client rates above the"
	    " midpoint and the therapist below it, by %s.", at_agree_estimate_text(lab, &s->a[2]));
}

/* Within dyads if they are enough, and by least squares. */
void
at_agree_put_surface(struct at_agree *a)
{
	struct at_arena *arena = a->lab->cli->call.arena;
	struct at_error err = { .status = AT_OK };
	struct at_surface rows, dyads;
	bool mixed;

	if (at_surface_fit(arena, &a->outcomes, a->midpoint, false, &rows, &err) != AT_OK) {
		at_agree_put_why(a->lab, "surface", "Response surface", &err);
		return;
	}
	mixed = at_surface_fit(arena, &a->outcomes, a->midpoint, true, &dyads, &err) == AT_OK;
	at_lab_object(a->lab, "surface");
	at_lab_put_count(a->lab, "n", rows.n);
	put_surface(a->lab, &rows);
	if (mixed) {
		at_lab_object(a->lab, "by_dyad");
		put_surface(a->lab, &dyads);
		at_lab_put_number(a->lab, "dyad_variance", dyads.dyad_variance);
		at_lab_put_number(a->lab, "criterion", dyads.criterion);
		at_lab_put_truth(a->lab, "singular", dyads.singular);
		at_lab_put_truth(a->lab, "converged", dyads.converged);
		at_lab_object_end(a->lab);
	} else {
		at_agree_put_why(a->lab, "by_dyad", "Response surface by dyad", &err);
	}
	at_lab_object_end(a->lab);
	say_surface(a->lab, mixed ? &dyads : &rows);
}

/* ---- therapists --------------------------------------------------------------------- */

/* Sessions of dyads whose therapist is known. */
static struct at_therapist_input
gather(struct at_agree *a)
{
	struct at_arena *arena = a->lab->cli->call.arena;
	const struct at_sessions *s = &a->pairs;
	size_t n = (size_t)s->n, dyads = (size_t)s->n_dyads;
	double *values = AT_NEW(arena, double, n);
	int *client = AT_NEW(arena, int, n), *therapist = AT_NEW(arena, int, dyads);
	bool *closed = AT_NEW(arena, bool, dyads);
	struct at_therapist_input in = { .values = values, .client = client,
		.therapist = therapist, .closed = closed, .n_therapists = a->table->therapists.n };

	for (int d = 0; d < s->n_dyads; d++) {
		int name = a->table->dyad_at[s->name[d]];

		if (a->table->therapist_of[name] < 0)
			continue;
		therapist[in.n_clients] = a->table->therapist_place[a->table->therapist_of[name]];
		closed[in.n_clients] = a->table->closed[name];
		for (int i = s->first[d]; i < s->first[d + 1]; i++) {
			values[in.n] = s->client[i];
			client[in.n++] = in.n_clients;
		}
		in.n_clients++;
	}
	return in;
}

static const struct at_lab_column columns[] = {
	{ "therapist", AT_LAB_WORDS, 0, NULL }, { "clients", AT_LAB_COUNT, 0, NULL },
	{ "closed", AT_LAB_COUNT, 0, NULL }, { "effect", AT_LAB_NUMBER, 2, NULL },
	{ "low", AT_LAB_NUMBER, 2, NULL }, { "high", AT_LAB_NUMBER, 2, NULL },
	{ "why", AT_LAB_WORDS, 0, NULL },
};
static const struct at_lab_table table = { "rows",
	"Therapists in the order of the file (from the mean, shrunk, 95 % interval):",
	columns, (int)AT_COUNT(columns), false };

static enum at_status
put_rows(struct at_agree *a, const struct at_therapist_input *in,
    const struct at_therapists *t)
{
	enum at_status st = AT_OK;

	at_lab_table(a->lab, &table);
	for (int i = 0; i < in->n_therapists && st == AT_OK; i++) {
		const struct at_therapist *each = &t->each[a->table->therapist_place[i]];

		at_lab_cell_text(a->lab, a->table->therapists.at[i]);
		at_lab_cell_count(a->lab, each->n_clients);
		at_lab_cell_count(a->lab, each->n_closed);
		at_lab_cell_number(a->lab, each->effect);
		at_lab_cell_number(a->lab, each->low);
		at_lab_cell_number(a->lab, each->high);
		at_lab_cell_text(a->lab, !t->differ ? "therapists do not differ beyond chance"
		    : isnan(each->effect) ? "fewer than 15 closed clients" : NULL);
		st = at_lab_row_end(a->lab);
	}
	if (st == AT_OK)
		at_lab_table_end(a->lab);
	return st;
}

static void
put_variances(struct at_lab *lab, const struct at_therapists *t)
{
	at_agree_put_estimate(lab, "mean", &t->mean);
	at_lab_put_number(lab, "therapist_variance", t->therapist_variance);
	at_lab_put_number(lab, "client_variance", t->client_variance);
	at_lab_put_number(lab, "session_variance", t->session_variance);
	at_lab_put_number(lab, "p", t->p);
	at_lab_put_number(lab, "icc", t->icc);
	at_lab_put_number(lab, "icc_clients", t->icc_clients);
	at_lab_put_number(lab, "icc_both", t->icc_both);
	at_lab_put_number(lab, "criterion", t->criterion);
	at_lab_put_truth(lab, "singular", t->singular);
	at_lab_put_truth(lab, "converged", t->converged);
}

static void
say_therapists(struct at_lab *lab, const struct at_therapists *t)
{
	if (!t->differ)
		at_lab_say(lab, "No difference between therapists was found beyond what chance"
		    " makes of their clients.");
	else
		at_lab_say(lab, "Of the differences between clients' ratings %.1f %% go with the"
		    " therapist; if therapists did not differ, chance alone would give as much"
		    " or more with p = %.2g.", 100 * t->icc, t->p);
}

enum at_status
at_agree_put_therapists(struct at_agree *a)
{
	struct at_therapist_input in = gather(a);
	struct at_therapists t;
	struct at_error err = { .status = AT_OK };
	enum at_status st;

	if (at_therapist_fit(a->lab->cli->call.arena, &in, &t, &err) != AT_OK) {
		at_agree_put_why(a->lab, "therapists", "Therapists", &err);
		return AT_OK;
	}
	at_lab_object(a->lab, "therapists");
	at_lab_put_count(a->lab, "n", in.n);
	at_lab_put_count(a->lab, "n_clients", in.n_clients);
	put_variances(a->lab, &t);
	st = put_rows(a, &in, &t);
	if (st != AT_OK)
		return st;
	at_lab_object_end(a->lab);
	say_therapists(a->lab, &t);
	return AT_OK;
}
