/* backpack/paper.c — certificates on paper: a row like that of a badge, which no
 * check ever calls genuine. */
#include "app/backpack/backpack_private.h"
#include "app/backpack/collect.h"

#include "app/draw.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/file_type.h"
#include "store/blob.h"

bool paper_is_one(str file)
{
    const struct file_type *t;

    return file_type_of(file, &t, NULL) == OK && (t->is_picture || str_eq(cstr(t->type), S("application/pdf")));
}

/* The same file is the same certificate. */
static str key_of(struct arena *a, str file)
{
    struct sha256 h = sha256(str_join(a, S("paper "), file));

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

/* A PDF has none; a picture that cannot be drawn is no reason to refuse it. */
static str picture(struct db *db, struct arena *a, str file)
{
    str png, hash = {0};

    if (draw_png_normalise(a, file, 600, &png, NULL) != OK || blob_put(db, a, png, S("image/png"), clock_now(), &hash, NULL) != OK)
        return (str){0};
    return hash;
}

static code check(const struct paper *p, struct error *err)
{
    if (str_is_empty(str_trim(p->title)))
        return fail(err, BAD_INPUT, "title", "say what it certifies");
    if (str_is_empty(str_trim(p->issuer)))
        return fail(err, BAD_INPUT, "issuer", "say who gave it");
    return paper_is_one(p->file) ? OK : fail(err, BAD_INPUT, "file", "this is neither a picture nor a PDF");
}

static const char sql_have[] = SQL("SELECT id FROM holding WHERE owner_id = $1 AND credential_key = $2 AND removed_at IS NULL");
static const char sql_insert[] = SQL(
    "INSERT INTO holding (owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor, description, image_hash, version,"
    " awarded_at, valid_until, verdict, report, checked_at, is_public, created_at, changed_at, standing)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, 'paper', $10, $11, 'unverified', '{}', 0, 0, $12, $12, 'paper')"
    " ON CONFLICT (owner_id, credential_key) DO UPDATE SET removed_at = NULL, title = excluded.title, issuer_name = excluded.issuer_name,"
    " description = excluded.description, awarded_at = excluded.awarded_at, valid_until = excluded.valid_until RETURNING id");

code paper_keep(struct db *db, struct arena *a, const struct paper *p, int64_t *id, struct error *err)
{
    TRY(check(p, err));
    str key = key_of(a, p->file);
    if (db_int(db, sql_have, ARGS(v_int(p->owner), v_str(key)), id, NULL) == OK)
        return fail(err, CONFLICT, "file", "this file is in your Backpack already");
    return db_int(db, sql_insert,
                  ARGS(v_int(p->owner), v_str(random_token(a, 16)), v_str(key), v_bytes(p->file), v_str(p->file_name.p ? p->file_name : S("")),
                       v_str(str_trim(p->title)), v_str(str_trim(p->issuer)), v_str(p->note.p ? p->note : S("")), v_str(picture(db, a, p->file)),
                       v_int_if(p->awarded > 0, p->awarded), v_int_if(p->until > 0, p->until), v_int(clock_now())),
                  id, err);
}
