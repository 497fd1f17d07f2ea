/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A QR code as a drawing: its size, its corners, its quiet edge, and what does not fit. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "html/qr.h"

enum { SIDE = 29, QUIET = 4, MODULES = SIDE - 2 * QUIET };      /* version 1 */

/* Every rectangle of the path, painted. */
static void
paint(const char *svg, bool out[SIDE][SIDE])
{
	const char *path = strstr(svg, " d=\"") + 4;
	int x, y, wide, back, n;

	memset(out, 0, sizeof(bool[SIDE][SIDE]));
	while (sscanf(path, "M%d %dh%dv1h-%dz%n", &x, &y, &wide, &back, &n) == 4) {
		CHECK_INT(wide, back);
		for (int i = 0; i < wide; i++)
			out[y][x + i] = true;
		path += n;
	}
	CHECK_INT('"', path[0]);
}

/* Seven by seven: a black square in a white one in a black one, as a camera looks for. */
static void
check_finder(bool map[SIDE][SIDE], int left, int top)
{
	for (int y = 0; y < 7; y++)
		for (int x = 0; x < 7; x++) {
			bool edge = x == 0 || x == 6 || y == 0 || y == 6;
			bool middle = x >= 2 && x <= 4 && y >= 2 && y <= 4;

			CHECK_INT(edge || middle, map[top + y][left + x]);
		}
}

TEST(a_code_has_three_corners_and_a_quiet_edge)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer out = at_buffer_init(arena);
	bool map[SIDE][SIDE];
	const char *svg;

	(void)state_;
	CHECK(at_qr_put(&out, "a short text", "An <address>"));
	svg = at_buffer_string(&out);
	CHECK_HAS("viewBox=\"0 0 29 29\"", svg);
	CHECK_HAS("aria-label=\"An &lt;address&gt;\"", svg);
	paint(svg, map);
	check_finder(map, QUIET, QUIET);
	check_finder(map, QUIET + MODULES - 7, QUIET);
	check_finder(map, QUIET, QUIET + MODULES - 7);
	for (int i = 0; i < SIDE; i++)
		for (int k = 0; k < QUIET; k++)
			CHECK(!map[i][k] && !map[k][i] && !map[i][SIDE - 1 - k]
			    && !map[SIDE - 1 - k][i]);
	at_arena_close(arena);
}

/* Between the corners, modules turn from black to white: how a reader counts them. */
TEST(the_timing_lines_alternate)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer out = at_buffer_init(arena);
	bool map[SIDE][SIDE];

	(void)state_;
	CHECK(at_qr_put(&out, "a short text", "label"));
	paint(at_buffer_string(&out), map);
	for (int i = 8; i < MODULES - 8; i++) {
		CHECK_INT(i % 2 == 0, map[QUIET + 6][QUIET + i]);
		CHECK_INT(i % 2 == 0, map[QUIET + i][QUIET + 6]);
	}
	at_arena_close(arena);
}

TEST(a_text_that_does_not_fit_writes_nothing)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer out = at_buffer_init(arena);
	char text[4001];

	(void)state_;
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	CHECK(!at_qr_put(&out, text, "label"));
	CHECK_INT(0, (int)out.n_bytes);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(a_code_has_three_corners_and_a_quiet_edge),
    RUN(the_timing_lines_alternate),
    RUN(a_text_that_does_not_fit_writes_nothing),
)
