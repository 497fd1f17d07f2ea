/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking what a page of a form sends: draft, submit, decline, and the safety answers in it. */
#include <string.h>

#include "action/act.h"
#include "action/form.h"
#include "action/form_open.h"
#include "action/planning.h"
#include "base/utf8.h"
#include "instrument/score.h"
#include "store/said.h"

enum { MAX_WORDS = 4000, MAX_PHONE = 40 };

/* Everything one post may write, in one job. */
struct posting {
	enum { SAVE, SEND, DECLINE } what;
	const struct at_due *due;
	struct at_device device;        /* with the new draft */
	struct at_answer answer;
	bool addressed;                 /* something in it is for the contact person */
	struct at_raising raising;
	struct at_call_me call_me;      /* id 0: nothing said about calling */
	struct at_agreed agreed;        /* id 0: nothing is to hold from now on */
	struct at_audit_line line;
	at_ms now;
};

/* ---- what was typed -------------------------------------------------------- */

static const char *
input(const struct at_form_post *post, const char *name)
{
	for (int i = 0; i < post->n_inputs; i++)
		if (strcmp(post->inputs[i].name, name) == 0)
			return post->inputs[i].value;
	return NULL;
}

/* A tick that is no item of the form. */
static bool
is_ticked(const struct at_form_post *post, const char *name)
{
	for (int i = 0; i < post->n_inputs; i++)
		if (strcmp(post->inputs[i].name, name) == 0 && post->inputs[i].value[0] != '\0')
			return true;
	return false;
}

static enum at_status
not_offered(struct at_call *call, const struct at_item *item)
{
	return at_fail(call->err, AT_INVALID, "This form does not offer that answer to \"%s\".",
	    item->id);
}

static enum at_status
read_choice(struct at_call *call, const struct at_form_post *post, const struct at_item *item,
    int *code)
{
	const char *value = input(post, item->id);
	const struct at_option *option;

	*code = AT_MISSING;
	if (value == NULL || value[0] == '\0')
		return AT_OK;
	if (item->skip && strcmp(value, "skip") == 0) {
		*code = AT_SKIPPED;
		return AT_OK;
	}
	option = at_options_find(item->options, value);
	if (option == NULL)
		return not_offered(call, item);
	*code = option->code;
	return AT_OK;
}

/* The empty value that goes along says "seen", and is no tick. */
static enum at_status
read_ticks(struct at_call *call, const struct at_form_post *post, const struct at_item *item,
    int *code)
{
	*code = input(post, item->id) == NULL ? AT_MISSING : 0;
	for (int i = 0; i < post->n_inputs; i++) {
		const struct at_option *option;

		if (strcmp(post->inputs[i].name, item->id) != 0 || post->inputs[i].value[0] == '\0')
			continue;
		option = at_options_find(item->options, post->inputs[i].value);
		if (option == NULL)
			return not_offered(call, item);
		*code |= 1 << option->code;
	}
	return AT_OK;
}

/* A place on a line from 0 to 10, with a point or a comma: "7.5". */
static enum at_status
read_line(struct at_call *call, const struct at_form_post *post, const struct at_item *item,
    int *code)
{
	const char *at = input(post, item->id);
	int tenths = 0, n_digits = 0;

	*code = AT_MISSING;
	if (at == NULL || at[0] == '\0')
		return AT_OK;
	if (item->skip && strcmp(at, "skip") == 0) {
		*code = AT_SKIPPED;
		return AT_OK;
	}
	for (; *at >= '0' && *at <= '9' && n_digits < 2; at++, n_digits++)
		tenths = tenths * 10 + (*at - '0') * 10;
	if (n_digits > 0 && (*at == '.' || *at == ',') && at[1] >= '0' && at[1] <= '9') {
		tenths += at[1] - '0';
		at += 2;
	}
	if (n_digits == 0 || *at != '\0' || tenths > AT_LINE_STEPS)
		return at_fail(call->err, AT_INVALID, "Please give a number from 0 to 10, such as "
		    "7.5, or leave it empty.");
	*code = tenths;
	return AT_OK;
}

/* As the browser counts towards the field's own limit: a line's end is one character,
 * though it travels as two. */
