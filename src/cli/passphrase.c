/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "cli/passphrase.h"

enum { MOST = 1024 };

struct secret {
	char text[MOST];
};

static void
wipe(void *secret)
{
	volatile char *text = ((struct secret *)secret)->text;

	for (size_t i = 0; i < MOST; i++)
		text[i] = '\0';
}

static struct secret *
secret_new(struct at_arena *arena)
{
	struct secret *secret = AT_NEW(arena, struct secret, 1);

	at_arena_defer(arena, wipe, secret);
	return secret;
}

/* One line without its end; false: there is none, or it is too long. */
static bool
read_line(int fd, struct secret *out)
{
	size_t n = 0;
	ssize_t got;

	while (n + 1 < MOST && (got = read(fd, out->text + n, 1)) == 1 && out->text[n] != '\n')
		n++;
	if (n > 0 && out->text[n - 1] == '\r')
		n--;
	out->text[n] = '\0';
	return n > 0 && n + 2 < MOST;
}

static enum at_status
from_file(struct at_cli *cli, const char *file, struct secret *out)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool open_to_others, read_it;

	if (fd < 0 || fstat(fd, &st) != 0)
		return at_fail(&cli->err, AT_NOT_FOUND, "%s: %s", file, strerror(errno));
	open_to_others = S_ISREG(st.st_mode) && (st.st_mode & 077) != 0;
	read_it = read_line(fd, out);
	close(fd);
	if (open_to_others)
		return at_fail(&cli->err, AT_DENIED, "%s can be read by others: chmod 600 it",
		    file);
	return read_it ? AT_OK : at_fail(&cli->err, AT_INVALID, "%s: expected the passphrase on its"
	    " first line", file);
}

/* Shows nothing of what is typed. */
static bool
ask(int terminal, const char *question, struct secret *out)
{
	struct termios shown, hidden;
	bool done;

	if (tcgetattr(terminal, &shown) != 0)
		return false;
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	dprintf(terminal, "%s: ", question);
	tcsetattr(terminal, TCSAFLUSH, &hidden);
	done = read_line(terminal, out);
	tcsetattr(terminal, TCSAFLUSH, &shown);
	dprintf(terminal, "\n");
	return done;
}

static enum at_status
from_terminal(struct at_cli *cli, bool twice, struct secret *out)
{
	struct secret *again = secret_new(cli->call.arena);
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool asked, same;

	if (terminal < 0)
		return at_cli_usage(cli, "there is no terminal to ask for the passphrase: give"
		    " --passphrase-file");
	asked = ask(terminal, "Passphrase for the master key", out)
	    && (!twice || ask(terminal, "Once more", again));
	close(terminal);
	cli->call.now = cli->world->now();      /* that took a person's time */
	same = !twice || strcmp(out->text, again->text) == 0;
	if (!asked)
		return at_fail(&cli->err, AT_INVALID, "no passphrase was given");
	return same ? AT_OK : at_fail(&cli->err, AT_INVALID, "the two were not the same");
}

enum at_status
at_passphrase_take(struct at_cli *cli, const char *file, bool twice, const char **out)
{
	struct secret *secret = secret_new(cli->call.arena);
	enum at_status st = file != NULL ? from_file(cli, file, secret)
	    : from_terminal(cli, twice, secret);

	if (st == AT_OK)
		*out = secret->text;
	return st;
}
