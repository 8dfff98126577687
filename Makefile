# gradproof.  `make help` lists the targets.

# Set by the user.
CC     ?= cc
CFLAGS ?= -O2 -g
WERROR ?=
EFFORT ?= 1
B      := build
# Of fuzzers: what compiles and links them, with which flags, those of what a fuzzer is to see, the engine they are linked with, where
# to (.clusterfuzzlite/build.sh sets all of these), and the mutator, if any.
FUZZ_CC   ?= clang
FUZZ_LINK ?= $(FUZZ_CC)
FUZZ_FLAGS ?= $(SAN)
FUZZ_SEEN ?= -fsanitize=fuzzer-no-link
FUZZER    ?= -fsanitize=fuzzer
FUZZ_OUT  ?= $B/fuzz
MUTATOR   ?= $B/fuzz/fuzz/mutate.o
# Archives rather than shared libraries, where there are any.
STATIC    ?=
# Options of the gate.
GATE   ?=
TARGET ?= fuzz_gradient
TIME   ?= 60

WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion $(if $(WERROR),-Werror)
FLAGS   = -std=c11 -D_POSIX_C_SOURCE=200809L -ffp-contract=off $(WARN) -Iengine -Ichecks -I$B -MMD -MP
SAN    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
MODE_release = $(CFLAGS)
MODE_asan    = $(SAN)
MODE_tsan    = -O1 -g -fsanitize=thread
# Growing arrays that are always full, so that whatever is added moves them, and limits as small as the tests can bear: some
# lower ops to more than 4096 nodes.  (Images have rank 4, so that stays.)
MODE_tiny    = $(SAN) -DAD_FIRST_CAP=1 -DAD_SPARE=64 -DAD_MAX_NODES=8192 -DAD_MAX_SIZE=16384
MODE_cov     = -O0 -g --coverage
MODE_fuzz    = $(FUZZ_FLAGS)
MODE_msan    = -O1 -g -fsanitize=memory -fno-omit-frame-pointer
CC_cov       = gcc
CC_fuzz      = $(FUZZ_CC)
CC_msan      = $(FUZZ_CC)
cc           = $(or $(CC_$1),$(CC))

# The main jobs look after what they need before anything is built, or looked for.
ifneq ($(filter gate test units demos faults power coverage bites bench fuzz%,$(MAKECMDGOALS)),)
ready := $(shell scripts/setup $(if $(filter fuzz fuzz-ci fuzz-check fuzz-merge fuzz-msan fuzz-oss fuzz-compare fuzz-targets,$(MAKECMDGOALS)),fuzzer) >&2 && echo yes)
ifneq ($(ready),yes)
$(error something is missing: see above)
endif
endif

ifneq ($(filter fuzz,$(MAKECMDGOALS)),)
ifeq ($(wildcard fuzz/$(TARGET).c),)
$(error there is no fuzz target $(TARGET); there are $(basename $(notdir $(wildcard fuzz/fuzz_*.c))))
endif
endif

