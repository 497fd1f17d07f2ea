/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What probes and collectors are told, and who is not. */
#include "check.h"
#include "store/backup_made.h"
#include "store/store.h"
#include "support/door.h"
#include "web/meter.h"

/* As that peer, perhaps passed on by a proxy. */
static int
ask(struct door *d, const char *path, const char *peer, bool forwarded)
{
	struct at_arena *arena = d->w->call->arena;
	struct at_response response = { .body = at_buffer_init(arena) };
	const struct at_request request = { .path = path, .peer = peer, .forwarded = forwarded };

	at_web_handle(&d->web, arena, &request, &response);
	d->body = at_buffer_string(&response.body);
	CHECK(response.n_cookies == 0 || response.status == 404);
	return response.status;
}

static struct door *
begin(void **state, struct at_web_meter *meter)
{
	struct door *d = door_open(world_open(support_begin(state), true));

	*meter = (struct at_web_meter){ .started = 1000 };
	d->web.meter = meter;
	return d;
}

TEST(collectors_near_are_told)
{
	static struct at_web_meter meter;
	struct door *d = begin(state_, &meter);

	CHECK_INT(200, ask(d, "/metrics", "127.0.0.1", false));
	CHECK_HAS("\nattune_start_time_seconds 1\n", d->body);
	CHECK_HAS("\nattune_database_up 1\n", d->body);
	CHECK_HAS("\nattune_alerts_open{age=\"hour\"} 0\n", d->body);
	CHECK_INT(200, ask(d, "/metrics", "::1", false));
	CHECK_INT(404, ask(d, "/metrics", "127.0.0.1", true));
	CHECK_INT(404, ask(d, "/metrics", "10.0.0.1", false));
	d->web.metrics_apart = true;
	CHECK_INT(404, ask(d, "/metrics", "127.0.0.1", false));
	d->web.only_probes = true;
	CHECK_INT(200, ask(d, "/metrics", "10.0.0.1", false));
	CHECK_INT(200, ask(d, "/healthz", "10.0.0.1", false));
	CHECK_INT(404, ask(d, "/sign-in", "10.0.0.1", false));
}

TEST(the_age_of_the_newest_backup_is_told)
{
	static struct at_web_meter meter;
	struct door *d = begin(state_, &meter);
	const struct at_backup_made made = { .org = d->w->a.org, .id = 1, .kind = "hand",
		.path = "/backup", .at = d->w->call->now - 90 * AT_SECOND, .heads = "",
		.problem = "" };
	struct at_db *db = support_db(d->w->s);

	CHECK_INT(200, ask(d, "/metrics", "127.0.0.1", false));
	CHECK_HAS_NOT("attune_backup_age_seconds", d->body);
	CHECK_OK(d->w->s, at_backup_made_insert(db, &made, &d->w->s->err));
	at_db_close(db);
	CHECK_INT(200, ask(d, "/metrics", "127.0.0.1", false));
	CHECK_HAS("\nattune_backup_age_seconds 90\n", d->body);
}

TEST(an_open_alert_is_counted_by_its_age)
{
	static struct at_web_meter meter;
	struct door *d = begin(state_, &meter);
	struct world *w = d->w;
	struct world_browser browser = world_browser(1);
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", "client", 0);

	world_send(w, &link, &browser, "9=2");
	CHECK_INT(200, ask(d, "/metrics", "127.0.0.1", false));
	CHECK_HAS("{age=\"hour\"} 1\n", strstr(d->body, "attune_alerts_open"));
	w->call->now += 2 * AT_HOUR;
	CHECK_INT(200, ask(d, "/metrics", "127.0.0.1", false));
	CHECK_HAS("{age=\"hour\"} 0\nattune_alerts_open{age=\"day\"} 1\n", d->body);
	w->call->now += AT_DAY;
	CHECK_INT(200, ask(d, "/metrics", "127.0.0.1", false));
	CHECK_HAS("{age=\"day\"} 0\nattune_alerts_open{age=\"older\"} 1\n", d->body);
}

TEST(requests_are_counted_by_class_and_status)
{
	static struct at_web_meter meter;
	struct door *d = begin(state_, &meter);

	CHECK_INT(200, door_get(d, "/sign-in"));
	CHECK_INT(404, door_get(d, "/no/such/page"));
	CHECK_INT(303, door_get(d, "/today"));
	CHECK_INT(403, door_post(d, "/sign-in", "login=ada&password=wrong+all+over"));
	CHECK_INT(200, ask(d, "/metrics", "127.0.0.1", false));
	CHECK_HAS("{class=\"door\",code=\"200\"} 1\n", d->body);
	CHECK_HAS("{class=\"door\",code=\"403\"} 1\n", d->body);
	CHECK_HAS("{class=\"staff\",code=\"303\"} 1\n", d->body);
	CHECK_HAS("{class=\"nowhere\",code=\"404\"} 1\n", d->body);
	CHECK_HAS("attune_sign_ins_refused_total{door=\"staff\"} 1\n", d->body);
}

TEST(a_queue_that_stands_still_is_noticed)
{
	static struct at_web_meter meter;
	struct door *d = begin(state_, &meter);

	CHECK_INT(200, ask(d, "/readyz", "10.0.0.1", false));
	atomic_store(&meter.queue_beat, d->w->call->now - 14 * AT_MINUTE);
	CHECK_INT(200, ask(d, "/readyz", "10.0.0.1", false));
	atomic_store(&meter.queue_beat, d->w->call->now - 16 * AT_MINUTE);
	CHECK_INT(503, ask(d, "/readyz", "10.0.0.1", false));
	CHECK_HAS("queue", d->body);
	CHECK_INT(200, ask(d, "/healthz", "10.0.0.1", false));
}

TEST(a_newer_programs_database_takes_no_answer)
{
	static struct at_web_meter meter;
	struct door *d = begin(state_, &meter);

	world_script(d->w, "INSERT INTO schema_version (version, name, checksum, program,"
	    " from_version, at) SELECT version + 1, name, checksum, program, from_version, at"
	    " FROM schema_version ORDER BY version DESC LIMIT 1");
	CHECK_INT(503, ask(d, "/readyz", "127.0.0.1", false));
	CHECK_HAS("database", d->body);
}

RUN_ALL(
    RUN_SQLITE(collectors_near_are_told),
    RUN_SQLITE(the_age_of_the_newest_backup_is_told),
    RUN_BOTH(an_open_alert_is_counted_by_its_age),
    RUN_SQLITE(requests_are_counted_by_class_and_status),
    RUN_SQLITE(a_queue_that_stands_still_is_noticed),
    RUN_BOTH(a_newer_programs_database_takes_no_answer),
)
