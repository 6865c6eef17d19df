#!/bin/bash
# run-tests.sh BUILD[,BUILD...] all|unit|tools|web|browser [NAME...]
# Runs tests against one or more build folders and ends with the ten slowest and
# the sum "N passed, N failed, N skipped". Of what fails, the failures are shown;
# what passes is a line. Programs run side by side, LAPEL_TEST_LANES of them (two a core),
# because most of a scenario is waiting.
set -u
cd "$(dirname "$0")/.."
IFS=, read -r -a builds <<<"$1"
suite=$2
shift 2
names=("$@")

lanes=${LAPEL_TEST_LANES:-$((2 * $(nproc)))}
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1
[ "$suite" != all ] || export LAPEL_TEST_PICTURES=no    # `make browser` draws them
work=$(mktemp -d)                                # N.output of a program, N.sum of what it said
trap 'rm -rf "$work"' EXIT

# What a program said, but for the tests that held and what belongs to them.
failures() { # OUTPUT
    awk '/^[[:space:]]*# Subtest/ { next }
        /^[[:space:]]*ok [0-9]+/ { held = 1; next }
        held && /^[[:space:]]*---$/ { told = 1 }
        { held = 0 }
        !told { print "      " $0 }
        /^[[:space:]]*\.\.\.$/ { told = 0 }' "$1"
}

# Sums the TAP lines of one program. A program that fails without saying which
# test failed, or that says nothing at all, counts as one failure.
count() { # NUMBER LABEL STATUS [SECONDS PROCESSOR-SECONDS]
    local output=$work/$1.output ok bad skip took
    read -r ok bad skip < <(awk '
        /^[[:space:]]*# Subtest/ { next }
        /^(ok|not ok) [0-9]+.*# SKIP/ { skip++; next }
        /^ok [0-9]+/ { ok++ }
        /^not ok [0-9]+/ { bad++ }
        END { print ok + 0, bad + 0, skip + 0 }' "$output")
    if [ "$3" != 0 ] && [ "$bad" = 0 ] || [ $((ok + bad + skip)) = 0 ]; then
        bad=$((bad + 1))
    fi
    took=${4:+" · $4 s"}
    if [ "$bad" = 0 ]; then
        echo "ok    $2: $ok$([ "$skip" = 0 ] || echo ", $skip skipped")$took"
    else                                         # in one piece, whatever others say meanwhile
        printf '%s\n' "FAIL  $2: $bad failed (status $3)$took
$(failures "$output")"
    fi
    rm -f "$output"
    echo "$ok $bad $skip ${4:-0} ${5:-0} $2" >"$work/$1.sum"
}

run() { # NUMBER LABEL SECONDS COMMAND...
    local number=$1 label=$2 limit=$3 status seconds processor
    shift 3
    TIMEFORMAT='%R %U %S'
    { time timeout -k 10 "$limit" "$@" >"$work/$number.output" 2>&1; } 2>"$work/$number.time"
    status=$?
    [ $status != 124 ] || echo "stopped after $limit seconds" >>"$work/$number.output"
    read -r seconds processor < <(awk 'END { printf "%.1f %.1f", $1, $2 + $3 }' "$work/$number.time")
    count "$number" "$label" $status "$seconds" "$processor"
}

# ---- what there is to run: programs, the long ones first ------------------------
number=0
# As soon as a lane is free. A program that ends without its sum has failed.
queue() { # LABEL SECONDS COMMAND...
    while [ "$(jobs -pr | wc -l)" -ge "$lanes" ]; do wait -n; done
    number=$((number + 1))
    echo "0 1 0 0 0 $1" >"$work/$number.sum"
    run $number "$@" &
}

missing() { # LABEL WHY
    number=$((number + 1))
    echo "$2" >"$work/$number.output"
    count $number "$1" 1
}

wanted() { # does NAME match what was asked for?
    [ ${#names[@]} = 0 ] && return 0
    local n
    for n in "${names[@]}"; do [[ $1 == "$n" || $1 == */"$n" ]] && return 0; done
    return 1
}

unit_tests() { # BUILD
    local b=$1 source name
    for source in test/unit/*/test_*.c; do
        [ -e "$source" ] || continue
        name=${source#test/unit/} name=${name%.c}
        wanted "$name" || continue
        if [ -x "$b/test/unit/$name" ]; then
            queue "unit $name ($b)" 900 env CMOCKA_MESSAGE_OUTPUT=TAP "$b/test/unit/$name"
        else
            missing "unit $name ($b)" "$b/test/unit/$name was not built"
        fi
    done
}

# What is served is the same in every build, byte for byte; so pages are judged
# in the first alone, and only walked in the others.
js_tests() { # KIND ENGINE BUILD
    local file name pages
    [ "$3" = "${builds[0]}" ] && pages=new || pages=seen
    for file in test/"$1"/*.test.mjs; do
        [ -e "$file" ] || continue
        name=${file##*/} name=${name%.test.mjs}
        wanted "$name" || continue
        queue "$1 $name ($3, $2)" 1800 env LAPEL_BUILD="$3" LAPEL_TEST_ENGINE="$2" LAPEL_TEST_PAGES=$pages \
            node --test-reporter=tap "$file"
    done
}

each_build() { # FUNCTION ARGUMENT...
    local b
    for b in "${builds[@]}"; do "$@" "$b"; done
}

build_tests() { # BUILD
    [ ! -e "$1/unbuilt" ] || missing "build ($1)" "not everything could be built: see above"
}

suites() {
    case $suite in all) each_build build_tests ;; esac
    case $suite in all | browser) each_build js_tests browser sqlite ;; esac
    case $suite in all | web) each_build js_tests web sqlite && each_build js_tests web postgres ;; esac
    case $suite in all | tools) each_build js_tests tools - ;; esac
    case $suite in all | unit) each_build unit_tests ;; esac
    wait
}

