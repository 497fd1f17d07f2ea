/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic file: what is read, what is handed down, and how a slip is named. */
#include <unistd.h>

#include "check.h"
#include "action/clinic_file.h"
#include "base/embed.h"

static struct at_arena *arena;
static struct at_error err;
static struct at_clinic clinic;

static enum at_status
parse(const char *text)
{
	if (access("/usr/share/zoneinfo/Europe/Oslo", R_OK) != 0)
		SKIP("needs tzdata");
	at_arena_close(arena);
	arena = at_arena_open();
	at_error_clear(&err);
	clinic = (struct at_clinic){ .n_sites = -1 };
	return at_clinic_parse(arena, "c.txt", text, strlen(text), &clinic, &err);
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

static const struct at_embedded *
demo(void)
{
	const struct at_embedded *file = at_embed_find("demo/clinic.txt");

	assert_non_null(file);
	return file;
}

static int
site(const char *handle)
{
	for (int i = 0; i < clinic.n_sites; i++)
		if (strcmp(clinic.sites[i].handle, handle) == 0)
			return i;
	fail_msg("no site %s", handle);
	return AT_CLINIC_NONE;
}

static int
person(const char *handle)
{
	for (int i = 0; i < clinic.n_people; i++)
		if (strcmp(clinic.people[i].handle, handle) == 0)
			return i;
	fail_msg("no person %s", handle);
	return AT_CLINIC_NONE;
}

TEST(the_demonstration_clinic_is_whole)
{
	struct at_library *library;
	int n_gaps, n_therapists = 0;

	(void)state_;
	if (parse(demo()->bytes) != AT_OK)
		fail_msg("%s", err.text);
	at_clinic_missing(arena, &clinic, &n_gaps);
	CHECK_INT(0, n_gaps);
	for (int i = 0; i < clinic.n_people; i++)
		n_therapists += at_clinic_has_role(&clinic, i, AT_THERAPIST, AT_CLINIC_NONE);
	CHECK_INT(5, n_therapists);
	for (int i = 0; i < clinic.n_sites; i++) {
		const struct at_clinic_cover *covers = clinic.sites[i].covers;
		int n = clinic.sites[i].n_covers;

		CHECK(n > 0 && covers[n - 1].hours.always);     /* round the clock */
	}
	CHECK_INT(AT_OK, at_library_load(arena, &library, &err));
	CHECK_INT(AT_OK, at_clinic_check_texts(arena, &clinic, library, &err));
	done();
}

TEST(sites_take_from_above_what_they_do_not_say)
{
	const struct at_clinic_site *s;

	(void)state_;
	CHECK_INT(AT_OK, parse(demo()->bytes));
	CHECK_TEXT("Fjordgata and Linden together", clinic.name);
	CHECK_INT(5, clinic.n_sites);

	s = &clinic.sites[site("fjordgata")];
	CHECK_INT(AT_CLINIC_NONE, s->parent);
	CHECK_TEXT("Europe/Oslo", s->zone);
	CHECK_TEXT("Europe/Oslo", at_zone_name(s->hours.zone));
	CHECK_INT(5, s->hours.n_spans);
	CHECK_INT(12, s->hours.n_closed);
	CHECK_INT(3, s->n_langs);
	CHECK_TEXT("nb", s->langs[0]);
	CHECK_INT(person("solveig"), s->contact);
	CHECK_TEXT("Solveig Myrdal", s->contact_name);
	CHECK_INT(4 * AT_HOUR, s->escalate_ms);
	CHECK_INT(AT_HOUR, s->escalate_high_ms);
	CHECK_INT(2, s->n_covers);
	CHECK_INT(person("ingrid"), s->covers[0].person);
	CHECK_INT(person("kari"), s->covers[1].person);
	CHECK(s->covers[0].hours.zone == s->hours.zone);
	CHECK_INT(12, s->covers[0].hours.n_closed);

	s = &clinic.sites[site("linden-hamburg")];
	CHECK_INT(site("linden"), s->parent);
	CHECK_TEXT("Europe/Berlin", s->zone);
	CHECK_INT(9, s->hours.n_spans);
	CHECK_INT(7, s->hours.n_closed);
	CHECK_INT(2, s->n_langs);
	CHECK_TEXT("de", s->langs[0]);
	CHECK_INT(AT_CLINIC_NONE, s->contact);
	CHECK_TEXT("the Ombud for clients (invented), 000 60", s->contact_name);
	CHECK_INT(3 * AT_HOUR, s->escalate_ms);
	CHECK_INT(person("jonas"), s->covers[0].person);
	CHECK_INT(7, s->covers[0].hours.n_closed);
	CHECK(s->covers[0].hours.closed == s->hours.closed);

	/* the cover of the top, at the clock of the place */
	s = &clinic.sites[site("linden-bergen")];
	CHECK_INT(person("ingrid"), s->covers[0].person);
	CHECK_TEXT("nb", s->langs[0]);
	done();
}

TEST(values_are_found_by_site_and_language)
{
	static const struct { const char *site, *name, *lang, *value; } cases[] = {
		{ "fjordgata", "clinic_phone", NULL, "000 50" },
		{ "fjordgata-young", "clinic_phone", NULL, "000 51" },
		{ "linden-bergen", "clinic_phone", "de", "000 61" },
		{ "fjordgata", "clinic_hours", NULL, "weekdays 8 to 16" },
		{ "fjordgata", "clinic_hours", "nb", "hverdager 8 til 16" },
		{ "fjordgata", "clinic_hours", "en", "weekdays 8 to 16" },
		{ "fjordgata-young", "clinic_hours", "en",
		    "Monday to Thursday 9 to 17, Friday 9 to 15" },
		{ "linden-hamburg", "crisis_line_hours", "de", "rund um die Uhr" },
		{ "linden-bergen", "clinic_name", NULL, "Linden practice, Bergen" },
		{ "fjordgata-young", "contact_person", NULL, "Solveig Myrdal" },
		{ "linden", "contact_person", "nb", "the Ombud for clients (invented), 000 60" },
	};

	(void)state_;
	CHECK_INT(AT_OK, parse(demo()->bytes));
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_TEXT(cases[i].value, at_clinic_value(&clinic, site(cases[i].site),
		    cases[i].name, cases[i].lang));
	CHECK(at_clinic_value(&clinic, 0, "clinic", NULL) == NULL);
	CHECK(at_clinic_value(&clinic, 0, "nothing", "nb") == NULL);
	done();
}

TEST(people_have_roles_at_sites_and_their_sub_sites)
{
	static const struct { const char *who; enum at_subject role; const char *site; bool has; }
	cases[] = {
		{ "ingrid", AT_THERAPIST, "fjordgata", true },
		{ "ingrid", AT_THERAPIST, "fjordgata-young", true },
		{ "ingrid", AT_THERAPIST, "linden", false },
		{ "ingrid", AT_COVER, "linden-hamburg", true },
		{ "maja", AT_THERAPIST, "fjordgata", false },
		{ "maja", AT_THERAPIST, "linden-bergen", true },
		{ "jonas", AT_THERAPIST, "linden-hamburg", true },
		{ "kari", AT_THERAPIST, "fjordgata", false },
		{ "tor", AT_ADMINISTRATOR, "linden", true },
	};
	const struct at_clinic_person *p;

	(void)state_;
	CHECK_INT(AT_OK, parse(demo()->bytes));
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		if (cases[i].has != at_clinic_has_role(&clinic, person(cases[i].who),
		    cases[i].role, site(cases[i].site)))
			fail_msg("%s at %s", cases[i].who, cases[i].site);
	CHECK(!at_clinic_has_role(&clinic, person("tor"), AT_THERAPIST, AT_CLINIC_NONE));

	p = &clinic.people[person("henrik")];
	CHECK_TEXT("Henrik Aasland", p->name);
	CHECK_INT(4, p->n_supervises);
	CHECK(!p->supervises[0].has_from && !p->supervises[0].has_to);
	CHECK(p->supervises[2].has_from && !p->supervises[2].has_to);
	CHECK_INT(person("grace"), p->supervises[3].therapist);
	CHECK_INT(9, p->supervises[3].from.month);
	CHECK_INT(2027, p->supervises[3].to.year);
	done();
}

TEST(what_is_handed_down_does_not_depend_on_the_order_of_sites)
{
	(void)state_;
	CHECK_INT(AT_OK, parse("name = One\nhours = always\n"
	    "[site c]\nname = C\nparent = b\n[site b]\nname = B\nparent = a\n"
	    "[site a]\nname = A\nzone = Europe/Oslo\nhours = mon 08:00-16:00\n"
	    "escalate_after = 2 h\n[person p]\nname = P\nroles = administrator\n"));
	for (int i = 0; i < 3; i++) {
		CHECK_TEXT("Europe/Oslo", clinic.sites[i].zone);
		CHECK_INT(1, clinic.sites[i].hours.n_spans);
		CHECK(!clinic.sites[i].hours.always);
		CHECK_INT(2 * AT_HOUR, clinic.sites[i].escalate_ms);
	}
	done();
}

/* The smallest clinic there can be; cases add to it. */
#define WHOLE  "name = One\nzone = Europe/Oslo\nhours = mon-fri 08:00-16:00\n"
#define SITE   "[site s]\nname = S\n"
#define TOR    "[person tor]\nname = Tor\nroles = administrator, therapist\n"

TEST(a_second_factor_may_be_wanted_of_all_or_of_some)
{
	(void)state_;
	CHECK_INT(AT_OK, parse("second_factor = required\n" WHOLE SITE TOR));
	CHECK_TEXT("required", at_clinic_value(&clinic, 0, "second_factor", NULL));
	CHECK_INT(AT_OK, parse("second_factor = administrator,\n\tprivacy\n" WHOLE SITE TOR));
	CHECK_TEXT("administrator privacy", at_clinic_value(&clinic, 0, "second_factor", NULL));
	CHECK_INT(AT_OK, parse(WHOLE SITE TOR));
	CHECK(at_clinic_value(&clinic, 0, "second_factor", NULL) == NULL);
	done();
}

TEST(the_smallest_clinic_lacks_what_a_client_needs)
{
	int n, n_names;
	const struct at_clinic_gap *gaps;

	(void)state_;
	CHECK_INT(AT_OK, parse(WHOLE SITE TOR));
	CHECK_TEXT("en", clinic.sites[0].langs[0]);
	CHECK_INT(4 * AT_HOUR, clinic.sites[0].escalate_ms);
	CHECK_INT(AT_HOUR, clinic.sites[0].escalate_high_ms);
	CHECK(clinic.sites[0].contact_name == NULL);
	gaps = at_clinic_missing(arena, &clinic, &n);
	at_clinic_value_names(&n_names);
	CHECK_INT(n_names - 1, n);              /* the clinic's name is the site's */
	CHECK_INT(0, gaps[0].site);
	CHECK_TEXT("emergency_number", gaps[0].name);
	CHECK_TEXT("staff_support", gaps[n - 1].name);

	/* a value for one language does not fill the gap, one for all does */
	CHECK_INT(AT_OK, parse("emergency_number.nb = 000\nviolence_line = 000\n" WHOLE SITE TOR));
	gaps = at_clinic_missing(arena, &clinic, &n);
	CHECK_INT(n_names - 2, n);
	CHECK_TEXT("emergency_number", gaps[0].name);
	done();
}

TEST(a_slip_is_named_with_its_line_and_what_was_expected)
{
	static const struct { const char *text, *message; } cases[] = {
		{ "nam = One\n" SITE TOR,
		    "c.txt:1: \"nam\" is not known here; did you mean name?" },
		{ "elephant = 1\n", "c.txt:1: \"elephant\" is not known here" },
		{ "roles = lead\n", "c.txt:1: \"roles\" is not known here" },
		{ "crisis_cat = 1\n", "c.txt:1: \"crisis_cat\" is not known here; did you mean "
		    "crisis_chat?" },
		{ "crisis_chat.fr = 1\n", "c.txt:1: \"crisis_chat.fr\" is not known here" },
		{ "name =\n", "c.txt:1: expected a value for \"name\"" },
		{ "name = a\nname = b\n", "c.txt:2: \"name\" is already given on line 1" },
		{ "crisis_chat = a\nzone = UTC\ncrisis_chat = b\n",
		    "c.txt:3: \"crisis_chat\" is already given on line 1" },
		{ "zone = Europe/Olso\n", "c.txt:1: there is no time zone \"Europe/Olso\"" },
		{ "hours = nine to five\n", "c.txt:1: expected hours such as mon-fri 08:00-16:00" },
		{ "hours = mon 08:00-12:00, mon 11:00-13:00\n",
		    "c.txt:1: expected hours that do not overlap" },
		{ "holidays = 2026-12-24, 24.12.\n",
		    "c.txt:1: expected dates such as 2026-12-24, each once; found \"24.12.\"" },
		{ "holidays = 2026-12-24 2026-12-24\n", "c.txt:1: expected dates" },
		{ "languages = en, fr\n", "c.txt:1: expected languages such as en, nb or de, each "
		    "once; found \"fr\"" },
		{ "languages = no\n", "c.txt:1: expected languages" },
		{ "languages = en, en\n", "c.txt:1: expected languages" },
		{ "second_factor = sometimes\n",
		    "c.txt:1: expected optional, required or roles" },
		{ "second_factor = required, lead\n", "found \"required\"" },
		{ WHOLE SITE "second_factor = required\n", "\"second_factor\" is not known here" },
		{ "escalate_after = 4\n", "c.txt:1: expected a time such as 4 h or 30 min" },
		{ "escalate_after = 0 h\n", "c.txt:1: expected a time" },
		{ "escalate_after = 169 h\n", "c.txt:1: expected a time" },
		{ "escalate_after = 4x h\n", "c.txt:1: expected a time" },
		{ "escalate_high_after = 4 days\n", "c.txt:1: expected a time" },
		{ "escalate_high_after = 99999 min\n", "c.txt:1: expected a time" },
		{ "text session intro = x\n", "c.txt:1: expected text INSTRUMENT KEY LANGUAGE" },
		{ "text session intro fr = x\n", "c.txt:1: expected text INSTRUMENT KEY LANGUAGE" },
		{ "cover = ingrd always\n" SITE "[person ingrid]\nname = I\n",
		    "c.txt:1: there is no [person ingrd]; did you mean ingrid?" },
		{ "cover = tor\n" SITE TOR, "c.txt:1: expected hours such as" },
		{ "contact = tor\noutside_contact = ombud\n" SITE TOR,
		    "c.txt:2: the contact is already named on line 1" },
		{ "[sight s]\na = b\n", "c.txt:1: expected [site NAME] or [person NAME], found "
		    "[sight s]" },
		{ "[ste s]\na = b\n", "found [ste s]; did you mean site?" },
		{ "[site]\na = b\n", "c.txt:1: expected a short name of small letters after site" },
		{ "[site A]\na = b\n", "c.txt:1: expected a short name" },
		{ "[person a b]\na = b\n", "c.txt:1: expected a short name" },
		{ "[person abcdefghijklmnopqrstuvwxyzabcdefg]\na = b\n",
		    "c.txt:1: expected a short" },
		{ SITE SITE, "c.txt:3: there is a [site s] already" },
		{ TOR TOR, "c.txt:4: there is a [person tor] already" },
		{ WHOLE SITE "parent = t\n" TOR, "c.txt:6: there is no [site t]" },
		{ WHOLE SITE "parent = s\n" TOR, "c.txt:6: a site cannot be its own sub-site" },
		{ WHOLE SITE "parent = t\n[site t]\nname = T\nparent = u\n[site u]\nname = U\n"
		    "parent = s\n" TOR, "c.txt:6: a site cannot be its own sub-site" },
		{ WHOLE SITE "parent = t\n[site t]\nname = T\nparent = u\n[site u]\nname = U\n"
		    "parent = t\n" TOR, "c.txt:9: a site cannot be its own sub-site; expected "
		    "parent = a site above [site t]" },
		{ WHOLE SITE "supervises = tor\n" TOR,
		    "c.txt:6: \"supervises\" is not known here" },
		{ WHOLE SITE TOR "roles = boss\n", "c.txt:9: there is no role \"boss\"" },
		{ WHOLE SITE TOR "roles = operator\n", "c.txt:9: there is no role \"operator\"" },
		{ WHOLE SITE TOR "roles = leed at s\n", "; did you mean lead?" },
		{ WHOLE SITE TOR "roles = lead in s\n",
		    "c.txt:9: expected roles such as therapist, or "
		    "lead at SITE; found \"lead in s\"" },
		{ WHOLE SITE TOR "roles = lead at\n", "c.txt:9: expected roles" },
		{ WHOLE SITE TOR "roles = administrator at s\n", "c.txt:9: administrator is a role"
		    " for the whole clinic; expected no site behind it" },
		{ WHOLE SITE TOR "roles = lead at t\n", "c.txt:9: there is no [site t]" },
		{ WHOLE SITE TOR "supervises = ola\n", "c.txt:9: there is no [person ola]" },
		{ WHOLE SITE TOR "supervises = tor\n", "c.txt:9: tor cannot supervise themselves" },
		{ WHOLE SITE TOR "supervises = a\n[person a]\nname = A\nroles = therapist\n",
		    "c.txt:9: tor supervises but has not the role" },
		{ WHOLE SITE TOR "roles = supervisor\nsupervises = a\n[person a]\nname = A\n"
		    "roles = lead\n", "c.txt:10: a is supervised but is no therapist" },
		{ WHOLE SITE TOR "supervises = a, a\n[person a]\nname = A\nroles = therapist\n",
		    "c.txt:9: the supervision of a is already given on line 9" },
		{ WHOLE SITE TOR "supervises = a from 2026-02-30\n[person a]\nname = A\n",
		    "c.txt:9: expected a person, and from DATE or to DATE or both" },
		{ WHOLE SITE TOR "supervises = a from 2026-02-02 to 2026-02-01\n[person a]\n"
		    "name = A\n", "c.txt:9: expected a person" },
		{ WHOLE SITE TOR "supervises = a to 2026-02-02 to 2026-02-03\n[person a]\n"
		    "name = A\n", "c.txt:9: expected a person" },
		{ WHOLE SITE TOR "supervises = a since 2026-02-02\n[person a]\nname = A\n",
		    "c.txt:9: expected a person" },
		{ WHOLE SITE TOR "[person a]\nroles = lead\n", "c.txt:9: expected name = ... in "
		    "[person a]" },
		{ WHOLE SITE TOR "[person a]\nname = A\n", "c.txt:9: expected roles = ... in "
		    "[person a]" },
		{ WHOLE "[site s]\nzone = UTC\n" TOR, "c.txt:4: expected name = ... in [site s]" },
		{ "name = One\nzone = UTC\n" SITE TOR, "c.txt:3: expected hours = ..." },
		{ "name = One\nhours = always\n" SITE TOR, "c.txt:3: expected zone = ..." },
		{ WHOLE SITE "cover = tor always\n" TOR,
		    "c.txt:6: tor has cover at [site s] but not "
		    "the role: expected roles = cover in [person tor]" },
		{ WHOLE "cover = tor always\n" SITE TOR, "c.txt:4: tor has cover at [site s]" },
		{ WHOLE SITE "contact = tor\n" TOR,
		    "c.txt:6: tor is the contact of [site s] but has "
		    "not the role" },
		{ WHOLE SITE "contact = tor\n" TOR "roles = contact\n",
		    "c.txt:6: tor is a therapist "
		    "at [site s], and clients must be able to reach someone else" },
		{ "zone = UTC\nhours = always\n" SITE TOR,
		    "c.txt: expected name = ..., the name of" },
		{ WHOLE TOR, "c.txt: expected at least one [site NAME]" },
		{ WHOLE SITE, "c.txt: expected at least one [person NAME] with roles = "
		    "administrator" },
		{ "no equals sign\n", "c.txt:1: expected name = value" },
		{ "", "c.txt: expected name" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		if (parse(cases[i].text) != AT_INVALID)
			fail_msg("case %zu was taken, expected: %s", i, cases[i].message);
		CHECK_HAS(cases[i].message, err.text);
		CHECK_INT(-1, clinic.n_sites);  /* out untouched on failure */
	}
	done();
}

TEST(cover_given_at_a_site_needs_the_role_at_that_site)
{
	(void)state_;
	CHECK_INT(AT_OK, parse(WHOLE SITE "cover = tor always\n" TOR "roles = cover at s\n"));
	CHECK_INT(AT_OK, parse(WHOLE SITE "[site t]\nname = T\nparent = s\ncover = tor always\n"
	    TOR "roles = cover at s\n"));
	CHECK_INT(AT_INVALID, parse(WHOLE SITE "parent = t\ncover = tor always\n[site t]\n"
	    "name = T\nparent = u\n[site u]\nname = U\n[site v]\nname = V\n"
	    TOR "roles = cover at v\n"));
	done();
}

TEST(a_role_said_twice_is_one)
{
	(void)state_;
	CHECK_INT(AT_OK, parse(WHOLE SITE "[site t]\nname = T\nparent = s\n" TOR
	    "roles = lead at s t, lead at s, administrator\n"));
	CHECK_INT(4, clinic.people[0].n_roles);         /* administrator, therapist, lead twice */
	done();
}

TEST(texts_are_for_forms_and_keys_that_there_are)
{
	static const struct { const char *line, *message; } cases[] = {
		{ "text session intro nb = Hei\n", NULL },
		{ "text texts crisis.danger de = Hallo\n", NULL },
		{ "text sesion intro nb = Hei\n",
		    "c.txt:1: there is no form \"sesion\"; did you mean "
		    "session" },
		{ "text session intor nb = Hei\n", "c.txt:1: session has no text \"intor\"" },
		{ "text texts crisis.nothing de = Hallo\n", "c.txt:1: texts has no text" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_library *library;
		char text[512];
		enum at_status st;

		snprintf(text, sizeof text, "%s%s", cases[i].line, WHOLE SITE TOR);
		CHECK_INT(AT_OK, parse(text));
		CHECK_INT(1, clinic.n_texts);
		CHECK_INT(AT_OK, at_library_load(arena, &library, &err));
		st = at_clinic_check_texts(arena, &clinic, library, &err);
		CHECK_INT(cases[i].message == NULL ? AT_OK : AT_INVALID, st);
		if (cases[i].message != NULL)
			CHECK_HAS(cases[i].message, err.text);
	}
	done();
}

RUN_ALL(
    RUN(the_demonstration_clinic_is_whole),
    RUN(sites_take_from_above_what_they_do_not_say),
    RUN(values_are_found_by_site_and_language),
    RUN(people_have_roles_at_sites_and_their_sub_sites),
    RUN(what_is_handed_down_does_not_depend_on_the_order_of_sites),
    RUN(a_second_factor_may_be_wanted_of_all_or_of_some),
    RUN(the_smallest_clinic_lacks_what_a_client_needs),
    RUN(a_slip_is_named_with_its_line_and_what_was_expected),
    RUN(cover_given_at_a_site_needs_the_role_at_that_site),
    RUN(a_role_said_twice_is_one),
    RUN(texts_are_for_forms_and_keys_that_there_are),
)
