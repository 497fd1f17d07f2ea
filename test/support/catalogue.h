/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/catalogue.h - what a live database says it is made of, in one spelling for both
 * engines: columns with type, nullability and place in the key, indexes, foreign keys, and
 * which tables have triggers.  One line each, sorted. */
#ifndef AT_TEST_CATALOGUE_H
#define AT_TEST_CATALOGUE_H

#include "support/store_support.h"

const char *support_catalogue(struct support *s, struct at_db *db);

#endif
