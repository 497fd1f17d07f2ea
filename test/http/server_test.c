/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real server on a free port, spoken to over a raw socket. */
#include <pthread.h>
#include <unistd.h>

#include "check.h"
#include "http/http.h"
#include "http/listen.h"
#include "support/client.h"

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: here\r\n\r\n"
#define FORM       "Content-Type: application/x-www-form-urlencoded\r\n"

static const char *
or_none(const char *text)
{
	return text == NULL ? "-" : text;
}

static void
put_fields(struct at_buffer *body, const char *kind, const struct at_fields *fields)
{
	for (int i = 0; i < fields->n_fields; i++)
		at_buffer_printf(body, "%s %s=%s\n", kind, fields->fields[i].name,
		    fields->fields[i].value);
}

/* Says what it was asked, or does what the path says. */
static void
echo(void *cookie, struct at_arena *arena, const struct at_request *request,
    struct at_response *response)
{
	(void)cookie;
	response->type = "text/plain; charset=utf-8";
	if (request->too_large)
		response->status = 413;
	if (request->malformed)
		response->status = 400;
	if (strcmp(request->path, "/asset") == 0) {
		response->cacheable = true;
		response->etag = "\"abc\"";
		response->csp = "default-src 'self'";
	}
	if (strcmp(request->path, "/away") == 0)
		at_response_redirect(response, "/there");
	if (strcmp(request->path, "/cookies") == 0) {
		at_response_cookie(response, "login", "old", 0);
		at_response_cookie(response, "login", "tok-en_1", 0);
		at_response_cookie(response, "form", "abc", 3600);
		at_response_cookie(response, "gone", NULL, 0);
	}
	if (strcmp(request->path, "/split") == 0)
		response->location = "/a\r\nX-Evil: 1";
	if (strcmp(request->path, "/oom") == 0)
		at_oom(arena);
	if (strcmp(request->path, "/large") == 0)
		at_buffer_add(&response->body, at_alloc(arena, 4000000, 1), 4000000);
	at_buffer_printf(&response->body, "%s %s\norigin %s\nhost %s\npeer %s\n",
	    request->method == AT_POST ? "POST" : "GET", request->path, or_none(request->origin),
	    or_none(request->host), request->peer);
	at_buffer_printf(&response->body, "gzip %d secure %d forwarded %d\n",
	    request->accepts_gzip, request->secure, request->forwarded);
	put_fields(&response->body, "query", &request->query);
	put_fields(&response->body, "form", &request->form);
	put_fields(&response->body, "cookie", &request->cookies);
}

static struct at_server *
serve_with(const struct at_server_options *options)
{
	struct at_error err = { 0 };
	struct at_server *server = NULL;

	if (at_server_start(options, &server, &err) != AT_OK)
		fail_msg("%s", err.text);
	return server;
}

static struct at_server *
serve(void)
{
	return serve_with(&(struct at_server_options){
	    .listen = "127.0.0.1:0", .threads = 4, .handler = echo });
}

static void
check_header(const struct client_reply *reply, const char *name, const char *expected)
{
	char room[1024];
	const char *got = client_header(reply, name, room);

	if (expected == NULL && got != NULL)
		fail_msg("%s is there: %s", name, got);
	if (expected != NULL)
		CHECK_TEXT(expected, got);
}

static void
check_always(const struct client_reply *reply)
{
	check_header(reply, "X-Content-Type-Options", "nosniff");
	check_header(reply, "Referrer-Policy", "same-origin");
	check_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
	check_header(reply, "Cross-Origin-Resource-Policy", "same-origin");
	check_header(reply, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
	check_header(reply, "Server", NULL);
	CHECK_HAS("\r\nContent-Security-Policy: default-src '", reply->head);
}

TEST(a_page_carries_every_header)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), GET("/x"), &reply);
	CHECK_INT(200, reply.status);
	check_always(&reply);
	check_header(&reply, "Content-Security-Policy",
	    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
	check_header(&reply, "Cache-Control", "no-store");
	check_header(&reply, "Content-Type", "text/plain; charset=utf-8");
	check_header(&reply, "Strict-Transport-Security", NULL);
	check_header(&reply, "Set-Cookie", NULL);
	check_header(&reply, "Connection", NULL);
	CHECK_TEXT("GET /x\norigin -\nhost here\npeer 127.0.0.1\n"
	    "gzip 0 secure 0 forwarded 0\n", reply.body);
	client_free(&reply);
	at_server_stop(server);
}

