/* badge/intake.h — what is to be judged? An address is followed, and of a
 * hosted badge the copy at its own address counts, whatever was handed in. */
#pragma once
#include "badge/inquiry.h"

/* Fills `in`, `source`, `home`, `given`. Errors as those of detect(); one of
 * UNREACHABLE: the input was an address that did not answer. */
MUST_USE code take_in(struct inquiry *q, str input, struct error *err);
