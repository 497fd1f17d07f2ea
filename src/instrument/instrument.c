/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/macros.h"
#include "instrument/instrument.h"

bool
at_form_is_known(const char *form)
{
	static const char *const forms[] = { "client", "therapist", "parent", "teen" };

	for (size_t i = 0; i < AT_COUNT(forms); i++)
		if (strcmp(forms[i], form) == 0)
			return true;
	return false;
}

int
at_instrument_form(const struct at_instrument *instrument, const char *form)
{
	for (int i = 0; i < instrument->n_forms; i++)
		if (strcmp(instrument->forms[i], form) == 0)
			return i;
	return -1;
}

int
at_instrument_item(const struct at_instrument *instrument, const char *item)
{
	for (int i = 0; i < instrument->n_items; i++)
		if (strcmp(instrument->items[i].id, item) == 0)
			return i;
	return -1;
}

int
at_instrument_scale(const struct at_instrument *instrument, const char *scale)
{
	for (int i = 0; i < instrument->n_scales; i++)
		if (strcmp(instrument->scales[i].id, scale) == 0)
			return i;
	return -1;
}

const struct at_constant *
at_scale_constant(const struct at_scale *scale, const char *name)
{
	for (int i = 0; i < scale->n_constants; i++) {
		const struct at_constant *constant = &scale->constants[i];

		if (strcmp(constant->name, name) == 0 && constant->of[0] == '\0'
		    && constant->n_values > 0)
			return constant;
	}
	return NULL;
}

const char *
at_scale_band(const struct at_scale *scale, double value)
{
	const struct at_constant *bands = at_scale_constant(scale, "bands");
	const char *id = NULL;

	for (int i = 0; bands != NULL && i < bands->n_values; i++)
		if (value >= bands->values[i])
			id = bands->ids[i];
	return id;
}

const struct at_options *
at_instrument_options(const struct at_instrument *instrument, const char *options)
{
	for (int i = 0; i < instrument->n_option_sets; i++)
		if (strcmp(instrument->option_sets[i].id, options) == 0)
			return &instrument->option_sets[i];
	return NULL;
}

const struct at_option *
at_options_find(const struct at_options *options, const char *option)
{
	for (int i = 0; i < options->n_options; i++)
		if (strcmp(options->options[i].id, option) == 0)
			return &options->options[i];
	return NULL;
}

const struct at_option *
at_options_code(const struct at_options *options, int code)
{
	for (int i = 0; i < options->n_options; i++)
		if (options->options[i].code == code)
			return &options->options[i];
	return NULL;
}

struct at_range
at_item_range(const struct at_item *item)
{
	if (item->kind == AT_ITEM_LINE)
		return (struct at_range){ 0, AT_LINE_STEPS };
	return at_options_range(item->options);
}

struct at_range
at_options_range(const struct at_options *options)
{
	struct at_range range = { options->options[0].code, options->options[0].code };

	for (int i = 1; i < options->n_options; i++) {
		int code = options->options[i].code;

		if (code < range.lowest)
			range.lowest = code;
		if (code > range.highest)
			range.highest = code;
	}
	return range;
}
