/* store/blob.h — images and files by the hash of their content, in the database. */
#pragma once
#include "store/db.h"

struct blob { str hash; str type; str bytes; };  /* hash: 43 characters, base64url of SHA-256 */

/* Storing the same bytes twice is one row. */
MUST_USE code blob_put(struct db *db, struct arena *a, str bytes, str type, int64_t now, str *hash, struct error *err);
MUST_USE code blob_get(struct db *db, struct arena *a, str hash, struct blob *out, struct error *err); /* NOT_FOUND */
