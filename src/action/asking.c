/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "action/asking.h"
#include "action/clinic_file.h"
#include "action/house.h"
#include "base/buffer.h"
#include "store/store.h"

/* The library asks for the site's own text of an instrument ("texts": general ones). */
static const char *
site_text(void *site, const char *instrument, const char *key, const char *lang)
{
	const struct at_asking *asking = site;
	bool own = asking->instrument != NULL && strcmp(instrument, asking->instrument->id) == 0;

	return at_site_words_find(own ? &asking->own : &asking->general, key, lang);
}

static enum at_status
load_site(struct at_call *call, at_id org, at_id site, struct at_asking *asking)
{
	struct at_db *db = at_store_reader(call);
	const char *instrument = asking->instrument == NULL ? "texts" : asking->instrument->id;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_site_load(call->arena, db, org, site, &asking->site, call->err);
	if (st == AT_OK)
		st = at_settings_load(call->arena, db, &asking->site, &asking->settings, call->err);
	if (st == AT_OK)
		st = at_cover_load(call->arena, db, &asking->site, &asking->covers, call->err);
	if (st == AT_OK)
		st = at_contact_load(call->arena, db, &asking->site, &asking->contact, call->err);
	if (st == AT_OK)
		st = at_site_words_load(call->arena, db, org, instrument, &asking->own, call->err);
	if (st == AT_OK)
		st = at_site_words_load(call->arena, db, org, "texts", &asking->general, call->err);
	return st;
}

/* Sites of two clinics may bear the same name; in the ordinary case there is but one
 * clinic, and the address stays plain. */
static enum at_status
name_help(struct at_call *call, struct at_asking *asking)
{
	struct at_db *db = at_store_reader(call);
	char org[AT_ID_ROOM];
	at_id first = 0;
	int n = 0;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_org_list(call->arena, db, &first, 1, &n, call->err);
	if (st != AT_OK)
		return st;
	at_id_format(asking->site.org, org);
	asking->help = at_printf(call->arena, "/help?site=%s%s%s", asking->site.handle,
	    asking->site.org == first ? "" : "@", asking->site.org == first ? "" : org);
	return AT_OK;
}

void
at_asking_fill(struct at_asking *asking, const char *name, const char *value, const char *href)
{
	struct at_fill *fill = NULL;

	for (int i = 0; i < asking->n_fills && fill == NULL; i++)
		if (strcmp(asking->fills[i].name, name) == 0)
			fill = &asking->fills[i];
	if (fill == NULL) {
		assert(asking->n_fills < AT_ASKING_FILLS);
		fill = &asking->fills[asking->n_fills++];
	}
	*fill = (struct at_fill){ .name = name, .value = value, .href = href };
}

/* What holds in every language that has no value of its own. */
static const char *
plain_value(const struct at_asking *asking, const char *name)
{
	const char *value = at_setting_value(&asking->settings, name);

	if (value == NULL && strcmp(name, "contact_person") == 0)
		return asking->contact.name;
	return value;
}

/* A value may be set for a language: "clinic_hours.nb" before "clinic_hours". */
static const char *
in_language(struct at_call *call, const struct at_asking *asking, const char *name)
{
	const char *value = at_setting_value(&asking->settings,
	    at_printf(call->arena, "%s.%s", name, asking->wording.lang));

	return value != NULL ? value : plain_value(asking, name);
}

enum at_status
at_asking_open(struct at_call *call, at_id org, at_id site, const struct at_instrument *instrument,
    const char *form, bool first, const char *lang, struct at_asking **out)
{
	struct at_asking *asking = AT_NEW(call->arena, struct at_asking, 1);
	int n;
	const char *const *names = at_clinic_value_names(&n);
	enum at_status st;

	asking->library = call->house->library;
	asking->instrument = instrument;
	asking->wording = (struct at_wording){ .lang = lang, .form = form, .first = first,
		.site_text = site_text, .site = asking };
	st = load_site(call, org, site, asking);
	if (st == AT_OK)
		st = name_help(call, asking);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < n; i++)
		at_asking_fill(asking, names[i], in_language(call, asking, names[i]), NULL);
	*out = asking;
	return AT_OK;
}

enum at_status
at_asking_say(struct at_call *call, const struct at_asking *asking, bool general,
    const char *key, struct at_said *out)
{
	const char *lang = asking->wording.lang, *text;
	enum at_status st;

	text = at_library_text(asking->library, general ? NULL : asking->instrument,
	    &asking->wording, key, &lang);
	if (text == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "There are no words for \"%s\".", key);
	st = at_fill_pieces(call->arena, text, asking->fills, asking->n_fills, &out->pieces,
	    &out->n_pieces, call->err);
	if (st == AT_OK)
		st = at_fill_text(call->arena, text, asking->fills, asking->n_fills, &out->text,
		    call->err);
	if (st == AT_OK)
		out->lang = strcmp(lang, asking->wording.lang) == 0 ? NULL : lang;
	return st;
}

/* Some instruments come without their wording: the clinic loads what it has a licence for. */
static enum at_status
check_worded(struct at_call *call, const struct at_asking *asking)
{
	const struct at_instrument *instrument = asking->instrument;
	const char *lacks = instrument == NULL ? NULL : at_library_lacks(call->arena,
	    asking->library, instrument, &asking->wording);

	if (lacks == NULL)
		return AT_OK;
	return at_fail(call->err, AT_INVALID, "%s has no wording here (%s): load the text the "
	    "clinic has a licence for with: attune instrument text %s %s.%s.txt",
	    instrument->id, lacks, instrument->id, instrument->id, asking->wording.lang);
}

const char *const *
at_asking_missing(struct at_call *call, const struct at_asking *asking, int *out_n)
{
	int n;
	const char *const *names = at_clinic_value_names(&n);
	const char **missing = AT_NEW(call->arena, const char *, (size_t)n);

	*out_n = 0;
	for (int i = 0; i < n; i++) {
		const char *value = plain_value(asking, names[i]);

		if (value == NULL || value[0] == '\0')
			missing[(*out_n)++] = names[i];
	}
	return missing;
}

enum at_status
at_asking_ready(struct at_call *call, const struct at_asking *asking)
{
	struct at_buffer missing = at_buffer_init(call->arena);
	int n;
	const char *const *names = at_asking_missing(call, asking, &n);

	for (int i = 0; i < n; i++)
		at_buffer_printf(&missing, ", %s", names[i]);
	if (n == 0)
		return check_worded(call, asking);
	return at_fail(call->err, AT_INVALID, "The site %s has not set up %s yet; until then "
	    "nothing is opened to a client.", asking->site.name, at_buffer_string(&missing) + 2);
}

bool
at_asking_covered(const struct at_asking *asking, at_ms now, at_ms ahead)
{
	at_ms until = at_cover_until(&asking->covers, now);

	return until > now && until - now >= ahead;
}

bool
at_asking_needs_cover(const struct at_instrument *instrument, int form)
{
	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];

		if (item->trigger.kind == NULL || (item->forms & 1u << form) == 0)
			continue;
		if (item->kind == AT_ITEM_CHOICE
		    || !item->options->options[item->trigger.from].needs_cover)
			return true;
	}
	return false;
}
