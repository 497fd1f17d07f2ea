/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune synchrony: do two people move together, who leads, and how much of it is chance? */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/crew.h"
#include "base/number.h"
#include "cli/synchrony.h"

#define TEXT(name, value, member, help) \
	{ name, AT_FLAG_TEXT, value, help, offsetof(struct at_sync_options, member), false }
#define REAL(name, value, member, help) \
	{ name, AT_FLAG_REAL, value, help, offsetof(struct at_sync_options, member), false }
#define SWITCH(name, member, help) \
	{ name, AT_FLAG_SWITCH, NULL, help, offsetof(struct at_sync_options, member), false }
#define COUNT(name, member, help) \
	{ name, AT_FLAG_NUMBER, "N", help, offsetof(struct at_sync_options, member), false }

static const struct at_flag flags[] = {
	TEXT("columns", "A,B", columns, "the two series, by name or number; A+C,B+D are sums"),
	REAL("fps", "F", fps, "frames a second (from a column \"time\", else 25)"),
	REAL("window", "S", window, "seconds of a window (60)"),
	REAL("lag", "S", lag, "seconds of the greatest lag (5)"),
	TEXT("step", "S", step, "seconds from window to window, or frame (30)"),
	SWITCH("signed", is_signed, "z instead of |z|: apart moving together and in turns"),
	SWITCH("raw-r", raw_r, "r instead of Fisher's z"),
	REAL("outliers", "SD", outliers, "leave out what is so many SD above zero"),
	TEXT("smooth", "S", smooth, "moving average of so many seconds, or rmea"),
	SWITCH("scale", scale, "each series over its own SD"),
	TEXT("surrogates", "KIND", surrogates, "dyads, segments or shift: what chance would give"),
	COUNT("n", n, "so many surrogates (100 a file; of dyads all)"),
	COUNT("seed", seed, "of the random numbers (1)"),
	REAL("segment", "S", segment, "seconds of a segment of surrogates and of --susy (30)"),
	SWITCH("multiverse", multiverse, "again with other windows and lags"),
	SWITCH("peaks", peaks, "the peak nearest to lag zero in each window (Boker)"),
	SWITCH("susy", susy, "segments against segments (SUSY)"),
	SWITCH("regression", regression, "what one adds to the other's own past (Altmann)"),
	SWITCH("summary", summary, "no windows, no lags"),
	TEXT("plot", "FILE.svg", plot, "series, heat strip and surrogates of one file"),
	TEXT("matrix", "FILE.csv", matrix, "every cell of one file"),
	TEXT("series", "FILE", series, "the prepared series of one file, .csv or rMEA text"),
	AT_LAB_FLAG(struct at_sync_options),
};

#undef TEXT
#undef REAL
#undef SWITCH
#undef COUNT

/* ---- options ------------------------------------------------------------------------ */

static double
real_or(const struct at_flag_real *flag, double otherwise)
{
	return flag->given ? flag->value : otherwise;
}

static enum at_status
set_step(struct at_sync *sync)
{
	struct at_sync_plan *plan = &sync->plan;
	const char *step = plan->options->step;

	plan->step = 30;
	if (step == NULL)
		return AT_OK;
	if (strcmp(step, "frame") == 0)
		plan->step = 0;
	else if (!at_number_parse(step, &plan->step) || !(plan->step > 0))
		return at_cli_usage(sync->cli, "--step takes seconds above 0, or frame, not \"%s\"",
		    step);
	return AT_OK;
}

static enum at_status
set_smooth(struct at_sync *sync)
{
	struct at_sync_plan *plan = &sync->plan;
	const char *smooth = plan->options->smooth;

	plan->smooth_s = 0.5;           /* rMEA's own */
	if (smooth == NULL)
		return AT_OK;
	plan->prepare.smooth = AT_SMOOTH_RMEA;
	if (strcmp(smooth, "rmea") == 0)
		return AT_OK;
	plan->prepare.smooth = AT_SMOOTH_CENTRED;
	if (!at_number_parse(smooth, &plan->smooth_s) || !(plan->smooth_s > 0))
		return at_cli_usage(sync->cli, "--smooth takes seconds above 0, or rmea, not "
		    "\"%s\"", smooth);
	return AT_OK;
}

