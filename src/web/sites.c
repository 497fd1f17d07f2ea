/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sites of the clinic: which there are, and when each is open. */
#include <string.h>

#include "action/clinic_view.h"
#include "action/site.h"
#include "base/buffer.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"

/* ---- the list ------------------------------------------------------------------------- */

static const char *
name_of(const struct at_clinic_view *view, at_id site)
{
	for (int i = 0; i < view->n_places; i++)
		if (view->places[i].site == site)
			return view->places[i].name;
	return "";
}

static void
put_row(struct at_visit *visit, const struct at_clinic_view *view,
    const struct at_place_view *place)
{
	struct at_call *call = &visit->call;
	const char *id = at_visit_id_text(visit, place->site);
	const struct at_tag tag = { AT_TONE_LOOK, at_tr(call, "nobody has cover now") };
	const struct at_page_row row = { .title = place->name,
		.href = at_printf(call->arena, "/sites/%s", id), .tags = &tag,
		.n_tags = place->cover == NULL, .meta = place->parent == 0 ? NULL
		: at_printf(call->arena, at_tr(call, "below %s"), name_of(view, place->parent)),
		.why = at_printf(call->arena, at_tr(call, "Cover: %s. Contact person: %s."),
		place->cover == NULL ? at_tr(call, "nobody") : place->cover,
		place->contact[0] == '\0' ? at_tr(call, "nobody") : place->contact) };

	at_part_row_begin(visit->out, &row);
	at_put(visit->out, "<p class=\"leave\"><a href=\"/sites/%s/cover\" aria-label=\"%s: %s\">%s"
	    "</a></p>", id, at_tr(call, "Cover and contact"), place->name,
	    at_tr(call, "Cover and contact"));
	at_part_row_end(visit->out);
}

