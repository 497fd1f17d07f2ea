/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the privacy officer: which records are held, restricted and erased, one record, and the
 * acts.  Whoever acts has typed the client's number. */
#include <string.h>

#include "action/privacy.h"
#include "base/buffer.h"
#include "base/words.h"
#include "guard/policy.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/privacy.h"
#include "web/show.h"

/* ---- acts --------------------------------------------------------------------------------- */

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

/* ---- frame -------------------------------------------------------------------------------- */

struct at_page
at_page_privacy_frame(struct at_visit *visit, const char *title, const char *here)
{
	static const struct { const char *href, *text; } places[] = {
		{ "/privacy", AT_TEXT("Records") }, { "/log", AT_TEXT("Access log") },
	};
	struct at_call *call = &visit->call;
	struct at_page page;
	struct at_page_link *area;

	if (!at_policy_allows(visit->who.subjects, AT_REL_ANY, AT_RES_PRIVACY, AT_VIEW))
		return at_page_clinic(visit, title, here);
	page = at_page_staff(visit, title, "/privacy");
	area = AT_NEW(call->arena, struct at_page_link, AT_COUNT(places));
	for (size_t i = 0; i < AT_COUNT(places); i++)
		area[i] = (struct at_page_link){ places[i].href, at_tr(call, places[i].text),
			strcmp(here, places[i].href) == 0 };
	page.area = area;
	page.n_area = (int)AT_COUNT(places);
	page.area_label = at_tr(call, "Privacy");
	return page;
}

static const char *
record_path(struct at_visit *visit, at_id client)
{
	return at_printf(visit->call.arena, "/privacy/%s", at_visit_id_text(visit, client));
}

/* ---- everybody ----------------------------------------------------------------------------- */

static void
put_number(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	const char *typed = at_field(&visit->request->query, "client");

	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	at_put(visit->out, "<form class=\"find\" method=\"get\" action=\"/privacy\""
	    " role=\"search\"><label for=\"find\">%s</label>", at_tr(call, "Client's number"));
	at_put(visit->out, "<input id=\"find\" type=\"search\" name=\"client\" value=\"%s\""
	    " autocomplete=\"off\"><button type=\"submit\" class=\"button small\">%s</button>"
	    "</form>\n", typed == NULL ? "" : typed, at_tr(call, "Open"));
}

static const char *
by_whom(struct at_visit *visit, const char *name)
{
	return name[0] == '\0' ? at_tr(&visit->call, "The command line") : name;
}

static void
put_row(struct at_visit *visit, at_id client, const struct at_tag *tag, const char *why)
{
	const struct at_page_row row = { .href = record_path(visit, client),
		.title = at_visit_id_text(visit, client), .tags = tag, .n_tags = tag != NULL,
		.why = why };

	at_part_row_begin(visit->out, &row);
	at_part_row_end(visit->out);
}

static void
put_set(struct at_visit *visit, const struct at_privacy_view *all, enum at_privacy_kind kind)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = at_privacy_name(kind),
		.heading = kind == AT_HOLD ? at_tr(call, "Held") : at_tr(call, "Restricted") };
	int n = 0;

	at_part_section_begin(visit->out, &section);
	for (int i = 0; i < all->n_set; i++) {
		const struct at_privacy *set = &all->set[i];
		const struct at_tag over = { AT_TONE_PLAIN, at_tr(call, "over") };
		bool ended = !at_privacy_holds(set, call->now);

		if (set->kind != kind)
			continue;
		if (n++ == 0)
			at_part_rows_begin(visit->out, section.heading);
		put_row(visit, set->client, ended ? &over : NULL, set->until == 0
		    ? at_printf(call->arena, at_tr(call, "Since %s, by %s."),
		    at_show_day(visit, all->zone, set->at), by_whom(visit, set->staff_name))
		    : at_printf(call->arena, at_tr(call, "Since %s, by %s, until %s."),
		    at_show_day(visit, all->zone, set->at), by_whom(visit, set->staff_name),
		    at_show_day(visit, all->zone, set->until - 1)));
	}
	if (n > 0)
		at_part_rows_end(visit->out);
	else
		at_part_text(visit->out, at_tr(call, "Nobody."));
	at_part_section_end(visit->out);
}

static void
put_erased(struct at_visit *visit, const struct at_privacy_view *all)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "erased", .heading = at_tr(call, "Erased") };
	const struct at_tag left = { AT_TONE_LOOK, at_tr(call, "to be done again") };

	at_part_section_begin(visit->out, &section);
	if (all->n_erased > 0)
		at_part_rows_begin(visit->out, section.heading);
	else
		at_part_text(visit->out, at_tr(call, "Nobody."));
	for (int i = 0; i < all->n_erased; i++)
		put_row(visit, all->erased[i].client, all->erased[i].scrubbed == 0 ? &left : NULL,
		    at_printf(call->arena, at_tr(call, "On %s, by %s."),
		    at_show_day(visit, all->zone, all->erased[i].at),
		    by_whom(visit, all->erased[i].staff_name)));
	if (all->n_erased > 0)
		at_part_rows_end(visit->out);
	at_part_section_end(visit->out);
}

