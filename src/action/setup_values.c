/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/setup_values.h"

struct at_setup_value *
at_setup_value(const struct at_setup *setup, at_id site, const char *name)
{
	for (int i = 0; i < setup->n_values; i++)
		if (setup->values[i].site == site && strcmp(setup->values[i].name, name) == 0)
			return &setup->values[i];
	return NULL;
}

void
at_setup_value_set(struct at_arena *arena, struct at_setup *setup, at_id site, const char *name,
    const char *value)
{
	struct at_setup_value *there = at_setup_value(setup, site, name);

	if (value == NULL || value[0] == '\0') {
		if (there != NULL)
			*there = setup->values[--setup->n_values];
		return;
	}
	if (there == NULL) {
		setup->values = at_grow(arena, setup->values, (size_t)setup->n_values,
		    (size_t)setup->n_values + 1, sizeof *setup->values);
		there = &setup->values[setup->n_values++];
	}
	*there = (struct at_setup_value){ site, name, value };
}

/* "clinic_hours" of "clinic_hours.nb": whether `longer` is `name` in a language. */
static bool
is_in_language(const char *longer, const char *name)
{
	size_t n = strlen(name);

	return strncmp(longer, name, n) == 0 && longer[n] == '.';
}

void
at_setup_hide(struct at_arena *arena, struct at_setup *setup, at_id site)
{
	int n = setup->n_values;

	for (int i = 0; i < n; i++) {
		struct at_setup_value own = setup->values[i];

		if (own.site != site)
			continue;
		for (int k = 0; k < n; k++) {
			const char *name = setup->values[k].name;

			if (is_in_language(name, own.name)
			    && at_setup_value(setup, site, name) == NULL)
				at_setup_value_set(arena, setup, site, name, own.value);
		}
	}
}

/* Whether the site says the same in all languages. */
static bool
is_hidden(const struct at_setup *setup, const struct at_setup_value *v)
{
	for (int i = 0; i < setup->n_values; i++)
		if (setup->values[i].site == v->site
		    && is_in_language(v->name, setup->values[i].name)
		    && strcmp(setup->values[i].value, v->value) == 0)
			return true;
	return false;
}

void
at_setup_show(struct at_arena *arena, struct at_setup *setup, at_id site)
{
	struct at_setup_value *kept = AT_NEW(arena, struct at_setup_value,
	    (size_t)setup->n_values);
	int n = 0;

	for (int i = 0; i < setup->n_values; i++)
		if (setup->values[i].site != site || !is_hidden(setup, &setup->values[i]))
			kept[n++] = setup->values[i];
	setup->values = kept;
	setup->n_values = n;
}
