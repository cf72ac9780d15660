# How each library gets from its source to $prefix/NAME/include and lib, the same for both kits. Names are those of
# sources.lock.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2164 # variables are shared with the other scripts, and kit.sh sets -e

libraries=(postgresql hiredis c-ares yyjson nghttp2 llhttp asio cli11 expected doctest)
headers=(asio cli11 expected doctest)
jobs=$(nproc)

declare -A file # by name

# What fetch.py has to say is for the terminal.
fetch_sources() {
    local name paths
    step="fetch the sources"
    paths=$(python3 "$here/fetch.py" "${inputs[@]}" 2>&3) || exit 69
    for name in "${inputs[@]}"; do
        file[$name]=${paths%%$'\n'*}
        paths=${paths#*$'\n'}
    done
}

unpack() { # NAME [TAR-ARGUMENT...]
    mkdir "$work/$1"
    tar -xf "${file[$1]}" -C "$work/$1" --strip-components=1 "${@:2}"
}

install_headers() {
    local name
    for name in "${headers[@]}"; do
        dpkg -x "${file[$name]}" "$work/$name"
        mkdir "$prefix/$name"
        cp -r "$work/$name/usr/include" "$prefix/$name"
    done
}

# Left out is what no server with TLS 1.2 or 1.3, no certificate authority and no part of libpq asks for; the deprecated
# API stays, since libpq calls BIO_meth_get_*. Without assembler (1.2 MB, most of it for AVX-512) a handshake takes a
# millisecond longer; the C code that takes its place is the one that runs in constant time.
build_openssl() {
    local patch
    unpack openssl
    mkdir "$work/openssl-fixes"
    tar -xf "${file[openssl-fixes]}" -C "$work/openssl-fixes"
    grep -v '^#' "$work/openssl-fixes/debian/patches/series" | while read -r patch; do
        patch -d "$work/openssl" -p1 <"$work/openssl-fixes/debian/patches/$patch"
    done
    (
        cd "$work/openssl"
        CC="$cc" CFLAGS="$cflags" AR="$ar" RANLIB="$ranlib" ./Configure "$openssl_target" \
            --prefix=/ --libdir=lib --openssldir=/etc/ssl \
            -DOPENSSL_AES_CONST_TIME "${openssl_options[@]}" no-asm \
            no-shared no-pic no-module no-dso no-engine no-legacy no-apps no-docs no-tests \
            no-tls1 no-tls1_1 no-dgram no-quic no-comp no-srp no-nextprotoneg no-ssl-trace no-ui-console \
            no-cmp no-cms no-ct no-http no-ocsp no-rfc3779 no-ts no-argon2 no-aria no-bf no-blake2 no-camellia \
            no-cast no-dsa no-ec2m no-idea no-md4 no-mdc2 no-ml-dsa no-ocb no-rc2 no-rc4 no-rmd160 no-seed \
            no-siphash no-siv no-slh-dsa no-sm2 no-sm3 no-sm4 no-whirlpool
        make -j"$jobs" build_libs
        install_files openssl/lib libssl.a libcrypto.a
        install_files openssl/include/openssl include/openssl/*.h
    )
}

# libpq asks for the server's common and port code in the variants made for libraries. A socket without a directory is
# where the official images and Debian have it.
build_libpq() {
    unpack postgresql
    (
        cd "$work/postgresql"
        sed -i '/DEFAULT_PGSOCKET_DIR/s,"/tmp","/var/run/postgresql",' src/include/pg_config_manual.h
        CC="$cc" CFLAGS="$cflags" LDFLAGS="$ldflags" AR="$ar" RANLIB="$ranlib" ./configure --prefix=/usr \
            "${configure_target[@]}" --sysconfdir=/etc/postgresql-common --without-icu --without-readline --without-zlib \
            --with-ssl=openssl --with-includes="$prefix/openssl/include" --with-libraries="$prefix/openssl/lib"
        make -C src/backend -j"$jobs" generated-headers
        make -C src/common -j"$jobs" libpgcommon_shlib.a
        make -C src/port -j"$jobs" libpgport_shlib.a
        make -C src/interfaces/libpq -j"$jobs" libpq.a
        install_files postgresql/lib src/{interfaces/libpq/libpq,common/libpgcommon_shlib,port/libpgport_shlib}.a
        install_files postgresql/include src/interfaces/libpq/libpq-fe.h src/include/{postgres_ext,pg_config_ext}.h
    )
}

build_hiredis() {
    unpack hiredis
    (
        cd "$work/hiredis"
        make -j"$jobs" CC="$cc" AR="$ar" OPTIMIZATION="$cflags" DEBUG_FLAGS= WARNINGS= static
        install_files hiredis/lib libhiredis.a
        install_files hiredis/include/hiredis {alloc,hiredis,read,sds,sockcompat}.h
    )
}

build_cares() {
    unpack c-ares
    cmake_install c-ares -DCARES_STATIC=ON -DCARES_SHARED=OFF -DCARES_BUILD_TOOLS=OFF
}

# Its functions are always_inline by themselves: another 100 kB, for a speed that nothing here needs.
build_yyjson() {
    unpack yyjson
    cmake_install yyjson -DCMAKE_C_FLAGS="$cflags -Dyyjson_inline=__inline__"
}

build_nghttp2() {
    unpack nghttp2
    cmake_install nghttp2 -DENABLE_LIB_ONLY=ON -DBUILD_STATIC_LIBS=ON -DBUILD_TESTING=OFF -DENABLE_DOC=OFF
}

# The parser as its makers release it, in C; that is what Python's httptools is built from.
build_llhttp() {
    unpack llhttp --strip-components=3 --wildcards '*/vendor/llhttp'
    (
        cd "$work/llhttp"
        # shellcheck disable=SC2086 # one word for each flag
        "$cc" $cflags -Iinclude -c src/*.c
        "$ar" rcs libllhttp.a ./*.o
        install_files llhttp/lib libllhttp.a
        install_files llhttp/include include/llhttp.h
    )
}

# Without a type of build yyjson chooses -O3, nghttp2 -O2; None adds nothing to $cflags.
cmake_install() { # NAME CMAKE-ARGUMENT...
    local build=$work/$1/build
    cmake -G Ninja -S "$work/$1" -B "$build" --install-prefix "$prefix/$1" \
        -DCMAKE_BUILD_TYPE=None -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF \
        -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$cflags" -DCMAKE_EXE_LINKER_FLAGS="$ldflags" \
        -DCMAKE_AR="$(command -v "$ar")" -DCMAKE_RANLIB="$(command -v "$ranlib")" "${cmake_target[@]}" "${@:2}"
    cmake --build "$build" --target install
}

install_files() { # DIRECTORY-OF-THE-KIT FILE...
    mkdir -p "$prefix/$1"
    cp "${@:2}" "$prefix/$1"
}
