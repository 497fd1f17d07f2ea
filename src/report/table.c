/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "html/put.h"
#include "report/table.h"

static const char *
cell(const struct at_table *table, int row, int column)
{
	const char *text = table->cells[row * table->n_columns + column];

	return text != NULL ? text : "";
}

static const char *
head(struct at_arena *arena, const struct at_column *column)
{
	if (column->unit == NULL)
		return column->title;
	return at_printf(arena, "%s (%s)", column->title, column->unit);
}

/* Letters, not bytes: the bytes of UTF-8 that continue a letter do not count. */
static int
letters(const char *text)
{
	int n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void
add_spaces(struct at_buffer *out, int n)
{
	for (int i = 0; i < n; i++)
		at_buffer_byte(out, ' ');
}

static void
add_cell(struct at_buffer *out, const char *text, int width, bool number)
{
	int space = width - letters(text);

	add_spaces(out, number ? space : 0);
	at_buffer_text(out, text);
	add_spaces(out, (number ? 0 : space) + 2);
}

static void
end_line(struct at_buffer *out)
{
	while (out->n_bytes > 0 && out->bytes[out->n_bytes - 1] == ' ')
		out->n_bytes--;
	at_buffer_byte(out, '\n');
}

static int
width_of(struct at_arena *arena, const struct at_table *table, int column)
{
	int widest = letters(head(arena, &table->columns[column]));

	for (int r = 0; r < table->n_rows; r++) {
		int n = letters(cell(table, r, column));

		if (n > widest)
			widest = n;
	}
	return widest;
}

void
at_table_text(struct at_buffer *out, const struct at_table *table)
{
	int *widths = AT_NEW(out->arena, int, (size_t)table->n_columns);

	if (table->caption != NULL)
		at_buffer_printf(out, "%s\n", table->caption);
	if (table->n_rows == 0 && table->empty != NULL) {
		at_buffer_printf(out, "%s\n", table->empty);
		return;
	}
	for (int c = 0; c < table->n_columns; c++) {
		widths[c] = width_of(out->arena, table, c);
		add_cell(out, head(out->arena, &table->columns[c]), widths[c],
		    table->columns[c].number);
	}
	end_line(out);
	for (int r = 0; r < table->n_rows; r++) {
		for (int c = 0; c < table->n_columns; c++)
			add_cell(out, cell(table, r, c), widths[c], table->columns[c].number);
		end_line(out);
	}
}

static const char *
kind(const struct at_column *column)
{
	return column->number ? "number" : "words";
}

static void
put_head(struct at_buffer *out, const struct at_table *table)
{
	at_put_raw(out, "<thead><tr>");
	for (int c = 0; c < table->n_columns; c++) {
		const struct at_column *column = &table->columns[c];

		at_put(out, "<th scope=\"col\" class=\"%s\">%s", kind(column), column->title);
		if (column->unit != NULL)
			at_put(out, " <span class=\"unit\">%s</span>", column->unit);
		at_put_raw(out, "</th>");
	}
	at_put_raw(out, "</tr></thead>\n");
}

/* The first cell of a row names it. */
static void
put_row(struct at_buffer *out, const struct at_table *table, int row)
{
	at_put_raw(out, "<tr>");
	for (int c = 0; c < table->n_columns; c++) {
		const char *class = kind(&table->columns[c]);

		if (c == 0)
			at_put(out, "<th scope=\"row\" class=\"%s\">%s</th>", class,
			    cell(table, row, c));
		else
			at_put(out, "<td class=\"%s\">%s</td>", class, cell(table, row, c));
	}
	at_put_raw(out, "</tr>\n");
}

void
at_table_html(struct at_buffer *out, const struct at_table *table)
{
	if (table->n_rows == 0 && table->empty != NULL) {
		at_put(out, "<p class=\"empty\">%s</p>\n", table->empty);
		return;
	}
	assert(table->caption != NULL || table->label != NULL);
	at_put(out, "<section class=\"scroll\" tabindex=\"0\" aria-label=\"%s\">\n<table>\n",
	    table->caption != NULL ? table->caption : table->label);
	if (table->caption != NULL)
		at_put(out, "<caption>%s</caption>\n", table->caption);
	put_head(out, table);
	at_put_raw(out, "<tbody>\n");
	for (int r = 0; r < table->n_rows; r++)
		put_row(out, table, r);
	at_put_raw(out, "</tbody>\n</table>\n</section>\n");
}
