/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <pwd.h>
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

enum at_status
at_place_look(const char *folder, struct at_error *err)
{
	if (access(folder, X_OK) == 0)
		return AT_OK;
	if (errno == EACCES)
		return fail_of_another(folder, err);
	return at_fail(err, AT_NOT_FOUND, "there is no data folder %s: attune init makes one",
	    folder);
}
