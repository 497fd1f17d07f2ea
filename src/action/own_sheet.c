/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/own_sheet.h"
#include "action/own_open.h"
#include "action/pair.h"
#include "base/buffer.h"
#include "base/words.h"
#include "instrument/answers.h"

bool
at_own_is_mine(const struct at_who *who, const struct at_answer *answer)
{
	bool parents = strcmp(answer->form, "parent") == 0;
	const struct at_seen_card card = { .rater = parents ? AT_BY_PARENT
		: strcmp(answer->form, "therapist") == 0 ? AT_BY_THERAPIST : AT_BY_CLIENT };

	/* Opened together, a therapist's ratings are shown; they are not the asker's own. */
	return at_sight_of(who->related != 0 ? AT_SEES_PARENT : AT_SEES_CLIENT, AT_FARED, &card)
	    == AT_SHOWN;
}

/* ---- in words -------------------------------------------------------------- */

static const char *
say(struct at_call *call, const struct at_asking *asking, const char *key, const char **lang)
{
	struct at_said said;

	if (at_asking_say(call, asking, false, key, &said) != AT_OK) {
		at_error_clear(call->err);
		return "";
	}
	if (said.lang != NULL)
		*lang = said.lang;
	return said.text;
}

/* What was chosen of an item, "; " between several. */
static const char *
chosen(struct at_call *call, const struct at_asking *asking, const struct at_item *item,
    int code, const char **lang)
{
	struct at_buffer out = at_buffer_init(call->arena);

	if (code == AT_SKIPPED)
		return at_tr(call, "skipped");
	for (int i = 0; code >= 0 && i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];
		bool is = item->kind == AT_ITEM_TICKS ? (code >> option->code & 1) != 0
		    : option->code == code;

		if (!is)
			continue;
		if (out.n_bytes > 0)
			at_buffer_text(&out, "; ");
		at_buffer_text(&out, say(call, asking, at_printf(call->arena, "option.%s.%s",
		    item->options->id, option->id), lang));
	}
	return at_buffer_string(&out);
}

static bool
is_about_sight(const struct at_item *item)
{
	return strcmp(item->id, "ratings") == 0 || strcmp(item->id, "when") == 0
	    || strcmp(item->id, "said") == 0;
}

static void
add_line(struct at_call *call, const struct at_asking *asking, const struct at_item *item,
    int code, const char *words, struct at_own_sheet *sheet)
{
	struct at_own_line line = { .item = item->id,
		.code = code < 0 || item->kind == AT_ITEM_WORDS ? -1 : code };

	line.question = say(call, asking, at_printf(call->arena, "item.%s", item->id),
	    &line.lang);
	line.answer = item->kind == AT_ITEM_WORDS ? words
	    : chosen(call, asking, item, code, &line.lang);
	if (line.answer[0] != '\0' || item->skip)
		sheet->lines[sheet->n_lines++] = line;
}

static enum at_status
add_lines(struct at_call *call, const struct at_history *h, const struct at_answer *answer,
    const struct at_asking *asking, struct at_own_sheet *sheet)
{
	const struct at_instrument *instrument = asking->instrument;
	int form = at_instrument_form(instrument, answer->form);
	struct at_answers answers;
	const char *words;
	enum at_status st = at_answers_unpack(answer->packed.bytes, answer->packed.n_bytes,
	    &answers, call->err);

	if (st == AT_OK)
		st = at_act_unseal(call, &h->client, "answer.words", answer->id, answer->words,
		    &words);
	if (st != AT_OK || answers.n_items != instrument->n_items || form < 0)
		return st;
	sheet->whole = true;
	sheet->lines = AT_NEW(call->arena, struct at_own_line, (size_t)instrument->n_items);
	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];

		if ((item->forms & 1u << form) != 0 && !is_about_sight(item))
			add_line(call, asking, item, answers.codes[i], words, sheet);
	}
	return AT_OK;
}

/* ---- the other side -------------------------------------------------------- */

/* Which of the nine statements a line is; -1: none. */
static int
statement_of(const struct at_own_line *line)
{
	for (int i = 0; i < AT_DYAD_ITEMS; i++)
		if (strcmp(line->item, at_dyad_item_ids[i]) == 0)
			return i;
	return -1;
}

