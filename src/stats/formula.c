/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "stats/formula.h"

enum { MOST_DEPTH = 32 };

struct parser {
	struct at_arena *arena;
	struct at_error *err;
	const char *text, *at;
	struct at_formula *formula;
	int depth;                      /* of parentheses */
	bool inside;                    /* a product: no place for a random term */
	bool random;                    /* what was read last is one */
};

static bool parse_sum(struct parser *p, struct at_formula_sum *out);

/* ---- characters --------------------------------------------------------------------- */

static char
peek(struct parser *p)
{
	while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r')
		p->at++;
	return *p->at;
}

static bool
take(struct parser *p, char c)
{
	if (peek(p) != c)
		return false;
	p->at++;
	return true;
}

static bool
fail(struct parser *p, const char *what)
{
	at_fail(p->err, AT_INVALID, "formula, column %d: %s", (int)(p->at - p->text) + 1, what);
	return false;
}

static bool
expect(struct parser *p, const char *what)
{
	if (peek(p) == '\0')
		return fail(p, at_printf(p->arena, "expected %s, found the end", what));
	return fail(p, at_printf(p->arena, "expected %s, found \"%.12s\"", what, p->at));
}

/* Letters, digits, points, underscores and all that is not ASCII. */
static bool
in_name(char c, bool first)
{
	unsigned char u = (unsigned char)c;

	return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u == '_' || u == '.' || u >= 0x80
	    || (!first && u >= '0' && u <= '9');
}

/* NULL if there is none; an error is then said only for an open backtick. */
static const char *
take_name(struct parser *p)
{
	const char *from, *end;

	if (take(p, '`')) {
		end = strchr(p->at, '`');
		if (end == NULL || end == p->at) {
			fail(p, "expected a name and a second backtick");
			return NULL;
		}
		from = p->at;
		p->at = end + 1;
		return at_strndup(p->arena, from, (size_t)(end - from));
	}
	peek(p);
	for (from = p->at; in_name(*p->at, p->at == from);)
		p->at++;
	return p->at > from ? at_strndup(p->arena, from, (size_t)(p->at - from)) : NULL;
}

/* ---- variables ---------------------------------------------------------------------- */

static const char *
label_of(struct at_arena *arena, const struct at_formula_variable *v)
{
	switch (v->kind) {
	case AT_FORMULA_PLAIN:
		break;
	case AT_FORMULA_FACTOR:
		return at_printf(arena, "factor(%s)", v->name);
	case AT_FORMULA_LOG:
		return at_printf(arena, "log(%s)", v->name);
	case AT_FORMULA_POWER:
		return at_printf(arena, "I(%s^%d)", v->name, v->power);
	}
	return v->name;
}

/* What stands in "log(" and the like: the name, for I the power, the parenthesis. */
static bool
take_inside(struct parser *p, struct at_formula_variable *out)
{
	out->name = take_name(p);
	if (out->name == NULL)
		return expect(p, "the name of a column");
	if (out->kind == AT_FORMULA_POWER) {
		if (!take(p, '^'))
			return expect(p, "^ and a power, as in I(x^2)");
		if (peek(p) < '2' || *p->at > '9')
			return expect(p, "a power from 2 to 9");
		out->power = *p->at++ - '0';
	}
	return take(p, ')') || expect(p, "\")\"");
}

static bool
take_variable(struct parser *p, struct at_formula_variable *out)
{
	static const struct { const char *name; enum at_formula_kind kind; } functions[] = {
		{ "factor", AT_FORMULA_FACTOR }, { "log", AT_FORMULA_LOG },
		{ "I", AT_FORMULA_POWER },
	};
	struct at_formula_variable v = { .kind = AT_FORMULA_PLAIN };
	const char *from;

	peek(p);
	from = p->at;
	v.name = take_name(p);
	if (v.name == NULL)
		return expect(p, "the name of a column");
	if (peek(p) == '(') {
		for (size_t i = 0; i < AT_COUNT(functions) && *from != '`'; i++)
			if (strcmp(v.name, functions[i].name) == 0)
				v.kind = functions[i].kind;
		if (v.kind == AT_FORMULA_PLAIN) {
			p->at = from;
			return expect(p, "log(), factor() or I()");
		}
		p->at++;
		if (!take_inside(p, &v))
			return false;
	}
	v.label = label_of(p->arena, &v);
	*out = v;
	return true;
}

