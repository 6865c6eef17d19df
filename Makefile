# Lapel. The build file is the map: one static library per layer, bottom up.
#   base → format → badge      what every program needs; the standards; the badges
#   lib                        the badges for outside programs: liblapel
#   store, web                 stand on base alone
#   app, cli                   stand on all
# `make help` prints the targets. B=folder builds elsewhere, SAN=1 with the
# sanitizers, COV=1 with coverage, V=1 shows the commands.

LAYERS := base format badge lib store web app cli
below_base   := base
below_format := format base
below_badge  := badge format base
below_lib    := lib badge format base
below_store  := store base
below_web    := web store base
below_app    := app web store badge format base
below_cli    := cli app web store badge format base

# ---- what is built with what ------------------------------------------------
B ?= build
LISTEN ?= 127.0.0.1:8080
DATA ?= ./data
FUZZ_SECONDS ?= 20
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
VERSION := $(shell awk -F'"' '/define LAPEL_VERSION /{print $$2}' include/lapel/lapel.h)
SONAME := liblapel.so.$(firstword $(subst ., ,$(VERSION)))
Q := $(if $(V),,@)
X86 := $(filter x86_64,$(shell uname -m))
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

WARN := -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wvla -Wformat=2 -Wstrict-prototypes -Werror
HARDEN := -fstack-protector-strong -fno-strict-aliasing -fPIE $(if $(X86),-fcf-protection=full) \
          -fstack-clash-protection
LINK := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--as-needed
MODE := -O2 -g -D_FORTIFY_SOURCE=3 $(if $(findstring clang,$(CC)),,-ftrivial-auto-var-init=zero)
ifdef SAN
override B := $(B)/san
MODE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
        -fno-sanitize-recover=all -DARENA_DEBUG
endif
ifdef COV
override B := $(B)/cov
MODE := -O0 -g --coverage
endif
ifdef FUZZ
override B := $(B)/fuzz
CC := clang
MODE := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
        -fno-sanitize-recover=all -DARENA_DEBUG
endif

PACKAGES := libsodium libcrypto zlib expat libcmark libidn2
LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lunistring -lpthread -lm
# Loaded by the commands that need them (base/late.h), under the name of the
# library whose header they are compiled with.
LATE := sqlite3 libpq libmicrohttpd libcurl
CPPFLAGS := -D_GNU_SOURCE -Isrc -Iinclude -I$(B)/gen \
            $(shell pkg-config --cflags $(PACKAGES) $(LATE) 2>/dev/null)
soname = $(shell objdump -p "$$($(CC) -print-file-name=$(1).so)" 2>/dev/null | awk '/SONAME/ {print $$2}')
CFLAGS_curl.o = -DCURL_SONAME='"$(call soname,libcurl)"'
CFLAGS_mhd.o = -DMHD_SONAME='"$(call soname,libmicrohttpd)"'
CFLAGS_sqlite.o = -DSQLITE_SONAME='"$(call soname,libsqlite3)"'
CFLAGS_pq.o = -DPQ_SONAME='"$(call soname,libpq)"'
CFLAGS := -std=gnu11 $(MODE) $(WARN) $(HARDEN)
LDFLAGS := $(MODE) $(LINK)
COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS) $(CFLAGS_$(@F)) -MMD -MP -c -o $@ $<

# What is in liblapel may be loaded anywhere; nothing but its own names is seen.
LIBRARY := base format badge lib
PIC := -fPIC -fvisibility=hidden
$(foreach l,$(LIBRARY),$(B)/obj/src/$(l)/%.o) $(B)/obj/gen/contexts.o $(B)/obj/gen/schemas.o: CFLAGS += $(PIC)

# When this source was written: a clock that stands before it is wrong.
CFLAGS_clock.o := -DBUILD_SECONDS=$(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),0)

# ---- layers -----------------------------------------------------------------
sources = $(wildcard src/$(1)/*.c src/$(1)/*/*.c)
objects = $(patsubst %.c,$(B)/obj/%.o,$(1))
libraries = $(patsubst %,$(B)/lib%.a,$(1))

