#!/usr/bin/env bash
# Makes all that is handed out, in dist/ (README.md says what):
#
#   release/build.sh [ARCH]...     amd64 arm64 armv7 i386 ppc64le riscv64 s390x; without one, all of them
#
# The bytes depend on the commit alone. AWEIGH_DIST names another directory than dist, SOURCE_DATE_EPOCH another time
# than the commit's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

known=(amd64 arm64 armv7 i386 ppc64le riscv64 s390x)
(($#)) || set -- "${known[@]}"
for arch in "$@"; do
    [[ " ${known[*]} " == *" $arch "* ]] || {
        echo "release/build.sh: cannot build for $arch: the architectures are ${known[*]}" >&2
        exit 64
    }
done

# What a builder's environment could add to the bytes.
umask 022
export LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1
unset CPPFLAGS CFLAGS CXXFLAGS LDFLAGS CMAKE_BUILD_TYPE CMAKE_TOOLCHAIN_FILE AWEIGH_COMMIT

version=$(sed -n 's/^project(aweigh VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
commit=$(git describe --always --abbrev=40 --exclude='*' --dirty) || {
    echo "release/build.sh: cannot tell what is released: build in a clone, at the commit that is to be it" >&2
    exit 66
}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH-$(git log -1 --format=%ct)}

dist=$(realpath -m "${AWEIGH_DIST-dist}")
[[ ! -e $dist || -e $dist/SHA256SUMS ]] || {
    echo "release/build.sh: cannot replace $dist: there is something else in it; name another in AWEIGH_DIST" >&2
    exit 73
}

# This machine's own has the build directory of every day.
preset() { # ARCH
    case $(uname -m)/$1 in
    x86_64/amd64 | aarch64/arm64) echo release ;;
    *) echo "release-$1" ;;
    esac
}

# It appears complete, or not at all.
partial=$dist.partial
rm -rf "$partial"
mkdir -p "$partial"
builds=()
for arch in "$@"; do
    preset=$(preset "$arch")
    cmake/toolchain/kit.sh "$arch" >/dev/null # as root it installs what is missing, CMake too
    cmake --preset "$preset"
    cmake --build --preset "$preset" --target aweigh
    program=$partial/aweigh-$version-linux-$arch
    install -m 755 "build/$preset/aweigh" "$program"
    install -m 644 "build/$preset/aweigh.debug" "$program.debug"
    builds+=("$arch=build/$preset")
done
# What the program says of itself is the same for all machines: this one's build tells it.
cmake --preset release
cmake --build --preset release --target aweigh_tables
build/release/aweigh_tables >build/release/tables.json
python3 release/pack.py "$partial" "$version" "$commit" "$SOURCE_DATE_EPOCH" build/release/tables.json "${builds[@]}"
rm -rf "$dist"
mv "$partial" "$dist"
ls -l "$dist"
