/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/macros.h"
#include "web/agent.h"

struct mark {
	const char *mark, *name;
};

/* Most call themselves by the names of others as well: the one that says most is first. */
static const struct mark browsers[] = {
	{ "Edg/", "Edge" }, { "EdgA/", "Edge" }, { "EdgiOS/", "Edge" }, { "OPR/", "Opera" },
	{ "SamsungBrowser/", "Samsung Internet" }, { "Firefox/", "Firefox" },
	{ "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" }, { "Chrome/", "Chrome" },
	{ "Safari/", "Safari" },
};

static const struct mark systems[] = {
	{ "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" },
	{ "Windows", "Windows" }, { "Macintosh", "Mac" }, { "CrOS", "ChromeOS" },
	{ "Linux", "Linux" },
};

static const char *
find(const struct mark *marks, size_t n, const char *agent)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(agent, marks[i].mark) != NULL)
			return marks[i].name;
	return "";
}

const char *
at_agent_name(struct at_arena *arena, const char *agent)
{
	const char *browser, *system;

	if (agent == NULL)
		return "";
	browser = find(browsers, AT_COUNT(browsers), agent);
	system = find(systems, AT_COUNT(systems), agent);
	return at_printf(arena, "%s%s%s", browser,
	    browser[0] != '\0' && system[0] != '\0' ? ", " : "", system);
}
