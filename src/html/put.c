/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "html/put.h"

/* A double has at most 309 digits before its point, and we allow 40 behind it. */
enum { NUMBER_ROOM = 400, MOST_WIDTH = 80, MOST_PRECISION = 40 };

enum size { SIZE_INT, SIZE_LONG, SIZE_LLONG, SIZE_SIZE };

/* One conversion, taken apart: "%+6.2f". */
struct spec {
	bool plus;
	int width;                      /* negative: flush left */
	int precision;                  /* -1: not given */
	enum size size;
	char letter;
};

/* A va_list that can be handed on by address, whatever it is made of. */
struct args {
	va_list list;
};

static const char *
entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	}
	return NULL;
}

void
at_put_escaped(struct at_buffer *out, const char *text, size_t n_bytes)
{
	size_t from = 0;

	for (size_t i = 0; i < n_bytes; i++) {
		const char *instead = entity(text[i]);

		if (instead == NULL)
			continue;
		at_buffer_add(out, text + from, i - from);
		at_buffer_text(out, instead);
		from = i + 1;
	}
	at_buffer_add(out, text + from, n_bytes - from);
}

void
at_put_raw(struct at_buffer *out, const char *constant)
{
	at_buffer_text(out, constant);
}

/* Digits, or '*' for the next argument; moves *at behind them. */
static int
read_count(const char **at, struct args *args)
{
	int n = 0;

	if (**at == '*') {
		++*at;
		return va_arg(args->list, int);
	}
	for (; **at >= '0' && **at <= '9'; ++*at)
		n = n * 10 + (**at - '0');
	return n;
}

static enum size
read_size(const char **at)
{
	if (**at == 'z') {
		++*at;
		return SIZE_SIZE;
	}
	if (**at != 'l')
		return SIZE_INT;
	++*at;
	if (**at != 'l')
		return SIZE_LONG;
	++*at;
	return SIZE_LLONG;
}

/* `at` stands behind the percent sign; returns the place behind the letter. */
static const char *
read_spec(const char *at, struct args *args, struct spec *spec)
{
	bool zero = false, left = false;

	*spec = (struct spec){ .precision = -1 };
	for (; *at == '+' || *at == '-' || *at == '0'; at++) {
		spec->plus |= *at == '+';
		left |= *at == '-';
		zero |= *at == '0';
	}
	spec->width = read_count(&at, args);
	if (left)
		spec->width = -spec->width;
	if (*at == '.') {
		at++;
		spec->precision = read_count(&at, args);
	}
	spec->size = read_size(&at);
	spec->letter = *at;
	/* Zeros in front of a whole number are its precision. */
	if (zero && spec->precision < 0)
		spec->precision = spec->width;
	assert(!zero || strchr("diux", spec->letter) != NULL);
	assert(spec->width <= MOST_WIDTH && spec->width >= -MOST_WIDTH);
	assert(spec->letter == 's' || spec->precision <= MOST_PRECISION);
	return at + 1;
}

static long long
next_signed(struct args *args, enum size size)
{
	switch (size) {
	case SIZE_INT: return va_arg(args->list, int);
	case SIZE_LONG: return va_arg(args->list, long);
	case SIZE_LLONG: return va_arg(args->list, long long);
	case SIZE_SIZE: return (long long)va_arg(args->list, size_t);
	}
	return 0;
}

static unsigned long long
next_unsigned(struct args *args, enum size size)
{
	switch (size) {
	case SIZE_INT: return va_arg(args->list, unsigned);
	case SIZE_LONG: return va_arg(args->list, unsigned long);
	case SIZE_LLONG: return va_arg(args->list, unsigned long long);
	case SIZE_SIZE: return va_arg(args->list, size_t);
	}
	return 0;
}

static void
put_text(struct at_buffer *out, const char *text, int precision)
{
	if (text == NULL)
		return;
	at_put_escaped(out, text, precision < 0 ? strlen(text) : strnlen(text, (size_t)precision));
}

/* "%.1f" for nearly every number there is on a page, a tenth of the time that printf takes:
 * a list of spark lines has thousands of them.  False for what is near the middle between
 * two tenths, or large: there only all digits tell which is nearer. */
static bool
put_tenths(struct at_buffer *out, double value)
{
	double tenths = fabs(value) * 10, whole = floor(tenths), rest = tenths - whole;
	char text[16];
	size_t at = sizeof text;
	long n;

	if (!(tenths < 1e9) || fabs(rest - 0.5) < 1e-6)
		return false;
	n = (long)whole + (rest > 0.5);
	text[--at] = (char)('0' + n % 10);
	text[--at] = '.';
	do
		text[--at] = (char)('0' + (n /= 10) % 10);
	while (n >= 10);
	if (signbit(value))
		text[--at] = '-';
	at_buffer_add(out, text + at, sizeof text - at);
	return true;
}

static void
put_number(struct at_buffer *out, const struct spec *spec, struct args *args)
{
	char text[NUMBER_ROOM];
	int w = spec->width, p = spec->precision, n = 0;

	switch (spec->letter) {
	case 'd':
	case 'i': {
		long long value = next_signed(args, spec->size);

		n = spec->plus ? snprintf(text, sizeof text, "%+*.*lld", w, p, value)
		    : snprintf(text, sizeof text, "%*.*lld", w, p, value);
		break;
	}
	case 'u': n = snprintf(text, sizeof text, "%*.*llu", w, p, next_unsigned(args, spec->size));
		break;
	case 'x': n = snprintf(text, sizeof text, "%*.*llx", w, p, next_unsigned(args, spec->size));
		break;
	case 'f':
	case 'g': {
		double value = va_arg(args->list, double);

		if (spec->letter == 'f' && p == 1 && w == 0 && !spec->plus
		    && put_tenths(out, value))
			return;
		if (spec->letter == 'g')
			n = snprintf(text, sizeof text, "%*.*g", w, p, value);
		else
			n = spec->plus ? snprintf(text, sizeof text, "%+*.*f", w, p, value)
			    : snprintf(text, sizeof text, "%*.*f", w, p, value);
		break;
	}
	default:
		assert(!"at_put: a letter it does not know");
	}
	assert(n >= 0 && n < NUMBER_ROOM);
	at_buffer_add(out, text, (size_t)n);
}

static void
put_spec(struct at_buffer *out, const struct spec *spec, struct args *args)
{
	char c;

	switch (spec->letter) {
	case 's':
		put_text(out, va_arg(args->list, const char *), spec->precision);
		break;
	case 'c':
		c = (char)va_arg(args->list, int);
		at_put_escaped(out, &c, 1);
		break;
	case '%':
		at_buffer_byte(out, '%');
		break;
	default:
		put_number(out, spec, args);
	}
}

void
at_put(struct at_buffer *out, const char *format, ...)
{
	struct args args;
	const char *at = format;

	va_start(args.list, format);
	for (;;) {
		size_t n = strcspn(at, "%");
		struct spec spec;

		at_buffer_add(out, at, n);
		at += n;
		if (*at == '\0')
			break;
		if (at[1] == 's') {             /* nearly always */
			put_text(out, va_arg(args.list, const char *), -1);
			at += 2;
			continue;
		}
		at = read_spec(at + 1, &args, &spec);
		put_spec(out, &spec, &args);
	}
	va_end(args.list);
}
