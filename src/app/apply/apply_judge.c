/* apply/apply_judge.c — judging: who may, what a judgement makes of the
 * application, the second and the third judge, taking back.
 *
 *   waiting ─ pass, decline ─▶ decided, or second (by sample, or the line manager judged)
 *   waiting ─ more ─▶ more ─ handed in again ─▶ waiting, a new round
 *   second  ─ same ─▶ decided      second ─ other ─▶ third ─▶ decided                 */
#include "app/apply/apply_private.h"

#include "app/people/leader.h"
#include "base/crypto.h"
#include "base/utf8.h"

/* One number for each application, the same every time; nobody who applies can steer it. */
bool apply_is_sampled(str seed, str public_id, int64_t percent)
{
    struct sha256 h = hmac_sha256(seed, public_id);
    unsigned n = (unsigned)h.b[0] << 24 | (unsigned)h.b[1] << 16 | (unsigned)h.b[2] << 8 | h.b[3];

    return n % 100 < (unsigned)percent;
}

/* ---- who ---- */

/* Everything that somebody here is known by: all addresses of the account, and
 * of the person in the directory that one of them belongs to. */
#define PERSONS_OF(folded)                                                                                         \
    "(SELECT s.id FROM person s WHERE s.org_id = $1 AND s.folded " folded                                          \
    " UNION SELECT t.person_id FROM person_address t WHERE t.org_id = $1 AND t.folded " folded ")"
#define OWN_ADDRESSES "IN (SELECT e.folded FROM account_email e WHERE e.account_id = $2)"
static const char sql_is_self[] = SQL(
    "SELECT count(*) FROM account x WHERE x.id = $2 AND ($3 " OWN_ADDRESSES
    " OR EXISTS (SELECT 1 FROM person q WHERE q.id IN " PERSONS_OF("= $3") " AND q.id IN " PERSONS_OF(OWN_ADDRESSES) "))");
static const char sql_is_manager[] = SQL(
    "SELECT count(*) FROM person q WHERE q.id IN " PERSONS_OF("= $3") " AND q.manager_id IN " PERSONS_OF(OWN_ADDRESSES));
static const char sql_is_over[] = SQL("SELECT count(*) FROM person m WHERE m.id IN " LEADER_ABOVE(PERSONS_OF("= $3")) " AND m.id IN " PERSONS_OF(OWN_ADDRESSES));
static const char sql_has_judged[] = SQL(
    "SELECT count(*) FROM judgement WHERE application_id = $1 AND round = $2 AND account_id = $3");

code application_relation(struct db *db, const struct application *p, int64_t account, struct apply_relation *out, struct error *err)
{
    struct args who = ARGS(v_int(p->org), v_int(account), v_str(p->folded));
    int64_t self = 0, manager = 0, judged = 0, over = 0;
    bool granted = false;

    TRY(db_int(db, sql_is_self, who, &self, err));
    TRY(db_int(db, sql_is_manager, who, &manager, err));
    TRY(db_int(db, sql_has_judged, ARGS(v_int(p->id), v_int(p->round), v_int(account)), &judged, err));
    *out = (struct apply_relation){self > 0, manager > 0, judged > 0, false, false};
    TRY(leaders_judge(db, p->org, LED_APPLICATIONS, &granted, err));
    if (!granted)
        return OK;
    TRY(db_int(db, sql_is_over, who, &over, err));
    TRY(leader_at(db, &(struct leader_at){p->org, account, p->folded}, &out->may_lead, err));
    out->is_over = over > 0;
    out->is_manager = out->is_over;
    out->may_lead = out->may_lead && !out->is_self;
    return OK;
}

static int stage_of(const struct application *p)
{
    return str_eq(p->state, S("third")) ? 3 : str_eq(p->state, S("second")) ? 2 : 1;
}

