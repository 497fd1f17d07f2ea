/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion of recordings that were made a moment ago: what moves in them is known, or is
 * counted again in the luma that the ffmpeg command dumps. */
#include "check.h"
#include "job/motion.h"
#include "signal/motion.h"
#include "support/recording.h"

enum { W = 160, H = 96, N = 60, SIDE = 12, LAG = 7 };

static struct at_arena *arena;
static struct at_error err;

/* What came of the last run. */
static struct at_energy energy;
static struct at_wire_end counts;
static int threshold;
static enum at_status status;           /* of the recording */
static char why[400];
static double shared;

static int
begin(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* ---- running -------------------------------------------------------------------------- */

/* The result dies with the recording's arena: keep what is looked at. */
static enum at_status
keep(void *cookie, const struct at_motion_result *result)
{
	const struct at_energy *e = result->energy;
	size_t n = (size_t)e->n_rows;

	(void)cookie;
	status = result->err->status;
	snprintf(why, sizeof why, "%s", result->err->text);
	threshold = result->threshold;
	counts = result->counts;
	energy = *e;
	energy.times = at_grow(arena, e->times, n, n + 1, sizeof *e->times);
	energy.whys = at_grow(arena, e->whys, n, n + 1, sizeof *e->whys);
	energy.counts = at_grow(arena, e->counts, n * (size_t)e->stream.n_regions,
	    n * (size_t)e->stream.n_regions + 1, sizeof *e->counts);
	return AT_OK;
}

static void
note_share(void *cookie, double share)
{
	(void)cookie;
	CHECK(share >= 0 && share <= 1 + 1e-9);
	shared = share;
}

static void
run(const char *path, const char *const *regions, int n, int given, const char *still)
{
	const struct at_motion_watch watch = { keep, note_share, NULL };
	const struct at_motion_task task = { .files = &path, .n_files = 1, .regions = regions,
		.n_regions = n, .threshold = given, .still = still, .n_cores = 2 };
	enum at_status st;

	if (path == NULL)
		SKIP("no ffmpeg");
	st = at_motion_run(arena, &task, &watch, &err);
	if (st == AT_NOT_FOUND)
		SKIP("no attune-media");
	if (st != AT_OK)
		fail_msg("%s", err.text);
}

static void
run_well(const char *path, const char *const *regions, int n)
{
	run(path, regions, n, 12, NULL);
	if (status != AT_OK)
		fail_msg("%s", why);
}

/* ---- recordings ----------------------------------------------------------------------- */

/* How far a person moves from picture i - 1 to i: now and then, never in a rhythm. */
static int
step_at(int i)
{
	return i < 1 ? 0 : i * i * 7 % 11 % 5;
}

/* Two squares on grey: the left one moves, the right one does the same LAG pictures later. */
static const char *
draw_two(int n)
{
	size_t bytes = W * H * 3 / 2;
	unsigned char *all = malloc(bytes * (size_t)n);
	int left = 4, right = 4;
	const char *path;

	memset(all, 128, bytes * (size_t)n);
	for (int i = 0; i < n; i++) {
		unsigned char *luma = all + bytes * (size_t)i;

		memset(luma, 60, W * H);
		left = (left + step_at(i)) % 50;
		right = (right + step_at(i - LAG)) % 50;
		for (int y = 40; y < 40 + SIDE; y++) {
			memset(luma + y * W + left, 200, SIDE);
			memset(luma + y * W + 80 + right, 200, SIDE);
		}
	}
	path = recording_of(arena, "two.yuv", all, bytes * (size_t)n);
	free(all);
	return path;
}

static const char *const halves[] = { "left=0,0,80,96", "right=80,0,80,96" };

/* Pixels that a square changes when it moves this far; it wraps at 50 of 80 pixels. */
static int
expected(int i, int lag)
{
	int place = 4, moved = 0;

	for (int k = 0; k <= i; k++) {
		int next = (place + step_at(k - lag)) % 50;

		moved = abs(next - place);
		place = next;
	}
	return 2 * SIDE * (moved < SIDE ? moved : SIDE);
}

static const struct at_wire_count *
row_at(int row)
{
	return energy.counts + row * energy.stream.n_regions;
}

static const char *
raw_input(const char *rate)
{
	return at_printf(arena, "-f rawvideo -pix_fmt yuv420p -s %dx%d -r %s -i %s", W, H, rate,
	    draw_two(N));
}

static double
correlation(int lag)
{
	double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;

	for (int i = 20; i + 20 < energy.n_rows; i++) {
		double a = row_at(i)[0].changed, b = row_at(i + lag)[1].changed;

		n++;
		x += a;
		y += b;
		xx += a * a;
		yy += b * b;
		xy += a * b;
	}
	return (xy - x * y / n) / sqrt((xx - x * x / n) * (yy - y * y / n));
}

static int
best_lag(void)
{
	int best = -19;

	for (int lag = -19; lag < 20; lag++)
		if (correlation(lag) > correlation(best))
			best = lag;
	return best;
}

/* ---- tests ---------------------------------------------------------------------------- */

TEST(known_motion_and_lag_come_out_at_every_rate)
{
	static const struct { const char *rate; double fps; } rates[] = {
		{ "25", 25 }, { "30000/1001", 30000 / 1001.0 }, { "60000/1001", 60000 / 1001.0 },
	};

	(void)state_;
	for (size_t r = 0; r < AT_COUNT(rates); r++) {
		const char *paths[] = { recording_path(arena, "h264.mp4"),
			recording_path(arena, "vp9.webm") };

		if (!recording_run(arena, at_printf(arena, "%s -c:v libx264 -preset ultrafast -qp 0"
		    " %s -c:v libvpx-vp9 -lossless 1 -cpu-used 8 -deadline realtime %s",
		    raw_input(rates[r].rate), paths[0], paths[1])))
			SKIP("no ffmpeg");
		for (int f = 0; f < 2; f++) {
			/* WebM counts milliseconds. */
			double tolerance = f == 0 ? 1e-9 : 0.0006;

			run_well(paths[f], halves, 2);
			CHECK_INT(N, energy.n_rows);
			CHECK(energy.constant);
			CHECK_NEAR(rates[r].fps, energy.fps, f == 0 ? 1e-9 : 0.03);
			CHECK_INT(AT_ENERGY_FIRST, energy.whys[0]);
			for (int i = 0; i < N; i++) {
				CHECK_NEAR(i / rates[r].fps, energy.times[i], tolerance);
				if (i == 0)
					continue;
				CHECK_INT(expected(i, 0), row_at(i)[0].changed);
				CHECK_INT(expected(i, LAG), row_at(i)[1].changed);
				CHECK_INT(140 * expected(i, 0), row_at(i)[0].sum);
			}
			CHECK_INT(LAG, best_lag());
		}
	}
	CHECK_NEAR(1, shared, 0.1);
}

TEST(pictures_at_a_varying_rate_keep_their_own_times)
{
	const char *path = recording_make(arena, "vfr.mkv", at_printf(arena, "%s -vf \"setpts="
	    "'(N*30+mod(N*N*7,23))/1000/TB'\" -fps_mode passthrough -enc_time_base 1/1000 "
	    "-c:v libx264 -preset ultrafast -qp 0", raw_input("1000")));

	(void)state_;
	run_well(path, halves, 2);
	CHECK_INT(N, energy.n_rows);
	CHECK(!energy.constant);
	for (int i = 1; i < N; i++) {
		CHECK_NEAR((i * 30 + i * i * 7 % 23) / 1000.0, energy.times[i], 1.001e-3);
		CHECK_INT(expected(i, 0), row_at(i)[0].changed);
		CHECK_INT(expected(i, LAG), row_at(i)[1].changed);
	}
	CHECK_INT(LAG, best_lag());
}

TEST(dropped_pictures_leave_rows_without_motion)
{
	const char *path = recording_make(arena, "gap.mp4", at_printf(arena, "%s -vf \"select="
	    "'not(between(n,20,22)+eq(n,40))'\" -fps_mode passthrough "
	    "-c:v libx264 -preset ultrafast -qp 0", raw_input("30000/1001")));

	(void)state_;
	run_well(path, halves, 2);
	CHECK_INT(N, energy.n_rows);
	CHECK_NEAR(30000 / 1001.0, energy.fps, 1e-9);
	for (int i = 0; i < N; i++) {
		bool dropped = (i >= 20 && i <= 22) || i == 40;

		CHECK_INT(i == 0 ? AT_ENERGY_FIRST : dropped ? AT_ENERGY_DROPPED
		    : i == 23 || i == 41 ? AT_ENERGY_AFTER : AT_ENERGY_THERE, energy.whys[i]);
		CHECK_NEAR(i * 1001 / 30000.0, energy.times[i], 1e-6);
		if (energy.whys[i] == AT_ENERGY_THERE)
			CHECK_INT(expected(i, 0), row_at(i)[0].changed);
	}
}

/* Luma of the pictures as the ffmpeg command decodes them, with `bytes` a pixel. */
struct dump {
	const unsigned char *at;
	int width, height, n, bytes, depth;
};

static struct dump
dump_luma(const char *path, int width, int height, const char *format, int depth)
{
	struct dump d = { .width = width, .height = height, .bytes = depth > 8 ? 2 : 1,
		.depth = depth };
	size_t n, one = (size_t)(width * height + 2 * ((width + 1) / 2) * ((height + 1) / 2))
	    * (size_t)d.bytes;

	d.at = recording_dump(arena, at_printf(arena, "-flags unaligned -i %s -fps_mode "
	    "passthrough -f rawvideo -pix_fmt %s", path, format), &n);
	CHECK_INT(0, n % one);
	d.n = (int)(n / one);
	return d;
}

static int
level_at(const struct dump *d, int i, int x, int y)
{
	size_t one = (size_t)(d->width * d->height
	    + 2 * ((d->width + 1) / 2) * ((d->height + 1) / 2)) * (size_t)d->bytes;
	const unsigned char *at = d->at + one * (size_t)i + (y * d->width + x) * d->bytes;

	return d->bytes == 1 ? at[0] : (at[0] | at[1] << 8) >> (d->depth - 8);
}

static void
check_against(const struct dump *d, const char *const *texts, int n_regions, int given)
{
	struct at_region region;

	CHECK_INT(d->n, energy.n_rows);
	CHECK_INT(d->width, energy.stream.width);
	CHECK_INT(d->height, energy.stream.height);
	for (int r = 0; r < n_regions; r++) {
		CHECK_INT(AT_OK, at_region_parse(arena, texts[r], &region, &err));
		for (int i = 1; i < d->n; i++) {
			uint32_t changed = 0;
			uint64_t sum = 0;

			for (int y = region.top; y < region.bottom; y++)
				for (int x = region.left; x < region.right; x++) {
					int diff = abs(level_at(d, i, x, y)
					    - level_at(d, i - 1, x, y));

					if (diff > given && at_region_has(&region, x, y)) {
						changed++;
						sum += (uint64_t)diff;
					}
				}
			CHECK_INT(AT_ENERGY_THERE, energy.whys[i]);
			CHECK_INT(changed, row_at(i)[r].changed);
			CHECK_INT(sum, row_at(i)[r].sum);
		}
	}
}

/* A picture with everything in it, 150 x 90: no multiple of what a coder works in. */
static const char motley[] = "-f lavfi -i testsrc2=s=150x90:r=25:d=0.4";
static const char *const odd_regions[] = { "left=3,5,61,80", "slope=70,0;149,10;120,89;66,60",
	"all=0,0,150,90" };

TEST(every_coder_counts_as_the_luma_that_ffmpeg_dumps)
{
	static const struct { const char *name, *coder, *format; int depth; } cases[] = {
		{ "h264.mp4", "libx264 -bf 2", "yuv420p", 8 },
		{ "h264.mkv", "libx264 -pix_fmt yuv422p", "yuv422p", 8 },
		{ "h264.mov", "libx264 -pix_fmt yuv420p10le", "yuv420p10le", 10 },
		{ "vp8.webm", "libvpx -b:v 300k", "yuv420p", 8 },
		{ "vp9.webm", "libvpx-vp9 -cpu-used 8 -deadline realtime", "yuv420p", 8 },
		{ "vp9-10.webm", "libvpx-vp9 -cpu-used 8 -pix_fmt yuv420p10le", "yuv420p10le", 10 },
		{ "hevc.mov", "libx265 -x265-params log-level=0 -preset ultrafast", "yuv420p", 8 },
	};
	struct at_buffer args = at_buffer_init(arena);
	const char *paths[AT_COUNT(cases)];

	(void)state_;
	at_buffer_text(&args, motley);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		paths[i] = recording_path(arena, cases[i].name);
		at_buffer_printf(&args, " %s -c:v %s %s", strstr(cases[i].coder, "-pix_fmt") == NULL
		    ? "-pix_fmt yuv420p" : "", cases[i].coder, paths[i]);
	}
	if (!recording_run(arena, at_buffer_string(&args)))
		SKIP("no ffmpeg");
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct dump d = dump_luma(paths[i], 150, 90, cases[i].depth > 8 ? "yuv420p10le"
		    : "yuv420p", cases[i].depth);

		run_well(paths[i], odd_regions, 3);
		CHECK_INT(cases[i].depth, energy.stream.depth);
		check_against(&d, odd_regions, 3, 12);
	}
}

