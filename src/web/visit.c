/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/own_page.h"
#include "action/signin.h"
#include "base/log.h"
#include "base/words.h"
#include "html/part.h"
#include "html/put.h"
#include "web/visit.h"

struct row {
	struct at_route route;
	at_page_fn *page;
	uint32_t subjects;
};

static const struct row rows[] = {
#define ROUTE(method, pattern, page, subjects) { { method, pattern }, page, subjects },
#include "web/routes.def"
#undef ROUTE
};

int
at_web_n_routes(void)
{
	return (int)AT_COUNT(rows);
}

const struct at_route *
at_web_route(int i, uint32_t *out_subjects)
{
	*out_subjects = rows[i].subjects;
	return &rows[i].route;
}

/* ---- pages without anything on them -------------------------------------------- */

int
at_page_notice(struct at_visit *visit, int http_status, enum at_page_kind kind,
    const char *title, const char *text)
{
	struct at_page page = at_page_client_frame(visit, title);

	page.kind = kind;
	at_page_begin(visit->out, &page);
	at_part_text(visit->out, text);
	if (kind == AT_PAGE_CLIENT)
		at_put(visit->out, "<p><a href=\"/help\">%s</a></p>\n",
		    at_tr(&visit->call, "Help at once"));
	else if (visit->who.staff != 0)
		at_put(visit->out, "<p><a href=\"/\">%s</a></p>\n",
		    at_tr(&visit->call, "Back to the start"));
	at_page_end(visit->out, &page);
	return http_status;
}

int
at_page_problem(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	enum at_page_kind kind = visit->who.staff != 0 ? AT_PAGE_DOOR : AT_PAGE_CLIENT;

	visit->out->n_bytes = 0;
	switch (call->err->status) {
	case AT_NOT_FOUND:
		/* The store says it in English, and may: a text of ours is in the table. */
		return at_page_notice(visit, 404, kind, at_tr(call, "Nothing here"),
		    at_tr(call, call->err->text));
	case AT_DENIED:
		return at_page_notice(visit, 403, kind, at_tr(call, "Not yours to see"),
		    call->err->text);
	case AT_GONE:
		return at_page_notice(visit, 410, kind, at_tr(call, "No longer there"),
		    call->err->text);
	case AT_INVALID:
		return at_page_notice(visit, 400, kind, at_tr(call, "Please check the page"),
		    call->err->text);
	case AT_CONFLICT:
		return at_page_notice(visit, 409, kind, at_tr(call, "Somebody was faster"),
		    call->err->text);
	case AT_OK:
	case AT_BUSY:
	case AT_IO:
	case AT_CORRUPT:
		break;
	}
	at_log_failure(AT_ERROR, "web", call->err);
	return at_page_notice(visit, 503, kind, at_tr(call, "Something went wrong on our side"),
	    at_tr(call, "What was saved before is safe. Please try again in a moment."));
}

void
at_page_languages(struct at_visit *visit)
{
	static const struct {
		const char *lang, *name;
	} languages[] = { { "en", "English" }, { "nb", "Norsk" }, { "de", "Deutsch" } };
	struct at_call *call = &visit->call;

	at_put(visit->out, "<nav class=\"languages\" aria-label=\"%s\"><ul>",
	    at_tr(call, "Language"));
	for (size_t i = 0; i < AT_COUNT(languages); i++) {
		const char *lang = languages[i].lang;

		at_put(visit->out, "<li><a href=\"%s?lang=%s\" lang=\"%s\" hreflang=\"%s\"",
		    visit->request->path, lang, lang, lang);
		if (strcmp(lang, at_words_lang(call->words)) == 0)
			at_put_raw(visit->out, " aria-current=\"true\"");
		at_put(visit->out, ">%s</a></li>", languages[i].name);
	}
	at_put_raw(visit->out, "</ul></nav>\n");
}

int
at_page_redirect(struct at_visit *visit, const char *path)
{
	at_response_redirect(visit->response, path);
	return 303;
}

/* ---- what a page asks of its visit ----------------------------------------- */

at_id
at_visit_id(const struct at_visit *visit, const char *param)
{
	const char *text = at_param(&visit->match, param);
	at_id id = 0;

	return text != NULL && at_id_parse(text, &id) ? id : 0;
}

const char *
at_visit_id_text(struct at_visit *visit, at_id id)
{
	char *text = AT_NEW(visit->call.arena, char, AT_ID_ROOM);

	at_id_format(id, text);
	return text;
}

static const unsigned char *
cookie_hash(struct at_visit *visit, const char *cookie)
{
	unsigned char *hash = AT_NEW(visit->call.arena, unsigned char, AT_TOKEN_HASH);

	return cookie != NULL && at_token_hash(cookie, AT_COOKIE_BITS, hash) ? hash : NULL;
}

