/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load - ask a server as fast as it answers, over connections that are kept alive.
 *
 *     load [-c CONNECTIONS] [-t THREADS] [-s SECONDS] [-n REQUESTS] [-p PER_SECOND]
 *         [-r] [-a] [-o ORIGIN] ADDRESS:PORT < requests
 *
 * One request per line of the input: path TAB cookie header TAB form body.  Without a
 * body it is a GET.  Each is sent once, or again and again with -r; the run ends with
 * the last, after REQUESTS or after SECONDS.  Every connection has one request under
 * way and sends the next as soon as the reply is complete.  Any reply below 400 is a
 * success.  What was measured is one JSON object on standard output.
 *
 * With -p requests come at a pace of their own, as people do, however long the replies take:
 * one that no connection was free for when it was due has waited since then.
 *
 * With -a it prints instead the path of each request that was taken (303), at once, and
 * a request that got 500 or more, or no answer, is sent again after a moment. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"

enum {
	MOST_THREADS = 2, MOST_CONNECTIONS = 2048,      /* of one thread */
	HEAD_BYTES = 4096,
	AGAIN_MS = 10,
	/* Times are counted in steps of 10 us up to 2 s. */
	STEP_US = 10, STEPS = 200000
};

struct options {
	int connections, threads;
	double seconds, pace;           /* pace: requests a second; 0: as fast as can be */
	size_t requests;
	bool repeat, acknowledge;
	const char *origin, *address;
	struct sockaddr_in server;
};

/* All requests, ready to be sent. */
struct plan {
	const struct options *options;
	const char *bytes;
	const size_t *starts;           /* n_requests + 1 of them */
	size_t n_requests, n_most;      /* in the input; to send */
	atomic_size_t next;
	double begin_s, end_s;
};

struct stats {
	uint32_t steps[STEPS + 1];      /* the last one: slower than all */
	size_t n, n_refused, n_lost;    /* replies; of 400 and more; broken connections */
	double worst_s;
};

struct connection {
	int fd;                         /* -1: nothing to do any more */
	size_t begin, at, end;          /* of the request; from `at` on still to be sent */
	char head[HEAD_BYTES + 1];
	size_t n_head, n_body;          /* read; still to be read */
	bool in_body;
	double start_s;                 /* still to come: not due yet */
};

struct worker {
	pthread_t thread;
	struct plan *plan;
	int n_connections;
	struct stats stats;
	struct connection connections[MOST_CONNECTIONS];
	struct pollfd fds[MOST_CONNECTIONS];
};

static void
die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- requests --------------------------------------------------------------------- */

static void
put_request(struct at_buffer *out, const struct options *options, char *line)
{
	char *cookie = strchr(line, '\t'), *body = NULL;

	if (cookie != NULL) {
		*cookie++ = '\0';
		body = strchr(cookie, '\t');
	}
	if (body != NULL)
		*body++ = '\0';
	at_buffer_printf(out, "%s %s HTTP/1.1\r\nHost: %s\r\n",
	    body != NULL && body[0] != '\0' ? "POST" : "GET", line, options->address);
	if (cookie != NULL && cookie[0] != '\0')
		at_buffer_printf(out, "Cookie: %s\r\n", cookie);
	if (body != NULL && body[0] != '\0')
		at_buffer_printf(out, "Origin: %s\r\nContent-Type: "
		    "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n",
		    options->origin, strlen(body));
	at_buffer_printf(out, "\r\n%s", body == NULL ? "" : body);
}

static void
read_requests(struct at_arena *arena, struct plan *plan)
{
	struct at_buffer out = at_buffer_init(arena), starts = at_buffer_init(arena);
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		at_buffer_add(&starts, &out.n_bytes, sizeof out.n_bytes);
		put_request(&out, plan->options, line);
		plan->n_requests++;
	}
	free(line);
	at_buffer_add(&starts, &out.n_bytes, sizeof out.n_bytes);
	plan->bytes = out.bytes;
	plan->starts = (const size_t *)(const void *)starts.bytes;
	plan->n_most = plan->n_requests;
	if (plan->options->requests > 0 || plan->options->repeat)
		plan->n_most = plan->options->requests > 0 ? plan->options->requests : SIZE_MAX;
	if (!plan->options->repeat && plan->n_most > plan->n_requests)
		plan->n_most = plan->n_requests;
}

