#!/usr/bin/env bash
# Measures what docs/benchmarks.md says, beside the tools that users would pick, and writes it there:
#
#   tests/bench/run.sh [--quick] [PART]...      all parts by default; build/release/aweigh must be there
#
# Debian 12 or 13, as root, on a machine that does nothing else. The results are kept in tests/bench/results, a file for each
# run; the document shows what all of them say. --quick is to see that it works: fewer turns, and nothing is kept.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

known=(init_cost signals start size migrations lag load herd cold_start stacks)
packages=(catatonit debootstrap docker.io dumb-init g++ hyperfine iproute2 postgresql python3-matplotlib python3-psycopg2
    python3-venv redis-server strace tini wait-for-it)

quick=()
if [[ ${1-} == --quick ]]; then
    quick=(--quick)
    shift
fi
parts=("$@")
((${#parts[@]})) || parts=("${known[@]}")
for part in "${parts[@]}"; do
    [[ " ${known[*]} " == *" $part "* ]] || {
        echo "usage: tests/bench/run.sh [--quick] [$(IFS='|' && echo "${known[*]}")]..." >&2
        exit 64
    }
done

command -v npm >/dev/null || packages+=(npm)
dpkg-query --show "${packages[@]}" >/dev/null 2>&1 || {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${packages[@]}"
}

rows=$(mktemp)
for part in "${parts[@]}"; do
    /usr/bin/python3 "tests/bench/$part.py" "${quick[@]}" >>"$rows" || {
        echo "$part has failed; to keep what was measured: tests/bench/report.py --keep $rows ${packages[*]}" >&2
        exit 1
    }
done
if ((${#quick[@]})); then
    cat "$rows"
else
    /usr/bin/python3 tests/bench/report.py --keep "$rows" "${packages[@]}"
fi
rm "$rows"
