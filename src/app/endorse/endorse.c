/* endorse/endorse.c — asking, reading, deciding. */
#include "app/endorse/endorse_private.h"

#include "app/mail/mail.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/email.h"

/* ---- rows ---- */

static const char *const subjects[] = {[ENDORSE_BADGE] = "badge", [ENDORSE_AWARD] = "award", [ENDORSE_ISSUER] = "issuer"};

static enum endorse_subject subject_of(str name)
{
    return str_eq(name, S("award")) ? ENDORSE_AWARD : str_eq(name, S("issuer")) ? ENDORSE_ISSUER : ENDORSE_BADGE;
}

static void endorse_read(struct rows *r, struct arena *a, struct endorsement_row *out)
{
    *out = (struct endorsement_row){
        .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .award = row_int(r, 3), .version = row_int(r, 4),
        .public_id = row_str(r, 5, a), .email = row_str(r, 6, a), .name = row_str(r, 7, a), .message = row_str(r, 8, a),
        .state = row_str(r, 9, a), .subject = subject_of(row_str(r, 10, a)), .by_earner = row_int(r, 11) > 0,
        .asked = row_int(r, 12), .ends = row_int(r, 13), .signed_at = row_int(r, 14), .until = row_int(r, 15),
        .decided = row_int(r, 16), .about = row_str(r, 17, a), .about_v2 = row_str(r, 18, a), .comment = row_str(r, 19, a),
        .key = row_str(r, 20, a), .document = row_str(r, 21, a),
        .by = {row_int(r, 22), row_str(r, 23, a), row_str(r, 24, a), row_str(r, 25, a), row_str(r, 26, a), row_str(r, 27, a),
               row_str(r, 28, a), row_int(r, 29) > 0},
        .issuer = row_int(r, 30),
    };
}

static code one(struct rows *r, struct arena *a, struct endorsement_row *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        endorse_read(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "endorsement", "there is no such endorsement");
}

