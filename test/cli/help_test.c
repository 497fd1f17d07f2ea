/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --help says of every command, as one page. */
#include "check.h"
#include "cli/command.h"
#include "support/golden.h"

static void
add_help(struct at_buffer *out, const char *name, const struct at_command *command)
{
	at_buffer_text(out, "\n----\n");
	at_help_command(out, name, command);
	for (int i = 0; i < command->n_verbs; i++)
		add_help(out, at_printf(out->arena, "%s %s", name, command->verbs[i].name),
		    &command->verbs[i]);
}

TEST(help_is_as_recorded)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer out = at_buffer_init(arena);
	int n;
	const struct at_listed *list = at_command_list(&n);

	(void)state_;
	at_help_all(&out);
	for (int i = 0; i < n; i++)
		if (list[i].command != NULL)
			add_help(&out, list[i].command->name, list[i].command);
	golden_check("cli/help.txt", at_buffer_string(&out));
	at_arena_close(arena);
}

static void
check_command(const struct at_command *command)
{
	CHECK(command->summary != NULL);
	CHECK((command->n_verbs > 0) == (command->run == NULL));
	CHECK(command->run == NULL || command->example != NULL);
	CHECK(command->n_least <= command->n_most);
	CHECK((command->n_most > 0) == (command->arguments != NULL));
	for (int i = 0; i < command->n_flags; i++) {
		const struct at_flag *flag = &command->flags[i];

		CHECK((flag->kind == AT_FLAG_SWITCH) == (flag->value == NULL));
		CHECK(flag->target < command->options_bytes);
		for (int j = 0; j < i; j++)
			CHECK(strcmp(flag->name, command->flags[j].name) != 0);
		for (int j = 0; j < at_n_folder_flags; j++)
			CHECK(strcmp(flag->name, at_folder_flags[j].name) != 0);
	}
	for (int i = 0; i < command->n_verbs; i++)
		check_command(&command->verbs[i]);
}

TEST(every_command_has_what_help_needs)
{
	int n;
	const struct at_listed *list = at_command_list(&n);

	(void)state_;
	CHECK(list[0].family != NULL);
	for (int i = 0; i < n; i++) {
		CHECK((list[i].family == NULL) == (list[i].command != NULL));
		if (list[i].command != NULL) {
			check_command(list[i].command);
			CHECK(at_command_find(list[i].command->name) == list[i].command);
		}
	}
	CHECK(at_command_find("no-such") == NULL);
}

RUN_ALL(RUN(help_is_as_recorded), RUN(every_command_has_what_help_needs))
