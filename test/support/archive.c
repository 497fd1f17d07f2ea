/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "instrument/score.h"
#include "store/answer.h"
#include "store/consent.h"
#include "support/archive.h"

struct storing {
	struct world *w;
	const struct world_org *org;
	const struct archive_plan *plan;
	const struct at_instrument *phq;
	at_ms ended;
	at_id client;
	struct at_random random;
};

static enum at_status
store_session(struct at_db *db, struct storing *s, const struct at_relationship *with, int i,
    int sum, struct at_error *err)
{
	at_ms starts = s->ended - (s->plan->n_sessions - i) * 7 * AT_DAY;
	const struct at_session session = { .org = with->org, .id = at_store_id(s->w->call),
		.relationship = with->id, .client = with->client, .number = i + 1,
		.starts = starts, .ends = starts + AT_HOUR, .day = starts / AT_DAY,
		.state = "attended" };
	struct at_answers answers = at_answers_blank(s->phq);
	struct at_score scores[AT_MAX_SCALES];
	unsigned char packed[AT_PACKED_ROOM], packed_scores[AT_SCORES_ROOM];
	struct at_answer answer = { .org = with->org, .client = with->client,
		.id = at_store_id(s->w->call), .relationship = with->id, .session = session.id,
		.instrument = "phq-9", .instrument_version = s->plan->version != 0
		? s->plan->version : s->phq->version,
		.form = s->plan->form != NULL ? s->plan->form : "client",
		.at = starts - AT_HOUR, .lang = "en", .layout = "", .mode = "paper", .told = "" };
	enum at_status st = at_session_insert(db, &session, err);

	for (int k = 0; k < 8; k++)
		answers.codes[k] = sum / 8 + (k < sum % 8);
	answers.codes[8] = 0;
	at_score_answers(s->phq, &answers, scores);
	answer.packed = (struct at_bytes){ packed, at_answers_pack(&answers, packed) };
	answer.scores = (struct at_bytes){ packed_scores, at_score_pack(scores, s->phq->n_scales,
		packed_scores) };
	return st == AT_OK ? at_answer_insert(db, &answer, err) : st;
}

static enum at_status
store_client(struct at_db *db, struct storing *s, bool rises, struct at_error *err)
{
	const struct at_client client = { .org = s->org->org, .id = at_store_id(s->w->call),
		.site = s->org->main, .name = { "-", 1 }, .key = { "-", 1 }, .form = "client",
		.lang = "en", .made = s->ended - AT_DAY };
	const struct at_relationship with = { .org = client.org, .id = at_store_id(s->w->call),
		.episode = at_store_id(s->w->call), .client = client.id,
		.therapist = s->org->staff[WORLD_THERAPIST], .from = client.made, .to = s->ended };
	const struct at_consent stop = { .org = client.org, .id = at_store_id(s->w->call),
		.client = client.id, .purpose = AT_CONSENT_MEASURING, .wording = "",
		.at = s->ended };
	double start = (rises ? 14 : 16) + at_random_normal(&s->random);
	enum at_status st = at_client_insert(db, &client, err);

	s->client = client.id;
	if (st == AT_OK)
		st = at_episode_insert(db, with.org, with.episode, client.id, client.site,
		    with.from, err);
	if (st == AT_OK)
		st = at_episode_close(db, with.org, with.episode, s->ended, err);
	if (st == AT_OK)
		st = at_relationship_insert(db, &with, err);
	if (st == AT_OK)
		st = at_relationship_end(db, with.org, with.id, with.to, err);
	if (st == AT_OK && s->plan->stopped)
		st = at_consent_insert(db, &stop, err);
	for (int i = 0; i < s->plan->n_sessions && st == AT_OK; i++) {
		double score = start + (rises ? 5 : -4) * log(i + 1)
		    + at_random_normal(&s->random);

		st = store_session(db, s, &with, i, (int)fmax(0, fmin(23, round(score))), err);
	}
	return st;
}

static enum at_status
apply(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct storing *s = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < s->plan->n && st == AT_OK; i++)
		st = store_client(db, s, i % 6 == 5, err);
	return st;
}

at_id
archive_add(struct world *w, const struct world_org *org, const struct archive_plan *plan)
{
	struct storing s = { .w = w, .org = org, .plan = plan,
		.phq = at_library_find(w->library, "phq-9"),
		.ended = plan->ended != 0 ? plan->ended : w->call->now - 60 * AT_DAY,
		.random = at_random_seeded(plan->seed) };

	CHECK_OK(w->s, at_store_write(w->call, apply, &s));
	return s.client;
}
