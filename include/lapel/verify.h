/* lapel/verify.h — does a badge hold, and why? Bytes in, report out. */
#ifndef LAPEL_VERIFY_H
#define LAPEL_VERIFY_H

#include <lapel/badge.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Begin with `{.size = sizeof(struct lapel_verify_options)}`; what is 0 or NULL is
 * not asked for. */
struct lapel_verify_options {
    size_t size;
    const char *recipient;  /* e-mail address, URL or DID whose badge it should be */
    int64_t at;             /* moment of judgement, milliseconds since 1970; 0: now */
    const char *found_at;   /* address of the bytes, for a badge of 0.5, which names none */
    int strict_lists;       /* not 0: no status list shorter than the standard allows */
};

struct lapel_report;

/* `input`: as lapel_read takes it, or the URL of a hosted badge. `opt` may be NULL.
 * LAPEL_OK whenever there is a report, whatever it says. LAPEL_BAD_INPUT: there
 * is no badge in it. Everything fails closed: a question that could not be
 * answered leaves "unverified", never "valid".
 * Spec: OB 3.0 §8, OB 2.0 §Verification. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_verify(struct lapel *l, struct lapel_bytes input,
                                                      const struct lapel_verify_options *opt,
                                                      struct lapel_report **out,
                                                      struct lapel_error *err);
LAPEL_API void lapel_report_free(struct lapel_report *r); /* NULL is fine */

/* Only LAPEL_VALID is a yes. */
enum lapel_verdict { LAPEL_UNVERIFIED = 0, LAPEL_INVALID = 1, LAPEL_VALID = 2 };
LAPEL_API enum lapel_verdict lapel_report_verdict(const struct lapel_report *r);
LAPEL_API const char *lapel_verdict_name(enum lapel_verdict v); /* "unverified", "invalid", "valid" */
/* One line for people, free of control characters: "Genuine. Issued by …" */
LAPEL_API struct lapel_bytes lapel_report_sentence(const struct lapel_report *r);

/* Who the issuer proved to be: kind "https" or "did:web" with a host, "did:key"
 * or "did:jwk" with the DID (a key that nobody is tied to), else "none". */
LAPEL_API struct lapel_bytes lapel_report_anchor(const struct lapel_report *r);
LAPEL_API struct lapel_bytes lapel_report_anchor_kind(const struct lapel_report *r);
/* -1: nobody was named; 0: it is not this person's; 1: it is. */
LAPEL_API int lapel_report_is_of_recipient(const struct lapel_report *r);
LAPEL_API int64_t lapel_report_at(const struct lapel_report *r); /* the moment, milliseconds since 1970 */

/* What was judged; belongs to the report. */
LAPEL_API const struct lapel_badge *lapel_report_badge(const struct lapel_report *r);

/* ---- the questions ---- */

struct lapel_check;
enum lapel_outcome { LAPEL_UNTESTED = 0, LAPEL_PASS = 1, LAPEL_WARN = 2, LAPEL_FAIL = 3 };

/* All that was asked, in the order of asking. Everything of a check is borrowed
 * from its report. */
LAPEL_API size_t lapel_report_check_count(const struct lapel_report *r);
LAPEL_API const struct lapel_check *lapel_report_check(const struct lapel_report *r, size_t i); /* NULL beyond the last */
LAPEL_API enum lapel_outcome lapel_check_outcome(const struct lapel_check *c);
LAPEL_API const char *lapel_check_id(const struct lapel_check *c);     /* "proof", "dates" … */
LAPEL_API const char *lapel_check_code(const struct lapel_check *c);   /* "signature-invalid"; "" when it passed */
LAPEL_API const char *lapel_check_clause(const struct lapel_check *c); /* "OB 3.0 §8.3" */
LAPEL_API struct lapel_bytes lapel_check_message(const struct lapel_check *c); /* a sentence for people */
LAPEL_API struct lapel_bytes lapel_check_where(const struct lapel_check *c);   /* JSON pointer or URL; may be empty */

/* ---- what is inside ---- */

/* Badges of a learner record and endorsements, each with its own report, which
 * belongs to this one. NULL beyond the last. */
LAPEL_API size_t lapel_report_inner_count(const struct lapel_report *r);
LAPEL_API const struct lapel_report *lapel_report_inner(const struct lapel_report *r, size_t i);

/* ---- whole ---- */

/* As `lapel verify --json` and `lapel verify` print it; the caller frees the
 * buffer. LAPEL_NO_MEMORY. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_report_json(const struct lapel_report *r,
                                                           struct lapel_buffer **out,
                                                           struct lapel_error *err);
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_report_text(const struct lapel_report *r,
                                                           struct lapel_buffer **out,
                                                           struct lapel_error *err);

#ifdef __cplusplus
}
#endif
#endif
