/* reports/spread.c — recognition added up by the groups that people belong to. */
#include "app/reports/spread.h"

#include "app/org/access.h"
#include "app/people/directory.h"
#include "app/people/people.h"
#include "app/reports/reports_private.h"

#include <stdlib.h>

enum spread_verdict spread_judge(const struct spread_part *p)
{
    int64_t share = p->all_got * p->people, got = p->got * p->all_people;   /* both times all the people */

    if (p->all_people == 0 || share < SPREAD_FEW * p->all_people)
        return SPREAD_TOO_FEW;
    return got * 5 < share * 4 ? SPREAD_LESS : got * 4 > share * 5 ? SPREAD_MORE : SPREAD_EVEN;
}

/* ---- read ---- */

#define IN_PERIOD                                                                                                                \
    "n.org_id = $1 AND n.created_at >= $2 AND n.created_at < $3 AND n.state <> 'withdrawn' AND ($4 = 0 OR n.scheme_id = $4)"
#define SEEN(person) ACCESS_AWARDS("$1", "$6", "$7", person ".id", person ".department_id", "s.achievement_id")
/* Of the nominations of one person in one round, the one that the award was made of. */
#define GOT "n.state = 'accepted' AND n.lead_id IS NULL AND EXISTS (SELECT 1 FROM award w WHERE w.id = n.award_id AND w.revoked_at IS NULL)"
/* Every address of everybody in the directory. */
#define ADDRESSES                                                                                                                \
    "(SELECT o.id AS person_id, o.folded FROM person o WHERE o.org_id = $1 AND o.removed_at IS NULL"                             \
    " UNION SELECT x.person_id, x.folded FROM person_address x WHERE x.org_id = $1)"
#define NAMED                                                                                                                    \
    " FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id JOIN person p ON p.id = n.person_id"
#define GAVE                                                                                                                     \
    " FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id JOIN person t ON t.id = n.person_id"                     \
    " JOIN account_email e ON e.account_id = n.account_id AND e.verified_at IS NOT NULL JOIN " ADDRESSES " f ON f.folded = e.folded"   \
    " JOIN person p ON p.id = f.person_id"
#define SQL_PEOPLE(key, join)                                                                                                    \
    SQL("SELECT " key ", count(*), 0, 0 FROM person p" join " WHERE p.org_id = $1 AND CAST($2 AS BIGINT) < CAST($3 AS BIGINT) AND CAST($4 AS BIGINT) >= 0 AND " WORKS_HERE("p", "$5")     \
        " AND " ACCESS_GRANTED("$1", "$6", "$7", "p.id", "p.department_id", "1 = 1") " GROUP BY 1")
#define SQL_NAMED(key, join)                                                                                                     \
    SQL("SELECT " key ", count(*), sum(CASE WHEN " GOT " THEN 1 ELSE 0 END), 0" NAMED join " WHERE " IN_PERIOD " AND " WORKS_HERE("p", "$5")   \
        " AND " SEEN("p") " GROUP BY 1")
#define SQL_GAVE(key, join)                                                                                                      \
    SQL("SELECT " key ", count(DISTINCT n.id), 0, 0" GAVE join " WHERE " IN_PERIOD " AND " WORKS_HERE("p", "$5") " AND " WORKS_HERE("t", "$5")  \
        " AND " SEEN("t") " GROUP BY 1")
#define BY(key, join) {SQL_PEOPLE(key, join), SQL_NAMED(key, join), SQL_GAVE(key, join)}

enum { PEOPLE, NOMINATED, NOMINATED_BY, STATEMENTS };
static const char *const statements[SPREAD_KINDS][STATEMENTS] = {
    [SPREAD_DEPARTMENTS] = BY("CAST(coalesce(p.department_id, 0) AS TEXT)", ""),
    [SPREAD_TEAMS] = BY("CAST(coalesce(m.team_id, 0) AS TEXT)", " LEFT JOIN person_team m ON m.person_id = p.id"),
    [SPREAD_SITES] = BY("CAST(coalesce(p.site_id, 0) AS TEXT)", ""),
    [SPREAD_EMPLOYMENT] = BY("p.employment", ""),
};
static const char sql_all[] = SQL(
    "SELECT count(*), sum(CASE WHEN " GOT " THEN 1 ELSE 0 END), count(DISTINCT CASE WHEN " GOT " THEN p.id END)" NAMED " WHERE " IN_PERIOD
    " AND " WORKS_HERE("p", "$5") " AND " SEEN("p"));
static const char sql_people[] = SQL_PEOPLE("''", "");
static const char sql_flow[] = SQL(
    "SELECT count(*), sum(z.inside), sum(z.above) FROM (SELECT n.id, max(CASE WHEN p.department_id = t.department_id THEN 1 ELSE 0 END) AS inside,"
    " max(CASE WHEN p.id = t.manager_id THEN 1 ELSE 0 END) AS above" GAVE " WHERE " IN_PERIOD " AND " WORKS_HERE("p", "$5") " AND " WORKS_HERE("t", "$5")
    " AND " SEEN("t") " GROUP BY n.id) AS z");

struct reading { struct db *db; struct arena *a; const struct spread_ask *ask; msec now; struct spread *out; };

static struct rows *asked(const struct reading *x, const char *sql)
{
    const struct spread_ask *q = x->ask;

