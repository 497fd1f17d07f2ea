/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of people: one row for each client. */
#include <string.h>
#include <strings.h>

#include "action/import_table.h"
#include "base/buffer.h"

int
at_import_person_of(struct at_import_work *work, const char *code, int64_t line)
{
	int n = work->clients.n, number = at_names_number(&work->clients, code);

	if (number < n)
		return number;
	work->people = at_one_more(work->call->arena, work->people, n, sizeof *work->people);
	work->people[n] = (struct at_import_person){ .clinic = -1, .therapist = -1,
		.first_day = AT_IMPORT_NO_DAY, .about = "", .line = (int32_t)line,
		.file = (short)work->file };
	return number;
}

/* The row as it is, "age=49" and so on, but for whom it is about. */
static const char *
about(struct at_import_table *t)
{
	struct at_buffer out = at_buffer_init(t->work->call->arena);

	for (int i = 0; i < at_csv_count(t->csv); i++) {
		if (i == t->columns[AT_COLUMN_CLIENT] || at_csv_missing(t->csv, i))
			continue;
		at_buffer_printf(&out, "%s=%s\n", at_csv_name(t->csv, i),
		    at_csv_field(t->csv, i)->text);
	}
	return at_buffer_string(&out);
}

/* Whether a course of therapy that ended so has ended. */
static bool
is_end(const char *reason)
{
	return reason[0] != '\0' && strcasecmp(reason, "ongoing") != 0;
}

static void
take_person(struct at_import_table *t, struct at_import_person *person)
{
	int end = t->columns[AT_COLUMN_END], first = t->columns[AT_COLUMN_FIRST_DATE];
	int with = t->columns[AT_COLUMN_THERAPIST];

	person->told = true;
	person->about = about(t);
	person->line = (int32_t)at_csv_line(t->csv);
	person->file = (short)t->file;
	if (with >= 0 && !at_csv_missing(t->csv, with))
		person->therapist = at_import_therapist_in(t);
	if (first >= 0 && !at_csv_missing(t->csv, first)
	    && !at_import_day_in(t, first, &person->first_day))
		person->bad = true;
	person->ended = end >= 0 && !at_csv_missing(t->csv, end)
	    && is_end(at_csv_field(t->csv, end)->text);
}

void
at_import_read_person(struct at_import_table *t)
{
	int client = at_import_client_in(t);
	struct at_import_person *person;

	if (client < 0)
		return;
	person = &t->work->people[client];
	person->bad |= !at_import_clinic_in(t, person);
	if (!person->told) {
		take_person(t, person);
		return;
	}
	if (strcmp(person->about, about(t)) == 0)
		return;
	at_import_expected(t, t->columns[AT_COLUMN_CLIENT], at_printf(t->work->scratch,
	    "each client once (line %d says otherwise)", (int)person->line));
	person->bad = true;
}
