/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The administrator's pages through the door: what is typed is kept, shown again when it has
 * to be mended, and never lost to somebody who was faster. */
#include <string.h>

#include "check.h"
#include "action/rules.h"
#include "action/site.h"
#include "support/door.h"
#include "support/golden.h"

static struct door *
begin(void **state)
{
	struct world *w = world_open(support_begin(state), false);
	struct door *d = door_open(w);

	door_sign_in(d, &w->a, "adi");
	return d;
}

static const char *
path_of(struct door *d, const char *before, at_id id, const char *after)
{
	char text[AT_ID_ROOM];

	at_id_format(id, text);
	return at_printf(d->w->call->arena, "%s%s%s", before, text, after);
}

/* What the page of rules carries now. */
static const char *
rules_mark(struct world *w)
{
	struct at_rules rules;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_rules(w->call, &rules));
	return rules.mark;
}

static void
golden(struct door *d, const char *path, const char *name)
{
	CHECK_INT(200, door_get(d, path));
	golden_check(at_printf(d->w->call->arena, "web/%s.html", name), d->body);
}

TEST(the_pages_are_as_agreed)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *ada = path_of(d, "/people/", w->a.staff[WORLD_THERAPIST], "");

	golden(d, "/clinic", "clinic");
	golden(d, "/clinic/rules", "clinic-rules");
	CHECK_INT(200, door_post(d, "/clinic/rules", at_printf(w->call->arena,
	    "do=factor&wanted=privacy&mark=%s", rules_mark(w))));
	golden_check("web/clinic-rules-ask.html", d->body);
	golden(d, "/people", "people");
	golden(d, "/people?q=zzz", "people-none");
	golden(d, "/people/new", "person-new");
	golden(d, ada, "person");
	CHECK_INT(200, door_post(d, ada, "do=close"));
	golden_check("web/person-close.html", d->body);
	golden(d, "/sites", "sites");
	golden(d, "/sites/new", "site-new");
	golden(d, path_of(d, "/sites/", w->a.main, ""), "site");
	golden(d, path_of(d, "/sites/", w->a.main, "/cover"), "cover");
	golden(d, "/texts?in=nb", "texts");
	golden(d, "/texts/texts?in=en", "words");
	golden(d, "/texts/session/intro?in=nb", "word");
	golden(d, "/plan", "plan-of-the-clinic");
}

TEST(somebody_new_gets_a_link_that_is_shown_once)
{
	struct door *d = begin(state_);

	CHECK_INT(400, door_post(d, "/people", "name=Ola+Dahl&handle=Ola+D&role=therapist&site="));
	CHECK_HAS("value=\"Ola Dahl\"", d->body);
	CHECK_HAS("not &quot;Ola D&quot;", d->body);
	CHECK_INT(200, door_post(d, "/people", "name=Ola+Dahl&handle=ola&role=therapist"
	    "&site=main"));
	CHECK_HAS("/once/", d->body);
	CHECK_HAS("<svg", d->body);
	CHECK_INT(409, door_post(d, "/people", "name=Ola+D&handle=ola&role=therapist&site="));
	CHECK_INT(200, door_get(d, "/people?q=ola"));
	CHECK_HAS("Ola Dahl", d->body);
	CHECK_HAS("Therapist at", d->body);
	CHECK_HAS_NOT("/once/", d->body);
}

TEST(an_account_is_closed_once_it_was_said_what_that_means)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *ada = path_of(d, "/people/", w->a.staff[WORLD_THERAPIST], "");

	CHECK_INT(200, door_post(d, ada, "do=close"));
	CHECK_HAS("2 clients have them as therapist", d->body);
	CHECK_INT(200, door_get(d, ada));
	CHECK_HAS_NOT("account closed", d->body);
	CHECK_INT(303, door_post(d, ada, "do=close-yes"));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("account closed", d->body);
	CHECK_INT(303, door_post(d, ada, "do=open"));
	CHECK_INT(409, door_post(d, path_of(d, "/people/", w->a.staff[WORLD_ADMINISTRATOR], ""),
	    "do=close-yes"));
	CHECK_HAS("another administrator", d->body);
	CHECK_INT(400, door_post(d, ada, "do=fly"));
}

TEST(what_is_not_there_is_said_in_the_language_of_who_asks)
{
	struct door *d = begin(state_);

	d->reads = "nb";
	CHECK_INT(404, door_get(d, "/people/0000000000001"));
	CHECK_HAS("Denne personen finnes ikke.", d->body);
	d->reads = "de";
	CHECK_INT(404, door_get(d, "/people/0000000000001"));
	CHECK_HAS("Diese Person gibt es nicht.", d->body);
}

