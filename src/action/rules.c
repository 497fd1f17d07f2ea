/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/person.h"
#include "action/rules.h"
#include "action/setup_compare.h"
#include "action/setup_edit.h"
#include "action/setup_values.h"
#include "base/split.h"
#include "base/words.h"
#include "store/factor.h"

static const char second_factor[] = "second_factor", optional[] = "optional",
    required[] = "required";

uint32_t
at_rules_wanted(struct at_arena *arena, const char *words)
{
	struct at_parts roles = at_split(arena, words == NULL ? optional : words, " ");
	uint32_t wanted = 0;

	for (int i = 0; i < roles.n; i++)
		wanted |= strcmp(roles.at[i], required) == 0 ? AT_STAFF
		    : at_subject_parse(roles.at[i]);
	return wanted & AT_STAFF;
}

static const char *
words_of(struct at_arena *arena, uint32_t wanted)
{
	const char *words = "";

	if (wanted == 0)
		return optional;
	if (wanted == AT_STAFF)
		return required;
	for (uint32_t bit = 1; bit <= AT_STAFF; bit <<= 1)
		if ((wanted & bit) != 0)
			words = at_printf(arena, "%s%s%s", words, words[0] == '\0' ? "" : " ",
			    at_subject_name((enum at_subject)bit));
	return words;
}

struct at_rules
at_rules_of(struct at_arena *arena, const struct at_setup *setup)
{
	const struct at_setup_value *rule = at_setup_value(setup, 0, second_factor);

	return (struct at_rules){ .name = setup->name,
		.wanted = at_rules_wanted(arena, rule == NULL ? NULL : rule->value),
		.mark = at_setup_mark_site(arena, setup, 0) };
}

enum at_status
at_action_rules(struct at_call *call, struct at_rules *out)
{
	struct at_setup setup;
	enum at_status st = at_setup_open(call, AT_VIEW, &setup);

	if (st == AT_OK)
		*out = at_rules_of(call->arena, &setup);
	return st;
}

/* To be changed, unless somebody did meanwhile. */
static enum at_status
open_same(struct at_call *call, const char *mark, struct at_setup *old, struct at_setup *new)
{
	enum at_status st = at_setup_open(call, AT_WRITE, old);

	if (st != AT_OK)
		return st;
	if (strcmp(mark, at_setup_mark_site(call->arena, old, 0)) != 0)
		return at_setup_late(call);
	*new = at_setup_copy(call->arena, old);
	return AT_OK;
}

enum at_status
at_action_rename(struct at_call *call, const char *mark, const char *name)
{
	struct at_audit_line line = at_act_line(call, "change", "settings", 0, 0);
	struct at_setup old, new;
	enum at_status st = open_same(call, mark, &old, &new);

	if (st == AT_OK)
		st = at_person_check_name(call, name);
	if (st != AT_OK)
		return st;
	new.name = name;
	line.detail = "name";
	return at_setup_change(call, &old, &new, &line);
}

/* ---- the second factor ---------------------------------------------------------------- */

/* Whoever sets up by command holds the folder, and cannot be locked out of it. */
static enum at_status
check_own(struct at_call *call, uint32_t wanted)
{
	struct at_second_factor own = { .made = 0 };
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (call->who->staff == 0 || (call->who->subjects & wanted) == 0)
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_factor_load(call->arena, db, call->who->org, call->who->staff, &own, call->err);
	if (st != AT_OK || own.made != 0)
		return st;
	return at_fail(call->err, AT_CONFLICT, "%s", at_tr(call, "It would be wanted of you too, "
	    "and you have none. Set up your own first, under Account: then you know that you can "
	    "come in again."));
}

static bool
is_asked(const struct at_person_row *row, uint32_t wanted)
{
	return !row->staff.disabled && !row->has_factor && (row->staff.subjects & wanted) != 0;
}

enum at_status
at_action_factor_asks(struct at_call *call, uint32_t wanted, const char *const **out, int *out_n)
{
	struct at_rules rules;
	struct at_person_row *rows;
	const char **names;
	int n, n_names = 0;
	enum at_status st = at_action_rules(call, &rules);

	if (st == AT_OK)
		st = check_own(call, wanted & ~rules.wanted);
	if (st == AT_OK)
		st = at_action_person_rows(call, &rows, &n);
	if (st != AT_OK)
		return st;
	names = AT_NEW(call->arena, const char *, (size_t)n);
	for (int i = 0; i < n; i++)
		if (is_asked(&rows[i], wanted) && !is_asked(&rows[i], rules.wanted))
			names[n_names++] = rows[i].staff.name;
	*out = names;
	*out_n = n_names;
	return AT_OK;
}

enum at_status
at_action_factor_want(struct at_call *call, const char *mark, uint32_t wanted)
{
	struct at_audit_line line = at_act_line(call, "change", "settings", 0, 0);
	struct at_setup old, new;
	uint32_t before;
	enum at_status st = open_same(call, mark, &old, &new);

	if (st != AT_OK)
		return st;
	before = at_rules_of(call->arena, &old).wanted;
	if (wanted == before)
		return AT_OK;
	st = check_own(call, wanted & ~before);
	if (st != AT_OK)
		return st;
	at_setup_value_set(call->arena, &new, 0, second_factor, words_of(call->arena, wanted));
	line.detail = "second-factor";
	return at_setup_change(call, &old, &new, &line);
}
