/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target of a request line, path and query, through to the router; and the single
 * headers, which are as short. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "http/http.h"
#include "http/parse.h"
#include "http/router.h"

static const struct at_route routes[] = {
	{ AT_GET, "/" },
	{ AT_GET, "/a/:b" },
	{ AT_POST, "/a/b" },
	{ AT_GET, "/:a/:b/:c/:d" },
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void
check_path(struct at_arena *arena, const char *path)
{
	struct at_match match;

	assert(path[0] == '/' && strstr(path, "..") == NULL && strstr(path, "//") == NULL);
	assert(at_utf8_valid(path, strlen(path)));
	if (at_route_find(arena, routes, AT_COUNT(routes), sizeof routes[0], AT_GET, path,
	    &match) != AT_OK)
		return;
	for (int i = 0; i < match.n_params; i++)
		assert(match.params[i].value[0] != '\0'
		    && strchr(match.params[i].value, '/') == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	const char *target = at_strndup(arena, (const char *)bytes, n_bytes), *path;
	size_t n_path = strcspn(target, "?");
	struct at_fields fields;

	if (at_http_parse_path(arena, target, n_path, &path, NULL) == AT_OK)
		check_path(arena, path);
	if (target[n_path] == '?')
		(void)at_http_parse_form(arena, target + n_path + 1, strlen(target + n_path + 1),
		    &fields, NULL);
	(void)at_http_accepts_gzip(target);
	(void)at_http_etag_matches(target, "\"abc\"");
	(void)at_http_is_form(target);
	(void)at_http_forwarded_for(arena, target);
	at_arena_close(arena);
	return 0;
}
