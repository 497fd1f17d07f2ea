/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include "action/setup_compare.h"
#include "base/buffer.h"

/* "site bergen", "hours", "mon 08:00-16:00".  A fact without a name says that its subject
 * is there at all. */
struct fact {
	const char *subject, *name, *value;
};

struct facts {
	struct at_arena *arena;
	const struct at_setup *of;
	struct fact *facts;
	int n;
};

static void
add_fact(struct facts *f, const char *subject, const char *name, const char *value)
{
	if (value == NULL || (value[0] == '\0' && name != NULL))
		return;
	f->facts = at_one_more(f->arena, f->facts, f->n, sizeof *f->facts);
	f->facts[f->n++] = (struct fact){ subject, name, value };
}

static const char *
site_handle(const struct at_setup *setup, at_id id)
{
	for (int i = 0; i < setup->n_sites; i++)
		if (setup->sites[i].id == id)
			return setup->sites[i].handle;
	return "";
}

static const char *
person_handle(const struct at_setup *setup, at_id id)
{
	for (int i = 0; i < setup->n_people; i++)
		if (setup->people[i].id == id)
			return setup->people[i].handle;
	return "somebody";
}

static const char *
span_text(struct at_arena *arena, const struct at_open_span *span)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	return at_printf(arena, "%s %02d:%02d-%02d:%02d", days[span->weekday],
	    span->from_min / 60, span->from_min % 60, span->to_min / 60, span->to_min % 60);
}

/* Put a part into a list that stays sorted, so that order does not matter. */
static void
insert_sorted(const char **parts, int n, const char *part)
{
	int at = n;

	for (; at > 0 && strcmp(parts[at - 1], part) > 0; at--)
		parts[at] = parts[at - 1];
	parts[at] = part;
}

static const char *
join(struct at_arena *arena, const char *const *parts, int n)
{
	struct at_buffer out = at_buffer_init(arena);

	for (int i = 0; i < n; i++)
		at_buffer_printf(&out, "%s%s", i == 0 ? "" : ", ", parts[i]);
	return at_buffer_string(&out);
}

static const char *
hours_text(struct at_arena *arena, const struct at_setup_site *site)
{
	const char **parts = AT_NEW(arena, const char *, (size_t)site->n_spans);

	for (int i = 0; i < site->n_spans; i++)
		insert_sorted(parts, i, at_printf(arena, "%d%s", site->spans[i].weekday,
		    span_text(arena, &site->spans[i])));
	for (int i = 0; i < site->n_spans; i++)
		parts[i]++;                     /* the day's number has done its work */
	return join(arena, parts, site->n_spans);
}

static const char *
holidays_text(struct at_arena *arena, const struct at_setup_site *site)
{
	const char **parts = AT_NEW(arena, const char *, (size_t)site->n_closed);
	char day[AT_DATE_ROOM];

	for (int i = 0; i < site->n_closed; i++) {
		at_date_format(at_date_of_days(site->closed[i]), day);
		insert_sorted(parts, i, at_strdup(arena, day));
	}
	return join(arena, parts, site->n_closed);
}

/* In order of preference: that matters. */
static const char *
covers_text(const struct facts *f, const struct at_setup_site *site)
{
	const char **parts = AT_NEW(f->arena, const char *, (size_t)site->n_covers);

	for (int i = 0; i < site->n_covers; i++) {
		const struct at_setup_cover *c = &site->covers[i];

		parts[i] = at_printf(f->arena, "%s %s", person_handle(f->of, c->staff),
		    c->always ? "always" : span_text(f->arena, &c->span));
	}
	return join(f->arena, parts, site->n_covers);
}

static const char *
duration_text(struct at_arena *arena, at_ms ms)
{
	return at_printf(arena, "%lld min", (long long)(ms / AT_MINUTE));
}

