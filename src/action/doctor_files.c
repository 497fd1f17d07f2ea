/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a data folder, as attune doctor looks at them (doctor_part.h). */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "action/doctor_part.h"
#include "action/house.h"
#include "base/words.h"

static const char everything[] = AT_TEXT("Everything the clinic has is in this folder.");
static const char readable[] = AT_TEXT("Other users of this machine can read scores, dates and who"
    " has what.");

void
at_doctor_folder(struct at_doctor *d)
{
	const char *folder = d->options->folder;

	bool there = stat(folder, &d->folder) == 0;

	if (there && !S_ISDIR(d->folder.st_mode)) {
		errno = ENOTDIR;
		there = false;
	}
	if (!there) {
		at_doctor_say(d, AT_WRONG, everything, at_phrase(AT_TEXT("Give the right one with"
		    " --data, mount its disk, or make a new one: attune init, or attune"
		    " restore.")), at_phrase("%s: %s", folder, strerror(errno)));
		return;
	}
	d->folder_is_there = access(folder, R_OK | X_OK) == 0;
	if (!d->folder_is_there)
		at_doctor_say(d, AT_WRONG, everything, at_phrase(AT_TEXT("Run this as %s, who owns"
		    " it."), at_doctor_user(d, d->folder.st_uid)), at_phrase(AT_TEXT("%s is no"
		    " folder that %s may enter"), folder, at_doctor_user(d, geteuid())));
	else
		at_doctor_well(d, at_phrase(AT_TEXT("%s, of %s"), folder,
		    at_doctor_user(d, d->folder.st_uid)));
}

/* ---- every file ---------------------------------------------------------------------- */

/* The folders whose entries are looked at one by one. */
static const char *const folders[] = { "", "keys", "backups", "nodes", "instruments",
	"recordings" };

enum { MOST_NAMED = 3 };

/* How many of a kind there are, and the first of them by name. */
struct bad {
	const char *names;
	int n;
};

static void
add_bad(struct at_doctor *d, struct bad *bad, const char *path)
{
	if (bad->n++ < MOST_NAMED)
		bad->names = bad->n == 1 ? path : at_printf(d->arena, "%s, %s", bad->names, path);
}

static const char *
more(const struct bad *bad)
{
	return bad->n > MOST_NAMED ? ", ..." : "";
}

/* Calls `look` for each entry of the folder and of those in it. */
static void
walk(struct at_doctor *d, void (*look)(struct at_doctor *d, const char *path,
    const struct stat *st, struct bad *bad), struct bad *bad)
{
	for (size_t i = 0; i < AT_COUNT(folders); i++) {
		const char *folder = at_doctor_path(d, folders[i]);
		DIR *dir = opendir(folder);
		struct dirent *entry;
		struct stat st;

		while (dir != NULL && (entry = readdir(dir)) != NULL) {
			const char *path = at_printf(d->arena, "%s%s%s", folder, i == 0 ? "" : "/",
			    entry->d_name);

			if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0
			    && lstat(path, &st) == 0)
				look(d, path, &st, bad);
		}
		if (dir != NULL)
			closedir(dir);
	}
}

static void
look_at_owner(struct at_doctor *d, const char *path, const struct stat *st, struct bad *bad)
{
	if (st->st_uid != d->folder.st_uid)
		add_bad(d, bad, path);
}

void
at_doctor_owners(struct at_doctor *d)
{
	struct bad bad = { "", 0 };
	const char *owner = at_doctor_user(d, d->folder.st_uid);

	if (!d->folder_is_there)
		return;
	walk(d, look_at_owner, &bad);
	if (bad.n > 0)
		at_doctor_say(d, AT_WRONG, AT_TEXT("The server runs as the owner of the folder and"
		    " cannot open what belongs to others."), at_phrase(AT_TEXT("chown -R %s %s, and"
		    " run commands as that user: sudo -u %s attune ..."), owner,
		    d->options->folder, owner), at_phrase(AT_TEXT("%s of another owner than %s:"
		    " %s%s"), at_doctor_count(d, bad.n), owner, bad.names, more(&bad)));
	else
		at_doctor_well(d, at_phrase(AT_TEXT("everything belongs to %s"), owner));
}

static void
look_at_rights(struct at_doctor *d, const char *path, const struct stat *st, struct bad *bad)
{
	bool own = strstr(path, "/instruments") != NULL;        /* no secret: forms */

	if (!S_ISLNK(st->st_mode) && (st->st_mode & (own ? 0022 : 0077)) != 0)
		add_bad(d, bad, path);
}

/* Inside a folder that nobody else may enter the rights of a file do not matter, but for the
 * day on which it is copied elsewhere. */
void
at_doctor_rights(struct at_doctor *d)
{
	struct bad bad = { "", 0 };
	const struct at_phrase todo = at_phrase("chmod -R go= %s", d->options->folder);

	if (!d->folder_is_there)
		return;
	walk(d, look_at_rights, &bad);
	if ((d->folder.st_mode & 0077) != 0)
		at_doctor_say(d, AT_WRONG, readable, todo, at_phrase(AT_TEXT("%s can be entered or"
		    " read by others (mode %s)"), d->options->folder, at_printf(d->arena, "%03o",
		    (unsigned)d->folder.st_mode & 0777)));
	else if (bad.n > 0)
		at_doctor_say(d, AT_NOTE, AT_TEXT("Nobody else can enter the folder, but a copy of"
		    " it elsewhere would be open to all."), todo, at_phrase(AT_TEXT("%s with rights"
		    " for others: %s%s"), at_doctor_count(d, bad.n), bad.names, more(&bad)));
	else
		at_doctor_well(d, at_phrase(AT_TEXT("for its owner alone")));
}