# FLINT 3 has arb's headers under flint/, FLINT 2 needs arb's own library.
# With STATIC the archives are taken that are there.
lib     = $(if $(and $(STATIC),$(wildcard /usr/lib/*/lib$1.a /usr/local/lib/lib$1.a)),-l:lib$1.a,-l$1)
FLINT  := $(if $(wildcard /usr/include/flint/arb.h /usr/include/*/flint/arb.h /usr/local/include/flint/arb.h),,$(call lib,flint-arb)) $(call lib,flint)
LIBS    = $(FLINT) $(if $(STATIC),$(call lib,mpfr)) $(call lib,gmp) $(call lib,jansson) -lm

# What there is.
names   = $(sort $(basename $(notdir $(wildcard $1))))
ENGINE := $(wildcard engine/*.c engine/ops/*.c)
CHECKS := $(filter-out checks/main.c,$(wildcard checks/*.c))
DEMOS  := $(filter-out checks/demo/main.c,$(wildcard checks/demo/*.c))
FAULTS := $(call names,corpus/faults/*.patch)
TESTS_ENGINE := $(call names,engine/test/t-*.c)
TESTS_CHECKS := $(call names,checks/test/t-*.c)
TESTS_FUZZ := $(call names,fuzz/test/t-*.c)
TESTS_THREADS := $(filter %threads,$(TESTS_ENGINE))
# But for tests of the program, which run the release's; of cases refused by sizes beyond the tiny limits; and of slow ones that
# look at numbers, crashes and hangs.
TESTS_TINY := $(TESTS_ENGINE) $(filter-out t-command% t-refused t-accuracy t-asked t-chains t-explain t-fast t-honest t-plant t-run,$(TESTS_CHECKS))
UNITS  := $(foreach m,release asan,$(TESTS_ENGINE:%=$B/$m/%) $(TESTS_CHECKS:%=$B/$m/%)) $(TESTS_TINY:%=$B/tiny/%) $(TESTS_FUZZ:%=$B/asan/%) $(TESTS_THREADS:%=$B/tsan/%)
FUZZ   := $(call names,fuzz/fuzz_*.c)
# Targets whose input is a case's choices; the others need of the checks only a part, and no FLINT.
FUZZ_CASES := fuzz_gradient fuzz_op
FUZZ_PLAIN := $(filter-out $(FUZZ_CASES),$(FUZZ))
FUZZ_PARTS := $(filter-out fuzz/fuzz_%.c fuzz/replay.c fuzz/print.c fuzz/mutate.c fuzz/counters.c,$(wildcard fuzz/*.c))
PARTS  := $(addprefix checks/,case.c choices.c nearest.c spans.c text-names.c text-read.c text-scan.c text-write.c)
BENCHES := $(call names,engine/test/bench-*.c checks/test/bench-*.c)

# Use all processors, unless told otherwise.  (make 4.3 hides -j from here: one on the command line wins
# anyway, one from the environment or an outer make is seen by the shell.)
ifeq ($(filter -j% --jobserver%,$(MAKEFLAGS) $(shell echo "$$MAKEFLAGS")),)
MAKEFLAGS += -j$(shell nproc) -Otarget
endif

.PHONY: all gate test units demos faults power coverage bites fuzz fuzz-targets fuzz-replay fuzz-ci fuzz-check fuzz-merge fuzz-msan fuzz-oss fuzz-faults fuzz-compare bench help clean
.SECONDARY:
.DELETE_ON_ERROR:

all: $B/gradproof ## build/gradproof (the default)

gate: all $B/cov/gradproof ## what a change must pass: corpus, random cases, coverage of every op; GATE="--since main"
	@B=$B BUILT=yes scripts/gate $(GATE)

test: units fuzz-replay fuzz-faults faults power bites ## all tests: units, corpora, planted faults, that the gate bites

# A line a step; V=1 shows the commands.
Q    := $(if $(V),,@)
say   = $(if $(V),,@echo '  $1	$2')

# What `gradproof ops` says of an op's conventions is the comment at the head of its file.
$B/notes.inc: scripts/notes engine/ops $(wildcard engine/ops/*.c)
	@mkdir -p $B
	@scripts/notes $(wildcard engine/ops/*.c) > $@

# One object rule per mode; sources keep their path below it.
define compile
$B/$1/%.o: %.c $B/ops.inc
	@mkdir -p $$(@D)
	$(call say,cc,$1 $$<)
	$Q$$(call cc,$1) $$(FLAGS) $$(MODE_$1) -c -o $$@ $$<
endef
define objects
$B/$1/libengine.a: $(ENGINE:%.c=$B/$1/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
$(TESTS_ENGINE:%=$B/$1/%): $B/$1/%: $B/$1/engine/test/%.o $B/$1/libengine.a
	$(call say,link,$$@)
	$Q$$(CC) $$(MODE_$1) -o $$@ $$^ -lcmocka -lm
endef
define programs
$B/$1/checks/catalogue.o: $B/notes.inc
$B/$1/libchecks.a: $(CHECKS:%.c=$B/$1/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
$B/$1/libdemos.a: $(DEMOS:%.c=$B/$1/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
$B/$1/demos: $B/$1/checks/demo/main.o $B/$1/libdemos.a $B/$1/libchecks.a $B/$1/libengine.a
	$(call say,link,$$@)
	$Q$$(CC) $$(MODE_$1) -o $$@ $$^ $$(LIBS)
$B/$1/gradproof: $B/$1/checks/main.o $B/$1/libchecks.a $B/$1/libengine.a
	$(call say,link,$$@)
	$Q$$(CC) $$(MODE_$1) -o $$@ $$^ $$(LIBS)
$(TESTS_CHECKS:%=$B/$1/%): $B/$1/%: $B/$1/checks/test/%.o $B/$1/libdemos.a $B/$1/libchecks.a $B/$1/libengine.a
	$(call say,link,$$@)
	$Q$$(CC) $$(MODE_$1) -o $$@ $$^ -lcmocka $$(LIBS)
endef
# A target needs what decodes its input, and the checks or a part of them; then a driver: a fuzzer, or one of ours.
define targets
$B/$1/libparts.a: $(PARTS:%.c=$B/$1/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
$B/$1/libfuzz.a: $(FUZZ_PARTS:%.c=$B/$1/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
$(FUZZ_PLAIN:%=$4/%): $4/%: $B/$1/fuzz/%.o $2 $B/$1/libfuzz.a $B/$1/libparts.a $B/$1/libengine.a
	$(call say,link,$$@)
	$Q$$(LINK_$1) -o $$@ $$^ -lm
$(FUZZ_CASES:%=$4/%): $4/%: $B/$1/fuzz/%.o $2 $3 $B/$1/libfuzz.a $B/$1/libchecks.a $B/$1/libengine.a
	$(call say,link,$$@)
	$Q$$(LINK_$1) -o $$@ $$^ $$(LIBS)
endef
# Of the tiny build only what names a limit is compiled anew (headers do not, but ad.h and test.h); the library's part is linked
# first and wins over asan's.
limited = $(shell grep -lwE 'AD_FIRST_CAP|AD_SPARE|AD_MAX_NODES|AD_MAX_SIZE|DEEP' $1)
TINY   := $(patsubst %.c,$B/tiny/%.o,$(call limited,$(ENGINE) $(CHECKS)))
OWN    := $(basename $(notdir $(call limited,*/test/t-*.c)))
define tiny
$B/tiny/$2: $B/$(if $(filter $2,$(OWN)),tiny,asan)/$1/test/$2.o $(TINY) $B/asan/libdemos.a $B/asan/libchecks.a $B/asan/libengine.a
	$(call say,link,$$@)
	$Q$$(CC) $$(MODE_tiny) -o $$@ $$^ -lcmocka $$(LIBS)
