/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The privacy officer's pages: one record on its way, and the access log. */
#include "check.h"
#include "store/backup_made.h"
#include "support/door.h"
#include "support/golden.h"

static void
golden(struct door *d, int status, int got, const char *name)
{
	CHECK_INT(status, got);
	golden_check(at_printf(d->w->call->arena, "web/%s.html", name), d->body);
}

struct scene {
	struct world *w;
	struct door *d;
	const char *number, *path;
};

static struct scene
scene_open(void **state)
{
	struct scene s = { .w = world_open(support_begin(state), false) };
	char id[AT_ID_ROOM];

	world_add_session(s.w, &s.w->a, s.w->a.client, "2026-11-24 09:00", 50, "attended");
	world_link(s.w, &s.w->a, s.w->a.client, "session", "client", 1);
	s.d = door_open(s.w);
	at_id_format(s.w->a.client, id);
	s.number = at_strdup(s.w->s->arena, id);
	s.path = at_printf(s.w->s->arena, "/privacy/%s", id);
	door_sign_in(s.d, &s.w->a, "per");
	return s;
}

static const char *
path(struct scene *s, const char *act)
{
	return at_printf(s->w->s->arena, "%s/%s", s->path, act);
}

/* The act with the number typed. */
static int
act(struct scene *s, const char *key, const char *fields)
{
	return door_post(s->d, path(s, key), at_printf(s->w->s->arena, "number=%s&%s", s->number,
	    fields));
}

static void
add_backup(struct world *w)
{
	const struct at_backup_made made = { .org = w->a.org, .id = 1, .kind = "nightly",
		.path = "/backup/monday", .at = w->call->now, .heads = "", .problem = "",
		.with_key = true };
	struct at_db *db = support_db(w->s);

	CHECK_OK(w->s, at_backup_made_insert(db, &made, &w->s->err));
	at_db_close(db);
}

TEST(a_record_is_held_and_let_go)
{
	struct scene s = scene_open(state_);
	struct door *d = s.d;

	golden(d, 200, door_get(d, "/privacy"), "privacy-none");
	CHECK_INT(400, door_get(d, "/privacy?client=Kari"));
	CHECK_INT(303, door_get(d, at_printf(s.w->s->arena, "/privacy?client=%s", s.number)));
	CHECK_TEXT(s.path, d->location);
	golden(d, 200, door_get(d, s.path), "record");
	golden(d, 200, door_get(d, path(&s, "hold")), "record-hold");
	CHECK_INT(400, door_post(d, path(&s, "hold"), "reason=law&until=2030-12-31"));
	CHECK_HAS("not the number of this client", d->body);
	CHECK_HAS("2030-12-31", d->body);       /* what was typed is still there */
	CHECK_INT(400, act(&s, "hold", "reason=+&until=2030-12-31"));
	CHECK_INT(400, act(&s, "hold", "reason=law&until=2020-12-31"));
	CHECK_INT(303, act(&s, "hold", "reason=law&until=2030-12-31"));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("until 31 December 2030: law", d->body);
	CHECK_HAS_NOT("/erase\"", d->body);
	golden(d, 409, door_get(d, path(&s, "erase")), "record-held");
	CHECK_INT(409, act(&s, "erase", ""));
	CHECK_INT(409, door_get(d, path(&s, "lift-restriction")));
	CHECK_INT(404, door_get(d, path(&s, "forget")));
	CHECK_INT(303, act(&s, "lift-hold", ""));
	CHECK_INT(200, door_get(d, path(&s, "erase")));
}

TEST(a_restricted_record_says_so_and_nothing_else)
{
	struct scene s = scene_open(state_);
	struct door *d = s.d;

	CHECK_INT(303, act(&s, "restrict", "reason=contested"));
	golden(d, 200, door_get(d, "/privacy"), "privacy");
	door_forget(d);
	door_sign_in(d, &s.w->a, "ada");
	CHECK_INT(403, door_get(d, at_printf(s.w->s->arena, "/clients/%s", s.number)));
	CHECK_HAS("is restricted: it is kept", d->body);
	CHECK_HAS_NOT("Chris", d->body);
	CHECK_INT(200, door_get(d, "/clients"));
	CHECK_HAS_NOT("Chris", d->body);
	door_forget(d);
	door_sign_in(d, &s.w->a, "per");
	CHECK_INT(303, act(&s, "lift-restriction", ""));
}

TEST(a_client_is_erased_and_where_copies_are_is_said)
{
	struct scene s = scene_open(state_);
	struct door *d = s.d;

	add_backup(s.w);
	golden(d, 200, door_get(d, path(&s, "erase")), "record-erase");
	s.w->call->now += AT_MINUTE;
	CHECK_INT(303, act(&s, "erase", ""));
	golden(d, 200, door_get(d, d->location), "record-erased");
	CHECK_HAS_NOT("Chris", d->body);
	CHECK_HAS("/backup/monday", d->body);
	CHECK_INT(409, act(&s, "erase", ""));
	CHECK_INT(409, act(&s, "hold", "reason=late"));
	golden(d, 200, door_get(d, "/privacy"), "privacy-erased");
	golden(d, 200, door_get(d, at_printf(s.w->s->arena, "/log?client=%s", s.number)), "log");
	CHECK_HAS_NOT("Chris", d->body);
	CHECK_INT(400, door_get(d, "/log?from=then"));
	CHECK_HAS("A day is written as", d->body);
}

TEST(an_administrator_has_the_log_alone)
{
	struct scene s = scene_open(state_);
	struct door *d = s.d;

	door_forget(d);
	door_sign_in(d, &s.w->a, "adi");
	CHECK_INT(200, door_get(d, "/log?kind=therapy&who=0"));
	CHECK_HAS(s.number, d->body);
	CHECK_HAS_NOT("Chris", d->body);
	CHECK_HAS_NOT("href=\"/privacy\"", d->body);
	CHECK_INT(403, door_get(d, "/privacy"));
	CHECK_INT(403, door_get(d, s.path));
}

RUN_ALL(
    RUN_SQLITE(a_record_is_held_and_let_go),
    RUN_SQLITE(a_restricted_record_says_so_and_nothing_else),
    RUN_SQLITE(a_client_is_erased_and_where_copies_are_is_said),
    RUN_SQLITE(an_administrator_has_the_log_alone),
)
