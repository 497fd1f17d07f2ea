/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/clinic_check.h"
#include "action/clinic_line.h"
#include "action/setup_compare.h"
#include "action/setup_edit.h"
#include "action/setup_values.h"
#include "action/site.h"
#include "base/buffer.h"
#include "base/split.h"
#include "base/utf8.h"
#include "base/words.h"

enum { SPANS_MAX = 64, NAME_MAX = 200, HANDLE_MAX = 32 };

#define invalid(call, text) at_fail((call)->err, AT_INVALID, "%s", (text))

/* ---- shown ---------------------------------------------------------------------------- */

static const char *
hours_of(struct at_call *call, const struct at_setup_site *site, int weekday)
{
	struct at_buffer text = at_buffer_init(call->arena);

	for (int i = 0; i < site->n_spans; i++) {
		const struct at_open_span *s = &site->spans[i];

		if (s->weekday == weekday)
			at_buffer_printf(&text, "%s%02d:%02d-%02d:%02d",
			    text.n_bytes == 0 ? "" : ", ", s->from_min / 60, s->from_min % 60,
			    s->to_min / 60, s->to_min % 60);
	}
	return at_buffer_string(&text);
}

static const char *
closed_of(struct at_call *call, const struct at_setup_site *site)
{
	struct at_buffer text = at_buffer_init(call->arena);
	char day[AT_DATE_ROOM];

	for (int i = 0; i < site->n_closed; i++) {
		at_date_format(at_date_of_days(site->closed[i]), day);
		at_buffer_printf(&text, "%s%s", i == 0 ? "" : ", ", day);
	}
	return at_buffer_string(&text);
}

static const char *
duration_of(struct at_call *call, at_ms ms)
{
	return ms % AT_HOUR == 0 ? at_printf(call->arena, "%lld h", (long long)(ms / AT_HOUR))
	    : at_printf(call->arena, "%lld min", (long long)(ms / AT_MINUTE));
}

/* The first is the site's own. */
static void
split_langs(struct at_call *call, const struct at_setup *setup, at_id site,
    struct at_site_form *form)
{
	const struct at_setup_value *own = at_setup_value(setup, site, "languages");
	const char *langs = own == NULL ? "en" : own->value;
	size_t n = strcspn(langs, " ");

	form->lang = at_strndup(call->arena, langs, n);
	form->langs = langs + n + strspn(langs + n, " ");
}

static struct at_site_form
form_of(struct at_call *call, const struct at_setup *setup, const struct at_setup_site *site)
{
	struct at_site_form form = { .handle = site->handle, .name = site->name,
		.zone = site->zone, .parent = site->parent, .closed = closed_of(call, site),
		.escalate = duration_of(call, site->escalate_ms),
		.escalate_high = duration_of(call, site->escalate_high_ms) };

	for (int day = 0; day < AT_WEEKDAYS; day++)
		form.hours[day] = hours_of(call, site, day);
	split_langs(call, setup, site->id, &form);
	return form;
}

/* What the first site of a clinic begins with; but for its zone, which nobody can guess. */
static struct at_setup_site
first_site(struct at_arena *arena)
{
	struct at_setup_site site = { .handle = "", .name = "", .zone = "",
		.escalate_ms = AT_CLINIC_ESCALATE, .escalate_high_ms = AT_CLINIC_ESCALATE_HIGH };
	struct at_open_span *spans = AT_NEW(arena, struct at_open_span, AT_WEEKDAYS);

	for (; site.n_spans < 5; site.n_spans++)
		spans[site.n_spans] = (struct at_open_span){ site.n_spans, 8 * 60, 16 * 60 };
	site.spans = spans;
	return site;
}

enum at_status
at_action_site_view(struct at_call *call, at_id site, struct at_site_view *out)
{
	struct at_setup setup;
	const struct at_setup_site first = first_site(call->arena), *s;
	enum at_status st = at_setup_open(call, AT_VIEW, &setup);

	if (st != AT_OK)
		return st;
	s = site != 0 ? at_setup_site(&setup, site) : setup.n_sites > 0 ? &setup.sites[0] : &first;
	if (s == NULL)
		return at_setup_no_site(call);
	*out = (struct at_site_view){ .site = site, .form = form_of(call, &setup, s),
		.mark = at_setup_mark_site(call->arena, &setup, site) };
	if (site == 0)
		out->form.name = out->form.handle = "";
	out->sites = AT_NEW(call->arena, struct at_choosable, (size_t)setup.n_sites);
	for (int i = 0; i < setup.n_sites; i++)
		if (site == 0 || !at_setup_within(&setup, setup.sites[i].id, site))
			out->sites[out->n_sites++] = (struct at_choosable){ setup.sites[i].id,
				setup.sites[i].handle, setup.sites[i].name };
	return AT_OK;
}

/* ---- read ----------------------------------------------------------------------------- */

