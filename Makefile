# SPDX-License-Identifier: GPL-3.0-or-later
# make                    build/release/attune, and attune-media where FFmpeg's libraries are
# make test               the unit tests; VARIANT=asan or tsan runs them under a sanitizer
# make fuzz               build/fuzz/bin/NAME for every fuzz/NAME_fuzz.c (clang)
# make bench              build/release/bench/NAME for every bench/NAME.c
# make install            into $(DESTDIR)$(prefix); make deb: Debian packages in build/deb
# make CC=clang VARIANT=clang, make V=1 (show the commands), make clean

VERSION := 0.1.0

VARIANT ?= release
B       := build/$(VARIANT)
ifeq ($(VARIANT),fuzz)
CC      := clang
else ifeq ($(origin CC),default)
CC      := gcc
endif

PACKAGES := libmicrohttpd gnutls libsodium liboath libseccomp sqlite3 zlib libqrencode nlopt
WARN := -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wcast-qual -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wvla -Wformat=2 -Wundef
HARD := -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection
CFLAGS_release := $(HARD)
CFLAGS_clang   := -O0                 # for what clang has to say of the source
CFLAGS_asan := -DAT_SANITIZED -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_tsan := -DAT_SANITIZED -O1 -g1 -fsanitize=thread -fno-omit-frame-pointer
CFLAGS_fuzz := -DAT_SANITIZED -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

CPPFLAGS := -Isrc -D_POSIX_C_SOURCE=200809L -DAT_VERSION='"$(VERSION)"' \
	$(shell pkg-config --cflags $(PACKAGES) libpq)
CFLAGS   := -std=c17 -g -pthread -fPIE -ffp-contract=off $(WARN) $(CFLAGS_$(VARIANT))
LDFLAGS  := -pie -pthread -Wl,-z,relro,-z,now $(filter -fsanitize%,$(CFLAGS_$(VARIANT)))
ifneq ($(filter asan tsan fuzz,$(VARIANT)),)    # hundreds of programs, linked in half the time
LDFLAGS  += $(if $(shell command -v ld.lld),-fuse-ld=lld)
endif
LDLIBS   := $(shell pkg-config --libs $(PACKAGES) json-c) -lcxsparse -lm

# FFmpeg goes into a program of its own; without it there is no such program.
MEDIA_PACKAGES := libavformat libavcodec libavutil
HAS_MEDIA      := $(shell pkg-config --exists $(MEDIA_PACKAGES) && echo yes)
MEDIA_LIBS     := -Wl,--as-needed $(shell pkg-config --libs $(MEDIA_PACKAGES) libseccomp 2> /dev/null)

