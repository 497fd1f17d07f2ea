/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruments that travel with the program, and the order in which words are found. */
#include "check.h"
#include "base/arena.h"
#include "instrument/library.h"

static struct at_arena *arena;
static struct at_library *library;
static struct at_error err;

static int
load(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	if (at_library_load(arena, &library, &err) != AT_OK)
		puts(err.text);
	return err.status == AT_OK ? 0 : -1;
}

static int
unload(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static enum at_status
add(const char *name, const char *text)
{
	at_error_clear(&err);
	return at_library_add(library, name, text, strlen(text), &err);
}

static const char *
words(const char *instrument, const struct at_wording *wording, const char *key,
    const char **lang)
{
	return at_library_text(library,
	    instrument == NULL ? NULL : at_library_find(library, instrument), wording, key, lang);
}

TEST(our_cards_and_two_free_measures_travel_with_the_program)
{
	static const char *const ids[] = { "barriers", "before", "gad-7", "phq-9", "reaction",
		"readiness", "satisfaction", "session" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(ids); i++)
		CHECK(at_library_find(library, ids[i]) != NULL);
	for (int i = 0; i < at_library_count(library); i++)
		CHECK(at_library_find(library, at_library_at(library, i)->id)
		    == at_library_at(library, i));
	CHECK(at_library_find(library, "phq") == NULL);
	CHECK(at_library_find(library, "texts") == NULL);
}

/* ---- every word there is a use for ---- */

static void
must_have(const struct at_instrument *in, const struct at_wording *wording, const char *key)
{
	const char *lang = NULL;

	if (at_library_text(library, in, wording, key, &lang) == NULL
	    || strcmp(lang, wording->lang) != 0)
		fail_msg("%s lacks %s for %s in %s", in->id, key, wording->form, wording->lang);
}

static void
check_item(const struct at_instrument *in, const struct at_item *item,
    const struct at_wording *wording)
{
	must_have(in, wording, at_printf(arena, "item.%s", item->id));
	for (int i = 0; item->options != NULL && i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];
		const char *key = at_printf(arena, "option.%s.%s", item->options->id, option->id);

		must_have(in, wording, key);
		if (option->needs_cover)
			must_have(in, wording, at_printf(arena, "%s.without-cover", key));
	}
}

static void
check_form(const struct at_instrument *in, int form, const char *lang)
{
	static const char *const plain[] = { "name", "title", "intro", "thanks" };
	struct at_wording wording = { .lang = lang, .form = in->forms[form] };

	for (size_t i = 0; i < AT_COUNT(plain); i++)
		must_have(in, &wording, plain[i]);
	for (int i = 0; i < in->n_items; i++)
		if ((in->items[i].forms >> form & 1) != 0)
			check_item(in, &in->items[i], &wording);
	for (int i = 0; i < in->n_pages; i++)
		must_have(in, &wording, in->pages[i].stem ? "stem"
		    : at_printf(arena, "page.%s", in->pages[i].id));
	for (int i = 0; i < in->n_scales; i++)
		must_have(in, &wording, at_printf(arena, "scale.%s", in->scales[i].id));
}

static bool
has_wording(const struct at_instrument *in)
{
	return in->own_card || strcmp(in->id, "phq-9") == 0 || strcmp(in->id, "gad-7") == 0;
}

TEST(every_form_that_travels_with_words_is_complete_in_english)
{
	(void)state_;
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *in = at_library_at(library, i);

		for (int form = 0; has_wording(in) && form < in->n_forms; form++) {
			struct at_wording wording = { .lang = "en", .form = in->forms[form] };

			check_form(in, form, "en");
			CHECK(at_library_lacks(arena, library, in, &wording) == NULL);
		}
	}
}

TEST(every_other_form_travels_without_a_word_of_its_items)
{
	(void)state_;
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *in = at_library_at(library, i);
		struct at_wording wording = { .lang = "en", .form = in->forms[0] };

		CHECK(at_library_text(library, in, &wording, "name", NULL) != NULL);
		for (int k = 0; k < in->n_scales; k++)
			must_have(in, &wording, at_printf(arena, "scale.%s", in->scales[k].id));
		if (has_wording(in))
			continue;
		CHECK(in->tier >= 1 && in->tier <= 3);
		CHECK(at_library_lacks(arena, library, in, &wording) != NULL);
		for (int k = 0; k < in->n_items; k++)
			CHECK(at_library_text(library, in, &wording, at_printf(arena, "item.%s",
			    in->items[k].id), NULL) == NULL);
		CHECK_TEXT("A few questions", at_library_text(library, in, &wording, "title",
		    NULL));
	}
}

