/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic made from its file, and made to follow it again. */
#include <string.h>

#include "action/asking.h"
#include "action/house.h"
#include "action/people.h"
#include "action/rules.h"
#include "action/setup.h"
#include "action/wording.h"
#include "base/buffer.h"
#include "base/embed.h"
#include "base/words.h"
#include "guard/guard.h"
#include "store/org.h"
#include "store/setup.h"
#include "support/store_support.h"

/* The smallest clinic with a bit of everything. */
static const char before[] =
    "name = Two houses\n"
    "zone = Europe/Oslo\n"
    "hours = mon-fri 08:00-16:00\n"
    "holidays = 2026-12-24\n"
    "languages = nb, en\n"
    "cover = vera always\n"
    "contact = kai\n"
    "clinic_hours = weekdays\n"
    "clinic_hours.nb = hverdager\n"
    "staff_support = a colleague\n"
    "text session intro nb = Takk for timen.\n"
    "[site main]\nname = Main house\n"
    "[site sub]\nname = Small house\nparent = main\n"
    "[person ada]\nname = Ada Berg\nroles = therapist at main\n"
    "[person sol]\nname = Sol Moe\nroles = supervisor\nsupervises = ada from 2026-01-01\n"
    "[person kai]\nname = Kai Nes\nroles = contact\n"
    "[person vera]\nname = Vera Vik\nroles = cover\n"
    "[person adi]\nname = Adi Holt\nroles = administrator\n";

/* The same after a year, without vera's colleague sol. */
static const char after[] =
    "name = Three houses\n"
    "zone = Europe/Oslo\n"
    "hours = mon-fri 08:00-16:00\n"
    "holidays = 2026-12-24\n"
    "languages = nb, en\n"
    "cover = vera mon-fri 08:00-16:00\n"
    "contact = kai\n"
    "clinic_hours = weekdays\n"
    "clinic_hours.nb = hverdager\n"
    "text session intro nb = Takk for i dag.\n"
    "text session thanks nb = Takk.\n"
    "[site main]\nname = Main house\nhours = mon-thu 09:00-17:00\n"
    "[site sub]\nname = Small house\nparent = main\nclinic_phone = 2\n"
    "[site new]\nname = New house\n"
    "[person ada]\nname = Ada Berg-Lie\nroles = therapist at main, cover\n"
    "[person kai]\nname = Kai Nes\nroles = contact\n"
    "[person vera]\nname = Vera Vik\nroles = cover\n"
    "[person adi]\nname = Adi Holt\nroles = administrator\n"
    "[person tor]\nname = Tor Dahl\nroles = therapist at new\n";

struct setting {
	struct support *s;
	struct at_call *call;
	struct at_house house;
	struct at_who who;
};

static struct setting *
begin(void **state)
{
	struct support *s = support_begin(state);
	struct setting *t = AT_NEW(s->arena, struct setting, 1);
	struct at_library *library;

	t->s = s;
	CHECK_OK(s, at_guard_start(&s->err));
	CHECK_OK(s, at_library_load(s->arena, &library, &s->err));
	t->house.library = library;
	t->who = (struct at_who){ .subjects = AT_OPERATOR, .name = "" };
	t->call = support_store(s, false);
	t->call->house = &t->house;
	t->call->who = &t->who;
	t->call->words = at_words_find(NULL);
	return t;
}

static void
parse(struct setting *t, const char *text, struct at_clinic *out)
{
	CHECK_OK(t->s, at_clinic_parse(t->s->arena, "clinic.txt", text, strlen(text), out,
	    &t->s->err));
}

static void
init(struct setting *t, const char *text)
{
	struct at_clinic clinic;

	parse(t, text, &clinic);
	CHECK_OK(t->s, at_action_init(t->call, &clinic, &t->who.org));
}

/* The changes as lines: "changed person ada: name: Ada Berg -> Ada Berg-Lie". */
static const char *
apply(struct setting *t, const char *text)
{
	static const char *const kinds[] = { "added", "changed", "removed", "unnamed" };
	struct at_buffer lines = at_buffer_init(t->s->arena);
	struct at_clinic clinic;
	struct at_changes changes;

	parse(t, text, &clinic);
	CHECK_OK(t->s, at_action_setup(t->call, &clinic, &changes));
	for (int i = 0; i < changes.n_changes; i++) {
		const struct at_setup_change *c = &changes.changes[i];

		at_buffer_printf(&lines, "%s %s: %s -> %s\n", kinds[c->kind], c->what,
		    c->before == NULL ? "-" : c->before, c->now == NULL ? "-" : c->now);
	}
	return at_buffer_string(&lines);
}

