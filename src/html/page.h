/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html/page.h - the frame of every page: head, bar, main, foot.
 *
 *     at_page_begin(out, &page);
 *     ... the page's own parts ...
 *     at_page_end(out, &page);
 *
 * All texts come translated from the caller.  There is no inline style and no
 * inline script, so that AT_PAGE_CSP holds for every page.
 */
#ifndef AT_HTML_PAGE_H
#define AT_HTML_PAGE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "html/part.h"

#define AT_PAGE_CSP "default-src 'none'; style-src 'self'; script-src 'self'; " \
	"img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " \
	"frame-ancestors 'none'"

enum at_page_kind {
	AT_PAGE_CLIENT,                 /* one narrow column, no bar: links, forms, thanks */
	AT_PAGE_STAFF,                  /* bar with navigation, wide column */
	AT_PAGE_DOOR                    /* sign-in, errors: one narrow column with our name */
};

struct at_page_link {
	const char *href, *text;
	bool current;                   /* the page being shown */
};

struct at_page {
	enum at_page_kind kind;
	const char *lang, *dir;         /* "nb", "ltr" */
	const char *title;              /* of the window; no client's name on client pages */
	const char *script;             /* "form.js", "staff.js" or NULL */
	bool alone;                     /* a file of its own: the style is in it, nothing is
	                                 * loaded from anywhere, and there is no script */

	/* What main opens with; each may be NULL. */
	struct at_page_link back;       /* one step up: "Clients" */
	const char *heading;            /* the only h1; NULL if the page writes its own */
	const struct at_tag *tags;      /* beside the heading */
	int n_tags;
	const char *lead;               /* one or two sentences under it */

	const char *skip;               /* "Skip to the content" */

	/* Staff only. */
	const char *home;               /* where our name leads: "/" */
	const char *nav_label;          /* "Main" */
	const struct at_page_link *nav;
	int n_nav;
	const char *who;                /* "Ingrid Solheim · Bergen" */
	/* The pages of one area, in a second line under the bar; none: no such line. */
	const char *area_label;
	const struct at_page_link *area;
	int n_area;
	const char *sign_out;           /* text of the button; NULL: no button */
	const char *sign_out_action;    /* where it posts to */
	const char *csrf;

	const char *foot;               /* one quiet line at the end, or NULL */
};

/* Everything up to and including <main>, its heading and lead. */
void at_page_begin(struct at_buffer *out, const struct at_page *page);

/* Closes what begin opened. */
void at_page_end(struct at_buffer *out, const struct at_page *page);

#endif
