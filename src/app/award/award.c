/* award/award.c — awarding and revoking. An award keeps its fields and its
 * signature; award_forms.c rebuilds the exact signed bytes from them. */
#include "app/award/award.h"

#include "app/award/award_private.h"
#include "app/catalog/results.h"
#include "app/hook/hook.h"
#include "app/mail/mail.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/bitstring.h"
#include "format/email.h"

/* ---- what stays the same for many awards ---- */

code award_context_open(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t achievement,
                        struct award_context **out, struct error *err)
{
    struct award_context *c = NEW(a, struct award_context);

    c->app = app;
    c->arena = a;
    c->id_start = random_token(a, 3);
    TRY(catalog_get(db, a, org, achievement, &c->badge, err));
    if (!str_eq(c->badge.state, S("published")))
        return fail(err, CONFLICT, "badge", "publish the badge before you award it");
    /* Frozen before it is read: what is signed is what will be rebuilt, even
     * when somebody saves a change at this moment. */
    TRY(catalog_freeze(db, c->badge.v.id, clock_now(), err));
    TRY(catalog_version(db, a, c->badge.v.id, &c->badge.v, err));
    TRY(org_issuer_get(db, a, org, c->badge.v.issuer, &c->org, err));
    TRY(org_active_key(app, db, a, &c->org, &c->key, err));
    c->form = award_form_for(&c->org, &c->key);
    *out = c;
    return OK;
}

void award_context_close(struct award_context *c)
{
    if (!c)
        return;
    key_close(c->key.key);
    c->key.key = NULL;
}

/* ---- a place in a status list ---- */

/* Neighbours in time must not be neighbours in the list (Bitstring Status List
 * §6.1), and no place may come twice: a keyed permutation of the counter. */
int64_t award_status_place(int64_t counter, int64_t shuffle, int64_t size)
{
    uint64_t mask = (uint64_t)size - 1, x = (uint64_t)counter, k = (uint64_t)shuffle;

    for (int round = 0; round < 4; round++) {
        k = k * 6364136223846793005u + 1442695040888963407u;
        x = (x * ((k >> 13) | 1) + (k >> 37)) & mask;
        x ^= x >> 9;
    }
    return (int64_t)x;
}

/* The newest list of this address and form of issuer that has room for $2 more;
 * what is left in an older one stays free. */
static const char sql_take_places[] = SQL(
    "UPDATE status_list SET next_place = next_place + $2 WHERE id ="
    " (SELECT l.id FROM status_list l JOIN org_version v ON v.id = l.org_version_id WHERE l.org_id = $1"
    " AND l.purpose = 'revocation' AND v.base = $3 AND v.id_form = $4 AND v.issuer_id = $5 AND l.suspends = 1 AND l.refreshes = 1 ORDER BY l.id DESC LIMIT 1)"
    " AND next_place + $2 <= size RETURNING id, public_id, next_place - $2, shuffle, size");
static const char sql_new_list[] = SQL(
    "INSERT INTO status_list (org_id, public_id, purpose, size, next_place, shuffle, generation, created_at, org_version_id, suspends, refreshes)"
    " VALUES ($1, $2, 'revocation', $3, 0, $4, 0, $5, $6, 1, 1)");

static code try_take_places(struct award_context *c, struct db *db, int64_t n, bool *taken, struct error *err)
{
    struct rows *r = db_query(db, sql_take_places, ARGS(v_int(c->org.id), v_int(n), v_str(c->org.base), v_str(c->org.id_form),
                                                           v_int(c->org.issuer)));

    *taken = rows_next(r);
    if (*taken)
        c->places = (struct award_places){row_int(r, 0), row_str(r, 1, c->arena), row_int(r, 2), row_int(r, 3), row_int(r, 4)};
    return rows_end(r, err);
}

/* A list names its own address and issuer: awards of another address, or in
 * the other form of issuer, begin another one. */
code award_take_places(struct award_context *c, struct db *db, int64_t n, struct error *err)
{
    bool taken;
    int64_t shuffle;

    TRY(try_take_places(c, db, n, &taken, err));
    if (taken)
        return OK;
    random_bytes(&shuffle, sizeof shuffle);
    TRY(db_run(db, sql_new_list,
               ARGS(v_int(c->org.id), v_str(random_token(c->arena, 16)), v_int(BITSTRING_MIN_BITS), v_int(shuffle),
                    v_int(clock_now()), v_int(c->org.version)),
               NULL, err));
    TRY(try_take_places(c, db, n, &taken, err));
    return taken ? OK : fail(err, FAULT, "status list", "no place in a new status list");
}

void award_next_place(struct award_context *c, struct award_row *w)
{
    struct award_places *p = &c->places;

    w->status_list = p->list;
    w->status_list_public_id = p->list_public_id;
    w->can_suspend = w->can_refresh = true;
    w->status_index = award_status_place(p->next++, p->shuffle, p->size);
}

/* ---- the person ---- */