static void
add_site(struct facts *f, const struct at_setup_site *site)
{
	const char *subject = at_printf(f->arena, "site %s", site->handle);

	add_fact(f, subject, NULL, "");
	add_fact(f, subject, "name", site->name);
	add_fact(f, subject, "parent", site_handle(f->of, site->parent));
	add_fact(f, subject, "zone", site->zone);
	add_fact(f, subject, "hours", hours_text(f->arena, site));
	add_fact(f, subject, "holidays", holidays_text(f->arena, site));
	add_fact(f, subject, "cover", covers_text(f, site));
	add_fact(f, subject, "contact", site->contact == 0 ? site->contact_name
	    : person_handle(f->of, site->contact));
	add_fact(f, subject, "escalate_after", duration_text(f->arena, site->escalate_ms));
	add_fact(f, subject, "escalate_high_after",
	    duration_text(f->arena, site->escalate_high_ms));
}

static const char *
roles_text(const struct facts *f, const struct at_setup_person *person)
{
	const char **parts = AT_NEW(f->arena, const char *, (size_t)person->n_roles);

	for (int i = 0; i < person->n_roles; i++) {
		const struct at_setup_role *r = &person->roles[i];

		insert_sorted(parts, i, r->site == 0 ? r->role : at_printf(f->arena, "%s at %s",
		    r->role, site_handle(f->of, r->site)));
	}
	return join(f->arena, parts, person->n_roles);
}

static const char *
supervises_text(const struct facts *f, const struct at_setup_person *person)
{
	const char **parts = AT_NEW(f->arena, const char *, (size_t)person->n_supervises);
	char from[AT_ISO_ROOM], to[AT_ISO_ROOM];

	for (int i = 0; i < person->n_supervises; i++) {
		const struct at_setup_supervision *s = &person->supervises[i];

		at_time_iso(s->from, from);
		at_time_iso(s->to, to);
		insert_sorted(parts, i, at_printf(f->arena, "%s%s%s%s%s",
		    person_handle(f->of, s->therapist), s->from == 0 ? "" : " from ",
		    s->from == 0 ? "" : from, s->to == 0 ? "" : " to ", s->to == 0 ? "" : to));
	}
	return join(f->arena, parts, person->n_supervises);
}

static void
add_person(struct facts *f, const struct at_setup_person *person)
{
	const char *subject = at_printf(f->arena, "person %s", person->handle);

	add_fact(f, subject, NULL, "");
	add_fact(f, subject, "name", person->name);
	add_fact(f, subject, "roles", roles_text(f, person));
	add_fact(f, subject, "supervises", supervises_text(f, person));
}

static void
add_value(struct facts *f, const struct at_setup_value *value)
{
	add_fact(f, value->site == 0 ? "every site" : at_printf(f->arena, "site %s",
	    site_handle(f->of, value->site)), value->name, value->value);
}

static void
add_name(struct facts *f)
{
	add_fact(f, "the organisation", "name", f->of->name);
}

static struct facts
facts_of(struct at_arena *arena, const struct at_setup *setup)
{
	struct facts f = { .arena = arena, .of = setup };

	add_name(&f);
	for (int i = 0; i < setup->n_sites; i++)
		add_site(&f, &setup->sites[i]);
	for (int i = 0; i < setup->n_people; i++)
		add_person(&f, &setup->people[i]);
	for (int i = 0; i < setup->n_values; i++)
		add_value(&f, &setup->values[i]);
	for (int i = 0; i < setup->n_texts; i++)
		add_fact(&f, at_printf(arena, "text %s %s %s", setup->texts[i].instrument,
		    setup->texts[i].key, setup->texts[i].lang), NULL, setup->texts[i].text);
	return f;
}

static const struct fact *
find_fact(const struct facts *f, const char *subject, const char *name)
{
	for (int i = 0; i < f->n; i++)
		if (strcmp(f->facts[i].subject, subject) == 0
		    && (name == NULL || f->facts[i].name == NULL ? name == f->facts[i].name
		    : strcmp(f->facts[i].name, name) == 0))
			return &f->facts[i];
	return NULL;
}

struct comparison {
	struct at_arena *arena;
	struct facts old, new;
	struct at_setup_change *changes;
	int n;
};

