/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/care.h"
#include "action/demo.h"
#include "action/demo_archive.h"
#include "action/expected.h"
#include "instrument/score.h"
#include "store/answer.h"
#include "store/org.h"

enum { MOST_SESSIONS = 15, MOST_FORMS = (MOST_SESSIONS + 1) / 2, SEED = 2006 };

/* One of them, ready to be stored. */
struct former {
	struct at_client client;
	struct at_relationship with;
	struct at_session sessions[MOST_SESSIONS];
	struct at_answer answers[MOST_FORMS];
	int n_sessions, n_answers;
};

struct archive {
	struct at_call *call;
	struct at_random random;
	const struct at_instrument *measure;
	struct at_site site;
	at_id therapists[2];
	struct former *all;
	struct at_audit_line line;
};

/* ---- drawing one ------------------------------------------------------------------ */

/* How somebody fares: the score falls with the logarithm of the session; for one in six it
 * rises: far enough for the model to be worth showing, whichever third tests it. */
struct fate {
	double start, slope;
};

static struct fate
draw_fate(struct at_random *random)
{
	bool worse = at_random_unit(random) < 0.16;
	double start = at_random_normal(random), slope = at_random_normal(random);

	return worse ? (struct fate){ 15 + 2.5 * start, 4.2 + 0.8 * slope }
	    : (struct fate){ 15.5 + 1.4 * start, -4.5 + 0.5 * slope };
}

static int
draw_score(struct at_random *random, const struct fate *f, int session)
{
	double score = f->start + f->slope * log(session) + 1.2 * at_random_normal(random);

	return score < 0 ? 0 : score > 23 ? 23 : (int)(score + 0.5);
}

/* A sum over the first eight items: nobody of the archive raises a safety answer. */
static struct at_answers
spread(const struct at_instrument *measure, struct at_random *random, int sum)
{
	struct at_answers answers = at_answers_blank(measure);

	for (int i = 0; i < 9; i++)
		answers.codes[i] = 0;
	while (sum > 0) {
		int item = (int)(8 * at_random_unit(random));

		if (answers.codes[item] == 3)
			continue;
		answers.codes[item]++;
		sum--;
	}
	return answers;
}

static void
add_answer(struct archive *a, struct former *f, const struct at_session *session, int sum)
{
	struct at_arena *arena = a->call->arena;
	struct at_answers answers = spread(a->measure, &a->random, sum);
	struct at_score scores[AT_MAX_SCALES];
	unsigned char *packed = AT_NEW(arena, unsigned char, AT_PACKED_ROOM);
	unsigned char *packed_scores = AT_NEW(arena, unsigned char, AT_SCORES_ROOM);

	at_score_answers(a->measure, &answers, scores);
	f->answers[f->n_answers++] = (struct at_answer){ .org = f->client.org,
		.client = f->client.id, .id = at_store_id(a->call), .relationship = f->with.id,
		.session = session->id, .instrument = a->measure->id,
		.instrument_version = a->measure->version, .form = "client",
		.at = session->starts - AT_HOUR,
		.packed = { packed, at_answers_pack(&answers, packed) },
		.scores = { packed_scores, at_score_pack(scores, a->measure->n_scales,
		    packed_scores) },
		.lang = f->client.lang, .layout = "pages3", .mode = "own-device", .seconds = 90,
		.told = "" };
}

static void
add_sessions(struct archive *a, struct former *f)
{
	const struct fate fate = draw_fate(&a->random);

	for (int i = 0; i < f->n_sessions; i++) {
		at_ms starts = f->with.to - (f->n_sessions - i) * 7 * AT_DAY;
		struct at_session *s = &f->sessions[i];

		*s = (struct at_session){ .org = f->client.org, .id = at_store_id(a->call),
			.relationship = f->with.id, .client = f->client.id, .number = i + 1,
			.starts = starts, .ends = starts + 50 * AT_MINUTE,
			.day = at_date_days(at_zone_local(a->site.zone, starts).date),
			.state = "attended" };
		if (i % 2 == 0)
			add_answer(a, f, s, draw_score(&a->random, &fate, i + 1));
	}
}

