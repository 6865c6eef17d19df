/* vacancy/recheck.c — until somebody decides, the badges of a candidate are looked at again each
 * night: what their issuers took back counts no more, and it is shown since when. Nothing
 * is fetched within a transaction; whoever decides meanwhile is not written over. Whose badges
 * cannot be looked at waits for the next night as the others do, and holds up nobody. */
#include "app/vacancy/vacancy_private.h"

#include "app/verify/judge.h"
#include "base/attempt.h"
#include "base/log.h"

#define NIGHTLY   (20 * HOUR)
#define ONE_BADGE ((size_t)32 << 20)             /* memory of its own */

/* before: how it stood by the report that is kept. report: of now; empty: its file is not here, and it
 * is told by its days alone. brief: the one that is kept, with the verdict of now. */
struct finding { bool told; const char *before, *stands; str report, brief; };

struct again {
    struct app *app;
    struct db *db;
    struct arena *a, *one;                       /* one: of the badge that is looked at */
    struct candidate c;
    struct candidate_badges badges;
    LIST(struct finding) found;                  /* as `badges` */
    size_t size;                                 /* of all that is kept of them */
    bool changed;
};

/* ---- how one stands ---- */

static const char *standing(const struct report *r, msec at)
{
    if (report_has(r, "revoked"))
        return "revoked";
    if (report_has(r, "suspended"))
        return "suspended";
    if (r->badge.has_valid_until && r->badge.valid_until <= at)
        return "expired";
    if (r->verdict == UNVERIFIED)
        return "doubtful";
    return r->verdict == VALID ? "good" : "broken";
}

/* ---- whose turn it is ---- */

static const char sql_due[] = SQL(
    "SELECT c.id, c.org_id, c.vacancy_id, c.number, c.address FROM vacancy_candidate c WHERE c.state IN ('sent', 'shortlisted') AND c.looked_at <= $1 AND c.confirmed_at <= $1"
    " ORDER BY c.looked_at, c.id LIMIT 2");

/* Whoever decided upon it meanwhile, or took it back, comes first. */
static const char sql_looked[] = SQL("UPDATE vacancy_candidate SET looked_at = $2 WHERE id = $1 AND state IN ('sent', 'shortlisted')");

static code find_due(struct again *g, bool *more, struct error *err)
{
    struct rows *r = db_query(g->db, sql_due, ARGS(v_int(clock_now() - NIGHTLY)));
    size_t n = 0;

    for (; rows_next(r); n++)
        if (n == 0)
            g->c = (struct candidate){.id = row_int(r, 0), .org = row_int(r, 1), .vacancy = row_int(r, 2), .number = row_int(r, 3), .address = row_str(r, 4, g->a)};
    *more = n > 1;
    return rows_end(r, err);
}

/* Their turn is over before anything is looked at: what fails then fails once a night. */
static code take_turn(struct again *g, bool *more, struct error *err)
{
    TRY(find_due(g, more, err));
    return g->c.id ? db_run(g->db, sql_looked, ARGS(v_int(g->c.id), v_int(clock_now())), NULL, err) : OK;
}

/* ---- looked at, outside of a transaction ---- */

struct looking { struct again *g; struct sitting *s; struct candidate_badge *b; struct finding *f; };

static void keep_levels(struct arena *a, const struct str_list *from, struct candidate_badge *b)
{
    struct str_list levels = {0};

    for (size_t i = 0; i < from->n; i++)
        *list_add(a, &levels) = str_copy(a, from->items[i]);
    b->levels = levels;
}

static str with_verdict(struct arena *a, const struct report *kept, const struct report *now)
{
    const struct check *decided = report_decider(now);
    struct report r = *kept;

    r.verdict = now->verdict;
    r.at = now->at;
    r.nested = (struct nested_list){0};
    r.statuses = (struct status_told_list){0};
    if (decided) {
        r.checks = (struct check_list){0};
        *list_add(a, &r.checks) = *decided;
    }
    return drop_report(a, &r);
}

static code look_at(void *ctx, struct error *err)
{
    struct looking *l = ctx;
    struct arena *a = l->g->one;
    struct report kept;
    struct judged j = {0};

    TRY(report_read(a, l->b->report, &kept, err));
    l->f->before = standing(&kept, kept.at);
    l->f->stands = standing(&kept, clock_now());
    l->f->told = l->b->original.n == 0;          /* its file is not here: by its days alone */
    if (l->f->told || judge_one(a, l->s, &(struct handed){l->b->name, l->b->original}, &j, NULL) != OK || j.report.verdict == UNVERIFIED)
        return OK;
    keep_levels(l->g->a, &j.levels, l->b);
    l->f->report = str_copy(l->g->a, drop_report(a, &j.report));
    l->f->brief = str_copy(l->g->a, with_verdict(a, &kept, &j.report));
    l->f->stands = standing(&j.report, clock_now());
    l->f->told = true;
    return OK;
}

static code look_at_all(void *ctx, struct error *err)
{
    struct again *g = ctx;
    struct sitting s;

    TRY(candidate_badges(g->db, g->a, g->c.id, &g->badges, err));
    for (size_t i = 0; i < g->badges.n; i++)
        g->size += g->badges.items[i].original.n + g->badges.items[i].report.n;
    sitting_open(&s, g->app, g->db, g->c.address);
    for (size_t i = 0; i < g->badges.n; i++) {
        struct looking l = {g, &s, &g->badges.items[i], list_add(g->a, &g->found)};
        struct error why = {0};
        arena_reset(g->one);
        if (attempt(look_at, &l, &why) != OK)
            log_error("vacancy.look", &why);
    }
    return OK;
}

/* ---- what was found ---- */