static enum at_status
set_surrogates(struct at_sync *sync)
{
	static const char *const names[] = { "dyads", "segments", "shift" };
	struct at_sync_plan *plan = &sync->plan;
	const char *kind = plan->options->surrogates;

	if (kind == NULL)
		return AT_OK;
	plan->has_surrogates = true;
	for (size_t i = 0; i < AT_COUNT(names); i++)
		if (strcmp(kind, names[i]) == 0) {
			plan->surrogates = (enum at_surrogate_kind)i;
			plan->n = plan->options->n;
			if (plan->n == 0 && plan->surrogates != AT_SURROGATE_DYADS)
				plan->n = 100;
			return AT_OK;
		}
	return at_cli_usage(sync->cli, "--surrogates takes dyads, segments or shift, not \"%s\"",
	    kind);
}

/* Whole days are more than any recording has, and safe to be counted in samples. */
static enum at_status
check_seconds(struct at_cli *cli, const char *name, double value, double least)
{
	if (value >= least && value <= 86400)
		return AT_OK;
	return at_cli_usage(cli, "--%s takes seconds from %g to 86400", name, least);
}

static enum at_status
check_options(struct at_sync *sync)
{
	const struct at_sync_options *o = sync->plan.options;
	struct at_cli *cli = sync->cli;
	enum at_status st = check_seconds(cli, "window", sync->plan.window, 0.1);

	if (st == AT_OK)
		st = check_seconds(cli, "lag", sync->plan.lag, 0);
	if (st == AT_OK)
		st = check_seconds(cli, "segment", sync->plan.segment, 0.1);
	if (st != AT_OK)
		return st;
	if (o->fps.given && !(o->fps.value > 0 && o->fps.value <= 100000))
		return at_cli_usage(cli, "--fps takes a number above 0 and up to 100000");
	if (o->outliers.given && !(o->outliers.value > 0))
		return at_cli_usage(cli, "--outliers takes a number above 0");
	if (sync->plan.surrogates == AT_SURROGATE_DYADS && sync->plan.has_surrogates
	    && cli->n_args < 2)
		return at_cli_usage(cli, "--surrogates dyads needs at least two files");
	if (cli->n_args > 1 && (o->plot != NULL || o->matrix != NULL || o->series != NULL))
		return at_cli_usage(cli, "--plot, --matrix and --series are of one file");
	return AT_OK;
}

static enum at_status
make_plan(struct at_sync *sync, const struct at_sync_options *o)
{
	enum at_status st;

	sync->plan = (struct at_sync_plan){ .options = o, .fps = real_or(&o->fps, NAN),
		.window = real_or(&o->window, 60), .lag = real_or(&o->lag, 5),
		.segment = real_or(&o->segment, 30), .n_threads = at_crew_size(),
		.kind = o->is_signed ? AT_SIGNED : AT_MAGNITUDE,
		.seed = o->seed > 0 ? (uint64_t)o->seed : 1,
		.prepare = { .outlier_sd = real_or(&o->outliers, 0), .scale = o->scale } };
	st = set_step(sync);
	if (st == AT_OK)
		st = set_smooth(sync);
	if (st == AT_OK)
		st = set_surrogates(sync);
	return st == AT_OK ? check_options(sync) : st;
}

/* ---- the files ---------------------------------------------------------------------- */

static void
show(const struct at_sync *sync, const char *what, size_t done, size_t all)
{
	if (sync->lab.shows_progress)
		fprintf(stderr, "%s: %zu of %zu \r", what, done, all);
}

static void
work_file(void *job, size_t piece, int worker)
{
	struct at_sync *sync = job;
	struct at_recording *file = &sync->files[piece];

	at_sync_read(&sync->plan, file);
	if (file->status == AT_OK)
		at_sync_analyse(&sync->plan, file, sync->n_files == 1 ? sync->plan.n_threads : 1);
	if (worker == 0)
		show(sync, "files", piece + 1, (size_t)sync->n_files);
}

