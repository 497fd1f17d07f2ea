/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What texts are filled with, and the clinic's own words: written where somebody says, read
 * as a client reads them, and given up again. */
#include <string.h>

#include "check.h"
#include "action/catalogue.h"
#include "action/clinic_file.h"
#include "action/planning.h"
#include "action/values.h"
#include "action/wording.h"
#include "base/buffer.h"
#include "support/world.h"

enum { VALUES = 13 };

static struct world *
begin(void **state)
{
	struct world *w = world_open(support_begin(state), false);

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	return w;
}

static struct at_values_view
view_of(struct world *w, at_id site, const char *lang)
{
	struct at_values_view view;

	CHECK_OK(w->s, at_action_values(w->call, site, lang, &view));
	return view;
}

static const struct at_value_line *
line_of(const struct at_values_view *view, const char *name)
{
	for (int i = 0; i < view->n_lines; i++)
		if (strcmp(view->lines[i].name, name) == 0)
			return &view->lines[i];
	fail_msg("no %s", name);
	return NULL;
}

static const char *
of_length(struct world *w, int n)
{
	return at_printf(w->s->arena, "%0*d", n, 0);
}

/* Everything as it is shown but one. */
static enum at_status
set(struct world *w, at_id site, const char *lang, const char *name, const char *value)
{
	struct at_values_view view = view_of(w, site, lang);
	const char *values[VALUES];

	CHECK_INT(VALUES, view.n_lines);
	for (int i = 0; i < VALUES; i++)
		values[i] = strcmp(view.lines[i].name, name) == 0 ? value : view.lines[i].own;
	return at_action_values_save(w->call, site, lang, view.mark, values);
}

TEST(a_value_holds_where_nothing_else_is_said)
{
	struct world *w = begin(state_);
	struct at_values_view view;

	CHECK_OK(w->s, set(w, 0, "", "clinic_hours", "weekdays"));
	CHECK_OK(w->s, set(w, 0, "nb", "clinic_hours", "hverdager"));
	view = view_of(w, w->a.sub, "nb");
	CHECK_TEXT("", line_of(&view, "clinic_hours")->own);
	CHECK_TEXT("hverdager", line_of(&view, "clinic_hours")->else_value);
	CHECK(line_of(&view, "clinic_hours")->else_where == NULL);
	CHECK_OK(w->s, set(w, w->a.main, "", "clinic_hours", "mornings"));
	view = view_of(w, w->a.sub, "");
	CHECK_TEXT("mornings", line_of(&view, "clinic_hours")->else_value);
	CHECK(line_of(&view, "clinic_hours")->else_where != NULL);
	/* A site's own hides everybody's in every language; the page does not show how. */
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM setting WHERE site = $1 AND"
	    " name = 'clinic_hours.nb' AND value = 'mornings'", w->a.main));
	view = view_of(w, w->a.main, "nb");
	CHECK_TEXT("", line_of(&view, "clinic_hours")->own);
	CHECK_TEXT("mornings", line_of(&view, "clinic_hours")->else_value);
	CHECK(line_of(&view, "clinic_hours")->other_lang);
	CHECK_OK(w->s, set(w, w->a.main, "", "clinic_hours", ""));
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM setting WHERE site = $1 AND"
	    " name LIKE 'clinic_hours%'", w->a.main));
}

static const char *
crisis_of(struct world *w, const struct at_values_view *view)
{
	struct at_buffer text = at_buffer_init(w->call->arena);

	for (int i = 0; i < view->crisis.n_lines; i++)
		at_buffer_printf(&text, "%s\n", view->crisis.lines[i].text);
	return at_buffer_string(&text);
}

TEST(the_preview_is_what_a_client_reads)
{
	struct world *w = begin(state_);
	struct at_values_view view;

	CHECK_OK(w->s, set(w, 0, "", "crisis_line_number", "555 123"));
	view = view_of(w, w->a.main, "en");
	CHECK_INT(0, view.n_missing);
	CHECK_HAS("555 123", crisis_of(w, &view));
	CHECK_OK(w->s, set(w, 0, "", "crisis_line_number", ""));
	view = view_of(w, w->a.main, "en");
	CHECK_INT(1, view.n_missing);
	CHECK_TEXT("crisis_line_number", view.missing[0]);
	CHECK_INT(0, view.crisis.n_lines);
}

