#!/bin/bash
# check_layers.sh [SRC] — who may include whom, and which C functions are not for us.
# Prints file:line: sentence for each breach and ends with 1 when there is one.
set -eu
src=${1:-src}

# layer: what it may include besides the system's own headers
layers='
base:    base
format:  format base
badge:   badge format base
lib:     lib badge format base lapel
store:   store base
web:     web store base
app:     app web store badge format base
cli:     cli app web store badge format base
draw:    draw format base
'
# The slices of app call each other downwards only; a slice may include those
# of a smaller number. Files of app/ itself are seen by all and, as they tie
# the slices together, may include all from their .c.
slices='
layout 0
about 0.5
list 0.5
mail 1
account 2
org 3
token 3.2
letters 3.4
hook 3.3
ledger 3.35
people 3.5
company 3.7
catalog 4
evidence 4.5
award 5
endorse 5.5
requirement 5.6
skill 5.62
jobrole 5.65
remind 5.7    calendar 5.7
matrix 5.8
induct 5.85
ready 5.9
backpack 6    public 6
learnlog 6.1  intake 6.1
campaign 6.15
partner 6.15
show 6.2
takeaway 6.3  cv 6.3  reveal 6.3  wallet 6.3
movein 6.4
host 6.5      elsewhere 6.5
verify 7      claim 7    sets 7   apply 7   recognise 7   learn 7   lti 7.2
mozilla 7.2
pathway 7.1
ladder 7.12
plan 7.15
team 7.2
shop 7.4
api 7.5
reports 7.3   vacancy 7.3
record 6.7
audit 7.15
home 7.6
privacy 7.7
handover 7.7
backup 8
export 8.5
demo 9
health 9
setup 10
'
# A library is known to the files of one idea: header, where it may appear.
# Those that are loaded late (base/late.h) have a header of ours around theirs.
libraries='
openssl/      base/crypto
sodium        base/crypto
microhttpd.h  web/mhd
curl/         web/curl
sqlite3.h     store/sqlite
libpq-fe.h    store/pq
cmark         web/markdown
zlib.h        format/(crc32|flate)
expat.h       format/(xml|svg)
idn2.h        (base|format)/
uni(case|norm|str|ctype)  (base|format)/
librsvg/      draw/
cairo         draw/
pango/        draw/
png.h         draw/
qrencode.h    draw/
seccomp.h     draw/
web/mhd.h     web/(mhd|http)
web/curl.h    web/(curl|fetch|smtp)
store/pq.h    store/(pq|db_postgres)
store/sqlite.h store/(sqlite|db_sqlite)
'
# Memory ends with its arena, text has a length, time comes from base/clock.
banned='malloc calloc realloc free strdup strndup asprintf alloca
strcpy strcat strncpy sprintf vsprintf strtok gets scanf sscanf atoi atol
system popen rand srand gmtime localtime'

find "$src" -name '*.[ch]' | sort | xargs awk -v src="$src/" -v layers="$layers" -v slices="$slices" \
    -v libraries="$libraries" -v banned="$banned" '
function complain(sentence) {
    printf "%s:%d: %s\n", FILENAME, FNR, sentence
    breaches++
}
function meet_library(name,    k) {
    for (k = 1; k <= library_n; k++)
        if (name ~ "^" header[k] && file !~ "^" place[k])
            complain(name " is for " place[k] "* alone")
}
BEGIN {
    n = split(layers, line, "\n")
    for (i = 1; i <= n; i++) {
        m = split(line[i], word, /[: ]+/)
        for (k = 2; k <= m; k++) may[word[1], word[k]] = 1
        if (m) known[word[1]] = 1
    }
    n = split(slices, word)
    for (i = 1; i < n; i += 2) rank[word[i]] = word[i + 1]
    library_n = split(libraries, word) / 2
    for (i = 1; i <= library_n; i++) { header[i] = word[2 * i - 1]; place[i] = word[2 * i] }
    n = split(banned, word)
    for (i = 1; i <= n; i++) is_banned[word[i]] = 1
}
FNR == 1 {
    if (file_has_no_guard) printf "%s:1: a header begins with #pragma once\n", last_header
    breaches += file_has_no_guard
    file = substr(FILENAME, length(src) + 1)
    split(file, part, "/")
    layer = part[1]
    slice = layer == "app" && part[3] != "" ? part[2] : ""
    is_header = file ~ /\.h$/
    file_has_no_guard = is_header
    last_header = FILENAME
    in_comment = 0
    if (!(layer in known)) complain("there is no layer " layer)
    if (slice != "" && !(slice in rank)) complain("the slice " slice " has no place in tools/check_layers.sh yet")
}
/^#pragma once/ { file_has_no_guard = 0 }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    meet_library(quoted[2])
    n = split(quoted[2], part, "/")
    if (quoted[2] == "text_tables.h") {
        if (layer != "web") complain("the translations belong to web")
    } else if (quoted[2] == "templates.h") {
        if (layer != "app") complain("templates belong to app")
    } else if (n < 2) {
        complain("an include is written from the root: \"" quoted[2] "\"")
    } else if (!((layer, part[1]) in may)) {
        complain(layer " may not include " part[1] " (" quoted[2] ")")
    } else if (part[1] == "app" && layer == "app" && n > 2) {
        if (slice == "") {
            if (is_header) complain("a header of app itself may not include a slice (" quoted[2] ")")
        } else if (part[2] != slice && !(rank[part[2]] < rank[slice])) {
            complain("the slice " slice " may not include " part[2] " (" quoted[2] ")")
        }
    }
    next
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    name = $0
    sub(/^[^<]*</, "", name)
    sub(/>.*/, "", name)
    meet_library(name)
    next
}
{
    text = $0
    gsub(/\\./, "", text)
    gsub(/"[^"]*"/, "\"\"", text)
    if (in_comment) {
        if (text !~ /\*\//) next
        sub(/^.*\*\//, "", text)
        in_comment = 0
    }
    gsub(/\/\*([^*]|\*[^\/])*\*\//, " ", text)
    sub(/\/\/.*/, "", text)
    if (text ~ /\/\*/) { in_comment = 1; sub(/\/\*.*/, "", text) }
    if (layer == "base") next
    while (match(text, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
        name = substr(text, RSTART, RLENGTH - 1)
        sub(/[ \t]+$/, "", name)
        before = RSTART > 1 ? substr(text, RSTART - 1, 1) : ""
        if (name in is_banned && before != "." && before != ">")
            complain(name "() is not used outside of base")
        text = substr(text, RSTART + RLENGTH)
    }
}
END {
    if (file_has_no_guard) { printf "%s:1: a header begins with #pragma once\n", last_header; breaches++ }
    exit breaches > 0
}' || exit 1