static size_t
count_written(const char *words)
{
	size_t n = at_utf8_count(words);

	for (; *words != '\0'; words++)
		n -= words[0] == '\r' && words[1] == '\n';
	return n;
}

static enum at_status
read_words(struct at_call *call, const struct at_form_post *post, const struct at_item *item,
    const char **words)
{
	const char *value = input(post, item->id);

	*words = value == NULL ? "" : value;
	if (count_written(*words) > MAX_WORDS)
		return at_fail(call->err, AT_INVALID,
		    "There is room for %d characters here. Please shorten it a little.", MAX_WORDS);
	return AT_OK;
}

static enum at_status
read_item(struct at_call *call, const struct at_form_post *post, struct at_form_view *view,
    int index)
{
	const struct at_item *item = &view->instrument->items[index];

	switch (item->kind) {
	case AT_ITEM_CHOICE:
		return read_choice(call, post, item, &view->answers.codes[index]);
	case AT_ITEM_TICKS:
		return read_ticks(call, post, item, &view->answers.codes[index]);
	case AT_ITEM_LINE:
		return read_line(call, post, item, &view->answers.codes[index]);
	case AT_ITEM_WORDS:
		return read_words(call, post, item, &view->words);
	}
	return AT_OK;
}

/* Put the items of the posted page over the draft.  All of them, though one is refused: a
 * risk answer behind it must be heard. */
static enum at_status
merge_page(struct at_call *call, const struct at_form_post *post, struct at_form_view *view)
{
	const struct at_form_span *page = &view->pages[post->page];
	enum at_status st = AT_OK, one;

	for (int i = page->first; i < page->last; i++) {
		if ((view->instrument->items[i].forms & 1u << view->form) == 0)
			continue;
		one = read_item(call, post, view, i);
		if (st == AT_OK)
			st = one;
	}
	return st;
}

/* Only the safety answers of this post: those of other pages were raised when they came. */
static struct at_answers
posted_only(const struct at_form_post *post, const struct at_form_view *view)
{
	const struct at_form_span *page = &view->pages[post->page];
	struct at_answers only = at_answers_blank(view->instrument);

	for (int i = page->first; i < page->last; i++)
		only.codes[i] = view->answers.codes[i];
	return only;
}

/* ---- the job --------------------------------------------------------------- */

static enum at_status
apply_answer(struct at_db *db, struct posting *p, struct at_error *err)
{
	enum at_status st = at_due_finish(db, p->due->org, p->due->id, AT_DUE_SENT, p->answer.id,
	    err);

	if (st == AT_OK)
		st = at_answer_insert(db, &p->answer, err);
	if (st == AT_OK && p->addressed)
		st = at_addressed_insert(db, &p->answer, p->due->site, err);
	return st == AT_OK ? at_draft_drop(db, p->due->org, p->due->id, err) : st;
}

static enum at_status
apply_posting(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct posting *p = job;
	enum at_status st = AT_OK;

	switch (p->what) {
	case SAVE:
		st = at_draft_save(db, &p->device, p->now, err);
		break;
	case SEND:
		st = apply_answer(db, p, err);
		break;
	case DECLINE:
		st = at_due_finish(db, p->due->org, p->due->id, AT_DUE_DECLINED, 0, err);
		if (st == AT_OK)
			st = at_draft_drop(db, p->due->org, p->due->id, err);
		break;
	}
	if (st == AT_OK && p->what != SAVE)
		st = at_act_append(db, scratch, &p->line, err);
	if (st == AT_OK)
		st = at_safety_apply(db, scratch, &p->raising, err);
	if (st == AT_OK && p->call_me.id != 0)
		st = at_call_me_insert(db, &p->call_me, err);
	if (st == AT_OK && p->agreed.id != 0)
		st = at_agreed_insert(db, &p->agreed, err);
	return st;
}

/* ---- making it ready ------------------------------------------------------- */

static enum at_status
client_of(struct at_call *call, const struct at_form_view *view, struct at_client *out)
{
	struct at_db *db = at_store_reader(call);

	if (db == NULL)
		return call->err->status;
	return at_client_load(call->arena, db, view->due.org, view->due.client, out, call->err);
}

