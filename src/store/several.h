/* store/several.h — one statement for up to 64 values of a kind, where each of them
 * would be a way to the database and back: WHERE org_id = $1 AND folded IN (SQL_SEVERAL). */
#pragma once
#include "store/db.h"

#define SEVERAL 64
#define SQL_SEVERAL                                                            \
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28," \
    " $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53,"  \
    " $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65"

/* $1, and what stands in the list; places that are left over say the last value again. */
struct several { struct value values[1 + SEVERAL]; size_t n; };

static inline struct several several_of(int64_t first)
{
    return (struct several){.values = {v_int(first)}};
}

static inline bool several_is_full(const struct several *s) { return s->n == SEVERAL; }
static inline void several_add(struct several *s, struct value v) { s->values[1 + s->n++] = v; }

/* At least one was added. */
static inline struct args several_args(struct several *s)
{
    for (size_t i = s->n; i < SEVERAL; i++)
        s->values[1 + i] = s->values[s->n];
    return (struct args){s->values, 1 + SEVERAL};
}
