#!/bin/bash
# check_symbols.sh BUILD [SOURCES] — what the linker does not say of static libraries:
#   - no name is defined twice, in one layer or in two;
#   - what only its own file uses is static. Used is what another object asks for
#     (tests too: build `all tests` first), what liblapel gives away and what a fuzz
#     target names. What tmplc and embed write is left out: they cannot know who asks.
# Prints a sentence for each breach and ends with 1 when there is one.
set -eu
build=${1:?usage: check_symbols.sh BUILD [SOURCES]} sources=${2:-.}
shopt -s nullglob globstar

libraries=("$build"/lib{base,format,badge,lib,store,web,app,cli}.a)
others=("$build"/obj/src/cli/main.o "$build"/obj/src/draw/*.o)
for object in "$build"/obj/{test,tools}/**/*.o; do           # an older one's source may be gone
    [ -e "$sources/$(sed "s|^$build/obj/||; s|o$|c|" <<<"$object")" ] && others+=("$object")
done
templates=("$build"/obj/gen/**/*.o)

{
    nm -A "${libraries[@]}" | sed 's/^/library /'
    [ ${#others[@]} = 0 ] || nm -A "${others[@]}" | sed 's/^/other /'
    [ ${#templates[@]} = 0 ] || nm -A "${templates[@]}" | sed 's/^/template /'
    cat /dev/null "$sources"/src/lib/abi.list | sed 's/^/given /'
    cat /dev/null "$sources"/test/fuzz/*.c | grep -oE '[a-z]\w+' | sort -u | sed 's/^/given /'
} | awk '
    { name = $NF; kind = $(NF - 1) }
    name ~ /^_/ || name ~ /[.]/ || name == "main" { next }    # of the compiler and its sanitizers
    $1 == "given" { used[name] = 1; next }
    kind == "U" { used[name] = 1; next }
    kind !~ /^[TDBRV]$/ { next }
    $1 == "template" { generated[name] = 1; next }
    $1 == "library" {
        where = $2
        sub(/^.*\/lib/, "", where); sub(/:[^:]*$/, "", where); sub(/[.]a:/, ": ", where)
        if (name in defined) twice[name] = twice[name] ", " where
        else defined[name] = where
    }
    END {
        for (name in twice) print defined[name] twice[name] ": " name " is defined twice; give one another name"
        for (name in defined)
            if (!(name in used) && !(name in generated))
                print defined[name] ": nobody else uses " name "; make it static"
    }' | sort >"$build/symbols.txt"
cat "$build/symbols.txt"
[ ! -s "$build/symbols.txt" ]
