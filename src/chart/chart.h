/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/chart.h - a course over sessions, as a value; drawn as SVG.
 *
 * A sentence is its title, names stand at the ends of the lines, a line breaks
 * where a value is missing, and a sealed session is an open dot in a lane of
 * its own that says nothing about its value.  Every chart has a table.
 */
#ifndef AT_CHART_CHART_H
#define AT_CHART_CHART_H

#include <stdbool.h>

#include "base/buffer.h"

enum { AT_CHART_MAX_SERIES = 4 };

/* Whose line it is decides hue and stroke, the same everywhere. */
enum at_series_kind {
	AT_SERIES_CLIENT,               /* blue, solid */
	AT_SERIES_THERAPIST,            /* orange, dashed */
	AT_SERIES_PARENT,               /* violet, dotted */
	AT_SERIES_OUTCOME               /* ink, solid: a measure of its own */
};

struct at_series {
	enum at_series_kind kind;
	const char *label;              /* "Marit", "you": stands at the line's end */
	const double *values;           /* one a point; NaN where there is none */
	const bool *sealed;             /* one a point: given, not to be seen yet; or NULL */
	const bool *hollow;             /* one a point: drawn as an open dot (late); or NULL */
};

struct at_chart_point {
	const char *label;              /* "7": under the axis */
	const char *date;               /* "3 December": in the table and the read-out */
};

struct at_chart_tick {
	double at;
	const char *label;              /* "27" or "Entirely"; short */
};

/* A label that would run into the one before it is left out: the line stays. */
struct at_chart_mark {
	int point;                      /* index */
	const char *label;              /* "rupture opened" */
	bool good;                      /* news to be glad of, not something to look at */
};

struct at_chart {
	const char *id;                 /* unique on the page; letters, digits, '-' */
	const char *title;              /* the sentence */
	const char *desc;               /* what is drawn, for those who do not see it */
	const char *empty;              /* the sentence that stands here when there is no value */

	const struct at_chart_point *points;
	int n_points;
	int n_slots;                    /* with room for sessions to come; 0: as many as points */

	double low, high;               /* the whole scale of the instrument */
	const struct at_chart_tick *ticks;
	int n_ticks;
	int decimals;                   /* of values, in the figure and the table */
	char decimal_mark;              /* '.' or ','; 0: '.' */

	const struct at_series *series;
	int n_series;

	double cutoff;                  /* NaN: none */
	const char *cutoff_label;       /* "cut-off 10": short, it stands beside the plot */

	double step;                    /* a change of note, drawn as a bar; 0: none */
	const char *step_label;         /* "6 reliable": short */

	const double *band_low, *band_high;     /* one a slot, NaN where unknown; or NULL */
	const char *band_label;         /* "expected": short, as above */
	const double *band_edge;        /* one a slot: a paler zone from the nearer limit of the
	                                 * band to here; NaN: none; or NULL */
	int band_pale_from;             /* slots from which on the band is uncertain; 0: none */
	const char *band_head;          /* heads a column of the table; NULL: none */
	bool shade_gap;                 /* between the first two series */
	bool narrow;                    /* of a page of one narrow column: the phone form alone */

	const struct at_chart_mark *marks;
	int n_marks;

	/* Words of the frame. */
	const char *x_label;            /* "Session": beside the axis, head of the first column */
	const char *date_label;         /* "Date": head of the second column; NULL: no dates */
	const char *sealed_label;       /* "sealed": names the lane, and the cell in the table */
	const char *table_label;        /* "As a table" */
};

enum at_chart_form {
	AT_CHART_DESKTOP,               /* 640 wide */
	AT_CHART_PHONE                  /* 288 wide, fewer labels, text not smaller */
};

/* The drawing alone: <svg> with <title> and <desc>. */
void at_chart_svg(struct at_buffer *out, const struct at_chart *chart, enum at_chart_form form);

/* <figure>: the sentence, both forms (the style sheet shows the one that fits), the table.
 * When no series has a value and none is sealed: the sentence `empty` alone. */
void at_chart_figure(struct at_buffer *out, const struct at_chart *chart);

/* The last values of one or two series in the height of a line: for lists.  `label` says
 * in words what it shows, with the last values. */
struct at_spark {
	const char *label;
	double low, high;
	int decimals;
	char decimal_mark;
	int n_points;
	const struct at_series *series;
	int n_series;
};

void at_chart_spark(struct at_buffer *out, const struct at_spark *spark);

#endif