    return db_query(x->db, sql, ARGS(v_int(q->org), v_int(q->from), v_int(q->until), v_int(q->scheme), v_int(x->now), v_int(q->account), report_value(q->grants)));
}

static struct spread_line *line_of(const struct reading *x, struct spread_lines *all, str key)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].key, key))
            return &all->items[i];
    *list_add(x->a, all) = (struct spread_line){.key = str_copy(x->a, key), .name = S("")};
    return &all->items[all->n - 1];
}

static code read_kind(const struct reading *x, enum spread_kind kind, struct spread_lines *out, struct error *err)
{
    for (int i = 0; i < STATEMENTS; i++) {
        struct rows *r = asked(x, statements[kind][i]);
        while (rows_next(r)) {
            struct spread_line *l = line_of(x, out, row_str(r, 0, x->a));
            int64_t n = row_int(r, 1);
            *(i == PEOPLE ? &l->people : i == NOMINATED ? &l->named : &l->gave) = n;
            l->got += row_int(r, 2);
        }
        TRY(rows_end(r, err));
    }
    return OK;
}

static code read_sums(const struct reading *x, struct error *err)
{
    struct spread *out = x->out;
    struct rows *r = asked(x, sql_all);

    if (rows_next(r)) {
        out->named = row_int(r, 0);
        out->got = row_int(r, 1);
        out->reached = row_int(r, 2);
    }
    TRY(rows_end(r, err));
    r = asked(x, sql_people);
    if (rows_next(r))
        out->people = row_int(r, 1);
    TRY(rows_end(r, err));
    r = asked(x, sql_flow);
    if (rows_next(r)) {
        out->known = row_int(r, 0);
        out->within = row_int(r, 1);
        out->above = row_int(r, 2);
    }
    return rows_end(r, err);
}

/* ---- names ---- */

static const enum place_kind places[SPREAD_KINDS] = {[SPREAD_DEPARTMENTS] = DEPARTMENT, [SPREAD_TEAMS] = TEAM, [SPREAD_SITES] = SITE};
static const char *const nowhere[SPREAD_KINDS] = {"No department", "No team", "No site", "Not said"};

static code name_all(const struct reading *x, enum spread_kind kind, struct spread_lines *lines, struct error *err)
{
    struct workplace_list all = {0};

    if (kind != SPREAD_EMPLOYMENT)
        TRY(place_names(x->db, x->a, x->ask->org, places[kind], &all, err));
    for (size_t i = 0; i < lines->n; i++) {
        struct spread_line *l = &lines->items[i];
        int64_t id = 0;
        const char *employment = kind == SPREAD_EMPLOYMENT ? employment_words(l->key) : "";
        if (employment[0])
            l->name = said(employment);
        else if (kind != SPREAD_EMPLOYMENT && str_to_int(l->key, &id))
            l->name = place_in_words(x->a, &all, id);
        if (l->name.n == 0)
            l->name = said(nowhere[kind]);
    }
    return OK;
}

/* ---- put together ---- */

static void put_into(struct spread_line *to, const struct spread_line *l)
{
    to->people += l->people;
    to->gave += l->gave;
    to->named += l->named;
    to->got += l->got;
    to->groups++;
}

static int largest_first(const void *x, const void *y)
{
    const struct spread_line *a = x, *b = y;

    return a->people != b->people ? (a->people < b->people ? 1 : -1) : str_cmp(a->name, b->name);
}

/* Few people that are told of nowhere would be what is missing of the whole. */
size_t spread_apart(const struct spread_lines *all)
{
    size_t n = all->n;
    int64_t rest = 0;

    while (n > 0 && (all->items[n - 1].people < SPREAD_FEW || (n < all->n && rest < SPREAD_FEW)))
        rest += all->items[--n].people;
    return n;
}

static void keep_few_apart(const struct reading *x, struct spread_table *t)
{
    struct spread_line rest = {.key = S(""), .name = said("Smaller groups together")};

    if (t->lines.n == 0)
        return;
    qsort(t->lines.items, t->lines.n, sizeof t->lines.items[0], largest_first);
    size_t large = spread_apart(&t->lines);
    for (size_t i = large; i < t->lines.n; i++)
        put_into(&rest, &t->lines.items[i]);
    t->lines.n = large;
    if (rest.people >= SPREAD_FEW)
        *list_add(x->a, &t->lines) = rest;
    else
        t->hidden = rest.groups;
}

static void judge_all(const struct reading *x, struct spread_lines *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        struct spread_line *l = &lines->items[i];
        l->verdict = spread_judge(&(struct spread_part){l->people, x->out->people, l->got, x->out->got});
    }
}

code spread_make(struct db *db, struct arena *a, const struct spread_ask *ask, struct spread *out, struct error *err)
{
    struct reading x = {db, a, ask, clock_now(), out};

    *out = (struct spread){0};
    TRY(read_sums(&x, err));
    for (int kind = 0; kind < SPREAD_KINDS; kind++) {
        struct spread_table *t = &out->tables[kind];
        TRY(read_kind(&x, (enum spread_kind)kind, &t->lines, err));
        TRY(name_all(&x, (enum spread_kind)kind, &t->lines, err));
        keep_few_apart(&x, t);
        judge_all(&x, &t->lines);
    }
    return OK;
}
