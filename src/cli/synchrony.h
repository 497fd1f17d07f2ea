/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/synchrony.h - what the files of attune synchrony share: options, a recording and
 * what was found in it. */
#ifndef AT_CLI_SYNCHRONY_H
#define AT_CLI_SYNCHRONY_H

#include "cli/lab.h"
#include "signal/crosscorr.h"
#include "signal/lagreg.h"
#include "signal/peaks.h"
#include "signal/prepare.h"
#include "signal/surrogate.h"
#include "signal/susy.h"

/* Research words that stand in every text, and in the manual. */
#define AT_SYNCHRONY_STATUS \
	"A research feature: synchrony says nothing about the quality of a therapist or a client."

struct at_sync_options {
	const char *columns, *step, *smooth, *surrogates;
	struct at_flag_real fps, lag, window, outliers, segment;
	int n, seed;
	bool is_signed, raw_r, scale, multiverse, peaks, susy, regression, summary;
	const char *plot, *matrix, *series, *format;
};

/* The options as numbers, in seconds. */
struct at_sync_plan {
	const struct at_sync_options *options;
	double fps;                     /* NaN: that of the file, else 25 */
	double window, lag, step, segment;      /* step 0: every frame */
	double smooth_s;
	struct at_prepare_options prepare;
	enum at_crosscorr_kind kind;
	bool has_surrogates;
	enum at_surrogate_kind surrogates;
	int n, n_threads;
	uint64_t seed;
};

/* A recording; it lives in an arena of its own, as files are done side by side. */
struct at_recording {
	struct at_arena *arena;
	const char *file;
	const char *names[2];
	double fps;
	struct at_pair raw, pair;       /* as read, and as prepared */
	size_t n_missing, n_outliers;   /* samples of either series, before and in preparing */
	double crosstalk_s;             /* the longest time that both move as one */
	struct at_crosscorr crosscorr;
	struct at_susy susy;
	struct at_peaks peaks;
	struct at_lagreg lagreg;
	enum at_status status;
	struct at_error err;
};

struct at_sync_setting {
	double window, lag, step;       /* seconds */
	int n_files;                    /* long enough for it */
	size_t n_windows;
	double mean, sd, s1_lead, s2_lead;      /* over files */
	struct at_surrogates surrogates;
	bool has_surrogates;
};

struct at_sync {
	struct at_cli *cli;
	struct at_lab lab;
	struct at_sync_plan plan;
	struct at_recording *files;
	int n_files;
	struct at_surrogates surrogates;
	struct at_sync_setting *settings;
	int n_settings;
};

/* cli/synchrony_file.c: one recording, read and analysed; the outcome is in its status. */
void at_sync_read(const struct at_sync_plan *plan, struct at_recording *file);
void at_sync_analyse(const struct at_sync_plan *plan, struct at_recording *file, int n_threads);
struct at_crosscorr_options at_sync_samples(const struct at_sync_plan *plan, double fps);

/* cli/synchrony_put.c */
enum at_status at_sync_put(struct at_sync *sync);

/* cli/synchrony_save.c: --plot, --matrix, --series. */
enum at_status at_sync_save(struct at_sync *sync);

#endif
