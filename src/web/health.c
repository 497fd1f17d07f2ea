/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For machines: whether the program lives, whether it can keep an answer, and its counts in
 * the text format of Prometheus (version 0.0.4).  Nothing here is about anybody. */
#include <string.h>
#include <sys/resource.h>

#include "action/health.h"
#include "base/log.h"
#include "base/words.h"
#include "web/meter.h"
#include "web/visit.h"

/* The queue looks every few seconds, and a long job gives a sign now and then. */
static const at_ms queue_patience = 15 * AT_MINUTE;

static int
say_plain(struct at_visit *visit, int status, const char *text)
{
	visit->response->type = "text/plain; charset=utf-8";
	at_buffer_text(visit->out, text);
	return status;
}

int
at_page_health(struct at_visit *visit)
{
	return say_plain(visit, 200, "ok\n");
}

int
at_page_ready(struct at_visit *visit)
{
	const struct at_web_meter *meter = visit->web->meter;
	at_ms beat = meter == NULL ? 0 : atomic_load(&meter->queue_beat);

	if (at_action_ready(&visit->call) != AT_OK) {
		at_log_failure(AT_WARNING, "ready", visit->call.err);
		return say_plain(visit, 503, "not ready: the database takes no answer\n");
	}
	if (beat != 0 && visit->call.now - beat > queue_patience)
		return say_plain(visit, 503, "not ready: the queue of jobs stands still\n");
	return say_plain(visit, 200, "ok\n");
}

/* ---- counts -------------------------------------------------------------------------------- */

static void
put_head(struct at_buffer *out, const char *name, const char *type, const char *help)
{
	at_buffer_printf(out, "# HELP attune_%s %s\n# TYPE attune_%s %s\n", name, help, name, type);
}

static void
put_number(struct at_buffer *out, const char *name, const char *type, const char *help,
    double value)
{
	put_head(out, name, type, help);
	at_buffer_printf(out, "attune_%s %.15g\n", name, value);
}

/* One of several that a label tells apart. */
static void
put_labelled(struct at_buffer *out, const char *name, const char *label, const char *is,
    int64_t value)
{
	at_buffer_printf(out, "attune_%s{%s=\"%s\"} %lld\n", name, label, is, (long long)value);
}

static void
put_timing(struct at_buffer *out, const char *name, const char *help,
    const struct at_timing *timing)
{
	uint64_t n = 0;

	put_head(out, name, "histogram", help);
	for (int i = 0; i < AT_TIMING_CLASSES; i++) {
		n += atomic_load(&timing->counts[i]);
		if (i + 1 < AT_TIMING_CLASSES)
			at_buffer_printf(out, "attune_%s_bucket{le=\"%g\"} %llu\n", name,
			    (double)at_timing_limit_us(i) / 1e6, (unsigned long long)n);
	}
	at_buffer_printf(out, "attune_%s_bucket{le=\"+Inf\"} %llu\n", name, (unsigned long long)n);
	at_buffer_printf(out, "attune_%s_sum %.6f\nattune_%s_count %llu\n", name,
	    (double)atomic_load(&timing->sum_us) / 1e6, name, (unsigned long long)n);
}

static void
put_process(struct at_buffer *out, const struct at_web_meter *meter, enum at_engine engine)
{
	struct rusage used;
	double cpu = 0, peak = 0;

	if (getrusage(RUSAGE_SELF, &used) == 0) {
		cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
		    + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
		peak = (double)used.ru_maxrss * 1024;
	}
	put_head(out, "build_info", "gauge", "Version of the program and engine of its database.");
	at_buffer_printf(out, "attune_build_info{version=\"%s\",engine=\"%s\"} 1\n", AT_VERSION,
	    engine == AT_SQLITE ? "sqlite" : "postgresql");
	put_number(out, "start_time_seconds", "gauge", "When the program started, since 1970.",
	    (double)meter->started / AT_SECOND);
	put_number(out, "cpu_seconds_total", "counter", "Processor time used.", cpu);
	put_number(out, "memory_peak_bytes", "gauge", "Most memory resident at any moment.", peak);
}

