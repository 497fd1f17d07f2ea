/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flags: found once, from what the therapist may see, kept with their numbers, and answered
 * by a person. */
#include "action/together.h"
#include "action/worth.h"
#include "base/buffer.h"
#include "support/world.h"

static const char *
all(struct world *w, int code)
{
	return at_printf(w->s->arena, "ease=%d understood=%d worth=%d real=%d bond=%d share=%d"
	    " goal=%d way=%d step=%d", code, code, code, code, code, code, code, code, code);
}

/* Both sides of session `number`, which began on `day` at 8:30; "" leaves one out. */
static void
hold(struct world *w, at_id client, int number, const char *day, const char *client_says,
    const char *therapist_says)
{
	struct world_browser phone = world_browser(1), desk = world_browser(2);
	struct world_link link;

	world_clock(w, at_printf(w->s->arena, "%s 09:45", day));
	world_add_session(w, &w->a, client, at_printf(w->s->arena, "%s 08:30", day), 60,
	    "attended");
	link = world_link(w, &w->a, client, "session", NULL, number);
	if (client_says[0] != '\0')
		world_send(w, &link, &phone, client_says);
	link = world_link(w, &w->a, client, "session", "therapist", number);
	world_as(w, &w->a, WORLD_THERAPIST);
	if (therapist_says[0] != '\0')
		world_send(w, &link, &desk, therapist_says);
}

/* "drop strain?": the rules whose flags `role` sees, in order of finding; a question mark
 * where no more is told than that something was said, "-" for none, "!" when denied. */
static const char *
flags_seen(struct world *w, at_id client, enum world_role role, struct at_flag_views *views)
{
	struct at_buffer out = at_buffer_init(w->s->arena);
	struct at_history h;
	struct at_kept_flag *flags;
	int n;

	world_as(w, &w->a, role);
	if (at_history_open(w->call, client, AT_RES_CLIENT, AT_VIEW, &h) != AT_OK) {
		world_clear(w);
		return "!";
	}
	CHECK_OK(w->s, at_history_read(w->call, &h));
	CHECK_OK(w->s, at_worth_judge(w->call, &h, &flags, &n));
	CHECK_OK(w->s, at_worth_views(w->call, &h, flags, n, views));
	for (int i = 0; i < views->n_views; i++)
		at_buffer_printf(&out, "%s%s%s", i > 0 ? " " : "", views->views[i].rule->id,
		    views->views[i].unsaid ? "?" : "");
	return views->n_views == 0 ? "-" : at_buffer_string(&out);
}

static at_id
somebody(struct world *w)
{
	world_clock(w, "2026-11-02 08:00");
	return world_add_client(w, &w->a, "Somebody");
}

TEST(a_drop_is_found_when_the_seal_is_lifted_and_not_before)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = somebody(w);
	struct at_flag_views views;

	hold(w, client, 1, "2026-11-03", all(w, 6), all(w, 5));
	hold(w, client, 2, "2026-11-10", all(w, 6), all(w, 5));
	hold(w, client, 3, "2026-11-17", all(w, 5), "");
	CHECK_TEXT("-", flags_seen(w, client, WORLD_THERAPIST, &views));
	world_clock(w, "2026-11-18 15:59");
	CHECK_TEXT("-", flags_seen(w, client, WORLD_THERAPIST, &views));
	world_clock(w, "2026-11-18 16:00");
	CHECK_TEXT("drop", flags_seen(w, client, WORLD_THERAPIST, &views));
	CHECK_NEAR(5, at_worth_input(&views.views[0].worth, "value"), 1e-12);
	CHECK_NEAR(6, at_worth_input(&views.views[0].worth, "baseline"), 1e-12);
	CHECK_NEAR(1, at_worth_input(&views.views[0].worth, "step"), 1e-12);
	CHECK_INT(3, views.views[0].session);
	CHECK(views.views[0].open);
}

TEST(a_flag_is_found_once_however_often_one_looks)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = somebody(w);
	struct at_flag_views views;

	hold(w, client, 1, "2026-11-03", all(w, 6), all(w, 5));
	hold(w, client, 2, "2026-11-10", all(w, 6), all(w, 5));
	hold(w, client, 3, "2026-11-17", all(w, 4),
	    at_printf(w->s->arena, "%s strain=none", all(w, 5)));
	for (int i = 0; i < 3; i++)
		CHECK_TEXT("drop unnoticed", flags_seen(w, client, WORLD_THERAPIST, &views));
	CHECK_INT(2, world_count(w, "SELECT count(*) FROM flag WHERE client = $1", client));
	hold(w, client, 4, "2026-11-24", all(w, 6), all(w, 6));
	CHECK_TEXT("drop unnoticed", flags_seen(w, client, WORLD_THERAPIST, &views));
}

