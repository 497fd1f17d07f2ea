/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log: one line, no message meant for a person, no foreign control characters. */
#include <unistd.h>

#include "check.h"
#include "base/log.h"

static char line[4096];
static int saved, ends[2];

/* What goes to standard error in between ends up in `line`. */
static void
catch_begin(void)
{
	CHECK(pipe(ends) == 0);
	fflush(stderr);
	saved = dup(STDERR_FILENO);
	CHECK(saved >= 0 && dup2(ends[1], STDERR_FILENO) >= 0);
	close(ends[1]);
}

static void
catch_end(void)
{
	ssize_t n;

	dup2(saved, STDERR_FILENO);
	close(saved);
	n = read(ends[0], line, sizeof line - 1);
	close(ends[0]);
	CHECK(n >= 0);
	line[n] = '\0';
}

TEST(a_line_has_time_level_place_and_words)
{
	int year, month, day, hour, minute, second, milli, used = 0;

	(void)state_;
	catch_begin();
	at_log(AT_WARNING, "writer", "batch=%d late", 17);
	catch_end();
	CHECK_INT(7, sscanf(line, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ%n", &year, &month, &day, &hour,
	    &minute, &second, &milli, &used));
	CHECK_INT(24, used);
	CHECK_TEXT(" warning writer batch=17 late\n", line + used);
}

TEST(control_characters_cannot_begin_a_line_of_their_own)
{
	(void)state_;
	catch_begin();
	at_log(AT_ERROR, "http", "a\nb\x1b[0m\x7f");
	catch_end();
	CHECK_HAS(" error http a\\x0ab\\x1b[0m\\x7f\n", line);
}

TEST(a_long_line_is_cut_and_says_so)
{
	char text[3000];

	(void)state_;
	memset(text, '\n', sizeof text);
	text[sizeof text - 1] = '\0';
	catch_begin();
	at_log(AT_NOTICE, "x", "%s", text);
	catch_end();
	CHECK(strlen(line) <= 1000 && strlen(line) > 990);
	CHECK_TEXT("...\n", line + strlen(line) - 4);
	memset(text, 'a', sizeof text - 1);
	catch_begin();
	at_log(AT_NOTICE, "x", "%s", text);
	catch_end();
	CHECK_INT(998, strlen(line));
}

TEST(a_failure_is_logged_without_its_message)
{
	struct at_error err = { .status = AT_OK };

	(void)state_;
	at_fail(&err, AT_IO, "the answer of Kari Nordmann was not stored");
	catch_begin();
	at_log_failure(AT_ERROR, "store", &err);
	catch_end();
	CHECK_HAS(" error store status=AT_IO at=", line);
	CHECK_HAS("log_test.c:", line);
	CHECK_HAS_NOT("Kari", line);
}

TEST(a_line_may_be_an_object)
{
	(void)state_;
	at_log_as_json(true);
	catch_begin();
	at_log(AT_NOTICE, "web", "was \"here\" method=GET route=/f/:due status=200 ms=1.5 n=007");
	catch_end();
	at_log_as_json(false);
	CHECK(strncmp(line, "{\"time\":\"20", 11) == 0);
	CHECK_HAS("Z\",\"level\":\"notice\",\"place\":\"web\",\"message\":"
	    "\"was \\\"here\\\"\",\"method\":\"GET\",\"route\":\"/f/:due\",\"status\":200,"
	    "\"ms\":1.5,\"n\":\"007\"}\n", line);
}

TEST(a_long_object_is_whole)
{
	char text[3000];

	(void)state_;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	at_log_as_json(true);
	catch_begin();
	at_log(AT_NOTICE, "web", "%s", text);
	catch_end();
	CHECK(strlen(line) <= 1000);
	CHECK_HAS("xxx...\"}\n", line);
	catch_begin();
	at_log(AT_NOTICE, "web", "short a=1 b=%s", text);
	catch_end();
	at_log_as_json(false);
	CHECK_HAS("\"message\":\"short\",\"a\":1}\n", line);
}

RUN_ALL(
    RUN(a_line_may_be_an_object),
    RUN(a_long_object_is_whole),
    RUN(a_line_has_time_level_place_and_words),
    RUN(control_characters_cannot_begin_a_line_of_their_own),
    RUN(a_long_line_is_cut_and_says_so),
    RUN(a_failure_is_logged_without_its_message),
)
