/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/clinic_line.h"
#include "base/near.h"
#include "base/split.h"
#include "base/words.h"
#include "guard/policy.h"

enum { SPANS_MAX = 64 };

static const char white[] = " \t\n";

/* "; did you mean x?" or nothing. */
const char *
at_clinic_suggestion(struct at_clinic_reader *r, const char *text, const char *const *names, int n)
{
	const char *near = at_near(text, names, n);

	return near == NULL ? "" : at_printf(r->arena, "; did you mean %s?", near);
}

int
at_clinic_site_index(const struct at_clinic_reader *r, const char *handle)
{
	for (int i = 0; i < r->clinic->n_sites; i++)
		if (strcmp(r->clinic->sites[i].handle, handle) == 0)
			return i;
	return AT_CLINIC_NONE;
}

int
at_clinic_person_index(const struct at_clinic_reader *r, const char *handle)
{
	for (int i = 0; i < r->clinic->n_people; i++)
		if (strcmp(r->clinic->people[i].handle, handle) == 0)
			return i;
	return AT_CLINIC_NONE;
}

static enum at_status
find_site(struct at_clinic_reader *r, int line, const char *handle, int *out)
{
	int n = r->clinic->n_sites;
	const char **handles = AT_NEW(r->arena, const char *, (size_t)n);

	*out = at_clinic_site_index(r, handle);
	if (*out != AT_CLINIC_NONE)
		return AT_OK;
	for (int i = 0; i < n; i++)
		handles[i] = r->clinic->sites[i].handle;
	return at_clinic_bad(r, line, "there is no [site %s]%s", handle,
	    at_clinic_suggestion(r, handle, handles, n));
}

static enum at_status
find_person(struct at_clinic_reader *r, int line, const char *handle, int *out)
{
	int n = r->clinic->n_people;
	const char **handles = AT_NEW(r->arena, const char *, (size_t)n);

	*out = at_clinic_person_index(r, handle);
	if (*out != AT_CLINIC_NONE)
		return AT_OK;
	for (int i = 0; i < n; i++)
		handles[i] = r->clinic->people[i].handle;
	return at_clinic_bad(r, line, "there is no [person %s]%s", handle,
	    at_clinic_suggestion(r, handle, handles, n));
}

/* The site in hand, or the head of the file, which speaks for all. */
static struct at_clinic_site *
site_of(struct at_clinic_reader *r)
{
	return r->subject == AT_CLINIC_SITE ? &r->clinic->sites[r->index] : r->top;
}

/* One function per kind of line.  `l->value` is never empty. */

static enum at_status
read_name(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	switch (r->subject) {
	case AT_CLINIC_WHOLE:  r->clinic->name = l->value; break;
	case AT_CLINIC_SITE:   r->clinic->sites[r->index].name = l->value; break;
	case AT_CLINIC_PERSON: r->clinic->people[r->index].name = l->value; break;
	}
	return AT_OK;
}

static enum at_status
read_parent(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	site_of(r)->parent_line = l->line;
	return find_site(r, l->line, l->value, &site_of(r)->parent);
}

static enum at_status
read_zone(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_error why = { .status = AT_OK };

	if (at_zone_load(r->arena, l->value, &site_of(r)->hours.zone, &why) != AT_OK)
		return at_clinic_bad(r, l->line, "%s", why.text);
	site_of(r)->zone = l->value;
	return AT_OK;
}

static enum at_status
parse_hours(struct at_clinic_reader *r, const struct at_conf_line *l, const char *text,
    struct at_hours *out)
{
	struct at_open_span spans[SPANS_MAX], *kept;
	int n = at_hours_parse(text, spans, SPANS_MAX, &out->always);

