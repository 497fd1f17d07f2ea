/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a code of the source is here: instruments, their items, and what fits them. */
#include <string.h>

#include "action/act.h"
#include "action/import_define.h"
#include "action/import_work.h"

enum { MOST_SOURCES = 1000, MOST_CODE = AT_LINE_STEPS };

/* Letters and digits alone, in lower case: PHQ9 is phq-9. */
static bool
reads_alike(const char *a, const char *b)
{
	for (;; a++, b++) {
		int x, y;

		a += strspn(a, " -_.");
		b += strspn(b, " -_.");
		x = *a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a;
		y = *b >= 'A' && *b <= 'Z' ? *b - 'A' + 'a' : *b;
		if (x != y)
			return false;
		if (x == '\0')
			return true;
	}
}

/* The one instrument of the library that is called so; NULL: none, or several. */
static const struct at_instrument *
look_up(const struct at_library *library, const char *code)
{
	const struct at_instrument *found = at_library_find(library, code);

	for (int i = 0; found == NULL && i < at_library_count(library); i++) {
		const struct at_instrument *one = at_library_at(library, i);

		if (!reads_alike(code, one->id))
			continue;
		for (int k = i + 1; k < at_library_count(library); k++)
			if (reads_alike(code, at_library_at(library, k)->id))
				return NULL;
		found = one;
	}
	return found;
}

const struct at_instrument *
at_import_definition_of(const struct at_import_work *work, const char *id)
{
	const struct at_instrument *known = at_library_find(work->call->house->library, id);

	for (int i = 0; i < work->map.n_definitions; i++) {
		const struct at_instrument *own = work->map.definitions[i].instrument;

		if (strcmp(own->id, id) == 0 && (known == NULL || own->version > known->version))
			known = own;
	}
	return known;
}

static void
relate(struct at_import_work *work, struct at_import_source *source, int place)
{
	const char *code = source->items.at[place];
	const struct at_import_name *name = at_import_map_find(&work->map, AT_IMPORT_ITEM,
	    source->code, code);
	const char *id = name != NULL ? name->meant : code;

	source->index[place] = source->known == NULL ? -1
	    : at_instrument_item(source->known, id);
	if (source->index[place] < 0 && source->known != NULL && source->open && name == NULL)
		source->index[place] = at_instrument_item(source->known,
		    at_import_id_of(work->call->arena, code));
}

void
at_import_relate(struct at_import_work *work, struct at_import_source *source)
{
	for (int i = 0; i < source->items.n; i++)
		relate(work, source, i);
}

enum at_status
at_import_source_of(struct at_import_work *work, const char *code, int *out)
{
	struct at_arena *arena = work->call->arena;
	int n = work->codes.n;
	struct at_import_source *source;
	const struct at_import_name *name;

	*out = at_names_number(&work->codes, code);
	if (*out < n)
		return AT_OK;
	if (n == MOST_SOURCES)
		return at_fail(work->call->err, AT_INVALID, "%s: expected at most %d instruments;"
		    " is the column \"instrument\" what it says?",
		    work->plan->files[work->file].name, MOST_SOURCES);
	work->sources = at_one_more(arena, work->sources, n, sizeof *work->sources);
	source = &work->sources[n];
	*source = (struct at_import_source){ .code = work->codes.at[n], .only_form = -1,
		.items = at_names_init(arena), .seen = { .lowest = INT32_MAX,
		.highest = INT32_MIN } };
	name = at_import_map_find(&work->map, AT_IMPORT_INSTRUMENT, "", source->code);
	if (name != NULL) {
		source->id = name->meant;
		source->known = at_import_definition_of(work, name->meant);
		source->only_form = name->form[0] == '\0' ? -1 : at_import_form_find(name->form);
	} else {
		source->known = look_up(work->call->house->library, source->code);
		source->id = source->known != NULL ? source->known->id
		    : at_import_id_of(arena, source->code);
		if (source->known == NULL)
			source->known = at_import_definition_of(work, source->id);
	}
	source->open = source->known == NULL || at_import_is_open(source->known);
	return AT_OK;
}

bool
at_import_may_skip(const struct at_import_source *source, int place)
{
	return !source->open && source->known->items[source->index[place]].skip;
}

int
at_import_item_of(struct at_import_work *work, struct at_import_source *source, const char *code)
{
	int place = at_names_find(&source->items, code);

	if (place < 0) {
		if (source->items.n == AT_MAX_ITEMS)
			return -1;
		place = at_names_number(&source->items, code);
		relate(work, source, place);
	}
	return source->index[place] >= 0 || source->open ? place : -1;
}

/* What a known item wanted instead; NULL: it fits. */
static const char *
misfit_of(struct at_arena *arena, const struct at_item *item, int code)
{
	struct at_range range;

	switch (item->kind) {
	case AT_ITEM_CHOICE:
		if (at_options_code(item->options, code) != NULL)
			return NULL;
		range = at_options_range(item->options);
		return at_printf(arena, "an answer from %d to %d", range.lowest, range.highest);
	case AT_ITEM_TICKS:
		return code < 1 << item->options->n_options ? NULL
		    : at_printf(arena, "ticks from 0 to %d", (1 << item->options->n_options) - 1);
	case AT_ITEM_LINE:
		return code <= AT_LINE_STEPS ? NULL
		    : "a place on the line in tenths, from 0 to 100";
	case AT_ITEM_WORDS:
		return "no words: free text is not taken in";
	}
	return NULL;
}

const char *
at_import_misfit(struct at_import_work *work, const struct at_import_source *source, int place,
    int form, int code)
{
	const struct at_item *item;
	int known_form;

	if (source->open)
		return code <= MOST_CODE ? NULL : "a whole number from 0 to 100";
	item = &source->known->items[source->index[place]];
	known_form = at_instrument_form(source->known, at_import_forms[form]);
	if ((item->forms >> known_form & 1) == 0)
		return at_printf(work->scratch, "no answer: %s does not ask this of the %s",
		    source->id, at_import_forms[form]);
	return code == AT_SKIPPED ? NULL : misfit_of(work->scratch, item, code);
}