/* Words are sealed for the row they will stand in. */
static enum at_status
seal_words(struct at_call *call, const struct at_form_view *view, const char *field, at_id row,
    struct at_bytes *out)
{
	struct at_client client;
	enum at_status st;

	*out = (struct at_bytes){ NULL, 0 };
	if (view->words[0] == '\0')
		return AT_OK;
	st = client_of(call, view, &client);
	return st == AT_OK ? at_act_seal(call, &client, field, row, view->words, out) : st;
}

static enum at_status
prepare_draft(struct at_call *call, const struct at_form_view *view, struct posting *p)
{
	unsigned char *packed = AT_NEW(call->arena, unsigned char, AT_PACKED_ROOM);

	p->device = view->device;
	p->device.packed = (struct at_bytes){ packed, at_answers_pack(&view->answers, packed) };
	return seal_words(call, view, "draft.words", view->device.id, &p->device.words);
}

/* Whether the therapist has read the client's side of the hour before giving the own. */
static enum at_status
find_seen_first(struct at_call *call, const struct at_form_view *view, bool *out)
{
	const struct at_due *due = &view->due;
	struct at_db *db = at_store_reader(call);

	*out = false;
	if (strcmp(due->form, "therapist") != 0 || strcmp(due->instrument, "session") != 0
	    || due->session == 0)
		return AT_OK;
	return db == NULL ? call->err->status : at_said_read_first(call->arena, db, due->org,
	    due->client, due->session, call->who->staff, out, call->err);
}

static enum at_status
prepare_answer(struct at_call *call, const struct at_form_view *view, struct posting *p)
{
	unsigned char *packed = AT_NEW(call->arena, unsigned char, AT_PACKED_ROOM);
	unsigned char *scores = AT_NEW(call->arena, unsigned char, AT_SCORES_ROOM);
	struct at_score score[AT_MAX_SCALES];
	const struct at_due *due = &view->due;
	enum at_status st = at_answers_check(view->instrument, view->form, &view->answers,
	    call->err);

	if (st != AT_OK)
		return st;
	at_score_answers(view->instrument, &view->answers, score);
	p->answer = (struct at_answer){
		.org = due->org, .client = due->client, .id = at_store_id(call), .due = due->id,
		.device = view->device.id, .relationship = due->relationship,
		.session = due->session, .instrument = due->instrument,
		.instrument_version = view->instrument->version, .form = due->form,
		.at = call->now,
		.packed = { packed, at_answers_pack(&view->answers, packed) },
		.scores = { scores, at_score_pack(score, view->instrument->n_scales, scores) },
		.lang = view->device.lang, .layout = "pages3", .mode = "own-device",
		.seconds = (int)((call->now - view->device.began) / AT_SECOND),
		.told = at_form_told(call, view),
	};
	memcpy(p->answer.key, view->device.key, AT_KEY_OF_FORM);
	p->addressed = at_form_is_addressed(view);
	st = find_seen_first(call, view, &p->answer.seen_first);
	if (st != AT_OK)
		return st;
	return seal_words(call, view, "answer.words", p->answer.id, &p->answer.words);
}

/* "May we call you?": kept when it says something new. */
static enum at_status
prepare_call_me(struct at_call *call, const struct at_form_view *view,
    const struct at_calling *calling, struct at_call_me *out)
{
	const char *phone = calling->phone == NULL ? "" : calling->phone, *last_phone;
	struct at_db *db = at_store_reader(call);
	struct at_call_me last;
	struct at_client client;
	enum at_status st;

	if (phone[0] == '\0' && !calling->no_call)
		return AT_OK;
	if (at_utf8_count(phone) > MAX_PHONE)
		return at_fail(call->err, AT_INVALID, "A number has at most %d characters.",
		    MAX_PHONE);
	if (db == NULL)
		return call->err->status;
	st = at_call_me_last(call->arena, db, view->due.org, view->due.client, &last, call->err);
	if (st == AT_OK)
		st = client_of(call, view, &client);
	if (st == AT_OK)
		st = at_act_unseal(call, &client, "call.phone", last.id, last.phone, &last_phone);
	if (st != AT_OK || (last.due == view->due.id && last.no_call == calling->no_call
	    && strcmp(last_phone, phone) == 0))
		return st;
	*out = (struct at_call_me){ .org = view->due.org, .id = at_store_id(call),
		.client = view->due.client, .due = view->due.id, .at = call->now,
		.no_call = calling->no_call };
	return phone[0] == '\0' ? AT_OK
	    : at_act_seal(call, &client, "call.phone", out->id, phone, &out->phone);
}

