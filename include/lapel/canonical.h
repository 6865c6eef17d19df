/* lapel/canonical.h — the one text that every verifier agrees on. */
#ifndef LAPEL_CANONICAL_H
#define LAPEL_CANONICAL_H

#include <lapel/lapel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* JSON Canonicalization Scheme. LAPEL_BAD_INPUT: not JSON, or a number that no
 * double can hold. Spec: RFC 8785. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_canonicalize_json(struct lapel *l,
                                                                 struct lapel_bytes json,
                                                                 struct lapel_buffer **out,
                                                                 struct lapel_error *err);
/* Canonical N-Quads of N-Quads. LAPEL_LIMIT: made to be costly. Spec: RDFC-1.0. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_canonicalize_quads(struct lapel *l,
                                                                  struct lapel_bytes nquads,
                                                                  struct lapel_buffer **out,
                                                                  struct lapel_error *err);
/* Canonical N-Quads of what a JSON-LD document says. Contexts of the standard
 * are carried along; others are asked of the loader. `base`: what relative
 * references are relative to; may be NULL. `err->text` begins with the code of
 * the specification ("invalid local context"). LAPEL_BAD_INPUT also for a word
 * that no context knows, which JSON-LD would drop. Spec: JSON-LD 1.1 API, RDFC-1.0. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_canonicalize_jsonld(struct lapel *l,
                                                                   struct lapel_bytes document,
                                                                   const char *base,
                                                                   struct lapel_buffer **out,
                                                                   struct lapel_error *err);

#ifdef __cplusplus
}
#endif
#endif
