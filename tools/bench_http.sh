#!/bin/bash
# bench_http.sh BUILD [--tsv] [--awards N] — documents that lapel serves, against
# nginx serving the same bytes from a file. Both have one core and the same 32
# kept connections from wrk on the other; each round asks all of them in turn,
# and a ratio is taken within its round. Exit status 1: a bar was missed.
set -eu
build=$(cd "${1:?usage: tools/bench_http.sh BUILD [--tsv] [--awards N]}" && pwd)
cd "$(dirname "$0")/.."
shift
tsv=0 awards=100000
while [ $# -gt 0 ]; do
    case $1 in
    --tsv) tsv=1 ;;
    --awards) awards=$2 && shift ;;
    *) echo "usage: tools/bench_http.sh BUILD [--tsv] [--awards N]" >&2 && exit 64 ;;
    esac
    shift
done
rounds=7 seconds=1
for program in wrk nginx curl taskset; do
    command -v $program >/dev/null || { echo "bench_http.sh: $program is not installed: run tools/install-packages.sh test" >&2; exit 2; }
done
[ "$(nproc)" -ge 2 ] || { echo "bench_http.sh: wants two cores, one for the server and one for wrk" >&2; exit 2; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/lapel-http.XXXXXX")
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap finish EXIT

# ---- the two servers, on core 0 ----------------------------------------------
"$build/lapel" bench --group memory --awards "$awards" --data "$dir/data" >/dev/null || true
[ -s "$dir/data/awards.txt" ] || { echo "bench_http.sh: the awards were not made" >&2; exit 70; }
taskset -c 0 "$build/lapel" serve --data "$dir/data" --listen 127.0.0.1:0 --log warn \
    --public-url https://badges.example.org >"$dir/listens" 2>"$dir/log" &
pids+=($!)
until ours=$(grep -oE '127\.0\.0\.1:[0-9]+' "$dir/listens"); do
    kill -0 "${pids[0]}" || { cat "$dir/log" >&2; exit 70; }
    sleep 0.1
done
hot=$(sed -n 1p "$dir/data/awards.txt")

# Documents by name, path and what is accepted.
names=(v3 v2 token)
declare -A path=([v3]=/b/$hot [v2]=/ob2/b/$hot [token]=/b/$hot)
declare -A accept=([v3]=application/json [v2]=application/json [token]=application/vc+jwt)
declare -A title=([v3]="Open Badges 3.0 as JSON" [v2]="hosted assertion, Open Badges 2.0" [token]="Open Badges 3.0 as token")
mkdir "$dir/www"
for name in "${names[@]}"; do
    curl -sf -H "Accept: ${accept[$name]}" "http://$ours${path[$name]}" -o "$dir/www/$name"
    [ -s "$dir/www/$name" ] || { echo "bench_http.sh: no $name at ${path[$name]}" >&2; exit 70; }
done

port=$((20000 + RANDOM % 20000))
cat >"$dir/nginx.conf" <<NGINX
daemon off; worker_processes 1; pid $dir/nginx.pid; error_log $dir/nginx.log;
events { worker_connections 256; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  open_file_cache max=100 inactive=600s; open_file_cache_valid 600s;
  default_type application/json;
  client_body_temp_path $dir/t1; proxy_temp_path $dir/t2; fastcgi_temp_path $dir/t3; uwsgi_temp_path $dir/t4; scgi_temp_path $dir/t5;
  server { listen 127.0.0.1:$port; root $dir/www; location /ob2/ { try_files /v2 =404; } }
}
NGINX
[ "$(id -u)" != 0 ] || { chmod 711 "$dir" && chmod -R a+rX "$dir/www"; }
taskset -c 0 nginx -c "$dir/nginx.conf" -p "$dir" 2>>"$dir/log" &
pids+=($!)
until curl -sf "http://127.0.0.1:$port/v2" -o /dev/null; do
    kill -0 "${pids[1]}" || { cat "$dir/log" "$dir/nginx.log" >&2; exit 70; }
    sleep 0.1
done

# ---- wrk, on core 1 -------------------------------------------------------------
# Any award, the same order for both servers.
cat >"$dir/random.lua" <<'LUA'
local ids = {}
for line in io.lines(os.getenv("AWARDS")) do ids[#ids + 1] = line end
math.randomseed(7)
request = function()
  return wrk.format("GET", "/ob2/b/" .. ids[math.random(#ids)])
end
LUA
export AWARDS=$dir/data/awards.txt

# Answers a second; none at all when one of them was not 200.
ask() { # URL ACCEPT [SCRIPT]
    taskset -c 1 wrk -t1 -c32 -d"${seconds}s" -H "Accept: $2" ${3:+-s "$3"} "$1" |
        awk '/Non-2xx|Socket errors/ { bad = 1 } /Requests\/sec/ { n = $2 } END { print bad ? 0 : n }'
}

for round in $(seq 0 $rounds); do
    for name in "${names[@]}"; do
        echo "$name nginx $(ask "http://127.0.0.1:$port/$name" "${accept[$name]}")"
        echo "$name lapel $(ask "http://$ours${path[$name]}" "${accept[$name]}")"
    done
    echo "random nginx $(ask "http://127.0.0.1:$port/" application/json "$dir/random.lua")"
    echo "random lapel $(ask "http://$ours/" application/json "$dir/random.lua")"
    [ "$round" != 0 ] || echo warm
done | awk '$1 == "warm" { on = 1; next } on' >"$dir/readings"

# ---- rows -----------------------------------------------------------------------
row() { # NAME UNIT MUST AIM, readings on standard input
    sort -n | awk -v name="$1" -v unit="$2" -v must="$3" -v aim="$4" -v tsv=$tsv '
        { x[NR] = $1 }
        END {
            middle = NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2
            if (tsv) printf "http\t%s\t%s\t%.4g\t%.4g\t%.4g\t%d\n", name, unit, middle, x[1], x[NR], NR
            else {
                printf "  %-46s %10.4g %-12s %.4g to %.4g", name, middle, unit, x[1], x[NR]
                if (must) printf "   must be at least %.4g, aim %.4g: %s", must, aim, (middle >= aim ? "aim reached" : middle >= must ? "good" : "MISSED")
                print ""
            }
            exit (must > 0 && middle < must)
        }'
}
of() { awk -v n="$1" -v who="$2" '$1 == n && $2 == who { print $3 }' "$dir/readings"; }
quotient() { awk -v n="$1" '$1 == n && $2 == "nginx" { under = $3 } $1 == n && $2 == "lapel" { print (under > 0 ? $3 / under : 0) }' "$dir/readings"; }

[ $tsv = 1 ] || echo "http: documents that strangers ask for, against nginx serving a file of those bytes"
missed=0
for name in "${names[@]}"; do
    of "$name" nginx | row "nginx, file of $(stat -c %s "$dir/www/$name") bytes" "per s" 0 0
    of "$name" lapel | row "lapel, ${title[$name]}" "per s" 0 0
    quotient "$name" | row "lapel / nginx, ${title[$name]}" ratio 0.8 1 || missed=1
done
of random nginx | row "nginx, the 2.0 file under any name" "per s" 0 0
of random lapel | row "lapel, any of $awards assertions at random" "per s" 0 0
quotient random | row "lapel / nginx, any of $awards at random" ratio 0.5 0.7 || missed=1
exit $missed
