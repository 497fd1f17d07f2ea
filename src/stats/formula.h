/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/formula.h - a model as it is written: y ~ time * arm + (1 + time | clinic/client).
 *
 * The grammar of R and lme4: + - * : / and parentheses; 1 and 0 for the intercept, which is
 * there unless taken away; log(x), I(x^2), factor(x); `a name` in backticks; (terms | group)
 * correlated, (terms || group) not; groups a:b, and a/b for a and a:b.  Only what is written:
 * columns come in with stats/model.h. */
#ifndef AT_STATS_FORMULA_H
#define AT_STATS_FORMULA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

enum {
	AT_FORMULA_VARIABLES = 64,
	AT_FORMULA_TERMS = 256          /* of one sum */
};

enum at_formula_kind { AT_FORMULA_PLAIN, AT_FORMULA_FACTOR, AT_FORMULA_LOG, AT_FORMULA_POWER };

struct at_formula_variable {
	const char *name;               /* of the column */
	enum at_formula_kind kind;
	int power;                      /* of AT_FORMULA_POWER: 2 to 9 */
	const char *label;              /* "log(x)" */
};

/* Terms in their order: fewer variables first, then as written. */
struct at_formula_sum {
	bool intercept;
	uint64_t *terms;                /* bit k: variable k; more than one: an interaction */
	int n_terms;
};

struct at_formula_random {
	struct at_formula_sum sum;
	bool correlated;
	uint64_t group;                 /* bit k: variable k */
	const char *label;              /* "clinic:client" */
};

struct at_formula {
	const char *text;
	struct at_formula_variable response;
	struct at_formula_variable *variables;  /* of the right side */
	int n_variables;
	struct at_formula_sum fixed;
	struct at_formula_random *random;       /* a/b is two of them, the inner one first */
	int n_random;
};

/* AT_INVALID: "formula, column 9: expected a name, found ')'". */
enum at_status at_formula_parse(struct at_arena *arena, const char *text,
    struct at_formula *out, struct at_error *err);

#endif