TEST(a_request_arrives_decoded_once)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server),
	    "POST /a%20b/%2541?q=1%2B1&e HTTP/1.1\r\nHost: here\r\nOrigin: http://here\r\n"
	    "Cookie: other=1; __Host-login=t0\r\nAccept-Encoding: gzip\r\n" FORM
	    "Content-Length: 15\r\n\r\na=b+c&d=%C3%A5&", &reply);
	CHECK_INT(200, reply.status);
	CHECK_TEXT("POST /a b/%41\norigin http://here\nhost here\npeer 127.0.0.1\n"
	    "gzip 1 secure 0 forwarded 0\nquery q=1+1\nquery e=\nform a=b c\nform d=\xc3\xa5\n"
	    "cookie login=t0\n", reply.body);
	client_free(&reply);
	at_server_stop(server);
}

TEST(head_is_get_without_a_body)
{
	struct at_server *server = serve();
	struct client_reply head, get;
	char room[1024], other[1024];

	(void)state_;
	client_ask(at_server_port(server), GET("/x"), &get);
	client_ask(at_server_port(server), "HEAD /x HTTP/1.1\r\nHost: here\r\n\r\n", &head);
	CHECK_INT(200, head.status);
	CHECK_TEXT(client_header(&get, "Content-Length", room),
	    client_header(&head, "Content-Length", other));
	client_free(&get);
	client_free(&head);
	at_server_stop(server);
}

TEST(an_asset_is_cached_and_a_good_copy_is_not_sent_again)
{
	static const struct { const char *line; int status; } cases[] = {
		{ "", 200 },
		{ "If-None-Match: \"abd\"\r\n", 200 },
		{ "If-None-Match: \"abc\"\r\n", 304 },
		{ "If-None-Match: \"x\", W/\"abc\"\r\n", 304 },
		{ "If-None-Match: *\r\n", 304 },
	};
	struct at_server *server = serve();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct client_reply reply;
		char ask[200];

		snprintf(ask, sizeof ask, "GET /asset HTTP/1.1\r\nHost: here\r\n%s\r\n",
		    cases[i].line);
		client_ask(at_server_port(server), ask, &reply);
		CHECK_INT(cases[i].status, reply.status);
		check_always(&reply);
		check_header(&reply, "Cache-Control", "public, max-age=31536000, immutable");
		check_header(&reply, "Vary", "Accept-Encoding");
		check_header(&reply, "ETag", "\"abc\"");
		check_header(&reply, "Content-Security-Policy", "default-src 'self'");
		client_free(&reply);
	}
	at_server_stop(server);
}

TEST(a_post_is_answered_whatever_copy_the_reader_has)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), "POST /asset HTTP/1.1\r\nHost: here\r\n"
	    "If-None-Match: *\r\nContent-Length: 0\r\n\r\n", &reply);
	CHECK_INT(200, reply.status);
	client_free(&reply);
	at_server_stop(server);
}

TEST(a_304_leaves_the_connection_usable)
{
	struct at_server *server = serve();
	struct client_reply reply;
	int fd = client_connect(at_server_port(server));

	(void)state_;
	client_say(fd, "GET /asset HTTP/1.1\r\nHost: here\r\nIf-None-Match: *\r\n\r\n");
	client_read(fd, true, &reply);
	CHECK_INT(304, reply.status);
	client_say(fd, GET("/next"));
	client_read(fd, true, &reply);
	CHECK_HAS("GET /next\n", reply.body);
	client_free(&reply);
	close(fd);
	at_server_stop(server);
}

