/* vacancy/vacancy_pages.c — for those who recruit, and who may look: the list of vacancies, one
 * of them, what it asks for. */
#include "app/vacancy/vacancy_view.h"

#include "app/jobrole/jobrole.h"
#include "app/org/access.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"title", FIELD_LINE, "Title", .max = 200, .required = true},
    {"place", FIELD_LINE, "Place", .max = 200},
    {"words", FIELD_TEXT, "What it is about", .max = 20000},
    {"jobrole", FIELD_INT, "Job role", .max = 9007199254740991},
    {"opens", FIELD_DATE, "First day"},
    {"closes", FIELD_DATE, "Last day", .required = true},
    {"kept", FIELD_INT, "Days kept", .max = VACANCY_KEPT_MOST, .min = 1, .required = true},
    {"blind", FIELD_BOOL, "Blind"},
};
static const struct form_spec spec = FORM(fields);

static const struct form_field line_fields[] = {
    {"line", FIELD_INT, "Line", .max = 9007199254740991},
    {"title", FIELD_LINE, "What is asked for", .max = 200},
    {"need", FIELD_CHOICE, "How much", .choices = "must|nice"},
    {"weight", FIELD_INT, "Weight", .max = VACANCY_WEIGHT, .min = 1},
    {"level", FIELD_LINE, "Level", .max = 320},
    {"kind", FIELD_CHOICE, "What meets it", .choices = "badge|others|skill", .required = true},
    {"badge", FIELD_INT, "Badge", .max = 9007199254740991},
    {"issuer", FIELD_LINE, "Issuer", .max = 500},
    {"pattern", FIELD_LINE, "Achievement or skill", .max = 500},
};
static const struct form_spec line_spec = FORM(line_fields);

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/vacancies", (long long)rq->org);
}

static str self_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id);
}

static bool may_recruit(struct request *rq)
{
    return app_allow(rq, RECRUIT, rq->org) == OK;
}

