#!/usr/bin/env bash
# Makes sure that the libraries aweigh is linked with are built, and prints the directory they are in.
#
#   kit.sh ARCH     compiler, musl, libc++ and static libraries: what the released binary for that architecture is made
#                   of (amd64, arm64, armv7, riscv64, ppc64le, s390x, i386; native: this machine's)
#   kit.sh host     the same libraries for this machine's compiler and libc: developers' builds
#
# A kit lies in the cache under the hash of sources.lock and of the scripts with its recipe. It appears there complete,
# by a rename, or not at all.
set -euo pipefail
# What is built depends on nothing but the recipe.
umask 022
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1
unset CFLAGS CXXFLAGS CPPFLAGS LDFLAGS

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
source "$here/packages.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/libraries.sh"

case ${1-} in
host)
    kind=host
    # shellcheck source-path=SCRIPTDIR
    source "$here/host.sh"
    ;;
*)
    # shellcheck source-path=SCRIPTDIR
    source "$here/static.sh"
    kind=$(architecture "${1-}") || exit 64
    choose_target "$kind"
    ;;
esac

root=${XDG_CACHE_HOME:-$HOME/.cache}/aweigh
recipe=$(cat "$here"/{sources.lock,libraries.sh,static.sh,host.sh} | sha256sum)
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

# Each sequence of steps goes on beside the others; the first that fails ends the kit.
run_beside() { # 'STEP; STEP...' ...
    local steps
    for steps in "$@"; do
        say "${steps//_/ }"
        (eval "$steps") >>"$log" 2>&1 &
    done
    step="build the libraries"
    for steps in "$@"; do
        wait -n
    done
}

explain() {
    local status=$? reason
    # What cannot be fetched has been told.
    ((status == 0 || status == 69)) && return
    # shellcheck disable=SC2046 # one word for each process
    kill $(jobs -p) 2>/dev/null || true
    reason=$(sed "1,${begun}d" "$log" | grep -aiE '(error|fatal|cannot|failed)' | tail -n 1 | cut -c 1-300)
    say "cannot $step: ${reason:-exit code $status}"
    say "  all of it: $log"
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
begun=$(wc -l <"$log")
step=start
trap explain EXIT
((${#missing[@]} == 0)) || run install "${missing[@]}"
if [[ ! -d $kit ]]; then
    prefix=$kit.partial
    work=$prefix/work
    rm -rf "$prefix"
    mkdir -p "$work"
    fetch_sources
    build_kit
    rm -rf "$work"
    mv "$prefix" "$kit"
    say "ready after $SECONDS s"
fi
echo "$kit"
