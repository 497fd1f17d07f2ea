/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known about a scale: cut-offs, reliable change, reliability, norms, each with its
 * source and how sure we are of it. */
#include <string.h>

#include "instrument/parse.h"

static const struct {
	const char *name;
	int n_least, n_most;            /* values it may have */
	bool banded;                    /* ids go with them */
	bool ranges;                    /* values are scores, and lie within the range */
	bool shown;                     /* its source belongs beside a chart */
} names[] = {
	{ .name = "cut-off",    .n_least = 1, .n_most = 1, .ranges = true, .shown = true },
	{ .name = "reliable",   .n_least = 1, .n_most = 2, .shown = true },
	{ .name = "missing",    .shown = true },
	{ .name = "bands",      .n_least = 2, .n_most = AT_MAX_VALUES, .banded = true,
	    .ranges = true },
	{ .name = "meaningful", .n_least = 1, .n_most = 1 },
	{ .name = "end-point",  .n_least = 1, .n_most = 1, .ranges = true },
	{ .name = "talk",       .n_least = 1, .n_most = 1, .ranges = true },
	{ .name = "alpha",      .n_least = 1, .n_most = 2 },
	{ .name = "retest",     .n_least = 1, .n_most = 2 },
	{ .name = "clinical",   .n_least = 2, .n_most = 3 },
	{ .name = "general",    .n_least = 2, .n_most = 3 },
};

/* The scale above. */
static struct at_scale *
scale_of(struct at_parse *p)
{
	return &p->scales[p->out->n_scales - 1];
}

/* "total.cut-off.services": a scale, a name, and for whom. */
static enum at_status
read_key(struct at_parse *p, const char *id, size_t *out_name, struct at_constant *out)
{
	const struct at_scale *scale = scale_of(p);
	const char *name = strchr(id, '.') + 1, *of = strchr(name, '.');
	size_t n_name = of == NULL ? strlen(name) : (size_t)(of - name), i = 0;

	while (i < AT_COUNT(names) && (strlen(names[i].name) != n_name
	    || strncmp(names[i].name, name, n_name) != 0))
		i++;
	if (i == AT_COUNT(names) || (of != NULL && !at_scan_is_id(of + 1)))
		return at_scan_expected(&p->scan, "a constant that scales have", name);
	out->name = names[i].name;
	out->of = of == NULL ? "" : of + 1;
	for (int k = 0; k < scale->n_constants; k++)
		if (strcmp(scale->constants[k].name, out->name) == 0
		    && strcmp(scale->constants[k].of, out->of) == 0)
			return at_scan_expected(&p->scan, "each constant once", name);
	*out_name = i;
	return AT_OK;
}

/* "10", "19.7 7.7 1835", "0 low 11 mild 15 moderate", or "none". */
static enum at_status
read_values(struct at_parse *p, size_t name, const struct at_clause *clause,
    struct at_constant *out)
{
	const struct at_scale *scale = scale_of(p);
	int step = names[name].banded ? 2 : 1, n = clause->n_words / step;

	if (clause->n_words == 1 && strcmp(clause->words[0], "none") == 0)
		return AT_OK;
	if (n < names[name].n_least || n > names[name].n_most || clause->n_words % step != 0)
		return at_scan_expected(&p->scan, "as many values as this constant has, or none",
		    clause->n_words == 0 ? NULL : clause->words[clause->n_words - 1]);
	for (int i = 0; i < n; i++) {
		enum at_status st = at_scan_number(&p->scan, clause->words[i * step],
		    &out->values[i]);

		if (st != AT_OK)
			return st;
		if (names[name].ranges && (out->values[i] < scale->lowest
		    || out->values[i] > scale->highest))
			return at_scan_expected(&p->scan, "a score within the range",
			    clause->words[i * step]);
		if (!names[name].banded)
			continue;
		out->ids[i] = clause->words[i * step + 1];
		if (!at_scan_is_id(out->ids[i])
		    || out->values[i] <= (i == 0 ? scale->lowest - 1 : out->values[i - 1]))
			return at_scan_expected(&p->scan, "bands from low to high, each with an id",
			    out->ids[i]);
	}
	out->n_values = n;
	return AT_OK;
}

enum at_status
at_parse_origin(struct at_parse *p, char *out_tag, const char **out_source)
{
	struct at_clause clause;
	bool more;
	enum at_status st = at_scan_clause(&p->scan, &clause, &more);
	const char *tag = st == AT_OK && more && clause.n_words == 1 ? clause.words[0] : "";

	if (st != AT_OK)
		return st;
	if (strlen(tag) != 1 || strchr("VCSUH", tag[0]) == NULL)
		return at_scan_expected(&p->scan, "how sure we are: V, C, S, U or H", tag);
	*out_tag = tag[0];
	*out_source = p->scan.rest == NULL ? "" : p->scan.rest + strspn(p->scan.rest, " \t\n");
	return (*out_source)[0] != '\0' ? AT_OK
	    : at_scan_expected(&p->scan, "where it comes from", NULL);
}

/* What we are unsure of is left empty, and the source says why. */
static enum at_status
read_origin(struct at_parse *p, struct at_constant *out)
{
	enum at_status st = at_parse_origin(p, &out->tag, &out->source);

	return st == AT_OK && out->tag == 'U' && out->n_values > 0
	    ? at_scan_expected(&p->scan, "none, where we are unsure", "U") : st;
}

/* Those asked for everywhere stand in the scale itself. */
static enum at_status
put_at_hand(struct at_parse *p, size_t name, const struct at_constant *constant)
{
	struct at_scale *scale = scale_of(p);

	if (constant->of[0] != '\0')
		return AT_OK;
	if (names[name].shown)
		scale->source = at_printf(p->scan.arena, "%s%s%s", scale->source,
		    scale->source[0] == '\0' ? "" : " ", constant->source);
	if (constant->n_values == 0)
		return AT_OK;
	if (strcmp(constant->name, "cut-off") == 0)
		scale->cutoff = constant->values[0];
	if (strcmp(constant->name, "reliable") == 0)
		scale->reliable = constant->values[0];
	if (scale->reliable <= 0 || scale->reliable > scale->highest - scale->lowest)
		return at_scan_expected(&p->scan, "reliable change within the range", scale->id);
	return AT_OK;
}

enum at_status
at_parse_constant(struct at_parse *p, const char *id)
{
	struct at_constant constant = { .name = NULL }, *all;
	size_t n_id = strcspn(id, "."), name = 0;
	struct at_scale *scale;
	struct at_clause clause;
	bool more;
	enum at_status st;

	if (p->out->n_scales == 0 || strlen(scale_of(p)->id) != n_id
	    || strncmp(scale_of(p)->id, id, n_id) != 0)
		return at_scan_expected(&p->scan, "a constant right below its scale", id);
	st = read_key(p, id, &name, &constant);
	if (st == AT_OK && names[name].n_most > 0) {
		st = at_scan_clause(&p->scan, &clause, &more);
		if (st == AT_OK)
			st = read_values(p, name, &clause, &constant);
	}
	if (st == AT_OK)
		st = read_origin(p, &constant);
	if (st == AT_OK)
		st = put_at_hand(p, name, &constant);
	if (st != AT_OK)
		return st;

	scale = scale_of(p);
	all = AT_NEW(p->scan.arena, struct at_constant, (size_t)scale->n_constants + 1);
	if (scale->n_constants > 0)
		memcpy(all, scale->constants, (size_t)scale->n_constants * sizeof *all);
	all[scale->n_constants++] = constant;
	scale->constants = all;
	return AT_OK;
}