	if (n < 0)
		return at_clinic_bad(r, l->line, "expected hours such as mon-fri 08:00-16:00, "
		    "sat 10:00-12:00, or always; found \"%s\"", text);
	if (at_hours_overlap(spans, n))
		return at_clinic_bad(r, l->line, "expected hours that do not overlap, found \"%s\"",
		    text);
	kept = AT_NEW(r->arena, struct at_open_span, (size_t)n);
	if (n > 0)
		memcpy(kept, spans, (size_t)n * sizeof *spans);
	out->spans = kept;
	out->n_spans = n;
	return AT_OK;
}

static enum at_status
read_hours(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	return parse_hours(r, l, l->value, &site_of(r)->hours);
}

/* Whether a part stands among those before it too. */
static bool
is_repeated(const struct at_parts *parts, int i)
{
	for (int j = 0; j < i; j++)
		if (strcmp(parts->at[i], parts->at[j]) == 0)
			return true;
	return false;
}

const char *
at_clinic_days(struct at_arena *arena, const char *text, struct at_date **out, int *out_n)
{
	struct at_parts days = at_split(arena, text, ", \t\r\n");

	*out = AT_NEW(arena, struct at_date, (size_t)days.n);
	*out_n = days.n;
	for (int i = 0; i < days.n; i++)
		if (!at_date_parse(days.at[i], &(*out)[i]) || is_repeated(&days, i))
			return days.at[i];
	return NULL;
}

static enum at_status
read_holidays(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_date *dates;
	int n;
	const char *wrong = at_clinic_days(r->arena, l->value, &dates, &n);

	if (wrong != NULL)
		return at_clinic_bad(r, l->line, "expected dates such as 2026-12-24, each once; "
		    "found \"%s\"", wrong);
	site_of(r)->hours.closed = dates;
	site_of(r)->hours.n_closed = n;
	return AT_OK;
}

static enum at_status
read_languages(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_parts langs = at_split(r->arena, l->value, ", \t\n");

	for (int i = 0; i < langs.n; i++)
		if (!at_words_offered(langs.at[i]) || is_repeated(&langs, i))
			return at_clinic_bad(r, l->line, "expected languages such as en, nb or de, "
			    "each once; found \"%s\"", langs.at[i]);
	site_of(r)->langs = langs.at;
	site_of(r)->n_langs = langs.n;
	return AT_OK;
}

static enum at_status
read_cover(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_clinic_site *site = site_of(r);
	struct at_clinic_cover cover = { .line = l->line };
	size_t n = strcspn(l->value, white);
	enum at_status st = find_person(r, l->line, at_strndup(r->arena, l->value, n),
	    &cover.person);

	if (st == AT_OK)
		st = parse_hours(r, l, l->value + n + strspn(l->value + n, white), &cover.hours);
	if (st != AT_OK)
		return st;
	site->covers = at_one_more(r->arena, site->covers, site->n_covers, sizeof cover);
	site->covers[site->n_covers++] = cover;
	return AT_OK;
}

static enum at_status
name_contact(struct at_clinic_reader *r, const struct at_conf_line *l, int person,
    const char *name)
{
	struct at_clinic_site *site = site_of(r);

	if (site->contact_line != 0)
		return at_clinic_bad(r, l->line,
		    "the contact is already named on line %d; expected either contact or "
		    "outside_contact", site->contact_line);
	site->contact = person;
	site->contact_name = name;
	site->contact_line = l->line;
	return AT_OK;
}

static enum at_status
read_contact(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	int person;
	enum at_status st = find_person(r, l->line, l->value, &person);

	return st == AT_OK ? name_contact(r, l, person, NULL) : st;
}

static enum at_status
read_outside_contact(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	return name_contact(r, l, AT_CLINIC_NONE, l->value);
}