/* They ended between two years and three weeks ago. */
static enum at_status
draw_former(struct archive *a, int i)
{
	struct at_call *call = a->call;
	struct former *f = &a->all[i];
	at_ms ended = call->now - (at_ms)((21 + 700 * at_random_unit(&a->random)) * AT_DAY);

	f->n_sessions = 5 + (int)(11 * at_random_unit(&a->random));
	f->client = (struct at_client){ .org = call->who->org, .id = at_store_id(call),
		.site = a->site.id, .form = "client", .lang = "nb",
		.made = ended - (f->n_sessions + 2) * 7 * AT_DAY };
	f->with = (struct at_relationship){ .org = call->who->org, .id = at_store_id(call),
		.episode = at_store_id(call), .client = f->client.id,
		.therapist = a->therapists[i % 2], .from = f->client.made, .to = ended };
	add_sessions(a, f);
	return at_care_seal_client(call, &f->client, at_printf(call->arena, "Former client %d",
	    i + 1));
}

/* ---- storing all ------------------------------------------------------------------- */

static enum at_status
store_former(struct at_db *db, const struct former *f, struct at_error *err)
{
	enum at_status st = at_client_insert(db, &f->client, err);

	if (st == AT_OK)
		st = at_episode_insert(db, f->with.org, f->with.episode, f->client.id,
		    f->client.site, f->with.from, err);
	if (st == AT_OK)
		st = at_episode_close(db, f->with.org, f->with.episode, f->with.to, err);
	if (st == AT_OK)
		st = at_relationship_insert(db, &f->with, err);
	if (st == AT_OK)
		st = at_relationship_end(db, f->with.org, f->with.id, f->with.to, err);
	for (int i = 0; i < f->n_sessions && st == AT_OK; i++)
		st = at_session_insert(db, &f->sessions[i], err);
	for (int i = 0; i < f->n_answers && st == AT_OK; i++)
		st = at_answer_insert(db, &f->answers[i], err);
	return st;
}

static enum at_status
apply_archive(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct archive *a = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < AT_DEMO_FORMER && st == AT_OK; i++)
		st = store_former(db, &a->all[i], err);
	return st == AT_OK ? at_act_append(db, scratch, &a->line, err) : st;
}

static enum at_status
find_therapists(struct archive *a)
{
	static const char *const handles[] = { "ingrid", "amir" };
	enum at_status st = AT_OK;

	for (size_t i = 0; i < AT_COUNT(handles) && st == AT_OK; i++) {
		struct at_staff staff;

		st = at_care_therapist(a->call, handles[i], &staff);
		a->therapists[i] = staff.id;
	}
	return st;
}

enum at_status
at_demo_archive(struct at_call *call)
{
	struct archive a = { .call = call, .random = at_random_seeded(SEED),
		.measure = at_library_find(call->house->library, "phq-9"),
		.all = AT_NEW(call->arena, struct former, AT_DEMO_FORMER),
		.line = at_act_line(call, "import", "archive", 0, 0) };
	struct at_db *db = at_store_reader(call);
	const char *result;
	at_id site;
	enum at_status st = db == NULL ? call->err->status : at_site_find(call->arena, db,
	    call->who->org, "fjordgata", &site, call->err);

	if (st == AT_OK)
		st = at_site_load(call->arena, db, call->who->org, site, &a.site, call->err);
	if (st == AT_OK)
		st = find_therapists(&a);
	for (int i = 0; i < AT_DEMO_FORMER && st == AT_OK; i++)
		st = draw_former(&a, i);
	if (st == AT_OK)
		st = at_store_write(call, apply_archive, &a);
	return st == AT_OK ? at_expected_refit(call, NULL, &result) : st;
}
