/* cli/pdf_badges.h — the badges attached to a PDF, judged one by one. */
#pragma once
#include "badge/verify.h"
#include "format/pdf.h"

struct pdf_badge {
    str name, json, text; /* the report; absent: it could not be judged */
    str error;
    enum verdict verdict;
};
LIST_OF(pdf_badge_list, struct pdf_badge);
/* The verdict of all is the worst of them. */
struct pdf_badges {
    enum verdict verdict;
    struct pdf_badge_list list;
    size_t others; /* attached files that are no badges */
};

/* Each with memory of its own of at most `quota`. BAD_INPUT: no badge is attached;
 * or as pdf_files. */
MUST_USE code pdf_badges_check(struct arena *a, str pdf, const struct verify_options *options,
                               size_t quota, struct pdf_badges *out, struct error *err);
str pdf_badges_json(struct arena *a, const struct pdf_badges *b);
str pdf_badges_text(struct arena *a, const struct pdf_badges *b);