TEMPLATES := $(wildcard src/app/*.html src/app/*/*.html)
TEMPLATE_OBJECTS := $(TEMPLATES:src/%.html=$(B)/obj/gen/%.o)
DRAW := $(wildcard src/draw/*.c)

.PHONY: all lib tests check-sql run test unit web browser bench pictures fuzz format clean pot install uninstall install-run \
        install-test help FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(B)/lapel $(if $(DRAW),$(B)/lapel-draw) $(if $(SAN)$(COV)$(FUZZ),,lib) $(B)/layers.ok
lib: $(B)/liblapel.a $(B)/$(SONAME)

define layer
OBJECTS_$(1) := $(call objects,$(filter-out src/cli/main.c,$(call sources,$(1))))
$(B)/lib$(1).a: $$(OBJECTS_$(1)) $$(GENERATED_$(1)) $(B)/lib$(1).list
endef
GENERATED_app := $(TEMPLATE_OBJECTS) $(B)/obj/gen/icons.o
GENERATED_format := $(B)/obj/gen/contexts.o
GENERATED_badge := $(B)/obj/gen/schemas.o
GENERATED_web := $(B)/obj/gen/assets.o $(B)/obj/gen/languages.o
GENERATED_store := $(B)/obj/gen/schema.o
$(foreach l,$(LAYERS),$(eval $(call layer,$(l))))

$(B)/lib%.a:
	@echo "  AR    $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
# Changes only when a file is added or removed, so that the library follows.
$(B)/lib%.list: FORCE
	@mkdir -p $(@D)
	@echo "$(OBJECTS_$*) $(GENERATED_$*)" | cmp -s - $@ || \
	    echo "$(OBJECTS_$*) $(GENERATED_$*)" > $@

# ---- the library ------------------------------------------------------------
# src/lib/abi.list has each name that an outside program may use. A name that
# is not in it is not seen, in the shared library nor in the static one.
LIBRARY_PACKAGES := libsodium libcrypto zlib expat libidn2
LIBRARY_LIBS := $(shell pkg-config --libs $(LIBRARY_PACKAGES) 2>/dev/null) -lunistring -lpthread -lm
LIBRARY_OBJECTS := $(foreach l,$(LIBRARY),$(OBJECTS_$(l)) $(GENERATED_$(l)))
# Objects of a build that knew no such flags are no part of it.
$(LIBRARY_OBJECTS): $(B)/pic
$(B)/pic: FORCE
	@mkdir -p $(@D)
	@echo '$(PIC)' | cmp -s - $@ || echo '$(PIC)' > $@
$(B)/lapel.map: src/lib/abi.list
	@(echo '$(basename $(SONAME)) {'; echo 'global:'; sed 's/$$/;/' $<; echo 'local: *; };') | \
	    sed 's/^liblapel.so/LAPEL_0/' > $@
$(B)/$(SONAME): $(LIBRARY_OBJECTS) $(LIBRARY:%=$(B)/lib%.list) $(B)/lapel.map
	@echo "  LINK  $@"
	$(Q)$(CC) $(MODE) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=$(B)/lapel.map \
	    -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,-z,nodelete,-z,defs -Wl,--as-needed \
	    -o $@ $(filter %.o,$^) $(LIBRARY_LIBS)
	@ln -sf $(SONAME) $(B)/liblapel.so
$(B)/liblapel.a: $(LIBRARY_OBJECTS) $(LIBRARY:%=$(B)/lib%.list) src/lib/abi.list
	@echo "  AR    $@"
	$(Q)$(CC) -r -nostdlib -o $(B)/liblapel.o $(filter %.o,$^)
	$(Q)objcopy --keep-global-symbols=src/lib/abi.list $(B)/liblapel.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(B)/liblapel.o

# ---- how each file is made ------------------------------------------------------
$(B)/obj/%.o: %.c
	@echo "  CC    $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE)
$(B)/obj/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(Q)$(COMPILE)

MAIN := $(call objects,$(wildcard src/cli/main.c))
$(B)/lapel: $(MAIN) $(call libraries,$(below_cli))
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $(MAIN) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

# Pictures from strangers meet a process of their own, without keys or database.
DRAW_PACKAGES := librsvg-2.0 pangocairo cairo libqrencode libseccomp libpng libjpeg libwebp
$(B)/obj/src/draw/%.o: CPPFLAGS += $(shell pkg-config --cflags $(DRAW_PACKAGES) 2>/dev/null)
$(B)/lapel-draw: $(call objects,$(DRAW)) $(B)/libformat.a $(B)/libbase.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(DRAW_PACKAGES) fontconfig) $(LIBS)

$(B)/layers.ok: $(wildcard tools/check_layers.sh) $(foreach l,$(LAYERS),$(call sources,$(l)) \
                $(wildcard src/$(l)/*.h src/$(l)/*/*.h))
	$(Q)$(if $(wildcard tools/check_layers.sh),tools/check_layers.sh src,:) && touch $@

