/* induct/run.c — running checklists: begun, cancelled, and who sees what of them. */
#include "app/induct/induct_private.h"

#include "app/people/people.h"

/* ---- read ---- */

#define RUN                                                                                                                      \
    "SELECT u.id, u.org_id, u.template_id, u.number, u.person_id, p.manager_id, u.award_id, t.owner_id, t.number, t.name, t.words," \
    " coalesce(nullif(p.name, ''), p.email), p.email, coalesce(v.name, ''), u.source, u.starts_on, u.created_at, u.changed_at, u.cancelled_at, u.done_at" \
    " FROM induct u JOIN induct_template t ON t.id = u.template_id JOIN person p ON p.id = u.person_id"                           \
    " LEFT JOIN achievement b ON b.id = t.achievement_id LEFT JOIN achievement_version v ON v.id = b.version_id"
static const char sql_get[] = SQL(RUN " WHERE u.org_id = $1 AND u.id = $2");
static const char sql_any[] = SQL(RUN " WHERE u.id = $1 AND u.id IN " INDUCT_CONCERNS("$2"));
static const char sql_of_person[] = SQL(RUN " WHERE u.org_id = $1 AND u.person_id = $2 ORDER BY u.id DESC LIMIT 100");
static const char sql_mine[] = SQL(RUN " WHERE u.person_id IN " ACCESS_ME_STILL("$1") " AND u.cancelled_at IS NULL ORDER BY u.done_at IS NOT NULL, u.id DESC LIMIT 50");

static void read_run(struct rows *r, struct arena *a, struct induct *u)
{
    *u = (struct induct){
        .id = row_int(r, 0), .org = row_int(r, 1), .template = row_int(r, 2), .number = row_int(r, 3), .person = row_int(r, 4), .manager = row_int(r, 5),
        .award = row_int(r, 6), .owner = row_int(r, 7), .newest = row_int(r, 8), .name = row_str(r, 9, a), .words = row_str(r, 10, a),
        .person_name = row_str(r, 11, a), .person_email = row_str(r, 12, a), .badge_name = row_str(r, 13, a), .source = row_str(r, 14, a),
        .start = row_int(r, 15), .created = row_int(r, 16), .changed = row_int(r, 17), .cancelled = row_int(r, 18), .done = row_int(r, 19)};
}

static code read_one(struct db *db, struct rows *r, struct arena *a, struct induct *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_run(r, a, out);
    TRY(rows_end(r, err));
    return found ? induct_today(db, a, out->org, &out->zone_today, err) : fail(err, NOT_FOUND, "induction", "there is no such checklist");
}

static code read_all(struct db *db, struct rows *r, struct arena *a, struct inducts *out, struct error *err)
{
    size_t first = out->n;

    while (rows_next(r))
        read_run(r, a, list_add(a, out));
    TRY(rows_end(r, err));
    for (size_t i = first; i < out->n; i++)
        TRY(induct_today(db, a, out->items[i].org, &out->items[i].zone_today, err));
    return OK;
}

