/* mail/letter_look.c — an organisation's look in its mails. */
#include "app/brand.h"
#include "app/mail/letter.h"

static const char sql_foot[] = SQL(
    "SELECT v.name, coalesce((SELECT l.postal FROM letter_rule l WHERE l.org_id = o.id), '')"
    " FROM org o LEFT JOIN issuer i ON i.org_id = o.id AND i.id = $2"
    " JOIN org_version v ON v.id = coalesce(i.version_id, o.version_id) WHERE o.id = $1");

static code fill_words(struct db *db, struct arena *a, int64_t org, int64_t issuer, struct letter_look *out, struct error *err)
{
    struct rows *r = db_query(db, sql_foot, ARGS(v_int(org), v_int(issuer)));

    if (rows_next(r)) {
        out->organisation = row_str(r, 0, a);
        out->postal = row_str(r, 1, a);
    }
    return rows_end(r, err);
}

code letter_look(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t issuer, struct letter_look *out, struct error *err)
{
    struct brand b;

    *out = (struct letter_look){S(""), S(""), S(""), S(""), S("")};
    if (org)
        TRY(brand_get(db, a, org, issuer, &b, err));
    else
        TRY(brand_of(a, &(struct brand_chosen){S(""), S(""), S(""), S("")}, &b, err));
    out->ground = b.ground;
    out->ink = b.ink;
    out->logo = org && b.logo.n ? app_url(a, app, b.logo) : S("");
    return org ? fill_words(db, a, org, issuer, out, err) : OK;
}