/* --- one connection --------------------------------------------------------------- */

static void
reconnect(struct connection *connection, const struct options *options)
{
	int yes = 1;

	if (connection->fd >= 0)
		close(connection->fd);
	connection->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connection->fd < 0
	    || connect(connection->fd, (const struct sockaddr *)&options->server,
	    sizeof options->server) != 0)
		die(options->address);
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void
send_again(struct connection *connection)
{
	connection->at = connection->begin;
	connection->n_head = connection->n_body = 0;
	connection->in_body = false;
	connection->start_s = now_s();
}

static bool
is_due(const struct connection *connection)
{
	return connection->start_s <= now_s();
}

/* Take the next request of the plan; closes the connection when there is none. */
static void
next_request(struct connection *connection, struct plan *plan)
{
	size_t i = atomic_fetch_add(&plan->next, 1);

	if (i >= plan->n_most || now_s() >= plan->end_s) {
		close(connection->fd);
		connection->fd = -1;
		return;
	}
	connection->begin = plan->starts[i % plan->n_requests];
	connection->end = plan->starts[i % plan->n_requests + 1];
	send_again(connection);
	if (plan->options->pace > 0)
		connection->start_s = plan->begin_s + (double)i / plan->options->pace;
}

static bool
send_some(struct connection *connection, const struct plan *plan)
{
	ssize_t n = send(connection->fd, plan->bytes + connection->at,
	    connection->end - connection->at, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n > 0)
		connection->at += (size_t)n;
	return n > 0 || errno == EAGAIN;
}

/* The value of Content-Length, 0 if there is none. */
static size_t
body_bytes(const char *head)
{
	static const char name[] = "\r\nContent-Length:";

	for (const char *at = head; (at = strstr(at, "\r\n")) != NULL; at += 2) {
		if (strncasecmp(at, name, sizeof name - 1) == 0)
			return strtoul(at + sizeof name - 1, NULL, 10);
	}
	return 0;
}

/* Note bytes that came; true when they complete the reply.  Nothing may follow it. */
static bool
take_bytes(struct connection *connection, const char *bytes, size_t n_bytes)
{
	char *end;
	size_t n_rest;

	if (connection->in_body) {
		connection->n_body -= n_bytes < connection->n_body ? n_bytes : connection->n_body;
		return connection->n_body == 0;
	}
	if (n_bytes > HEAD_BYTES - connection->n_head)
		n_bytes = HEAD_BYTES - connection->n_head;
	memcpy(connection->head + connection->n_head, bytes, n_bytes);
	connection->n_head += n_bytes;
	connection->head[connection->n_head] = '\0';
	end = strstr(connection->head, "\r\n\r\n");
	if (end == NULL)
		return false;
	n_rest = (size_t)(connection->head + connection->n_head - end) - 4;
	end[2] = '\0';
	connection->in_body = true;
	connection->n_body = body_bytes(connection->head);
	connection->n_body -= n_rest < connection->n_body ? n_rest : connection->n_body;
	return connection->n_body == 0;
}

/* "HTTP/1.1 200 OK" */
static int
reply_status(const struct connection *connection)
{
	return connection->n_head < 12 ? 0 : (int)strtol(connection->head + 9, NULL, 10);
}

/* One write for the whole line: threads do not mix, and a kill cuts between lines. */
static void
print_path(const struct connection *connection, const struct plan *plan)
{
	const char *path = strchr(plan->bytes + connection->begin, ' ') + 1;
	char line[HEAD_BYTES];
	int n = snprintf(line, sizeof line, "%.*s\n", (int)strcspn(path, " "), path);

	if (n >= (int)sizeof line || write(STDOUT_FILENO, line, (size_t)n) != n)
		die("an acknowledged path");
}

