/* recognise/endorse.c — who nominated endorses the award, if both agree: they did when they
 * nominated, and its holder decides whether that is shown beside it. */
#include "app/recognise/recognise_private.h"

#include "app/account/account.h"
#include "app/endorse/endorse.h"
#include "app/mail/mail.h"

/* Of those of the same round that came to the same too. */
static const char sql_endorsing[] = SQL(
    "SELECT n.id, n.account_id, n.citation FROM nomination n WHERE n.org_id = $1 AND (n.id = $2 OR n.lead_id = $2) AND n.endorses = 1 AND n.state = 'accepted'"
    " AND n.account_id IS NOT NULL AND n.endorsement_id IS NULL ORDER BY n.id LIMIT 20");
static const char sql_endorsed[] = SQL("UPDATE nomination SET endorsement_id = $2 WHERE id = $1");

struct saying { int64_t nomination, account; str words; };
LIST_OF(sayings, struct saying);

static code find(struct db *db, struct arena *a, const struct nomination *n, struct sayings *out, struct error *err)
{
    struct rows *r = db_query(db, sql_endorsing, ARGS(v_int(n->org), v_int(n->id)));

    while (rows_next(r))
        *list_add(a, out) = (struct saying){row_int(r, 0), row_int(r, 1), row_str(r, 2, a)};
    return rows_end(r, err);
}

/* An address is no name to sign with. */
static bool has_name(const struct account *acc)
{
    return acc->name.n && str_find_byte(acc->name, '@') < 0;
}

static code sign_one(struct db *db, struct arena *a, const struct nomination *n, int64_t award, const struct saying *s, bool *done, struct error *err)
{
    struct account acc;
    int64_t id = 0;

    TRY(account_get(db, a, s->account, &acc, err));
    *done = has_name(&acc);
    if (!*done)
        return OK;
    TRY(endorse_said(db, a, &(struct endorse_said){n->org, award, acc.email, acc.name, n->org_name, s->words}, &id, err));
    return db_run(db, sql_endorsed, ARGS(v_int(s->nomination), v_int(id)), NULL, err);
}

static code tell_holder(struct app *app, struct db *db, struct arena *a, const struct nomination *n, int64_t award, struct error *err)
{
    struct mail m = {.org = n->org, .person = n->person, .kind = S("endorsement-said"), .to_address = n->email, .to_name = n->is_nameless ? S("") : n->name};
    struct award_row w;
    bool off = false;

    TRY(letter_is_off(db, a, n->org, "endorsement-said", &off, err));
    if (off)
        return OK;
    TRY(award_get(db, a, n->org, award, &w, err));
    return mail_letter(app, db, a, &(struct letter){.kind = "endorsement-said", .org = n->org, .issuer = n->issuer, .badge = n->badge_name,
                                                    .link = app_url(a, app, str_printf(a, "/b/" STR_FMT "/endorsements", STR_ARG(w.public_id)))}, &m, err);
}

code nomination_endorse_award(struct app *app, struct db *db, struct arena *a, const struct nomination *n, int64_t award, struct error *err)
{
    struct sayings all = {0};
    bool any = false;

    TRY(find(db, a, n, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        bool done = false;
        TRY(sign_one(db, a, n, award, &all.items[i], &done, err));
        any = any || done;
    }
    return any ? tell_holder(app, db, a, n, award, err) : OK;
}

/* ---- taken back ---- */

bool nomination_is_endorsed(struct db *db, struct arena *a, const struct nomination *n)
{
    struct endorsement_row e;

    return endorse_get(db, a, n->org, n->endorsement, &e, NULL) == OK && !str_eq(e.state, S("withdrawn"));
}

static const char sql_own[] = SQL("SELECT n.org_id, n.endorsement_id FROM nomination n WHERE n.id = $1 AND n.account_id = $2 AND n.endorsement_id IS NOT NULL");

code nomination_unendorse(struct db *db, struct arena *a, const struct nomination_of *w, struct error *err)
{
    struct rows *r = db_query(db, sql_own, ARGS(v_int(w->id), v_int(w->account)));
    struct endorsement_row e;
    int64_t org = 0, id = 0;

    if (rows_next(r)) {
        org = row_int(r, 0);
        id = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    if (!id)
        return fail(err, CONFLICT, "nomination", "there is nothing to take back");
    TRY(endorse_get(db, a, org, id, &e, err));
    return endorse_withdraw(db, a, &e, err);
}