static const char *const weekdays[AT_WEEKDAYS] = { "mon", "tue", "wed", "thu", "fri", "sat",
	"sun" };

/* "08:00-12:00, 13:00-16:00" of one day, in the words of a clinic file. */
static const char *
with_weekday(struct at_call *call, int weekday, const char *hours)
{
	struct at_parts parts = at_split(call->arena, hours, ",");
	struct at_buffer text = at_buffer_init(call->arena);

	for (int i = 0; i < parts.n; i++)
		at_buffer_printf(&text, "%s%s %s", i == 0 ? "" : ", ", weekdays[weekday],
		    parts.at[i]);
	return at_buffer_string(&text);
}

static enum at_status
read_hours(struct at_call *call, const struct at_site_form *form, struct at_setup_site *site)
{
	struct at_open_span *spans = AT_NEW(call->arena, struct at_open_span, SPANS_MAX);
	int n = 0;

	for (int day = 0; day < AT_WEEKDAYS; day++) {
		bool always;
		int n_day;

		if (form->hours[day][strspn(form->hours[day], " \t")] == '\0')
			continue;
		n_day = at_hours_parse(with_weekday(call, day, form->hours[day]), spans + n,
		    SPANS_MAX - n, &always);
		if (n_day < 0)
			return invalid(call, at_printf(call->arena, at_tr(call,
			    "Hours are written as 08:00-12:00, 13:00-16:00, not \"%s\"."),
			    form->hours[day]));
		for (int i = n; i < n + n_day; i++)
			if (spans[i].weekday != day)
				return invalid(call, at_printf(call->arena, at_tr(call,
				    "\"%s\" ends before it begins. Hours after midnight "
				    "are those of the next day."), form->hours[day]));
		n += n_day;
	}
	if (n == 0)
		return invalid(call, at_tr(call, "Give the working hours of one day at least: time "
		    "to answer an alert is counted in them."));
	if (at_hours_overlap(spans, n))
		return invalid(call, at_tr(call, "Two spans of one day share some time."));
	site->spans = spans;
	site->n_spans = n;
	return AT_OK;
}

static enum at_status
read_closed(struct at_call *call, const char *text, struct at_setup_site *site)
{
	struct at_date *dates;
	int n;
	const char *wrong = at_clinic_days(call->arena, text, &dates, &n);
	int64_t *days = AT_NEW(call->arena, int64_t, (size_t)n);

	if (wrong != NULL)
		return invalid(call, at_printf(call->arena, at_tr(call,
		    "Holidays are written as 2026-12-24, each once, not \"%s\"."), wrong));
	for (int i = 0; i < n; i++)
		days[i] = at_date_days(dates[i]);
	site->closed = days;
	site->n_closed = n;
	return AT_OK;
}

static enum at_status
read_times(struct at_call *call, const struct at_site_form *form, struct at_setup_site *site)
{
	const struct at_zone *zone;
	struct at_error why = { .status = AT_OK };

	if (form->name[strspn(form->name, " \t")] == '\0' || at_utf8_count(form->name) > NAME_MAX)
		return invalid(call, at_printf(call->arena, at_tr(call,
		    "A name has 1 to %d characters."), NAME_MAX));
	if (at_zone_load(call->arena, form->zone, &zone, &why) != AT_OK)
		return invalid(call, at_printf(call->arena, at_tr(call,
		    "\"%s\" is no time zone. Write one such as Europe/Oslo."), form->zone));
	if (!at_clinic_duration(call->arena, form->escalate, &site->escalate_ms)
	    || !at_clinic_duration(call->arena, form->escalate_high, &site->escalate_high_ms))
		return invalid(call, at_tr(call, "A time to wait is written as 4 h or 30 min, at "
		    "most 168 h."));
	site->name = form->name;
	site->zone = form->zone;
	site->parent = form->parent;
	return AT_OK;
}

static enum at_status
read_form(struct at_call *call, const struct at_site_form *form, struct at_setup_site *site)
{
	enum at_status st = read_times(call, form, site);

	if (st == AT_OK)
		st = read_hours(call, form, site);
	return st == AT_OK ? read_closed(call, form->closed, site) : st;
}

/* ---- what follows from it ------------------------------------------------------------- */

static bool
has_role(const struct at_setup_role *roles, int n, const char *role, at_id site)
{
	for (int i = 0; i < n; i++)
		if (roles[i].site == site && strcmp(roles[i].role, role) == 0)
			return true;
	return false;
}

/* A role at the site above counts here.  What came from the site that was above goes. */
static void
spread_roles(struct at_call *call, const struct at_setup *old, struct at_setup *new,
    struct at_setup_person *p)
{
	struct at_setup_role *roles = AT_NEW(call->arena, struct at_setup_role,
	    (size_t)(p->n_roles * (new->n_sites + 1)));
	int n = 0, n_own;

