/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a client's record that are rows of the store. */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/record_work.h"
#include "alliance/worth.h"
#include "base/named.h"

enum kind { WHEN, DAY, TEXT, NUMBER, YES, SEALED };

struct cell {
	const char *name;
	enum kind kind;
	const char *field;              /* sealed: what it is sealed as */
};

enum { MOST_CELLS = 12 };

/* In the order of the columns of store/record.h. */
static const struct part {
	const char *file;
	struct cell cells[MOST_CELLS];
} parts[AT_RECORD_PARTS] = {
	[AT_RECORD_PEOPLE] = { "people.csv", { { "kind", TEXT, NULL },
		{ "name", SEALED, "related.name" } } },
	[AT_RECORD_THERAPY] = { "therapy.csv", { { "opened", WHEN, NULL },
		{ "closed", WHEN, NULL }, { "clinic", TEXT, NULL }, { "therapist", TEXT, NULL },
		{ "from", WHEN, NULL }, { "until", WHEN, NULL } } },
	[AT_RECORD_SESSIONS] = { "sessions.csv", { { "session", NUMBER, NULL },
		{ "therapist", TEXT, NULL }, { "date", DAY, NULL }, { "starts", WHEN, NULL },
		{ "ends", WHEN, NULL }, { "state", TEXT, NULL },
		{ "opened_together", WHEN, NULL } } },
	[AT_RECORD_ASKED] = { "asked.csv", { { "asked", WHEN, NULL },
		{ "instrument", TEXT, NULL }, { "version", NUMBER, NULL },
		{ "respondent", TEXT, NULL }, { "session", NUMBER, NULL },
		{ "opens", WHEN, NULL }, { "closes", WHEN, NULL }, { "state", TEXT, NULL } } },
	[AT_RECORD_SAFETY] = { "safety.csv", { { "sent", WHEN, NULL },
		{ "instrument", TEXT, NULL }, { "item", TEXT, NULL }, { "value", NUMBER, NULL },
		{ "about", TEXT, NULL }, { "compared", TEXT, NULL },
		{ "last_value", NUMBER, NULL }, { "stage", TEXT, NULL },
		{ "acknowledged_by", TEXT, NULL }, { "acknowledged", WHEN, NULL },
		{ "note", SEALED, "alert.note" } } },
	[AT_RECORD_CALLS] = { "calls.csv", { { "sent", WHEN, NULL }, { "no_call", YES, NULL },
		{ "phone", SEALED, "call.phone" } } },
	[AT_RECORD_CHOICES] = { "choices.csv", { { "agreed", WHEN, NULL }, { "with", TEXT, NULL },
		{ "ratings", TEXT, NULL }, { "when", TEXT, NULL }, { "words", TEXT, NULL } } },
	[AT_RECORD_CONSENTS] = { "consents.csv", { { "said", WHEN, NULL },
		{ "to", TEXT, NULL }, { "purpose", TEXT, NULL }, { "given", YES, NULL },
		{ "wording", TEXT, NULL } } },
	[AT_RECORD_FLAGS] = { "flags.csv", { { "found", WHEN, NULL }, { "session", NUMBER, NULL },
		{ "rule", TEXT, NULL }, { "version", NUMBER, NULL }, { "inputs", TEXT, NULL },
		{ "done", TEXT, NULL }, { "by", TEXT, NULL }, { "at", WHEN, NULL },
		{ "reason", SEALED, "flag.reason" } } },
	[AT_RECORD_SIGNALS] = { "signals.csv", { { "found", WHEN, NULL },
		{ "form_sent", WHEN, NULL }, { "instrument", TEXT, NULL },
		{ "signal", TEXT, NULL }, { "rule", TEXT, NULL }, { "version", NUMBER, NULL },
		{ "model", NUMBER, NULL }, { "inputs", TEXT, NULL } } },
	[AT_RECORD_LOOKS] = { "looks.csv", { { "at", WHEN, NULL }, { "as", TEXT, NULL },
		{ "who", TEXT, NULL }, { "did", TEXT, NULL }, { "what", TEXT, NULL } } },
};

/* ---- cells ------------------------------------------------------------------- */

void
at_record_add(struct at_record_list *list, const char *const *cells, int n)
{
	for (int i = 0; i < n; i++) {
		list->cells = at_one_more(list->arena, list->cells, list->n_cells,
		    sizeof *list->cells);
		list->cells[list->n_cells++] = cells[i];
	}
}

