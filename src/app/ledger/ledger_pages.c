/* ledger/ledger_pages.c — the ledger for people: what was written, whether it all
 * holds, and checkpoints to keep elsewhere. */
#include "app/ledger/ledger_pages.h"
#include "app/ledger/ledger_private.h"
#include "app/org/org.h"
#include "base/codec.h"
#include "templates.h"

#define POINTS_SHOWN 12
#define FOUND_SHOWN  20
#define ACCEPTED_SHOWN 12

static str here(struct request *rq, const char *more)
{
    return str_printf(rq->arena, "/org/%lld/settings/ledger%s", (long long)rq->org, more);
}

/* ---- the list and how it stands ---- */

static void take_check(struct request *rq, const struct ledger_checked *c, struct ledger_view *v)
{
    str rest = c->found, line;
    bool has_rows = false;

    if (c->is_running) {
        v->is_running = v->is_running || c->begun > clock_now() - HOUR;
        v->now = *c;
        return;
    }
    if (v->is_checked)
        return;
    v->is_checked = true;
    v->last = *c;
    while (c->flaws && v->found.n < FOUND_SHOWN && str_cut(&rest, '\n', &line)) {
        struct ledger_finding f;
        ledger_finding_read(line, &f);
        has_rows = has_rows || f.of.thing.n;
        *list_add(rq->arena, &v->found) = f.words;
    }
    v->more = c->flaws - (int64_t)v->found.n;
    v->may_accept = has_rows && app_allow(rq, MANAGE_ORG, rq->org) == OK;
}

static const char sql_newest[] = SQL("SELECT coalesce(max(h.seq), 0) FROM ledger_head h WHERE h.org_id = $1");

static code load(struct request *rq, struct ledger_view *v, struct error *err)
{
    struct ledger_checks checks = {0};
    struct ledger_point_list points = {0};
    struct org o;

    TRY(org_get(rq->db, rq->arena, rq->org, &o, err));
    TRY(ledger_checks(rq->db, rq->arena, rq->org, 5, &checks, err));
    for (size_t i = 0; i < checks.n; i++)
        take_check(rq, &checks.items[i], v);
    TRY(db_int(rq->db, sql_newest, ARGS(v_int(rq->org)), &v->entries, err));
    TRY(ledger_accepted(rq->db, rq->arena, rq->org, ACCEPTED_SHOWN, &v->accepted, err));
    TRY(ledger_points(rq->db, rq->arena, rq->org, POINTS_SHOWN, &points, err));
    for (size_t i = 0; i < points.n; i++)
        *list_add(rq->arena, &v->points) = (struct point_row){points.items[i].seq, points.items[i].at,
            str_printf(rq->arena, STR_FMT "/checkpoints/%lld/checkpoint.txt", STR_ARG(v->self), (long long)points.items[i].seq)};
    v->address = str_join(rq->arena, org_profile_url(rq->arena, &o), S("/ledger.txt"));
    return OK;
}

static void show(struct request *rq, struct response *rs)
{
    struct ledger_view v = {.base = str_printf(rq->arena, "/org/%lld", (long long)rq->org), .self = here(rq, ""), .accept_href = here(rq, "/accept")};
    struct error err = {0};

    v.list = (struct list){.def = &ledger_list_def, .address = rq->path,
                           .empty = {"link", "Nothing is written yet", "Whatever changes anybody’s standing is written here.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Ledger", app_allow(rq, MANAGE_ORG, rq->org) == OK ? "settings" : "log");
    tmpl_ledger(&o, &v);
    app_send(rq, rs, &o);
}

static void check(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = ledger_check_ask(rq->db, rq->arena, rq->org, rq->session->account, &err);

    if (c != OK && c != CONFLICT) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, here(rq, ""), "Everything is being held against the ledger.");
}

static void sign_now(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = ledger_point_make(app_of(rq), rq->db, rq->arena, rq->org, &err);

    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_done(rq, rs, here(rq, ""), "The checkpoint is signed. Keep it where nobody of yours can change it.");
}

/* ---- checkpoints ---- */

static void send_point(struct response *rs, str jws)
{
    rs->type = S("text/plain; charset=utf-8");
    rs->body = str_join(rs->arena, jws, S("\n"));
}

static void point(struct request *rq, struct response *rs)
{
    struct ledger_point_list all = {0};
    struct error err = {0};
    int64_t seq = request_param_int(rq, "id");

    if (ledger_points(rq->db, rq->arena, rq->org, LEDGER_POINTS_LOOKED_AT, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].seq == seq) {
            response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"ledger-%lld-%lld.txt\"", (long long)rq->org, (long long)seq));
            send_point(rs, all.items[i].jws);
            return;
        }
    app_error_page(rq, rs, 404, "there is no such checkpoint");
}

/* The newest, for everybody: who fetches it now and then has witnessed it. */
static void newest_point(struct request *rq, struct response *rs)
{
    struct ledger_point_list all = {0};
    struct error err = {0};
    struct org o;
    code c = org_by_slug(rq->db, rq->arena, request_param(rq, "slug"), &o, &err);

    if (c == OK)
        c = ledger_points(rq->db, rq->arena, o.id, 1, &all, &err);
    if (c == OK && all.n == 0)
        c = fail(&err, NOT_FOUND, "", "there is no checkpoint yet");
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        send_point(rs, all.items[0].jws);
}

/* ---- one entry ---- */

struct one { struct request *rq; struct entry_view *v; bool found; };

