/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms: native inputs that say the same with scripts and without. */
#include "check.h"
#include "html/form.h"
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

static const struct at_choice often[] = { { "0", "Not at all", false, false },
	{ "1", "Several <days>", true, true } };
static const struct at_question question = { .name = "9", .legend = "How often?",
	.choices = often, .n_choices = 2, .skip = { "skip", "Skip this one", false, false } };

static const char *
radios(const struct at_question *q)
{
	begin();
	at_form_radios(&out, q);
	return at_buffer_string(&out);
}

TEST(a_form_page_is_as_agreed)
{
	static const struct at_hidden hidden[] = { { "key", "k\"1" }, { "page", "2" } };
	struct at_question about = question;

	(void)state_;
	begin();
	at_form_begin(&out, &(struct at_form){ .action = "/form", .csrf = "token",
	    .hidden = hidden, .n_hidden = 2, .save = "/form/save", .kept = "Kept.",
	    .unsaved = "Not kept yet." });
	at_form_steps(&out, 2, 3, "Page 2 of 3");
	at_form_radios(&out, &question);
	about.name = "about";
	about.skip.value = NULL;
	about.note = "Tick any that fit.";
	about.lang = "en";
	about.after = (struct at_form_after){ "9", "1 2", "If so:" };
	at_form_ticks(&out, &about);
	at_form_words(&out, &(struct at_form_words){ .name = "words", .label = "Words",
	    .note = "Seen at once.", .error = "Too long.", .value = "</textarea>",
	    .max_length = 2000 });
	at_form_line(&out, &(struct at_form_line){ .name = "code", .label = "Code",
	    .autocomplete = "one-time-code", .inputmode = "numeric", .required = true,
	    .short_line = true });
	at_form_buttons(&out, &(struct at_form_buttons){ .primary = "Continue",
	    .primary_value = "next", .back = "Back", .other = "Not today",
	    .other_value = "decline" });
	at_form_unsent_begin(&out);
	at_form_unsent_end(&out);
	at_form_end(&out);
	golden_check("form.html", at_buffer_string(&out));
}

TEST(enter_presses_the_first_button)
{
	const char *continues, *back;

	(void)state_;
	begin();
	at_form_buttons(&out, &(struct at_form_buttons){ .primary = "Continue",
	    .primary_value = "next", .back = "Back" });
	continues = strstr(at_buffer_string(&out), "value=\"next\"");
	back = strstr(at_buffer_string(&out), "value=\"back\" formnovalidate");
	CHECK(continues != NULL && back != NULL && continues < back);
}

TEST(skip_is_the_last_row_of_the_same_question)
{
	const char *text = radios(&question);
	const char *last = strstr(text, "Several"), *skip = strstr(text, "class=\"row skip\"");

	(void)state_;
	CHECK(last != NULL && skip != NULL && last < skip);
	CHECK_HAS("<input type=\"radio\" name=\"9\" value=\"skip\"><span>Skip this one</span>",
	    skip);
	CHECK_HAS("</fieldset>", skip);
}

TEST(only_what_was_answered_is_checked)
{
	struct at_question blank = question;
	struct at_choice choices[2] = { often[0], often[1] };

	(void)state_;
	CHECK_HAS("value=\"1\" checked data-trigger>", radios(&question));
	choices[1].checked = false;
	blank.choices = choices;
	CHECK_HAS_NOT("checked", radios(&blank));
}

TEST(a_safety_question_has_a_place_for_what_must_be_shown_at_once)
{
	struct at_question plain = question;

	(void)state_;
	CHECK_HAS("</fieldset>\n<div class=\"at-once\" aria-live=\"assertive\"></div>",
	    radios(&question));
	plain.choices = &often[0];
	plain.n_choices = 1;
	CHECK_HAS_NOT("at-once", radios(&plain));
}

TEST(notes_and_errors_are_tied_to_their_question)
{
	struct at_question q = question;

	(void)state_;
	q.note = "Two weeks";
	CHECK_HAS("aria-describedby=\"n-9\"", radios(&q));
	q.error = "Please choose";
	CHECK_HAS("aria-describedby=\"n-9 e-9\"", radios(&q));
	CHECK_HAS("id=\"e-9\"", radios(&q));
	q.note = NULL;
	CHECK_HAS("aria-describedby=\"e-9\"", radios(&q));
}

TEST(ticks_left_empty_still_say_that_they_were_seen)
{
	(void)state_;
	begin();
	at_form_ticks(&out, &question);
	CHECK_HAS("<input type=\"hidden\" name=\"9\" value=\"\">", at_buffer_string(&out));
	CHECK_HAS("type=\"checkbox\"", at_buffer_string(&out));
}

RUN_ALL(
    RUN(a_form_page_is_as_agreed),
    RUN(enter_presses_the_first_button),
    RUN(skip_is_the_last_row_of_the_same_question),
    RUN(only_what_was_answered_is_checked),
    RUN(a_safety_question_has_a_place_for_what_must_be_shown_at_once),
    RUN(notes_and_errors_are_tied_to_their_question),
    RUN(ticks_left_empty_still_say_that_they_were_seen),
)
