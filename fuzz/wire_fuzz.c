/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from attune-media's pipe, as a decoder that was taken over might send them: what is
 * handed out lies within them, in its ranges and in its order. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "signal/wire.h"

#define MUST(truth) \
	do { \
		if (!(truth)) \
			abort(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void
look_at_sound(const struct at_wire_sound *sound)
{
	float samples[AT_WIRE_MAX_SAMPLES];

	for (int c = 0; c < sound->n_channels; c++) {
		at_wire_samples(sound, c, samples);
		for (int i = 0; i < sound->n_samples; i++)
			MUST(isfinite(samples[i]));
	}
}

static void
look_at(const struct at_wire_reader *reader, const struct at_wire_record *record)
{
	switch (record->kind) {
	case AT_WIRE_STREAM:
		MUST(record->stream.tick_den > 0 && record->stream.tick_num > 0);
		MUST(record->stream.n_regions <= AT_WIRE_MAX_REGIONS);
		break;
	case AT_WIRE_FRAME:
		MUST(reader->streaming && !reader->stream.is_sound);
		MUST(isfinite(at_wire_seconds(&reader->stream, record->frame.tick)));
		break;
	case AT_WIRE_SOUND:
		MUST(reader->streaming && reader->stream.is_sound);
		look_at_sound(&record->sound);
		break;
	case AT_WIRE_HISTOGRAM:
	case AT_WIRE_END:
		MUST(reader->streaming);
		break;
	case AT_WIRE_ERROR:
		for (const char *c = record->error; *c != '\0'; c++)
			MUST(*c >= ' ' && *c < 0x7f);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_wire_reader reader = { 0 };
	struct at_wire_record record;
	size_t at = 0, used;

	while (at_wire_read(&reader, bytes + at, n_bytes - at, &used, &record) == AT_WIRE_RECORD) {
		MUST(used > 0 && used <= n_bytes - at);
		at += used;
		look_at(&reader, &record);
	}
	MUST(used == 0);
	return 0;
}