with_postgres() {
    local dir port
    dir=$(mktemp -d /tmp/lapel-postgres.XXXXXX)
    port=$((20000 + RANDOM % 20000))
    trap 'test/postgres.sh stop "$dir" "$port" >/dev/null; rm -rf "$work"' EXIT
    if ! test/postgres.sh start "$dir" "$port" >"$work/postgres" 2>&1; then
        missing "PostgreSQL for the tests" "$(cat "$work/postgres")"
        rm -rf "$dir"
        return
    fi
    export LAPEL_TEST_POSTGRES=postgres://lapel@127.0.0.1:$port
    "$@"
    test/postgres.sh stop "$dir" "$port" >/dev/null
    trap 'rm -rf "$work"' EXIT
}

# Which tests want a PostgreSQL as well? Scenarios, and those whose source says so.
wants_postgres() {
    local file name
    [ -z "${LAPEL_TEST_POSTGRES:-}" ] || return 1
    case $suite in
    all | web) return 0 ;;
    unit) set -- test/unit/*/test_*.c ;;
    tools) set -- test/tools/*.test.mjs ;;
    *) return 1 ;;
    esac
    for file; do
        name=${file#test/unit/} name=${name#test/tools/} name=${name%.c} name=${name%.test.mjs}
        wanted "$name" && grep -qE 'store_db\.h|LAPEL_TEST_POSTGRES' "$file" && return 0
    done
    return 1
}

# What to make faster first.
slowest() {
    [ "$number" -gt 10 ] || return 0
    echo "The slowest (seconds, of them on a processor):"
    sort -k4,4nr "$work"/*.sum | head -10 | awk '{ took = $4; busy = $5; sub(/^([^ ]+ ){5}/, ""); printf "%7.1f %7.1f  %s\n", took, busy, $0 }'
}

if wants_postgres; then with_postgres suites; else suites; fi
slowest
read -r passed failed skipped busy < <(cat "$work"/*.sum /dev/null |
    awk '{ ok += $1; bad += $2; skip += $3; busy += $5 } END { print ok + 0, bad + 0, skip + 0, int(busy / 60 + 0.5) }')
[ "$number" -le 10 ] || echo "$((SECONDS / 60)) minutes, $busy of a processor, $lanes at a time"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
