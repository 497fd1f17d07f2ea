/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/copying.h"

/* Ctrl-C, a stop, a terminal that was closed. */
static sigset_t
ends(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

static bool
is_wanted(int signal_number)
{
	sigset_t pending;

	return sigpending(&pending) == 0 && sigismember(&pending, signal_number) == 1;
}

/* Whatever is said next overwrites it. */
static bool
go_on(void *ptr, int64_t n_rows)
{
	(void)ptr;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "%" PRId64 " rows\r", n_rows);
	return !at_copying_stopped();
}

void
at_copying_hold(void)
{
	const sigset_t held = ends();

	pthread_sigmask(SIG_BLOCK, &held, NULL);
}

bool
at_copying_stopped(void)
{
	return is_wanted(SIGINT) || is_wanted(SIGTERM) || is_wanted(SIGHUP);
}

struct at_backup_watch
at_copying_watch(void)
{
	at_copying_hold();
	return (struct at_backup_watch){ go_on, NULL };
}

enum at_status
at_copying_name(struct at_cli *cli, const char *file)
{
	return strcmp(file, "-") != 0 ? AT_OK : at_cli_usage(cli, "expected the name of a file,"
	    " found \"-\": a backup is there whole or not at all");
}

void
at_copying_sum(struct at_cli *cli, const struct at_backup *backup)
{
	char head[AT_AUDIT_HEAD_ROOM], when[AT_ISO_ROOM];

	at_time_iso(backup->at, when);
	at_buffer_printf(&cli->out, "%d tables, %" PRId64 " rows, %" PRId64 " answers, as of %s.\n",
	    backup->n_tables, backup->n_rows, backup->n_answers,
	    when);
	if (backup->n_files > 0)
		at_buffer_printf(&cli->out, "Files of the clinic's own questionnaires: %d.\n",
		    backup->n_files);
	if (backup->broken != NULL)
		at_buffer_printf(&cli->out, "The access log was broken already when this backup was"
		    " made, at %s:\nattune verify says how.\n", backup->broken);
	if (backup->n_heads > 0)
		at_buffer_text(&cli->out, "The access log ends here (attune verify --head):\n");
	for (int i = 0; i < backup->n_heads; i++) {
		at_audit_head_format(&backup->heads[i], head);
		at_buffer_printf(&cli->out, "  %s\n", head);
	}
}
