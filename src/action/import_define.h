/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/import_define.h - definitions of instruments that only an import knows.  For
 * import*.c only. */
#ifndef AT_ACTION_IMPORT_DEFINE_H
#define AT_ACTION_IMPORT_DEFINE_H

#include "action/import_work.h"
#include "base/conf.h"

/* A definition from a section of a map.  It is written as instruments/FORMAT has it; what
 * is not said gets a default, and two lines stand for many: "items = 12" and
 * "range = 1 5". */
enum at_status at_import_define(struct at_call *call, const char *map, const char *id,
    const struct at_conf_line *lines, int n, struct at_import_definition *out);

/* What an instrument was made of that is known by what was seen alone. */
bool at_import_is_open(const struct at_instrument *instrument);

/* Whether `source` has seen more than is known: an item, a form, a wider range. */
bool at_import_has_grown(const struct at_import_source *source);

/* The definition of all that is known and seen, in a version of its own. */
enum at_status at_import_grow(struct at_call *call, const struct at_import_source *source,
    struct at_import_definition *out);

/* A whole number below a thousand in plain digits; -1: it is none. */
int at_import_whole(const char *text);

/* An id out of a code: lower case, nothing but letters, digits and hyphens. */
const char *at_import_id_of(struct at_arena *arena, const char *code);

#endif