static void
load(struct setting *t, struct at_setup *out)
{
	CHECK_OK(t->s, at_setup_load(t->s->arena, at_store_reader(t->call), t->who.org, out,
	    &t->s->err));
}

static const char sql_audit[] = "SELECT count(*) FROM audit";

static int64_t
n_audit(struct setting *t)
{
	return support_number(t->s, at_store_reader(t->call), sql_audit);
}

TEST(a_clinic_is_what_its_file_says)
{
	struct setting *t = begin(state_);
	struct at_setup setup;

	init(t, before);
	load(t, &setup);
	CHECK_TEXT("Two houses", setup.name);
	CHECK_INT(2, setup.n_sites);
	CHECK_TEXT("sub", setup.sites[1].handle);
	CHECK_INT(setup.sites[0].id, setup.sites[1].parent);
	CHECK_INT(5, setup.sites[1].n_spans);
	CHECK_INT(8 * 60, setup.sites[1].spans[4].from_min);
	CHECK_INT(1, setup.sites[0].n_closed);
	CHECK_INT(1, setup.sites[0].n_covers);
	CHECK(setup.sites[0].covers[0].always);
	CHECK_TEXT("Kai Nes", setup.sites[0].contact_name);
	CHECK_INT(setup.people[2].id, setup.sites[0].contact);
	CHECK_INT(5, setup.n_people);
	CHECK_INT(2, setup.people[0].n_roles);          /* main, and with it sub */
	CHECK_INT(1, setup.people[1].n_supervises);
	CHECK_INT(setup.people[0].id, setup.people[1].supervises[0].therapist);
	CHECK_INT(1767222000000, setup.people[1].supervises[0].from);   /* midnight in Oslo */
	CHECK_INT(0, setup.people[1].supervises[0].to);
	CHECK_INT(1, n_audit(t));
}

TEST(a_second_run_finds_nothing_and_writes_nothing)
{
	struct setting *t = begin(state_);

	init(t, before);
	CHECK_TEXT("", apply(t, before));
	CHECK_INT(1, n_audit(t));
}

TEST(what_became_different_is_told_once)
{
	struct setting *t = begin(state_);

	init(t, before);
	CHECK_TEXT(
	    "changed the organisation: name: Two houses -> Three houses\n"
	    "changed site main: hours: mon 08:00-16:00, tue 08:00-16:00, wed 08:00-16:00, "
	    "thu 08:00-16:00, fri 08:00-16:00 -> mon 09:00-17:00, tue 09:00-17:00, "
	    "wed 09:00-17:00, thu 09:00-17:00\n"
	    "changed site main: cover: vera always -> vera mon 08:00-16:00, vera tue 08:00-16:00, "
	    "vera wed 08:00-16:00, vera thu 08:00-16:00, vera fri 08:00-16:00\n"
	    "changed site sub: hours: mon 08:00-16:00, tue 08:00-16:00, wed 08:00-16:00, "
	    "thu 08:00-16:00, fri 08:00-16:00 -> mon 09:00-17:00, tue 09:00-17:00, "
	    "wed 09:00-17:00, thu 09:00-17:00\n"
	    "changed site sub: cover: vera always -> vera mon 08:00-16:00, vera tue 08:00-16:00, "
	    "vera wed 08:00-16:00, vera thu 08:00-16:00, vera fri 08:00-16:00\n"
	    "added site new: - -> \n"
	    "changed person ada: name: Ada Berg -> Ada Berg-Lie\n"
	    "changed person ada: roles: therapist at main, therapist at sub -> cover, therapist "
	    "at main, therapist at sub\n"
	    "added person tor: - -> \n"
	    "added site sub: clinic_phone: - -> 2\n"
	    "changed text session intro nb: Takk for timen. -> Takk for i dag.\n"
	    "added text session thanks nb: - -> Takk.\n"
	    "unnamed person sol:  -> -\n"
	    "removed every site: staff_support: a colleague -> -\n", apply(t, after));
	CHECK_INT(2, n_audit(t));
	CHECK_TEXT("unnamed person sol:  -> -\n", apply(t, after));
	CHECK_INT(2, n_audit(t));
}