/* The two fields as they come along with a page. */
static struct at_calling
calling_of(const struct at_form_post *post)
{
	return (struct at_calling){ .phone = input(post, "call_me_on"),
		.no_call = is_ticked(post, "no_call") };
}

static enum at_status
apply_call_me(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch;
	return at_call_me_insert(db, job, err);
}

enum at_status
at_action_form_call_me(struct at_call *call, at_id due, const unsigned char *cookie_hash,
    const struct at_calling *calling, struct at_form_view *out)
{
	struct at_call_me row = { .id = 0 };
	enum at_status st = at_form_find(call, due, cookie_hash, AT_WRITE, out);

	if (st == AT_OK)
		st = prepare_call_me(call, out, calling, &row);
	return st == AT_OK && row.id != 0 ? at_store_write(call, apply_call_me, &row) : st;
}

static enum at_status
prepare(struct at_call *call, const struct at_form_post *post, struct at_form_view *view,
    struct posting *p)
{
	bool last = post->page == view->n_pages - 1;
	const struct at_calling calling = calling_of(post);
	enum at_status st;

	p->due = &view->due;
	p->now = call->now;
	p->what = post->verb == AT_FORM_DECLINE ? DECLINE
	    : post->verb == AT_FORM_NEXT && last ? SEND : SAVE;
	p->line = at_act_line(call, p->what == DECLINE ? "decline" : "submit",
	    p->what == DECLINE ? "form" : "answer", view->due.id, view->due.client);
	p->line.org = view->due.org;
	if (call->who->staff == 0)
		p->line.subject = at_subject_name(AT_LINK_HOLDER);
	if (p->what == SEND) {
		st = at_form_agree(call, view);
		if (st == AT_OK)
			st = at_form_check_address(call, view);
		if (st == AT_OK)
			st = prepare_answer(call, view, p);
		if (st == AT_OK && is_ticked(post, "agree"))
			p->agreed = at_form_keep(call, view);
		if (p->agreed.id != 0)
			p->line.detail = "agreed";
		p->line.row = p->answer.id;
	} else {
		st = p->what == SAVE ? prepare_draft(call, view, p) : AT_OK;
	}
	return st == AT_OK ? prepare_call_me(call, view, &calling, &p->call_me) : st;
}

/* ---- safety ---------------------------------------------------------------- */

/* Look at the raw answers of this post, whatever becomes of the form: also when it is
 * declined with it, or the question turns out not to be asked any more. */
static enum at_status
prepare_raising(struct at_call *call, const struct at_form_post *post,
    struct at_form_result *out, struct at_raising *raising)
{
	struct at_form_view *view = &out->view;
	struct at_answers posted = posted_only(post, view);
	bool sending = post->verb == AT_FORM_NEXT && post->page == view->n_pages - 1;
	struct at_raised any[AT_MAX_ITEMS];
	enum at_status st;

	if (at_answers_raised(view->instrument, view->form, &posted, any) == 0)
		return AT_OK;
	out->crisis = true;
	st = at_form_word(call, view);
	if (st == AT_OK)
		st = at_safety_prepare(call, view->asking, &view->due, &view->device, &posted,
		    sending ? "sent" : "draft", raising);
	if (st == AT_OK)
		st = at_safety_crisis(call, view->asking, true, &out->crisis_text);
	if (st == AT_OK && raising->line != NULL && call->who->staff == 0) {
		raising->line->org = view->due.org;
		raising->line->subject = at_subject_name(AT_LINK_HOLDER);
	}
	return st;
}

/* The write failed: say so in the page, the safety answer first. */
static enum at_status
could_not(struct at_call *call, enum at_status st, struct at_form_result *out)
{
	struct at_error kept = *call->err;

	at_error_clear(call->err);
	if (at_form_word(call, &out->view) == AT_OK && out->crisis && st != AT_INVALID) {
		at_safety_crisis(call, out->view.asking, false, &out->crisis_text);
		at_asking_say(call, out->view.asking, true, "crisis.unsent", &out->unsent);
	}
	*call->err = kept;
	return st;
}

