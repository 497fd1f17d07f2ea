/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/audit.h"
#include "store/erasure.h"
#include "store/migrate.h"
#include "store/node.h"
#include "store/place.h"
#include "store/store.h"
#include "store/writer.h"

enum { READERS = 8 };

/* A place in the pool.  Its connection is opened when it is first needed. */
struct reader {
	struct at_db *db;
	bool lent;
};

/* An arena that has borrowed, in that arena.  The store knows them all, so that it may
 * also be closed first. */
struct loan {
	struct at_store *store;         /* NULL once that is closed */
	struct loan *next;
	const struct at_arena *arena;
	struct reader *reader;          /* NULL while at rest */
};

struct at_store {
	struct at_arena *arena;         /* the store's own memory; it lives there too */
	const char *folder, *url;
	bool serve;
	bool made;                      /* the folder, just now and by us */
	struct at_db *db;               /* the writer's connection, or the only one */
	struct at_db *node_db;          /* PostgreSQL: holds the node's lock; may be `db` */
	struct at_node node;
	bool has_node;
	struct at_writer *writer;       /* NULL unless serving */
	pthread_mutex_t lock;           /* readers[].lent, loans */
	pthread_cond_t rested;
	struct reader readers[READERS];
	struct loan *loans;
};

static enum at_status
make_folder(const char *path, bool *out_made, struct at_error *err)
{
	*out_made = mkdir(path, 0700) == 0;
	if (*out_made || errno == EEXIST)
		return AT_OK;
	return at_fail(err, AT_IO, "cannot make the folder %s: %s", path, strerror(errno));
}

static enum at_status
sync_folder(const char *path, struct at_error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return synced ? AT_OK : at_fail(err, AT_IO, "cannot write in the folder %s", path);
}

/* An empty file for the owner alone: SQLite gives its own files the same rights.  One that
 * is there is not even opened: closing it would drop the locks SQLite holds on it. */
static enum at_status
make_database(const char *path, struct at_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return AT_OK;
	if (fd < 0)
		return at_fail(err, AT_IO, "cannot make %s: %s", path, strerror(errno));
	close(fd);
	return AT_OK;
}

static enum at_status
make_folders(struct at_store *store, struct at_error *err)
{
	static const char *const inner[] = { "keys", "backups", "nodes" };
	enum at_status status = make_folder(store->folder, &store->made, err);
	bool made;

	for (size_t i = 0; i < AT_COUNT(inner) && status == AT_OK; i++)
		status = make_folder(at_printf(store->arena, "%s/%s", store->folder, inner[i]),
		    &made, err);
	return status;
}

/* Settles where the database is, and makes folder and file when asked to. */
static enum at_status
find_database(struct at_store *store, const struct at_store_options *options,
    struct at_error *err)
{
	const char *path = at_printf(store->arena, "%s/attune.db", store->folder);
	enum at_status status = options->create ? make_folders(store, err) : AT_OK;

	store->url = options->db_url != NULL ? at_strdup(store->arena, options->db_url)
	    : at_printf(store->arena, "sqlite:%s", path);
	if (status == AT_OK)
		status = at_place_look(store->folder, err);
	if (status != AT_OK || options->db_url != NULL)
		return status;
	if (options->create)
		status = make_database(path, err);
	else if (access(path, F_OK) != 0)
		return at_fail(err, AT_NOT_FOUND, "there is no database in %s: attune init"
		    " makes one, and --db says where it is on PostgreSQL", store->folder);
	return status == AT_OK && options->create ? sync_folder(store->folder, err) : status;
}

/* A folder, or the address of a database. */
static const char *
url_of(struct at_arena *arena, const char *living)
{
	if (living == NULL || strstr(living, "://") != NULL || strncmp(living, "sqlite:", 7) == 0)
		return living;
	return at_printf(arena, "sqlite:%s/attune.db", living);
}

static enum at_status
open_living(struct at_store *store, const char *living, struct at_db **out, struct at_error *err)
{
	const struct at_db_options old = { .read_only = true,
		.url = url_of(store->arena, living) };

	if (old.url == NULL)
		return AT_OK;
	if (old.url != living && access(old.url + strlen("sqlite:"), F_OK) != 0)
		return at_fail(err, AT_NOT_FOUND, "--erased-in: there is no database in %s",
		    living);
	return at_db_open(&old, out, err);
}

