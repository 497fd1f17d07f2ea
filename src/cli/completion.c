/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune completion: what a shell offers when Tab is pressed, from the tables of commands. */
#include <string.h>

#include "cli/command.h"

/* What the shells tell apart about the value of an option. */
enum value_kind { NOTHING, ANYTHING, FILE_NAME, FOLDER_NAME, ONE_OF };

static enum value_kind
value_kind(const struct at_flag *flag)
{
	if (flag->kind == AT_FLAG_SWITCH)
		return NOTHING;
	if (strcmp(flag->value, "DIR") == 0 || strcmp(flag->value, "FOLDER") == 0)
		return FOLDER_NAME;
	if (strncmp(flag->value, "FILE", 4) == 0)
		return FILE_NAME;
	return strchr(flag->value, '|') != NULL ? ONE_OF : ANYTHING;
}

/* "text json" of "text|json". */
static const char *
words_of(struct at_buffer *out, const char *values)
{
	char *words = at_strdup(out->arena, values);

	for (char *c = words; *c != '\0'; c++)
		if (*c == '|')
			*c = ' ';
	return words;
}

/* Each command that takes options: those with verbs are as many as these. */
typedef void put_command(struct at_buffer *out, const struct at_command *group,
    const struct at_command *command);

static void
each_command(struct at_buffer *out, put_command *put)
{
	int n;
	const struct at_listed *list = at_command_list(&n);

	for (int i = 0; i < n; i++) {
		const struct at_command *command = list[i].command;

		if (command == NULL)
			continue;
		for (int v = 0; v < command->n_verbs; v++)
			put(out, command, &command->verbs[v]);
		put(out, NULL, command);
	}
}

typedef void put_flag(struct at_buffer *out, const char *of, const struct at_flag *flag);

static void
each_flag(struct at_buffer *out, const struct at_command *command, const char *of,
    put_flag *put)
{
	for (int i = 0; i < command->n_flags; i++)
		put(out, of, &command->flags[i]);
	for (int i = 0; command->folder != AT_FOLDER_NONE && i < at_n_folder_flags; i++)
		put(out, of, &at_folder_flags[i]);
}

/* Text between single quotes; `also` are letters with a meaning of their own to the shell's
 * completion. */
static void
add_quoted(struct at_buffer *out, const char *text, const char *also)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			at_buffer_text(out, "'\\'");
		else if (strchr(also, *text) != NULL)
			at_buffer_text(out, "\\");
		at_buffer_add(out, text, 1);
	}
}

/* ---- bash ------------------------------------------------------------------------------- */

static void
put_bash_flag(struct at_buffer *out, const char *of, const struct at_flag *flag)
{
	(void)of;
	at_buffer_printf(out, " --%s", flag->name);
}

static void
put_bash_words(struct at_buffer *out, const struct at_command *group,
    const struct at_command *command)
{
	at_buffer_printf(out, "\t'%s%s%s'*) words='", group == NULL ? "" : group->name,
	    group == NULL ? "" : " ", command->name);
	for (int v = 0; v < command->n_verbs; v++)
		at_buffer_printf(out, " %s", command->verbs[v].name);
	if (command->n_verbs == 0)
		each_flag(out, command, NULL, put_bash_flag);
	at_buffer_text(out, " --help' ;;\n");
}

static void
put_bash_value(struct at_buffer *out, const char *of, const struct at_flag *flag)
{
	switch (value_kind(flag)) {
	case ONE_OF:
		at_buffer_printf(out, "\t'%s'*' --%s') words='%s' ;;\n", of, flag->name,
		    words_of(out, flag->value));
		break;
	case FOLDER_NAME:
		at_buffer_printf(out, "\t'%s'*' --%s') action='-d' ;;\n", of, flag->name);
		break;
	case ANYTHING:
	case FILE_NAME:
		at_buffer_printf(out, "\t'%s'*' --%s') action='-f' ;;\n", of, flag->name);
		break;
	case NOTHING:
		break;
	}
}

