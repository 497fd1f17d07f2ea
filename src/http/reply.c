/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Responses: what every reply carries, and what the handler asked for. */
#include <assert.h>
#include <string.h>

#include "http/exchange.h"
#include "http/parse.h"

static const char no_content_policy[] =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/* The name of an asset holds the hash of its bytes: it never changes. */
static const char asset_cache[] = "public, max-age=31536000, immutable";

/* On every reply, whatever it is. */
static const struct { const char *name, *value; } always[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
};

/* What the server says without asking the handler. */
static const struct { int status; const char *text; } plain[] = {
	{ MHD_HTTP_BAD_REQUEST, "This request could not be read.\n" },
	{ MHD_HTTP_METHOD_NOT_ALLOWED, "Only GET, HEAD and POST are served here.\n" },
	{ MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE, "The head of this request is too long.\n" },
	{ MHD_HTTP_INTERNAL_SERVER_ERROR, "The page could not be sent.\n" },
	{ MHD_HTTP_SERVICE_UNAVAILABLE, "Too busy just now. Please try again in a minute.\n" },
};

static bool
is_cookie_text(const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("-_.", *text) == NULL && (*text < '0' || *text > '9')
		    && (*text < 'A' || *text > 'Z') && (*text < 'a' || *text > 'z'))
			return false;
	}
	return true;
}

void
at_response_cookie(struct at_response *response, const char *name, const char *value,
    int max_age_s)
{
	int at = 0;

	assert(is_cookie_text(name) && (value == NULL || is_cookie_text(value)));
	while (at < response->n_cookies && strcmp(response->cookies[at].name, name) != 0)
		at++;
	assert(at < (int)AT_COUNT(response->cookies));
	if (at == response->n_cookies)
		response->n_cookies++;
	response->cookies[at].name = name;
	response->cookies[at].value = value;
	response->cookies[at].n_value = value == NULL ? 0 : strlen(value);
	response->cookie_max_age_s[at] = max_age_s;
}

void
at_response_redirect(struct at_response *response, const char *location)
{
	response->status = MHD_HTTP_SEE_OTHER;
	response->location = location;
}

static bool
add(struct MHD_Response *reply, const char *name, const char *value)
{
	return MHD_add_response_header(reply, name, value) == MHD_YES;
}

static bool
add_always(struct MHD_Response *reply, bool secure)
{
	bool ok = true;

	for (size_t i = 0; i < AT_COUNT(always); i++)
		ok = ok && add(reply, always[i].name, always[i].value);
	if (secure)
		ok = ok && add(reply, "Strict-Transport-Security", "max-age=31536000");
	return ok;
}

/* One Set-Cookie value. */
static const char *
write_cookie(struct at_arena *arena, const struct at_field *cookie, int max_age_s)
{
	const char *age = "";

	if (cookie->value == NULL)
		age = "; Max-Age=0";
	else if (max_age_s > 0)
		age = at_printf(arena, "; Max-Age=%d", max_age_s);
	return at_printf(arena, "__Host-%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s",
	    cookie->name, cookie->value == NULL ? "" : cookie->value, age);
}

static bool
add_cookies(struct MHD_Response *reply, const char *const *cookies, int n_cookies)
{
	bool ok = true;

	for (int i = 0; i < n_cookies; i++)
		ok = ok && add(reply, "Set-Cookie", cookies[i]);
	return ok;
}

/* What says how the body is to be read; a redirect and a 304 have none. */
static bool
add_body_headers(struct MHD_Response *reply, const struct at_response *response)
{
	const char *type = response->type == NULL ? "text/html; charset=utf-8" : response->type;

	return add(reply, "Content-Type", type)
	    && (response->filename == NULL || add(reply, "Content-Disposition",
	        at_printf(response->body.arena, "attachment; filename=\"%s\"",
	        response->filename)))
	    && (!response->gzipped || add(reply, "Content-Encoding", "gzip"));
}

