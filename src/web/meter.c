/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/log.h"
#include "web/meter.h"
#include "web/visit.h"

enum class { FORM, OWN, STAFF, DOOR, ASSET, PROBE, NOWHERE };

const char *
at_web_class_name(int i)
{
	static const char *const names[AT_WEB_CLASSES] = { [FORM] = "form", [OWN] = "own",
		[STAFF] = "staff", [DOOR] = "door", [ASSET] = "asset", [PROBE] = "probe",
		[NOWHERE] = "nowhere" };

	return names[i];
}

static bool
begins(const char *pattern, const char *with)
{
	return strncmp(pattern, with, strlen(with)) == 0;
}

static enum class
class_of(const char *pattern, uint32_t subjects)
{
	static const struct { const char *begin; enum class class; } public[] = {
		{ "/m/", FORM }, { "/me/", OWN }, { "/assets/", ASSET }, { "/healthz", PROBE },
		{ "/readyz", PROBE }, { "/metrics", PROBE },
	};

	if (subjects == AT_LINK_HOLDER)
		return FORM;
	if (subjects == AT_OWN)
		return OWN;
	if (subjects == AT_STAFF)
		return STAFF;
	for (size_t i = 0; i < AT_COUNT(public); i++)
		if (begins(pattern, public[i].begin))
			return public[i].class;
	return DOOR;
}

/* Doors at which somebody may guess. */
static void
count_post(struct at_web_meter *meter, const char *pattern, int status, int64_t us)
{
	bool refused = status == 401 || status == 403 || status == 429;

	if (strcmp(pattern, "/f/:due") == 0)
		at_timing_add(&meter->submits, us);
	else if (refused && begins(pattern, "/sign-in"))
		atomic_fetch_add(&meter->refused_sign_ins, 1);
	else if (refused && strcmp(pattern, "/me/:token") == 0)
		atomic_fetch_add(&meter->refused_pins, 1);
}

void
at_web_count(struct at_visit *visit, int64_t us)
{
	struct at_web_meter *meter = visit->web->meter;
	bool post = visit->request->method == AT_POST;
	int status = visit->response->status;
	const char *pattern = "-";
	enum class class = NOWHERE;
	unsigned long long number;
	uint32_t subjects;

	if (meter == NULL)
		return;
	if (visit->has_route) {
		pattern = at_web_route(visit->match.row, &subjects)->pattern;
		class = class_of(pattern, subjects);
	}
	number = atomic_fetch_add(&meter->n_requests, 1) + 1;
	if (status < 0 || status >= AT_WEB_STATUSES)
		status = 0;
	atomic_fetch_add_explicit(&meter->requests[class][status], 1, memory_order_relaxed);
	if (post)
		count_post(meter, pattern, status, us);
	if (meter->log_requests && class != PROBE)
		at_log(AT_NOTICE, "web", "request number=%llu method=%s route=%s status=%d ms=%.1f",
		    number, post ? "POST" : "GET", pattern, status, (double)us / 1000);
}
