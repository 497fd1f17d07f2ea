/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/json.h - JSON written piece by piece into a buffer.
 *
 * The caller names every value inside an object and none inside an array; the wrong
 * order is a programmer's error and asserts.  What is in the buffer may be written out
 * and taken away at any time: the writer does not look back. */
#ifndef AT_BASE_JSON_H
#define AT_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

enum { AT_JSON_DEPTH = 16 };

struct at_json {
	struct at_buffer *out;
	char closers[AT_JSON_DEPTH];    /* '}' or ']' of what is open */
	int depth;
	bool first;                     /* nothing written yet in what is open */
	bool named;                     /* a name waits for its value */
};

struct at_json at_json_init(struct at_buffer *out);

void at_json_object(struct at_json *json);
void at_json_array(struct at_json *json);
void at_json_end(struct at_json *json);         /* of the innermost of both */

void at_json_name(struct at_json *json, const char *name);

void at_json_text(struct at_json *json, const char *text);      /* NULL is null */
void at_json_int(struct at_json *json, int64_t number);
void at_json_bool(struct at_json *json, bool truth);
void at_json_null(struct at_json *json);

/* The fewest digits that read back as the same double; null unless finite. */
void at_json_double(struct at_json *json, double number);

#endif