/* The therapist's ratings of an hour that was opened together. */
static enum at_status
add_therapist(struct at_call *call, const struct at_history *h,
    const struct at_answer *answer, const struct at_asking *asking, struct at_own_sheet *sheet)
{
	const struct at_session *session = at_history_session(h, answer->session);
	struct at_dyad_card card;
	struct at_card_pair pair;
	enum at_status st;

	if (session == NULL || strcmp(answer->instrument, "session") != 0
	    || call->who->related != 0)
		return AT_OK;
	pair = at_pair_of(h, session, AT_SEES_CLIENT, call->now);
	if (pair.therapist.rated != AT_SHOWN || pair.client.answer != answer)
		return AT_OK;
	st = at_pair_card(call, &pair.therapist, &card);
	sheet->together = st == AT_OK;
	for (int i = 0; i < sheet->n_lines && st == AT_OK; i++) {
		struct at_own_line *line = &sheet->lines[i];
		int n = statement_of(line);
		const char *lang = NULL;

		if (n < 0)
			continue;
		line->statement = true;
		line->therapist_code = at_dyad_item(&card, n);
		if (line->therapist_code > 0)
			line->therapist = say(call, asking, at_printf(call->arena,
			    "option.fit.%d", line->therapist_code), &lang);
	}
	return st;
}

/* ---- one form -------------------------------------------------------------- */

/* The word behind "key=" in what they were told; NULL: nothing was. */
static const char *
told(struct at_call *call, const struct at_answer *answer, const char *key)
{
	const char *at = strstr(answer->told, key);

	if (at == NULL)
		return NULL;
	at += strlen(key);
	return at_strndup(call->arena, at, strcspn(at, " "));
}

static void
say_who(struct at_call *call, const struct at_history *h, const struct at_answer *answer,
    struct at_own_sheet *out)
{
	const struct at_relationship *r = at_history_relationship(h, answer->relationship);

	out->ratings = told(call, answer, "ratings=");
	out->seen = told(call, answer, "when=");
	out->said = told(call, answer, "words=");
	out->to_contact = out->said != NULL && strcmp(out->said, "other") == 0;
	out->therapist_name = r == NULL ? NULL : r->therapist_name;
}

enum at_status
at_own_sheet_read(struct at_call *call, const struct at_history *h,
    const struct at_answer *answer, struct at_own_sheet *out)
{
	const struct at_session *session = at_history_session(h, answer->session);
	const struct at_instrument *instrument = at_library_find(call->house->library,
	    answer->instrument);
	struct at_asking *asking;
	const char *lang = NULL;
	enum at_status st;

	*out = (struct at_own_sheet){ .answer = answer->id, .instrument = answer->instrument,
		.title = answer->instrument, .at = answer->at };
	if (session != NULL) {
		out->session = session->number;
		out->starts = session->starts;
	}
	say_who(call, h, answer, out);
	if (instrument == NULL)
		return AT_OK;
	st = at_asking_open(call, h->client.org, h->client.site, instrument, answer->form, false,
	    at_words_lang(call->words), &asking);
	if (st != AT_OK)
		return st;
	out->title = at_own_title(call, asking, &lang);
	if (instrument->version != answer->instrument_version)
		return AT_OK;
	st = add_lines(call, h, answer, asking, out);
	return st == AT_OK ? add_therapist(call, h, answer, asking, out) : st;
}

/* ---- for a page ------------------------------------------------------------ */

enum at_status
at_action_own_sheet(struct at_call *call, at_id answer, struct at_own_sheet *out,
    struct at_own_frame *out_frame)
{
	struct at_history h;
	enum at_status st = at_own_open(call, AT_RES_WORDS, AT_VIEW, &h, out_frame);

	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < h.n_answers; i++)
		if (h.answers[i].id == answer && at_own_is_mine(call->who, &h.answers[i]))
			return at_own_sheet_read(call, &h, &h.answers[i], out);
	return at_fail(call->err, AT_NOT_FOUND, "%s",
	    at_tr(call, "There is no such form among yours."));
}

enum at_status
at_action_own_sheets(struct at_call *call, bool taken, struct at_own_sheet **out, int *out_n,
    struct at_own_frame *out_frame)
{
	struct at_audit_line line = at_act_line(call, "export", "own-page", call->who->login,
	    call->who->client);
	struct at_history h;
	enum at_status st = at_own_open(call, AT_RES_WORDS, AT_VIEW, &h, out_frame);

	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st != AT_OK)
		return st;
	*out = AT_NEW(call->arena, struct at_own_sheet, (size_t)h.n_answers);
	*out_n = 0;
	for (int i = 0; i < h.n_answers && st == AT_OK; i++)
		if (at_own_is_mine(call->who, &h.answers[i]))
			st = at_own_sheet_read(call, &h, &h.answers[i], &(*out)[(*out_n)++]);
	return st == AT_OK && taken ? at_act_note(call, &line) : st;
}
