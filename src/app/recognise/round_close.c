/* recognise/round_close.c — a round ends: what cannot be accepted is declined, who has
 * most is chosen, the others are declined, and the next round opens. */
#include "app/recognise/recognise_private.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/org/members.h"
#include "app/recognise/round.h"

struct closing { struct app *app; struct db *db; struct arena *a; struct scheme s; int64_t round; };

/* ---- who is in it ---- */

static const char sql_waiting[] = SQL("SELECT id FROM nomination WHERE round_id = $1 AND state = 'waiting' ORDER BY id");

static code load_waiting(const struct closing *c, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(c->db, sql_waiting, ARGS(v_int(c->round)));

    while (rows_next(r))
        *list_add(c->a, out) = row_int(r, 0);
    return rows_end(r, err);
}

/* Who has left, rests, or was nominated in return: told so, as when somebody decides. */
static code sift(const struct closing *c, struct error *err)
{
    struct id_list waiting = {0};
    struct nomination n;

    TRY(load_waiting(c, &waiting, err));
    for (size_t i = 0; i < waiting.n; i++) {
        struct error why = {0};
        TRY(nomination_get(c->db, c->a, c->s.org, waiting.items[i], &n, err));
        nomination_hide_address(&n);
        code may = nomination_check_yes(c->db, c->a, &n, &why);
        if (may == CONFLICT)
            TRY(nomination_decide(c->db, c->a, &n, &(struct outcome_of){.reason = str_copy(c->a, cstr(why.text))}, err));
        else if (may != OK)
            return fail(err, may, "nomination", "%s", why.text);
    }
    return OK;
}

/* Of each person, by different accounts; or of those who decide, who said yes to any of it. */
#define LAST                                                                                                            \
    "coalesce((SELECT max(o.decided_at) FROM nomination o JOIN award w ON w.id = o.award_id WHERE o.scheme_id = n.scheme_id AND o.person_id = n.person_id" \
    " AND o.state = 'accepted' AND w.revoked_at IS NULL), 0)"
static const char sql_by_nominations[] = SQL(
    "SELECT n.person_id, min(n.id), count(DISTINCT coalesce(n.account_id, -n.id)), " LAST " FROM nomination n WHERE n.round_id = $1 AND n.state = 'waiting'"
    " GROUP BY n.person_id, n.scheme_id ORDER BY 2");
static const char sql_by_votes[] = SQL(
    "SELECT n.person_id, min(n.id), (SELECT count(DISTINCT v.account_id) FROM nomination_vote v JOIN nomination m ON m.id = v.nomination_id"
    " JOIN recognition_decider d ON d.scheme_id = m.scheme_id AND d.account_id = v.account_id"
    " WHERE m.round_id = $1 AND m.person_id = n.person_id AND m.state = 'waiting' AND v.is_yes = 1 AND " HAS_ROLE("m.org_id", "v.account_id", "$2") "), " LAST
    " FROM nomination n WHERE n.round_id = $1 AND n.state = 'waiting' GROUP BY n.person_id, n.scheme_id ORDER BY 2");

static code load_contenders(const struct closing *c, struct contenders *out, struct error *err)
{
    bool by_votes = str_eq(c->s.counts, S("votes"));
    struct rows *r = by_votes ? db_query(c->db, sql_by_votes, ARGS(v_int(c->round), v_int(clock_now()))) : db_query(c->db, sql_by_nominations, ARGS(v_int(c->round)));

    while (rows_next(r))
        *list_add(c->a, out) = (struct contender){.person = row_int(r, 0), .first = row_int(r, 1), .n = row_int(r, 2), .last = row_int(r, 3)};
    return rows_end(r, err);
}

/* ---- what it comes to ---- */

static code decide_one(struct db *db, struct arena *a, int64_t org, int64_t id, const struct outcome_of *to, struct error *err)
{
    struct nomination n;

    TRY(nomination_get(db, a, org, id, &n, err));
    return str_eq(n.state, S("waiting")) ? nomination_decide(db, a, &n, to, err) : OK;
}

struct waiting_of { int64_t id, person; };
static const char sql_of_round[] = SQL("SELECT id, person_id FROM nomination WHERE round_id = $1 AND state = 'waiting' ORDER BY id");