# What is built is found, not listed: a new file is enough.
SOURCES  := $(filter-out src/media/%,$(sort $(wildcard src/*/*.c)))
ifeq ($(VARIANT),fuzz)                # what a target lacks of these, its linker names
SOURCES  := $(filter $(addprefix src/,base/% stats/% instrument/% signal/% guard/% http/% \
	store/% action/clinic_% action/import%),$(SOURCES))
endif
MEDIA    := $(patsubst src/%.c,$(B)/obj/%.o,$(sort $(wildcard src/media/*.c)))
PROGRAMS := $(B)/attune $(if $(HAS_MEDIA),$(B)/attune-media)
OBJECTS  := $(SOURCES:src/%.c=$(B)/obj/%.o) $(B)/embed.o
PURE     := base stats instrument progress alliance signal
LIBRARY  := $(filter $(addsuffix /%,$(PURE:%=$(B)/obj/%)),$(OBJECTS)) $(B)/embed.o
TESTS    := $(patsubst test/%.c,$(B)/test/%,$(sort $(wildcard test/*/*_test.c)))
SUPPORT  := $(patsubst test/%.c,$(B)/test/%.o,$(sort $(wildcard test/support/*.c)))
FUZZERS  := $(patsubst fuzz/%_fuzz.c,build/fuzz/bin/%,$(sort $(wildcard fuzz/*_fuzz.c)))
BENCHES  := $(patsubst bench/%.c,$(B)/bench/%,$(sort $(wildcard bench/*.c)))
PO       := $(patsubst po/%.po,$(B)/po/%.mo,$(sort $(wildcard po/*.po)))
EMBEDDED := $(sort $(wildcard instruments/*.txt assets/* demo/*.txt src/store/schema/*.sql)) $(PO)

# One line per thing made; nothing with -s, the command itself with V=1.
say = $(if $(V),,@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,printf '  %-5s %s\n' $1 $@;))

.PHONY: all tests test compiled accept torture fuzz bench install install-program \
	install-library deb clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(PROGRAMS) $(B)/libattune.a
	@:

$(B)/attune: $(B)/obj/main.o $(B)/libclinic.a
	$(call say,link)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/attune-media: $(B)/obj/media-main.o $(MEDIA) $(B)/libclinic.a
	$(call say,link)$(CC) $(LDFLAGS) -o $@ $^ $(MEDIA_LIBS) -lm

$(B)/libclinic.a: $(OBJECTS) $(B)/objects $(B)/rooms
	$(call say,ar)rm -f $@ && ar rcs $@ $(OBJECTS)

# The rooms that are pure, and base: what include/attune.h declares.
$(B)/libattune.a: $(LIBRARY) $(B)/objects
	$(call say,ar)rm -f $@ && ar rcs $@ $(LIBRARY)

$(B)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/rooms: tools/check-rooms src/ROOMS $(wildcard src/*.c src/*/*.[ch] src/*/*.def)
	@mkdir -p $(@D)
	@tools/check-rooms && touch $@

# The compiler does not see what .incbin pulls in, so the rule lists it.
$(B)/embed.S: tools/embed $(EMBEDDED) $(B)/embedded
	@mkdir -p $(@D)
	$(call say,embed)tools/embed $@ $(EMBEDDED)

$(B)/embed.o: $(B)/embed.S
	$(call say,as)$(CC) -c -o $@ $<

$(B)/po/%.mo: po/%.po
	@mkdir -p $(@D)
	$(call say,words)msgfmt --check-format -o $@ $<

# Two lists that change when a file goes away, which no time stamp shows.
$(B)/objects: names := $(OBJECTS)
$(B)/embedded: names := $(EMBEDDED)
ifneq ($(file <$(B)/objects),$(OBJECTS))
$(B)/objects: FORCE
endif
ifneq ($(file <$(B)/embedded),$(EMBEDDED))
$(B)/embedded: FORCE
endif
$(B)/objects $(B)/embedded:
	@mkdir -p $(@D)
	@printf '%s\n' '$(names)' > $@

tests: $(TESTS) $(PROGRAMS)
	@:
test: $(TESTS) $(PROGRAMS)
	@tools/run-tests $(TESTS)
# The tests without their programs, for what a compiler has to say of them.
compiled: $(TESTS:=.o) $(SUPPORT)
	@:
# Writes what came out over test/golden; git diff shows what that changed.
accept: $(TESTS)
	@ATTUNE_ACCEPT=1 tools/run-tests $(TESTS)

$(B)/test/%.o: test/%.c Makefile
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CPPFLAGS) -Itest $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/test/%_test: $(B)/test/%_test.o $(SUPPORT) $(B)/libclinic.a
	$(call say,link)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

# Killed under load by test/torture/run.
torture: $(addprefix $(B)/torture/,kill9 toy answers shim.so) $(B)/attune \
		$(B)/bench/prepare $(B)/bench/load
	@:
$(B)/torture/kill9: $(patsubst %,$(B)/test/torture/%.o,kill9 undo_apply undo_map)
$(B)/torture/toy: $(B)/test/torture/toy.o
$(B)/torture/answers: $(B)/test/torture/answers.o
$(B)/torture/kill9 $(B)/torture/toy $(B)/torture/answers: $(B)/libclinic.a
	@mkdir -p $(@D)
	$(call say,link)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libclinic.a $(LDLIBS)
$(B)/torture/shim.so: test/torture/shim.c test/torture/undo_map.c test/torture/undo.h Makefile
	@mkdir -p $(@D)
	$(call say,link)$(CC) $(CPPFLAGS) -Itest $(CFLAGS) -fPIC -shared -o $@ $(filter %.c,$^)

# Where things go; unit files, users and completions are found below the prefix as well.
prefix     ?= /usr/local
sysconfdir ?= /etc
libdir     ?= $(prefix)/lib
INSTALL    := install -D -m 644
SHELLS     := share/bash-completion/completions/attune share/zsh/vendor-completions/_attune \
	share/fish/vendor_completions.d/attune.fish
PAGES      := $(wildcard man/*.[0-9])
HEADERS    := $(sort $(wildcard $(PURE:%=src/%/*.h)))
to          = $(DESTDIR)$(prefix)

install: install-program install-library
	@:

install-program: $(PROGRAMS)
	install -D -m 755 $(B)/attune $(to)/bin/attune
	$(if $(HAS_MEDIA),install -D -m 755 $(B)/attune-media $(to)/libexec/attune/attune-media)
	for page in $(filter-out %.3,$(PAGES)); do \
		$(INSTALL) $$page $(to)/share/man/man$${page##*.}/$${page##*/} || exit 1; done
	for file in $(SHELLS); do \
		case $$file in *bash*) shell=bash ;; *zsh*) shell=zsh ;; *) shell=fish ;; esac; \
		mkdir -p $(to)/$${file%/*} && \
		$(B)/attune completion $$shell > $(to)/$$file || exit 1; done
	mkdir -p $(to)/lib/systemd/system
	for unit in packaging/attune.service packaging/attune.socket; do \
		sed 's,/usr/bin/attune,$(prefix)/bin/attune,; s,/etc/attune,$(sysconfdir)/attune,' $$unit \
		> $(to)/lib/systemd/system/$${unit##*/} || exit 1; done
	$(INSTALL) packaging/attune.sysusers $(to)/lib/sysusers.d/attune.conf
	$(INSTALL) packaging/attune.tmpfiles $(to)/lib/tmpfiles.d/attune.conf
	[ -e $(DESTDIR)$(sysconfdir)/attune/attune.conf ] || \
		$(INSTALL) packaging/attune.conf $(DESTDIR)$(sysconfdir)/attune/attune.conf
	$(INSTALL) README.md $(to)/share/doc/attune/README.md
	$(INSTALL) demo/clinic.txt $(to)/share/doc/attune/examples/clinic.txt