static struct vacancy_act act_of(struct request *rq)
{
    return (struct vacancy_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

/* ---- the list ---- */

static void show_list(struct request *rq, struct response *rs)
{
    struct vacancies_view v = {.add = may_recruit(rq) ? str_join(rq->arena, base_path(rq), S("/new")) : S("")};

    v.list = (struct list){.def = &vacancies_list_def, .address = base_path(rq),
                           .empty = {"user-search", "No vacancies yet", "Say what somebody has to bring. People drop their badges on its page, see what is missing, and send them to you if they like.", v.add, "New vacancy"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Vacancies", "vacancies");
    tmpl_vacancies(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- made, changed ---- */

static code add_roles(struct request *rq, struct vacancy_form_view *v, struct error *err)
{
    struct jobrole_list all = {0};

    TRY(jobrole_find(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->roles) = (struct vacancy_choice){all.items[i].id, all.items[i].name, all.items[i].id == form_int(v->form, "jobrole")};
    return OK;
}

static void show_form(struct request *rq, struct response *rs, struct form *f, const struct vacancy *was)
{
    struct vacancy_form_view v = {.form = f, .back = was ? self_path(rq, was->id) : base_path(rq), .is_new = !was, .was_open = was && was->opened};
    struct error err = {0};

    v.action = str_join(rq->arena, v.back, was ? S("/edit") : S("/new"));
    if (!was && add_roles(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, was ? "Edit the vacancy" : "New vacancy", "vacancies");
    tmpl_vacancy_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static struct vacancy typed(struct request *rq, const struct form *f)
{
    return (struct vacancy){.org = rq->org, .title = form_text(f, "title"), .place = form_text(f, "place"), .words = form_text(f, "words"), .jobrole = form_int(f, "jobrole"),
                            .opens = form_int(f, "opens"), .closes = form_int(f, "closes"), .days_kept = form_int(f, "kept"), .is_blind = form_bool(f, "blind")};
}

static void new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);

    form_set(f, "kept", S("90"));
    form_value(f, "blind")->number = 1;
    show_form(rq, rs, f, NULL);
}

static void new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct vacancy v = typed(rq, f);
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? vacancy_add(rq->db, rq->arena, &v, rq->session->account, &id, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_form(rq, rs, f, NULL);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq, id), "Made. Say now what it asks for, then open it.");
}

static void edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct vacancy v;
    struct error err = {0};

    if (vacancy_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "title", v.title);
    form_set(f, "place", v.place);
    form_set(f, "words", v.words);
    if (v.opens != NO_DAY)
        form_set(f, "opens", date_format(rq->arena, date_of(v.opens)));
    form_set(f, "closes", date_format(rq->arena, date_of(v.closes)));
    form_set_int(f, "kept", v.days_kept);
    form_value(f, "blind")->number = v.is_blind;
    show_form(rq, rs, f, &v);
}

static void edit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct vacancy v = typed(rq, f), was;
    struct error err = {0};
    code c = vacancy_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &was, &err);

    v.id = was.id;
    if (c == OK && f->ok)
        c = vacancy_save(rq->db, rq->arena, &v, rq->session->account, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (c != OK && c != BAD_INPUT)
        app_fail(rq, rs, &err);
    else if (!f->ok)
        show_form(rq, rs, f, &was);
    else
        app_done(rq, rs, self_path(rq, was.id), "Saved.");
}

/* ---- one ---- */

static code load(struct request *rq, struct vacancy_view *v, struct error *err)
{
    struct vacancy_lines lines = {0};
    msec today = 0;

    TRY(vacancy_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->v, err));
    TRY(vacancy_lines(rq->db, rq->arena, v->v.id, &lines, err));
    TRY(vacancy_today(rq->db, rq->arena, rq->org, &today, err));
    v->tag = vacancy_tag(&v->v, today);
    v->words = as_markdown(v->v.words);
    v->is_draft = str_eq(v->v.state, S("draft"));
    v->is_open = str_eq(v->v.state, S("open"));
    v->may_change = v->may_recruit && !v->v.opened;
    v->goes = v->v.closes + (v->v.days_kept + 1) * DAY;
    asks_fill(rq->arena, &lines, v->self, &v->asks);
    for (size_t i = 0; i < lines.n; i++)
        if (lines.items[i].id == v->at_line)
            v->line_title = lines.items[i].title;
    if (!v->is_draft)
        v->address = app_url(rq->arena, app_of(rq), vacancy_path(rq->arena, &v->v));
    TRY(v->may_change ? vacancy_badges(rq->db, rq->arena, rq->org, &v->badges, err) : OK);
    for (size_t i = 0; i < v->badges.n; i++)
        v->badges.items[i].chosen = v->badges.items[i].id == form_int(v->line, "badge");
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *line)
{
    struct vacancy_view v = {.base = base_path(rq), .self = self_path(rq, request_param_int(rq, "id")), .line = line, .at_line = form_int(line, "line"), .may_recruit = may_recruit(rq)};
    struct error err = {0};

    v.candidates = v.may_recruit ? str_join(rq->arena, v.self, S("/candidates")) : S("");
    v.order = str_join(rq->arena, v.self, S("/order"));
    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.v.title), "vacancies");
    tmpl_vacancy(&o, &v);
    app_send_form(rq, rs, &o, line);
}

static void show_one(struct request *rq, struct response *rs)
{
    struct form *line = form_empty(rq->arena, &line_spec);
    int64_t at = 0;

    if (str_to_int(request_query(rq, "line"), &at))
        form_set_int(line, "line", at);
    form_set(line, "weight", S("3"));
    form_set(line, "kind", S("badge"));
    form_set(line, "need", S("must"));
    show(rq, rs, line);
}

static void line_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &line_spec);
    const struct vacancy_line_new n = {
        act_of(rq), form_int(f, "line"),
        {.title = form_text(f, "title"), .level = form_text(f, "level"), .weight = form_int(f, "weight"), .is_must = !str_eq(form_text(f, "need"), S("nice"))},
        {.kind = form_text(f, "kind"), .badge = form_int(f, "badge"), .issuer = form_text(f, "issuer"), .pattern = form_text(f, "pattern")}};
    struct error err = {0};
    code c = f->ok ? vacancy_line_add(rq->db, rq->arena, &n, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq, n.of.id), "It asks for that now.");
}

static void line_drop_post(struct request *rq, struct response *rs)
{
    struct vacancy_line_drop d = {act_of(rq), request_param_int(rq, "line")};
    struct error err = {0};
    code c = vacancy_line_drop(rq->db, rq->arena, &d, &err);

    app_done_or_fail(rq, rs, c, &err, self_path(rq, d.of.id), "It asks for that no more.");
}