/* The first of a person is what the award is made of; the others of them come to the same. */
static code settle(const struct closing *c, const struct contenders *all, bool declines, struct error *err)
{
    struct rows *r = db_query(c->db, sql_of_round, ARGS(v_int(c->round)));
    LIST(struct waiting_of) waiting = {0};

    while (rows_next(r))
        *list_add(c->a, &waiting) = (struct waiting_of){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < waiting.n; i++) {
        struct outcome_of to = {.reason = said("This time somebody else was chosen.")};
        for (size_t k = 0; k < all->n; k++)
            if (all->items[k].is_chosen && all->items[k].person == waiting.items[i].person)
                to = (struct outcome_of){.is_yes = true, .lead = all->items[k].first == waiting.items[i].id ? 0 : all->items[k].first, .reason = S("")};
        if (to.is_yes == declines)
            continue;
        TRY(decide_one(c->db, c->a, c->s.org, waiting.items[i].id, &to, err));
    }
    return OK;
}

static const char sql_state[] = SQL("UPDATE recognition_round SET state = $2, decided_at = $3 WHERE id = $1");

static code set_state(const struct closing *c, const char *state, struct error *err)
{
    return db_run(c->db, sql_state, ARGS(v_int(c->round), v_str(cstr(state)), v_int(clock_now())), NULL, err);
}

/* ---- those who decide are asked, or told ---- */

static const char sql_deciders[] = SQL(
    "SELECT d.account_id, a.name FROM recognition_decider d JOIN account a ON a.id = d.account_id WHERE d.scheme_id = $1 AND " HAS_ROLE("$2", "d.account_id", "$3")
    " ORDER BY d.account_id");

