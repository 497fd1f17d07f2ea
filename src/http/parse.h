/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http/parse.h - small parsers of what a client sends, beside the two of http.h.  All are pure. */
#ifndef AT_HTTP_PARSE_H
#define AT_HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"

/* The path of a request line, percent-decoded once.  AT_INVALID unless it begins
 * with '/' and is UTF-8 without control characters, "..", "//" or an encoded slash. */
enum at_status at_http_parse_path(struct at_arena *arena, const char *bytes, size_t n_bytes,
    const char **out, struct at_error *err);

/* Whether an Accept-Encoding header (NULL: absent) allows gzip. */
bool at_http_accepts_gzip(const char *header);

/* Whether an If-None-Match header (NULL: absent) names `etag`; weak tags match. */
bool at_http_etag_matches(const char *header, const char *etag);

/* Whether a Content-Type header (NULL: absent) is that of a plain HTML form. */
bool at_http_is_form(const char *header);

/* An address in the one spelling in which addresses are compared (an IPv4 address
 * within IPv6 is an IPv4 address); NULL if it is none. */
const char *at_http_address(struct at_arena *arena, const char *text);

/* The last address of an X-Forwarded-For header, the one our own proxy added, spelt
 * as above; NULL if that is not an address. */
const char *at_http_forwarded_for(struct at_arena *arena, const char *header);

#endif
