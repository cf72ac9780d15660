# The static kit: musl and libc++ in sysroot/, and every library, OpenSSL too, built for it.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other scripts

kit_packages=(clang-19 lld-19 llvm-19 libclang-rt-19-dev build-essential cmake ninja-build bison flex perl python3)

target=$(uname -m)-linux-musl
cc=musl-clang
ar=llvm-ar-19
ranlib=llvm-ranlib-19
size="-Os -DNDEBUG -ffunction-sections -fdata-sections"
cflags="$size -fno-asynchronous-unwind-tables" # no exception passes through C
ldflags="-static -fuse-ld=lld -rtlib=compiler-rt --unwindlib=none"

build_kit() {
    run fetch_index
    run fetch binaries musl-dev linux-libc-dev "${headers[@]}" "${archives[@]}"
    run fetch sources llvm-toolchain-19 openssl "${sources[@]}"
    run fetch fixes openssl "${fixes[@]}"
    run make_compilers
    run install_musl
    run install_headers
    run install_archives
    run build_libcxx
    run build_openssl
    run build_libpq
    run build_hiredis
    run build_cares
    run build_yyjson
}

# They know target and sysroot by themselves, and what they compile does not tell where it was compiled.
make_compilers() {
    local name
    mkdir "$work/bin"
    for name in clang clang++; do
        cat >"$work/bin/musl-$name" <<EOF
#!/bin/sh
exec $name-19 --target=$target --sysroot="$prefix/sysroot" -ffile-prefix-map="$work/=" "\$@"
EOF
        chmod +x "$work/bin/musl-$name"
    done
    PATH=$work/bin:$PATH
}

install_musl() {
    local usr=$prefix/sysroot/usr linux=$work/linux-libc-dev/usr/include
    mkdir -p "$usr"
    unpack_binary musl-dev
    cp -r "$work/musl-dev/usr/include/$target" "$usr/include"
    cp -r "$work/musl-dev/usr/lib/$target" "$usr/lib"
    unpack_binary linux-libc-dev
    cp -r "$linux"/{linux,asm-generic} "$usr/include"
    cp -rL "$linux/${target%-musl}-gnu/asm" "$usr/include"
}

build_libcxx() {
    local tree=$work/llvm-toolchain-19
    unpack llvm-toolchain-19 --wildcards --no-wildcards-match-slash \
        '*/'{runtimes,cmake,libc,libcxx,libcxxabi,libunwind,llvm/cmake,llvm/utils/llvm-lit}
    # Nothing is linked in the checks, so the one for __cxa_thread_atexit_impl cannot fail: musl does not have it.
    cmake -G Ninja -S "$tree/runtimes" -B "$tree/build" --install-prefix "$prefix/sysroot/usr" \
        -DCMAKE_BUILD_TYPE= -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY \
        -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="${cc}++" -DCMAKE_ASM_COMPILER="$cc" \
        -DCMAKE_C_FLAGS="$size" -DCMAKE_CXX_FLAGS="$size" \
        -DCMAKE_AR="$(command -v "$ar")" -DCMAKE_RANLIB="$(command -v "$ranlib")" \
        -DLLVM_ENABLE_RUNTIMES='libunwind;libcxxabi;libcxx' -DLLVM_INCLUDE_TESTS=OFF \
        -DLIBUNWIND_ENABLE_SHARED=OFF -DLIBUNWIND_INCLUDE_TESTS=OFF -DLIBUNWIND_ENABLE_ASSERTIONS=OFF \
        -DLIBCXXABI_ENABLE_SHARED=OFF -DLIBCXXABI_INCLUDE_TESTS=OFF -DLIBCXXABI_ENABLE_ASSERTIONS=OFF \
        -DLIBCXXABI_USE_LLVM_UNWINDER=ON -DLIBCXXABI_HAS_CXA_THREAD_ATEXIT_IMPL=OFF \
        -DLIBCXXABI_NON_DEMANGLING_TERMINATE=ON \
        -DLIBCXX_ENABLE_SHARED=OFF -DLIBCXX_INCLUDE_TESTS=OFF -DLIBCXX_INCLUDE_BENCHMARKS=OFF \
        -DLIBCXX_HAS_MUSL_LIBC=ON -DLIBCXX_USE_COMPILER_RT=ON -DLIBCXX_CXX_ABI=libcxxabi \
        -DLIBCXX_ENABLE_STATIC_ABI_LIBRARY=ON
    cmake --build "$tree/build" --target install
}