static code many(struct rows *r, struct arena *a, struct endorsement_row_list *out, struct error *err)
{
    while (rows_next(r))
        endorse_read(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_get[] = SQL("SELECT " ENDORSE_COLUMNS ENDORSE_FROM "WHERE e.org_id = $1 AND e.id = $2");
static const char sql_by_public_id[] = SQL("SELECT " ENDORSE_COLUMNS ENDORSE_FROM "WHERE e.public_id = $1");
static const char sql_by_link[] = SQL("SELECT " ENDORSE_COLUMNS ENDORSE_FROM "WHERE e.token_hash = $1");

code endorse_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct endorsement_row *out, struct error *err)
{
    return one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code endorse_by_public_id(struct db *db, struct arena *a, str public_id, struct endorsement_row *out, struct error *err)
{
    return one(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

static str endorse_hash(struct arena *a, str token)
{
    struct sha256 h = sha256(token);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

code endorse_by_link(struct db *db, struct arena *a, str token, struct endorsement_row *out, struct error *err)
{
    if (one(db_query(db, sql_by_link, ARGS(v_str(endorse_hash(a, token)))), a, out, NULL) == OK)
        return OK;
    return fail(err, NOT_FOUND, "link", "this link is not complete, or a newer one was sent: take the newest mail");
}

bool endorse_may_answer(const struct endorsement_row *e)
{
    return str_eq(e->state, S("asked")) && e->ends > clock_now();
}

struct endorse_thing endorse_thing_of(const struct endorsement_row *e)
{
    return (struct endorse_thing){e->org, e->subject, e->achievement, e->award, e->issuer};
}

/* ---- what is endorsed ---- */

static code name_badge(struct db *db, struct arena *a, int64_t org, int64_t id, struct endorse_name *out, struct error *err)
{
    struct badge_row b;
    struct achievement ac;
    struct org o;

    TRY(catalog_get(db, a, org, id, &b, err));
    TRY(org_issuer_get(db, a, org, b.v.issuer, &o, err));
    catalog_achievement(a, &o, &b, &b.v, &ac);
    *out = (struct endorse_name){
        .title = b.v.name, .picture = b.v.png_hash, .href = str_join(a, S("/badges/"), b.public_id), .about = ac.id, .version = b.v.id,
        .issuer = o.issuer, .about_v2 = award_v2_urls(a, &o, S(""), b.public_id, b.v.number).badge_class};
    return str_eq(b.state, S("draft")) ? fail(err, CONFLICT, "badge", "publish the badge before others endorse it") : OK;
}

static code name_award(struct db *db, struct arena *a, int64_t org, int64_t id, struct endorse_name *out, struct error *err)
{
    struct award_row w;
    struct org o;

    TRY(award_get(db, a, org, id, &w, err));
    TRY(org_at_version(db, a, w.org_version, &o, err));
    *out = (struct endorse_name){
        .title = str_is_empty(w.name) ? w.badge_name : str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(w.name), STR_ARG(w.badge_name)),
        .picture = w.png_hash, .href = str_join(a, S("/b/"), w.public_id), .version = w.version, .issuer = o.issuer,
        .about = str_printf(a, STR_FMT "/b/" STR_FMT, STR_ARG(o.base), STR_ARG(w.public_id)),
        .about_v2 = award_v2_urls(a, &o, w.public_id, S(""), 0).assertion};
    return w.revoked ? fail(err, CONFLICT, "award", "this award was revoked") : OK;
}

code endorse_name(struct db *db, struct arena *a, const struct endorse_thing *t, struct endorse_name *out, struct error *err)
{
    struct org o;

    if (t->subject == ENDORSE_BADGE)
        return name_badge(db, a, t->org, t->achievement, out, err);
    if (t->subject == ENDORSE_AWARD)
        return name_award(db, a, t->org, t->award, out, err);
    TRY(org_issuer_get(db, a, t->org, t->issuer, &o, err));
    *out = (struct endorse_name){.issuer = o.issuer, .title = o.name, .picture = o.logo_hash, .href = str_join(a, S("/i/"), o.slug),
                                 .about = org_issuer_id(a, &o), .about_v2 = award_v2_urls(a, &o, S(""), S(""), 0).issuer};
    return OK;
}

/* ---- asking ---- */

static const char sql_asked_today[] = SQL("SELECT count(*) FROM endorsement WHERE org_id = $1 AND asked_at > $2"
    " AND ($3 = 0 OR (award_id = $3 AND by_earner = 1))");
/* Still waiting, or said: nobody is asked twice for the same. */
static const char sql_asked_before[] = SQL("SELECT count(*) FROM endorsement WHERE org_id = $1 AND folded = $2 AND subject = $3"
    " AND coalesce(achievement_id, 0) = $4 AND coalesce(award_id, 0) = $5"
    " AND issuer_id = $7 AND ((state = 'asked' AND ends_at > $6) OR state IN ('signed', 'shown', 'refused'))");
static const char sql_insert[] = SQL(
    "INSERT INTO endorsement (org_id, public_id, subject, achievement_id, award_id, email, folded, name, message, by_earner,"
    " token_hash, asked_at, ends_at, state, issuer_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'asked', $14)");

/* Strangers get mail because of it: a few for who holds one award, many for an
 * organisation, each with an end. */
#define MOST_A_DAY        500
#define MOST_BY_EARNER    10

static code check_rate(struct db *db, const struct endorse_ask *q, size_t wanted, struct error *err)
{
    int64_t n = 0, most = q->by_earner ? MOST_BY_EARNER : MOST_A_DAY;

    TRY(db_int(db, sql_asked_today, ARGS(v_int(q->about.org), v_int(clock_now() - DAY), v_int(q->by_earner ? q->about.award : 0)), &n, err));
    return n + (int64_t)wanted > most
        ? fail(err, LIMIT, "people", "at most %lld people a day are asked: go on tomorrow", (long long)most) : OK;
}

/* Its text holds the link, so it belongs to no organisation: who works there
 * must not be able to answer in somebody's name. */
static code queue_mail(struct app *app, struct db *db, struct arena *a, const struct endorse_ask *q, const struct endorse_name *n,
                       const struct email *to, str token, struct error *err)
{
    struct mail m = {.kind = S("endorse"), .to_address = to->address, .to_name = to->name};

    return mail_letter(app, db, a,
                       &(struct letter){.kind = "endorse", .org = q->about.org, .issuer = n->issuer, .badge = n->title, .sender = q->asker, .message = q->message,
                                        .link = app_url(a, app, str_join(a, S("/endorse/"), token))}, &m, err);
}

static code ask_one(struct app *app, struct db *db, struct arena *a, const struct endorse_ask *q, const struct endorse_name *n,
                    const struct email *to, int64_t *made, struct error *err)
{
    const struct endorse_thing *t = &q->about;
    str token = random_token(a, 24), folded = email_fold(a, to->address);
    int64_t before = 0;

    TRY(db_int(db, sql_asked_before, ARGS(v_int(t->org), v_str(folded), v_str(cstr(subjects[t->subject])), v_int(t->achievement),
                                          v_int(t->award), v_int(clock_now()), v_int(t->issuer)), &before, err));
    if (before > 0)
        return OK;
    TRY(db_run(db, sql_insert,
               ARGS(v_int(t->org), v_str(random_token(a, 16)), v_str(cstr(subjects[t->subject])), v_int_if(t->achievement > 0, t->achievement),
                    v_int_if(t->award > 0, t->award), v_str(to->address), v_str(folded), v_str(str_is_absent(to->name) ? S("") : to->name),
                    v_str(str_is_absent(q->message) ? S("") : q->message), v_int(q->by_earner), v_str(endorse_hash(a, token)),
                    v_int(clock_now()), v_int(clock_now() + ENDORSE_LINK_LIFE), v_int(t->issuer)), NULL, err));
    (*made)++;
    return queue_mail(app, db, a, q, n, to, token, err);
}

LIST_OF(email_list, struct email);

static code read_people(struct arena *a, str text, struct email_list *out, struct error *err)
{
    str line;
    int number = 0;

    while (str_cut_line(&text, &line)) {
        struct error why = {0};
        struct email one_of;
        number++;
        if (str_is_empty(str_trim(line)))
            continue;
        if (email_parse(a, str_trim(line), &one_of, &why) != OK)
            return fail(err, BAD_INPUT, "people", "line %d: %s", number, why.text);
        if (out->n == ENDORSE_ASKED_AT_ONCE)
            return fail(err, BAD_INPUT, "people", "at most %d people at once", ENDORSE_ASKED_AT_ONCE);
        *list_add(a, out) = one_of;
    }
    return out->n ? OK : fail(err, BAD_INPUT, "people", "say whom to ask: one e-mail address a line");
}

static code ask_all(struct app *app, struct db *db, struct arena *a, const struct endorse_ask *q, const struct email_list *people,
                    int64_t *made, struct error *err)
{
    struct endorse_name n;

    TRY(check_rate(db, q, people->n, err));
    TRY(endorse_name(db, a, &q->about, &n, err));
    for (size_t i = 0; i < people->n; i++)
        TRY(ask_one(app, db, a, q, &n, &people->items[i], made, err));
    return org_log(db, q->about.org, q->account, "endorsement.ask", n.title, str_printf(a, "%lld", (long long)*made), err);
}

code endorse_ask(struct app *app, struct db *db, struct arena *a, const struct endorse_ask *q, int64_t *made, struct error *err)
{
    struct email_list people = {0};

    *made = 0;
    TRY(read_people(a, q->people, &people, err));
    TRY(db_begin(db, err));
    TRY(db_end(db, ask_all(app, db, a, q, &people, made, err), err));
    app_wake(app);
    return OK;
}

static const char sql_again[] = SQL(
    "UPDATE endorsement SET token_hash = $3, asked_at = $4, ends_at = $5 WHERE org_id = $1 AND id = $2 AND state = 'asked'");

static code remind(struct app *app, struct db *db, struct arena *a, const struct endorsement_row *e, struct error *err)
{
    struct endorse_ask q = {.about = endorse_thing_of(e), .message = e->message, .by_earner = e->by_earner};
    struct endorse_name n;
    struct org o;
    str token = random_token(a, 24);
    int64_t changed = 0;

    TRY(check_rate(db, &q, 1, err));
    TRY(endorse_name(db, a, &q.about, &n, err));
    TRY(org_issuer_get(db, a, e->org, n.issuer, &o, err));
    q.asker = o.name;
    TRY(db_run(db, sql_again, ARGS(v_int(e->org), v_int(e->id), v_str(endorse_hash(a, token)), v_int(clock_now()),
                                   v_int(clock_now() + ENDORSE_LINK_LIFE)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "endorsement", "it was answered already");
    return queue_mail(app, db, a, &q, &n, &(struct email){.address = e->email, .name = e->name}, token, err);
}

code endorse_remind(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct endorsement_row e;

    TRY(endorse_get(db, a, org, id, &e, err));
    TRY(db_begin(db, err));
    TRY(db_end(db, remind(app, db, a, &e, err), err));
    app_wake(app);
    return OK;
}

/* ---- deciding ---- */

static const char sql_decide[] = SQL(
    "UPDATE endorsement SET state = $3, decided_at = $4 WHERE org_id = $1 AND id = $2 AND state IN ('signed', 'shown', 'declined')");

static code decide(struct db *db, struct arena *a, const struct endorsement_row *e, bool show, int64_t by, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_decide, ARGS(v_int(e->org), v_int(e->id), v_str(show ? S("shown") : S("declined")), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "endorsement", "there is nothing signed to show");
    TRY(public_changed(db, err));
    return org_log(db, e->org, by, show ? "endorsement.accept" : "endorsement.decline", e->about, endorser_words(a, &e->by), err);
}

code endorse_decide(struct db *db, struct arena *a, const struct endorsement_row *e, bool show, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, decide(db, a, e, show, by, err), err);
}

/* ---- shown ---- */

#define SHOWN(which) "SELECT " ENDORSE_COLUMNS ENDORSE_FROM "WHERE " which " AND e.state = 'shown'"                 \
    " AND (e.valid_until IS NULL OR e.valid_until > $2) ORDER BY e.id DESC LIMIT 20"
static const char sql_of_badge[] = SQL(SHOWN("e.achievement_id = $1"));
static const char sql_of_award[] = SQL(SHOWN("e.award_id = $1"));
static const char sql_of_issuer[] = SQL(SHOWN("e.org_id = $1 AND e.subject = 'issuer' AND e.issuer_id = $3"));

code endorse_shown(struct db *db, struct arena *a, const struct endorse_thing *t, struct endorsement_row_list *out, struct error *err)
{
    const char *sql = t->subject == ENDORSE_BADGE ? sql_of_badge : t->subject == ENDORSE_AWARD ? sql_of_award : sql_of_issuer;
    int64_t id = t->subject == ENDORSE_BADGE ? t->achievement : t->subject == ENDORSE_AWARD ? t->award : t->org;

    if (t->subject == ENDORSE_ISSUER)
        return many(db_query(db, sql, ARGS(v_int(id), v_int(clock_now()), v_int(t->issuer))), a, out, err);
    return many(db_query(db, sql, ARGS(v_int(id), v_int(clock_now()))), a, out, err);
}

static const char sql_all_of_award[] = SQL("SELECT " ENDORSE_COLUMNS ENDORSE_FROM
    "WHERE e.org_id = $1 AND e.award_id = $2 AND e.by_earner = 1 ORDER BY e.id DESC LIMIT 50");

code endorse_of_award(struct db *db, struct arena *a, int64_t org, int64_t award, struct endorsement_row_list *out, struct error *err)
{
    return many(db_query(db, sql_all_of_award, ARGS(v_int(org), v_int(award))), a, out, err);
}

/* Another version of the badge is another thing to the standard. */
code endorse_carried(struct db *db, struct arena *a, const struct endorse_thing *t, int64_t version, struct str_list *v3,
                     struct str_list *v2, struct error *err)
{
    struct endorsement_row_list shown = {0};

    TRY(endorse_shown(db, a, t, &shown, err));
    for (size_t i = 0; i < shown.n; i++) {
        const struct endorsement_row *e = &shown.items[i];
        if (t->subject == ENDORSE_BADGE && e->version != version)
            continue;
        *list_add(a, v3) = e->document;
        if (e->by.shows_email && !str_is_empty(e->key))
            *list_add(a, v2) = str_printf(a, STR_FMT "/ob2/endorsements/" STR_FMT, STR_ARG(e->by.base), STR_ARG(e->public_id));
    }
    return OK;
}
