/* badge/sd_select.h — the part of a JSON-LD document that JSON pointers choose
 * (VC-DI-ECDSA §3.4.11 to §3.4.13): what is chosen, on the way there the id and
 * type of each object, and the contexts. */
#pragma once
#include "base/list.h"
#include "format/json.h"

/* `*out` NULL: no pointer was given. BAD_INPUT: a pointer is broken (RFC 6901)
 * or leads nowhere. `is_lenient`: "/0" of what is no list is the thing itself,
 * for documents whose lists of one were made single values. */
MUST_USE code sd_select(struct arena *a, const struct json *document,
                        const struct str_list *pointers, bool is_lenient, const struct json **out,
                        struct error *err);
