/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of an import, row by row: answers, long or wide, and people. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "action/import_table.h"
#include "base/gzip.h"

enum { NO_CODE = INT_MAX, MOST_SESSION = 1000000, TELL_EVERY = 1 << 16 };

bool
at_import_go_on(const struct at_import_work *work, const char *what, int64_t n)
{
	return work->plan->progress == NULL
	    || work->plan->progress(work->plan->ptr, what, n);
}

/* ---- problems --------------------------------------------------------------------------- */

void
at_import_trouble(struct at_import_work *work, int file, int64_t line, const char *column,
    const char *text)
{
	char *said = at_strdup(work->scratch, text);
	const struct at_import_problem problem = { work->plan->files[file].name, line, column,
		said };

	at_one_line(said);
	work->sum->n_problems++;
	if (work->plan->problem != NULL)
		work->plan->problem(work->plan->ptr, &problem);
	at_arena_clear(work->scratch);
}

/* Bytes of a field that a message repeats, no letter cut in two. */
static int
shown(const struct at_csv_field *field)
{
	size_t n = field->n_bytes;

	if (n > 40)
		for (n = 40; n > 0 && ((unsigned char)field->text[n] & 0xc0) == 0x80; n--)
			;
	return (int)n;
}

void
at_import_expected(struct at_import_table *t, int column, const char *expected)
{
	const struct at_csv_field *field = at_csv_field(t->csv, column);
	int n = shown(field);

	at_import_trouble(t->work, t->file, at_csv_line(t->csv), at_csv_name(t->csv, column),
	    at_printf(t->work->scratch, "expected %s, found \"%.*s%s\"", expected, n, field->text,
	        (size_t)n < field->n_bytes ? "..." : ""));
}

/* ---- fields ----------------------------------------------------------------------------- */

/* Rows of one client, one day, one form follow each other: what was said last is at hand. */
static bool
is_as_before(struct at_import_last *last, const struct at_csv_field *field)
{
	if (last->any && field->n_bytes == last->n
	    && memcmp(field->text, last->text, field->n_bytes) == 0)
		return true;
	last->any = field->n_bytes < sizeof last->text;
	last->n = field->n_bytes;
	if (last->any)
		memcpy(last->text, field->text, field->n_bytes);
	return false;
}

static int
read_code(struct at_import_table *t, int column, struct at_names *names,
    struct at_import_last *last)
{
	const struct at_csv_field *field = at_csv_field(t->csv, column);

	if (!is_as_before(last, field))
		last->number = at_names_number(names, field->text);
	return last->number;
}

int
at_import_client_in(struct at_import_table *t)
{
	const struct at_csv_field *field = at_csv_field(t->csv, t->columns[AT_COLUMN_CLIENT]);

	if (at_csv_missing(t->csv, t->columns[AT_COLUMN_CLIENT])) {
		at_import_expected(t, t->columns[AT_COLUMN_CLIENT], "a client");
		return -1;
	}
	if (!is_as_before(&t->last[AT_COLUMN_CLIENT], field))
		t->last[AT_COLUMN_CLIENT].number = at_import_person_of(t->work, field->text,
		    at_csv_line(t->csv));
	return t->last[AT_COLUMN_CLIENT].number;
}

/* False: the rows of this client do not agree on it. */
bool
at_import_clinic_in(struct at_import_table *t, struct at_import_person *person)
{
	int column = t->columns[AT_COLUMN_CLINIC], clinic;

	if (column < 0 || at_csv_missing(t->csv, column))
		return true;
	clinic = read_code(t, column, &t->work->clinics, &t->last[AT_COLUMN_CLINIC]);
	if (person->clinic < 0)
		person->clinic = clinic;
	if (person->clinic == clinic)
		return true;
	at_import_expected(t, column, at_printf(t->work->scratch, "%s, as in other rows of this"
	    " client", t->work->clinics.at[person->clinic]));
	return false;
}

