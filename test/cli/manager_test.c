/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service manager hands over, and what it hears. */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "check.h"
#include "cli/manager.h"

static struct at_error err;

/* A socket that listens under this name, '@': in no folder. */
static int
listen_on(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	socklen_t n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));

	memcpy(address.sun_path, name, strlen(name));
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	CHECK(fd >= 0);
	CHECK_INT(0, bind(fd, (struct sockaddr *)&address, n));
	return fd;
}

static void
hears(const char *name)
{
	const struct at_world world = { .notify_socket = name };
	struct at_manager manager;
	char heard[32] = "";
	int fd = listen_on(name);

	CHECK_INT(AT_OK, at_manager_meet(&world, &manager, &err));
	at_manager_tell(&manager, "READY=1");
	CHECK_INT(7, recv(fd, heard, sizeof heard, 0));
	CHECK(strcmp(heard, "READY=1") == 0);
	close(manager.notify);
	close(fd);
}

TEST(the_manager_hears_by_a_name_in_a_folder_or_in_none)
{
	char folder[] = "/tmp/attune-manager-XXXXXX", name[64];

	(void)state_;
	CHECK(mkdtemp(folder) != NULL);
	snprintf(name, sizeof name, "%s/notify", folder);
	hears(name);
	unlink(name);
	rmdir(folder);
	snprintf(name, sizeof name, "@attune-manager-%ld", (long)getpid());
	hears(name);
}

TEST(nobody_listens)
{
	const struct at_world alone = { 0 }, wrong = { .notify_socket = "/nonexistent/notify" };
	struct at_manager manager;

	(void)state_;
	CHECK_INT(AT_OK, at_manager_meet(&alone, &manager, &err));
	CHECK_INT(-1, manager.notify);
	at_manager_tell(&manager, "READY=1");
	CHECK_INT(AT_IO, at_manager_meet(&wrong, &manager, &err));
	CHECK_HAS("does not listen on /nonexistent/notify", err.text);
}

TEST(one_socket_meant_for_us_is_taken)
{
	char self[16];
	struct at_manager manager;

	(void)state_;
	at_error_clear(&err);
	snprintf(self, sizeof self, "%ld", (long)getpid());
	CHECK_INT(AT_OK, at_manager_meet(&(struct at_world){ .listen_pid = self,
	    .listen_fds = "1" }, &manager, &err));
	CHECK_INT(3, manager.socket);
	CHECK_INT(AT_OK, at_manager_meet(&(struct at_world){ .listen_pid = "1",
	    .listen_fds = "1" }, &manager, &err));
	CHECK_INT(0, manager.socket);
	CHECK_INT(AT_INVALID, at_manager_meet(&(struct at_world){ .listen_pid = self,
	    .listen_fds = "2" }, &manager, &err));
	CHECK_HAS("handed over 2 sockets", err.text);
}

RUN_ALL(
    RUN(the_manager_hears_by_a_name_in_a_folder_or_in_none),
    RUN(nobody_listens),
    RUN(one_socket_meant_for_us_is_taken),
)