static void
put_requests(struct at_buffer *out, const struct at_web_meter *meter)
{
	put_head(out, "http_requests_total", "counter", "Requests that reached a page.");
	for (int c = 0; c < AT_WEB_CLASSES; c++)
		for (int s = 0; s < AT_WEB_STATUSES; s++) {
			uint64_t n = atomic_load(&meter->requests[c][s]);

			if (n > 0)
				at_buffer_printf(out, "attune_http_requests_total{class=\"%s\","
				    "code=\"%d\"} %llu\n", at_web_class_name(c), s,
				    (unsigned long long)n);
		}
	put_timing(out, "form_post_seconds", "Time to take a page of a form, on disk.",
	    &meter->submits);
	put_head(out, "sign_ins_refused_total", "counter", "Wrong or too early tries at a door.");
	put_labelled(out, "sign_ins_refused_total", "door", "staff",
	    (int64_t)atomic_load(&meter->refused_sign_ins));
	put_labelled(out, "sign_ins_refused_total", "door", "own",
	    (int64_t)atomic_load(&meter->refused_pins));
}

static void
put_store(struct at_buffer *out, const struct at_store_state *store)
{
	put_number(out, "writer_queue_length", "gauge", "Writes that wait for the writer.",
	    store->writer.waiting);
	put_number(out, "writer_jobs_total", "counter", "Writes done, kept or refused.",
	    (double)store->writer.done);
	put_number(out, "writer_batches_lost_total", "counter", "Batches that failed as a whole.",
	    (double)store->writer.lost);
	if (store->writer.batches != NULL)
		put_timing(out, "writer_batch_seconds", "Time of a batch of writes, on disk.",
		    store->writer.batches);
	put_number(out, "db_readers", "gauge", "Connections for reading there may be.",
	    store->n_readers);
	put_number(out, "db_readers_busy", "gauge", "Of these, those in use.",
	    store->readers_lent);
}

static void
put_counts(struct at_buffer *out, const struct at_health_counts *counts, at_ms now)
{
	put_head(out, "jobs", "gauge", "Jobs on record by state.");
	for (int i = 0; i < AT_JOB_STATES; i++)
		put_labelled(out, "jobs", "state", at_health_job_state(i), counts->jobs[i]);
	put_head(out, "alerts_open", "gauge", "Safety alerts nobody has acknowledged, by age.");
	put_labelled(out, "alerts_open", "age", "hour", counts->alerts_hour);
	put_labelled(out, "alerts_open", "age", "day", counts->alerts_day);
	put_labelled(out, "alerts_open", "age", "older", counts->alerts_older);
	if (counts->last_backup != 0)
		put_number(out, "backup_age_seconds", "gauge", "Since the newest backup there is.",
		    (double)(now - counts->last_backup) / AT_SECOND);
}

static int
put_metrics(struct at_visit *visit)
{
	const struct at_web_meter *meter = visit->web->meter;
	at_ms beat = atomic_load(&meter->queue_beat), now = visit->call.now;
	struct at_health health;

	at_action_health(&visit->call, &health);
	visit->response->type = "text/plain; version=0.0.4; charset=utf-8";
	put_process(visit->out, meter, health.store.engine);
	put_requests(visit->out, meter);
	put_store(visit->out, &health.store);
	put_number(visit->out, "database_up", "gauge", "1 if the database answers.",
	    health.counted);
	if (health.counted)
		put_counts(visit->out, &health.counts, now);
	if (beat != 0)
		put_number(visit->out, "queue_age_seconds", "gauge",
		    "Since the queue of jobs gave a sign.", (double)(now - beat) / AT_SECOND);
	return 200;
}

/* Somebody on this machine itself, whom no proxy passed on. */
static bool
is_near(const struct at_request *request)
{
	return !request->forwarded && (strncmp(request->peer, "127.", 4) == 0
	    || strcmp(request->peer, "::1") == 0);
}

int
at_page_metrics(struct at_visit *visit)
{
	const struct at_web *web = visit->web;

	if (web->meter != NULL && (web->only_probes
	    || (!web->metrics_apart && is_near(visit->request))))
		return put_metrics(visit);
	return at_page_notice(visit, 404, AT_PAGE_CLIENT, at_tr(&visit->call, "Nothing here"),
	    at_tr(&visit->call, "There is no page at this address. Nothing you wrote is lost."));
}
