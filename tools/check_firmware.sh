#!/usr/bin/env bash
# The firmware on this machine: formatting, tests with sanitizers for 64 and 32 bits, a build
# that counts allocations, the chip's tasks under ThreadSanitizer, everything through a
# compiler for the chips' processor, and half a minute of fuzzing.
#
# What the machine lacks is skipped with the command that would enable it. FUZZ_SECONDS
# sets how long each parser is fuzzed (default 3; 0 leaves it out), JOBS how many
# compilers run at once.
source "$(dirname "$0")/stamps.sh"

HERE=firmware/host_test
BUILDS=.make/firmware
status=0

# skip_once WHAT REMEDY : like skip, but a second run does not say it twice at the end.
skip_once() {
    if grep -qsF "$1|" "$SKIPPED"; then say "skipped: $1. To enable it: $2"; else skip "$1" "$2"; fi
}

generator() { command -v ninja >/dev/null && echo Ninja || echo "Unix Makefiles"; }

# build NAME ARGS... : configure and build one variant; its words are shown if it fails.
build() {
    local name=$1 log
    shift
    log=$BUILDS/$name.log
    mkdir -p "$BUILDS"
    { cmake -S "$HERE" -B "$BUILDS/$name" -G "$(generator)" "$@" &&
        nice -n 10 cmake --build "$BUILDS/$name" --parallel "${JOBS:-$(nproc)}"; } >"$log" 2>&1 </dev/null ||
        { say "firmware: the build '$name' failed:"; tail -n 40 "$log" >&2; return 1; }
}

check_threads() {
    if echo 'int main(){}' | c++ -x c++ -fsanitize=thread - -o /dev/null 2>/dev/null; then
        run_tests threads -DBRIDGE_SANITIZE=OFF -DBRIDGE_TSAN=ON
    else
        skip_once "the firmware's tasks under ThreadSanitizer (no libtsan)" "sudo apt-get install g++"
    fi
}

check_xtensa() {
    say "firmware: xtensa"
    if ! command -v xtensa-lx106-elf-g++ >/dev/null || [ ! -d /usr/include/newlib/c++ ]; then
        skip_once "the firmware through its processor's compiler (no gcc-xtensa-lx106)" \
            "sudo apt-get install gcc-xtensa-lx106 libnewlib-dev libstdc++-arm-none-eabi-dev"
        return
    fi
    nice -n 10 python3 "$HERE/xtensa.py" "$BUILDS/xtensa" </dev/null || status=1
}

run_tests() {
    say "firmware: $1"
    build "$@" && ctest --test-dir "$BUILDS/$1" --output-on-failure </dev/null || status=1
}

check_format() {
    local tool
    tool=$(command -v clang-format-19 || command -v clang-format) ||
        { skip_once "the firmware's formatting (no clang-format)" "sudo apt-get install clang-format-19"; return; }
    git ls-files -z --cached --others --exclude-standard 'firmware/*.cpp' 'firmware/*.hpp' |
        xargs -0 "$tool" --dry-run --Werror || status=1
}

links_for_32_bits() { echo 'int main(){}' | c++ -m32 -x c++ -fsanitize=address - -o /dev/null 2>/dev/null; }

fuzz() {
    local compiler program name
    compiler=$(command -v clang++-19 || command -v clang++) &&
        echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
        "$compiler" -x c++ -fsanitize=fuzzer - -o /dev/null 2>/dev/null ||
        { skip_once "fuzzing the firmware's parsers (no libFuzzer)" \
            "sudo apt-get install clang-19 libclang-rt-19-dev"; return; }
    build fuzz -DBRIDGE_FUZZ=ON -DCMAKE_CXX_COMPILER="$compiler" || { status=1; return; }
    for program in "$BUILDS"/fuzz/fuzz/fuzz_*; do
        [ -x "$program" ] && [ -f "$program" ] || continue
        name=$(basename "$program")
        say "firmware: $name"
        "$program" -max_total_time="${FUZZ_SECONDS:-3}" -max_len=4096 -timeout=5 -verbosity=0 \
            -artifact_prefix="$BUILDS/" >"$BUILDS/$name.log" 2>&1 </dev/null ||
            { tail -n 30 "$BUILDS/$name.log" >&2; status=1; }
    done
}

for tool in cmake c++ python3; do
    command -v "$tool" >/dev/null ||
        { skip_once "the firmware's host tests (no $tool)" "sudo apt-get install cmake g++ python3"; exit 0; }
done
[ -f /usr/include/doctest/doctest.h ] || [ -f /usr/local/include/doctest/doctest.h ] ||
    { skip_once "the firmware's host tests (no doctest-dev)" "sudo apt-get install doctest-dev"; exit 0; }

check_format
run_tests sanitized
run_tests plain -DBRIDGE_SANITIZE=OFF
if links_for_32_bits; then
    run_tests sanitized32 -DBRIDGE_M32=ON
else
    skip_once "the firmware's tests for 32 bits (no multilib)" "sudo apt-get install g++-multilib"
fi
check_threads
check_xtensa
[ "${FUZZ_SECONDS:-3}" = 0 ] || [ ! -d "$HERE/fuzz" ] || fuzz
exit "$status"