/* Only who was erased, held or restricted since is taken from the living clinic. */
static enum at_status
restore(struct at_store *store, const struct at_store_restore *from, struct at_error *err)
{
	struct at_backup_source source = { .path = from->file, .folder = store->folder,
		.now = at_time_now(), .watch = from->watch };
	enum at_status status = open_living(store, from->living, &source.living, err);

	if (status == AT_OK)
		status = at_backup_restore(store->arena, store->db, &source, from->out, err);
	at_db_close(source.living);
	if (status != AT_OK)
		return status;
	status = at_erasure_scrub(store->arena, store->db, source.now, AT_SCRUB_PATIENCE, err);
	if (status != AT_BUSY)
		return status;
	at_error_clear(err);            /* it is restored; the list says what is left to do */
	return AT_OK;
}

static enum at_status
open_database(struct at_store *store, const struct at_store_options *options,
    struct at_error *err)
{
	const struct at_db_options db = { .url = store->url,
		.synchronous = options->synchronous };
	const struct at_migrate_options migrate = { .create = options->create,
		.folder = store->folder,
		.now = at_time_now() };
	struct at_arena *scratch;
	enum at_status status = at_db_open(&db, &store->db, err);

	if (status == AT_OK && options->restore != NULL)
		status = restore(store, options->restore, err);
	if (status != AT_OK)
		return status;
	scratch = at_arena_open();
	if (scratch == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	status = at_migrate(scratch, store->db, &migrate, err);
	at_arena_close(scratch);
	return status;
}

static enum at_status
take_node(struct at_store *store, struct at_error *err)
{
	const struct at_db_options options = { .url = store->url };
	enum at_status status = AT_OK;
	at_ms seen = 0;

	if (at_db_engine(store->db) == AT_POSTGRES) {
		store->node_db = store->db;
		if (store->serve)               /* the writer's thread has the other one */
			status = at_db_open(&options, &store->node_db, err);
	}
	if (status == AT_OK)
		status = at_node_take(&store->node, store->folder, store->node_db,
		    at_time_now(), err);
	if (status != AT_OK)
		return status;
	store->has_node = true;
	status = at_audit_last(store->db, store->node.number, &seen, err);
	at_node_start(&store->node, seen);
	return status;
}

static enum at_status
open_parts(struct at_store *store, const struct at_store_options *options,
    struct at_error *err)
{
	enum at_status status = find_database(store, options, err);

	if (status == AT_OK)
		status = open_database(store, options, err);
	if (status == AT_OK)
		status = take_node(store, err);
	if (status == AT_OK && store->serve)
		status = at_writer_open(store->arena, store->db, &store->writer, err);
	return status;
}

enum at_status
at_store_open(const struct at_store_options *options, struct at_store **out,
    struct at_error *err)
{
	struct at_arena *arena = at_arena_open();
	struct at_store *store;
	enum at_status status;

