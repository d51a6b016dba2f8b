#!/usr/bin/env bash
# Runs every benchmark, or those that are named: tools/bench.sh pose fan_out
source "$(dirname "$0")/stamps.sh"

if [ "$#" -eq 0 ]; then
    mapfile -t names < <(grep -l '__main__' benchmarks/*.py | xargs -n1 basename -s .py | sort)
else
    names=("$@")
fi
echo "$(nproc) cores, $(uname -sm), $(.venv/bin/python --version). Compare ratios, not figures."
for name in "${names[@]}"; do
    say "$name"
    .venv/bin/python "benchmarks/$name.py" </dev/null
done
