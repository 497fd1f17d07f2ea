/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"

static void
put_lang(struct at_buffer *out, const char *lang)
{
	if (lang != NULL)
		at_put(out, " lang=\"%s\"", lang);
}

static void
put_hidden(struct at_buffer *out, const char *name, const char *value)
{
	at_put(out, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", name, value);
}

void
at_form_begin(struct at_buffer *out, const struct at_form *form)
{
	at_put(out, "<form class=\"%s\" method=\"post\" action=\"%s\"",
	    form->wide ? "form wide" : "form", form->action);
	if (form->save != NULL)
		at_put(out, " data-save=\"%s\" data-kept=\"%s\" data-unsaved=\"%s\"", form->save,
		    form->kept, form->unsaved);
	at_put_raw(out, form->keys != NULL ? " data-keys>\n" : ">\n");
	if (form->csrf != NULL)
		put_hidden(out, "csrf", form->csrf);
	for (int i = 0; i < form->n_hidden; i++)
		put_hidden(out, form->hidden[i].name, form->hidden[i].value);
	if (form->keys != NULL)
		at_put(out, "<p class=\"note keys\">%s</p>\n", form->keys);
}

void
at_form_end(struct at_buffer *out)
{
	at_put_raw(out, "<p class=\"kept\" role=\"status\"></p>\n</form>\n");
}

void
at_form_unsent_begin(struct at_buffer *out)
{
	at_put_raw(out, "<template id=\"unsent\">\n");
}

void
at_form_unsent_end(struct at_buffer *out)
{
	at_put_raw(out, "</template>\n");
}

void
at_form_steps(struct at_buffer *out, int step, int n_steps, const char *text)
{
	at_put(out, "<div class=\"steps\"><p>%s</p><span aria-hidden=\"true\">", text);
	for (int i = 1; i <= n_steps; i++)
		at_put_raw(out, i <= step ? "<i class=\"on\"></i>" : "<i></i>");
	at_put_raw(out, "</span></div>\n");
}

static void
after_begin(struct at_buffer *out, const struct at_form_after *after)
{
	if (after->name == NULL)
		return;
	at_put(out, "<div class=\"after\" data-after=\"%s\" data-values=\"%s\">\n", after->name,
	    after->values);
	if (after->heading != NULL)
		at_put(out, "<p class=\"if-so\">%s</p>\n", after->heading);
}

static void
after_end(struct at_buffer *out, const struct at_form_after *after)
{
	if (after->name != NULL)
		at_put_raw(out, "</div>\n");
}

/* The note and the error of a field, and the attribute that ties them to it. */
static void
put_described(struct at_buffer *out, const char *name, const char *note, const char *error)
{
	if (note != NULL && error != NULL)
		at_put(out, " aria-describedby=\"n-%s e-%s\"", name, name);
	else if (note != NULL)
		at_put(out, " aria-describedby=\"n-%s\"", name);
	else if (error != NULL)
		at_put(out, " aria-describedby=\"e-%s\"", name);
}

static void
put_notes(struct at_buffer *out, const char *name, const char *note, const char *error)
{
	if (note != NULL)
		at_put(out, "<p class=\"note\" id=\"n-%s\">%s</p>\n", name, note);
	if (error == NULL)
		return;
	at_put(out, "<p class=\"error\" id=\"e-%s\">", name);
	at_part_icon(out, AT_ICON_LOOK);
	at_put(out, "%s</p>\n", error);
}

static void
put_choice(struct at_buffer *out, const char *type, const char *name, const char *id,
    const struct at_choice *choice)
{
	at_put(out, "<input type=\"%s\" name=\"%s\" value=\"%s\"", type, name, choice->value);
	if (id != NULL)
		at_put(out, " id=\"f-%s\"", id);
	at_put(out, "%s%s><span>%s</span></label>\n", choice->checked ? " checked" : "",
	    choice->trigger ? " data-trigger" : "", choice->text);
}

static bool
has_trigger(const struct at_question *q)
{
	for (int i = 0; i < q->n_choices; i++)
		if (q->choices[i].trigger)
			return true;
	return false;
}

/* The fieldset of radios or ticks.  Behind it stands an empty place for what must be
 * shown at once: a live region is only read out when it was there before. */
static void
put_question(struct at_buffer *out, const char *type, const struct at_question *q)
{
	after_begin(out, &q->after);
	at_put(out, "<fieldset class=\"question\" id=\"q-%s\"", q->name);
	put_lang(out, q->lang);
	put_described(out, q->name, q->note, q->error);
	at_put(out, ">\n<legend>%s</legend>\n", q->legend);
	put_notes(out, q->name, q->note, q->error);
	at_put(out, "<div class=\"%s\">\n", q->inline_rows ? "rows beside" : "rows");
	for (int i = 0; i < q->n_choices; i++) {
		at_put_raw(out, "<label class=\"row\">");
		/* A list of errors leads to the first row. */
		put_choice(out, type, q->name, i == 0 ? q->name : NULL, &q->choices[i]);
	}
	at_put_raw(out, "</div>\n");
	if (q->skip.value != NULL) {
		at_put_raw(out, "<label class=\"row skip\">");
		put_choice(out, type, q->name, NULL, &q->skip);
	}
	at_put_raw(out, "</fieldset>\n");
	if (has_trigger(q))
		at_put_raw(out, "<div class=\"at-once\" aria-live=\"assertive\"></div>\n");
	after_end(out, &q->after);
}

void
at_form_radios(struct at_buffer *out, const struct at_question *question)
{
	put_question(out, "radio", question);
}

void
at_form_ticks(struct at_buffer *out, const struct at_question *question)
{
	put_hidden(out, question->name, "");
	put_question(out, "checkbox", question);
}

void
at_form_words(struct at_buffer *out, const struct at_form_words *words)
{
	after_begin(out, &words->after);
	at_put_raw(out, "<div class=\"field\"");
	put_lang(out, words->lang);
	at_put(out, ">\n<label for=\"f-%s\">%s</label>\n", words->name, words->label);
	put_notes(out, words->name, words->note, words->error);
	at_put(out, "<textarea id=\"f-%s\" name=\"%s\" rows=\"%d\" dir=\"auto\"", words->name,
	    words->name, words->rows > 0 ? words->rows : 4);
	if (words->max_length > 0)
		at_put(out, " maxlength=\"%d\"", words->max_length);
	put_described(out, words->name, words->note, words->error);
	at_put_raw(out, words->error != NULL ? " aria-invalid=\"true\"" : "");
	/* A parser drops the first newline of a text area, so it gets one to drop. */
	at_put(out, ">\n%s</textarea>\n</div>\n", words->value);
	after_end(out, &words->after);
}

static void
put_attribute(struct at_buffer *out, const char *name, const char *value)
{
	if (value != NULL)
		at_put(out, " %s=\"%s\"", name, value);
}

void
at_form_line(struct at_buffer *out, const struct at_form_line *line)
{
	at_put(out, "<div class=\"field\">\n<label for=\"f-%s\">%s</label>\n", line->name,
	    line->label);
	put_notes(out, line->name, line->note, line->error);
	at_put(out, "<input id=\"f-%s\" name=\"%s\"", line->name, line->name);
	put_attribute(out, "class", line->short_line ? "short" : NULL);
	put_attribute(out, "type", line->type != NULL ? line->type : "text");
	put_attribute(out, "value", line->value);
	put_attribute(out, "autocomplete", line->autocomplete);
	put_attribute(out, "inputmode", line->inputmode);
	if (line->code)
		at_put_raw(out, " autocapitalize=\"none\" spellcheck=\"false\"");
	if (line->max_length > 0)
		at_put(out, " maxlength=\"%d\"", line->max_length);
	at_put_raw(out, line->required ? " required" : "");
	put_described(out, line->name, line->note, line->error);
	at_put_raw(out, line->error != NULL ? " aria-invalid=\"true\"" : "");
	at_put_raw(out, ">\n</div>\n");
}

void
at_form_select(struct at_buffer *out, const struct at_form_select *select)
{
	at_put(out, "<div class=\"field\">\n<label for=\"f-%s\">%s</label>\n", select->name,
	    select->label);
	put_notes(out, select->name, select->note, select->error);
	at_put(out, "<select id=\"f-%s\" name=\"%s\"", select->name, select->name);
	put_described(out, select->name, select->note, select->error);
	at_put_raw(out, select->error != NULL ? " aria-invalid=\"true\">\n" : ">\n");
	for (int i = 0; i < select->n_choices; i++)
		at_put(out, "<option value=\"%s\"%s>%s</option>\n", select->choices[i].value,
		    select->choices[i].checked ? " selected" : "", select->choices[i].text);
	at_put_raw(out, "</select>\n</div>\n");
}

static void
put_button(struct at_buffer *out, const char *class, const char *value, bool leaves,
    const char *text)
{
	at_put(out, "<button type=\"submit\" class=\"%s\"", class);
	if (value != NULL)
		at_put(out, " name=\"do\" value=\"%s\"", value);
	at_put(out, "%s>%s</button>\n", leaves ? " formnovalidate" : "", text);
}

void
at_form_buttons(struct at_buffer *out, const struct at_form_buttons *buttons)
{
	at_put_raw(out, "<div class=\"buttons\">\n");
	if (buttons->primary != NULL)
		put_button(out, "button", buttons->primary_value, false, buttons->primary);
	if (buttons->back != NULL)
		put_button(out, "button quiet", "back", true, buttons->back);
	if (buttons->other != NULL)
		put_button(out, "button quiet other", buttons->other_value, true, buttons->other);
	at_put_raw(out, "</div>\n");
}
