#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: tools/check-rooms finds an include that src/ROOMS does not allow, and only that.
set -u
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0
spdx='/* SPDX-License-Identifier: GPL-3.0-or-later */'

# expect WHAT FILE LINE... - a tree of one file; WHAT is the message's end, or "fine".
expect() {
	what=$1 file=$2
	shift 2
	rm -rf "$tree/src"
	mkdir -p "$tree/src/$(dirname "$file")"
	printf '%s\n' '# a comment: base' 'base:' 'store:  base' 'web: base # not store:' \
	    'cli:' 'cli/serve.c: web store' 'main.c: cli' > "$tree/src/ROOMS"
	printf '%s\n' "$@" > "$tree/src/$file"
	said=$(tools/check-rooms "$tree") && said=fine
	case $said in
	*"$what") ;;
	*)
		printf 'expected "%s", got "%s" for %s: %s\n' "$what" "$said" "$file" "$*"
		failed=1 ;;
	esac
}

expect fine src.c "$spdx"
expect fine web/page.c "$spdx" '#include <store.h>' '#include "base/a.h"' '#include "web/b.h"'
expect 'web/page.c:2: web may not include store (src/ROOMS)' web/page.c "$spdx" '#include "store/db.h"'
expect 'web/page.h:2: web may not include cli (src/ROOMS)' web/page.h "$spdx" ' # include "cli/a.h"'
expect 'web/routes.def:3: web may not include store (src/ROOMS)' web/routes.def "$spdx" '' \
    '#include "store/db.h"'
expect 'base/a.c:2: base may not include web (src/ROOMS)' base/a.c "$spdx" '#include "web/a.h"'
expect fine cli/serve.c "$spdx" '#include "web/a.h"' '#include "store/db.h"'
expect 'cli/other.c:2: cli may not include web (src/ROOMS)' cli/other.c "$spdx" '#include "web/a.h"'
expect fine main.c "$spdx" '#include "cli/a.h"'
expect 'main.c:2: main.c may not include web (src/ROOMS)' main.c "$spdx" '#include "web/a.h"'
expect 'room "attic" has no row in src/ROOMS' attic/a.c "$spdx"
expect '"page.h" lacks its room' web/page.c "$spdx" '#include "page.h"'
expect 'web/page.c:1: the first line is not the SPDX line' web/page.c 'int x;'
exit $failed
