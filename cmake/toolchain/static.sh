# A static kit: a compiler for one target in bin/, musl and libc++ in sysroot/, and every library, OpenSSL too, built
# with it.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other scripts

kit_packages=(make patch cmake ninja-build bison flex perl python3 python3-pip bzip2 xz-utils)
zig=zig-$(uname -m)
inputs=("$zig" openssl openssl-fixes "${libraries[@]}")

architectures=(amd64 arm64 armv7 riscv64 ppc64le s390x i386)

# Prints the architecture's one name.
architecture() { # ARCH|native
    local known
    if [[ $1 == native ]]; then
        case $(uname -m) in
        x86_64) set -- amd64 ;;
        aarch64) set -- arm64 ;;
        *)
            echo "aweigh: cannot build on $(uname -m): the compiler is pinned for x86_64 and aarch64; build there for it" >&2
            return 1
            ;;
        esac
    fi
    for known in "${architectures[@]}"; do
        [[ $1 != "$known" ]] || { echo "$known" && return; }
    done
    echo "usage: kit.sh native|host|$(IFS='|' && echo "${architectures[*]}")" >&2
    return 1
}

# The processors are the oldest that Debian's ports run on; i386 is with SSE2.
choose_target() { # ARCH
    local nist=enable-ec_nistp_64_gcc_128 # needs 128-bit integers, and little-endian
    openssl_options=()
    processor=()
    zig_cpu=baseline
    case $1 in
    amd64) target=x86_64-linux-musl openssl_target=linux-x86_64 openssl_options=("$nist") ;;
    arm64) target=aarch64-linux-musl openssl_target=linux-aarch64 openssl_options=("$nist") ;;
    armv7) target=armv7-linux-musleabihf openssl_target=linux-armv4 zig_cpu=generic+v7a+vfp3d16 processor=(-mfpu=vfpv3-d16) ;;
    riscv64) target=riscv64-linux-musl openssl_target=linux64-riscv64 openssl_options=("$nist") ;;
    ppc64le) target=powerpc64le-linux-musl openssl_target=linux-ppc64le openssl_options=("$nist") ;;
    s390x) target=s390x-linux-musl openssl_target=linux64-s390x ;;
    # There is no libatomic for its atomics of 64 bits: it takes locks.
    i386) target=i386-linux-musl openssl_target=linux-x86 openssl_options=(-DBROKEN_CLANG_ATOMICS) ;;
    esac
    case $1 in
    armv7) zig_target=arm-linux-musleabihf ;;
    i386) zig_target=x86-linux-musl ;;
    *) zig_target=$target ;;
    esac
    # Always a cross build: what comes out does not depend on what could be run.
    configure_target=(--build="$(uname -m)-pc-linux-gnu" --host="$target")
    cmake_target=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR="${target%%-*}")
}

cc="clang"
ar="ar"
ranlib="ranlib"
size="-Os -DNDEBUG -ffunction-sections -fdata-sections"
cflags="$size -fno-asynchronous-unwind-tables" # no exception passes through C
ldflags=""

build_kit() {
    run unpack_compiler
    run make_sysroot
    run make_compiler
    run install_headers
    run_beside 'build_openssl; build_libpq' 'build_hiredis; build_yyjson; build_llhttp; build_nghttp2; build_cares'
}

# For all targets the same.
unpack_compiler() {
    compiler=$root/$(basename "${file[$zig]}" .whl)
    [[ ! -d $compiler ]] || return 0
    rm -rf "$compiler.partial"
    python3 -m zipfile -e "${file[$zig]}" "$compiler.partial"
    chmod +x "$compiler.partial/ziglang/zig"
    mv "$compiler.partial" "$compiler"
}