/* -a: false when the request has to be sent again. */
static bool
acknowledge(const struct connection *connection, const struct plan *plan)
{
	const struct timespec moment = { .tv_nsec = AGAIN_MS * 1000 * 1000 };
	int status = reply_status(connection);

	if (status == 303)
		print_path(connection, plan);
	if (status < 500)
		return true;
	nanosleep(&moment, NULL);
	return false;
}

static void
note_reply(struct stats *stats, const struct connection *connection)
{
	double s = now_s() - connection->start_s;
	size_t step = (size_t)(s * 1e6 / STEP_US);
	int status = reply_status(connection);

	stats->steps[step < STEPS ? step : STEPS]++;
	stats->n++;
	stats->n_refused += status < 200 || status >= 400;
	if (s > stats->worst_s)
		stats->worst_s = s;
}

/* --- a thread --------------------------------------------------------------------- */

/* Something can be sent or read; false when the connection broke. */
static bool
go_on(struct worker *worker, struct connection *connection)
{
	char bytes[HEAD_BYTES];
	ssize_t n;

	if (connection->at < connection->end)
		return send_some(connection, worker->plan);
	n = recv(connection->fd, bytes, sizeof bytes, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n <= 0)
		return false;
	if (!take_bytes(connection, bytes, (size_t)n))
		return true;
	note_reply(&worker->stats, connection);
	if (worker->plan->options->acknowledge && !acknowledge(connection, worker->plan))
		send_again(connection);
	else
		next_request(connection, worker->plan);
	return connection->fd < 0 || !is_due(connection) || send_some(connection, worker->plan);
}

static void
start_over(struct worker *worker, struct connection *connection)
{
	worker->stats.n_lost++;
	reconnect(connection, worker->plan->options);
	if (worker->plan->options->acknowledge)
		send_again(connection);
	else
		next_request(connection, worker->plan);
}

/* What to wait for, and until the next request is due at most; how many connections still
 * have something to do. */
static int
set_events(struct worker *worker, int *out_wait_ms)
{
	int n_busy = 0;

	/* What has not been answered half a minute after the end is lost. */
	*out_wait_ms = 30000;
	for (int i = 0; i < worker->n_connections; i++) {
		struct connection *connection = &worker->connections[i];
		double early_s = connection->start_s - now_s();

		worker->fds[i].fd = connection->fd;
		worker->fds[i].events = connection->at < connection->end ? POLLOUT : POLLIN;
		n_busy += connection->fd >= 0;
		if (connection->fd < 0 || early_s <= 0)
			continue;
		worker->fds[i].fd = -1;
		if (early_s * 1000 < *out_wait_ms)
			*out_wait_ms = (int)(early_s * 1000) + 1;
	}
	return n_busy;
}

/* The clock was slept past by up to a millisecond: nobody waited for that. */
static void
wake_due(struct worker *worker)
{
	for (int i = 0; i < worker->n_connections; i++) {
		if (worker->fds[i].fd < 0 && is_due(&worker->connections[i]))
			worker->connections[i].start_s = now_s();
	}
}

static void *
work(void *cookie)
{
	struct worker *worker = cookie;
	int wait_ms;

	for (int i = 0; i < worker->n_connections; i++)
		next_request(&worker->connections[i], worker->plan);
	while (set_events(worker, &wait_ms) > 0) {
		int n = poll(worker->fds, (nfds_t)worker->n_connections, wait_ms);

		if (n < 0 || (n == 0 && wait_ms == 30000))
			die("no reply for 30 s");
		wake_due(worker);
		for (int i = 0; i < worker->n_connections; i++) {
			if (worker->fds[i].revents != 0 && !go_on(worker, &worker->connections[i]))
				start_over(worker, &worker->connections[i]);
		}
	}
	return NULL;
}

/* --- the run ---------------------------------------------------------------------- */

static void
add_stats(struct stats *sum, const struct stats *stats)
{
	for (int i = 0; i <= STEPS; i++)
		sum->steps[i] += stats->steps[i];
	sum->n += stats->n;
	sum->n_refused += stats->n_refused;
	sum->n_lost += stats->n_lost;
	if (stats->worst_s > sum->worst_s)
		sum->worst_s = stats->worst_s;
}

