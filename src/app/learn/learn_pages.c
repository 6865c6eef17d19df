/* learn/learn_pages.c — learning on screen: the rules, what waits, and the keys by
 * which platforms and courses come. */
#include "app/learn/learn_pages.h"

#include "app/org/org_pages.h"
#include "templates.h"

#define SCOPE "statements:write"

static str base_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

str learn_base(struct request *rq)
{
    return str_join(rq->arena, base_of(rq), S("/settings/learning"));
}

static str address_of(struct request *rq)
{
    return app_url(rq->arena, app_of(rq), S("/api/xapi/"));
}

str learn_when(struct arena *a, const struct learn_rule *r)
{
    struct buf b = buf_new(a);

    buf_put(&b, learn_verb_words(a, r->verb, (str){0}));
    if (r->percent >= 0)
        buf_put(&b, words_printf(a, ", %lld %% or more", (long long)r->percent));
    buf_printf(&b, ": " STR_FMT "%s", STR_ARG(r->activity), r->is_start ? "…" : "");
    return buf_done(&b);
}

/* ---- all of it ---- */

static const struct form_field key_fields[] = {{"name", FIELD_LINE, "Name", .max = 80, .required = true}};
static const struct form_spec key_form = FORM(key_fields);

static code add_rules(struct request *rq, struct learn_view *v, struct error *err)
{
    struct learn_rule_list found = {0};

    TRY(learn_rules(rq->db, rq->arena, rq->org, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        const struct learn_rule *r = &found.items[i];
        *list_add(rq->arena, &v->rules) = (struct learn_rule_line){
            str_printf(rq->arena, STR_FMT "/rules/%lld", STR_ARG(v->self), (long long)r->id), r->badge_name,
            str_is_empty(r->png_hash) ? S("") : str_join(rq->arena, S("/images/"), r->png_hash), learn_when(rq->arena, r), r->is_on};
    }
    return OK;
}

static struct tag_view source_tag(const struct token *t)
{
    if (t->revoked)
        return (struct tag_view){"bad", "ban", said("Revoked")};
    if (t->account == 0)
        return (struct tag_view){"bad", "user-off", said("Its maker is gone")};
    if (t->expires && t->expires <= clock_now())
        return (struct tag_view){NULL, "clock-off", said("Expired")};
    return (struct tag_view){"good", "check", said("Works")};
}

static code add_sources(struct request *rq, struct learn_view *v, struct error *err)
{
    struct token_list found = {0};

    TRY(token_find(rq->db, rq->arena, rq->org, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        const struct token *t = &found.items[i];
        if (!token_has(t, SCOPE) || t->revoked)
            continue;
        *list_add(rq->arena, &v->sources) = (struct learn_source_line){
            t->name, token_key(rq->arena, t->id), str_printf(rq->arena, STR_FMT "/settings/tokens/%lld", STR_ARG(v->base), (long long)t->id),
            source_tag(t), t->used};
    }
    return OK;
}

static code load(struct request *rq, struct learn_view *v, struct error *err)
{
    struct learn_statement_list last = {0};

    v->base = base_of(rq);
    v->self = learn_base(rq);
    v->address = address_of(rq);
    TRY(add_rules(rq, v, err));
    TRY(add_sources(rq, v, err));
    TRY(learn_statement_last(rq->db, rq->arena, rq->org, &last, err));
    v->has_statements = last.n > 0;
    return learn_count(rq->db, rq->org, &v->counts, err);
}

static void show_all(struct request *rq, struct response *rs, struct form *f)
{
    struct learn_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Learning", "settings");
    tmpl_learning(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show(struct request *rq, struct response *rs)
{
    show_all(rq, rs, form_empty(rq->arena, &key_form));
}

/* The secret is part of this answer alone. */
static void show_key(struct request *rq, struct response *rs, int64_t id, str name, str secret)
{
    struct learn_key_view v = {learn_base(rq), address_of(rq), name, token_key(rq->arena, id), secret};
    struct out o = app_page(rq, "Key for statements", "settings");

    tmpl_learning_key(&o, &v);
    app_send(rq, rs, &o);
}

static void post_key(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &key_form);
    struct token t = {.org = rq->org, .account = rq->session->account, .name = form_text(f, "name"), .scopes = S(SCOPE)};
    struct error err = {0};
    int64_t id = 0;
    str secret = S("");
    code c = f->ok ? token_make(rq->db, rq->arena, &t, &id, &secret, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_all(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        show_key(rq, rs, id, t.name, secret);
}

#define LEARN "/org/{org}/settings/learning"

const struct route learn_routes[] = {
    {GET, LEARN, MANAGE_ORG, show, NULL, 0},
    {POST, LEARN "/keys", MANAGE_ORG, post_key, NULL, FRESH},
    {GET, LEARN "/rules/new", MANAGE_ORG, learn_rule_new, NULL, 0},
    {POST, LEARN "/rules", MANAGE_ORG, learn_rule_make, NULL, 0},
    {GET, LEARN "/rules/{id}", MANAGE_ORG, learn_rule_show, NULL, 0},
    {POST, LEARN "/rules/{id}/change", MANAGE_ORG, learn_rule_change, NULL, 0},
    {POST, LEARN "/rules/{id}/on", MANAGE_ORG, learn_rule_on, NULL, 0},
    {POST, LEARN "/rules/{id}/off", MANAGE_ORG, learn_rule_off, NULL, 0},
    {POST, LEARN "/rules/{id}/remove", MANAGE_ORG, learn_rule_drop, NULL, 0},
    {GET, LEARN "/statements", MANAGE_ORG, learn_statements_show, NULL, 0},
    {GET, LEARN "/statements/{id}", MANAGE_ORG, learn_statement_show, NULL, 0},
    {GET, LEARN "/awards", MANAGE_ORG, learn_outcomes_show, NULL, 0},
    {POST, LEARN "/awards/{id}/take-back", MANAGE_ORG, learn_outcome_back, NULL, 0},
    {GET, LEARN "/people", MANAGE_ORG, learn_actors_show, NULL, 0},
    {GET, LEARN "/people/{id}", MANAGE_ORG, learn_actor_show, NULL, 0},
    {POST, LEARN "/people/{id}", MANAGE_ORG, learn_actor_decide, NULL, 0},
    {0},
};