endef
$(foreach m,release asan tiny tsan cov fuzz msan,$(eval $(call compile,$m)))
$(foreach m,release asan tsan cov fuzz msan,$(eval $(call objects,$m)))
$(foreach m,release asan fuzz,$(eval $(call programs,$m)))
$(foreach t,$(TESTS_TINY),$(eval $(call tiny,$(if $(filter $t,$(TESTS_ENGINE)),engine,checks),$t)))
$B/release/libfuzz.a: $(FUZZ_PARTS:%.c=$B/release/%.o)
	@rm -f $@ && ar rcs $@ $^
# A fuzzer looks at what is under test: the engine, and the text form.
FUZZ_SEES := $(ENGINE) $(PARTS)
$(foreach m,fuzz msan,$(FUZZ_SEES:%.c=$B/$m/%.o)): FLAGS += $(FUZZ_SEEN)
LINK_asan = $(CC) $(MODE_asan)
LINK_fuzz = $(FUZZ_LINK) $(MODE_fuzz) $(FUZZER)
LINK_msan = $(FUZZ_CC) $(MODE_msan) $(FUZZER)
$(eval $(call targets,asan,$B/asan/fuzz/replay.o,,$B/asan))
$(eval $(call targets,fuzz,$(MUTATOR),$B/fuzz/fuzz/counters.o,$(FUZZ_OUT)))
# (MemorySanitizer takes what libFuzzer hands to a mutator for unwritten.)
$(eval $(call targets,msan,,,$B/msan))

$B/asan/t-mutate: $B/asan/fuzz/mutate.o
$B/asan/t-units: $B/asan/fuzz/counters.o
$(TESTS_FUZZ:%=$B/asan/%): $B/asan/%: $B/asan/fuzz/test/%.o $B/asan/libfuzz.a $B/asan/libparts.a $B/asan/libengine.a
	$(call say,link,$@)
	$Q$(CC) $(MODE_asan) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcmocka -lm

# Cases as text, for triage.
$(FUZZ_CASES:fuzz_%=$B/release/print_%): $B/release/print_%: $B/release/fuzz/fuzz_%.o $B/release/fuzz/print.o $B/release/libfuzz.a $B/release/libchecks.a $B/release/libengine.a
	$(call say,link,$@)
	$Q$(CC) $(MODE_release) -o $@ $^ $(LIBS)

