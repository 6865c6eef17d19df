/* evidence/evidence_see.c — who may see a piece, who did, and to whom it is opened. */
#include "app/evidence/evidence.h"

#include "app/people/leader.h"
#include "base/codec.h"
#include "base/crypto.h"

str evidence_path(struct arena *a, const struct evidence_folder *f)
{
    return str_join(a, S("/evidence/"), f->public_id);
}

/* Proof of the mailbox for one folder, as the links of awards have it: nothing is stored. */
str evidence_key(struct arena *a, const struct app *app, const struct evidence_folder *f)
{
    str what = str_printf(a, "evidence " STR_FMT " " STR_FMT, STR_ARG(f->public_id), STR_ARG(f->folded));
    struct sha256 mac = hmac_sha256(app->link_secret, what);

    return base64url_encode(a, (str){(const char *)mac.b, 16});
}

/* ---- who looks ---- */

static const char sql_owns[] = SQL(
    "SELECT count(*) FROM account_email WHERE account_id = $1 AND folded = $2 AND verified_at IS NOT NULL");
static const char sql_handed_in[] = SQL("SELECT count(*) FROM application WHERE folder_id = $1 AND round > 0");
/* NULL: no row; 0: without an end, a judge. */
static const char sql_named[] = SQL(
    "SELECT min(coalesce(until_at, 0)) FROM evidence_reader WHERE folder_id = $1 AND account_id = $2 AND (until_at IS NULL OR until_at > $3)");

/* Judges see what belongs to an application in the queue, and nothing else. */
static code is_handed_in(struct db *db, const struct evidence_folder *f, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_handed_in, ARGS(v_int(f->id)), &n, err));
    *out = n > 0;
    return OK;
}

static code read_named(struct db *db, const struct evidence_folder *f, struct evidence_viewer *v, struct error *err)
{
    struct rows *r = db_query(db, sql_named, ARGS(v_int(f->id), v_int(v->account), v_int(clock_now())));

    v->is_named = rows_next(r) && !row_is_null(r, 0);
    v->open_until = v->is_named ? row_int(r, 0) : 0;
    return rows_end(r, err);
}

/* Who judges because they lead somebody may have no role: as long as they lead them, and it is granted. */
static code judges_as_leader(struct request *rq, const struct evidence_folder *f, bool *out, struct error *err)
{
    TRY(leaders_judge(rq->db, f->org, LED_APPLICATIONS, out, err));
    return *out ? leader_at(rq->db, &(struct leader_at){f->org, rq->session->account, f->folded}, out, err) : OK;
}

code evidence_viewer_of(struct request *rq, const struct evidence_folder *f, str key, struct evidence_viewer *out, struct error *err)
{
    int64_t account = rq->session->account, owns = 0;

    *out = (struct evidence_viewer){.account = account};
    if (!str_is_empty(key) && !str_is_empty(f->folded))
        out->is_owner = crypto_equal(key, evidence_key(rq->arena, app_of(rq), f));
    if (account == 0)
        return OK;
    TRY(db_int(rq->db, sql_owns, ARGS(v_int(account), v_str(f->folded)), &owns, err));
    TRY(read_named(rq->db, f, out, err));
    out->is_owner |= owns > 0 && !str_is_empty(f->folded);
    out->works_here = app_allow(rq, VIEW_ORG, f->org) == OK;
    if (!out->works_here && out->is_named)
        TRY(judges_as_leader(rq, f, &out->works_here, err));
    out->is_member = app_allow(rq, VIEW_EVIDENCE, f->org) == OK;
    out->may_open = app_allow(rq, OPEN_EVIDENCE, f->org) == OK;
    if (!out->is_member && app_allow(rq, SEE_QUEUE, f->org) == OK)
        TRY(is_handed_in(rq->db, f, &out->is_member, err));
    out->may_tidy = app_allow(rq, MANAGE_PEOPLE, f->org) == OK;
    return OK;
}

/* A named reader who is no member any more sees nothing: the right is asked each time. */
bool evidence_may_see(const struct evidence_piece *e, const struct evidence_viewer *v, bool by_link)
{
    if (v->is_owner || (v->account && v->account == e->account && v->works_here))
        return true;
    if ((v->is_member && e->audience != TO_NAMED) || (v->works_here && v->is_named))
        return true;
    return e->audience == TO_EVERYBODY || (e->audience == TO_LINK && by_link);
}

static const char sql_name[] = SQL(
    "INSERT INTO evidence_reader (folder_id, account_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (folder_id, account_id) DO UPDATE SET until_at = NULL");

code evidence_name_reader(struct db *db, int64_t folder, int64_t account, struct error *err)
{
    return db_run(db, sql_name, ARGS(v_int(folder), v_int(account), v_int(clock_now())), NULL, err);
}

