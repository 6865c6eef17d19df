/* requirement/compute.c — standings worked out for many at once and kept, with the counts
 * of each state, in the same transaction; only what differs is written. */
#include "app/requirement/requirement_private.h"

#include "app/hook/hook.h"
#include "app/zone.h"

#define CHUNK        2000                        /* people read and written at a time */
#define CHUNK_MEMORY ((size_t)96 << 20)

struct kept { int64_t person, version; struct standing_line line; msec next; };
LIST_OF(kept_list, struct kept);

struct computing {
    struct db *db;
    struct arena *a, *one;                       /* of a chunk; of a person */
    const struct compute_ask *q;
    struct requirement_version version;
    struct requirement_rule rule;
    msec now;
    struct facts_list facts;
    struct kept_list kept;
    int64_t change[STANDING_STATES];
    int64_t changed, someone;                    /* how many stand otherwise; one of them */
    bool has_late, has_met;                      /* somebody became overdue or expired; held it again */
};

/* ---- what is kept ---- */

static const char sql_kept[] = SQL(
    "SELECT person_id, version_id, state, coalesce(due_on, 0), coalesce(expires_on, 0), coalesce(completed_on, 0), coalesce(next_at, 0) FROM requirement_standing"
    " WHERE requirement_id = $1 AND person_id BETWEEN $2 AND $3 AND ($4 = 0 OR next_at <= $4) ORDER BY person_id");

static code read_kept(struct computing *c, int64_t first, int64_t last, struct error *err)
{
    struct rows *r = db_query(c->db, sql_kept, ARGS(v_int(c->q->requirement), v_int(first), v_int(last), v_int(c->q->due_by)));

    while (rows_next(r))
        *list_add(c->a, &c->kept) = (struct kept){
            .person = row_int(r, 0), .version = row_int(r, 1), .next = row_int(r, 6),
            .line = {.state = (enum requirement_state)row_int(r, 2), .due = row_int(r, 3), .expires = row_int(r, 4), .completed = row_int(r, 5)}};
    return rows_end(r, err);
}

static const char sql_put[] = SQL(
    "INSERT INTO requirement_standing (person_id, requirement_id, org_id, version_id, state, due_on, expires_on, completed_on, next_at, computed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (person_id, requirement_id) DO UPDATE SET version_id = excluded.version_id,"
    " state = excluded.state, due_on = excluded.due_on, expires_on = excluded.expires_on, completed_on = excluded.completed_on, next_at = excluded.next_at,"
    " computed_at = excluded.computed_at");
static const char sql_drop[] = SQL("DELETE FROM requirement_standing WHERE person_id = $1 AND requirement_id = $2");

static code put(struct computing *c, const struct kept *k, struct error *err)
{
    return db_run_later(c->db, sql_put,
                        ARGS(v_int(k->person), v_int(c->q->requirement), v_int(c->q->org), v_int(k->version), v_int(k->line.state),
                             v_int_if(k->line.due != NO_DAY, k->line.due), v_int_if(k->line.expires != NO_DAY, k->line.expires),
                             v_int_if(k->line.completed != NO_DAY, k->line.completed), v_int_if(k->next != 0, k->next), v_int(c->now)), err);
}

static bool is_late(enum requirement_state s)
{
    return s == STANDING_OVERDUE || s == STANDING_EXPIRED;
}

static void count(struct computing *c, int64_t person, enum requirement_state before, enum requirement_state after)
{
    c->change[before]--;
    c->change[after]++;
    c->changed++;
    c->someone = person;
    c->has_late = c->has_late || (is_late(after) && !is_late(before));
    c->has_met = c->has_met || (after == STANDING_CURRENT && (is_late(before) || before == STANDING_GRACE));
}

static bool is_same(const struct kept *x, const struct kept *y)
{
    return x->version == y->version && x->line.state == y->line.state && x->line.due == y->line.due && x->line.expires == y->line.expires
        && x->line.completed == y->line.completed && x->next == y->next;
}

/* Who is not asked has no row. */
static code keep(struct computing *c, const struct kept *before, const struct kept *after, struct error *err)
{
    static const struct kept none = {0};
    const struct kept *b = before ? before : &none;

    if (before && is_same(b, after))
        return OK;
    if (b->line.state != after->line.state || b->line.completed != after->line.completed || b->line.expires != after->line.expires)
        count(c, after->person, b->line.state, after->line.state);
    if (after->line.state != STANDING_NOT_APPLICABLE)
        return put(c, after, err);
    return before ? db_run_later(c->db, sql_drop, ARGS(v_int(after->person), v_int(c->q->requirement)), err) : OK;
}

/* ---- worked out ---- */

static code compute_one(struct computing *c, const struct person_facts *f, struct kept *out, struct error *err)
{
    struct requirement_standing s;
    struct tzif *zone;
    msec today;

    arena_reset(c->one);
    if (zone_open(c->one, f->time_zone, &zone, NULL) != OK)
        TRY(zone_open(c->one, S("UTC"), &zone, err));
    today = c->now + tzif_ahead(zone, c->now);
    today -= today % DAY;
    /* Asked since today by the organisation's calendar, while it is yesterday there. */
    if (f->w.from > today && f->w.from - today <= DAY)
        today = f->w.from;
    requirement_state(c->one, &c->rule, &f->w, &f->records, (struct requirement_moment){.day = today}, &s);
    *out = (struct kept){.person = f->person, .version = c->version.id, .next = s.next ? tzif_moment(zone, s.next) : 0,
                         .line = {.state = s.state, .due = s.due, .expires = s.expires, .completed = s.completed}};
    return OK;
}

