/* record/record.c — a learner record put together, signed, kept. */
#include "app/record/record.h"

#include "app/hook/hook.h"
#include "app/public/public.h"
#include "badge/recipient.h"
#include "badge/sign.h"
#include "base/crypto.h"

/* ---- found ---- */

#define COLUMNS "r.id, r.org_id, r.person_id, coalesce(r.account_id, 0), r.awards, r.public_id, r.name, r.created_at, coalesce(r.removed_at, 0)"

static struct record read_record(struct rows *r, struct arena *a)
{
    return (struct record){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_str(r, 5, a), row_str(r, 6, a),
                           row_int(r, 7), row_int(r, 8)};
}

static const char sql_find[] = SQL(
    "SELECT " COLUMNS " FROM learner_record r WHERE r.org_id = $1 AND r.person_id = $2 ORDER BY r.id DESC LIMIT $3");

code record_find(struct db *db, struct arena *a, int64_t org, int64_t person, struct record_list *out, struct error *err)
{
    struct person p;

    TRY(person_get(db, a, org, person, &p, err));
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org), v_int(person), v_int(RECORDS_MOST)));
    while (rows_next(r))
        *list_add(a, out) = read_record(r, a);
    return rows_end(r, err);
}

static const char sql_get[] = SQL("SELECT " COLUMNS " FROM learner_record r WHERE r.org_id = $1 AND r.id = $2");

code record_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct record *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = read_record(r, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "record", "there is no such learner record");
}

static str record_path(struct arena *a, const struct record *r)
{
    return str_join(a, S("/records/"), r->public_id);
}

/* ---- what goes in ---- */

struct piece { int64_t award, badge; str achievement; };
LIST_OF(piece_list, struct piece);

/* Valid at $3, the first one first. */
static const char sql_valid[] = SQL(
    "SELECT w.id, w.achievement_id, v.name, v.png_hash, w.awarded_at, coalesce(w.valid_until, 0) FROM award w"
    " JOIN achievement_version v ON v.id = w.version_id LEFT JOIN award_suspension s ON s.award_id = w.id WHERE w.org_id = $1 AND w.person_id = $2"
    " AND w.revoked_at IS NULL AND s.award_id IS NULL AND (coalesce(w.valid_until, 0) = 0 OR w.valid_until > $3)"
    " ORDER BY w.awarded_at, w.id LIMIT $4");

code record_awards(struct db *db, struct arena *a, int64_t org, int64_t person, struct record_award_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_valid, ARGS(v_int(org), v_int(person), v_int(clock_now()), v_int(10 * RECORD_AWARDS)));

    while (rows_next(r))
        *list_add(a, out) = (struct record_award){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_int(r, 4), row_int(r, 5)};
    return rows_end(r, err);
}

static bool is_wanted(const struct id_list *badges, int64_t badge)
{
    for (size_t i = 0; i < badges->n; i++)
        if (badges->items[i] == badge)
            return true;
    return badges->n == 0;
}

