/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune synchrony says: JSON with everything, a table of windows, or a text. */
#include <math.h>

#include "cli/synchrony.h"

/* Output goes out in parts of this size. */
enum { FLUSH_BYTES = 1 << 16 };

static const char *const kind_names[] = { [AT_MAGNITUDE] = "magnitude", [AT_SIGNED] = "signed" };
static const char *const surrogate_names[] = { [AT_SURROGATE_DYADS] = "dyads",
	[AT_SURROGATE_SEGMENTS] = "segments", [AT_SURROGATE_SHIFT] = "shift" };

static enum at_status
flush_some(struct at_cli *cli)
{
	return cli->out.n_bytes < FLUSH_BYTES ? AT_OK : at_cli_flush(cli);
}

static double
seconds(const struct at_recording *r, int samples)
{
	return samples == AT_NO_LAG ? NAN : samples / r->fps;
}

/* ---- parameters --------------------------------------------------------------------- */

static const char *
cell_name(const struct at_sync_plan *plan)
{
	bool raw = plan->options->raw_r;

	if (plan->kind == AT_MAGNITUDE)
		return raw ? "|r|" : "|z|";
	return raw ? "r" : "z";
}

static void
put_preparation(struct at_lab *lab, const struct at_sync_plan *plan)
{
	static const char *const smooths[] = { [AT_SMOOTH_NONE] = "none",
		[AT_SMOOTH_CENTRED] = "centred", [AT_SMOOTH_RMEA] = "rmea" };

	at_lab_put_number(lab, "outliers",
	    plan->prepare.outlier_sd > 0 ? plan->prepare.outlier_sd : NAN);
	at_lab_put_text(lab, "smooth", smooths[plan->prepare.smooth]);
	if (plan->prepare.smooth != AT_SMOOTH_NONE)
		at_lab_put_number(lab, "smooth_seconds", plan->smooth_s);
	at_lab_put_truth(lab, "scale", plan->prepare.scale);
}

static void
put_parameters(struct at_sync *sync)
{
	const struct at_sync_plan *plan = &sync->plan;
	struct at_lab *lab = &sync->lab;
	double fps = sync->files[0].fps;

	at_lab_object(lab, "parameters");
	at_lab_put_text(lab, "cell", cell_name(plan));
	at_lab_put_number(lab, "fps", fps);
	at_lab_put_number(lab, "window", plan->window);
	at_lab_put_number(lab, "lag", plan->lag);
	at_lab_put_number(lab, "step", plan->step > 0 ? plan->step : 1 / fps);
	at_lab_put_text(lab, "positive_lag", "s1 leads");
	put_preparation(lab, plan);
	if (plan->has_surrogates) {
		at_lab_put_text(lab, "surrogates", surrogate_names[plan->surrogates]);
		at_lab_put_count(lab, "seed", (int64_t)plan->seed);
	}
	if ((plan->has_surrogates && plan->surrogates == AT_SURROGATE_SEGMENTS)
	    || plan->options->susy)
		at_lab_put_number(lab, "segment", plan->segment);
	at_lab_object_end(lab);
}

/* ---- JSON: a recording -------------------------------------------------------------- */

static void
put(struct at_json *json, const char *name, double number)
{
	at_json_name(json, name);
	at_json_double(json, number);
}

static void
put_int(struct at_json *json, const char *name, size_t number)
{
	at_json_name(json, name);
	at_json_int(json, (int64_t)number);
}

static void
put_lead(struct at_json *json, const struct at_recording *r, const char *mean_name,
    const struct at_lead *lead)
{
	put(json, mean_name, lead->mean);
	put(json, "s1_lead", lead->s1_lead);
	put(json, "s2_lead", lead->s2_lead);
	put(json, "lag_zero", lead->lag_zero);
	put(json, "best", lead->best);
	put(json, "best_lag", seconds(r, lead->best_lag));
}

