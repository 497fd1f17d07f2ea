/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune course: what is to be expected of a client, from the courses of past ones. */
#include <string.h>

#include "cli/course.h"

#define TEXT(name, value, member, help, required) \
	{ name, AT_FLAG_TEXT, value, help, offsetof(struct at_course_options, member), required }
#define REAL(name, value, member, help) \
	{ name, AT_FLAG_REAL, value, help, offsetof(struct at_course_options, member), false }
#define CLIENT  TEXT("client", "COL", client, "who", true)
#define SESSION TEXT("session", "COL", session, "its number, 1 is the first score", true)
#define SCORE   TEXT("score", "COL", score, "the score", true)

static const struct at_flag fit_flags[] = {
	CLIENT, SESSION, SCORE,
	TEXT("better", "WAY", better, "lower or higher", true),
	REAL("reliable", "POINTS", reliable, "points of reliable change: validates the limits"),
	TEXT("out", "FILE", out, "keep the model (also -o)", false),
	AT_LAB_FLAG(struct at_course_options),
};

static const struct at_flag show_flags[] = {
	REAL("intake", "Y", intake, "the first score"),
	TEXT("sessions", "A..B", sessions, "which (2 to where the band ends)", false),
	AT_LAB_FLAG(struct at_course_options),
};

static const struct at_flag signal_flags[] = {
	CLIENT, SESSION, SCORE,
	REAL("cutoff", "VALUE", cutoff, "the first clinical score if lower is better, the first"
	    " functional one if higher is"),
	AT_LAB_FLAG(struct at_course_options),
};

static const struct at_flag dropout_flags[] = {
	CLIENT, SESSION,
	TEXT("missed", "COL", missed, "1 if the client did not come or cancelled, else 0", true),
	TEXT("definition", "WHAT", definition, "judged, missed-last, short or unchanged", true),
	TEXT("dropped", "COL", dropped, "judged: 1 for clients who dropped out, else 0", false),
	{ "min-sessions", AT_FLAG_NUMBER, "N", "short: came to fewer",
	    offsetof(struct at_course_options, least), false },
	REAL("reliable", "POINTS", reliable, "unchanged: improved by less"),
	TEXT("closed", "COL", closed, "1 for episodes that have ended; the others get a band",
	    false),
	TEXT("score", "COL", score, "the score, with --better", false),
	TEXT("better", "WAY", better, "lower or higher", false),
	TEXT("alliance", "COL", alliance, "the alliance, higher is better", false),
	TEXT("barriers", "COL", barriers, "to taking part (BTPS)", false),
	TEXT("age", "COL", age, "a protected characteristic: not used unless named", false),
	AT_LAB_FLAG(struct at_course_options),
};

static const struct at_flag neighbours_flags[] = {
	CLIENT, SESSION, SCORE,
	TEXT("better", "WAY", better, "lower or higher", true),
	TEXT("who", "NAME", who, "the client", true),
	TEXT("match", "COL,COL", match, "also alike in these (numbers known at the start)", false),
	TEXT("nominal", "COL,COL", nominal, "and in these, equal or not (codes)", false),
	{ "k", AT_FLAG_NUMBER, "K", "so many neighbours, up to 50 (chosen)",
	    offsetof(struct at_course_options, k), false },
	TEXT("closed", "COL", closed, "1 for episodes that have ended; only they are looked at",
	    false),
	AT_LAB_FLAG(struct at_course_options),
};

enum at_status
at_course_better(struct at_cli *cli, const char *better, int *out)
{
	if (strcmp(better, "lower") != 0 && strcmp(better, "higher") != 0)
		return at_cli_usage(cli, "--better takes lower or higher, not \"%s\"", better);
	*out = strcmp(better, "higher") == 0 ? 1 : -1;
	return AT_OK;
}

#define VERB(verb) .flags = verb##_flags, .n_flags = (int)AT_COUNT(verb##_flags), \
	.options_bytes = sizeof(struct at_course_options), .folder = AT_FOLDER_NONE, \
	.run = at_course_run_##verb

static const struct at_command verbs[] = {
	{
		.name = "fit", .summary = "a model of the scores of closed episodes",
		.arguments = "FILE", .n_least = 1, .n_most = 1,
		.about = "FILE is a CSV table of closed episodes, a row a session: 200 or more"
		    " of three scores, 1000\nfor limits that go by the first score.  Feedback"
		    " helps a little: d = .15 [.10, .20]\n(58 studies, de Jong and others 2021).",
		.example = "  attune course fit phq.csv --client id --session session --score phq"
		    " --better lower \\\n    --reliable 6 -o course.json",
		VERB(fit),
	}, {
		.name = "show", .summary = "what is to be expected of a client who starts at Y",
		.arguments = "MODEL", .n_least = 1, .n_most = 1,
		.example = "  attune course show course.json --intake 18 --sessions 2..12",
		VERB(show),
	}, {
		.name = "signal", .summary = "red, yellow, on-track, ahead or stable, row by row",
		.arguments = "MODEL FILE", .n_least = 2, .n_most = 2,
		.about = "Red is shown as yellow unless MODEL was validated and three in ten"
		    " signals or more were right.",
		.example = "  attune course signal course.json now.csv --client id --session"
		    " session --score phq --cutoff 10",
		VERB(signal),
	}, {
		.name = "dropout", .summary = "who stands near those who dropped out: three bands",
		.arguments = "FILE", .n_least = 1, .n_most = 1,
		.about = "A row is an appointment.  A house method; its calibration is printed, and"
		    " nothing is ever\nsaid to a client by it.  19.7 % [18.7, 20.7] of clients"
		    " drop out (Swift and Greenberg 2012).",
		.example = "  attune course dropout visits.csv --client id --session session"
		    " --missed missed \\\n    --closed closed --definition missed-last"
		    " --alliance wai",
		VERB(dropout),
	}, {
		.name = "neighbours", .summary = "the course of past clients most like this one",
		.arguments = "FILE", .n_least = 1, .n_most = 1,
		.example = "  attune course neighbours phq.csv --client id --session session"
		    " --score phq --better lower \\\n    --who 1234 --match age,gad",
		VERB(neighbours),
	},
};

const struct at_command at_command_course = {
	.name = "course", .summary = "the course to be expected, from that of past clients",
	.verbs = verbs, .n_verbs = (int)AT_COUNT(verbs),
};
