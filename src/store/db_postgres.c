/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PostgreSQL behind store/db.h. */
#include "store/db_driver.h"

enum at_status
at_db_postgres_open(struct at_arena *arena, const struct at_db_options *options,
    struct at_db **out, struct at_error *err)
{
	(void)arena;
	(void)options;
	(void)out;
	return at_fail(err, AT_IO, "PostgreSQL is not spoken yet");
}
