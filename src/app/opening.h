/* app/opening.h — what people come to by themselves, a claim link or a badge to
 * apply for, is open: within hours, up to a number, until somebody stops it. */
#pragma once
#include "base/clock.h"

struct opening {
    msec opens, closes, stopped;                 /* 0: none */
    int64_t most, taken;                         /* most 0: any number */
    str badge_state;
};

enum opening_state { OPENING_OPEN, OPENING_EARLY, OPENING_LATE, OPENING_STOPPED, OPENING_FULL, OPENING_ARCHIVED };
enum opening_state opening_state(const struct opening *o, msec now);
/* BAD_INPUT names the field: closes, most. */
MUST_USE code opening_check(const struct opening *o, struct error *err);
