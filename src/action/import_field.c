/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One field of a row that is taken in: what it says, or what is wrong with it. */
#include <string.h>

#include "action/import_table.h"

enum { MOST_SESSION = 1000000 };

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

int
at_import_session_in(struct at_import_table *t)
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

int
at_import_form_in(struct at_import_table *t, const struct at_import_source *source)
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

int
at_import_source_in(struct at_import_table *t, enum at_status *st)
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

int
at_import_value_in(struct at_import_table *t, int column)
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
			return AT_IMPORT_NO_CODE;
		code = 10 * code + (field->text[i] - '0');
	}
	return code;
}
