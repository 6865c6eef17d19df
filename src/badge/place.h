/* badge/place.h — where a walk through JSON is: a chain on the stack, made into
 * a JSON pointer only when something is found there. */
#pragma once
#include "base/str.h"

struct place {
    const struct place *up;                      /* NULL: the document */
    str key;                                     /* of a member; absent: an item */
    size_t item;
};

/* `root` begins every place: "" or "/badge". */
str place_pointer(struct arena *a, str root, const struct place *p);
