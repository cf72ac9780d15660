#!/usr/bin/env bash
# Draws docs/timeline.svg, the picture in the README, from a real start:
#
#   examples/timeline.sh
#
# Redis comes late. PostgreSQL comes later, and first has to recover, for it was killed in the middle of its work. The
# last migration builds an index. Runs as root on Debian 12 or 13, where examples/quickstart.sh has run before: that
# installs the servers and builds aweigh.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8
# Names and ports as in a compose file, which nobody else sees.
[[ ${AWEIGH_TIMELINE-} ]] || AWEIGH_TIMELINE=1 exec unshare --net --mount "$0"
unset AWEIGH_TIMELINE
# shellcheck source-path=SCRIPTDIR/..
source examples/quickstart/stage.sh
# shellcheck source-path=SCRIPTDIR/..
source examples/quickstart/servers.sh

crash_postgres() {
    start_postgres
    until "$postgres_bin/pg_isready" --quiet --host db; do sleep 0.1; done
    PGPASSWORD=$password psql --quiet --host db --username app harbour --command \
        "CREATE TABLE visits AS SELECT n AS id, md5(n::text) AS page FROM generate_series(1, 1200000) AS n" >>"$log" 2>&1
    kill -KILL $!
    wait $! || true
} 2>/dev/null

heading "Drawing docs/timeline.svg"
ip link set lo up
printf '127.0.0.1 %s\n' localhost cache db >"$work/hosts"
mount --bind "$work/hosts" /etc/hosts
prepare_servers
redis_port=6379 postgres_port=5432
crash_postgres
cp -r examples/quickstart/migrations "$work/migrations"
echo "CREATE INDEX visits_id ON visits (id);" >"$work/migrations/000004_index_visits.up.sql"

start_aweigh build/release/aweigh --report docs/timeline.svg --wait redis://cache:6379 \
    --database "postgres://app:$password@db:5432/harbour" --migrate "$work/migrations" -- true
follow 900 has_ended || start_redis
follow 1100 has_ended || start_postgres
follow 30000 has_ended || fail "it has not ended after 30 s"
wait "$aweigh" || fail "aweigh has failed"
aweigh=''