int
at_page_privacy(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *typed = at_field(&visit->request->query, "client"), *problem = NULL;
	struct at_privacy_view all;
	struct at_page page;
	at_id client;

	if (at_action_privacy(call, &all) != AT_OK)
		return at_page_problem(visit);
	if (typed != NULL && typed[0] != '\0') {
		if (at_id_parse(typed, &client))
			return at_page_redirect(visit, record_path(visit, client));
		problem = at_tr(call, "A client's number has 13 letters and digits.");
	}
	page = at_page_privacy_frame(visit, at_tr(call, "Records"), "/privacy");
	page.lead = at_tr(call, "When somebody asks to be forgotten, or that nothing more is done "
	    "with their record, or the law says that it must be kept.");
	at_page_begin(visit->out, &page);
	put_number(visit, problem);
	put_set(visit, &all, AT_RESTRICT);
	put_set(visit, &all, AT_HOLD);
	put_erased(visit, &all);
	at_page_end(visit->out, &page);
	return problem == NULL ? 200 : 400;
}

/* ---- one record ----------------------------------------------------------------------------- */

static const char *
standing(struct at_visit *visit, const struct at_record_view *record,
    const struct at_privacy *set, const char *reason)
{
	struct at_call *call = &visit->call;
	const char *since;

	if (set->at == 0)
		return at_tr(call, "no");
	since = at_show_day(visit, record->zone, set->at);
	if (set->until == 0)
		return at_printf(call->arena, at_tr(call, "since %s: %s"), since, reason);
	return at_printf(call->arena, at_tr(call, "since %s, until %s: %s"), since,
	    at_show_day(visit, record->zone, set->until - 1), reason);
}

static void
put_standing(struct at_visit *visit, const struct at_record_view *record)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "stands",
		.heading = at_tr(call, "How it stands") };
	const struct at_fact facts[] = {
		{ at_tr(call, "Held"), standing(visit, record, &record->hold,
		    record->hold_reason) },
		{ at_tr(call, "Restricted"), standing(visit, record, &record->restriction,
		    record->restriction_reason) },
	};
	const char *path = record_path(visit, record->client);

	at_part_section_begin(visit->out, &section);
	if (record->erased.at == 0)
		at_part_facts(visit->out, facts, (int)AT_COUNT(facts));
	at_put_raw(visit->out, "<ul class=\"points\">\n");
	for (size_t i = 0; i < AT_COUNT(acts); i++)
		if (is_possible(&acts[i], record))
			at_put(visit->out, "<li><a href=\"%s/%s\">%s</a></li>\n", path,
			    acts[i].key, at_tr(call, acts[i].button));
	at_put(visit->out, "<li><a href=\"/log?client=%s\">%s</a></li>\n</ul>\n",
	    at_visit_id_text(visit, record->client), at_tr(call, "Who has looked"));
	at_part_section_end(visit->out);
}

static const char *
number(struct at_visit *visit, int64_t n)
{
	return at_printf(visit->call.arena, "%lld", (long long)n);
}

static void
put_contents(struct at_visit *visit, const struct at_record_view *record)
{
	struct at_call *call = &visit->call;
	const struct at_erasure_count *n = &record->count;
	const struct at_fact goes[] = {
		{ at_tr(call, "Parents and carers"), number(visit, n->n_related) },
		{ at_tr(call, "Words on calling back"), number(visit, n->n_calls) },
		{ at_tr(call, "Drafts"), number(visit, n->n_drafts) },
		{ at_tr(call, "Open forms"), number(visit, n->n_open) },
		{ at_tr(call, "Own pages"), number(visit, n->n_own_pages) },
		{ at_tr(call, "Forms with words"),
		    number(visit, n->n_words) },
	};
	const struct at_fact stays[] = {
		{ at_tr(call, "Forms, as numbers"), number(visit, n->n_answers) },
		{ at_tr(call, "Sessions"), number(visit, n->n_sessions) },
		{ at_tr(call, "Safety answers"), number(visit, n->n_alerts) },
		{ at_tr(call, "Lines of the access log"), number(visit, n->n_lines) },
	};

	if (record->erased.at == 0) {
		at_part_section_begin(visit->out, &(struct at_section){ .id = "goes",
		    .heading = at_tr(call, "What erasing takes away"),
		    .note = at_tr(call, "The name and the key, and with them:") });
		at_part_facts(visit->out, goes, (int)AT_COUNT(goes));
		at_part_section_end(visit->out);
	}
	at_part_section_begin(visit->out, &(struct at_section){ .id = "stays",
	    .heading = record->erased.at == 0 ? at_tr(call, "What would stay")
	    : at_tr(call, "What has stayed"),
	    .note = at_tr(call, "Under the number alone.") });
	at_part_facts(visit->out, stays, (int)AT_COUNT(stays));
	at_part_section_end(visit->out);
}