TEST(a_redirect_says_where)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), GET("/away"), &reply);
	CHECK_INT(303, reply.status);
	check_header(&reply, "Location", "/there");
	check_always(&reply);
	client_free(&reply);
	at_server_stop(server);
}

TEST(cookies_are_host_bound_secure_and_unreadable_by_scripts)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), GET("/cookies"), &reply);
	CHECK_HAS("Set-Cookie: __Host-login=tok-en_1; Path=/; Secure; HttpOnly; SameSite=Lax\r\n",
	    reply.head);
	CHECK_HAS("Set-Cookie: __Host-form=abc; Path=/; Secure; HttpOnly; SameSite=Lax; "
	    "Max-Age=3600\r\n", reply.head);
	CHECK_HAS("Set-Cookie: __Host-gone=; Path=/; Secure; HttpOnly; SameSite=Lax; "
	    "Max-Age=0\r\n", reply.head);
	CHECK_HAS_NOT("old", reply.head);
	client_free(&reply);
	at_server_stop(server);
}

TEST(what_cannot_be_served_is_refused)
{
	static const struct { int status; const char *ask; } cases[] = {
		{ 405, "DELETE /x HTTP/1.1\r\nHost: here\r\n\r\n" },
		{ 405, "TRACE /x HTTP/1.1\r\nHost: here\r\n\r\n" },
		{ 405, "get /x HTTP/1.1\r\nHost: here\r\n\r\n" },
		{ 405, "OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n" },
		{ 400, "GET http://here/x HTTP/1.1\r\nHost: here\r\n\r\n" },
		{ 400, "GET /x HTTP/1.1\r\n\r\n" },
		{ 400, "GET /x HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n" },
		{ 400, GET("/a/../b") },
		{ 400, GET("/a/%2e%2e/b") },
		{ 400, GET("//a") },
		{ 400, GET("/a%2fb") },
		{ 400, GET("/a%00b") },
		{ 400, GET("/a%0ab") },
		{ 400, GET("/a%7f") },
		{ 400, GET("/a%") },
		{ 400, GET("/a%4") },
		{ 400, GET("/a%4g") },
		{ 400, GET("/%ff") },
		{ 400, GET("/%c0%af") },
		{ 400, GET("/%ed%a0%80") },
		{ 400, GET("/a?b=%zz") },
		{ 400, GET("/a?b=%00") },
		{ 400, GET("/a?%ff") },
		{ 400, "POST /x HTTP/1.1\r\nHost: here\r\n" FORM "Content-Length: 3\r\n\r\na=%" },
		{ 400, "POST /x HTTP/1.1\r\nHost: here\r\n" FORM "Content-Length: 5\r\n\r\na=%ff" },
		{ 400, "POST /x HTTP/1.1\r\nHost: here\r\nContent-Type: text/plain\r\n"
		    "Content-Length: 3\r\n\r\na=b" },
		{ 400, "POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\na=b" },
		{ 400, "POST /x HTTP/1.1\r\nHost: here\r\n" FORM
		    "Content-Length: 3\r\nContent-Length: 4\r\n\r\na=bc" },
		{ 400, "POST /x HTTP/1.1\r\nHost: here\r\n" FORM
		    "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "3\r\na=b\r\n0\r\n\r\n" },
		{ 200, "POST /x HTTP/1.1\r\nHost: here\r\n" FORM
		    "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n" },
		{ 200, "POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n" },
		{ 200, "GET /x HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\na=%" },
		{ 200, "GET /x HTTP/1.1\r\nHost: here\r\nCookie: __Host-a=\"; \x01\r\n\r\n" },
	};
	struct at_server *server = serve();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct client_reply reply;

		client_ask(at_server_port(server), cases[i].ask, &reply);
		if (cases[i].status != reply.status)
			fail_msg("status %d, expected %d:\n%s", reply.status, cases[i].status,
			    cases[i].ask);
		client_free(&reply);
	}
	at_server_stop(server);
}

