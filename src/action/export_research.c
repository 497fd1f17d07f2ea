/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An export for research: who has said yes to it, and under which number they go out. */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/export_work.h"
#include "guard/canon.h"
#include "store/consent.h"

/* Eighty bits: that two of a million people bear one number is unlikelier than 1 in 10^12. */
enum { NUMBER_BYTES = 10 };

void
at_export_number(const struct at_call *call, const char *kind, at_id id,
    char out[AT_EXPORT_NUMBER_ROOM])
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	struct at_canon canon;
	unsigned char hash[AT_CANON_HASH];
	unsigned int bits = 0;
	int n_bits = 0, n = 0;

	at_canon_init(&canon, "attune research number 1");
	at_canon_bytes(&canon, call->house->master.bytes, AT_KEY_BYTES);
	at_canon_number(&canon, call->who->org);
	at_canon_text(&canon, kind);
	at_canon_number(&canon, id);
	at_canon_end(&canon, hash);
	for (int i = 0; i < NUMBER_BYTES; i++) {
		bits = bits << 8 | hash[i];
		for (n_bits += 8; n_bits >= 5; n_bits -= 5)
			out[n++] = digits[bits >> (n_bits - 5) & 31];
	}
	out[n] = '\0';
}

/* ---- who has said yes -------------------------------------------------------- */

static int
by_id(const void *a, const void *b)
{
	const at_id *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

bool
at_export_therapist_agrees(const struct at_export_work *work, at_id therapist)
{
	return work->n_therapists > 0 && bsearch(&therapist, work->therapists,
	    (size_t)work->n_therapists, sizeof *work->therapists, by_id) != NULL;
}

static int
by_number(const void *a, const void *b)
{
	const struct at_export_client *x = a, *y = b;

	return strcmp(x->number, y->number);
}

/* In the order of their numbers: that of the rows tells nothing about who came when. */
enum at_status
at_export_know_consents(struct at_export_work *work)
{
	struct at_call *call = work->call;
	at_id org = call->who->org, *clients;
	enum at_status st = at_consent_standing(call->arena, work->db, org, AT_CONSENT_RESEARCH,
	    true, &clients, &work->n_clients, call->err);

	if (st == AT_OK)
		st = at_consent_standing(call->arena, work->db, org, AT_CONSENT_RESEARCH, false,
		    &work->therapists, &work->n_therapists, call->err);
	if (st != AT_OK)
		return st;
	work->clients = AT_NEW(call->arena, struct at_export_client, (size_t)work->n_clients);
	for (int i = 0; i < work->n_clients; i++) {
		work->clients[i].id = clients[i];
		at_export_number(call, "client", clients[i], work->clients[i].number);
	}
	if (work->n_clients > 0)
		qsort(work->clients, (size_t)work->n_clients, sizeof *work->clients, by_number);
	return AT_OK;
}

/* Of everybody who is not on that list. */
enum at_status
at_export_count_others(struct at_export_work *work, const struct at_sent_count *asked)
{
	struct at_call *call = work->call;
	struct at_sent_count all;
	enum at_status st = at_sent_count(call->arena, work->db, call->who->org, &all, call->err);

	if (st != AT_OK)
		return st;
	work->sum.left[AT_LEFT_CONSENT] = all.forms - asked->forms;
	work->sum.clients_left[AT_LEFT_CONSENT] = all.clients - asked->clients;
	return AT_OK;
}