const char *
at_record_time(const struct at_record_work *work, at_ms at)
{
	struct at_local local;
	char date[AT_DATE_ROOM];

	if (at == 0)
		return "";
	local = at_zone_local(work->h.site.zone, at);
	at_date_format(local.date, date);
	return at_printf(work->call->arena, "%s %02d:%02d", date, local.hour, local.minute);
}

static const char *
day_text(struct at_arena *arena, int64_t day)
{
	char date[AT_DATE_ROOM];

	at_date_format(at_date_of_days(day), date);
	return at_strdup(arena, date);
}

static enum at_status
cell_text(const struct at_record_work *work, const struct at_rows *rows, int row, int column,
    const struct cell *cell, const char **out)
{
	struct at_arena *arena = work->call->arena;

	*out = "";
	if (at_cell(rows, row, column)->null)
		return AT_OK;
	switch (cell->kind) {
	case WHEN:
		*out = at_record_time(work, at_cell_int(rows, row, column));
		break;
	case DAY:
		*out = day_text(arena, at_cell_int(rows, row, column));
		break;
	case TEXT:
		*out = at_cell_text(rows, row, column);
		break;
	case NUMBER:
		*out = at_printf(arena, "%lld", (long long)at_cell_int(rows, row, column));
		break;
	case YES:
		*out = at_cell_int(rows, row, column) != 0 ? "yes" : "no";
		break;
	case SEALED:
		return at_act_unseal(work->call, &work->h.client, cell->field,
		    at_cell_int(rows, row, 0), at_cell_bytes(rows, row, column), out);
	}
	return AT_OK;
}

/* ---- tables ------------------------------------------------------------------ */

static int
n_cells_of(const struct part *part)
{
	int n = 0;

	while (n < MOST_CELLS && part->cells[n].name != NULL)
		n++;
	return n;
}

/* What a rule found out from the therapist's side of an hour that was not opened together:
 * the card promised that the client would not see it. */
static bool
is_told_by_therapist(enum at_record_part part, const struct at_rows *rows, int row)
{
	enum { RULE = 3, INPUTS = 5, OPENED = 10 };
	const char *rule;
	double said;

	if (part != AT_RECORD_FLAGS || !at_cell(rows, row, OPENED)->null)
		return false;
	rule = at_cell_text(rows, row, RULE);
	said = at_named_find(at_cell_text(rows, row, INPUTS), "said");
	return strcmp(rule, at_worth_row(AT_WORTH_UNNOTICED)->id) == 0
	    || (strcmp(rule, at_worth_row(AT_WORTH_STRAIN)->id) == 0 && !isnan(said)
	    && ((int)said & AT_SAID_THERAPIST) != 0);
}

static enum at_status
read_part(struct at_record_work *work, enum at_record_part of)
{
	const struct part *part = &parts[of];
	struct at_arena *arena = work->call->arena;
	int n = n_cells_of(part);
	struct at_column *columns = AT_NEW(arena, struct at_column, (size_t)n);
	struct at_record_list list = { .arena = arena };
	const char *cells[MOST_CELLS];
	struct at_rows rows;
	enum at_status st = at_record_rows(arena, work->db, work->h.client.org,
	    work->h.client.id, of, &rows, work->call->err);

	for (int i = 0; i < n; i++)
		columns[i].title = part->cells[i].name;
	for (int row = 0; st == AT_OK && row < rows.n_rows; row++) {
		if (is_told_by_therapist(of, &rows, row)) {
			work->sum.n_flags++;
			continue;
		}
		for (int i = 0; i < n && st == AT_OK; i++)
			st = cell_text(work, &rows, row, i + 1, &part->cells[i], &cells[i]);
		at_record_add(&list, cells, n);
	}
	work->tables[work->n_tables++] = (struct at_record_table){ part->file,
		{ .columns = columns, .n_columns = n, .cells = list.cells,
		.n_rows = list.n_cells / n } };
	return st;
}

enum at_status
at_record_parts(struct at_record_work *work)
{
	enum at_status st = AT_OK;

	for (int i = 0; i < AT_RECORD_PARTS && st == AT_OK; i++)
		st = read_part(work, (enum at_record_part)i);
	return st;
}

const struct at_table *
at_record_table(const struct at_record_work *work, const char *file)
{
	for (int i = 0; i < work->n_tables; i++)
		if (strcmp(work->tables[i].file, file) == 0)
			return &work->tables[i].table;
	return NULL;
}