/* ---- the post -------------------------------------------------------------- */

/* Not open (any more): nothing is kept but what a safety answer raises. */
static enum at_status
post_too_late(struct at_call *call, struct at_raising *raising, struct at_form_result *out)
{
	enum at_status st = at_safety_raise(call, raising);

	if (st != AT_OK)
		return could_not(call, st, out);
	out->raised = raising->n_new > 0;
	return at_form_word(call, &out->view);
}

/* An answer the form does not offer, words too long: shown again with what was typed,
 * but a safety answer beside it has been heard. */
static enum at_status
post_refused(struct at_call *call, enum at_status st, struct at_raising *raising,
    struct at_form_result *out)
{
	struct at_error why = *call->err;

	at_error_clear(call->err);
	if (at_safety_raise(call, raising) != AT_OK)
		return could_not(call, call->err->status, out);
	out->raised = raising->n_new > 0;
	*call->err = why;
	return could_not(call, st, out);
}

static int
next_page(const struct at_form_post *post, int n_pages)
{
	switch (post->verb) {
	case AT_FORM_BACK:
		return post->page > 0 ? post->page - 1 : 0;
	case AT_FORM_NEXT:
		return post->page < n_pages - 1 ? post->page + 1 : post->page;
	case AT_FORM_SAVE:
	case AT_FORM_DECLINE:
		break;
	}
	return post->page;
}

/* Somebody else (or this browser, twice at once) was faster: read again how it stands. */
static enum at_status
post_conflict(struct at_call *call, const struct at_form_post *post, struct at_raising *raising,
    struct at_form_result *out)
{
	enum at_status st;

	at_error_clear(call->err);
	st = at_form_find(call, post->due, post->cookie_hash, AT_WRITE, &out->view);
	return st == AT_OK ? post_too_late(call, raising, out) : st;
}

static enum at_status
post_open(struct at_call *call, const struct at_form_post *post, struct at_raising *raising,
    struct at_form_result *out)
{
	static const enum at_form_stand after[] = { [SAVE] = AT_FORM_OPEN,
		[SEND] = AT_FORM_SENT, [DECLINE] = AT_FORM_DECLINED };
	struct posting p = { .raising = *raising };
	enum at_status st = prepare(call, post, &out->view, &p);

	if (st != AT_OK)
		return post_refused(call, st, raising, out);
	st = at_store_write(call, apply_posting, &p);
	if (st == AT_CONFLICT)
		return post_conflict(call, post, raising, out);
	if (st != AT_OK)
		return could_not(call, st, out);
	out->raised = p.raising.n_new > 0;
	out->view.stand = after[p.what];
	out->page = next_page(post, out->view.n_pages);
	return AT_OK;
}

enum at_status
at_action_form_post(struct at_call *call, const struct at_form_post *post,
    struct at_form_result *out)
{
	struct at_raising raising = { .n_alerts = 0 };
	struct at_error why;
	enum at_status st, merged;

	*out = (struct at_form_result){ .page = post->page };
	st = at_form_find(call, post->due, post->cookie_hash, AT_WRITE, &out->view);
	if (st != AT_OK)
		return st;
	if (post->page < 0 || post->page >= out->view.n_pages)
		return at_fail(call->err, AT_INVALID, "This form has no such page.");
	merged = merge_page(call, post, &out->view);
	why = *call->err;
	at_error_clear(call->err);
	st = prepare_raising(call, post, out, &raising);
	if (st != AT_OK)
		return could_not(call, st, out);
	if (merged != AT_OK) {
		*call->err = why;
		return post_refused(call, merged, &raising, out);
	}
	at_answers_settle(out->view.instrument, out->view.form, &out->view.answers);
	if (out->view.stand != AT_FORM_OPEN)
		return post_too_late(call, &raising, out);
	st = post_open(call, post, &raising, out);
	if (st == AT_OK && out->view.stand == AT_FORM_SENT)
		at_plan_answered(call, &out->view.due);
	return st;
}
