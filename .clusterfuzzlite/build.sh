#!/bin/bash
# Builds the fuzz targets into $OUT, with $CC, $CFLAGS, $CXX, $CXXFLAGS and $LIB_FUZZING_ENGINE, from the repository's root.  Each
# comes with its seed corpus and options.  What is linked dynamically goes beside it, below lib/.
#
# MemorySanitizer does not know what FLINT writes: with it only the targets without FLINT are built.  The mutator is libFuzzer's.
set -eu

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
    ldd "$OUT/$target" | sed -n 's/.* => \([^ ]*\) .*/\1/p' | grep -vE '/lib(c|m|pthread|dl|rt|gcc_s|stdc\+\+)\.so' | grep -vF "$OUT/" | xargs -r cp -L -t "$OUT/lib"
    printf '[libfuzzer]\nmax_len = %s\n' "$(scripts/fuzz length "$target")" >"$OUT/$target.options"
    if [ "$target" = fuzz_text ]; then
        cp "$build/fuzz/text.dict" "$OUT/fuzz_text.dict"
        echo "dict = fuzz_text.dict" >>"$OUT/$target.options"
    fi
    find $(scripts/fuzz kept "$target") -type f | zip -q -j "$OUT/${target}_seed_corpus.zip" -@
done
