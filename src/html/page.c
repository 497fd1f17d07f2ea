/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html/asset.h"
#include "html/page.h"
#include "html/put.h"

static const char name_of_ours[] = "attune";

static const char *
kind_class(enum at_page_kind kind)
{
	switch (kind) {
	case AT_PAGE_CLIENT: return "client";
	case AT_PAGE_STAFF: return "staff";
	case AT_PAGE_DOOR: return "door";
	}
	return "";
}

/* What the page needs of its server; `alone`: nothing. */
static void
put_assets(struct at_buffer *out, const struct at_page *page)
{
	const struct at_embedded *style = at_embed_find("assets/style.css");

	if (page->alone) {
		at_put_raw(out, "<meta http-equiv=\"Content-Security-Policy\""
		    " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<style>\n");
		at_buffer_add(out, style->bytes, style->n_bytes);
		at_put_raw(out, "</style>\n");
		return;
	}
	at_put(out, "<link rel=\"icon\" href=\"%s\">\n", at_asset_url(out->arena, "icon.svg"));
	at_put(out, "<link rel=\"stylesheet\" href=\"%s\">\n",
	    at_asset_url(out->arena, "style.css"));
	if (page->script != NULL)
		at_put(out, "<script type=\"module\" src=\"%s\"></script>\n",
		    at_asset_url(out->arena, page->script));
}

static void
put_head(struct at_buffer *out, const struct at_page *page)
{
	at_put(out, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<title>%s</title>\n", page->lang, page->dir, page->title);
	put_assets(out, page);
	at_put_raw(out, "</head>\n");
}

static void
put_link(struct at_buffer *out, const struct at_page_link *link)
{
	at_put(out, "<a href=\"%s\"", link->href);
	if (link->current)
		at_put_raw(out, " aria-current=\"page\"");
	at_put(out, ">%s</a>", link->text);
}

static void
put_nav(struct at_buffer *out, const struct at_page *page)
{
	if (page->n_nav == 0)
		return;
	at_put(out, "<nav aria-label=\"%s\">", page->nav_label);
	for (int i = 0; i < page->n_nav; i++)
		put_link(out, &page->nav[i]);
	at_put_raw(out, "</nav>\n");
}

static void
put_area(struct at_buffer *out, const struct at_page *page)
{
	if (page->n_area == 0)
		return;
	at_put(out, "<nav class=\"area\" aria-label=\"%s\">", page->area_label);
	for (int i = 0; i < page->n_area; i++)
		put_link(out, &page->area[i]);
	at_put_raw(out, "</nav>\n");
}

static void
put_who(struct at_buffer *out, const struct at_page *page)
{
	if (page->who == NULL && page->sign_out == NULL)
		return;
	at_put(out, "<div class=\"who\"><span>%s</span>", page->who);
	if (page->sign_out != NULL)
		at_put(out, "<form method=\"post\" action=\"%s\">"
		    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
		    "<button type=\"submit\" class=\"link\">%s</button></form>",
		    page->sign_out_action, page->csrf, page->sign_out);
	at_put_raw(out, "</div>\n");
}

static void
put_bar(struct at_buffer *out, const struct at_page *page)
{
	at_put_raw(out, "<header class=\"bar\">\n");
	if (page->home != NULL)
		at_put(out, "<a class=\"name\" href=\"%s\">%s</a>\n", page->home, name_of_ours);
	else
		at_put(out, "<span class=\"name\">%s</span>\n", name_of_ours);
	put_nav(out, page);
	put_who(out, page);
	at_put_raw(out, "</header>\n");
}

static void
put_heading(struct at_buffer *out, const struct at_page *page)
{
	if (page->back.href != NULL) {
		at_put(out, "<p class=\"up\"><a href=\"%s\">", page->back.href);
		at_part_icon(out, AT_ICON_BACK);
		at_put(out, "%s</a></p>\n", page->back.text);
	}
	if (page->heading == NULL)
		return;
	at_put(out, "<div class=\"head\"><h1>%s</h1>", page->heading);
	for (int i = 0; i < page->n_tags; i++)
		at_part_tag(out, &page->tags[i]);
	at_put_raw(out, "</div>\n");
	if (page->lead != NULL)
		at_put(out, "<p class=\"lead\">%s</p>\n", page->lead);
}

void
at_page_begin(struct at_buffer *out, const struct at_page *page)
{
	put_head(out, page);
	at_put(out, "<body class=\"%s\">\n", kind_class(page->kind));
	if (page->skip != NULL)
		at_put(out, "<a class=\"skip-link\" href=\"#main\">%s</a>\n", page->skip);
	if (page->kind != AT_PAGE_CLIENT)
		put_bar(out, page);
	put_area(out, page);
	at_put_raw(out, "<main id=\"main\" tabindex=\"-1\">\n");
	put_heading(out, page);
}

void
at_page_end(struct at_buffer *out, const struct at_page *page)
{
	at_put_raw(out, "</main>\n");
	if (page->foot != NULL)
		at_put(out, "<footer><p>%s</p></footer>\n", page->foot);
	at_put_raw(out, "</body>\n</html>\n");
}
