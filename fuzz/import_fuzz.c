/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a table to be imported: refused with a line, or forms whose answers fit their
 * instrument, and definitions of what nobody knows.  The store is not asked. */
#include <stdlib.h>
#include <unistd.h>

#include "action/house.h"
#include "action/import_define.h"
#include "action/import_work.h"

enum { MOST = 60000 };                  /* a pipe holds as many */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static const struct at_house *
house(void)
{
	static struct at_house made;
	struct at_error err = { .status = AT_OK };

	if (made.filled == NULL && at_library_load(at_arena_open(), &made.filled, &err) != AT_OK)
		abort();
	made.library = made.filled;
	return &made;
}

static void
see(struct at_import_work *work, const struct at_import_form *form)
{
	struct at_import_source *source = &work->sources[form->source];

	source->forms |= 1u << form->form;
	source->seen.n_forms++;
	for (int place = 0; place < source->items.n; place++) {
		int code;

		if ((form->answered >> place & 1) == 0)
			continue;
		code = form->values[place];
		if (at_import_misfit(work, source, place, form->form, code) != NULL)
			abort();
		source->seen.n_answers++;
		if (code < source->seen.lowest)
			source->seen.lowest = code;
		if (code > source->seen.highest)
			source->seen.highest = code;
	}
}

/* What was seen of an instrument fits its new definition. */
static void
check_grown(struct at_import_work *work, struct at_import_source *source)
{
	struct at_import_definition made;
	struct at_range range;

	if (!source->open || source->seen.n_forms == 0 || !at_import_has_grown(source))
		return;
	if (at_import_grow(work->call, source, &made) != AT_OK)
		return;                         /* items that would be called alike */
	source->known = made.instrument;
	at_import_relate(work, source);
	range = at_item_range(&made.instrument->items[0]);
	if (source->seen.n_answers > 0 && (source->seen.lowest < range.lowest
	    || source->seen.highest > range.highest))
		abort();
	for (int i = 0; i < source->items.n; i++)
		if (source->index[i] < 0)
			abort();
	if (at_import_has_grown(source))
		abort();
}

static void
take(struct at_import_work *work)
{
	struct at_error *err = work->call->err;

	if (at_import_read(work, 0) != AT_OK) {
		if (err->text[0] == '\0')
			abort();
		return;
	}
	for (int i = 0; i < work->n_forms; i++) {
		const struct at_import_form *form = at_import_form_at(work, i);
		bool new;

		if (at_import_form_of(work, form, &new) != form || new)
			abort();
		if (!form->bad && !work->people[form->client].bad)
			see(work, form);
	}
	for (int i = 0; i < work->codes.n; i++)
		check_grown(work, &work->sources[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open(), *scratch = at_arena_open();
	struct at_error err = { .status = AT_OK };
	struct at_call call = { .arena = arena, .err = &err, .house = house() };
	struct at_import_file file = { "a.csv", -1 };
	const struct at_import_plan plan = { .files = &file, .n_files = 1 };
	struct at_import_sum sum = { .n_rows = 0 };
	struct at_import_work work = { .call = &call, .scratch = scratch, .plan = &plan,
		.sum = &sum, .clients = at_names_init(arena), .therapists = at_names_init(arena),
		.clinics = at_names_init(arena), .codes = at_names_init(arena), .today = 20000 };
	int ends[2];

	if (n_bytes <= MOST && pipe(ends) == 0) {
		if (write(ends[1], bytes, n_bytes) != (ssize_t)n_bytes)
			abort();
		close(ends[1]);
		file.fd = ends[0];
		take(&work);
		close(ends[0]);
	}
	at_arena_close(scratch);
	at_arena_close(arena);
	return 0;
}