/* A telephone held upright says "turn me"; regions are where one sees them. */
TEST(turned_recordings_are_counted_as_they_are_shown)
{
	static const char *const shown[] = { "low=0,100,90,50", "slope=0,0;80,10;50,140" };
	const char *lying = recording_make(arena, "lying.mp4", at_printf(arena,
	    "%s -c:v libx264 -pix_fmt yuv420p", motley));

	(void)state_;
	for (int turn = 90; turn < 360; turn += 90) {
		const char *path = lying == NULL ? NULL : recording_make(arena, "turned.mp4",
		    at_printf(arena, "-i %s -c copy -metadata:s:v rotate=%d", lying, turn));
		const char *const *regions = turn == 180 ? odd_regions : shown;
		struct dump d;

		run_well(path, regions, 2);
		CHECK_INT(360 - turn, energy.stream.turned);    /* the command counts left */
		d = dump_luma(path, turn == 180 ? 150 : 90, turn == 180 ? 90 : 150, "yuv420p", 8);
		check_against(&d, regions, 2, 12);
	}
}

/* What is cut off at the left and above is not counted and shifts nothing. */
TEST(cropping_is_to_the_pixel)
{
	static const char *const regions[] = { "all=0,0,138,82", "in=7,9,50,60" };
	const char *path = recording_make(arena, "crop.mp4", at_printf(arena, "%s -c:v libx264 "
	    "-pix_fmt yuv420p -bsf:v h264_metadata=crop_left=6:crop_top=4:crop_right=16:"
	    "crop_bottom=10", motley));
	struct dump d;

	(void)state_;
	if (path == NULL)
		SKIP("no ffmpeg");
	d = dump_luma(path, 138, 82, "yuv420p", 8);
	run_well(path, regions, 2);
	check_against(&d, regions, 2, 12);
}