# With the mutator alone, whose features are the engine's: for minimising; and with a fault, to see what mutator and counters save.
with_bare     =
with_counters = $B/fuzz/fuzz/counters.o
with_mutator  = $B/fuzz/fuzz/mutate.o
with_both     = $(with_counters) $(with_mutator)
fuzz_libs     = $B/fuzz/libfuzz.a $B/fuzz/libchecks.a $B/fuzz/libengine.a
$(FUZZ_CASES:%=$B/fuzz/%-mutator): $B/fuzz/%-mutator: $B/fuzz/fuzz/%.o $(with_mutator) $(fuzz_libs)
	$(call say,link,$@)
	$Q$(LINK_fuzz) -o $@ $^ $(LIBS)
$B/planted/%.c: fuzz/faults/%.patch $(ENGINE) $(PARTS)
	@mkdir -p $(@D)
	@patch --silent --strip=1 --output=$@ $$(sed -n 's|^--- a/||p' $<) <$<
$B/planted/%.fuzz.o: $B/planted/%.c $B/ops.inc
	$(call say,plant,fuzz $*)
	$Q$(FUZZ_CC) $(FLAGS) $(MODE_fuzz) $(FUZZ_SEEN) -c -o $@ $<
$B/planted/%.asan.o: $B/planted/%.c $B/ops.inc
	$(call say,plant,asan $*)
	$Q$(CC) $(FLAGS) $(MODE_asan) -c -o $@ $<
define variant
$B/planted/%-$1: $B/planted/%.fuzz.o $B/fuzz/fuzz/fuzz_gradient.o $(with_$1) $(fuzz_libs)
	$$(call say,link,$$@)
	$Q$$(LINK_fuzz) -o $$@ $$^ $$(LIBS)
endef
$(foreach v,bare counters mutator both,$(eval $(call variant,$v)))