/* The variable as a bit; 0: an error was said. */
static uint64_t
variable_bit(struct parser *p)
{
	struct at_formula *f = p->formula;
	struct at_formula_variable v;

	if (!take_variable(p, &v))
		return 0;
	for (int k = 0; k < f->n_variables; k++)
		if (f->variables[k].kind == v.kind && strcmp(f->variables[k].label, v.label) == 0)
			return (uint64_t)1 << k;
	if (f->n_variables == AT_FORMULA_VARIABLES) {
		fail(p, "more than 64 variables");
		return 0;
	}
	f->variables = at_one_more(p->arena, f->variables, f->n_variables, sizeof v);
	f->variables[f->n_variables] = v;
	return (uint64_t)1 << f->n_variables++;
}

/* ---- sums of terms ------------------------------------------------------------------ */

static bool
add_term(struct parser *p, struct at_formula_sum *sum, uint64_t term)
{
	for (int i = 0; i < sum->n_terms; i++)
		if (sum->terms[i] == term)
			return true;
	if (sum->n_terms == AT_FORMULA_TERMS)
		return fail(p, "more than 256 terms");
	sum->terms = at_one_more(p->arena, sum->terms, sum->n_terms, sizeof *sum->terms);
	sum->terms[sum->n_terms++] = term;
	return true;
}

static bool
add_all(struct parser *p, struct at_formula_sum *to, const struct at_formula_sum *from)
{
	for (int i = 0; i < from->n_terms; i++)
		if (!add_term(p, to, from->terms[i]))
			return false;
	return true;
}

static void
remove_all(struct at_formula_sum *of, const struct at_formula_sum *these)
{
	int kept = 0;

	for (int i = 0; i < of->n_terms; i++) {
		bool gone = false;

		for (int k = 0; k < these->n_terms; k++)
			gone |= of->terms[i] == these->terms[k];
		if (!gone)
			of->terms[kept++] = of->terms[i];
	}
	of->n_terms = kept;
}

/* Every term of one with every term of the other. */
static bool
add_crossed(struct parser *p, struct at_formula_sum *to, const struct at_formula_sum *a,
    const struct at_formula_sum *b)
{
	for (int i = 0; i < a->n_terms; i++)
		for (int k = 0; k < b->n_terms; k++)
			if (!add_term(p, to, a->terms[i] | b->terms[k]))
				return false;
	return true;
}

/* ---- random terms ------------------------------------------------------------------- */

static const char *
group_label(struct parser *p, uint64_t group)
{
	const char *label = NULL;

	for (int k = 0; k < p->formula->n_variables; k++)
		if (group >> k & 1)
			label = label == NULL ? p->formula->variables[k].label
			    : at_printf(p->arena, "%s:%s", label, p->formula->variables[k].label);
	return label;
}

static void
add_random(struct parser *p, const struct at_formula_random *random)
{
	struct at_formula *f = p->formula;

	f->random = at_one_more(p->arena, f->random, f->n_random, sizeof *f->random);
	f->random[f->n_random++] = *random;
}

/* Behind "(terms": the bar, the groups, the parenthesis.  a/b/c is a:b:c, a:b and a. */
static bool
parse_groups(struct parser *p, const struct at_formula_sum *sum)
{
	struct at_formula_random random = { .sum = *sum, .correlated = true };
	uint64_t levels[AT_FORMULA_VARIABLES];
	int n = 0;
	bool deeper;

	if (!sum->intercept && sum->n_terms == 0)
		return fail(p, "nothing varies between these groups: expected 1 or a column"
		    " before the bar");
	p->at++;
	if (take(p, '|'))
		random.correlated = false;
	do {
		uint64_t level = n > 0 ? levels[n - 1] : 0, bit;

		do {
			bit = variable_bit(p);
			if (bit == 0)
				return false;
			level |= bit;
		} while (take(p, ':'));
		levels[n++] = level;
		deeper = take(p, '/');
	} while (deeper && n < AT_FORMULA_VARIABLES);
	if (!take(p, ')'))
		return expect(p, "\")\" behind the groups");
	while (n > 0) {
		random.group = levels[--n];
		random.label = group_label(p, random.group);
		add_random(p, &random);
	}
	p->random = true;
	return true;
}

/* ---- the grammar -------------------------------------------------------------------- */

static bool
parse_parenthesis(struct parser *p, struct at_formula_sum *out)
{
	struct at_formula_sum sum;

	if (++p->depth > MOST_DEPTH)
		return fail(p, "too many parentheses");
	if (!parse_sum(p, &sum))
		return false;
	p->depth--;
	if (peek(p) == '|') {
		if (p->depth > 0 || p->inside)
			return fail(p, "a random term stands by itself: ... + (1 | group)");
		return parse_groups(p, &sum);
	}
	if (!take(p, ')'))
		return expect(p, "\")\"");
	*out = sum;
	return true;
}