const unsigned char *
at_visit_device(struct at_visit *visit)
{
	return cookie_hash(visit, at_field(&visit->request->cookies, "form"));
}

const unsigned char *
at_visit_make_device(struct at_visit *visit)
{
	const unsigned char *hash = at_visit_device(visit);
	char *cookie;

	if (hash != NULL)
		return hash;
	cookie = AT_NEW(visit->call.arena, char, AT_TOKEN_ROOM);
	at_token_make(&visit->random, AT_COOKIE_BITS, cookie);
	at_response_cookie(visit->response, "form", cookie, 14 * 24 * 3600);
	return cookie_hash(visit, cookie);
}

/* ---- the door -------------------------------------------------------------- */

/* The form token of a browser hangs on a cookie that every browser gets; it is new after
 * each sign-in, so that a token from before is worth nothing. */
static void
prepare_csrf(struct at_visit *visit)
{
	const char *had = at_field(&visit->request->cookies, "visit");

	if (had != NULL && cookie_hash(visit, had) != NULL) {
		memcpy(visit->visit_cookie, had, strlen(had) + 1);
	} else {
		at_token_make(&visit->random, AT_COOKIE_BITS, visit->visit_cookie);
		at_response_cookie(visit->response, "visit", visit->visit_cookie, 0);
	}
	at_token_csrf(visit->web->csrf_key, visit->visit_cookie, visit->csrf);
}

/* A change comes from a page of ours: exact Origin, and the token that page carried. */
static bool
is_from_us(const struct at_visit *visit)
{
	const struct at_request *request = visit->request;

	return request->origin != NULL
	    && strcmp(request->origin, visit->web->house->public_url) == 0
	    && at_token_same(at_field(&request->form, "csrf"), visit->csrf);
}

static int
refuse_foreign(struct at_visit *visit, const struct row *row)
{
	struct at_call *call = &visit->call;

	return at_page_notice(visit, 403, row->subjects == AT_STAFF ? AT_PAGE_DOOR
	    : AT_PAGE_CLIENT, at_tr(call, "Please load the page again"),
	    at_tr(call, "This page was open for too long, or was not opened here. Nothing was "
	    "changed. Please go back, load the page again and send it once more."));
}

/* On an own page: whoever gave its PIN, in the language chosen there, else the client's. */
static enum at_status
find_own(struct at_visit *visit)
{
	const char *lang = at_field(&visit->request->cookies, "lang"), *own_lang = NULL;
	enum at_status st = at_action_own_who(&visit->call,
	    at_field(&visit->request->cookies, "own"), &visit->who, &own_lang);

	if (lang == NULL)
		lang = own_lang;
	if (lang != NULL)
		visit->call.words = at_words_find(lang);
	return st;
}

/* Staff, by the login cookie. */
static enum at_status
find_staff(struct at_visit *visit)
{
	const char *cookie = at_field(&visit->request->cookies, "login");

	return cookie == NULL ? AT_OK : at_action_who(&visit->call, cookie,
	    strcmp(visit->request->path, "/banner") != 0, &visit->who);
}

/* Who asks.  One browser may be both a therapist's and signed in to an own page: which it
 * is, the route says.  Everybody else is the public, and a link-holder once the form's own
 * cookie is looked at. */
static enum at_status
find_who(struct at_visit *visit, const struct row *row)
{
	enum at_status st;

	visit->who = (struct at_who){ .subjects = AT_PUBLIC, .name = "" };
	st = row->subjects == AT_OWN ? find_own(visit) : find_staff(visit);
	if (st != AT_NOT_FOUND)
		return st;
	at_error_clear(&visit->err);
	return AT_OK;
}

/* An own page that nobody has opened here, or not for a while. */
static int
ask_for_pin(struct at_visit *visit)
{
	struct at_call *call = &visit->call;

	return at_page_notice(visit, 403, AT_PAGE_CLIENT, at_tr(call, "Your own page is closed"),
	    at_tr(call, "It closes by itself after 15 minutes without use. Open your personal "
	    "address again and give your PIN. Nothing you wrote is lost."));
}

/* Somebody of the staff who was signed out with a page open, and sent it. */
static int
ask_to_sign_in(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_client_frame(visit, at_tr(call, "You are signed out"));

	page.kind = AT_PAGE_DOOR;
	at_page_begin(visit->out, &page);
	at_part_text(visit->out, at_tr(call, "That happens after an hour without use. What you "
	    "just sent was not saved: with Back you still see it. Sign in, load the page again "
	    "and send it once more."));
	at_put(visit->out, "<p><a href=\"/sign-in\">%s</a></p>\n", at_tr(call, "Sign in"));
	at_page_end(visit->out, &page);
	return 403;
}

