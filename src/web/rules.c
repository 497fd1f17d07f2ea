/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's name, and whom a second factor is wanted of; before somebody is asked for one
 * the page says who it will be. */
#include "action/rules.h"
#include "base/words.h"
#include "guard/policy.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"

static const char path[] = "/clinic/rules";

static struct at_page
frame(struct at_visit *visit, const char *title)
{
	return at_page_clinic(visit, title, "/clinic");
}

static struct at_form
form_of(struct at_visit *visit, const struct at_hidden *mark)
{
	return (struct at_form){ .action = path, .csrf = visit->csrf, .hidden = mark,
		.n_hidden = 1, .wide = true };
}

/* ---- the two forms -------------------------------------------------------------------- */

static void
put_name(struct at_visit *visit, const struct at_rules *rules)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "name", .heading = at_tr(call, "Name") };
	const struct at_hidden mark = { "mark", rules->mark };
	const struct at_form form = form_of(visit, &mark);
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save the name"),
		.primary_value = "name" };
	bool typed = at_clinic_does(visit, "name");

	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "name",
	    .label = at_tr(call, "Name of the clinic"), .autocomplete = "organization",
	    .note = at_tr(call, "For those who work here. What clients read is the name of each "
	    "site."), .required = true,
	    .value = typed ? at_clinic_field(visit, "name") : rules->name });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

/* A browser's ticks are subjects; what is none of ours counts for nothing. */
static uint32_t
ticked(struct at_visit *visit)
{
	return at_rules_wanted(visit->call.arena, at_clinic_ticks(visit, "wanted"));
}

static void
put_factor(struct at_visit *visit, const struct at_rules *rules)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "factor",
		.heading = at_tr(call, "Second factor"),
		.note = at_tr(call, "A code from a phone, besides the password. Everybody may "
		"have one; whoever must and has none sets it up at the next sign-in.") };
	const struct at_hidden mark = { "mark", rules->mark };
	const struct at_form form = form_of(visit, &mark);
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save the rule"),
		.primary_value = "factor" };
	uint32_t wanted = at_clinic_does(visit, "factor") ? ticked(visit) : rules->wanted;
	struct at_choice choices[8];
	int n;
	const enum at_subject *roles = at_clinic_roles(&n);

	for (int i = 0; i < n; i++)
		choices[i] = (struct at_choice){ .value = at_subject_name(roles[i]),
			.text = at_clinic_role(visit, roles[i]),
			.checked = (wanted & roles[i]) != 0 };
	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_ticks(visit->out, &(struct at_question){ .name = "wanted",
	    .legend = at_tr(call, "Who must have one"), .choices = choices, .n_choices = n });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

static int
put_rules(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_rules rules;
	struct at_page page;

	if (at_action_rules(call, &rules) != AT_OK)
		return at_page_problem(visit);
	page = frame(visit, at_tr(call, "Name and rules"));
	page.back = (struct at_page_link){ "/clinic", at_tr(call, "Overview"), false };
	page.lead = at_tr(call, "What holds for the whole clinic.");
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, problem);
	put_name(visit, &rules);
	put_factor(visit, &rules);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_rules(struct at_visit *visit)
{
	return put_rules(visit, NULL);
}

/* ---- changed -------------------------------------------------------------------------- */

/* The ticks again, so that the second answer is complete in itself. */
static void
put_again(struct at_visit *visit, uint32_t wanted)
{
	for (uint32_t bit = 1; bit <= AT_STAFF; bit <<= 1)
		if ((wanted & bit & AT_STAFF) != 0)
			at_put(visit->out, "<input type=\"hidden\" name=\"wanted\""
			    " value=\"%s\">\n", at_subject_name((enum at_subject)bit));
}

static int
ask(struct at_visit *visit, uint32_t wanted, const char *const *names, int n)
{
	struct at_call *call = &visit->call;
	const struct at_hidden mark = { "mark", at_clinic_field(visit, "mark") };
	const struct at_form form = form_of(visit, &mark);
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Ask them"),
		.primary_value = "factor-yes" };
	struct at_page page = frame(visit, at_printf(call->arena, at_trn(call,
	    "Ask %d person for a second factor?", "Ask %d people for a second factor?",
	    (unsigned long)n), n));

	page.back = (struct at_page_link){ path, at_tr(call, "Name and rules"), false };
	page.lead = at_tr(call, "They have none yet. At their next sign-in they set one up with a "
	    "phone before they come to anything else; whoever is signed in now works on.");
	at_page_begin(visit->out, &page);
	at_put_raw(visit->out, "<ul class=\"points\">\n");
	for (int i = 0; i < n; i++)
		at_put(visit->out, "<li>%s</li>\n", names[i]);
	at_put_raw(visit->out, "</ul>\n");
	at_part_text(visit->out, at_tr(call, "It can be taken back at any time."));
	at_form_begin(visit->out, &form);
	put_again(visit, wanted);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

static int
end(struct at_visit *visit, enum at_status st)
{
	const char *problem;
	int status = 200;

	if (st == AT_OK)
		return at_page_redirect(visit, "/clinic/rules?did=saved");
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL || put_rules(visit, problem) != 200)
		return at_page_problem(visit);
	return status;
}

int
at_page_rules_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *mark = at_clinic_field(visit, "mark");
	bool sure = at_clinic_does(visit, "factor-yes");
	uint32_t wanted = ticked(visit);
	const char *const *names;
	enum at_status st;
	int n;

	if (at_clinic_does(visit, "name"))
		return end(visit, at_action_rename(call, mark, at_clinic_field(visit, "name")));
	st = at_action_factor_asks(call, wanted, &names, &n);
	if (st != AT_OK)
		return end(visit, st);
	if (!sure && !at_clinic_does(visit, "factor"))
		return at_clinic_no_such_verb(visit);
	if (!sure && n > 0)
		return ask(visit, wanted, names, n);
	return end(visit, at_action_factor_want(call, mark, wanted));
}