static void
close_arena(void *arena)
{
	at_arena_close(arena);
}

static enum at_status
run_files(struct at_sync *sync)
{
	struct at_cli *cli = sync->cli;

	sync->n_files = cli->n_args;
	sync->files = AT_NEW(cli->call.arena, struct at_recording, (size_t)cli->n_args);
	for (int i = 0; i < cli->n_args; i++) {
		sync->files[i].file = cli->args[i];
		sync->files[i].arena = at_arena_open();
		if (sync->files[i].arena == NULL)
			at_oom(cli->call.arena);
		at_arena_defer(cli->call.arena, close_arena, sync->files[i].arena);
	}
	at_crew_run(sync->plan.n_threads, (size_t)sync->n_files, work_file, sync);
	for (int i = 0; i < sync->n_files; i++)
		if (sync->files[i].status != AT_OK) {
			cli->err = sync->files[i].err;
			return sync->files[i].status;
		}
	return AT_OK;
}

static enum at_status
check_same_fps(struct at_sync *sync)
{
	for (int i = 1; i < sync->n_files; i++)
		if (fabs(sync->files[i].fps / sync->files[0].fps - 1) > 1e-3)
			return at_fail(&sync->cli->err, AT_INVALID, "%s has %.6g frames a second, "
			    "%s %.6g: they cannot be compared", sync->files[i].file,
			    sync->files[i].fps, sync->files[0].file, sync->files[0].fps);
	return AT_OK;
}

/* ---- surrogates --------------------------------------------------------------------- */

struct shown {
	const struct at_sync *sync;
	size_t all;
};

static void
show_surrogates(void *to, size_t n_done)
{
	const struct shown *shown = to;

	if (n_done % 16 == 0)
		show(shown->sync, "surrogates", n_done, shown->all);
}

static struct at_surrogate_options
surrogate_options(const struct at_sync *sync, const struct at_sync_plan *plan)
{
	double fps = sync->files[0].fps;
	struct at_surrogate_options options = { .kind = plan->surrogates, .n = plan->n,
		.seed = plan->seed, .mean = plan->kind, .segment = (int)round(plan->segment * fps),
		.crosscorr = at_sync_samples(plan, fps) };

	options.crosscorr.n_threads = plan->n_threads;
	return options;
}

static enum at_status
run_surrogates(struct at_sync *sync)
{
	struct at_surrogate_options options = surrogate_options(sync, &sync->plan);
	struct at_pair *pairs = AT_NEW(sync->cli->call.arena, struct at_pair,
	    (size_t)sync->n_files);
	struct shown shown = { sync, at_surrogates_count(&options, sync->n_files) };

	options.progress = show_surrogates;
	options.to = &shown;
	for (int i = 0; i < sync->n_files; i++)
		pairs[i] = sync->files[i].pair;
	return at_surrogates(sync->cli->call.arena, pairs, sync->n_files, &options,
	    &sync->surrogates, &sync->cli->err);
}

/* ---- the multiverse ----------------------------------------------------------------- */

static const double other_windows[] = { 30, 60, 120 }, other_lags[] = { 2, 5, 10 };

struct universe {
	struct at_sync *sync;
	struct at_sync_plan plan;
	struct at_pair *pairs;          /* long enough for it */
	struct at_sync_setting *out;
};

static void
add_mean(const struct at_sync *sync, struct at_sync_setting *out, double *means,
    const struct at_crosscorr *result)
{
	const struct at_lead *over = &result->over[sync->plan.kind];
	int n = out->n_files++;

	means[n] = over->mean;
	out->n_windows += result->n_windows;
	out->s1_lead += (over->s1_lead - out->s1_lead) / (n + 1);
	out->s2_lead += (over->s2_lead - out->s2_lead) / (n + 1);
}

