/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import tells while it runs. */
#include "action/import_work.h"

bool
at_import_go_on(const struct at_import_work *work, const char *what, int64_t n)
{
	return work->plan->progress == NULL
	    || work->plan->progress(work->plan->ptr, what, n);
}

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
