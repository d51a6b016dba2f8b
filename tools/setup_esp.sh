#!/usr/bin/env bash
# Installs Espressif's and PlatformIO's checkers of build files into .make/esp, for the tests
# of the firmware's configuration. They build nothing, and need no ESP-IDF.
source "$(dirname "$0")/stamps.sh"

print=$(fingerprint tools/esp-tools.txt)
if is_done esp "$print" && [ -x .make/esp/bin/pio ]; then
    exit 0
fi
say "Installing the checkers of the firmware's build files"
{
    rm -rf .make/esp && .venv/bin/python -m venv .make/esp &&
        .make/esp/bin/pip install --quiet --disable-pip-version-check -r tools/esp-tools.txt
} >.make/esp.log 2>&1 </dev/null && mark_done esp "$print" || {
    rm -rf .make/esp
    tail -n 3 .make/esp.log >&2
    skip "checks of the firmware's build files (their tools could not be installed)" "see .make/esp.log"
}
