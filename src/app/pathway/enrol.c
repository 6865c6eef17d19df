/* pathway/enrol.c — who is on which pathway, how they come to it and leave it, and how
 * far they are by what they hold. */
#include "app/pathway/pathway_private.h"

#include "app/people/people.h"

/* ---- read ---- */

#define ENROLMENT                                                                                                                \
    "SELECT u.id, u.org_id, u.pathway_id, u.number, t.number, u.person_id, u.award_id, t.owner_id, h.achievement_id, u.steps, u.steps_done, u.minutes, u.cost," \
    " h.name, h.words, coalesce(nullif(p.name, ''), p.email), p.email, h.badge_name, h.currency, u.source, u.next_title, g.name, u.created_at," \
    " u.left_at, u.done_at, u.lapsed_at, t.is_open, t.lapses FROM pathway_person u JOIN pathway t ON t.id = u.pathway_id JOIN pathway_version h ON h.pathway_id = u.pathway_id AND h.number = u.number JOIN person p ON p.id = u.person_id" \
    " JOIN org ox ON ox.id = u.org_id JOIN org_version g ON g.id = ox.version_id"
static const char sql_get[] = SQL(ENROLMENT " WHERE u.org_id = $1 AND u.id = $2");
static const char sql_own[] = SQL(ENROLMENT " WHERE u.id = $1 AND u.person_id IN " ACCESS_ME_STILL("$2"));
static const char sql_of_person[] = SQL(ENROLMENT " WHERE u.org_id = $1 AND u.person_id = $2 ORDER BY u.left_at IS NOT NULL, u.id DESC LIMIT 100");
static const char sql_mine[] = SQL(ENROLMENT " WHERE u.person_id IN " ACCESS_ME_STILL("$1") " AND u.left_at IS NULL ORDER BY u.done_at IS NOT NULL, u.id DESC LIMIT 50");

static void read_enrolment(struct rows *r, struct arena *a, struct enrolment *e)
{
    *e = (struct enrolment){
        .id = row_int(r, 0), .org = row_int(r, 1), .pathway = row_int(r, 2), .number = row_int(r, 3), .newest = row_int(r, 4), .person = row_int(r, 5),
        .award = row_int(r, 6), .owner = row_int(r, 7), .achievement = row_int(r, 8), .steps = row_int(r, 9), .done = row_int(r, 10), .minutes = row_int(r, 11),
        .cost = row_int(r, 12), .name = row_str(r, 13, a), .words = row_str(r, 14, a), .person_name = row_str(r, 15, a), .person_email = row_str(r, 16, a),
        .badge_name = row_str(r, 17, a), .currency = row_str(r, 18, a), .source = row_str(r, 19, a), .next = row_str(r, 20, a), .org_name = row_str(r, 21, a),
        .created = row_int(r, 22), .left = row_int(r, 23), .done_at = row_int(r, 24), .lapsed = row_int(r, 25), .is_open = row_bool(r, 26), .lapses = row_bool(r, 27)};
}

static code read_one(struct rows *r, struct arena *a, struct enrolment *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_enrolment(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "pathway", "there is no such pathway");
}

static code read_all(struct rows *r, struct arena *a, struct enrolments *out, struct error *err)
{
    while (rows_next(r))
        read_enrolment(r, a, list_add(a, out));
    return rows_end(r, err);
}

