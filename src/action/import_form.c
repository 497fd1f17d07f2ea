/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of an import while it is read: a few tens of bytes each, found by their key. */
#include <string.h>

#include "action/import_work.h"

enum { A_CHUNK = 1 << 14, STEP = 16 };

const char *const at_import_forms[AT_IMPORT_FORMS] = { "client", "therapist", "parent", "teen" };

int
at_import_form_find(const char *form)
{
	for (int i = 0; i < AT_IMPORT_FORMS; i++)
		if (strcmp(at_import_forms[i], form) == 0)
			return i;
	return -1;
}

struct at_import_form *
at_import_form_at(const struct at_import_work *work, int i)
{
	return &work->chunks[i / A_CHUNK][i % A_CHUNK];
}

/* Forms of no session are told apart by their day. */
static bool
is_same(const struct at_import_form *a, const struct at_import_form *b)
{
	return a->client == b->client && a->session == b->session && a->form == b->form
	    && a->source == b->source && a->therapist == b->therapist
	    && (a->session != 0 || a->day == b->day);
}

static uint64_t
hash(const struct at_import_form *form)
{
	uint64_t h = (uint64_t)form->client << 32 | (uint32_t)(form->session != 0
	    ? form->session : -form->day);

	h = (h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
	h += (uint64_t)form->source << 34 | (uint64_t)form->form << 32
	    | (uint32_t)form->therapist;
	h = (h ^ h >> 31) * UINT64_C(0x94d049bb133111eb);
	return h ^ h >> 30;
}

/* Where it is, or would go. */
static int *
slot_of(const struct at_import_work *work, const struct at_import_form *form)
{
	uint64_t at = hash(form);

	for (;; at++) {
		int *slot = &work->slots[at & (uint64_t)(work->n_slots - 1)];

		if (*slot == 0 || is_same(at_import_form_at(work, *slot - 1), form))
			return slot;
	}
}

static void
more_slots(struct at_import_work *work)
{
	work->n_slots = work->n_slots == 0 ? 1 << 12 : 4 * work->n_slots;
	work->slots = AT_NEW(work->call->arena, int, (size_t)work->n_slots);
	for (int i = 0; i < work->n_forms; i++)
		*slot_of(work, at_import_form_at(work, i)) = i + 1;
}

static void
more_forms(struct at_import_work *work)
{
	int n = work->n_forms / A_CHUNK;

	work->chunks = at_one_more(work->call->arena, work->chunks, n, sizeof *work->chunks);
	work->chunks[n] = AT_NEW(work->call->arena, struct at_import_form, A_CHUNK);
}

struct at_import_form *
at_import_form_of(struct at_import_work *work, const struct at_import_form *like, bool *out_new)
{
	int *slot;

	if (4 * (int64_t)work->n_forms >= 3 * (int64_t)work->n_slots)
		more_slots(work);
	slot = slot_of(work, like);
	*out_new = *slot == 0;
	if (*slot == 0) {
		if (work->n_forms % A_CHUNK == 0)
			more_forms(work);
		*at_import_form_at(work, work->n_forms) = *like;
		*slot = ++work->n_forms;
	}
	return at_import_form_at(work, *slot - 1);
}

static void
more_room(struct at_import_work *work, struct at_import_form *form, int place)
{
	int room = (place / STEP + 1) * STEP;
	unsigned char *values = at_alloc(work->call->arena, (size_t)room, 1);

	if (form->room > 0)
		memcpy(values, form->values, form->room);
	form->values = values;
	form->room = (unsigned char)room;
}

enum at_import_put
at_import_form_put(struct at_import_work *work, struct at_import_form *form, int place, int code)
{
	uint64_t bit = (uint64_t)1 << place;

	if ((form->answered & bit) != 0)
		return code == form->values[place] ? AT_PUT_AGAIN : AT_PUT_OTHERWISE;
	if ((form->skipped & bit) != 0)
		return code == AT_SKIPPED ? AT_PUT_AGAIN : AT_PUT_OTHERWISE;
	if (code == AT_SKIPPED) {
		form->skipped |= bit;
		return AT_PUT_NEW;
	}
	if (place >= form->room)
		more_room(work, form, place);
	form->values[place] = (unsigned char)code;
	form->answered |= bit;
	return AT_PUT_NEW;
}
