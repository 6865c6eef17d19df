/* org/person.c — finding, renaming and removing people, and what they hold. */
#include "app/org/person.h"

#include "store/search.h"

/* ---- finding ---- */

#define PERSON_COLUMNS                                                         \
    "p.id, p.org_id, p.name, p.email, p.department, p.created_at, p.removed_at,"  \
    " (SELECT count(*) FROM award w WHERE w.person_id = p.id AND w.revoked_at IS NULL)"

static void read_person(struct rows *r, struct arena *a, struct person *p)
{
    *p = (struct person){
        .id = row_int(r, 0), .org = row_int(r, 1), .name = row_str(r, 2, a), .email = row_str(r, 3, a),
        .department = row_str(r, 4, a), .created = row_int(r, 5), .removed = row_int(r, 6), .award_count = row_int(r, 7),
    };
}

static const char sql_get[] = SQL("SELECT " PERSON_COLUMNS " FROM person p WHERE p.org_id = $1 AND p.id = $2");

code person_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct person *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_person(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
}

/* ---- a page of them ---- */

/* $1 organisation, $2 the person that the page is next to (0: none), $3 limit,
 * $4 and $5 what is searched for. The name is bounded once more by itself, as
 * SQLite looks up no pair of which one half is computed. */
#define NAME_OF "coalesce((SELECT lower(k.name) FROM person k WHERE k.id = $2 AND k.org_id = $1), '')"
#define NEXT_TO(than)                                                          \
    "lower(p.name) " than "= " NAME_OF " AND (lower(p.name), p.id) " than " (" NAME_OF ", $2)"
#define PAGE(which, than, order)                                               \
    "SELECT " PERSON_COLUMNS " FROM person p WHERE p.org_id = $1 AND " which " AND " NEXT_TO(than)         \
    " ORDER BY lower(p.name) " order ", p.id " order " LIMIT $3"
#define ON_LIST  "p.removed_at IS NULL"
#define REMOVED  "p.removed_at IS NOT NULL"
#define HAS_PART                                                               \
    " AND (lower(p.name) LIKE $4 ESCAPE '!' OR p.folded LIKE $4 ESCAPE '!' OR lower(p.department) LIKE $4 ESCAPE '!')"
/* Names that begin with it are together in the index already; addresses are not. */
#define BEGINS                                                                 \
    " AND p.id IN (SELECT n.id FROM (SELECT q.id FROM person q WHERE q.org_id = $1 AND lower(q.name) >= $4"  \
    " AND lower(q.name) < $5 ORDER BY lower(q.name), q.id LIMIT 1000) AS n UNION ALL SELECT m.id FROM"    \
    " (SELECT q.id FROM person q WHERE q.org_id = $1 AND q.folded >= $4 AND q.folded < $5"                \
    " ORDER BY q.folded LIMIT 1000) AS m)"

static const char sql_all[] = SQL(PAGE(ON_LIST, ">", "ASC"));
static const char sql_all_back[] = SQL(PAGE(ON_LIST, "<", "DESC"));
static const char sql_gone[] = SQL(PAGE(REMOVED, ">", "ASC"));
static const char sql_gone_back[] = SQL(PAGE(REMOVED, "<", "DESC"));
static const char sql_part[] = SQL(PAGE(ON_LIST HAS_PART, ">", "ASC"));
static const char sql_part_back[] = SQL(PAGE(ON_LIST HAS_PART, "<", "DESC"));
static const char sql_gone_part[] = SQL(PAGE(REMOVED HAS_PART, ">", "ASC"));
static const char sql_gone_part_back[] = SQL(PAGE(REMOVED HAS_PART, "<", "DESC"));
static const char sql_begins[] = SQL(PAGE(ON_LIST BEGINS, ">", "ASC"));
static const char sql_begins_back[] = SQL(PAGE(ON_LIST BEGINS, "<", "DESC"));

enum way { ALL, PART, BEGINNING };
static const char *const statements[2][3][2] = {
    {{sql_all, sql_all_back}, {sql_part, sql_part_back}, {sql_begins, sql_begins_back}},
    {{sql_gone, sql_gone_back}, {sql_gone_part, sql_gone_part_back}, {sql_gone_part, sql_gone_part_back}},
};