int
at_import_therapist_in(struct at_import_table *t)
{
	return read_code(t, t->columns[AT_COLUMN_THERAPIST], &t->work->therapists,
	    &t->last[AT_COLUMN_THERAPIST]);
}

bool
at_import_day_in(struct at_import_table *t, int column, int32_t *out)
{
	struct at_import_last *last = &t->last[AT_COLUMN_DATE];
	const struct at_csv_field *field = at_csv_field(t->csv, column);
	struct at_date date;

	if (!is_as_before(last, field)) {
		last->number = AT_IMPORT_NO_DAY;
		if (at_date_parse(field->text, &date) && date.year >= 1900)
			last->number = (int)at_date_days(date);
	}
	*out = last->number;
	if (*out != AT_IMPORT_NO_DAY && *out <= t->work->today)
		return true;
	at_import_expected(t, column, *out == AT_IMPORT_NO_DAY ? "a date such as 2024-05-31"
	    : "a day that is not in the future");
	*out = AT_IMPORT_NO_DAY;
	return false;
}

/* Bytes of a whole number: programs that know no gaps in whole numbers write 1.0. */
static size_t
whole_bytes(const struct at_csv_field *field)
{
	size_t n = field->n_bytes;

	while (n > 1 && field->text[n - 1] == '0')
		n--;
	return n > 1 && n < field->n_bytes && (field->text[n - 1] == '.'
	    || field->text[n - 1] == ',') ? n - 1 : field->n_bytes;
}

/* 0 if there is none, -1 if it is no number of a session. */
static int
read_session(struct at_import_table *t)
{
	int column = t->columns[AT_COLUMN_SESSION];
	const struct at_csv_field *field = at_csv_field(t->csv, column);
	size_t n = whole_bytes(field);
	long number = 0;

	if (at_csv_missing(t->csv, column))
		return 0;
	for (size_t i = 0; i < n && number <= MOST_SESSION; i++)
		number = field->text[i] < '0' || field->text[i] > '9' ? MOST_SESSION + 1
		    : 10 * number + (field->text[i] - '0');
	if (number >= 1 && number <= MOST_SESSION)
		return (int)number;
	at_import_expected(t, column, "the number of a session: 1, 2, 3 ...");
	return -1;
}

/* The number of the form that the row is of; -1: there is none such. */
static int
read_form(struct at_import_table *t, const struct at_import_source *source)
{
	int column = t->columns[AT_COLUMN_RESPONDENT], form = source->only_form;
	struct at_import_last *last = &t->last[AT_COLUMN_RESPONDENT];
	const struct at_import_name *name;

	if (form < 0 && (column < 0 || at_csv_missing(t->csv, column)))
		form = 0;
	if (form < 0) {
		const struct at_csv_field *field = at_csv_field(t->csv, column);

		if (!is_as_before(last, field)) {
			name = at_import_map_find(&t->work->map, AT_IMPORT_RESPONDENT, "",
			    field->text);
			last->number = at_import_form_find(name == NULL ? field->text
			    : name->meant);
		}
		form = last->number;
	}
	if (form < 0)
		at_import_expected(t, column, "client, therapist, parent or teen (or a word that"
		    " the map has)");
	else if (!source->open && at_instrument_form(source->known, at_import_forms[form]) < 0) {
		at_import_expected(t, t->columns[AT_COLUMN_INSTRUMENT], at_printf(
		    t->work->scratch, "an instrument with a form for the %s",
		    at_import_forms[form]));
		return -1;
	}
	return form;
}

static int
read_source(struct at_import_table *t, enum at_status *st)
{
	struct at_import_last *last = &t->last[AT_COLUMN_INSTRUMENT];
	int column = t->columns[AT_COLUMN_INSTRUMENT];

	if (at_csv_missing(t->csv, column)) {
		at_import_expected(t, column, "an instrument");
		return -1;
	}
	if (!is_as_before(last, at_csv_field(t->csv, column)))
		*st = at_import_source_of(t->work, at_csv_field(t->csv, column)->text,
		    &last->number);
	return *st == AT_OK ? last->number : -1;
}

