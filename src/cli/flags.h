/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/flags.h - options by table: --name value, --name=value, or a line of a file.
 * The one short form is -o for --out. */
#ifndef AT_CLI_FLAGS_H
#define AT_CLI_FLAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/conf.h"

enum at_flag_kind {
	AT_FLAG_SWITCH,                 /* bool */
	AT_FLAG_TEXT,                   /* const char *; NULL unless given */
	AT_FLAG_NUMBER,                 /* int, 1 or more; 0 unless given */
	AT_FLAG_REAL,                   /* struct at_flag_real: any finite number */
	AT_FLAG_LIST                    /* struct at_flag_list: may be given again */
};

struct at_flag_real {
	double value;                   /* 0 unless given */
	bool given;
};

struct at_flag_list {
	const char **at;
	int n;
};

struct at_flag {
	const char *name;               /* without the dashes */
	enum at_flag_kind kind;
	const char *value;              /* what help calls the value: "DIR"; NULL of a switch */
	const char *help;
	size_t target;                  /* where in the command's struct it goes */
	bool required;
};

/* A table, and the struct its options go to. */
struct at_flag_set {
	const struct at_flag *flags;
	int n_flags;
	void *into;
};

struct at_flags {
	const struct at_flag_set *sets;
	int n_sets;
};

/* Takes `argv` apart; what is no option goes to out_args.  After "--" all is arguments.
 * AT_INVALID names what is wrong and the nearest name there is. */
enum at_status at_flags_parse(struct at_arena *arena, const struct at_flags *flags,
    int argc, char *const *argv, const char *const **out_args, int *out_n, struct at_error *err);

/* Options that were not given, from the lines of a file; '_' stands for '-' in names.
 * AT_INVALID: "attune.conf:3: ..." */
enum at_status at_flags_file(struct at_arena *arena, const struct at_flags *flags,
    const struct at_conf *conf, struct at_error *err);

/* The same, but goes on behind a line that is wrong: each has its error in `out`, which has
 * room for conf->n_lines.  Returns how many are. */
int at_flags_file_faults(struct at_arena *arena, const struct at_flags *flags,
    const struct at_conf *conf, struct at_error *out);

/* AT_INVALID naming the first required option that is missing. */
enum at_status at_flags_complete(const struct at_flags *flags, struct at_error *err);

#endif
