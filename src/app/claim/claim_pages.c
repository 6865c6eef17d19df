/* claim/claim_pages.c — the links of an organisation: list, making one, how it goes. */
#include "app/claim/claim_pages.h"

#include "app/layout/opening_view.h"
#include "app/list/act.h"
#include "templates.h"

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/claims", (long long)rq->org);
}

str claim_picture(struct arena *a, const struct claim_link *l)
{
    return str_is_empty(l->png_hash) ? S("") : str_join(a, S("/images/"), l->png_hash);
}

/* ---- all of them ---- */

static void add_line(struct request *rq, const struct claim_link *l, struct claims_view *v)
{
    *list_add(rq->arena, &v->lines) = (struct claim_line){
        .href = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)l->id), .name = l->name, .badge = l->badge_name,
        .picture = claim_picture(rq->arena, l), .used = opening_used(rq->arena, &l->open), .tag = opening_tag(&l->open)};
}

static code load_links(struct request *rq, struct claims_view *v, struct error *err)
{
    struct claim_link_list found = {0};
    struct badge_row b;
    int64_t badge = 0, n = 0;
    str asked = request_query(rq, "badge");

    if (str_to_int(asked, &badge) && badge > 0) {
        TRY(catalog_get(rq->db, rq->arena, rq->org, badge, &b, err));
        v->badge_name = b.v.name;
    }
    TRY(claim_find(rq->db, rq->arena, rq->org, badge, &found, err));
    TRY(catalog_count(rq->db, rq->org, S("published"), &n, err));
    for (size_t i = 0; i < found.n; i++)
        add_line(rq, &found.items[i], v);
    v->has_badges = n > 0;
    v->new_href = badge > 0 ? str_printf(rq->arena, STR_FMT "/new?badge=%lld", STR_ARG(v->base), (long long)badge) : str_join(rq->arena, v->base, S("/new"));
    return OK;
}

static void show_links(struct request *rq, struct response *rs)
{
    struct claims_view v = {.base = base_path(rq), .badge_name = S("")};
    struct error err = {0};

    if (load_links(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Links and codes", "badges");
    tmpl_claims(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- making and changing one ---- */

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"badge", FIELD_INT, "Badge", .max = INT64_MAX, .required = true},
    {"by_code", FIELD_CHOICE, "Who can get it", .choices = "0|1"},
    {"with_file", FIELD_BOOL, "Without an e-mail address too"},
    {"is_shown", FIELD_BOOL, "On the badge’s public page"},
    {"needs_approval", FIELD_BOOL, "Somebody of us approves each one"},
    OPENING_FIELDS,
};
static const struct form_spec spec = FORM(fields);

static bool read_link(struct request *rq, struct form *f, struct claim_link *l)
{
    bool is_read = opening_read(rq->arena, f, &l->open);

    l->org = rq->org;
    l->account = rq->session->account;
    l->achievement = form_int(f, "badge");
    l->name = form_text(f, "name");
    l->by_code = str_eq(form_text(f, "by_code"), S("1"));
    l->with_file = form_bool(f, "with_file");
    l->is_shown = form_bool(f, "is_shown");
    l->needs_approval = form_bool(f, "needs_approval");
    return f->ok && is_read;
}

static struct form *filled(struct arena *a, const struct claim_link *l)
{
    struct form *f = form_empty(a, &spec);

    form_set(f, "name", l->name);
    form_set_int(f, "badge", l->achievement);
    form_set(f, "by_code", l->by_code ? S("1") : S("0"));
    form_set_int(f, "with_file", l->with_file);
    form_set_int(f, "is_shown", l->is_shown);
    form_set_int(f, "needs_approval", l->needs_approval);
    opening_fill(a, f, &l->open);
    return f;
}

static void show_form(struct request *rq, struct response *rs, struct form *f, int64_t id)
{
    struct arena *a = rq->arena;
    struct badge_row b;
    struct error err = {0};
    str base = base_path(rq);

    if (catalog_get(rq->db, a, rq->org, form_int(f, "badge"), &b, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct claim_form_view v = {
        .base = base, .form = f, .is_new = id == 0, .badge_name = b.v.name, .now = opening_moment(a, clock_now()),
        .action = id ? str_printf(a, STR_FMT "/%lld/edit", STR_ARG(base), (long long)id) : str_join(a, base, S("/new")),
        .picture = str_is_empty(b.v.png_hash) ? S("") : str_join(a, S("/images/"), b.v.png_hash)};
    struct out o = app_page(rq, id ? "Change a link" : "New link", "badges");
    tmpl_claim_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

/* Without a badge in the address it is chosen first. */
static void choose_badge(struct request *rq, struct response *rs)
{
    struct badge_list found = {0};
    struct claims_view v = {.base = base_path(rq), .badge_name = S("")};
    struct error err = {0};

    if (catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = 300}}, &found, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v.lines) = (struct claim_line){
            .href = str_printf(rq->arena, STR_FMT "/new?badge=%lld", STR_ARG(v.base), (long long)found.items[i].id),
            .name = found.items[i].v.name, .picture = str_join(rq->arena, S("/images/"), found.items[i].v.png_hash)};
    struct out o = app_page(rq, "New link", "badges");
    tmpl_claim_choose(&o, &v);
    app_send(rq, rs, &o);
}

static void show_new(struct request *rq, struct response *rs)
{
    int64_t badge;

    if (!str_to_int(request_query(rq, "badge"), &badge))
        choose_badge(rq, rs);
    else
        show_form(rq, rs, filled(rq->arena, &(struct claim_link){.achievement = badge, .with_file = true, .name = S("")}), 0);
}

static void post_new(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct claim_link l = {0};
    struct error err = {0};
    code c = OK;

    if (read_link(rq, f, &l))
        c = claim_create(rq->db, rq->arena, &l, &l.id, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)l.id),
                         l.by_code ? "The link is made. Now make its codes." : "The link is made. Print the poster, or pass the address on.");
    else
        show_form(rq, rs, f, 0);
}

static void show_edit(struct request *rq, struct response *rs)
{
    struct claim_link l;
    struct error err = {0};

    if (claim_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &l, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show_form(rq, rs, filled(rq->arena, &l), l.id);
}

static void post_edit(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct claim_link l = {.id = request_param_int(rq, "id")};
    struct error err = {0};
    code c = OK;

    if (read_link(rq, f, &l))
        c = claim_save(rq->db, rq->arena, &l, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)l.id), "Saved.");
    else
        show_form(rq, rs, f, l.id);
}

