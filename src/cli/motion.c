/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune motion: the motion of each person in a recording, as a series. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/lab.h"
#include "cli/motion_out.h"
#include "job/motion.h"
#include "signal/region.h"

enum { USUAL_THRESHOLD = 12, MOST_THRESHOLD = 254, MOST_FILES = 10000 };

static const char standing[] = "Motion energy counts changed pixels, not gestures.  It is a "
    "measure for research:\nit says nothing about how good a therapist is, or how well a client "
    "does.";

struct options {
	struct at_flag_list roi;
	const char *threshold, *still, *out, *plot, *format;
	bool rmea;
};

static const struct at_flag flags[] = {
	{ "roi", AT_FLAG_LIST, "NAME=X,Y,W,H", "a region in pixels; or a polygon, x1,y1;x2,y2;...",
	    offsetof(struct options, roi), true },
	{ "threshold", AT_FLAG_TEXT, "N", "smallest difference that does not count, of 255; or "
	    "auto (12)", offsetof(struct options, threshold), false },
	{ "still", AT_FLAG_TEXT, "NAME=X,Y,W,H", "a region where nothing moves: the threshold is "
	    "its noise", offsetof(struct options, still), false },
	{ "out", AT_FLAG_TEXT, "DIR", "a file of rows for each recording, into this folder",
	    offsetof(struct options, out), false },
	{ "rmea", AT_FLAG_SWITCH, NULL, "with --out: text files as rMEA reads them",
	    offsetof(struct options, rmea), false },
	{ "plot", AT_FLAG_TEXT, "FILE.svg", "draw the series of one recording",
	    offsetof(struct options, plot), false },
	AT_LAB_FLAG(struct options),
};

/* A row of the summary. */
struct line {
	const char *file, *region;
	int64_t pixels, pictures, missing;
	double fps, mean, sd;           /* the last two in percent of the region */
	int threshold;
	double crosstalk_s;             /* the most with any other region */
};

struct motion {
	struct at_cli *cli;
	const struct options *options;
	struct at_motion_task task;
	const char **names;             /* of the regions */
	struct at_lab lab;
	struct at_lab_used used;
	struct line *lines;             /* n_regions for each file; region NULL: not read */
	int n_failed;
	int percent;                    /* shown last */
};

/* ---- what was asked ------------------------------------------------------------------- */

static enum at_status
take_regions(struct motion *m)
{
	const struct at_flag_list *roi = &m->options->roi;
	struct at_arena *arena = m->cli->call.arena;
	struct at_region region;
	enum at_status st = AT_OK;

	if (roi->n > AT_WIRE_MAX_REGIONS)
		return at_cli_usage(m->cli, "there may be %d regions", AT_WIRE_MAX_REGIONS);
	m->names = AT_NEW(arena, const char *, (size_t)roi->n);
	for (int i = 0; i < roi->n && st == AT_OK; i++) {
		st = at_region_parse(arena, roi->at[i], &region, &m->cli->err);
		for (int k = 0; k < i && st == AT_OK; k++)
			if (strcmp(m->names[k], region.name) == 0)
				return at_cli_usage(m->cli, "two regions are called %s",
				    region.name);
		m->names[i] = region.name;
	}
	if (st == AT_OK && m->options->still != NULL)
		st = at_region_parse(arena, m->options->still, &region, &m->cli->err);
	m->cli->wrong_usage = st != AT_OK;
	return st;
}

static enum at_status
take_threshold(struct motion *m)
{
	const char *text = m->options->threshold;
	bool automatic = text == NULL ? m->options->still != NULL : strcmp(text, "auto") == 0;
	char *end;
	long n;

	if (automatic != (m->options->still != NULL))
		return at_cli_usage(m->cli, automatic ? "--threshold auto needs --still, a region "
		    "where nothing moves" : "give --threshold or --still, not both");
	m->task.threshold = automatic ? AT_MOTION_AUTO : USUAL_THRESHOLD;
	if (automatic || text == NULL)
		return AT_OK;
	n = strtol(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || n > MOST_THRESHOLD)
		return at_cli_usage(m->cli, "--threshold takes a whole number from 0 to %d, or "
		    "auto, not \"%s\"", MOST_THRESHOLD, text);
	m->task.threshold = (int)n;
	return AT_OK;
}

