/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record, for the privacy officer: how it stands, what erasing would take, which backups hold
 * it. */
#include "base/words.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/privacy.h"
#include "web/show.h"

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

	at_part_section_begin(visit->out, &section);
	if (record->erased.at == 0)
		at_part_facts(visit->out, facts, (int)AT_COUNT(facts));
	at_put_raw(visit->out, "<ul class=\"ways\">\n");
	at_privacy_put_acts(visit, record);
	at_put(visit->out, "<li><a href=\"/log?client=%s\">%s</a></li>\n</ul>\n",
	    at_visit_id_text(visit, record->client), at_tr(call, "Who has looked"));
	at_part_section_end(visit->out);
}

static const char *
number(struct at_visit *visit, int64_t n)
{
	return at_printf(visit->call.arena, "%lld", (long long)n);
}

void
at_privacy_put_contents(struct at_visit *visit, const struct at_record_view *record)
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

void
at_privacy_put_backups(struct at_visit *visit, const struct at_record_view *record)
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
put_news(struct at_visit *visit, const struct at_record_view *record, const char *problem)
{
	struct at_call *call = &visit->call;

	at_clinic_said(visit, problem);
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

void
at_privacy_record_begin(struct at_visit *visit, const struct at_record_view *record,
    const char *title, bool deeper, struct at_page *page)
{
	struct at_call *call = &visit->call;

	*page = at_page_privacy_frame(visit, title, "/privacy");
	page->back = deeper ? (struct at_page_link){ at_privacy_path(visit, record->client),
		record->name, false }
	    : (struct at_page_link){ "/privacy", at_tr(call, "Records"), false };
	page->lead = at_printf(call->arena, at_tr(call, "%s, at %s since %s."),
	    at_visit_id_text(visit, record->client), record->site,
	    at_show_day(visit, record->zone, record->made));
	if (deeper)
		page->lead = at_printf(call->arena, "%s, %s", record->name, page->lead);
	at_page_begin(visit->out, page);
}

void
at_privacy_record_put(struct at_visit *visit, const struct at_record_view *record,
    const char *problem)
{
	struct at_page page;

	at_privacy_record_begin(visit, record, record->name, false, &page);
	put_news(visit, record, problem);
	at_part_columns_begin(visit->out);
	put_standing(visit, record);
	at_privacy_put_backups(visit, record);
	at_part_columns_middle(visit->out);
	at_privacy_put_contents(visit, record);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
}

int
at_page_record(struct at_visit *visit)
{
	struct at_record_view record;

	if (at_action_record_state(&visit->call, at_visit_id(visit, "client"), &record) != AT_OK)
		return at_page_problem(visit);
	at_privacy_record_put(visit, &record, NULL);
	return 200;
}
