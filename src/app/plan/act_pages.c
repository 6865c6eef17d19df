/* plan/act_pages.c — what is done with a plan by a press or with a few words; and all routes. */
#include "app/plan/plan_view.h"

#include "app/people/people.h"
#include "templates.h"

/* ---- with words ---- */

static const struct form_field comment_fields[] = {{"comment", FIELD_TEXT, "Comment", .max = 2000}};
static const struct form_field ask_fields[] = {{"changes", FIELD_TEXT, "What is to be changed", .max = 2000}, {"seen", FIELD_INT, "What was read"}};
const struct form_spec plan_comment_form = FORM(comment_fields), plan_ask_form = FORM(ask_fields);

struct worded { enum plan_act act; const char *field, *done; };

static void act_with_words(struct request *rq, struct response *rs, struct form *f, const struct worded *w)
{
    struct plan_do d = {request_param_int(rq, "id"), rq->session->account, w->act, form_text(f, w->field), .seen = w->act == PLAN_ASK ? form_int(f, "seen") : 0};
    struct error err = {0};
    code c = f->ok ? plan_act(rq->db, rq->arena, &d, &err) : OK;

    if (c == BAD_INPUT || (c == CONFLICT && str_eq(cstr(err.where), S("seen"))))
        form_reject(f, w->field, app_sentence(rq->arena, err.text));
    if (!f->ok)
        plan_show(rq, rs, w->act == PLAN_ASK ? &(struct plan_typed){.ask = f} : &(struct plan_typed){.comment = f});
    else
        app_done_or_fail(rq, rs, c, &err, plan_path(rq->arena, request_param_int(rq, "id")), w->done);
}

static void plan_comment_post(struct request *rq, struct response *rs)
{
    act_with_words(rq, rs, form_read(rq, &plan_comment_form), &(struct worded){PLAN_COMMENT, "comment", "Your comment stands in the plan."});
}

static void plan_ask_post(struct request *rq, struct response *rs)
{
    act_with_words(rq, rs, form_read(rq, &plan_ask_form), &(struct worded){PLAN_ASK, "changes", "Sent back, with what you wrote. For ten minutes it can be taken back."});
}

/* ---- by a press ---- */

static const struct { const char *name; enum plan_act act; const char *done; } presses[] = {
    {"send", PLAN_SEND, "Sent. Until you take it back, who leads you reads it."},
    {"take-back", PLAN_TAKE_BACK, "Taken back. Nobody sees it but you."},
    {"reached", PLAN_REACHED, "Well done. The plan is closed, and can be opened again."},
    {"give-up", PLAN_GIVE_UP, "The plan is closed, and can be opened again."},
    {"reopen", PLAN_REOPEN, "The plan is open again."},
    {"remove", PLAN_REMOVE, "Removed. For 30 days it can be brought back."},
    {"restore", PLAN_RESTORE, "The plan is back."},
    {"agree", PLAN_AGREE, "Agreed, in your name. For ten minutes it can be taken back."},
    {"undo", PLAN_UNDO, "Your answer is taken back: it waits for you again."},
};

static void plan_act_post(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    str go = request_field(rq, "go");
    struct error err = {0};
    msec seen = 0;

    (void)!str_to_int(request_field(rq, "seen"), &seen);
    for (size_t i = 0; i < COUNT(presses); i++) {
        if (!str_eq(go, cstr(presses[i].name)))
            continue;
        code c = plan_act(rq->db, rq->arena, &(struct plan_do){id, rq->session->account, presses[i].act, S(""), seen}, &err);
        app_done_or_fail(rq, rs, c, &err, presses[i].act == PLAN_REMOVE ? S("/plan") : plan_path(rq->arena, id), presses[i].done);
        return;
    }
    fail(&err, NOT_FOUND, "go", "there is nothing of that name to do");
    app_fail(rq, rs, &err);
}

/* ---- the team's ---- */

/* Who leads nobody and has no part here learns nothing of the organisation. */
static code check_reader(struct request *rq, struct error *err)
{
    bool leads = false;

    TRY(team_leads(rq, 0, &leads, err));
    return leads || app_allow(rq, VIEW_PEOPLE, rq->org) == OK ? OK : fail(err, NOT_FOUND, "team", "nobody is led by you here");
}

static void plans_show(struct request *rq, struct response *rs)
{
    struct plans_view v = {.back = str_printf(rq->arena, "/org/%lld/team", (long long)rq->org)};
    struct error err = {0};

    v.list = (struct list){.def = &plans_list_def, .address = str_join(rq->arena, v.back, S("/plans")),
                           .empty = {"target-arrow", "No plan was sent to you", "A development plan is its person’s own. Once they send it, you read it here, comment, and agree or ask for changes.", S(""), NULL}};
    if (check_reader(rq, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Plans of my team", "team");
    tmpl_plans(&o, &v);
    app_send(rq, rs, &o);
}

const struct route plan_routes[] = {
    {GET,  "/plan", SIGNED_IN, plan_home, NULL, 0},
    {GET,  "/plan/new", SIGNED_IN, plan_new_show, NULL, 0},
    {POST, "/plan/new", SIGNED_IN, plan_new_post, &plan_new_form, 0},
    {GET,  "/plan/{id}", SIGNED_IN, plan_page, NULL, 0},
    {GET,  "/plan/{id}/edit", SIGNED_IN, plan_edit_show, NULL, 0},
    {POST, "/plan/{id}/edit", SIGNED_IN, plan_edit_post, &plan_edit_form, 0},
    {GET,  "/plan/{id}/paper", SIGNED_IN, plan_paper, NULL, 0},
    {GET,  "/plan/{id}/plan.csv", SIGNED_IN, plan_csv, NULL, 0},
    {GET,  "/plan/{id}/plan.json", SIGNED_IN, plan_json, NULL, 0},
    {POST, "/plan/{id}/act", SIGNED_IN, plan_act_post, NULL, 0},
    {POST, "/plan/{id}/comment", SIGNED_IN, plan_comment_post, &plan_comment_form, 0},
    {POST, "/plan/{id}/ask", SIGNED_IN, plan_ask_post, &plan_ask_form, 0},
    {POST, "/plan/{id}/take", SIGNED_IN, plan_take_post, &plan_take_form, 0},
    {POST, "/plan/{id}/steps", SIGNED_IN, plan_step_post, &plan_step_form, 0},
    {GET,  "/plan/{id}/steps/{step}", SIGNED_IN, plan_step_show, NULL, 0},
    {POST, "/plan/{id}/steps/{step}", SIGNED_IN, plan_step_edit_post, &plan_step_form, 0},
    {POST, "/plan/{id}/steps/{step}/act", SIGNED_IN, plan_step_act_post, NULL, 0},
    {GET,  "/org/{org}/team/plans", SIGNED_IN, plans_show, NULL, 0},
    {0},
};