	if (arena == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	store = AT_NEW(arena, struct at_store, 1);
	store->arena = arena;
	store->folder = at_strdup(arena, options->folder);
	store->serve = options->serve;
	pthread_mutex_init(&store->lock, NULL);
	pthread_cond_init(&store->rested, NULL);
	status = open_parts(store, options, err);
	if (status != AT_OK) {
		bool made = store->made;

		at_store_close(store);
		if (made)
			at_place_take_back(options->folder);
		return status;
	}
	*out = store;
	return AT_OK;
}

void
at_store_close(struct at_store *store)
{
	if (store == NULL)
		return;
	if (store->writer != NULL)
		at_writer_close(store->writer);
	for (struct loan *loan = store->loans; loan != NULL; loan = loan->next)
		loan->store = NULL;
	for (int i = 0; i < READERS; i++)
		at_db_close(store->readers[i].db);
	if (store->has_node)
		at_node_drop(&store->node);
	if (store->node_db != store->db)
		at_db_close(store->node_db);
	at_db_close(store->db);
	pthread_cond_destroy(&store->rested);
	pthread_mutex_destroy(&store->lock);
	at_arena_close(store->arena);
}

/* Under the lock, as all that looks at loans. */
static struct loan *
find_loan(const struct at_store *store, const struct at_arena *arena)
{
	struct loan *loan = store->loans;

	while (loan != NULL && loan->arena != arena)
		loan = loan->next;
	return loan;
}

/* A free place, rather one that is open already; NULL while all are lent. */
static struct reader *
find_reader(struct at_store *store)
{
	struct reader *found = NULL;

	for (int i = 0; i < READERS; i++) {
		struct reader *reader = &store->readers[i];

		if (!reader->lent && (found == NULL
		    || (found->db == NULL && reader->db != NULL)))
			found = reader;
	}
	return found;
}

static void
give_back(struct loan *loan)
{
	if (loan->reader == NULL)
		return;
	if (loan->reader->db != NULL)
		at_db_settle(loan->reader->db);
	loan->reader->lent = false;
	loan->reader = NULL;
	pthread_cond_signal(&loan->store->rested);
}

static void
end_loan(void *ptr)
{
	struct loan *loan = ptr, **link;
	struct at_store *store = loan->store;

	if (store == NULL)
		return;
	pthread_mutex_lock(&store->lock);
	give_back(loan);
	for (link = &store->loans; *link != loan; link = &(*link)->next)
		continue;
	*link = loan->next;
	pthread_mutex_unlock(&store->lock);
}

static struct loan *
make_loan(struct at_store *store, struct at_arena *arena)
{
	struct loan *loan = AT_NEW(arena, struct loan, 1);

	*loan = (struct loan){ .arena = arena };
	at_arena_defer(arena, end_loan, loan);  /* may jump: the store does not know it yet */
	pthread_mutex_lock(&store->lock);
	loan->store = store;
	loan->next = store->loans;
	store->loans = loan;
	pthread_mutex_unlock(&store->lock);
	return loan;
}

/* The place lent to this arena; waits for one while all are out. */
static struct loan *
borrow(struct at_store *store, struct at_arena *arena)
{
	struct loan *loan;

	pthread_mutex_lock(&store->lock);
	loan = find_loan(store, arena);
	pthread_mutex_unlock(&store->lock);
	if (loan == NULL)
		loan = make_loan(store, arena);
	if (loan->reader != NULL)
		return loan;
	pthread_mutex_lock(&store->lock);
	while ((loan->reader = find_reader(store)) == NULL)
		pthread_cond_wait(&store->rested, &store->lock);
	loan->reader->lent = true;
	pthread_mutex_unlock(&store->lock);
	return loan;
}

struct at_db *
at_store_reader(struct at_call *call)
{
	struct at_store *store = call->store;
	const struct at_db_options options = { .url = store->url, .read_only = true };
	struct reader *reader;

	if (!store->serve)
		return store->db;
	reader = borrow(store, call->arena)->reader;
	if (reader->db == NULL && at_db_open(&options, &reader->db, call->err) != AT_OK) {
		at_store_rest(call);
		return NULL;
	}
	return reader->db;
}

void
at_store_rest(struct at_call *call)
{
	struct at_store *store = call->store;
	struct loan *loan;

	pthread_mutex_lock(&store->lock);
	loan = find_loan(store, call->arena);
	if (loan != NULL)
		give_back(loan);
	pthread_mutex_unlock(&store->lock);
}

enum at_status
at_store_write(struct at_call *call, at_apply *apply, void *job)
{
	struct at_store *store = call->store;

	at_store_rest(call);
	if (atomic_load(&store->node.lost))
		return at_fail(call->err, AT_IO, "this program lost its place among the others"
		    " that use the database; nothing was saved");
	if (store->writer == NULL)
		return at_store_apply(store->db, apply, job, call->err);
	return at_writer_do(store->writer, apply, job, call->err);
}

at_id
at_store_id(struct at_call *call)
{
	return at_node_id(&call->store->node, call->now);
}

const char *
at_store_folder(const struct at_store *store)
{
	return store->folder;
}

static void
close_apart(void *db)
{
	at_db_close(db);
}

enum at_status
at_store_apart(struct at_call *call, struct at_db **out)
{
	const struct at_db_options options = { .url = call->store->url, .read_only = true };
	enum at_status status = at_db_open(&options, out, call->err);

	if (status == AT_OK)
		at_arena_defer(call->arena, close_apart, *out);
	return status;
}

int
at_store_node(const struct at_store *store)
{
	return store->node.number;
}

enum at_status
at_store_hasty(struct at_call *call, bool hasty)
{
	struct at_store *store = call->store;

	return store->serve ? AT_OK : at_db_hasty(store->db, hasty, call->err);
}

enum at_status
at_store_scrub(struct at_call *call)
{
	const struct at_db_options options = { .url = call->store->url };
	struct at_db *db = NULL;
	enum at_status status;

	at_store_rest(call);            /* it would wait for ourselves */
	status = at_db_open(&options, &db, call->err);
	if (status == AT_OK)
		status = at_erasure_scrub(call->arena, db, call->now, AT_SCRUB_PATIENCE, call->err);
	at_db_close(db);
	return status;
}

bool
at_store_node_runs(struct at_store *store, int node)
{
	return at_node_is_held(&store->node, store->folder, node);
}

void
at_store_state(struct at_store *store, struct at_store_state *out)
{
	*out = (struct at_store_state){ .engine = at_db_engine(store->db),
		.n_readers = READERS };
	if (store->writer != NULL)
		out->writer = at_writer_state(store->writer);
	pthread_mutex_lock(&store->lock);
	for (int i = 0; i < READERS; i++)
		out->readers_lent += store->readers[i].lent;
	pthread_mutex_unlock(&store->lock);
}