/* ---- one of them ---- */

static str words_of(struct arena *a, const struct claim_link *l)
{
    struct buf b = buf_new(a);

    buf_putz(&b, l->by_code ? "With a one-time code" : "Whoever has the link");
    buf_putz(&b, l->with_file ? ", with an e-mail address or for the file alone" : ", with an e-mail address");
    buf_putz(&b, l->needs_approval ? "; somebody approves each one." : ".");
    return buf_done(&b);
}

static code load_one(struct request *rq, struct claim_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct claim_code_list codes = {0};

    TRY(claim_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->l, err));
    TRY(claim_codes(rq->db, a, v->l.id, &codes, err));
    for (size_t i = 0; i < codes.n; i++)
        v->codes_used += codes.items[i].used > 0;
    v->codes = (int64_t)codes.n;
    v->base = base_path(rq);
    v->self = str_printf(a, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->l.id);
    v->address = app_url(a, app_of(rq), str_join(a, S("/claim/"), v->l.public_id));
    v->picture = claim_picture(a, &v->l);
    v->words = words_of(a, &v->l);
    v->hours = opening_hours(a, &v->l.open);
    v->tag = opening_tag(&v->l.open);
    v->is_open = v->l.open.stopped == 0;
    return OK;
}

static void claim_show_one(struct request *rq, struct response *rs, struct form *codes)
{
    struct claim_view v = {.codes_form = codes};
    struct error err = {0};

    if (load_one(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.list = (struct list){.def = &claim_list_def, .address = v.self, .id = v.l.id,
                           .empty = {"users", "Nobody came yet", "Who gets the badge with this link is shown here.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, str_z(rq->arena, v.l.name), "badges");
    tmpl_claim(&o, &v);
    app_send_form(rq, rs, &o, codes);
}

static const struct form_field codes_fields[] = {{"codes", FIELD_INT, "How many codes", .max = CLAIM_CODES, .min = 1, .required = true}};
static const struct form_spec codes_spec = FORM(codes_fields);

static void show_one(struct request *rq, struct response *rs)
{
    claim_show_one(rq, rs, form_empty(rq->arena, &codes_spec));
}

static void claim_post_codes(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &codes_spec);
    struct claim_link l = {.id = request_param_int(rq, "id")};
    struct error err = {0};
    code c = claim_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &l, &err);

    if (c == OK && f->ok)
        c = claim_add_codes(rq->db, rq->arena, &l, form_int(f, "codes"), rq->session->account, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)l.id), "The codes are made. Print them or take the file.");
    else
        claim_show_one(rq, rs, f);
}

static void set_stopped(struct request *rq, struct response *rs, bool stopped, const char *message)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};

    if (claim_set_stopped(rq->db, rq->arena, &(struct claim_stop){rq->org, id, rq->session->account, stopped}, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id), message);
}

static void post_stop(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, true, "Stopped: nobody gets the badge with this link now. You can start it again.");
}

static void post_start(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, false, "The link works again.");
}

/* ---- who came ---- */

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool has_award = v[2].kind == VALUE_INT;

    *c = (struct list_cell){.text = v[0].s.n ? v[0].s : v[1].s, .sub = v[0].s.n ? v[1].s : S("")};
    if (has_award)
        c->href = str_printf(l->a, "/org/%lld/awards/%lld", (long long)l->org, (long long)v[2].i);
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    if (str_eq(v[0].s, S("waiting")))
        c->tag = (struct tag_view){"warn", "hourglass", said("Waits for approval")};
    else if (str_eq(v[0].s, S("refused")))
        c->tag = (struct tag_view){"bad", "x", said("Refused")};
    else
        c->tag = (struct tag_view){"good", "check", said("Has the badge")};
    c->sub = v[1].s;
}