TEST(values_are_kept_from_the_second_and_from_others)
{
	struct world *w = begin(state_);
	struct at_values_view first = view_of(w, 0, ""), view;
	const char *values[VALUES];

	for (int i = 0; i < VALUES; i++)
		values[i] = first.lines[i].own;
	CHECK_OK(w->s, set(w, 0, "", "staff_support", "the colleague you trust"));
	CHECK_INT(1, world_logged(w, "change", "settings", "values"));
	CHECK_OK(w->s, set(w, 0, "", "staff_support", of_length(w, 300)));
	CHECK_INT(AT_INVALID, set(w, 0, "", "staff_support", of_length(w, 301)));
	world_clear(w);
	values[0] = "1";
	CHECK_INT(AT_CONFLICT, at_action_values_save(w->call, 0, "", first.mark, values));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_values(w->call, w->b.main, "", &view));
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_values(w->call, 0, "xx", &view));
	world_clear(w);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_DENIED, at_action_values(w->call, 0, "", &view));
	CHECK_INT(AT_DENIED, at_action_values_save(w->call, 0, "", "", values));
}

/* ---- words ------------------------------------------------------------------------------ */

static struct at_words_view
word_of(struct world *w, const char *key)
{
	struct at_words_view view;

	CHECK_OK(w->s, at_action_word(w->call, "session", key, "nb", &view));
	return view;
}

TEST(the_clinic_s_words_hold_until_ours_do_again)
{
	struct world *w = begin(state_);
	struct at_words_view view = word_of(w, "intro");
	const struct at_piece *pieces;
	int n;

	CHECK(view.words[0].own == NULL && view.words[0].ours[0] != '\0');
	CHECK_OK(w->s, at_action_word_save(w->call, &view, NULL, "Hei fra {clinic_name}."));
	CHECK_INT(AT_CONFLICT, at_action_word_save(w->call, &view, NULL, "Hallo."));
	world_clear(w);
	view = word_of(w, "intro");
	CHECK_TEXT("Hei fra {clinic_name}.", view.words[0].own);
	CHECK_OK(w->s, at_action_word_preview(w->call, &view, view.words[0].own, &pieces, &n));
	CHECK(n >= 2 && pieces[1].fill != NULL && pieces[1].fill->value[0] != '\0');
	CHECK_OK(w->s, at_action_word_save(w->call, &view, view.words[0].own, NULL));
	CHECK(word_of(w, "intro").words[0].own == NULL);
	CHECK_INT(2, world_logged(w, "change", "wording", "session"));
}

TEST(words_that_would_break_a_form_are_refused)
{
	struct world *w = begin(state_);
	struct at_words_view view = word_of(w, "intro");

	CHECK_INT(AT_INVALID, at_action_word_save(w->call, &view, NULL, "Hei, {nobody}."));
	CHECK_HAS("nobody", w->call->err->text);
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_word_save(w->call, &view, NULL, " \n "));
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_word_save(w->call, &view, NULL, of_length(w, 2001)));
	world_clear(w);
	/* What our own words have in this place may stand there. */
	CHECK_OK(w->s, at_action_word_save(w->call, &view, NULL, "Hei. {crisis_link}"));
	CHECK_INT(AT_NOT_FOUND, at_action_word(w->call, "session", "no.such", "nb", &view));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_words(w->call, "phq-9", "nb", &view));
	world_clear(w);
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_INT(AT_DENIED, at_action_word_save(w->call, &view, view.words[0].own, NULL));
	CHECK_INT(AT_DENIED, at_action_words(w->call, "session", "nb", &view));
}

/* ---- the catalogue ----------------------------------------------------------------------- */

static const char *
used(struct world *w, const char *instrument)
{
	struct at_catalogue_view view;

	CHECK_OK(w->s, at_action_catalogue(w->call, &view));
	for (int i = 0; i < view.n_rows; i++)
		if (strcmp(view.rows[i].instrument->id, instrument) == 0)
			return view.rows[i].used;
	return NULL;
}

TEST(the_catalogue_says_what_the_plan_asks_and_to_whom_it_may)
{
	struct world *w = begin(state_);
	struct at_catalogue_view view;
	struct at_catalogue_card card;

	CHECK(used(w, "before")[0] != '\0');
	CHECK_OK(w->s, at_action_plan_switch(w->call, 0, 0, "before", AT_PLAN_OFF));
	CHECK_TEXT("", used(w, "before"));
	CHECK_OK(w->s, at_action_catalogue_one(w->call, "before", &card));
	CHECK_INT(AT_NOT_FOUND, at_action_catalogue_one(w->call, "no-such", &card));
	world_clear(w);
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_INT(AT_DENIED, at_action_catalogue(w->call, &view));
	CHECK_INT(AT_DENIED, at_action_catalogue_one(w->call, "before", &card));
}

RUN_ALL(
    RUN_BOTH(a_value_holds_where_nothing_else_is_said),
    RUN_BOTH(the_preview_is_what_a_client_reads),
    RUN_BOTH(values_are_kept_from_the_second_and_from_others),
    RUN_BOTH(the_clinic_s_words_hold_until_ours_do_again),
    RUN_BOTH(words_that_would_break_a_form_are_refused),
    RUN_SQLITE(the_catalogue_says_what_the_plan_asks_and_to_whom_it_may),
)
