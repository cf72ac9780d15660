#!/usr/bin/env bash
# Looks for newer versions of what sources.lock names, writes those that can be had into it, and prints what changed.
#
#   update.sh                   everything
#   update.sh NAME...           these, and what comes in the same package as they
#   update.sh NAME=VERSION      that version, newer or not; Debian unstable may have it
#
# By itself only the last number of a version grows. Debian's indices (stable and its security updates) are fetched from
# the same mirrors as the sources, and their signatures are checked; upstream's own, too, where Debian has them.
#
# Exit codes: 0 all that was found is in the lock; 75 an index names newer versions that no place has, try again later
# or elsewhere; 69 an index cannot be read, or no such version be had; 65 a signature is bad; 64 usage.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
source "$here/packages.sh"

mapfile -t missing < <(missing_packages ca-certificates debian-archive-keyring gpgv python3)
if ((${#missing[@]} && EUID)); then
    echo "aweigh: packages are missing, as root run: apt-get install ${missing[*]}" >&2
    exit 69
fi
((${#missing[@]} == 0)) || install "${missing[@]}" >&2
PYTHONDONTWRITEBYTECODE=1 exec python3 "$here/update.py" "$@"
