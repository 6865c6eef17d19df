/* learn/learn_told_pages.c — what was told and what came of it: statements, awards
 * that wait or went, people to be decided on. */
#include "app/learn/learn_pages.h"

#include "templates.h"

static void show_list(struct request *rq, struct response *rs, struct learn_list_view *v, const char *title,
                      void (*draw)(struct out *, const struct learn_list_view *))
{
    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    v->learning = learn_base(rq);
    if (list_answer(rq, rs, &v->list))
        return;
    struct out o = app_page(rq, title, "settings");
    draw(&o, v);
    app_send(rq, rs, &o);
}

/* ---- statements ---- */

void learn_statements_show(struct request *rq, struct response *rs)
{
    struct learn_list_view v = {.list = {.def = &learn_statements_def, .address = rq->path,
        .empty = {"messages", "Nothing was told yet", "Give a key to your learning platform, and each statement stands here.", learn_base(rq), "Make a key"}}};

    show_list(rq, rs, &v, "Statements", tmpl_learning_statements);
}

static str score_words(struct arena *a, const struct xapi_statement *x)
{
    double percent;

    if (x->score.has_raw && x->score.has_max)
        return words_printf(a, "%g of %g", x->score.raw, x->score.max);
    if (xapi_percent(&x->score, &percent))
        return str_printf(a, "%g %%", percent);
    return x->score.has_raw ? str_printf(a, "%g", x->score.raw) : S("");
}

static code add_outcomes(struct request *rq, struct learn_statement_view *v, struct error *err)
{
    struct learn_outcome_list found = {0};

    TRY(learn_outcomes(rq->db, rq->arena, v->s.id, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        const struct learn_outcome *o = &found.items[i];
        *list_add(rq->arena, &v->outcomes) = (struct learn_outcome_line){
            *o, o->award ? str_printf(rq->arena, "/org/%lld/awards/%lld", (long long)rq->org, (long long)o->award) : S(""),
            str_printf(rq->arena, STR_FMT "/awards/%lld/take-back", STR_ARG(v->learning), (long long)o->id), learn_outcome_tag(o->state)};
    }
    return OK;
}

static code add_says(struct request *rq, struct learn_statement_view *v, const struct xapi_statement *x, struct error *err)
{
    struct learn_rule_list rules = {0};

    TRY(learn_rules(rq->db, rq->arena, rq->org, &rules, err));
    for (size_t i = 0; i < rules.n; i++) {
        enum learn_answer answer = learn_match(&rules.items[i], x);
        *list_add(rq->arena, &v->says) = (struct learn_says_line){
            str_printf(rq->arena, STR_FMT "/rules/%lld", STR_ARG(v->learning), (long long)rules.items[i].id), rules.items[i].badge_name,
            learn_answer_words(answer), answer == LEARN_MET, rules.items[i].is_on};
    }
    return OK;
}

static const char sql_actor[] = SQL("SELECT id FROM learn_actor WHERE org_id = $1 AND actor = $2");

static code load_statement(struct request *rq, struct learn_statement_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct xapi_statement x;
    const struct json *body;
    int64_t actor = 0;

    TRY(learn_statement_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->s, err));
    TRY(learn_statement_read(a, &v->s, &x, err));
    TRY(json_parse(a, v->s.body, NULL, &body, err));
    v->learning = learn_base(rq);
    v->list_href = str_join(a, v->learning, S("/statements"));
    v->self = str_printf(a, STR_FMT "/%lld", STR_ARG(v->list_href), (long long)v->s.id);
    v->who = learn_who_words(a, v->s.actor);
    v->did = learn_verb_words(a, v->s.verb, v->s.verb_name);
    v->score = score_words(a, &x);
    v->body = json_pretty(a, body);
    v->voids = str_eq(v->s.state, S("voids"));
    if (db_int(rq->db, sql_actor, ARGS(v_int(rq->org), v_str(v->s.actor)), &actor, NULL) == OK)
        v->who_href = str_printf(a, STR_FMT "/people/%lld", STR_ARG(v->learning), (long long)actor);
    TRY(add_outcomes(rq, v, err));
    return v->voids ? OK : add_says(rq, v, &x, err);
}