TEST(a_refusal_carries_the_headers_too)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), "PUT / HTTP/1.1\r\nHost: here\r\n\r\n", &reply);
	CHECK_INT(405, reply.status);
	check_always(&reply);
	check_header(&reply, "Allow", "GET, HEAD, POST");
	check_header(&reply, "Cache-Control", "no-store");
	check_header(&reply, "Connection", "close");
	client_free(&reply);
	at_server_stop(server);
}

TEST(a_header_cannot_be_split)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), GET("/split"), &reply);
	CHECK_INT(500, reply.status);
	CHECK_HAS_NOT("X-Evil", reply.head);
	check_always(&reply);
	client_free(&reply);
	at_server_stop(server);
}

TEST(out_of_memory_is_answered_and_the_next_request_too)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), GET("/oom"), &reply);
	CHECK_INT(503, reply.status);
	check_always(&reply);
	client_free(&reply);
	client_ask(at_server_port(server), GET("/x"), &reply);
	CHECK_INT(200, reply.status);
	client_free(&reply);
	at_server_stop(server);
}

/* Ask with a head of exactly so many bytes. */
static int
status_of_head(int port, size_t n_bytes)
{
	static const char start[] = "GET /x HTTP/1.1\r\nHost: here\r\nX-Long: ";
	struct client_reply reply;
	char *ask = malloc(n_bytes + 1);

	CHECK(ask != NULL);
	memset(ask, 'x', n_bytes);
	memcpy(ask, start, sizeof start - 1);
	memcpy(ask + n_bytes - 4, "\r\n\r\n", 5);
	client_ask(port, ask, &reply);
	free(ask);
	client_free(&reply);
	return reply.status;
}

TEST(a_head_of_16_kib_is_read_and_a_longer_one_refused)
{
	struct at_server *server = serve();
	int port = at_server_port(server);

	(void)state_;
	CHECK_INT(200, status_of_head(port, AT_HEADER_BYTES));
	CHECK_INT(431, status_of_head(port, AT_HEADER_BYTES + 1));
	CHECK_INT(431, status_of_head(port, 4 * AT_HEADER_BYTES));
	at_server_stop(server);
}

/* Post a form of exactly so many bytes. */
static void
post_bytes(int fd, size_t n_bytes, struct client_reply *reply)
{
	char head[200], *body = malloc(n_bytes);

	CHECK(body != NULL);
	memset(body, 'x', n_bytes);
	body[1] = '=';
	snprintf(head, sizeof head, "POST /x HTTP/1.1\r\nHost: here\r\n" FORM
	    "Content-Length: %zu\r\n\r\n", n_bytes);
	client_say(fd, head);
	client_send(fd, body, n_bytes);
	free(body);
	client_read(fd, true, reply);
}

TEST(a_form_of_256_kib_is_read_and_a_larger_one_is_said_to_be)
{
	static const struct { size_t n_bytes; int status; } cases[] = {
		{ AT_FORM_BYTES, 200 }, { AT_FORM_BYTES + 1, 413 }, { 20 * AT_FORM_BYTES, 413 },
		{ 3, 200 },
	};
	struct at_server *server = serve();
	int fd = client_connect(at_server_port(server));

	(void)state_;
	/* All on one connection: what is too much is read to its end and forgotten. */
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct client_reply reply;

		post_bytes(fd, cases[i].n_bytes, &reply);
		CHECK_INT(cases[i].status, reply.status);
		if (cases[i].status == 200)
			CHECK_HAS("\nform x=x", reply.body);
		else
			CHECK_HAS_NOT("\nform ", reply.body);
		client_free(&reply);
	}
	close(fd);
	at_server_stop(server);
}

