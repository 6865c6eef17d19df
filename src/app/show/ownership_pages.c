/* show/ownership_pages.c — a reader asks for proof, the owner confirms, the reader
 * reads in plain words what was proved. */
#include "app/show/show_view.h"

#include "format/json.h"
#include "templates.h"

#define ASKS_PER_NETWORK 20                      /* an hour */

/* ---- the reader asks ---- */

static const struct form_field ask_fields[] = {
    {"about", FIELD_LINE, "About", .max = 300, .required = true},
    {"asker", FIELD_LINE, "Who asks", .max = 120, .required = true},
    {"question", FIELD_LINE, "Question", .max = QUESTION_BYTES},
};
static const struct form_spec ask_form = FORM(ask_fields);

static void show_ask(struct request *rq, struct response *rs, struct form *f)
{
    struct subject s;
    struct str_list addresses = {0};
    struct error err = {0};
    code c = subject_find(rq->db, rq->arena, form_text(f, "about"), &s, &err);

    if (c == OK)
        c = show_addresses(rq->db, rq->arena, s.owner, &addresses, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct ask_view v = {
        .form = f, .about = form_text(f, "about"), .title = show_masked(rq->arena, s.title, &addresses),
        .asker = {.value = form_value(f, "asker"), .label = "Who asks", .hint = "Your name and company, as the person knows you."},
        .question = {.value = form_value(f, "question"), .label = "Question", .optional = true,
                     .hint = "Something that only makes sense now: “For the interview on Monday?” It is signed along."},
    };
    struct out o = app_page(rq, "Ask for proof", "");
    ((struct page *)(uintptr_t)o.page)->is_unlisted = true;
    tmpl_ownership_ask(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void ask(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &ask_form);

    form_set(f, "about", str_is_absent(request_query(rq, "about")) ? S("") : request_query(rq, "about"));
    show_ask(rq, rs, f);
}

static code put_question(struct request *rq, struct ownership *q, struct error *err)
{
    TRY(throttle_try(rq->db, str_join(rq->arena, S("proof-network "), rq->client), ASKS_PER_NETWORK, err));
    return ownership_ask(app_of(rq), rq->db, rq->arena, q, err);
}

static void ask_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &ask_form);
    struct ownership q = {.path = form_text(f, "about"), .asker = form_text(f, "asker"), .question = form_text(f, "question")};
    struct error err = {0};
    code c = f->ok ? put_question(rq, &q, &err) : OK;

    if (c == NOT_FOUND || c == FAULT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (c != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        response_redirect(rs, str_join(rq->arena, S("/proof/"), q.public_id));
    else
        show_ask(rq, rs, f);
}

/* ---- what came of it ---- */

static void count_presented(struct arena *a, struct answer_view *v)
{
    const struct json *doc;

    if (json_parse(a, v->q.presentation, NULL, &doc, NULL) != OK)
        return;
    v->handed = (int64_t)json_count(json_get(doc, "verifiableCredential"));
    v->spoken = (int64_t)json_count(json_get(doc, "about"));
}

static code fill_answer(struct request *rq, struct answer_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct sight s;

    TRY(sight_of(rq->db, a, v->q.owner, SHOW_NAME, &s, err));
    v->person = s.person;
    v->host = app_host(a, app_of(rq));
    v->q.title = show_masked(a, v->q.title, &s.addresses);
    v->is_over = v->q.answered == 0 && v->q.expires <= clock_now();
    v->is_waiting = v->q.answered == 0 && !v->is_over;
    v->is_confirmed = v->q.answered && v->q.is_confirmed;
    v->is_declined = v->q.answered && !v->q.is_confirmed;
    v->download = str_printf(a, "/proof/" STR_FMT "/presentation.json", STR_ARG(v->q.public_id));
    if (!v->is_confirmed)
        return OK;
    v->holds = ownership_holds(app_of(rq), rq->db, a, &v->q);
    count_presented(a, v);
    return OK;
}

static void answer_show(struct request *rq, struct response *rs)
{
    struct answer_view v = {0};
    struct error err = {0};
    code c = ownership_by_public_id(rq->db, rq->arena, request_param(rq, "id"), &v.q, &err);

    if (c == OK)
        c = fill_answer(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Is it theirs?", "");
    struct page *p = (struct page *)(uintptr_t)o.page;
    p->is_unlisted = true;
    p->refresh_seconds = v.is_waiting ? 30 : 0;
    tmpl_ownership_answer(&o, &v);
    app_send(rq, rs, &o);
    app_keep_to_oneself(rs);
}

static void presentation_file(struct request *rq, struct response *rs)
{
    struct ownership q;
    struct error err = {0};
    code c = ownership_by_public_id(rq->db, rq->arena, request_param(rq, "id"), &q, &err);

    if (c == OK && str_is_empty(q.presentation))
        c = fail(&err, NOT_FOUND, "presentation", "there is no answer to this question");
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, S("application/vp"), q.presentation);
    response_header(rs, "Content-Disposition", S("attachment; filename=\"presentation.json\""));
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

static void holder(struct request *rq, struct response *rs)
{
    struct error err = {0};
    str json;

    if (holder_document(app_of(rq), rq->db, rq->arena, request_param(rq, "id"), &json, &err) == OK)
        response_json(rs, 200, json);
    else
        app_fail(rq, rs, &err);
}

/* ---- the owner answers ---- */

static const struct form_field answer_fields[] = {
    {"answer", FIELD_CHOICE, "Answer", .required = true, .choices = "yes|no"},
    {"hand_over", FIELD_BOOL, "Hand the badges over"},
};
static const struct form_spec answer_form = FORM(answer_fields);

static bool find_mine(struct request *rq, struct response *rs, struct ownership *q)
{
    struct error err = {0};

    if (ownership_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), q, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static code fill_mine(struct request *rq, struct answer_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct subject s = {0};

    TRY(fill_answer(rq, v, err));
    TRY(show_addresses(rq->db, a, v->q.owner, &v->addresses, err));
    if (subject_find(rq->db, a, v->q.path, &s, NULL) != OK || s.owner != v->q.owner)
        return OK;                               /* no longer shown: the page says it cannot be confirmed */
    for (size_t i = 0; i < s.badges.n; i++) {
        *list_add(a, &v->titles) = s.badges.items[i].title;
        v->tells |= !str_eq(show_masked(a, s.badges.items[i].report, &v->addresses), s.badges.items[i].report);
    }
    return OK;
}

static void mine_show(struct request *rq, struct response *rs)
{
    struct answer_view v = {0};
    struct error err = {0};

    if (!find_mine(rq, rs, &v.q))
        return;
    if (fill_mine(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Somebody asks for proof", "backpack");
    tmpl_ownership_mine(&o, &v);
    app_send(rq, rs, &o);
}

static void mine_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &answer_form);
    bool yes = str_eq(form_text(f, "answer"), S("yes"));
    struct ownership q;
    struct error err = {0};

    if (!find_mine(rq, rs, &q))
        return;
    code c = !f->ok ? fail(&err, BAD_INPUT, "answer", "choose an answer")
             : yes  ? ownership_confirm(app_of(rq), rq->db, rq->arena, &q, form_bool(f, "hand_over"), &err)
                    : ownership_decline(rq->db, rq->arena, &q, &err);
    app_done_or_fail(rq, rs, c, &err, S("/backpack/sharing#requests"), yes ? "Confirmed, and signed for this one question." : "Not confirmed.");
}

const struct route ownership_routes[] = {
    {GET,  "/proof/ask",                    EVERYBODY, ask,               NULL,         0},
    {POST, "/proof/ask",                    EVERYBODY, ask_post,          &ask_form,    0},
    {GET,  "/proof/{id}",                   EVERYBODY, answer_show,       NULL,         0},
    {GET,  "/proof/{id}/presentation.json", EVERYBODY, presentation_file, NULL,         NO_SESSION},
    {GET,  "/holders/{id}",                 EVERYBODY, holder,            NULL,         NO_SESSION | PUBLIC_CORS},
    {GET,  "/backpack/proofs/{id}",         SIGNED_IN, mine_show,         NULL,         0},
    {POST, "/backpack/proofs/{id}",         SIGNED_IN, mine_post,         &answer_form, FRESH},
    {0},
};