install-library: $(B)/libattune.a
	$(INSTALL) $(B)/libattune.a $(DESTDIR)$(libdir)/libattune.a
	$(INSTALL) include/attune.h $(to)/include/attune/attune.h
	for header in $(HEADERS:src/%=%); do \
		$(INSTALL) src/$$header $(to)/include/attune/$$header || exit 1; done
	mkdir -p $(DESTDIR)$(libdir)/pkgconfig
	sed 's,@PREFIX@,$(prefix),; s,@LIBDIR@,$(libdir),; s,@VERSION@,$(VERSION),' \
		packaging/attune.pc.in > $(DESTDIR)$(libdir)/pkgconfig/libattune.pc
	$(INSTALL) man/libattune.3 $(to)/share/man/man3/libattune.3
	$(INSTALL) docs/example.c $(to)/share/doc/libattune-dev/examples/example.c

deb: all
	+@packaging/make-deb $(VERSION) build/deb

bench: $(BENCHES)
	@:
$(B)/bench/%: bench/%.c $(B)/libclinic.a Makefile
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(B)/libclinic.a $(LDLIBS)

ifeq ($(VARIANT),fuzz)
fuzz: $(FUZZERS)
	@:
$(B)/bin/%: fuzz/%_fuzz.c $(B)/libclinic.a Makefile
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -MMD -MP \
		-o $@ $< $(B)/libclinic.a $(LDLIBS)
else
fuzz:
	@+$(MAKE) --no-print-directory VARIANT=fuzz fuzz
endif

clean:
	rm -rf build

-include $(wildcard $(OBJECTS:.o=.d) $(MEDIA:.o=.d) $(B)/obj/main.d $(B)/obj/media-main.d $(SUPPORT:.o=.d) $(TESTS:=.d) $(BENCHES:=.d) \
	$(FUZZERS:=.d) $(wildcard $(B)/test/torture/*.d))
