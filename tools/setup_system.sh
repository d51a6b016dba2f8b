#!/usr/bin/env bash
# Installs what only a package manager can give: Chromium, a font, ffmpeg, curl, network
# and C++ test tools.
#
# Only `make test` asks for it. What is missing and cannot be installed is written down,
# so that the tests which need it are reported as skipped together with the remedy.
source "$(dirname "$0")/stamps.sh"

PACKAGES=(chromium fonts-dejavu-core ffmpeg curl iproute2 cmake doctest-dev
    gcc-xtensa-lx106 libnewlib-dev libstdc++-arm-none-eabi-dev)

# is_present PACKAGE : true when the machine has what the package brings.
is_present() {
    case "$1" in
        chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        ffmpeg | curl | cmake) command -v "$1" ;;
        iproute2) command -v ip || [ "$(uname)" != Linux ] ;;
        fonts-dejavu-core) [ -d /usr/share/fonts/truetype/dejavu ] || [ "$(uname)" != Linux ] ;;
        gcc-xtensa-lx106) command -v xtensa-lx106-elf-g++ ;;
        libnewlib-dev) [ -f /usr/include/newlib/stdio.h ] ;;
        libstdc++-arm-none-eabi-dev) [ -d /usr/include/newlib/c++ ] ;;
        doctest-dev) [ -f /usr/include/doctest/doctest.h ] || [ -f /usr/local/include/doctest/doctest.h ] ;;
    esac >/dev/null 2>&1
}

missing() {
    local package
    for package in "${PACKAGES[@]}"; do
        is_present "$package" || echo "$package"
    done
}

: >"$SKIPPED"
mapfile -t wanted < <(missing)
if [ "${#wanted[@]}" -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "Installing ${wanted[*]}"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -y -q --no-install-recommends "${wanted[@]}"; } \
        >.make/apt.log 2>&1 </dev/null || { say "That failed:"; tail -n 5 .make/apt.log >&2; }
    mapfile -t wanted < <(missing)
fi

declare -A PURPOSE=(
    [chromium]="the browser tests" [fonts-dejavu-core]="text in the browser tests"
    [ffmpeg]="tests against ffmpeg and ffprobe" [cmake]="the firmware's host tests"
    [curl]="tests against curl" [iproute2]="tests over a network of two machines"
    [doctest-dev]="the firmware's host tests"
    [gcc-xtensa-lx106]="the firmware through its processor's compiler"
    [libnewlib-dev]="the firmware through its processor's compiler"
    [libstdc++-arm-none-eabi-dev]="the firmware through its processor's compiler"
)
for package in "${wanted[@]}"; do
    skip "${PURPOSE[$package]} (no $package)" "sudo apt-get install $package"
done
