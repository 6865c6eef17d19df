/* reports/compliance.c — standings summed up in one pass: the database adds them by
 * requirement, department and state, which is little, and every table is made of that. */
#include "app/reports/compliance.h"

#include "app/org/access.h"
#include "app/people/directory.h"
#include "app/reports/counted.h"
#include "app/reports/reports_private.h"

#include <stdlib.h>

bool compliance_is_held(enum requirement_state s)
{
    return s == STANDING_CURRENT || s == STANDING_IN_RENEWAL || s == STANDING_GRACE;
}

bool compliance_is_asked(enum requirement_state s)
{
    return s != STANDING_NOT_APPLICABLE && s != STANDING_WAIVED && s != STANDING_SUSPENDED;
}

/* ---- read ---- */

static const char sql_standings[] = SQL(
    "SELECT t.requirement_id, coalesce(p.department_id, 0), t.state, count(*), " COUNTED_ENDS("$5")
    " FROM requirement_standing t JOIN person p ON p.id = t.person_id JOIN requirement r ON r.id = t.requirement_id"
    " WHERE t.org_id = $1 AND r.archived_at IS NULL AND p.removed_at IS NULL AND ($4 = 0 OR t.requirement_id = $4)" REPORT_PLACES("$2", "$3")
    " AND " ACCESS_STANDINGS("$1", "$6", "$7", "p.id", "p.department_id", "r") " GROUP BY 1, 2, 3");
/* The same as it was counted, for who sees everybody. */
static const char sql_counted[] = SQL(
    "SELECT p.requirement_id, p.department_id, p.state, CAST(sum(p.n) AS BIGINT), CAST(sum(p.near) AS BIGINT), CAST(sum(p.soon) AS BIGINT), CAST(sum(p.later) AS BIGINT)"
    " FROM standing_count p JOIN requirement r ON r.id = p.requirement_id"
    " WHERE p.org_id = $1 AND r.archived_at IS NULL AND ($4 = 0 OR p.requirement_id = $4)" REPORT_PLACES("$2", "$3") " GROUP BY 1, 2, 3");

struct sum { int64_t requirement, department, n, near, soon, later; enum requirement_state state; };

static struct sum read_sum(struct rows *r)
{
    return (struct sum){.requirement = row_int(r, 0), .department = row_int(r, 1), .state = (enum requirement_state)row_int(r, 2), .n = row_int(r, 3),
                        .near = row_int(r, 4), .soon = row_int(r, 5), .later = row_int(r, 6)};
}

/* ---- added up ---- */

struct adding {
    struct arena *a;
    const struct compliance_ask *ask;
    struct compliance *out;
    struct requirement_list requirements;        /* by code; each has its line at the same place */
    struct workplace_list places;                /* as a tree; each has its line one place further */
};

static void add_to(struct compliance_line *line, const struct sum *s)
{
    bool is_asked = compliance_is_asked(s->state);

    line->asked += is_asked ? s->n : 0;
    line->excused += is_asked ? 0 : s->n;
    line->held += compliance_is_held(s->state) ? s->n : 0;
    line->late += s->state == STANDING_OVERDUE || s->state == STANDING_EXPIRED ? s->n : 0;
    line->near += s->near;
    line->soon += s->soon;
    line->later += s->later;
}

static size_t weight_of(str criticality)
{
    for (size_t i = 0; i < COMPLIANCE_WEIGHTS; i++)
        if (str_eq(criticality, cstr(requirement_criticalities[i].name)))
            return i;
    return COMPLIANCE_WEIGHTS - 1;
}

/* In that department, and in each that it lies in up to the one that was chosen. To who sees
 * some people alone no figure is told of what is above these: it would be of a part. */
static void add_to_places(struct adding *x, const struct sum *s)
{
    int64_t id = s->department;

    if (id == 0)
        add_to(&x->out->departments.items[0], s);
    for (size_t i = x->places.n; i-- > 0 && id;)
        if (x->places.items[i].id == id) {
            add_to(&x->out->departments.items[i + 1], s);
            id = x->ask->grants.n || id == x->ask->department ? 0 : x->places.items[i].parent;
        }
}

