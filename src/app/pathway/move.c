/* pathway/move.c — from an older version to the newest: whoever is on the way keeps what
 * they have, and what is complete stays with the version that it was completed by. */
#include "app/pathway/pathway_private.h"

#define AT_ONCE 20

static const char sql_behind[] = SQL(
    "SELECT u.id FROM pathway_person u JOIN pathway t ON t.id = u.pathway_id JOIN person p ON p.id = u.person_id WHERE u.org_id = $1 AND u.pathway_id = $2 AND u.id > $3"
    " AND u.number < t.number AND u.done_at IS NULL AND u.left_at IS NULL AND " WORKS_HERE("p", "$4") " ORDER BY u.id LIMIT $5");
/* Nobody else changes it until this is through, and what was done meanwhile is seen. */
static const char sql_take[] = SQL(
    "UPDATE pathway_person SET number = number WHERE id = $1 AND done_at IS NULL AND left_at IS NULL"
    " AND number < (SELECT t.number FROM pathway t WHERE t.id = pathway_person.pathway_id)");
static const char sql_number[] = SQL("UPDATE pathway_person SET number = $2, look_at = $3 WHERE id = $1");
static const char sql_keep[] = SQL(
    "INSERT INTO pathway_credit (org_id, enrol_id, line, kind, award_id, intake_id, ends_on, words, created_at) VALUES ($1, $2, $3, 'version', $4, $5,"
    " (SELECT i.ends_on FROM intake i WHERE i.id = $5), '', $6)");

static size_t find(const struct pathway_steps *all, int64_t line)
{
    size_t i = 0;

    while (i < all->n && all->items[i].line != line)
        i++;
    return i;
}

/* Was done then, by an award or training from elsewhere, and is asked for otherwise now. */
static bool is_kept(const struct pathway_look *was, size_t i, const struct pathway_look *is)
{
    size_t now = find(&is->steps, was->steps.items[i].line);
    const struct path_step *then = &was->state.steps.items[i];

    return !was->steps.items[i].is_group && then->state == PATH_DONE && (then->why == PATH_WHY_AWARD || then->why == PATH_WHY_OUTSIDE) && now < is->steps.n && !is->steps.items[now].is_group
        && is->state.steps.items[now].state != PATH_DONE;
}

static code keep(struct db *db, const struct enrolment *e, int64_t line, const struct path_step *then, struct error *err)
{
    return db_run(db, sql_keep, ARGS(v_int(e->org), v_int(e->id), v_int(line), v_int_if(then->award != 0, then->award), v_int_if(then->intake != 0, then->intake), v_int(clock_now())), NULL, err);
}

static code move_one(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct enrolment e;
    struct pathway_look was, is;
    int64_t is_behind = 0;

    TRY(db_run(db, sql_take, ARGS(v_int(id)), &is_behind, err));
    if (!is_behind)
        return OK;
    TRY(enrolment_get(db, a, org, id, &e, err));
    TRY(pathway_look(db, a, &e, &was, err));
    e.number = e.newest;
    TRY(pathway_look(db, a, &e, &is, err));
    for (size_t i = 0; i < was.steps.n; i++)
        if (is_kept(&was, i, &is))
            TRY(keep(db, &e, was.steps.items[i].line, &was.state.steps.items[i], err));
    TRY(db_run(db, sql_number, ARGS(v_int(id), v_int(e.newest), v_int(clock_now())), NULL, err));
    TRY(enrolment_get(db, a, org, id, &e, err));
    TRY(pathway_take_later(db, a, &e, err));
    return pathway_tell(app, db, a, &e, "pathway-moved", err);
}

static code move_turn(void *ctx, struct error *err)
{
    struct pathway_turn *t = ctx;

    return move_one(t->app, t->db, t->a, t->org, t->id, err);
}

code pathway_move_some(struct app *app, struct db *db, struct arena *a, struct pathway_move *m, struct error *err)
{
    int64_t some[AT_ONCE];
    size_t n = 0;
    struct rows *r = db_query(db, sql_behind, ARGS(v_int(m->org), v_int(m->pathway), v_int(m->after), v_int(clock_now()), v_int(AT_ONCE)));

    while (rows_next(r) && n < AT_ONCE)
        some[n++] = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < n; i++) {
        struct pathway_turn t = {app, db, a, m->org, some[i]};
        bool failed = false;
        TRY(pathway_turn(&t, move_turn, &failed, err));
        m->failed += failed;
    }
    m->after = n == AT_ONCE ? some[n - 1] : 0;
    return OK;
}
