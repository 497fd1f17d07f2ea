/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/track.h - what is said of one score: by the clinic's expected course where there
 * is one and it reaches so far, else by the house rules.
 *
 * An expected course replaces the house rules with one exception: who is reliably worse than
 * at the start is worth a look wherever past clients stood.  A course whose signals came true
 * less often than AT_COURSE_PPV_NEEDS, or was never tested, says no more than "near the
 * limit".  Not for the client's eyes alone: "not on track" is opened together.
 */
#ifndef AT_PROGRESS_TRACK_H
#define AT_PROGRESS_TRACK_H

#include "base/buffer.h"
#include "progress/course.h"
#include "progress/signal.h"

enum at_track_rule { AT_TRACK_HOUSE, AT_TRACK_COURSE };

enum { AT_TRACK_COURSE_VERSION = 1 };   /* of what is made of an expected course's limits */

/* The most pressing first. */
enum at_track_kind {
	AT_TRACK_WORSE,                 /* red, house: reliably worse than at the start */
	AT_TRACK_OFF,                   /* red, course: worse than the 90 % limit */
	AT_TRACK_SLIPPING,              /* yellow, house: worse by half of that or more */
	AT_TRACK_NEAR,                  /* yellow, course: worse than the 84 % limit */
	AT_TRACK_STALLED,               /* yellow, house: long, still clinical, not improved */
	AT_TRACK_STABLE,                /* white, course: in the functional range, and stable */
	AT_TRACK_AHEAD,                 /* green, course: better than the opposite 90 % limit */
	AT_TRACK_ON,                    /* green, course: inside */
	AT_TRACK_RECOVERED,             /* house: reliably better, out of the clinical range */
	AT_TRACK_IMPROVED,              /* house: reliably better */
	AT_TRACK_NONE,                  /* nothing to say */
	AT_TRACK_KINDS
};

/* A score of one course of therapy, by time.  `hour` is its place among the client's hours
 * of therapy, ascending; NaN is no score. */
struct at_track_point {
	int hour;
	double value;
};

/* The place of a form, from 1: that of its session, if it has one; without, the number of
 * hours so far, or one more than the form before it had.  `before`: of that one, 0: none. */
int at_track_hour(bool in_session, int hours, int before);

/* All that a rule was given; NaN: it was not there. */
struct at_track_inputs {
	double first, value, previous;  /* scores: at the start, this one, the one before */
	double first_hour, hour;
	double session;                 /* of the expected course: 1 is the first score's */
	double reliable, cutoff;        /* of the scale */
	double by_intake;               /* 1: expected of this start score; 0: of anybody */
	double mean, sd, limit84, limit90, ahead;       /* expected at this session */
	double sensitivity, specificity, ppv;   /* held out, at this session */
	double ppv_all;                 /* over all tested sessions */
	double n_worse, n_signalled;    /* held out, at this session: what ppv rests on */
};

struct at_track {
	enum at_track_kind kind;
	enum at_track_rule rule;
	int version;
	struct at_track_inputs inputs;
};

/* What is said of the last point, which must be a score.  `course` NULL: none. */
struct at_track at_track_find(const struct at_scale *scale, const struct at_course *course,
    const struct at_track_point *points, int n_points);

/* Worth a look: red or yellow. */
bool at_track_looks(enum at_track_kind kind);

/* Stored, part of the contract: "off" and "house".  Parsing gives AT_TRACK_KINDS for what it
 * does not know. */
const char *at_track_kind_id(enum at_track_kind kind);
enum at_track_kind at_track_kind_parse(const char *id);
const char *at_track_rule_id(enum at_track_rule rule);

/* Inputs as base/named.h has them, without those that are NaN; unknown names are passed by. */
void at_track_pack(struct at_buffer *out, const struct at_track_inputs *inputs);
struct at_track_inputs at_track_unpack(const char *text);

/* A whole model the same way, every number in its place; false when one is not there. */
void at_track_pack_course(struct at_buffer *out, const struct at_course *course);
bool at_track_unpack_course(const char *text, struct at_course *out);

#endif
