/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http/exchange.h - one request on its way through the server, and its reply.
 * Shared by the files of this room that know libmicrohttpd; nobody else. */
#ifndef AT_HTTP_EXCHANGE_H
#define AT_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <stdbool.h>

#include "http/http.h"

/* Lives in its own arena, which lasts until the reply is on the wire. */
struct at_exchange {
	struct at_arena *arena;
	const char *target;             /* path and query as sent */
	bool begun;                     /* the head has been read */
	bool counted;                   /* among the requests that a stop waits for */
	bool closing;                   /* the connection ends with this reply */
	int refused;                    /* a status the server answers by itself, 0 if none */
	const char *cookie_header;      /* as sent, NULL if absent */
	bool is_form;                   /* the body's type is one we read */
	struct at_buffer body;
	struct at_request request;
};

/* What the server was told about the way to it. */
struct at_front {
	bool tls;
	const char *trusted_proxy;      /* in the spelling of at_listen_peer(), or NULL */
};

/* The head: everything of the request but query, cookies and form.  What cannot be
 * served is noted in `refused`. */
void at_exchange_head(struct at_exchange *exchange, struct MHD_Connection *connection,
    const char *method, const struct at_front *front);

/* Some bytes of the body; beyond the limit they are read and forgotten. */
void at_exchange_body(struct at_exchange *exchange, const char *bytes, size_t n_bytes);

/* Parse query, cookies and form, once the body is complete. */
void at_exchange_end(struct at_exchange *exchange);

/* Hand the handler's response to libmicrohttpd.  Its bytes are not copied. */
enum MHD_Result at_reply(struct at_exchange *exchange, struct MHD_Connection *connection,
    const struct at_response *response);

/* A reply of one plain line that needs no memory of ours, and closes the connection. */
enum MHD_Result at_reply_plain(struct MHD_Connection *connection, int status, bool secure);

#endif
