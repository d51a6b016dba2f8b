# Sourced by the setup scripts: what was done already, and what could not be done.
#
# A stamp is a file in .make/ that holds the fingerprint of everything a step was made
# from. A step whose stamp still tells the truth is skipped, so second runs need no
# network and start in seconds.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p .make
SKIPPED=.make/skipped

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

# fingerprint FILE... : one line that changes when a file or this folder's place does.
fingerprint() {
    {
        pwd
        for file in "$@"; do
            if [ -f "$file" ]; then echo "$file" && cat "$file"; fi
        done
    } | sha256sum | cut -d' ' -f1
}

# is_done NAME PRINT : true when step NAME was done for exactly this PRINT.
is_done() { [ "$(cat ".make/$1.stamp" 2>/dev/null)" = "$2" ]; }

mark_done() { printf '%s\n' "$2" >".make/$1.stamp"; }

# skip WHAT REMEDY : remember for the end of `make test` that WHAT did not run.
skip() {
    say "skipped: $1. To enable it: $2"
    printf '%s|%s\n' "$1" "$2" >>"$SKIPPED"
}