TEST(whoever_was_signed_out_with_a_page_open_is_led_back)
{
	struct door *d = begin(state_);
	const char *ada = path_of(d, "/people/", d->w->a.staff[WORLD_THERAPIST], "");

	d->token = "another";
	CHECK_INT(403, door_post(d, ada, "do=sign-out"));
	CHECK_HAS("load the page again", d->body);
	CHECK_HAS_NOT("href=\"/help\"", d->body);
	d->token = NULL;
	d->w->call->now += 61 * AT_MINUTE;
	CHECK_INT(403, door_post(d, ada, "do=sign-out"));
	CHECK_HAS("was not saved", d->body);
	CHECK_HAS("<a href=\"/sign-in\">", d->body);
	CHECK_HAS_NOT("href=\"/help\"", d->body);
}

TEST(the_log_says_whose_account_was_changed)
{
	struct door *d = begin(state_);
	const char *ada = path_of(d, "/people/", d->w->a.staff[WORLD_THERAPIST], "");

	d->w->call->now += 1;
	CHECK_INT(303, door_post(d, ada, "do=sign-out"));
	CHECK_INT(200, door_get(d, "/log?kind=sign-in"));
	CHECK_HAS("Adi Holt · about Ada Berg", d->body);
	d->w->call->now += 1;
	CHECK_INT(200, door_post(d, ada, "do=link"));
	CHECK_INT(303, door_post(d, ada, "do=give&role=lead&site="));
	CHECK_INT(200, door_get(d, "/log?kind=clinic"));
	CHECK_HAS("Adi Holt · about Ada Berg", d->body);
	CHECK_HAS_NOT("about Adi Holt", d->body);
}

TEST(a_name_that_somebody_else_changed_is_shown_as_it_is_now)
{
	struct door *d = begin(state_);
	const char *ada = path_of(d, "/people/", d->w->a.staff[WORLD_THERAPIST], "");

	CHECK_INT(400, door_post(d, ada, "do=rename&version=1&name=+"));
	CHECK_HAS("name=\"name\" type=\"text\" value=\" \"", d->body);
	CHECK_INT(303, door_post(d, ada, "do=rename&version=1&name=Ada+Vik"));
	CHECK_INT(409, door_post(d, ada, "do=rename&version=1&name=Ada+Moe"));
	CHECK_HAS("value=\"Ada Vik\"", d->body);
	CHECK_HAS_NOT("Ada Moe", d->body);
}

TEST(whoever_would_leave_clients_behind_is_asked_back)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *ada = path_of(d, "/people/", w->a.staff[WORLD_THERAPIST], "");
	struct at_person_view view;

	CHECK_INT(303, door_post(d, path_of(d, "/people/", w->a.staff[WORLD_SUPERVISOR], ""),
	    path_of(d, "do=end-supervision&therapist=", w->a.staff[WORLD_THERAPIST], "")));
	CHECK_INT(303, door_post(d, ada, "do=give&role=researcher&site="));
	CHECK_INT(200, door_post(d, ada, "do=take&role=therapist&site="));
	CHECK_HAS("no therapist any more?", d->body);
	CHECK_HAS("2 clients have them as therapist", d->body);
	CHECK_HAS("name=\"role\" value=\"therapist\"", d->body);
	CHECK_INT(303, door_post(d, ada, "do=take&role=researcher&site="));
	CHECK_INT(303, door_post(d, ada, "do=give&role=researcher&site="));
	CHECK_INT(303, door_post(d, ada, "do=take-yes&role=therapist&site="));
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_person_view(w->call, w->a.staff[WORLD_THERAPIST], &view));
	CHECK_INT(0, (view.staff.subjects & AT_THERAPIST) != 0);
}

