/* requirement/facts.c — everything that the standings of a requirement are made from,
 * read for many people at once: a statement for each kind of thing, merged by person. */
#include "app/requirement/requirement_private.h"

#include "app/catalog/results.h"
#include "app/zone.h"
#include "store/in_list.h"

struct zone_known { str name; struct tzif *zone; };

struct reading {
    struct db *db;
    struct arena *a;
    const struct facts_ask *q;
    struct facts_list *out;
    LIST(struct zone_known) zones;
    int64_t last;                                /* of the people read */
};

/* ---- days there ---- */

static code zone_of(struct reading *r, str name, struct tzif **out, struct error *err)
{
    for (size_t i = 0; i < r->zones.n; i++)
        if (str_eq(r->zones.items[i].name, name)) {
            *out = r->zones.items[i].zone;
            return OK;
        }
    if (zone_open(r->a, name, out, NULL) != OK)
        TRY(zone_open(r->a, S("UTC"), out, err));
    *list_add(r->a, &r->zones) = (struct zone_known){name, *out};
    return OK;
}

static msec day_there(const struct tzif *zone, msec t)
{
    msec wall = t + tzif_ahead(zone, t);

    return wall - wall % DAY;
}

/* By person, as every statement goes. */
static struct person_facts *seek(struct reading *r, size_t *at, int64_t person)
{
    while (*at < r->out->n && r->out->items[*at].person < person)
        ++*at;
    return *at < r->out->n && r->out->items[*at].person == person ? &r->out->items[*at] : NULL;
}

/* Each statement is there twice: for everybody from one id to another, and for people by
 * their ids. `of` is the requirement or version that it is about; 0: it is about none. */
struct statement { const char *all, *some; };
#define SOME_2 " IN (" IN_80_FROM_2 ")"
#define SOME_3 " IN (" IN_80_FROM_3 ")"

static struct rows *ask(struct reading *r, const struct statement *s, int64_t of)
{
    const struct facts_ask *q = r->q;

    if (!q->people)
        return of ? db_query(r->db, s->all, ARGS(v_int(q->org), v_int(of), v_int(q->first), v_int(r->last)))
                  : db_query(r->db, s->all, ARGS(v_int(q->org), v_int(q->first), v_int(r->last)));
    struct args before = of ? ARGS(v_int(q->org), v_int(of)) : ARGS(v_int(q->org));
    return db_query(r->db, s->some, in_list(r->a, before, q->people->items, q->people->n));
}

/* ---- who ---- */

/* Everything here goes by the people, who are few: +, as SQLite would else read through the organisation, which it takes
 * for as small as it has not counted it. */

/* The assignment that goes on, or else, where asked for, the newest. */
static const char sql_people[] = SQL(
    "SELECT p.id, x.id, x.from_on, coalesce(x.until_on, 0), coalesce(p.starts_at, p.created_at),"
    " CASE WHEN coalesce(s.time_zone, '') <> '' THEN s.time_zone ELSE g.time_zone END,"
    " coalesce((SELECT max(b.until_on) FROM requirement_assignment b WHERE b.person_id = p.id AND b.requirement_id = $2 AND b.until_why = 'left' AND b.id < x.id), 0)"
    " FROM requirement_assignment x JOIN person p ON p.id = x.person_id JOIN org g ON g.id = p.org_id LEFT JOIN site s ON s.id = p.site_id"
    " WHERE +x.org_id = $1 AND x.requirement_id = $2 AND x.person_id BETWEEN $3 AND $4 AND (x.until_on IS NULL OR ($5 = 1 AND NOT EXISTS"
    " (SELECT 1 FROM requirement_assignment n WHERE n.requirement_id = $2 AND n.person_id = x.person_id AND n.id > x.id)))"
    " AND ($6 = 0 OR EXISTS (SELECT 1 FROM requirement_standing t WHERE t.person_id = p.id AND t.requirement_id = $2 AND t.next_at <= $6))"
    " ORDER BY x.person_id LIMIT $7");

/* People by their ids, with the assignment of that day; each of them, asked or not. */
static const char sql_some[] = SQL(
    "SELECT p.id, coalesce(x.id, 0), coalesce(x.from_on, 0), coalesce(x.until_on, 0), coalesce(p.starts_at, p.created_at),"
    " CASE WHEN coalesce(s.time_zone, '') <> '' THEN s.time_zone ELSE g.time_zone END,"
    " coalesce((SELECT max(b.until_on) FROM requirement_assignment b WHERE b.person_id = p.id AND b.requirement_id = $2 AND b.until_why = 'left' AND b.id < x.id), 0)"
    " FROM person p JOIN org g ON g.id = p.org_id LEFT JOIN site s ON s.id = p.site_id LEFT JOIN requirement_assignment x ON x.id ="
    " (SELECT n.id FROM requirement_assignment n WHERE n.requirement_id = $2 AND n.person_id = p.id AND n.from_on <= $3 ORDER BY n.from_on DESC, n.id DESC LIMIT 1)"
    " WHERE p.org_id = $1 AND p.id IN (" IN_80_FROM_4 ") ORDER BY p.id");