/* "4 h", "30 min" */
bool
at_clinic_duration(struct at_arena *arena, const char *text, at_ms *out)
{
	struct at_parts words = at_split(arena, text, white);
	at_ms n = 0, unit = 0;

	if (words.n == 2 && strlen(words.at[0]) <= 4)
		for (const char *c = words.at[0]; *c >= '0' && *c <= '9'; c++)
			n = n * 10 + (*c - '0');
	if (n > 0 && words.at[0][strspn(words.at[0], "0123456789")] == '\0')
		unit = strcmp(words.at[1], "h") == 0 ? AT_HOUR
		    : strcmp(words.at[1], "min") == 0 ? AT_MINUTE : 0;
	if (unit == 0 || n * unit > 7 * AT_DAY)
		return false;
	*out = n * unit;
	return true;
}

static enum at_status
read_duration(struct at_clinic_reader *r, const struct at_conf_line *l, at_ms *out)
{
	if (at_clinic_duration(r->arena, l->value, out))
		return AT_OK;
	return at_clinic_bad(r, l->line,
	    "expected a time such as 4 h or 30 min, at most 168 h; found \"%s\"", l->value);
}

static enum at_status
read_escalate(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	return read_duration(r, l, &site_of(r)->escalate_ms);
}

static enum at_status
read_escalate_high(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	return read_duration(r, l, &site_of(r)->escalate_high_ms);
}

static void
add_role(struct at_clinic_reader *r, int line, enum at_subject role, int site)
{
	struct at_clinic_person *person = &r->clinic->people[r->index];

	for (int i = 0; i < person->n_roles; i++)
		if (person->roles[i].role == role && person->roles[i].site == site)
			return;
	person->roles = at_one_more(r->arena, person->roles, person->n_roles,
	    sizeof *person->roles);
	person->roles[person->n_roles++] = (struct at_clinic_role){ role, site, line };
}

static enum at_status
find_role(struct at_clinic_reader *r, int line, const char *name, enum at_subject *out)
{
	const char *names[32];
	int n = 0;

	for (uint32_t bit = 1; bit <= AT_PRIVACY; bit <<= 1)
		if ((bit & AT_STAFF) != 0)
			names[n++] = at_subject_name((enum at_subject)bit);
	*out = (enum at_subject)(at_subject_parse(name) & AT_STAFF);
	if (*out != 0)
		return AT_OK;
	return at_clinic_bad(r, line, "there is no role \"%s\"%s", name,
	    at_clinic_suggestion(r, name, names, n));
}

/* "therapist at bergen oslo" */
static enum at_status
read_role(struct at_clinic_reader *r, const struct at_conf_line *l, const char *item)
{
	struct at_parts words = at_split(r->arena, item, white);
	enum at_subject role;
	enum at_status st;
	int site;

	if (words.n == 0 || words.n == 2 || (words.n > 2 && strcmp(words.at[1], "at") != 0))
		return at_clinic_bad(r, l->line,
		    "expected roles such as therapist, or lead at SITE; found \"%s\"", item);
	st = find_role(r, l->line, words.at[0], &role);
	if (st == AT_OK && words.n > 1 && at_subject_is_everywhere(role))
		return at_clinic_bad(r, l->line,
		    "%s is a role for the whole clinic; expected no site behind it", words.at[0]);
	if (st == AT_OK && words.n == 1)
		add_role(r, l->line, role, AT_CLINIC_NONE);
	for (int i = 2; st == AT_OK && i < words.n; i++) {
		st = find_site(r, l->line, words.at[i], &site);
		if (st == AT_OK)
			add_role(r, l->line, role, site);
	}
	return st;
}

static enum at_status
read_roles(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_parts items = at_split(r->arena, l->value, ",");
	enum at_status st = AT_OK;

	for (int i = 0; st == AT_OK && i < items.n; i++)
		st = read_role(r, l, items.at[i]);
	return st;
}

