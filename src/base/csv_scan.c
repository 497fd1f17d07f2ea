/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/csv_scan.h"
#include "base/utf8.h"

const char *
at_csv_fault_text(enum at_csv_fault fault)
{
	switch (fault) {
	case AT_CSV_FINE:         break;
	case AT_CSV_UNFINISHED:   return "expected a quote to end the field, found the file's end";
	case AT_CSV_NUL:          return "expected text, found a NUL byte";
	case AT_CSV_UTF8:         return "expected UTF-8, found bytes that are none;"
	    " save the table as \"CSV UTF-8\"";
	case AT_CSV_RETURN:       return "expected a line feed behind the carriage return";
	case AT_CSV_QUOTE_INSIDE: return "found a quote inside a field that has none around it";
	case AT_CSV_QUOTE_BEHIND: return "expected a separator behind the closing quote";
	case AT_CSV_LONG:         return "the field is longer than 65536 bytes";
	}
	return "";
}

/* ---- the separator ------------------------------------------------------------------ */

static void
prepare(struct at_csv *csv, char separator)
{
	csv->separator = separator;
	for (int c = 0; c < 256; c++)
		csv->plain[c] = c != 0 && c < 0x80 && c != '\n' && c != '\r' && c != '"'
		    && c != (unsigned char)separator;
}

