/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http/http.h - our own face on libmicrohttpd: a request in, a response out.
 *
 * The handler runs on one of 32 threads and may block (it waits for the
 * writer).  Every limit of the design is enforced before the handler sees
 * anything: header 16 KiB, form 256 KiB, only known methods, only UTF-8.
 */
#ifndef AT_HTTP_HTTP_H
#define AT_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/status.h"

enum at_method { AT_GET, AT_POST };     /* HEAD is answered as GET without a body */

enum { AT_HEADER_BYTES = 16 * 1024, AT_FORM_BYTES = 256 * 1024, AT_FORM_FIELDS = 512 };

struct at_field {
	const char *name, *value;       /* UTF-8, no NUL inside */
	size_t n_value;
};

struct at_fields {
	const struct at_field *fields;
	int n_fields;
};

/* The first value of that name, NULL if there is none. */
const char *at_field(const struct at_fields *fields, const char *name);

struct at_request {
	enum at_method method;
	const char *path;               /* decoded once, begins with '/', no "..", no NUL */
	struct at_fields query, form, cookies;
	const char *origin, *host, *referer;    /* as sent; NULL if absent */
	const char *if_none_match, *accept_language, *user_agent;
	const char *peer;               /* address of the client, after trusted_proxy */
	bool forwarded;                 /* a header says that somebody passed it on */
	bool secure;                    /* arrived over TLS, or the trusted proxy says so */
	bool accepts_gzip;              /* only then may the response be gzipped */
	bool too_large;                 /* body over the limit: form is empty, answer 413 */
	bool malformed;                 /* the query or the body is no form: answer 400 */
};

struct at_response {
	int status;                     /* 200 unless set */
	const char *type;               /* "text/html; charset=utf-8" unless set */
	const char *location;           /* for 303 */
	const char *allow;              /* for 405: "GET, HEAD", from the router */
	const char *filename;           /* to be kept under this name, not shown; letters, digits,
	                                 * '-' and '.'; NULL: shown */
	const char *etag;               /* with the quotes; a match is turned into 304 */
	const char *csp;                /* Content-Security-Policy; NULL: default-src 'none' */
	bool cacheable;                 /* immutable asset; otherwise no-store */
	bool gzipped;                   /* the body is already gzip; never a page with secrets */
	struct at_buffer body;
	struct at_field cookies[4];     /* name and value; a NULL value deletes it */
	int cookie_max_age_s[4];        /* 0: until the browser closes */
	int n_cookies;
};

/* "name" becomes __Host-name; Secure; HttpOnly; SameSite=Lax; Path=/.  The same name
 * again replaces the earlier one.  Letters and digits only: anything else is a
 * programmer's error. */
void at_response_cookie(struct at_response *response, const char *name, const char *value,
    int max_age_s);

/* 303 See Other: the reader gets `location` by GET. */
void at_response_redirect(struct at_response *response, const char *location);

/* Parsers, pure and fuzzed.  AT_INVALID on bad percent-encoding, bad UTF-8, NUL or
 * more than 512 fields.  Names without '=' have the value "". */
enum at_status at_http_parse_form(struct at_arena *arena, const char *bytes, size_t n_bytes,
    struct at_fields *out, struct at_error *err);

/* Our own cookies, by the name given to at_response_cookie(); what others set on this
 * host (no __Host- in front) is passed over.  AT_INVALID if one of ours has a value
 * that we never write; the server then goes on as if none had come. */
enum at_status at_http_parse_cookies(struct at_arena *arena, const char *header,
    struct at_fields *out, struct at_error *err);

typedef void at_handler(void *cookie, struct at_arena *arena, const struct at_request *request,
    struct at_response *response);

struct at_server_options {
	const char *listen;             /* "127.0.0.1:8080", "[::1]:0" (0 = any free port) */
	int socket;                     /* one that listens already, instead; 0: none.  Closed
	                                 * when the server stops */
	bool lent;                      /* that socket is somebody else's, too: for others it
	                                 * goes on listening */
	int threads;                    /* 0: 32 */
	const char *trusted_proxy;      /* address whose X-Forwarded-For/-Proto count, or NULL */
	const char *tls_cert, *tls_key; /* file names, both or neither */
	at_handler *handler;
	void *cookie;
};

struct at_server;

/* AT_IO with a clear line when the address is taken or not allowed, AT_INVALID when
 * an option makes no sense.  Raises the process's limit of open files. */
enum at_status at_server_start(const struct at_server_options *options, struct at_server **out,
    struct at_error *err);
int at_server_port(const struct at_server *server);

/* Read the TLS files again: connections that come from now on see them, open ones go on
 * as they are.  When it fails all is as before.  Nothing to do without TLS. */
enum at_status at_server_reload(struct at_server *server, struct at_error *err);

/* Stops accepting, lets running requests finish (for at most 5 s), closes all
 * connections, frees.  NULL is fine. */
void at_server_stop(struct at_server *server);

#endif
