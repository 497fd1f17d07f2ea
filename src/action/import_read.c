/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of an import, row by row. */
#include "action/import_table.h"
#include "base/gzip.h"

enum { TELL_EVERY = 1 << 16 };

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
		.line = (int32_t)at_csv_line(t->csv), .session = at_import_session_in(t) };
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
	source = at_import_source_in(t, st);
	form = source < 0 ? -1 : at_import_form_in(t, &t->work->sources[source]);
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

/* One answer into its form. */
static void
put_answer(struct at_import_table *t, struct at_import_form *form, int place, int column)
{
	const struct at_import_source *source = &t->work->sources[form->source];
	int code = at_import_value_in(t, column);
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
