/* SPDX-License-Identifier: GPL-3.0-or-later */
/* media/sound.h - the sound of a recording, as it is: every channel, at its own rate. */
#ifndef AT_MEDIA_SOUND_H
#define AT_MEDIA_SOUND_H

#include "base/source.h"
#include "media/out.h"

/* Writes STREAM, the SOUND records and END.
 * AT_INVALID: no sound, or none that can be decoded; AT_IO. */
enum at_status at_sound_decode(struct at_arena *arena, const struct at_source *source,
    struct at_out *out, struct at_error *err);

#endif
