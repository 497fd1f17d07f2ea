# SPDX-License-Identifier: GPL-3.0-or-later
# One Makefile.  make; make test; make VARIANT=asan test; make VARIANT=tsan test; make fuzz
# Rooms may include only what src/ROOMS says (tools/check-rooms).

VARIANT ?= release
B       := build/$(VARIANT)
CC      ?= gcc

VERSION := 0.1.0
PACKAGES := libmicrohttpd libsodium libseccomp sqlite3 libpq zlib

CFLAGS_release := -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection
CFLAGS_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_tsan    := -O1 -fsanitize=thread -fno-omit-frame-pointer
CFLAGS_fuzz    := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ifeq ($(VARIANT),fuzz)
CC := clang
endif

WARN := -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wcast-qual -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wvla -Wformat=2 -Wundef
CPPFLAGS := -Isrc -D_POSIX_C_SOURCE=200809L -DAT_VERSION='"$(VERSION)"' $(shell pkg-config --cflags $(PACKAGES))
CFLAGS := -std=c17 -g -pthread -fPIE -ffp-contract=off $(WARN) $(CFLAGS_$(VARIANT))
LDFLAGS := -pie -pthread -Wl,-z,relro,-z,now $(filter -fsanitize%,$(CFLAGS_$(VARIANT)))
LDLIBS := $(shell pkg-config --libs $(PACKAGES)) -lm

SOURCES  := $(sort $(wildcard src/*/*.c))
OBJECTS  := $(SOURCES:src/%.c=$(B)/obj/%.o) $(B)/embed.o
TESTS    := $(patsubst test/%.c,$(B)/test/%,$(sort $(wildcard test/*/*_test.c)))
HELPERS  := $(patsubst test/%.c,$(B)/test/%.o,$(sort $(wildcard test/support/*.c)))
PO       := $(patsubst po/%.po,$(B)/po/%.mo,$(sort $(wildcard po/*.po)))
EMBEDDED := $(sort $(wildcard instruments/*.txt assets/* demo/*.txt src/store/schema/*.sql)) $(PO)
FUZZERS  := $(patsubst fuzz/%.c,build/fuzz/bin/%,$(sort $(wildcard fuzz/*_fuzz.c)))
BENCHES  := $(patsubst bench/%.c,$(B)/bench/%,$(sort $(wildcard bench/*.c)))

.PHONY: all test tests fuzz bench clean
.SECONDARY:
all: $(B)/attune

$(B)/attune: $(B)/obj/main.o $(B)/libclinic.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libclinic.a: $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/embed.S: tools/embed $(EMBEDDED)
	@mkdir -p $(@D)
	tools/embed $@ $(EMBEDDED)

$(B)/embed.o: $(B)/embed.S
	$(CC) -c -o $@ $<

$(B)/po/%.mo: po/%.po
	@mkdir -p $(@D)
	msgfmt --check-format -o $@ $<

tests: $(TESTS)
test: $(TESTS)
	tools/run-tests $(TESTS)

$(B)/test/%.o: test/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itest $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/test/%_test: $(B)/test/%_test.o $(HELPERS) $(B)/libclinic.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

fuzz: $(FUZZERS)
build/fuzz/bin/%: fuzz/%.c build/fuzz/libclinic.a
	@mkdir -p $(@D)
	clang $(CPPFLAGS) -std=c17 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $^ $(LDLIBS) -pthread
build/fuzz/libclinic.a: FORCE
	@test $(VARIANT) = fuzz || $(MAKE) --no-print-directory VARIANT=fuzz $@
.PHONY: FORCE

bench: $(BENCHES)
$(B)/bench/%: bench/%.c $(B)/libclinic.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(B)/libclinic.a $(LDLIBS)

clean:
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