TEST(nobody_and_nothing_changes_its_id)
{
	struct setting *t = begin(state_);
	struct at_setup one, two;

	init(t, before);
	load(t, &one);
	apply(t, after);
	load(t, &two);
	CHECK_INT(one.sites[0].id, two.sites[0].id);
	CHECK_INT(one.people[0].id, two.people[0].id);
	CHECK_INT(6, two.n_people);
	CHECK_TEXT("sol", two.people[1].handle);
	CHECK_INT(1, two.people[1].n_roles);            /* not in the file: stays */
	CHECK_INT(1, two.people[1].n_supervises);
}

/* The value of a placeholder at a site, as a form in that language would have it. */
static const char *
value(struct setting *t, const char *site, const char *name)
{
	struct at_db *db = at_store_reader(t->call);
	struct at_settings settings;
	struct at_site loaded;
	at_id id;

	CHECK_OK(t->s, at_site_find(t->s->arena, db, t->who.org, site, &id, &t->s->err));
	CHECK_OK(t->s, at_site_load(t->s->arena, db, t->who.org, id, &loaded, &t->s->err));
	CHECK_OK(t->s, at_settings_load(t->s->arena, db, &loaded, &settings, &t->s->err));
	return at_setting_value(&settings, name);
}

TEST(a_site_s_own_value_hides_everybody_s_in_every_language)
{
	struct setting *t = begin(state_);
	const char *text = at_printf(t->s->arena,
	    "%s[site far]\nname = Far\nclinic_hours = never\n", before);

	init(t, text);
	CHECK_TEXT("weekdays", value(t, "main", "clinic_hours"));
	CHECK_TEXT("hverdager", value(t, "main", "clinic_hours.nb"));
	CHECK_TEXT("never", value(t, "far", "clinic_hours"));
	CHECK_TEXT("never", value(t, "far", "clinic_hours.nb"));
	CHECK_TEXT("Far", value(t, "far", "clinic_name"));
	CHECK_TEXT("nb en", value(t, "far", "languages"));
	CHECK_TEXT("", apply(t, text));
}

TEST(the_demonstration_s_file_lacks_nothing)
{
	struct setting *t = begin(state_);
	const struct at_embedded *file = at_embed_find("demo/clinic.txt");
	struct at_setup setup;

	init(t, at_strndup(t->s->arena, file->bytes, file->n_bytes));
	load(t, &setup);
	for (int i = 0; i < setup.n_sites; i++) {
		struct at_asking *asking;

		CHECK_OK(t->s, at_asking_open(t->call, t->who.org, setup.sites[i].id,
		    at_library_find(t->house.library, "session"), "client", false, "nb",
		    &asking));
		CHECK_OK(t->s, at_asking_ready(t->call, asking));
		CHECK(at_asking_covered(asking, support_noon, 14 * AT_DAY));
	}
}

TEST(forms_call_the_contact_what_the_file_calls_them)
{
	struct setting *t = begin(state_);
	const struct at_embedded *file = at_embed_find("demo/clinic.txt");
	struct at_asking *asking;
	struct at_setup setup;
	struct at_said said;

	init(t, at_printf(t->s->arena, "contact_person = the Ombud\n%.*s", (int)file->n_bytes,
	    file->bytes));
	load(t, &setup);
	CHECK_OK(t->s, at_asking_open(t->call, t->who.org, setup.sites[0].id,
	    at_library_find(t->house.library, "session"), "client", false, "en", &asking));
	CHECK_OK(t->s, at_asking_say(t->call, asking, false, "option.said.other", &said));
	CHECK_TEXT("the Ombud", said.text);
}

TEST(only_the_operator_and_administrators_set_up)
{
	struct setting *t = begin(state_);
	struct at_clinic clinic;
	struct at_changes changes;

	init(t, before);
	parse(t, after, &clinic);
	t->who.subjects = AT_STAFF & ~(uint32_t)AT_ADMINISTRATOR;
	CHECK_INT(AT_DENIED, at_action_setup(t->call, &clinic, &changes));
	at_error_clear(&t->s->err);
	t->who.subjects = AT_ADMINISTRATOR;
	CHECK_OK(t->s, at_action_setup(t->call, &clinic, &changes));
}

