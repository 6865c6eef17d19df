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
/* Accounts that nominated, and whom of the directory each is. */
#define ENTRIES(table, person)                                                                                                   \
    "SELECT e.account_id, q.id FROM account_email e JOIN " table " a ON a.org_id = $1 AND a.folded = e.folded JOIN person q ON q.id = " person \
    " WHERE e.verified_at IS NOT NULL AND e.account_id IN (SELECT d.account_id FROM nomination d WHERE d.org_id = $1) AND " WORKS_HERE("q", "$5")
#define GIVERS                                                                                                                   \
    "(SELECT z.account_id, min(z.id) AS person_id FROM (" ENTRIES("person", "a.id") " UNION ALL " ENTRIES("person_address", "a.person_id") ") AS z GROUP BY z.account_id)"
#define NAMED                                                                                                                    \
    " FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id JOIN person p ON p.id = n.person_id"
#define GAVE                                                                                                                     \
    " FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id JOIN person t ON t.id = n.person_id"                     \
    " JOIN " GIVERS " f ON f.account_id = n.account_id JOIN person p ON p.id = f.person_id"
#define SQL_PEOPLE(keys, join, groups)                                                                                           \
    SQL("SELECT " keys ", count(*), 0, 0 FROM person p" join " WHERE p.org_id = $1 AND CAST($2 AS BIGINT) < CAST($3 AS BIGINT) AND CAST($4 AS BIGINT) >= 0 AND " WORKS_HERE("p", "$5") \
        " AND " ACCESS_GRANTED("$1", "$6", "$7", "p.id", "p.department_id", "1 = 1") groups)
#define SQL_NAMED(keys, join, groups)                                                                                            \
    SQL("SELECT " keys ", count(*), sum(CASE WHEN " GOT " THEN 1 ELSE 0 END), count(DISTINCT CASE WHEN " GOT " THEN p.id END)" NAMED join \
        " WHERE " IN_PERIOD " AND " WORKS_HERE("p", "$5") " AND " SEEN("p") groups)
#define SQL_GAVE(keys, join, groups)                                                                                             \
    SQL("SELECT " keys ", count(*), sum(CASE WHEN p.department_id = t.department_id THEN 1 ELSE 0 END), sum(CASE WHEN p.id = t.manager_id THEN 1 ELSE 0 END)" \
        GAVE join " WHERE " IN_PERIOD " AND " WORKS_HERE("t", "$5") " AND " SEEN("t") groups)

/* One reading serves the groups of which everybody has one, and the sums: so many
 * combinations of them are there. Somebody can be of several teams. */
#define HOME "coalesce(p.department_id, 0), coalesce(p.site_id, 0), p.employment", "", " GROUP BY 1, 2, 3"
#define TEAMS "coalesce(m.team_id, 0)", " LEFT JOIN person_team m ON m.person_id = p.id", " GROUP BY 1"
#define EACH(what, of) what(of)
enum { PEOPLE, NOMINATED, NOMINATED_BY, STATEMENTS };
static const char *const by_home[STATEMENTS] = {EACH(SQL_PEOPLE, HOME), EACH(SQL_NAMED, HOME), EACH(SQL_GAVE, HOME)};
static const char *const by_team[STATEMENTS] = {EACH(SQL_PEOPLE, TEAMS), EACH(SQL_NAMED, TEAMS), EACH(SQL_GAVE, TEAMS)};

struct reading { struct db *db; struct arena *a; const struct spread_ask *ask; msec now; struct spread *out; };

static struct rows *asked(const struct reading *x, const char *sql)
{
    const struct spread_ask *q = x->ask;

    return db_query(x->db, sql, ARGS(v_int(q->org), v_int(q->from), v_int(q->until), v_int(q->scheme), v_int(x->now), v_int(q->account), report_value(q->grants)));
}

static struct spread_line *line_of(const struct reading *x, enum spread_kind kind, str key)
{
    struct spread_lines *all = &x->out->tables[kind].lines;

    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].key, key))
            return &all->items[i];
    *list_add(x->a, all) = (struct spread_line){.key = str_copy(x->a, key), .name = S("")};
    return &all->items[all->n - 1];
}

struct counted { int64_t n, second, third; };    /* as the statements have them */

static void add_to_line(struct spread_line *l, int statement, const struct counted *c)
{
    *(statement == PEOPLE ? &l->people : statement == NOMINATED ? &l->named : &l->gave) += c->n;
    if (statement == NOMINATED)
        l->got += c->second;
}

static void add_to_sums(struct spread *s, int statement, const struct counted *c)
{
    switch (statement) {
    case PEOPLE:
        s->people += c->n;
        break;
    case NOMINATED:
        s->named += c->n, s->got += c->second, s->reached += c->third;
        break;
    default:
        s->known += c->n, s->within += c->second, s->above += c->third;
    }
}

static struct counted counted_in(struct rows *r, int column)
{
    return (struct counted){row_int(r, column), row_int(r, column + 1), row_int(r, column + 2)};
}

static code read_homes(const struct reading *x, int statement, struct error *err)
{
    static const enum spread_kind kinds[] = {SPREAD_DEPARTMENTS, SPREAD_SITES, SPREAD_EMPLOYMENT};
    struct rows *r = asked(x, by_home[statement]);

    while (rows_next(r)) {
        struct counted c = counted_in(r, COUNT(kinds));
        for (size_t i = 0; i < COUNT(kinds); i++)
            add_to_line(line_of(x, kinds[i], row_str(r, (int)i, x->a)), statement, &c);
        add_to_sums(x->out, statement, &c);
    }
    return rows_end(r, err);
}

static code read_teams(const struct reading *x, int statement, struct error *err)
{
    struct rows *r = asked(x, by_team[statement]);

    while (rows_next(r)) {
        struct counted c = counted_in(r, 1);
        add_to_line(line_of(x, SPREAD_TEAMS, row_str(r, 0, x->a)), statement, &c);
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
    for (int i = 0; i < STATEMENTS; i++) {
        TRY(read_homes(&x, i, err));
        TRY(read_teams(&x, i, err));
    }
    for (int kind = 0; kind < SPREAD_KINDS; kind++) {
        struct spread_table *t = &out->tables[kind];
        TRY(name_all(&x, (enum spread_kind)kind, &t->lines, err));
        keep_few_apart(&x, t);
        judge_all(&x, &t->lines);
    }
    return OK;
}
