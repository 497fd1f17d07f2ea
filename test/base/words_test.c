/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface's words: which language, which words, which day. */
#include <unistd.h>

#include "check.h"
#include "base/words.h"
#include "base/zone.h"

static struct at_call call;
static struct at_error err;

static void
speak(const char *lang)
{
	if (call.arena == NULL)
		call.arena = at_arena_open();
	call.words = at_words_find(lang);
}

static void
done(void)
{
	at_arena_close(call.arena);
	call = (struct at_call){ .arena = NULL };
}

TEST(a_language_is_found_by_its_tag)
{
	static const struct { const char *tag, *lang; } cases[] = {
		{ "en", "en" }, { "nb", "nb" }, { "de", "de" }, { "nb-NO", "nb" },
		{ "de_AT", "de" }, { "DE", "de" }, { "no", "nb" }, { "nn-NO", "nb" },
		{ "fr", "en" }, { "", "en" }, { "d", "en" }, { "den", "en" }, { "-de", "en" },
		{ "en-XB", "en-XB" }, { "en-xb", "en-XB" }, { "en-XA", "en" }, { "XB", "en" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_TEXT(cases[i].lang, at_words_lang(at_words_find(cases[i].tag)));
	CHECK_TEXT("en", at_words_lang(at_words_find(NULL)));
	CHECK_TEXT("ltr", at_words_dir(at_words_find("de")));
}

TEST(a_browser_gets_the_best_of_what_it_asks_for)
{
	static const struct { const char *header, *lang; } cases[] = {
		{ "de", "de" },
		{ "nb-NO,nb;q=0.9,no;q=0.8,en;q=0.5", "nb" },
		{ "fr-FR, de;q=0.7, en;q=0.8", "en" },
		{ "fr, de;q=0.8 , nb ; q=0.85", "nb" },
		{ "en;q=0.5, de;q=0.5", "en" },         /* the first of equals */
		{ "de;q=0.001, fr", "de" },
		{ "de;q=0, nb;q=0.1", "nb" },           /* not wanted at all */
		{ "*;q=0.5, de;q=0.4", "en" },
		{ "*;q=0.4, de;q=0.5", "de" },
		{ "nb;Q=1.000, de", "nb" },
		{ "de;q=1.5, nb;q=0.1", "nb" },         /* nonsense does not count */
		{ "de;q=0.1234, nb;q=0.1", "nb" },
		{ "de;q=, nb;q=0.1", "nb" },
		{ "de;q, nb;q=0.1", "nb" },
		{ "de;, nb;q=0.1", "nb" },
		{ "de;q=2, nb;q=0.1", "nb" },
		{ "de;q=1.001, nb;q=0.1", "nb" },
		{ "de;q=0x1, nb;q=0.1", "nb" },
		{ ",,;,;q=,", "en" },
		{ "", "en" },
		{ "fr, it", "en" },
		{ "en-XB", "en-XB" },
		{ "de;q=0.9, en-XB;q=0.8", "de" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		if (strcmp(cases[i].lang, at_words_lang(at_words_accept(cases[i].header))) != 0)
			fail_msg("\"%s\" is not %s", cases[i].header, cases[i].lang);
	CHECK_TEXT("en", at_words_lang(at_words_accept(NULL)));
}

TEST(words_are_translated_or_stay_english)
{
	(void)state_;
	CHECK_TEXT("Begin", at_tr(&call, "Begin"));     /* a call without words */
	speak("en");
	CHECK_TEXT("Begin", at_tr(&call, "Begin"));
	speak("nb");
	CHECK_TEXT("Begynn", at_tr(&call, "Begin"));
	CHECK_TEXT("mandag", at_tr(&call, "Monday"));
	speak("de");
	CHECK_TEXT("Beginnen", at_tr(&call, "Begin"));
	CHECK_TEXT("Montag", at_tr(&call, "Monday"));
	CHECK_TEXT("Nowhere to be found", at_tr(&call, "Nowhere to be found"));
	CHECK_TEXT("", at_tr(&call, ""));               /* not the catalogue's header */
	done();
}

TEST(a_clinic_may_choose_the_languages_with_a_catalogue_and_english)
{
	(void)state_;
	CHECK(at_words_offered("en") && at_words_offered("nb") && at_words_offered("de"));
	CHECK(!at_words_offered("en-XB") && !at_words_offered("nb-NO")
	    && !at_words_offered("DE") && !at_words_offered(""));
}

TEST(the_pseudo_language_is_the_english_made_strange)
{
	static const struct { const char *text, *strange; } cases[] = {
		{ "Not today", "[Ñóót tóódááý]" },
		{ "%s has %d of %.1f%%: {reader} asks",
		    "[%s háášš %d óóf %.1f%%: {reader} áášškšš]" },
		{ "%2$s after %1$-5s", "[%2$s ááftéér %1$-5s]" },
		{ "100 %", "[100 %]" },
		{ "{never closed", "[{ñéévéér çlóóššééd]" },
		{ "", "" },
	};

	(void)state_;
	speak("en-XB");
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_TEXT(cases[i].strange, at_tr(&call, cases[i].text));
	CHECK_TEXT("[%lu çáát]", at_trn(&call, "%lu cat", "%lu cats", 1));
	CHECK_TEXT("[%lu çáátšš]", at_trn(&call, "%lu cat", "%lu cats", 2));
	CHECK_TEXT("rtl", at_words_dir(call.words));
	done();
}

TEST(one_is_one_and_all_else_is_many)
{
	static const char *const langs[] = { "en", "nb", "de" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(langs); i++) {
		speak(langs[i]);
		CHECK_TEXT("%lu stray cat", at_trn(&call, "%lu stray cat", "%lu stray cats", 1));
		CHECK_TEXT("%lu stray cats", at_trn(&call, "%lu stray cat", "%lu stray cats", 0));
		CHECK_TEXT("%lu stray cats", at_trn(&call, "%lu stray cat", "%lu stray cats", 21));
	}
	done();
}

TEST(dates_are_said_as_people_say_them)
{
	static const struct {
		const char *lang;
		enum at_date_style style;
		struct at_date date;
		const char *said;
	} cases[] = {
		{ "en", AT_DATE_DAY, { 2026, 12, 3 }, "Thursday 3 December" },
		{ "nb", AT_DATE_DAY, { 2026, 12, 3 }, "torsdag 3. desember" },
		{ "de", AT_DATE_DAY, { 2026, 12, 3 }, "Donnerstag, 3. Dezember" },
		{ "en", AT_DATE_LONG, { 2026, 1, 31 }, "31 January 2026" },
		{ "nb", AT_DATE_LONG, { 2026, 1, 31 }, "31. januar 2026" },
		{ "de", AT_DATE_LONG, { 2026, 3, 1 }, "1. März 2026" },
		{ "en", AT_DATE_SHORT, { 2026, 5, 9 }, "9 May" },
		{ "nb", AT_DATE_SHORT, { 2026, 5, 9 }, "9. mai" },
		{ "de", AT_DATE_SHORT, { 2026, 5, 9 }, "9. Mai" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		speak(cases[i].lang);
		CHECK_TEXT(cases[i].said, at_words_date(&call, cases[i].date, cases[i].style));
	}
	done();
}

TEST(weekdays_and_months_have_words_in_every_language)
{
	static const char *const langs[] = { "nb", "de" };
	const char *last = "";

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(langs); i++) {
		for (int month = 1; month <= 12; month++) {
			struct at_date date = { 2026, month, month };
			const char *english, *said;

			speak("en");
			english = at_words_date(&call, date, AT_DATE_DAY);
			speak(langs[i]);
			said = at_words_date(&call, date, AT_DATE_DAY);
			CHECK(strcmp(english, said) != 0);
			CHECK(strcmp(last, said) != 0);
			last = said;
		}
	}
	done();
}

TEST(moments_are_said_from_today)
{
	static const struct { const char *lang; struct at_date date; const char *said; } cases[] = {
		/* now is Sunday 22 November 2026, 12:30 in Oslo */
		{ "en", { 2026, 11, 22 }, "today 16:05" },
		{ "en", { 2026, 11, 23 }, "tomorrow 16:05" },
		{ "en", { 2026, 11, 21 }, "yesterday 16:05" },
		{ "en", { 2026, 11, 24 }, "Tuesday 16:05" },
		{ "en", { 2026, 11, 28 }, "Saturday 16:05" },
		{ "en", { 2026, 11, 29 }, "29 November, 16:05" },
		{ "en", { 2026, 11, 20 }, "20 November, 16:05" },
		{ "en", { 2027, 1, 4 }, "4 January 2027, 16:05" },
		{ "nb", { 2026, 11, 22 }, "i dag kl. 16:05" },
		{ "nb", { 2026, 11, 24 }, "tirsdag kl. 16:05" },
		{ "nb", { 2026, 11, 29 }, "29. november kl. 16:05" },
		{ "de", { 2026, 11, 23 }, "morgen um 16:05 Uhr" },
		{ "de", { 2026, 11, 24 }, "Dienstag um 16:05 Uhr" },
		{ "de", { 2026, 11, 29 }, "29. November um 16:05 Uhr" },
	};
	const struct at_zone *zone;

	(void)state_;
	if (access("/usr/share/zoneinfo/Europe/Oslo", R_OK) != 0)
		SKIP("needs tzdata");
	speak("en");
	CHECK_INT(AT_OK, at_zone_load(call.arena, "Europe/Oslo", &zone, &err));
	call.now = at_zone_instant(zone, (struct at_date){ 2026, 11, 22 }, 12, 30);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		speak(cases[i].lang);
		CHECK_TEXT(cases[i].said, at_words_moment(&call, zone,
		    at_zone_instant(zone, cases[i].date, 16, 5)));
	}
	/* midnight UTC is already one o'clock there: the place decides what today is */
	speak("en");
	CHECK_TEXT("tomorrow 00:30", at_words_moment(&call, zone, 1795390200000));
	done();
}

RUN_ALL(
    RUN(a_language_is_found_by_its_tag),
    RUN(a_browser_gets_the_best_of_what_it_asks_for),
    RUN(words_are_translated_or_stay_english),
    RUN(a_clinic_may_choose_the_languages_with_a_catalogue_and_english),
    RUN(the_pseudo_language_is_the_english_made_strange),
    RUN(one_is_one_and_all_else_is_many),
    RUN(dates_are_said_as_people_say_them),
    RUN(weekdays_and_months_have_words_in_every_language),
    RUN(moments_are_said_from_today),
)
