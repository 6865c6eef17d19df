/* pathway/effort.c — what a badge usually takes still: what is left of a pathway that ends with
 * it, else what a step says that takes it. */
#include "app/pathway/pathway_private.h"

#include "app/catalog/alignments.h"

/* Money of several currencies is not added up: then pathways tell the time alone. */
static const char sql_currencies[] = SQL(
    "SELECT count(DISTINCT h.currency) FROM pathway t JOIN pathway_version h ON h.pathway_id = t.id AND h.number = t.number WHERE t.org_id = $1 AND t.archived_at IS NULL");
/* Whoever is on it goes on with their version. */
static const char sql_to[] = SQL(
    "SELECT t.id, coalesce(u.number, t.number), coalesce(u.id, 0) FROM pathway t JOIN pathway_version h ON h.pathway_id = t.id AND h.number = t.number"
    " LEFT JOIN pathway_person u ON u.pathway_id = t.id AND u.person_id = $3 AND u.left_at IS NULL"
    " WHERE t.org_id = $1 AND h.achievement_id = $2 AND t.archived_at IS NULL ORDER BY t.id LIMIT 5");
static const char sql_step[] = SQL(
    "SELECT s.minutes, s.cost FROM pathway_badge b JOIN pathway t ON t.id = b.pathway_id AND t.number = b.number"
    " JOIN pathway_step s ON s.pathway_id = b.pathway_id AND s.number = b.number AND s.line = b.line WHERE t.org_id = $1 AND b.achievement_id = $2"
    " AND t.archived_at IS NULL AND t.number > 0 AND (s.minutes > 0 OR s.cost > 0)"
    " ORDER BY CASE WHEN s.minutes > 0 THEN 0 ELSE 1 END, s.minutes, s.cost, t.id, s.line LIMIT 1");

/* A pathway counts in whole units, and says 0 of what nobody said. */
static struct effort effort_of(int64_t minutes, int64_t cost)
{
    return (struct effort){minutes, cost * 100, minutes > 0, cost > 0};
}

static code find_ends(struct db *db, struct arena *a, const struct pathway_effort_ask *q, struct enrolments *out, struct error *err)
{
    struct rows *r = db_query(db, sql_to, ARGS(v_int(q->org), v_int(q->badge), v_int(q->person)));

    while (rows_next(r))
        *list_add(a, out) = (struct enrolment){.pathway = row_int(r, 0), .number = row_int(r, 1), .id = row_int(r, 2), .org = q->org, .person = q->person};
    return rows_end(r, err);
}

static code of_pathways(struct db *db, struct arena *a, const struct enrolments *all, struct effort *out, struct error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        struct pathway_look x;
        TRY(pathway_look(db, a, &all->items[i], &x, err));
        struct effort left = effort_of(x.state.minutes, x.state.cost);
        *out = effort_less(out, &left);
    }
    return OK;
}

static code of_steps(struct db *db, const struct pathway_effort_ask *q, struct effort *out, struct error *err)
{
    struct rows *r = db_query(db, sql_step, ARGS(v_int(q->org), v_int(q->badge)));

    if (rows_next(r))
        *out = effort_of(row_int(r, 0), row_int(r, 1));
    return rows_end(r, err);
}

code pathway_effort_find(struct db *db, struct arena *a, const struct pathway_effort_ask *q, struct effort *out, struct error *err)
{
    struct enrolments ends = {0};
    int64_t currencies = 0;

    *out = (struct effort){0};
    TRY(find_ends(db, a, q, &ends, err));
    TRY(of_pathways(db, a, &ends, out, err));
    if (!out->has_time && !out->has_cost)
        TRY(of_steps(db, q, out, err));
    if (out->has_cost)
        TRY(db_int(db, sql_currencies, ARGS(v_int(q->org)), &currencies, err));
    out->has_cost = out->has_cost && currencies == 1;
    return OK;
}

static const char sql_badges[] = SQL(
    "SELECT b.id, v.alignments FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1 AND b.state = 'published' AND v.alignments <> '[]'"
    " AND b.id IN (SELECT h.achievement_id FROM pathway t JOIN pathway_version h ON h.pathway_id = t.id AND h.number = t.number WHERE t.org_id = $1 AND t.archived_at IS NULL"
    " UNION SELECT g.achievement_id FROM pathway t JOIN pathway_badge g ON g.pathway_id = t.id AND g.number = t.number WHERE t.org_id = $1 AND t.number > 0 AND t.archived_at IS NULL)"
    " ORDER BY b.id LIMIT 300");

code pathway_badges_find(struct db *db, struct arena *a, int64_t org, struct pathway_badges *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badges, ARGS(v_int(org)));

    while (rows_next(r)) {
        struct pathway_badge *b = list_add(a, out);
        *b = (struct pathway_badge){.id = row_int(r, 0)};
        alignments_read(a, row_str(r, 1, a), &b->skills);
    }
    return rows_end(r, err);
}
