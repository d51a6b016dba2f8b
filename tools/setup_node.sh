#!/usr/bin/env bash
# Installs the node packages that check and test clients/*. Nothing needs them to run.
source "$(dirname "$0")/stamps.sh"

# install_packages FOLDER : what FOLDER's lock file names, unless it is there already.
install_packages() {
    local folder=$1 name=node-${1##*/} print
    print=$(fingerprint "$folder/package.json" "$folder/package-lock.json")
    if is_done "$name" "$print" && [ -d "$folder/node_modules" ]; then
        return
    fi
    say "Installing node packages into $folder/node_modules"
    (
        cd "$folder"
        if [ -f package-lock.json ]; then
            npm ci --no-audit --no-fund --loglevel=error </dev/null
        else
            npm install --no-audit --no-fund --loglevel=error --no-package-lock </dev/null
        fi
    )
    mark_done "$name" "$print"
}

for package in clients/*/package.json; do
    [ -f "$package" ] || continue
    folder=${package%/package.json}
    if command -v npm >/dev/null; then
        install_packages "$folder"
    else
        skip "the checks of $folder (no node)" "install Node.js 20 or later"
    fi
done
