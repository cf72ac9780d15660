#!/usr/bin/env bash
# Installs what is missing (Debian 12 or 13, as root), builds, and runs the tests:
#
#   tests/run.sh [SUITE|all|long]        tests/suites.sh has the suites
#
# `all` is the default. `long` is `all` with clang-tidy, the full counts of the stress tests, every architecture and version
# of PostgreSQL, the servers that are no Debian packages, and what is built elsewhere compared. The last line is
# `N passed, N failed`; a runner that dies or runs no test counts as one failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source-path=SCRIPTDIR/..
source tests/suites.sh

case ${1-all} in
all) suites=("${everything[@]}") ;;
long)
    suites=("${everything[@]/one_arch/arches}" postgres servers)
    export AWEIGH_LONG=1
    ;;
*)
    suites=("$1")
    if [[ " ${known[*]} " != *" $1 "* ]]; then
        echo "usage: tests/run.sh [$(IFS='|' && echo "${known[*]}")|all|long]" >&2
        exit 64
    fi
    ;;
esac

# By its full name: another python3 may come first in PATH, without Debian's pytest.
python=/usr/bin/python3
export PYTHONDONTWRITEBYTECODE=1

log=$(mktemp)
passed=0
failed=0
finished=
policies=() # of ours, that forbid the packages to start their servers

summary() {
    rm -f "$log" "${policies[@]}"
    [[ $finished ]] || failed=$((failed + 1))
    echo "$passed passed, $failed failed"
    ((failed == 0)) || exit 1
}
trap summary EXIT

install_missing() { # PACKAGE...
    local missing
    missing=$(comm -23 <(printf '%s\n' "$@" | sort) \
        <(dpkg-query --show --showformat '${Status} ${Package}\n' "$@" 2>/dev/null |
            sed -n 's/^install ok installed //p' | sort))
    [[ $missing ]] || return 0
    # The tests start servers of their own: the packages are to make and start none.
    local policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod +x $policy
        policies+=("$policy")
    fi
    if [[ $missing == *postgresql* ]]; then
        local drop_ins=/etc/postgresql-common/createcluster.d
        mkdir -p $drop_ins
        echo 'create_main_cluster = false' >$drop_ins/no-main-cluster.conf
    fi
    apt-get update -qq
    # shellcheck disable=SC2086 # one word for each package
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $missing
    rm -f "${policies[@]}"
}

build() { # PRESET
    cmake --preset "$1"
    cmake --build --preset "$1"
}

number() { # WORD: the number before it in the last line of the log that has one
    grep -oE "[0-9]+ $1" "$log" | tail -n 1 | grep -oE '^[0-9]+' || echo 0
}

# Runs a test runner and adds what its closing lines count.
count() { # COMMAND...
    local status=0 good bad
    "$@" 2>&1 | tee "$log" || status=$?
    # doctest counts its assertions, too, but on the line after its test cases
    sed -i '/assertions:/d' "$log"
    good=$(number passed)
    bad=$(($(number failed) + $(number errors?)))
    if ((good + bad == 0 || (status != 0 && bad == 0))); then
        echo "$*: ended with exit code $status after $good tests" >&2
        bad=$((bad + 1))
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
}

for suite in "${suites[@]}"; do
    "$suite"
done
finished=yes
