/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune agree says of the ratings themselves: truth and bias, congruence, levels. */
#include <math.h>

#include "alliance/congruence.h"
#include "alliance/truth_bias.h"
#include "cli/agree.h"

const char *
at_agree_estimate_text(struct at_lab *lab, const struct at_estimate *e)
{
	return at_printf(lab->cli->call.arena, "%.2f (95 %% interval %.2f to %.2f)", e->value,
	    e->low, e->high);
}

void
at_agree_put_estimate(struct at_lab *lab, const char *name, const struct at_estimate *e)
{
	if (lab->format != AT_LAB_JSON) {
		at_lab_put_text(lab, name, at_printf(lab->cli->call.arena, "%.6g  (%.6g to %.6g)",
		    e->value, e->low, e->high));
		return;
	}
	at_lab_object(lab, name);
	at_lab_put_number(lab, "estimate", e->value);
	at_lab_put_number(lab, "se", e->se);
	at_lab_put_number(lab, "df", e->df);
	at_lab_put_pair(lab, "ci", e->low, e->high);
	at_lab_object_end(lab);
}

void
at_agree_put_why(struct at_lab *lab, const char *name, const char *title,
    const struct at_error *err)
{
	if (lab->format == AT_LAB_TEXT) {
		at_lab_say(lab, "%s: not computed (%s).", title, err->text);
		return;
	}
	at_lab_object(lab, name);
	at_lab_put_text(lab, "why", err->text);
	at_lab_object_end(lab);
}

/* ---- truth and bias ----------------------------------------------------------------- */

static void
put_fit(struct at_lab *lab, const struct at_truth_bias *t)
{
	at_agree_put_estimate(lab, "bias", &t->bias);
	at_agree_put_estimate(lab, "tracking", &t->tracking);
	if (!isnan(t->between.value))
		at_agree_put_estimate(lab, "between", &t->between);
	at_lab_put_number(lab, "bias_variance", t->bias_variance);
	if (!isnan(t->tracking_variance)) {
		at_lab_put_number(lab, "tracking_variance", t->tracking_variance);
		at_lab_put_number(lab, "correlation", t->correlation);
	}
	at_lab_put_number(lab, "residual_variance", t->residual_variance);
	at_lab_put_number(lab, "criterion", t->criterion);
	at_lab_put_truth(lab, "singular", t->singular);
	at_lab_put_truth(lab, "converged", t->converged);
}

/* One form, or why there is none. */
static bool
put_form(struct at_agree *a, const char *name, struct at_truth_bias_plan plan,
    struct at_truth_bias *out)
{
	struct at_error err = { .status = AT_OK };

	if (at_truth_bias_fit(a->lab->cli->call.arena, &a->pairs, &plan, out, &err) != AT_OK) {
		at_agree_put_why(a->lab, name, name, &err);
		return false;
	}
	at_lab_object(a->lab, name);
	put_fit(a->lab, out);
	at_lab_object_end(a->lab);
	return true;
}

static void
say_truth_bias(struct at_lab *lab, const struct at_truth_bias *t, bool singular)
{
	const char *bias = at_agree_estimate_text(lab, &t->bias);
	const char *way = t->bias.low > 0 ? "higher" : t->bias.high < 0 ? "lower"
	    : "neither clearly higher nor clearly lower";

	at_lab_say(lab, "Therapists rate %s than their clients: on average they differ by %s,"
	    " over %d sessions of %d dyads.", way, bias, t->n, t->n_dyads);
	at_lab_say(lab, "When a client rates a session one point higher, the therapist's rating"
	    " goes along by %s.", at_agree_estimate_text(lab, &t->tracking));
	if (singular)
		at_lab_say(lab, "Whether therapists differ in that cannot be told from these"
		    " sessions: the fit with a slope for each dyad is singular, and one slope"
		    " for all is reported.");
}

/* With a slope for each dyad where the sessions carry it, else with one for all. */
void
at_agree_put_truth_bias(struct at_agree *a)
{
	struct at_truth_bias with, without, group;
	struct at_error err = { .status = AT_OK };
	struct at_arena *arena = a->lab->cli->call.arena;
	bool singular = true, known;

	if (at_truth_bias_fit(arena, &a->pairs, &(struct at_truth_bias_plan){ false, false },
	    &without, &err) != AT_OK) {
		at_agree_put_why(a->lab, "truth_bias", "Truth and bias", &err);
		return;
	}
	at_lab_object(a->lab, "truth_bias");
	at_lab_put_count(a->lab, "n", without.n);
	at_lab_put_count(a->lab, "n_dyads", without.n_dyads);
	at_lab_object(a->lab, "intercept");
	put_fit(a->lab, &without);
	at_lab_object_end(a->lab);
	known = put_form(a, "slope", (struct at_truth_bias_plan){ false, true }, &with);
	if (known)
		singular = with.singular || !with.converged;
	at_lab_put_text(a->lab, "reported", singular ? "intercept" : "slope");
	put_form(a, "group", (struct at_truth_bias_plan){ true, false }, &group);
	at_lab_object_end(a->lab);
	say_truth_bias(a->lab, singular ? &without : &with, known && singular);
}

