/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row answers which path. */
#include "check.h"
#include "http/router.h"

struct row {
	struct at_route route;
	const char *page;
};

static const struct row rows[] = {
	{ { AT_GET, "/" }, "home" },
	{ { AT_GET, "/clients/:client" }, "client" },
	{ { AT_POST, "/clients/:client" }, "change client" },
	{ { AT_GET, "/clients/new" }, "new client" },
	{ { AT_GET, "/clients/:client/alerts/:alert" }, "alert" },
	{ { AT_GET, "/:kind/:id/alerts/all" }, "all alerts" },
	{ { AT_POST, "/clients" }, "add client" },
	{ { AT_GET, "/:a/:b/:c/:d/end" }, "four" },
};

static enum at_status
find(struct at_arena *arena, enum at_method method, const char *path, struct at_match *out)
{
	return at_route_find(arena, &rows[0].route, AT_COUNT(rows), sizeof rows[0], method, path,
	    out);
}

TEST(a_path_finds_its_page)
{
	static const struct { enum at_method method; const char *path, *page; } cases[] = {
		{ AT_GET, "/", "home" },
		{ AT_GET, "/clients/7", "client" },
		{ AT_POST, "/clients/7", "change client" },
		{ AT_GET, "/clients/new", "new client" },
		{ AT_GET, "/clients/7/alerts/8", "alert" },
		{ AT_GET, "/clients/7/alerts/all", "alert" },   /* the literal further left */
		{ AT_GET, "/users/7/alerts/all", "all alerts" },
		{ AT_POST, "/clients", "add client" },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_match match;

		CHECK_INT(AT_OK, find(arena, cases[i].method, cases[i].path, &match));
		CHECK_TEXT(cases[i].page, rows[match.row].page);
	}
	at_arena_close(arena);
}

TEST(parameters_are_what_stood_in_their_place)
{
	struct at_arena *arena = at_arena_open();
	struct at_match match;

	(void)state_;
	CHECK_INT(AT_OK, find(arena, AT_GET, "/clients/a b/alerts/\xc3\xa5", &match));
	CHECK_INT(2, match.n_params);
	CHECK_TEXT("a b", at_param(&match, "client"));
	CHECK_TEXT("\xc3\xa5", at_param(&match, "alert"));
	CHECK(at_param(&match, "alerts") == NULL);
	CHECK_INT(AT_OK, find(arena, AT_GET, "/1/2/3/4/end", &match));
	CHECK_TEXT("4", at_param(&match, "d"));
	at_arena_close(arena);
}

TEST(what_fits_no_pattern_is_not_found)
{
	static const char *const paths[] = { "/x", "/clients/", "/clients/7/", "/clients/7/alerts",
		"/clients/7/alerts/", "/clients/7/alerts/8/9", "/Clients/7", "/client/7", "" };
	struct at_arena *arena = at_arena_open();
	struct at_match match;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(paths); i++)
		CHECK_INT(AT_NOT_FOUND, find(arena, AT_GET, paths[i], &match));
	CHECK_INT(0, at_arena_used_bytes(arena));
	at_arena_close(arena);
}

TEST(another_method_is_named)
{
	static const struct { enum at_method method; const char *path, *allow; } cases[] = {
		{ AT_POST, "/", "GET, HEAD" },
		{ AT_GET, "/clients", "POST" },
		{ AT_POST, "/clients/new", "GET, HEAD" },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_match match;

		CHECK_INT(AT_DENIED, find(arena, cases[i].method, cases[i].path, &match));
		CHECK_TEXT(cases[i].allow, match.allow);
	}
	at_arena_close(arena);
}

RUN_ALL(
    RUN(a_path_finds_its_page),
    RUN(parameters_are_what_stood_in_their_place),
    RUN(what_fits_no_pattern_is_not_found),
    RUN(another_method_is_named),
)