TEST(a_definition_of_a_higher_version_takes_the_place_of_ours)
{
	static const char sai[] = "id = sai\nversion = %d\nlicence = ours\nsource = us\n"
	    "window = session\nwhen = after\nforms = client\noptions.a = 0, 1\n"
	    "item.1 = choice a\npage.1 = 1\nscale.total = mean 1, need 1, range 0 1, better higher";
	int n = at_library_count(library);

	(void)state_;
	CHECK_INT(AT_INVALID, add("sai.txt", at_printf(arena, sai, 1)));
	CHECK_HAS("there is a sai already, version 1", err.text);
	CHECK_INT(AT_OK, add("sai.txt", at_printf(arena, sai, 2)));
	CHECK_INT(n, at_library_count(library));
	CHECK_INT(1, at_library_find(library, "sai")->n_items);
}

TEST(our_cards_are_complete_in_norwegian_and_german_for_clients)
{
	(void)state_;
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *in = at_library_at(library, i);

		for (int form = 0; in->own_card && form < in->n_forms; form++) {
			if (strcmp(in->forms[form], "therapist") == 0)
				continue;
			check_form(in, form, "nb");
			check_form(in, form, "de");
		}
	}
}

/* The placeholders of a text, sorted into one string. */
static const char *
placeholders(const char *text)
{
	const char *found[16], *all = "";
	int n = 0;

	for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
		const char *name = at_strndup(arena, at, strcspn(at, "}") + 1);
		int i = n++;

		CHECK(n < 16);
		for (; i > 0 && strcmp(found[i - 1], name) > 0; i--)
			found[i] = found[i - 1];
		found[i] = name;
	}
	for (int i = 0; i < n; i++)
		all = at_printf(arena, "%s%s", all, found[i]);
	return all;
}

TEST(a_translation_has_the_placeholders_of_the_english_text)
{
	static const char *const keys[][2] = {
		{ "session", "intro" }, { "session", "thanks" }, { "session", "item.words.note" },
		{ "session", "option.said.other" }, { "before", "intro" }, { "before", "thanks" },
		{ "before", "option.agenda.safety.without-cover" },
		{ NULL, "crisis.danger" }, { NULL, "crisis.violence" }, { NULL, "crisis.talk" },
		{ NULL, "crisis.clinic" }, { NULL, "crisis.told" }, { NULL, "crisis.call" },
		{ NULL, "crisis.plan" }, { NULL, "crisis.unsent" },
	};
	static const char *const langs[] = { "nb", "de" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(keys); i++)
		for (size_t j = 0; j < AT_COUNT(langs); j++)
			for (int first = 0; first < 2; first++) {
				struct at_wording en = { "en", "client", first, NULL, NULL };
				struct at_wording other = { langs[j], "client", first, NULL, NULL };

				CHECK_TEXT(placeholders(words(keys[i][0], &en, keys[i][1], NULL)),
				    placeholders(words(keys[i][0], &other, keys[i][1], NULL)));
			}
}

/* ---- what they say ---- */

static const char *
joined(const char *lang, const char *const *keys, size_t n_keys)
{
	struct at_wording wording = { .lang = lang };
	const char *all = "";

	for (size_t i = 0; i < n_keys; i++)
		all = at_printf(arena, "%s%s%s", all, i == 0 ? "" : " ",
		    words(NULL, &wording, keys[i], NULL));
	return all;
}

