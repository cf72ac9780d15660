#!/usr/bin/env bash
# Judges the sources without running them: tests/run.sh lint has installed what this takes and configured build/dev.
# The last line is `N passed, N failed`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

longest=300 # lines of a file that people read as a whole

own() { # PATTERN...: the files of ours, new ones too
    git ls-files --cached --others --exclude-standard -- "$@"
}

scripts() {
    own | xargs awk 'FNR == 1 && (FILENAME ~ /\.sh$/ || /^#!.*[\/ ](ba)?sh$/) { print FILENAME } { nextfile }'
}

format() { cmake --build build/dev --target check-format; }

tidy() { cmake --build build/dev --target lint; }

shell() { scripts | xargs shellcheck; }

spelling() {
    # Words that tests misspell on purpose, and names in the code.
    own | xargs codespell --ignore-words-list chekc,kno,libary,nd,nmae,ot,postgress,tabel,te,tiemout,timout,wiat
}

length() {
    { own '*.cpp' '*.h' '*.py' '*.cmake' '*CMakeLists.txt' && scripts; } | sort -u | xargs wc -l |
        awk -v longest=$longest '$1 > longest && $2 != "total" { print $2 ": " $1 " lines of " longest; bad = 1 }
                                 END { exit bad }'
}

tools() { # PyPI's, of the versions and hashes in requirements.txt
    cmp --silent build/lint/requirements.txt tests/lint/requirements.txt || {
        /usr/bin/python3 -m venv --clear build/lint &&
            build/lint/bin/pip install --quiet --require-hashes --requirement tests/lint/requirements.txt &&
            cp tests/lint/requirements.txt build/lint
    }
}

workflows() {
    tools && build/lint/bin/zizmor --offline --no-progress --persona pedantic --strict-collection .github
}

one_way() { tests/lint/one_way.sh; }

site() { docs/site/build.sh; }

# It takes 25 minutes of one core.
checks=(format shell spelling length one_way workflows site)
[[ ! ${AWEIGH_LONG-} ]] || checks+=(tidy)

passed=0
failed=0
for check in "${checks[@]}"; do
    if output=$("$check" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$check:"
        echo "$output"
    fi
done
echo "$passed passed, $failed failed"
((failed == 0))
