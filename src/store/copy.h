/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/copy.h - whole tables out of a database and into another, whatever the engines.
 *
 * What only lives on one machine for a while is left out: sign-ins under way, failed ones,
 * the milliseconds of a node, lists that are made anew. */
#ifndef AT_STORE_COPY_H
#define AT_STORE_COPY_H

#include "store/db.h"

struct at_copy_column {
	const char *name;
	enum at_value_type type;
	int key;                        /* place in the primary key, from 1; 0: not in it */
};

/* A table and the statements that read and write it; the texts live as long as the arena,
 * which must outlive the connection: they are the keys of prepared statements. */
struct at_copy_table {
	const char *name;
	struct at_copy_column *columns;
	int n_columns, n_keys;
	bool paged;                     /* read page by page: its key is whole numbers and bytes,
	                                   which both engines order alike */
	const char *sql_first, *sql_next, *sql_one, *sql_many;
	int n_many;                     /* rows sql_many writes */
};

/* The tables of a database by name. */
enum at_status at_copy_tables(struct at_arena *arena, struct at_db *db,
    struct at_copy_table **out, int *out_n, struct at_error *err);

/* The next rows behind `after`, a row of the same table (NULL: the first ones).  No rows,
 * or a table that is not paged: that was all. */
enum at_status at_copy_read(struct at_arena *arena, struct at_db *db,
    const struct at_copy_table *table, const struct at_value *after, struct at_rows *out,
    struct at_error *err);

/* `n_rows` rows of table->n_columns values. */
enum at_status at_copy_write(struct at_db *db, const struct at_copy_table *table,
    const struct at_value *cells, int n_rows, struct at_error *err);

#endif
