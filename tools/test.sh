#!/usr/bin/env bash
# Runs everything that must be green, and pytest last so that its closing line is the last.
#
# A step that fails does not hide the others. Arguments go to pytest.
source "$(dirname "$0")/stamps.sh"

failed=()
step() {
    say "$1"
    "${MAKE:-make}" --no-print-directory "$1" || failed+=("$1")
}

for name in lint types layers js firmware; do
    step "$name"
done

say "pytest"
status=0
.venv/bin/python -m pytest "$@" || status=$?
if [ "${#failed[@]}" -gt 0 ]; then
    say "These steps failed before pytest ran: ${failed[*]}"
    exit 1
fi
exit "$status"
