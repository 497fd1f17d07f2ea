/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/manager.h - the service manager that started us, if one did: it may have opened the
 * port, and hears how we are (systemd's protocol, spoken without its library). */
#ifndef AT_CLI_MANAGER_H
#define AT_CLI_MANAGER_H

#include "cli/command.h"

struct at_manager {
	int socket;                     /* the port it opened for us; 0: none */
	int notify;                     /* where it listens to us; -1: nowhere */
};

/* Before the sandbox: nothing can be connected to in it.  AT_INVALID: it handed over more
 * than one socket; AT_IO: it does not listen where it says. */
enum at_status at_manager_meet(const struct at_world *world, struct at_manager *out,
    struct at_error *err);

/* "READY=1", "STOPPING=1": lines of sd_notify(3).  Not heard, it is lost. */
void at_manager_tell(const struct at_manager *manager, const char *state);

#endif