TEST(cover_is_put_in_order_and_typed_lines_stay)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *path = path_of(d, "/sites/", w->a.main, "/cover");
	const char *vera = path_of(d, "", w->a.staff[WORLD_COVER], "");
	struct at_cover_view view;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_cover_view(w->call, w->a.main, &view));
	CHECK_INT(400, door_post(d, path, at_printf(w->call->arena, "do=cover&mark=%s&who-0=%s"
	    "&first-0=0&last-0=4&from-0=7.30&to-0=16:00", view.mark, vera)));
	CHECK_HAS("value=\"7.30\"", d->body);
	CHECK_INT(303, door_post(d, path, at_printf(w->call->arena, "do=up-1&mark=%s&who-0=%s"
	    "&first-0=0&last-0=4&from-0=07:30&to-0=16:00&who-1=%s&first-1=always&last-1=0",
	    view.mark, vera, vera)));
	CHECK_OK(w->s, at_action_cover_view(w->call, w->a.main, &view));
	CHECK_INT(2, view.n_lines);
	CHECK(view.lines[0].always && !view.lines[1].always);
	CHECK_INT(409, door_post(d, path, "do=cover&mark=old&who-0="));
	CHECK_HAS("Somebody changed this meanwhile", d->body);
}

/* A rota of many people: none of it is lost when one line is changed. */
TEST(a_long_rota_is_kept_whole)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *vera = path_of(d, "", w->a.staff[WORLD_COVER], "");
	struct at_buffer body = at_buffer_init(w->call->arena);
	struct at_cover_view view;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_cover_view(w->call, w->a.main, &view));
	at_buffer_printf(&body, "do=cover&mark=%s", view.mark);
	for (int i = 0; i < 55; i++)
		at_buffer_printf(&body, "&who-%d=%s&first-%d=%d&last-%d=%d&from-%d=08:%02d"
		    "&to-%d=09:00", i, vera, i, i % 7, i, i % 7, i, i, i);
	CHECK_INT(303, door_post(d, path_of(d, "/sites/", w->a.main, "/cover"),
	    at_buffer_string(&body)));
	CHECK_INT(55, world_count(w, "SELECT count(*) FROM cover WHERE site = $1", w->a.main));
	CHECK_OK(w->s, at_action_cover_view(w->call, w->a.main, &view));
	CHECK_INT(400, door_post(d, path_of(d, "/sites/", w->a.main, "/cover"), at_printf(
	    w->call->arena, "do=cover&mark=%s&who-0=nobody&first-0=always", view.mark)));
	CHECK_HAS("There is no such person", d->body);
}

TEST(an_address_of_no_site_is_no_new_site_and_not_the_whole_clinic)
{
	struct door *d = begin(state_);

	CHECK_INT(404, door_get(d, "/sites/nowhere"));
	CHECK_INT(404, door_post(d, "/sites/nowhere", "do=save&handle=nowhere&name=Nowhere"
	    "&zone=Europe/Oslo&lang=en&escalate=1h&escalate_high=1h"));
	CHECK_INT(404, door_get(d, "/plan?site=nowhere"));
	CHECK_INT(404, door_get(d, "/texts?site=nowhere"));
}

/* Whoever looked before somebody else changed it. */
TEST(on_every_page_the_late_one_is_told)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *ada = path_of(d, "/people/", w->a.staff[WORLD_THERAPIST], "");
	const struct { const char *path, *body; } late[] = {
		{ ada, "do=rename&version=0&name=Ada+Lie" },
		{ path_of(d, "/sites/", w->a.main, ""), "do=save&mark=old&name=Main" },
		{ path_of(d, "/sites/", w->a.main, "/cover"), "do=contact&mark=old&outside=Ombud" },
		{ "/texts", "do=save&mark=old&clinic_phone=1" },
		{ "/texts/session/intro?in=nb", "do=save&had=1&before=Hallo&text=Hei" },
	};

	for (size_t i = 0; i < AT_COUNT(late); i++) {
		if (door_post(d, late[i].path, late[i].body) != 409)
			fail_msg("%s took what was late", late[i].path);
		CHECK_HAS("Somebody changed this meanwhile", d->body);
	}
	CHECK_INT(400, door_post(d, ada, "do=give&role=lead&site=nowhere"));
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM staff_role WHERE staff = $1 AND"
	    " role = 'lead'", w->a.staff[WORLD_THERAPIST]));
}