static void
sum_up(struct at_sync_setting *out, const double *means)
{
	double squares = 0;

	out->mean = out->sd = NAN;
	if (out->n_files == 0) {
		out->s1_lead = out->s2_lead = NAN;
		return;
	}
	out->mean = 0;
	for (int i = 0; i < out->n_files; i++)
		out->mean += means[i] / out->n_files;
	for (int i = 0; i < out->n_files; i++)
		squares += (means[i] - out->mean) * (means[i] - out->mean);
	if (out->n_files > 1)
		out->sd = sqrt(squares / (out->n_files - 1));
}

static void
run_universe(struct universe *u)
{
	struct at_sync *sync = u->sync;
	double *means = AT_NEW(sync->cli->call.arena, double, (size_t)sync->n_files);

	for (int i = 0; i < sync->n_files; i++) {
		const struct at_recording *file = &sync->files[i];
		struct at_crosscorr_options options = at_sync_samples(&u->plan, file->fps);
		struct at_crosscorr result;

		options.cells = false;
		options.n_threads = sync->plan.n_threads;
		if (at_crosscorr(file->arena, &file->pair, &options, &result, NULL) != AT_OK)
			continue;       /* too short for this one */
		u->pairs[u->out->n_files] = file->pair;
		add_mean(sync, u->out, means, &result);
	}
	sum_up(u->out, means);
	if (sync->plan.has_surrogates) {
		struct at_surrogate_options options = surrogate_options(sync, &u->plan);

		u->out->has_surrogates = u->out->n_files > 0
		    && at_surrogates(sync->cli->call.arena, u->pairs, u->out->n_files, &options,
		    &u->out->surrogates, NULL) == AT_OK;
	}
}

static void
run_multiverse(struct at_sync *sync)
{
	struct at_arena *arena = sync->cli->call.arena;
	struct universe u = { .sync = sync,
		.pairs = AT_NEW(arena, struct at_pair, (size_t)sync->n_files) };
	int all = (int)(AT_COUNT(other_windows) * AT_COUNT(other_lags));

	sync->settings = AT_NEW(arena, struct at_sync_setting, (size_t)all);
	for (size_t w = 0; w < AT_COUNT(other_windows); w++)
		for (size_t l = 0; l < AT_COUNT(other_lags); l++) {
			u.out = &sync->settings[sync->n_settings];
			u.plan = sync->plan;
			u.out->window = u.plan.window = other_windows[w];
			u.out->lag = u.plan.lag = other_lags[l];
			u.out->step = u.plan.step = other_windows[w] / 2;
			run_universe(&u);
			sync->n_settings++;
			show(sync, "settings", (size_t)sync->n_settings, (size_t)all);
		}
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct at_sync_options *options = given;
	struct at_sync sync = { .cli = cli };
	enum at_status st = make_plan(&sync, options);

	if (st == AT_OK)
		st = at_lab_begin(cli, options->format, &sync.lab);
	if (st == AT_OK)
		st = run_files(&sync);
	if (st == AT_OK && (sync.plan.has_surrogates || options->multiverse))
		st = check_same_fps(&sync);
	if (st == AT_OK && sync.plan.has_surrogates)
		st = run_surrogates(&sync);
	if (st == AT_OK && options->multiverse)
		run_multiverse(&sync);
	if (st == AT_OK)
		st = at_sync_save(&sync);
	return st == AT_OK ? at_sync_put(&sync) : st;
}

const struct at_command at_command_synchrony = {
	.name = "synchrony", .summary = "do two people move together, and who leads",
	.arguments = "FILE...", .n_least = 1, .n_most = 10000,
	.about = "FILE is a recording: a CSV table, or a text file of motion energy as MEA writes"
	    " it;\na line is a frame.  " AT_SYNCHRONY_STATUS,
	.example = "  attune synchrony 200_01.txt --columns 1,2 --plot 200_01.svg\n"
	    "  attune synchrony dyads/*.txt --surrogates dyads --format json",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct at_sync_options),
	.folder = AT_FOLDER_NONE, .run = run,
};
