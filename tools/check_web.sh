#!/usr/bin/env bash
# Types and tests of clients/web: tsc over JSDoc, then node's own test runner.
source "$(dirname "$0")/stamps.sh"

[ -f clients/web/package.json ] || { say "clients/web has no package.json: nothing to check"; exit 0; }
command -v node >/dev/null || { say "no node: the web client is not checked"; exit 0; }
cd clients/web
if [ -x node_modules/.bin/tsc ]; then
    node_modules/.bin/tsc --project .
    node_modules/.bin/prettier --check --log-level warn .
fi
mapfile -t tests < <(find tests -name '*.test.js' 2>/dev/null | sort)
[ "${#tests[@]}" -eq 0 ] || node --test "${tests[@]}"