TEST(a_text_for_no_form_of_ours_is_refused)
{
	struct setting *t = begin(state_);
	struct at_clinic clinic;
	struct at_changes changes;
	const char *text = at_printf(t->s->arena, "text session outro nb = Hei\n%s", before);

	init(t, before);
	parse(t, text, &clinic);
	CHECK_INT(AT_INVALID, at_action_setup(t->call, &clinic, &changes));
	CHECK_HAS("clinic.txt:1: ", t->s->err.text);
	CHECK_INT(1, n_audit(t));
}

TEST(the_address_outlives_a_new_setup)
{
	struct setting *t = begin(state_);
	const char *url = "untouched";

	init(t, before);
	CHECK_OK(t->s, at_action_public_url(t->call, &url));
	CHECK(url == NULL);
	CHECK_OK(t->s, at_action_note_public_url(t->call, "https://a.example"));
	apply(t, after);
	CHECK_OK(t->s, at_action_public_url(t->call, &url));
	CHECK_TEXT("https://a.example", url);
	CHECK_INT(3, n_audit(t));
	CHECK_OK(t->s, at_action_note_public_url(t->call, "https://a.example"));
	CHECK_TEXT("unnamed person sol:  -> -\n", apply(t, after));
	CHECK_INT(3, n_audit(t));
}

TEST(what_a_page_sets_is_what_the_file_would_have_set)
{
	static const char rest[] = "name = Two houses\n";
	struct setting *t = begin(state_);
	struct at_rules rules;

	init(t, before);
	CHECK_OK(t->s, at_action_rules(t->call, &rules));
	CHECK_OK(t->s, at_action_rename(t->call, rules.mark, "One house"));
	CHECK_OK(t->s, at_action_rules(t->call, &rules));
	CHECK_OK(t->s, at_action_factor_want(t->call, rules.mark, AT_PRIVACY | AT_COVER));
	CHECK_TEXT("", apply(t, at_printf(t->s->arena, "name = One house\n"
	    "second_factor = cover, privacy\n%s", before + strlen(rest))));
	CHECK_TEXT("changed every site: second_factor: cover privacy -> required\n", apply(t,
	    at_printf(t->s->arena, "name = One house\nsecond_factor = required\n%s",
	    before + strlen(rest))));
	CHECK_OK(t->s, at_action_rules(t->call, &rules));
	CHECK_INT(AT_STAFF, rules.wanted);
}

/* ---- people and words, which setup shares its tables with ------------------------------ */

TEST(somebody_added_at_a_site_counts_at_its_sub_sites)
{
	struct setting *t = begin(state_);
	static const char *const roles[] = { "therapist@main", "cover" };
	const struct at_new_person new = { "eva", "Eva Lie", roles, 2 };
	struct at_person_row *rows;
	struct at_staff eva;
	at_id id, *sites;
	int n;

	init(t, before);
	CHECK_OK(t->s, at_action_person_add(t->call, &new, &id));
	CHECK_OK(t->s, at_staff_sites(t->s->arena, at_store_reader(t->call), t->who.org, id,
	    "therapist", &sites, &n, &t->s->err));
	CHECK_INT(2, n);
	CHECK_OK(t->s, at_action_person_rows(t->call, &rows, &n));
	CHECK_INT(6, n);
	for (n = 0; strcmp(rows[n].staff.name, "Eva Lie") != 0; n++)
		CHECK(n < 5);
	CHECK_HAS("therapist at main", rows[n].roles);
	CHECK_HAS_NOT("sub", rows[n].roles);            /* goes without saying */
	CHECK_OK(t->s, at_action_person_disable(t->call, "eva"));
	CHECK_OK(t->s, at_action_person_find(t->call, "eva", &eva));
	CHECK(eva.disabled);
	CHECK_INT(AT_CONFLICT, at_action_person_disable(t->call, "eva"));
}

