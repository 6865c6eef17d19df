/* skill/outside.c — what a badge of others stands for: kept when it is handed in, each by its
 * own spelling; which of it counts, whoever judges the badge says. */
#include "app/skill/skill.h"

#include "app/catalog/scale.h"
#include "base/utf8.h"

#define OUTSIDE_SKILLS 50                        /* of one badge */
#define OUTSIDE_TEXT   2000                      /* bytes of an address that somebody else chose */

static const char sql_outside_add[] = SQL(
    "INSERT INTO outside_skill (org_id, url, name, code, framework) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, url, code, framework, name)"
    " DO UPDATE SET url = excluded.url RETURNING id");
static const char sql_outside_of[] = SQL("INSERT INTO intake_skill (intake_id, outside_id, level) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");

static str cut(str s, size_t most)
{
    return str_is_empty(s) ? S("") : utf8_cut(s, most);
}

code skill_keep_outside(struct db *db, int64_t org, int64_t intake, const struct alignment_list *skills, struct error *err)
{
    for (size_t i = 0; i < skills->n && i < OUTSIDE_SKILLS; i++) {
        const struct alignment *x = &skills->items[i];
        int64_t id = 0;
        if (str_is_empty(x->target_url) || x->target_url.n > OUTSIDE_TEXT)
            continue;
        TRY(db_int(db, sql_outside_add, ARGS(v_int(org), v_str(x->target_url), v_str(cut(x->target_name, 200)), v_str(cut(x->target_code, 100)), v_str(cut(x->target_framework, 200))), &id, err));
        TRY(db_run(db, sql_outside_of, ARGS(v_int(intake), v_int(id), v_str(cut(scale_name(x->levels, x->level), 200))), NULL, err));
    }
    return OK;
}

static const char sql_outside_named[] = SQL(
    "SELECT o.id, o.name, o.code, o.framework, o.url, x.taken, x.level FROM intake_skill x JOIN outside_skill o ON o.id = x.outside_id WHERE o.org_id = $1 AND x.intake_id = $2 ORDER BY o.id");

code skill_outside_of(struct db *db, struct arena *a, int64_t org, int64_t intake, struct skill_outsides *out, struct error *err)
{
    struct rows *r = db_query(db, sql_outside_named, ARGS(v_int(org), v_int(intake)));

    while (rows_next(r))
        *list_add(a, out) = (struct skill_outside){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_bool(r, 5), row_str(r, 6, a)};
    return rows_end(r, err);
}

static const char sql_take[] = SQL("UPDATE intake_skill SET taken = $2 WHERE intake_id = $1");
static const char sql_take_one[] = SQL("UPDATE intake_skill SET taken = 1 WHERE intake_id = $1 AND outside_id = $2");

code skill_take_outside(struct db *db, int64_t intake, const struct id_list *ids, struct error *err)
{
    TRY(db_run(db, sql_take, ARGS(v_int(intake), v_int(0)), NULL, err));
    for (size_t i = 0; i < ids->n && i < OUTSIDE_SKILLS; i++)
        TRY(db_run(db, sql_take_one, ARGS(v_int(intake), v_int(ids->items[i])), NULL, err));
    return OK;
}

code skill_take_all_outside(struct db *db, int64_t intake, struct error *err)
{
    return db_run(db, sql_take, ARGS(v_int(intake), v_int(1)), NULL, err);
}
