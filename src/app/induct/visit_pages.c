/* induct/visit_pages.c — what visitors see, without an account and on a phone: what they
 * read, their pass; what its code says; and passes as a list. All routes of visitors. */
#include "app/induct/induct_private.h"
#include "app/induct/visit_view.h"

#include "app/account/account.h"
#include "app/brand.h"
#include "app/zone.h"
#include "templates.h"
#include "web/out.h"

#define TRIES_PER_HOUR 60

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120},
    {"company", FIELD_LINE, "Company", .max = 120},
    {"read", FIELD_MANY, "What is read", .max = 64},
};
static const struct form_spec spec = FORM(fields);

static code load(struct request *rq, struct visit_view *v, struct error *err)
{
    struct induct_items all = {0};
    const struct str_list *sent = &form_value(v->form, "read")->many;

    TRY(lane_by_public_id(rq->db, rq->arena, request_param(rq, "lane"), &v->l, err));
    TRY(lane_documents(rq->db, rq->arena, &v->l, &all, err));
    v->self = str_join(rq->arena, S("/visit/"), v->l.public_id);
    if (v->l.stopped || !v->l.is_ready)
        v->closed = said("Nobody gets a pass here at the moment. Ask at the reception, please.");
    for (size_t i = 0; i < all.n; i++) {
        bool is_read = false;
        for (size_t k = 0; k < sent->n; k++)
            is_read = is_read || str_eq(sent->items[k], all.items[i].hash);
        *list_add(rq->arena, &v->documents) = (struct visit_document){all.items[i], as_markdown(all.items[i].document), is_read};
    }
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct visit_view v = {.form = f, .closed = S("")};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.l.name), "");
    brand_page_of(rq, &o, v.l.org, 0);
    tmpl_visit(&o, &v);
    app_send(rq, rs, &o);
    app_keep_to_oneself(rs);
    if (!f->ok)
        rs->status = 422;
}

static void visit_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

static code make(struct request *rq, struct form *f, str *token, struct error *err)
{
    struct lane l;

    TRY(lane_by_public_id(rq->db, rq->arena, request_param(rq, "lane"), &l, err));
    TRY(throttle_try(rq->db, str_printf(rq->arena, "visit " STR_FMT, STR_ARG(rq->client)), TRIES_PER_HOUR, err));
    return pass_make(rq->db, rq->arena, &(struct pass_new){&l, form_text(f, "name"), form_text(f, "company"), &form_value(f, "read")->many}, token, err);
}

static void visit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    str token = S("");
    code c = f->ok ? make(rq, f, &token, &err) : OK;

    if (c == BAD_INPUT || c == CONFLICT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, str_join(rq->arena, S("/visitor/"), token));
}

/* ---- the pass ---- */

static void answer_pass(struct request *rq, struct response *rs, struct pass_view *v, bool is_mine)
{
    /* Its last day, by the clocks there: it ends when that is over. */
    v->until = out_day_said(rq->arena, zone_day(rq->arena, v->p.time_zone, v->p.until - 1).day);
    struct out o = app_page(rq, is_mine ? "Visitor’s pass" : v->p.holds ? "Yes" : "No", "");
    brand_page_of(rq, &o, v->p.org, 0);
    if (is_mine)
        tmpl_visitor_pass(&o, v);
    else
        tmpl_visitor_check(&o, v);
    app_send(rq, rs, &o);
    app_keep_to_oneself(rs);
}