TEST(a_person_that_cannot_be_is_refused)
{
	struct setting *t = begin(state_);
	static const char *const typo[] = { "therapsit" }, *const far[] = { "lead@nowhere" },
	    *const good[] = { "lead" };
	const struct {
		struct at_new_person new;
		enum at_status status;
		const char *why;
	} cases[] = {
		{ { "eva", "Eva", typo, 1 }, AT_INVALID, "did you mean therapist" },
		{ { "eva", "Eva", far, 1 }, AT_NOT_FOUND, "no site \"nowhere\"" },
		{ { "ada", "Eva", good, 1 }, AT_CONFLICT, "already somebody called \"ada\"" },
		{ { "Eva", "Eva", good, 1 }, AT_INVALID, "small letters" },
		{ { "eva", "  ", good, 1 }, AT_INVALID, "1 to 200 characters" },
	};
	at_id id;

	init(t, before);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(cases[i].status, at_action_person_add(t->call, &cases[i].new, &id));
		CHECK_HAS(cases[i].why, t->s->err.text);
		at_error_clear(&t->s->err);
	}
	CHECK_INT(1, n_audit(t));
}

static enum at_status
load_words(struct setting *t, const char *id, const char *file, const char *text, int *n)
{
	return at_action_wording_load(t->call, id, file, text, strlen(text), n);
}

TEST(a_file_of_words_takes_the_place_of_ours)
{
	struct setting *t = begin(state_);
	struct at_setup setup;
	int n = 0;

	init(t, before);
	CHECK_OK(t->s, load_words(t, "session", "words/session.nb.txt",
	    "intro = Hei.\nitem.ease = Det gikk.\n", &n));
	CHECK_INT(2, n);
	load(t, &setup);
	CHECK_INT(2, setup.n_texts);                    /* the file's intro was reworded */
	CHECK_OK(t->s, load_words(t, "texts", "texts.de.txt", "crisis.danger = Hilfe: 1\n", &n));
	CHECK_INT(3, n_audit(t));
}

TEST(words_that_fit_nothing_are_refused_and_nothing_is_kept)
{
	struct setting *t = begin(state_);
	static const struct { const char *id, *file, *text, *why; } cases[] = {
		{ "session", "session.nb.txt", "intro = Hei\noutro = Ha\n", "session.nb.txt:2: " },
		{ "session", "other.nb.txt", "intro = Hei\n", "expected a file named session." },
		{ "session", "session.xx.txt", "intro = Hei\n", "expected a file named session." },
		{ "session", "session.txt", "intro = Hei\n", "expected a file named session." },
		{ "sesion", "sesion.nb.txt", "intro = Hei\n", "no instrument \"sesion\"" },
		{ "session", "session.nb.txt", "forms = teen\nintro = Hei\n", "for all forms" },
	};
	struct at_setup setup;
	int n = -1;

	init(t, before);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK(load_words(t, cases[i].id, cases[i].file, cases[i].text, &n) != AT_OK);
		CHECK_HAS(cases[i].why, t->s->err.text);
		at_error_clear(&t->s->err);
	}
	CHECK_INT(-1, n);
	load(t, &setup);
	CHECK_TEXT("Takk for timen.", setup.texts[0].text);
	CHECK_INT(1, n_audit(t));
}

RUN_ALL(
	RUN_BOTH(a_clinic_is_what_its_file_says),
	RUN_BOTH(a_second_run_finds_nothing_and_writes_nothing),
	RUN_BOTH(what_became_different_is_told_once),
	RUN_BOTH(nobody_and_nothing_changes_its_id),
	RUN_BOTH(a_site_s_own_value_hides_everybody_s_in_every_language),
	RUN_BOTH(the_demonstration_s_file_lacks_nothing),
	RUN_BOTH(forms_call_the_contact_what_the_file_calls_them),
	RUN_BOTH(only_the_operator_and_administrators_set_up),
	RUN_BOTH(a_text_for_no_form_of_ours_is_refused),
	RUN_BOTH(the_address_outlives_a_new_setup),
	    RUN_BOTH(what_a_page_sets_is_what_the_file_would_have_set),
RUN_BOTH(somebody_added_at_a_site_counts_at_its_sub_sites),
	RUN_BOTH(a_person_that_cannot_be_is_refused),
	RUN_BOTH(a_file_of_words_takes_the_place_of_ours),
	RUN_BOTH(words_that_fit_nothing_are_refused_and_nothing_is_kept)
)