/* DIR/NAME.csv of a recording somewhere/NAME.mp4. */
static const char *
path_in(struct motion *m, const char *file)
{
	const char *slash = strrchr(file, '/'), *name = slash == NULL ? file : slash + 1;
	const char *dot = strrchr(name, '.');
	size_t n = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);

	if (strcmp(file, "-") == 0) {
		name = "recording";
		n = strlen(name);
	}
	return at_printf(m->cli->call.arena, "%s/%.*s.%s", m->options->out, (int)n, name,
	    m->options->rmea ? "txt" : "csv");
}

/* Two recordings of one name would be one file. */
static enum at_status
check_paths(struct motion *m)
{
	const char **paths = AT_NEW(m->cli->call.arena, const char *, (size_t)m->task.n_files);

	for (int i = 0; i < m->task.n_files; i++) {
		paths[i] = path_in(m, m->task.files[i]);
		for (int k = 0; k < i; k++)
			if (strcmp(paths[i], paths[k]) == 0)
				return at_cli_usage(m->cli, "%s and %s would both be written to %s",
				    m->task.files[k], m->task.files[i], paths[i]);
	}
	return AT_OK;
}

static enum at_status
check_outputs(struct motion *m)
{
	const struct options *o = m->options;

	if (m->task.n_files > 1 && o->out == NULL)
		return at_cli_usage(m->cli, "several recordings need --out DIR for their rows");
	if (m->task.n_files > 1 && o->plot != NULL)
		return at_cli_usage(m->cli, "--plot draws one recording");
	if (o->rmea && o->out == NULL)
		return at_cli_usage(m->cli, "--rmea needs --out DIR");
	return o->out == NULL ? AT_OK : check_paths(m);
}

/* ---- one recording -------------------------------------------------------------------- */

static void
sum_up(struct motion *m, const struct at_motion_result *result, int region, struct line *out)
{
	const struct at_energy *e = result->energy;
	double n = 0, mean = 0, squares = 0;

	*out = (struct line){ .file = m->task.files[result->file], .region = m->names[region],
		.pixels = e->stream.pixels[region], .pictures = e->n_rows,
		.missing = e->n_rows - e->n_whys[AT_ENERGY_THERE], .fps = e->fps, .mean = NAN,
		.sd = NAN, .threshold = result->threshold };
	for (int row = 0; row < e->n_rows; row++) {
		double value = at_energy_percent(e, row, region), step = value - mean;

		if (isnan(value))
			continue;
		mean += step / ++n;                     /* Welford 1962 */
		squares += step * (value - mean);
	}
	if (n > 0)
		out->mean = mean;
	if (n > 1)
		out->sd = sqrt(squares / (n - 1));
	for (int other = 0; other < e->stream.n_regions; other++)
		if (other != region)
			out->crosstalk_s = fmax(out->crosstalk_s,
			    at_energy_crosstalk(e, region, other).seconds);
}

static void
count_used(struct motion *m, const struct at_motion_result *result)
{
	static const char *const why[AT_ENERGY_WHYS] = {
		[AT_ENERGY_FIRST] = "first picture", [AT_ENERGY_DROPPED] = "dropped picture",
		[AT_ENERGY_AFTER] = "after a dropped picture",
		[AT_ENERGY_DAMAGED] = "damaged picture or the one after it",
		[AT_ENERGY_LIGHT] = "jump of light" };
	const struct at_energy *e = result->energy;

	m->used.rows += e->n_whys[AT_ENERGY_THERE];
	for (int w = AT_ENERGY_FIRST; w < AT_ENERGY_WHYS; w++)
		for (int i = 0; i < e->n_whys[w]; i++)
			at_lab_drop(&m->used, why[w]);
	for (uint32_t i = 0; i < result->counts.unordered; i++)
		at_lab_drop(&m->used, "picture whose time does not advance");
}

static enum at_status
save_rows(struct motion *m, const struct at_motion_result *result)
{
	const char *file = m->task.files[result->file];
	struct at_buffer rows = at_buffer_init(result->energy->arena);

	if (m->options->rmea && !result->energy->constant)
		return at_fail(&m->cli->err, AT_INVALID, "%s: its pictures do not come at a "
		    "constant rate, which --rmea cannot say; leave it out", file);
	if (m->options->rmea)
		at_motion_rmea(&rows, result->energy);
	else
		at_motion_csv(&rows, result->energy, m->names);
	return at_lab_save(m->cli, path_in(m, file), at_buffer_string(&rows), rows.n_bytes);
}