static code tell_deciders(const struct closing *c, const char *kind, struct error *err)
{
    struct deciders all = {0};
    struct rows *r;
    bool off = false;

    TRY(letter_is_off(c->db, c->a, c->s.org, kind, &off, err));
    if (off)
        return OK;
    r = db_query(c->db, sql_deciders, ARGS(v_int(c->s.id), v_int(c->s.org), v_int(clock_now())));
    while (rows_next(r))
        *list_add(c->a, &all) = (struct decider){.account = row_int(r, 0), .name = row_str(r, 1, c->a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++) {
        struct mail m = {.org = c->s.org, .kind = cstr(kind), .to_address = member_address(c->db, c->a, all.items[i].account), .to_name = all.items[i].name};
        TRY(mail_letter(c->app, c->db, c->a,
                        &(struct letter){.kind = kind, .org = c->s.org, .message = c->s.name,
                                         .link = app_url(c->a, c->app, str_printf(c->a, "/org/%lld/recognition", (long long)c->s.org))}, &m, err));
    }
    return OK;
}

static const char sql_no_votes[] = SQL(
    "DELETE FROM nomination_vote WHERE is_yes = 1 AND nomination_id IN (SELECT n.id FROM nomination n WHERE n.round_id = $1 AND n.state = 'waiting')");

/* Everybody of the panel votes anew, on those alone who are level. */
static code ask_panel(const struct closing *c, const struct contenders *all, struct error *err)
{
    TRY(settle(c, all, true, err));
    TRY(db_run(c->db, sql_no_votes, ARGS(v_int(c->round)), NULL, err));
    TRY(set_state(c, "panel", err));
    return tell_deciders(c, "round-tied", err);
}

static code close_round(const struct closing *c, struct error *err)
{
    struct contenders all = {0};
    enum round_end end;

    TRY(sift(c, err));
    TRY(load_contenders(c, &all, err));
    end = round_choose(&all, c->s.tie);
    if (end == ROUND_PANEL)
        return ask_panel(c, &all, err);
    TRY(settle(c, &all, false, err));
    TRY(settle(c, &all, true, err));
    TRY(set_state(c, end == ROUND_DECIDED ? "decided" : "passed", err));
    return end == ROUND_PASSED ? tell_deciders(c, "round-passed", err) : OK;
}

/* The row is held, so that two runners do not end it twice; one that was moved ends later. */
static const char sql_due[] = SQL("UPDATE recognition_round SET state = state WHERE org_id = $1 AND id = $2 AND state = 'open' AND closes_at <= $3 RETURNING scheme_id");
static const char sql_line_up[] = SQL("UPDATE recognition_scheme SET nominated = nominated WHERE id IN (SELECT r.scheme_id FROM recognition_round r WHERE r.id = $1)");

static code close_due(struct closing *c, int64_t org, struct error *err)
{
    struct rows *r;
    int64_t scheme = 0;

    TRY(db_run(c->db, sql_line_up, ARGS(v_int(c->round)), NULL, err));
    r = db_query(c->db, sql_due, ARGS(v_int(org), v_int(c->round), v_int(clock_now())));
    if (rows_next(r))
        scheme = row_int(r, 0);
    TRY(rows_end(r, err));
    if (scheme == 0)
        return OK;
    TRY(scheme_get(c->db, c->a, org, scheme, &c->s, err));
    TRY(close_round(c, err));
    return round_follow_scheme(c->db, c->a, org, scheme, err);
}

enum job_result recognise_run_close(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct closing c = {.app = ctx, .db = db, .a = a};
    int64_t org;

    if (!job_names(j, &org, &c.round))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    return db_end(db, close_due(&c, org, err), err) == OK ? JOB_DONE : JOB_RETRY;
}

/* ---- the panel, and taking back ---- */

static const char sql_left[] = SQL("SELECT count(*) FROM nomination WHERE round_id = $1 AND state = 'waiting'");
static const char sql_chosen[] = SQL("SELECT count(*) FROM nomination WHERE round_id = $1 AND state = 'accepted'");

code round_after_vote(struct db *db, struct arena *a, const struct nomination *n, bool is_yes, struct error *err)
{
    struct closing c = {.db = db, .a = a, .s = {.org = n->org}, .round = n->round};
    struct contenders one = {0};
    int64_t left = 0, chosen = 0;

    if (!str_eq(n->round_state, S("panel")))
        return OK;
    if (is_yes) {
        *list_add(a, &one) = (struct contender){.person = n->person, .first = n->id, .is_chosen = true};
        TRY(settle(&c, &one, false, err));
        TRY(settle(&c, &one, true, err));
        return set_state(&c, "decided", err);
    }
    TRY(db_int(db, sql_left, ARGS(v_int(n->round)), &left, err));
    TRY(db_int(db, sql_chosen, ARGS(v_int(n->round)), &chosen, err));
    return left || chosen ? OK : set_state(&c, "passed", err);
}

/* What is told already, and what the panel itself had struck out, stays. */
static const char sql_back[] = SQL(
    "UPDATE recognition_round SET state = 'panel', decided_at = NULL WHERE org_id = $1 AND scheme_id = $2 AND id = $3 AND state = 'decided'"
    " AND EXISTS (SELECT 1 FROM nomination n WHERE n.round_id = $3 AND n.state = 'accepted' AND n.told_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM nomination t WHERE t.round_id = $3 AND t.state = 'accepted' AND t.told_at IS NOT NULL)");
static const char sql_wait[] = SQL(
    "UPDATE nomination SET state = 'waiting', reason = '', decided_at = NULL, lead_id = NULL, changed_at = $2 WHERE round_id = $1 AND told_at IS NULL"
    " AND (state = 'accepted' OR (state = 'declined' AND NOT EXISTS (SELECT 1 FROM nomination_vote v WHERE v.nomination_id = nomination.id AND v.is_yes = 0)))");
static const char sql_round[] = SQL("SELECT count(*) FROM recognition_round WHERE org_id = $1 AND scheme_id = $2 AND id = $3");

static code take_back(struct db *db, struct arena *a, const struct round_back *w, struct error *err)
{
    int64_t changed = 0, known = 0;

    TRY(db_run(db, sql_line_up, ARGS(v_int(w->round)), NULL, err));
    TRY(db_run(db, sql_back, ARGS(v_int(w->org), v_int(w->scheme), v_int(w->round)), &changed, err));
    if (changed == 0) {
        TRY(db_int(db, sql_round, ARGS(v_int(w->org), v_int(w->scheme), v_int(w->round)), &known, err));
        return known ? fail(err, CONFLICT, "round", "it is too late: what was decided was told") : fail(err, NOT_FOUND, "round", "there is no such round");
    }
    TRY(db_run(db, sql_wait, ARGS(v_int(w->round), v_int(clock_now())), NULL, err));
    TRY(db_run(db, sql_no_votes, ARGS(v_int(w->round)), NULL, err));
    return org_log(db, w->org, w->by, "recognise.round-back", str_printf(a, "round %lld", (long long)w->round), S(""), err);
}

code round_take_back(struct db *db, struct arena *a, const struct round_back *w, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, take_back(db, a, w, err), err);
}
