/* award/award_find.c — reading awards: one, or a page of a list. Each way of
 * looking at the awards of an organisation walks along an index of its own, so
 * that a page of a million costs what one of a hundred does. */
#include "app/award/award.h"
#include "app/award/award_private.h"
#include "app/org/person.h"
#include "store/search.h"

/* ---- one ---- */

#define AWARD_COLUMNS                                                          \
    "w.id, w.org_id, w.version_id, w.person_id, w.batch_id, w.public_id, p.name,"                         \
    " CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END,"                                      \
    " CASE WHEN w.salt = '' THEN w.public_id ELSE w.salt END,"                                            \
    " w.narrative, w.evidence_url, w.revoke_reason, w.awarded_at,"                                         \
    " CASE WHEN w.valid_from = 0 THEN w.awarded_at ELSE w.valid_from END, w.valid_until,"                 \
    " w.created_at, w.revoked_at, w.form, w.org_version_id, w.status_list_id, w.status_index, w.key_id,"  \
    " w.signature, v.name, coalesce(w.picture_hash, v.png_hash), v.achievement_id, l.public_id, w.batch_line, l.suspends, s.since, s.reason,"        \
    " w.results, w.edition, l.refreshes, w.picture_hash"
#define AWARD_FROM                                                             \
    " FROM award w JOIN person p ON p.id = w.person_id"                        \
    " JOIN achievement_version v ON v.id = w.version_id JOIN status_list l ON l.id = w.status_list_id "       \
    " LEFT JOIN award_suspension s ON s.award_id = w.id "

static void read_award(struct rows *r, struct arena *a, struct award_row *w)
{
    *w = (struct award_row){
        .id = row_int(r, 0), .org = row_int(r, 1), .version = row_int(r, 2), .person = row_int(r, 3),
        .batch = row_int(r, 4), .public_id = row_str(r, 5, a), .name = row_str(r, 6, a),
        .recipient = row_str(r, 7, a), .salt = row_str(r, 8, a), .narrative = row_str(r, 9, a),
        .evidence_url = row_str(r, 10, a), .revoke_reason = row_str(r, 11, a), .awarded = row_int(r, 12),
        .valid_from = row_int(r, 13), .valid_until = row_int(r, 14), .created = row_int(r, 15),
        .revoked = row_int(r, 16), .form = row_int(r, 17), .org_version = row_int(r, 18),
        .status_list = row_int(r, 19), .status_index = row_int(r, 20), .key = row_int(r, 21),
        .signature = row_str(r, 22, a), .badge_name = row_str(r, 23, a), .png_hash = row_str(r, 24, a),
        .achievement = row_int(r, 25), .status_list_public_id = row_str(r, 26, a), .batch_line = row_int(r, 27),
        .can_suspend = row_int(r, 28) > 0, .suspended = row_int(r, 29), .suspend_reason = row_str(r, 30, a),
        .results = row_str(r, 31, a), .edition = row_int(r, 32), .can_refresh = row_int(r, 33) > 0,
        .has_own_picture = row_str(r, 34, a).n > 0,
    };
}

static code one_award(struct rows *r, struct arena *a, struct award_row *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_award(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "award", "there is no such award");
}

static const char sql_get[] = SQL("SELECT " AWARD_COLUMNS AWARD_FROM "WHERE w.org_id = $1 AND w.id = $2");
static const char sql_by_public_id[] = SQL("SELECT " AWARD_COLUMNS AWARD_FROM "WHERE w.public_id = $1");
static const char sql_by_id[] = SQL("SELECT " AWARD_COLUMNS AWARD_FROM "WHERE w.id = $1");

