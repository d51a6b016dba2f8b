#!/usr/bin/env bash
# Makes .venv with gamebridge, its plugins and its tools, or brings it up to date.
#
# uv does the installing where it is on the machine or can be installed; pip does it
# otherwise. Set PYTHON to choose the interpreter of a new .venv.
source "$(dirname "$0")/stamps.sh"

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "gamebridge needs Python 3.11 or later, and found none. Install it, or set PYTHON." >&2
    return 1
}

make_venv() {
    local python
    python=$(find_python)
    say "Making .venv with $("$python" --version)"
    "$python" -m venv .venv >.make/venv.log 2>&1 && return
    # Debian keeps `venv` in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        { apt-get update -q && apt-get install -y -q --no-install-recommends python3-venv; } \
            >>.make/venv.log 2>&1 </dev/null || true
        "$python" -m venv .venv >>.make/venv.log 2>&1 && return
    fi
    rm -rf .venv
    command -v uv >/dev/null && uv venv --seed --quiet --python "$python" .venv && return
    cat .make/venv.log >&2
    echo "Could not make a virtual environment. On Debian: sudo apt-get install python3-venv" >&2
    return 1
}

# The installer as a command line, best first.
installer() {
    local uv
    uv=$(command -v uv || true)
    if [ -z "$uv" ]; then
        [ -x .venv/bin/uv ] ||
            .venv/bin/python -m pip install --quiet --constraint constraints.txt uv \
                >.make/uv.log 2>&1 </dev/null || true
        uv=.venv/bin/uv
    fi
    if "$uv" --version >/dev/null 2>&1; then
        echo "$uv pip install --quiet --python .venv/bin/python"
    else
        echo ".venv/bin/python -m pip install --quiet --disable-pip-version-check"
    fi
}

print=$(fingerprint pyproject.toml plugins/*/pyproject.toml requirements-dev.txt \
    constraints.txt tools/setup_python.sh)
if is_done python "$print" && [ -x .venv/bin/gamebridge ]; then
    exit 0
fi
[ -x .venv/bin/python ] || make_venv
command=$(installer)
say "Installing gamebridge and its plugins into .venv (${command%% *})"
if ! $command -r requirements-dev.txt </dev/null; then
    # A registry that uv cannot read is no reason to stop: pip may know it.
    say "Trying again with pip"
    .venv/bin/python -m pip install --quiet -r requirements-dev.txt </dev/null
fi
mark_done python "$print"
