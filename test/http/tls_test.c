/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server over TLS, asked by curl with a certificate made for this test. */
#include <unistd.h>

#include "check.h"
#include "http/http.h"
#include "http/tls.h"

static void
say_secure(void *cookie, struct at_arena *arena, const struct at_request *request,
    struct at_response *response)
{
	(void)cookie, (void)arena;
	at_buffer_printf(&response->body, "secure %d", request->secure);
}

/* What a shell command prints. */
static void
run(const char *command, char out[4096])
{
	FILE *pipe = popen(command, "r");
	size_t n;

	CHECK(pipe != NULL);
	n = fread(out, 1, 4095, pipe);
	out[n] = '\0';
	pclose(pipe);
}

static bool
have(const char *program)
{
	char command[100], out[4096];

	snprintf(command, sizeof command, "command -v %s", program);
	run(command, out);
	return out[0] != '\0';
}

struct files {
	char folder[64], cert[80], key[80];
};

static void
make_files(struct files *files)
{
	char command[400], out[4096];

	snprintf(files->folder, sizeof files->folder, "/tmp/attune-tls-XXXXXX");
	CHECK(mkdtemp(files->folder) != NULL);
	snprintf(files->cert, sizeof files->cert, "%s/cert", files->folder);
	snprintf(files->key, sizeof files->key, "%s/key", files->folder);
	snprintf(command, sizeof command, "openssl req -x509 -newkey ec -pkeyopt "
	    "ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -addext "
	    "subjectAltName=DNS:localhost -keyout %s -out %s 2>&1", files->key, files->cert);
	run(command, out);
	if (access(files->cert, R_OK) != 0)
		fail_msg("openssl: %s", out);
}

static void
remove_files(const struct files *files)
{
	unlink(files->cert);
	unlink(files->key);
	rmdir(files->folder);
}

/* No text any more: what lies behind would not be read. */
static void
add_zero(const char *name)
{
	FILE *file = fopen(name, "a");

	CHECK(file != NULL && fputc('\0', file) == 0 && fclose(file) == 0);
}

TEST(a_page_travels_over_tls)
{
	struct at_server *server = NULL;
	struct at_error err = { 0 };
	char command[300], out[4096];
	struct files files;

	(void)state_;
	if (!have("openssl") || !have("curl"))
		SKIP("openssl and curl are not both installed");
	make_files(&files);
	if (at_server_start(&(struct at_server_options){ .listen = "127.0.0.1:0", .threads = 2,
	    .tls_cert = files.cert, .tls_key = files.key, .handler = say_secure }, &server, &err)
	    != AT_OK)
		fail_msg("%s", err.text);
	snprintf(command, sizeof command, "curl -si --cacert %s --noproxy localhost --resolve "
	    "localhost:%d:127.0.0.1 https://localhost:%d/x", files.cert, at_server_port(server),
	    at_server_port(server));
	run(command, out);
	CHECK_HAS("Strict-Transport-Security: max-age=31536000\r\n", out);
	CHECK_HAS("\r\n\r\nsecure 1", out);
	at_server_stop(server);
	remove_files(&files);
}

TEST(a_file_that_is_no_certificate_is_named)
{
	static const struct { const char *cert, *key, *says; } cases[] = {
		{ "/nonexistent/cert", "/dev/null", "/nonexistent/cert cannot be read: " },
		{ "/dev/null", "/dev/null", "/dev/null is not a certificate or key" },
		{ "/proc/version", "/proc/version", "/proc/version is not a certificate" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_server_options options = { .listen = "127.0.0.1:0", .handler = say_secure,
			.tls_cert = cases[i].cert, .tls_key = cases[i].key };
		struct at_server *server = NULL;
		struct at_error err = { 0 };

		CHECK(at_server_start(&options, &server, &err) != AT_OK);
		CHECK_HAS(cases[i].says, err.text);
	}
}

TEST(a_pair_knows_its_names_and_dates)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { 0 };
	struct files files, others;
	struct at_tls tls;

	(void)state_;
	if (!have("openssl"))
		SKIP("openssl is not installed");
	make_files(&files);
	make_files(&others);
	if (at_tls_load(arena, files.cert, files.key, &tls, &err) != AT_OK)
		fail_msg("%s", err.text);
	CHECK(at_tls_names(&tls, "localhost"));
	CHECK(!at_tls_names(&tls, "clinic.example"));
	/* openssl looks at the clock twice. */
	CHECK(tls.until - tls.from >= 30 * AT_DAY
	    && tls.until - tls.from <= 30 * AT_DAY + AT_MINUTE);
	CHECK(tls.from <= at_time_now() && at_time_now() < tls.until);
	CHECK_INT(AT_INVALID, at_tls_load(arena, files.cert, others.key, &tls, &err));
	CHECK_HAS("is not the key of", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_tls_load(arena, files.cert, files.cert, &tls, &err));
	CHECK_HAS("is not a key without a password", err.text);
	at_error_clear(&err);
	add_zero(files.cert);
	CHECK_INT(AT_INVALID, at_tls_load(arena, files.cert, files.key, &tls, &err));
	CHECK_HAS("is not a certificate or key", err.text);
	remove_files(&files);
	remove_files(&others);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(a_pair_knows_its_names_and_dates),
    RUN(a_page_travels_over_tls),
    RUN(a_file_that_is_no_certificate_is_named),
)