static code may_judge(struct db *db, struct arena *a, const struct application *p, int64_t account, struct apply_relation *rel, struct error *err)
{
    struct access x;
    bool may = false;

    TRY(application_relation(db, p, account, rel, err));
    if (rel->is_self)
        return fail(err, DENIED, "application", "this application is your own: somebody else has to judge it");
    if (rel->has_judged)
        return fail(err, DENIED, "application", "you have judged this one: somebody else has to look at it now");
    if (stage_of(p) > 1 && rel->is_over)
        return fail(err, DENIED, "application", "who leads this person does not judge it a second time: somebody else has to look");
    if (stage_of(p) == 1 && rel->may_lead)
        return OK;
    TRY(access_load(db, a, p->org, account, &x, err));
    TRY(access_reaches(db, &x, &(struct reach_ask){.right = stage_of(p) == 1 ? JUDGE_EVIDENCE : CHECK_JUDGES, .what = OF_APPLICATION, .id = p->id},
                       &may, err));
    if (!may)
        return fail(err, DENIED, "application", stage_of(p) == 1 ? "this person may not judge it" : "this person may not judge it a second time");
    return OK;
}

/* ---- assigning ---- */

static const char sql_assign[] = SQL(
    "UPDATE application SET assigned_to = $3, changed_at = $4 WHERE org_id = $1 AND id = $2 AND state IN ('waiting', 'second', 'third')");

