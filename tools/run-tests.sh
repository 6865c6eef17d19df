#!/bin/bash
# run-tests.sh BUILD[,BUILD...] all|unit|tools|web|browser [NAME...]
# Runs tests against one or more build folders and ends with the sum
# "N passed, N failed, N skipped". What fails is shown whole, what passes as a line.
set -u
cd "$(dirname "$0")/.."
IFS=, read -r -a builds <<<"$1"
suite=$2
shift 2
names=("$@")

passed=0 failed=0 skipped=0
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# Sums the TAP lines of one program. A program that fails without saying which
# test failed, or that says nothing at all, counts as one failure.
count() { # LABEL STATUS
    local ok bad skip
    read -r ok bad skip < <(awk '
        /^[[:space:]]*# Subtest/ { next }
        /^(ok|not ok) [0-9]+.*# SKIP/ { skip++; next }
        /^ok [0-9]+/ { ok++ }
        /^not ok [0-9]+/ { bad++ }
        END { print ok + 0, bad + 0, skip + 0 }' "$output")
    if [ "$2" != 0 ] && [ "$bad" = 0 ] || [ $((ok + bad + skip)) = 0 ]; then
        bad=$((bad + 1))
    fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
    if [ "$bad" = 0 ]; then
        echo "ok    $1: $ok$([ "$skip" = 0 ] || echo ", $skip skipped")"
    else                                         # in one piece, whatever the other lane says
        printf '%s\n' "FAIL  $1: $bad failed (status $2)
$(sed 's/^/      /' "$output")"
    fi
}

run() { # LABEL SECONDS COMMAND...
    local label=$1 limit=$2 status
    shift 2
    timeout -k 10 "$limit" "$@" >"$output" 2>&1
    status=$?
    [ $status != 124 ] || echo "stopped after $limit seconds" >>"$output"
    count "$label" $status
}

wanted() { # does NAME match what was asked for?
    [ ${#names[@]} = 0 ] && return 0
    local n
    for n in "${names[@]}"; do [[ $1 == "$n" || $1 == */"$n" ]] && return 0; done
    return 1
}

unit_tests() {
    local b=$1 source name
    for source in test/unit/*/test_*.c; do
        [ -e "$source" ] || continue
        name=${source#test/unit/} name=${name%.c}
        wanted "$name" || continue
        if [ ! -x "$b/test/unit/$name" ]; then
            echo "$b/test/unit/$name was not built" >"$output"
            count "unit $name ($b)" 1
            continue
        fi
        run "unit $name ($b)" 300 env CMOCKA_MESSAGE_OUTPUT=TAP "$b/test/unit/$name"
    done
}

js_tests() { # KIND BUILD ENGINE
    local file name
    for file in test/"$1"/*.test.mjs; do
        [ -e "$file" ] || continue
        name=${file##*/} name=${name%.test.mjs}
        wanted "$name" || continue
        run "$1 $name ($2, $3)" 900 env LAPEL_BUILD="$2" LAPEL_TEST_ENGINE="$3" \
            node --test-reporter=tap "$file"
    done
}

with_postgres() {
    local dir port
    dir=$(mktemp -d /tmp/lapel-postgres.XXXXXX)
    port=$((20000 + RANDOM % 20000))
    trap 'test/postgres.sh stop "$dir" "$port" >/dev/null; rm -f "$output"' EXIT
    if ! test/postgres.sh start "$dir" "$port" >"$output" 2>&1; then
        count "PostgreSQL for the tests" 1
        rm -rf "$dir"
        return
    fi
    export LAPEL_TEST_POSTGRES=postgres://lapel@127.0.0.1:$port
    "$@"
    test/postgres.sh stop "$dir" "$port" >/dev/null
    trap 'rm -f "$output"' EXIT
}

both_engines() {
    local b=$1
    js_tests web "$b" sqlite
    js_tests web "$b" postgres
}

has() {
    compgen -G "$1" >/dev/null
}

tests_of() { # BUILD
    local b=$1
    if [ -e "$b/unbuilt" ] && [ "$suite" = all ]; then
        echo "not everything could be built: see above" >"$output"
        count "build ($b)" 1
    fi
    case $suite in all | unit) unit_tests "$b" ;; esac
    case $suite in all | tools) has 'test/tools/*.test.mjs' && js_tests tools "$b" - ;; esac
    case $suite in all | web) has 'test/web/*.test.mjs' && both_engines "$b" ;; esac
    case $suite in all | browser) has 'test/browser/*.test.mjs' && js_tests browser "$b" sqlite ;; esac
}

# Builds are tested side by side: most of a scenario is waiting. A lane that ends
# without its sum has failed.
lane() { # BUILD SUM
    output=$2.output
    tests_of "$1"
    echo "$passed $failed $skipped" >"$2"
}

suites() {
    local b sums ok bad skip
    sums=$(mktemp -d)
    for b in "${builds[@]}"; do lane "$b" "$sums/${b//\//-}" & done
    wait
    for b in "${builds[@]}"; do
        read -r ok bad skip <"$sums/${b//\//-}" || read -r ok bad skip <<<"0 1 0"
        passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
    done
    rm -rf "$sums"
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

if wants_postgres; then with_postgres suites; else suites; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
