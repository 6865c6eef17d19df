/* format/jcs.h — JSON Canonicalization Scheme (RFC 8785): one text for one value. */
#pragma once
#include "format/json.h"

/* BAD_INPUT for a number that no double can hold (1e400). */
MUST_USE code jcs_write(struct arena *a, const struct json *v, str *out, struct error *err);
/* The same behind what `b` holds. */
MUST_USE code jcs_put(struct buf *b, const struct json *v, struct error *err);

/* A finite number as ECMAScript writes it (Number::toString): the fewest digits
 * that read back as `v`. */
#define JCS_NUMBER 26
str jcs_number(double v, char out[JCS_NUMBER]);  /* the text lies in `out` */
/* Order of member names: by UTF-16 code units (§3.2.3). Less than 0, 0, more. */
int jcs_compare(str x, str y);