static code find_parts(struct db *db, struct arena *a, const struct record_ask *q, struct piece_list *out, struct error *err)
{
    struct record_award_list all = {0};

    TRY(record_awards(db, a, q->org, q->person, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (is_wanted(&q->badges, all.items[i].badge))
            *list_add(a, out) = (struct piece){.award = all.items[i].award, .badge = all.items[i].badge};
    if (out->n == 0)
        return fail(err, CONFLICT, "badges", "this person has no award for it that is valid now");
    if (out->n > RECORD_AWARDS)
        return fail(err, BAD_INPUT, "badges", "a learner record holds at most %d awards: choose badges", RECORD_AWARDS);
    return OK;
}

static code add_part(struct app *app, struct db *db, struct arena *a, const struct record_ask *q, struct piece *p, struct clr *c, struct error *err)
{
    struct award_row w;
    struct badge b;
    str json;

    TRY(award_get(db, a, q->org, p->award, &w, err));
    TRY(award_badge(db, a, &w, &b, err));
    TRY(public_award_json(app, db, a, &w, &json, err));
    p->achievement = b.achievement.id;
    *list_add(a, &c->credentials) = json;
    return OK;
}

/* ---- how they stand to each other ---- */

/* `turned`: told from the other badge, CLR 2.0 §AssociationType. */
static const struct { const char *kind, *type, *words; bool turned; } relations[] = {
    {"related", "isRelatedTo", "is related to", false}, {"needs", "precedes", "comes before", true},
    {"replaces", "replacedBy", "is replaced by", true}, {"part", "isPartOf", "is part of", false},
};

static str achievement_of(const struct piece_list *parts, int64_t badge)
{
    for (size_t i = 0; i < parts->n; i++)
        if (parts->items[i].badge == badge)
            return parts->items[i].achievement;
    return S("");
}

struct pair_of_badges { int64_t one, other; str kind; };

static void associate(struct arena *a, const struct piece_list *parts, const struct pair_of_badges *p, struct clr *c)
{
    str one = achievement_of(parts, p->one), other = achievement_of(parts, p->other);

    for (size_t i = 0; i < COUNT(relations); i++)
        if (one.n && other.n && str_eq(p->kind, cstr(relations[i].kind)))
            *list_add(a, &c->associations) = (struct clr_association){
                relations[i].type, relations[i].turned ? other : one, relations[i].turned ? one : other};
}

/* As the badges are related, and those of a set are parts of what comes of it. */
static const char sql_relations[] = SQL(
    "SELECT r.achievement_id, r.other_id, r.kind FROM achievement_relation r WHERE r.org_id = $1"
    " UNION SELECT x.achievement_id, s.achievement_id, 'part' FROM award_set s JOIN award_set_part x ON x.set_id = s.id WHERE s.org_id = $1"
    " ORDER BY 1, 2, 3");

static code add_associations(struct db *db, struct arena *a, int64_t org, const struct piece_list *parts, struct clr *c, struct error *err)
{
    struct rows *r = db_query(db, sql_relations, ARGS(v_int(org)));

    while (rows_next(r)) {
        struct pair_of_badges p = {row_int(r, 0), row_int(r, 1), row_str(r, 2, a)};
        associate(a, parts, &p, c);
    }
    return rows_end(r, err);
}

code record_ties(struct db *db, struct arena *a, int64_t org, const struct id_list *badges, struct record_tie_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_relations, ARGS(v_int(org)));

    while (rows_next(r)) {
        int64_t one = row_int(r, 0), other = row_int(r, 1);
        str kind = row_str(r, 2, a);
        for (size_t i = 0; i < COUNT(relations); i++)
            if (str_eq(kind, cstr(relations[i].kind)) && badges->n && is_wanted(badges, one) && is_wanted(badges, other))
                *list_add(a, out) = (struct record_tie){relations[i].turned ? other : one, relations[i].turned ? one : other, relations[i].words};
    }
    return rows_end(r, err);
}

/* ---- whose it is, and signed ---- */

static void add_subject(struct arena *a, const struct person *p, struct clr *c)
{
    str salt = random_token(a, 12);

    if (person_has_address(p->email))
        *list_add(a, &c->identities) = (struct identity){
            .type = S("emailAddress"), .hashed = true, .salt = salt, .value = recipient_hash(a, p->email, salt)};
    else
        c->subject_id = p->email;
}

/* As the organisation's key can: RSA makes a token, others a proof. */
static code sign(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct clr *c, str *out, struct error *err)
{
    struct org_key key;
    str json;

    TRY(write_clr(a, c, &json, err));
    TRY(org_active_key(app, db, a, o, &key, err));
    const struct suite *suite = suite_for(org_key_kind(&key));
    const struct proof_terms t = {.suite = suite, .key = {key.key, suite ? key.method : key.address}, .created = c->valid_from};
    code r = sign_credential(a, json, &t, out, err);
    key_close(key.key);
    return r;
}

static code compose(struct app *app, struct db *db, struct arena *a, const struct record_ask *q, struct record *r, str *document, struct error *err)
{
    struct piece_list parts = {0};
    struct clr c = {.name = r->name, .valid_from = clock_now() / SECOND * SECOND};
    struct person p;
    struct org o;

    TRY(person_get(db, a, q->org, q->person, &p, err));
    TRY(find_parts(db, a, q, &parts, err));
    for (size_t i = 0; i < parts.n; i++)
        TRY(add_part(app, db, a, q, &parts.items[i], &c, err));
    TRY(add_associations(db, a, q->org, &parts, &c, err));
    TRY(org_get(db, a, q->org, &o, err));
    org_profile(a, &o, &c.issuer);
    add_subject(a, &p, &c);
    c.id = str_join(a, o.base, record_path(a, r));
    r->awards = (int64_t)parts.n;
    return sign(app, db, a, &o, &c, document, err);
}

/* ---- made ---- */

static code check_name(str name, struct error *err)
{
    if (str_is_empty(name))
        return fail(err, BAD_INPUT, "name", "give it a name");
    return name.n <= RECORD_NAME_MOST ? OK : fail(err, BAD_INPUT, "name", "a name has at most %d letters", RECORD_NAME_MOST);
}

static const char sql_count[] = SQL("SELECT count(*) FROM learner_record WHERE org_id = $1 AND person_id = $2");
static const char sql_add[] = SQL(
    "INSERT INTO learner_record (org_id, person_id, account_id, public_id, name, awards, document, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id");

code record_make(struct app *app, struct db *db, struct arena *a, const struct record_ask *q, int64_t *id, struct error *err)
{
    struct record r = {.name = str_trim(q->name), .public_id = random_token(a, 16)};
    int64_t n = 0;
    str document;

    TRY(check_name(r.name, err));
    TRY(db_int(db, sql_count, ARGS(v_int(q->org), v_int(q->person)), &n, err));
    if (n >= RECORDS_MOST)
        return fail(err, CONFLICT, "record", "there are %d records of this person already", RECORDS_MOST);
    TRY(compose(app, db, a, q, &r, &document, err));
    TRY(db_int(db, sql_add,
               ARGS(v_int(q->org), v_int(q->person), v_int(q->by), v_str(r.public_id), v_str(r.name), v_int(r.awards), v_str(document), v_int(clock_now())),
               id, err));
    TRY(hook_tell(db, a, q->org, "record.made", *id, err));
    return org_log(db, q->org, q->by, "record.make", str_printf(a, "person %lld", (long long)q->person), r.name, err);
}

static const char sql_remove[] = SQL(
    "UPDATE learner_record SET removed_at = $3 WHERE org_id = $1 AND id = $2 AND (removed_at IS NULL) = (CAST($4 AS BIGINT) = 1)");

code record_set_removed(struct db *db, struct arena *a, const struct record_act *act, struct error *err)
{
    int64_t changed = 0;
    struct record r;

    TRY(record_get(db, a, act->org, act->id, &r, err));
    TRY(db_run(db, sql_remove, ARGS(v_int(act->org), v_int(act->id), v_int_if(act->removed, clock_now()), v_int(act->removed)), &changed, err));
    if (!changed)
        return fail(err, CONFLICT, "record", act->removed ? "this record was removed before" : "this record is there");
    TRY(hook_tell(db, a, act->org, act->removed ? "record.removed" : "record.restored", act->id, err));
    return org_log(db, act->org, act->by, act->removed ? "record.remove" : "record.restore", str_printf(a, "person %lld", (long long)r.person), r.name, err);
}