	for (int i = 0; i < p->n_roles; i++) {
		const struct at_setup_site *was = at_setup_site(old, p->roles[i].site);

		if (was == NULL || was->parent == 0
		    || !has_role(p->roles, p->n_roles, p->roles[i].role, was->parent))
			roles[n++] = p->roles[i];
	}
	n_own = n;
	for (int i = 0; i < n_own; i++)
		for (int s = 0; roles[i].site != 0 && s < new->n_sites; s++) {
			at_id site = new->sites[s].id;

			if (at_setup_within(new, site, roles[i].site)
			    && !has_role(roles, n, roles[i].role, site))
				roles[n++] = (struct at_setup_role){ roles[i].role, site };
		}
	p->roles = roles;
	p->n_roles = n;
}

/* Clients read the site's name unless the clinic says otherwise. */
static enum at_status
set_values(struct at_call *call, const struct at_site_form *form, const char *name_before,
    struct at_setup *setup, at_id site)
{
	const struct at_setup_value *shown = at_setup_value(setup, site, "clinic_name");
	struct at_parts more = at_split(call->arena, form->langs, ", ");
	struct at_buffer langs = at_buffer_init(call->arena);

	at_buffer_text(&langs, form->lang);
	for (int i = 0; i < more.n; i++)
		if (strcmp(more.at[i], form->lang) != 0)
			at_buffer_printf(&langs, " %s", more.at[i]);
	for (int i = 0; i < more.n; i++)
		if (!at_words_offered(more.at[i]))
			return invalid(call, at_tr(call, "Choose a language."));
	if (!at_words_offered(form->lang))
		return invalid(call, at_tr(call, "Choose a language."));
	at_setup_value_set(call->arena, setup, site, "languages", at_buffer_string(&langs));
	if (shown == NULL || strcmp(shown->value, name_before) == 0)
		at_setup_value_set(call->arena, setup, site, "clinic_name", form->name);
	return AT_OK;
}

/* ---- saved ---------------------------------------------------------------------------- */

static enum at_status
check_handle(struct at_call *call, const struct at_setup *setup, const char *handle)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t n = strlen(handle);

	if (n == 0 || n > HANDLE_MAX || handle[0] < 'a' || handle[0] > 'z'
	    || strspn(handle, letters) != n)
		return invalid(call, at_printf(call->arena, at_tr(call,
		    "A short name has 1 to %d small letters, digits, dots and dashes, not "
		    "\"%s\"."), HANDLE_MAX, handle));
	for (int i = 0; i < setup->n_sites; i++)
		if (strcmp(setup->sites[i].handle, handle) == 0)
			return at_fail(call->err, AT_CONFLICT, "%s", at_printf(call->arena,
			    at_tr(call, "There is already a site called \"%s\"."), handle));
	return AT_OK;
}

/* A new site has cover and contact from the one above it. */
static enum at_status
add_site(struct at_call *call, const struct at_site_form *form, struct at_setup *setup,
    struct at_setup_site **out)
{
	const struct at_setup_site *above = at_setup_site(setup, form->parent);
	struct at_setup_site new = { .contact_name = NULL };
	enum at_status st = check_handle(call, setup, form->handle);

	if (st != AT_OK)
		return st;
	if (above != NULL)
		new = *above;
	new.id = at_store_id(call);
	new.handle = form->handle;
	setup->sites = at_grow(call->arena, setup->sites, (size_t)setup->n_sites,
	    (size_t)setup->n_sites + 1, sizeof *setup->sites);
	setup->sites[setup->n_sites] = new;
	*out = &setup->sites[setup->n_sites++];
	return AT_OK;
}

enum at_status
at_action_site_save(struct at_call *call, at_id site, const char *mark,
    const struct at_site_form *form, at_id *out)
{
	struct at_audit_line line = at_act_line(call, site == 0 ? "add" : "change", "site", site,
	    0);
	struct at_setup old, new;
	struct at_setup_site *s;
	const char *name_before = "";
	enum at_status st = at_setup_open(call, AT_WRITE, &old);

	if (st != AT_OK)
		return st;
	new = at_setup_copy(call->arena, &old);
	s = at_setup_site(&new, site);
	if (site == 0)
		st = add_site(call, form, &new, &s);
	else if (s == NULL)
		return at_setup_no_site(call);
	else if (strcmp(mark, at_setup_mark_site(call->arena, &old, site)) != 0)
		return at_setup_late(call);
	else
		name_before = s->name;
	if (st == AT_OK && form->parent != 0 && at_setup_site(&old, form->parent) == NULL)
		st = invalid(call, at_tr(call, "There is no such site."));
	if (st == AT_OK)
		st = read_form(call, form, s);
	if (st == AT_OK)
		st = set_values(call, form, name_before, &new, s->id);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < new.n_people; i++)
		spread_roles(call, &old, &new, &new.people[i]);
	line.row = s->id;
	st = at_setup_change(call, &old, &new, &line);
	if (st == AT_OK)
		*out = s->id;
	return st;
}