TEST(a_client_that_asks_first_may_send_its_body)
{
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	client_ask(at_server_port(server), "POST /x HTTP/1.1\r\nHost: here\r\n" FORM
	    "Expect: 100-continue\r\nContent-Length: 3\r\n\r\na=b", &reply);
	CHECK_INT(200, reply.status);
	CHECK_HAS("\nform a=b\n", reply.body);
	client_free(&reply);
	at_server_stop(server);
}

TEST(pipelined_requests_are_answered_in_order)
{
	struct at_server *server = serve();
	int fd = client_connect(at_server_port(server));

	(void)state_;
	client_say(fd, GET("/1") "POST /2 HTTP/1.1\r\nHost: here\r\n" FORM
	    "Content-Length: 3\r\n\r\na=b" GET("/3"));
	for (int i = 1; i <= 3; i++) {
		struct client_reply reply;
		char expected[16];

		client_read(fd, true, &reply);
		snprintf(expected, sizeof expected, " /%d\n", i);
		CHECK_HAS(expected, reply.body);
		client_free(&reply);
	}
	close(fd);
	at_server_stop(server);
}

TEST(a_client_that_leaves_in_the_middle_harms_nobody)
{
	static const char *const parts[] = {
		"", "G", "GET /x HT", "GET /x HTTP/1.1\r\nHo",
		"GET /x y HTTP/1.1\r\nHost: here\r\n\r\n",
		"POST /x HTTP/1.1\r\nHost: here\r\n" FORM "Content-Length: 9\r\n\r\na=b",
		"POST /x HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		GET("/large"),
	};
	struct at_server *server = serve();
	struct client_reply reply;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(parts); i++) {
		int fd = client_connect(at_server_port(server));

		client_say(fd, parts[i]);
		close(fd);
	}
	client_ask(at_server_port(server), GET("/x"), &reply);
	CHECK_INT(200, reply.status);
	client_free(&reply);
	at_server_stop(server);
}

