#!/bin/bash -eu
# Builds the fuzz targets into $OUT, with $CC, $CFLAGS, $CXX, $CXXFLAGS and $LIB_FUZZING_ENGINE, from the repository's root.  Each
# comes with its seed corpus and options.  What is linked dynamically goes beside it, below lib/.
#
# MemorySanitizer does not know what FLINT writes: with it only the targets without FLINT are built.  The mutator is libFuzzer's.

targets="fuzz_build fuzz_text fuzz_gradient fuzz_op"
if [ "${SANITIZER:-address}" = memory ]; then
    targets="fuzz_build fuzz_text"
fi
build=${WORK:-/tmp}/build
[ -z "${B:-}" ] || build=$B
mutator=()
if [ "${FUZZING_ENGINE:-libfuzzer}" != libfuzzer ]; then
    mutator=(MUTATOR=)
fi

make -j"$(nproc)" B="$build" STATIC=1 FUZZ_OUT="$OUT" FUZZ_CC="$CC" FUZZ_FLAGS="$CFLAGS" FUZZ_SEEN="${FUZZ_SEEN:-}" \
    FUZZ_LINK="$CXX $CXXFLAGS -Wl,--disable-new-dtags -Wl,-rpath,'\$\$ORIGIN/lib'" FUZZER="$LIB_FUZZING_ENGINE" ${mutator[@]+"${mutator[@]}"} \
    "$build/fuzz/text.dict" $(printf "$OUT/%s " $targets)

mkdir -p "$OUT/lib"
for target in $targets; do
    ldd "$OUT/$target" | sed -n 's/.* => \([^ ]*\) .*/\1/p' | grep -vE '/lib(c|m|pthread|dl|rt|gcc_s|stdc\+\+)\.so' | xargs -r cp -L -t "$OUT/lib"
    options="max_len = 200"
    seeds=(corpus/fuzz/"${target#fuzz_}"/*)
    if [ "$target" = fuzz_text ]; then
        cp "$build/fuzz/text.dict" "$OUT/fuzz_text.dict"
        options=$'max_len = 400\ndict = fuzz_text.dict'
        seeds+=(corpus/ops/*.dag corpus/seeds/*.dag)
    fi
    zip -q -j "$OUT/${target}_seed_corpus.zip" "${seeds[@]}"
    printf '[libfuzzer]\n%s\n' "$options" >"$OUT/$target.options"
done
