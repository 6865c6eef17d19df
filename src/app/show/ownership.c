/* show/ownership.c — a reader asks whether what a page shows is its owner's; the
 * owner, signed in, confirms, and the answer is a presentation signed for that one
 * question. */
#include "app/show/show.h"

#include "app/backpack/news.h"
#include "app/backpack/watch.h"
#include "app/mail/mail.h"
#include "badge/bake.h"
#include "badge/presentation.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "format/jose.h"
#include "format/json.h"
#include "format/png.h"
#include "format/svg.h"

#define WAITING_MOST 50                          /* questions to one person */

/* ---- what a page is about ---- */

static code of_badge(struct db *db, struct arena *a, str id, struct subject *out, struct error *err)
{
    struct holding h;

    TRY(backpack_by_public_id(db, a, id, &h, err));
    *out = (struct subject){.owner = h.owner, .title = h.title};
    *list_add(a, &out->badges) = h;
    return OK;
}

/* All of a collection, or the one that `badge` names. */
static code of_collection(struct db *db, struct arena *a, const struct collection *c, str badge, struct subject *out, struct error *err)
{
    struct collection_item_list items = {0};

    TRY(collection_items(db, a, c, &items, err));
    *out = (struct subject){.owner = c->owner, .title = c->name};
    for (size_t i = 0; i < items.n; i++)
        if (show_may(&items.items[i].holding) && (str_is_empty(badge) || str_eq(badge, items.items[i].holding.public_id))) {
            *list_add(a, &out->badges) = items.items[i].holding;
            if (badge.n)
                out->title = items.items[i].holding.title;
        }
    return badge.n && out->badges.n == 0 ? fail(err, NOT_FOUND, "badge", "there is no such badge in this collection") : OK;
}

static code of_profile(struct db *db, struct arena *a, const struct showcase *s, struct subject *out, struct error *err)
{
    *out = (struct subject){.owner = s->account, .title = s->name};
    return showcase_badges(db, a, s->account, &out->badges, err);
}

static code of_link(struct db *db, struct arena *a, str token, str badge, struct subject *out, struct error *err)
{
    struct reader_link l;
    struct showcase s;
    struct collection c;
    struct holding h;

    TRY(reader_link_open(db, a, token, &l, err));
    if (l.holding) {
        TRY(backpack_get(db, a, l.owner, l.holding, &h, err));
        if (!show_may(&h))
            return fail(err, NOT_FOUND, "badge", "there is nothing to see here now");
        *out = (struct subject){.owner = l.owner, .title = h.title};
        *list_add(a, &out->badges) = h;
    } else if (l.collection) {
        TRY(collection_get(db, a, l.owner, l.collection, &c, err));
        TRY(of_collection(db, a, &c, badge, out, err));
    } else {
        TRY(showcase_get(db, a, l.owner, &s, err));
        TRY(of_profile(db, a, &s, out, err));
    }
    out->is_private = true;
    return OK;
}

code subject_find(struct db *db, struct arena *a, str path, struct subject *out, struct error *err)
{
    str rest = str_from(path, 3), id = {0}, badge = S("");
    struct collection c;
    struct showcase s;

    if (!str_cut(&rest, '/', &id))
        id = S("");
    if (!str_is_absent(rest))
        badge = rest;
    if (str_starts(path, S("/h/")))
        return of_badge(db, a, id, out, err);
    if (str_starts(path, S("/r/")))
        return of_link(db, a, id, badge, out, err);
    if (str_starts(path, S("/c/"))) {
        TRY(collection_by_public_id(db, a, id, &c, err));
        return of_collection(db, a, &c, badge, out, err);
    }
    if (str_starts(path, S("/p/"))) {
        TRY(showcase_by_public_id(db, a, id, &s, err));
        return of_profile(db, a, &s, out, err);
    }
    return fail(err, NOT_FOUND, "about", "there is nothing to ask about at this address");
}

/* ---- rows ---- */

#define COLUMNS                                                                \
    "id, owner_id, public_id, path, title, asker, question, challenge, presentation, asked_at, expires_at, answered_at, is_confirmed"

static void read_row(struct rows *r, struct arena *a, struct ownership *q)
{
    *q = (struct ownership){
        .id = row_int(r, 0), .owner = row_int(r, 1), .public_id = row_str(r, 2, a), .path = row_str(r, 3, a), .title = row_str(r, 4, a),
        .asker = row_str(r, 5, a), .question = row_str(r, 6, a), .challenge = row_str(r, 7, a), .presentation = row_str(r, 8, a),
        .asked = row_int(r, 9), .expires = row_int(r, 10), .answered = row_int(r, 11), .is_confirmed = row_bool(r, 12),
    };
}