/* ---- congruence --------------------------------------------------------------------- */

static const struct at_lab_column columns[] = {
	{ "dyad", AT_LAB_WORDS, 0, NULL }, { "n", AT_LAB_COUNT, 0, NULL },
	{ "client", AT_LAB_NUMBER, 2, NULL }, { "therapist", AT_LAB_NUMBER, 2, NULL },
	{ "difference", AT_LAB_NUMBER, 2, NULL }, { "distance", AT_LAB_NUMBER, 2, NULL },
	{ "r", AT_LAB_NUMBER, 2, NULL }, { "r_low", AT_LAB_NUMBER, 2, NULL },
	{ "r_high", AT_LAB_NUMBER, 2, NULL }, { "profile", AT_LAB_NUMBER, 2, NULL },
	{ "reliability", AT_LAB_NUMBER, 2, NULL },
};
static const struct at_lab_table table = { "rows",
	"How far both sides agree in each dyad (client minus therapist; r from 6 sessions on):",
	columns, (int)AT_COUNT(columns), true };

static enum at_status
put_dyad(struct at_agree *a, int name, const double *reliability)
{
	const struct at_sessions *s = &a->pairs;
	int dyad = a->table->dyad_place[name];
	struct at_congruence_sums sums = { .pairs = { .x = { .n = 0 } } };
	struct at_agreement c;

	for (int i = s->first[dyad]; i < s->first[dyad + 1]; i++)
		at_congruence_add(&sums, s->client[i], s->therapist[i]);
	c = at_congruence_of(&sums);
	at_lab_cell_text(a->lab, a->table->dyads.at[name]);
	at_lab_cell_count(a->lab, c.n);
	at_lab_cell_number(a->lab, at_moments_mean(&sums.pairs.x));
	at_lab_cell_number(a->lab, at_moments_mean(&sums.pairs.y));
	at_lab_cell_number(a->lab, c.difference);
	at_lab_cell_number(a->lab, c.distance);
	at_lab_cell_number(a->lab, c.r);
	at_lab_cell_number(a->lab, c.r_low);
	at_lab_cell_number(a->lab, c.r_high);
	at_lab_cell_number(a->lab, c.profile);
	at_lab_cell_number(a->lab, reliability == NULL ? NAN : reliability[dyad]);
	return at_lab_row_end(a->lab);
}

struct together {
	double r, low, high;            /* NaN where there are too few */
};

static struct together
correlate(const double *x, const double *y, int n, int within)
{
	struct at_pairs pairs = { .x = { .n = 0 } };
	struct together t;

	for (int i = 0; i < n; i++)
		at_pairs_add(&pairs, x[i], y[i]);
	t.r = n - within + 1 < AT_CONGRUENCE_NEEDS ? NAN : at_pairs_correlation(&pairs);
	at_congruence_interval(t.r, n, within, &t.low, &t.high);
	return t;
}

/* All sessions within dyads, and the dyads' means. */
static void
put_together(struct at_agree *a)
{
	struct at_lab *lab = a->lab;
	struct at_arena *arena = lab->cli->call.arena;
	const struct at_sessions *s = &a->pairs;
	struct at_levels_parts c = at_levels_split(arena, s, s->client, AT_DETREND_NONE);
	struct at_levels_parts t = at_levels_split(arena, s, s->therapist, AT_DETREND_NONE);
	struct together within = correlate(c.within, t.within, s->n, s->n_dyads);
	struct together between = correlate(c.mean, t.mean, s->n_dyads, 1);

	at_lab_put_number(lab, "r_within", within.r);
	at_lab_put_pair(lab, "r_within_ci", within.low, within.high);
	at_lab_put_number(lab, "r_between", between.r);
	at_lab_put_pair(lab, "r_between_ci", between.low, between.high);
	if (!isnan(within.low))
		at_lab_say(lab, "From session to session both sides go together with r = %.2f"
		    " (95 %% interval %.2f to %.2f).", within.r, within.low, within.high);
}

