/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/signin.h"
#include "store/people.h"
#include "support/door.h"

static struct world *clock_of;          /* the clock of struct at_web takes no argument */

static at_ms
door_clock(void)
{
	return clock_of->call->now;
}

struct door *
door_open(struct world *w)
{
	struct door *d = AT_NEW(w->call->arena, struct door, 1);

	clock_of = w;
	d->w = w;
	d->web = (struct at_web){ .store = w->call->store, .house = &w->house,
		.now = door_clock };
	d->origin = w->house.public_url;
	door_forget(d);
	return d;
}

void
door_forget(struct door *d)
{
	d->visit = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	d->login = d->half = d->form = d->own = d->lang = NULL;
}

void
door_sign_in(struct door *d, const struct world_org *org, const char *handle)
{
	struct at_call *call = d->w->call;
	const struct at_from from = { "127.0.0.1", "Firefox, Linux" };
	struct at_signed_in in;
	struct at_staff staff;
	const char *url;

	world_as_operator(d->w, org);
	CHECK_OK(d->w->s, at_staff_find(call->arena, at_store_reader(call), org->org, handle,
	    &staff, call->err));
	CHECK_OK(d->w->s, at_action_make_once(call, staff.id, &url));
	CHECK_OK(d->w->s, at_action_sign_in_once(call, strrchr(url, '/') + 1, &from, &in));
	d->login = at_strdup(call->arena, in.cookie);
}

/* Keep what the reply sets, forget what it takes away. */
static void
keep_cookies(struct door *d, const struct at_response *response)
{
	struct at_arena *arena = d->w->call->arena;

	for (int i = 0; i < response->n_cookies; i++) {
		const struct at_field *c = &response->cookies[i];
		const char *value = c->value == NULL ? NULL : at_strdup(arena, c->value);

		if (strcmp(c->name, "login") == 0)
			d->login = value;
		else if (strcmp(c->name, "half") == 0)
			d->half = value;
		else if (strcmp(c->name, "form") == 0)
			d->form = value;
		else if (strcmp(c->name, "own") == 0)
			d->own = value;
		else if (strcmp(c->name, "lang") == 0)
			d->lang = value;
		else
			d->visit = value == NULL ? "" : value;
	}
}

static int
ask(struct door *d, struct at_request *request, const char *path)
{
	struct at_arena *arena = d->w->call->arena;
	struct at_response response = { .body = at_buffer_init(arena) };
	struct at_field cookies[6];
	const char *query = strchr(path, '?');
	int n = 0;

	cookies[n++] = (struct at_field){ "visit", d->visit, strlen(d->visit) };
	if (d->login != NULL)
		cookies[n++] = (struct at_field){ "login", d->login, strlen(d->login) };
	if (d->half != NULL)
		cookies[n++] = (struct at_field){ "half", d->half, strlen(d->half) };
	if (d->form != NULL)
		cookies[n++] = (struct at_field){ "form", d->form, strlen(d->form) };
	if (d->own != NULL)
		cookies[n++] = (struct at_field){ "own", d->own, strlen(d->own) };
	if (d->lang != NULL)
		cookies[n++] = (struct at_field){ "lang", d->lang, strlen(d->lang) };
	request->cookies = (struct at_fields){ cookies, n };
	request->path = query == NULL ? path : at_strndup(arena, path, (size_t)(query - path));
	if (query != NULL)
		CHECK_OK(d->w->s, at_http_parse_form(arena, query + 1, strlen(query + 1),
		    &request->query, &d->w->s->err));
	request->origin = d->origin;
	request->accept_language = d->reads;
	request->host = "127.0.0.1:8080";
	request->peer = "127.0.0.1";
	request->user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0";
	at_web_handle(&d->web, arena, request, &response);
	keep_cookies(d, &response);
	d->body = at_buffer_string(&response.body);
	d->location = response.location;
	d->etag = response.etag;
	d->filename = response.filename;
	return response.status;
}

int
door_get(struct door *d, const char *path)
{
	struct at_request request = { .method = AT_GET };

	return ask(d, &request, path);
}

int
door_post(struct door *d, const char *path, const char *body)
{
	struct at_request request = { .method = AT_POST };
	struct at_arena *arena = d->w->call->arena;
	char csrf[AT_TOKEN_ROOM];
	const char *all;

	at_token_csrf(d->web.csrf_key, d->visit, csrf);
	all = at_printf(arena, "csrf=%s&%s", d->token != NULL ? d->token : csrf, body);
	CHECK_OK(d->w->s, at_http_parse_form(arena, all, strlen(all), &request.form,
	    &d->w->s->err));
	return ask(d, &request, path);
}
