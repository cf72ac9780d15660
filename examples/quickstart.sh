#!/usr/bin/env bash
# Shows aweigh at work on a real PostgreSQL, a real Redis and a small real service:
#
#   examples/quickstart.sh
#
# Runs on Debian 12 or 13, as root, on a machine with nothing prepared. It installs the packages that are missing and
# builds aweigh; everything else is gone at the end. It checks what it shows: exit code 0 means that all of it is true.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8
# shellcheck source-path=SCRIPTDIR/..
source cmake/toolchain/packages.sh
# shellcheck source-path=SCRIPTDIR/..
source examples/quickstart/stage.sh
# shellcheck source-path=SCRIPTDIR/..
source examples/quickstart/servers.sh

ships="Beagle, launched at Woolwich in 1820
Fram, launched at Larvik in 1892
Endurance, launched at Sandefjord in 1912"
exit_code=7 # the service's

start() {
    prompt "${container[*]}" "${program[*]} --" "${service[*]}"
    DATABASE_URL=$database_url REDIS_URL=$redis_url start_aweigh "${container[@]}" "${program[@]}" -- "${service[@]}"
}

ask() { # VISIT
    local answer url=http://127.0.0.1:$port/
    prompt "curl $url"
    answer=$(curl --silent --show-error --noproxy '*' --max-time 10 "$url") || fail "the service does not answer"
    say "${answer//$'\n'/$'\n   '}"
    follow 1000 has_written "service: GET / 200" || fail "somebody else answered"
    [[ $answer == "$ships"$'\n'"You are visitor number $1." ]] || fail "this is not the answer expected"
}

stop() {
    prompt "kill -TERM $init  # aweigh, by its number outside of the namespace"
    since=$(now)
    kill -TERM "$init"
    until_ended "$exit_code"
    has_written 'service: got TERM' || fail "TERM did not reach the service"
}

applied() { grep -c '^aweigh: applied ' "$work/output" || true; }

begun=$(now)
heading "1. What it takes"
((EUID == 0)) || fail "only root can install packages and make namespaces"
install_packages postgresql redis-server python3 python3-psycopg2 python3-redis curl
build
unshare --pid --fork --mount-proc true 2>>"$log" || fail "a PID namespace cannot be made on this machine"
prepare_servers
port=$(free_port 28000)
container=(unshare --pid --fork --mount-proc --kill-child)
program=(build/release/aweigh -w "$redis_url" --migrate examples/quickstart/migrations)
service=(/usr/bin/python3 examples/quickstart/service.py "$port")

heading "2. First start: Redis comes 1.5 s late, PostgreSQL 3 s"
say "aweigh is PID 1 of a namespace, as in a container. It waits for Redis (-w) and for the database" \
    "to migrate, which is named in the environment; then it starts the service."
prompt "export DATABASE_URL=${database_url/$password/********}" "REDIS_URL=$redis_url"
start
follow 1500 has_ended || event "(Redis is started only now)"
start_redis
follow 1500 has_ended || event "(PostgreSQL is started only now)"
start_postgres
until_up
(($(applied) == 3)) || fail "$(applied) migrations were applied, not 3"
ask 1

heading "3. TERM, as docker stop sends it"
mapfile -t crew < <(processes)
[[ ${crew[*]} =~ ^'1 aweigh '[0-9]+' python3'$ ]] || fail "other processes than expected: ${crew[*]}"
say "PID 1 of the namespace is aweigh, and PID ${crew[1]% *} is the service; nothing else runs in there."
! grep -q "$password" "$work/output" "/proc/$init/"{cmdline,environ} || fail "the password is where it can be read"
say "The password is in none of the lines above, nor in the command line or environment of PID 1."
stop
say "The service got TERM and finished, its exit code became aweigh's, and no process is left."

heading "4. Second start: nothing to wait for, nothing to apply"
start
until_up
(($(applied) == 0)) || fail "$(applied) migrations were applied again"
ask 2
stop

clean_up
[[ ! -e $work ]] || fail "$work is left"
printf '\n%sIt all worked, in %d s. Only the packages and the build are left of it.%s\n' \
    "$bold" $((($(now) - begun) / 1000)) "$plain"
