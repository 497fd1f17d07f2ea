/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/macros.h"
#include "store/trail.h"

#define SEARCH(of_client) \
	"SELECT a.at, a.node, a.seq, a.subject, a.staff, s.name, a.verb, a.resource, a.client," \
	" a.row_id" \
	" FROM audit a LEFT JOIN staff s ON s.org = a.org AND s.id = a.staff" \
	" WHERE a.org = $1 AND " of_client " AND a.at >= $3 AND a.at < $4" \
	" AND ($5 = 0 OR a.staff = $6) AND ($7 = 0 OR a.verb IN ($8, $9, $10, $11)" \
	" OR a.resource IN ($12, $13, $14, $15))" \
	" AND (a.at < $16 OR (a.at = $16 AND (a.node < $17 OR (a.node = $17 AND a.seq < $18))))" \
	" ORDER BY a.at DESC, a.node DESC, a.seq DESC LIMIT $19"

/* Two texts: each engine finds the index of the one or of the other. */
static const char sql_of_client[] = SEARCH("a.client = $2");
static const char sql_of_all[] = SEARCH("$2 = 0");

static void
read_line(const struct at_rows *rows, int row, struct at_trail_line *out)
{
	const char *name = at_cell_text(rows, row, 5);

	*out = (struct at_trail_line){
		.place = { at_cell_int(rows, row, 0), (int)at_cell_int(rows, row, 1),
		    at_cell_int(rows, row, 2) },
		.subject = at_cell_text(rows, row, 3), .staff = at_cell_int(rows, row, 4),
		.name = name == NULL ? "" : name, .verb = at_cell_text(rows, row, 6),
		.resource = at_cell_text(rows, row, 7), .client = at_cell_int(rows, row, 8),
		.row = at_cell_int(rows, row, 9),
	};
}

/* "" is no verb and no resource. */
static struct at_value
word(const char *text)
{
	return at_text(text == NULL ? "" : text);
}

enum at_status
at_trail_search(struct at_arena *arena, struct at_db *db, const struct at_trail_query *q,
    struct at_trail_line **out, int *out_n, struct at_error *err)
{
	const char *const *v = q->verbs, *const *r = q->resources;
	at_ms before = q->before.at == 0 ? INT64_MAX : q->before.at;
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, q->client != 0 ? sql_of_client : sql_of_all,
	    AT_BIND(at_int(q->org), at_int(q->client), at_int(q->from),
	    at_int(q->to == 0 ? INT64_MAX : q->to), at_int(q->by_staff), at_int(q->staff),
	    at_int(v[0] != NULL || r[0] != NULL), word(v[0]), word(v[1]), word(v[2]), word(v[3]),
	    word(r[0]), word(r[1]), word(r[2]), word(r[3]), at_int(before),
	    at_int(q->before.node), at_int(q->before.seq), at_int(q->n_most)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_trail_line, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		read_line(&rows, i, &(*out)[i]);
	*out_n = rows.n_rows;
	return AT_OK;
}