static bool
same_date(struct at_date a, struct at_date b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* "ola from 2026-01-01 to 2026-06-30" */
static enum at_status
read_supervision(struct at_clinic_reader *r, const struct at_conf_line *l, const char *item)
{
	struct at_clinic_person *person = &r->clinic->people[r->index];
	struct at_clinic_supervision s = { .line = l->line };
	struct at_parts words = at_split(r->arena, item, white);
	bool good = words.n % 2 == 1;
	enum at_status st;

	for (int i = 1; good && i < words.n; i += 2) {
		bool from = strcmp(words.at[i], "from") == 0;
		bool *has = from ? &s.has_from : &s.has_to;

		good = (from || strcmp(words.at[i], "to") == 0) && !*has
		    && at_date_parse(words.at[i + 1], from ? &s.from : &s.to);
		*has = true;
	}
	if (!good || (s.has_from && s.has_to && at_date_days(s.from) > at_date_days(s.to)))
		return at_clinic_bad(r, l->line,
		    "expected a person, and from DATE or to DATE or both; found \"%s\"", item);
	st = find_person(r, l->line, words.at[0], &s.therapist);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < person->n_supervises; i++)
		if (person->supervises[i].therapist == s.therapist
		    && same_date(person->supervises[i].from, s.from))
			return at_clinic_bad(r, l->line,
			    "the supervision of %s is already given on line %d", words.at[0],
			    person->supervises[i].line);
	person->supervises = at_one_more(r->arena, person->supervises, person->n_supervises,
	    sizeof s);
	person->supervises[person->n_supervises++] = s;
	return AT_OK;
}

static enum at_status
read_supervises(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_parts items = at_split(r->arena, l->value, ",");
	enum at_status st = AT_OK;

	for (int i = 0; st == AT_OK && i < items.n; i++)
		st = read_supervision(r, l, items.at[i]);
	return st;
}

/* "text session intro nb = ..." */
static enum at_status
read_text(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_clinic *clinic = r->clinic;
	struct at_parts words = at_split(r->arena, l->name, white);

	if (words.n != 4 || !at_words_offered(words.at[3]))
		return at_clinic_bad(r, l->line,
		    "expected text INSTRUMENT KEY LANGUAGE = ..., such as text session intro nb "
		    "= ...; found \"%s\"", l->name);
	clinic->texts = at_one_more(r->arena, clinic->texts, clinic->n_texts,
	    sizeof *clinic->texts);
	clinic->texts[clinic->n_texts++] = (struct at_clinic_text){ words.at[1], words.at[2],
		words.at[3], l->value, l->line };
	return AT_OK;
}

/* "clinic_hours = ..." or "clinic_hours.nb = ..." */
static enum at_status
read_value(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_clinic *clinic = r->clinic;

	clinic->values = at_one_more(r->arena, clinic->values, clinic->n_values,
	    sizeof *clinic->values);
	clinic->values[clinic->n_values++] = (struct at_clinic_value){
		r->subject == AT_CLINIC_SITE ? r->index : AT_CLINIC_NONE, l->name, l->value };
	return AT_OK;
}

/* "optional", "required", or the roles of which it is wanted. */
static enum at_status
read_second_factor(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	struct at_clinic *clinic = r->clinic;
	struct at_parts words = at_split(r->arena, l->value, ", \t\n");
	const char *joined = "";

	for (int i = 0; i < words.n; i++) {
		bool all = words.n == 1 && (strcmp(words.at[i], "optional") == 0
		    || strcmp(words.at[i], "required") == 0);

		if (!all && (at_subject_parse(words.at[i]) & AT_STAFF) == 0)
			return at_clinic_bad(r, l->line, "expected optional, required or roles, "
			    "such as administrator, privacy; found \"%s\"", words.at[i]);
		joined = at_printf(r->arena, "%s%s%s", joined, i == 0 ? "" : " ", words.at[i]);
	}
	clinic->values = at_one_more(r->arena, clinic->values, clinic->n_values,
	    sizeof *clinic->values);
	clinic->values[clinic->n_values++] = (struct at_clinic_value){ AT_CLINIC_NONE, l->name,
		joined };
	return AT_OK;
}

