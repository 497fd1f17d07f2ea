/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings of attune meta: forest and funnel. */
#include <math.h>

#include "chart/forest.h"
#include "chart/funnel.h"
#include "cli/meta.h"
#include "stats/dist.h"

static double
shown(const struct at_meta_run *run, double effect)
{
	return run->data.correlations ? tanh(effect) : effect;
}

static const char *
axis_name(const struct at_meta_run *run)
{
	return run->data.correlations ? "correlation" : run->options->yi;
}

/* What was found, and how sure. */
static const char *
title_of(const struct at_meta_run *run)
{
	const struct at_meta_found *found = &run->found;

	return at_printf(run->cli->call.arena, "%d %s: mean %s %.2f, 95 %% %.2f to %.2f",
	    found->model.k, run->has_levels ? "effects" : found->model.k == 1
	    ? "study" : "studies", axis_name(run), shown(run, found->line.estimate),
	    shown(run, found->line.low), shown(run, found->line.high));
}

static struct at_forest_row
forest_row(const struct at_meta_run *run, int i)
{
	const struct at_meta_row *row = &run->data.rows[i];
	double reach = at_normal_q(0.975) * sqrt(row->v);

	return (struct at_forest_row){
		.label = row->effect == NULL ? row->study
		    : at_printf(run->cli->call.arena, "%s, %s", row->study, row->effect),
		.estimate = shown(run, row->y), .low = shown(run, row->y - reach),
		.high = shown(run, row->y + reach), .weight = run->found.weights[i] };
}

static enum at_status
draw_forest(struct at_meta_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	const struct at_meta_found *found = &run->found;
	struct at_buffer out = at_buffer_init(arena);
	int k = run->data.k;
	struct at_forest_row *rows = AT_NEW(arena, struct at_forest_row, (size_t)k);
	struct at_forest forest = { .title = title_of(run), .axis = axis_name(run),
		.desc = at_printf(arena, "A row for each of %d: a square at its effect, larger with"
		    " more weight, on a line from end to end of its 95 %% interval.  Below them the"
		    " mean as a diamond, and where a new study would lie.", k),
		.rows = rows, .n_rows = k,
		.mean = { "Mean", shown(run, found->line.estimate), shown(run, found->line.low),
		    shown(run, found->line.high), 100 },
		.prediction_label = isnan(found->prediction.low) ? NULL : "A new study",
		.prediction_low = shown(run, found->prediction.low),
		.prediction_high = shown(run, found->prediction.high) };

	for (int i = 0; i < k; i++)
		rows[i] = forest_row(run, i);
	if (!isnan(found->model.i2))
		forest.note = at_printf(arena, "%s%s: tau\u00b2 %.4f, I\u00b2 %.0f %%, Q(%g) %.1f,"
		    " p %.2g", at_meta_method_name(run->method), run->options->hksj
		    ? ", Hartung and Knapp" : "", found->model.tau2, found->model.i2,
		    found->model.q_df, found->model.q, found->model.q_p);
	at_forest_svg(&out, &forest);
	return at_lab_save(run->cli, run->options->forest, out.bytes, out.n_bytes);
}

static enum at_status
draw_funnel(struct at_meta_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	const struct at_meta_input input = at_meta_model(run);
	struct at_buffer out = at_buffer_init(arena);
	struct at_meta_trim trim = { .n_filled = 0 };
	struct at_funnel_point *points;
	int k = run->data.k;
	struct at_funnel funnel = { .title = title_of(run), .axis = axis_name(run),
		.desc = "A dot for each study: its effect, and its standard error from small at"
		    " the top to large below, around the mean and the area in which 95 % would lie"
		    " if all had the same effect.",
		.correlations = run->data.correlations, .mean = run->found.line.estimate };

	if (!run->has_levels)
		(void)at_meta_trim_fill(arena, &input, &trim, NULL);
	points = AT_NEW(arena, struct at_funnel_point, (size_t)(k + trim.n_filled));
	for (int i = 0; i < k; i++)
		points[i] = (struct at_funnel_point){ run->data.y[i], sqrt(run->data.v[i]), false };
	for (int i = 0; i < trim.n_filled; i++)
		points[k + i] = (struct at_funnel_point){ trim.y[i], sqrt(trim.v[i]), true };
	funnel.points = points;
	funnel.n_points = k + trim.n_filled;
	if (trim.n_filled > 0)
		funnel.note = at_printf(arena, "Open dots are no studies: trim and fill adds them"
		    " to make the sides even.");
	at_funnel_svg(&out, &funnel);
	return at_lab_save(run->cli, run->options->funnel, out.bytes, out.n_bytes);
}

enum at_status
at_meta_draw(struct at_meta_run *run)
{
	enum at_status st = run->options->forest != NULL ? draw_forest(run) : AT_OK;

	return st == AT_OK && run->options->funnel != NULL ? draw_funnel(run) : st;
}