code award_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct award_row *out, struct error *err)
{
    return one_award(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code award_by_public_id(struct db *db, struct arena *a, str public_id, struct award_row *out, struct error *err)
{
    return one_award(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

code award_by_id(struct db *db, struct arena *a, int64_t id, struct award_row *out, struct error *err)
{
    return one_award(db_query(db, sql_by_id, ARGS(v_int(id))), a, out, err);
}

/* ---- a page of them ---- */

/* Parameters: $1 organisation, $2 badge, $3 person, $4 list (0: any), $5 the key
 * of the row that the page is next to, $6 now, $7 limit, $8 state (empty: any);
 * of a search also $9 and $10. What a way does not walk by it filters by, and
 * the sign keeps the engines from walking by that instead. */
#define WANTED                                                                 \
    " AND +w.org_id = $1 AND ($2 = 0 OR w.achievement_id = $2) AND ($3 = 0 OR w.person_id = $3)"            \
    " AND ($4 = 0 OR w.batch_id = $4) AND ($8 = '' OR ($8 = 'revoked' AND w.revoked_at IS NOT NULL)"       \
    " OR ($8 = 'suspended' AND s.award_id IS NOT NULL)"                                                    \
    " OR ($8 = 'expired' AND w.revoked_at IS NULL AND w.valid_until <= $6)"                                \
    " OR ($8 = 'valid' AND w.revoked_at IS NULL AND s.award_id IS NULL AND (w.valid_until IS NULL OR w.valid_until > $6)))"
#define PAGE(which, key, than, order)                                          \
    "SELECT " AWARD_COLUMNS AWARD_FROM "WHERE " which " AND " key " " than " $5" WANTED                    \
    " ORDER BY " key " " order " LIMIT $7"
#define BY_ORG     "w.org_id = $1"
#define BY_BADGE   "w.achievement_id = $2"
#define BY_PERSON  "w.person_id = $3"
#define BY_LIST    "w.batch_id = $4"
#define IS_REVOKED "w.org_id = $1 AND w.revoked_at IS NOT NULL"
#define IS_SUSPENDED "w.id IN (SELECT x.award_id FROM award_suspension x WHERE x.org_id = $1)"
/* Of people who have the text anywhere in name or address, the first 200. */
#define BY_PART                                                                \
    "w.person_id IN (SELECT q.id FROM person q WHERE q.org_id = $1 AND (lower(q.name) LIKE $9 ESCAPE '!'"  \
    " OR q.folded LIKE $9 ESCAPE '!') ORDER BY lower(q.name), q.id LIMIT 200)"
/* Of people whose name or address begins with it: one look into each index. */
#define BY_START                                                               \
    "w.person_id IN (SELECT n.id FROM (SELECT q.id FROM person q WHERE q.org_id = $1 AND lower(q.name) >= $9"  \
    " AND lower(q.name) < $10 ORDER BY lower(q.name), q.id LIMIT 200) AS n UNION ALL SELECT m.id FROM"     \
    " (SELECT q.id FROM person q WHERE q.org_id = $1 AND q.folded >= $9 AND q.folded < $10"                \
    " ORDER BY q.folded LIMIT 200) AS m)"

static const char sql_org[] = SQL(PAGE(BY_ORG, "w.id", "<", "DESC"));
static const char sql_org_back[] = SQL(PAGE(BY_ORG, "w.id", ">", "ASC"));
static const char sql_badge[] = SQL(PAGE(BY_BADGE, "w.id", "<", "DESC"));
static const char sql_badge_back[] = SQL(PAGE(BY_BADGE, "w.id", ">", "ASC"));
static const char sql_person[] = SQL(PAGE(BY_PERSON, "w.id", "<", "DESC"));
static const char sql_person_back[] = SQL(PAGE(BY_PERSON, "w.id", ">", "ASC"));
static const char sql_list[] = SQL(PAGE(BY_LIST, "w.batch_line", "<", "DESC"));
static const char sql_list_back[] = SQL(PAGE(BY_LIST, "w.batch_line", ">", "ASC"));
static const char sql_revoked[] = SQL(PAGE(IS_REVOKED, "w.id", "<", "DESC"));
static const char sql_revoked_back[] = SQL(PAGE(IS_REVOKED, "w.id", ">", "ASC"));
static const char sql_suspended[] = SQL(PAGE(IS_SUSPENDED, "w.id", "<", "DESC"));
static const char sql_suspended_back[] = SQL(PAGE(IS_SUSPENDED, "w.id", ">", "ASC"));
static const char sql_part[] = SQL(PAGE(BY_PART, "+w.id", "<", "DESC"));
static const char sql_part_back[] = SQL(PAGE(BY_PART, "+w.id", ">", "ASC"));
static const char sql_start[] = SQL(PAGE(BY_START, "+w.id", "<", "DESC"));
static const char sql_start_back[] = SQL(PAGE(BY_START, "+w.id", ">", "ASC"));

/* Those that expired of late come first; $5 names the award, the index knows
 * its day. Forward the row itself is the bound of the walk: the sign keeps
 * SQLite from beginning at today. */
#define EXPIRED(than, order, today)                                            \
    "SELECT " AWARD_COLUMNS AWARD_FROM "WHERE w.org_id = $1 AND w.revoked_at IS NULL AND w.valid_until IS NOT NULL"  \
    " AND " today " AND (w.valid_until, w.id) " than                                                             \
    " (coalesce((SELECT k.valid_until FROM award k WHERE k.id = $5), $6 + 1), $5)" WANTED                       \
    " ORDER BY w.valid_until " order ", w.id " order " LIMIT $7"
static const char sql_expired[] = SQL(EXPIRED("<", "DESC", "+w.valid_until <= $6"));
static const char sql_expired_back[] = SQL(EXPIRED(">", "ASC", "w.valid_until <= $6"));

/* The first that fits; what it does not ask for is filtered as it goes. */
static const char *statement_for(const struct award_filter *f, bool from_start)
{
    bool back = keyset_is_back(&f->at);

    if (f->person)
        return back ? sql_person_back : sql_person;
    if (f->batch)
        return back ? sql_list_back : sql_list;
    if (!str_is_empty(f->search) && from_start)
        return back ? sql_start_back : sql_start;
    if (!str_is_empty(f->search))
        return back ? sql_part_back : sql_part;
    if (str_eq(f->state, S("revoked")))
        return back ? sql_revoked_back : sql_revoked;
    if (str_eq(f->state, S("suspended")))
        return back ? sql_suspended_back : sql_suspended;
    if (str_eq(f->state, S("expired")))
        return back ? sql_expired_back : sql_expired;
    if (f->achievement)
        return back ? sql_badge_back : sql_badge;
    return back ? sql_org_back : sql_org;
}

code award_find(struct db *db, struct arena *a, int64_t org, const struct award_filter *f,
                struct award_list *out, struct error *err)
{
    bool from_start = false;

    if (!str_is_empty(f->search))
        TRY(person_search_from_start(db, org, &from_start, err));
    struct search_range range = search_start(a, f->search);
    struct args args = ARGS(v_int(org), v_int(f->achievement), v_int(f->person), v_int(f->batch),
                            v_int(keyset_row(&f->at, INT64_MAX)), v_int(clock_now()), v_int(f->at.limit),
                            v_str(str_is_absent(f->state) ? S("") : f->state),
                            v_str(from_start ? range.from : search_anywhere(a, f->search)), v_str(range.to));
    const char *sql = statement_for(f, from_start);
    args.n -= sql == sql_start || sql == sql_start_back ? 0 : sql == sql_part || sql == sql_part_back ? 1 : 2;
    struct rows *r = db_query(db, sql, args);

    while (rows_next(r))
        read_award(r, a, list_add(a, out));
    return rows_end(r, err);
}
