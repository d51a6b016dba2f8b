#!/usr/bin/env bash
# Installs Autobahn's WebSocket suite (wstest) into .make/autobahn, where Python 2.7 is
# on the machine: the suite has never been ported to Python 3.
source "$(dirname "$0")/stamps.sh"

find_python2() {
    local candidate prefix
    prefix=$(pyenv prefix 2.7.18 2>/dev/null || true)
    for candidate in "${GAMEBRIDGE_PYTHON27:-}" "$prefix/bin/python" python2.7; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (2, 7))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

if [ -x .make/autobahn/bin/wstest ]; then
    exit 0
fi
python2=$(find_python2)
if [ -z "$python2" ]; then
    skip "Autobahn's WebSocket suite (no Python 2.7)" "install Python 2.7, then run make test again"
    exit 0
fi
say "Installing Autobahn's WebSocket suite for $("$python2" --version 2>&1)"
{
    # The last line of virtualenv that still makes environments for Python 2.7.
    "$python2" -m pip install --quiet --target .make/virtualenv "virtualenv<20.22" &&
        PYTHONPATH=.make/virtualenv "$python2" -m virtualenv --quiet .make/autobahn &&
        .make/autobahn/bin/pip install --quiet -r tools/autobahn.txt
} >.make/autobahn.log 2>&1 </dev/null || {
    rm -rf .make/autobahn
    tail -n 3 .make/autobahn.log >&2
    skip "Autobahn's WebSocket suite (it could not be installed)" "see .make/autobahn.log"
}
