/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/near.h"
#include "base/number.h"
#include "cli/flags.h"

struct parser {
	struct at_arena *arena;
	const struct at_flags *flags;
	const char *where;              /* "clinic.conf:3: ", or "" on the command line */
	struct at_error *err;
};

/* An option, and its place in the struct of its set. */
struct found {
	const struct at_flag *flag;
	void *target;
};

/* As a pointer of its type: the table's writer says which it is. */
static void *
target_of(const struct at_flag_set *set, const struct at_flag *flag)
{
	return (char *)set->into + flag->target;
}

static bool
is_given(const struct found *f)
{
	switch (f->flag->kind) {
	case AT_FLAG_SWITCH: return *(const bool *)f->target;
	case AT_FLAG_TEXT:   return *(const char *const *)f->target != NULL;
	case AT_FLAG_NUMBER: return *(const int *)f->target != 0;
	case AT_FLAG_REAL:   return ((const struct at_flag_real *)f->target)->given;
	case AT_FLAG_LIST:   return ((const struct at_flag_list *)f->target)->n > 0;
	}
	return false;
}

static bool
find(const struct at_flags *flags, const char *name, struct found *out)
{
	for (int s = 0; s < flags->n_sets; s++)
		for (int i = 0; i < flags->sets[s].n_flags; i++) {
			const struct at_flag *flag = &flags->sets[s].flags[i];

			if (strcmp(flag->name, name) != 0)
				continue;
			*out = (struct found){ flag, target_of(&flags->sets[s], flag) };
			return true;
		}
	return false;
}

static enum at_status
unknown(const struct parser *p, const char *dashes, const char *name)
{
	const char **names, *near;
	int n = 0;

	for (int s = 0; s < p->flags->n_sets; s++)
		n += p->flags->sets[s].n_flags;
	names = AT_NEW(p->arena, const char *, (size_t)n);
	n = 0;
	for (int s = 0; s < p->flags->n_sets; s++)
		for (int i = 0; i < p->flags->sets[s].n_flags; i++)
			names[n++] = p->flags->sets[s].flags[i].name;
	near = at_near(name, names, n);
	if (near == NULL)
		return at_fail(p->err, AT_INVALID, "%sthere is no option %s%s", p->where, dashes,
		    name);
	return at_fail(p->err, AT_INVALID, "%sthere is no option %s%s; did you mean %s%s?",
	    p->where, dashes, name, dashes, near);
}

static enum at_status
set_number(const struct parser *p, const struct found *f, const char *value)
{
	char *end;
	long number = strtol(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || number < 1 || number > INT_MAX)
		return at_fail(p->err, AT_INVALID, "%s%s%s takes a number from 1 on, not \"%s\"",
		    p->where, p->where[0] == '\0' ? "--" : "", f->flag->name, value);
	*(int *)f->target = (int)number;
	return AT_OK;
}

static enum at_status
set_real(const struct parser *p, const struct found *f, const char *value)
{
	struct at_flag_real *real = f->target;

	if (!at_number_parse(value, &real->value))
		return at_fail(p->err, AT_INVALID, "%s%s%s takes a number, not \"%s\"", p->where,
		    p->where[0] == '\0' ? "--" : "", f->flag->name, value);
	real->given = true;
	return AT_OK;
}

static enum at_status
set(const struct parser *p, const struct found *f, const char *value)
{
	struct at_flag_list *list = f->target;

	switch (f->flag->kind) {
	case AT_FLAG_SWITCH:
		*(bool *)f->target = true;
		break;
	case AT_FLAG_TEXT:
		*(const char **)f->target = value;
		break;
	case AT_FLAG_NUMBER:
		return set_number(p, f, value);
	case AT_FLAG_REAL:
		return set_real(p, f, value);
	case AT_FLAG_LIST:
		list->at = at_grow(p->arena, list->at, (size_t)list->n, (size_t)list->n + 1,
		    sizeof *list->at);
		list->at[list->n++] = value;
		break;
	}
	return AT_OK;
}

/* One option at argv[*i]; moves on over its value. */
static enum at_status
parse_one(const struct parser *p, int argc, char *const *argv, int *i)
{
	const char *name = argv[*i] + strspn(argv[*i], "-"), *equals = strchr(name, '=');
	struct found f;

	if (strcmp(argv[*i], "-o") == 0)
		name = "out";
	else if (strncmp(argv[*i], "--", 2) != 0)
		return at_fail(p->err, AT_INVALID, "there is no option %s", argv[*i]);
	if (equals != NULL)
		name = at_strndup(p->arena, name, (size_t)(equals - name));
	if (!find(p->flags, name, &f))
		return unknown(p, "--", name);
	if (f.flag->kind == AT_FLAG_SWITCH && equals != NULL)
		return at_fail(p->err, AT_INVALID, "--%s takes no value", name);
	if (f.flag->kind != AT_FLAG_LIST && is_given(&f))
		return at_fail(p->err, AT_INVALID, "--%s is given twice", name);
	if (equals != NULL)
		return set(p, &f, equals + 1);
	if (f.flag->kind == AT_FLAG_SWITCH)
		return set(p, &f, NULL);
	if (*i + 1 == argc)
		return at_fail(p->err, AT_INVALID, "--%s needs its value %s", name,
		    f.flag->value);
	return set(p, &f, argv[++*i]);
}