/* What a login owes comes before everything else. */
static int
settle_first(struct at_visit *visit, const struct row *row)
{
	static const char *const open[] = { "/account/factor", "/password", "/sign-out" };

	for (size_t i = 0; i < AT_COUNT(open); i++)
		if (strcmp(row->route.pattern, open[i]) == 0)
			return 0;
	if (visit->request->method == AT_GET && strcmp(visit->request->path, "/banner") != 0)
		return at_page_redirect(visit, (visit->who.owes & AT_OWES_FACTOR) != 0
		    ? "/account/factor" : "/password");
	at_fail(&visit->err, AT_DENIED, "%s", at_tr(&visit->call,
	    "Please finish signing in first."));
	return at_page_problem(visit);
}

/* The coarse gate of the route table.  0: come in. */
static int
gate(struct at_visit *visit, const struct row *row)
{
	if (row->subjects == AT_OWN && (visit->who.subjects & AT_OWN) == 0)
		return ask_for_pin(visit);
	if (row->subjects == AT_STAFF && visit->who.owes != 0)
		return settle_first(visit, row);
	if (row->subjects != AT_STAFF || (visit->who.subjects & AT_STAFF) != 0)
		return 0;
	if (visit->request->method == AT_GET
	    && strcmp(visit->request->path, "/banner") != 0)
		return at_page_redirect(visit, "/sign-in");
	return ask_to_sign_in(visit);
}

/* Asked by machines: no cookie is looked at, nobody is looked for. */
static bool
is_probe(const struct at_visit *visit)
{
	static const char *const probes[] = { "/healthz", "/readyz", "/metrics" };

	for (size_t i = 0; i < AT_COUNT(probes); i++)
		if (strcmp(visit->request->path, probes[i]) == 0)
			return true;
	return false;
}

static int
serve(struct at_visit *visit)
{
	const struct at_request *request = visit->request;
	enum at_status st = at_route_find(visit->call.arena, &rows[0].route, (int)AT_COUNT(rows),
	    sizeof rows[0], request->method, request->path, &visit->match);
	int status;

	visit->has_route = st == AT_OK;
	if (visit->web->only_probes && !is_probe(visit))
		return 404;
	if (request->too_large)
		return at_page_notice(visit, 413, AT_PAGE_CLIENT, at_tr(&visit->call,
		    "Please check the page"), at_tr(&visit->call,
		    "That was more than a form may hold. Nothing was changed."));
	if (request->malformed)
		return at_page_notice(visit, 400, AT_PAGE_CLIENT, at_tr(&visit->call,
		    "Please check the page"), at_tr(&visit->call,
		    "The browser sent something we cannot read. Nothing was changed."));
	if (st == AT_DENIED) {
		visit->response->allow = visit->match.allow;
		return at_page_notice(visit, 405, AT_PAGE_CLIENT, at_tr(&visit->call,
		    "Nothing here"), at_tr(&visit->call, "This address does not do that."));
	}
	if (st != AT_OK)
		return at_page_notice(visit, 404, AT_PAGE_CLIENT, at_tr(&visit->call,
		    "Nothing here"), at_tr(&visit->call,
		    "There is no page at this address. Nothing you wrote is lost."));
	if (request->method == AT_POST && !is_from_us(visit))
		return refuse_foreign(visit, &rows[visit->match.row]);
	if (is_probe(visit))
		return rows[visit->match.row].page(visit);
	if (find_who(visit, &rows[visit->match.row]) != AT_OK)
		return at_page_problem(visit);
	status = gate(visit, &rows[visit->match.row]);
	return status != 0 ? status : rows[visit->match.row].page(visit);
}

void
at_web_handle(void *web, struct at_arena *arena, const struct at_request *request,
    struct at_response *response)
{
	struct at_visit *visit = AT_NEW(arena, struct at_visit, 1);
	const struct at_web *w = web;
	int64_t began = at_timing_now_us();

	visit->web = w;
	visit->request = request;
	visit->response = response;
	visit->out = &response->body;
	visit->random = at_random_kernel();
	visit->call = (struct at_call){ .arena = arena, .err = &visit->err, .who = &visit->who,
		.store = w->store, .house = w->house, .now = w->now(), .random = &visit->random,
		.words = at_words_accept(request->accept_language) };
	visit->who = (struct at_who){ .subjects = AT_PUBLIC, .name = "" };
	response->csp = AT_PAGE_CSP;
	if (strncmp(request->path, "/assets/", 8) != 0 && !is_probe(visit) && !w->only_probes)
		prepare_csrf(visit);
	response->status = serve(visit);
	at_action_rest(&visit->call);
	at_web_count(visit, at_timing_now_us() - began);
}
