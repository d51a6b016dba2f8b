#!/usr/bin/env bash
# Exports the example games into .make/games and prints what the demo needs to serve them:
# `--games .make/games`, or nothing when there are none. Second runs export nothing.
#
# The demo does well without games, so whatever is missing is said and is no failure.
source "$(dirname "$0")/stamps.sh"

EXAMPLES=clients/gdevelop/examples
EXPORT=clients/gdevelop/packing/export.mjs
GAMES=.make/games

# is_exporter_there : true when examples can be exported; says what is missing otherwise.
is_exporter_there() {
    if ! command -v node >/dev/null; then
        say "no example games: Node.js is missing. Install Node.js 20 or later, then make run"
    elif [ ! -f "$EXPORT" ]; then
        say "no example games: $EXPORT is missing"
    elif ! { tools/setup_node.sh >&2 && [ -d clients/gdevelop/node_modules ]; }; then
        say "no example games: the node packages of clients/gdevelop could not be installed"
    else
        return 0
    fi
    return 1
}

# export_game FOLDER : export one example, unless it is there as it would be now.
export_game() {
    local folder=$1 slug=${1##*/} print log target
    target=$GAMES/$slug log=.make/export-$slug.log
    # Unquoted on purpose: names of examples have no spaces, and macOS has an old bash.
    print=$(fingerprint tools/export_games.sh $(find "$folder" clients/gdevelop/GameBridge.json \
        clients/gdevelop/package-lock.json clients/gdevelop/packing -type f 2>/dev/null | sort))
    if is_done "export-$slug" "$print" && [ -f "$target/index.html" ]; then
        return
    fi
    say "Exporting the example game $slug"
    rm -rf "$target" "$target.part"
    if ! node "$EXPORT" "$folder" "$target.part" </dev/null >"$log" 2>&1 ||
        [ ! -f "$target.part/index.html" ]; then
        rm -rf "$target.part"
        say "$slug is left out; its export failed ($log):"
        tail -n 3 "$log" >&2
        return
    fi
    # Beside a project lies the picture that its page of games shows.
    for picture in thumbnail.png preview.png; do
        if [ -f "$folder/$picture" ]; then cp "$folder/$picture" "$target.part/"; fi
    done
    mv "$target.part" "$target"
    mark_done "export-$slug" "$print"
}

mkdir -p "$GAMES"
# An example that is no more leaves no game behind.
for target in "$GAMES"/*/; do
    if [ -d "$target" ] && [ ! -d "$EXAMPLES/$(basename "$target")" ]; then rm -rf "$target"; fi
done

# An example is a folder with a project of its own name in it.
find_examples() {
    local folder
    for folder in "$EXAMPLES"/*; do
        if [ -f "$folder/${folder##*/}.json" ]; then echo "$folder"; fi
    done
}

if [ -n "$(find_examples)" ] && is_exporter_there; then
    for folder in $(find_examples); do export_game "$folder"; done
fi
if [ -n "$(find "$GAMES" -mindepth 2 -maxdepth 2 -name index.html -print -quit)" ]; then
    echo "--games $GAMES"
fi