static void
put_backups(struct at_visit *visit, const struct at_record_view *record)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "backups",
		.heading = at_tr(call, "Backups that hold this client"),
		.note = at_tr(call, "Those made here. A restore erases again who is on the list of "
		    "the clinic in use; delete what is no longer needed.") };
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry,
	    (size_t)record->n_backups);

	for (int i = 0; i < record->n_backups; i++)
		entries[i] = (struct at_entry){ .text = record->backups[i].path,
			.when = at_words_moment(call, record->zone, record->backups[i].at),
			.note = record->backups[i].with_key
			    ? at_tr(call, "The key is in it, behind a passphrase.") : NULL };
	at_part_section_begin(visit->out, &section);
	if (record->n_backups > 0)
		at_part_entries(visit->out, entries, record->n_backups);
	else
		at_part_text(visit->out, at_tr(call, "None."));
	at_part_section_end(visit->out);
}

static void
put_news(struct at_visit *visit, const struct at_record_view *record)
{
	struct at_call *call = &visit->call;

	at_clinic_said(visit, NULL);
	if (record->count.n_alerts_open > 0)
		at_part_notice(visit->out, AT_TONE_LOOK,
		    at_tr(call, "A safety answer waits for somebody"),
		    at_tr(call, "It must be acknowledged before the record can be restricted or "
		    "erased."));
	if (record->erased.at == 0)
		return;
	if (record->erased.scrubbed == 0)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "Erased, but not to the last"
		    " byte"), at_tr(call, "Somebody was reading the database, a backup perhaps. "
		    "Erase again when that is over."));
	else
		at_part_notice(visit->out, AT_TONE_DONE, at_tr(call, "Erased"),
		    record->elsewhere ? at_tr(call, "The database server keeps a journal of its "
		    "own (WAL): the sealed key is in it until that is recycled, and in its "
		    "copies.") : at_tr(call, "Nothing here leads to a person any more."));
}

static void
begin_record(struct at_visit *visit, const struct at_record_view *record, const char *title,
    bool deeper, struct at_page *page)
{
	struct at_call *call = &visit->call;

	*page = at_page_privacy_frame(visit, title, "/privacy");
	page->back = deeper ? (struct at_page_link){ record_path(visit, record->client),
		record->name, false }
	    : (struct at_page_link){ "/privacy", at_tr(call, "Records"), false };
	page->lead = at_printf(call->arena, at_tr(call, "%s, at %s since %s."),
	    at_visit_id_text(visit, record->client), record->site,
	    at_show_day(visit, record->zone, record->made));
	if (deeper)
		page->lead = at_printf(call->arena, "%s, %s", record->name, page->lead);
	at_page_begin(visit->out, page);
}

int
at_page_record(struct at_visit *visit)
{
	struct at_record_view record;
	struct at_page page;

	if (at_action_record_state(&visit->call, at_visit_id(visit, "client"), &record) != AT_OK)
		return at_page_problem(visit);
	begin_record(visit, &record, record.name, false, &page);
	put_news(visit, &record);
	at_part_columns_begin(visit->out);
	put_standing(visit, &record);
	put_backups(visit, &record);
	at_part_columns_middle(visit->out);
	put_contents(visit, &record);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
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
		record_path(visit, record->client), act->key), .csrf = visit->csrf,
		.wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, act->button) };
	const struct at_section section = { .heading = at_tr(call, "To be sure") };
	struct at_page page;

	begin_record(visit, record, at_tr(call, act->title), true, &page);
	at_clinic_said(visit, problem);
	at_part_text(visit->out, at_tr(call, act->means));
	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	put_fields(visit, act, record);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
	if (act->erases) {
		put_contents(visit, record);
		put_backups(visit, record);
	}
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
	if (*out == NULL)
		at_fail(&visit->err, AT_NOT_FOUND, "%s", at_tr(call, "There is no such page."));
	else
		at_fail(&visit->err, AT_CONFLICT, "%s", at_tr(call, "The record does not stand so"
		    " that this could be done. Look at it again."));
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
		    record_path(visit, record.client), act->erases ? "" : "?did=saved"));
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL)
		return at_page_problem(visit);
	put_act(visit, act, &record, problem);
	return status;
}
