#!/usr/bin/env bash
# Holds that each small thing is done in one place: what does it by hand stands in no other file. The last line is
# `N passed, N failed`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

passed=0
failed=0

only_in() { # FILES PATTERN
    local found elsewhere
    found=$(grep -rnE --include='*.cpp' --include='*.h' -- "$2" src probes || true)
    elsewhere=$(grep -vE "^$1:" <<<"$found" || true)
    if [[ $elsewhere ]]; then
        echo "use what $1 has, in place of"
        echo "$elsewhere"
    elif ! [[ $found ]]; then
        echo "$1 does not do itself what the other files are kept from: $2"
    else
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
}

nowhere() { # PATTERN WHY
    local found
    if found=$(grep -rnE --include='*.cpp' --include='*.h' -- "$1" src probes); then
        echo "$2:"
        echo "$found"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

# init/supervisor_plan.cpp, too: the resident supervisor reads what it has written itself, and has little else in its memory.
only_in 'src/(text/number.h|init/supervisor_plan.cpp)' '\bfrom_chars\b|\bstrtou?l?l\(|\bsto(i|u?ll?)\('
only_in src/text/hex.cpp '0123456789(abcdef|ABCDEF)"'
only_in src/text/case.h "\bto(lower|upper)\(|[-+] '[aA]'"
only_in src/text/scheme.cpp "== '\\+' \|\| c == '-'"
only_in src/text/split.cpp '(push|emplace)_back\([a-z]+\.substr\(0, '
only_in src/text/lines.cpp 'npos \? [a-z_]+\.size\(\) : [a-z_]+ \+ 1'
# launch/launch.cpp, too: it writes where the value stands, between the fork and the exec.
only_in 'src/(base/variable.h|launch/launch.cpp)' '\bgetenv\b'
only_in src/base/pipe.h '\bpipe2?\([^7]'
only_in src/base/backoff.h '\b0\.8\b'
nowhere 'co_await [A-Za-z_:.>-]+\((.*[(,] ?)?\{' 'g++ 12 destroys what such a list makes twice: give it a name first'

echo "$passed passed, $failed failed"
((failed == 0))
