/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/place.h"

/* Whoever administers a machine forgets to be the user that the clinic runs as. */
static enum at_status
fail_of_another(const char *folder, struct at_error *err)
{
	struct stat st;
	const struct passwd *owner = stat(folder, &st) == 0 ? getpwuid(st.st_uid) : NULL;

	if (owner == NULL)
		return at_fail(err, AT_DENIED, "the data folder %s may not be opened by this user",
		    folder);
	return at_fail(err, AT_DENIED, "the data folder %s may not be opened by this user: it is"
	    " %s's (sudo -u %s attune ...)", folder, owner->pw_name, owner->pw_name);
}

/* Everything in a folder; with the folders in it, `depth` deep. */
static void
empty(const char *folder, int depth)
{
	char path[PATH_MAX];
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		int n = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || n < 0
		    || (size_t)n >= sizeof path || unlink(path) == 0 || depth == 0)
			continue;
		empty(path, depth - 1);
		rmdir(path);
	}
	if (dir != NULL)
		closedir(dir);
}

void
at_place_take_back(const char *folder)
{
	empty(folder, 1);
	rmdir(folder);
}

enum at_status
at_place_look(const char *folder, struct at_error *err)
{
	if (access(folder, X_OK | W_OK) == 0)
		return AT_OK;
	if (errno == EACCES)
		return fail_of_another(folder, err);
	if (errno == EROFS)
		return at_fail(err, AT_DENIED, "the data folder %s is on a disk that nothing can be"
		    " written to: mount it for writing", folder);
	return at_fail(err, AT_NOT_FOUND, "there is no data folder %s: attune init makes one",
	    folder);
}
