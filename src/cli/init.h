/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/init.h - making a clinic, as far as other commands do it too. */
#ifndef AT_CLI_INIT_H
#define AT_CLI_INIT_H

#include "action/clinic_file.h"
#include "cli/command.h"

/* Make the data folder with this clinic in it and leave it open.  AT_CONFLICT when it is
 * set up already, AT_INVALID when other things are in it; nothing is made then. */
enum at_status at_cli_make_clinic(struct at_cli *cli, const struct at_clinic *clinic);

/* Say what still has no value. */
void at_cli_gaps(struct at_cli *cli, const struct at_clinic *clinic);

/* A one-time sign-in link for somebody. */
enum at_status at_cli_once(struct at_cli *cli, const char *handle, const char **out_url);

#endif
