/* partner/endorse.c — what we say of a partner and of its badges, signed by us. */
#include "app/partner/partner_private.h"

#include "format/email.h"

/* Those that live first: none of them is out of reach. */
#define GIVEN_MOST 500
#define GIVEN(state) SQL("SELECT g.id FROM given_endorsement g WHERE +g.org_id = $1 AND g.partner_id = $2 AND g.revoked_at IS " state " ORDER BY g.id DESC LIMIT $3")
static const char sql_living[] = GIVEN("NULL"), sql_gone[] = GIVEN("NOT NULL");

static code load_given(struct db *db, struct arena *a, const char *sql, const struct partner *p, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_int(p->org), v_int(p->id), v_int(GIVEN_MOST - (int64_t)out->n)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

code partner_given(struct db *db, struct arena *a, const struct partner *p, struct given_list *out, struct error *err)
{
    struct id_list ids = {0};

    TRY(load_given(db, a, sql_living, p, &ids, err));
    if (ids.n < GIVEN_MOST)
        TRY(load_given(db, a, sql_gone, p, &ids, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(given_get(db, a, p->org, ids.items[i], list_add(a, out), err));
    return OK;
}

/* ---- of us ---- */

static const char sql_received[] = SQL(
    "SELECT e.public_id, CASE WHEN e.subject = 'issuer' THEN '' ELSE coalesce((SELECT v.name FROM achievement_version v WHERE v.id = e.version_id), '') END,"
    " CASE WHEN x.organisation <> '' THEN x.organisation ELSE x.name END, e.comment, e.state, e.signed_at, e.valid_until, e.about FROM endorsement e JOIN endorser x ON x.id = e.endorser_id"
    " WHERE e.org_id = $1 AND e.subject <> 'award' AND e.signed_at IS NOT NULL AND e.state <> 'refused' AND x.org_id = $1 AND (($2 <> '' AND x.folded = $2) OR ($3 <> '' AND x.url = $3))"
    " ORDER BY e.id DESC LIMIT 200");

code partner_received(struct db *db, struct arena *a, const struct partner *p, struct partner_received_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_received, ARGS(v_int(p->org), v_str(email_fold(a, p->contact_email)), v_str(p->profile)));

    while (rows_next(r))
        *list_add(a, out) = (struct partner_received){.public_id = row_str(r, 0, a), .title = row_str(r, 1, a), .who = row_str(r, 2, a), .comment = row_str(r, 3, a), .state = row_str(r, 4, a),
                                                      .at = row_int(r, 5), .until = row_int(r, 6), .about = row_str(r, 7, a)};
    return rows_end(r, err);
}

/* ---- of them ---- */

static const char sql_listed[] = SQL("SELECT name FROM partner_badge WHERE org_id = $1 AND partner_id = $2 AND ref = $3 AND ref <> '' LIMIT 1");

/* How it is called: only what is theirs is endorsed on their page. */
static code title_of(struct db *db, struct arena *a, const struct partner *p, str about, str *title, struct error *err)
{
    struct rows *r = db_query(db, sql_listed, ARGS(v_int(p->org), v_int(p->id), v_str(about)));

    *title = rows_next(r) ? row_str(r, 0, a) : S("");
    TRY(rows_end(r, err));
    if (about.n && (str_eq(about, p->profile) || str_eq(about, p->did)))
        *title = p->name;
    return title->n ? OK : fail(err, BAD_INPUT, "about", "choose their profile, or one of the badges that are listed with an address");
}

static code endorse(struct app *app, struct db *db, struct arena *a, const struct partner *p, const struct given *g, struct error *err)
{
    int64_t id = 0;

    TRY(given_sign(app, db, a, g, &id, err));
    return partner_tell(db, &(struct partner_happened){.p = p, .kind = "endorsed", .words = g->title, .account = g->account}, err);
}

code partner_endorse(struct app *app, struct db *db, struct arena *a, const struct partner_endorse *e, struct error *err)
{
    struct given g = {.org = e->of.org, .account = e->of.by, .partner = e->of.id, .about = str_trim(e->about), .comment = str_trim(e->comment)};
    struct partner p;

    TRY(partner_get(db, a, e->of.org, e->of.id, &p, err));
    if (!partner_is(&p, "trusted"))
        return fail(err, CONFLICT, "partner", "trust the partner before you endorse it");
    TRY(title_of(db, a, &p, g.about, &g.title, err));
    TRY(db_begin(db, err));
    return db_end(db, endorse(app, db, a, &p, &g, err), err);
}

static code take_back(struct db *db, struct arena *a, const struct partner *p, const struct given *g, int64_t by, struct error *err)
{
    TRY(given_revoke(db, a, &(struct given_revoke){p->org, g->id, by}, err));
    return partner_tell(db, &(struct partner_happened){.p = p, .kind = "taken-back", .words = g->title, .account = by}, err);
}

static code take_back_all(struct db *db, struct arena *a, const struct partner_of *o, const struct id_list *given, struct error *err)
{
    struct partner p;
    struct given g;

    TRY(partner_get(db, a, o->org, o->id, &p, err));
    for (size_t i = 0; i < given->n; i++) {
        TRY(given_get(db, a, o->org, given->items[i], &g, err));
        if (g.partner != p.id)
            return fail(err, NOT_FOUND, "endorsement", "there is no such endorsement");
        TRY(take_back(db, a, &p, &g, o->by, err));
    }
    return OK;
}

code partner_take_back_all(struct db *db, struct arena *a, const struct partner_of *o, const struct id_list *given, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, take_back_all(db, a, o, given, err), err);
}

code partner_take_back(struct db *db, struct arena *a, const struct partner_of *o, int64_t given, struct error *err)
{
    return partner_take_back_all(db, a, o, &(struct id_list){.items = &given, .n = 1}, err);
}
