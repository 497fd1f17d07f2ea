/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune job: work that is done apart from requests. */
#include <string.h>

#include "cli/command.h"
#include "job/queue.h"
#include "report/table.h"

static const char *
state_words(struct at_cli *cli, const struct at_job *job)
{
	if (strcmp(job->state, "running") != 0)
		return job->state;
	return at_printf(cli->call.arena, "%s %d %%%s", job->state, job->progress,
	    job->stop ? ", to stop" : "");
}

static enum at_status
run_list(struct at_cli *cli, const void *options)
{
	static const struct at_column columns[] = {
		{ .title = "Job" }, { .title = "Kind" }, { .title = "State" },
		{ .title = "Queued (UTC)" }, { .title = "Started" }, { .title = "Ended" },
		{ .title = "What came of it" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = "No jobs yet." };
	struct at_job *jobs;
	const char **cells;
	enum at_status st = at_action_jobs(&cli->call, &jobs, &table.n_rows);

	(void)options;
	if (st != AT_OK)
		return st;
	cells = AT_NEW(cli->call.arena, const char *, (size_t)table.n_rows * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < table.n_rows; i++) {
		*cells++ = at_cli_id_text(cli, jobs[i].id);
		*cells++ = jobs[i].kind;
		*cells++ = state_words(cli, &jobs[i]);
		*cells++ = at_cli_moment(cli, jobs[i].queued);
		*cells++ = at_cli_moment(cli, jobs[i].started);
		*cells++ = at_cli_moment(cli, jobs[i].ended);
		*cells++ = jobs[i].message[0] != '\0' ? jobs[i].message : jobs[i].result;
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

static const char *
kinds_there_are(struct at_cli *cli)
{
	struct at_buffer out = at_buffer_init(cli->call.arena);

	for (int i = 0; i < at_job_kinds.n_kinds; i++)
		at_buffer_printf(&out, "%s%s", i > 0 ? ", " : "", at_job_kinds.kinds[i].id);
	return at_buffer_string(&out);
}

/* Here and now; where something else runs, the server does it afterwards. */
static enum at_status
run_run(struct at_cli *cli, const void *options)
{
	const struct at_queue_tools tools = { &at_job_kinds, NULL, cli->world->now };
	struct at_job job, ended;
	enum at_status st;

	(void)options;
	if (at_job_kind_find(&at_job_kinds, cli->args[0]) == NULL)
		return at_cli_usage(cli, "expected a kind of job (%s), found \"%s\"",
		    kinds_there_are(cli), cli->args[0]);
	st = at_jobs_settle(&cli->call);
	if (st == AT_OK)
		st = at_action_job_add(&cli->call, cli->args[0], "", true, &job);
	if (st != AT_OK)
		return st;
	if (strcmp(job.state, "running") != 0) {
		at_buffer_printf(&cli->out, "Another job runs; %s waits in the queue of the"
		    " server.\n", at_cli_id_text(cli, job.id));
		return AT_OK;
	}
	st = at_queue_do(&cli->call, &tools, &job, &ended);
	if (st == AT_OK && strcmp(ended.state, "done") != 0)
		return at_fail(&cli->err, AT_IO, "%s", ended.message);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s is done.%s%s\n", at_cli_id_text(cli, job.id),
		    ended.result[0] != '\0' ? " " : "", ended.result);
	return st;
}

static enum at_status
run_cancel(struct at_cli *cli, const void *options)
{
	at_id job;
	enum at_status st = at_cli_id(cli, cli->args[0], &job);

	(void)options;
	if (st == AT_OK)
		st = at_action_job_cancel(&cli->call, job);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s is cancelled, or stops as soon as it is safe"
		    " to.\n", cli->args[0]);
	return st;
}

static const struct at_command verbs[] = {
	{
		.name = "list", .summary = "the newest fifty, and what came of them",
		.example = "  attune job list --data /srv/attune",
		.folder = AT_FOLDER_OPEN, .run = run_list,
	}, {
		.name = "run", .summary = "do one now instead of at night",
		.arguments = "KIND", .n_least = 1, .n_most = 1,
		.about = "course: fit the expected course of each measure to the clinic's own"
		    " ended courses of\ntherapy.  It takes 200 of them with three scores or more."
		    "  What is there already is\nkept; a model is fitted anew only when the"
		    " archive has changed.\nbackup: back up the whole clinic into the folder of"
		    " the nightly ones, restore that on\ntrial, and take away those that are too"
		    " old.",
		.example = "  attune job run backup --data /srv/attune",
		.folder = AT_FOLDER_OPEN, .run = run_run,
	}, {
		.name = "cancel", .summary = "take one out of the queue, or stop it",
		.arguments = "ID", .n_least = 1, .n_most = 1,
		.example = "  attune job cancel 0DJ3K5M7N9P2Q",
		.folder = AT_FOLDER_OPEN, .run = run_cancel,
	},
};

const struct at_command at_command_job = {
	.name = "job", .summary = "work done apart from requests: list, run, cancel",
	.verbs = verbs, .n_verbs = (int)AT_COUNT(verbs),
};
