/* badge/words_v2.h — OB 2.0 is linked data: a document may use any context
 * that the program carries, and is put into the words of 2.0 before it is read
 * (OB 2.0 §Open Badges in Linked Data; security.md T-11). */
#pragma once
#include "format/json.h"

/* `*out` is `doc` itself when it has these words already, and says what it
 * says in every reading; else the same in these words. Extensions, which have
 * contexts of their own, are then left out. UNREACHABLE: a context is not
 * carried. BAD_INPUT, LIMIT: it cannot be read as linked data. */
MUST_USE code words_v2(struct arena *a, const struct json *doc, const struct json **out,
                       struct error *err);
/* The same for lists and keys, which issuers serve as plain JSON too: without
 * a context the words are taken for those of 2.0. */
MUST_USE code words_v2_or_plain(struct arena *a, const struct json *doc, const struct json **out,
                                struct error *err);
