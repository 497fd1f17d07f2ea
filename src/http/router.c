/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "http/router.h"

/* A pattern that fits a path. */
struct fit {
	unsigned rank;                  /* a bit per literal segment, the first one highest */
	const char *values[AT_ROUTE_PARAMS];    /* into the path */
	size_t n_values[AT_ROUTE_PARAMS];
	int n_params;
};

static const struct at_route *
row_at(const struct at_route *rows, size_t row_bytes, int i)
{
	return (const struct at_route *)(const void *)
	    ((const char *)rows + (size_t)i * row_bytes);
}

static bool
fit_segment(const char *pattern, size_t n_pattern, const char *path, size_t n_path,
    struct fit *fit)
{
	fit->rank *= 2;
	if (pattern[0] != ':' || n_pattern == 0) {
		fit->rank += 1;
		return n_pattern == n_path && memcmp(pattern, path, n_path) == 0;
	}
	if (n_path == 0)
		return false;
	assert(fit->n_params < AT_ROUTE_PARAMS);
	fit->values[fit->n_params] = path;
	fit->n_values[fit->n_params++] = n_path;
	return true;
}

/* Compare segment by segment.  Ranks compare only between patterns that fit the same
 * path, which have the same number of segments. */
static bool
fit_pattern(const char *pattern, const char *path, struct fit *fit)
{
	memset(fit, 0, sizeof *fit);
	while (*pattern == '/' && *path == '/') {
		size_t n_pattern = strcspn(++pattern, "/"), n_path = strcspn(++path, "/");

		if (!fit_segment(pattern, n_pattern, path, n_path, fit))
			return false;
		pattern += n_pattern;
		path += n_path;
	}
	return *pattern == '\0' && *path == '\0';
}

/* The names are in the pattern, in the order of the values. */
static void
take_params(struct at_arena *arena, const char *pattern, const struct fit *fit,
    struct at_match *out)
{
	const char *at = pattern;

	for (int i = 0; i < fit->n_params; i++) {
		at = strstr(at, "/:") + 2;
		out->params[i].name = at_strndup(arena, at, strcspn(at, "/"));
		out->params[i].value = at_strndup(arena, fit->values[i], fit->n_values[i]);
	}
	out->n_params = fit->n_params;
}

enum at_status
at_route_find(struct at_arena *arena, const struct at_route *rows, int n_rows,
    size_t row_bytes, enum at_method method, const char *path, struct at_match *out)
{
	struct fit best = { 0 }, fit;
	bool any = false;
	int row = -1;                   /* of the best rank so far, if the method is right */

	memset(out, 0, sizeof *out);
	for (int i = 0; i < n_rows; i++) {
		const struct at_route *route = row_at(rows, row_bytes, i);

		if (!fit_pattern(route->pattern, path, &fit) || (any && fit.rank < best.rank))
			continue;
		if (!any || fit.rank > best.rank)
			row = -1;
		any = true;
		best = fit;
		if (route->method == method)
			row = i;
	}
	if (!any)
		return AT_NOT_FOUND;
	if (row < 0) {
		out->allow = method == AT_GET ? "POST" : "GET, HEAD";
		return AT_DENIED;
	}
	out->row = row;
	take_params(arena, row_at(rows, row_bytes, row)->pattern, &best, out);
	return AT_OK;
}

const char *
at_param(const struct at_match *match, const char *name)
{
	for (int i = 0; i < match->n_params; i++) {
		if (strcmp(match->params[i].name, name) == 0)
			return match->params[i].value;
	}
	return NULL;
}
