/* format/json_equal.h — JSON values compared as values: members in any order,
 * and numbers as decimals of any length, so that nothing is rounded. */
#pragma once
#include "format/json.h"

/* 1, 1.0 and 10e-1 are equal. */
bool json_equal(const struct json *x, const struct json *y);
uint64_t json_hash(const struct json *v);        /* equal values have equal hashes */

/* Of two numbers: below, at or above 0. */
int  json_number_cmp(const struct json *x, const struct json *y);
bool json_number_is_whole(const struct json *v); /* 1.0 and 1e3 are */
/* Is `v` a whole multiple of `of`? UNSUPPORTED: `of` is 0 or has more than 18
 * significant digits. */
MUST_USE code json_number_is_multiple(const struct json *v, const struct json *of, bool *out);
