/* format/jsonld_number.h — JSON numbers in the canonical form of xsd:integer
 * and xsd:double (JSON-LD 1.1 API §8.6). */
#pragma once
#include "base/str.h"

bool ld_number_is_integer(double v); /* no fraction, and below 10²¹ */
str ld_number_integer(struct arena *a, double v);
str ld_number_double(struct arena *a, double v);