TEST(only_the_trusted_proxy_may_say_who_asks)
{
	static const struct { const char *trusted, *lines, *peer, *secure; } cases[] = {
		{ NULL, "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n",
		    "peer 127.0.0.1\n", "secure 0" },
		{ "10.0.0.1", "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n",
		    "peer 127.0.0.1\n", "secure 0" },
		{ "127.0.0.1", "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n",
		    "peer 9.9.9.9\n", "secure 1" },
		{ "::ffff:127.0.0.1",
		    "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2, 3.3.3.3\r\n",
		    "peer 3.3.3.3\n", "secure 0" },
		{ "127.0.0.1", "X-Forwarded-For: 2001:DB8:0::1\r\n",
		    "peer 2001:db8::1\n", "secure 0" },
		{ "127.0.0.1", "X-Forwarded-For: nobody\r\n", "peer 127.0.0.1\n", "secure 0" },
		{ "127.0.0.1", "", "peer 127.0.0.1\n", "secure 0" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_server *server = serve_with(&(struct at_server_options){
		    .listen = "127.0.0.1:0", .threads = 1, .handler = echo,
		    .trusted_proxy = cases[i].trusted });
		struct client_reply reply;
		char ask[300];

		snprintf(ask, sizeof ask, "GET /x HTTP/1.1\r\nHost: here\r\n%s\r\n",
		    cases[i].lines);
		client_ask(at_server_port(server), ask, &reply);
		CHECK_HAS(cases[i].peer, reply.body);
		CHECK_HAS(cases[i].secure, reply.body);
		check_header(&reply, "Strict-Transport-Security",
		    strcmp(cases[i].secure, "secure 1") == 0 ? "max-age=31536000" : NULL);
		client_free(&reply);
		at_server_stop(server);
	}
}

/* Whatever a proxy adds shows that there is one; the metrics are for those who are near. */
TEST(what_came_through_a_proxy_is_known_to_have)
{
	static const char *const lines[] = { "Forwarded: for=9.9.9.9", "X-Forwarded-For: 9.9.9.9",
		"X-Forwarded-Proto: https", "X-Real-IP: 9.9.9.9", "Via: 1.1 proxy" };
	struct at_server *server = serve();
	struct client_reply reply;
	char ask[100];

	(void)state_;
	client_ask(at_server_port(server), GET("/x"), &reply);
	CHECK_HAS("forwarded 0\n", reply.body);
	client_free(&reply);
	for (size_t i = 0; i < AT_COUNT(lines); i++) {
		snprintf(ask, sizeof ask, "GET /x HTTP/1.1\r\nHost: here\r\n%s\r\n\r\n",
		    lines[i]);
		client_ask(at_server_port(server), ask, &reply);
		CHECK_HAS("forwarded 1\n", reply.body);
		client_free(&reply);
	}
	at_server_stop(server);
}

TEST(an_impossible_start_is_explained)
{
	static const struct {
		const char *listen, *proxy, *cert, *says;
		enum at_status st;
	} cases[] = {
		{ "127.0.0.1", NULL, NULL, "expected an address and a port", AT_INVALID },
		{ "localhost:80x", NULL, NULL, "expected an address and a port", AT_INVALID },
		{ "127.0.0.1:70000", NULL, NULL, "expected an address and a port", AT_INVALID },
		{ "::1:80", NULL, NULL, "expected an address and a port", AT_INVALID },
		{ "192.0.2.1:0", NULL, NULL,
		    "192.0.2.1:0 is not an address of this machine", AT_IO },
		{ "127.0.0.1:0", "proxy", NULL,
		    "trusted proxy: proxy is not an address", AT_INVALID },
		{ "127.0.0.1:0", NULL, "x.pem", "both a certificate and a key", AT_INVALID },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_server_options options = { .listen = cases[i].listen, .handler = echo,
			.trusted_proxy = cases[i].proxy, .tls_cert = cases[i].cert };
		struct at_server *server = NULL;
		struct at_error err = { 0 };

		CHECK_INT(cases[i].st, at_server_start(&options, &server, &err));
		CHECK_HAS(cases[i].says, err.text);
		CHECK(server == NULL);
	}
}

TEST(a_taken_port_is_said_to_be_in_use)
{
	struct at_server *server = serve(), *second = NULL;
	struct at_error err = { 0 };
	char listen[32], says[64];

	(void)state_;
	snprintf(listen, sizeof listen, "127.0.0.1:%d", at_server_port(server));
	snprintf(says, sizeof says, "%s is already in use", listen);
	CHECK_INT(AT_IO, at_server_start(&(struct at_server_options){ .listen = listen,
	    .handler = echo }, &second, &err));
	CHECK_TEXT(says, err.text);
	at_server_stop(server);
}

/* Behind a socket that is the service manager's, too, the next server comes. */
TEST(a_lent_socket_goes_on_listening)
{
	struct at_error err = { 0 };
	struct at_server *server;
	int fd, port, own;

	(void)state_;
	CHECK_INT(AT_OK, at_listen_open("127.0.0.1:0", &fd, &port, &err));
	own = dup(fd);
	server = serve_with(&(struct at_server_options){ .socket = fd, .lent = true,
	    .threads = 1, .handler = echo });
	CHECK_INT(port, at_server_port(server));
	at_server_stop(server);
	CHECK(client_may_connect(port));
	close(own);
	CHECK(!client_may_connect(port));
}

/* A handler that says it has begun and waits to be let go. */
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool inside, open;
};

static void
wait_at_gate(void *cookie, struct at_arena *arena, const struct at_request *request,
    struct at_response *response)
{
	struct gate *gate = cookie;

