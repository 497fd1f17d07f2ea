/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/address.h - where the server listens, and what address the world knows it by. */
#ifndef AT_CLI_ADDRESS_H
#define AT_CLI_ADDRESS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

/* "127.0.0.1:8080", "[::1]:0": whether only this machine reaches it. */
bool at_address_is_loopback(const char *listen);

/* The port; -1 if there is none. */
int at_address_port(const char *listen);

/* "http://127.0.0.1:8080" of what is listened on, with the real port. */
const char *at_address_url(struct at_arena *arena, const char *listen, int port, bool tls);

/* A public URL without its last slash.  AT_INVALID: it is no address of a site, or goes
 * over the network in the clear. */
enum at_status at_address_check_url(struct at_arena *arena, const char *url, const char **out,
    struct at_error *err);

#endif
