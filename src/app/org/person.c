/* org/person.c — one person as the directory has them, and what they hold. */
#include "app/org/person.h"

/* ---- finding ---- */

static const char sql_get[] = SQL(
    "SELECT p.id, p.org_id, p.name, p.email, p.created_at, coalesce(p.removed_at, 0), p.staff_number, p.title, p.employment,"
    " coalesce(p.starts_at, 0), coalesce(p.leaves_at, 0), coalesce(p.department_id, 0), coalesce(d.name, ''),"
    " coalesce(p.site_id, 0), coalesce(s.name, ''), coalesce(p.manager_id, 0),"
    " coalesce(CASE WHEN m.name = '' THEN m.email ELSE m.name END, ''), coalesce(m.email, ''),"
    " (SELECT count(*) FROM award w WHERE w.person_id = p.id AND w.revoked_at IS NULL) FROM person p"
    " LEFT JOIN department d ON d.id = p.department_id LEFT JOIN site s ON s.id = p.site_id"
    " LEFT JOIN person m ON m.id = p.manager_id WHERE p.org_id = $1 AND p.id = $2");

static void read_person(struct rows *r, struct arena *a, struct person *p)
{
    *p = (struct person){
        .id = row_int(r, 0), .org = row_int(r, 1), .name = row_str(r, 2, a), .email = row_str(r, 3, a),
        .created = row_int(r, 4), .removed = row_int(r, 5), .staff_number = row_str(r, 6, a), .title = row_str(r, 7, a),
        .employment = row_str(r, 8, a), .starts = row_int(r, 9), .leaves = row_int(r, 10), .department_id = row_int(r, 11),
        .department = row_str(r, 12, a), .site_id = row_int(r, 13), .site = row_str(r, 14, a), .manager_id = row_int(r, 15),
        .manager = row_str(r, 16, a), .manager_email = row_str(r, 17, a), .award_count = row_int(r, 18),
    };
}

code person_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct person *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_person(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
}

/* ---- searching many ---- */

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

/* ---- what they hold ---- */

#define LINE_COLUMNS                                                           \
    "w.id, p.name, v.name, v.png_hash, w.awarded_at, w.valid_until, w.revoked_at, p.id,"                    \
    " (SELECT s.since FROM award_suspension s WHERE s.award_id = w.id)"
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
        .state = !row_is_null(r, 6) ? "revoked" : !row_is_null(r, 8) ? "suspended" : until && until <= clock_now() ? "expired" : "valid",
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
