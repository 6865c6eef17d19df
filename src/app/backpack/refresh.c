/* backpack/refresh.c — the newest edition of a badge in the place of the one that
 * was received: by itself where its issuer is on this server, by its
 * refreshService or its own address when its owner asks. */
#include "app/backpack/backpack_private.h"

#include "app/award/award.h"
#include "badge/bake.h"
#include "base/uri.h"
#include "format/png.h"
#include "format/svg.h"

#define BUCKET (2 * SECOND)                      /* many changes, one look */
#define STEP   20                                /* awards of one step */

struct copy { int64_t id, owner; str original; };
LIST_OF(copy_list, struct copy);

/* ---- one copy ---- */

/* Kept in a picture if it came in one. */
static str as_it_came(struct arena *a, str original, str text)
{
    str baked;

    if ((png_looks_like(original) || svg_looks_like(original)) && bake(a, original, OB_3_0, text, &baked, NULL) == OK)
        return baked;
    return text;
}

static const char sql_refreshed[] = SQL("UPDATE holding SET refreshed_at = $2 WHERE id = $1");

static code replace(struct app *app, struct db *db, struct arena *a, const struct keeping *k, struct error *err)
{
    int64_t id;

    TRY(holding_keep(app, db, a, k, &id, err));
    return db_run(db, sql_refreshed, ARGS(v_int(id), v_int(clock_now())), NULL, err);
}

/* An edition that is not for this owner any more, or holds no more, leaves the one
 * at hand, which says itself then how it stands. */
static code offer(struct app *app, struct db *db, struct arena *a, const struct copy *c, str text, bool *newer, struct error *err)
{
    struct sight s = {0};
    struct loader l = recorder_open(&s.rec, a, app_loader(app, db, a));
    struct report r = {0};
    struct kept k;
    str bytes = as_it_came(a, c->original, text);

    *newer = false;
    TRY(holding_verify(&l, db, a, c->owner, (struct found){bytes, {0}}, &r, err));
    TRY(holding_find(db, a, c->owner, holding_key(a, &r.badge, bytes), &k, err));
    if (k.id != c->id || k.is_removed || str_eq(bytes, k.original) || r.badge.valid_from < k.valid_from || holding_acceptable(a, &r, NULL) != OK)
        return backpack_recheck(app, db, a, c->owner, c->id, NULL, err);
    *newer = true;
    return replace(app, db, a, &(struct keeping){c->owner, &(struct import){.bytes = bytes}, bytes, {0}, &r, &s}, err);
}

/* ---- awards of this server ---- */

static const char sql_copies[] = SQL("SELECT id, owner_id, original FROM holding WHERE credential_key = $1 AND removed_at IS NULL ORDER BY id LIMIT 100");

static code find_copies(struct db *db, struct arena *a, const struct award_row *w, struct copy_list *out, struct error *err)
{
    struct badge b;

    TRY(award_badge(db, a, w, &b, err));
    struct rows *r = db_query(db, sql_copies, ARGS(v_str(holding_key(a, &b, S("")))));
    while (rows_next(r))
        *list_add(a, out) = (struct copy){row_int(r, 0), row_int(r, 1), row_str(r, 2, a)};
    return rows_end(r, err);
}

/* Its successor comes to whoever kept the earlier one. */
static code bring_next(struct app *app, struct db *db, struct arena *a, const struct copy *c, const struct award_row *w, struct error *err)
{
    struct award_next next;
    struct award_row n;
    struct put put;
    str text;

    TRY(award_next(db, a, w->id, &next, err));
    if (next.next == 0)
        return OK;
    TRY(award_by_public_id(db, a, next.public_id, &n, err));
    TRY(award_text(app, db, a, &n, (enum award_form)n.form, &text, err));
    str source = app_url(a, app, str_join(a, S("/b/"), next.public_id));
    code c2 = backpack_put(app, db, a, c->owner, &(struct import){.bytes = as_it_came(a, c->original, text), .source = source}, &put, err);
    if (c2 == OK && put.outcome == PUT_NEW)
        return award_claimed(db, a, &n, err);
    return c2 == DENIED || c2 == BAD_INPUT ? OK : c2;
}

static bool is_ours_to_retry(code c)
{
    return c == FAULT || c == NO_MEMORY;
}

static code refresh_award(struct app *app, struct db *db, struct arena *a, const struct award_change *change, struct error *err)
{
    struct copy_list copies = {0};
    struct award_row w;
    bool newer;
    str text;

    TRY(award_by_public_id(db, a, change->public_id, &w, err));
    TRY(find_copies(db, a, &w, &copies, err));
    if (copies.n == 0)
        return OK;
    TRY(award_text(app, db, a, &w, (enum award_form)w.form, &text, err));
    for (size_t i = 0; i < copies.n; i++) {
        code c = offer(app, db, a, &copies.items[i], text, &newer, err);
        if (c == OK)
            c = bring_next(app, db, a, &copies.items[i], &w, err);
        if (is_ours_to_retry(c))
            return c;                            /* what is wrong with one copy keeps none of the others */
    }
    return OK;
}

enum job_result backpack_run_refresh(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct award_change_list changes = {0};

    (void)j;
    if (award_changes(db, a, STEP, &changes, err) != OK)
        return JOB_RETRY;
    for (size_t i = 0; i < changes.n; i++) {
        if (is_ours_to_retry(refresh_award(ctx, db, a, &changes.items[i], err)) || award_change_done(db, &changes.items[i], err) != OK)
            return JOB_RETRY;
    }
    return changes.n == STEP ? JOB_AGAIN : JOB_DONE;
}

/* In the award's transaction. The job of a moment begins when the moment is over,
 * so that none is missed between two. */
static code watch(struct db *db, struct arena *a, struct error *err)
{
    msec moment = clock_now() / BUCKET;

    return job_add(db, S("backpack.refresh"), S(""), str_printf(a, "backpack.refresh %lld", (long long)moment), (moment + 1) * BUCKET, err);
}

void backpack_start(void)
{
    award_watch_changes(watch);
}

/* ---- when its owner asks ---- */

#define ACCEPT "application/vc+jwt, application/vc, application/ld+json, application/json, text/plain;q=0.5"

/* Where a newer one would be; empty: this badge does not say. */
static str newest_at(const struct report *r)
{
    if (!str_is_empty(r->refreshed_from))
        return r->refreshed_from;
    if (!str_is_empty(r->badge.refresh_url))
        return r->badge.refresh_url;
    return r->badge.version >= OB_3_0 && uri_is_http(r->badge.id) ? r->badge.id : S("");
}

code backpack_look_newer(struct app *app, struct db *db, struct arena *a, int64_t owner, int64_t id, bool *newer, struct error *err)
{
    struct loader l = app_loader(app, db, a);
    struct copy c = {.id = id, .owner = owner};
    struct report r = {0};
    struct loaded got;
    str source = S("");

    *newer = false;
    TRY(backpack_original(db, a, owner, id, &c.original, err));
    TRY(holding_source(db, a, owner, id, &source, err));
    TRY(holding_verify(&l, db, a, owner, (struct found){c.original, source}, &r, err));
    str url = newest_at(&r);
    if (str_is_empty(url))
        return fail(err, UNSUPPORTED, "badge", "this badge does not say where a newer version would be: ask its issuer");
    TRY(loader_get(&l, a, url, ACCEPT, &got, err));
    if (got.status != 200)
        return fail(err, UNREACHABLE, "badge", "the issuer’s address answered with status %d instead of a badge", got.status);
    return offer(app, db, a, &c, got.body, newer, err);
}