code enrolment_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct enrolment *out, struct error *err)
{
    return read_one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code enrolments_of(struct db *db, struct arena *a, int64_t org, int64_t person, struct enrolments *out, struct error *err)
{
    return read_all(db_query(db, sql_of_person, ARGS(v_int(org), v_int(person))), a, out, err);
}

code enrolment_mine(struct db *db, struct arena *a, int64_t account, int64_t id, struct enrolment *out, struct error *err)
{
    return read_one(db_query(db, sql_own, ARGS(v_int(id), v_int(account))), a, out, err);
}

code enrolments_mine(struct db *db, struct arena *a, int64_t account, struct enrolments *out, struct error *err)
{
    return read_all(db_query(db, sql_mine, ARGS(v_int(account))), a, out, err);
}

/* ---- what is known ---- */

static const char sql_awards[] = SQL(
    "SELECT w.id, w.achievement_id, CASE WHEN w.valid_from = 0 THEN w.awarded_at ELSE w.valid_from END, w.valid_until, w.revoked_at,"
    " CASE WHEN z.award_id IS NULL THEN 0 ELSE 1 END FROM award w LEFT JOIN award_suspension z ON z.award_id = w.id WHERE w.person_id = $1"
    " AND w.achievement_id IN (SELECT q.achievement_id FROM pathway_badge q WHERE q.pathway_id = $2 AND q.number = $3) ORDER BY w.id");
static const char sql_credits[] = SQL(
    "SELECT c.id, c.line, c.award_id, c.account_id, c.kind, c.words, coalesce(o.name, ''), c.created_at, c.intake_id, coalesce(i.title, ''), coalesce(i.issuer, ''), " PATHWAY_CREDIT_RESTS
    " FROM pathway_credit c LEFT JOIN account o ON o.id = c.account_id" PATHWAY_CREDIT_ON " WHERE c.enrol_id = $1 AND c.ended_at IS NULL ORDER BY c.id");
static const char sql_trainings[] = SQL(
    "SELECT i.id, " PATHWAY_TRAINING " FROM intake i WHERE i.org_id = $1 AND i.person_id = $2 AND i.kind = 'badge' AND i.state IN ('accepted', 'reopened') ORDER BY i.id DESC LIMIT 200");

static code add_awards(struct db *db, struct arena *a, const struct enrolment *e, struct pathway_awards *out, struct error *err)
{
    struct rows *r = db_query(db, sql_awards, ARGS(v_int(e->person), v_int(e->pathway), v_int(e->number)));

    while (rows_next(r))
        *list_add(a, out) = (struct pathway_award){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_bool(r, 5)};
    return rows_end(r, err);
}

static code add_credits(struct db *db, struct arena *a, const struct enrolment *e, struct pathway_credits *out, struct error *err)
{
    struct rows *r = db_query(db, sql_credits, ARGS(v_int(e->id)));

    while (rows_next(r))
        *list_add(a, out) = (struct pathway_credit){
            .id = row_int(r, 0), .line = row_int(r, 1), .award = row_int(r, 2), .account = row_int(r, 3), .kind = row_str(r, 4, a), .words = row_str(r, 5, a),
            .by = row_str(r, 6, a), .at = row_int(r, 7), .intake = row_int(r, 8), .title = row_str(r, 9, a), .issuer = row_str(r, 10, a), .rests = pathway_read_rests(r, 11)};
    return rows_end(r, err);
}

struct pathway_award pathway_read_rests(struct rows *r, int column)
{
    return (struct pathway_award){row_int(r, column), 0, row_int(r, column + 1), row_int(r, column + 2), row_int(r, column + 3), row_bool(r, column + 4)};
}

struct pathway_training pathway_read_training(struct rows *r, int column, struct arena *a)
{
    struct pathway_award rests = pathway_read_rests(r, column);

    if (row_int(r, column + 12) < 0)             /* somebody said that it was none */
        rests.revoked = rests.revoked ? rests.revoked : rests.from;
    else
        rests.until = skill_sooner(skill_sooner(rests.until, row_int(r, column + 12)), row_int(r, column + 13));
    return (struct pathway_training){
        .rests = rests, .title = row_str(r, column + 5, a), .issuer = row_str(r, column + 6, a), .checked = row_int(r, column + 11),
        .facts = {row_str(r, column + 7, a), row_str(r, column + 8, a), row_str(r, column + 9, a), row_str(r, column + 5, a), row_int(r, column + 10)}};
}

static bool takes_any(const struct pathway_steps *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].outside.n)
            return true;
    return false;
}

