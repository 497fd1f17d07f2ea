/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files beside the result of attune synchrony: the drawing, every cell, the series. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "chart/strip.h"
#include "cli/synchrony.h"
#include "signal/mea_file.h"

/* ---- the drawing -------------------------------------------------------------------- */

static enum at_status
save_plot(struct at_sync *sync, const struct at_recording *r)
{
	struct at_arena *arena = sync->cli->call.arena;
	const struct at_sync_plan *plan = &sync->plan;
	struct at_buffer out = at_buffer_init(arena);
	bool raw = plan->options->raw_r, magnitude = plan->kind == AT_MAGNITUDE;
	double step = plan->step > 0 ? plan->step : 1 / r->fps;
	struct at_strip strip = {
		.title = at_printf(arena, "%s: windows of %g s, lags up to %g s", r->file,
		    plan->window, plan->lag),
		.desc = at_printf(arena, "Movement of %s and %s, and their windowed "
		    "cross-correlation over time and lag.  At a positive lag %s leads.  %s",
		    r->names[0], r->names[1], r->names[0], AT_SYNCHRONY_STATUS),
		.seconds = (double)r->pair.n / r->fps,
		.names = { r->names[0], r->names[1] }, .series = { r->pair.s1, r->pair.s2 },
		.n = r->pair.n, .cells = r->crosscorr.cells,
		.n_windows = r->crosscorr.n_windows, .n_lags = r->crosscorr.n_lags,
		.lag = plan->lag, .first = plan->window / 2, .step = step,
		.is_signed = !magnitude,
		.cell_name = magnitude ? raw ? "|r|" : "|z|" : raw ? "r" : "z",
		.pseudo = plan->has_surrogates ? sync->surrogates.pseudo : NULL,
		.n_pseudo = sync->surrogates.n_pseudo,
		.real = r->crosscorr.over[plan->kind].mean };

	at_strip_svg(&out, &strip);
	return at_lab_save(sync->cli, plan->options->plot, out.bytes, out.n_bytes);
}

/* ---- every cell --------------------------------------------------------------------- */

static void
add_number(struct at_buffer *line, double number)
{
	char text[AT_NUMBER_ROOM];

	if (!isnan(number))
		at_buffer_add(line, text, (size_t)at_number_text(number, text));
}

static void
head_line(const struct at_recording *r, struct at_buffer *line)
{
	at_buffer_text(line, "start");
	for (int i = 0; i < r->crosscorr.n_lags; i++) {
		at_buffer_byte(line, ',');
		add_number(line, (i - r->crosscorr.lag) / r->fps);
	}
	at_buffer_byte(line, '\n');
}

static void
cell_line(const struct at_sync *sync, const struct at_recording *r, size_t w,
    struct at_buffer *line)
{
	const double *cells = r->crosscorr.cells + w * (size_t)r->crosscorr.n_lags;

	add_number(line, (double)r->crosscorr.windows[w].start / r->fps);
	for (int i = 0; i < r->crosscorr.n_lags; i++) {
		at_buffer_byte(line, ',');
		add_number(line, sync->plan.kind == AT_SIGNED ? cells[i] : fabs(cells[i]));
	}
	at_buffer_byte(line, '\n');
}

/* Line by line, as there may be millions of cells. */
static bool
write_lines(const struct at_sync *sync, const struct at_recording *r, FILE *stream)
{
	struct at_buffer line = at_buffer_init(r->arena);
	bool written = true;

	head_line(r, &line);
	for (size_t w = 0; w <= r->crosscorr.n_windows && written; w++) {
		if (w > 0)
			cell_line(sync, r, w - 1, &line);
		written = fwrite(line.bytes, 1, line.n_bytes, stream) == line.n_bytes;
		line.n_bytes = 0;
	}
	return written;
}

static enum at_status
save_matrix(struct at_sync *sync, const struct at_recording *r)
{
	const char *file = sync->plan.options->matrix;
	const char *beside = at_printf(sync->cli->call.arena, "%s.part", file);
	FILE *stream = fopen(beside, "wb");
	bool written;

	if (stream == NULL)
		return at_fail(&sync->cli->err, AT_IO, "%s cannot be written: %s", file,
		    strerror(errno));
	written = write_lines(sync, r, stream);
	written = fclose(stream) == 0 && written;
	if (written && rename(beside, file) == 0)
		return AT_OK;
	at_fail(&sync->cli->err, AT_IO, "%s cannot be written: %s", file, strerror(errno));
	unlink(beside);
	return AT_IO;
}

/* ---- the series --------------------------------------------------------------------- */

static void
put_csv(const struct at_recording *r, struct at_buffer *out)
{
	at_buffer_text(out, "time,");
	at_csv_put(out, r->names[0]);
	at_buffer_byte(out, ',');
	at_csv_put(out, r->names[1]);
	at_buffer_byte(out, '\n');
	for (size_t i = 0; i < r->pair.n; i++) {
		add_number(out, (double)i / r->fps);
		at_buffer_byte(out, ',');
		add_number(out, r->pair.s1[i]);
		at_buffer_byte(out, ',');
		add_number(out, r->pair.s2[i]);
		at_buffer_byte(out, '\n');
	}
}

static enum at_status
save_series(struct at_sync *sync, const struct at_recording *r)
{
	const char *file = sync->plan.options->series;
	struct at_buffer out = at_buffer_init(r->arena);
	size_t n = strlen(file);

	if (n > 4 && strcmp(file + n - 4, ".csv") == 0)
		put_csv(r, &out);
	else
		at_mea_put(&out, &r->pair, r->names[0], r->names[1]);
	return at_lab_save(sync->cli, file, out.bytes, out.n_bytes);
}

enum at_status
at_sync_save(struct at_sync *sync)
{
	const struct at_sync_options *o = sync->plan.options;
	const struct at_recording *r = &sync->files[0];
	enum at_status st = AT_OK;

	if (o->plot != NULL)
		st = save_plot(sync, r);
	if (st == AT_OK && o->matrix != NULL)
		st = save_matrix(sync, r);
	if (st == AT_OK && o->series != NULL)
		st = save_series(sync, r);
	return st;
}