TEST(the_crisis_text_is_whole_when_its_pieces_are_joined)
{
	static const char *const keys[] = { "crisis.danger", "crisis.violence", "crisis.talk",
		"crisis.clinic", "crisis.watched", "crisis.told", "crisis.call", "crisis.plan" };

	(void)state_;
	CHECK_TEXT("If you are in danger, or afraid you may harm yourself or someone else: call "
	    "{emergency_number} now. If someone is harming you: {violence_line}. To talk to "
	    "someone right away: {crisis_line_name} {crisis_line_number}, {crisis_line_hours}, "
	    "{crisis_chat}. {clinic_name}: {clinic_phone}, {clinic_hours}; outside these hours "
	    "{out_of_hours_name} {out_of_hours_phone}. This page is not watched round the clock. "
	    "{told_who} sees your answer by {told_when}. May we call you? {call_me_on} / "
	    "{no_call}. {own_safety_plan}", joined("en", keys, AT_COUNT(keys)));
	CHECK_TEXT("Er du i fare, eller redd for at du kan skade deg selv eller andre: Ring "
	    "{emergency_number} nå. Blir du utsatt for vold: {violence_line}. Vil du snakke med "
	    "noen med en gang: {crisis_line_name} {crisis_line_number}, {crisis_line_hours}, "
	    "{crisis_chat}. {clinic_name}: {clinic_phone}, {clinic_hours}; utenom dette "
	    "{out_of_hours_name} {out_of_hours_phone}. Ingen følger med på denne siden døgnet "
	    "rundt. {told_who} ser svaret ditt innen {told_when}. Kan vi ringe deg? {call_me_on} / "
	    "{no_call}. {own_safety_plan}", joined("nb", keys, AT_COUNT(keys)));
	CHECK_TEXT("Wenn Sie in Gefahr sind oder fürchten, sich oder jemand anderem etwas anzutun: "
	    "Rufen Sie jetzt {emergency_number} an. Wenn Ihnen jemand Gewalt antut: "
	    "{violence_line}. Um sofort mit jemandem zu sprechen: {crisis_line_name} "
	    "{crisis_line_number}, {crisis_line_hours}, {crisis_chat}. {clinic_name}: "
	    "{clinic_phone}, {clinic_hours}; sonst {out_of_hours_name} {out_of_hours_phone}. Diese "
	    "Seite wird nicht rund um die Uhr gelesen. {told_who} sieht Ihre Antwort bis "
	    "{told_when}. Dürfen wir Sie anrufen? {call_me_on} / {no_call}. {own_safety_plan}",
	    joined("de", keys, AT_COUNT(keys)));
}

TEST(gad_7_item_2_is_worded_as_on_the_printed_form)
{
	struct at_wording wording = { .lang = "en", .form = "client" };

	(void)state_;
	CHECK_TEXT("Not being able to stop or control worrying",
	    words("gad-7", &wording, "item.2", NULL));
	CHECK_TEXT("Over the last 2 weeks, how often have you been bothered by the following "
	    "problems?", words("gad-7", &wording, "stem", NULL));
	CHECK_TEXT("Over the last 2 weeks, how often have you been bothered by any of the "
	    "following problems?", words("phq-9", &wording, "stem", NULL));
}

/* ---- the order of looking ---- */

TEST(a_form_has_its_own_words_where_they_differ)
{
	struct at_wording wording = { .lang = "en", .form = "teen" };

	(void)state_;
	CHECK_TEXT("We both did our part.", words("session", &wording, "item.share", NULL));
	wording.form = "therapist";
	CHECK_TEXT("My client", words("session", &wording, "item.kind", NULL));
	CHECK_TEXT("My client and I were heading for the same thing.",
	    words("session", &wording, "item.goal", NULL));
	wording.form = NULL;
	CHECK_TEXT("My therapist and I were heading for the same thing.",
	    words("session", &wording, "item.goal", NULL));
}

TEST(before_the_first_session_the_past_week_is_asked_about)
{
	struct at_wording wording = { .lang = "de", .form = "client", .first = true };
	const char *lang = NULL;

	(void)state_;
	CHECK_HAS("in der letzten Woche", words("before", &wording, "item.days", &lang));
	CHECK_TEXT("de", lang);
	CHECK_HAS("in der letzten Woche", words("before", &wording, "intro", NULL));
	CHECK_TEXT("Mit anderen zusammen zu sein hat mir gutgetan.",
	    words("before", &wording, "item.people", NULL));
	wording.lang = "nb";
	CHECK_HAS("den siste uken", words("before", &wording, "item.days", NULL));
	wording.lang = "en";
	CHECK_HAS("in the past week", words("before", &wording, "item.days", NULL));
	wording.first = false;
	CHECK_HAS("since last time", words("before", &wording, "item.days", NULL));
}

