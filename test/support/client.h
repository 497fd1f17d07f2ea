/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/client.h - a raw HTTP client for tests: bytes out, one reply in.
 *
 * It hides nothing: a test writes the request as it goes over the wire.  All
 * failures of the network fail the test; a reply that takes over 10 s as well. */
#ifndef AT_TEST_SUPPORT_CLIENT_H
#define AT_TEST_SUPPORT_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

struct client_reply {
	int status;                     /* 0: the connection was closed without a reply */
	char head[8192];                /* status line and headers, with their CRLF */
	char *body;                     /* followed by a NUL; client_free() */
	size_t n_body;
};

/* A connection to 127.0.0.1; the caller closes it. */
int client_connect(int port);

/* Whether somebody listens there. */
bool client_may_connect(int port);

void client_send(int fd, const void *bytes, size_t n_bytes);
void client_say(int fd, const char *text);

/* Read one reply; without `with_body` (HEAD) its body is not waited for. */
void client_read(int fd, bool with_body, struct client_reply *out);
void client_free(struct client_reply *reply);

/* Whether the other side has closed the connection; waits for that. */
bool client_is_closed(int fd);

/* Say it on a fresh connection, read one reply, close. */
void client_ask(int port, const char *text, struct client_reply *out);

/* The value of a header of the reply in `room`, NULL if it is absent. */
const char *client_header(const struct client_reply *reply, const char *name, char room[1024]);

#endif
