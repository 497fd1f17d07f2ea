/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of assets: by hash, and nothing else is found. */
#include "check.h"
#include "html/asset.h"

TEST(an_address_leads_back_to_its_file)
{
	struct at_arena *arena = at_arena_open();
	const char *url = at_asset_url(arena, "style.css");
	const struct at_embedded *file = at_asset_find(arena, url);

	(void)state_;
	CHECK(file != NULL);
	CHECK_TEXT("assets/style.css", file->name);
	CHECK_TEXT(at_printf(arena, "/assets/%s/style.css", file->hash), url);
	at_arena_close(arena);
}

TEST(an_old_hash_or_another_path_is_not_found)
{
	static const char *const paths[] = { "", "/", "/assets/", "/assets/style.css",
		"/assets/000000000000/style.css", "/assets/../instruments/phq-9.txt" };
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(paths); i++)
		CHECK(at_asset_find(arena, paths[i]) == NULL);
	CHECK(at_asset_find(arena, at_printf(arena, "%s/", at_asset_url(arena, "form.js")))
	    == NULL);
	at_arena_close(arena);
}

TEST(types_are_told_by_the_ending)
{
	(void)state_;
	CHECK_TEXT("text/css; charset=utf-8", at_asset_type("style.css"));
	CHECK_TEXT("text/javascript; charset=utf-8", at_asset_type("assets/form.js"));
	CHECK_TEXT("image/svg+xml", at_asset_type("icon.svg"));
	CHECK_TEXT("application/octet-stream", at_asset_type("readme"));
}

/* A client's page with everything it loads is held to 30 kB; the page itself is about 10. */
TEST(what_a_client_loads_is_small)
{
	static const char *const names[] = { "assets/style.css", "assets/form.js",
		"assets/icon.svg" };
	size_t n = 0;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(names); i++)
		n += at_embed_find(names[i])->n_gz;
	CHECK(n > 0 && n < 12 * 1024);
}

RUN_ALL(
    RUN(an_address_leads_back_to_its_file),
    RUN(an_old_hash_or_another_path_is_not_found),
    RUN(types_are_told_by_the_ending),
    RUN(what_a_client_loads_is_small),
)
