/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/csv.h"
#include "base/number.h"
#include "chart/trace.h"
#include "cli/motion_out.h"

/* The counts of a row; NULL where they are missing. */
static const struct at_wire_count *
counts_of(const struct at_energy *e, int row)
{
	return e->whys[row] != AT_ENERGY_THERE ? NULL
	    : e->counts + (size_t)row * (size_t)e->stream.n_regions;
}

void
at_motion_csv(struct at_buffer *out, const struct at_energy *e, const char *const *names)
{
	char time[AT_NUMBER_ROOM];

	at_buffer_text(out, "frame,time");
	for (int i = 0; i < e->stream.n_regions; i++)
		at_buffer_printf(out, ",%s,%s_sum", names[i], names[i]);
	at_buffer_byte(out, '\n');
	for (int row = 0; row < e->n_rows; row++) {
		const struct at_wire_count *counts = counts_of(e, row);

		at_number_text(e->times[row], time);
		at_buffer_printf(out, "%d,%s", row, time);
		for (int i = 0; i < e->stream.n_regions; i++)
			if (counts == NULL)
				at_buffer_text(out, ",,");
			else
				at_buffer_printf(out, ",%lu,%llu", (unsigned long)counts[i].changed,
				    (unsigned long long)counts[i].sum);
		at_buffer_byte(out, '\n');
	}
}

void
at_motion_rmea(struct at_buffer *out, const struct at_energy *e)
{
	for (int row = 0; row < e->n_rows; row++) {
		const struct at_wire_count *counts = counts_of(e, row);

		for (int i = 0; i < e->stream.n_regions; i++) {
			if (i > 0)
				at_buffer_byte(out, ' ');
			if (counts == NULL)
				at_buffer_text(out, "NA");
			else
				at_buffer_printf(out, "%lu", (unsigned long)counts[i].changed);
		}
		at_buffer_byte(out, '\n');
	}
}

void
at_motion_json(struct at_json *json, const struct at_energy *e)
{
	at_json_array(json);
	for (int row = 0; row < e->n_rows; row++) {
		const struct at_wire_count *counts = counts_of(e, row);

		at_json_array(json);
		at_json_int(json, row);
		at_json_double(json, e->times[row]);
		for (int i = 0; i < e->stream.n_regions; i++)
			if (counts == NULL) {
				at_json_null(json);
				at_json_null(json);
			} else {
				at_json_int(json, counts[i].changed);
				at_json_int(json, (int64_t)counts[i].sum);
			}
		at_json_end(json);
	}
	at_json_end(json);
}

void
at_motion_svg(struct at_buffer *out, const struct at_energy *e, const char *const *names,
    const char *file)
{
	int n = e->stream.n_regions;
	struct at_trace_panel *panels = AT_NEW(out->arena, struct at_trace_panel, (size_t)n);
	struct at_trace trace = { .title = at_printf(out->arena, "Motion in %s", file),
		.desc = "Changed pixels of each region in percent, from picture to picture, over "
		    "minutes and seconds of the recording.",
		.unit = "%", .times = e->times, .n = e->n_rows, .panels = panels, .n_panels = n };

	for (int i = 0; i < n; i++) {
		double *values = AT_NEW(out->arena, double, (size_t)e->n_rows + 1);

		for (int row = 0; row < e->n_rows; row++)
			values[row] = at_energy_percent(e, row, i);
		panels[i] = (struct at_trace_panel){ names[i], values };
	}
	at_trace_svg(out, &trace);
}
