/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/energy.h - the motion of a recording as a series: what attune-media counted, with
 * what is missing said to be missing.
 *
 * A picture without one before it, a damaged one and one whose light jumped have no motion
 * (never 0).  Where the pictures come at a constant rate, those that were dropped are rows
 * of their own, and the picture after them has no motion either: it moved for longer than
 * the others.  Where the rate varies, rows are as they come, at their own times.
 */
#ifndef AT_SIGNAL_ENERGY_H
#define AT_SIGNAL_ENERGY_H

#include <stdbool.h>

#include "base/arena.h"
#include "signal/wire.h"

/* Pictures of a day at 30 a second: what has more is no session, but a file that lies. */
enum { AT_ENERGY_MOST = 24 * 60 * 60 * 30 };

/* Why a row has no motion. */
enum at_energy_why {
	AT_ENERGY_THERE,                /* it has */
	AT_ENERGY_FIRST,                /* nothing before it */
	AT_ENERGY_DROPPED,              /* there is no picture at this time */
	AT_ENERGY_AFTER,                /* the picture before it is missing */
	AT_ENERGY_DAMAGED,              /* the picture, or the one before it */
	AT_ENERGY_LIGHT,                /* most of the picture changed at once */
	AT_ENERGY_WHYS
};

struct at_energy {
	struct at_arena *arena;
	struct at_wire_stream stream;
	int n_rows, room;
	double *times;                  /* seconds, media time */
	enum at_energy_why *whys;
	struct at_wire_count *counts;   /* n_rows times n_regions, row by row; 0 where missing */
	int n_whys[AT_ENERGY_WHYS];     /* once it is finished */
	bool constant;                  /* the rate is */
	double fps;                     /* rows a second; NaN of fewer than two */
};

/* Grows in `arena`. */
struct at_energy at_energy_init(struct at_arena *arena, const struct at_wire_stream *stream);

/* The frames in order (one that does not advance in time is left out); more than 40 % of
 * the whole picture changed is a jump of light. */
void at_energy_add(struct at_energy *energy, const struct at_wire_frame *frame);

/* After the last: finds the rate and puts rows where pictures were dropped. */
void at_energy_finish(struct at_energy *energy);

/* Changed pixels of a region in percent; NaN where missing. */
double at_energy_percent(const struct at_energy *energy, int row, int region);

/* Two regions whose motion goes together too well: do they see each other, or one lamp? */
struct at_energy_crosstalk {
	double seconds;                 /* within windows of 60 s that correlate above 0.8 at
	                                 * lag 0; 0: none does */
	double first;                   /* where the first of them begins */
};

/* Windows with motion in fewer than half of their rows do not count. */
struct at_energy_crosstalk at_energy_crosstalk(const struct at_energy *energy, int a, int b);

#endif
