#!/bin/bash
# check_schema.sh [FOLDER] — the steps of the schema are numbered 1, 2, 3 …, each once.
# Two that met in a merge would both be step N, and every database would stop at it.
set -eu
folder=${1:-schema}
next=1
for file in "$folder"/*.sql; do
    name=${file##*/}
    want=$(printf '%04d_' "$next")
    if [[ $name != "$want"* ]]; then
        echo "$file: step $next of the schema begins with $want; give this one the next free number"
        exit 1
    fi
    next=$((next + 1))
done
