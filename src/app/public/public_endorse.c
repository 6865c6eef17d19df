/* public/public_endorse.c — endorsements and who made them, as documents. */
#include "app/endorse/endorse.h"
#include "app/public/public_private.h"

typedef code make_fn(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err);

static code give(struct db *db, struct arena *a, const struct asked *q, str rest, make_fn *make, struct document *out, struct error *err)
{
    struct endorse_document d = {0};

    TRY(make(db, a, rest, &d, err));
    TRY(public_answer(out, public_ld_type(q), d.json));
    if (d.is_gone)
        out->status = 410;
    return OK;
}

/* As it was signed: JSON, or the token that somebody brought along. */
code public_endorsement(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out,
                        struct error *err)
{
    (void)app;
    TRY(give(db, a, q, rest, endorse_document, out, err));
    if (!str_starts(out->body, S("{")))
        out->type = S(JWT_TYPE);
    return OK;
}

code public_v2_endorsement(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out,
                           struct error *err)
{
    (void)app;
    return give(db, a, q, rest, endorse_document_v2, out, err);
}

code public_endorser(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out,
                     struct error *err)
{
    (void)app;
    return give(db, a, q, rest, endorser_document, out, err);
}

code public_v2_endorser(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out,
                        struct error *err)
{
    (void)app;
    return give(db, a, q, rest, endorser_document_v2, out, err);
}