TEST(what_was_said_waits_for_the_own_card_but_not_for_ever)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = somebody(w), other = world_add_client(w, &w->a, "Somebody else");
	const char *said = at_printf(w->s->arena, "%s strain=small about=goal wish=you", all(w, 6));
	struct world_browser desk = world_browser(2);
	struct world_link own;
	struct at_flag_views views;

	hold(w, client, 1, "2026-11-03", said, "");
	CHECK_TEXT("strain?", flags_seen(w, client, WORLD_THERAPIST, &views));
	own = world_link(w, &w->a, client, "session", "therapist", 1);
	world_as(w, &w->a, WORLD_THERAPIST);
	world_send(w, &own, &desk, at_printf(w->s->arena, "%s strain=none", all(w, 5)));
	CHECK_TEXT("strain unnoticed", flags_seen(w, client, WORLD_THERAPIST, &views));

	hold(w, other, 1, "2026-11-03", said, "");
	CHECK_TEXT("strain?", flags_seen(w, other, WORLD_THERAPIST, &views));
	world_clock(w, "2026-11-04 16:00");
	CHECK_TEXT("strain", flags_seen(w, other, WORLD_THERAPIST, &views));
}

TEST(what_goes_to_somebody_else_or_to_the_numbers_raises_no_flag)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = somebody(w);
	struct at_flag_views views;

	hold(w, client, 1, "2026-11-03", at_printf(w->s->arena,
	    "%s strain=clear about=who wish=other", all(w, 6)), all(w, 6));
	hold(w, client, 2, "2026-11-10", at_printf(w->s->arena, "%s ratings=numbers", all(w, 1)),
	    all(w, 6));
	world_clock(w, "2026-11-16 10:00");
	CHECK_TEXT("-", flags_seen(w, client, WORLD_THERAPIST, &views));
}

TEST(a_flag_is_the_therapist_s_until_it_is_released)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = somebody(w);
	struct at_flag_views views;

	hold(w, client, 1, "2026-11-03", at_printf(w->s->arena, "%s strain=small", all(w, 6)),
	    all(w, 6));
	CHECK_TEXT("-", flags_seen(w, client, WORLD_SUPERVISOR, &views));
	CHECK_TEXT("!", flags_seen(w, client, WORLD_OTHER, &views));
	CHECK_TEXT("!", flags_seen(w, client, WORLD_LEAD, &views));
	world_as(w, &w->a, WORLD_SUPERVISOR);
	CHECK_INT(AT_DENIED, at_action_release(w->call, client, "flags", true));
	world_clear(w);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_INVALID, at_action_release(w->call, client, "everything", true));
	world_clear(w);
	CHECK_OK(w->s, at_action_release(w->call, client, "flags", true));
	CHECK_TEXT("strain", flags_seen(w, client, WORLD_SUPERVISOR, &views));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_release(w->call, client, "flags", false));
	CHECK_TEXT("-", flags_seen(w, client, WORLD_SUPERVISOR, &views));
}

TEST(a_flag_is_set_aside_with_a_reason_or_discussed_and_can_be_taken_back)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = somebody(w), flag;
	struct at_flag_views views;

	hold(w, client, 1, "2026-11-03", at_printf(w->s->arena, "%s strain=small", all(w, 6)),
	    all(w, 6));
	flags_seen(w, client, WORLD_THERAPIST, &views);
	flag = views.views[0].flag.id;
	CHECK_INT(AT_INVALID, at_action_flag_handle(w->call, flag, "aside", " "));
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_flag_handle(w->call, flag, "gone", "because"));
	world_clear(w);
	CHECK_OK(w->s, at_action_flag_handle(w->call, flag, "aside", "It was the tram."));
	flags_seen(w, client, WORLD_THERAPIST, &views);
	CHECK(!views.views[0].open);
	CHECK_TEXT("It was the tram.", views.views[0].reason);
	CHECK_TEXT("aside", views.views[0].flag.how);
	CHECK_OK(w->s, at_action_flag_handle(w->call, flag, "open", ""));
	flags_seen(w, client, WORLD_THERAPIST, &views);
	CHECK(views.views[0].open);
	CHECK_OK(w->s, at_action_flag_handle(w->call, flag, "discussed", ""));
	flags_seen(w, client, WORLD_THERAPIST, &views);
	CHECK_TEXT("discussed", views.views[0].flag.how);
	CHECK_INT(3, world_count(w, "SELECT count(*) FROM flag_handled WHERE flag = $1", flag));
	world_as(w, &w->a, WORLD_OTHER);
	CHECK_INT(AT_DENIED, at_action_flag_handle(w->call, flag, "discussed", ""));
	world_clear(w);
	world_as(w, &w->b, WORLD_THERAPIST);
	CHECK_INT(AT_NOT_FOUND, at_action_flag_handle(w->call, flag, "discussed", ""));
	world_clear(w);
}

RUN_ALL(
    RUN_BOTH(a_drop_is_found_when_the_seal_is_lifted_and_not_before),
    RUN_BOTH(a_flag_is_found_once_however_often_one_looks),
    RUN_BOTH(what_was_said_waits_for_the_own_card_but_not_for_ever),
    RUN_BOTH(what_goes_to_somebody_else_or_to_the_numbers_raises_no_flag),
    RUN_BOTH(a_flag_is_the_therapist_s_until_it_is_released),
    RUN_BOTH(a_flag_is_set_aside_with_a_reason_or_discussed_and_can_be_taken_back),
)