static void
put_kinds(struct at_json *json, const struct at_recording *r)
{
	for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
		at_json_name(json, kind_names[kind]);
		at_json_object(json);
		put_lead(json, r, "grand", &r->crosscorr.over[kind]);
		at_json_end(json);
	}
}

static enum at_status
put_lags(struct at_cli *cli, struct at_json *json, const struct at_recording *r,
    const double *means)
{
	enum at_status st = AT_OK;

	at_json_name(json, "per_lag");
	at_json_array(json);
	for (int i = 0; i < r->crosscorr.n_lags && st == AT_OK; i++) {
		at_json_object(json);
		put(json, "lag", seconds(r, i - r->crosscorr.lag));
		put(json, "mean", means[i]);
		at_json_end(json);
		st = flush_some(cli);
	}
	at_json_end(json);
	return st;
}

static enum at_status
put_windows(struct at_sync *sync, const struct at_recording *r)
{
	struct at_json *json = &sync->lab.json;
	enum at_status st = AT_OK;

	at_json_name(json, "windows");
	at_json_array(json);
	for (size_t w = 0; w < r->crosscorr.n_windows && st == AT_OK; w++) {
		const struct at_crosscorr_window *window = &r->crosscorr.windows[w];

		at_json_object(json);
		put(json, "start", (double)window->start / r->fps);
		put_lead(json, r, "mean", &window->lead[sync->plan.kind]);
		if (sync->plan.options->peaks) {
			put(json, "peak", r->peaks.rows[w].value);
			put(json, "peak_lag", r->peaks.rows[w].lag / r->fps);
		}
		at_json_end(json);
		st = flush_some(sync->cli);
	}
	at_json_end(json);
	return st;
}

static void
put_peaks(struct at_json *json, const struct at_recording *r)
{
	const struct at_peaks *p = &r->peaks;

	at_json_name(json, "peaks");
	at_json_object(json);
	put_int(json, "n_found", p->n_found);
	put(json, "missing", 1 - (double)p->n_found / (double)p->n_rows);
	put(json, "mean", p->mean_value);
	put(json, "mean_lag", p->mean_lag / r->fps);
	put(json, "sd_lag", p->sd_lag / r->fps);
	at_json_end(json);
}

static void
put_susy(struct at_json *json, const struct at_susy *susy)
{
	at_json_name(json, "susy");
	at_json_object(json);
	put_int(json, "n_segments", (size_t)susy->n_segments);
	put_int(json, "n_real", (size_t)susy->n_real);
	put_int(json, "n_pseudo", (size_t)susy->n_pseudo);
	for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
		const struct at_susy_mean *m = &susy->over[kind];

		at_json_name(json, kind_names[kind]);
		at_json_object(json);
		put(json, "z", m->real);
		put(json, "z_pseudo", m->pseudo);
		put(json, "sd_pseudo", m->pseudo_sd);
		put(json, "effect_size", m->effect_size);
		put(json, "s1_lead", m->s1_lead);
		put(json, "s2_lead", m->s2_lead);
		at_json_end(json);
	}
	at_json_end(json);
}

static void
put_regression(struct at_json *json, const struct at_recording *r)
{
	const struct at_lagreg *g = &r->lagreg;

	at_json_name(json, "regression");
	at_json_object(json);
	put(json, "share", g->share);
	put(json, "mean_gain", g->mean_gain);
	put(json, "s1_share", g->s1_share);
	put(json, "s2_share", g->s2_share);
	at_json_name(json, "windows");
	at_json_array(json);
	for (size_t w = 0; w < g->n_windows; w++) {
		at_json_object(json);
		put(json, "start", (double)g->windows[w].start / r->fps);
		put(json, "own", g->windows[w].own);
		put(json, "gain", g->windows[w].gain);
		put(json, "lag", seconds(r, g->windows[w].lag));
		at_json_name(json, "in_stretch");
		at_json_bool(json, g->windows[w].in_stretch);
		at_json_end(json);
	}
	at_json_end(json);
	at_json_end(json);
}