enum at_status
at_flags_parse(struct at_arena *arena, const struct at_flags *flags, int argc,
    char *const *argv, const char *const **out_args, int *out_n, struct at_error *err)
{
	const struct parser p = { arena, flags, "", err };
	const char **args = AT_NEW(arena, const char *, (size_t)argc);
	int n = 0;
	bool all_arguments = false;

	for (int i = 0; i < argc; i++) {
		enum at_status st;

		if (all_arguments || argv[i][0] != '-' || argv[i][1] == '\0') {
			args[n++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			all_arguments = true;
			continue;
		}
		st = parse_one(&p, argc, argv, &i);
		if (st != AT_OK)
			return st;
	}
	*out_args = args;
	*out_n = n;
	return AT_OK;
}

static enum at_status
set_line(const struct parser *p, const struct found *f, const struct at_conf_line *l)
{
	if (f->flag->kind != AT_FLAG_LIST && is_given(f))
		return at_fail(p->err, AT_INVALID, "%s%s is given twice", p->where, l->name);
	if (f->flag->kind != AT_FLAG_SWITCH)
		return set(p, f, l->value);
	if (strcmp(l->value, "yes") != 0 && strcmp(l->value, "no") != 0)
		return at_fail(p->err, AT_INVALID, "%sexpected %s = yes or no, found \"%s\"",
		    p->where, l->name, l->value);
	return strcmp(l->value, "yes") == 0 ? set(p, f, NULL) : AT_OK;
}

static enum at_status
find_line(const struct parser *p, const struct at_conf_line *l, struct found *out)
{
	char *name = at_strdup(p->arena, l->name);

	for (char *c = name; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	if (l->section[0] != '\0')
		return at_fail(p->err, AT_INVALID, "%sthere are no [sections] in this file",
		    p->where);
	return find(p->flags, name, out) ? AT_OK : unknown(p, "", name);
}

int
at_flags_file_faults(struct at_arena *arena, const struct at_flags *flags,
    const struct at_conf *conf, struct at_error *out)
{
	struct found *found = AT_NEW(arena, struct found, (size_t)conf->n_lines);
	bool *skip = AT_NEW(arena, bool, (size_t)conf->n_lines);
	struct parser p = { arena, flags, "", NULL };
	int n = 0;

	/* What the command line says wins: see what that is before anything is set. */
	for (int i = 0; i < conf->n_lines; i++) {
		out[n] = (struct at_error){ .status = AT_OK };
		p.err = &out[n];
		p.where = at_printf(arena, "%s:%d: ", conf->file, conf->lines[i].line);
		skip[i] = find_line(&p, &conf->lines[i], &found[i]) != AT_OK;
		n += skip[i];
		skip[i] = skip[i] || is_given(&found[i]);
	}
	for (int i = 0; i < conf->n_lines; i++) {
		if (skip[i])
			continue;
		out[n] = (struct at_error){ .status = AT_OK };
		p.err = &out[n];
		p.where = at_printf(arena, "%s:%d: ", conf->file, conf->lines[i].line);
		n += set_line(&p, &found[i], &conf->lines[i]) != AT_OK;
	}
	return n;
}

enum at_status
at_flags_file(struct at_arena *arena, const struct at_flags *flags,
    const struct at_conf *conf, struct at_error *err)
{
	struct at_error *faults = AT_NEW(arena, struct at_error, (size_t)conf->n_lines);

	if (at_flags_file_faults(arena, flags, conf, faults) == 0)
		return AT_OK;
	return at_fail(err, AT_INVALID, "%s", faults[0].text);
}

enum at_status
at_flags_complete(const struct at_flags *flags, struct at_error *err)
{
	for (int s = 0; s < flags->n_sets; s++)
		for (int i = 0; i < flags->sets[s].n_flags; i++) {
			const struct at_flag *flag = &flags->sets[s].flags[i];
			const struct found f = { flag, target_of(&flags->sets[s], flag) };

			if (flag->required && !is_given(&f))
				return at_fail(err, AT_INVALID, "--%s %s is needed", flag->name,
				    flag->value);
		}
	return AT_OK;
}