/* ---- opened, closed, deleted ---- */

static void open_post(struct request *rq, struct response *rs)
{
    struct vacancy_act c = act_of(rq);
    struct error err = {0};
    code done = vacancy_open(rq->db, rq->arena, &c, &err);

    app_done_or_fail(rq, rs, done, &err, self_path(rq, c.id), "Open. Whoever has its address can send badges now.");
}

static void close_post(struct request *rq, struct response *rs)
{
    struct vacancy_act c = act_of(rq);
    struct error err = {0};
    code done = vacancy_close(rq->db, rq->arena, &c, &err);

    app_done_or_fail(rq, rs, done, &err, self_path(rq, c.id), "Closed. Nothing can be sent any more.");
}

static void delete_post(struct request *rq, struct response *rs)
{
    struct vacancy_act c = act_of(rq);
    struct error err = {0};
    code done = vacancy_delete(rq->db, rq->arena, &c, &err);

    app_done_or_fail(rq, rs, done, &err, base_path(rq), "The draft is deleted.");
}

#define ALL  "/org/{org}/vacancies"
#define ONE  ALL "/{id}"
#define HIM  ONE "/candidates/{candidate}"
#define PAGE "/vacancies/{vacancy}"
#define MINE PAGE "/mine/{token}"

/* What a stranger sends is protected by no cookie: the address of their link is the key. */
const struct route vacancy_routes[] = {
    {GET,  ALL, SEE_VACANCIES, show_list, NULL, 0, .within = IN_LISTS},
    {GET,  ALL "/new", RECRUIT, new_show, NULL, 0},
    {POST, ALL "/new", RECRUIT, new_post, &spec, 0},
    {GET,  ONE, SEE_VACANCIES, show_one, NULL, 0, .within = OF_VACANCY},
    {GET,  ONE "/edit", RECRUIT, edit_show, NULL, 0},
    {POST, ONE "/edit", RECRUIT, edit_post, &spec, 0},
    {POST, ONE "/lines", RECRUIT, line_post, &line_spec, 0},
    {POST, ONE "/lines/{line}/drop", RECRUIT, line_drop_post, NULL, 0},
    {POST, ONE "/open", RECRUIT, open_post, NULL, 0},
    {POST, ONE "/close", RECRUIT, close_post, NULL, 0},
    {POST, ONE "/delete", RECRUIT, delete_post, NULL, 0},
    {GET,  ONE "/candidates", RECRUIT, candidates_show, NULL, 0},
    {GET,  HIM, RECRUIT, candidate_show, NULL, 0},
    {POST, HIM "/reveal", RECRUIT, candidate_reveal_post, NULL, 0},
    {POST, HIM "/decide", RECRUIT, candidate_decide_post, NULL, 0},
    {POST, HIM "/undo", RECRUIT, candidate_undecide_post, NULL, 0},
    {POST, HIM "/note", RECRUIT, candidate_note_post, NULL, 0},
    {GET,  ONE "/order", SEE_VACANCIES, vacancy_order_show, NULL, 0, .within = OF_VACANCY},
    {GET,  ONE "/order/{candidate}", SEE_VACANCIES, vacancy_order_one, NULL, 0, .within = OF_VACANCY},
    {GET,  PAGE, EVERYBODY, vacancy_public_show, NULL, PUBLIC_CORS},
    {GET,  PAGE "/vacancy.json", EVERYBODY, vacancy_json_show, NULL, PUBLIC_CORS},
    {GET,  "/roles/{role}/check", EVERYBODY, role_check_show, NULL, 0},
    {POST, "/roles/{role}/check", EVERYBODY, role_check_post, &role_check_spec, NO_CSRF},
    {POST, PAGE "/check", EVERYBODY, vacancy_check_post, &vacancy_check_spec, NO_CSRF},
    {POST, PAGE "/send", EVERYBODY, vacancy_send_post, &vacancy_send_spec, NO_CSRF},
    {GET,  MINE, EVERYBODY, vacancy_mine_show, NULL, 0},
    {GET,  MINE "/copy.json", EVERYBODY, vacancy_mine_json, NULL, 0},
    {POST, MINE "/confirm", EVERYBODY, vacancy_mine_confirm, NULL, NO_CSRF},
    {POST, MINE "/withdraw", EVERYBODY, vacancy_mine_withdraw, NULL, NO_CSRF},
    {0},
};
