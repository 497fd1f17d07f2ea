/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/instrument_show.h - everything a definition says, as text. */
#ifndef AT_CLI_INSTRUMENT_SHOW_H
#define AT_CLI_INSTRUMENT_SHOW_H

#include "cli/command.h"
#include "instrument/library.h"

/* Head, answers, items, scales, constants and rules. */
void at_instrument_show(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument, const char *lang);

/* The words of a key in its first form, "" where there are none; instrument NULL: general. */
const char *at_instrument_words(const struct at_library *library,
    const struct at_instrument *instrument, const char *lang, const char *key);

/* "client teen": the forms whose bits are set. */
const char *at_instrument_forms(struct at_cli *cli, const struct at_instrument *instrument,
    unsigned forms);

#endif