TEST(what_a_language_lacks_is_read_in_english)
{
	struct at_wording wording = { .lang = "nb", .form = "therapist" };
	const char *lang = NULL;

	(void)state_;
	CHECK_TEXT("What we did made sense to my client as a way to get there.",
	    words("session", &wording, "item.way", &lang));
	CHECK_TEXT("en", lang);
	CHECK_TEXT("Partly", words("session", &wording, "option.fit.3", &lang));
	CHECK_TEXT("en", lang);                 /* not half a page in another language */
	wording.form = "client";
	CHECK_TEXT("Delvis", words("session", &wording, "option.fit.3", &lang));
	CHECK_TEXT("nb", lang);
	CHECK_TEXT("Several days", words("phq-9", &wording, "option.often.1", &lang));
	CHECK_TEXT("en", lang);
	wording.lang = "fi";
	CHECK_TEXT("Partly", words("session", &wording, "option.fit.3", &lang));
	lang = "untouched";
	CHECK(words("session", &wording, "item.none", &lang) == NULL);
	CHECK_TEXT("untouched", lang);
}

/* A site's texts: instrument, key, language, words. */
static const char *
site_text(void *site, const char *instrument, const char *key, const char *lang)
{
	const char *const (*rows)[4] = site;

	for (int i = 0; rows[i][0] != NULL; i++)
		if (strcmp(rows[i][0], instrument) == 0 && strcmp(rows[i][1], key) == 0
		    && strcmp(rows[i][2], lang) == 0)
			return rows[i][3];
	return NULL;
}

TEST(the_words_of_the_site_come_first)
{
	const char *rows[][4] = {
		{ "session", "title.client@first", "nb", "form and first" },
		{ "session", "title@first", "nb", "first" },
		{ "session", "title.client", "nb", "form" },
		{ "session", "title", "nb", "plain" },
		{ "session", "title", "en", "English" },
		{ "texts", "crisis.danger", "en", "Call." },
		{ NULL, NULL, NULL, NULL },
	};
	struct at_wording wording = { .lang = "nb", .form = "client", .first = true,
		.site_text = site_text, .site = rows };
	const char *lang = NULL;

	(void)state_;
	for (int i = 0; i < 4; i++) {
		CHECK_TEXT(rows[i][3], words("session", &wording, "title", NULL));
		rows[i][1] = "-";
	}
	CHECK_TEXT("Om i dag", words("session", &wording, "title", &lang));
	CHECK_TEXT("nb", lang);                 /* the file, before the site in English */
	wording.lang = "fi";
	CHECK_TEXT("English", words("session", &wording, "title", &lang));
	CHECK_TEXT("en", lang);
	CHECK_TEXT("Call.", words(NULL, &wording, "crisis.danger", NULL));
}

/* ---- adding files ---- */

