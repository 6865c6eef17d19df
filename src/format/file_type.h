/* format/file_type.h — what a file is, by what is in it: neither its name nor
 * what its sender says of it counts. Nothing is decoded or unpacked. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct file_type {
    const char *type;                            /* "image/png" */
    const char *name;                            /* for people: "Picture (PNG)" */
    const char *ending;                          /* "png" */
    bool is_picture;                             /* the drawing program can show it */
};

/* BAD_INPUT: empty, or something that a browser or an office program would run
 * (a web page, an SVG, a document with macros). LIMIT: an archive that would
 * unpack to more than 200 MB or a hundred times its size. UNSUPPORTED: none of the table. */
MUST_USE code file_type_of(str file, const struct file_type **out, struct error *err);
/* A row of the table by its type; NULL: there is none. */
const struct file_type *file_type_named(str type);

/* A file's name as it may stand in a header and on a disk: without folders,
 * invisible characters and characters that shells and Windows read otherwise,
 * with the ending of its type; "file" where nothing is left. */
str file_name_clean(struct arena *a, str name, const struct file_type *t);