/* ---- disk ---------------------------------------------------------------------------- */

static const double low_bytes = 2e9, least_bytes = 2e8;

void
at_doctor_disk(struct at_doctor *d)
{
	static const char gigabytes[] = AT_TEXT("%s GB are free of %s GB");
	const struct at_phrase room = at_phrase(AT_TEXT("Make room before that: old backups"
	    " elsewhere, or a larger disk."));
	struct statvfs disk;
	double free_bytes, all_bytes;
	const char *free_text, *all_text;

	if (!d->folder_is_there || statvfs(d->options->folder, &disk) != 0)
		return;
	free_bytes = (double)disk.f_bavail * (double)disk.f_frsize;
	all_bytes = (double)disk.f_blocks * (double)disk.f_frsize;
	free_text = at_printf(d->arena, free_bytes < 1e9 ? "%.3f" : "%.1f", free_bytes / 1e9);
	all_text = at_printf(d->arena, "%.1f", all_bytes / 1e9);
	if (disk.f_favail == 0 && disk.f_files > 0)
		at_doctor_say(d, AT_WRONG, AT_TEXT("No file can be made, the journal of the"
		    " database included."), at_phrase(AT_TEXT("Remove files that are not needed.")),
		    at_phrase(AT_TEXT("the disk has no room for another file")));
	else if (free_bytes < least_bytes)
		at_doctor_say(d, AT_WRONG, AT_TEXT("When it is full no answer is accepted; nothing"
		    " that was is lost."), room, at_phrase(gigabytes, free_text, all_text));
	else if (free_bytes < low_bytes && free_bytes < all_bytes / 10)
		at_doctor_say(d, AT_NOTE, AT_TEXT("When it is full no answer is accepted."), room,
		    at_phrase(gigabytes, free_text, all_text));
	else
		at_doctor_well(d, at_phrase(gigabytes, free_text, all_text));
}

/* ---- key and questionnaires ---------------------------------------------------------- */

void
at_doctor_key(struct at_doctor *d)
{
	const struct at_key_source source = { .key_file = d->options->key_file,
		.credentials = d->options->credentials, .folder = d->options->folder };
	struct at_error err = { .status = AT_OK };
	static const char why[] = "Names, notes and free text are sealed with it: without it"
	    " nobody can read them, with it everybody can.";

	if (!d->folder_is_there && source.key_file == NULL)
		return;
	d->has_key = at_key_master(&source, NULL, &d->key, &err) == AT_OK;
	if (d->has_key)
		at_doctor_well(d, at_phrase("the master key is there; is there a copy of it"
		    " elsewhere?"));
	else
		at_doctor_say(d, AT_WRONG, why, err.status == AT_DENIED ? at_phrase("chmod"
		    " 600 it, and think about who may have copied it.")
		    : at_phrase("Put the copy you keep elsewhere back as keys/master, mode"
		    " 600, or give it with --key-file."), at_doctor_problem(d, &err));
}

void
at_doctor_instruments(struct at_doctor *d)
{
	struct at_library *library;
	struct at_error err = { .status = AT_OK };

	if (!d->folder_is_there)
		return;
	if (at_house_library(d->arena, d->options->folder, &library, &err) == AT_OK)
		at_doctor_well(d, at_phrase(AT_TEXT("all of them can be read")));
	else
		at_doctor_say(d, AT_WRONG, AT_TEXT("The server does not start with a questionnaire"
		    " it cannot read."), at_phrase(AT_TEXT("Mend that file in instruments/, or move"
		    " it elsewhere.")), at_doctor_problem(d, &err));
}

/* ---- what should not be there -------------------------------------------------------- */

static bool
ends_in(const char *name, const char *ending)
{
	size_t n = strlen(name), n_ending = strlen(ending);

	return n > n_ending && strcmp(name + n - n_ending, ending) == 0;
}

static void
look_for_drafts(struct at_doctor *d, const char *path, const struct stat *st, struct bad *bad)
{
	static const char *const endings[] = { ".part", ".check", ".check-wal", ".check-shm",
		".check-turn" };

	for (size_t i = 0; i < AT_COUNT(endings); i++)
		if (ends_in(path, endings[i])
		    && (at_ms)st->st_mtime * AT_SECOND + AT_DAY < d->options->now)
			add_bad(d, bad, path);
}

void
at_doctor_leftovers(struct at_doctor *d)
{
	struct bad bad = { "", 0 };
	const char *journal = at_doctor_path(d, "attune.db-journal");
	struct stat st;

	if (!d->folder_is_there)
		return;
	walk(d, look_for_drafts, &bad);
	if (bad.n > 0)
		at_doctor_say(d, AT_NOTE, AT_TEXT("They take room and nothing else: a backup or a"
		    " trial was interrupted."), at_phrase(AT_TEXT("Remove them.")),
		    at_phrase(AT_TEXT("%s half-made files: %s%s"), at_doctor_count(d, bad.n),
		    bad.names, more(&bad)));
	if (d->options->db_url == NULL && stat(journal, &st) == 0)
		at_doctor_say(d, AT_WRONG, AT_TEXT("Another program than attune has written in the"
		    " database, and was interrupted."), at_phrase(AT_TEXT("Make a copy of the"
		    " folder, then run attune verify; restore a backup if that finds"
		    " anything.")), at_phrase(AT_TEXT("%s is there"), journal));
	if (bad.n == 0 && stat(journal, &st) != 0)
		at_doctor_well(d, at_phrase(AT_TEXT("nothing half made lies about")));
}
