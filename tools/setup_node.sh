#!/usr/bin/env bash
# Installs the node packages that check and test clients/web. The pages need none to run.
source "$(dirname "$0")/stamps.sh"

[ -f clients/web/package.json ] || exit 0
if ! command -v npm >/dev/null; then
    skip "the web client's checks (no node)" "install Node.js 20 or later"
    exit 0
fi
print=$(fingerprint clients/web/package.json clients/web/package-lock.json)
if is_done node "$print" && [ -d clients/web/node_modules ]; then
    exit 0
fi
say "Installing node packages into clients/web/node_modules"
cd clients/web
if [ -f package-lock.json ]; then
    npm ci --no-audit --no-fund --loglevel=error </dev/null
else
    npm install --no-audit --no-fund --loglevel=error --no-package-lock </dev/null
fi
cd ../..
mark_done node "$print"
