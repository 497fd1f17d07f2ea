/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/asking.h"
#include "action/clinic_file.h"
#include "action/setup_compare.h"
#include "action/setup_edit.h"
#include "action/setup_values.h"
#include "action/values.h"
#include "base/utf8.h"
#include "base/words.h"

enum { VALUE_MAX = 300 };

/* ---- shown ---------------------------------------------------------------------------- */

static const char *
full_name(struct at_call *call, const char *name, const char *lang)
{
	return lang[0] == '\0' ? name : at_printf(call->arena, "%s.%s", name, lang);
}

/* From the sites above, then from the whole clinic. */
static bool
find_above(const struct at_setup *setup, at_id site, const char *name, struct at_value_line *line)
{
	const struct at_setup_site *at = at_setup_site(setup, site);
	const struct at_setup_value *value = NULL;

	for (int depth = 0; at != NULL && value == NULL && depth < setup->n_sites; depth++) {
		at = at_setup_site(setup, at->parent);
		value = at == NULL ? NULL : at_setup_value(setup, at->id, name);
	}
	if (value == NULL && site != 0)
		value = at_setup_value(setup, 0, name);
	if (value == NULL)
		return false;
	line->else_value = value->value;
	line->else_where = at == NULL ? NULL : at->name;
	return true;
}

/* What holds where nothing is written: as store/org.h looks for it. */
static void
find_else(struct at_call *call, const struct at_setup *setup, at_id site, const char *lang,
    struct at_value_line *line)
{
	const struct at_setup_site *s = at_setup_site(setup, site);
	const struct at_setup_value *plain = at_setup_value(setup, site, line->name);

	if (lang[0] != '\0' && plain != NULL) {
		line->else_value = plain->value;
		line->else_where = s == NULL ? NULL : s->name;
		line->other_lang = true;
		return;
	}
	if (find_above(setup, site, full_name(call, line->name, lang), line))
		return;
	if (lang[0] != '\0' && find_above(setup, site, line->name, line))
		line->other_lang = true;
	else if (s != NULL && strcmp(line->name, "contact_person") == 0) {
		line->else_value = s->contact_name;
		line->else_where = s->name;
	}
}

/* In help at once, in the language asked for, else the site's own. */
static enum at_status
fill_preview(struct at_call *call, const struct at_setup *setup, at_id site, const char *lang,
    struct at_values_view *out)
{
	const struct at_setup_site *s = site != 0 ? at_setup_site(setup, site)
	    : setup->n_sites > 0 ? &setup->sites[0] : NULL;
	const struct at_setup_value *langs;
	struct at_asking *asking;
	enum at_status st;

	if (s == NULL)
		return AT_OK;
	langs = at_setup_value(setup, s->id, "languages");
	if (lang[0] == '\0' && langs != NULL)
		lang = at_strndup(call->arena, langs->value, strcspn(langs->value, " "));
	st = at_asking_open(call, call->who->org, s->id, NULL, "client", false,
	    lang[0] == '\0' ? "en" : lang, &asking);
	if (st != AT_OK)
		return st;
	out->preview_name = s->name;
	out->missing = at_asking_missing(call, asking, &out->n_missing);
	return out->n_missing > 0 ? AT_OK : at_safety_crisis(call, asking, false, &out->crisis);
}

static enum at_status
open_place(struct at_call *call, at_id site, const char *lang, enum at_verb verb,
    struct at_setup *out)
{
	enum at_status st = at_setup_open(call, verb, out);

	if (st != AT_OK)
		return st;
	if (site != 0 && at_setup_site(out, site) == NULL)
		return at_setup_no_site(call);
	if (lang[0] != '\0' && !at_words_offered(lang))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call, "Choose a language."));
	return AT_OK;
}

enum at_status
at_action_values(struct at_call *call, at_id site, const char *lang, struct at_values_view *out)
{
	struct at_setup setup, shown;
	int n;
	const char *const *names = at_clinic_value_names(&n);
	enum at_status st = open_place(call, site, lang, AT_VIEW, &setup);

	if (st != AT_OK)
		return st;
	*out = (struct at_values_view){ .site = site, .lang = lang, .n_lines = n,
		.mark = at_setup_mark_site(call->arena, &setup, site),
		.site_name = site == 0 ? NULL : at_setup_site(&setup, site)->name };
	shown = at_setup_copy(call->arena, &setup);
	for (int i = 0; i < setup.n_sites; i++)
		at_setup_show(call->arena, &shown, setup.sites[i].id);
	out->lines = AT_NEW(call->arena, struct at_value_line, (size_t)n);
	for (int i = 0; i < n; i++) {
		const struct at_setup_value *own = at_setup_value(&shown, site,
		    full_name(call, names[i], lang));

		out->lines[i] = (struct at_value_line){ .name = names[i],
			.own = own == NULL ? "" : own->value };
		find_else(call, &shown, site, lang, &out->lines[i]);
	}
	st = at_action_sites(call, &out->sites, &out->n_sites);
	return st == AT_OK ? fill_preview(call, &setup, site, lang, out) : st;
}

/* ---- saved ---------------------------------------------------------------------------- */

static enum at_status
check_value(struct at_call *call, const char *value)
{
	if (at_utf8_count(value) <= VALUE_MAX)
		return AT_OK;
	return at_fail(call->err, AT_INVALID, "%s", at_printf(call->arena, at_tr(call,
	    "A value has at most %d characters."), VALUE_MAX));
}

enum at_status
at_action_values_save(struct at_call *call, at_id site, const char *lang, const char *mark,
    const char *const *values)
{
	struct at_audit_line line = at_act_line(call, "change", "settings", site, 0);
	struct at_setup old, new;
	int n;
	const char *const *names = at_clinic_value_names(&n);
	enum at_status st = open_place(call, site, lang, AT_WRITE, &old);

	for (int i = 0; i < n && st == AT_OK; i++)
		st = check_value(call, values[i]);
	if (st != AT_OK)
		return st;
	if (strcmp(mark, at_setup_mark_site(call->arena, &old, site)) != 0)
		return at_setup_late(call);
	new = at_setup_copy(call->arena, &old);
	for (int i = 0; i < new.n_sites; i++)
		at_setup_show(call->arena, &new, new.sites[i].id);
	for (int i = 0; i < n; i++)
		at_setup_value_set(call->arena, &new, site, full_name(call, names[i], lang),
		    values[i]);
	for (int i = 0; i < new.n_sites; i++)
		at_setup_hide(call->arena, &new, new.sites[i].id);
	line.detail = "values";
	return at_setup_change(call, &old, &new, &line);
}
