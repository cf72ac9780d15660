#!/usr/bin/env bash
# Makes sure that the libraries aweigh is linked with are built, and prints the directory they are in.
#
#   kit.sh static   musl, libc++ and static libraries: what the released binary is made of
#   kit.sh host     the same libraries for this machine's compiler and libc: developers' builds
#
# A kit lies in the cache under the hash of these scripts. It appears there complete, by a rename, or not at all.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kind=${1-}
if [[ $kind != static && $kind != host ]]; then
    echo "usage: kit.sh static|host" >&2
    exit 64
fi
# shellcheck source-path=SCRIPTDIR
source "$here/apt.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/libraries.sh"
# shellcheck source-path=SCRIPTDIR source=static.sh
source "$here/$kind.sh"

root=${XDG_CACHE_HOME:-$HOME/.cache}/aweigh
recipe=$(cat "$here"/*.sh | sha256sum)
cache=$root/${recipe:0:16}
kit=$cache/$kind
log=$cache/$kind.log

exec 3>&2 # the terminal, while the steps write to the log

say() { echo "aweigh $kind kit: $*" >&3; }

run() {
    step=${*//_/ }
    say "$step"
    "$@" >>"$log" 2>&1
}

explain() {
    local status=$?
    ((status == 0)) || say "cannot $step: see $log"
}

mapfile -t missing < <(missing_packages "${kit_packages[@]}")
if ((${#missing[@]} == 0)) && [[ -d $kit ]]; then
    echo "$kit"
    exit
fi
if ((${#missing[@]} && EUID)); then
    say "packages are missing, as root run: apt-get install ${missing[*]}"
    exit 69
fi

mkdir -p "$cache"
# The processes of a killed build hold the lock as well: nobody else starts while they still write.
exec 4>"$root/lock"
if ! flock --nonblock 4; then
    say "waiting for another build"
    flock 4
fi
date >>"$log" # not emptied: whoever held the lock may have failed and named this file
step=start
trap explain EXIT
((${#missing[@]} == 0)) || run install "${missing[@]}"
if [[ ! -d $kit ]]; then
    work=$kit.partial
    prefix=$work/kit
    downloads=$cache/downloads
    rm -rf "$work"
    mkdir -p "$prefix" "$downloads"
    build_kit
    mv "$prefix" "$kit"
    rm -rf "$work" "$downloads/apt"
    say "ready after $SECONDS s"
fi
echo "$kit"