bool
at_csv_sniff(struct at_csv *csv)
{
	static const char candidates[] = ",;\t ";
	const char *at = csv->bytes + csv->from, *end = csv->bytes + csv->end, *which;
	int counts[sizeof candidates - 1] = { 0 }, best = 0;
	bool quoted = false;

	/* Blank lines come before the first row, too. */
	while (at < end && (*at == '\n' || *at == '\r'))
		at++;
	for (; at < end && (quoted || *at != '\n'); at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (!quoted && *at != '\0' && (which = strchr(candidates, *at)) != NULL)
			counts[which - candidates]++;
	}
	for (int i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	if (csv->source.headless && counts[best] == 0 && counts[3] > 0)
		best = 3;
	prepare(csv, candidates[best]);
	return at < end;
}

/* ---- one row ------------------------------------------------------------------------ */

/* The scan of a row on its way. */
struct walk {
	struct at_csv *csv;
	char *at, *end;
	int64_t line;
	int n;                          /* fields that are complete */
	bool foreign;                   /* bytes beyond ASCII somewhere in the row */
	bool doubled;                   /* "" somewhere in a quoted field of the row */
};

/* Of rows that are too wide what has no room is only counted. */
static void
make_room(struct at_csv *csv)
{
	int room = csv->n_room == 0 ? 64 : 2 * csv->n_room;

	if (csv->names != NULL)
		return;
	csv->fields = at_grow(csv->arena, csv->fields, (size_t)csv->n_room, (size_t)room,
	    sizeof *csv->fields);
	csv->n_room = room;
}

static inline void
keep(struct walk *w, char *from, const char *to)
{
	struct at_csv *csv = w->csv;

	if (w->n >= csv->n_room)
		make_room(csv);
	if (w->n < csv->n_room)
		csv->fields[w->n] = (struct at_csv_field){ from, (size_t)(to - from) };
}

static enum at_csv_fault
cut_plain(struct walk *w)
{
	const bool *plain = w->csv->plain;
	char *from = w->at;

	for (;;) {
		while (plain[(unsigned char)*w->at])
			w->at++;
		if (w->at == w->end || (unsigned char)*w->at < 0x80)
			break;
		w->foreign = true;
		w->at++;
	}
	if (w->at < w->end && *w->at == '"')
		return AT_CSV_QUOTE_INSIDE;
	if (w->at < w->end && *w->at == '\0')
		return AT_CSV_NUL;
	keep(w, from, w->at);
	return w->at - from > AT_CSV_MOST_FIELD ? AT_CSV_LONG : AT_CSV_FINE;
}

static enum at_csv_fault
cut_quoted(struct walk *w)
{
	char *from = ++w->at;

	for (; w->at < w->end; w->at++) {
		unsigned char c = (unsigned char)*w->at;

		if (c == '"') {
			if (w->at + 1 == w->end && !w->csv->at_end)
				return AT_CSV_UNFINISHED;
			if (w->at[1] != '"' || w->at + 1 == w->end)
				break;
			w->doubled = true;
			w->at++;
		} else if (c == '\0') {
			return AT_CSV_NUL;
		}
		w->line += c == '\n';
		w->foreign |= c >= 0x80;
	}
	if (w->at == w->end)
		return AT_CSV_UNFINISHED;
	keep(w, from, w->at++);
	return w->at - from > AT_CSV_MOST_FIELD ? AT_CSV_LONG : AT_CSV_FINE;
}

/* What stands behind the last field; steps over it. */
static enum at_csv_fault
end_row(struct walk *w)
{
	bool returned = w->at < w->end && *w->at == '\r';

	if (w->at + returned == w->end) {
		w->at = w->end;
		return w->csv->at_end ? AT_CSV_FINE : AT_CSV_UNFINISHED;
	}
	w->at += returned;
	if (*w->at != '\n')
		return returned ? AT_CSV_RETURN : AT_CSV_QUOTE_BEHIND;
	w->at++;
	w->line++;
	return AT_CSV_FINE;
}

/* "" is one quote.  Only fields that had quotes around them can hold any. */
static void
undouble(struct at_csv_field *field, char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < field->n_bytes; i++) {
		text[n++] = text[i];
		i += text[i] == '"';
	}
	field->n_bytes = n;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char *
trim(struct at_csv_field *field, char *text)
{
	size_t n = field->n_bytes;

	while (n > 0 && is_blank(text[n - 1]))
		n--;
	for (; n > 0 && is_blank(text[0]); n--)
		text++;
	*field = (struct at_csv_field){ text, n };
	return text;
}

/* The row is whole: only now may its bytes change. */
static enum at_csv_fault
settle(struct walk *w, int *out_field)
{
	struct at_csv *csv = w->csv;
	int n = w->n < csv->n_room ? w->n : csv->n_room;

	for (int i = 0; i < n; i++) {
		struct at_csv_field *field = &csv->fields[i];
		char *text = csv->bytes + (field->text - csv->bytes);

		if (w->doubled)
			undouble(field, text);
		if (csv->source.trimmed)
			text = trim(field, text);
		text[field->n_bytes] = '\0';
		if (w->foreign && !at_utf8_valid(text, field->n_bytes)) {
			*out_field = i;
			return AT_CSV_UTF8;
		}
	}
	return AT_CSV_FINE;
}

void
at_csv_scan(struct at_csv *csv, struct at_csv_scan *out)
{
	struct walk w = { .csv = csv, .at = csv->bytes + csv->from,
		.end = csv->bytes + csv->end, .line = csv->next_line };
	enum at_csv_fault fault;
	int64_t line;

	*w.end = '\n';          /* stops every loop over plain bytes */
	for (;; w.at++, w.n++) {
		line = w.line;
		fault = *w.at == '"' && w.at < w.end ? cut_quoted(&w) : cut_plain(&w);
		if (fault != AT_CSV_FINE || *w.at != csv->separator || w.at == w.end)
			break;
	}
	out->field = w.n++;
	out->blank = w.n == 1 && w.at == csv->bytes + csv->from;
	if (fault == AT_CSV_FINE)
		fault = end_row(&w);
	out->line = fault == AT_CSV_UNFINISHED ? line : w.line;
	if (fault == AT_CSV_FINE) {
		fault = settle(&w, &out->field);
		out->line = csv->next_line;
	}
	out->fault = fault;
	out->n_fields = w.n;
	out->next = (size_t)(w.at - csv->bytes);
	out->next_line = w.line;
}