static bool
parse_atom(struct parser *p, struct at_formula_sum *out)
{
	uint64_t bit;

	*out = (struct at_formula_sum){ .intercept = true };
	if (take(p, '('))
		return parse_parenthesis(p, out);
	bit = variable_bit(p);
	return bit != 0 && add_term(p, out, bit);
}

static bool
parse_interaction(struct parser *p, struct at_formula_sum *out)
{
	if (!parse_atom(p, out))
		return false;
	while (!p->random && take(p, ':')) {
		struct at_formula_sum right, both = { .intercept = true };

		p->inside = true;
		if (!parse_atom(p, &right) || !add_crossed(p, &both, out, &right))
			return false;
		*out = both;
	}
	return true;
}

/* a * b is a + b + a:b; a / b is a + a:b. */
static bool
parse_product(struct parser *p, struct at_formula_sum *out)
{
	bool was_inside = p->inside;

	if (!parse_interaction(p, out))
		return false;
	while (!p->random && (peek(p) == '*' || *p->at == '/')) {
		bool crossed = *p->at++ == '*';
		struct at_formula_sum right, both = { .intercept = true };

		p->inside = true;
		if (!parse_interaction(p, &right) || !add_all(p, &both, out)
		    || (crossed && !add_all(p, &both, &right))
		    || !add_crossed(p, &both, out, &right))
			return false;
		*out = both;
	}
	p->inside = was_inside;
	return true;
}

/* 1 and 0 are the intercept; *out is false if it is neither. */
static bool
parse_number(struct parser *p, bool minus, struct at_formula_sum *sum, bool *out)
{
	char c = peek(p);

	*out = c >= '0' && c <= '9';
	if (!*out)
		return true;
	if (c > '1' || in_name(p->at[1], false))
		return expect(p, "a name, 1 or 0");
	p->at++;
	sum->intercept = (c == '1') != minus;
	return peek(p) == '\0' || strchr("*:/", *p->at) == NULL
	    || expect(p, "+ or -: 1 and 0 stand by themselves");
}

static int
order_of(uint64_t term)
{
	int n = 0;

	for (; term != 0; term &= term - 1)
		n++;
	return n;
}

/* Main effects first: stable. */
static void
sort_terms(struct at_formula_sum *sum)
{
	for (int i = 1; i < sum->n_terms; i++) {
		uint64_t term = sum->terms[i];
		int at = i;

		for (; at > 0 && order_of(sum->terms[at - 1]) > order_of(term); at--)
			sum->terms[at] = sum->terms[at - 1];
		sum->terms[at] = term;
	}
}

static bool
parse_sum(struct parser *p, struct at_formula_sum *out)
{
	struct at_formula_sum sum = { .intercept = true };
	bool minus = take(p, '-'), more, number;

	if (!minus)
		take(p, '+');
	do {
		struct at_formula_sum part = { .intercept = true };

		if (!parse_number(p, minus, &sum, &number))
			return false;
		if (!number && !parse_product(p, &part))
			return false;
		if (minus && p->random)
			return fail(p, "a random term is not taken away");
		if (minus)
			remove_all(&sum, &part);
		else if (!add_all(p, &sum, &part))
			return false;
		p->random = false;
		minus = take(p, '-');
		more = minus || take(p, '+');
	} while (more);
	sort_terms(&sum);
	*out = sum;
	return true;
}

static bool
parse_all(struct parser *p)
{
	struct at_formula *f = p->formula;

	if (!take_variable(p, &f->response))
		return false;
	if (f->response.kind == AT_FORMULA_FACTOR)
		return fail(p, "what is explained is a number, no factor");
	if (!take(p, '~'))
		return expect(p, "\"~\"");
	if (!parse_sum(p, &f->fixed))
		return false;
	if (peek(p) != '\0')
		return expect(p, "+, -, *, : or the end");
	for (int k = 0; k < f->n_variables; k++)
		if (strcmp(f->variables[k].name, f->response.name) == 0)
			return fail(p, at_printf(p->arena, "%s stands on both sides",
			    f->response.name));
	return true;
}

enum at_status
at_formula_parse(struct at_arena *arena, const char *text, struct at_formula *out,
    struct at_error *err)
{
	struct at_formula formula = { .text = at_strdup(arena, text) };
	struct parser p = { .arena = arena, .err = err, .text = formula.text, .at = formula.text,
		.formula = &formula };

	if (!parse_all(&p))
		return AT_INVALID;
	*out = formula;
	return AT_OK;
}
