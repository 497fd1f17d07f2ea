/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <strings.h>

#include "http/exchange.h"
#include "http/listen.h"
#include "http/parse.h"

/* The headers we look at; the rest is not even remembered. */
enum header {
	ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, FORWARDED,
	FORWARDED_FOR, FORWARDED_PROTO, HOST, IF_NONE_MATCH, ORIGIN, REAL_IP, REFERER,
	TRANSFER_ENCODING, USER_AGENT, VIA,
	N_HEADERS
};

static const char *const header_names[N_HEADERS] = {
	[ACCEPT_ENCODING] = "Accept-Encoding",
	[ACCEPT_LANGUAGE] = "Accept-Language",
	[CONTENT_LENGTH] = "Content-Length",
	[CONTENT_TYPE] = "Content-Type",
	[COOKIE] = "Cookie",
	[FORWARDED] = "Forwarded",
	[FORWARDED_FOR] = "X-Forwarded-For",
	[FORWARDED_PROTO] = "X-Forwarded-Proto",
	[HOST] = "Host",
	[IF_NONE_MATCH] = "If-None-Match",
	[ORIGIN] = "Origin",
	[REAL_IP] = "X-Real-IP",
	[REFERER] = "Referer",
	[TRANSFER_ENCODING] = "Transfer-Encoding",
	[USER_AGENT] = "User-Agent",
	[VIA] = "Via",
};

struct head {
	struct { const char *first, *last; int n; } lines[N_HEADERS];
};

static enum MHD_Result
take_header(void *cookie, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct head *head = cookie;

	(void)kind;
	for (int i = 0; i < N_HEADERS; i++) {
		if (strcasecmp(name, header_names[i]) != 0)
			continue;
		if (head->lines[i].n++ == 0)
			head->lines[i].first = value;
		head->lines[i].last = value;
		break;
	}
	return MHD_YES;
}

/* Two readings of where this request ends, or whom it is for, are how a second one
 * is smuggled past a proxy. */
static bool
is_ambiguous(const struct head *head)
{
	return head->lines[HOST].n > 1 || head->lines[ORIGIN].n > 1
	    || head->lines[CONTENT_LENGTH].n + head->lines[TRANSFER_ENCODING].n > 1;
}

static bool
is_too_long(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	return info == NULL || info->header_size > AT_HEADER_BYTES;
}

static void
read_method(struct at_exchange *exchange, const char *method)
{
	if (strcmp(method, "POST") == 0)
		exchange->request.method = AT_POST;
	else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		exchange->refused = MHD_HTTP_METHOD_NOT_ALLOWED;
}

static void
read_path(struct at_exchange *exchange)
{
	size_t n_path = strcspn(exchange->target, "?");

	if (at_http_parse_path(exchange->arena, exchange->target, n_path,
	    &exchange->request.path, NULL) != AT_OK)
		exchange->refused = MHD_HTTP_BAD_REQUEST;
}

/* Who asks and how: the socket's word, or that of the trusted proxy, whose own line
 * is the last one. */
static void
read_peer(struct at_exchange *exchange, struct MHD_Connection *connection,
    const struct head *head, const struct at_front *front)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const char *forwarded = head->lines[FORWARDED_FOR].last;
	const char *proto = head->lines[FORWARDED_PROTO].last;
	struct at_request *request = &exchange->request;

	request->peer = info == NULL ? NULL : at_listen_peer(exchange->arena, info->client_addr);
	if (request->peer == NULL)
		request->peer = "";
	request->forwarded = head->lines[FORWARDED].n + head->lines[FORWARDED_FOR].n
	    + head->lines[FORWARDED_PROTO].n + head->lines[REAL_IP].n + head->lines[VIA].n > 0;
	request->secure = front->tls;
	if (front->trusted_proxy == NULL || strcmp(front->trusted_proxy, request->peer) != 0)
		return;
	request->secure = proto != NULL && strcasecmp(proto, "https") == 0;
	if (forwarded != NULL)
		forwarded = at_http_forwarded_for(exchange->arena, forwarded);
	if (forwarded != NULL)
		request->peer = forwarded;
}

void
at_exchange_head(struct at_exchange *exchange, struct MHD_Connection *connection,
    const char *method, const struct at_front *front)
{
	struct at_request *request = &exchange->request;
	struct head head = { 0 };

	MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, &head);
	request->origin = head.lines[ORIGIN].first;
	request->host = head.lines[HOST].first;
	request->referer = head.lines[REFERER].first;
	request->if_none_match = head.lines[IF_NONE_MATCH].first;
	request->accept_language = head.lines[ACCEPT_LANGUAGE].first;
	request->user_agent = head.lines[USER_AGENT].first;
	request->accepts_gzip = at_http_accepts_gzip(head.lines[ACCEPT_ENCODING].first);
	exchange->cookie_header = head.lines[COOKIE].first;
	exchange->is_form = at_http_is_form(head.lines[CONTENT_TYPE].first);
	read_peer(exchange, connection, &head, front);
	read_path(exchange);
	read_method(exchange, method);
	if (is_ambiguous(&head))
		exchange->refused = MHD_HTTP_BAD_REQUEST;
	if (is_too_long(connection))
		exchange->refused = MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
}

void
at_exchange_body(struct at_exchange *exchange, const char *bytes, size_t n_bytes)
{
	struct at_request *request = &exchange->request;

	if (exchange->refused != 0 || request->method != AT_POST || request->too_large)
		return;
	request->too_large = n_bytes > AT_FORM_BYTES - exchange->body.n_bytes;
	if (!request->too_large)
		at_buffer_add(&exchange->body, bytes, n_bytes);
}

void
at_exchange_end(struct at_exchange *exchange)
{
	struct at_request *request = &exchange->request;
	const char *query = strchr(exchange->target, '?');

	if (query != NULL && at_http_parse_form(exchange->arena, query + 1, strlen(query + 1),
	    &request->query, NULL) != AT_OK)
		request->malformed = true;
	/* Cookies we cannot read are as good as none: the reader signs in again. */
	if (exchange->cookie_header != NULL)
		(void)at_http_parse_cookies(exchange->arena, exchange->cookie_header,
		    &request->cookies, NULL);
	if (request->too_large || exchange->body.n_bytes == 0)
		return;
	if (!exchange->is_form || at_http_parse_form(exchange->arena, exchange->body.bytes,
	    exchange->body.n_bytes, &request->form, NULL) != AT_OK)
		request->malformed = true;
}