void learn_statement_show(struct request *rq, struct response *rs)
{
    struct learn_statement_view v = {0};
    struct error err = {0};

    if (load_statement(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Statement", "settings");
    tmpl_learning_statement(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- awards ---- */

void learn_outcomes_show(struct request *rq, struct response *rs)
{
    struct learn_list_view v = {.list = {.def = &learn_outcomes_def, .address = rq->path,
        .empty = {"award", "No rule was met yet", "What a rule makes of a statement stands here, and can be taken back before it is awarded.", learn_base(rq), "Rules"}}};

    show_list(rq, rs, &v, "Awards by learning", tmpl_learning_outcomes);
}

static code take_back(struct request *rq, const struct learn_change *c, struct error *err)
{
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, learn_outcome_undo(rq->db, rq->arena, c, err), err);
}

void learn_outcome_back(struct request *rq, struct response *rs)
{
    struct learn_change c = {rq->org, request_param_int(rq, "id"), rq->session->account};
    struct error err = {0};

    if (take_back(rq, &c, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, learn_base(rq), S("/awards")), "Taken back: it is not awarded.");
}

/* ---- people ---- */

void learn_actors_show(struct request *rq, struct response *rs)
{
    struct learn_list_view v = {.list = {.def = &learn_actors_def, .address = rq->path,
        .empty = {"users", "Nobody to decide on", "Who is told of and not found in the directory by the address stands here.", learn_base(rq), "Rules"}}};

    show_list(rq, rs, &v, "People in statements", tmpl_learning_people);
}

static const struct form_field who_fields[] = {
    {"do", FIELD_CHOICE, "Decision", .choices = "is|add|out|reopen", .required = true}, {"person", FIELD_LINE, "Person", .max = 300},
};
static const struct form_spec who_form = FORM(who_fields);

static void show_actor(struct request *rq, struct response *rs, struct form *f)
{
    struct learn_actor_view v = {.list_href = str_join(rq->arena, learn_base(rq), S("/people")), .self = rq->path, .form = f};
    struct error err = {0};

    if (learn_actor_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v.c, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.who = learn_who_words(rq->arena, v.c.key);
    v.address = learn_actor_address(rq->arena, v.c.key);
    v.person_href = str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)v.c.person);
    struct out o = app_page(rq, "Who is it?", "settings");
    tmpl_learning_person(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void learn_actor_show(struct request *rq, struct response *rs)
{
    show_actor(rq, rs, form_empty(rq->arena, &who_form));
}

static code is_somebody(struct request *rq, const struct learn_change *c, str typed, struct error *err)
{
    int64_t person = 0;

    TRY(person_by_words(rq->db, rq->arena, rq->org, typed, &person, err));
    if (person == 0)
        return fail(err, BAD_INPUT, "person", "nobody, or more than one, is found by that: write an address or a staff number");
    return learn_actor_is(rq->db, rq->arena, c, person, err);
}

static code decide(struct request *rq, const struct form *f, struct error *err)
{
    struct learn_change c = {rq->org, request_param_int(rq, "id"), rq->session->account};
    str what = form_text(f, "do");

    if (str_eq(what, S("is")))
        return is_somebody(rq, &c, form_text(f, "person"), err);
    if (str_eq(what, S("add")))
        return learn_actor_add(rq->db, rq->arena, &c, err);
    return str_eq(what, S("out")) ? learn_actor_leave_out(rq->db, rq->arena, &c, err) : learn_actor_reopen(rq->db, rq->arena, &c, err);
}

static code decide_whole(struct request *rq, const struct form *f, struct error *err)
{
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, decide(rq, f, err), err);
}

void learn_actor_decide(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &who_form);
    struct error err = {0};
    code c = f->ok ? decide_whole(rq, f, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_actor(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, str_join(rq->arena, learn_base(rq), S("/people")), "Decided. What waited for it is awarded after the usual minutes, or left out.");
    }
}