static void
put_bash_values(struct at_buffer *out, const struct at_command *group,
    const struct at_command *command)
{
	if (command->n_verbs == 0)
		each_flag(out, command, at_printf(out->arena, "%s%s%s", group == NULL ? ""
		    : group->name, group == NULL ? "" : " ", command->name), put_bash_value);
}

static void
put_bash_name(struct at_buffer *out, const struct at_command *group,
    const struct at_command *command)
{
	if (group == NULL)
		at_buffer_printf(out, " %s", command->name);
}

static void
put_bash(struct at_buffer *out)
{
	at_buffer_text(out, "# bash completion of attune: made by attune completion bash\n"
	    "_attune()\n{\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	    "\tlocal of=\"${COMP_WORDS[1]-} ${COMP_WORDS[2]-}\" words='' action=''\n"
	    "\tCOMPREPLY=()\n"
	    "\tcase \"$of $prev\" in\n");
	each_command(out, put_bash_values);
	at_buffer_text(out, "\tesac\n"
	    "\tif [ -n \"$action\" ]; then\n"
	    "\t\tcompopt -o filenames 2> /dev/null\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen $action -- \"$cur\")\n"
	    "\t\treturn\n\tfi\n"
	    "\tif [ -z \"$words\" ]; then\n"
	    "\t[ \"$COMP_CWORD\" -gt 2 ] || of=${COMP_WORDS[1]-}\n"
	    "\t[ \"$COMP_CWORD\" -gt 1 ] || of=''\n"
	    "\tcase $of in\n"
	    "\t'') words='help");
	each_command(out, put_bash_name);
	at_buffer_text(out, "' ;;\n");
	each_command(out, put_bash_words);
	at_buffer_text(out, "\tesac\n\tfi\n"
	    "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	    "}\n"
	    "complete -o default -F _attune attune\n");
}

/* ---- zsh -------------------------------------------------------------------------------- */

static const char zsh_special[] = "[]:\\";

static void
put_zsh_flag(struct at_buffer *out, const char *of, const struct at_flag *flag)
{
	(void)of;
	at_buffer_printf(out, " \\\n\t\t    '%s--%s[", flag->kind == AT_FLAG_LIST ? "*" : "",
	    flag->name);
	add_quoted(out, flag->help, zsh_special);
	at_buffer_text(out, "]");
	if (flag->kind != AT_FLAG_SWITCH) {
		at_buffer_text(out, ":");
		add_quoted(out, flag->value, zsh_special);
	}
	switch (value_kind(flag)) {
	case ONE_OF:
		at_buffer_printf(out, ":(%s)", words_of(out, flag->value));
		break;
	case FOLDER_NAME:
		at_buffer_text(out, ":_files -/");
		break;
	case FILE_NAME:
		at_buffer_text(out, ":_files");
		break;
	case ANYTHING:
		at_buffer_text(out, ": ");
		break;
	case NOTHING:
		break;
	}
	at_buffer_text(out, "'");
}

static void
put_zsh_name(struct at_buffer *out, const struct at_command *command)
{
	at_buffer_printf(out, " \\\n\t\t    '%s:", command->name);
	add_quoted(out, command->summary, zsh_special);
	at_buffer_text(out, "'");
}

static void
put_zsh_command(struct at_buffer *out, const struct at_command *group,
    const struct at_command *command)
{
	const char *by = group == NULL ? command->name : at_printf(out->arena, "%s %s",
	    group->name, command->name);

	if (command->n_verbs > 0) {
		at_buffer_printf(out, "\t('%s '*)\n\t\tlist=(", command->name);
		for (int v = 0; v < command->n_verbs; v++)
			put_zsh_name(out, &command->verbs[v]);
		at_buffer_text(out, ")\n\t\t_describe command list ;;\n");
		return;
	}
	at_buffer_printf(out, group == NULL ? "\t('%s '*)\n" : "\t('%s')\n", by);
	at_buffer_text(out, group == NULL ? "\t\tshift words; (( CURRENT-- ))\n"
	    : "\t\tshift 2 words; (( CURRENT -= 2 ))\n");
	at_buffer_text(out, "\t\t_arguments '--help[say more]'");
	each_flag(out, command, NULL, put_zsh_flag);
	at_buffer_text(out, " '*:file:_files' ;;\n");
}

