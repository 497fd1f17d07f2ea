/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/crew.h"

struct crew {
	void (*work)(void *job, size_t piece, int worker);
	void *job;
	size_t n_pieces;
	atomic_size_t next;
};

struct member {
	struct crew *crew;
	int worker;
	pthread_t thread;
	bool started;
};

int
at_crew_size(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (n < 1)
		return 1;
	return n < AT_CREW_MOST ? (int)n : AT_CREW_MOST;
}

static void *
take_pieces(void *ptr)
{
	struct member *member = ptr;
	struct crew *crew = member->crew;
	size_t piece;

	while ((piece = atomic_fetch_add(&crew->next, 1)) < crew->n_pieces)
		crew->work(crew->job, piece, member->worker);
	return NULL;
}

void
at_crew_run(int n_workers, size_t n_pieces, void (*work)(void *job, size_t piece, int worker),
    void *job)
{
	struct crew crew = { .work = work, .job = job, .n_pieces = n_pieces };
	struct member members[AT_CREW_MOST];

	assert(n_workers >= 1 && n_workers <= AT_CREW_MOST);
	if ((size_t)n_workers > n_pieces)
		n_workers = n_pieces > 0 ? (int)n_pieces : 1;
	for (int i = 1; i < n_workers; i++) {
		members[i] = (struct member){ .crew = &crew, .worker = i };
		members[i].started = pthread_create(&members[i].thread, NULL, take_pieces,
		    &members[i]) == 0;
	}
	members[0] = (struct member){ .crew = &crew };
	take_pieces(&members[0]);
	for (int i = 1; i < n_workers; i++)
		if (members[i].started)
			pthread_join(members[i].thread, NULL);
}