	(void)arena, (void)request;
	pthread_mutex_lock(&gate->lock);
	gate->inside = true;
	pthread_cond_broadcast(&gate->changed);
	while (!gate->open)
		pthread_cond_wait(&gate->changed, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
	at_buffer_text(&response->body, "done");
}

static void *
stop(void *server)
{
	at_server_stop(server);
	return NULL;
}

TEST(a_stop_lets_the_running_request_finish)
{
	struct gate gate = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false };
	struct at_server *server = serve_with(&(struct at_server_options){
	    .listen = "127.0.0.1:0", .threads = 2, .handler = wait_at_gate, .cookie = &gate });
	int fd = client_connect(at_server_port(server));
	int idle = client_connect(at_server_port(server));
	struct client_reply reply;
	pthread_t stopper;
	int port;

	(void)state_;
	client_say(fd, GET("/x"));
	pthread_mutex_lock(&gate.lock);
	while (!gate.inside)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
	port = at_server_port(server);
	CHECK(pthread_create(&stopper, NULL, stop, server) == 0);
	while (client_may_connect(port))        /* until the stop has begun */
		continue;
	pthread_mutex_lock(&gate.lock);
	gate.open = true;
	pthread_cond_broadcast(&gate.changed);
	pthread_mutex_unlock(&gate.lock);
	client_read(fd, true, &reply);
	CHECK_TEXT("done", reply.body);
	CHECK(client_is_closed(fd) && client_is_closed(idle));
	CHECK(pthread_join(stopper, NULL) == 0);
	client_free(&reply);
	close(fd);
	close(idle);
}

TEST(a_stop_waits_for_a_body_that_is_on_its_way)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct at_server *server = serve();
	int port = at_server_port(server), fd = client_connect(port);
	char said[sizeof go_on] = "";
	struct client_reply reply;
	pthread_t stopper;

	(void)state_;
	client_say(fd, "POST /x HTTP/1.1\r\nHost: here\r\n" FORM
	    "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
	for (size_t n = 0; n + 1 < sizeof said;) {
		ssize_t got = read(fd, said + n, sizeof said - 1 - n);

		CHECK(got > 0);
		n += (size_t)got;
	}
	CHECK_TEXT(go_on, said);
	CHECK(pthread_create(&stopper, NULL, stop, server) == 0);
	while (client_may_connect(port))        /* until the stop has begun */
		continue;
	client_say(fd, "a=b");
	client_read(fd, true, &reply);
	CHECK_INT(200, reply.status);
	CHECK_HAS("\nform a=b\n", reply.body);
	CHECK(client_is_closed(fd));
	CHECK(pthread_join(stopper, NULL) == 0);
	client_free(&reply);
	close(fd);
}

RUN_ALL(
    RUN(a_page_carries_every_header),
    RUN(a_request_arrives_decoded_once),
    RUN(head_is_get_without_a_body),
    RUN(an_asset_is_cached_and_a_good_copy_is_not_sent_again),
    RUN(a_post_is_answered_whatever_copy_the_reader_has),
    RUN(a_304_leaves_the_connection_usable),
    RUN(a_redirect_says_where),
    RUN(cookies_are_host_bound_secure_and_unreadable_by_scripts),
    RUN(what_cannot_be_served_is_refused),
    RUN(a_refusal_carries_the_headers_too),
    RUN(a_header_cannot_be_split),
    RUN(out_of_memory_is_answered_and_the_next_request_too),
    RUN(a_head_of_16_kib_is_read_and_a_longer_one_refused),
    RUN(a_form_of_256_kib_is_read_and_a_larger_one_is_said_to_be),
    RUN(a_client_that_asks_first_may_send_its_body),
    RUN(pipelined_requests_are_answered_in_order),
    RUN(a_client_that_leaves_in_the_middle_harms_nobody),
    RUN(only_the_trusted_proxy_may_say_who_asks),
    RUN(what_came_through_a_proxy_is_known_to_have),
    RUN(an_impossible_start_is_explained),
    RUN(a_taken_port_is_said_to_be_in_use),
    RUN(a_lent_socket_goes_on_listening),
    RUN(a_stop_lets_the_running_request_finish),
    RUN(a_stop_waits_for_a_body_that_is_on_its_way),
)