static void
put_zsh_first(struct at_buffer *out, const struct at_command *group,
    const struct at_command *command)
{
	if (group == NULL)
		put_zsh_name(out, command);
}

static void
put_zsh(struct at_buffer *out)
{
	at_buffer_text(out, "#compdef attune\n"
	    "# zsh completion of attune: made by attune completion zsh\n"
	    "_attune() {\n\tlocal -a list\n"
	    "\tif (( CURRENT == 2 )); then\n\t\tlist=(");
	each_command(out, put_zsh_first);
	at_buffer_text(out, ")\n\t\t_describe command list\n\t\treturn\n\tfi\n"
	    "\tlocal of=\"$words[2] \"\n"
	    "\t(( CURRENT > 3 )) && of=\"$words[2] $words[3]\"\n"
	    "\tcase $of in\n");
	each_command(out, put_zsh_command);
	at_buffer_text(out, "\tesac\n}\n_attune \"$@\"\n");
}

/* ---- fish ------------------------------------------------------------------------------- */

static void
put_fish_flag(struct at_buffer *out, const char *of, const struct at_flag *flag)
{
	at_buffer_printf(out, "complete -c attune -n '__fish_seen_subcommand_from %s' -l %s", of,
	    flag->name);
	switch (value_kind(flag)) {
	case ONE_OF:
		at_buffer_printf(out, " -x -a '%s'", words_of(out, flag->value));
		break;
	case FOLDER_NAME:
		at_buffer_text(out, " -x -a '(__fish_complete_directories)'");
		break;
	case FILE_NAME:
		at_buffer_text(out, " -r -F");
		break;
	case ANYTHING:
		at_buffer_text(out, " -x");
		break;
	case NOTHING:
		break;
	}
	at_buffer_text(out, " -d '");
	add_quoted(out, flag->help, "\\");
	at_buffer_text(out, "'\n");
}

static void
put_fish_command(struct at_buffer *out, const struct at_command *group,
    const struct at_command *command)
{
	at_buffer_text(out, "complete -c attune -n '");
	if (group == NULL)
		at_buffer_text(out, "__fish_use_subcommand");
	else
		at_buffer_printf(out, "__fish_seen_subcommand_from %s", group->name);
	at_buffer_printf(out, "' -a %s -d '", command->name);
	add_quoted(out, command->summary, "\\");
	at_buffer_text(out, "'\n");
	each_flag(out, command, group == NULL ? command->name : at_printf(out->arena,
	    "%s; and __fish_seen_subcommand_from %s", group->name, command->name),
	    put_fish_flag);
}

static void
put_fish(struct at_buffer *out)
{
	at_buffer_text(out, "# fish completion of attune: made by attune completion fish\n");
	each_command(out, put_fish_command);
}

/* ---- the command ------------------------------------------------------------------------ */

static enum at_status
run(struct at_cli *cli, const void *options)
{
	static const struct {
		const char *shell;
		void (*put)(struct at_buffer *out);
	} shells[] = { { "bash", put_bash }, { "zsh", put_zsh }, { "fish", put_fish } };

	(void)options;
	for (size_t i = 0; i < AT_COUNT(shells); i++)
		if (strcmp(cli->args[0], shells[i].shell) == 0) {
			shells[i].put(&cli->out);
			return AT_OK;
		}
	return at_cli_usage(cli, "expected bash, zsh or fish, found \"%s\"", cli->args[0]);
}

const struct at_command at_command_completion = {
	.name = "completion",
	.summary = "what a shell offers when Tab is pressed",
	.arguments = "bash|zsh|fish",
	.about = "The Debian package has put it where the shells look.",
	.example = "  attune completion bash > ~/.local/share/bash-completion/completions/attune",
	.n_least = 1, .n_most = 1,
	.run = run,
};