/* As attune init leaves it without a file: somebody has to begin somewhere. */
TEST(a_clinic_without_a_site_has_its_pages)
{
	static const char *const pages[] = { "/account", "/people", "/sites", "/health", "/log",
		"/clinic", "/texts" };
	struct door *d = begin(state_);

	world_script(d->w, "DELETE FROM site");
	for (size_t i = 0; i < AT_COUNT(pages); i++)
		CHECK_INT(200, door_get(d, pages[i]));
	CHECK_INT(200, door_get(d, "/sites/new"));
	CHECK_HAS("value=\"08:00-16:00\"", d->body);
	CHECK_INT(400, door_post(d, "/sites/new", "do=save&handle=first&name=First&zone=&lang=nb"
	    "&mon=08:00-16:00&escalate=4+h&escalate_high=1+h"));
	CHECK_HAS("is no time zone", d->body);
	CHECK_INT(303, door_post(d, "/sites/new", "do=save&handle=first&name=First"
	    "&zone=Europe/Oslo&lang=nb&mon=08:00-16:00&escalate=4+h&escalate_high=1+h"));
	CHECK_INT(200, door_get(d, "/sites"));
	CHECK_HAS("First", d->body);
}

TEST(a_job_is_asked_for_and_cancelled)
{
	struct door *d = begin(state_);
	struct world *w = d->w;

	CHECK_INT(200, door_get(d, "/health"));
	CHECK_HAS("None yet.", d->body);
	CHECK_INT(303, door_post(d, "/health", "do=course"));
	CHECK_INT(200, door_get(d, "/health"));
	CHECK_HAS(">waits<", d->body);
	CHECK_INT(303, door_post(d, "/health", at_printf(w->call->arena, "do=cancel&job=%s",
	    path_of(d, "", world_count(w, "SELECT id FROM job WHERE org = $1", w->a.org), ""))));
	CHECK_INT(200, door_get(d, "/health"));
	CHECK_HAS("cancelled", d->body);
	CHECK_HAS_NOT(">waits<", d->body);
}

TEST(whoever_will_be_asked_for_a_second_factor_is_named_first)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *mark = at_printf(w->call->arena, "&mark=%s", rules_mark(w));

	CHECK_INT(200, door_get(d, "/clinic"));
	CHECK_HAS("wanted of nobody", d->body);
	CHECK_INT(409, door_post(d, "/clinic/rules", at_printf(w->call->arena,
	    "do=factor&wanted=&wanted=administrator%s", mark)));
	CHECK_HAS("Set up your own first", d->body);
	CHECK_HAS("value=\"administrator\" checked", d->body);
	CHECK_INT(200, door_post(d, "/clinic/rules", at_printf(w->call->arena,
	    "do=factor&wanted=&wanted=lead&wanted=privacy%s", mark)));
	CHECK_HAS("Ask 2 people for a second factor?", d->body);
	CHECK_HAS("name=\"wanted\" value=\"privacy\"", d->body);
	CHECK_INT(200, door_get(d, "/clinic"));
	CHECK_HAS("wanted of nobody", d->body);
	CHECK_INT(303, door_post(d, "/clinic/rules", at_printf(w->call->arena,
	    "do=factor-yes&wanted=lead&wanted=privacy%s", mark)));
	CHECK_INT(200, door_get(d, "/clinic"));
	CHECK_HAS("Clinic lead · Privacy officer", d->body);
	CHECK_INT(303, door_post(d, "/clinic/rules", at_printf(w->call->arena,
	    "do=factor&wanted=&mark=%s", rules_mark(w))));
	CHECK_INT(409, door_post(d, "/clinic/rules", at_printf(w->call->arena,
	    "do=name&name=Elsewhere%s", "&mark=old")));
	CHECK_HAS("value=\"Elsewhere\"", d->body);
	CHECK_INT(400, door_post(d, "/clinic/rules", "do=fly"));
}

TEST(failed_sign_ins_are_shown_and_somebody_is_let_try_again)
{
	struct door *d = begin(state_);
	struct world *w = d->w;
	const char *ada = path_of(d, "person=", w->a.staff[WORLD_THERAPIST], "");

	CHECK_INT(200, door_get(d, "/people"));
	CHECK_HAS("href=\"/sign-ins\"", d->body);
	CHECK_INT(200, door_get(d, "/sign-ins"));
	CHECK_HAS("Nobody has to wait.", d->body);
	for (int i = 0; i < 4; i++)
		CHECK_INT(403, door_post(d, "/sign-in", "login=ada&password=hunter2"));
	CHECK_INT(403, door_post(d, "/sign-in", "login=hunter2&password=ada"));
	golden(d, "/sign-ins", "sign-ins");
	CHECK_HAS("next try in 1 second<", d->body);
	CHECK_HAS("4 tries within the hour", d->body);
	CHECK_HAS("A name that nobody has", d->body);
	CHECK_HAS_NOT("hunter2", d->body);
	CHECK_INT(303, door_post(d, "/sign-ins", at_printf(w->call->arena, "do=let&%s", ada)));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("They can try again at once", d->body);
	CHECK_HAS("Nobody has to wait.", d->body);
	CHECK_INT(400, door_get(d, "/sign-ins?before=x"));
	CHECK_INT(200, door_get(d, "/log?kind=sign-in"));
	CHECK_HAS("took away: count of failed sign-ins", d->body);
}

