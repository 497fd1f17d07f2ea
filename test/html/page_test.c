/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of a page: its landmarks, and that nothing in it can become markup. */
#include "check.h"
#include "html/form.h"
#include "html/page.h"
#include "html/put.h"
#include "support/golden.h"

static struct at_arena *arena;
static struct at_buffer out;

static void
begin(void)
{
	at_arena_close(arena);
	arena = at_arena_open();
	out = at_buffer_init(arena);
}

static const char *
render(const struct at_page *page)
{
	begin();
	at_page_begin(&out, page);
	at_put_raw(&out, "<p>Content</p>\n");
	at_page_end(&out, page);
	return at_buffer_string(&out);
}

static int
count(const char *part, const char *whole)
{
	int n = 0;

	for (; (whole = strstr(whole, part)) != NULL; whole += strlen(part))
		n++;
	return n;
}

static const struct at_page_link nav[] = { { "/", "Clients", true },
	{ "/alerts", "Alerts", false } };
static const struct at_page staff = { .kind = AT_PAGE_STAFF, .lang = "nb", .dir = "ltr",
	.title = "Marit - attune", .script = "staff.js", .heading = "Marit",
	.tags = &(const struct at_tag){ AT_TONE_LOOK, "Said that something was off" }, .n_tags = 1,
	.back = { "/", "Clients", false }, .lead = "Session 7", .skip = "Skip to the content",
	.home = "/", .nav_label = "Main", .nav = nav, .n_nav = 2, .who = "Ingrid Solheim",
	.sign_out = "Sign out", .sign_out_action = "/sign-out", .csrf = "token" };
static const struct at_page client = { .kind = AT_PAGE_CLIENT, .lang = "en", .dir = "ltr",
	.title = "About today", .heading = "About today", .skip = "Skip to the content" };

TEST(a_staff_page_is_as_agreed)
{
	(void)state_;
	golden_check("page-staff.html", render(&staff));
}

TEST(a_client_page_has_no_bar_and_no_script)
{
	const char *page = render(&client);

	(void)state_;
	golden_check("page-client.html", page);
	CHECK_HAS_NOT("<header", page);
	CHECK_HAS_NOT("<script", page);
}

TEST(every_page_has_one_heading_one_main_and_a_way_to_it)
{
	static const struct at_page *const pages[] = { &staff, &client };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(pages); i++) {
		const char *page = render(pages[i]);

		CHECK_INT(1, count("<h1>", page));
		CHECK_INT(1, count("<main id=\"main\"", page));
		CHECK_INT(1, count("href=\"#main\"", page));
	}
}

TEST(the_page_being_shown_is_marked)
{
	(void)state_;
	CHECK_HAS("<a href=\"/\" aria-current=\"page\">Clients</a>", render(&staff));
	CHECK_INT(1, count("aria-current", render(&staff)));
}

TEST(signing_out_is_a_post_with_its_token)
{
	(void)state_;
	CHECK_HAS("<form method=\"post\" action=\"/sign-out\">"
	    "<input type=\"hidden\" name=\"csrf\" value=\"token\">", render(&staff));
}

TEST(nothing_given_becomes_markup)
{
	static const char evil[] = "\"><script>'&";
	struct at_page page = staff;
	const struct at_page_link link = { evil, evil, false };
	const struct at_tag tag = { AT_TONE_PLAIN, evil };
	const char *text;

	(void)state_;
	page.lang = page.dir = page.title = page.heading = page.lead = page.skip = evil;
	page.home = page.nav_label = page.who = page.sign_out = page.sign_out_action = evil;
	page.csrf = page.foot = evil;
	page.back = link;
	page.nav = &link;
	page.n_nav = 1;
	page.tags = &tag;
	text = render(&page);
	CHECK_HAS_NOT("><script>'", text);
	CHECK_INT(18, count("&quot;&gt;&lt;script&gt;&#39;&amp;", text));
}

RUN_ALL(
    RUN(a_staff_page_is_as_agreed),
    RUN(a_client_page_has_no_bar_and_no_script),
    RUN(every_page_has_one_heading_one_main_and_a_way_to_it),
    RUN(the_page_being_shown_is_marked),
    RUN(signing_out_is_a_post_with_its_token),
    RUN(nothing_given_becomes_markup),
)