/* Is there one more? */
static const char sql_many[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM person WHERE org_id = $1 LIMIT 1 OFFSET $2) AS counted");

code person_search_from_start(struct db *db, int64_t org, bool *from_start, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_many, ARGS(v_int(org), v_int(PEOPLE_SEARCHED)), &n, err));
    *from_start = n > 0;
    return OK;
}

static code choose_way(struct db *db, int64_t org, const struct person_filter *f, enum way *way, struct error *err)
{
    bool from_start = false;

    *way = ALL;
    if (str_is_empty(f->search))
        return OK;
    TRY(person_search_from_start(db, org, &from_start, err));
    *way = from_start && !f->removed ? BEGINNING : PART;
    return OK;
}

code person_find(struct db *db, struct arena *a, int64_t org, const struct person_filter *f,
                 struct person_list *out, struct error *err)
{
    struct search_range range = search_start(a, f->search);
    enum way way;

    TRY(choose_way(db, org, f, &way, err));
    struct args args = ARGS(v_int(org), v_int(keyset_row(&f->at, 0)), v_int(f->at.limit),
                            v_str(way == BEGINNING ? range.from : search_anywhere(a, f->search)), v_str(range.to));
    args.n = way == BEGINNING ? 5 : way == PART ? 4 : 3;
    struct rows *r = db_query(db, statements[f->removed][way][keyset_is_back(&f->at)], args);
    while (rows_next(r))
        read_person(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- changing ---- */

static const char sql_save[] = SQL("UPDATE person SET name = $3, department = $4 WHERE org_id = $1 AND id = $2");
static const char sql_remove[] = SQL(
    "UPDATE person SET removed_at = $3 WHERE org_id = $1 AND id = $2 AND removed_at IS NULL");
static const char sql_restore[] = SQL(
    "UPDATE person SET removed_at = NULL WHERE org_id = $1 AND id = $2 AND removed_at IS NOT NULL");

/* How the log names a person, also when the address changes its owner. */
static str log_subject(struct arena *a, int64_t id)
{
    return str_printf(a, "person %lld", (long long)id);
}

static code change(struct db *db, struct arena *a, const struct person_change *c, const char *what,
                   const char *sql, struct args args, struct error *err)
{
    int64_t changed = 0;
    struct person p;

    TRY(person_get(db, a, c->org, c->id, &p, err));
    TRY(db_run(db, sql, args, &changed, err));
    return changed ? org_log(db, c->org, c->by, what, log_subject(a, c->id), p.email, err) : OK;
}

code person_save(struct db *db, struct arena *a, const struct person_change *c, struct error *err)
{
    if (str_is_empty(c->name))
        return fail(err, BAD_INPUT, "name", "a person needs a name");
    TRY(db_begin(db, err));
    return db_end(db, change(db, a, c, "person.change", sql_save,
                             ARGS(v_int(c->org), v_int(c->id), v_str(c->name), v_str(c->department)), err), err);
}

code person_remove(struct db *db, struct arena *a, const struct person_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, change(db, a, c, "person.remove", sql_remove,
                             ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), err), err);
}

code person_restore(struct db *db, struct arena *a, const struct person_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, change(db, a, c, "person.restore", sql_restore, ARGS(v_int(c->org), v_int(c->id)), err), err);
}

/* ---- what they hold ---- */

#define LINE_COLUMNS                                                           \
    "w.id, p.name, v.name, v.png_hash, w.awarded_at, w.valid_until, w.revoked_at, p.id"
#define LINE_FROM                                                              \
    " FROM award w JOIN person p ON p.id = w.person_id JOIN achievement_version v ON v.id = w.version_id "

static void read_line(struct rows *r, struct arena *a, struct award_line *l)
{
    msec until = row_int(r, 5);
    str hash = row_str(r, 3, a);

    *l = (struct award_line){
        .id = row_int(r, 0), .person = row_str(r, 1, a), .badge = row_str(r, 2, a),
        .picture = str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash),
        .awarded = row_int(r, 4), .valid_until = until, .person_id = row_int(r, 7),
        .state = !row_is_null(r, 6) ? "revoked" : until && until <= clock_now() ? "expired" : "valid",
    };
}

