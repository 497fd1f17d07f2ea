/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of an import: which code of the source is what here, line by line. */
#include <string.h>

#include "action/act.h"
#include "action/import_define.h"
#include "action/import_work.h"
#include "base/conf.h"
#include "base/split.h"
#include "store/people.h"

/* The map on its way. */
struct reader {
	struct at_call *call;
	struct at_import_map *map;
	struct at_import_name *told;
	int n_told;
};

static enum at_status
expected(struct reader *r, int line, const char *what, const char *found)
{
	return at_fail(r->call->err, AT_INVALID, "%s:%d: expected %s, found \"%s\"", r->map->name,
	    line, what, found);
}

static void
tell(struct reader *r, struct at_import_name name)
{
	r->told = at_one_more(r->call->arena, r->told, r->n_told, sizeof *r->told);
	r->told[r->n_told++] = name;
}

/* ---- lines ------------------------------------------------------------------------------ */

/* PHQ9 = phq-9, or WAI-T = wai-12 therapist. */
static enum at_status
read_instrument(struct reader *r, const struct at_conf_line *l)
{
	struct at_parts words = at_split(r->call->arena, l->value, " \t");

	if (words.n < 1 || words.n > 2)
		return expected(r, l->line, "an instrument, and one of its forms or none",
		    l->value);
	if (words.n == 2 && !at_form_is_known(words.at[1]))
		return expected(r, l->line, "client, therapist, parent or teen", words.at[1]);
	tell(r, (struct at_import_name){ AT_IMPORT_INSTRUMENT, "", l->name, words.at[0],
	    words.n == 2 ? words.at[1] : "", 0 });
	return AT_OK;
}

static enum at_status
read_respondent(struct reader *r, const struct at_conf_line *l)
{
	if (!at_form_is_known(l->value))
		return expected(r, l->line, "client, therapist, parent or teen", l->value);
	tell(r, (struct at_import_name){ AT_IMPORT_RESPONDENT, "", l->name, l->value, "", 0 });
	return AT_OK;
}

static enum at_status
read_therapist(struct reader *r, const struct at_conf_line *l)
{
	struct at_db *db = at_store_reader(r->call);
	struct at_staff staff;
	enum at_status st = db == NULL ? r->call->err->status : at_staff_find(r->call->arena, db,
	    r->call->who->org, l->value, &staff, r->call->err);

	if (st == AT_NOT_FOUND || (st == AT_OK && (staff.subjects & AT_THERAPIST) == 0)) {
		at_error_clear(r->call->err);
		return expected(r, l->line, "the sign-in name of a therapist here", l->value);
	}
	if (st == AT_OK)
		tell(r, (struct at_import_name){ AT_IMPORT_THERAPIST, "", l->name, "", "",
		    staff.id });
	return st;
}

static enum at_status
read_clinic(struct reader *r, const struct at_conf_line *l)
{
	struct at_db *db = at_store_reader(r->call);
	at_id site = 0;
	enum at_status st = db == NULL ? r->call->err->status : at_site_find(r->call->arena, db,
	    r->call->who->org, l->value, &site, r->call->err);

	if (st == AT_NOT_FOUND) {
		at_error_clear(r->call->err);
		return expected(r, l->line, "the short name of a site here", l->value);
	}
	if (st == AT_OK)
		tell(r, (struct at_import_name){ AT_IMPORT_CLINIC, "", l->name, "", "", site });
	return st;
}

static enum at_status
read_client(struct reader *r, const struct at_conf_line *l)
{
	struct at_db *db = at_store_reader(r->call);
	struct at_import_map *map = r->map;
	struct at_client client;
	at_id id = 0;
	enum at_status st = AT_NOT_FOUND;

	if (db == NULL)
		return r->call->err->status;
	if (at_id_parse(l->value, &id))
		st = at_client_load(r->call->arena, db, r->call->who->org, id, &client,
		    r->call->err);
	if (st == AT_NOT_FOUND) {
		at_error_clear(r->call->err);
		return expected(r, l->line, "the id of a client here", l->value);
	}
	if (st != AT_OK)
		return st;
	if (client.key.n_bytes == 0)
		return expected(r, l->line, "a client who has not been erased", l->value);
	for (int i = 0; i < map->n_clients; i++)
		if (map->clients[i].client == id)
			return expected(r, l->line, "each client once", l->value);
	map->clients = at_one_more(r->call->arena, map->clients, map->n_clients,
	    sizeof *map->clients);
	map->clients[map->n_clients++] = (struct at_import_mapped_client){ l->name, id };
	return AT_OK;
}