static code add_trainings(struct db *db, struct arena *a, const struct enrolment *e, struct pathway_trainings *out, struct error *err)
{
    struct rows *r = db_query(db, sql_trainings, ARGS(v_int(e->org), v_int(e->person)));

    while (rows_next(r))
        *list_add(a, out) = pathway_read_training(r, 1, a);
    return rows_end(r, err);
}

static code facts_of(struct db *db, struct arena *a, const struct enrolment *e, const struct pathway_steps *steps, struct pathway_facts *out, struct error *err)
{
    *out = (struct pathway_facts){.at = clock_now()};
    TRY(add_awards(db, a, e, &out->awards, err));
    if (takes_any(steps))
        TRY(add_trainings(db, a, e, &out->trainings, err));
    return add_credits(db, a, e, &out->credits, err);
}

code pathway_look(struct db *db, struct arena *a, const struct enrolment *e, struct pathway_look *out, struct error *err)
{
    *out = (struct pathway_look){0};
    TRY(pathway_steps_of(db, a, e->pathway, e->number, &out->steps, err));
    TRY(facts_of(db, a, e, &out->steps, &out->facts, err));
    out->state = pathway_judge(a, &out->steps, &out->facts);
    return OK;
}

/* ---- begun ---- */

/* With the version that they left: what they have done counts there. */
#define COMES_BACK                                                                                                               \
    "UPDATE pathway_person SET left_at = NULL, look_at = $3 WHERE left_at IS NOT NULL AND EXISTS (SELECT 1 FROM pathway t JOIN person p ON p.id = pathway_person.person_id" \
    " WHERE t.id = pathway_person.pathway_id AND t.archived_at IS NULL AND " WORKS_HERE("p", "$3") ")"
static const char sql_again[] = SQL(COMES_BACK " AND pathway_id = $1 AND person_id = $2 RETURNING id");
static const char sql_begin[] = SQL(
    "INSERT INTO pathway_person (org_id, pathway_id, number, person_id, account_id, source, created_at, look_at, steps, steps_done, minutes, cost, next_title)"
    " SELECT t.org_id, t.id, t.number, p.id, $4, $5, $6, $6, 0, 0, 0, 0, '' FROM pathway t JOIN person p ON p.org_id = t.org_id"
    " WHERE t.org_id = $1 AND t.id = $2 AND p.id = $3 AND t.number > 0 AND t.archived_at IS NULL AND " WORKS_HERE("p", "$6") " ON CONFLICT DO NOTHING RETURNING id");

static code begin(struct db *db, const struct enrol_new *n, int64_t *id, struct error *err)
{
    msec now = clock_now();
    code c = db_int(db, sql_again, ARGS(v_int(n->pathway), v_int(n->person), v_int(now)), id, NULL);

    if (c == NOT_FOUND)
        c = db_int(db, sql_begin, ARGS(v_int(n->org), v_int(n->pathway), v_int(n->person), v_int_if(n->by > 0, n->by), v_str(cstr(n->source)), v_int(now)), id, NULL);
    if (c == NOT_FOUND)
        return fail(err, CONFLICT, "person", "they are on this pathway already, or do not work here");
    return c == OK ? OK : fail(err, c, "pathway", "it could not be written");
}

/* How far they are is there to be seen at once; a badge at the end comes from a job. */
static const char sql_first[] = SQL("UPDATE pathway_person SET steps = $2, steps_done = $3, minutes = $4, cost = $5, next_title = $6 WHERE id = $1");

static code first_look(struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    struct pathway_look x;

    TRY(pathway_look(db, a, e, &x, err));
    str next = x.state.next < x.steps.n ? x.steps.items[x.state.next].title : S("");
    return db_run(db, sql_first, ARGS(v_int(e->id), v_int(x.state.n), v_int(x.state.done), v_int(x.state.minutes), v_int(x.state.cost), v_str(next)), NULL, err);
}

static code log_person(struct db *db, struct arena *a, const struct enrolment *e, int64_t by, const char *what, struct error *err)
{
    return org_log(db, e->org, by, what, str_printf(a, "person %lld", (long long)e->person), e->name, err);
}

