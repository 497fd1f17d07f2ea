/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What browsers call themselves, and what is kept of it. */
#include "check.h"
#include "web/agent.h"

TEST(a_browser_is_known_by_two_words_at_most)
{
	static const struct {
		const char *agent, *name;
	} cases[] = {
		{ "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
		    "Firefox, Linux" },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
		    "Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge, Windows" },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
		    "Gecko) Chrome/126.0.0.0 Safari/537.36", "Chrome, Windows" },
		{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, "
		    "like Gecko) Version/17.5 Safari/605.1.15", "Safari, Mac" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
		    "(KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1",
		    "Chrome, iPhone" },
		{ "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
		    "SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
		    "Samsung Internet, Android" },
		{ "Mozilla/5.0 (Linux)", "Linux" }, { "Firefox/1", "Firefox" },
		{ "curl/8.0", "" }, { "", "" }, { NULL, "" },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_TEXT(cases[i].name, at_agent_name(arena, cases[i].agent));
	at_arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_browser_is_known_by_two_words_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