int
at_page_sites(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_clinic_view view;
	struct at_page page;

	if (at_action_clinic(call, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_tr(call, "Sites and cover"), "/sites");
	page.lead = at_tr(call, "Where the clinic works, when it is open, and who is told when a "
	    "therapist is not there.");
	at_page_begin(visit->out, &page);
	at_put(visit->out, "<p><a class=\"button\" href=\"/sites/new\">%s</a></p>\n",
	    at_tr(call, "Add a site"));
	at_part_rows_begin(visit->out, at_tr(call, "Sites"));
	for (int i = 0; i < view.n_places; i++)
		put_row(visit, &view, &view.places[i]);
	at_part_rows_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- one ------------------------------------------------------------------------------ */

static const struct {
	const char *field, *name;
} weekdays[AT_WEEKDAYS] = {
	{ "mon", AT_TEXT("Monday") }, { "tue", AT_TEXT("Tuesday") },
	{ "wed", AT_TEXT("Wednesday") }, { "thu", AT_TEXT("Thursday") },
	{ "fri", AT_TEXT("Friday") }, { "sat", AT_TEXT("Saturday") },
	{ "sun", AT_TEXT("Sunday") },
};

static const struct {
	const char *lang, *name;
} languages[] = { { "en", "English" }, { "nb", "Norsk" }, { "de", "Deutsch" } };

static void
put_line(struct at_visit *visit, const char *name, const char *label, const char *note,
    const char *value)
{
	at_form_line(visit->out, &(struct at_form_line){ .name = name, .label = label,
	    .note = note, .autocomplete = "off", .value = value });
}

/* What a site is known by, which it cannot be without. */
static void
put_name(struct at_visit *visit, const struct at_site_view *view)
{
	struct at_call *call = &visit->call;

	at_form_line(visit->out, &(struct at_form_line){ .name = "name",
	    .label = at_tr(call, "Name"), .note = at_tr(call, "As clients read it."),
	    .autocomplete = "off", .required = true, .value = view->form.name });
	if (view->site != 0)
		return;
	at_form_line(visit->out, &(struct at_form_line){ .name = "handle",
	    .label = at_tr(call, "Short name"), .note = at_tr(call, "For commands and files: "
	    "small letters, digits, dots and dashes. It stays as it is."),
	    .autocomplete = "off", .required = true, .short_line = true, .max_length = 32,
	    .value = view->form.handle });
}

static void
put_parent(struct at_visit *visit, const struct at_site_view *view)
{
	struct at_call *call = &visit->call;
	struct at_choice *choices = AT_NEW(call->arena, struct at_choice,
	    (size_t)view->n_sites + 1);

	choices[0] = (struct at_choice){ .value = "", .text = at_tr(call, "None") };
	for (int i = 0; i < view->n_sites; i++)
		choices[i + 1] = (struct at_choice){
			.value = at_visit_id_text(visit, view->sites[i].id),
			.text = view->sites[i].name,
			.checked = view->sites[i].id == view->form.parent };
	at_form_select(visit->out, &(struct at_form_select){ .name = "parent",
	    .label = at_tr(call, "The site above"), .note = at_tr(call,
	    "Roles there count here, too."), .choices = choices,
	    .n_choices = view->n_sites + 1 });
}

static void
put_where(struct at_visit *visit, const struct at_site_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_site_form *form = &view->form;

	put_name(visit, view);
	put_parent(visit, view);
	put_line(visit, "zone", at_tr(call, "Time zone"), at_tr(call, "Such as Europe/Oslo."),
	    form->zone);
}

static void
put_hours(struct at_visit *visit, const struct at_site_form *form)
{
	struct at_call *call = &visit->call;
	struct at_buffer *out = visit->out;

	at_put(out, "<fieldset class=\"week\">\n<legend>%s</legend>\n<p class=\"note\">%s</p>\n",
	    at_tr(call, "Working hours"), at_tr(call, "Such as 08:00-16:00, or 08:00-12:00, "
	    "13:00-16:00 with a break; empty when closed."));
	for (int i = 0; i < AT_WEEKDAYS; i++)
		at_put(out, "<label>%s <input type=\"text\" name=\"%s\" value=\"%s\""
		    " autocomplete=\"off\" dir=\"ltr\"></label>\n",
		    at_tr(call, weekdays[i].name), weekdays[i].field, form->hours[i]);
	at_put_raw(out, "</fieldset>\n");
	at_form_words(out, &(struct at_form_words){ .name = "closed",
	    .label = at_tr(call, "Holidays"), .note = at_tr(call,
	    "Closed the whole day, such as 2026-12-24, one after the other."), .rows = 3,
	    .value = form->closed });
}

static void
put_escalation(struct at_visit *visit, const struct at_site_form *form)
{
	struct at_call *call = &visit->call;

	put_line(visit, "escalate", at_tr(call, "A safety answer goes to the cover after"),
	    at_tr(call, "Counted in working hours, such as 4 h or 30 min."), form->escalate);
	put_line(visit, "escalate_high", at_tr(call, "One that must not wait goes there after"),
	    at_tr(call, "Counted by the clock, such as 1 h."), form->escalate_high);
}

static bool
speaks(const char *langs, const char *lang)
{
	const char *at = strstr(langs, lang);

	return at != NULL;
}

static void
put_languages(struct at_visit *visit, const struct at_site_form *form)
{
	struct at_call *call = &visit->call;
	struct at_choice own[AT_COUNT(languages)], more[AT_COUNT(languages)];

	for (size_t i = 0; i < AT_COUNT(languages); i++) {
		const char *lang = languages[i].lang;

		own[i] = (struct at_choice){ .value = lang, .text = languages[i].name,
			.checked = strcmp(lang, form->lang) == 0 };
		more[i] = own[i];
		more[i].checked = own[i].checked || speaks(form->langs, lang);
	}
	at_form_select(visit->out, &(struct at_form_select){ .name = "lang",
	    .label = at_tr(call, "Its own language"), .choices = own,
	    .n_choices = (int)AT_COUNT(languages) });
	at_form_ticks(visit->out, &(struct at_question){ .name = "langs",
	    .legend = at_tr(call, "Languages for its clients"), .choices = more,
	    .n_choices = (int)AT_COUNT(languages) });
}

static int
put_site(struct at_visit *visit, const struct at_site_view *view, const char *title,
    const char *problem)
{
	struct at_call *call = &visit->call;
	const struct at_hidden hidden[] = { { "mark", view->mark } };
	const char *path = view->site == 0 ? "/sites/new" : at_printf(call->arena, "/sites/%s",
	    at_visit_id_text(visit, view->site));
	const struct at_form form = { .action = path, .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = 1, .wide = true };
	const struct at_form_buttons buttons = { .primary = view->site == 0
		? at_tr(call, "Add the site") : at_tr(call, "Save"), .primary_value = "save" };
	struct at_page page = at_page_clinic(visit, title, "/sites");

	page.back = (struct at_page_link){ "/sites", at_tr(call, "Sites and cover"), false };
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, problem);
	if (view->site != 0)
		at_put(visit->out, "<p><a href=\"%s/cover\">%s</a></p>\n", path,
		    at_tr(call, "Cover and contact"));
	at_form_begin(visit->out, &form);
	put_where(visit, view);
	put_hours(visit, &view->form);
	put_escalation(visit, &view->form);
	put_languages(visit, &view->form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* The site of the address; -1, which is none, unless it is one: 0 would be a new site. */
static at_id
site_of(const struct at_visit *visit)
{
	at_id site = at_visit_id(visit, "site");

	return site == 0 ? -1 : site;
}

int
at_page_site(struct at_visit *visit)
{
	struct at_site_view view;

	if (at_action_site_view(&visit->call, site_of(visit), &view) != AT_OK)
		return at_page_problem(visit);
	return put_site(visit, &view, view.form.name, NULL);
}

int
at_page_site_new(struct at_visit *visit)
{
	struct at_site_view view;

	if (at_action_site_view(&visit->call, 0, &view) != AT_OK)
		return at_page_problem(visit);
	return put_site(visit, &view, at_tr(&visit->call, "A new site"), NULL);
}

/* ---- sent ----------------------------------------------------------------------------- */

static struct at_site_form
form_of(struct at_visit *visit)
{
	struct at_site_form form = { .handle = at_clinic_field(visit, "handle"),
		.name = at_clinic_field(visit, "name"), .zone = at_clinic_field(visit, "zone"),
		.closed = at_clinic_field(visit, "closed"),
		.escalate = at_clinic_field(visit, "escalate"),
		.escalate_high = at_clinic_field(visit, "escalate_high"),
		.lang = at_clinic_field(visit, "lang"), .langs = at_clinic_ticks(visit, "langs") };
	const char *parent = at_clinic_field(visit, "parent");

	if (parent[0] != '\0' && !at_id_parse(parent, &form.parent))
		form.parent = -1;               /* is nobody's */
	for (int i = 0; i < AT_WEEKDAYS; i++)
		form.hours[i] = at_clinic_field(visit, weekdays[i].field);
	return form;
}

static int
save(struct at_visit *visit, at_id site)
{
	struct at_call *call = &visit->call;
	const struct at_site_form form = form_of(visit);
	const char *problem;
	struct at_site_view view;
	int status = 200;
	at_id saved;

	if (at_action_site_save(call, site, at_clinic_field(visit, "mark"), &form, &saved)
	    == AT_OK)
		return at_page_redirect(visit, at_printf(call->arena, site == 0
		    ? "/sites/%s/cover?did=saved" : "/sites/%s?did=saved",
		    at_visit_id_text(visit, saved)));
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL || at_action_site_view(call, site, &view) != AT_OK)
		return at_page_problem(visit);
	/* What was typed is shown again, unless somebody else was faster. */
	if (status == 400 || site == 0)
		view.form = form;
	put_site(visit, &view, site == 0 ? at_tr(call, "A new site") : view.form.name, problem);
	return status;
}

int
at_page_site_post(struct at_visit *visit)
{
	struct at_site_view view;

	if (at_clinic_does(visit, "save"))
		return save(visit, site_of(visit));
	if (at_action_site_view(&visit->call, site_of(visit), &view) != AT_OK)
		return at_page_problem(visit);
	return at_clinic_no_such_verb(visit);
}

int
at_page_site_add(struct at_visit *visit)
{
	return save(visit, 0);
}