static struct rows *ask_people(struct reading *r)
{
    const struct facts_ask *q = r->q;

    if (q->people)
        return db_query(r->db, sql_some, in_list(r->a, ARGS(v_int(q->org), v_int(q->requirement), v_int(q->day)), q->people->items, q->people->n));
    return db_query(r->db, sql_people, ARGS(v_int(q->org), v_int(q->requirement), v_int(q->first), v_int(q->last), v_int(q->ended_too), v_int(q->due_by), v_int(q->limit)));
}

static code read_people(struct reading *r, struct error *err)
{
    struct rows *row = ask_people(r);

    while (rows_next(row)) {
        struct person_facts *f = list_add(r->a, r->out);
        msec hired = row_int(row, 4) - row_int(row, 4) % DAY, left = row_int(row, 6), from = row_int(row, 2);
        *f = (struct person_facts){.person = row_int(row, 0), .time_zone = row_str(row, 5, r->a)};
        f->w = (struct requirement_assignment){.id = row_int(row, 1), .from = from, .until = row_int(row, 3), .hired = left && hired <= left ? from : hired, .left = left};
    }
    TRY(rows_end(row, err));
    r->last = r->out->n ? r->out->items[r->out->n - 1].person : 0;
    return OK;
}

/* ---- what proves something ---- */

#define AWARDS(who) SQL( \
    "SELECT w.person_id, w.id, w.achievement_id, w.awarded_at, coalesce(w.valid_until, 0), CASE WHEN EXISTS (SELECT 1 FROM award_successor n WHERE n.award_id = w.id)" \
    " THEN 0 ELSE coalesce(w.revoked_at, 0) END, coalesce(s.since, 0), w.created_at, coalesce(w.results, ''), CASE WHEN w.results IS NULL THEN '' ELSE v.results END" \
    " FROM award w JOIN requirement_part q ON q.version_id = $2 AND q.kind = 'badge' AND q.ref_id = +w.achievement_id" \
    " JOIN achievement_version v ON v.id = w.version_id LEFT JOIN award_suspension s ON s.award_id = w.id" \
    " WHERE +w.org_id = $1 AND w.person_id " who " ORDER BY w.person_id, w.id")
static const struct statement awards = {AWARDS("BETWEEN $3 AND $4"), AWARDS(SOME_3)};

/* The highest level that the award was given with, counted from 1. */
static int level_of(struct arena *a, str results, str descriptions)
{
    struct result_list got = {0};
    struct result_description_list all = {0};
    size_t best = 0;

    if (results.n == 0)
        return 0;
    results_kept(a, results, &got);
    results_read(a, descriptions, &all);
    for (size_t i = 0; i < got.n; i++) {
        const struct result_description *d = result_described(&all, got.items[i].description);
        for (size_t k = 0; d && k < d->levels.n; k++)
            if (str_eq(d->levels.items[k].id, got.items[i].achieved_level) && k + 1 > best)
                best = k + 1;
    }
    return (int)best;
}

static code read_awards(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &awards, r->q->version);
    code c = OK;

    for (size_t at = 0; c == OK && rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        struct tzif *zone;
        msec until = row_int(row, 4), revoked = row_int(row, 5), suspended = row_int(row, 6);
        if (!f || (c = zone_of(r, f->time_zone, &zone, err)) != OK)
            continue;
        *list_add(r->a, &f->records) = (struct proof_record){
            .from = FROM_AWARD, .id = row_int(row, 1), .kind = PROOF_BADGE, .ref = row_int(row, 2), .what = S(""), .completed = day_there(zone, row_int(row, 3)),
            .ends = until ? day_there(zone, until - 1) : NO_DAY, .revoked = revoked ? day_there(zone, revoked) : NO_DAY,
            .suspended = suspended ? day_there(zone, suspended) : NO_DAY, .recorded = row_int(row, 7),
            .level = level_of(r->a, row_str(row, 8, r->a), row_str(row, 9, r->a))};
    }
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

#define RECORDS(who) SQL( \
    "SELECT person_id, id, kind, ref_id, what, completed_on, coalesce(ends_on, 0), recorded_at, coalesce(corrects_id, 0), voids FROM requirement_record" \
    " WHERE org_id = $1 AND requirement_id = $2 AND person_id " who " ORDER BY person_id, id")
