/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart/chart.h"
#include "html/page.h"
#include "html/put.h"
#include "report/document.h"

static void
put_pairs(struct at_buffer *out, const struct at_document_part *part)
{
	at_put_raw(out, "<dl class=\"answers\"");
	if (part->lang != NULL)
		at_put(out, " lang=\"%s\"", part->lang);
	at_put_raw(out, ">\n");
	for (int i = 0; i < part->n_pairs; i++)
		at_put(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", part->pairs[i].name,
		    part->pairs[i].value);
	at_put_raw(out, "</dl>\n");
}

static void
put_line(struct at_buffer *out, const struct at_document_line *line, int number)
{
	const struct at_chart_tick ticks[2] = {
		{ line->low, at_printf(out->arena, "%g", line->low) },
		{ line->high, at_printf(out->arena, "%g", line->high) } };
	const struct at_series series = { .kind = AT_SERIES_CLIENT, .label = line->series,
		.values = line->values };
	struct at_chart_point *points = AT_NEW(out->arena, struct at_chart_point,
	    (size_t)line->n);
	const struct at_chart chart = { .id = at_printf(out->arena, "line-%d", number),
		.title = line->title, .desc = line->desc, .empty = "", .points = points,
		.n_points = line->n, .low = line->low, .high = line->high, .ticks = ticks,
		.n_ticks = 2, .decimals = line->decimals, .decimal_mark = line->mark,
		.series = &series, .n_series = 1, .cutoff = NAN, .narrow = true,
		.x_label = line->x_label, .date_label = line->date_label,
		.table_label = line->table_label };

	for (int i = 0; i < line->n; i++)
		points[i] = (struct at_chart_point){ line->labels[i], line->dates[i] };
	at_chart_figure(out, &chart);
}

static void
put_part(struct at_buffer *out, const struct at_document_part *part, int number)
{
	switch (part->kind) {
	case AT_DOCUMENT_SECTION:
		break;                  /* begun by the caller */
	case AT_DOCUMENT_TEXT:
		at_part_text(out, part->text);
		break;
	case AT_DOCUMENT_PAIRS:
		put_pairs(out, part);
		break;
	case AT_DOCUMENT_TABLE:
		at_table_html(out, part->table);
		break;
	case AT_DOCUMENT_LINE:
		put_line(out, part->line, number);
		break;
	}
}

void
at_document_html(struct at_buffer *out, const struct at_document *document)
{
	const struct at_page page = { .kind = AT_PAGE_CLIENT, .alone = true,
		.lang = document->lang, .dir = document->dir, .title = document->title,
		.heading = document->title, .lead = document->lead, .foot = document->foot };
	bool open = false;

	at_page_begin(out, &page);
	for (int i = 0; i < document->n_parts; i++) {
		const struct at_document_part *part = &document->parts[i];
		const struct at_section section = { .heading = part->text, .note = part->note };

		if (part->kind == AT_DOCUMENT_SECTION) {
			if (open)
				at_part_section_end(out);
			at_part_section_begin(out, &section);
			open = true;
		}
		put_part(out, part, i);
	}
	if (open)
		at_part_section_end(out);
	at_page_end(out, &page);
}
