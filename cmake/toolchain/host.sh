# The host kit: built with this machine's compiler, for its libc and its OpenSSL.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other scripts

kit_packages=(build-essential cmake ninja-build bison flex perl libssl-dev)

cc="cc"
ar="ar"
ranlib="ranlib"
cflags="-O1 -g -fPIC"
ldflags=""

build_kit() {
    run fetch_index
    run fetch binaries "${headers[@]}" "${archives[@]}"
    run fetch sources "${sources[@]}"
    run fetch fixes "${fixes[@]}"
    run install_headers
    run install_archives
    run build_libpq
    run build_hiredis
    run build_cares
    run build_yyjson
}