static const char sql_person[] = SQL(
    "INSERT INTO person (org_id, name, email, folded, created_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (org_id, folded) DO UPDATE SET removed_at = NULL,"
    " name = CASE WHEN person.name = '' THEN excluded.name ELSE person.name END RETURNING id, email");

/* Does the person hold this badge, in any version, neither revoked nor expired? */
static const char sql_holds[] = SQL(
    "SELECT count(*) FROM award w WHERE w.person_id = $1 AND w.achievement_id = $2 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $3)");

/* By another address of theirs. */
static const char sql_known_otherwise[] = SQL(
    "SELECT p.id, p.email FROM person_address o JOIN person p ON p.id = o.person_id WHERE o.org_id = $1 AND o.folded = $2");

static code read_found(struct rows *rows, struct arena *a, struct award_person *p, struct error *err)
{
    if (rows_next(rows))
        *p = (struct award_person){row_int(rows, 0), row_str(rows, 1, a)};
    return rows_end(rows, err);
}

static code find_person(struct db *db, struct arena *a, const struct award_context *c,
                        const struct award_request *r, struct award_person *p, struct error *err)
{
    int64_t held = 0;
    str folded = email_fold(a, r->email);

    TRY(read_found(db_query(db, sql_known_otherwise, ARGS(v_int(c->org.id), v_str(folded))), a, p, err));
    if (p->id == 0)
        TRY(read_found(db_query(db, sql_person, ARGS(v_int(c->org.id), v_str(r->name), v_str(r->email), v_str(folded),
                                                     v_int(clock_now()))), a, p, err));
    if (r->again)
        return OK;
    TRY(db_int(db, sql_holds, ARGS(v_int(p->id), v_int(c->badge.id), v_int(clock_now())), &held, err));
    return held == 0 ? OK : fail(err, CONFLICT, "email", "holds this badge already");
}

/* ---- the award ---- */

static msec valid_until(msec from, int64_t months)
{
    struct date start = date_of(from);

    return date_start(date_add_months(start, (int)months)) + (from - date_start(start));
}

/* 128 random bits, 24 of them shared by what one context awards: neighbours in
 * time are neighbours in the index, and a commit touches few of its pages. */
static str new_public_id(struct arena *a, struct award_context *c)
{
    if (c->random_left == 0)
        random_bytes(c->random, c->random_left = sizeof c->random);
    c->random_left -= ID_RANDOM;
    return str_join(a, c->id_start, base64url_encode(a, (str){(const char *)c->random + c->random_left, ID_RANDOM}));
}

static void fill_row(struct arena *a, struct award_context *c, const struct award_request *r, struct award_row *w)
{
    msec from = r->awarded / SECOND * SECOND;

    award_next_place(c, w);
    w->org = c->org.id;
    w->org_version = c->org.version;
    w->version = c->badge.v.id;
    w->achievement = c->badge.id;
    w->public_id = new_public_id(a, c);
    w->batch = r->batch;
    w->batch_line = r->line;
    w->form = c->form;
    w->name = r->name;
    w->recipient = r->email;
    w->salt = w->public_id;                      /* random too, and as unique as a salt must be */
    w->awarded = w->valid_from = from;
    w->valid_until = r->valid_until > from ? r->valid_until : c->badge.v.validity_months > 0 ? valid_until(from, c->badge.v.validity_months) : 0;
    w->narrative = r->narrative;
    w->evidence_url = r->evidence_url;
    w->results = r->results;
    w->has_own_picture = r->picture.n > 0;
    w->png_hash = w->has_own_picture ? r->picture : c->badge.v.png_hash;
    w->key = c->key.id;
    w->created = r->created > 0 ? r->created : clock_now();
}

/* Nothing is written twice: an address that is the person's own, a salt that is
 * the public id, a validity that begins with the award. */
static const char sql_insert[] = SQL(
    "INSERT INTO award (org_id, public_id, version_id, achievement_id, org_version_id, person_id, batch_id, batch_line,"
    " form, recipient, salt, awarded_at, valid_from, valid_until, narrative, evidence_url, status_list_id, status_index,"
    " key_id, signature, created_at, results, picture_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, $13, $14, $15,"
    " $16, $17, $18, $19, $20, $21, $22)");

static code insert_row(struct db *db, const struct award_row *w, const struct award_person *p, struct error *err)
{
    return db_run_later(db, sql_insert,
                        ARGS(v_int(w->org), v_str(w->public_id), v_int(w->version), v_int(w->achievement),
                             v_int(w->org_version), v_int(p->id), v_int_if(w->batch > 0, w->batch),
                             v_int_if(w->batch > 0 && w->batch_line > 0, w->batch_line), v_int(w->form),
                             v_str(str_eq(w->recipient, p->email) ? S("") : w->recipient), v_int(w->awarded),
                             v_int(w->valid_from == w->awarded ? 0 : w->valid_from), v_int_if(w->valid_until > 0, w->valid_until),
                             v_text_if_any(w->narrative), v_text_if_any(w->evidence_url), v_int(w->status_list),
                             v_int(w->status_index), v_int(w->key), v_bytes(w->signature), v_int(w->created),
                             v_text_if_any(w->results), v_text_if_any(w->has_own_picture ? w->png_hash : S(""))),
                        err);
}

