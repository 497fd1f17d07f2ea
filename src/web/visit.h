/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/visit.h - one request on its way through a page: who asks, in which words, what is
 * answered.  routes.def is the table of contents. */
#ifndef AT_WEB_VISIT_H
#define AT_WEB_VISIT_H

#include "action/house.h"
#include "base/call.h"
#include "guard/token.h"
#include "guard/who.h"
#include "html/page.h"
#include "http/http.h"
#include "http/router.h"
#include "web/meter.h"

/* What the server was told at start; shared by all threads, read only. */
struct at_web {
	struct at_store *store;
	const struct at_house *house;
	unsigned char csrf_key[32];     /* form tokens outlive a restart */
	at_ms (*now)(void);             /* the front door's clock; a test has its own */
	struct at_web_meter *meter;     /* what is counted; NULL: nothing */
	bool only_probes;               /* a port for collectors: /metrics and its like */
	bool metrics_apart;             /* there is such a port: /metrics is nowhere else */
};

struct at_visit {
	struct at_call call;
	struct at_error err;
	struct at_who who;
	struct at_random random;
	const struct at_web *web;
	const struct at_request *request;
	struct at_response *response;
	struct at_match match;
	bool has_route;                 /* match.row holds */
	struct at_buffer *out;          /* the response's body */
	char visit_cookie[AT_TOKEN_ROOM];
	char csrf[AT_TOKEN_ROOM];       /* goes into every form */
};

/* A page writes its body and returns the HTTP status. */
typedef int at_page_fn(struct at_visit *visit);

#define ROUTE(method, pattern, page, subjects) int page(struct at_visit *visit);
#include "web/routes.def"
#undef ROUTE

/* The handler of the server; cookie is a struct at_web. */
void at_web_handle(void *web, struct at_arena *arena, const struct at_request *request,
    struct at_response *response);

/* The routes, for the tests that walk over all of them. */
int at_web_n_routes(void);
const struct at_route *at_web_route(int i, uint32_t *out_subjects);

/* What the call's error says, as a page of its own: what happened, what is safe, what to
 * do.  Returns the HTTP status for it. */
int at_page_problem(struct at_visit *visit);

/* A page of a few words: for a client (no bar) or at the door.  Returns `http_status`. */
int at_page_notice(struct at_visit *visit, int http_status, enum at_page_kind kind,
    const char *title, const char *text);

/* The languages of the page as links to it with ?lang=; following one changes nothing. */
void at_page_languages(struct at_visit *visit);

/* 303 to a path of ours. */
int at_page_redirect(struct at_visit *visit, const char *path);

/* The first page that members of staff may open: where they come in. */
const char *at_page_first(uint32_t subjects);

/* The frame for staff: bar, navigation to what the asker may open, who is signed in. */
struct at_page at_page_staff(struct at_visit *visit, const char *title, const char *here);

/* The same with the pages that administer the clinic in a second line. */
struct at_page at_page_clinic(struct at_visit *visit, const char *title, const char *here);

/* The frame for a client: one narrow column. */
struct at_page at_page_client_frame(struct at_visit *visit, const char *title);

/* An id from the path; 0 (which is nobody's) if it is none. */
at_id at_visit_id(const struct at_visit *visit, const char *param);

/* An id as text in the call's arena. */
const char *at_visit_id_text(struct at_visit *visit, at_id id);

/* The hash of this browser's form cookie; NULL if it has none. */
const unsigned char *at_visit_device(struct at_visit *visit);

/* The same, making a cookie when there is none. */
const unsigned char *at_visit_make_device(struct at_visit *visit);

#endif
