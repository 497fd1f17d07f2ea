/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/wording.h"
#include "base/words.h"
#include "instrument/texts.h"
#include "store/setup.h"

struct wording {
	const char *instrument;
	struct at_texts texts;
	struct at_audit_line line;
};

static enum at_status
apply_wording(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct wording *w = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < w->texts.n_texts && st == AT_OK; i++) {
		const struct at_setup_text text = { w->instrument, w->texts.texts[i].key,
			w->texts.lang, w->texts.texts[i].text };

		st = at_wording_save(db, w->line.org, &text, err);
	}
	return st == AT_OK ? at_act_append(db, scratch, &w->line, err) : st;
}

/* The language in "session.nb.txt"; NULL unless the file is named so. */
static const char *
lang_of(struct at_arena *arena, const char *id, const char *file)
{
	const char *slash = strrchr(file, '/'), *base = slash == NULL ? file : slash + 1;
	size_t n_id = strlen(id), n = strlen(base);
	const char *lang;

	if (n <= n_id + 5 || strncmp(base, id, n_id) != 0 || base[n_id] != '.'
	    || strcmp(base + n - 4, ".txt") != 0)
		return NULL;
	lang = at_strndup(arena, base + n_id + 1, n - n_id - 5);
	return at_words_offered(lang) ? lang : NULL;
}

enum at_status
at_action_wording_load(struct at_call *call, const char *id, const char *file,
    const char *bytes, size_t n_bytes, int *out_n)
{
	const struct at_instrument *instrument = at_library_find(call->house->library, id);
	struct wording job = { .instrument = id };
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	if (st != AT_OK)
		return st;
	if (instrument == NULL && strcmp(id, "texts") != 0)
		return at_fail(call->err, AT_NOT_FOUND, "There is no instrument \"%s\".", id);
	job.texts.lang = lang_of(call->arena, id, file);
	if (job.texts.lang == NULL)
		return at_fail(call->err, AT_INVALID, "%s: expected a file named %s.LANG.txt, such "
		    "as %s.nb.txt", file, id, id);
	st = at_texts_parse(call->arena, instrument, file, bytes, n_bytes, &job.texts, call->err);
	if (st == AT_OK && job.texts.forms != ~0u)
		st = at_fail(call->err, AT_INVALID, "%s: a clinic's own words are for all forms: "
		    "expected no line forms, but keys such as item.ease.teen", file);
	if (st != AT_OK)
		return st;
	job.line = at_act_line(call, "change", "wording", 0, 0);
	st = at_store_write(call, apply_wording, &job);
	if (st == AT_OK)
		*out_n = job.texts.n_texts;
	return st;
}
