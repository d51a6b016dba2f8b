#!/usr/bin/env bash
# Types (tsc over JSDoc), style (prettier) and tests (node's own runner) of clients/web.
source "$(dirname "$0")/stamps.sh"

[ -f clients/web/package.json ] || { say "clients/web has no package.json: nothing to check"; exit 0; }
[ -d clients/web/node_modules ] || { say "no node packages: the web client is not checked"; exit 0; }
cd clients/web
status=0
for script in types style; do
    npm run --silent "$script" </dev/null || status=1
done
node --test --test-reporter=spec </dev/null || status=1
exit "$status"
