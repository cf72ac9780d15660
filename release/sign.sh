#!/usr/bin/env bash
# Signs what build.sh has made, by its list of checksums: dist/SHA256SUMS.minisig.
#
#   release/sign.sh SECRET-KEY-FILE     made by `minisign -G`; its password is asked for
set -euo pipefail
[[ $# == 1 ]] || {
    echo "usage: release/sign.sh SECRET-KEY-FILE" >&2
    exit 64
}
key=$(realpath "$1")
cd "${AWEIGH_DIST:-$(dirname "${BASH_SOURCE[0]}")/../dist}"

# What is signed is what is there.
sha256sum --check --quiet SHA256SUMS
programs=(aweigh-*-linux-*)
version=${programs[0]#aweigh-}
exec minisign -S -s "$key" -m SHA256SUMS -t "aweigh ${version%%-linux-*}"