static code one(struct rows *r, struct arena *a, struct ownership *out, struct error *err)
{
    *out = (struct ownership){0};
    if (rows_next(r))
        read_row(r, a, out);
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "request", "there is no such question");
}

static const char sql_by_public_id[] = SQL("SELECT " COLUMNS " FROM ownership_request WHERE public_id = $1");
static const char sql_get[] = SQL("SELECT " COLUMNS " FROM ownership_request WHERE owner_id = $1 AND id = $2");
static const char sql_list[] = SQL("SELECT " COLUMNS " FROM ownership_request WHERE owner_id = $1 ORDER BY id DESC LIMIT 200");

code ownership_by_public_id(struct db *db, struct arena *a, str public_id, struct ownership *out, struct error *err)
{
    return one(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

code ownership_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct ownership *out, struct error *err)
{
    return one(db_query(db, sql_get, ARGS(v_int(owner), v_int(id))), a, out, err);
}

code ownerships(struct db *db, struct arena *a, int64_t owner, struct ownership_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(owner)));

    while (rows_next(r))
        read_row(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- asking ---- */

static const char sql_waiting[] = SQL(
    "SELECT count(*) FROM ownership_request WHERE owner_id = $1 AND answered_at IS NULL AND expires_at > $2");
static const char sql_ask[] = SQL(
    "INSERT INTO ownership_request (public_id, owner_id, path, title, asker, question, challenge, asked_at, expires_at, is_confirmed, presentation)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '') RETURNING id");

static str news_of(struct arena *a, const struct ownership *q)
{
    return str_printf(a, "proof %lld", (long long)q->id);
}

static const char sql_primary[] = SQL(
    "SELECT e.address, c.name FROM account_email e JOIN account c ON c.id = e.account_id"
    " WHERE e.account_id = $1 AND e.is_primary = 1 AND e.verified_at IS NOT NULL");

static code find_owner(struct db *db, struct arena *a, int64_t account, struct mail *m, struct error *err)
{
    struct rows *r = db_query(db, sql_primary, ARGS(v_int(account)));

    if (rows_next(r)) {
        m->to_address = row_str(r, 0, a);
        m->to_name = row_str(r, 1, a);
    }
    return rows_end(r, err);
}

/* Whoever asks often causes one mail an hour, and what else there is comes with the news. */
static code mail_now(struct app *app, struct db *db, struct arena *a, const struct ownership *q, struct error *err)
{
    str off = watch_off_path(a, app, q->owner);
    struct mail m = {.kind = S("proof"), .detail = off};
    struct watch_choice choice;
    msec last = 0;

    TRY(watch_choice_get(db, a, q->owner, &choice, err));
    TRY(news_last_told(db, q->owner, "proof-asked", &last, err));
    if (!str_eq(choice.how, S("daily")) || last > clock_now() - HOUR)
        return OK;
    TRY(find_owner(db, a, q->owner, &m, err));
    if (str_is_empty(m.to_address))
        return OK;
    TRY(mail_letter(app, db, a,
                    &(struct letter){.kind = "proof", .badge = q->title, .sender = q->asker, .message = q->question, .choices = off,
                                     .link = app_url(a, app, str_printf(a, "/backpack/proofs/%lld", (long long)q->id))}, &m, err));
    return news_told_one(db, q->owner, "proof-asked", news_of(a, q), clock_now(), err);
}

static code put_question(struct app *app, struct db *db, struct arena *a, struct ownership *q, struct error *err)
{
    TRY(db_int(db, sql_ask,
               ARGS(v_str(q->public_id), v_int(q->owner), v_str(q->path), v_str(q->title), v_str(q->asker), v_str(q->question),
                    v_str(q->challenge), v_int(q->asked), v_int(q->expires)), &q->id, err));
    TRY(news_tell(db, &(struct news_note){q->owner, "proof-asked", news_of(a, q), q->title, q->asker,
                                           str_printf(a, "/backpack/proofs/%lld", (long long)q->id)}, err));
    return mail_now(app, db, a, q, err);
}

/* The challenge is random whatever was asked: nobody has an old answer to it. */
code ownership_ask(struct app *app, struct db *db, struct arena *a, struct ownership *q, struct error *err)
{
    struct subject s;
    int64_t n = 0;

    if (str_is_empty(q->asker))
        return fail(err, BAD_INPUT, "asker", "say who asks");
    TRY(subject_find(db, a, q->path, &s, err));
    TRY(db_int(db, sql_waiting, ARGS(v_int(s.owner), v_int(clock_now())), &n, err));
    if (n >= WAITING_MOST)
        return fail(err, LIMIT, "asker", "this person has too many questions waiting: ask again in some days");
    q->owner = s.owner;
    q->title = s.title;
    q->public_id = random_token(a, 24);
    q->challenge = random_token(a, 24);
    q->asked = clock_now();
    q->expires = q->asked + OWNERSHIP_LIFE;
    TRY(db_begin(db, err));
    TRY(db_end(db, put_question(app, db, a, q, err), err));
    app_wake(app);
    return OK;
}

/* ---- answering ---- */

static const char sql_answer[] = SQL(
    "UPDATE ownership_request SET answered_at = $3, is_confirmed = $4, presentation = $5"
    " WHERE owner_id = $1 AND id = $2 AND answered_at IS NULL AND expires_at > $3");

static code write_answer(struct db *db, struct arena *a, const struct ownership *q, str presentation, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_answer, ARGS(v_int(q->owner), v_int(q->id), v_int(clock_now()), v_int(presentation.n > 0), v_str(presentation)), &n, err));
    if (n == 0)
        return fail(err, CONFLICT, "request", "this question was answered already, or it is too old");
    return news_settle(db, q->owner, "proof-asked", news_of(a, q), err);
}