static const struct statement records = {RECORDS("BETWEEN $3 AND $4"), RECORDS(SOME_3)};

static bool kind_of(str name, enum proof_kind *out)
{
    for (*out = PROOF_RECORD; *out < PROOF_KINDS; ++*out)
        if (str_eq(name, cstr(proof_kind_name(*out))))
            return true;
    return false;
}

static code read_records(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &records, r->q->requirement);

    for (size_t at = 0; rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        enum proof_kind kind;
        if (f && kind_of(row_str(row, 2, r->a), &kind))
            *list_add(r->a, &f->records) = (struct proof_record){
                .from = FROM_RECORD, .id = row_int(row, 1), .kind = kind, .ref = row_int(row, 3), .what = row_str(row, 4, r->a), .completed = row_int(row, 5),
                .ends = row_int(row, 6), .recorded = row_int(row, 7), .corrects = row_int(row, 8), .voids = row_bool(row, 9)};
    }
    return rows_end(row, err);
}

/* Other requirements as they stand: what held once is told with its end. */
#define OTHERS(who) SQL( \
    "SELECT t.person_id, q.kind, t.requirement_id, t.state, coalesce(t.completed_on, 0), coalesce(t.expires_on, 0), coalesce(t.due_on, 0), t.computed_at" \
    " FROM requirement_standing t JOIN requirement_part q ON q.version_id = $2 AND q.kind IN ('requirement', 'due') AND q.ref_id = t.requirement_id" \
    " WHERE +t.org_id = $1 AND t.person_id " who " ORDER BY t.person_id, t.requirement_id, q.kind")
static const struct statement others = {OTHERS("BETWEEN $3 AND $4"), OTHERS(SOME_3)};

bool requirement_as_proof(const struct standing_line *s, struct proof_record *out)
{
    bool holds = s->state == STANDING_CURRENT || s->state == STANDING_IN_RENEWAL, ended = s->state == STANDING_GRACE || s->state == STANDING_EXPIRED;

    *out = (struct proof_record){.from = FROM_REQUIREMENT, .id = s->requirement, .kind = PROOF_REQUIREMENT, .ref = s->requirement, .what = S(""),
                                 .completed = s->completed ? s->completed : s->due, .ends = holds ? s->expires : s->due};
    return holds || ended;
}

static void add_other(struct reading *r, struct person_facts *f, struct rows *row)
{
    struct standing_line other = {.requirement = row_int(row, 2), .state = (enum requirement_state)row_int(row, 3), .completed = row_int(row, 4),
                                  .expires = row_int(row, 5), .due = row_int(row, 6)};
    struct proof_record proof;

    if (!str_eq(row_str(row, 1, r->a), S("due"))) {
        if (requirement_as_proof(&other, &proof)) {
            proof.recorded = row_int(row, 7);
            *list_add(r->a, &f->records) = proof;
        }
    } else if (other.completed)
        *list_add(r->a, &f->w.facts) = (struct due_fact){.from = DUE_COMPLETED, .ref = other.requirement, .name = S(""), .day = other.completed};
}

static code read_others(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &others, r->q->version);

    for (size_t at = 0; rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        if (f)
            add_other(r, f, row);
    }
    return rows_end(row, err);
}

/* ---- exceptions, leave, days, work in hand ---- */

#define EXCEPTIONS(who) SQL( \
    "SELECT person_id, id, kind, from_on, coalesce(until_on, 0), recorded_at, coalesce(ended_at, 0) FROM requirement_exception" \
    " WHERE org_id = $1 AND requirement_id = $2 AND person_id " who " ORDER BY person_id, id")
static const struct statement exceptions = {EXCEPTIONS("BETWEEN $3 AND $4"), EXCEPTIONS(SOME_3)};

static code read_exceptions(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &exceptions, r->q->requirement);

    for (size_t at = 0; rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        enum exception_kind kind;
        msec last = row_int(row, 4);
        if (f && exception_kind_named(row_str(row, 2, r->a), &kind))
            *list_add(r->a, &f->w.exceptions) = (struct requirement_exception){kind, row_int(row, 1), row_int(row, 3), last ? last : LAST_DAY, row_int(row, 5), row_int(row, 6)};
    }
    return rows_end(row, err);
}

#define LEAVES(who) SQL( \
    "SELECT person_id, from_on, coalesce(until_on, 0) FROM person_leave WHERE org_id = $1 AND person_id " who " ORDER BY person_id, from_on")
static const struct statement leaves = {LEAVES("BETWEEN $2 AND $3"), LEAVES(SOME_2)};

static code read_leaves(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &leaves, 0);

    for (size_t at = 0; rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        msec last = row_int(row, 2);
        if (f)
            *list_add(r->a, &f->w.leaves) = (struct stretch){row_int(row, 1), last ? last : LAST_DAY};
    }
    return rows_end(row, err);
}