/* threshold  AT_MOTION_AUTO: each recording has its own, in its line */
static void
put_parameters(struct motion *m, int threshold)
{
	struct at_lab *lab = &m->lab;

	at_lab_object(lab, "parameters");
	at_lab_put_text(lab, "method", "pixels whose luma differs from the picture before");
	at_lab_put_text(lab, "threshold_from", m->options->still != NULL ? m->options->still
	    : m->options->threshold != NULL ? "given" : "usual");
	if (threshold >= 0)
		at_lab_put_count(lab, "threshold", threshold);
	at_lab_object(lab, "roi");
	for (int i = 0; i < m->options->roi.n; i++)
		at_lab_put_text(lab, m->names[i], strchr(m->options->roi.at[i], '=') + 1);
	at_lab_object_end(lab);
	at_lab_object_end(lab);
}

/* What the table of one recording has beside its lines. */
static void
put_recording(struct motion *m, const struct at_energy *e)
{
	struct at_lab *lab = &m->lab;

	at_lab_put_number(lab, "fps", e->fps);
	at_lab_put_truth(lab, "constant_rate", e->constant);
	at_lab_put_count(lab, "frames", e->n_rows);
	at_lab_put_count(lab, "width", e->stream.width);
	at_lab_put_count(lab, "height", e->stream.height);
	at_lab_put_count(lab, "turned", e->stream.turned);
	at_lab_put_count(lab, "depth", e->stream.depth);
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, "regions");
	at_json_array(&lab->json);
	for (int i = 0; i < e->stream.n_regions; i++)
		at_json_text(&lab->json, m->names[i]);
	at_json_end(&lab->json);
	if (m->options->out != NULL)
		return;
	at_json_name(&lab->json, "rows");
	at_motion_json(&lab->json, e);
}

static enum at_status
take_one(struct motion *m, const struct at_motion_result *result)
{
	const struct at_energy *e = result->energy;
	struct at_buffer drawing = at_buffer_init(e->arena);

	if (m->task.n_files > 1)
		return AT_OK;
	put_parameters(m, result->threshold);
	put_recording(m, e);
	if (m->lab.format == AT_LAB_CSV && m->options->out == NULL)
		at_motion_csv(&m->cli->out, e, m->names);
	if (m->options->plot == NULL)
		return AT_OK;
	at_motion_svg(&drawing, e, m->names, m->task.files[result->file]);
	return at_lab_save(m->cli, m->options->plot, at_buffer_string(&drawing),
	    drawing.n_bytes);
}

/* Of several recordings one that cannot be read does not stop the others. */
static enum at_status
done(void *cookie, const struct at_motion_result *result)
{
	struct motion *m = cookie;
	struct line *lines = m->lines + (ptrdiff_t)result->file * m->task.n_regions;
	enum at_status st;

	if (result->err->status != AT_OK) {
		if (m->task.n_files == 1)
			return at_fail(&m->cli->err, result->err->status, "%s", result->err->text);
		fprintf(stderr, "attune motion: %s\n", result->err->text);
		m->n_failed++;
		return AT_OK;
	}
	for (int i = 0; i < m->task.n_regions; i++)
		sum_up(m, result, i, &lines[i]);
	count_used(m, result);
	st = m->options->out == NULL ? AT_OK : save_rows(m, result);
	return st == AT_OK ? take_one(m, result) : st;
}

static void
progress(void *cookie, double share)
{
	struct motion *m = cookie;
	int percent = (int)(100 * share);

	if (m->lab.shows_progress && percent != m->percent)
		fprintf(stderr, "%d %%\r", percent);
	m->percent = percent;
}

/* ---- all of them ---------------------------------------------------------------------- */

static const struct at_lab_column columns[] = {
	{ "file", AT_LAB_WORDS, 0, NULL }, { "region", AT_LAB_WORDS, 0, NULL },
	{ "pixels", AT_LAB_COUNT, 0, NULL }, { "frames", AT_LAB_COUNT, 0, NULL },
	{ "missing", AT_LAB_COUNT, 0, NULL }, { "fps", AT_LAB_NUMBER, 3, NULL },
	{ "threshold", AT_LAB_COUNT, 0, NULL }, { "mean", AT_LAB_NUMBER, 3, "% changed" },
	{ "sd", AT_LAB_NUMBER, 3, "% changed" }, { "crosstalk", AT_LAB_NUMBER, 1, "s" },
};

