/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/rupture.h - inside attune rupture: what was found, and how it is said. */
#ifndef AT_CLI_RUPTURE_H
#define AT_CLI_RUPTURE_H

#include "alliance/chance.h"
#include "alliance/own_range.h"
#include "alliance/pattern.h"
#include "alliance/rupture.h"
#include "cli/rupture_read.h"

/* One rater's course, after all its sessions. */
struct at_rupture_series {
	const char *dyad;
	int rater, form;
	int n;                          /* scores */
	int n_flagged;
	bool too_early;                 /* too few of them for the rule */
	struct at_spread spread;
	struct at_pattern pattern;
	double by_chance;               /* sessions flagged; NaN: no moves to go by */
	const double *sessions;         /* numbers of onset and return (NaN: none): 2 an episode */
	const struct at_episode *episodes;
	const double *probabilities;    /* at the onsets; NaN unless the rule has them */
	int n_episodes;
};

/* A relationship seen from several sides: sessions that all of them rated. */
struct at_rupture_together {
	const char *dyad;
	int n, all, alone[AT_RUPTURE_RATERS];   /* flagged by all; by one alone */
};

/* How the scores of one rater spread. */
struct at_rupture_spread {
	struct at_fallen_usual usual;
	int people;                     /* learned from; 0: given, or the house default */
};

struct at_rupture_run {
	struct at_cli *cli;
	struct at_lab lab;
	struct at_lab_table rows;       /* the table of them, while it is open */
	enum at_rupture_rule rule;
	bool summary;
	struct at_rupture_settings settings;    /* but `usual`, which each rater has */
	struct at_rupture_read *read;
	struct at_rupture_spread spreads[AT_RUPTURE_RATERS];
	struct at_chance *chances[AT_RUPTURE_RATERS];
	struct at_arena *scratch;       /* of one course */
	struct at_rupture_series *series;
	int n_series;
	struct at_rupture_together *together;
	int n_together;
};

/* Method and parameters. */
void at_rupture_put_method(struct at_rupture_run *run);

/* The table of rows is open; those of one course. */
void at_rupture_begin_rows(struct at_rupture_run *run);
enum at_status at_rupture_put_rows(struct at_rupture_run *run,
    const struct at_rupture_series *series, const struct at_rupture_dyad *dyad,
    const struct at_rupture_row *rows);
void at_rupture_end_rows(struct at_rupture_run *run);

/* In JSON: "series", and "together" where there are several sides. */
enum at_status at_rupture_put_courses(struct at_rupture_run *run);

const char *at_rupture_repair_id(enum at_repair repair);        /* "not repaired" */

/* Courses or falls, what they come to, the end. */
enum at_status at_rupture_put_rest(struct at_rupture_run *run);

#endif