static void
put_test(struct at_json *json, const struct at_surrogate_test *test)
{
	put(json, "pseudo_mean", test->pseudo_mean);
	put(json, "pseudo_sd", test->pseudo_sd);
	put(json, "effect_size", test->effect_size);
	put(json, "p", test->p);
}

static enum at_status
put_recording(struct at_sync *sync, int which)
{
	const struct at_recording *r = &sync->files[which];
	const struct at_sync_options *o = sync->plan.options;
	struct at_json *json = &sync->lab.json;
	enum at_status st = AT_OK;

	at_json_object(json);
	at_json_name(json, "file");
	at_json_text(json, r->file);
	at_json_name(json, "s1");
	at_json_text(json, r->names[0]);
	at_json_name(json, "s2");
	at_json_text(json, r->names[1]);
	put(json, "fps", r->fps);
	put_int(json, "n", r->pair.n);
	put_int(json, "n_missing", r->n_missing);
	put_int(json, "n_outliers", r->n_outliers);
	put_int(json, "n_windows", r->crosscorr.n_windows);
	put_int(json, "n_windows_missing", r->crosscorr.n_missing);
	put(json, "crosstalk", r->crosstalk_s);
	put_lead(json, r, "grand", &r->crosscorr.over[sync->plan.kind]);
	put_kinds(json, r);
	if (sync->plan.has_surrogates) {
		at_json_name(json, "surrogates");
		at_json_object(json);
		put_test(json, &sync->surrogates.tests[which]);
		at_json_end(json);
	}
	if (o->peaks)
		put_peaks(json, r);
	if (o->susy)
		put_susy(json, &r->susy);
	if (o->regression)
		put_regression(json, r);
	if (!o->summary)
		st = put_lags(sync->cli, json, r, r->crosscorr.per_lag[sync->plan.kind]);
	if (st == AT_OK && !o->summary)
		st = put_windows(sync, r);
	at_json_end(json);
	return st;
}

static enum at_status
put_recordings(struct at_sync *sync)
{
	enum at_status st = AT_OK;

	at_json_name(&sync->lab.json, "files");
	at_json_array(&sync->lab.json);
	for (int i = 0; i < sync->n_files && st == AT_OK; i++)
		st = put_recording(sync, i);
	at_json_end(&sync->lab.json);
	return st;
}

/* ---- text and CSV ------------------------------------------------------------------- */

static const struct at_lab_column file_columns[] = {
	{ "file", AT_LAB_WORDS, 0, NULL }, { "n_windows", AT_LAB_COUNT, 0, NULL },
	{ "grand", AT_LAB_NUMBER, 4, NULL }, { "s1_lead", AT_LAB_NUMBER, 4, NULL },
	{ "s2_lead", AT_LAB_NUMBER, 4, NULL }, { "lag_zero", AT_LAB_NUMBER, 4, NULL },
	{ "best_lag", AT_LAB_NUMBER, 2, "s" }, { "effect_size", AT_LAB_NUMBER, 2, NULL },
	{ "p", AT_LAB_NUMBER, 4, NULL },
};

