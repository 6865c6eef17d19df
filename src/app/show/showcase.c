/* show/showcase.c — a person's own public page. */
#include "app/show/show.h"

#include "base/crypto.h"
#include "base/utf8.h"

#define SHOWN_MOST 200

static const char sql_get[] = SQL("SELECT account_id, public_id, is_public, name, headline, about FROM showcase WHERE account_id = $1");
static const char sql_by_public_id[] = SQL(
    "SELECT account_id, public_id, is_public, name, headline, about FROM showcase WHERE public_id = $1 AND is_public = 1");
static const char sql_save[] = SQL(
    "INSERT INTO showcase (account_id, public_id, is_public, name, headline, about, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (account_id) DO UPDATE SET is_public = excluded.is_public, name = excluded.name, headline = excluded.headline,"
    " about = excluded.about, changed_at = excluded.changed_at");

static code read_showcase(struct rows *r, struct arena *a, struct showcase *out, struct error *err)
{
    *out = (struct showcase){.public_id = S(""), .name = S(""), .headline = S(""), .about = S("")};
    if (rows_next(r))
        *out = (struct showcase){row_int(r, 0), row_str(r, 1, a), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a), row_bool(r, 2)};
    return rows_end(r, err);
}

code showcase_get(struct db *db, struct arena *a, int64_t account, struct showcase *out, struct error *err)
{
    struct account of;

    TRY(read_showcase(db_query(db, sql_get, ARGS(v_int(account))), a, out, err));
    if (out->account)
        return OK;
    TRY(account_get(db, a, account, &of, err));
    out->account = account;
    out->name = of.name;
    return OK;
}

code showcase_by_public_id(struct db *db, struct arena *a, str public_id, struct showcase *out, struct error *err)
{
    TRY(read_showcase(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err));
    return out->account ? OK : fail(err, NOT_FOUND, "profile", "there is no such page");
}

code showcase_save(struct db *db, struct arena *a, const struct showcase *s, struct error *err)
{
    if (s->is_public && str_is_empty(s->name))
        return fail(err, BAD_INPUT, "name", "a public page needs a name");
    return db_run(db, sql_save,
                  ARGS(v_int(s->account), v_str(random_token(a, 16)), v_int(s->is_public), v_str(s->name), v_str(s->headline),
                       v_str(s->about), v_int(clock_now())),
                  NULL, err);
}

/* ---- what stands there ---- */

static const char sql_badges[] = SQL(
    "SELECT h.id FROM holding h WHERE h.owner_id = $1 AND h.is_public = 1 AND " HOLDING_MAY_BE_SHOWN " ORDER BY h.id DESC LIMIT $2");

code showcase_badges(struct db *db, struct arena *a, int64_t account, struct holding_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badges, ARGS(v_int(account), v_int(SHOWN_MOST)));
    LIST(int64_t) ids = {0};

    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(backpack_get(db, a, account, ids.items[i], list_add(a, out), err));
    return OK;
}

code showcase_collections(struct db *db, struct arena *a, int64_t account, struct collection_list *out, struct error *err)
{
    struct collection_list all = {0};

    TRY(collection_list_of(db, a, account, &all, err));
    for (size_t i = 0; i < all.n && out->n < SHOWN_MOST; i++)
        if (all.items[i].is_public)
            *list_add(a, out) = all.items[i];
    return OK;
}
