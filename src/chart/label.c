/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chart/label.h"

static bool
starts_letter(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

static int
letters_of(const char *text)
{
	int n = 0;

	for (; *text != '\0'; text++)
		n += starts_letter(*text);
	return n;
}

double
at_label_width(const char *text, double font)
{
	return letters_of(text) * font * 0.58;
}

const char *
at_label_cut(struct at_arena *arena, const char *text, int n)
{
	size_t keep = 0;
	int letters = 0;

	for (size_t i = 0; text[i] != '\0'; i++) {
		if (!starts_letter(text[i]))
			continue;
		if (letters == n - 1)
			keep = i;
		letters++;
	}
	if (letters <= n)
		return text;
	while (keep > 0 && text[keep - 1] == ' ')
		keep--;
	return at_printf(arena, "%.*s\xe2\x80\xa6", (int)keep, text);
}

const char *
at_label_name(struct at_arena *arena, const char *name, int n)
{
	if (letters_of(name) <= n)
		return name;
	return at_label_cut(arena, at_printf(arena, "%.*s", (int)strcspn(name, " "), name), n);
}

const char *
at_label_value(struct at_arena *arena, double value, int decimals, char mark)
{
	double unit = pow(10, -decimals);
	char *text = at_printf(arena, "%.*f", decimals, fabs(value) < unit / 2 ? 0.0 : value);
	char *point = strchr(text, '.');

	if (point != NULL && mark != 0)
		*point = mark;
	return text;
}

static bool
share_column(const struct at_label *a, const struct at_label *b)
{
	return a->x < b->x + b->width && b->x < a->x + a->width;
}

/* By height, stable, so that equal ends keep the order of their series. */
static void
sort(struct at_label *labels, int n)
{
	for (int i = 1; i < n; i++) {
		struct at_label moved = labels[i];
		int j = i;

		for (; j > 0 && labels[j - 1].y > moved.y; j--)
			labels[j] = labels[j - 1];
		labels[j] = moved;
	}
}

static void
push_apart(struct at_label *upper, struct at_label *lower, double gap)
{
	double lack = gap - (lower->y - upper->y);

	if (lack <= 0 || !share_column(upper, lower) || (upper->fixed && lower->fixed))
		return;
	if (!upper->fixed)
		upper->y -= lack / 2;
	if (!lower->fixed)
		lower->y += lack / 2;
}

void
at_label_spread(struct at_label *labels, int n, double top, double bottom, double gap)
{
	enum { ROUNDS = 60 };

	sort(labels, n);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < n; i++)
			for (int j = i + 1; j < n; j++)
				push_apart(&labels[i], &labels[j], gap);
		for (int i = 0; i < n; i++)
			labels[i].y = fmin(fmax(labels[i].y, top), bottom);
	}
}