TEST(a_still_region_gives_the_threshold)
{
	/* Noise of up to 5 in the upper half; below a square moves. */
	const char *path = recording_make(arena, "still.mkv", "-f lavfi -i "
	    "\"color=gray:s=96x96:r=25:d=1,format=yuv420p,noise=c0s=5:c0f=t\" -c:v libx264 -qp 0");
	static const char *const all[] = { "all=0,0,96,96" };
	uint32_t over = 0;

	(void)state_;
	run(path, all, 1, AT_MOTION_AUTO, "wall=0,0,96,96");
	CHECK_INT(AT_OK, status);
	CHECK(threshold > 1 && threshold < 20);
	for (int i = 1; i < energy.n_rows; i++)
		over += row_at(i)[0].changed;
	CHECK(over <= 96 * 96 * (uint32_t)(energy.n_rows - 1) / 1000);
	run(path, all, 1, threshold - 1, NULL);
	for (int i = 1; i < energy.n_rows; i++)
		over += row_at(i)[0].changed;
	CHECK(over > 96 * 96 * (uint32_t)(energy.n_rows - 1) / 1000);
}

TEST(a_lamp_that_is_switched_on_is_no_motion)
{
	const char *path = recording_make(arena, "lamp.mp4", "-f lavfi -i \"color=black:s=96x96"
	    ":r=25:d=1,drawbox=color=white:t=fill:enable='gte(n,13)'\" -c:v libx264 -qp 0");
	static const char *const all[] = { "all=0,0,96,96" };

	(void)state_;
	run_well(path, all, 1);
	for (int i = 1; i < energy.n_rows; i++)
		CHECK_INT(i == 13 ? AT_ENERGY_LIGHT : AT_ENERGY_THERE, energy.whys[i]);
}

