/* store/blob.c — bytes by the hash of their content; the same bytes once. */
#include "store/blob.h"

#include "base/codec.h"
#include "base/crypto.h"

static const char sql_put[] = SQL(
    "INSERT INTO blob (hash, type, size, bytes, created_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (hash) DO NOTHING");
static const char sql_get[] = SQL("SELECT type, bytes FROM blob WHERE hash = $1");

code blob_put(struct db *db, struct arena *a, str bytes, str type, int64_t now, str *hash, struct error *err)
{
    struct sha256 h = sha256(bytes);

    *hash = base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
    return db_run(db, sql_put, ARGS(v_str(*hash), v_str(type), v_int((int64_t)bytes.n), v_bytes(bytes), v_int(now)), NULL, err);
}

code blob_get(struct db *db, struct arena *a, str hash, struct blob *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_str(hash)));
    bool found = rows_next(r);

    if (found)
        *out = (struct blob){.hash = hash, .type = row_str(r, 0, a), .bytes = row_str(r, 1, a)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "file", "there is no such file");
}
