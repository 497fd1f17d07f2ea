/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipe of attune-media: what is put in comes out, and nothing else is believed. */
#include "check.h"
#include "signal/wire.h"

static const struct at_wire_stream pictures = { .tick_num = 1001, .tick_den = 30000,
	.duration_s = 2.5, .width = 640, .height = 360, .turned = 90, .depth = 10,
	.n_regions = 2, .pixels = { 100, 4000000000u } };
static const struct at_wire_stream sound = { .is_sound = true, .tick_num = 1,
	.tick_den = 48000, .duration_s = NAN, .rate_hz = 48000, .n_channels = 2 };

static struct at_arena *arena;
static struct at_buffer pipe_bytes;
static struct at_wire_reader reader;
static struct at_wire_record got;
static size_t at;

static void
new_pipe(void)
{
	pipe_bytes = at_buffer_init(arena);
	reader = (struct at_wire_reader){ 0 };
	at = 0;
	at_wire_put_greeting(&pipe_bytes);
}

static int
begin(void **state)
{
	(void)state;
	arena = at_arena_open();
	new_pipe();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* Of a copy that ends where the bytes end, so that a sanitizer sees a read beyond. */
static enum at_wire_got
next_of(size_t n_bytes)
{
	unsigned char *bytes = malloc(n_bytes - at + 1);
	size_t used;
	enum at_wire_got what;

	memcpy(bytes, pipe_bytes.bytes + at, n_bytes - at);
	what = at_wire_read(&reader, bytes, n_bytes - at, &used, &got);
	CHECK(used <= n_bytes - at && (used > 0) == (what == AT_WIRE_RECORD));
	if (what == AT_WIRE_RECORD && got.kind == AT_WIRE_SOUND)
		got.sound.samples += (unsigned char *)pipe_bytes.bytes + at - bytes;
	free(bytes);
	at += used;
	return what;
}

static enum at_wire_got
next(void)
{
	return next_of(pipe_bytes.n_bytes);
}

static void
put_pictures(void)
{
	const struct at_wire_frame frame = { .tick = -7, .compared = true, .changed = 42,
		.regions = { { 3, 30 }, { 4, UINT64_C(1) << 40 } } };
	const struct at_wire_end over = { 1, 2, 3, 4 };

	at_wire_put_stream(&pipe_bytes, &pictures);
	at_wire_put_frame(&pipe_bytes, &frame, 2);
	at_wire_put_end(&pipe_bytes, &over);
}

TEST(pictures_come_out_as_they_were_put_in)
{
	(void)state_;
	put_pictures();
	CHECK_INT(AT_WIRE_RECORD, next());
	CHECK_INT(AT_WIRE_STREAM, got.kind);
	CHECK(!got.stream.is_sound && got.stream.width == 640 && got.stream.height == 360);
	CHECK(got.stream.turned == 90 && got.stream.depth == 10 && got.stream.n_regions == 2);
	CHECK(got.stream.pixels[0] == 100 && got.stream.pixels[1] == 4000000000u);
	CHECK_NEAR(2.5, got.stream.duration_s, 0);
	CHECK_INT(AT_WIRE_RECORD, next());
	CHECK_INT(AT_WIRE_FRAME, got.kind);
	CHECK(got.frame.tick == -7 && got.frame.compared && got.frame.changed == 42);
	CHECK(got.frame.regions[0].changed == 3 && got.frame.regions[0].sum == 30);
	CHECK(got.frame.regions[1].changed == 4 && got.frame.regions[1].sum == UINT64_C(1) << 40);
	CHECK_NEAR(-7 * 1001.0 / 30000, at_wire_seconds(&reader.stream, got.frame.tick), 0);
	CHECK_INT(AT_WIRE_RECORD, next());
	CHECK_INT(AT_WIRE_END, got.kind);
	CHECK(got.end.decoded == 1 && got.end.damaged == 2 && got.end.unordered == 3
	    && got.end.resized == 4);
	CHECK_INT(AT_WIRE_MORE, next());
}

TEST(sound_comes_out_channel_by_channel)
{
	const float samples[] = { 0.5f, -1, 0.25f, NAN, 0, INFINITY };
	float one[3];

	(void)state_;
	at_wire_put_stream(&pipe_bytes, &sound);
	at_wire_put_sound(&pipe_bytes, 48000, samples, 3, 2);
	CHECK_INT(AT_WIRE_RECORD, next());
	CHECK(isnan(got.stream.duration_s));
	CHECK_INT(AT_WIRE_RECORD, next());
	CHECK(got.sound.tick == 48000 && got.sound.n_samples == 3 && got.sound.n_channels == 2);
	CHECK_NEAR(1, at_wire_seconds(&reader.stream, got.sound.tick), 0);
	at_wire_samples(&got.sound, 0, one);
	CHECK(one[0] == 0.5f && one[1] == 0.25f && one[2] == 0);
	at_wire_samples(&got.sound, 1, one);
	CHECK(one[0] == -1 && one[1] == 0 && one[2] == 0);      /* no number becomes silence */
}

TEST(a_histogram_comes_out)
{
	uint64_t levels[AT_WIRE_LEVELS] = { [0] = 5, [255] = UINT64_C(1) << 33 };

	(void)state_;
	at_wire_put_stream(&pipe_bytes, &pictures);
	at_wire_put_histogram(&pipe_bytes, levels);
	CHECK(next() == AT_WIRE_RECORD && next() == AT_WIRE_RECORD);
	CHECK_INT(AT_WIRE_HISTOGRAM, got.kind);
	CHECK(memcmp(levels, got.histogram, sizeof levels) == 0);
}

TEST(an_error_is_made_printable_and_is_the_last)
{
	(void)state_;
	at_wire_put_error(&pipe_bytes, "bad\033[31m\nfile \303\270");
	at_wire_put_stream(&pipe_bytes, &pictures);
	CHECK_INT(AT_WIRE_RECORD, next());
	CHECK_INT(AT_WIRE_ERROR, got.kind);
	CHECK_TEXT("bad?[31m?file ??", got.error);
	CHECK_INT(AT_WIRE_BROKEN, next());
}

TEST(a_pipe_cut_anywhere_asks_for_more)
{
	size_t n;

	(void)state_;
	put_pictures();
	for (n = 0; n < pipe_bytes.n_bytes; n++) {
		reader = (struct at_wire_reader){ 0 };
		at = 0;
		while (next_of(n) == AT_WIRE_RECORD)
			CHECK(got.kind != AT_WIRE_END);
		CHECK_INT(AT_WIRE_MORE, next_of(n));
	}
}

/* Every byte of head and stream changed in every bit: read within bounds, and whatever is
 * handed out is within its range. */
TEST(changed_bytes_are_refused_or_harmless)
{
	(void)state_;
	put_pictures();
	for (size_t bit = 0; bit < 8 * pipe_bytes.n_bytes; bit++) {
		pipe_bytes.bytes[bit / 8] ^= (char)(1 << bit % 8);
		reader = (struct at_wire_reader){ 0 };
		at = 0;
		while (next() == AT_WIRE_RECORD)
			CHECK(got.kind != AT_WIRE_STREAM || (got.stream.n_regions == 2
			    && got.stream.tick_den > 0 && got.stream.width > 0));
		pipe_bytes.bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
}

/* Byte `i` of what comes after the greeting. */
static void
set_byte(size_t i, unsigned char value)
{
	pipe_bytes.bytes[8 + i] = (char)value;
}

TEST(sizes_that_do_not_fit_are_refused)
{
	const float samples[4] = { 0 };
	size_t stream;

	(void)state_;
	at_wire_put_stream(&pipe_bytes, &sound);
	stream = pipe_bytes.n_bytes - 8;
	at_wire_put_sound(&pipe_bytes, 0, samples, 2, 2);
	set_byte(stream + 8 + 8, 1);            /* one sample, and bytes of two */
	CHECK(next() == AT_WIRE_RECORD && next() == AT_WIRE_BROKEN);
	new_pipe();
	at_wire_put_stream(&pipe_bytes, &sound);
	set_byte(7, 0x7f);                      /* two thousand million bytes */
	CHECK_INT(AT_WIRE_BROKEN, next());
}

TEST(the_order_is_kept)
{
	const struct at_wire_frame frame = { 0 };
	const float samples[2] = { 0 };

	(void)state_;
	at_wire_put_frame(&pipe_bytes, &frame, 0);
	CHECK_INT(AT_WIRE_BROKEN, next());              /* before its stream */
	new_pipe();
	at_wire_put_stream(&pipe_bytes, &pictures);
	at_wire_put_stream(&pipe_bytes, &pictures);
	CHECK(next() == AT_WIRE_RECORD && next() == AT_WIRE_BROKEN);
	new_pipe();
	at_wire_put_stream(&pipe_bytes, &pictures);
	at_wire_put_sound(&pipe_bytes, 0, samples, 1, 2);
	CHECK(next() == AT_WIRE_RECORD && next() == AT_WIRE_BROKEN);
	new_pipe();
	at_wire_put_stream(&pipe_bytes, &pictures);
	at_wire_put_frame(&pipe_bytes, &frame, 3);      /* of two regions */
	CHECK(next() == AT_WIRE_RECORD && next() == AT_WIRE_BROKEN);
}

#define IN_PIPE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PIPE(pictures_come_out_as_they_were_put_in),
		IN_PIPE(sound_comes_out_channel_by_channel),
		IN_PIPE(a_histogram_comes_out),
		IN_PIPE(an_error_is_made_printable_and_is_the_last),
		IN_PIPE(a_pipe_cut_anywhere_asks_for_more),
		IN_PIPE(changed_bytes_are_refused_or_harmless),
		IN_PIPE(sizes_that_do_not_fit_are_refused),
		IN_PIPE(the_order_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
