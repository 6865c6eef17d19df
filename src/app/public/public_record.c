/* public/public_record.c — a learner record (CLR 2.0) as it was signed. */
#include "app/public/public_private.h"

static const char sql_document[] = SQL("SELECT document, coalesce(removed_at, 0) FROM learner_record WHERE public_id = $1");

static code find_document(struct db *db, struct arena *a, str id, str *out, bool *removed, struct error *err)
{
    struct rows *r = db_query(db, sql_document, ARGS(v_str(id)));
    bool found = rows_next(r);

    if (found) {
        *out = row_str(r, 0, a);
        *removed = row_int(r, 1) > 0;
    }
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "record", "there is no such learner record");
}

code public_record(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out, struct error *err)
{
    struct wanted want = public_wanted(q);
    bool removed = false;
    str text;

    (void)app;
    TRY(find_document(db, a, rest, &text, &removed, err));
    if (removed) {
        TRY(public_answer(out, JSON_TYPE, S("{}")));
        out->status = 410;
        return OK;
    }
    bool is_token = !str_starts(text, S("{"));
    if (is_token && want.token)
        return public_answer(out, want.type, text);
    return public_answer(out, want.token ? VC_TYPE : want.type, is_token ? public_enveloped(a, text) : text);
}
