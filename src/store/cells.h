/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/cells.h - rows of values as bytes, and back.
 *
 * A cell is its kind (0 nothing, 1 whole number, 2 number, 3 text, 4 bytes) and then: a
 * number of 8 bytes, little-endian; or a length of 4 and as many bytes. */
#ifndef AT_STORE_CELLS_H
#define AT_STORE_CELLS_H

#include "base/buffer.h"
#include "store/copy.h"

void at_cells_put(struct at_buffer *out, const struct at_value *cells, int n);

/* All rows of a block, in `arena`.  AT_CORRUPT: not rows of this table. */
enum at_status at_cells_take(struct at_arena *arena, const struct at_copy_table *table,
    const unsigned char *bytes, size_t n_bytes, struct at_value **out, int *out_n_rows,
    struct at_error *err);

#endif
