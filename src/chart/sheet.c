/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart/sheet.h"
#include "html/put.h"

static const char dark[] =
    "<style>@media screen and (prefers-color-scheme:dark){"
    ".page{fill:#14181c}.ink{fill:#e8ebee}.soft{fill:#aab4bd}.fill{fill:#7db4ea}"
    ".sum{fill:#f0a35e}.area{fill:#20272d}.ring{stroke:#f0a35e}.hair{stroke:#3c464f}"
    ".line{stroke:#7db4ea}}</style>\n";

void
at_sheet_open(struct at_buffer *out, int width, int height, const char *title,
    const char *desc)
{
	at_put(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
	    " height=\"%d\" role=\"img\" aria-labelledby=\"title\" aria-describedby=\"desc\""
	    " font-family=\"sans-serif\" font-size=\"13\">\n", width, height, width, height);
	at_put(out, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", title, desc);
	at_put_raw(out, dark);
	at_put(out, "<rect class=\"page\" fill=\"#fff\" width=\"%d\" height=\"%d\"/>\n", width,
	    height);
	at_put(out, "<text" AT_SHEET_INK " x=\"20\" y=\"30\" font-size=\"16\""
	    " font-weight=\"600\">%s</text>\n", title);
}

void
at_sheet_close(struct at_buffer *out)
{
	at_put_raw(out, "</svg>\n");
}

static const char *
anchor_name(enum at_sheet_anchor anchor)
{
	switch (anchor) {
	case AT_SHEET_START: return "start";
	case AT_SHEET_MIDDLE: return "middle";
	case AT_SHEET_END: return "end";
	}
	return "";
}

void
at_sheet_text(struct at_buffer *out, double x, double y, enum at_sheet_anchor anchor,
    const char *text)
{
	at_put(out, "<text" AT_SHEET_INK " x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
	    x, y + 4.5, anchor_name(anchor), text);
}

void
at_sheet_soft(struct at_buffer *out, double x, double y, enum at_sheet_anchor anchor,
    const char *text)
{
	at_put(out, "<text" AT_SHEET_SOFT " x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
	    x, y + 4.5, anchor_name(anchor), text);
}