static void
add_change(struct comparison *c, enum at_change_kind kind, const struct fact *fact,
    const char *before, const char *now)
{
	const char *what = fact->name == NULL ? fact->subject
	    : at_printf(c->arena, "%s: %s", fact->subject, fact->name);

	c->changes = at_one_more(c->arena, c->changes, c->n, sizeof *c->changes);
	c->changes[c->n++] = (struct at_setup_change){ kind, what, before, now };
}

/* Whether a fact's whole subject is missing on the other side, which is one change. */
static bool
goes_with_subject(const struct facts *here, const struct facts *there, const struct fact *fact)
{
	return fact->name != NULL && find_fact(here, fact->subject, NULL) != NULL
	    && find_fact(there, fact->subject, NULL) == NULL;
}

static void
compare_facts(struct comparison *c)
{
	for (int i = 0; i < c->new.n; i++) {
		const struct fact *now = &c->new.facts[i];
		const struct fact *before = find_fact(&c->old, now->subject, now->name);

		if (before != NULL && strcmp(before->value, now->value) != 0)
			add_change(c, AT_CHANGE_CHANGED, now, before->value, now->value);
		else if (before == NULL && !goes_with_subject(&c->new, &c->old, now))
			add_change(c, AT_CHANGE_ADDED, now, NULL, now->value);
	}
	for (int i = 0; i < c->old.n; i++) {
		const struct fact *before = &c->old.facts[i];

		if (find_fact(&c->new, before->subject, before->name) == NULL
		    && !goes_with_subject(&c->old, &c->new, before))
			add_change(c, before->name == NULL ? AT_CHANGE_UNNAMED : AT_CHANGE_REMOVED,
			    before, before->value, NULL);
	}
}

struct at_changes
at_setup_compare(struct at_arena *arena, const struct at_setup *old, const struct at_setup *new)
{
	struct comparison c = { .arena = arena, .old = facts_of(arena, old),
		.new = facts_of(arena, new) };

	compare_facts(&c);
	return (struct at_changes){ c.changes, c.n };
}

bool
at_changes_any(const struct at_changes *changes)
{
	for (int i = 0; i < changes->n_changes; i++)
		if (changes->changes[i].kind != AT_CHANGE_UNNAMED)
			return true;
	return false;
}

/* ---- marks ---------------------------------------------------------------------------- */

static uint64_t
hash_of(const struct fact *fact)
{
	const char *const parts[] = { fact->subject, fact->name == NULL ? "" : fact->name,
		fact->value };
	crypto_generichash_state state;
	uint64_t hash;

	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	for (size_t i = 0; i < AT_COUNT(parts); i++)
		crypto_generichash_update(&state, (const unsigned char *)parts[i],
		    strlen(parts[i]) + 1);
	crypto_generichash_final(&state, (unsigned char *)&hash, sizeof hash);
	return hash;
}

/* A sum, because a store gives its rows in any order. */
static const char *
mark_of(const struct facts *f)
{
	uint64_t sum = 0;

	for (int i = 0; i < f->n; i++)
		sum += hash_of(&f->facts[i]);
	return at_printf(f->arena, "%016llx", (unsigned long long)sum);
}

const char *
at_setup_mark(struct at_arena *arena, const struct at_setup *setup)
{
	struct facts f = facts_of(arena, setup);

	return mark_of(&f);
}

const char *
at_setup_mark_site(struct at_arena *arena, const struct at_setup *setup, at_id site)
{
	struct facts f = { .arena = arena, .of = setup };

	if (site == 0)
		add_name(&f);
	for (int i = 0; i < setup->n_sites; i++)
		if (setup->sites[i].id == site)
			add_site(&f, &setup->sites[i]);
	for (int i = 0; i < setup->n_values; i++)
		if (setup->values[i].site == site)
			add_value(&f, &setup->values[i]);
	return mark_of(&f);
}

const char *
at_setup_mark_person(struct at_arena *arena, const struct at_setup *setup, at_id person)
{
	struct facts f = { .arena = arena, .of = setup };

	for (int i = 0; i < setup->n_people; i++)
		if (setup->people[i].id == person)
			add_person(&f, &setup->people[i]);
	return mark_of(&f);
}
