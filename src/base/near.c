/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/near.h"

enum { LENGTH_MAX = 40, FAR = LENGTH_MAX + 1 };

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* Damerau 1964 in the form that edits no letter twice, with three rows of the table. */
static int
distance(const char *a, int n_a, const char *b, int n_b)
{
	int rows[3][LENGTH_MAX + 1];
	int *before = rows[0], *last = rows[1], *row = rows[2];

	for (int j = 0; j <= n_b; j++)
		last[j] = j;
	for (int i = 1; i <= n_a; i++) {
		int *free_row = before;

		row[0] = i;
		for (int j = 1; j <= n_b; j++) {
			row[j] = least(least(last[j], row[j - 1]) + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = free_row;
	}
	return last[n_b];
}

const char *
at_near(const char *text, const char *const *names, int n_names)
{
	size_t n_text = strlen(text);
	const char *best = NULL;
	int nearest = n_text < 6 ? 2 : 3;

	for (int i = 0; i < n_names; i++) {
		size_t n = strlen(names[i]);
		int d = n > LENGTH_MAX || n_text > LENGTH_MAX ? FAR
		    : distance(text, (int)n_text, names[i], (int)n);

		if (d < nearest) {
			nearest = d;
			best = names[i];
		}
	}
	return best;
}