/* Days that were written down; and the first one on which an address of theirs was proved here. */
#define DAYS(who) SQL( \
    "SELECT d.person_id, d.name, d.day FROM person_day d JOIN person p ON p.id = d.person_id WHERE p.org_id = $1 AND d.person_id " who \
    " UNION ALL SELECT p.id, '', min(e.verified_at) FROM person p JOIN account_email e ON e.folded = p.folded" \
    " WHERE p.org_id = $1 AND p.id " who " AND e.verified_at IS NOT NULL GROUP BY p.id ORDER BY 1")
static const struct statement days = {DAYS("BETWEEN $2 AND $3"), DAYS(SOME_2)};

static code read_days(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &days, 0);
    code c = OK;

    for (size_t at = 0; c == OK && rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        str name = row_str(row, 1, r->a);
        struct tzif *zone;
        if (!f || (c = zone_of(r, f->time_zone, &zone, err)) != OK)
            continue;
        if (name.n == 0)
            *list_add(r->a, &f->w.facts) = (struct due_fact){.from = DUE_SIGNED_IN, .name = S(""), .day = day_there(zone, row_int(row, 2))};
        else
            *list_add(r->a, &f->w.facts) = (struct due_fact){.from = str_eq(name, S("role")) ? DUE_ROLE : DUE_DATE,
                .name = str_eq(name, S("role")) ? S("") : name, .day = row_int(row, 2)};
    }
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

/* Applications for a badge that the rule names, by any address of the directory: begun, or waiting for a judge. */
#define WORK(who) SQL( \
    "SELECT n.id, x.state, x.created_at, coalesce(x.submitted_at, 0) FROM (SELECT p.id, p.folded FROM person p WHERE +p.org_id = $1 AND p.id " who \
    " UNION SELECT t.person_id, t.folded FROM person_address t WHERE t.person_id " who ") n JOIN application x ON x.folded = n.folded" \
    " JOIN requirement_part q ON q.version_id = $2 AND q.kind = 'badge' AND q.ref_id = x.achievement_id" \
    " WHERE +x.org_id = $1 AND x.state IN ('draft', 'more', 'waiting', 'second', 'third') ORDER BY n.id, x.id")
static const struct statement work = {WORK("BETWEEN $3 AND $4"), WORK(SOME_3)};

static code read_work(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &work, r->q->version);
    code c = OK;

    for (size_t at = 0; c == OK && rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        str state = row_str(row, 1, r->a);
        struct tzif *zone;
        if (!f || (c = zone_of(r, f->time_zone, &zone, err)) != OK)
            continue;
        f->w.started = day_there(zone, row_int(row, 2));
        if (!str_eq(state, S("draft")) && !str_eq(state, S("more")))
            f->w.submitted = day_there(zone, row_int(row, 3));
    }
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

/* The same of evidence that was handed in for the requirement itself. */
#define PACKS(who) SQL( \
    "SELECT i.person_id, i.state, i.created_at, coalesce(i.sent_at, 0) FROM intake i WHERE +i.org_id = $1 AND +i.requirement_id = $2 AND i.kind = 'evidence'" \
    " AND i.state IN ('draft', 'asked', 'waiting', 'second') AND i.person_id " who " ORDER BY i.person_id, i.id")
static const struct statement packs = {PACKS("BETWEEN $3 AND $4"), PACKS(SOME_3)};

static code read_packs(struct reading *r, struct error *err)
{
    struct rows *row = ask(r, &packs, r->q->requirement);
    code c = OK;

    for (size_t at = 0; c == OK && rows_next(row);) {
        struct person_facts *f = seek(r, &at, row_int(row, 0));
        str state = row_str(row, 1, r->a);
        struct tzif *zone;
        if (!f || (c = zone_of(r, f->time_zone, &zone, err)) != OK)
            continue;
        f->w.started = day_there(zone, row_int(row, 2));
        if (str_eq(state, S("waiting")) || str_eq(state, S("second")))
            f->w.submitted = day_there(zone, row_int(row, 3));
    }
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

code requirement_facts(struct db *db, struct arena *a, const struct facts_ask *q, struct facts_list *out, struct error *err)
{
    struct reading r = {.db = db, .a = a, .q = q, .out = out};

    *out = (struct facts_list){0};
    TRY(read_people(&r, err));
    if (out->n == 0)
        return OK;
    TRY(read_awards(&r, err));
    TRY(read_records(&r, err));
    TRY(read_others(&r, err));
    TRY(read_exceptions(&r, err));
    TRY(read_leaves(&r, err));
    TRY(read_days(&r, err));
    TRY(read_work(&r, err));
    return read_packs(&r, err);
}
