/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/json_read.h - JSON that comes in, read strictly: RFC 8259 in UTF-8, to its last byte.
 * Two liberties are taken: 01 and 1. are numbers, and of a name given twice the last counts.
 *
 * Every function is given a place in the document and says, with that place, what it
 * expected there: `course.json: model: expected a number "sigma2", found null`. */
#ifndef AT_BASE_JSON_READ_H
#define AT_BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"

struct json_object;

/* A value and where it is; borrowed from the document, which lives in the arena. */
struct at_json_in {
	struct at_arena *arena;
	struct at_error *err;
	const char *path;               /* "course.json: model" */
	struct json_object *value;
};

/* A whole document; `name` is what errors call it.  AT_INVALID with the line. */
enum at_status at_json_read(struct at_arena *arena, const char *name, const char *bytes,
    size_t n_bytes, struct at_json_in *out, struct at_error *err);

/* Members of an object, by name, all AT_INVALID if `in` is no object, has no such member or
 * one of another kind.  Doubles may be null, which is NaN; whole numbers fit an int. */
enum at_status at_json_in_member(const struct at_json_in *in, const char *name,
    struct at_json_in *out);
enum at_status at_json_in_double(const struct at_json_in *in, const char *name, double *out);
enum at_status at_json_in_int(const struct at_json_in *in, const char *name, int *out);
enum at_status at_json_in_bool(const struct at_json_in *in, const char *name, bool *out);
enum at_status at_json_in_text(const struct at_json_in *in, const char *name,
    const char **out);
/* An array of exactly n numbers. */
enum at_status at_json_in_doubles(const struct at_json_in *in, const char *name, double *out,
    int n);

/* An array: how many there are, and one of them. */
enum at_status at_json_in_array(const struct at_json_in *in, const char *name,
    struct at_json_in *out, int *out_n);
struct at_json_in at_json_in_item(const struct at_json_in *array, int i);

#endif
