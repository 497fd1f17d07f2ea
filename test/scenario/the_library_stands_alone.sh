#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: a program of twenty lines needs include/attune.h, libattune.a and the mathematics of
# the C library, and nothing else; attune.h has every header of its rooms.
set -u
library=$PWD/build/${VARIANT:-release}/libattune.a
[ -e "$library" ] || { echo "SKIPPED: no $library"; exit 77; }
failed=0

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if ! ${CC:-cc} -std=c17 -Wall -Wextra -Werror -D_POSIX_C_SOURCE=200809L -Iinclude -Isrc \
    -o "$dir/example" docs/example.c "$library" -lm; then
	echo "docs/example.c does not build"
	failed=1
elif [ "$("$dir/example")" != "index 3.16: improved" ]; then
	echo "docs/example.c says: $("$dir/example")"
	failed=1
fi

# README and the manual show this very program.
tail -n +2 docs/example.c > "$dir/shown"
sed -n '/^```c$/,/^```$/p' README.md | sed '1d;$d' | cmp -s - "$dir/shown" ||
	{ echo "README.md shows another program than docs/example.c"; failed=1; }
sed -n '/^\.Bd -literal$/,/^\.Ed$/p' man/libattune.3 | sed '1d;$d;s/\\e/\\/g' | cmp -s - "$dir/shown" ||
	{ echo "man/libattune.3 shows another program than docs/example.c"; failed=1; }

# Not for callers: parts of the reader of definitions, the inner loops of
# cross-correlation, of pitch and of meta-analysis, the pipe of attune-media, and how mixed
# models are solved.
inside=" instrument/parse.h instrument/scan.h instrument/texts.h signal/cell.h \
progress/course_model.h progress/dropout_part.h signal/decimate.h signal/fft.h signal/periods.h \
stats/lmm_core.h stats/lmm_crossed.h stats/lmm_nested.h \
stats/model_design.h stats/meta_blocks.h stats/meta_weigh.h \
signal/group.h signal/moments.h signal/rows.h signal/view.h signal/wire.h "
for header in src/stats/*.h src/instrument/*.h src/progress/*.h src/alliance/*.h src/signal/*.h; do
	header=${header#src/}
	case $inside in
	*" $header "*) continue ;;
	esac
	grep -qF "#include \"$header\"" include/attune.h ||
		{ echo "include/attune.h lacks $header"; failed=1; }
done
exit $failed