# Zig builds musl, libc++ and libunwind for a target when it first links for it, and tells with which flags. They are
# taken from there: from here on clang and lld are called as they are, with all of their options.
make_sysroot() {
    local usr=$prefix/sysroot/usr clang=$prefix/clang probe=$work/probe.cpp directory flags
    mkdir -p "$usr"/{include/c++/v1,lib} "$clang"
    echo '#include <stdexcept>
          int main(int count, char**) { if (count > 1) throw std::runtime_error("more"); }' >"$probe"
    ZIG_VERBOSE_CC=1 ZIG_VERBOSE_LINK=1 ZIG_GLOBAL_CACHE_DIR=$work/zig "$compiler/ziglang/zig" c++ \
        -target "$zig_target" -mcpu="$zig_cpu" -Os -static "$probe" -o "$work/probe" >"$work/probe.log" 2>&1 ||
        { cat "$work/probe.log" && return 1; }
    flags=$(grep -F " $probe " "$work/probe.log")
    flags=${flags// -/$'\n'-}
    sed -n 's/^-isystem //p' <<<"$flags" | while read -r directory; do
        case $directory in
        */libcxx/include | */libcxxabi/include) cp -rn "$directory/." "$usr/include/c++/v1" ;;
        */lib/include) cp -r "$directory" "$clang" ;;
        *) cp -rn "$directory/." "$usr/include" ;;
        esac
    done
    grep -E '^-D_LIBC(PP|XX)' <<<"$flags" >"$prefix/libc++.cfg"
    # shellcheck disable=SC2046 # one word for each file
    cp $(grep -F " -o $work/probe " "$work/probe.log" | grep -oE '[^ ]+/(crt1\.o|lib[^/ ]+\.a)') "$usr/lib"
}

# clang finds everything by itself below the kit, wherever that lies.
make_compiler() {
    local lib=$prefix/sysroot/usr/lib strings=$compiler/ziglang/lib/libc/musl/src/string runtime memset name
    mkdir "$prefix/bin"
    printf '%s\n' --target="$target" "${processor[@]}" --sysroot='<CFGDIR>/sysroot' -resource-dir='<CFGDIR>/clang' \
        --ld-path='<CFGDIR>/bin/ld.lld' -rtlib=compiler-rt --unwindlib=none -static -fno-pie -ffile-prefix-map='<CFGDIR>/=' \
        >"$prefix/clang.cfg"
    printf '%s\n' @clang.cfg @libc++.cfg -stdlib=libc++ --unwindlib=libunwind >"$prefix/clang++.cfg"
    write_tool clang "clang --config=\"\$kit/clang.cfg\""
    write_tool clang++ "clang --driver-mode=g++ --config=\"\$kit/clang++.cfg\""
    for name in ld.lld ar ranlib; do
        write_tool "$name" "$name"
    done
    PATH=$prefix/bin:$PATH

    runtime=$("$cc" -print-runtime-dir)
    mkdir -p "$runtime"
    # The names under which others look for what Zig calls otherwise, or has in one piece.
    mv "$lib/libcompiler_rt.a" "$runtime/libclang_rt.builtins.a"
    mv "$lib/libc.a" "$lib/libmusl.a"
    echo 'GROUP(-lmusl -lzigc)' >"$lib/libc.a"
    mv "$lib/libc++.a" "$lib/libc++core.a"
    echo 'GROUP(-lc++core -lc++abi)' >"$lib/libc++.a"
    # An exception that nobody catches prints its type as it is mangled: that spares the 60 kB of a demangler.
    # shellcheck disable=SC2086 # one word for each flag
    "$cc++" -std=c++23 $size -DLIBCXXABI_NON_DEMANGLING_TERMINATE -D_LIBCXXABI_BUILDING_LIBRARY \
        -I"$compiler/ziglang/lib/libcxxabi/include" -I"$compiler/ziglang/lib/libcxx/src" \
        -c "$compiler/ziglang/lib/libcxxabi/src/cxa_default_handlers.cpp" -o "$work/cxa_default_handlers.o"
    "$ar" r "$lib/libc++abi.a" "$work/cxa_default_handlers.o"
    for name in m pthread rt dl util; do
        "$ar" rcs "$lib/lib$name.a"
    done
    # Constructors are in .init_array: there is nothing left for these to do.
    for name in "$lib"/crtn.o "$runtime"/clang_rt.crt{begin,end}.o; do
        "$cc" -x assembler -c /dev/null -o "$name"
    done
    # Zig's memset sets a byte at a time, which was half of a start's instructions. musl's is before it in each link.
    for memset in "$strings/${target%%-*}"/memset.[sS] "$strings/memset.c"; do
        [[ ! -e $memset ]] || break
    done
    # shellcheck disable=SC2086 # one word for each flag
    "$cc" $cflags -ffreestanding -c "$memset" -o "$lib/crti.o"
}

write_tool() { # NAME 'ARGUMENTS OF ZIG'
    cat >"$prefix/bin/$1" <<EOF
#!/bin/sh
kit=\${0%/bin/*}
exec "\$kit/../../${compiler##*/}/ziglang/zig" $2 "\$@"
EOF
    chmod +x "$prefix/bin/$1"
}
