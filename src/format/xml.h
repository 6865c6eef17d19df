/* format/xml.h — XML of strangers as a stream of events, by expat. UTF-8 only;
 * an internal DTD subset, entities and anything from outside are refused. */
#pragma once
#include "base/str.h"

/* Whole file at most 1 MB, depth 64, 20,000 elements, 256 attributes each
 * (security.md §4, T-23). */
struct xml_attr { str ns, name, value; };        /* ns absent: none */
struct xml_element {
    str ns, name;
    const struct xml_attr *attrs;
    size_t attr_count;
    size_t from, to;                             /* of the start tag in the file */
    unsigned depth;                              /* 0: the root */
};

/* What borrows here lives until the handler returns. */
struct xml_handler {
    code (*start)(void *ctx, const struct xml_element *e, struct error *err);
    void (*end)(void *ctx, unsigned depth, size_t to);   /* `to`: behind the end tag */
    void (*text)(void *ctx, str text);                   /* in pieces, CDATA too */
};

/* BAD_INPUT with where "line 3"; LIMIT; UNSUPPORTED for other encodings and
 * for a DTD; else what `start` returned. */
MUST_USE code xml_read(struct arena *a, str file, const struct xml_handler *handler, void *ctx,
                       struct error *err);
str xml_attr_of(const struct xml_element *e, const char *name);  /* of no namespace; absent */

/* Escaped for text or for a quoted attribute value; read back it is the same.
 * The text must be xml_is_text. */
void xml_put_escaped(struct buf *b, str text);
/* UTF-8 of characters that XML 1.0 §2.2 allows. */
bool xml_is_text(str text);