/* Which lines stand where. */
enum { IN_WHOLE = 1 << AT_CLINIC_WHOLE, IN_SITE = 1 << AT_CLINIC_SITE,
	IN_PERSON = 1 << AT_CLINIC_PERSON,
	ANYWHERE = IN_WHOLE | IN_SITE | IN_PERSON, SITES = IN_WHOLE | IN_SITE };

static const struct field {
	const char *name;
	int where;
	bool many;                      /* may be given more than once */
	enum at_status (*read)(struct at_clinic_reader *r, const struct at_conf_line *l);
} fields[] = {
	{ "name",                ANYWHERE,  false, read_name },
	{ "parent",              IN_SITE,   false, read_parent },
	{ "zone",                SITES,     false, read_zone },
	{ "hours",               SITES,     false, read_hours },
	{ "holidays",            SITES,     false, read_holidays },
	{ "languages",           SITES,     false, read_languages },
	{ "cover",               SITES,     true,  read_cover },
	{ "contact",             SITES,     false, read_contact },
	{ "outside_contact",     SITES,     false, read_outside_contact },
	{ "escalate_after",      SITES,     false, read_escalate },
	{ "escalate_high_after", SITES,     false, read_escalate_high },
	{ "second_factor",       IN_WHOLE,  false, read_second_factor },
	{ "roles",               IN_PERSON, true,  read_roles },
	{ "supervises",          IN_PERSON, true,  read_supervises },
};

static const struct field text_field = { "text", IN_WHOLE, false, read_text };
static const struct field value_field = { "value", SITES, false, read_value };

static bool
is_value_name(const char *name)
{
	const char *dot = strchr(name, '.');
	size_t n_name = dot == NULL ? strlen(name) : (size_t)(dot - name);
	int n;
	const char *const *names = at_clinic_value_names(&n);

	if (dot != NULL && !at_words_offered(dot + 1))
		return false;
	for (int i = 0; i < n; i++)
		if (strlen(names[i]) == n_name && memcmp(names[i], name, n_name) == 0)
			return true;
	return false;
}

static const struct field *
find_field(const char *name)
{
	for (size_t i = 0; i < AT_COUNT(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	if (strncmp(name, "text", 4) == 0 && strchr(white, name[4]) != NULL)
		return &text_field;
	return is_value_name(name) ? &value_field : NULL;
}

static enum at_status
unknown_line(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	int n_values, n = 0;
	const char *const *values = at_clinic_value_names(&n_values);
	const char **names = AT_NEW(r->arena, const char *, AT_COUNT(fields) + (size_t)n_values);

	for (size_t i = 0; i < AT_COUNT(fields); i++)
		if ((fields[i].where & 1 << r->subject) != 0)
			names[n++] = fields[i].name;
	for (int i = 0; r->subject != AT_CLINIC_PERSON && i < n_values; i++)
		names[n++] = values[i];
	return at_clinic_bad(r, l->line, "\"%s\" is not known here%s", l->name,
	    at_clinic_suggestion(r, l->name, names, n));
}

/* The earlier line of the same name in the same section, or NULL. */
static const struct at_conf_line *
same_before(const struct at_conf *conf, const struct at_conf_line *l)
{
	for (const struct at_conf_line *e = l; e-- > conf->lines; ) {
		if (e->section_line != l->section_line)
			break;
		if (strcmp(e->name, l->name) == 0)
			return e;
	}
	return NULL;
}

enum at_status
at_clinic_read_line(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	const struct field *field = find_field(l->name);
	const struct at_conf_line *before;

	if (field == NULL || (field->where & 1 << r->subject) == 0)
		return unknown_line(r, l);
	before = field->many ? NULL : same_before(r->conf, l);
	if (before != NULL)
		return at_clinic_bad(r, l->line, "\"%s\" is already given on line %d", l->name,
		    before->line);
	if (l->value[0] == '\0')
		return at_clinic_bad(r, l->line, "expected a value for \"%s\"", l->name);
	return field->read(r, l);
}