/* What is asked no more, or came while this was read, has no line. */
static void add(struct adding *x, const struct sum *s)
{
    for (size_t i = 0; i < x->requirements.n; i++) {
        const struct requirement *r = &x->requirements.items[i];
        if (r->id != s->requirement || (x->ask->weight.n && !str_eq(r->criticality, x->ask->weight)))
            continue;
        add_to(&x->out->all, s);
        add_to(&x->out->weights[weight_of(r->criticality)], s);
        add_to(&x->out->requirements.items[i], s);
        add_to_places(x, s);
        return;
    }
}

static code lay_out(struct db *db, struct adding *x, struct error *err)
{
    struct compliance *out = x->out;

    TRY(requirement_find(db, x->a, x->ask->org, &x->requirements, err));
    TRY(place_names(db, x->a, x->ask->org, DEPARTMENT, &x->places, err));
    for (size_t i = 0; i < x->requirements.n; i++)
        *list_add(x->a, &out->requirements) = (struct compliance_line){.id = x->requirements.items[i].id, .code = x->requirements.items[i].code, .name = x->requirements.items[i].name};
    *list_add(x->a, &out->departments) = (struct compliance_line){.name = said("No department")};
    for (size_t i = 0; i < x->places.n; i++)
        *list_add(x->a, &out->departments) = (struct compliance_line){.id = x->places.items[i].id, .name = x->places.items[i].name, .depth = x->places.items[i].depth};
    for (size_t i = 0; i < COMPLIANCE_WEIGHTS; i++)
        out->weights[i].name = said(requirement_criticalities[i].words);
    return OK;
}

static void leave_out_empty(struct compliance_lines *all)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].asked + all->items[i].excused)
            all->items[kept++] = all->items[i];
    all->n = kept;
}

/* By what is not held of it, as a share; then by the number. */
static int worst_first(const void *x, const void *y)
{
    const struct compliance_line *a = x, *b = y;
    int64_t left = (a->asked - a->held) * (b->asked ? b->asked : 1), right = (b->asked - b->held) * (a->asked ? a->asked : 1);

    if (left != right)
        return left < right ? 1 : -1;
    return a->asked != b->asked ? (a->asked < b->asked ? 1 : -1) : a->id < b->id ? -1 : a->id > b->id;
}

static code add_standings(struct db *db, struct adding *x, struct error *err)
{
    const struct compliance_ask *ask = x->ask;
    struct rows *r;

    if (!ask->grants.n)
        TRY(counted_at(db, ask->org, x->out->today, &x->out->counted, err));
    r = x->out->counted ? db_query(db, sql_counted, ARGS(v_int(ask->org), v_int(ask->department), v_int(ask->site), v_int(ask->requirement)))
                        : db_query(db, sql_standings, ARGS(v_int(ask->org), v_int(ask->department), v_int(ask->site), v_int(ask->requirement), v_int(x->out->today),
                                                           v_int(ask->account), report_value(ask->grants)));

    while (rows_next(r)) {
        struct sum s = read_sum(r);
        add(x, &s);
    }
    return rows_end(r, err);
}

code compliance_sum(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance *out, struct error *err)
{
    struct adding x = {.a = a, .ask = ask, .out = out};

    *out = (struct compliance){0};
    TRY(reports_today(db, a, ask->org, &out->today, err));
    TRY(lay_out(db, &x, err));
    return add_standings(db, &x, err);
}

code compliance_make(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance *out, struct error *err)
{
    TRY(compliance_sum(db, a, ask, out, err));
    leave_out_empty(&out->requirements);
    leave_out_empty(&out->departments);
    if (out->requirements.n)
        qsort(out->requirements.items, out->requirements.n, sizeof out->requirements.items[0], worst_first);
    TRY(months_read(db, a, ask, out, err));
    if (out->has_months)
        *list_add(a, &out->months) = (struct chart_point){.label = said("Today"), .n = out->all.asked, .part = out->all.held};
    return OK;
}