# Where the kept inputs are to notice a fault: that of its target, with the driver that only replays.
faults_of = $(patsubst fuzz/faults/%.patch,%,$(shell grep -l '^target: $1$$' fuzz/faults/*.patch))
define noticed
NOTICED += $(call faults_of,$1)
$(patsubst %,$B/planted/%,$(call faults_of,$1)): $B/planted/%: $B/planted/%.asan.o $B/asan/fuzz/$1.o $B/asan/fuzz/replay.o $B/asan/libfuzz.a $B/asan/libparts.a $B/asan/libengine.a
	$$(call say,link,$$@)
	$Q$$(LINK_asan) -o $$@ $$^ -lm
endef
$(foreach t,$(FUZZ_PLAIN),$(eval $(call noticed,$t)))
HIDDEN := $(call faults_of,fuzz_gradient)

# Words of the text form, for libFuzzer's mutations.
$B/fuzz/text.dict: engine/ops $(wildcard engine/ops/*.c engine/*.h)
	@mkdir -p $(@D)
	@{ printf '"%s"\n' 'gradproof 1\x0a' var const out cotangent= expect value grad shape= inf nan 0x1p-1074 -0; \
	  grep -ohE '\.name = "[a-z0-9_]+"' $(wildcard engine/ops/*.c engine/*.h) | sed 's/.name = //' | sort -u; } > $@

$B/gradproof: $B/release/gradproof
	@ln -sf release/gradproof $@

# The list of ops is the list of files.
# (Any file that comes or goes in the folder touches it: only a new list is news.)
$B/ops.inc: engine/ops
	@mkdir -p $B
	@printf 'AD_OP(%s)\n' $(call names,engine/ops/*.c) > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

units: $(UNITS) $B/release/gradproof $B/asan/gradproof ## unit tests, plain and under sanitizers
	@EFFORT=$(EFFORT) scripts/units $(UNITS)

demos: $B/release/demos ## small trainings, their gradients proved
	@$B/release/demos

fuzz-replay: $(FUZZ:%=$B/asan/%) ## replay the fuzzers' corpora, without a fuzzer
	@for f in $(FUZZ); do ASAN_OPTIONS=abort_on_error=1 $B/asan/$$f $$(scripts/fuzz kept $$f) || exit 1; done

fuzz-targets: $(FUZZ:%=$(FUZZ_OUT)/%) $(FUZZ_CASES:fuzz_%=$B/release/print_%) $B/fuzz/text.dict all ## build all fuzz targets

fuzz: $B/fuzz/$(TARGET) $B/fuzz/text.dict ## look for new inputs: TARGET=fuzz_gradient TIME=60
	@B=$B scripts/fuzz run $(TARGET) $(TIME)

fuzz-ci: fuzz-check fuzz-oss ## fuzz-check and fuzz-oss: the fuzzing that a change must pass

fuzz-check: $(FUZZ:%=$B/fuzz/%) $B/fuzz/text.dict ## the fuzzers' corpora, and runs that are the same each time
	@B=$B scripts/fuzz check $(FUZZ)

fuzz-merge: $(FUZZ:%=$B/fuzz/%) $(FUZZ_CASES:%=$B/fuzz/%-mutator) $B/fuzz/text.dict ## minimise corpus/fuzz
	@B=$B scripts/fuzz merge $(FUZZ)

fuzz-msan: $(FUZZ_PLAIN:%=$B/msan/%) $B/fuzz/text.dict ## targets without FLINT, under MemorySanitizer
	@B=$B scripts/fuzz msan $(FUZZ_PLAIN)

# (It takes the objects that are there, whose flags are those that it is given.)
fuzz-oss: $(FUZZ:%=$B/fuzz/%) $B/fuzz/text.dict ## link as OSS-Fuzz does (.clusterfuzzlite), and replay its seed corpora
	@B=$B CC='$(FUZZ_CC)' CFLAGS='$(FUZZ_FLAGS)' FUZZ_SEEN='$(FUZZ_SEEN)' scripts/fuzz oss $(FUZZ)

fuzz-faults: $(NOTICED:%=$B/planted/%) ## faults in builder and text form that the kept inputs must notice
	@B=$B scripts/fuzz notice $(NOTICED)

fuzz-compare: $(foreach v,bare counters mutator both,$(HIDDEN:%=$B/planted/%-$v)) ## what the mutator and the counters save
	@for f in $(HIDDEN); do B=$B scripts/fuzz compare $$f || exit 1; done

faults: all $(FAULTS:%=$B/faults/%/gradproof) ## every planted fault must be caught and blamed rightly
	@scripts/faults $B $(FAULTS)

power: all ## faults in every op's pull must be caught and blamed too
	@$B/gradproof power corpus/ops

coverage: all $B/cov/gradproof ## a table of what was seen of every op, and its lines as pages
	@scripts/coverage $B html
	@$B/gradproof gate --coverage $B/cov/ops.info --table

bites: all $B/cov/ops.info $(FAULTS:%=$B/faults/%/gradproof) ## the gate must fail for every planted fault, and for ops that are not covered
	@CC='$(CC)' FLAGS='$(FLAGS)' CFLAGS='$(CFLAGS)' LIBS='$(LIBS)' scripts/bites $B $(FAULTS)

$B/cov/ops.info: $B/cov/gradproof scripts/coverage $(wildcard corpus/ops corpus/ops/*.dag corpus/regressions/*.dag corpus/refused/*)
	@scripts/coverage $B

# Coverage is asked of the engine alone.
$B/cov/gradproof: $B/release/checks/main.o $B/release/libchecks.a $B/cov/libengine.a
	$(call say,link,$@)
	$Q$(call cc,cov) $(MODE_cov) -o $@ $^ $(LIBS)

# A fault is a diff to one file.  What it compiles to is linked first and wins.
$B/faults/%/gradproof: corpus/faults/%.patch $B/release/gradproof scripts/plant
	$(call say,plant,$*)
	$QCC='$(CC)' FLAGS='$(FLAGS) $(CFLAGS)' LIBS='$(LIBS)' RELEASE=$B/release scripts/plant $* $@

bench: all $(BENCHES:%=$B/release/%) ## timings, as ratios to a plain reference
	@for b in $(BENCHES); do $B/release/$$b || exit 1; done
$(patsubst engine/test/%.c,$B/release/%,$(wildcard engine/test/bench-*.c)): $B/release/%: $B/release/engine/test/%.o $B/release/libengine.a
	$(call say,link,$@)
	$Q$(CC) $(CFLAGS) -o $@ $^ -lm
$(patsubst checks/test/%.c,$B/release/%,$(wildcard checks/test/bench-*.c)): $B/release/%: $B/release/checks/test/%.o $B/release/libchecks.a $B/release/libengine.a
	$(call say,link,$@)
	$Q$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 14

clean: ## remove build/
	rm -rf $B

-include $(shell find $B -name '*.d' 2>/dev/null)
