/* award/award_chosen.c — a choice is "people:" and a query of the directory, or
 * "earlier" (who holds an earlier version of the badge) or "ending" (whose award
 * ends within 90 days). It is turned into the sheet that would have been typed,
 * so that there is one way from people to a list. */
#include "app/award/award_chosen.h"

#include "app/people/group.h"
#include "base/uri.h"
#include "format/csv.h"

#define ENDING    (90 * DAY)
#define MOST      100000
#define AT_ONCE   20000                          /* each time all of a large group is gone through */
#define PART_MEMORY ((size_t)64 << 20)           /* their names and addresses */
#define OPTIONS_MOST 400

/* ---- what may be chosen ---- */

static void add(struct arena *a, const struct chosen *c, str value, str words, struct choice_list *out)
{
    if (out->n < OPTIONS_MOST)
        *list_add(a, out) = (struct choice_line){value, words, str_eq(value, c->who)};
}

static code add_groups(struct db *db, struct arena *a, const struct chosen *c, struct choice_list *out, struct error *err)
{
    struct group_list groups = {0};

    TRY(group_list(db, a, c->org, &groups, err));
    for (size_t i = 0; i < groups.n; i++)
        add(a, c, str_join(a, S("people:"), group_query(a, &groups.items[i])),
            str_join(a, said("Group: "), groups.items[i].name), out);
    return OK;
}

/* How a query of the directory names a place, and people do. */
static const struct { const char *query, *words; } places[PLACE_KINDS] = {
    [DEPARTMENT] = {"department", "Department: "}, [TEAM] = {"team", "Team: "}, [SITE] = {"site", "Site: "},
};

