/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames of pages (visit.h): whoever is signed in is shown the way to what is theirs to
 * open, by the same table that lets them in. */
#include <string.h>

#include "base/words.h"
#include "guard/policy.h"
#include "web/visit.h"

struct place {
	const char *href, *text;
	enum at_resource shows;         /* under whatever relation */
};

static const struct place mains[] = {
	{ "/today", AT_TEXT("Today"), AT_RES_ALERT },
	{ "/clients", AT_TEXT("Clients"), AT_RES_CLIENT_LIST },
	{ "/said", AT_TEXT("Said to you"), AT_RES_SAID },
	{ "/clinic", AT_TEXT("Clinic"), AT_RES_SETTINGS },
	{ "/privacy", AT_TEXT("Privacy"), AT_RES_PRIVACY },
	{ "/account", AT_TEXT("Account"), AT_RES_OWN_LOGIN },
};

static const struct place of_clinic[] = {
	{ "/clinic", AT_TEXT("Overview"), AT_RES_SETTINGS },
	{ "/people", AT_TEXT("People"), AT_RES_SETTINGS },
	{ "/sites", AT_TEXT("Sites and cover"), AT_RES_SETTINGS },
	{ "/texts", AT_TEXT("Texts"), AT_RES_SETTINGS },
	{ "/plan", AT_TEXT("Plan"), AT_RES_SETTINGS },
	{ "/instruments", AT_TEXT("Instruments"), AT_RES_SETTINGS },
	{ "/health", AT_TEXT("Health"), AT_RES_UPKEEP },
	{ "/log", AT_TEXT("Access log"), AT_RES_AUDIT },
};

static bool
may_open(uint32_t subjects, const struct place *place)
{
	return at_policy_allows(subjects, UINT32_MAX, place->shows, AT_VIEW);
}

static const struct at_page_link *
links_to(struct at_visit *visit, const struct place *places, size_t n_places, const char *here,
    int *out_n)
{
	struct at_page_link *links = AT_NEW(visit->call.arena, struct at_page_link, n_places);

	*out_n = 0;
	for (size_t i = 0; i < n_places; i++)
		if (may_open(visit->who.subjects, &places[i]))
			links[(*out_n)++] = (struct at_page_link){ places[i].href,
				at_tr(&visit->call, places[i].text),
				strcmp(here, places[i].href) == 0 };
	return links;
}

const char *
at_page_first(uint32_t subjects)
{
	size_t i = 0;

	while (i + 1 < AT_COUNT(mains) && !may_open(subjects, &mains[i]))
		i++;
	return mains[i].href;
}

struct at_page
at_page_client_frame(struct at_visit *visit, const char *title)
{
	struct at_call *call = &visit->call;

	return (struct at_page){ .kind = AT_PAGE_CLIENT, .lang = at_words_lang(call->words),
		.dir = at_words_dir(call->words), .title = title, .heading = title,
		.skip = at_tr(call, "Skip to content"), .csrf = visit->csrf };
}

struct at_page
at_page_staff(struct at_visit *visit, const char *title, const char *here)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_client_frame(visit, title);

	page.nav = links_to(visit, mains, AT_COUNT(mains), here, &page.n_nav);
	if (visit->who.owes != 0)
		page.n_nav = 0;                 /* one thing comes first */
	page.kind = AT_PAGE_STAFF;
	page.home = "/";
	page.nav_label = at_tr(call, "Main");
	page.who = visit->who.name;
	page.sign_out = at_tr(call, "Sign out");
	page.sign_out_action = "/sign-out";
	return page;
}

struct at_page
at_page_clinic(struct at_visit *visit, const char *title, const char *here)
{
	struct at_page page = at_page_staff(visit, title, "/clinic");

	page.area = links_to(visit, of_clinic, AT_COUNT(of_clinic), here, &page.n_area);
	page.area_label = at_tr(&visit->call, "Clinic");
	return page;
}