static enum at_status
put_lines(struct motion *m)
{
	const struct at_lab_table table = { .name = "summary", .columns = columns,
		.n_columns = (int)AT_COUNT(columns), .csv = m->options->out != NULL };
	struct at_lab *lab = &m->lab;
	enum at_status st = AT_OK;
	int n = m->task.n_files * m->task.n_regions;

	at_lab_table(lab, &table);
	for (int i = 0; i < n && st == AT_OK; i++) {
		const struct line *line = &m->lines[i];

		if (line->region == NULL)
			continue;
		at_lab_cell_text(lab, line->file);
		at_lab_cell_text(lab, line->region);
		at_lab_cell_count(lab, line->pixels);
		at_lab_cell_count(lab, line->pictures);
		at_lab_cell_count(lab, line->missing);
		at_lab_cell_number(lab, line->fps);
		at_lab_cell_count(lab, line->threshold);
		at_lab_cell_number(lab, line->mean);
		at_lab_cell_number(lab, line->sd);
		at_lab_cell_number(lab, line->crosstalk_s);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	for (int i = 0; i < n && st == AT_OK; i++)
		if (m->lines[i].crosstalk_s > 0)
			at_lab_say(lab, "Inspect %s of %s: for %.0f s it moves together with "
			    "another region (r > 0.8).\nDoes one person reach into the other's "
			    "region, or does the light?", m->lines[i].region, m->lines[i].file,
			    m->lines[i].crosstalk_s);
	return st;
}

static enum at_status
put_result(struct motion *m)
{
	enum at_status st;

	if (m->task.n_files > 1)
		put_parameters(m, m->task.threshold);
	st = put_lines(m);
	at_lab_say(&m->lab, "%s", standing);
	return st == AT_OK ? at_lab_end(&m->lab, &m->used) : st;
}

static enum at_status
prepare(struct motion *m)
{
	long n_cores = sysconf(_SC_NPROCESSORS_ONLN);
	enum at_status st = take_regions(m);

	m->task.n_cores = n_cores < 1 ? 1 : n_cores > 64 ? 64 : (int)n_cores;
	m->task.files = m->cli->args;
	m->task.n_files = m->cli->n_args;
	m->task.regions = m->options->roi.at;
	m->task.n_regions = m->options->roi.n;
	m->task.still = m->options->still;
	m->lines = AT_NEW(m->cli->call.arena, struct line,
	    (size_t)m->task.n_files * (size_t)m->task.n_regions);
	if (st == AT_OK)
		st = take_threshold(m);
	return st == AT_OK ? check_outputs(m) : st;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	struct motion m = { .cli = cli, .options = given };
	const struct at_motion_watch watch = { done, progress, &m };
	enum at_status st = prepare(&m);

	if (st == AT_OK)
		st = at_lab_begin(cli, m.options->format, &m.lab);
	if (st != AT_OK)
		return st;
	st = at_motion_run(cli->call.arena, &m.task, &watch, &cli->err);
	if (st == AT_OK)
		st = put_result(&m);
	else
		cli->out.n_bytes = 0;           /* nothing half written */
	if (st == AT_OK && m.n_failed > 0)
		return at_fail(&cli->err, AT_INVALID, "%d of %d recordings could not be read",
		    m.n_failed, m.task.n_files);
	return st;
}

const struct at_command at_command_motion = {
	.name = "motion",
	.summary = "how much each person in a recording moves, picture by picture",
	.arguments = "VIDEO...",
	.about = "Counts the pixels of each region that changed since the picture before (motion "
	    "energy)\nand sums up by how much.  As csv or json: a row a picture; as text: a "
	    "summary.  Missing,\nnever 0, are the first picture, dropped and damaged ones and those"
	    " after them, and jumps\nof light.",
	.example = "  attune motion --roi client=0,0,320,360 --roi therapist=320,0,320,360"
	    " hour.mp4 > hour.json\n"
	    "  attune motion --roi left=0,0;200,0;180,360;0,360 --still wall=300,0,40,40"
	    " --format csv hour.webm",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.n_least = 1, .n_most = MOST_FILES,
	.folder = AT_FOLDER_NONE,
	.run = run,
};
