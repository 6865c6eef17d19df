#!/bin/bash
# postgres.sh start|stop DIR PORT — a throw-away PostgreSQL for the tests, from
# Debian's package, in a folder and on a port of its own. It does not sync to
# disk: what it holds is worth nothing. User lapel, no password, 127.0.0.1 only.
set -eu
bin=/usr/lib/postgresql/15/bin
verb=${1:?usage: test/postgres.sh start|stop DIR PORT} dir=${2:?} port=${3:?}

# initdb and postgres refuse to be root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

case $verb in
start)
    [ -x $bin/initdb ] || { echo "PostgreSQL 15 is not installed: run tools/install-packages.sh test" >&2; exit 1; }
    mkdir -p "$dir"
    [ "$(id -u)" != 0 ] || chown postgres: "$dir"
    as_owner $bin/initdb -D "$dir/cluster" -U lapel -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    # The server inherits these streams: a caller's pipe would never end.
    as_owner $bin/pg_ctl -D "$dir/cluster" -w -t 30 start -o \
        "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c fsync=off
         -c synchronous_commit=off -c full_page_writes=off -c max_connections=100" \
        >"$dir/log" 2>&1 </dev/null || {
        cat "$dir/log" >&2
        exit 1
    }
    ;;
stop)
    [ ! -d "$dir/cluster" ] || as_owner $bin/pg_ctl -D "$dir/cluster" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
    ;;
*)
    echo "usage: test/postgres.sh start|stop DIR PORT" >&2
    exit 64
    ;;
esac
