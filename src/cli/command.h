/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/command.h - one command: its options as a table, its help, its run.
 *
 * A command writes into cli->out and never to a stream; failures are an at_status with
 * one line in cli->err.  commands.def is the table of contents. */
#ifndef AT_CLI_COMMAND_H
#define AT_CLI_COMMAND_H

#include "base/buffer.h"
#include "base/call.h"
#include "base/id.h"
#include "cli/flags.h"

/* What only main() may ask the system for. */
struct at_world {
	const char *data;               /* $ATTUNE_DATA */
	const char *credentials;        /* $CREDENTIALS_DIRECTORY */
	const char *home;               /* $HOME */
	const char *notify_socket, *listen_fds, *listen_pid;    /* of the service manager */
	at_ms (*now)(void);
};

/* Options of every command on a data folder. */
struct at_folder_options {
	const char *data, *db, *key_file, *org, *public_url;
	bool hasty;                     /* no option: a power cut may cost what was written */
};

/* Exit statuses, as the manual has them. */
enum { AT_EXIT_DONE = 0, AT_EXIT_INPUT = 1, AT_EXIT_USAGE = 2, AT_EXIT_INTERNAL = 70 };

/* One running command. */
struct at_cli {
	struct at_call call;
	struct at_error err;
	struct at_random random;
	const struct at_world *world;
	const struct at_command *command;
	const char *name;               /* "user add" */
	struct at_folder_options folder;
	const char *const *args;        /* what is left when the options are gone */
	int n_args;
	bool wrong_usage;               /* the failure is one of usage: exit 2 */
	struct at_buffer out;           /* to standard output, at the end or by flush */
	bool whole;                     /* a failure takes back what is not yet flushed */
};

enum at_folder_need {
	AT_FOLDER_NONE,                 /* works without one */
	AT_FOLDER_TAKEN,                /* takes its options, opens it itself */
	AT_FOLDER_OPEN                  /* has it open: cli->call is complete */
};

struct at_command {
	const char *name;
	const char *summary;            /* one line */
	const char *arguments;          /* in the usage line: "FILE"; NULL: takes none */
	const char *about;              /* a paragraph more, or NULL */
	const char *example;            /* lines */
	const struct at_flag *flags;
	int n_flags;
	size_t options_bytes;           /* of the struct the options go to */
	int n_least, n_most;            /* arguments */
	enum at_folder_need folder;
	enum at_status (*run)(struct at_cli *cli, const void *options);
	const struct at_command *verbs; /* "add", "list"; then nothing but name and summary */
	int n_verbs;
};

#define FAMILY(title)
#define COMMAND(name) extern const struct at_command at_command_##name;
#include "cli/commands.def"
#undef FAMILY
#undef COMMAND

/* The options of every data folder; they go to struct at_folder_options. */
extern const struct at_flag at_folder_flags[];
extern const int at_n_folder_flags;

/* Picks the command, runs it, prints.  Returns the exit status. */
int at_cli_main(const struct at_world *world, int argc, char **argv);

/* AT_INVALID; the command then ends with status 2 and a hint. */
enum at_status at_cli_usage(struct at_cli *cli, const char *format, ...) AT_PRINTF(2, 3);

/* Write out what is in cli->out now. */
enum at_status at_cli_flush(struct at_cli *cli);

/* An id as typed; wrong usage if it is none. */
enum at_status at_cli_id(struct at_cli *cli, const char *text, at_id *out);
const char *at_cli_id_text(struct at_cli *cli, at_id id);

/* "2026-11-22 12:00", by UTC, for what belongs to no site; "" if it never was (0). */
const char *at_cli_moment(struct at_cli *cli, at_ms at);

/* A whole file, "-" is standard input.  AT_NOT_FOUND, AT_IO, AT_INVALID (over 4 MiB). */
struct at_file {
	const char *bytes;              /* a NUL follows */
	size_t n_bytes;
};
enum at_status at_cli_read(struct at_cli *cli, const char *file, struct at_file *out);

/* Help of a command, or the list of all. */
void at_help_command(struct at_buffer *out, const char *name, const struct at_command *command);
void at_help_all(struct at_buffer *out);

/* NULL if there is none of that name. */
const struct at_command *at_command_find(const char *name);
/* All commands, with the families between them. */
struct at_listed {
	const char *family;             /* a heading, or */
	const struct at_command *command;
};
const struct at_listed *at_command_list(int *out_n);

#endif