/* The badge may have been changed since the result was typed. */
static code check_results(struct arena *a, const struct award_context *c, str kept, struct error *err)
{
    struct result_list results;

    if (str_is_empty(kept))
        return OK;
    results_kept(a, kept, &results);
    return results_check(a, &c->badge.v.results, &results, err);
}

code award_write(struct award_context *c, struct db *db, struct arena *a, const struct award_request *r,
                 const struct award_person *p, str *public_id, struct error *err)
{
    struct award_row w = {0};

    TRY(check_results(a, c, r->results, err));
    fill_row(a, c, r, &w);
    TRY(award_sign_next(a, c, &w, err));
    *public_id = w.public_id;
    return insert_row(db, &w, p, err);
}

/* ---- who wants to know ---- */

static award_watcher *watchers[8];

void award_add_watcher(award_watcher *w)
{
    size_t i = 0;

    while (i < COUNT(watchers) - 1 && watchers[i] && watchers[i] != w)
        i++;
    watchers[i] = w;
}

code award_tell_watcher(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err)
{
    for (size_t i = 0; i < COUNT(watchers) && watchers[i]; i++)
        TRY(watchers[i](db, a, achievement, person, err));
    return OK;
}

static const char sql_count[] = SQL("UPDATE achievement SET award_count = award_count + $2 WHERE id = $1");

code award_count(const struct award_context *c, struct db *db, int64_t n, int64_t person, struct error *err)
{
    TRY(db_run_later(db, sql_count, ARGS(v_int(c->badge.id), v_int(n)), err));
    return award_tell_watcher(db, c->arena, c->badge.id, person, err);
}

static const char sql_id[] = SQL("SELECT id FROM award WHERE public_id = $1");

code award_issue(struct award_context *c, struct db *db, struct arena *a, const struct award_request *r,
                 int64_t *id, struct error *err)
{
    struct award_person p = {0};
    str public_id;

    if (!r->by_rule)
        TRY(award_need_other(db, a, c->org.id, r->account, r->email, err));
    TRY(find_person(db, a, c, r, &p, err));
    TRY(award_take_places(c, db, 1, err));
    TRY(award_write(c, db, a, r, &p, &public_id, err));
    TRY(award_count(c, db, 1, p.id, err));
    TRY(db_int(db, sql_id, ARGS(v_str(public_id)), id, err));
    TRY(hook_tell(db, a, c->org.id, "award.issued", *id, err));
    if (!person_has_address(r->email))
        return OK;
    return mail_queue(c->app, db, a,
                      &(struct mail){.org = c->org.id, .award = *id, .batch = r->batch, .kind = S("award")}, err);
}

/* ---- revoking ---- */

static const char sql_revoke[] = SQL(
    "UPDATE award SET revoked_at = $3, revoke_reason = $4 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL");
/* One that is revoked is no longer held back for a while. */
static const char sql_no_suspension[] = SQL("DELETE FROM award_suspension WHERE award_id = $1");
static const char sql_touch_list[] = SQL("UPDATE status_list SET generation = generation + 1 WHERE id = $1");

code award_touch_list(struct db *db, int64_t list, struct error *err)
{
    return db_run(db, sql_touch_list, ARGS(v_int(list)), NULL, err);
}

static code revoke_rows(struct db *db, struct arena *a, const struct award_row *w, int64_t account, str reason,
                        struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_revoke, ARGS(v_int(w->org), v_int(w->id), v_int(clock_now()), v_str(reason)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "award", "this award was revoked before");
    TRY(db_run(db, sql_no_suspension, ARGS(v_int(w->id)), NULL, err));
    TRY(award_touch_list(db, w->status_list, err));
    TRY(public_changed(db, err));
    TRY(award_tell_watcher(db, a, w->achievement, w->person, err));
    TRY(award_note_change(db, a, w->id, err));
    TRY(hook_tell(db, a, w->org, "award.revoked", w->id, err));
    TRY(award_tell_holder(db, a, w, "revoked", reason, err));
    return org_log(db, w->org, account, "award.revoke", str_copy(a, w->public_id), reason, err);
}

code award_revoke_now(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t account, str reason, struct error *err)
{
    struct award_row w;

    TRY(award_get(db, a, org, id, &w, err));
    return revoke_rows(db, a, &w, account, reason, err);
}

code award_revoke(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t account, str reason,
                  struct error *err)
{
    struct award_row w;

    if (str_is_empty(str_trim(reason)))
        return fail(err, BAD_INPUT, "reason", "say why: the reason is shown to everyone who checks the award");
    TRY(award_get(db, a, org, id, &w, err));
    TRY(db_begin(db, err));
    return db_end(db, revoke_rows(db, a, &w, account, str_trim(reason), err), err);
}