/* To write a date down libc looks for the time zone, where the sandbox ends whoever opens. */
TEST(a_recording_may_bear_its_date)
{
	static const char *const all[] = { "all=0,0,96,96" };
	const char *path = recording_make(arena, "dated.mov", "-f lavfi -i color=gray:s=96x96:r=25"
	    ":d=0.2 -c:v libx264 -metadata creation_time=2026-11-22T10:00:00Z");

	(void)state_;
	run_well(path, all, 1);
	CHECK_INT(5, energy.n_rows);
}

TEST(a_region_out_of_the_picture_ends_in_one_line)
{
	static const char *const far[] = { "far=100,0,100,50" };
	const char *path = recording_make(arena, "small.mp4", at_printf(arena,
	    "%s -c:v libx264 -pix_fmt yuv420p", motley));

	(void)state_;
	run(path, far, 1, 12, NULL);
	CHECK_INT(AT_INVALID, status);
	CHECK_HAS("the region far reaches to 200,50, out of the picture of 150 x 90", why);
	CHECK_HAS("small.mp4: ", why);
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(known_motion_and_lag_come_out_at_every_rate),
		IN_ARENA(pictures_at_a_varying_rate_keep_their_own_times),
		IN_ARENA(dropped_pictures_leave_rows_without_motion),
		IN_ARENA(every_coder_counts_as_the_luma_that_ffmpeg_dumps),
		IN_ARENA(turned_recordings_are_counted_as_they_are_shown),
		IN_ARENA(cropping_is_to_the_pixel),
		IN_ARENA(a_still_region_gives_the_threshold),
		IN_ARENA(a_lamp_that_is_switched_on_is_no_motion),
		IN_ARENA(a_recording_may_bear_its_date),
		IN_ARENA(a_region_out_of_the_picture_ends_in_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