code pathway_enrol(struct app *app, struct db *db, struct arena *a, const struct enrol_new *n, int64_t *id, struct error *err)
{
    struct enrolment e;

    TRY(begin(db, n, id, err));
    TRY(enrolment_get(db, a, n->org, *id, &e, err));
    TRY(first_look(db, a, &e, err));
    TRY(pathway_wake(db, a, err));
    TRY(pathway_take_later(db, a, &e, err));
    if (str_eq(cstr(n->source), S("hand")))
        TRY(pathway_tell(app, db, a, &e, "pathway-begun", err));
    return log_person(db, a, &e, n->by, "pathway.begin", err);
}

/* ---- left ---- */

static const char sql_leave[] = SQL("UPDATE pathway_person SET left_at = $3, look_at = NULL WHERE org_id = $1 AND id = $2 AND left_at IS NULL AND done_at IS NULL");
static const char sql_rejoin[] = SQL(COMES_BACK " AND org_id = $1 AND id = $2");

static code set_left(struct db *db, struct arena *a, const struct pathway_act *c, bool leaves, struct error *err)
{
    struct enrolment e;
    int64_t changed = 0;

    TRY(enrolment_get(db, a, c->org, c->id, &e, err));
    TRY(db_run(db, leaves ? sql_leave : sql_rejoin, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "pathway", leaves ? "they are not on it any more, or it is complete" : "they are on it, or do not work here any more, or it is archived");
    if (!leaves)
        TRY(pathway_wake(db, a, err));
    if (!leaves)
        TRY(pathway_take_later(db, a, &e, err));
    return log_person(db, a, &e, c->by, leaves ? "pathway.leave" : "pathway.rejoin", err);
}

code pathway_leave(struct db *db, struct arena *a, const struct pathway_act *c, struct error *err)
{
    return set_left(db, a, c, true, err);
}

code pathway_rejoin(struct db *db, struct arena *a, const struct pathway_act *c, struct error *err)
{
    return set_left(db, a, c, false, err);
}

/* ---- joined by oneself ---- */

#define OFFERED                                                                                                                  \
    " FROM pathway t JOIN pathway_version h ON h.pathway_id = t.id AND h.number = t.number JOIN person p ON p.org_id = t.org_id JOIN org ox ON ox.id = t.org_id JOIN org_version g ON g.id = ox.version_id WHERE t.is_open = 1 AND t.number > 0 AND t.archived_at IS NULL"  \
    " AND p.id IN " ACCESS_ME_STILL("$1") " AND " WORKS_HERE("p", "$2")                                                            \
    " AND NOT EXISTS (SELECT 1 FROM pathway_person u WHERE u.pathway_id = t.id AND u.person_id = p.id AND u.left_at IS NULL)"
static const char sql_offers[] = SQL("SELECT t.id, p.id, t.org_id, h.name, h.words, g.name, h.qualification, h.level" OFFERED " ORDER BY lower(h.name), t.id LIMIT 200");
static const char sql_offer[] = SQL("SELECT t.org_id, p.id" OFFERED " AND t.id = $3 ORDER BY p.id LIMIT 1");

code pathway_offers(struct db *db, struct arena *a, int64_t account, struct pathway_offers *out, struct error *err)
{
    struct rows *r = db_query(db, sql_offers, ARGS(v_int(account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct pathway_offer){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a), row_str(r, 6, a), row_str(r, 7, a)};
    return rows_end(r, err);
}

static code join(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t pathway, int64_t *id, struct error *err)
{
    struct rows *r = db_query(db, sql_offer, ARGS(v_int(account), v_int(clock_now()), v_int(pathway)));
    struct enrol_new n = {.pathway = pathway, .by = account, .source = "self"};
    bool found = rows_next(r);

    if (found) {
        n.org = row_int(r, 0);
        n.person = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    return found ? pathway_enrol(app, db, a, &n, id, err) : fail(err, NOT_FOUND, "pathway", "there is no such pathway, or you are on it already");
}

code pathway_join(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t pathway, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, join(app, db, a, account, pathway, id, err), err);
}

/* ---- learned before ---- */

static const char sql_is_self[] = SQL("SELECT count(*) FROM person p WHERE p.id = $1 AND p.id IN " ACCESS_ME_ANY("$2"));
static const char sql_credit[] = SQL(
    "INSERT INTO pathway_credit (org_id, enrol_id, line, kind, account_id, words, created_at) VALUES ($1, $2, $3, 'prior', $4, $5, $6)");
static const char sql_look_now[] = SQL("UPDATE pathway_person SET look_at = $2 WHERE id = $1");
#define PRIOR_MOST 1000

code pathway_find_open(struct db *db, struct arena *a, const struct enrolment *e, int64_t line, str *title, struct error *err)
{
    struct pathway_look x;

    TRY(pathway_look(db, a, e, &x, err));
    for (size_t i = 0; i < x.steps.n; i++)
        if (x.steps.items[i].line == line && !x.steps.items[i].is_group) {
            *title = x.steps.items[i].title;
            return x.state.steps.items[i].state == PATH_DONE ? fail(err, CONFLICT, "step", "this step is done already") : OK;
        }
    return fail(err, NOT_FOUND, "step", "there is no such step");
}

static code recognise(struct db *db, struct arena *a, const struct pathway_prior *p, struct error *err)
{
    struct enrolment e;
    int64_t is_self = 0;
    str title = S("");

    TRY(enrolment_get(db, a, p->org, p->enrol, &e, err));
    TRY(db_int(db, sql_is_self, ARGS(v_int(e.person), v_int(p->by)), &is_self, err));
    if (is_self)
        return fail(err, DENIED, "step", "nobody recognises what they learned themselves: ask somebody else");
    if (e.left)
        return fail(err, CONFLICT, "step", "they are not on this pathway any more");
    TRY(pathway_find_open(db, a, &e, p->line, &title, err));
    if (str_is_empty(str_trim(p->words)) || p->words.n > PRIOR_MOST)
        return fail(err, BAD_INPUT, "words", "say in a few words by what they showed it");
    TRY(db_run(db, sql_credit, ARGS(v_int(e.org), v_int(e.id), v_int(p->line), v_int(p->by), v_str(str_trim(p->words)), v_int(clock_now())), NULL, err));
    TRY(db_run(db, sql_look_now, ARGS(v_int(e.id), v_int(clock_now())), NULL, err));
    TRY(first_look(db, a, &e, err));
    TRY(pathway_wake(db, a, err));
    return org_log(db, e.org, p->by, "pathway.recognise", str_printf(a, "person %lld", (long long)e.person), str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(e.name), STR_ARG(title)), err);
}

code pathway_recognise(struct db *db, struct arena *a, const struct pathway_prior *p, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, recognise(db, a, p, err), err);
}

static const char sql_end_credit[] = SQL("UPDATE pathway_credit SET ended_at = $4 WHERE org_id = $1 AND enrol_id = $2 AND id = $3 AND kind = 'prior' AND ended_at IS NULL");

static code unrecognise(struct db *db, struct arena *a, const struct pathway_act *c, int64_t credit, struct error *err)
{
    struct enrolment e;
    int64_t changed = 0;

    TRY(enrolment_get(db, a, c->org, c->id, &e, err));
    TRY(db_run(db, sql_end_credit, ARGS(v_int(c->org), v_int(c->id), v_int(credit), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "step", "it was taken back already");
    TRY(db_run(db, sql_look_now, ARGS(v_int(e.id), v_int(clock_now())), NULL, err));
    TRY(first_look(db, a, &e, err));
    TRY(pathway_wake(db, a, err));
    return log_person(db, a, &e, c->by, "pathway.unrecognise", err);
}

code pathway_unrecognise(struct db *db, struct arena *a, const struct pathway_act *c, int64_t credit, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, unrecognise(db, a, c, credit, err), err);
}