/* ---- rows of answers -------------------------------------------------------------------- */

/* What the columns before the answers say.  A row that cannot be given to a form sets its
 * client aside: nobody knows which of the forms would lack it. */
static bool
read_key(struct at_import_table *t, struct at_import_form *out, enum at_status *st)
{
	struct at_import_person *person;
	int source, form, client = at_import_client_in(t);
	bool placed;

	if (client < 0)
		return false;
	person = &t->work->people[client];
	*out = (struct at_import_form){ .client = client, .file = (short)t->file,
		.line = (int32_t)at_csv_line(t->csv), .session = read_session(t) };
	out->bad = !at_import_day_in(t, t->columns[AT_COLUMN_DATE], &out->day);
	placed = out->session > 0 || (out->session == 0 && !out->bad);
	if (!at_import_clinic_in(t, person))
		placed = false;
	if (at_csv_missing(t->csv, t->columns[AT_COLUMN_THERAPIST])) {
		at_import_expected(t, t->columns[AT_COLUMN_THERAPIST], "a therapist");
		placed = false;
	} else {
		out->therapist = at_import_therapist_in(t);
	}
	source = read_source(t, st);
	form = source < 0 ? -1 : read_form(t, &t->work->sources[source]);
	out->source = (short)source;
	out->form = (unsigned char)form;
	if (placed && form >= 0)
		return true;
	person->bad = true;
	return false;
}

/* The form of the row; all its rows are of one day. */
static struct at_import_form *
find_form(struct at_import_table *t, const struct at_import_form *key)
{
	char date[AT_DATE_ROOM];
	bool new;
	struct at_import_form *form = at_import_form_of(t->work, key, &new);

	if (form->day != key->day && form->day != AT_IMPORT_NO_DAY
	    && key->day != AT_IMPORT_NO_DAY) {
		at_date_format(at_date_of_days(form->day), date);
		at_import_expected(t, t->columns[AT_COLUMN_DATE], at_printf(t->work->scratch,
		    "%s, as in line %d of this form", date, (int)form->line));
		form->bad = true;
	}
	form->bad |= key->bad;
	return form;
}

/* The answer in a column: a code, AT_SKIPPED where it is empty, NO_CODE if it is none. */
static int
read_value(struct at_import_table *t, int column)
{
	const struct at_csv_field *field = at_csv_field(t->csv, column);
	size_t n = whole_bytes(field);
	int code = 0;

	if (field->n_bytes == 1 && field->text[0] >= '0' && field->text[0] <= '9')
		return field->text[0] - '0';
	if (at_csv_missing(t->csv, column))
		return AT_SKIPPED;
	for (size_t i = 0; i < n; i++) {
		if (field->text[i] < '0' || field->text[i] > '9' || i == 3)
			return NO_CODE;
		code = 10 * code + (field->text[i] - '0');
	}
	return code;
}

/* One answer into its form. */
static void
put_answer(struct at_import_table *t, struct at_import_form *form, int place, int column)
{
	const struct at_import_source *source = &t->work->sources[form->source];
	int code = read_value(t, column);
	const char *misfit = at_import_misfit(t->work, source, place, form->form, code);

	if (misfit != NULL) {
		at_import_expected(t, column, misfit);
		form->bad = true;
		return;
	}
	switch (at_import_form_put(t->work, form, place, code)) {
	case AT_PUT_NEW:
		break;
	case AT_PUT_AGAIN:
		t->work->sum->n_repeated++;
		break;
	case AT_PUT_OTHERWISE:
		at_import_expected(t, column, "the same answer as in another row of this form");
		form->bad = true;
		break;
	}
}

