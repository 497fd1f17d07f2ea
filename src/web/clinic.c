/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/buffer.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"

/* ---- roles ---------------------------------------------------------------------------- */

static const enum at_subject roles[] = { AT_THERAPIST, AT_SUPERVISOR, AT_COVER, AT_CONTACT,
	AT_LEAD, AT_RESEARCHER, AT_ADMINISTRATOR, AT_PRIVACY };

const enum at_subject *
at_clinic_roles(int *n)
{
	*n = (int)AT_COUNT(roles);
	return roles;
}

static const struct words {
	enum at_subject role;
	const char *name, *may;
} words[] = {
	{ AT_THERAPIST, AT_TEXT("Therapist"),
	    AT_TEXT("Sees own clients: forms, course, cards, safety answers.") },
	{ AT_SUPERVISOR, AT_TEXT("Supervisor"),
	    AT_TEXT("Sees what is open about the clients of those they supervise.") },
	{ AT_COVER, AT_TEXT("Cover"),
	    AT_TEXT("May be told of a safety answer when the therapist is not there: the name "
	    "and the raw answer, nothing more.") },
	{ AT_CONTACT, AT_TEXT("Contact person"),
	    AT_TEXT("Reads what a client wants to say to someone else than the therapist.") },
	{ AT_LEAD, AT_TEXT("Clinic lead"), AT_TEXT("Sees totals of own sites, no client.") },
	{ AT_RESEARCHER, AT_TEXT("Researcher"),
	    AT_TEXT("Sees rows without names, of clients who agreed.") },
	{ AT_ADMINISTRATOR, AT_TEXT("Administrator"),
	    AT_TEXT("Sets up the clinic on these pages; sees no client.") },
	{ AT_PRIVACY, AT_TEXT("Privacy officer"),
	    AT_TEXT("Sees who looked at what; erases, holds and restricts records.") },
};

static const struct words *
words_of(enum at_subject role)
{
	for (size_t i = 0; i < AT_COUNT(words); i++)
		if (words[i].role == role)
			return &words[i];
	return NULL;
}

const char *
at_clinic_role(struct at_visit *visit, enum at_subject role)
{
	const struct words *w = words_of(role);

	return w == NULL ? "" : at_tr(&visit->call, w->name);
}

const char *
at_clinic_role_may(struct at_visit *visit, enum at_subject role)
{
	const struct words *w = words_of(role);

	return w == NULL ? "" : at_tr(&visit->call, w->may);
}

const char *
at_clinic_held(struct at_visit *visit, const struct at_held_role *held)
{
	struct at_call *call = &visit->call;
	const char *role = at_clinic_role(visit, held->role);

	/* words: a role and a site: "Therapist at Fjordgata" */
	return held->name == NULL ? role : at_printf(call->arena, at_tr(call, "%s at %s"), role,
	    held->name);
}

/* ---- forms ---------------------------------------------------------------------------- */

const char *
at_clinic_field(const struct at_visit *visit, const char *name)
{
	const char *value = at_field(&visit->request->form, name);

	return value == NULL ? "" : value;
}

const char *
at_clinic_ticks(struct at_visit *visit, const char *name)
{
	const struct at_fields *form = &visit->request->form;
	struct at_buffer text = at_buffer_init(visit->call.arena);

	for (int i = 0; i < form->n_fields; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			at_buffer_printf(&text, "%s ", form->fields[i].value);
	return at_buffer_string(&text);
}

bool
at_clinic_does(const struct at_visit *visit, const char *what)
{
	return strcmp(at_clinic_field(visit, "do"), what) == 0;
}

void
at_clinic_said(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	const char *did = at_field(&visit->request->query, "did");

	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	else if (did != NULL && strcmp(did, "saved") == 0)
		at_part_notice(visit->out, AT_TONE_DONE, at_tr(call, "Saved"),
		    at_tr(call, "It holds from now on."));
}

const char *
at_clinic_problem(struct at_visit *visit, int *http_status)
{
	const char *text = at_strdup(visit->call.arena, visit->err.text);

	if (visit->err.status != AT_INVALID && visit->err.status != AT_CONFLICT)
		return NULL;
	*http_status = visit->err.status == AT_INVALID ? 400 : 409;
	at_error_clear(&visit->err);
	return text;
}

void
at_clinic_buttons(struct at_visit *visit, const char *action,
    const struct at_clinic_button *buttons, int n)
{
	at_put(visit->out, "<form class=\"acts\" method=\"post\" action=\"%s\">\n"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n", action, visit->csrf);
	for (int i = 0; i < n; i++)
		at_put(visit->out, "<button type=\"submit\" class=\"link\" name=\"do\""
		    " value=\"%s\">%s</button>\n", buttons[i].what, buttons[i].text);
	at_put_raw(visit->out, "</form>\n");
}

void
at_clinic_fold_begin(struct at_visit *visit, const char *text, bool open)
{
	at_put(visit->out, "<details%s>\n<summary>%s</summary>\n", open ? " open" : "", text);
}

void
at_clinic_fold_end(struct at_visit *visit)
{
	at_put_raw(visit->out, "</details>\n");
}

int
at_clinic_no_such_verb(struct at_visit *visit)
{
	at_fail(&visit->err, AT_INVALID, "%s", at_tr(&visit->call,
	    "The browser sent something we cannot read. Nothing was changed."));
	return at_page_problem(visit);
}
