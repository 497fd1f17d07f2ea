/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune rupture says at the end: falls as a table, what it all comes to, sentences. */
#include <math.h>

#include "cli/rupture.h"
#include "stats/moments.h"

/* ---- falls, in text ----------------------------------------------------------------- */

static const struct at_lab_column fall_columns[] = {
	{ "dyad", AT_LAB_WORDS, 0, NULL }, { "rater", AT_LAB_WORDS, 0, NULL },
	{ "onset", AT_LAB_NUMBER, 0, "session" }, { "before", AT_LAB_NUMBER, 2, NULL },
	{ "lowest", AT_LAB_NUMBER, 2, NULL }, { "probability", AT_LAB_NUMBER, 2, NULL },
	{ "state", AT_LAB_WORDS, 0, NULL }, { "back", AT_LAB_NUMBER, 0, "session" },
};

static enum at_status
say_falls(struct at_rupture_run *run)
{
	static const struct at_lab_table table = { "falls", "Falls", fall_columns,
		(int)AT_COUNT(fall_columns), false };
	struct at_lab *lab = &run->lab;
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < run->n_series; i++) {
		const struct at_rupture_series *s = &run->series[i];

		for (int k = 0; k < s->n_episodes && st == AT_OK; k++) {
			const struct at_episode *e = &s->episodes[k];

			at_lab_cell_text(lab, s->dyad);
			at_lab_cell_text(lab, at_rupture_rater(run->read, s->rater));
			at_lab_cell_number(lab, s->sessions[2 * k]);
			at_lab_cell_number(lab, e->baseline);
			at_lab_cell_number(lab, e->lowest);
			at_lab_cell_number(lab, s->probabilities[k]);
			at_lab_cell_text(lab, at_rupture_repair_id(e->repair));
			at_lab_cell_number(lab, s->sessions[2 * k + 1]);
			st = at_lab_row_end(lab);
		}
	}
	at_lab_table_end(lab);
	return st;
}

/* ---- what it comes to --------------------------------------------------------------- */

struct total {
	int64_t courses, early, fallen, scores, flagged;
	int64_t episodes[AT_REPAIR_NOT + 1];
	struct at_sum by_chance;
};

static struct total
total_of(const struct at_rupture_run *run)
{
	struct total t = { .courses = run->n_series };

	for (int i = 0; i < run->n_series; i++) {
		const struct at_rupture_series *s = &run->series[i];

		t.early += s->too_early;
		t.fallen += s->n_episodes > 0;
		t.scores += s->n;
		t.flagged += s->n_flagged;
		if (!isnan(s->by_chance))
			at_sum_add(&t.by_chance, s->by_chance);
		for (int k = 0; k < s->n_episodes; k++)
			t.episodes[s->episodes[k].repair]++;
	}
	return t;
}

static void
put_total(struct at_rupture_run *run, const struct total *t)
{
	struct at_lab *lab = &run->lab;

	at_lab_object(lab, "total");
	at_lab_put_count(lab, "courses", t->courses);
	at_lab_put_count(lab, "too_early", t->early);
	at_lab_put_count(lab, "with_a_fall", t->fallen);
	at_lab_put_count(lab, "repaired", t->episodes[AT_REPAIR_MADE]);
	at_lab_put_count(lab, "not_repaired", t->episodes[AT_REPAIR_NOT]);
	at_lab_put_count(lab, "open", t->episodes[AT_REPAIR_OPEN]);
	at_lab_put_count(lab, "scores", t->scores);
	at_lab_put_count(lab, "flagged", t->flagged);
	at_lab_put_number(lab, "expected_false_alarms", at_sum_value(&t->by_chance));
	at_lab_object_end(lab);
}

static void
say_together(struct at_rupture_run *run)
{
	struct at_buffer text = at_buffer_init(run->cli->call.arena);
	int64_t n = 0, all = 0, alone[AT_RUPTURE_RATERS] = { 0 };
	int n_raters = at_rupture_n_raters(run->read);

	for (int i = 0; i < run->n_together; i++) {
		n += run->together[i].n;
		all += run->together[i].all;
		for (int r = 0; r < n_raters; r++)
			alone[r] += run->together[i].alone[r];
	}
	at_buffer_printf(&text, "Sessions that every side rated: %lld; flagged on every side: %lld",
	    (long long)n, (long long)all);
	for (int r = 0; r < n_raters; r++)
		at_buffer_printf(&text, ", on that of %s alone: %lld",
		    at_rupture_rater(run->read, r), (long long)alone[r]);
	at_lab_say(&run->lab, "%s.", at_buffer_string(&text));
}

static void
say_total(struct at_rupture_run *run, const struct total *t)
{
	struct at_lab *lab = &run->lab;

	at_lab_say(lab, "Courses with a fall: %lld of %lld.  Falls mended within %d sessions: %lld;"
	    " not: %lld; still open: %lld.", (long long)t->fallen, (long long)t->courses,
	    AT_REPAIR_WITHIN, (long long)t->episodes[AT_REPAIR_MADE],
	    (long long)t->episodes[AT_REPAIR_NOT], (long long)t->episodes[AT_REPAIR_OPEN]);
	at_lab_say(lab, "Ratings flagged: %lld of %lld; in steady courses of these lengths about"
	    " %.2g would be by chance.", (long long)t->flagged, (long long)t->scores,
	    at_sum_value(&t->by_chance));
	if (t->early > 0)
		at_lab_say(lab, "Courses too short for this rule, too early to say: %lld.",
		    (long long)t->early);
	if (at_rupture_looks_back(run->rule))
		at_lab_say(lab, "This rule looks back: on the day it would have known less.");
	if (run->n_together > 0)
		say_together(run);
	at_lab_say(lab, "A flag is a reason to ask, not a finding about anybody.");
}

enum at_status
at_rupture_put_rest(struct at_rupture_run *run)
{
	struct at_lab *lab = &run->lab;
	struct total total = total_of(run);
	enum at_status st = AT_OK;

	if (lab->format == AT_LAB_JSON)
		st = at_rupture_put_courses(run);
	if (lab->format == AT_LAB_TEXT && total.fallen > 0)
		st = say_falls(run);
	if (st != AT_OK)
		return st;
	if (lab->format != AT_LAB_CSV)
		put_total(run, &total);
	say_total(run, &total);
	return at_lab_end(lab, at_rupture_used(run->read));
}
