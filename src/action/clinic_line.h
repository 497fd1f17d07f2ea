/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/clinic_line.h - the first half of reading a clinic file: what one line says.
 * For clinic_file.c, and for the page of a site. */
#ifndef AT_ACTION_CLINIC_LINE_H
#define AT_ACTION_CLINIC_LINE_H

#include "action/clinic_file.h"
#include "base/conf.h"

/* What the lines of a section are about. */
enum at_clinic_subject { AT_CLINIC_WHOLE, AT_CLINIC_SITE, AT_CLINIC_PERSON };

struct at_clinic_reader {
	struct at_arena *arena;
	struct at_error *err;
	const struct at_conf *conf;
	struct at_clinic *clinic;       /* all its sites and people are there already */
	struct at_clinic_site *top;     /* what the head of the file says for all sites */
	enum at_clinic_subject subject; /* of the section in hand */
	int index;                      /* of its site or person */
};

/* Fails with "clinic.txt:12: ...". */
#define at_clinic_bad(r, line_, format, ...) \
	at_fail((r)->err, AT_INVALID, "%s:%d: " format, (r)->clinic->file, (line_), __VA_ARGS__)

enum at_status at_clinic_read_line(struct at_clinic_reader *r, const struct at_conf_line *l);

/* "4 h", "30 min", at most a week; false if it is neither. */
bool at_clinic_duration(struct at_arena *arena, const char *text, at_ms *out);

/* "2026-12-24, 2026-12-25", each once.  The one that is not, or NULL. */
const char *at_clinic_days(struct at_arena *arena, const char *text, struct at_date **out,
    int *out_n);

/* By handle; AT_CLINIC_NONE if there is none. */
int at_clinic_site_index(const struct at_clinic_reader *r, const char *handle);
int at_clinic_person_index(const struct at_clinic_reader *r, const char *handle);

/* "; did you mean x?" or nothing. */
const char *at_clinic_suggestion(struct at_clinic_reader *r, const char *text,
    const char *const *names, int n);

#endif