/* ---- opened with a reason ---- */

#define REASON_LEAST 8
#define REASON_MOST  300

static const char sql_open[] = SQL(
    "INSERT INTO evidence_reader (folder_id, account_id, created_at, until_at, reason) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (folder_id, account_id) DO UPDATE SET until_at = excluded.until_at, reason = excluded.reason"
    " WHERE evidence_reader.until_at IS NOT NULL");

static code open_rows(struct db *db, struct arena *a, const struct evidence_opening *o, struct error *err)
{
    msec now = clock_now();

    TRY(db_run(db, sql_open, ARGS(v_int(o->folder->id), v_int(o->by->account), v_int(now), v_int(now + EVIDENCE_OPEN), v_str(o->reason)), NULL, err));
    return org_log(db, o->folder->org, o->by->account, "evidence.open", str_printf(a, "evidence of " STR_FMT, STR_ARG(o->folder->title)), o->reason, err);
}

code evidence_need_reason(str reason, struct error *err)
{
    if (reason.n < REASON_LEAST || reason.n > REASON_MOST)
        return fail(err, BAD_INPUT, "reason", "say in a sentence why you have to look; whose evidence it is will read it");
    return OK;
}

code evidence_open_up(struct db *db, struct arena *a, const struct evidence_opening *o, struct error *err)
{
    if (!o->by->may_open)
        return fail(err, DENIED, "evidence", "your role does not allow this");
    TRY(evidence_need_reason(o->reason, err));
    TRY(db_begin(db, err));
    return db_end(db, open_rows(db, a, o, err), err);
}

/* ---- who looked: an hour a row, so that a machine cannot fill the table ---- */

static const char sql_seen[] = SQL(
    "INSERT INTO evidence_view (evidence_id, account_id, hour, first_at, times) VALUES ($1, $2, $3, $4, 1)"
    " ON CONFLICT (evidence_id, account_id, hour) DO UPDATE SET times = evidence_view.times + 1");

code evidence_note_view(struct db *db, const struct evidence_piece *e, int64_t account, struct error *err)
{
    msec now = clock_now();

    return db_run(db, sql_seen, ARGS(v_int(e->id), v_int(account), v_int(now / HOUR), v_int(now)), NULL, err);
}

#define VIEWS_SHOWN 100
static const char sql_views[] = SQL(
    "SELECT e.title, c.name, s.times, s.first_at, coalesce(n.reason, '') FROM evidence e JOIN evidence_view s ON s.evidence_id = e.id"
    " LEFT JOIN account c ON c.id = s.account_id LEFT JOIN evidence_reader n ON n.folder_id = e.folder_id AND n.account_id = s.account_id WHERE e.folder_id = $1 ORDER BY s.first_at DESC LIMIT $2");

code evidence_views(struct db *db, struct arena *a, int64_t folder, struct evidence_view_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_views, ARGS(v_int(folder), v_int(VIEWS_SHOWN)));

    while (rows_next(r))
        *list_add(a, out) = (struct evidence_view_row){
            .title = row_str(r, 0, a), .who = row_str(r, 1, a), .times = row_int(r, 2), .at = row_int(r, 3), .reason = row_str(r, 4, a)};
    return rows_end(r, err);
}

/* ---- to whom it is opened ---- */

/* The order of the audiences is from wide to narrow. */
bool evidence_may_open_to(const struct evidence_change *c)
{
    bool is_own = c->by->is_owner || (c->by->works_here && c->by->account > 0 && c->by->account == c->piece->account);

    return is_own || (c->by->may_tidy && (c->audience >= c->piece->audience || c->piece->account != 0));
}

static const char sql_audience[] = SQL("UPDATE evidence SET audience = $2 WHERE id = $1 AND removed_at IS NULL");

static code set_audience(struct db *db, struct arena *a, const struct evidence_change *c, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_audience, ARGS(v_int(c->piece->id), v_str(cstr(evidence_audiences[c->audience].name))), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "evidence", "this was removed already");
    return org_log(db, c->folder->org, c->by->account, "evidence.audience", str_printf(a, "evidence %lld", (long long)c->piece->id),
                   str_printf(a, STR_FMT ": %s", STR_ARG(c->piece->title), evidence_audiences[c->audience].label), err);
}

code evidence_set_audience(struct db *db, struct arena *a, const struct evidence_change *c, struct error *err)
{
    if (!evidence_may_open_to(c))
        return fail(err, DENIED, "evidence", "only whose it is may let more people see it");
    TRY(db_begin(db, err));
    return db_end(db, set_audience(db, a, c, err), err);
}
