# The host kit: built with this machine's compiler, for its libc and its OpenSSL.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other scripts

kit_packages=(build-essential cmake ninja-build bison flex perl libssl-dev python3 python3-pip)
inputs=("${libraries[@]}")

cc=cc
ar="ar"
ranlib="ranlib"
cflags="-O1 -g -fPIC"
ldflags=""
configure_target=()
cmake_target=()

build_kit() {
    run install_headers
    run_beside build_libpq 'build_hiredis; build_yyjson; build_llhttp; build_nghttp2; build_cares'
}
