/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codebook of an export: what its columns and numbers mean. */
#include <stdlib.h>
#include <string.h>

#include "action/catalogue.h"
#include "action/export_work.h"
#include "action/house.h"

struct book {
	const struct at_export_work *work;
	const struct at_export_kind *kind;
	struct at_buffer *out;
	int64_t n_rows;
};

/* ---- words ------------------------------------------------------------------ */

/* Only those that everybody may have: a licensed wording stays in the clinic. */
static const char *
words_of(const struct book *book, const char *key)
{
	const struct at_wording wording = { .lang = "en", .form = book->kind->of.form };
	const struct at_library *library = book->work->call->house->library;
	const char *text;

	if (book->kind->instrument->tier > 1
	    || at_library_find(library, book->kind->instrument->id) == NULL)
		return "";
	text = at_library_text(library, book->kind->instrument, &wording, key, NULL);
	return text == NULL ? "" : text;
}

static const char *
kind_name(enum at_item_kind kind)
{
	switch (kind) {
	case AT_ITEM_CHOICE: return "choice";
	case AT_ITEM_TICKS: return "ticks";
	case AT_ITEM_LINE: return "line";
	case AT_ITEM_WORDS: return "words";
	}
	return "";
}

/* "0 Not at all; 1 Several days".  Ticks are added up: "1 goal; 2 way; 4 bond". */
static const char *
values_of(const struct book *book, const struct at_item *item)
{
	struct at_arena *arena = book->out->arena;
	struct at_buffer out = at_buffer_init(arena);

	for (int i = 0; item->options != NULL && i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];
		const char *label = words_of(book, at_printf(arena, "option.%s.%s",
		    item->options->id, option->id));

		at_buffer_printf(&out, "%s%d %s", i > 0 ? "; " : "",
		    item->kind == AT_ITEM_TICKS ? 1 << option->code : option->code,
		    label[0] != '\0' ? label : option->id);
	}
	return at_buffer_string(&out);
}

/* "TOTAL WORK": the scales an item counts in, with a minus where it is turned. */
static const char *
scales_of(const struct book *book, int item)
{
	const struct at_instrument *instrument = book->kind->instrument;
	struct at_buffer out = at_buffer_init(book->out->arena);

	for (int s = 0; s < instrument->n_scales; s++) {
		const struct at_scale *scale = &instrument->scales[s];

		for (int i = 0; i < scale->n_items + scale->n_raw_items; i++) {
			int at = i < scale->n_items ? scale->items[i]
			    : scale->raw_items[i - scale->n_items];

			if (abs(at) == item + 1)
				at_buffer_printf(&out, "%s%s%s", out.n_bytes > 0 ? " " : "",
				    at < 0 ? "-" : "", scale->id);
		}
	}
	return at_buffer_string(&out);
}

/* ---- rows ------------------------------------------------------------------- */

static const char *const columns[] = { "instrument", "version", "name", "respondent", "kind",
	"item", "column", "lowest", "highest", "values", "text", "scales", "needed", "better",
	"scoring", "licence" };

/* What differs between the rows of one kind of form: from "kind" to "scoring". */
struct row {
	const char *cells[AT_COUNT(columns) - 5];
};

static void
put_row(struct book *book, const struct row *row)
{
	const struct at_instrument *instrument = book->kind->instrument;
	const char *cells[AT_COUNT(columns)] = { book->kind->code,
		at_printf(book->out->arena, "%d", instrument->version), words_of(book, "name"),
		book->kind->respondent };

	memcpy(cells + 4, row->cells, sizeof row->cells);
	cells[AT_COUNT(columns) - 1] = instrument->licence;
	for (size_t i = 0; i < AT_COUNT(columns); i++) {
		if (i > 0)
			at_buffer_byte(book->out, ',');
		at_export_cell(book->out, cells[i] == NULL ? "" : cells[i],
		    book->work->plan->spreadsheet);
	}
	at_buffer_byte(book->out, '\n');
	book->n_rows++;
}

static void
put_item(struct book *book, int i)
{
	const struct at_item *item = &book->kind->instrument->items[i];
	struct at_arena *arena = book->out->arena;
	struct at_range range = { 0, 0 };
	struct row row = { { kind_name(item->kind), book->kind->items[i],
		at_printf(arena, "i%d", i + 1) } };

	if (item->kind == AT_ITEM_TICKS)
		range.highest = (1 << item->options->n_options) - 1;
	else
		range = at_item_range(item);
	row.cells[3] = at_printf(arena, "%d", range.lowest);
	row.cells[4] = at_printf(arena, "%d", range.highest);
	row.cells[5] = values_of(book, item);
	row.cells[6] = words_of(book, at_printf(arena, "item.%s", item->id));
	row.cells[7] = scales_of(book, i);
	put_row(book, &row);
}

static void
put_scale(struct book *book, const struct at_scale *scale)
{
	struct at_arena *arena = book->out->arena;
	const struct row row = { { "scale", scale->id, "",
		at_printf(arena, "%g", scale->lowest), at_printf(arena, "%g", scale->highest), "",
		words_of(book, at_printf(arena, "scale.%s", scale->id)), "",
		at_printf(arena, "%d", scale->need + scale->n_raw_items),
		scale->better < 0 ? "lower" : "higher",
		at_catalogue_key(book->work->call, book->kind->instrument, scale) } };

	put_row(book, &row);
}

void
at_export_book(struct at_export_work *work, struct at_buffer *out, int64_t *out_rows)
{
	struct book book = { .work = work, .out = out };

	for (size_t i = 0; i < AT_COUNT(columns); i++)
		at_buffer_printf(out, "%s%s", i > 0 ? "," : "", columns[i]);
	at_buffer_byte(out, '\n');
	for (int k = 0; k < work->n_kinds; k++) {
		book.kind = &work->kinds[k];
		if (!book.kind->written)
			continue;
		for (int i = 0; i < book.kind->instrument->n_items; i++)
			if (book.kind->items[i] != NULL)
				put_item(&book, i);
		for (int s = 0; s < book.kind->instrument->n_scales; s++)
			put_scale(&book, &book.kind->instrument->scales[s]);
	}
	*out_rows = book.n_rows;
}
