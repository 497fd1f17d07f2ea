/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/rupture.h - falls in one rater's course by one of nine rules, and whether they mend.
 *
 * The literature has several incompatible rules, and their published constants could not be
 * verified; these are named after what they do, and after nobody.  All look at the lower
 * side only.  A statement by a person that something was off is no result of a rule and is
 * not mixed in here.
 */
#ifndef AT_ALLIANCE_RUPTURE_H
#define AT_ALLIANCE_RUPTURE_H

#include <stdbool.h>

#include "alliance/fallen.h"
#include "base/arena.h"

enum at_rupture_rule {
	AT_RUPTURE_CHART,               /* "xmr": control chart of all sessions, looking back */
	AT_RUPTURE_PROSPECTIVE,         /* the same from the sessions before: own_range.h */
	AT_RUPTURE_DROP,                /* reliable drop: drop.h */
	AT_RUPTURE_RUNS,                /* control.h, as are the next two; all look back */
	AT_RUPTURE_EWMA,
	AT_RUPTURE_CUSUM,
	AT_RUPTURE_CHANGE,              /* "changepoint": a lower level; change_point.h */
	AT_RUPTURE_TOP_LOST,            /* "alltop": after two values at the very top */
	AT_RUPTURE_DEFAULT,             /* the house rule: fallen.h */
	AT_RUPTURE_RULES
};

const char *at_rupture_id(enum at_rupture_rule rule);
/* AT_RUPTURE_RULES if no rule has that id. */
enum at_rupture_rule at_rupture_by_id(const char *id);

/* Whether it takes sessions that come later to judge one; the others (prospective, drop,
 * alltop, default) say on the day what they will always say. */
bool at_rupture_looks_back(enum at_rupture_rule rule);

struct at_rupture_settings {
	double lowest, highest;         /* of the scale */
	double step;                    /* D of drop; also for ratings that never moved */
	double sigmas;                  /* of xmr and prospective */
	int min_before;                 /* of prospective */
	int in_a_row;                   /* of runs: 8 or 9 */
	struct at_fallen_usual usual;   /* of default */
	bool no_limits;                 /* of default: `lower`, most of its work, is not wanted */
};

/* 3 sigmas, 5 before, 8 in a row; D = one sixth of the range, at_fallen_house(). */
struct at_rupture_settings at_rupture_defaults(double lowest, double highest);

/* Values that a rule needs before it can flag one, that one included; with fewer it is too
 * early to say anything. */
int at_rupture_needs(enum at_rupture_rule rule, const struct at_rupture_settings *settings);

/* What a rule says of one session. */
struct at_rupture_row {
	double center;                  /* what the value is compared with; NaN: nothing yet */
	double sigma;                   /* NaN for rules without one */
	double lower;                   /* limit of the value (ewma: of its z); NaN: none */
	double probability;             /* of default: that it fell; NaN: not weighed */
	bool flagged;
	bool moved;                     /* xmr: fell by more than a moving range should */
	int episode;                    /* index, -1: none */
};

enum at_repair {
	AT_REPAIR_OPEN,                 /* not yet, and fewer than 3 values since */
	AT_REPAIR_MADE,
	AT_REPAIR_NOT                   /* not within 3 values */
};

enum { AT_REPAIR_WITHIN = 3 };
#define AT_REPAIR_PART 0.25             /* of the fall may be left */

/* From the first flagged value until ratings are back at `level`:
 * baseline - 0.25 (baseline - lowest).  Within 3 values it is a repair (house default; 3 to
 * 5 are in use); flags until then belong to the same episode. */
struct at_episode {
	int onset;                      /* indices */
	int back;                       /* first value at the level again; -1: none */
	double baseline;                /* mean of up to 3 values before it without a flag; the
	                                 * rule's center where there is none */
	double lowest, level;
	int values_to_repair;           /* 1 to 3; 0 unless made */
	enum at_repair repair;
};

struct at_rupture {
	int n;                          /* values there are */
	double mean_move;               /* mean moving range of all; NaN: no neighbours */
	int n_flagged;
	struct at_episode *episodes;
	int n_episodes;
};

/* Every session of a series (NaN: missing) by one rule; `rows` has room for n.  With fewer
 * than four values the charts say nothing: too early. */
struct at_rupture at_rupture_find(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, const double *values, int n,
    struct at_rupture_row *rows);

/* How many sessions the rule flags by chance alone in `n` sessions: the mean of 1000 courses
 * without any change, normal around `mean` with within-client SD `sd`, kept to the scale.
 * The same every time.  To be shown beside every result; alliance/chance.h for many. */
double at_rupture_by_chance(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, int n, double mean, double sd);

/* The same session by session: out[i] is the share of courses with a flag at i.  Of a rule
 * that does not look back, the first sessions of a long course are a short one.  The courses
 * are made of the first AT_RUPTURE_COURSES * n normals of at_rupture_normals(). */
void at_rupture_chances(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, const double *normals, int n, double mean,
    double sd, double *out);

enum { AT_RUPTURE_COURSES = 1000 };

/* For courses of up to `n` sessions. */
const double *at_rupture_normals(struct at_arena *arena, int n);

#endif
