/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http/router.h - which row of a table answers a path.  It knows patterns, not pages.
 *
 * A row is any struct whose first member is a struct at_route:
 *
 *     struct row { struct at_route route; at_page *page; unsigned subjects; };
 *     static const struct row rows[] = { { { AT_GET, "/clients/:client" }, ... } };
 *     ... at_route_find(arena, &rows[0].route, AT_COUNT(rows), sizeof rows[0], ...)
 *
 * A segment that begins with ':' takes any one segment that is not empty.  Where two
 * patterns fit, the one with a literal further to the left wins, whatever its method:
 * POST to "/clients/new" never reaches "/clients/:client" if a "/clients/new" exists.
 */
#ifndef AT_HTTP_ROUTER_H
#define AT_HTTP_ROUTER_H

#include "base/arena.h"
#include "http/http.h"

enum { AT_ROUTE_PARAMS = 4 };

struct at_route {
	enum at_method method;
	const char *pattern;            /* "/clients/:client", at most 4 with ':' */
};

struct at_param {
	const char *name, *value;       /* "client" and what stood there */
};

struct at_match {
	int row;                        /* its place in the table */
	struct at_param params[AT_ROUTE_PARAMS];
	int n_params;
	const char *allow;              /* AT_DENIED: the value of the Allow header; static */
};

/* Find the row for a request.  AT_NOT_FOUND: no pattern fits (404); AT_DENIED: one
 * does, but with another method (405; only out->allow is set).  The values of the
 * parameters live in `arena`; nothing is allocated unless a row was found. */
enum at_status at_route_find(struct at_arena *arena, const struct at_route *rows, int n_rows,
    size_t row_bytes, enum at_method method, const char *path, struct at_match *out);

/* The value of a parameter; NULL if the pattern has none of that name. */
const char *at_param(const struct at_match *match, const char *name);

#endif