static code read_lines(struct rows *r, struct arena *a, struct award_line_list *out, struct error *err)
{
    while (rows_next(r))
        read_line(r, a, list_add(a, out));
    return rows_end(r, err);
}

#define AWARDS_OF(than, order)                                                 \
    "SELECT " LINE_COLUMNS LINE_FROM "WHERE w.person_id = $2 AND w.org_id = $1 AND w.id " than " $3 ORDER BY w.id " order " LIMIT $4"
static const char sql_awards[] = SQL(AWARDS_OF("<", "DESC"));
static const char sql_awards_back[] = SQL(AWARDS_OF(">", "ASC"));

code person_awards(struct db *db, struct arena *a, int64_t org, int64_t person, const struct keyset *at,
                   struct award_line_list *out, struct error *err)
{
    return read_lines(db_query(db, keyset_is_back(at) ? sql_awards_back : sql_awards,
                               ARGS(v_int(org), v_int(person), v_int(keyset_row(at, INT64_MAX)), v_int(at->limit))),
                      a, out, err);
}

static const char sql_recent[] = SQL(
    "SELECT " LINE_COLUMNS LINE_FROM "WHERE w.org_id = $1 ORDER BY w.id DESC LIMIT $2");
static const char sql_expiring[] = SQL(
    "SELECT " LINE_COLUMNS LINE_FROM "WHERE w.org_id = $1 AND w.revoked_at IS NULL AND w.valid_until IS NOT NULL"
    " AND w.valid_until > $2 AND w.valid_until <= $3 ORDER BY w.valid_until, w.id LIMIT $4");

code home_recent(struct db *db, struct arena *a, int64_t org, int limit, struct award_line_list *out, struct error *err)
{
    return read_lines(db_query(db, sql_recent, ARGS(v_int(org), v_int(limit))), a, out, err);
}

code home_expiring(struct db *db, struct arena *a, int64_t org, int limit, struct award_line_list *out, struct error *err)
{
    msec now = clock_now();

    return read_lines(db_query(db, sql_expiring, ARGS(v_int(org), v_int(now), v_int(now + 90 * DAY), v_int(limit))),
                      a, out, err);
}

/* ---- numbers of the home page ---- */

static const char sql_badges[] = SQL(
    "SELECT count(CASE WHEN state = 'published' THEN 1 END), count(CASE WHEN state = 'draft' THEN 1 END),"
    " CAST(coalesce(sum(award_count), 0) AS BIGINT) FROM achievement WHERE org_id = $1");
static const char sql_month[] = SQL(
    "SELECT count(*) FROM (SELECT created_at FROM award WHERE org_id = $1 ORDER BY id DESC LIMIT $3) AS newest"
    " WHERE newest.created_at >= $2");
static const char sql_people[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM person WHERE org_id = $1 AND removed_at IS NULL LIMIT $2) AS counted");
static const char sql_count_expiring[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM award WHERE org_id = $1 AND revoked_at IS NULL AND valid_until IS NOT NULL"
    " AND valid_until > $2 AND valid_until <= $3 LIMIT $4) AS counted");

static code count_badges(struct db *db, int64_t org, struct home_numbers *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badges, ARGS(v_int(org)));

    if (rows_next(r))
        *out = (struct home_numbers){.published = row_int(r, 0), .drafts = row_int(r, 1), .awards = row_int(r, 2)};
    return rows_end(r, err);
}

code home_count(struct db *db, int64_t org, struct home_numbers *out, struct error *err)
{
    msec now = clock_now();
    struct date first = date_of(now);

    first.day = 1;
    *out = (struct home_numbers){0};
    TRY(count_badges(db, org, out, err));
    TRY(db_int(db, sql_month, ARGS(v_int(org), v_int(date_start(first)), v_int(HOME_COUNT_LIMIT)), &out->month, err));
    TRY(db_int(db, sql_people, ARGS(v_int(org), v_int(HOME_COUNT_LIMIT)), &out->people, err));
    return db_int(db, sql_count_expiring,
                  ARGS(v_int(org), v_int(now), v_int(now + 90 * DAY), v_int(HOME_COUNT_LIMIT)), &out->expiring, err);
}
