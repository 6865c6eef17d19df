/* lib/model.h — a badge and a report as their readers outside see them. */
#pragma once
#include <lapel/verify.h>
#include "badge/report.h"

#define FIELDS (LAPEL_FIELD_REVOCATION_REASON + 1)

struct lapel_badge {
    struct arena *a;                             /* NULL: its report's */
    const struct badge *badge;
    struct lapel_bytes fields[FIELDS], original;
    struct lapel_item *items[LAPEL_RECIPIENTS + 1];
    size_t counts[LAPEL_RECIPIENTS + 1];
};

/* Everything is copied into `a` but `b` itself, which must live as long. */
void model_fill(struct arena *a, const struct badge *b, struct lapel_badge *out);
