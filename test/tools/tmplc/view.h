/* view.h — what the example templates show. */
#pragma once
#include "base/list.h"
#include "web/out.h"

struct view {
    str name, link;
    const char *word;
    int64_t n;
    bool on;
    struct str_list rows, none;
};
