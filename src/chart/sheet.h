/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/sheet.h - a drawing that stands alone: a file for a browser, a printer or a word
 * processor.
 *
 * Its colours are in it, as attributes: white paper.  On a dark screen a browser takes the
 * other hues from the few lines of style in front, by class. */
#ifndef AT_CHART_SHEET_H
#define AT_CHART_SHEET_H

#include "base/buffer.h"

/* The attributes of a mark or a text, by what it is. */
#define AT_SHEET_INK    " class=\"ink\" fill=\"#1b1f24\""
#define AT_SHEET_SOFT   " class=\"soft\" fill=\"#55606a\""
#define AT_SHEET_FILL   " class=\"fill\" fill=\"#1f5f99\""
#define AT_SHEET_SUM    " class=\"sum\" fill=\"#b85c00\""
#define AT_SHEET_AREA   " class=\"area\" fill=\"#eef1f4\""
#define AT_SHEET_RING   " class=\"ring\" fill=\"none\" stroke=\"#b85c00\""
#define AT_SHEET_HAIR   " class=\"hair\" fill=\"none\" stroke=\"#cfd6dc\""
#define AT_SHEET_LINE   " class=\"line\" fill=\"none\" stroke=\"#1f5f99\""
#define AT_SHEET_MEAN   " class=\"ring\" fill=\"none\" stroke=\"#b85c00\" stroke-dasharray=\"4 3\""

/* <svg> with <title>, <desc> and the paper; the title is also written on top. */
void at_sheet_open(struct at_buffer *out, int width, int height, const char *title,
    const char *desc);
void at_sheet_close(struct at_buffer *out);

enum at_sheet_anchor { AT_SHEET_START, AT_SHEET_MIDDLE, AT_SHEET_END };

/* A text whose middle is at y. */
void at_sheet_text(struct at_buffer *out, double x, double y, enum at_sheet_anchor anchor,
    const char *text);
void at_sheet_soft(struct at_buffer *out, double x, double y, enum at_sheet_anchor anchor,
    const char *text);

#endif
