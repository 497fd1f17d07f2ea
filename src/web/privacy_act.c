/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holding, restricting and erasing a record, and lifting that.  Whoever acts has typed the client's
 * number. */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/privacy.h"

static const struct act {
	const char *key;                /* in the address */
	bool erases, lift;
	enum at_privacy_kind kind;
	const char *title, *means, *button;
} acts[] = {
	{ "hold", false, false, AT_HOLD, AT_TEXT("Hold this record?"),
	    AT_TEXT("Nobody can erase it until the hold ends or is lifted. Nothing else "
	    "changes."), AT_TEXT("Hold") },
	{ "restrict", false, false, AT_RESTRICT, AT_TEXT("Restrict this record?"),
	    AT_TEXT("It is kept, and nothing is done with it: it is in no list, page, export or "
	    "model, links and the own page are closed. Only a safety answer is heard as ever."),
	    AT_TEXT("Restrict") },
	{ "lift-hold", false, true, AT_HOLD, AT_TEXT("Lift the hold?"),
	    AT_TEXT("The record can be erased again when somebody asks for it."),
	    AT_TEXT("Lift the hold") },
	{ "lift-restriction", false, true, AT_RESTRICT, AT_TEXT("Lift the restriction?"),
	    AT_TEXT("Everything goes on where it stood. Forms that are still in time open again. "
	    "Tell the client before."), AT_TEXT("Lift the restriction") },
	{ "erase", true, false, AT_HOLD, AT_TEXT("Erase this client?"),
	    AT_TEXT("Nothing brings the client back. The key and the name go, drafts, links and "
	    "the own page; what was written in words can never be opened again. Scores and dates "
	    "stay, under the number."), AT_TEXT("Erase for good") },
};

static const struct act *
find_act(const struct at_visit *visit)
{
	const char *key = at_param(&visit->match, "act");

	for (size_t i = 0; i < AT_COUNT(acts); i++)
		if (key != NULL && strcmp(acts[i].key, key) == 0)
			return &acts[i];
	return NULL;
}

/* What can be done with a record as it stands. */
static bool
is_possible(const struct act *act, const struct at_record_view *record)
{
	const struct at_privacy *set = act->kind == AT_HOLD ? &record->hold
	    : &record->restriction;

	if (record->erased.at != 0)
		return act->erases && record->erased.scrubbed == 0;
	return act->erases ? !record->held : act->lift == (set->at != 0);
}

void
at_privacy_put_acts(struct at_visit *visit, const struct at_record_view *record)
{
	const char *path = at_privacy_path(visit, record->client);

	for (size_t i = 0; i < AT_COUNT(acts); i++)
		if (is_possible(&acts[i], record))
			at_put(visit->out, "<li><a href=\"%s/%s\">%s</a></li>\n", path,
			    acts[i].key, at_tr(&visit->call, acts[i].button));
}

/* ---- doing it -------------------------------------------------------------------------------- */

static void
put_fields(struct at_visit *visit, const struct act *act, const struct at_record_view *record)
{
	struct at_call *call = &visit->call;

	if (!act->erases && !act->lift)
		at_form_words(visit->out, &(struct at_form_words){ .name = "reason", .rows = 2,
		    .label = at_tr(call, "Who asks for it, and why"), .max_length = 300,
		    .note = at_tr(call, "Kept sealed with the client's key."),
		    .value = at_clinic_field(visit, "reason") });
	if (act->kind == AT_HOLD && !act->erases && !act->lift)
		at_form_line(visit->out, &(struct at_form_line){ .name = "until", .type = "date",
		    .label = at_tr(call, "Last day"), .short_line = true,
		    .note = at_tr(call, "Empty: until it is lifted."),
		    .value = at_clinic_field(visit, "until") });
	at_form_line(visit->out, &(struct at_form_line){ .name = "number",
	    .label = at_tr(call, "Type the client's number"), .autocomplete = "off",
	    .note = at_visit_id_text(visit, record->client), .required = true,
	    .short_line = true });
}

static int
put_act(struct at_visit *visit, const struct act *act, const struct at_record_view *record,
    const char *problem)
{
	struct at_call *call = &visit->call;
	const struct at_form form = { .action = at_printf(call->arena, "%s/%s",
		at_privacy_path(visit, record->client), act->key), .csrf = visit->csrf,
		.wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, act->button) };
	const struct at_section section = { .heading = at_tr(call, "To be sure") };
	struct at_page page;

	at_privacy_record_begin(visit, record, at_tr(call, act->title), true, &page);
	at_clinic_said(visit, problem);
	at_part_text(visit->out, at_tr(call, act->means));
	at_part_columns_begin(visit->out);
	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	put_fields(visit, act, record);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
	if (act->erases)
		at_privacy_put_backups(visit, record);
	at_part_columns_middle(visit->out);
	if (act->erases)
		at_privacy_put_contents(visit, record);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* The act of the address and the record; 0 when both are there and go together. */
static int
open_act(struct at_visit *visit, const struct act **out, struct at_record_view *record)
{
	struct at_call *call = &visit->call;

	*out = find_act(visit);
	if (at_action_record_state(call, at_visit_id(visit, "client"), record) != AT_OK)
		return at_page_problem(visit);
	if (*out != NULL && is_possible(*out, record))
		return 0;
	if (*out != NULL) {
		at_privacy_record_put(visit, record, at_tr(call, "As the record stands now, this "
		    "cannot be done."));
		return 409;
	}
	at_fail(&visit->err, AT_NOT_FOUND, "%s", at_tr(call, "There is no such page."));
	return at_page_problem(visit);
}

int
at_page_record_act(struct at_visit *visit)
{
	const struct act *act;
	struct at_record_view record;
	int status = open_act(visit, &act, &record);

	return status != 0 ? status : put_act(visit, act, &record, NULL);
}

static enum at_status
act_on(struct at_visit *visit, const struct act *act, at_id client)
{
	const struct at_privacy_ask ask = { .client = client, .kind = act->kind,
		.lift = act->lift, .until = at_clinic_field(visit, "until"),
		.reason = at_clinic_field(visit, "reason") };
	struct at_erased erased;

	return act->erases ? at_action_erase(&visit->call, client, &erased)
	    : at_action_privacy_set(&visit->call, &ask);
}

int
at_page_record_act_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const struct act *act;
	struct at_record_view record;
	const char *problem;
	at_id typed = 0;
	int status = open_act(visit, &act, &record);

	if (status != 0)
		return status;
	if (!at_id_parse(at_clinic_field(visit, "number"), &typed) || typed != record.client) {
		put_act(visit, act, &record, at_tr(call, "That is not the number of this client."
		    " Nothing was done."));
		return 400;
	}
	if (act_on(visit, act, record.client) == AT_OK)
		return at_page_redirect(visit, at_printf(call->arena, "%s%s",
		    at_privacy_path(visit, record.client), act->erases ? "" : "?did=saved"));
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL)
		return at_page_problem(visit);
	put_act(visit, act, &record, problem);
	return status;
}
