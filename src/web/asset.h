/* web/asset.h — files built into the program: css, js, icons, pictures. Served
 * at /assets/HASH/NAME for ever. */
#pragma once
#include "web/http.h"

str  asset_href(struct arena *a, const char *name);  /* asserts that it exists */
bool asset_find(const char *name, str *bytes, str *type);
void asset_serve(struct request *rq, struct response *rs);   /* GET /assets/{hash}/{name...} */
