/* badge/schemas.h — the JSON Schemas of extensions that the program carries, by
 * exact address (schemas/schemas.list). */
#pragma once
#include "base/str.h"

struct bundled_schema { str url, json; size_t text; };   /* `text`: two addresses of one schema share it */

extern const struct bundled_schema schemas_table[];
extern const size_t schemas_count;

/* The schema's text, which lives as long as the program; absent: there is none. */
str schemas_find(str url);
