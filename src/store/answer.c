/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "store/answer.h"

static const char sql_insert[] =
    "INSERT INTO answer (org, client, id, due, device, relationship, session, instrument,"
    " instrument_version, form, at, packed, scores, words, lang, layout, mode, seconds, told,"
    " seen_first, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
    " $15, $16, $17, $18, $19, $20, $21)";

enum at_status
at_answer_insert(struct at_db *db, const struct at_answer *a, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(a->org), at_int(a->client), at_int(a->id),
	    at_int(a->due), at_int(a->device), at_int(a->relationship),
	    at_id_or_null(a->session), at_text(a->instrument), at_int(a->instrument_version),
	    at_text(a->form), at_int(a->at), at_bytes(a->packed), at_bytes(a->scores),
	    at_bytes(a->words), at_text(a->lang), at_text(a->layout), at_text(a->mode),
	    at_int(a->seconds), at_text(a->told), at_int(a->seen_first),
	    at_blob(a->key, sizeof a->key)), NULL, err);
}

#define COLUMNS \
	"org, client, id, due, device, relationship, session, instrument, instrument_version," \
	" form, at, packed, scores, words, lang, layout, mode, seconds, told, seen_first, key" \
	" FROM answer"

static void
read_answer(const struct at_rows *rows, int row, struct at_answer *out)
{
	struct at_bytes key = at_cell_bytes(rows, row, 20);

	*out = (struct at_answer){
		.org = at_cell_int(rows, row, 0), .client = at_cell_int(rows, row, 1),
		.id = at_cell_int(rows, row, 2), .due = at_cell_int(rows, row, 3),
		.device = at_cell_int(rows, row, 4), .relationship = at_cell_int(rows, row, 5),
		.session = at_cell_int(rows, row, 6), .instrument = at_cell_text(rows, row, 7),
		.instrument_version = (int)at_cell_int(rows, row, 8),
		.form = at_cell_text(rows, row, 9), .at = at_cell_int(rows, row, 10),
		.packed = at_cell_bytes(rows, row, 11), .scores = at_cell_bytes(rows, row, 12),
		.words = at_cell_bytes(rows, row, 13), .lang = at_cell_text(rows, row, 14),
		.layout = at_cell_text(rows, row, 15), .mode = at_cell_text(rows, row, 16),
		.seconds = (int)at_cell_int(rows, row, 17), .told = at_cell_text(rows, row, 18),
		.seen_first = at_cell_int(rows, row, 19) != 0,
	};
	if (key.n_bytes == sizeof out->key)
		memcpy(out->key, key.bytes, sizeof out->key);
}

static enum at_status
read_answers(struct at_arena *arena, enum at_status st, const struct at_rows *rows,
    struct at_answer **out, int *out_n)
{
	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_answer, (size_t)rows->n_rows);
	for (int i = 0; i < rows->n_rows; i++)
		read_answer(rows, i, &(*out)[i]);
	*out_n = rows->n_rows;
	return AT_OK;
}

/* Not those of an import that a fuller one has taken the place of. */
#define COUNTS \
	" NOT EXISTS (SELECT 1 FROM answer_replaced x WHERE x.org = answer.org" \
	" AND x.client = answer.client AND x.answer = answer.id)"

static const char sql_list[] =
    "SELECT " COLUMNS " WHERE org = $1 AND client = $2 AND" COUNTS
    " ORDER BY at NULLS FIRST, id NULLS FIRST";

enum at_status
at_answer_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_answer **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org), at_int(client)),
	    &rows, err);

	return read_answers(arena, st, &rows, out, out_n);
}

static const char sql_one[] =
    "SELECT " COLUMNS " WHERE org = $1 AND client = $2 AND id = $3";

enum at_status
at_answer_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client, at_id answer,
    struct at_answer *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_one,
	    AT_BIND(at_int(org), at_int(client), at_int(answer)),
	    AT_TEXT("There is no such answer."), &rows, err);

	if (st == AT_OK)
		read_answer(&rows, 0, out);
	return st;
}

static const char sql_last[] =
    "SELECT packed FROM answer WHERE org = $1 AND client = $2 AND instrument = $3 AND form = $4"
    " AND" COUNTS " ORDER BY at DESC NULLS FIRST, id DESC NULLS FIRST LIMIT 1";

enum at_status
at_answer_last(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    const char *instrument, const char *form, struct at_bytes *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_last, AT_BIND(at_int(org), at_int(client),
	    at_text(instrument), at_text(form)), &rows, err);

	if (st == AT_OK)
		*out = rows.n_rows == 0 ? (struct at_bytes){ NULL, 0 } : at_cell_bytes(&rows, 0, 0);
	return st;
}

static const char sql_addressed_insert[] =
    "INSERT INTO addressed (org, answer, client, site) VALUES ($1, $2, $3, $4)";

enum at_status
at_addressed_insert(struct at_db *db, const struct at_answer *answer, at_id site,
    struct at_error *err)
{
	return at_db_run(db, sql_addressed_insert, AT_BIND(at_int(answer->org),
	    at_int(answer->id), at_int(answer->client), at_int(site)), NULL, err);
}

static const char sql_addressed[] =
    "SELECT client, answer, site FROM addressed WHERE org = $1"
    " ORDER BY answer DESC NULLS FIRST LIMIT 200";

enum at_status
at_addressed_list(struct at_arena *arena, struct at_db *db, at_id org, struct at_addressed **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_addressed, AT_BIND(at_int(org)), &rows, err);

	if (st == AT_OK)
		*out = AT_NEW(arena, struct at_addressed, (size_t)rows.n_rows);
	for (int i = 0; st == AT_OK && i < rows.n_rows; i++) {
		(*out)[i].site = at_cell_int(&rows, i, 2);
		st = at_answer_load(arena, db, org, at_cell_int(&rows, i, 0),
		    at_cell_int(&rows, i, 1), &(*out)[i].answer, err);
	}
	if (st == AT_OK)
		*out_n = rows.n_rows;
	return st;
}
