/* org/org_paper.c — a signing key on paper, for the day on which server and
 * backups are gone, and back from paper. */
#include "app/org/org_private.h"

#include "app/settings.h"
#include "format/key_sheet.h"

code org_key_sheet(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t id, int64_t by,
                   struct key_sheet *out, struct error *err)
{
    struct org_key name, key;
    str pem;

    TRY(org_key_name(db, a, o, id, &name, err));
    TRY(org_key_by_id(app, db, a, o, id, &key, err));
    enum key_kind kind = key_kind(key.key);
    code c = key_to_pem(a, key.key, &pem, err);
    key_close(key.key);
    TRY(c);
    c = key_sheet_write(a, kind, pem, out, err);
    crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
    TRY(c);
    TRY(db_begin(db, err));
    return db_end(db, org_log(db, o->id, by, "key.sheet", name.kid, name.alg, err), err);
}

/* ---- back ---- */

/* Of any profile: a key is one issuer's alone. */
static const char sql_known[] = SQL("SELECT count(*) FROM org_key WHERE org_id = $1 AND kid = $2");

static code restore_rows(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct key_restore *in,
                         const struct org_new_key *k, struct error *err)
{
    int64_t known = 0;

    TRY(db_int(db, sql_known, ARGS(v_int(o->id), v_str(k->kid)), &known, err));
    if (known)
        return fail(err, CONFLICT, "sheet", "the key " STR_FMT " is here already", STR_ARG(k->kid));
    TRY(org_take_key(app, db, a, o, k, err));
    return org_log(db, o->id, in->by, "key.restore", k->kid, cstr(k->alg), err);
}

code org_key_restore(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct key_restore *in,
                     str *kid, struct error *err)
{
    struct org_new_key k = {.signs = in->signs};
    struct key *key = NULL;

    TRY(key_sheet_read(a, in->sheet, &k.pem, err));
    if (key_from_pem(k.pem, &key, NULL) != OK)
        return fail(err, BAD_INPUT, "sheet", "this is no signing key, or one of a newer program");
    *kid = k.kid = org_kid_of(a, key);
    k.alg = org_alg_of(key);
    key_close(key);
    TRY(db_begin(db, err));
    return db_end(db, restore_rows(app, db, a, o, in, &k, err), err);
}
