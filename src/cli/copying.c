/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/copying.h"

/* Whatever is said next overwrites it. */
static bool
tell(void *ptr, int64_t n_rows)
{
	(void)ptr;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "%" PRId64 " rows\r", n_rows);
	return true;
}

struct at_backup_watch
at_copying_watch(void)
{
	return (struct at_backup_watch){ tell, NULL };
}

void
at_copying_sum(struct at_cli *cli, const struct at_backup *backup)
{
	char head[AT_AUDIT_HEAD_ROOM], when[AT_ISO_ROOM];

	at_time_iso(backup->at, when);
	at_buffer_printf(&cli->out, "%d tables, %" PRId64 " rows, %" PRId64 " answers, as of %s.\n",
	    backup->n_tables, backup->n_rows, backup->n_answers,
	    when);
	at_buffer_text(&cli->out, "The access log ends here (attune verify --head):\n");
	for (int i = 0; i < backup->n_heads; i++) {
		at_audit_head_format(&backup->heads[i], head);
		at_buffer_printf(&cli->out, "  %s\n", head);
	}
}