static code answer(struct db *db, struct arena *a, const struct ownership *q, str presentation, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, write_answer(db, a, q, presentation, err), err);
}

/* The signed badge out of whatever it came in; empty: there is none that fits in a
 * presentation (older versions are documents at addresses). */
static str credential_in(struct arena *a, str bytes)
{
    struct unbaked u;
    const struct json *doc;

    if (png_looks_like(bytes) || svg_looks_like(bytes)) {
        if (unbake(a, bytes, &u, NULL) != OK)
            return S("");
        bytes = u.payload;
    }
    bytes = str_trim(bytes);
    if (jws_looks_like(bytes))
        return bytes;
    return json_parse(a, bytes, NULL, &doc, NULL) == OK && json_get(doc, "credentialSubject") && json_get(doc, "proof") ? bytes : S("");
}

static code fill(struct app *app, struct db *db, struct arena *a, const struct subject *s, bool hand_over, struct presentation *p, struct error *err)
{
    for (size_t i = 0; i < s->badges.n && i < PRESENTED_MOST; i++) {
        const struct holding *h = &s->badges.items[i];
        str bytes, credential = S("");
        if (hand_over) {
            TRY(backpack_original(db, a, h->owner, h->id, &bytes, err));
            credential = credential_in(a, bytes);
        }
        if (credential.n)
            *list_add(a, &p->credentials) = credential;
        else
            *list_add(a, &p->about) = app_url(a, app, str_join(a, S("/h/"), h->public_id));
    }
    return OK;
}

code ownership_confirm(struct app *app, struct db *db, struct arena *a, const struct ownership *q, bool hand_over, struct error *err)
{
    struct presentation p = {.id = app_url(a, app, str_join(a, S("/proof/"), q->public_id))};
    struct proof_terms t = {.created = clock_now(), .challenge = q->challenge, .domain = app_host(a, app)};
    struct subject s;
    struct key *k;
    str json, presentation = {0};

    TRY(subject_find(db, a, q->path, &s, err));
    if (s.owner != q->owner)
        return fail(err, CONFLICT, "request", "what was asked about is no longer yours to show");
    TRY(fill(app, db, a, &s, hand_over, &p, err));
    TRY(holder_key_of(app, db, a, q->owner, &p.holder, &k, err));
    t.key = (struct issue_key){.key = k, .id = str_join(a, p.holder, S("#key"))};
    code c = presentation_write(a, &p, &json, err);
    if (c == OK)
        c = presentation_sign(a, json, &t, &presentation, err);
    key_close(k);
    if (c == UNREACHABLE)
        return fail(err, CONFLICT, "hand_over", "one of the badges uses words that are not known here: confirm without handing the badges over");
    return c == OK ? answer(db, a, q, presentation, err) : c;
}

code ownership_decline(struct db *db, struct arena *a, const struct ownership *q, struct error *err)
{
    return answer(db, a, q, S(""), err);
}

bool ownership_holds(struct app *app, struct db *db, struct arena *a, const struct ownership *q)
{
    struct key *k;
    str holder;

    if (str_is_empty(q->presentation) || holder_key_of(app, db, a, q->owner, &holder, &k, NULL) != OK)
        return false;
    bool holds = presentation_check(a, q->presentation, &(struct presented){k, q->challenge, app_host(a, app)}, NULL) == OK;
    key_close(k);
    return holds;
}