static bool
add_headers(const struct at_exchange *exchange, struct MHD_Response *reply,
    const struct at_response *response, bool has_body)
{
	const char *cache = response->cacheable ? asset_cache : "no-store";
	const char *policy = response->csp == NULL ? no_content_policy : response->csp;

	return add_always(reply, exchange->request.secure)
	    && add(reply, "Cache-Control", cache)
	    && add(reply, "Content-Security-Policy", policy)
	    && (!has_body || add_body_headers(reply, response))
	    && (!response->cacheable || add(reply, "Vary", "Accept-Encoding"))
	    && (response->etag == NULL || add(reply, "ETag", response->etag))
	    && (response->location == NULL || add(reply, "Location", response->location))
	    && (response->allow == NULL || add(reply, "Allow", response->allow))
	    && (!exchange->closing || add(reply, "Connection", "close"));
}

static enum MHD_Result
send_reply(struct MHD_Connection *connection, int status, struct MHD_Response *reply)
{
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, reply);

	MHD_destroy_response(reply);
	return result;
}

/* The bytes outlive the reply: they are in the exchange's arena, or constants.
 * libmicrohttpd wants them writable but only reads them. */
static struct MHD_Response *
make_reply(const void *bytes, size_t n_bytes)
{
	union { const void *from; void *to; } body = { .from = bytes };

	return MHD_create_response_from_buffer(n_bytes, body.to, MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result
at_reply_plain(struct MHD_Connection *connection, int status, bool secure)
{
	struct MHD_Response *reply;
	size_t i = 0;

	while (plain[i].status != status) {
		i++;
		assert(i < AT_COUNT(plain));
	}
	reply = make_reply(plain[i].text, strlen(plain[i].text));
	if (reply == NULL)
		return MHD_NO;
	/* Out of memory while adding: the line without its headers still tells. */
	(void)(add_always(reply, secure)
	    && add(reply, "Cache-Control", "no-store")
	    && add(reply, "Content-Security-Policy", no_content_policy)
	    && add(reply, "Content-Type", "text/plain; charset=utf-8")
	    && add(reply, "Connection", "close")
	    && (status != MHD_HTTP_METHOD_NOT_ALLOWED || add(reply, "Allow", "GET, HEAD, POST")));
	return send_reply(connection, status, reply);
}

/* The status that goes out: 304 if the reader's copy is still good. */
static int
final_status(const struct at_request *request, const struct at_response *response)
{
	int status = response->status == 0 ? MHD_HTTP_OK : response->status;

	if (status == MHD_HTTP_OK && request->method == AT_GET && response->etag != NULL
	    && at_http_etag_matches(request->if_none_match, response->etag))
		return MHD_HTTP_NOT_MODIFIED;
	return status;
}

enum MHD_Result
at_reply(struct at_exchange *exchange, struct MHD_Connection *connection,
    const struct at_response *response)
{
	int status = final_status(&exchange->request, response);
	bool has_body = status != MHD_HTTP_NOT_MODIFIED && response->body.n_bytes > 0;
	const char *cookies[AT_COUNT(response->cookies)];
	struct MHD_Response *reply;

	/* Nothing may run out of arena once libmicrohttpd has memory of this reply. */
	for (int i = 0; i < response->n_cookies; i++)
		cookies[i] = write_cookie(exchange->arena, &response->cookies[i],
		    response->cookie_max_age_s[i]);
	reply = make_reply(has_body ? response->body.bytes : "",
	    has_body ? response->body.n_bytes : 0);
	if (reply == NULL)
		return at_reply_plain(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
		    exchange->request.secure);
	if (!add_headers(exchange, reply, response, has_body)
	    || !add_cookies(reply, cookies, response->n_cookies)) {
		MHD_destroy_response(reply);
		return at_reply_plain(connection, MHD_HTTP_INTERNAL_SERVER_ERROR,
		    exchange->request.secure);
	}
	return send_reply(connection, status, reply);
}