/* ---- sections --------------------------------------------------------------------------- */

static const struct {
	const char *section;
	enum at_status (*read)(struct reader *reader, const struct at_conf_line *line);
} sections[] = {
	{ "instruments", read_instrument },
	{ "respondents", read_respondent },
	{ "therapists",  read_therapist },
	{ "clinics",     read_clinic },
	{ "clients",     read_client },
};

/* The rest of "items CODE"; NULL: it is another section. */
static const char *
behind(const char *section, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(section, word, n) != 0 || section[n] != ' ')
		return NULL;
	return section + n + strspn(section + n, " ");
}

static enum at_status
define(struct reader *r, const struct at_conf *conf, int first, int n)
{
	struct at_import_map *map = r->map;
	struct at_import_definition made;
	enum at_status st = at_import_define(r->call, map->name,
	    behind(conf->lines[first].section, "instrument"), conf->lines + first, n, &made);

	if (st != AT_OK)
		return st;
	map->definitions = at_one_more(r->call->arena, map->definitions, map->n_definitions,
	    sizeof *map->definitions);
	map->definitions[map->n_definitions++] = made;
	return AT_OK;
}

static enum at_status
read_line(struct reader *r, const struct at_conf_line *l)
{
	const char *within = behind(l->section, "items");
	bool outside = l->section[0] == '\0';

	if (l->value[0] == '\0')
		return expected(r, l->line, "a value after =", "");
	if (within != NULL) {
		tell(r, (struct at_import_name){ AT_IMPORT_ITEM, within, l->name, l->value, "",
		    0 });
		return AT_OK;
	}
	for (size_t i = 0; i < AT_COUNT(sections); i++)
		if (strcmp(sections[i].section, l->section) == 0)
			return sections[i].read(r, l);
	return expected(r, outside ? l->line : l->section_line, "[instruments], [items CODE],"
	    " [respondents], [therapists], [clinics], [clients] or [instrument ID]",
	    outside ? l->name : l->section);
}

static enum at_status
read_lines(struct reader *r, const struct at_conf *conf)
{
	enum at_status st = AT_OK;
	int n;

	for (int i = 0; i < conf->n_lines && st == AT_OK; i += n) {
		const struct at_conf_line *l = &conf->lines[i];

		n = 1;
		if (behind(l->section, "instrument") == NULL) {
			st = read_line(r, l);
			continue;
		}
		while (i + n < conf->n_lines && l[n].section_line == l->section_line)
			n++;
		st = define(r, conf, i, n);
	}
	return st;
}

enum at_status
at_import_map_read(struct at_call *call, const struct at_import_plan *plan,
    struct at_import_map *out)
{
	struct reader r = { .call = call, .map = out };
	struct at_db *db = at_store_reader(call);
	struct at_conf conf;
	enum at_status st;

	*out = (struct at_import_map){ .name = plan->map_name == NULL ? "" : plan->map_name };
	if (db == NULL)
		return call->err->status;
	st = at_import_names_load(call->arena, db, call->who->org, &out->known, call->err);
	if (st != AT_OK || plan->map_name == NULL)
		return st;
	st = at_conf_parse(call->arena, plan->map_name, plan->map_bytes, plan->n_map_bytes, &conf,
	    call->err);
	if (st == AT_OK)
		st = read_lines(&r, &conf);
	out->told = (struct at_import_names){ r.told, r.n_told };
	return st;
}

const struct at_import_name *
at_import_map_find(const struct at_import_map *map, enum at_import_kind kind, const char *within,
    const char *code)
{
	const struct at_import_name *name = at_import_name_find(&map->told, kind, within, code);

	return name != NULL ? name : at_import_name_find(&map->known, kind, within, code);
}
