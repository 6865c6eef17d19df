/* cli/nearest.h — "did you mean": of the names there are, the one that was
 * probably meant. */
#pragma once
#include "base/str.h"

struct nearest {
    str given;
    const char *name;                            /* NULL: none is near enough */
    unsigned distance;
};

void nearest_try(struct nearest *n, const char *name);
/* "; did you mean NAME?" with `before` ("--") in front of the name, or "". */
str nearest_question(struct arena *a, const struct nearest *n, const char *before);
