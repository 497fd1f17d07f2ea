/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune doctor: what is wrong with a data folder, and what to do. */
#include <stddef.h>
#include <string.h>

#include "action/doctor.h"
#include "cli/folder.h"
#include "cli/lab.h"

struct options {
	const char *format;
};

static const struct at_flag flags[] = {
	{ "format", AT_FLAG_TEXT, "FORMAT", "text, or json",
	    offsetof(struct options, format), false },
};

static void
put_text(struct at_cli *cli, const struct at_findings *found)
{
	static const char *const words[] = { [AT_WELL] = "well ", [AT_NOTE] = "note ",
		[AT_WRONG] = "WRONG" };

	for (int i = 0; i < found->n; i++) {
		const struct at_finding *one = &found->all[i];

		at_buffer_printf(&cli->out, "%s  %-14s  %s\n", words[one->verdict], one->check,
		    at_phrase_words(&cli->call, &one->what));
		if (one->verdict != AT_WELL)
			at_buffer_printf(&cli->out, "%23s%s\n%23sTo do: %s\n", "", one->why, "",
			    at_phrase_words(&cli->call, &one->todo));
	}
	if (found->n_wrong == 0)
		at_buffer_text(&cli->out, found->n_notes == 0 ? "All is well.\n"
		    : "Nothing is wrong.\n");
}

static void
put_json(struct at_cli *cli, const struct at_findings *found)
{
	struct at_json json = at_json_init(&cli->out);

	at_json_object(&json);
	at_json_name(&json, "well");
	at_json_bool(&json, found->n_wrong == 0);
	at_json_name(&json, "checks");
	at_json_array(&json);
	for (int i = 0; i < found->n; i++) {
		const struct at_finding *one = &found->all[i];

		at_json_object(&json);
		at_json_name(&json, "check");
		at_json_text(&json, one->check);
		at_json_name(&json, "verdict");
		at_json_text(&json, at_verdict_name(one->verdict));
		at_json_name(&json, "what");
		at_json_text(&json, at_phrase_words(&cli->call, &one->what));
		at_json_name(&json, "why");
		at_json_text(&json, one->why);
		at_json_name(&json, "to_do");
		at_json_text(&json, one->todo.text == NULL ? NULL
		    : at_phrase_words(&cli->call, &one->todo));
		at_json_end(&json);
	}
	at_json_end(&json);
	at_json_end(&json);
	at_buffer_text(&cli->out, "\n");
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_doctor_options look = { .db_url = cli->folder.db,
		.key_file = cli->folder.key_file, .credentials = cli->world->credentials,
		.now = cli->call.now };
	struct at_findings found;
	bool json = options->format != NULL && strcmp(options->format, "json") == 0;

	if (options->format != NULL && !json && strcmp(options->format, "text") != 0)
		return at_cli_usage(cli, "expected --format text or json, found \"%s\"",
		    options->format);
	at_folder_settle(cli);
	look.folder = cli->folder.data;
	at_doctor_look(cli->call.arena, &look, &found);
	if (json)
		put_json(cli, &found);
	else
		put_text(cli, &found);
	return found.n_wrong == 0 ? AT_OK : at_fail(&cli->err, AT_CORRUPT, "%d %s wrong with %s",
	    found.n_wrong, found.n_wrong == 1 ? "thing is" : "things are", look.folder);
}

const struct at_command at_command_doctor = {
	.name = "doctor",
	.summary = "what is wrong with a data folder, and what to do",
	.about = "Looks at files and their rights, the master key, the database and its access log,"
	    " the\nclock, the disk, backups and jobs, and changes nothing.  Exit status 1 when"
	    " anything is\nwrong.",
	.example = "  attune doctor --data /srv/attune\n"
	    "  attune doctor --data /srv/attune --format json",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_TAKEN,
	.run = run,
};