static enum at_status
read_long(struct at_import_table *t)
{
	int column = t->columns[AT_COLUMN_ITEM], value = t->columns[AT_COLUMN_VALUE], place;
	struct at_import_form key, *form;
	enum at_status st = AT_OK;

	if (!read_key(t, &key, &st))
		return st;
	form = find_form(t, &key);
	place = at_csv_missing(t->csv, column) ? -1 : at_import_item_of(t->work,
	    &t->work->sources[key.source], at_csv_field(t->csv, column)->text);
	if (place < 0) {
		at_import_expected(t, column, at_printf(t->work->scratch, "an item of %s",
		    t->work->sources[key.source].id));
		form->bad = true;
		return st;
	}
	if (!at_csv_missing(t->csv, value)
	    || at_import_may_skip(&t->work->sources[key.source], place))
		put_answer(t, form, place, value);
	return st;
}

/* Which item the n-th column is: by its number where the source alone names items. */
static int
place_of(struct at_import_table *t, int source, int n)
{
	struct at_import_source *s = &t->work->sources[source];
	char code[AT_NUMBER_ROOM];

	if (t->places_of != source) {
		for (int i = 0; i < t->n_wide; i++)
			t->places[i] = AT_IMPORT_UNASKED;
		t->places_of = source;
	}
	if (t->places[n] == AT_IMPORT_UNASKED) {
		at_number_whole(t->wide[n].number, code);
		t->places[n] = s->open ? at_import_item_of(t->work, s, code)
		    : t->wide[n].number > s->known->n_items ? -1 : at_import_item_of(t->work, s,
		        s->known->items[t->wide[n].number - 1].id);
	}
	return t->places[n];
}

static enum at_status
read_wide(struct at_import_table *t)
{
	struct at_import_form key, *form = NULL;
	enum at_status st = AT_OK;

	if (!read_key(t, &key, &st))
		return st;
	for (int i = 0; i < t->n_wide; i++) {
		int column = t->wide[i].column, place;

		if (at_csv_missing(t->csv, column))
			continue;
		if (form == NULL)
			form = find_form(t, &key);
		place = place_of(t, key.source, i);
		if (place >= 0) {
			put_answer(t, form, place, column);
			continue;
		}
		at_import_expected(t, column, at_printf(t->work->scratch,
		    "nothing: %s has no such item", t->work->sources[key.source].id));
		form->bad = true;
	}
	return st;
}

/* ---- tables ----------------------------------------------------------------------------- */

static enum at_status
read_rows(struct at_import_table *t)
{
	struct at_import_work *work = t->work;
	struct at_error *err = work->call->err;
	bool any = true;
	int64_t n = 0;
	enum at_status st = AT_OK;

	while (st == AT_OK) {
		st = at_csv_next(t->csv, &any, err);
		if (st != AT_OK || !any)
			break;
		if (++n % TELL_EVERY == 0 && !at_import_go_on(work, "rows read", n))
			return at_fail(err, AT_GONE, "It was stopped; nothing was taken in.");
		switch (t->shape) {
		case AT_TABLE_LONG:   st = read_long(t); break;
		case AT_TABLE_WIDE:   st = read_wide(t); break;
		case AT_TABLE_PEOPLE: at_import_read_person(t); break;
		}
	}
	if (t->shape != AT_TABLE_PEOPLE)
		work->sum->n_rows += n;
	return st;
}

enum at_status
at_import_read(struct at_import_work *work, int file)
{
	const struct at_import_file *from = &work->plan->files[file];
	struct at_csv_source source = { .name = from->name, .read = at_gunzip_read,
		.trimmed = true };
	struct at_import_table *t = AT_NEW(work->call->arena, struct at_import_table, 1);
	struct at_gunzip *gunzip;
	enum at_status st = at_gunzip_open(work->call->arena, from->name, from->fd, &gunzip,
	    work->call->err);

	if (st != AT_OK)
		return st;
	source.from = gunzip;
	*t = (struct at_import_table){ .work = work, .file = file, .places_of = -1 };
	work->file = file;
	st = at_csv_open(work->call->arena, &source, &t->csv, work->call->err);
	if (st == AT_OK)
		st = at_import_head(t);
	return st == AT_OK ? read_rows(t) : st;
}
