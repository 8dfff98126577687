# gradproof.  `make help` lists the targets.

# Set by the user.
CC     ?= cc
CFLAGS ?= -O2 -g
WERROR ?=
EFFORT ?= 1
B      := build

WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion $(if $(WERROR),-Werror)
FLAGS   = -std=c11 -D_POSIX_C_SOURCE=200809L -ffp-contract=off $(WARN) -Iengine -Ichecks -I$B -MMD -MP
SAN    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
MODE_release = $(CFLAGS)
MODE_asan    = $(SAN)
MODE_tsan    = -O1 -g -fsanitize=thread
MODE_cov     = -O0 -g --coverage

# The main jobs look after what they need before anything is built, or looked for.
ifneq ($(filter gate test units demos faults power coverage fuzz-replay bench,$(MAKECMDGOALS)),)
ready := $(shell scripts/setup >&2 && echo yes)
ifneq ($(ready),yes)
$(error something is missing: see above)
endif
endif

# FLINT 3 has arb's headers under flint/, FLINT 2 needs arb's own library.
FLINT  := $(if $(wildcard /usr/include/flint/arb.h /usr/include/*/flint/arb.h /usr/local/include/flint/arb.h),-lflint,-lflint-arb -lflint)
LIBS    = $(FLINT) -lgmp -ljansson -lm

# What there is.
names   = $(sort $(basename $(notdir $(wildcard $1))))
ENGINE := $(wildcard engine/*.c engine/ops/*.c)
CHECKS := $(filter-out checks/main.c,$(wildcard checks/*.c))
DEMOS  := $(filter-out checks/demo/main.c,$(wildcard checks/demo/*.c))
FAULTS := $(call names,corpus/faults/*.patch)
TESTS_ENGINE := $(call names,engine/test/t-*.c)
TESTS_CHECKS := $(call names,checks/test/t-*.c)
TESTS_THREADS := $(filter %threads,$(TESTS_ENGINE))
UNITS  := $(foreach m,release asan,$(TESTS_ENGINE:%=$B/$m/%) $(TESTS_CHECKS:%=$B/$m/%)) $(TESTS_THREADS:%=$B/tsan/%)
FUZZ   := $(call names,fuzz/fuzz_*.c)
BENCHES := $(call names,engine/test/bench-*.c checks/test/bench-*.c)

# Use all processors, unless told otherwise.  (make 4.3 hides -j from here: one on the command line wins
# anyway, one from the environment or an outer make is seen by the shell.)
ifeq ($(filter -j% --jobserver%,$(MAKEFLAGS) $(shell echo "$$MAKEFLAGS")),)
MAKEFLAGS += -j$(shell nproc) -Otarget
endif

.PHONY: all gate test units demos faults power coverage fuzz-replay bench help clean
.SECONDARY:
.DELETE_ON_ERROR:

all: $B/gradproof ## build/gradproof (the default)

gate: all ## judge every case of corpus/, and hold it to the laws
	$B/gradproof check --laws corpus

test: units fuzz-replay faults power coverage ## all tests: units, corpora, planted faults, coverage of the ops

# A line a step; V=1 shows the commands.
Q    := $(if $(V),,@)
say   = $(if $(V),,@echo '  $1	$2')

# What `gradproof ops` says of an op's conventions is the comment at the head of its file.
$B/notes.inc: scripts/notes engine/ops $(wildcard engine/ops/*.c)
	@mkdir -p $B
	@scripts/notes $(wildcard engine/ops/*.c) > $@

# One object rule per mode; sources keep their path below it.
define objects
$B/$1/%.o: %.c $B/ops.inc
	@mkdir -p $$(@D)
	$(call say,cc,$1 $$<)
	$Q$$(CC) $$(FLAGS) $$(MODE_$1) -c -o $$@ $$<
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
$(FUZZ:%=$B/$1/%): $B/$1/%: $B/$1/fuzz/%.o $B/$1/fuzz/replay.o $B/$1/libchecks.a $B/$1/libengine.a
	$(call say,link,$$@)
	$Q$$(CC) $$(MODE_$1) -o $$@ $$^ $$(LIBS)
endef
$(foreach m,release asan tsan cov,$(eval $(call objects,$m)))
$(foreach m,release asan,$(eval $(call programs,$m)))

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

fuzz-replay: $(FUZZ:%=$B/asan/%) ## replay the fuzzers' corpora
	@for f in $(FUZZ); do $B/asan/$$f corpus/fuzz/$${f#fuzz_} corpus/ops corpus/seeds || exit 1; done

faults: all $(FAULTS:%=$B/faults/%/gradproof) ## every planted fault must be caught and blamed rightly
	@scripts/faults $B $(FAULTS)

power: all ## faults in every op's pull must be caught and blamed too
	@$B/gradproof power corpus/ops

coverage: $B/cov/gradproof ## lines and branches of every op's file that the checks reach
	@scripts/coverage $B

# Coverage is asked of the engine alone.
$B/cov/gradproof: $B/release/checks/main.o $B/release/libchecks.a $B/cov/libengine.a
	$(call say,link,$@)
	$Q$(CC) $(MODE_cov) -o $@ $^ $(LIBS)

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
