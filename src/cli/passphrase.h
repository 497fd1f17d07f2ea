/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/passphrase.h - a secret from whoever runs the command: typed, or in a file. */
#ifndef AT_CLI_PASSPHRASE_H
#define AT_CLI_PASSPHRASE_H

#include "cli/command.h"

/* The first line of `file`; NULL: asked for on the terminal, which shows nothing of it, and
 * `twice` when nothing can be tried against it.  Wiped with the call's arena.  AT_INVALID: the
 * two differ, or there is no terminal; AT_DENIED: others may read the file. */
enum at_status at_passphrase_take(struct at_cli *cli, const char *file, bool twice,
    const char **out);

#endif