static void pass_show(struct request *rq, struct response *rs)
{
    struct pass_view v = {.self = str_join(rq->arena, S("/visitor/"), request_param(rq, "token"))};
    struct error err = {0};

    if (pass_by_token(rq->db, rq->arena, request_param(rq, "token"), &v.p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        answer_pass(rq, rs, &v, true);
}

static void check_show(struct request *rq, struct response *rs)
{
    struct pass_view v = {.self = S("")};
    struct error err = {0};

    if (pass_by_check(rq->db, rq->arena, request_param(rq, "pass"), &v.p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        answer_pass(rq, rs, &v, false);
}

static void pass_qr(struct request *rq, struct response *rs)
{
    struct pass p;
    struct error err = {0};

    if (pass_by_token(rq->db, rq->arena, request_param(rq, "token"), &p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_send_qr(rq, rs, app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/admitted/"), p.check_id)), S("no-store"));
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

/* ---- passes as a list ---- */

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    *c = (struct list_cell){.text = v[0].s, .sub = v[1].s};
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool holds = v[1].kind != VALUE_INT && v[0].i > l->now;

    c->tag = holds ? (struct tag_view){"good", "check", said("Holds")} : (struct tag_view){NULL, "ban", said("Over")};
    c->text = c->tag.words;
}

static const struct list_column columns[] = {
    {"name", "Who", SQL_PIECE("x.name, x.company"), .values = 2, .cell = name_cell, .order = SQL_PIECE("lower(x.name)")},
    {"company", "Company", SQL_PIECE("x.company"), .order = SQL_PIECE("lower(x.company)"), .extra = true},
    {"site", "Site", SQL_PIECE("coalesce(s.name, '')")},
    {"poster", "Poster", SQL_PIECE("l.name"), .order = SQL_PIECE("lower(l.name)")},
    {"came", "When", SQL_PIECE("x.created_at"), .kind = CELL_TIME, .order = SQL_PIECE("x.id"), .indexed = true},
    {"until", "Until", SQL_PIECE("x.until_at"), .kind = CELL_TIME, .order = SQL_PIECE("x.until_at")},
    {"state", "State", SQL_PIECE("x.until_at, x.ended_at"), .values = 2, .cell = state_cell},
    {"hash", "SHA-256 of what was read", SQL_PIECE("x.hashes"), .extra = true},
};
static const struct list_option states[] = {
    {"now", "Holds", SQL_PIECE("x.ended_at IS NULL AND x.until_at > :now")}, {"over", "Over", SQL_PIECE("(x.ended_at IS NOT NULL OR x.until_at <= :now)")}, {"all", "All", NULL}, {NULL},
};
static const struct list_filter filters[] = {{"state", "State", FILTER_OPTIONS, .options = states, .standard = "now"}};

static const char sql_end[] = SQL("UPDATE induct_pass SET ended_at = $3 WHERE org_id = $1 AND id = $2 AND ended_at IS NULL AND until_at > $3");
static const char sql_again[] = SQL("UPDATE induct_pass SET ended_at = NULL WHERE org_id = $1 AND id = $2");
static const char sql_forget[] = SQL("DELETE FROM induct_pass WHERE org_id = $1 AND id = $2");

static code end_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t changed = 0;

    *before = S("");
    TRY(db_run(run->db, sql_end, ARGS(v_int(run->org), v_int(row), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "pass", "this pass is over already");
    return org_log(run->db, run->org, run->account, "induction.pass-end", str_printf(run->a, "pass %lld", (long long)row), S(""), err);
}

static code end_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return db_run(run->db, sql_again, ARGS(v_int(run->org), v_int(row)), NULL, err);
}

static code forget_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    TRY(db_run(run->db, sql_forget, ARGS(v_int(run->org), v_int(row)), NULL, err));
    return org_log(run->db, run->org, run->account, "induction.pass-forget", str_printf(run->a, "pass %lld", (long long)row), S(""), err);
}

static const struct list_act end_act = {
    .name = "end", .label = "Take away", .icon = "ban", .title = "Take {n} away?", .done = "{n} taken away", .explains = "The code of the pass says no from now on.",
    .right = RECORD_PROOF, .apply = end_row, .undo = end_back,
};
static const struct list_act forget_act = {
    .name = "forget", .label = "Delete", .icon = "trash", .title = "Delete {n}?", .done = "{n} deleted", .explains = "Name, company and what was read are gone for good.", .typed = "delete",
    .right = RECORD_PROOF, .apply = forget_row,
};
static const struct list_act *const acts[] = {&end_act, &forget_act, NULL};

const struct list_def passes_list_def = {
    .name = "visitor-passes", .title = "Visitors", .thing = "pass", .things = "passes", .right = VIEW_STANDINGS,
    .from = "induct_pass x JOIN induct_lane l ON l.id = x.lane_id LEFT JOIN site s ON s.id = l.site_id", .where = SQL_PIECE("x.org_id = :org"), .key = "x.id",
    .search = SQL_PIECE("lower(x.name) LIKE :word ESCAPE '!' OR lower(x.company) LIKE :word ESCAPE '!'"), .search_label = "Name or company",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-came", .acts = acts,
};

static void passes_show(struct request *rq, struct response *rs)
{
    str base = str_printf(rq->arena, "/org/%lld/induction", (long long)rq->org);
    struct passes_view v = {.base = base, .lanes = app_allow(rq, SET_STANDARDS, rq->org) == OK ? str_join(rq->arena, base, S("/lanes")) : S("")};

    v.list = (struct list){.def = &passes_list_def, .address = str_join(rq->arena, base, S("/visitors")),
                           .empty = {"door-enter", "No visitor has a pass", "Make a poster for a site: visitors scan it, read what stands there, and get a pass.", v.lanes, "Posters for visitors"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Visitors", "norms");
    tmpl_passes(&o, &v);
    app_send(rq, rs, &o);
}

#define LANES "/org/{org}/induction/lanes"

const struct route visit_routes[] = {
    {GET, "/org/{org}/induction/visitors", VIEW_STANDINGS, passes_show, NULL, 0},
    {GET, LANES, SET_STANDARDS, lanes_show, NULL, 0},
    {GET, LANES "/new", SET_STANDARDS, lane_new_show, NULL, 0},
    {POST, LANES "/new", SET_STANDARDS, lane_post, NULL, 0},
    {GET, LANES "/{lane}", SET_STANDARDS, lane_show, NULL, 0},
    {GET, LANES "/{lane}/edit", SET_STANDARDS, lane_edit_show, NULL, 0},
    {POST, LANES "/{lane}/edit", SET_STANDARDS, lane_post, NULL, 0},
    {GET, LANES "/{lane}/poster", SET_STANDARDS, lane_poster_show, NULL, 0},
    {GET, LANES "/{lane}/qr.svg", SET_STANDARDS, lane_qr_show, NULL, 0},
    {POST, LANES "/{lane}/stop", SET_STANDARDS, lane_stop_post, NULL, 0},
    {POST, LANES "/{lane}/start", SET_STANDARDS, lane_start_post, NULL, 0},
    {GET, "/visit/{lane}", EVERYBODY, visit_show, NULL, 0},
    {POST, "/visit/{lane}", EVERYBODY, visit_post, NULL, 0},
    {GET, "/visitor/{token}", EVERYBODY, pass_show, NULL, 0},
    {GET, "/visitor/{token}/qr.svg", EVERYBODY, pass_qr, NULL, 0},
    {GET, "/admitted/{pass}", EVERYBODY, check_show, NULL, 0},
    {0},
};
