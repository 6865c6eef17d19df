/* ladder/could.c — who could fill a post: those whose job role leads to it, with what is missing: all
 * of them by what is kept, those of a page worked out. */
#include "app/ladder/ladder.h"

#include "app/jobrole/met.h"
#include "app/org/person.h"
#include <stdlib.h>

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[0].s.n ? v[0].s : v[1].s;
}

/* Of everybody, without working it out: which mandatory skills they lack, as it is kept, and of how many mandatory requirements
 * nothing is known of them. Of what is asked of them how they were found to stand last tells it, of the rest any record or
 * badge that counts for it: where a rule asks for several things together, more may be missing. */
#define HAS_RECORD                                                                                                               \
    "EXISTS (SELECT 1 FROM requirement_record c WHERE c.requirement_id = k.requirement_id AND c.person_id = p.id AND c.voids = 0" \
    " AND (coalesce(c.ends_on, 0) = 0 OR c.ends_on >= :today) AND NOT EXISTS (SELECT 1 FROM requirement_record n WHERE n.corrects_id = c.id))"
#define HAS_BADGE                                                                                                                \
    "EXISTS (SELECT 1 FROM requirement_version v JOIN requirement_part q ON q.version_id = v.id AND q.kind = 'badge'"            \
    " JOIN award w ON w.achievement_id = q.ref_id AND w.person_id = p.id WHERE v.requirement_id = k.requirement_id"              \
    " AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > :now))"
#define LACKS                                                                                                                    \
    "((SELECT count(*) FROM jobrole_ask k LEFT JOIN requirement_standing t ON t.requirement_id = k.requirement_id AND t.person_id = p.id" \
    " WHERE k.jobrole_id = :id AND k.mandatory = 1 AND CASE WHEN t.state IN (6, 7, 10) THEN 0 WHEN t.state > 0 THEN 1 WHEN " HAS_RECORD " OR " HAS_BADGE \
    " THEN 0 ELSE 1 END = 1) + (SELECT count(*) FROM jobrole_skill s WHERE s.jobrole_id = :id AND s.mandatory = 1 AND NOT " JOBROLE_MET("s", "p.id", ":today") "))"

static const struct list_column columns[] = {
    {"name", "Name", SQL_PIECE("p.name, p.email"), .values = 2, .cell = name_cell, .order = SQL_PIECE("lower(p.name)"), .indexed = true},
    {"missing", "Missing", SQL_PIECE(LACKS), .kind = CELL_NUMBER, .order = SQL_PIECE(LACKS)},
};

/* Whose right goes for some requirements alone cannot be told whether somebody is ready. */
const struct list_def could_list_def = {
    .name = "could", .title = "Who could fill it", .thing = "person", .things = "people", .right = VIEW_STANDINGS, .scope = {.people = SQL_PIECE("p.id IN :people")},
    .from = "person p",
    .where = SQL_PIECE("p.org_id = :org AND " WORKS_HERE("p", ":now") " AND p.id IN (SELECT q.id FROM person q WHERE q.org_id = :org AND q.title IN (SELECT jt.title FROM jobrole_step s"
                       " JOIN jobrole f ON f.id = s.from_id AND f.archived_at IS NULL JOIN jobrole_title jt ON jt.jobrole_id = f.id WHERE s.org_id = :org AND s.to_id = :id)"
                       " UNION SELECT jp.person_id FROM jobrole_step s JOIN jobrole f ON f.id = s.from_id AND f.archived_at IS NULL"
                       " JOIN jobrole_person jp ON jp.jobrole_id = f.id WHERE s.org_id = :org AND s.to_id = :id)"
                       " AND p.id NOT IN " JOB_HOLDERS(":org", ":id")),
    .key = "p.id", LIST_COLUMNS(columns), .order = "missing",
};

static int by_missing(const void *x, const void *y)
{
    const struct ladder_person *a = x, *b = y;
    bool ready_a = a->r.state == READY_YES, ready_b = b->r.state == READY_YES;

    if (ready_a != ready_b)
        return ready_a ? -1 : 1;
    if (a->r.missing != b->r.missing)
        return a->r.missing < b->r.missing ? -1 : 1;
    int c = str_cmp(a->name, b->name);
    return c ? c : (a->id > b->id) - (a->id < b->id);
}

static code add(struct list *l, int64_t id, struct ready_kept *kept, struct ladder_people *out, struct error *err)
{
    struct ladder_person *x = list_add(l->a, out);
    struct person p;

    TRY(person_get(l->db, l->a, l->org, id, &p, err));
    *x = (struct ladder_person){.id = id, .name = p.name.n ? p.name : p.email, .title = p.title};
    return ready_find(l->db, l->a, &(struct ready_ask){.org = l->org, .jobrole = l->id, .person = id, .kept = kept}, &x->r, err);
}

static int by_id(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

code ladder_could(struct list *l, struct ladder_people *out, struct error *err)
{
    struct id_list ids = {0};

    for (size_t i = 0; i < l->rows.n; i++)
        *list_add(l->a, &ids) = l->rows.items[i].id;
    struct ready_kept *kept = NEW_ARRAY(l->a, ids.n + 1, struct ready_kept);
    if (ids.n)
        qsort(ids.items, ids.n, sizeof *ids.items, by_id);
    TRY(ready_work_out(l->db, l->a, &(struct ready_many){l->org, l->id, &ids, kept}, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(add(l, ids.items[i], &kept[i], out, err));
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_missing);
    return OK;
}