static code add_places(struct db *db, struct arena *a, const struct chosen *c, enum place_kind kind, struct choice_list *out, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(db, a, c->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        add(a, c, str_printf(a, "people:%s=%lld", places[kind].query, (long long)all.items[i].id),
            str_join(a, said(places[kind].words), kind == DEPARTMENT ? place_in_words(a, &all, all.items[i].id) : all.items[i].name), out);
    return OK;
}

/* A search in the directory that a link brought along. */
static code add_asked(struct db *db, struct arena *a, const struct chosen *c, struct choice_list *out, struct error *err)
{
    str query = str_from(c->who, 7), words;

    for (size_t i = 0; i < out->n; i++)
        if (out->items[i].chosen)
            return OK;
    if (!str_starts(c->who, S("people:")))
        return OK;
    TRY(people_in_words(db, a, c->org, query, &words, err));
    add(a, c, c->who, words.n ? str_join(a, said("From the directory: "), words) : said("Everybody in the directory"), out);
    return OK;
}

code chosen_options(struct db *db, struct arena *a, const struct chosen *c, struct choice_list *out, struct error *err)
{
    add(a, c, S("earlier"), said("Who holds an earlier version of this badge"), out);
    add(a, c, S("ending"), said("Whose award of this badge ends within 90 days"), out);
    TRY(add_groups(db, a, c, out, err));
    for (enum place_kind kind = DEPARTMENT; kind < PLACE_KINDS; kind++)
        TRY(add_places(db, a, c, kind, out, err));
    return add_asked(db, a, c, out, err);
}

/* ---- who that is ---- */

static void put(struct buf *b, str name, str email, int64_t *n)
{
    if (!person_has_address(email))
        return;
    if ((*n)++ == 0)
        buf_putz(b, "Name,E-mail\n");
    csv_put(b, name, true);
    csv_put(b, email, false);
    csv_end_row(b);
}

/* Of these ids, which are in order: their range is read once. */
static const char sql_range[] = SQL(
    "SELECT p.id, p.name, p.email FROM person p WHERE p.org_id = $1 AND p.id >= $2 AND p.id <= $3 ORDER BY p.id");

/* `part`: for these alone, so that the sheet of 100,000 people grows in its place. */
static code put_range(struct db *db, struct arena *part, int64_t org, const struct id_list *ids, struct buf *b, int64_t *n, struct error *err)
{
    size_t next = 0;
    struct rows *r = db_query(db, sql_range, ARGS(v_int(org), v_int(ids->items[0]), v_int(ids->items[ids->n - 1])));

    while (rows_next(r)) {
        while (next < ids->n && ids->items[next] < row_int(r, 0))
            next++;
        if (next < ids->n && ids->items[next] == row_int(r, 0))
            put(b, row_str(r, 1, part), row_str(r, 2, part), n);
    }
    return rows_end(r, err);
}

static code put_people(struct db *db, struct arena *part, const struct chosen *c, struct buf *b, int64_t *n, struct error *err)
{
    struct people_part of = {c->org, str_from(c->who, 7), 0, AT_ONCE};
    struct id_list ids;

    do {
        arena_reset(part);
        ids = (struct id_list){0};
        TRY(people_ids(db, part, &of, &ids, err));
        if (ids.n == 0)
            break;
        TRY(put_range(db, part, c->org, &ids, b, n, err));
        of.after = ids.items[ids.n - 1];
    } while (ids.n == AT_ONCE && *n <= MOST);
    return OK;
}

/* Whose newest valid award of the badge is of an earlier version than today's. */
#define HOLDERS                                                                \
    "SELECT DISTINCT p.id, p.name, p.email FROM award w JOIN person p ON p.id = w.person_id WHERE w.org_id = $1"  \
    " AND w.achievement_id = $2 AND w.revoked_at IS NULL AND " WORKS_HERE("p", "$3") \
    " AND NOT EXISTS (SELECT 1 FROM award_successor s WHERE s.award_id = w.id)"
static const char sql_earlier[] = SQL(
    HOLDERS " AND (w.valid_until IS NULL OR w.valid_until > $3) AND w.version_id <> (SELECT c.version_id FROM achievement c WHERE c.id = $2)"
    " AND NOT EXISTS (SELECT 1 FROM award n WHERE n.person_id = w.person_id AND n.achievement_id = $2 AND n.revoked_at IS NULL"
    " AND n.version_id = (SELECT c.version_id FROM achievement c WHERE c.id = $2)) ORDER BY p.id LIMIT 100001");
static const char sql_ending[] = SQL(
    HOLDERS " AND w.valid_until > $3 AND w.valid_until <= $4 AND NOT EXISTS (SELECT 1 FROM award n WHERE n.person_id = w.person_id"
    " AND n.achievement_id = $2 AND n.revoked_at IS NULL AND (n.valid_until IS NULL OR n.valid_until > $4)) ORDER BY p.id LIMIT 100001");

static code put_rows(struct rows *r, struct arena *part, struct buf *b, int64_t *n, struct error *err)
{
    while (rows_next(r)) {
        arena_reset(part);
        put(b, row_str(r, 1, part), row_str(r, 2, part), n);
    }
    return rows_end(r, err);
}

static code put_holders(struct db *db, struct arena *part, const struct chosen *c, struct buf *b, int64_t *n, struct error *err)
{
    msec now = clock_now();

    if (str_eq(c->who, S("earlier")))
        return put_rows(db_query(db, sql_earlier, ARGS(v_int(c->org), v_int(c->achievement), v_int(now))), part, b, n, err);
    if (str_eq(c->who, S("ending")))
        return put_rows(db_query(db, sql_ending, ARGS(v_int(c->org), v_int(c->achievement), v_int(now), v_int(now + ENDING))), part, b, n, err);
    return fail(err, BAD_INPUT, "who", "choose from the list");
}

code chosen_sheet(struct db *db, struct arena *a, const struct chosen *c, str *out, struct error *err)
{
    struct arena *part = arena_new(PART_MEMORY);
    struct buf b = buf_new(a);
    int64_t n = 0;
    code done = str_starts(c->who, S("people:")) ? put_people(db, part, c, &b, &n, err) : put_holders(db, part, c, &b, &n, err);

    arena_free(part);
    TRY(done);
    if (n == 0)
        return fail(err, BAD_INPUT, "who", "nobody with an address is in this choice today");
    if (n > MOST)
        return fail(err, BAD_INPUT, "who", "these are more than 100,000 people: choose fewer");
    *out = buf_done(&b);
    return OK;
}

/* ---- found one by one ---- */

static const char sql_found[] = SQL(
    "SELECT p.id, p.name, p.email, coalesce(d.name, '') FROM person p LEFT JOIN department d ON d.id = p.department_id"
    " WHERE p.org_id = $1 AND p.id = $2 AND p.email NOT LIKE 'urn:%'");

static code add_found(struct db *db, struct arena *a, int64_t org, int64_t id, struct found_person_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_found, ARGS(v_int(org), v_int(id)));

    if (rows_next(r))
        *list_add(a, out) = (struct found_person){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a)};
    return rows_end(r, err);
}

code chosen_find(struct db *db, struct arena *a, int64_t org, str words, struct found_people *out, struct error *err)
{
    struct people_part part = {org, str_join(a, S("q="), uri_encode(a, words)), 0, FOUND_MOST + 1};
    struct id_list ids = {0};

    TRY(people_ids(db, a, &part, &ids, err));
    out->more = ids.n > FOUND_MOST;
    for (size_t i = 0; i < ids.n && i < FOUND_MOST; i++)
        TRY(add_found(db, a, org, ids.items[i], &out->people, err));
    return OK;
}

code chosen_lines(struct db *db, struct arena *a, int64_t org, const struct str_list *ids, str *out, struct error *err)
{
    struct found_person_list people = {0};
    struct buf b = buf_new(a);
    int64_t id = 0;

    for (size_t i = 0; i < ids->n && i < FOUND_MOST; i++)
        if (str_to_int(ids->items[i], &id))
            TRY(add_found(db, a, org, id, &people, err));
    for (size_t i = 0; i < people.n; i++) {
        csv_put(&b, people.items[i].name, true);
        csv_put(&b, people.items[i].email, false);
        buf_byte(&b, '\n');
    }
    *out = buf_done(&b);
    return OK;
}
