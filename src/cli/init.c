/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune init: a data folder, its organisation and the first administrator. */
#include <dirent.h>
#include <stddef.h>
#include <string.h>

#include "action/setup.h"
#include "cli/folder.h"
#include "cli/init.h"

struct options {
	const char *name, *from;
};

static const struct at_flag flags[] = {
	{ "from", AT_FLAG_TEXT, "FILE", "the clinic file: sites, people, cover, texts",
	    offsetof(struct options, from), false },
	{ "name", AT_FLAG_TEXT, "NAME", "of the clinic, when there is no file",
	    offsetof(struct options, name), false },
};

/* Without a file: a name and one administrator, to begin with. */
static void
smallest_clinic(struct at_cli *cli, const char *name, struct at_clinic *out)
{
	struct at_clinic_role *role = AT_NEW(cli->call.arena, struct at_clinic_role, 1);
	struct at_clinic_person *person = AT_NEW(cli->call.arena, struct at_clinic_person, 1);

	*role = (struct at_clinic_role){ .role = AT_ADMINISTRATOR, .site = AT_CLINIC_NONE };
	*person = (struct at_clinic_person){ .handle = "admin", .name = "Administrator",
		.roles = role, .n_roles = 1 };
	*out = (struct at_clinic){ .file = "", .name = name != NULL ? name : "Our clinic",
		.people = person, .n_people = 1 };
}

void
at_cli_gaps(struct at_cli *cli, const struct at_clinic *clinic)
{
	int n;
	const struct at_clinic_gap *gaps = at_clinic_missing(cli->call.arena, clinic, &n);

	if (n == 0)
		return;
	at_buffer_text(&cli->out, "\nNothing is opened to clients of a site until these are"
	    " set:\n");
	for (int i = 0; i < n; i++)
		at_buffer_printf(&cli->out, "%s%s%s", i > 0 && gaps[i].site == gaps[i - 1].site
		    ? ", " : i > 0 ? "\n  " : "  ", i > 0 && gaps[i].site == gaps[i - 1].site ? ""
		    : at_printf(cli->call.arena, "%s: ", clinic->sites[gaps[i].site].handle),
		    gaps[i].name);
	at_buffer_text(&cli->out, "\n");
}

/* A folder with other things in it is not taken over; one of ours may be half made. */
static enum at_status
check_folder(struct at_cli *cli)
{
	DIR *dir = opendir(cli->folder.data);
	bool any = false, ours = false;
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		any = any || entry->d_name[0] != '.';
		ours = ours || strcmp(entry->d_name, "keys") == 0
		    || strcmp(entry->d_name, "attune.db") == 0;
	}
	if (dir != NULL)
		closedir(dir);
	if (!any || ours)
		return AT_OK;
	return at_fail(&cli->err, AT_INVALID, "%s has other files in it: expected an empty folder, "
	    "or none", cli->folder.data);
}

/* Before anything is made: later the action checks again, with the site's own forms. */
static enum at_status
check_texts(struct at_cli *cli, const struct at_clinic *clinic)
{
	struct at_library *library;
	enum at_status st = at_library_load(cli->call.arena, &library, &cli->err);

	return st == AT_OK ? at_clinic_check_texts(cli->call.arena, clinic, library, &cli->err)
	    : st;
}

enum at_status
at_cli_make_clinic(struct at_cli *cli, const struct at_clinic *clinic)
{
	at_id org = 0;
	enum at_status st = check_texts(cli, clinic);

	at_folder_settle(cli);
	if (st == AT_OK)
		st = check_folder(cli);
	if (st == AT_OK)
		st = at_folder_open(cli, true);
	if (st != AT_OK)
		return st;
	if (at_folder_operator(cli) == AT_OK)
		return at_fail(&cli->err, AT_CONFLICT, "%s is set up already: attune setup FILE "
		    "changes it", cli->folder.data);
	at_error_clear(&cli->err);
	at_folder_operator_of(cli, 0);
	st = at_action_init(&cli->call, clinic, &org);
	return st == AT_OK ? at_folder_operator_of(cli, org) : st;
}

static const struct at_clinic_person *
first_administrator(const struct at_clinic *clinic)
{
	for (int i = 0; i < clinic->n_people; i++)
		if (at_clinic_has_role(clinic, i, AT_ADMINISTRATOR, AT_CLINIC_NONE))
			return &clinic->people[i];
	return NULL;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	const struct at_clinic_person *first;
	struct at_clinic clinic;
	struct at_file file;
	const char *url;
	enum at_status st = AT_OK;

	if (options->from != NULL && options->name != NULL)
		return at_cli_usage(cli, "--name is in the clinic file: give one of both");
	if (options->from == NULL) {
		smallest_clinic(cli, options->name, &clinic);
	} else {
		st = at_cli_read(cli, options->from, &file);
		if (st == AT_OK)
			st = at_clinic_parse(cli->call.arena, options->from, file.bytes,
			    file.n_bytes, &clinic, &cli->err);
	}
	if (st == AT_OK)
		st = at_cli_make_clinic(cli, &clinic);
	if (st != AT_OK)
		return st;
	first = first_administrator(&clinic);
	st = at_cli_once(cli, first->handle, &url);
	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s is set up in %s.\n\nThe first administrator, %s, signs in"
	    " here, once, within a day:\n  %s\n", clinic.name, cli->folder.data, first->name, url);
	at_cli_gaps(cli, &clinic);
	return AT_OK;
}

const struct at_command at_command_init = {
	.name = "init",
	.summary = "make a data folder and its first administrator",
	.about = "The folder holds the database, the master key and backups, for its owner alone.",
	.example = "  attune init --data /srv/attune --from clinic.txt",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_TAKEN,
	.run = run,
};
