/* format/svg.h — SVG as XML: find and insert one element, and rebuild a
 * stranger's picture from an allow-list. No definitions in a DOCTYPE (a bare one
 * is passed over), no entities, no network, UTF-8 only. */
#pragma once
#include "base/list.h"

bool svg_looks_like(str file);

/* An element {ns}name anywhere below <svg>: its `verify` attribute and its
 * text (CDATA or plain). Matched by namespace, never by prefix. */
struct svg_name { str ns, name; };
struct svg_element { str ns, name, verify, text; size_t from, to; };
LIST_OF(svg_element_list, struct svg_element);
/* All elements of these names, as they stand in the file. */
MUST_USE code svg_elements(struct arena *a, str file, const struct svg_name *names, size_t n,
                           struct svg_element_list *out, struct error *err);
MUST_USE code svg_element_get(struct arena *a, str file, str ns, str name, unsigned n,
                              struct svg_element *out, struct error *err); /* NOT_FOUND */
/* Inserts <prefix:name xmlns:prefix="ns" verify="…"> with the text in CDATA
 * right behind the start tag of <svg>; earlier ones of that name and of those
 * in `without` are removed; the rest of the file is byte for byte the same. */
struct svg_insert {
    str ns, prefix, name, verify, text;          /* verify, text or both */
    const struct svg_name *without;
    size_t without_n;
};
MUST_USE code svg_element_put(struct arena *a, str file, const struct svg_insert *e,
                              str *out, struct error *err);

/* Elements and attributes of an allow-list, written anew: no script, no
 * foreign objects, no events, no styles that load, links only to local ids or
 * data:image/png|jpeg. Depth 64, 20,000 elements, 256 attributes, 1 MB;
 * with <use> counted as what it shows, 200,000 elements. */
MUST_USE code svg_clean(struct arena *a, str file, str *out, struct error *err);
