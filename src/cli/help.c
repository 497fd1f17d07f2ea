/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --help says, from the tables of the commands. */
#include <string.h>

#include "cli/command.h"

static const struct at_listed listed[] = {
#define FAMILY(title) { title, NULL },
#define COMMAND(name) { NULL, &at_command_##name },
#include "cli/commands.def"
#undef FAMILY
#undef COMMAND
};

const struct at_listed *
at_command_list(int *out_n)
{
	*out_n = (int)AT_COUNT(listed);
	return listed;
}

const struct at_command *
at_command_find(const char *name)
{
	for (size_t i = 0; i < AT_COUNT(listed); i++)
		if (listed[i].command != NULL && strcmp(listed[i].command->name, name) == 0)
			return listed[i].command;
	return NULL;
}

static const char *
flag_text(struct at_buffer *out, const struct at_flag *flag)
{
	if (flag->kind == AT_FLAG_SWITCH)
		return at_printf(out->arena, "--%s", flag->name);
	return at_printf(out->arena, "--%s %s", flag->name, flag->value);
}

static void
add_usage(struct at_buffer *out, const char *name, const struct at_command *command)
{
	at_buffer_printf(out, "Usage: attune %s", name);
	for (int i = 0; i < command->n_flags; i++)
		if (command->flags[i].required)
			at_buffer_printf(out, " %s", flag_text(out, &command->flags[i]));
	if (command->arguments != NULL)
		at_buffer_printf(out, " %s", command->arguments);
	at_buffer_text(out, " [OPTION...]\n");
}

static void
add_options(struct at_buffer *out, const char *title, const struct at_flag *flags, int n)
{
	int widest = 0;

	if (n == 0)
		return;
	for (int i = 0; i < n; i++) {
		int width = (int)strlen(flag_text(out, &flags[i]));

		if (width > widest)
			widest = width;
	}
	at_buffer_printf(out, "\n%s:\n", title);
	for (int i = 0; i < n; i++)
		at_buffer_printf(out, "  %-*s  %s%s\n", widest, flag_text(out, &flags[i]),
		    flags[i].help, flags[i].kind == AT_FLAG_LIST ? "; may be repeated" : "");
}

static void
add_verbs(struct at_buffer *out, const char *name, const struct at_command *command)
{
	int widest = 8;

	for (int i = 0; i < command->n_verbs; i++)
		if ((int)strlen(command->verbs[i].name) > widest)
			widest = (int)strlen(command->verbs[i].name);
	at_buffer_printf(out, "Usage: attune %s COMMAND [OPTION...]\n\nCommands:\n", name);
	for (int i = 0; i < command->n_verbs; i++)
		at_buffer_printf(out, "  %-*s %s\n", widest, command->verbs[i].name,
		    command->verbs[i].summary);
	at_buffer_printf(out, "\nattune %s COMMAND --help says more.\n", name);
}

void
at_help_command(struct at_buffer *out, const char *name, const struct at_command *command)
{
	at_buffer_printf(out, "attune %s - %s\n\n", name, command->summary);
	if (command->n_verbs > 0) {
		add_verbs(out, name, command);
		return;
	}
	add_usage(out, name, command);
	if (command->about != NULL)
		at_buffer_printf(out, "\n%s\n", command->about);
	add_options(out, "Options", command->flags, command->n_flags);
	if (command->folder != AT_FOLDER_NONE)
		add_options(out, "Options of every data folder", at_folder_flags,
		    at_n_folder_flags);
	at_buffer_printf(out, "\nExample:\n%s\n", command->example);
}

void
at_help_all(struct at_buffer *out)
{
	at_buffer_text(out, "attune measures how therapist and client work together, from both"
	    " sides.\n\nUsage: attune COMMAND [OPTION...]\n");
	for (size_t i = 0; i < AT_COUNT(listed); i++) {
		const struct at_command *command = listed[i].command;

		if (command == NULL)
			at_buffer_printf(out, "\n%s:\n", listed[i].family);
		else
			at_buffer_printf(out, "  %-11s %s\n", command->name, command->summary);
	}
	at_buffer_text(out, "\nattune COMMAND --help says more; attune --version says which this"
	    " is.\n");
}