TEST(a_file_of_words_is_checked_against_its_definition)
{
	int n_before = at_library_count(library);
	static const struct { const char *name, *text, *error; } bad[] = {
		{ "phq-9.fi.txt", "# x\n\nitem.11 = a", "phq-9.fi.txt:3: expected a key of the "
		    "definition, found \"item.11\"" },
		{ "phq-9.fi.txt", "option.often.4 = a", "phq-9.fi.txt:1: expected a key" },
		{ "phq-9.fi.txt", "option.never.1 = a", "phq-9.fi.txt:1: expected a key" },
		{ "phq-9.fi.txt", "option.often.1.without-cover = a", "expected a key" },
		{ "phq-9.fi.txt", "option.often = a", "expected a key" },
		{ "phq-9.fi.txt", "item.1.teen = a", "expected a key" },
		{ "phq-9.fi.txt", "item.1@second = a", "expected a key" },
		{ "phq-9.fi.txt", "page.fourth = a", "expected a key" },
		{ "phq-9.fi.txt", "scale.sum = a", "expected a key" },
		{ "phq-9.fi.txt", "item = a", "expected a key" },
		{ "phq-9.fi.txt", "item.1.note.note.note = a", "expected a key" },
		{ "phq-9.fi.txt", "crisis.danger = a", "expected a key" },
		{ "texts.fi.txt", "item.1 = a", "texts.fi.txt:1: expected a key" },
		{ "phq-9.fi.txt", "item.1 =", "phq-9.fi.txt:1: expected words after =" },
		{ "phq-9.fi.txt", "item.1 = a\nitem.1 = b", "txt:2: expected each key once" },
		{ "phq-9.fi.txt", "[x]\nitem.1 = a", "phq-9.fi.txt:2: expected words without" },
		{ "phq-9.fi.txt", "forms = teen", "txt:1: expected forms of the instrument" },
		{ "phq-9.fi.txt", "item.1 = \xff", "phq-9.fi.txt:1: expected UTF-8" },
		{ "phq-8.fi.txt", "item.1 = a", "there is no definition phq-8.txt" },
		{ "phq-9.en.txt", "item.1 = a", "phq-9 has words in \"en\" already" },
		{ "phq-9.txt", "id = phq-9", "phq-9.txt:1: expected a line \"version = ...\"" },
		{ "texts.txt", "id = texts", "texts.txt:1: there is a texts already" },
		{ "phq-9.conf", "item.1 = a", "expected a file name ID.txt or ID.LANG.txt" },
		{ "a/.txt", "item.1 = a", "expected a file name" },
		{ "a/phq-9..txt", "item.1 = a", "expected a file name" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		CHECK_INT(AT_INVALID, add(bad[i].name, bad[i].text));
		CHECK_HAS(bad[i].error, err.text);
	}
	CHECK_INT(n_before, at_library_count(library));
}

TEST(a_clinic_may_add_a_language_and_an_instrument)
{
	struct at_wording wording = { .lang = "fi", .form = "client" };
	static const char mood[] = "id = mood\nversion = 1\nlicence = ours\nsource = us\n"
	    "window = session\nwhen = after\nforms = client\noptions.a = 0, 1\n"
	    "item.1 = choice a\npage.1 = 1\n";

	(void)state_;
	CHECK_INT(AT_OK, add("anywhere/phq-9.fi.txt",
	    "item.1 = yksi\nitem.1.client@first = kaksi"));
	CHECK_TEXT("yksi", words("phq-9", &wording, "item.1", NULL));
	CHECK_INT(AT_OK, add("session.fi.txt", "forms = therapist teen\ntitle = otsikko"));
	CHECK_TEXT("About today", words("session", &wording, "title", NULL));
	wording.form = "teen";
	CHECK_TEXT("otsikko", words("session", &wording, "title", NULL));
	wording.form = "client";
	wording.first = true;
	CHECK_TEXT("kaksi", words("phq-9", &wording, "item.1", NULL));
	CHECK_INT(AT_INVALID, add("moods.txt", mood));
	CHECK_TEXT("moods.txt:1: expected id = moods as in the name, found \"mood\"", err.text);
	CHECK_INT(AT_OK, add("mood.txt", mood));
	CHECK(at_library_find(library, "mood") != NULL);
	CHECK(words("mood", &wording, "item.1", NULL) == NULL);
}

#define LOADED(name) cmocka_unit_test_setup_teardown(name, load, unload)

RUN_ALL(
    LOADED(our_cards_and_two_free_measures_travel_with_the_program),
    LOADED(every_form_that_travels_with_words_is_complete_in_english),
    LOADED(every_other_form_travels_without_a_word_of_its_items),
    LOADED(a_definition_of_a_higher_version_takes_the_place_of_ours),
    LOADED(our_cards_are_complete_in_norwegian_and_german_for_clients),
    LOADED(a_translation_has_the_placeholders_of_the_english_text),
    LOADED(the_crisis_text_is_whole_when_its_pieces_are_joined),
    LOADED(gad_7_item_2_is_worded_as_on_the_printed_form),
    LOADED(a_form_has_its_own_words_where_they_differ),
    LOADED(before_the_first_session_the_past_week_is_asked_about),
    LOADED(what_a_language_lacks_is_read_in_english),
    LOADED(the_words_of_the_site_come_first),
    LOADED(a_file_of_words_is_checked_against_its_definition),
    LOADED(a_clinic_may_add_a_language_and_an_instrument),
)
