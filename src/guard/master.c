/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The master key's file: where it is found, and how it is made once (guard/seal.h). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "guard/seal.h"

static enum at_status
join(const char *folder, const char *name, char out[PATH_MAX], struct at_error *err)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", folder, name);

	if (n < 0 || n >= PATH_MAX)
		return at_fail(err, AT_INVALID, "The name of folder %.60s... is too long", folder);
	return AT_OK;
}

/* Up to `room` bytes; the count, or -1. */
static ssize_t
read_all(int fd, unsigned char *out, size_t room)
{
	size_t n = 0;

	while (n < room) {
		ssize_t got = read(fd, out + n, room - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static enum at_status
read_open_key(int fd, const char *path, mode_t refuse, struct at_key *out, struct at_error *err)
{
	unsigned char bytes[AT_KEY_BYTES + 1];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return at_fail(err, AT_IO, "%s: %s", path, strerror(errno));
	if ((st.st_mode & refuse) != 0)
		return at_fail(err, AT_DENIED, "%s can be read by others: chmod 600 it, and think "
		    "about who may have copied it", path);
	n = read_all(fd, bytes, sizeof bytes);
	if (n < 0)
		return at_fail(err, AT_IO, "%s: %s", path, strerror(errno));
	if (n == AT_KEY_BYTES)
		memcpy(out->bytes, bytes, AT_KEY_BYTES);
	sodium_memzero(bytes, sizeof bytes);
	if (n != AT_KEY_BYTES)
		return at_fail(err, AT_CORRUPT, "%s is no master key: it must hold %d bytes, not "
		    "%s%zd", path, AT_KEY_BYTES, n > AT_KEY_BYTES ? "at least " : "", n);
	return AT_OK;
}

static enum at_status
read_key(const char *path, mode_t refuse, struct at_key *out, struct at_error *err)
{
	enum at_status st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return at_fail(err, AT_NOT_FOUND, "There is no master key at %s", path);
	if (fd < 0)
		return at_fail(err, AT_IO, "%s: %s", path, strerror(errno));
	st = read_open_key(fd, path, refuse, out, err);
	close(fd);
	return st;
}

static bool
write_all(int fd, const unsigned char *bytes, size_t n_bytes)
{
	while (n_bytes > 0) {
		ssize_t put = write(fd, bytes, n_bytes);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		bytes += put;
		n_bytes -= (size_t)put;
	}
	return true;
}

/* A new name is on disk only when its folder is. */
static bool
sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done;

	if (fd < 0)
		return false;
	done = fsync(fd) == 0;
	close(fd);
	return done;
}

/* O_EXCL: a key that is already there is never written over. */
static enum at_status
write_key(const char *path, const struct at_key *key, struct at_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool done;

	if (fd < 0)
		return at_fail(err, AT_IO, "%s cannot be made: %s", path, strerror(errno));
	done = write_all(fd, key->bytes, sizeof key->bytes) && fsync(fd) == 0;
	if (close(fd) != 0 || !done) {
		at_fail(err, AT_IO, "%s cannot be written: %s", path, strerror(errno));
		unlink(path);
		return AT_IO;
	}
	return AT_OK;
}

static enum at_status
make_key(const char *folder, const char *path, struct at_random *random, struct at_key *out,
    struct at_error *err)
{
	char keys[PATH_MAX];
	struct at_key key;
	enum at_status st = join(folder, "keys", keys, err);

	if (st != AT_OK)
		return st;
	if (mkdir(keys, 0700) != 0 && errno != EEXIST)
		return at_fail(err, AT_IO, "%s cannot be made: %s", keys, strerror(errno));
	key = at_key_make(random);
	st = write_key(path, &key, err);
	if (st == AT_OK && (!sync_folder(keys) || !sync_folder(folder)))
		st = at_fail(err, AT_IO, "%s: %s", keys, strerror(errno));
	if (st == AT_OK)
		*out = key;
	at_key_wipe(&key);
	return st;
}

enum at_status
at_key_master(const struct at_key_source *source, struct at_random *random, struct at_key *out,
    struct at_error *err)
{
	char path[PATH_MAX];
	enum at_status st;

	if (source->key_file != NULL)
		return read_key(source->key_file, 0077, out, err);

	if (source->credentials != NULL) {
		st = join(source->credentials, "master", path, err);
		if (st != AT_OK)
			return st;
		/* systemd lets the service's user in by an access list, which shows up as
		 * the group's bits. */
		if (access(path, F_OK) == 0)
			return read_key(path, 0007, out, err);
	}

	st = join(source->folder, "keys/master", path, err);
	if (st != AT_OK)
		return st;
	if (source->make && access(path, F_OK) != 0 && errno == ENOENT)
		return make_key(source->folder, path, random, out, err);
	return read_key(path, 0077, out, err);
}
