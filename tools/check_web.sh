#!/usr/bin/env bash
# Types (tsc over JSDoc), style (prettier) and tests (node's own runner) of clients/*.
source "$(dirname "$0")/stamps.sh"

# check_folder FOLDER : all checks of one client; one that fails does not hide the others.
check_folder() {
    local script status=0
    say "$1"
    if [ ! -d "$1/node_modules" ]; then
        say "no node packages: $1 is not checked"
        return 0
    fi
    cd "$1"
    for script in types style; do
        npm run --silent "$script" </dev/null || status=1
    done
    node --test --test-reporter=spec </dev/null || status=1
    return "$status"
}

status=0
for package in clients/*/package.json; do
    [ -f "$package" ] || continue
    (check_folder "${package%/package.json}") || status=1
done
exit "$status"