code application_assign(struct db *db, struct arena *a, const struct apply_assign *w, struct error *err)
{
    struct application p;
    struct apply_relation rel;
    int64_t changed = 0;

    TRY(application_get(db, a, w->org, w->id, &p, err));
    if (w->to)
        TRY(may_judge(db, a, &p, w->to, &rel, err));
    TRY(db_run(db, sql_assign, ARGS(v_int(w->org), v_int(w->id), v_int_if(w->to > 0, w->to), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "application", "it does not wait for a judge now");
    if (w->to)
        TRY(evidence_name_reader(db, p.folder, w->to, err));
    return org_log(db, w->org, w->by, "apply.assign", str_printf(a, "application %lld", (long long)w->id), p.name, err);
}

static const char sql_next[] = SQL(
    "SELECT id FROM application WHERE org_id = $1 AND state IN ('waiting', 'second', 'third') AND (assigned_to IS NULL OR assigned_to = $2)"
    " ORDER BY CASE WHEN assigned_to = $2 THEN 0 ELSE 1 END, coalesce(due_at, submitted_at), id LIMIT 50");

/* Read whole before asking of each: a statement is not left open over others. */
code application_next(struct db *db, struct arena *a, int64_t org, int64_t account, int64_t *id, struct error *err)
{
    struct rows *r = db_query(db, sql_next, ARGS(v_int(org), v_int(account)));
    LIST(int64_t) found = {0};

    while (rows_next(r))
        *list_add(a, &found) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < found.n; i++) {
        struct application p;
        struct apply_relation rel;
        TRY(application_get(db, a, org, found.items[i], &p, err));
        *id = p.id;
        if (may_judge(db, a, &p, account, &rel, NULL) == OK)
            return OK;
    }
    return fail(err, NOT_FOUND, "application", "nothing waits that you may judge");
}

#define LED_FOLDED                                                                                                               \
    "(SELECT p.folded FROM person p WHERE " WORKS_HERE("p", "$3") " AND p.id IN " ACCESS_UNDER(ACCESS_LEADER("$1", "$2", "$3"))    \
    " UNION SELECT t.folded FROM person_address t JOIN person p ON p.id = t.person_id WHERE " WORKS_HERE("p", "$3")               \
    " AND p.id IN " ACCESS_UNDER(ACCESS_LEADER("$1", "$2", "$3")) ")"
#define LED                                                                                                                      \
    "SELECT a.id FROM application a WHERE a.org_id = $1 AND a.state = 'waiting' AND (a.assigned_to IS NULL OR a.assigned_to = $2) AND a.id > $4" \
    " AND a.folded IN " LED_FOLDED " AND a.folded NOT IN (SELECT e.folded FROM account_email e WHERE e.account_id = $2) ORDER BY a.id LIMIT $5"
static const char sql_led[] = SQL(LED);
static const char sql_led_count[] = SQL("SELECT count(*) FROM (" LED ") x");

code applications_led_count(struct db *db, const struct apply_led_ask *q, int64_t *out, struct error *err)
{
    bool granted = false;

    *out = 0;
    TRY(leaders_judge(db, q->org, LED_APPLICATIONS, &granted, err));
    return granted ? db_int(db, sql_led_count, ARGS(v_int(q->org), v_int(q->account), v_int(clock_now()), v_int(q->after), v_int(q->limit)), out, err) : OK;
}

code applications_led(struct db *db, struct arena *a, const struct apply_led_ask *q, struct applications *out, struct error *err)
{
    struct id_list ids = {0};
    bool granted = false;

    TRY(leaders_judge(db, q->org, LED_APPLICATIONS, &granted, err));
    if (!granted)
        return OK;
    struct rows *r = db_query(db, sql_led, ARGS(v_int(q->org), v_int(q->account), v_int(clock_now()), v_int(q->after), v_int(q->limit)));
    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(application_get(db, a, q->org, ids.items[i], list_add(a, out), err));
    return OK;
}

static const char sql_judges[] = SQL(
    "SELECT c.id, c.name, e.address FROM member m JOIN account c ON c.id = m.account_id"
    " LEFT JOIN account_email e ON e.account_id = c.id AND e.is_primary = 1 WHERE m.org_id = $1 ORDER BY lower(c.name), c.id");

code apply_judges(struct db *db, struct arena *a, int64_t org, struct judge_people *out, struct error *err)
{
    struct rows *r = db_query(db, sql_judges, ARGS(v_int(org)));
    struct judge_people all = {0};

    while (rows_next(r)) {
        str name = row_str(r, 1, a);
        *list_add(a, &all) = (struct judge_person){row_int(r, 0), name.n ? name : row_str(r, 2, a)};
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        if (org_may_some(db, a, org, all.items[i].account, SEE_QUEUE))
            *list_add(a, out) = all.items[i];
    return OK;
}

static const char sql_counts[] = SQL(
    "SELECT count(*), coalesce(sum(CASE WHEN due_at < $2 THEN 1 ELSE 0 END), 0) FROM application"
    " WHERE org_id = $1 AND state IN ('waiting', 'second', 'third')");

code apply_counts(struct db *db, int64_t org, struct apply_count *out, struct error *err)
{
    struct rows *r = db_query(db, sql_counts, ARGS(v_int(org), v_int(clock_now())));

    if (rows_next(r))
        *out = (struct apply_count){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

/* ---- what was judged ---- */

static const char sql_judgements[] = SQL(
    "SELECT j.id, j.round, j.stage, j.account_id, j.verdict, j.reason, j.note, c.name, j.created_at FROM judgement j"
    " LEFT JOIN account c ON c.id = j.account_id WHERE j.application_id = $1 ORDER BY j.round, j.stage");
static const char sql_items[] = SQL(
    "SELECT i.judgement_id, i.item, i.words, i.ticks FROM judgement_item i JOIN judgement j ON j.id = i.judgement_id WHERE j.application_id = $1");

static struct judgement *find_judgement(struct judgements *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    return NULL;
}

code application_judgements(struct db *db, struct arena *a, int64_t id, struct judgements *out, struct error *err)
{
    struct rows *r = db_query(db, sql_judgements, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct judgement){
            .id = row_int(r, 0), .round = row_int(r, 1), .stage = row_int(r, 2), .account = row_int(r, 3), .verdict = row_str(r, 4, a),
            .reason = row_str(r, 5, a), .note = row_str(r, 6, a), .who = row_str(r, 7, a), .at = row_int(r, 8)};
    TRY(rows_end(r, err));
    r = db_query(db, sql_items, ARGS(v_int(id)));
    while (rows_next(r)) {
        struct judgement *j = find_judgement(out, row_int(r, 0));
        if (j)
            *list_add(a, &j->items) = (struct judged_item){row_str(r, 1, a), row_str(r, 2, a), row_int(r, 3)};
    }
    return rows_end(r, err);
}

/* ---- judging ---- */

static int64_t ticks_for(const struct judged_items *items, str item)
{
    for (size_t i = 0; items && i < items->n; i++)
        if (str_eq(items->items[i].item, item))
            return items->items[i].ticks;
    return 0;
}

/* A badge without criteria is judged as a whole, under no name. */
static code check_ticks(const struct badge_version_row *v, const struct judge_act *j, struct error *err)
{
    if (v->items.n == 0 && ticks_for(j->items, S("")) != TICKS_ALL)
        return fail(err, BAD_INPUT, "ticks", "to award it, all four questions must be answered with yes");
    for (size_t i = 0; i < v->items.n; i++)
        if (v->items.items[i].is_required && ticks_for(j->items, v->items.items[i].id) != TICKS_ALL)
            return fail(err, BAD_INPUT, "ticks", "to award it, all four questions must be answered with yes for “" STR_FMT "”",
                        STR_ARG(utf8_cut(v->items.items[i].text, 80)));
    return OK;
}

static code check_verdict(struct db *db, struct arena *a, const struct application *p, const struct judge_act *j, struct error *err)
{
    struct badge_version_row v;
    bool is_pass = str_eq(j->verdict, S("pass")), is_more = str_eq(j->verdict, S("more"));

    if (!is_pass && !is_more && !str_eq(j->verdict, S("decline")))
        return fail(err, BAD_INPUT, "verdict", "choose what shall become of it");
    if (is_more && stage_of(p) > 1)
        return fail(err, BAD_INPUT, "verdict", "the second judge says yes or no: what is missing, the first one asks for");
    if (!is_pass && str_is_empty(j->reason))
        return fail(err, BAD_INPUT, "reason", is_more ? "say what is missing: the applicant reads it" : "say why: the applicant reads it");
    if (!is_pass)
        return OK;
    TRY(catalog_version(db, a, p->version, &v, err));
    return check_ticks(&v, j, err);
}

static const char sql_judge[] = SQL(
    "INSERT INTO judgement (application_id, round, stage, account_id, verdict, reason, note, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id");
static const char sql_item[] = SQL("INSERT INTO judgement_item (judgement_id, item, ticks, words) VALUES ($1, $2, $3, $4)");

static code write_judgement(struct db *db, const struct application *p, const struct judge_act *j, struct error *err)
{
    int64_t id = 0;

    TRY(db_int(db, sql_judge,
               ARGS(v_int(p->id), v_int(p->round), v_int(stage_of(p)), v_int(j->account), v_str(j->verdict), v_str(j->reason),
                    v_str(j->note.n ? j->note : S("")), v_int(clock_now())),
               &id, err));
    for (size_t i = 0; j->items && i < j->items->n; i++) {
        const struct judged_item *it = &j->items->items[i];
        TRY(db_run(db, sql_item, ARGS(v_int(id), v_str(it->item), v_int(it->ticks), v_str(it->words.n ? it->words : S(""))), NULL, err));
    }
    return OK;
}

static const char sql_first_verdict[] = SQL("SELECT verdict FROM judgement WHERE application_id = $1 AND round = $2 AND stage = 1");

static code first_verdict(struct db *db, struct arena *a, const struct application *p, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_first_verdict, ARGS(v_int(p->id), v_int(p->round)));

    *out = rows_next(r) ? row_str(r, 0, a) : S("");
    return rows_end(r, err);
}

static code next_state(struct db *db, struct arena *a, const struct application *p, const struct judge_act *j, bool is_manager, str *out, struct error *err)
{
    str before = S("");
    int stage = stage_of(p);

    *out = str_eq(j->verdict, S("pass")) ? S("passed") : str_eq(j->verdict, S("more")) ? S("more") : S("declined");
    if (str_eq(j->verdict, S("more")))
        return OK;
    if (stage == 1 && (p->is_sampled || is_manager))
        *out = S("second");
    if (stage == 2)
        TRY(first_verdict(db, a, p, &before, err));
    if (stage == 2 && !str_eq(before, j->verdict))
        *out = S("third");
    return OK;
}

static const char sql_move[] = SQL(
    "UPDATE application SET state = $3, reason = $4, decided_at = $5, told_at = NULL, assigned_to = NULL, changed_at = $6"
    " WHERE id = $1 AND state = $2");

static bool is_decided(str state)
{
    return str_eq(state, S("passed")) || str_eq(state, S("declined")) || str_eq(state, S("more"));
}

static code move(struct db *db, const struct application *p, str to, str reason, struct error *err)
{
    bool decided = is_decided(to);
    int64_t changed = 0;

    TRY(db_run(db, sql_move,
               ARGS(v_int(p->id), v_str(p->state), v_str(to), v_str(decided ? reason : S("")), v_int_if(decided, clock_now()), v_int(clock_now())),
               &changed, err));
    return changed ? OK : fail(err, CONFLICT, "application", "somebody judged this meanwhile");
}

code application_judge(struct db *db, struct arena *a, const struct application *p, const struct judge_act *j, struct error *err)
{
    struct apply_relation rel;
    str to;

    if (!application_is_judged(p))
        return fail(err, CONFLICT, "application", "it does not wait for a judge now");
    TRY(may_judge(db, a, p, j->account, &rel, err));
    if (p->assigned && p->assigned != j->account)
        return fail(err, CONFLICT, "application", "it is with somebody else: take it first");
    TRY(check_verdict(db, a, p, j, err));
    TRY(next_state(db, a, p, j, rel.is_manager, &to, err));
    TRY(move(db, p, to, j->reason, err));
    TRY(write_judgement(db, p, j, err));
    TRY(evidence_name_reader(db, p->folder, j->account, err));
    TRY(apply_touch_standing(db, a, p, err));
    if (is_decided(to))
        TRY(apply_tell_later(db, a, p, clock_now(), err));
    if (str_eq(to, S("declined")))
        TRY(apply_count_places(db, p, -1, err));
    return org_log(db, p->org, j->account, "apply.judge", str_printf(a, "application %lld", (long long)p->id),
                   str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(p->name), STR_ARG(j->verdict)), err);
}

/* ---- taking back ---- */

static const char sql_last[] = SQL(
    "SELECT id, stage, account_id FROM judgement WHERE application_id = $1 AND round = $2 ORDER BY stage DESC LIMIT 1");
static const char sql_drop[] = SQL("DELETE FROM judgement WHERE id = $1");
static const char sql_back[] = SQL(
    "UPDATE application SET state = $3, reason = '', decided_at = NULL, assigned_to = $4, changed_at = $5 WHERE id = $1 AND state = $2 AND told_at IS NULL");

code application_take_back(struct db *db, struct arena *a, const struct application *p, int64_t account, struct error *err)
{
    static const char *const states[] = {"", "waiting", "second", "third"};
    struct rows *r = db_query(db, sql_last, ARGS(v_int(p->id), v_int(p->round)));
    bool found = rows_next(r);
    int64_t id = found ? row_int(r, 0) : 0, stage = found ? row_int(r, 1) : 0, who = found ? row_int(r, 2) : 0, changed = 0;

    TRY(rows_end(r, err));
    if (!found || who != account)
        return fail(err, CONFLICT, "application", "there is no judgement of yours that could be taken back");
    TRY(db_run(db, sql_back, ARGS(v_int(p->id), v_str(p->state), v_str(cstr(states[stage])), v_int(account), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "application", "it is too late: the applicant was told");
    TRY(db_run(db, sql_drop, ARGS(v_int(id)), NULL, err));
    if (str_eq(p->state, S("declined")))
        TRY(apply_count_places(db, p, 1, err));
    TRY(apply_touch_standing(db, a, p, err));
    return org_log(db, p->org, account, "apply.take-back", str_printf(a, "application %lld", (long long)p->id), p->name, err);
}
