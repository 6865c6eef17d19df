/* jobrole/skills.c — which skills a job role takes, how well each must be proved, and how much
 * it weighs where people are looked for. */
#include "app/jobrole/met.h"

#include "app/catalog/framework.h"
#include "app/catalog/scale.h"

#define SKILL_ROW                                                                                                                \
    "SELECT k.id, coalesce(i.id, 0), coalesce(i.framework_id, 0), coalesce(i.name, k.name), coalesce(i.code, ''), coalesce(f.name, ''), coalesce(i.url, '')," \
    " k.mandatory, k.least, k.weight, k.why, k.level, coalesce(f.levels, '') FROM jobrole_skill k LEFT JOIN framework_item i ON i.id = k.item_id LEFT JOIN framework f ON f.id = i.framework_id"
static const char sql_skills[] = SQL(SKILL_ROW " WHERE k.org_id = $1 AND k.jobrole_id = $2 ORDER BY k.mandatory DESC, lower(coalesce(i.name, k.name)), k.id");

code jobrole_skills_read(struct rows *r, struct arena *a, struct jobrole_skills *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct jobrole_skill){
            .id = row_int(r, 0), .item = row_int(r, 1), .framework = row_int(r, 2), .name = row_str(r, 3, a), .code = row_str(r, 4, a), .framework_name = row_str(r, 5, a),
            .url = row_str(r, 6, a), .mandatory = row_bool(r, 7), .least = (enum skill_strength)row_int(r, 8), .weight = row_int(r, 9), .why = row_str(r, 10, a), .level = row_int(r, 11),
            .levels = row_str(r, 12, a)};
    return rows_end(r, err);
}

code jobrole_skills(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_skills *out, struct error *err)
{
    return jobrole_skills_read(db_query(db, sql_skills, ARGS(v_int(org), v_int(id))), a, out, err);
}

code jobrole_skill_get(struct db *db, struct arena *a, const struct jobrole_act *of, int64_t id, struct jobrole_skill *out, struct error *err)
{
    struct jobrole_skills all = {0};

    TRY(jobrole_skills(db, a, of->org, of->id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == id) {
            *out = all.items[i];
            return OK;
        }
    return fail(err, NOT_FOUND, "skill", "the job role does not take this skill");
}

str jobrole_skill_words(struct arena *a, const struct jobrole_skill *s)
{
    str level = scale_name(s->levels, s->level), least = skill_look(s->least).words;

    return level.n ? str_printf(a, STR_FMT ", " STR_FMT, STR_ARG(level), STR_ARG(least)) : least;
}

/* ---- changed ---- */

#define WHY_MOST 1000

static const char sql_many[] = SQL("SELECT count(*) FROM jobrole_skill WHERE org_id = $1 AND jobrole_id = $2 AND coalesce(item_id, 0) <> $3");
static const char sql_set[] = SQL(
    "INSERT INTO jobrole_skill (org_id, jobrole_id, item_id, name, mandatory, least, weight, why, level) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (jobrole_id, item_id)"
    " DO UPDATE SET name = excluded.name, mandatory = excluded.mandatory, least = excluded.least, weight = excluded.weight, why = excluded.why, level = excluded.level");
static const char sql_drop[] = SQL("DELETE FROM jobrole_skill WHERE org_id = $1 AND jobrole_id = $2 AND id = $3");

static code check(const struct jobrole_skill *s, str levels, struct error *err)
{
    if (s->level < 0 || s->level > scale_count(levels))
        return fail(err, BAD_INPUT, "level", "choose one of the list");
    if (s->least < SKILL_SAID || s->least >= SKILL_STRENGTHS)
        return fail(err, BAD_INPUT, "least", "choose one of the list");
    if (s->weight < 1 || s->weight > JOBROLE_WEIGHT)
        return fail(err, BAD_INPUT, "weight", "a weight is from 1 to %d", JOBROLE_WEIGHT);
    return s->why.n <= WHY_MOST ? OK : fail(err, BAD_INPUT, "why", "this is too long");
}

static code log_it(struct db *db, struct arena *a, const struct jobrole_act *of, const char *what, str name, struct error *err)
{
    return org_log(db, of->org, of->by, what, str_printf(a, "job role %lld", (long long)of->id), name, err);
}

static code set(struct db *db, struct arena *a, const struct jobrole_act *of, const struct jobrole_skill *s, struct error *err)
{
    struct framework_item item;
    struct jobrole j;
    int64_t others = 0;

    TRY(jobrole_get(db, a, of->org, of->id, &j, err));
    if (framework_item_get(db, a, of->org, s->item, &item, NULL) != OK || item.retired)
        return fail(err, BAD_INPUT, "skill", "choose a skill of the list");
    TRY(check(s, item.skill.levels, err));
    TRY(db_int(db, sql_many, ARGS(v_int(of->org), v_int(of->id), v_int(s->item)), &others, err));
    if (others >= JOBROLE_ASKS_MOST)
        return fail(err, BAD_INPUT, "skill", "a job role takes at most %d skills", JOBROLE_ASKS_MOST);
    TRY(jobrole_keep_past(db, a, of, err));
    TRY(db_run(db, sql_set,
               ARGS(v_int(of->org), v_int(of->id), v_int(s->item), v_str(item.skill.target_name), v_int(s->mandatory), v_int(s->least), v_int(s->weight), v_str(s->why), v_int(s->level)), NULL, err));
    TRY(jobrole_met_touch(db, a, of->org, 0, err));
    return log_it(db, a, of, "jobrole.skill", item.skill.target_name, err);
}

code jobrole_skill_set(struct db *db, struct arena *a, const struct jobrole_act *of, const struct jobrole_skill *s, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set(db, a, of, s, err), err);
}

static code drop(struct db *db, struct arena *a, const struct jobrole_act *of, int64_t id, struct error *err)
{
    struct jobrole_skill s;

    TRY(jobrole_skill_get(db, a, of, id, &s, err));
    TRY(jobrole_keep_past(db, a, of, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(of->org), v_int(of->id), v_int(id)), NULL, err));
    return log_it(db, a, of, "jobrole.skill-end", s.name, err);
}

code jobrole_skill_drop(struct db *db, struct arena *a, const struct jobrole_act *of, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, of, id, err), err);
}
