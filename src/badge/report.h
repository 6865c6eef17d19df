/* badge/report.h — what was asked about a badge and what was found. A check
 * begins as UNTESTED, which is not a yes. */
#pragma once
#include "badge/badge.h"

enum outcome { UNTESTED, PASS, WARN, FAIL };
enum verdict { UNVERIFIED, INVALID, VALID };     /* "could not tell" comes first: the default */

struct check {
    const char *id;                              /* "proof", "dates", … */
    enum outcome outcome;
    const char *code;                            /* standard.md §2: "signature-invalid"; "" when it passed */
    str message;                                 /* plain sentence for the reader */
    const char *clause;                          /* "OB 3.0 §8.3" */
    str where;                                   /* JSON pointer or URL; may be empty */
};
LIST_OF(check_list, struct check);

/* How sure we are who the issuer is: what was proved, not what it claims. */
struct anchor { const char *kind; /* "did:web", "https", "did:key", "none" */ str value; /* host or DID */ };

/* What a status list told of the badge. */
struct status_told {
    str type, purpose, list_url, message, reference; /* message: the issuer's own words for the value */
    int64_t index;                               /* -1: it is a list of ids */
    uint64_t value;
    msec at, until;                              /* when the list was fetched; ask again from then on */
};
LIST_OF(status_told_list, struct status_told);
/* A document that the badge is made of, as its host had it at that moment. */
struct source_document { const char *role; str url, text; };        /* "assertion", "badge-class", "issuer" */
LIST_OF(source_list, struct source_document);

/* A credential within this one, with a report of its own. */
struct nested {
    const char *what;                            /* "credential", "endorsement" */
    str where;
    bool counts;                                 /* it holds, and an endorsement is of what it stands at */
    const struct report *report;
};
LIST_OF(nested_list, struct nested);

struct report {
    enum verdict verdict;
    struct check_list checks;
    struct badge badge;                          /* filled as far as it could be read */
    struct source_list documents;                  /* hosted parts of versions before 3.0, of up to 64 KB each */
    struct nested_list nested;
    struct anchor anchor;
    struct status_told_list statuses;
    str refreshed_from;                          /* where the newer edition came from that was judged instead; absent: none was */
    msec at;                                     /* moment of judgement */
    bool has_recipient_match, recipient_matches;
};

const char *verdict_name(enum verdict v);        /* "valid", "invalid", "unverified" */
const char *outcome_name(enum outcome o);
/* One line: "Genuine. Issued by example.org on 24 Nov 2026. Valid until …" */
str report_sentence(struct arena *a, const struct report *r);
str report_json(struct arena *a, const struct report *r);   /* the interface of scripts */
/* The other way. What the JSON does not say (bytes as received, say) is absent;
 * strings borrow from `json`. BAD_INPUT or LIMIT: it is no report. */
#define REPORTS_DEEP 4                           /* a report within a report, and so on */
MUST_USE code report_read(struct arena *a, str json, struct report *out, struct error *err);
str report_text(struct arena *a, const struct report *r);   /* for a terminal */
/* Does any check carry this code? */
bool report_has(const struct report *r, const char *code);
