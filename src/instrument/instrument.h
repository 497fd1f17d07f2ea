/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/instrument.h - a questionnaire, described as data.
 *
 * The structure comes from instruments/ID.txt, the words from
 * instruments/ID.LANG.txt; a site may override words.  Everything is read-only
 * after loading and may be shared by threads.
 */
#ifndef AT_INSTRUMENT_INSTRUMENT_H
#define AT_INSTRUMENT_INSTRUMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { AT_MAX_ITEMS = 64, AT_MAX_SCALES = 16, AT_MAX_FORMS = 8, AT_MAX_TICKS = 8,
	AT_MAX_VALUES = 8, AT_MAX_RULES = 4, AT_MAX_CONDITIONS = 4 };

enum at_item_kind {
	AT_ITEM_CHOICE,                 /* one of the options; stored as its code */
	AT_ITEM_TICKS,                  /* any of up to 8 options; stored as bits by position */
	AT_ITEM_LINE,                   /* a mark on a line from 0 to 10; stored in tenths */
	AT_ITEM_WORDS                   /* free text; sealed, never in the packed answers */
};

enum { AT_LINE_STEPS = 100 };           /* the highest code of a line */

struct at_option {
	const char *id;                 /* "1", "small": part of the contract */
	int code;                       /* choice: what is stored, 0-254; ticks: bit position */
	bool not_first;                 /* not offered before the first session */
	bool needs_cover;               /* not offered while nobody has cover */
	bool to_contact;                /* what is said in this form goes to someone else */
	const char *loinc[2];           /* answer codes, "LA6568-5"; the second is taken, too */
};

struct at_options {
	const char *id;                 /* "fit" */
	const struct at_option *options;        /* in the order shown */
	int n_options;
};

/* A raw safety trigger: looked at on the answer alone, before any scoring. */
struct at_trigger {
	const char *kind;               /* "self", "others", "substances", "asks"; NULL: none */
	int from;                       /* choice: code >= from; ticks: the bit position */
	int high_from;                  /* choice: code >= high_from is high visibility; -1 never */
};

struct at_item {
	const char *id;                 /* "ease", "1" */
	enum at_item_kind kind;
	const struct at_options *options;       /* NULL for words and lines */
	unsigned forms;                 /* bit i: asked in forms[i] */
	bool skip;                      /* offers "Skip this one" */
	int after;                      /* index of the item it depends on, -1: always asked */
	uint64_t after_codes;           /* asked only if that item's code is one of these bits */
	struct at_trigger trigger;
	bool said;                      /* said to a person: goes where the words go */
	int list_from;                  /* told in words from this code on; -1: never */
	const char *loinc;              /* NULL if none is verified */
};

/* One page of the form: items that are shown together, in order. */
struct at_form_page {
	const char *id;                 /* "there": key of its title */
	bool stem;                      /* the words of "stem" stand above its items */
	const int *items;               /* indices */
	int n_items;
};

enum at_combine { AT_MEAN, AT_SUM, AT_COUNTED };

/* A published figure about a scale, with how sure we are of it. */
struct at_constant {
	const char *name;               /* "cut-off", "alpha", "bands": instruments/FORMAT */
	const char *of;                 /* for whom, where it is not for all: "13-17"; or "" */
	double values[AT_MAX_VALUES];   /* what they mean goes with the name */
	const char *ids[AT_MAX_VALUES]; /* of bands; else NULL */
	int n_values;                   /* 0: left empty on purpose, the source says why */
	char tag;                       /* V verified, C computed here, S from the literature,
	                                 * U unsure, H a rule of our own */
	const char *source;
};

struct at_scale {
	const char *id;                 /* "TOTAL" */
	const int *items;               /* 1-based indices; negative = reversed */
	int n_items;
	int unkeyed;                    /* so many items, but which is known from a licensed form
	                                 * only: then n_items is 0, and there is no score */
	const int *from;                /* counted: item i counts from this code on; or NULL */
	int need;                       /* answered items needed, >= 1; gaps are prorated,
	                                 * but in a count they count for nothing */
	const int *raw_items;           /* added as answered, never prorated; all needed */
	int n_raw_items;
	enum at_combine combine;
	int better;                     /* +1 higher is better, -1 lower is better */
	double times;                   /* what sum or mean is multiplied with: 1, 10, 0.1 */
	double lowest, highest;         /* range of the score */
	const char *instead;            /* scale shown when this one is missing, or NULL */
	unsigned within;                /* bit i: scale i must have its answers, too */
	const char *loinc;              /* of the score, or NULL */
	const struct at_constant *constants;    /* in the order of the file */
	int n_constants;
	/* Those that hold for all, at hand; NaN where none may be shipped. */
	double cutoff;                  /* lower is better: clinical from it on; else below it */
	double reliable;                /* points of reliable change */
	const char *source;             /* of these two and of the rule for gaps, or "" */
};

/* So many of some items answered with their `from` or more. */
struct at_condition {
	int least;
	const int *items;               /* 1-based */
	const int *from;
	int n_items;
};

/* A pattern of answers that has a name: all its conditions hold.  Not a diagnosis. */
struct at_rule {
	const char *id;                 /* "major" */
	struct at_condition conditions[AT_MAX_CONDITIONS];
	int n_conditions;
	char tag;                       /* as of constants */
	const char *source;
};

struct at_instrument {
	const char *id;                 /* "phq-9" */
	int version;
	int tier;                       /* 1 free wording, 2 in a pack of its own, 3 the site
	                                 * loads its licensed text; 0 our own card */
	const char *note;               /* what is left out, and why; or "" */
	bool own_card;                  /* ours: CC0, shown as "not a validated test" */
	const char *licence, *source;
	const char *window;             /* "two-weeks", "since-last", "session": key of its words */
	const char *when;               /* "before" or "after" the session: which windows apply */
	const char *forms[AT_MAX_FORMS];        /* "client", "therapist", "parent", "teen" */
	int n_forms;
	unsigned one_page;              /* bit i: forms[i] is asked on a single page */
	const struct at_options *option_sets;
	int n_option_sets;
	const struct at_item *items;
	int n_items;
	const struct at_form_page *pages;
	int n_pages;
	const struct at_scale *scales;
	int n_scales;
	const struct at_rule *rules;    /* in the order of looking */
	int n_rules;
	const char *loinc;              /* panel code, or NULL */
};

/* "client", "therapist", "parent" or "teen": the forms there are. */
bool at_form_is_known(const char *form);

/* Index of a form, item or scale by id; -1 if there is none. */
int at_instrument_form(const struct at_instrument *instrument, const char *form);
int at_instrument_item(const struct at_instrument *instrument, const char *item);
int at_instrument_scale(const struct at_instrument *instrument, const char *scale);

/* The constant of this name that holds for all; NULL if there is none or it is left empty. */
const struct at_constant *at_scale_constant(const struct at_scale *scale, const char *name);

/* The id of the band a score lies in, "moderate"; NULL if the scale has no bands. */
const char *at_scale_band(const struct at_scale *scale, double value);

/* NULL if there is none. */
const struct at_options *at_instrument_options(const struct at_instrument *instrument,
    const char *options);
const struct at_option *at_options_find(const struct at_options *options, const char *option);
const struct at_option *at_options_code(const struct at_options *options, int code);

/* The lowest and the highest code of a set. */
struct at_range {
	int lowest, highest;
};
struct at_range at_options_range(const struct at_options *options);

/* The same of a choice or a line. */
struct at_range at_item_range(const struct at_item *item);

#endif
