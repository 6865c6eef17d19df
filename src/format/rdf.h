/* format/rdf.h — RDF 1.1 datasets: interned terms, a set of quads, and N-Quads
 * both ways. A term is kept in its canonical N-Quads spelling (RDFC-1.0 §A),
 * escaped once, so that writing, sorting and hashing it need no further work.
 * All texts given are UTF-8. */
#pragma once
#include <stdint.h>
#include "base/arena.h"
#include "base/str.h"

struct rdf;                                      /* a dataset; lives in its arena */

typedef uint32_t rdf_term;                       /* number of an interned term; 0: none, the default graph */
struct rdf_quad { rdf_term s, p, o, g; };
enum rdf_kind { RDF_IRI = 1, RDF_BLANK, RDF_LITERAL };

struct rdf_limits {
    size_t quads;
    size_t term_bytes;                           /* of all terms' spellings together */
};
extern const struct rdf_limits rdf_default_limits;   /* 10,000 quads, 16 MiB */

struct rdf *rdf_new(struct arena *a, const struct rdf_limits *limits);   /* NULL: the default ones */

/* Terms. The same text gives the same number. What is not well formed gives 0,
 * which must not be taken for the default graph: such a quad does not exist. */
rdf_term rdf_iri(struct rdf *d, str iri);        /* absolute; no spaces, controls or <>"{}|^`\ */
/* "<http://…>" as rdf_iri would spell it. Borrowed, not checked: for constants
 * and text that was checked before. */
rdf_term rdf_iri_spelled(struct rdf *d, str spelled);
rdf_term rdf_blank(struct rdf *d, str label);    /* without "_:" */
rdf_term rdf_blank_new(struct rdf *d);           /* one that no text names, before or after */
/* Both absent: xsd:string. A language needs no datatype: it is rdf:langString. */
rdf_term rdf_literal(struct rdf *d, str value, str datatype, str language);

bool rdf_is_iri(str text);
bool rdf_is_label(str text);                     /* of a blank node, without "_:" */
bool rdf_is_language(str text);

/* A quad that is there already changes nothing. LIMIT: too many quads, or
 * terms too long. Generalised RDF (a blank node as predicate) may be kept and
 * written here, but has no canonical form. */
MUST_USE code rdf_add(struct rdf *d, rdf_term s, rdf_term p, rdf_term o, rdf_term g, struct error *err);

/* Makes room for about so many quads at once, so that nothing moves later. */
void rdf_reserve(struct rdf *d, size_t quads);

size_t rdf_count(const struct rdf *d);           /* quads */
const struct rdf_quad *rdf_quads(const struct rdf *d);   /* in order of adding; until the next rdf_add */
size_t rdf_term_count(const struct rdf *d);      /* terms are numbered 1 … count */
enum rdf_kind rdf_kind(const struct rdf *d, rdf_term t);
str  rdf_spelling(const struct rdf *d, rdf_term t);     /* "<…>", "_:b0", "\"…\"@en" */
/* Another spelling for a term of this kind, borrowed and not checked; for who
 * needs many datasets that differ in a few terms. From then on no text finds a
 * term, and nothing is to be added. */
void rdf_respell(struct rdf *d, rdf_term t, str spelled);
/* The term taken apart and unescaped: the IRI, the label without "_:", or the
 * literal with its datatype (always there) and language (absent: none). */
struct rdf_parts { enum rdf_kind kind; str value, datatype, language; };
struct rdf_parts rdf_parts(const struct rdf *d, struct arena *a, rdf_term t);

/* N-Quads (RDF 1.1 N-Quads §2 to §4). Reading is strict: BAD_INPUT names the
 * line. Terms borrow from `text` where they can, so it must outlive the dataset. */
MUST_USE code nquads_parse(struct arena *a, str text, const struct rdf_limits *limits,
                           struct rdf **out, struct error *err);
str nquads_write(struct arena *a, const struct rdf *d);  /* in order of adding */
