/* token/token_pages.c — tokens on screen: all of them, a new one whose secret is
 * shown once, one with what it did. */
#include "app/token/token_pages.h"

#include "templates.h"

static str base_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

static str tokens_path(struct request *rq)
{
    return str_join(rq->arena, base_of(rq), S("/settings/tokens"));
}

static struct tag_view tag_of(const struct token *t, msec now)
{
    if (t->revoked)
        return (struct tag_view){"bad", "ban", said("Revoked")};
    if (t->account == 0)
        return (struct tag_view){"bad", "user-off", said("Its maker is gone")};
    if (t->expires && t->expires <= now)
        return (struct tag_view){NULL, "clock-off", said("Expired")};
    if (t->expires && t->expires <= now + 14 * DAY)
        return (struct tag_view){"warn", "clock", said("Ends soon")};
    return (struct tag_view){"good", "check", said("Works")};
}

/* ---- all of them, and a new one ---- */

static const struct form_field token_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 80, .required = true},
    {"scopes", FIELD_MANY, "What it may do"},
    {"people", FIELD_CHOICE, "Which people", .choices = "all|departments"},
    {"departments", FIELD_MANY, "Departments"},
    {"reach", FIELD_CHOICE, "Which badges", .choices = "all|some"},
    {"badges", FIELD_MANY, "Badges"},
    {"days", FIELD_CHOICE, "Works for", .choices = "30|90|365|day|0", .required = true},
    {"expires", FIELD_DATE, "Last day"},
};
static const struct form_spec token_form = FORM(token_fields);

static bool is_ticked(const struct form *f, const char *scope)
{
    const struct str_list *many = &form_value((struct form *)(uintptr_t)f, "scopes")->many;

    for (size_t i = 0; i < many->n; i++)
        if (str_eq(many->items[i], cstr(scope)))
            return true;
    return false;
}

static void read_ids(const struct form *f, const char *field, struct arena *a, struct id_list *out)
{
    const struct str_list *many = &form_value((struct form *)(uintptr_t)f, field)->many;
    int64_t id;

    for (size_t i = 0; i < many->n && out->n < GRANT_PARTS_MOST; i++)
        if (str_to_int(many->items[i], &id))
            *list_add(a, out) = id;
}

/* "See badges, Award badges" */
static str in_words(struct arena *a, const struct token *t)
{
    struct buf b = buf_new(a);

    for (const struct token_scope *s = token_scopes; s->name; s++) {
        if (!token_has(t, s->name))
            continue;
        buf_putz(&b, b.n ? ", " : "");
        buf_putz(&b, text(S("en"), s->label));
    }
    return buf_done(&b);
}

static void add_names(struct buf *b, const struct str_list *names)
{
    for (size_t i = 0; i < names->n; i++)
        buf_printf(b, "%s" STR_FMT, b->n ? ", " : "", STR_ARG(names->items[i]));
}

/* What it is narrowed to; empty: to nothing. */
static code only_of(struct request *rq, const struct token *t, str *out, struct error *err)
{
    struct buf b = buf_new(rq->arena);
    struct token_parts parts = {0};

    *out = S("");
    if (!t->some_departments && !t->some_badges)
        return OK;
    TRY(token_parts(rq->db, rq->arena, t, &parts, err));
    add_names(&b, &parts.departments);
    add_names(&b, &parts.badges);
    *out = b.n ? buf_done(&b) : said("nothing that is still there");
    return OK;
}

static code load_choices(struct request *rq, struct tokens_view *v, struct error *err)
{
    struct role_grants none = {0};
    struct role_form all = {0};

    TRY(role_form_fill(rq, &none, &all, err));
    v->departments = all.departments;
    v->badges = all.badges;
    read_ids(v->form, "departments", rq->arena, &v->chosen_departments);
    read_ids(v->form, "badges", rq->arena, &v->chosen_badges);
    return OK;
}

