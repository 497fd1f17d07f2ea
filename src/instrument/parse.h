/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/parse.h - a definition half read.  Internal to the room.
 *
 * parse.c reads the head and checks the whole; parse_items.c option sets, items and
 * pages; parse_scales.c the scales; parse_constants.c what is known about them;
 * parse_rules.c patterns of answers.  Each line may only name what stands above it. */
#ifndef AT_INSTRUMENT_PARSE_H
#define AT_INSTRUMENT_PARSE_H

#include "instrument/instrument.h"
#include "instrument/scan.h"

enum { AT_MAX_OPTION_SETS = 16, AT_MAX_OPTIONS = 32, AT_MAX_PAGES = 32,
	AT_HIGHEST_CODE = 254 };         /* 255 stays free in the packed byte */

struct at_parse {
	struct at_scan scan;            /* the line in hand */
	struct at_instrument *out;
	struct at_options sets[AT_MAX_OPTION_SETS];
	struct at_item items[AT_MAX_ITEMS];
	struct at_form_page pages[AT_MAX_PAGES];
	struct at_scale scales[AT_MAX_SCALES];
	struct at_rule rules[AT_MAX_RULES];
	int scale_lines[AT_MAX_SCALES]; /* where each begins, for errors found at the end */
	struct at_clause within[AT_MAX_SCALES]; /* scales that one is made of, by name */
	int n_paged;                    /* items that have their page */
	unsigned head;                  /* bit i: heads[i] was given */
};

/* The part of a value between two commas, known by its first word. */
struct at_part {
	const char *word;
	enum at_status (*read)(struct at_parse *parse, const struct at_clause *clause);
};

/* Read the rest of the line as parts, each at most once. */
enum at_status at_parse_parts(struct at_parse *parse, const struct at_part *parts, int n_parts);

/* One line each: `id` is what follows "options.", "item.", "page.", "scale.". */
enum at_status at_parse_options(struct at_parse *parse, const char *id);
enum at_status at_parse_item(struct at_parse *parse, const char *id);
enum at_status at_parse_page(struct at_parse *parse, const char *id);
enum at_status at_parse_scale(struct at_parse *parse, const char *id);

/* RULE, or RULE.source below it. */
enum at_status at_parse_rule(struct at_parse *parse, const char *id);

/* An item that has one code, by its id: its index, else -1. */
int at_parse_choice_item(const struct at_parse *parse, const char *id);

/* "9" or "9:1": an item's number, from 1, and its own first code where it has one. */
enum at_status at_parse_threshold(struct at_parse *parse, const char *word, int *out_item,
    int *io_from);

/* "V, a paper": how sure we are, and where it comes from. */
enum at_status at_parse_origin(struct at_parse *parse, char *out_tag, const char **out_source);

/* SCALE.NAME or SCALE.NAME.OF, below its scale. */
enum at_status at_parse_constant(struct at_parse *parse, const char *id);

/* What can be seen only when every scale is known. */
enum at_status at_parse_check_scales(struct at_parse *parse);

#endif