static enum at_status
say_files(struct at_sync *sync)
{
	bool has_test = sync->plan.has_surrogates;
	struct at_lab_table table = { "files", "Over all windows", file_columns,
		(int)AT_COUNT(file_columns) - (has_test ? 0 : 2), false };
	struct at_lab *lab = &sync->lab;
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < sync->n_files && st == AT_OK; i++) {
		const struct at_recording *r = &sync->files[i];
		const struct at_lead *over = &r->crosscorr.over[sync->plan.kind];

		at_lab_cell_text(lab, r->file);
		at_lab_cell_count(lab, (int64_t)r->crosscorr.n_windows);
		at_lab_cell_number(lab, over->mean);
		at_lab_cell_number(lab, over->s1_lead);
		at_lab_cell_number(lab, over->s2_lead);
		at_lab_cell_number(lab, over->lag_zero);
		at_lab_cell_number(lab, seconds(r, over->best_lag));
		if (has_test) {
			at_lab_cell_number(lab, sync->surrogates.tests[i].effect_size);
			at_lab_cell_number(lab, sync->surrogates.tests[i].p);
		}
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_window_row(struct at_sync *sync, const struct at_recording *r,
    const struct at_crosscorr_window *window)
{
	const struct at_lead *lead = &window->lead[sync->plan.kind];
	struct at_lab *lab = &sync->lab;

	at_lab_cell_text(lab, r->file);
	at_lab_cell_number(lab, (double)window->start / r->fps);
	at_lab_cell_number(lab, lead->mean);
	at_lab_cell_number(lab, lead->s1_lead);
	at_lab_cell_number(lab, lead->s2_lead);
	at_lab_cell_number(lab, lead->lag_zero);
	at_lab_cell_number(lab, seconds(r, lead->best_lag));
	return at_lab_row_end(lab);
}

static enum at_status
put_window_table(struct at_sync *sync)
{
	static const struct at_lab_column columns[] = {
		{ "file", AT_LAB_WORDS, 0, NULL }, { "start", AT_LAB_NUMBER, 0, NULL },
		{ "mean", AT_LAB_NUMBER, 0, NULL }, { "s1_lead", AT_LAB_NUMBER, 0, NULL },
		{ "s2_lead", AT_LAB_NUMBER, 0, NULL }, { "lag_zero", AT_LAB_NUMBER, 0, NULL },
		{ "best_lag", AT_LAB_NUMBER, 0, NULL },
	};
	static const struct at_lab_table table = { "windows", NULL, columns,
		(int)AT_COUNT(columns), true };
	enum at_status st = AT_OK;

	at_lab_table(&sync->lab, &table);
	for (int i = 0; i < sync->n_files; i++)
		for (size_t w = 0; w < sync->files[i].crosscorr.n_windows && st == AT_OK; w++)
			st = put_window_row(sync, &sync->files[i],
			    &sync->files[i].crosscorr.windows[w]);
	at_lab_table_end(&sync->lab);
	return st;
}

static void
say_lead(struct at_sync *sync)
{
	const struct at_recording *r = &sync->files[0];

	if (sync->n_files == 1)
		at_lab_say(&sync->lab, "s1 is %s, s2 is %s.", r->names[0], r->names[1]);
	at_lab_say(&sync->lab, "At a positive lag s1 leads and s2 follows.");
	for (int i = 0; i < sync->n_files; i++)
		if (sync->files[i].crosstalk_s > 60)
			at_lab_say(&sync->lab, "%s: for %.0f s both move as one: do both regions "
			    "see the same person?", sync->files[i].file,
			    sync->files[i].crosstalk_s);
}

static void
say_more(struct at_sync *sync, const struct at_recording *r)
{
	const struct at_sync_options *o = sync->plan.options;
	struct at_lab *lab = &sync->lab;

	if (o->peaks)
		at_lab_say(lab, "%s: peaks in %zu of %zu windows, their mean lag %.2f s (SD %.2f).",
		    r->file, r->peaks.n_found, r->peaks.n_rows, r->peaks.mean_lag / r->fps,
		    r->peaks.sd_lag / r->fps);
	if (o->susy)
		at_lab_say(lab, "%s: %d segments, real %s %.4f, pseudo %.4f, effect size %.2f.",
		    r->file, r->susy.n_segments, sync->plan.kind == AT_SIGNED ? "z" : "|z|",
		    r->susy.over[sync->plan.kind].real, r->susy.over[sync->plan.kind].pseudo,
		    r->susy.over[sync->plan.kind].effect_size);
	if (o->regression && isnan(r->lagreg.mean_gain))
		at_lab_say(lab, "%s: no stretch in which one adds to the other's own past.",
		    r->file);
	else if (o->regression)
		at_lab_say(lab, "%s: in %.0f %% of the windows one adds to the other's own past, "
		    "%.2f of R squared in the mean.", r->file, 100 * r->lagreg.share,
		    r->lagreg.mean_gain);
}

static enum at_status
say_all(struct at_sync *sync)
{
	enum at_status st = say_files(sync);

	say_lead(sync);
	for (int i = 0; i < sync->n_files; i++)
		say_more(sync, &sync->files[i]);
	return st;
}

/* ---- both --------------------------------------------------------------------------- */

static void
put_surrogates(struct at_sync *sync)
{
	const struct at_surrogates *s = &sync->surrogates;
	struct at_lab *lab = &sync->lab;

	at_lab_object(lab, "surrogates");
	at_lab_put_text(lab, "kind", surrogate_names[sync->plan.surrogates]);
	at_lab_put_count(lab, "n", s->n_pseudo);
	at_lab_put_number(lab, "real_mean", s->real_mean);
	at_lab_put_number(lab, "real_sd", s->real_sd);
	at_lab_put_number(lab, "pseudo_mean", s->over.pseudo_mean);
	at_lab_put_number(lab, "pseudo_sd", s->over.pseudo_sd);
	at_lab_put_number(lab, "effect_size", s->over.effect_size);
	at_lab_put_number(lab, "p", s->over.p);
	at_lab_object_end(lab);
}

static enum at_status
put_multiverse(struct at_sync *sync)
{
	static const struct at_lab_column columns[] = {
		{ "window", AT_LAB_NUMBER, 0, "s" }, { "lag", AT_LAB_NUMBER, 0, "s" },
		{ "step", AT_LAB_NUMBER, 0, "s" }, { "n_files", AT_LAB_COUNT, 0, NULL },
		{ "n_windows", AT_LAB_COUNT, 0, NULL }, { "grand", AT_LAB_NUMBER, 4, NULL },
		{ "grand_sd", AT_LAB_NUMBER, 4, NULL }, { "s1_lead", AT_LAB_NUMBER, 4, NULL },
		{ "s2_lead", AT_LAB_NUMBER, 4, NULL }, { "effect_size", AT_LAB_NUMBER, 2, NULL },
		{ "p", AT_LAB_NUMBER, 4, NULL },
	};
	static const struct at_lab_table table = { "multiverse",
		"With other windows and lags", columns, (int)AT_COUNT(columns), false };
	struct at_lab *lab = &sync->lab;
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < sync->n_settings && st == AT_OK; i++) {
		const struct at_sync_setting *s = &sync->settings[i];

		at_lab_cell_number(lab, s->window);
		at_lab_cell_number(lab, s->lag);
		at_lab_cell_number(lab, s->step);
		at_lab_cell_count(lab, s->n_files);
		at_lab_cell_count(lab, (int64_t)s->n_windows);
		at_lab_cell_number(lab, s->mean);
		at_lab_cell_number(lab, s->sd);
		at_lab_cell_number(lab, s->s1_lead);
		at_lab_cell_number(lab, s->s2_lead);
		at_lab_cell_number(lab, s->has_surrogates ? s->surrogates.over.effect_size : NAN);
		at_lab_cell_number(lab, s->has_surrogates ? s->surrogates.over.p : NAN);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_body(struct at_sync *sync)
{
	switch (sync->lab.format) {
	case AT_LAB_JSON: return put_recordings(sync);
	case AT_LAB_TEXT: return say_all(sync);
	case AT_LAB_CSV:  return put_window_table(sync);
	}
	return AT_OK;
}

enum at_status
at_sync_put(struct at_sync *sync)
{
	struct at_lab *lab = &sync->lab;
	struct at_lab_used used = { 0 };
	enum at_status st;

	put_parameters(sync);
	st = put_body(sync);
	if (st == AT_OK && sync->plan.has_surrogates)
		put_surrogates(sync);
	if (st == AT_OK && sync->plan.options->multiverse)
		st = put_multiverse(sync);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < sync->n_files; i++)
		used.rows += (int64_t)sync->files[i].pair.n;
	if (lab->format == AT_LAB_JSON)
		at_lab_put_text(lab, "status", AT_SYNCHRONY_STATUS);
	at_lab_say(lab, "%s", AT_SYNCHRONY_STATUS);
	return at_lab_end(lab, &used);
}
