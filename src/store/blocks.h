/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/blocks.h - a file of blocks, each packed, each with a checksum that covers all
 * before it: what was cut off, swapped or changed is found, and where.
 *
 *	"attune backup 1\n"
 *	block: kind (1 byte), bytes, bytes packed (4 each, little-endian), zlib data,
 *	    16 bytes of BLAKE2b(checksum before, all of that)
 *
 * The last block is of the kind AT_BLOCK_END.  Written beside its name and renamed when it
 * is whole and on the disk. */
#ifndef AT_STORE_BLOCKS_H
#define AT_STORE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

enum { AT_BLOCK_HEAD = 'H', AT_BLOCK_KEY = 'K', AT_BLOCK_FILE = 'F', AT_BLOCK_TABLE = 'T',
	AT_BLOCK_ROWS = 'R', AT_BLOCK_END = 'E' };

struct at_blocks;

/* A new file, for its owner alone; closed with the arena, and taken away then unless it was
 * kept.  AT_CONFLICT: there is one of that name already, and it is not to be replaced;
 * AT_BUSY: another program writes it now.  What one that was killed left is written over. */
enum at_status at_blocks_make(struct at_arena *arena, const char *path, bool replace,
    struct at_blocks **out, struct at_error *err);
/* AT_INVALID: over 4 MB, which nothing would read again. */
enum at_status at_blocks_put(struct at_blocks *blocks, int kind, const void *bytes, size_t n,
    struct at_error *err);
/* Everything is on the disk under its name.  `out_bytes`: its size. */
enum at_status at_blocks_keep(struct at_blocks *blocks, int64_t *out_bytes, struct at_error *err);

/* `out_bytes`: its size.  AT_NOT_FOUND, AT_CORRUPT: no backup of this program. */
enum at_status at_blocks_open(struct at_arena *arena, const char *path, struct at_blocks **out,
    int64_t *out_bytes, struct at_error *err);
/* The next block; its bytes live until the next call.  AT_CORRUPT: cut off or changed; bytes
 * behind the end, too. */
enum at_status at_blocks_next(struct at_blocks *blocks, int *out_kind, const unsigned char **out,
    size_t *out_n, struct at_error *err);

#endif
