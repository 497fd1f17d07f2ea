/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of html/part.h that carry site-edited text: help, crisis, banners. */
#include <string.h>

#include "html/part.h"
#include "html/put.h"

/* Paragraphs are opened when their first byte comes, so that none is empty. */
struct paragraphs {
	struct at_buffer *out;
	bool open;
	int newlines;                   /* seen since the last byte of text */
};

static void
put_breaks(struct paragraphs *p)
{
	if (p->open && p->newlines >= 2) {
		at_put_raw(p->out, "</p>\n");
		p->open = false;
	} else if (p->open && p->newlines == 1) {
		at_put_raw(p->out, "<br>\n");
	}
	p->newlines = 0;
	if (!p->open)
		at_put_raw(p->out, "<p>");
	p->open = true;
}

static void
put_lines(struct paragraphs *p, const char *text)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		if (n > 0) {
			put_breaks(p);
			at_put_escaped(p->out, text, n);
		}
		text += n;
		if (*text == '\n') {
			p->newlines++;
			text++;
		}
	}
}

static void
put_fill(struct at_buffer *out, const struct at_fill *fill)
{
	if (fill->value == NULL)
		return;
	if (fill->href != NULL)
		at_put(out, "<a href=\"%s\">%s</a>", fill->href, fill->value);
	else
		at_put(out, "%s", fill->value);
}

void
at_part_pieces(struct at_buffer *out, const struct at_piece *pieces, int n_pieces)
{
	for (int i = 0; i < n_pieces; i++) {
		if (pieces[i].fill != NULL)
			put_fill(out, pieces[i].fill);
		else
			at_put(out, "%s", pieces[i].text);
	}
}

void
at_part_paragraphs(struct at_buffer *out, const struct at_piece *pieces, int n_pieces)
{
	struct paragraphs p = { .out = out };

	for (int i = 0; i < n_pieces; i++) {
		const struct at_fill *fill = pieces[i].fill;

		if (fill == NULL) {
			put_lines(&p, pieces[i].text);
		} else if (fill->value != NULL && fill->href == NULL) {
			put_lines(&p, fill->value);
		} else if (fill->value != NULL) {
			put_breaks(&p);
			put_fill(out, fill);
		}
	}
	if (p.open)
		at_put_raw(out, "</p>\n");
}

void
at_part_text(struct at_buffer *out, const char *text)
{
	at_part_paragraphs(out, &(struct at_piece){ .text = text }, 1);
}

void
at_part_help(struct at_buffer *out, const char *heading, const struct at_piece *pieces,
    int n_pieces)
{
	at_put(out, "<aside class=\"help\" aria-labelledby=\"help\">\n"
	    "<h2 id=\"help\">%s</h2>\n", heading);
	at_part_paragraphs(out, pieces, n_pieces);
	at_put_raw(out, "</aside>\n");
}

/* A number to be called on, and a way to say no.  Labels hold their inputs, because the
 * box may stand on a page twice and an id may not. */
static void
put_call_back(struct at_buffer *out, const struct at_crisis *crisis)
{
	if (crisis->call_kept != NULL)
		at_put(out, "<p>%s</p>\n", crisis->call_kept);
	if (crisis->call_name != NULL)
		at_put(out, "<div class=\"field\"><label>%s\n<input class=\"short\" type=\"tel\" "
		    "name=\"%s\" value=\"%s\" autocomplete=\"tel\"></label></div>\n",
		    crisis->call_label, crisis->call_name, crisis->call_value);
	if (crisis->no_call_name != NULL)
		at_put(out, "<label class=\"row\"><input type=\"checkbox\" name=\"%s\" "
		    "value=\"1\"%s><span>%s</span></label>\n", crisis->no_call_name,
		    crisis->no_call ? " checked" : "", crisis->no_call_label);
}

void
at_part_crisis(struct at_buffer *out, const struct at_crisis *crisis)
{
	at_put_raw(out, "<section class=\"crisis\"");
	if (crisis->lang != NULL)
		at_put(out, " lang=\"%s\"", crisis->lang);
	at_put_raw(out, ">\n<h2>");
	at_part_icon(out, AT_ICON_PHONE);
	at_put(out, "%s</h2>\n", crisis->heading);
	at_part_paragraphs(out, crisis->pieces, crisis->n_pieces);
	put_call_back(out, crisis);
	at_put_raw(out, "</section>\n");
}

void
at_part_banners_begin(struct at_buffer *out, const struct at_banners *banners)
{
	at_put(out, "<section class=\"banners\" aria-label=\"%s\"", banners->label);
	if (banners->poll != NULL)
		at_put(out, " aria-live=\"assertive\" data-poll=\"%s\" data-etag=\"%s\"",
		    banners->poll, banners->etag);
	at_put_raw(out, ">");
	if (banners->stale != NULL) {
		at_put_raw(out, "<p class=\"stale\" hidden>");
		at_part_icon(out, AT_ICON_LOOK);
		at_put(out, "%s</p>", banners->stale);
	}
}

void
at_part_banners_end(struct at_buffer *out)
{
	at_put_raw(out, "</section>\n");
}

static void
put_acknowledge(struct at_buffer *out, const struct at_banner *b)
{
	at_put(out, "<form method=\"post\" action=\"%s\">\n"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n", b->action, b->csrf);
	if (b->key != NULL)
		at_put(out, "<input type=\"hidden\" name=\"key\" value=\"%s\">\n", b->key);
	at_put(out, "<label for=\"bn-%s\">%s</label>\n", b->id, b->note_label);
	if (b->note_hint != NULL)
		at_put(out, "<p class=\"note\" id=\"bh-%s\">%s</p>\n", b->id, b->note_hint);
	at_put(out, "<textarea id=\"bn-%s\" name=\"%s\" rows=\"2\" dir=\"auto\"", b->id,
	    b->note_name);
	if (b->note_most > 0)
		at_put(out, " maxlength=\"%d\"", b->note_most);
	if (b->note_hint != NULL)
		at_put(out, " aria-describedby=\"bh-%s\"", b->id);
	at_put(out, "></textarea>\n<button type=\"submit\" class=\"button\">%s</button>\n</form>\n",
	    b->button);
}

void
at_part_banner(struct at_buffer *out, const struct at_banner *banner)
{
	at_put(out, "<article class=\"banner\" id=\"banner-%s\"><div><h2>", banner->id);
	at_part_icon(out, AT_ICON_ALERT);
	at_put(out, "%s</h2>\n<p>%s</p>\n", banner->heading, banner->text);
	if (banner->detail != NULL)
		at_put(out, "<p>%s</p>\n", banner->detail);
	if (banner->href != NULL)
		at_put(out, "<p><a href=\"%s\">%s</a></p>\n", banner->href, banner->link);
	at_put_raw(out, "</div>\n");
	if (banner->action != NULL)
		put_acknowledge(out, banner);
	at_put_raw(out, "</article>\n");
}
