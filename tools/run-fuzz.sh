#!/bin/bash
# run-fuzz.sh DIR SECONDS NAME... — replays each corpus, then fuzzes each target
# for SECONDS. New inputs stay in DIR; a crash is kept there and named.
set -u
dir=$1 seconds=$2
shift 2
passed=0 failed=0
for name; do
    corpus=$dir/corpus/$name
    seeds=test/fuzz/corpus/$name
    mkdir -p "$corpus" "$seeds"
    options=(-timeout=10 -rss_limit_mb=1024 -max_total_time="$seconds" -print_final_stats=1
        -artifact_prefix="$dir/crash-$name-")
    [ -f "test/fuzz/$name.dict" ] && options+=(-dict="test/fuzz/$name.dict")
    if [ -x "$dir/fuzz_$name" ] &&
        "$dir/fuzz_$name" "${options[@]}" "$corpus" "$seeds" >"$dir/$name.log" 2>&1; then
        passed=$((passed + 1))
        runs=$(awk '/number_of_executed_units/ { print $2 }' "$dir/$name.log")
        echo "ok   $name: $runs runs in $seconds s"
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        tail -60 "$dir/$name.log"
    fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