static void how_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? said("E-mail address") : said("The file");
    if (v[1].s.n)
        c->sub = claim_code_shown(l->a, v[1].s);
}

static const struct list_column columns[] = {
    {"name", "Person", SQL_PIECE("c.name, c.email, c.award_id"), .values = 3, .cell = person_cell},
    {"state", "State", SQL_PIECE("c.state, c.reason"), .values = 2, .cell = state_cell},
    {"how", "How", SQL_PIECE("c.email, c.code"), .values = 2, .cell = how_cell},
    {"when", "When", SQL_PIECE("c.created_at"), .kind = CELL_TIME, .order = SQL_PIECE("c.id"), .indexed = true},
};
static const struct list_option states[] = {
    {"waiting", "Waits for approval", SQL_PIECE("c.state = 'waiting'")}, {"done", "Has the badge", SQL_PIECE("c.state = 'done'")},
    {"refused", "Refused", SQL_PIECE("c.state = 'refused'")}, {NULL},
};
static const struct list_filter filters[] = {{"state", "State", FILTER_OPTIONS, .options = states}};

static code accept_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    code c = claim_accept(run->app, run->db, run->a, &(struct claim_decision){run->org, row, run->account, S("")}, err);
    return c == DENIED ? CONFLICT : c;           /* one's own is left for somebody else */
}

static code refuse_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return claim_refuse(run->db, run->a, &(struct claim_decision){run->org, row, run->account, act_input(run, "reason")}, err);
}

static code reopen_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return claim_reopen(run->db, run->a, &(struct claim_decision){run->org, row, run->account, S("")}, err);
}

static const struct act_input refuse_inputs[] = {
    {"reason", "Reason", "The person reads it, in a mail that leaves after ten minutes.", FIELD_LINE, .required = true}, {NULL},
};
static const struct list_act accept_act = {
    .name = "accept", .label = "Approve", .icon = "check", .title = "Approve {n}?", .done = "{n} approved",
    .explains = "Each gets the badge now, and a mail about it. An award can be revoked later, but not taken back unseen.",
    .right = AWARD_BADGES, .apply = accept_row,
};
static const struct list_act refuse_act = {
    .name = "refuse", .label = "Refuse", .icon = "x", .title = "Refuse {n}?", .done = "{n} refused",
    .explains = "They do not get the badge. Their places are free again.", .right = AWARD_BADGES, .inputs = refuse_inputs,
    .apply = refuse_row, .undo = reopen_row,
};
static const struct list_act *const acts[] = {&accept_act, &refuse_act, NULL};

const struct list_def claim_list_def = {
    .name = "claims", .title = "Who came", .thing = "person", .things = "people", .right = AWARD_BADGES,
    .from = "claim_entry c", .where = SQL_PIECE("c.org_id = :org AND c.link_id = :id"), .key = "c.id",
    .search = SQL_PIECE("(lower(c.name) LIKE :word ESCAPE '!' OR c.folded LIKE :word ESCAPE '!')"), .search_label = "Name or e-mail address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when", .acts = acts,
};

#define CLAIMS "/org/{org}/claims"

const struct route claim_routes[] = {
    {GET, CLAIMS, AWARD_BADGES, show_links, NULL, 0},
    {GET, CLAIMS "/new", AWARD_BADGES, show_new, NULL, 0},
    {POST, CLAIMS "/new", AWARD_BADGES, post_new, NULL, 0},
    {GET, CLAIMS "/{id}", AWARD_BADGES, show_one, NULL, 0},
    {GET, CLAIMS "/{id}/edit", AWARD_BADGES, show_edit, NULL, 0},
    {POST, CLAIMS "/{id}/edit", AWARD_BADGES, post_edit, NULL, 0},
    {POST, CLAIMS "/{id}/stop", AWARD_BADGES, post_stop, NULL, 0},
    {POST, CLAIMS "/{id}/start", AWARD_BADGES, post_start, NULL, 0},
    {POST, CLAIMS "/{id}/codes", AWARD_BADGES, claim_post_codes, NULL, 0},
    {GET, CLAIMS "/{id}/codes.csv", AWARD_BADGES, claim_show_codes_csv, NULL, 0},
    {GET, CLAIMS "/{id}/slips", AWARD_BADGES, claim_show_slips, NULL, 0},
    {GET, CLAIMS "/{id}/poster", AWARD_BADGES, claim_show_poster, NULL, 0},
    {GET, CLAIMS "/{id}/qr.svg", AWARD_BADGES, claim_show_qr, NULL, 0},
    {GET, "/claim/{link}", EVERYBODY, claim_public_show, NULL, 0},
    {POST, "/claim/{link}", EVERYBODY, claim_public_post, NULL, 0},
    {GET, "/claimed/{token}", EVERYBODY, claim_public_press, NULL, 0},
    {POST, "/claimed/{token}", EVERYBODY, claim_public_take, NULL, 0},
    {GET, "/got/{id}", EVERYBODY, claim_public_done, NULL, 0},
    {GET, "/got/{id}/badge.png", EVERYBODY, claim_public_file, NULL, 0},
    {0},
};