/* Both lists go by person; who is in the second alone is asked no more. */
static code merge(struct computing *c, struct error *err)
{
    size_t k = 0;

    for (size_t i = 0; i < c->facts.n; i++) {
        const struct person_facts *f = &c->facts.items[i];
        struct kept after;
        for (; k < c->kept.n && c->kept.items[k].person < f->person; k++)
            TRY(keep(c, &c->kept.items[k], &(struct kept){.person = c->kept.items[k].person}, err));
        TRY(compute_one(c, f, &after, err));
        bool had = k < c->kept.n && c->kept.items[k].person == f->person;
        TRY(keep(c, had ? &c->kept.items[k] : NULL, &after, err));
        k += had;
    }
    for (; k < c->kept.n; k++)
        TRY(keep(c, &c->kept.items[k], &(struct kept){.person = c->kept.items[k].person}, err));
    return OK;
}

static const char sql_tally[] = SQL(
    "INSERT INTO requirement_tally (requirement_id, state, n) VALUES ($1, $2, $3) ON CONFLICT (requirement_id, state) DO UPDATE SET n = requirement_tally.n + excluded.n");

/* Two that work out the same people would both count them: the second waits here, and
 * reads what the first has written. */
static const char sql_alone[] = SQL(
    "INSERT INTO requirement_tally (requirement_id, state, n) VALUES ($1, 0, 0) ON CONFLICT (requirement_id, state) DO UPDATE SET n = requirement_tally.n");

static code write_tally(struct computing *c, struct error *err)
{
    for (int64_t s = STANDING_NOT_APPLICABLE + 1; s < STANDING_STATES; s++)
        if (c->change[s])
            TRY(db_run(c->db, sql_tally, ARGS(v_int(c->q->requirement), v_int(s), v_int(c->change[s])), NULL, err));
    return OK;
}

static const char sql_dependents[] = SQL(
    "SELECT DISTINCT v.requirement_id FROM requirement_part q JOIN requirement_version v ON v.id = q.version_id WHERE q.kind IN ('requirement', 'due')"
    " AND q.ref_id = $1 AND v.number > 0 AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = v.requirement_id)");

static code touch_dependents(struct computing *c, struct error *err)
{
    LIST(int64_t) ids = {0};

    if (!c->changed)
        return OK;
    struct rows *r = db_query(c->db, sql_dependents, ARGS(v_int(c->q->requirement)));
    while (rows_next(r))
        *list_add(c->a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(requirement_touch(c->db, c->a, c->q->org, ids.items[i], c->changed == 1 ? c->someone : 0, err));
    return OK;
}

static code tell(struct computing *c, struct error *err)
{
    if (c->has_late)
        TRY(hook_tell_together(c->db, c->a, c->q->org, "standing.late", c->q->requirement, err));
    return c->has_met ? hook_tell_together(c->db, c->a, c->q->org, "standing.met", c->q->requirement, err) : OK;
}

/* ---- chunk by chunk ---- */

static code chunk(struct computing *c, int64_t first, int64_t *next, struct error *err)
{
    const struct facts_ask ask = {.org = c->q->org, .requirement = c->q->requirement, .version = c->version.id, .first = first, .last = c->q->last,
                                  .due_by = c->q->due_by, .limit = CHUNK};

    TRY(db_run(c->db, sql_alone, ARGS(v_int(c->q->requirement)), NULL, err));
    TRY(requirement_facts(c->db, c->a, &ask, &c->facts, err));
    *next = c->facts.n == CHUNK ? c->facts.items[c->facts.n - 1].person + 1 : 0;
    TRY(read_kept(c, first, *next ? *next - 1 : c->q->last, err));
    TRY(merge(c, err));
    TRY(write_tally(c, err));
    TRY(tell(c, err));
    return touch_dependents(c, err);
}

static code run_chunk(struct db *db, const struct compute_ask *q, struct arena *a, int64_t first, int64_t *next, struct error *err)
{
    struct computing c = {.db = db, .a = a, .q = q, .now = clock_now()};
    code result;

    TRY(requirement_version_on(db, a, q->org, q->requirement, NO_DAY, &c.version, err));
    *next = 0;
    if (!c.version.id)
        return OK;
    TRY(requirement_rule_of(db, a, &c.version, &c.rule, err));
    TRY(db_begin(db, err));
    c.one = arena_new(0);
    result = chunk(&c, first, next, err);
    arena_free(c.one);
    return db_end(db, result, err);
}

/* Whoever was deleted took their standings along, and nothing from the counts. */
static const char sql_count_none[] = SQL("UPDATE requirement_tally SET n = 0 WHERE requirement_id = $1 AND n <> 0");
static const char sql_count_all[] = SQL(
    "INSERT INTO requirement_tally (requirement_id, state, n) SELECT requirement_id, state, count(*) FROM requirement_standing WHERE requirement_id = $1"
    " GROUP BY requirement_id, state ON CONFLICT (requirement_id, state) DO UPDATE SET n = excluded.n");

static code count_all(struct db *db, int64_t requirement, struct error *err)
{
    TRY(db_run(db, sql_alone, ARGS(v_int(requirement)), NULL, err));
    TRY(db_run(db, sql_count_none, ARGS(v_int(requirement)), NULL, err));
    return db_run(db, sql_count_all, ARGS(v_int(requirement)), NULL, err);
}

code requirement_compute(struct db *db, const struct compute_ask *q, struct error *err)
{
    int64_t first = q->first;

    while (first) {
        struct arena *a = arena_new(CHUNK_MEMORY);
        int64_t next = 0;
        code c = run_chunk(db, q, a, first, &next, err);
        arena_free(a);
        TRY(c);
        first = next;
    }
    if (q->due_by || q->first == q->last)
        return OK;
    TRY(db_begin(db, err));
    return db_end(db, count_all(db, q->requirement, err), err);
}
