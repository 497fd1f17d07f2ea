/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recording: read from a table or a text of motion energy, and analysed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/split.h"
#include "cli/synchrony.h"
#include "signal/mea_file.h"

enum { MOST_BYTES = 1 << 30 };

/* As far as they are looked at, two people move as one for so long only on one camera's
 * account: house defaults. */
#define CROSSTALK_R 0.8

/* ---- reading ------------------------------------------------------------------------ */

/* The first line of a table in CSV has a separator that text files of MEA do not have. */
static bool
is_csv(const char *bytes, size_t n)
{
	size_t line = 0;

	while (line < n && bytes[line] != '\n')
		line++;
	return memchr(bytes, ',', line) != NULL || memchr(bytes, ';', line) != NULL
	    || memchr(bytes, '\t', line) != NULL;
}

static bool
has_letters(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && bytes[i] != '\n'; i++)
		if ((bytes[i] >= 'A' && bytes[i] <= 'Z') || (bytes[i] >= 'a' && bytes[i] <= 'z'))
			return true;
	return false;
}

static enum at_status
read_csv(struct at_recording *r, const char *bytes, size_t n, struct at_mea_file *out)
{
	struct at_csv_source source = { .name = r->file, .fd = -1, .bytes = bytes, .n_bytes = n,
		.headless = !has_letters(bytes, n) };
	struct at_csv *csv;
	bool any;
	size_t room = 1;
	enum at_status st = at_csv_open(r->arena, &source, &csv, &r->err);

	if (st != AT_OK)
		return st;
	*out = (struct at_mea_file){ .n_columns = at_csv_count(csv) };
	for (size_t i = 0; i < n; i++)
		room += bytes[i] == '\n';
	out->names = AT_NEW(r->arena, const char *, (size_t)out->n_columns);
	out->columns = AT_NEW(r->arena, double *, (size_t)out->n_columns);
	for (int i = 0; i < out->n_columns; i++) {
		out->names[i] = at_csv_name(csv, i);
		out->columns[i] = AT_NEW(r->arena, double, room);
	}
	while ((st = at_csv_next(csv, &any, &r->err)) == AT_OK && any) {
		for (int i = 0; i < out->n_columns && st == AT_OK; i++)
			st = at_csv_number(csv, i, &out->columns[i][out->n], &r->err);
		if (st != AT_OK)
			return st;
		out->n++;
	}
	if (st == AT_OK && out->n == 0)
		return at_fail(&r->err, AT_INVALID, "%s: there are no frames in it", r->file);
	return st;
}

/* ---- columns ------------------------------------------------------------------------ */

static int
column_of(const struct at_mea_file *table, const char *name)
{
	char *end;
	long number;

	for (int i = 0; i < table->n_columns; i++)
		if (strcmp(table->names[i], name) == 0)
			return i;
	number = strtol(name, &end, 10);
	return *end == '\0' && number >= 1 && number <= table->n_columns ? (int)number - 1 : -1;
}

/* "A", or "A+B": sums, as rMEA has them; missing if one of them is. */
static enum at_status
add_up(struct at_recording *r, const struct at_mea_file *table, const char *name,
    const double **out)
{
	const struct at_parts parts = at_split(r->arena, name, "+");
	double *sum = AT_NEW(r->arena, double, table->n);

	for (int i = 0; i < parts.n; i++) {
		int column = column_of(table, parts.at[i]);

		if (column < 0)
			return at_fail(&r->err, AT_INVALID, "%s:1: expected a column \"%s\"",
			    r->file, parts.at[i]);
		for (size_t t = 0; t < table->n; t++)
			sum[t] += table->columns[column][t];
	}
	*out = sum;
	return AT_OK;
}

/* What attune motion writes beside the motion of people. */
static bool
is_beside(const char *name)
{
	size_t n = strlen(name);

	return strcmp(name, "frame") == 0 || strcmp(name, "time") == 0
	    || (n > 4 && strcmp(name + n - 4, "_sum") == 0);
}

static enum at_status
pick_two(struct at_recording *r, const struct at_mea_file *table)
{
	int n = 0;

	for (int i = 0; i < table->n_columns && n < 2; i++)
		if (!is_beside(table->names[i]))
			r->names[n++] = table->names[i];
	if (n == 2)
		return AT_OK;
	return at_fail(&r->err, AT_INVALID, "%s:1: expected two columns of motion, found %d",
	    r->file, n);
}

static enum at_status
pick_columns(struct at_recording *r, const struct at_mea_file *table, const char *columns)
{
	enum at_status st;

	if (columns == NULL) {
		st = pick_two(r, table);
	} else {
		const struct at_parts parts = at_split(r->arena, columns, ",");

		if (parts.n != 2)
			return at_fail(&r->err, AT_INVALID, "--columns takes two, not \"%s\"",
			    columns);
		r->names[0] = parts.at[0];
		r->names[1] = parts.at[1];
		st = AT_OK;
	}
	r->raw.n = table->n;
	if (st == AT_OK)
		st = add_up(r, table, r->names[0], &r->raw.s1);
	return st == AT_OK ? add_up(r, table, r->names[1], &r->raw.s2) : st;
}

