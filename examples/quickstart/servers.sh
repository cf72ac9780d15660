# What the quickstart needs: packages, the binary, and a PostgreSQL and a Redis to throw away.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other scripts

install_packages() { # PACKAGE...
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if ((${#missing[@]} == 0)); then
        say "All packages are installed"
        return
    fi
    say "Installing ${missing[*]}"
    # The packages are to start no servers of their own, neither now nor when the machine boots.
    mkdir -p /etc/postgresql-common/createcluster.d
    until_the_end /etc/postgresql-common/createcluster.d/quickstart.conf 'create_main_cluster = false'
    until_the_end /usr/sbin/policy-rc.d $'#!/bin/sh\nexit 101'
    (install "${missing[@]}") >>"$log" 2>&1 || fail "apt-get cannot install them"
    if [[ -d /run/systemd/system && " ${missing[*]} " == *" redis-server "* ]]; then
        systemctl disable redis-server >>"$log" 2>&1
    fi
}

until_the_end() { # FILE TEXT
    [[ ! -e $1 ]] || return 0
    made+=("$1")
    echo "$2" >"$1"
    chmod 755 "$1"
}

build() {
    say "Building aweigh: some minutes the first time, nothing later"
    cmake/toolchain/kit.sh native 2>&1 >>"$log" | sed -u 's/^/   /' || fail "the libraries cannot be built"
    (cmake --preset release && cmake --build --preset release) >>"$log" 2>&1 || fail "aweigh cannot be built"
    say "build/release/aweigh is one static file of $(($(stat --format %s build/release/aweigh) / 1000)) kB"
}

# A port that nobody listens on, below those that the kernel hands out to clients.
free_port() { # FIRST
    local port
    while port=$(($1 + RANDOM % 4000)) && (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

# From a directory that the account can enter, as the checkout need not be. Takes the place of this shell.
run_as() { # ACCOUNT COMMAND...
    exec env --chdir="$work" setpriv --reuid="$1" --regid="$1" --init-groups "${@:2}"
}

prepare_servers() {
    chmod 755 "$work"
    password=$SRANDOM$SRANDOM
    postgres_port=$(free_port 20000)
    redis_port=$(free_port 24000)
    database_url=postgres://app:$password@127.0.0.1:$postgres_port/harbour
    redis_url=redis://127.0.0.1:$redis_port

    postgres_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    data=$work/postgres
    mkdir "$data"
    chown postgres: "$data"
    (run_as postgres "$postgres_bin/initdb" -D "$data" -U postgres --no-sync --locale=C.UTF-8 \
        --auth-local=trust --auth-host=scram-sha-256) >>"$log" 2>&1 || fail "initdb"
    printf '%s;\n\n' "CREATE ROLE app LOGIN PASSWORD '$password'" "CREATE DATABASE harbour OWNER app" |
        (run_as postgres "$postgres_bin/postgres" --single -F -j -D "$data" postgres) >>"$log" 2>&1 ||
        fail "the database cannot be created"
}

start_postgres() {
    start_server postgres "$postgres_bin/postgres" -D "$data" -F -p "$postgres_port" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories=
}

start_redis() {
    start_server redis /usr/bin/redis-server --bind 127.0.0.1 --port "$redis_port" --save ''
}

start_server() { # ACCOUNT COMMAND...
    run_as "$@" >>"$log" 2>&1 &
}