/* The addresses of the links between two marks, in one line. */
static const char *
links(struct door *d, const char *begin, const char *end)
{
	static const char href[] = "<a href=\"";
	const char *at = strstr(d->body, begin), *line = "";
	const char *stop = at == NULL ? NULL : strstr(at, end);

	while (at != NULL && (at = strstr(at, href)) != NULL && at < stop) {
		at += sizeof href - 1;
		line = at_printf(d->w->call->arena, "%s%.*s ", line, (int)strcspn(at, "\""), at);
	}
	return line;
}

static void
all_open(struct door *d, const char *line)
{
	for (const char *at = line; *at != '\0'; at += strcspn(at, " ") + 1)
		CHECK_INT(200, door_get(d, at_strndup(d->w->call->arena, at, strcspn(at, " "))));
}

TEST(the_way_leads_to_what_one_may_open_and_to_nothing_else)
{
	static const struct { const char *handle, *links; } people[] = {
		{ "ada", "/today /clients /account " }, { "tor", "/today /clients /account " },
		{ "sol", "/today /clients /account " }, { "kai", "/said /account " },
		{ "vera", "/today /account " }, { "lea", "/account " }, { "rik", "/account " },
		{ "adi", "/clinic /account " }, { "per", "/privacy /account " },
	};
	struct door *d = begin(state_);

	for (size_t i = 0; i < AT_COUNT(people); i++) {
		door_forget(d);
		door_sign_in(d, &d->w->a, people[i].handle);
		CHECK_INT(200, door_get(d, "/account"));
		CHECK_TEXT(people[i].links, links(d, "<nav", "</nav>"));
		all_open(d, people[i].links);
		CHECK_INT(303, door_get(d, "/"));
		CHECK_TEXT(at_strndup(d->w->call->arena, people[i].links,
		    strcspn(people[i].links, " ")), d->location);
	}
}

TEST(the_area_is_the_administrator_s)
{
	struct door *d = begin(state_);
	const char *area;

	CHECK_INT(200, door_get(d, "/clinic"));
	area = links(d, "class=\"area\"", "</nav>");
	CHECK_HAS("/clinic /people /sites /texts /plan /instruments /health ", area);
	CHECK_HAS("/log ", area);
	all_open(d, area);
	door_forget(d);
	door_sign_in(d, &d->w->a, "per");
	CHECK_INT(200, door_get(d, "/log"));
	CHECK_TEXT("/privacy /log ", links(d, "class=\"area\"", "</nav>"));
}

RUN_ALL(
    RUN_BOTH(the_pages_are_as_agreed),
    RUN_BOTH(somebody_new_gets_a_link_that_is_shown_once),
    RUN_BOTH(an_account_is_closed_once_it_was_said_what_that_means),
    RUN_SQLITE(what_is_not_there_is_said_in_the_language_of_who_asks),
    RUN_SQLITE(whoever_was_signed_out_with_a_page_open_is_led_back),
    RUN_BOTH(the_log_says_whose_account_was_changed),
    RUN_SQLITE(a_name_that_somebody_else_changed_is_shown_as_it_is_now),
    RUN_BOTH(whoever_would_leave_clients_behind_is_asked_back),
    RUN_BOTH(cover_is_put_in_order_and_typed_lines_stay),
    RUN_SQLITE(a_long_rota_is_kept_whole),
    RUN_SQLITE(an_address_of_no_site_is_no_new_site_and_not_the_whole_clinic),
    RUN_SQLITE(on_every_page_the_late_one_is_told),
    RUN_SQLITE(a_clinic_without_a_site_has_its_pages),
    RUN_BOTH(a_job_is_asked_for_and_cancelled),
    RUN_BOTH(whoever_will_be_asked_for_a_second_factor_is_named_first),
    RUN_BOTH(failed_sign_ins_are_shown_and_somebody_is_let_try_again),
    RUN_BOTH(the_way_leads_to_what_one_may_open_and_to_nothing_else),
    RUN_BOTH(the_area_is_the_administrator_s),
)