/* Frames a second, from the times of the first and the last. */
static double
fps_of(const struct at_mea_file *table)
{
	const double *time = NULL;
	double from, to;

	for (int i = 0; i < table->n_columns; i++)
		if (strcmp(table->names[i], "time") == 0)
			time = table->columns[i];
	if (time == NULL || table->n < 2)
		return 25;
	from = time[0];
	to = time[table->n - 1];
	return to > from ? (double)(table->n - 1) / (to - from) : 25;
}

static size_t
count_missing(const struct at_pair *pair)
{
	size_t n = 0;

	for (size_t i = 0; i < pair->n; i++)
		n += (size_t)isnan(pair->s1[i]) + (size_t)isnan(pair->s2[i]);
	return n;
}

void
at_sync_read(const struct at_sync_plan *plan, struct at_recording *r)
{
	struct at_prepare_options prepare = plan->prepare;
	struct at_mea_file table;
	const char *bytes;
	size_t n;

	r->status = at_file_read(r->arena, r->file, MOST_BYTES, &bytes, &n, &r->err);
	if (r->status == AT_OK)
		r->status = is_csv(bytes, n) ? read_csv(r, bytes, n, &table)
		    : at_mea_parse(r->arena, r->file, bytes, n, &table, &r->err);
	if (r->status == AT_OK)
		r->status = pick_columns(r, &table, plan->options->columns);
	if (r->status != AT_OK)
		return;
	r->fps = isnan(plan->fps) ? fps_of(&table) : plan->fps;
	r->n_missing = count_missing(&r->raw);
	prepare.smooth_samples = plan->smooth_s * r->fps;
	r->pair = at_prepare(r->arena, &r->raw, &prepare, &r->n_outliers);
}

/* ---- analysing ---------------------------------------------------------------------- */

static int
samples(double seconds, double fps)
{
	return (int)fmin(round(seconds * fps), 1e9);
}

struct at_crosscorr_options
at_sync_samples(const struct at_sync_plan *plan, double fps)
{
	int step = samples(plan->step, fps);

	return (struct at_crosscorr_options){ .window = samples(plan->window, fps),
		.lag = samples(plan->lag, fps), .step = step > 0 ? step : 1,
		.raw_r = plan->options->raw_r };
}

/* The longest run of windows in which lag zero is that high, in seconds: two regions that
 * see the same person. */
static double
crosstalk(const struct at_recording *r, const struct at_crosscorr_options *options)
{
	const struct at_crosscorr *c = &r->crosscorr;
	double limit = options->raw_r ? CROSSTALK_R : atanh(CROSSTALK_R), longest = 0;
	size_t n = 0;

	for (size_t w = 0; w < c->n_windows; w++) {
		double seconds;

		n = c->windows[w].lead[AT_SIGNED].lag_zero > limit ? n + 1 : 0;
		if (n == 0)
			continue;
		seconds = ((double)(n - 1) * options->step + options->window) / r->fps;
		longest = seconds > longest ? seconds : longest;
	}
	return longest;
}

static enum at_status
analyse_more(const struct at_sync_plan *plan, struct at_recording *r,
    const struct at_crosscorr_options *options, struct at_error *err)
{
	static const struct at_peaks_options peaks = { .patience = 8, .span = 0.25 };
	const struct at_sync_options *o = plan->options;
	enum at_status st = AT_OK;

	if (o->peaks)
		st = at_peaks(r->arena, r->crosscorr.cells, r->crosscorr.n_windows,
		    r->crosscorr.n_lags, &peaks, &r->peaks, err);
	if (st == AT_OK && o->susy)
		st = at_susy(r->arena, &r->pair, &(struct at_susy_options){
		    .segment = samples(plan->segment, r->fps), .lag = options->lag }, &r->susy,
		    err);
	if (st == AT_OK && o->regression)
		st = at_lagreg(r->arena, &r->pair, &(struct at_lagreg_options){
		    .window = options->window, .lag = options->lag, .step = options->step,
		    .order = 3, .least = 0.25, .stable = samples(0.5, r->fps) }, &r->lagreg,
		    err);
	return st;
}

void
at_sync_analyse(const struct at_sync_plan *plan, struct at_recording *r, int n_threads)
{
	const struct at_sync_options *o = plan->options;
	struct at_crosscorr_options options = at_sync_samples(plan, r->fps);
	struct at_error err = { .status = AT_OK };

	options.cells = o->peaks || o->plot != NULL || o->matrix != NULL;
	options.n_threads = n_threads;
	r->status = at_crosscorr(r->arena, &r->pair, &options, &r->crosscorr, &err);
	if (r->status == AT_OK) {
		r->crosstalk_s = crosstalk(r, &options);
		r->status = analyse_more(plan, r, &options, &err);
	}
	if (r->status != AT_OK)
		at_fail(&r->err, r->status, "%s: %s", r->file, err.text);
}
