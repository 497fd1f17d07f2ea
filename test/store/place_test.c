/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder that is not there, and one that is somebody else's, are different news. */
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "store/place.h"

enum { NOBODY = 65534 };

/* As somebody who has no right to everything: in a process of its own. */
static bool
is_refused(const char *folder, const char *words)
{
	struct at_error err = { .status = AT_OK };
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
			_exit(2);
		_exit(at_place_look(folder, &err) == AT_DENIED
		    && strstr(err.text, words) != NULL ? 0 : 1);
	}
	return waitpid(child, &status, 0) == child && status == 0;
}

TEST(whose_folder_it_is_is_said)
{
	const char *tmp = getenv("TMPDIR");
	struct at_error err = { .status = AT_OK };
	char folder[200], inner[220];

	(void)state_;
	snprintf(folder, sizeof folder, "%s/attune-place.XXXXXX", tmp == NULL ? "/tmp" : tmp);
	CHECK(mkdtemp(folder) != NULL);
	snprintf(inner, sizeof inner, "%s/data", folder);
	CHECK_INT(AT_OK, at_place_look(folder, &err));
	CHECK_INT(AT_NOT_FOUND, at_place_look(inner, &err));
	CHECK_HAS("attune init makes one", err.text);
	CHECK(chmod(folder, 0) == 0);
	CHECK(is_refused(folder, "(sudo -u "));
	CHECK(is_refused(inner, "may not be opened by this user"));
	CHECK(rmdir(folder) == 0);
}

RUN_ALL(
    RUN(whose_folder_it_is_is_said),
)
