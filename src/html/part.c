/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"

/* Drawn on 16 x 16 with round strokes of 1.7; the shape alone tells them apart. */
static const char *
icon_shape(enum at_icon icon)
{
	switch (icon) {
	case AT_ICON_NONE: return NULL;
	case AT_ICON_ALERT:
		return "<path d=\"M8 2 14.6 13.5H1.4Z\"/><path d=\"M8 6.5v3M8 11.5h.01\"/>";
	case AT_ICON_LOOK:
		return "<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M8 5v3.5M8 11h.01\"/>";
	case AT_ICON_SEALED:
		return "<rect x=\"3\" y=\"7\" width=\"10\" height=\"7\" rx=\"1.5\"/>"
		    "<path d=\"M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2\"/>";
	case AT_ICON_DONE: return "<path d=\"m3 8.5 3.3 3.3L13 5\"/>";
	case AT_ICON_NEW: return "<path d=\"M8 3v10M3 8h10\"/>";
	case AT_ICON_PHONE:
		return "<path d=\"M3 2.5h2.5L7 6 5.3 7.3a7 7 0 0 0 3.4 3.4L10 9l3.5 1.5V13"
		    "c0 .6-.4 1-1 1A10.5 10.5 0 0 1 2 3.5c0-.6.4-1 1-1Z\"/>";
	case AT_ICON_NEXT: return "<path d=\"m6 3 5 5-5 5\"/>";
	case AT_ICON_BACK: return "<path d=\"m10 3-5 5 5 5\"/>";
	}
	return NULL;
}

void
at_part_icon(struct at_buffer *out, enum at_icon icon)
{
	const char *shape = icon_shape(icon);
	bool turns = icon == AT_ICON_NEXT || icon == AT_ICON_BACK;

	if (shape == NULL)
		return;
	at_put(out, "<svg class=\"icon%s\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" "
	    "aria-hidden=\"true\">", turns ? " turns" : "");
	at_put_raw(out, shape);
	at_put_raw(out, "</svg>");
}

static const char *
tone_class(enum at_tone tone)
{
	switch (tone) {
	case AT_TONE_PLAIN: return "plain";
	case AT_TONE_LOOK: return "look";
	case AT_TONE_ALERT: return "alert";
	case AT_TONE_DONE: return "done";
	case AT_TONE_SEALED: return "sealed";
	}
	return "";
}

static enum at_icon
tone_icon(enum at_tone tone)
{
	switch (tone) {
	case AT_TONE_PLAIN: return AT_ICON_NONE;
	case AT_TONE_LOOK: return AT_ICON_LOOK;
	case AT_TONE_ALERT: return AT_ICON_ALERT;
	case AT_TONE_DONE: return AT_ICON_DONE;
	case AT_TONE_SEALED: return AT_ICON_SEALED;
	}
	return AT_ICON_NONE;
}

void
at_part_tag(struct at_buffer *out, const struct at_tag *tag)
{
	at_put(out, "<span class=\"tag %s\">", tone_class(tag->tone));
	at_part_icon(out, tone_icon(tag->tone));
	at_put(out, "%s</span>", tag->text);
}

static void
put_tags(struct at_buffer *out, const struct at_tag *tags, int n_tags)
{
	for (int i = 0; i < n_tags; i++) {
		at_put_raw(out, " ");
		at_part_tag(out, &tags[i]);
	}
}

void
at_part_section_begin(struct at_buffer *out, const struct at_section *section)
{
	at_put(out, "<section class=\"card %s\"", tone_class(section->tone));
	if (section->id != NULL)
		at_put(out, " id=\"%s\" aria-labelledby=\"h-%s\"", section->id, section->id);
	at_put_raw(out, ">\n");
	if (section->heading != NULL && section->id != NULL)
		at_put(out, "<h2 id=\"h-%s\">%s</h2>\n", section->id, section->heading);
	else if (section->heading != NULL)
		at_put(out, "<h2>%s</h2>\n", section->heading);
	if (section->note != NULL)
		at_put(out, "<p class=\"note\">%s</p>\n", section->note);
}

void
at_part_section_end(struct at_buffer *out)
{
	at_put_raw(out, "</section>\n");
}

void
at_part_first_begin(struct at_buffer *out)
{
	at_put_raw(out, "<div class=\"first\">\n");
}

