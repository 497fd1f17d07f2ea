/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http/listen.h - the listening socket and what it costs: "ADDRESS:PORT", open files. */
#ifndef AT_HTTP_LISTEN_H
#define AT_HTTP_LISTEN_H

#include <sys/socket.h>

#include "base/arena.h"
#include "base/status.h"

/* A listening socket on "127.0.0.1:8080" or "[::1]:0"; the caller closes it.
 * AT_INVALID if that is no address and port, AT_IO if it cannot be had. */
enum at_status at_listen_open(const char *listen, int *out_fd, int *out_port,
    struct at_error *err);

/* The port of a socket that listens; from here on no other program started from here
 * inherits it.  AT_INVALID if it is no TCP socket that does. */
enum at_status at_listen_port(int fd, int *out_port, struct at_error *err);

/* Where that is, as "127.0.0.1:8080" or "[::1]:8080". */
enum at_status at_listen_address(struct at_arena *arena, int fd, const char **out,
    struct at_error *err);

/* How many files this process may have open, after asking for all it can get. */
int at_listen_raise_files(void);

/* The address without its port, spelt as at_http_address() does; NULL if it is no
 * internet address. */
const char *at_listen_peer(struct at_arena *arena, const struct sockaddr *address);

#endif