code induct_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct induct *out, struct error *err)
{
    return read_one(db, db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code induct_of_person(struct db *db, struct arena *a, int64_t org, int64_t person, struct inducts *out, struct error *err)
{
    return read_all(db, db_query(db, sql_of_person, ARGS(v_int(org), v_int(person))), a, out, err);
}

code induct_mine(struct db *db, struct arena *a, int64_t account, struct inducts *out, struct error *err)
{
    return read_all(db, db_query(db, sql_mine, ARGS(v_int(account))), a, out, err);
}

/* ---- who looks ---- */

static const char sql_viewer[] = SQL(
    "SELECT CASE WHEN p.id IN " ACCESS_ME_STILL("$2") " THEN 1 ELSE 0 END, CASE WHEN coalesce(p.manager_id, 0) IN " ACCESS_ME_STILL("$2") " THEN 1 ELSE 0 END,"
    " CASE WHEN " INDUCT_OWNS("$2") " THEN 1 ELSE 0 END FROM induct u JOIN person p ON p.id = u.person_id JOIN induct_template t ON t.id = u.template_id WHERE u.id = $1");

code induct_open(struct db *db, struct arena *a, int64_t id, int64_t account, struct induct *out, struct induct_viewer *viewer, struct error *err)
{
    struct rows *r;

    TRY(read_one(db, db_query(db, sql_any, ARGS(v_int(id), v_int(account))), a, out, err));
    r = db_query(db, sql_viewer, ARGS(v_int(id), v_int(account)));
    if (rows_next(r))
        *viewer = (struct induct_viewer){row_bool(r, 0), row_bool(r, 1), row_bool(r, 2)};
    return rows_end(r, err);
}

/* ---- steps ---- */

static const char sql_steps[] = SQL(
    "SELECT s.id, s.done_by, s.signed_by, s.score, s.due_on, s.done_at, s.signed_at, s.hash, s.note, coalesce(da.name, ''), coalesce(sa.name, ''), " INDUCT_OWES ","
    " CASE WHEN " INDUCT_IS("i.doer", "$2") " THEN 1 ELSE 0 END, CASE WHEN " INDUCT_IS("i.signer", "$2") " THEN 1 ELSE 0 END,"
    " i.id, i.line, i.phase, i.kind, i.doer, i.signer, i.text, i.document, i.edition, i.hash, i.pass_mark, i.mandatory, i.must, i.achievement_id,"
    " coalesce(nullif(n.name, ''), n.email, ''), coalesce(v.name, ''), s.folder_id, coalesce(f.public_id, '')"
    " FROM induct_step s" INDUCT_JOINS
    " LEFT JOIN account da ON da.id = s.done_by LEFT JOIN account sa ON sa.id = s.signed_by LEFT JOIN achievement b ON b.id = i.achievement_id"
    " LEFT JOIN achievement_version v ON v.id = b.version_id LEFT JOIN evidence_folder f ON f.id = s.folder_id"
    " WHERE s.induct_id = $1 AND s.dropped_at IS NULL ORDER BY i.phase, s.due_on, i.place, s.id");

static void read_step(struct rows *r, struct arena *a, struct induct_step *s)
{
    *s = (struct induct_step){
        .id = row_int(r, 0), .done_by = row_int(r, 1), .signed_by = row_int(r, 2), .score = row_int(r, 3), .hash = row_str(r, 7, a), .note = row_str(r, 8, a),
        .done_by_name = row_str(r, 9, a), .signed_by_name = row_str(r, 10, a), .owes = row_str(r, 11, a), .is_doer = row_bool(r, 12), .is_signer = row_bool(r, 13),
        .item = {.id = row_int(r, 14), .line = row_int(r, 15), .when = {.phase = (enum induct_phase)row_int(r, 16)}, .kind = row_str(r, 17, a), .doer = row_str(r, 18, a),
                 .signer = row_str(r, 19, a), .text = row_str(r, 20, a), .document = row_str(r, 21, a), .edition = row_str(r, 22, a), .hash = row_str(r, 23, a),
                 .pass_mark = row_int(r, 24), .mandatory = row_bool(r, 25), .must = row_bool(r, 26), .achievement = row_int(r, 27),
                 .person_name = row_str(r, 28, a), .badge_name = row_str(r, 29, a)},
        .folder = row_int(r, 30), .folder_id = row_str(r, 31, a)};
    s->facts = (struct step_facts){.mandatory = s->item.mandatory, .must = s->item.must, .wants_sign = !str_eq(s->item.signer, S("none")),
                                   .due = row_int(r, 4), .done = row_int(r, 5), .signed_off = row_int(r, 6)};
}

code induct_steps_of(struct db *db, struct arena *a, const struct induct *u, int64_t account, struct induct_steps *out, struct error *err)
{
    struct rows *r = db_query(db, sql_steps, ARGS(v_int(u->id), v_int(account)));

    while (rows_next(r))
        read_step(r, a, list_add(a, out));
    return rows_end(r, err);
}

struct induct_state induct_state_of(struct arena *a, const struct induct *u, const struct induct_steps *all)
{
    struct step_facts *facts = NEW_ARRAY(a, all->n + 1, struct step_facts);

    for (size_t i = 0; i < all->n; i++)
        facts[i] = all->items[i].facts;
    return induct_judge(facts, all->n, u->zone_today);
}

/* ---- begun ---- */

static const char sql_start[] = SQL(
    "INSERT INTO induct (org_id, template_id, number, person_id, account_id, source, starts_on, created_at, changed_at)"
    " SELECT t.org_id, t.id, t.number, p.id, $4, $5, $6, $7, $7 FROM induct_template t JOIN person p ON p.org_id = t.org_id"
    " WHERE t.org_id = $1 AND t.id = $2 AND p.id = $3 AND t.number > 0 AND t.archived_at IS NULL AND " WORKS_HERE("p", "$7") " ON CONFLICT DO NOTHING RETURNING id");
static const char sql_known[] = SQL("INSERT INTO induct_known (template_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
static const char sql_step[] = SQL("INSERT INTO induct_step (org_id, induct_id, item_id, due_on, hash, note) VALUES ($1, $2, $3, $4, '', '')");
static const char sql_has_line[] = SQL(
    "SELECT count(*) FROM induct_step s JOIN induct_item i ON i.id = s.item_id WHERE s.induct_id = $1 AND i.line = $2 AND s.dropped_at IS NULL");

code induct_add_steps(struct db *db, struct arena *a, const struct induct *u, struct error *err)
{
    struct induct_items all = {0};
    int64_t has = 0;

    TRY(induct_items_of(db, a, u->template, u->number, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        TRY(db_int(db, sql_has_line, ARGS(v_int(u->id), v_int(all.items[i].line)), &has, err));
        if (!has)
            TRY(db_run(db, sql_step, ARGS(v_int(u->org), v_int(u->id), v_int(all.items[i].id), v_int(induct_due(u->start, &all.items[i].when))), NULL, err));
    }
    return OK;
}

/* What somebody begins can be taken back for ten minutes, and nobody hears of it before. */
static code tell_later(struct app *app, struct db *db, struct arena *a, const struct induct_new *n, int64_t id, struct error *err)
{
    if (!n->by)
        return induct_tell_newcomer(app, db, a, n->org, id, err);
    return job_add(db, S("induct.tell"), str_printf(a, "%lld %lld", (long long)n->org, (long long)id), (str){0}, clock_now() + ACT_UNDO_TIME, err);
}

code induct_start(struct app *app, struct db *db, struct arena *a, const struct induct_new *n, int64_t *id, struct error *err)
{
    struct induct u;
    code c = db_int(db, sql_start, ARGS(v_int(n->org), v_int(n->template), v_int(n->person), v_int_if(n->by > 0, n->by), v_str(cstr(n->source)), v_int(n->start), v_int(clock_now())),
                    id, err);

    if (c == NOT_FOUND)
        return fail(err, CONFLICT, "person", "they have this checklist already, or do not work here");
    TRY(c);
    TRY(db_run(db, sql_known, ARGS(v_int(n->template), v_int(n->person)), NULL, err));
    TRY(induct_get(db, a, n->org, *id, &u, err));
    TRY(induct_add_steps(db, a, &u, err));
    TRY(tell_later(app, db, a, n, *id, err));
    return org_log(db, n->org, n->by, "induction.start", str_printf(a, "person %lld", (long long)n->person), u.name, err);
}

/* ---- never begun ---- */

static const char sql_touched[] = SQL(
    "SELECT count(*) FROM induct_step s WHERE s.induct_id = $1 AND (s.done_at IS NOT NULL OR s.note <> '' OR s.folder_id IS NOT NULL)");
static const char sql_unstart[] = SQL("DELETE FROM induct WHERE org_id = $1 AND id = $2");
static const char sql_unknown[] = SQL("DELETE FROM induct_known WHERE template_id = $1 AND person_id = $2");

code induct_unstart(struct db *db, struct arena *a, const struct induct_act *c, bool was_new, struct error *err)
{
    struct induct u;
    int64_t touched = 0;

    TRY(induct_get(db, a, c->org, c->id, &u, err));
    TRY(db_int(db, sql_touched, ARGS(v_int(u.id)), &touched, err));
    if (touched || u.done)
        return induct_cancel(db, a, c, err);
    TRY(db_run(db, sql_unstart, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    if (was_new)
        TRY(db_run(db, sql_unknown, ARGS(v_int(u.template), v_int(u.person)), NULL, err));
    return org_log(db, c->org, c->by, "induction.unstart", str_printf(a, "person %lld", (long long)u.person), u.name, err);
}

/* ---- ended, and gone on with ---- */

static const char sql_cancel[] = SQL("UPDATE induct SET cancelled_at = $3, changed_at = $3 WHERE org_id = $1 AND id = $2 AND cancelled_at IS NULL AND done_at IS NULL");
static const char sql_resume[] = SQL(
    "UPDATE induct SET cancelled_at = NULL, changed_at = $3 WHERE org_id = $1 AND id = $2 AND cancelled_at IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM induct o WHERE o.template_id = induct.template_id AND o.person_id = induct.person_id AND o.done_at IS NULL AND o.cancelled_at IS NULL)");

static code set_cancelled(struct db *db, struct arena *a, const struct induct_act *c, bool cancels, struct error *err)
{
    struct induct u;
    int64_t changed = 0;

    TRY(induct_get(db, a, c->org, c->id, &u, err));
    TRY(db_run(db, cancels ? sql_cancel : sql_resume, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "induction", cancels ? "this checklist is over already" : "this checklist is running, or another one is");
    if (!cancels)
        TRY(induct_look_whether_done(db, a, &u, err));
    return org_log(db, c->org, c->by, cancels ? "induction.cancel" : "induction.resume", str_printf(a, "person %lld", (long long)u.person), u.name, err);
}

code induct_cancel(struct db *db, struct arena *a, const struct induct_act *c, struct error *err)
{
    return set_cancelled(db, a, c, true, err);
}

code induct_resume(struct db *db, struct arena *a, const struct induct_act *c, struct error *err)
{
    return set_cancelled(db, a, c, false, err);
}

/* ---- cleared to start? ---- */

static const char sql_holding[] = SQL(
    "SELECT DISTINCT t.name FROM induct u JOIN induct_template t ON t.id = u.template_id JOIN induct_step s ON s.induct_id = u.id JOIN induct_item i ON i.id = s.item_id"
    " WHERE u.org_id = $1 AND u.person_id = $2 AND i.must = 1 AND u.created_at <= $3 AND (u.cancelled_at IS NULL OR u.cancelled_at > $3)"
    " AND (s.dropped_at IS NULL OR s.dropped_at > $3) AND (s.done_at IS NULL OR s.done_at > $3 OR (i.signer <> 'none' AND (s.signed_at IS NULL OR s.signed_at > $3)))"
    " ORDER BY t.name");

code induct_holding_back(struct db *db, struct arena *a, int64_t org, int64_t person, msec known, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_holding, ARGS(v_int(org), v_int(person), v_int(known ? known : clock_now())));

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

/* Where somebody is not yet: of a checklist that begins with a role or place, and is not begun. The
 * site of now counts for nothing where another is asked about. */
static const char sql_would_hold[] = SQL(
    "SELECT t.name FROM induct_template t JOIN person p ON p.org_id = t.org_id WHERE t.org_id = $1 AND p.id = $2 AND t.starts = 'audience' AND t.number > 0"
    " AND t.archived_at IS NULL AND t.auto_from IS NOT NULL AND NOT EXISTS (SELECT 1 FROM induct_known k WHERE k.template_id = t.id AND k.person_id = p.id)"
    " AND EXISTS (SELECT 1 FROM induct_item i WHERE i.template_id = t.id AND i.number = t.number AND i.must = 1)"
    " AND EXISTS (SELECT 1 FROM induct_audience x WHERE x.template_id = t.id AND ((x.kind = 'site' AND x.ref_id = $3) OR (x.kind = 'job' AND x.ref_id = $4)"
    " OR ((x.kind <> 'site' OR $3 = 0) AND " AUDIENCE_FITS "))) ORDER BY lower(t.name), t.id");

code induct_would_hold(struct db *db, struct arena *a, const struct induct_move *m, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_would_hold, ARGS(v_int(m->org), v_int(m->person), v_int(m->site), v_int(m->jobrole)));

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

/* ---- what waits ---- */

static const char sql_waiting[] = SQL(
    "SELECT u.id, coalesce(nullif(p.name, ''), p.email), t.name, i.text, i.kind, s.due_on, CASE WHEN s.done_at IS NOT NULL THEN 1 ELSE 0 END, u.org_id"
    " FROM induct_step s" INDUCT_JOINS
    " WHERE u.id IN " INDUCT_CONCERNS("$1") " AND u.done_at IS NULL AND u.cancelled_at IS NULL AND s.dropped_at IS NULL AND p.id NOT IN " ACCESS_ME_STILL("$1")
    " AND ((s.done_at IS NULL AND " INDUCT_IS("i.doer", "$1") ") OR (s.done_at IS NOT NULL AND s.signed_at IS NULL AND coalesce(s.done_by, 0) <> $1 AND " INDUCT_IS("i.signer", "$1") "))"
    " ORDER BY s.due_on, s.id LIMIT 200");

code induct_waiting(struct db *db, struct arena *a, int64_t account, struct induct_waitings *out, struct error *err)
{
    struct rows *r = db_query(db, sql_waiting, ARGS(v_int(account)));
    LIST(int64_t) orgs = {0};

    while (rows_next(r)) {
        *list_add(a, out) = (struct induct_waiting){.induct = row_int(r, 0), .person_name = row_str(r, 1, a), .template_name = row_str(r, 2, a), .text = row_str(r, 3, a),
                                                    .kind = row_str(r, 4, a), .due = row_int(r, 5), .to_sign = row_bool(r, 6)};
        *list_add(a, &orgs) = row_int(r, 7);
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++) {
        msec today = 0;
        TRY(induct_today(db, a, orgs.items[i], &today, err));
        out->items[i].is_overdue = out->items[i].due < today;
    }
    return OK;
}