void
at_part_first_end(struct at_buffer *out)
{
	at_put_raw(out, "</div>\n");
}

void
at_part_columns_begin(struct at_buffer *out)
{
	at_put_raw(out, "<div class=\"columns\">\n<div class=\"stack\">\n");
}

void
at_part_columns_middle(struct at_buffer *out)
{
	at_put_raw(out, "</div>\n<div class=\"stack\">\n");
}

void
at_part_columns_end(struct at_buffer *out)
{
	at_put_raw(out, "</div>\n</div>\n");
}

void
at_part_notice(struct at_buffer *out, enum at_tone tone, const char *heading, const char *text)
{
	at_put(out, "<div class=\"notice %s\">", tone_class(tone));
	at_part_icon(out, tone_icon(tone));
	at_put_raw(out, "<div>");
	if (heading != NULL)
		at_put(out, "<p class=\"notice-head\">%s</p>", heading);
	at_part_text(out, text);
	at_put_raw(out, "</div></div>\n");
}

void
at_part_empty(struct at_buffer *out, const char *text, const char *href, const char *link)
{
	at_put(out, "<p class=\"empty\">%s", text);
	if (href != NULL)
		at_put(out, " <a href=\"%s\">%s</a>", href, link);
	at_put_raw(out, "</p>\n");
}

void
at_part_own_card(struct at_buffer *out, const char *text)
{
	at_put(out, "<p class=\"own-card\">%s</p>\n", text);
}

void
at_part_rows_begin(struct at_buffer *out, const char *label)
{
	at_put(out, "<ol class=\"people\" aria-label=\"%s\">\n", label);
}

void
at_part_row_begin(struct at_buffer *out, const struct at_page_row *row)
{
	at_put_raw(out, "<li>");
	if (row->time != NULL)
		at_put(out, "<span class=\"time\">%s</span>", row->time);
	at_put(out, "<div class=\"about\"><div class=\"head\"><a href=\"%s\">%s</a>", row->href,
	    row->title);
	if (row->meta != NULL)
		at_put(out, " <span class=\"meta\">%s</span>", row->meta);
	put_tags(out, row->tags, row->n_tags);
	at_put_raw(out, "</div>");
	if (row->why != NULL)
		at_put(out, "<p>%s</p>", row->why);
	at_put_raw(out, "</div>");
}

void
at_part_row_end(struct at_buffer *out)
{
	at_put_raw(out, "</li>\n");
}

void
at_part_rows_end(struct at_buffer *out)
{
	at_put_raw(out, "</ol>\n");
}

static void
put_entry_form(struct at_buffer *out, const struct at_entry *e)
{
	const struct at_form form = { .action = e->action, .csrf = e->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = e->button };

	at_form_begin(out, &form);
	at_form_buttons(out, &buttons);
	at_form_end(out);
}

void
at_part_entries(struct at_buffer *out, const struct at_entry *entries, int n_entries)
{
	at_put_raw(out, "<ul class=\"entries\">\n");
	for (int i = 0; i < n_entries; i++) {
		const struct at_entry *e = &entries[i];

		at_put_raw(out, "<li><p class=\"when\">");
		if (e->when_iso != NULL)
			at_put(out, "<time datetime=\"%s\">%s</time>", e->when_iso, e->when);
		else
			at_put(out, "<span>%s</span>", e->when);
		if (e->tag.text != NULL)
			put_tags(out, &e->tag, 1);
		at_put_raw(out, "</p>");
		if (e->text != NULL)
			at_put(out, "<p>%s</p>", e->text);
		if (e->note != NULL)
			at_put(out, "<p class=\"note\">%s</p>", e->note);
		if (e->quote != NULL)
			at_put(out, "<blockquote>%s</blockquote>", e->quote);
		if (e->action != NULL)
			put_entry_form(out, e);
		at_put_raw(out, "</li>\n");
	}
	at_put_raw(out, "</ul>\n");
}

void
at_part_facts(struct at_buffer *out, const struct at_fact *facts, int n_facts)
{
	at_put_raw(out, "<dl class=\"facts\">\n");
	for (int i = 0; i < n_facts; i++)
		at_put(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", facts[i].name,
		    facts[i].value);
	at_put_raw(out, "</dl>\n");
}
