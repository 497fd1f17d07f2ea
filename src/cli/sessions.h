/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/sessions.h - a client's sessions as a table, times as on the wall there. */
#ifndef AT_CLI_SESSIONS_H
#define AT_CLI_SESSIONS_H

#include "base/zone.h"
#include "cli/command.h"

enum at_status at_cli_sessions(struct at_cli *cli, at_id client);

/* "2026-11-22 14:00" of an instant, in the call's arena. */
const char *at_cli_local(struct at_cli *cli, const struct at_zone *zone, at_ms at);

#endif
