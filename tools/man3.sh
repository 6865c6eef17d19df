#!/bin/bash
# man3.sh VERSION PAGE.in HEADER... — lapel(3) on standard output: the page with
# the prototypes of the headers in place of @FUNCTIONS@, so that none is missing.
set -eu
version=$1 page=$2
shift 2

prototypes() {
    local header
    for header in "$@"; do
        echo ".SS lapel/${header##*/}"
        echo ".nf"
        # One prototype a line, without comments and marks.
        sed 's|/\*.*\*/||' "$header" | tr -s ' \n' ' ' |
            grep -o 'LAPEL_API [^;{]*;' |
            sed 's/LAPEL_API //; s/LAPEL_MUST_USE //; s/-/\\-/g'
        echo ".fi"
    done
}

while IFS= read -r line; do
    if [ "$line" = @FUNCTIONS@ ]; then prototypes "$@"; else echo "${line//@VERSION@/$version}"; fi
done <"$page"
