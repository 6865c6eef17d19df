/* vacancy/candidate_pages.c — for those who recruit: candidates in order, and one of them; and
 * the same without anybody's name, for whoever looks at the rule that made the order. */
#include "app/vacancy/vacancy_view.h"

#include "templates.h"

static const struct form_field note_fields[] = {{"note", FIELD_TEXT, "Notes", .max = 4000}};
static const struct form_spec note_spec = FORM(note_fields);

static str vacancy_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/vacancies/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static void show_list(struct request *rq, struct response *rs, bool is_order)
{
    struct candidates_view v = {.back = vacancy_of(rq), .is_order = is_order};
    struct error err = {0};

    if (vacancy_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v.v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.list = (struct list){.def = is_order ? &candidate_order_list_def : &candidates_list_def, .address = str_join(rq->arena, v.back, is_order ? S("/order") : S("/candidates")), .id = v.v.id,
                           .empty = {"inbox", "Nobody sent anything yet", "Whoever has the address of the vacancy drops badges on it, and sends them if they like.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, is_order ? "Order of the candidates" : "Candidates", "vacancies");
    tmpl_candidates(&o, &v);
    app_send(rq, rs, &o);
}

void candidates_show(struct request *rq, struct response *rs)
{
    show_list(rq, rs, false);
}

void vacancy_order_show(struct request *rq, struct response *rs)
{
    show_list(rq, rs, true);
}

/* ---- one ---- */

static enum proof_whose whose_named(str name)
{
    return str_eq(name, S("theirs")) ? WHOSE_THEIRS : str_eq(name, S("other")) ? WHOSE_OTHER : WHOSE_NOBODY;
}

static code load(struct request *rq, struct candidate_view *v, struct error *err)
{
    struct candidate_badges badges = {0};

    TRY(vacancy_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->v, err));
    TRY(candidate_get(rq->db, rq->arena, rq->org, v->v.id, request_param_int(rq, "candidate"), &v->c, err));
    TRY(candidate_badges(rq->db, rq->arena, v->c.id, &badges, err));
    TRY(scored_find(rq->db, rq->arena, &v->c, &badges, &v->scored, err));
    for (size_t i = 0; i < badges.n; i++)
        TRY(badge_line_fill(rq->arena, &badges.items[i], whose_named(badges.items[i].whose), list_add(rq->arena, &v->badges), err));
    v->tag = candidate_tag(v->c.state);
    v->is_known = !v->is_order && (!v->v.is_blind || v->c.revealed);
    v->may_undo = v->c.decided && !v->c.told;
    v->title = v->is_known ? v->c.name : words_printf(rq->arena, "Candidate %lld", (long long)v->c.number);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f, bool is_order)
{
    struct candidate_view v = {.form = f, .is_order = is_order, .back = str_join(rq->arena, vacancy_of(rq), is_order ? S("/order") : S("/candidates"))};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.back), (long long)v.c.id);
    if (f->ok)
        form_set(f, "note", v.c.note);
    struct out o = app_page(rq, str_z(rq->arena, v.title), "vacancies");
    tmpl_candidate(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void candidate_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &note_spec), false);
}

void vacancy_order_one(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &note_spec), true);
}

/* ---- what is done ---- */

static struct candidate_act act_of(struct request *rq)
{
    return (struct candidate_act){{rq->org, request_param_int(rq, "id"), rq->session->account}, request_param_int(rq, "candidate")};
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, STR_FMT "/candidates/%lld", STR_ARG(vacancy_of(rq)), (long long)request_param_int(rq, "candidate"));
}

static void finish(struct request *rq, struct response *rs, code c, struct error *err, const char *words)
{
    c = db_end(rq->db, c, err);
    if (c == OK)
        app_wake(app_of(rq));
    app_done_or_fail(rq, rs, c, err, self_path(rq), words);
}

static bool begin(struct request *rq, struct response *rs, struct error *err)
{
    if (db_begin(rq->db, err) == OK)
        return true;
    app_fail(rq, rs, err);
    return false;
}

void candidate_reveal_post(struct request *rq, struct response *rs)
{
    struct candidate_act c = act_of(rq);
    struct error err = {0};

    if (begin(rq, rs, &err))
        finish(rq, rs, candidate_reveal(rq->db, rq->arena, &c, &err), &err, "Who this is, is shown now, and that is written in the log.");
}

void candidate_decide_post(struct request *rq, struct response *rs)
{
    struct candidate_act c = act_of(rq);
    str verdict = request_field(rq, "verdict");
    struct error err = {0};

    if (begin(rq, rs, &err))
        finish(rq, rs, candidate_decide(rq->db, rq->arena, &c, str_is_absent(verdict) ? S("") : verdict, &err), &err, "Decided. They are told by mail in ten minutes; until then it can be taken back.");
}

void candidate_undecide_post(struct request *rq, struct response *rs)
{
    struct candidate_act c = act_of(rq);
    struct error err = {0};

    if (begin(rq, rs, &err))
        finish(rq, rs, candidate_undecide(rq->db, rq->arena, &c, &err), &err, "Taken back. Nobody was told.");
}

void candidate_note_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &note_spec);
    struct candidate_act c = act_of(rq);
    struct error err = {0};

    if (!f->ok)
        show(rq, rs, f, false);
    else if (begin(rq, rs, &err))
        finish(rq, rs, candidate_note(rq->db, rq->arena, &c, form_text(f, "note"), &err), &err, "Saved.");
}