static bool is_moment(str name)
{
    return str_ends(name, S("_at")) || str_eq(name, S("valid_from")) || str_eq(name, S("valid_until")) || str_eq(name, S("since"));
}

static str value_words(struct arena *a, str name, const struct json *j)
{
    int64_t n = 0;

    if (!j || json_is(j, JSON_NULL))
        return S("");
    if (str_eq(name, S("sealed")))
        return said("kept as a hash alone");
    if (json_is(j, JSON_NUMBER) && json_int(j, &n) && n && (is_moment(name) || str_ends(name, S("_on"))))
        return time_format(a, n);
    return json_is(j, JSON_STRING) ? json_str(j) : json_text_of(j);
}

static void add_columns(struct request *rq, str row, str was, struct entry_view *v)
{
    const struct json *now = NULL, *before = NULL;

    if (json_parse(rq->arena, row.n ? row : S("{}"), NULL, &now, NULL) != OK || json_parse(rq->arena, was.n ? was : S("{}"), NULL, &before, NULL) != OK)
        return;
    for (size_t i = 0; i < json_count(now); i++) {
        str name = json_key(now, i);
        const struct json *old = json_get_str(before, name);
        *list_add(rq->arena, &v->columns) = (struct entry_column){name, value_words(rq->arena, name, json_value(now, i)),
                                                                 value_words(rq->arena, name, old), old != NULL};
    }
    for (size_t i = 0; i < json_count(before); i++)
        if (!json_get_str(now, json_key(before, i)))
            *list_add(rq->arena, &v->columns) = (struct entry_column){json_key(before, i), S(""), value_words(rq->arena, json_key(before, i), json_value(before, i)), true};
    v->has_before = json_count(before) > 0;
}

static code take(void *ctx, const struct ledger_entry *e, int64_t first, int64_t last, struct error *err)
{
    struct one *one = ctx;
    struct entry_view *v = one->v;
    struct arena *a = one->rq->arena;

    (void)err;
    one->found = true;
    v->title = ledger_words(a, str_copy(a, e->act), str_copy(a, e->thing));
    v->n = (int64_t)(e->lines.n / LEDGER_LINE);
    v->first = first;
    v->last = last;
    v->at = e->at;
    v->hash = base64url_encode(a, e->hash);
    v->is_erased = v->n == 1 && str_is_absent(e->row) && str_is_absent(e->was);
    if (str_eq(e->act, S("accepted")))
        add_columns(one->rq, str_copy(a, e->was), S(""), v);
    else
        add_columns(one->rq, e->thing.n ? str_copy(a, e->row) : S(""), e->thing.n ? str_copy(a, e->was) : S(""), v);
    if (e->person)
        v->person_href = str_printf(a, STR_FMT "/people/%lld", STR_ARG(v->base), (long long)e->person);
    return DENIED;                               /* one is enough */
}

static const char sql_names[] = SQL(
    "SELECT coalesce((SELECT c.name FROM account c WHERE c.id = e.account_id), ''), e.via, coalesce((SELECT p.name FROM person p WHERE p.id = e.person_id), '')"
    " FROM ledger_entry e WHERE e.org_id = $1 AND e.seq = $2");

static code load_entry(struct request *rq, struct entry_view *v, struct error *err)
{
    struct one one = {rq, v, false};
    struct arena *row = arena_new((size_t)64 << 20);
    code c = ledger_entries(rq->db, row, rq->org, v->seq - 1, take, &one, err);

    arena_free(row);
    if (c != DENIED || !one.found)
        return c == OK ? fail(err, NOT_FOUND, "", "there is no such entry") : c;
    struct rows *r = db_query(rq->db, sql_names, ARGS(v_int(rq->org), v_int(v->seq)));
    if (rows_next(r)) {
        str via = row_str(r, 1, rq->arena);
        v->who = row_str(r, 0, rq->arena);
        v->who = v->who.n ? v->who : via.n ? via : said("no account");
        v->person = row_str(r, 2, rq->arena);
        if (v->person_href.n && !v->person.n)
            v->person = said("A person without a name");
    }
    return rows_end(r, err);
}

static void entry(struct request *rq, struct response *rs)
{
    struct entry_view v = {.base = str_printf(rq->arena, "/org/%lld", (long long)rq->org), .back = here(rq, ""), .seq = request_param_int(rq, "id"),
                           .person_href = S(""), .person = S(""), .who = S("")};
    struct error err = {0};

    if (load_entry(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Entry of the ledger", app_allow(rq, MANAGE_ORG, rq->org) == OK ? "settings" : "log");
    tmpl_ledger_entry(&o, &v);
    app_send(rq, rs, &o);
}

const struct route ledger_routes[] = {
    {GET,  "/org/{org}/settings/ledger", READ_LOG, show, NULL, 0},
    {POST, "/org/{org}/settings/ledger/check", READ_LOG, check, NULL, 0},
    {GET,  "/org/{org}/settings/ledger/accept", MANAGE_ORG, ledger_accept_show, NULL, 0},
    {POST, "/org/{org}/settings/ledger/accept", MANAGE_ORG, ledger_accept_post, NULL, FRESH},
    {POST, "/org/{org}/settings/ledger/checkpoint", READ_LOG, sign_now, NULL, 0},
    {GET,  "/org/{org}/settings/ledger/checkpoints/{id}/checkpoint.txt", READ_LOG, point, NULL, 0},
    {GET,  "/org/{org}/settings/ledger/entries/{id}", READ_LOG, entry, NULL, 0},
    {GET,  "/i/{slug}/ledger.txt", EVERYBODY, newest_point, NULL, 0},
    {0},
};