/* The time in which this share of all replies had come, in ms. */
static double
quantile_ms(const struct stats *stats, double share)
{
	double want = share * (double)stats->n;
	size_t n = 0;

	for (int i = 0; i <= STEPS; i++) {
		n += stats->steps[i];
		if ((double)n >= want)
			return (i + 1) * STEP_US / 1000.0;
	}
	return stats->worst_s * 1000;
}

static void
print_stats(const struct options *options, const struct stats *stats, double seconds)
{
	printf("{\"connections\":%d,\"seconds\":%.3f,\"replies\":%zu,\"per_second\":%.0f,"
	    "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f,\"refused\":%zu,\"lost\":%zu}\n",
	    options->connections, seconds, stats->n, (double)stats->n / seconds,
	    quantile_ms(stats, 0.5), quantile_ms(stats, 0.99), stats->worst_s * 1000,
	    stats->n_refused, stats->n_lost);
}

static void
run(struct at_arena *arena, struct plan *plan)
{
	const struct options *options = plan->options;
	struct worker *workers = AT_NEW(arena, struct worker, (size_t)options->threads);
	struct stats *sum = AT_NEW(arena, struct stats, 1);
	double start_s;

	for (int i = 0; i < options->connections; i++) {
		struct worker *worker = &workers[i % options->threads];
		struct connection *connection = &worker->connections[worker->n_connections++];

		connection->fd = -1;
		reconnect(connection, options);
	}
	plan->begin_s = start_s = now_s();
	plan->end_s = start_s + options->seconds;
	for (int i = 0; i < options->threads; i++) {
		workers[i].plan = plan;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			die("no thread");
	}
	for (int i = 0; i < options->threads; i++) {
		pthread_join(workers[i].thread, NULL);
		add_stats(sum, &workers[i].stats);
	}
	if (!options->acknowledge)
		print_stats(options, sum, now_s() - start_s);
}

static bool
parse_address(const char *text, struct sockaddr_in *out)
{
	const char *colon = strrchr(text, ':');
	char host[64];

	if (colon == NULL || (size_t)(colon - text) >= sizeof host)
		return false;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	out->sin_family = AF_INET;
	out->sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
	return inet_pton(AF_INET, host, &out->sin_addr) == 1;
}

static bool
parse_options(int argc, char **argv, struct options *out)
{
	int option;

	while ((option = getopt(argc, argv, "c:t:s:n:p:o:ra")) != -1) {
		switch (option) {
		case 'c': out->connections = (int)strtol(optarg, NULL, 10); break;
		case 't': out->threads = (int)strtol(optarg, NULL, 10); break;
		case 's': out->seconds = strtod(optarg, NULL); break;
		case 'n': out->requests = strtoul(optarg, NULL, 10); break;
		case 'p': out->pace = strtod(optarg, NULL); break;
		case 'o': out->origin = optarg; break;
		case 'r': out->repeat = true; break;
		case 'a': out->acknowledge = true; break;
		default: return false;
		}
	}
	if (optind + 1 != argc || !parse_address(argv[optind], &out->server))
		return false;
	out->address = argv[optind];
	return out->threads >= 1 && out->threads <= MOST_THREADS && out->connections >= out->threads
	    && out->connections <= out->threads * MOST_CONNECTIONS;
}

int
main(int argc, char **argv)
{
	struct options options = { .connections = 16, .threads = 1, .seconds = 1e9 };
	struct plan plan = { .options = &options };
	struct at_arena *arena = at_arena_open();

	if (arena == NULL || !parse_options(argc, argv, &options)) {
		fputs("usage: load [-c CONNECTIONS] [-t THREADS] [-s SECONDS] [-n REQUESTS]\n"
		    "            [-p PER_SECOND] [-r] [-a] [-o ORIGIN] ADDRESS:PORT < requests\n",
		    stderr);
		return 2;
	}
	if (options.origin == NULL)
		options.origin = at_printf(arena, "http://%s", options.address);
	read_requests(arena, &plan);
	if (plan.n_requests == 0) {
		fputs("load: no requests on standard input\n", stderr);
		return 2;
	}
	run(arena, &plan);
	at_arena_close(arena);
	return 0;
}