# ---- generated: templates, assets, schema, contexts, schemas ------------------
tool_objects = $(call objects,tools/file.c $(wildcard tools/$(1)/*.c))
$(B)/tools/tmplc: $(call tool_objects,tmplc) $(B)/libbase.a
# Contexts and schemas are JSON; the rest of `format` needs what this tool makes.
JSON_OBJECTS := $(call objects,$(foreach f,json json_escape json_value json_write,src/format/$(f).c))
$(B)/tools/embed: $(call tool_objects,embed) $(JSON_OBJECTS) $(B)/libbase.a
$(B)/tools/%:
	@echo "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/gen/%.c: src/%.html $(B)/tools/tmplc
	@echo "  TMPL  $<"
	@mkdir -p $(@D)
	$(Q)$(B)/tools/tmplc -o $@ $<
# assets/X.list names icons; they become the one file X.svg.
ICONS := node_modules/@tabler/icons/icons/outline
SPRITES := $(patsubst assets/%.list,$(B)/gen/%.svg,$(wildcard assets/*.list))
$(B)/gen/%.svg: assets/%.list $(B)/tools/embed
	@mkdir -p $(@D)
	@tools/install-npm.sh run
	$(Q)$(B)/tools/embed --sprite $< $(ICONS) -o $@
# Every icon there is, for the picture studio: searched and drawn by the server.
$(B)/gen/icons.txt: $(B)/tools/embed package-lock.json
	@mkdir -p $(@D)
	@tools/install-npm.sh run
	$(Q)$(B)/tools/embed --icons node_modules/@tabler/icons/icons.json $(ICONS) -o $@
$(B)/gen/icons.c: $(B)/gen/icons.txt
	@echo "  EMBED icons"
	$(Q)$(B)/tools/embed --table embedded_icons -o $@ icons.txt=$<
$(B)/gen/assets.c: $(B)/tools/embed $(SPRITES) $(shell find assets)
	@echo "  EMBED assets"
	$(Q)$(B)/tools/embed --table embedded_assets -o $@ assets $(foreach s,$(SPRITES),$(notdir $(s))=$(s))
$(B)/gen/schema.c: $(B)/tools/embed tools/check_schema.sh $(shell find schema)
	@echo "  EMBED schema"
	@mkdir -p $(@D)
	$(Q)tools/check_schema.sh schema
	$(Q)$(B)/tools/embed --table embedded_schema -o $@ schema
$(B)/gen/contexts.c: $(B)/tools/embed $(wildcard src/format/contexts/*) package-lock.json
	@echo "  EMBED contexts"
	@mkdir -p $(@D)
	@tools/install-npm.sh run
	$(Q)$(B)/tools/embed --contexts src/format/contexts/contexts.list node_modules -o $@
$(B)/gen/schemas.c: $(B)/tools/embed $(wildcard src/badge/schemas/*)
	@echo "  EMBED schemas"
	@mkdir -p $(@D)
	$(Q)$(B)/tools/embed --schemas src/badge/schemas/schemas.list node_modules -o $@

# A language is one file in po/. msgfmt refuses what does not fit its English.
CATALOGUES := $(patsubst %.po,$(B)/gen/%.mo,$(wildcard po/*.po))
$(B)/gen/po/%.mo: po/%.po
	@mkdir -p $(@D)
	$(Q)msgfmt --check-format --check-header -o $@ $<
$(B)/gen/languages.c: $(B)/tools/embed $(CATALOGUES)
	@echo "  EMBED languages"
	$(Q)$(B)/tools/embed --table embedded_languages -o $@ $(foreach m,$(CATALOGUES),$(notdir $(m))=$(m))

# ---- every SQL literal, prepared on an engine ---------------------------------
# The raw limits of the bench speak to SQLite alone and are left out.
SQL_TEXTS := $(patsubst %.c,$(B)/sql/%.i,$(filter-out src/cli/bench%,$(foreach l,$(LAYERS),$(call sources,$(l)))))
$(B)/tools/check_sql: $(call tool_objects,check_sql) $(B)/libstore.a $(B)/libbase.a
$(B)/sql/%.i: %.c | $(B)/gen/templates.h
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -DCHECK_SQL -MMD -MP -MT $@ -MF $@.d -E -o $@ $<
check-sql: $(B)/tools/check_sql $(SQL_TEXTS)
	@$(B)/tools/check_sql $(if $(DATABASE),$(DATABASE),sqlite:$(B)/sql/check.db) $(SQL_TEXTS)

# Every app file may include templates.h; it is rewritten only when it changes.
$(B)/gen/templates.stamp: $(TEMPLATES) $(if $(TEMPLATES),$(B)/tools/tmplc) $(B)/libapp.list
	@mkdir -p $(@D)
	$(Q)$(if $(TEMPLATES),$(B)/tools/tmplc --header -o $(B)/gen/templates.new $(TEMPLATES),echo '#pragma once' > $(B)/gen/templates.new)
	@cmp -s $(B)/gen/templates.new $(B)/gen/templates.h || cp $(B)/gen/templates.new $(B)/gen/templates.h
	@touch $@
$(B)/gen/templates.h: $(B)/gen/templates.stamp ;
$(OBJECTS_app) $(OBJECTS_cli) $(MAIN) $(TEMPLATE_OBJECTS): | $(B)/gen/templates.h

# ---- every sentence, for translators ------------------------------------------
# Badges to begin with and the sample organisation have words of their own.
SPOKEN := $(filter-out $(B)/sql/src/app/demo/% $(B)/sql/src/cli/% %/ready_made.i %/glyph_data.i,$(SQL_TEXTS)) \
          $(TEMPLATES:src/%.html=$(B)/gen/%.c)
$(B)/tools/sentences: $(call tool_objects,sentences) $(B)/libbase.a
$(B)/lapel.pot: $(B)/tools/sentences po/never.list $(SPOKEN)
	$(Q)$(B)/tools/sentences po/never.list $@ $(SPOKEN)
pot: $(B)/lapel.pot
# Brings each language up to what the program says now; then look for "fuzzy".
po: $(B)/lapel.pot
	@for po in po/*.po; do msgmerge --quiet --update --backup=none --no-wrap --no-location --no-fuzzy-matching $$po $<; done

# ---- packages ---------------------------------------------------------------
install-run install-test: install-%:
	@tools/install-packages.sh $*
	@tools/install-npm.sh $*

# ---- run and test -----------------------------------------------------------
run: install-run
	@$(MAKE) --no-print-directory -s $(JOBS) all
	@exec $(B)/lapel serve --data $(DATA) --listen $(LISTEN)

# Unit programs link the library of their layer and those below, nothing above.
TESTS := $(patsubst %.c,$(B)/%,$(wildcard test/unit/*/test_*.c))
TEST_HELP := $(call objects,$(wildcard test/unit/*.c))
WANTED := $(filter $(if $(LAYER),$(B)/test/unit/$(LAYER)/%,%),$(filter $(if $(TEST),%/test_$(TEST),%),$(TESTS)))
$(B)/obj/test/%.o: CPPFLAGS += -Itest/unit -Itest
define layer_tests
$(B)/test/unit/$(1)/%: $(B)/obj/test/unit/$(1)/%.o $$(TEST_HELP) $$(call libraries,$$(below_$(1)))
	@echo "  LINK  $$@"
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group -lcmocka -ljansson -lpng $$(LIBS)
endef
$(foreach l,$(LAYERS),$(eval $(call layer_tests,$(l))))

# Fills a test server's database, for scenarios that begin where set-up ends.
$(B)/test/office: $(B)/obj/test/web/office.o $(call libraries,$(below_app))
	@echo "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

# Loaded before libc into a server under test: a full disk, names that nobody is asked for.
$(B)/test/shim.so: test/web/shim.c
	@echo "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(CC) -O1 -g $(WARN) -shared -fPIC -o $@ $< -ldl

tests: $(TESTS) $(B)/tools/check_sql $(B)/tools/sentences $(B)/lapel.pot $(B)/test/office $(B)/test/shim.so
unit: $(WANTED)
	@tools/run-tests.sh $(B) unit $(WANTED:$(B)/test/unit/%=%)
web browser: all $(B)/test/office $(B)/test/shim.so install-test
	@tools/run-tests.sh $(B) $@ $(TEST)
test: install-test
	@mkdir -p $(B)/san && rm -f $(B)/unbuilt $(B)/san/unbuilt
	@$(MAKE) --no-print-directory -s -k $(JOBS) all tests || touch $(B)/unbuilt
	@$(MAKE) --no-print-directory -s -k $(JOBS) SAN=1 all tests || touch $(B)/san/unbuilt
	@tools/run-tests.sh $(B),$(B)/san all

bench: all
	@echo "commit $$(git describe --always --dirty 2>/dev/null || echo unknown), $$(date -u +%F), $$(nproc) cores, load $$(cut -d' ' -f1-3 /proc/loadavg)"
	@$(B)/lapel bench; met=$$?; tools/bench_http.sh $(B) && exit $$met

# The pictures of README.md, of the sample organisation.
pictures: all install-test
	@node test/browser/pictures.mjs

# A fuzz target is named after the module it feeds and links that module's layer.
FUZZERS := $(patsubst test/fuzz/fuzz_%.c,%,$(wildcard test/fuzz/fuzz_*.c))
fuzz_layer = $(or $(firstword $(foreach l,$(LAYERS),$(if $(filter %/$(1).c,$(call sources,$(l))),$(l)))),app)
define fuzzer
$(B)/fuzz_$(1): $(B)/obj/test/fuzz/fuzz_$(1).o $(call libraries,$(below_$(call fuzz_layer,$(1))))
	@echo "  LINK  $$@"
	$$(Q)$$(CC) $$(LDFLAGS) -fsanitize=fuzzer -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(LIBS)
endef
$(if $(FUZZ),$(foreach f,$(FUZZERS),$(eval $(call fuzzer,$(f)))))
fuzz-programs: $(patsubst %,$(B)/fuzz_%,$(or $(TARGET),$(FUZZERS)))
fuzz:
	@$(MAKE) --no-print-directory -s $(JOBS) FUZZ=1 fuzz-programs
	@tools/run-fuzz.sh $(B)/fuzz $(FUZZ_SECONDS) $(if $(TARGET),$(TARGET),$(FUZZERS))

# ---- the rest ---------------------------------------------------------------
format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# What was made for this prefix is made again for another.
$(B)/lapel.pc: dist/lapel.pc.in include/lapel/lapel.h FORCE
	@sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' \
	    -e 's|@REQUIRES@|$(LIBRARY_PACKAGES)|' $< > $@
HEADERS := $(notdir $(wildcard include/lapel/*.h))
# Manual pages and completions are written by the program itself, from the
# tables that --help is printed from.
$(B)/man/.made: $(B)/lapel dist/lapel.3.in tools/man3.sh $(HEADERS:%=include/lapel/%)
	@mkdir -p $(@D)
	$(Q)$(B)/lapel manual $(@D)
	$(Q)tools/man3.sh $(VERSION) dist/lapel.3.in $(filter %.h,$^) > $(@D)/lapel.3
	$(Q)for s in bash zsh fish; do $(B)/lapel completion $$s > $(@D)/completion.$$s || exit 1; done
	@touch $@
SHARE = $(DESTDIR)$(PREFIX)/share
COMPLETIONS = $(addprefix $(SHARE)/,bash-completion/completions/lapel zsh/site-functions/_lapel \
              fish/vendor_completions.d/lapel.fish)
install: all $(B)/lapel.pc $(B)/man/.made
	install -D -m755 -t $(DESTDIR)$(PREFIX)/bin $(B)/lapel $(if $(DRAW),$(B)/lapel-draw)
	install -D -m644 -t $(DESTDIR)$(LIBDIR) $(B)/liblapel.a
	install -m755 $(B)/$(SONAME) $(DESTDIR)$(LIBDIR)/liblapel.so.$(VERSION)
	ln -sf liblapel.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/liblapel.so
	install -D -m644 -t $(DESTDIR)$(LIBDIR)/pkgconfig $(B)/lapel.pc
	install -D -m644 -t $(DESTDIR)$(PREFIX)/include/lapel $(HEADERS:%=include/lapel/%)
	install -D -m644 -t $(SHARE)/man/man1 $(B)/man/*.1
	install -D -m644 -t $(SHARE)/man/man3 $(B)/man/lapel.3
	install -D -m644 $(B)/man/completion.bash $(word 1,$(COMPLETIONS))
	install -D -m644 $(B)/man/completion.zsh $(word 2,$(COMPLETIONS))
	install -D -m644 $(B)/man/completion.fish $(word 3,$(COMPLETIONS))
uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,lapel lapel-draw)
	rm -f $(addprefix $(DESTDIR)$(LIBDIR)/,liblapel.a liblapel.so $(SONAME) liblapel.so.$(VERSION) pkgconfig/lapel.pc)
	rm -f $(HEADERS:%=$(DESTDIR)$(PREFIX)/include/lapel/%)
	rm -f $(SHARE)/man/man1/lapel.1 $(SHARE)/man/man1/lapel-*.1 $(SHARE)/man/man3/lapel.3 $(COMPLETIONS)
	-rmdir $(DESTDIR)$(PREFIX)/include/lapel

clean:
	rm -rf $(B)

help:
	@echo 'make            build $(B)/lapel, $(B)/lapel-draw and $(B)/liblapel.a'
	@echo 'make run        install what is missing, build, serve (LISTEN=$(LISTEN) DATA=$(DATA))'
	@echo 'make test       every test, in the release build and with sanitizers'
	@echo 'make unit       unit tests (LAYER=format TEST=json narrow it)'
	@echo 'make web        HTTP scenarios on both engines (TEST=name)'
	@echo 'make browser    scenarios in Chromium (TEST=name); pictures go to build/shots'
	@echo 'make fuzz       each fuzz target for FUZZ_SECONDS=$(FUZZ_SECONDS) (TARGET=json)'
	@echo 'make pictures   the pictures of README.md, taken anew'
	@echo 'make bench      measure against the raw limits of this machine'
	@echo 'make pot        the strings of the templates for translators, in $(B)/lapel.pot'
	@echo 'make format     clang-format on every C file'
	@echo 'make lib        the library alone: $(B)/liblapel.a, $(B)/$(SONAME)'
	@echo 'make install    into DESTDIR, PREFIX=$(PREFIX), LIBDIR=$(LIBDIR); uninstall takes it away'
	@echo 'make clean      remove $(B)/'

-include $(shell find $(B)/obj $(B)/sql -name '*.d' 2>/dev/null)
