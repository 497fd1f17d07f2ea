/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/agree.h - the parts of attune agree: its table, and what is said of it. */
#ifndef AT_CLI_AGREE_H
#define AT_CLI_AGREE_H

#include "alliance/levels.h"
#include "alliance/sessions.h"
#include "base/names.h"
#include "cli/lab.h"

struct at_agree_columns {
	const char *dyad, *session, *client, *therapist;
	const char *outcome, *outcome_therapist, *therapist_id, *closed;        /* or NULL */
	double low, high;               /* of the scale of both ratings */
	bool logarithm;                 /* of the session's number: it must be above 0 */
};

struct at_agree_table {
	struct at_session_row *rows;    /* rated by both; their dyads are places */
	int n;
	struct at_names dyads, therapists;      /* in the order of the file */
	int *therapist_of;              /* of each name of a dyad; -1: not told */
	bool *closed;                   /* of each name of a dyad; true without the column */

	/* Computed is by place, in the order of the names' bytes, so that the order of the
	 * file changes nothing; shown is in the order of the file. */
	const int *dyad_at;             /* of each place: the number of its name */
	const int *dyad_place, *therapist_place;        /* of each name */
	struct at_lab_used used;
};

/* AT_INVALID, naming the line: no number, a rating outside the scale, a session twice, a
 * dyad with two therapists; a table in which nothing was rated by both. */
enum at_status at_agree_read(struct at_lab *lab, const char *file,
    const struct at_agree_columns *columns, struct at_agree_table *out);

/* What all parts are computed from. */
struct at_agree {
	struct at_lab *lab;
	const struct at_agree_table *table;
	struct at_sessions pairs;       /* rated by both */
	bool has_outcome, has_both;     /* asked for: */
	struct at_sessions outcomes;    /* those of them with an outcome */
	struct at_sessions both;        /* those of them with both outcomes */
	enum at_detrend detrend;
	double midpoint;
	int n_draws;
	int seed;
};

/* Each says one object of the result, or why there is none. */
void at_agree_put_truth_bias(struct at_agree *a);
enum at_status at_agree_put_congruence(struct at_agree *a);
void at_agree_put_levels(struct at_agree *a);
void at_agree_put_apim(struct at_agree *a);
void at_agree_put_surface(struct at_agree *a);
enum at_status at_agree_put_therapists(struct at_agree *a);

/* "name":{"estimate":..,"se":..,"df":..,"ci":[..,..]}; in text one line. */
void at_agree_put_estimate(struct at_lab *lab, const char *name, const struct at_estimate *e);

/* "-0.27 (95 % interval -0.54 to 0.01)". */
const char *at_agree_estimate_text(struct at_lab *lab, const struct at_estimate *e);

/* "name":{"why":".."}; in text a sentence. */
void at_agree_put_why(struct at_lab *lab, const char *name, const char *title,
    const struct at_error *err);

#endif