static code load_all(struct request *rq, struct tokens_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct token_list found = {0};
    const struct access *may;

    TRY(access_of(rq, rq->org, &may, err));
    v->base = base_of(rq);
    v->self = tokens_path(rq);
    TRY(token_find(rq->db, a, rq->org, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        str only;
        TRY(only_of(rq, &found.items[i], &only, err));
        *list_add(a, &v->lines) = (struct token_line){
            found.items[i], str_printf(a, STR_FMT "/%lld", STR_ARG(v->self), (long long)found.items[i].id),
            in_words(a, &found.items[i]), only, tag_of(&found.items[i], clock_now())};
    }
    TRY(load_choices(rq, v, err));
    for (const struct token_scope *s = token_scopes; s->name; s++)
        if (!s->of_partner)
            *list_add(a, &v->scopes) = (struct token_choice){s, is_ticked(v->form, s->name), access_may(may, s->right)};
    return OK;
}

static void show_all(struct request *rq, struct response *rs, struct form *f)
{
    struct tokens_view v = {.form = f};
    struct error err = {0};

    if (load_all(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Tokens", "settings");
    tmpl_tokens(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_tokens(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &token_form);

    form_set(f, "days", S("90"));
    form_set(f, "people", S("all"));
    form_set(f, "reach", S("all"));
    show_all(rq, rs, f);
}

/* ---- one ---- */

static void show_one(struct request *rq, struct response *rs, int64_t id, str secret)
{
    struct token_view v = {.base = base_of(rq), .secret = secret};
    struct error err = {0};

    if (token_get(rq->db, rq->arena, rq->org, id, &v.t, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (token_parts(rq->db, rq->arena, &v.t, &v.parts, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(tokens_path(rq)), (long long)id);
    v.tag = tag_of(&v.t, clock_now());
    v.works = v.t.revoked == 0;
    for (const struct token_scope *s = token_scopes; s->name; s++)
        if (token_has(&v.t, s->name))
            *list_add(rq->arena, &v.scopes) = s;
    v.list = (struct list){.def = &token_calls_def, .address = v.self, .id = id,
                           .empty = {"history", "Nothing was changed with it yet", "Calls that change something, and those that were refused, are written here.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, str_z(rq->arena, v.t.name), "settings");
    tmpl_token(&o, &v);
    app_send(rq, rs, &o);
}

static void show_token(struct request *rq, struct response *rs)
{
    show_one(rq, rs, request_param_int(rq, "id"), S(""));
}

/* ---- acts ---- */

/* The day that is named is one of them. */
static code expiry_of(const struct form *f, msec *out, struct error *err)
{
    int64_t days = 0;

    *out = 0;
    if (str_eq(form_text(f, "days"), S("day"))) {
        *out = form_int(f, "expires") ? form_int(f, "expires") + DAY : 0;
        return *out ? OK : fail(err, BAD_INPUT, "expires", "say on which day it ends");
    }
    if (str_to_int(form_text(f, "days"), &days) && days)
        *out = clock_now() + days * DAY;
    return OK;
}

static code make(struct request *rq, const struct form *f, int64_t *id, str *secret, struct error *err)
{
    struct id_list departments = {0}, badges = {0};
    struct token_reach reach = {NULL, NULL};
    struct buf scopes = buf_new(rq->arena);
    const struct access *may;
    msec expires;

    TRY(expiry_of(f, &expires, err));
    read_ids(f, "departments", rq->arena, &departments);
    read_ids(f, "badges", rq->arena, &badges);
    if (str_eq(form_text(f, "people"), S("departments")))
        reach.departments = &departments;
    if (str_eq(form_text(f, "reach"), S("some")))
        reach.badges = &badges;

    TRY(access_of(rq, rq->org, &may, err));
    for (const struct token_scope *s = token_scopes; s->name; s++)
        if (is_ticked(f, s->name) && access_may(may, s->right))
            buf_printf(&scopes, "%s%s", scopes.n ? " " : "", s->name);
    return token_make_narrow(rq->db, rq->arena,
                             &(struct token){.org = rq->org, .account = rq->session->account, .name = form_text(f, "name"),
                                             .scopes = buf_done(&scopes), .expires = expires},
                             &reach, id, secret, err);
}

/* The secret is part of this answer alone: it is stored nowhere, so there is no
 * page to be sent on to. */
static void post_token(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &token_form);
    struct error err = {0};
    int64_t id = 0;
    str secret = S("");
    code c = f->ok ? make(rq, f, &id, &secret, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_all(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        show_one(rq, rs, id, secret);
}

static void post_revoke(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct token_revoke r = {rq->org, request_param_int(rq, "id"), rq->session->account};

    if (token_revoke(rq->db, rq->arena, &r, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, tokens_path(rq), "Revoked: programs that use this token are refused from now on.");
}

#define TOKENS "/org/{org}/settings/tokens"

const struct route token_routes[] = {
    {GET, TOKENS, MANAGE_ORG, show_tokens, NULL, 0},
    {POST, TOKENS, MANAGE_ORG, post_token, NULL, FRESH},
    {GET, TOKENS "/{id}", MANAGE_ORG, show_token, NULL, 0},
    {POST, TOKENS "/{id}/revoke", MANAGE_ORG, post_revoke, NULL, 0},
    {0},
};