static const char sql_badge[] = SQL("UPDATE vacancy_badge SET report = $2, levels = $3, was = $4, stands = $5, changed_at = $6, silent_since = NULL WHERE id = $1");
static const char sql_silent[] = SQL("UPDATE vacancy_badge SET silent_since = coalesce(silent_since, $2) WHERE id = $1");

/* What was found takes the place of what is kept; where there is no room for it the verdict alone does. */
static void keep_report(struct again *g, struct candidate_badge *b, const struct finding *f)
{
    size_t others = g->size - b->report.n;
    bool fits = f->report.n <= b->report.n || others + f->report.n <= CANDIDATE_BYTES;

    if (f->report.n)
        b->report = fits ? f->report : f->brief;
    g->size = others + b->report.n;
}

/* `was`: how it stood when it was sent; nothing where it stands so again. */
static code write_badge(struct again *g, size_t i, struct error *err)
{
    struct candidate_badge *b = &g->badges.items[i];
    const struct finding *f = &g->found.items[i];
    msec now = clock_now();

    if (!f->told)
        return db_run(g->db, sql_silent, ARGS(v_int(b->id), v_int(now)), NULL, err);
    str stands = cstr(f->stands), before = b->stands.n ? b->stands : cstr(f->before), first = b->was.n ? b->was : before;
    bool same = str_eq(before, stands);
    g->changed |= !same;
    keep_report(g, b, f);
    return db_run(g->db, sql_badge,
                  ARGS(v_int(b->id), v_str(b->report), v_str(drop_levels(g->a, &b->levels)), v_str(str_eq(first, stands) ? S("") : first), v_str(stands),
                       v_int_if(!same || b->changed, same ? b->changed : now)), NULL, err);
}

static const char sql_no_points[] = SQL("DELETE FROM vacancy_point WHERE candidate_id = $1");
static const char sql_score[] = SQL("UPDATE vacancy_candidate SET points_must = $2, points_nice = $3, met = $4, rank = $5, changed_at = $6 WHERE id = $1");

static code write_points(struct again *g, struct error *err)
{
    struct vacancy_lines lines = {0};
    struct vacancy_proofs proofs = {0};
    struct vacancy_score score = {0};
    int64_t *numbers = NEW_ARRAY(g->a, g->badges.n + 1, int64_t);

    TRY(vacancy_lines(g->db, g->a, g->c.vacancy, &lines, err));
    for (size_t i = 0; i < g->badges.n; i++) {
        numbers[i] = g->badges.items[i].id;
        TRY(drop_proof(g->app, g->db, g->a, &(struct proof_ask){g->c.org, g->c.address}, &g->badges.items[i], list_add(g->a, &proofs), err));
    }
    struct vacancy_point *points = NEW_ARRAY(g->a, lines.n + 1, struct vacancy_point);
    vacancy_judge(g->a, &lines, &proofs, points, &score);
    TRY(db_run(g->db, sql_no_points, ARGS(v_int(g->c.id)), NULL, err));
    TRY(candidate_keep_points(g->db, &(struct points_of){g->c.id, &lines, points, numbers}, err));
    TRY(db_run(g->db, sql_score, ARGS(v_int(g->c.id), v_int(score.must), v_int(score.nice), v_int(score.n_met), v_int(vacancy_rank(&score)), v_int(clock_now())), NULL, err));
    return vacancy_log(g->db, g->a, &(struct vacancy_act){g->c.org, g->c.vacancy, 0}, "vacancy.changed", candidate_title(g->a, g->c.number), err);
}

static const char sql_size[] = SQL("UPDATE vacancy_candidate SET size = $2 WHERE id = $1");

static code write_all(void *ctx, struct error *err)
{
    struct again *g = ctx;
    int64_t is_open = 0;

    TRY(db_run(g->db, sql_looked, ARGS(v_int(g->c.id), v_int(clock_now())), &is_open, err));
    for (size_t i = 0; is_open && i < g->badges.n; i++)
        TRY(write_badge(g, i, err));
    if (is_open)
        TRY(db_run(g->db, sql_size, ARGS(v_int(g->c.id), v_int((int64_t)g->size)), NULL, err));
    return is_open && g->changed ? write_points(g, err) : OK;
}

static code look_and_write(struct again *g, struct error *err)
{
    TRY(attempt(look_at_all, g, err));
    TRY(db_begin(g->db, err));
    return db_end(g->db, attempt(write_all, g, err), err);
}

static const char sql_all_silent[] = SQL("UPDATE vacancy_badge SET silent_since = coalesce(silent_since, $2) WHERE candidate_id = $1");

/* One candidate whose turn it is; `*more`: there are others. */
static code look_again(struct app *app, struct db *db, struct arena *a, bool *more, struct error *err)
{
    struct again g = {.app = app, .db = db, .a = a};
    struct error why = {0};

    TRY(db_begin(db, err));
    TRY(db_end(db, take_turn(&g, more, err), err));
    if (!g.c.id)
        return OK;
    g.one = arena_new(ONE_BADGE);
    code c = look_and_write(&g, &why);
    arena_free(g.one);
    if (c == OK)
        return OK;
    log_error("vacancy.look", &why);
    return db_run(db, sql_all_silent, ARGS(v_int(g.c.id), v_int(clock_now())), NULL, err);
}

/* ---- by itself ---- */

code vacancy_schedule_look(struct db *db, struct arena *a, struct error *err)
{
    msec next = (clock_now() / HOUR + 1) * HOUR + 11 * MINUTE;

    return job_add(db, S("vacancy.look"), S(""), str_printf(a, "vacancy.look %lld", (long long)(next / HOUR)), next, err);
}

enum job_result vacancy_run_look(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    bool more = false;

    (void)j;
    if (vacancy_schedule_look(db, a, err) != OK || look_again(ctx, db, a, &more, err) != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}