enum at_status
at_agree_put_congruence(struct at_agree *a)
{
	struct at_levels levels;
	struct at_error err = { .status = AT_OK };
	bool known = at_levels_fit(a->lab->cli->call.arena, &a->pairs, a->pairs.client, &levels,
	    &err) == AT_OK;
	enum at_status st = AT_OK;

	at_lab_object(a->lab, "congruence");
	put_together(a);
	at_lab_table(a->lab, &table);
	for (int name = 0; name < a->table->dyads.n && st == AT_OK; name++)
		st = put_dyad(a, name, known ? levels.reliability : NULL);
	if (st != AT_OK)
		return st;
	at_lab_table_end(a->lab);
	at_lab_object_end(a->lab);
	return AT_OK;
}

/* ---- levels ------------------------------------------------------------------------- */

static void
put_side(struct at_agree *a, const char *name, const char *whose, const double *values)
{
	struct at_levels l;
	struct at_error err = { .status = AT_OK };

	if (at_levels_fit(a->lab->cli->call.arena, &a->pairs, values, &l, &err) != AT_OK) {
		at_agree_put_why(a->lab, name, whose, &err);
		return;
	}
	at_lab_object(a->lab, name);
	at_agree_put_estimate(a->lab, "mean", &l.mean);
	at_lab_put_number(a->lab, "between", l.between);
	at_lab_put_number(a->lab, "within", l.within);
	at_lab_put_number(a->lab, "icc", l.icc);
	at_lab_put_number(a->lab, "criterion", l.criterion);
	at_lab_put_truth(a->lab, "singular", l.singular);
	at_lab_object_end(a->lab);
}

static void
put_model(struct at_lab *lab, const struct at_levels_model *m, bool next)
{
	at_lab_put_count(lab, "n", m->n);
	at_lab_put_count(lab, "n_dyads", m->n_dyads);
	at_lab_put_count(lab, "n_detrended", m->n_detrended);
	at_agree_put_estimate(lab, "intercept", &m->intercept);
	at_agree_put_estimate(lab, "within", &m->within);
	at_agree_put_estimate(lab, "between", &m->between);
	if (next) {
		at_agree_put_estimate(lab, "before", &m->before);
		at_lab_put_count(lab, "nickell", m->n_short);
	}
	at_lab_put_number(lab, "dyad_variance", m->dyad_variance);
	at_lab_put_number(lab, "residual_variance", m->residual_variance);
	at_lab_put_number(lab, "criterion", m->criterion);
	at_lab_put_truth(lab, "singular", m->singular);
	at_lab_put_truth(lab, "converged", m->converged);
}

static void
say_model(struct at_lab *lab, const struct at_levels_model *m, bool next)
{
	at_lab_say(lab, "A session that the client rates one point above their own mean goes"
	    " with %s of %s; a client whose mean is one point above other clients' with one of"
	    " %s.", next ? "a difference in the next session's outcome" : "a difference in outcome",
	    at_agree_estimate_text(lab, &m->within), at_agree_estimate_text(lab, &m->between));
	if (next && m->n_short > 0)
		at_lab_say(lab, "%d of the dyads have fewer than %d sessions: with so few, the"
		    " outcome of the session before biases this model (Nickell).", m->n_short,
		    AT_LEVELS_LAG_NEEDS);
}

static void
put_outcome(struct at_agree *a, const char *name, bool next)
{
	const struct at_levels_plan plan = { a->outcomes.client, a->outcomes.outcome[0],
		a->detrend, next };
	struct at_levels_model m;
	struct at_error err = { .status = AT_OK };

	if (at_levels_outcome(a->lab->cli->call.arena, &a->outcomes, &plan, &m, &err) != AT_OK) {
		at_agree_put_why(a->lab, name, next ? "The next session's outcome"
		    : "The session's outcome", &err);
		return;
	}
	at_lab_object(a->lab, name);
	put_model(a->lab, &m, next);
	at_lab_object_end(a->lab);
	say_model(a->lab, &m, next);
}

void
at_agree_put_levels(struct at_agree *a)
{
	at_lab_object(a->lab, "levels");
	put_side(a, "client", "The client's ratings", a->pairs.client);
	put_side(a, "therapist", "The therapist's ratings", a->pairs.therapist);
	if (a->has_outcome) {
		put_outcome(a, "outcome", false);
		put_outcome(a, "next", true);
	}
	at_lab_object_end(a->lab);
}
