/* apply/apply_judge_pages.c — one application before its judge: what is asked,
 * what was handed in, the four questions, the decision. */
#include "app/apply/apply_private.h"
#include "app/apply/apply_pages.h"

#include <stdio.h>
#include "templates.h"

/* Each criterion has the four questions and a word. */
#define ROW(n)                                                                 \
    {"valid" #n, FIELD_BOOL, "Valid"}, {"authentic" #n, FIELD_BOOL, "Authentic"}, {"current" #n, FIELD_BOOL, "Current"}, \
    {"sufficient" #n, FIELD_BOOL, "Sufficient"}, {"words" #n, FIELD_TEXT, "Comment", .max = APPLY_WORDS}

static const struct form_field fields[] = {
    {"verdict", FIELD_CHOICE, "Decision", .choices = "pass|more|decline", .required = true},
    {"reason", FIELD_TEXT, "For the applicant", .max = APPLY_WORDS},
    {"note", FIELD_TEXT, "For colleagues", .max = APPLY_WORDS},
    {"ticks", FIELD_LINE, "The four questions", .max = 10},
    ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10),
    ROW(11), ROW(12), ROW(13), ROW(14), ROW(15), ROW(16), ROW(17), ROW(18), ROW(19), ROW(20),
};
static const struct form_spec judge_form = FORM(fields);
static const struct form_field say_fields[] = {{"message", FIELD_TEXT, "Message", .max = APPLY_WORDS, .required = true}};
static const struct form_spec say_form = FORM(say_fields);

struct form_value *apply_cell(struct form *f, const char *name, size_t row)
{
    char full[32];

    snprintf(full, sizeof full, "%s%zu", name, row + 1);
    return form_value(f, full);
}

str apply_picture(struct arena *a, str png_hash)
{
    return str_is_empty(png_hash) ? S("") : str_join(a, S("/images/"), png_hash);
}

/* Who leads the applicant has the same pages under the team, without a role. */
static bool is_led(const struct request *rq)
{
    return str_contains(rq->path, S("/team/applications/"));
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/%s/%lld", (long long)rq->org, is_led(rq) ? "team/applications" : "applications", (long long)request_param_int(rq, "id"));
}

/* Under the team: whom they lead, where that is granted. What is not theirs is not there. */
static code get(struct request *rq, struct application *p, struct error *err)
{
    struct apply_relation rel;

    TRY(application_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), p, err));
    if (!is_led(rq))
        return OK;
    TRY(application_relation(rq->db, p, rq->session->account, &rel, err));
    return rel.may_lead && p->round ? OK : fail(err, NOT_FOUND, "application", "there is no such application");
}

/* ---- what is shown ---- */

struct sight { struct evidence_folder folder; struct evidence_viewer viewer; struct evidence_eye eye; struct evidence_pieces pieces; struct apply_answers answers; };

static code load_sight(struct request *rq, const struct application *p, struct sight *s, struct error *err)
{
    TRY(evidence_folder_get(rq->db, rq->arena, p->folder, &s->folder, err));
    TRY(evidence_viewer_of(rq, &s->folder, S(""), &s->viewer, err));
    TRY(evidence_of(rq->db, rq->arena, p->folder, &s->pieces, err));
    TRY(application_answers(rq->db, rq->arena, p->id, &s->answers, err));
    s->eye = (struct evidence_eye){app_of(rq), rq->arena, &s->folder, &s->viewer, S("")};
    return OK;
}

static str answer_to(const struct apply_answers *answers, str item)
{
    for (size_t i = 0; i < answers->n; i++)
        if (str_eq(answers->items[i].item, item))
            return answers->items[i].words;
    return S("");
}

/* What others said of it, as far as this judge may know. */
static void add_earlier(struct arena *a, const struct judgements *all, struct judge_row *row)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->items[i].items.n; k++)
            if (str_eq(all->items[i].items.items[k].item, row->c.id))
                *list_add(a, &row->earlier) = (struct judge_line){all->items[i].items.items[k], all->items[i].who, all->items[i].verdict};
}

/* They stand within the form of the judgement, which can hold no other: what changes a piece is
 * where the piece is. */
static void show_within_form(const struct sight *s, str item, struct evidence_lines *out)
{
    evidence_show(&s->eye, &s->pieces, item, out);
    for (size_t i = 0; i < out->n; i++)
        out->items[i].change = out->items[i].remove = S("");
}

static void add_row(struct request *rq, struct judge_view *v, const struct sight *s, const struct criterion *c)
{
    size_t n = v->rows.n;
    struct judge_row *row = list_add(rq->arena, &v->rows);

    *row = (struct judge_row){
        .number = (int64_t)n + 1, .c = *c, .answer = answer_to(&s->answers, c->id),
        .valid = apply_cell(v->form, "valid", n), .authentic = apply_cell(v->form, "authentic", n),
        .current = apply_cell(v->form, "current", n), .sufficient = apply_cell(v->form, "sufficient", n), .words = apply_cell(v->form, "words", n)};
    if (c->id.n)
        show_within_form(s, c->id, &row->evidence);
    add_earlier(rq->arena, &v->judgements, row);
}

static code add_rows(struct request *rq, struct judge_view *v, const struct sight *s, struct error *err)
{
    struct badge_version_row b;

    TRY(catalog_version(rq->db, rq->arena, v->p.version, &b, err));
    for (size_t i = 0; i < b.items.n && i < CATALOG_CRITERIA; i++)
        add_row(rq, v, s, &b.items.items[i]);
    if (b.items.n == 0)
        add_row(rq, v, s, &(struct criterion){.id = S(""), .text = b.criteria, .proof = S(""), .note = S(""), .is_required = true});
    evidence_show(&s->eye, &s->pieces, S(""), &v->evidence);
    for (size_t i = 0; i < v->rows.n; i++)
        TRY(evidence_note_shown(rq->db, &s->eye, &v->rows.items[i].evidence, err));
    return evidence_note_shown(rq->db, &s->eye, &v->evidence, err);
}

/* The second and the third judge do not see what was judged in this round
 * before them, until they have judged too: two looks, not one and a half. */
static code add_judgements(struct request *rq, struct judge_view *v, struct error *err)
{
    struct judgements all = {0};

    TRY(application_judgements(rq->db, rq->arena, v->p.id, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        bool is_now = all.items[i].round == v->p.round;
        if (is_now && application_is_judged(&v->p) && !v->rel.has_judged)
            v->hidden = true;
        else
            *list_add(rq->arena, &v->judgements) = all.items[i];
        if (is_now && i + 1 == all.n)
            v->may_back = all.items[i].account == rq->session->account && v->p.told == 0;
    }
    return OK;
}

static str why_not(const struct judge_view *v)
{
    if (!application_is_judged(&v->p))
        return said("It does not wait for a judge now.");
    if (v->rel.has_judged)
        return said("You have judged it. Somebody else looks at it next.");
    if (!str_eq(v->p.state, S("waiting")) && v->rel.is_over)
        return said("You lead this person: somebody who does not looks at it now.");
    return v->is_mine ? S("") : v->p.assigned ? said("It is with somebody else.") : said("Take it, and you can judge it.");
}

static code load(struct request *rq, struct judge_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct sight s = {0};

    TRY(get(rq, &v->p, err));
    if (v->p.round == 0)
        return fail(err, NOT_FOUND, "application", "there is no such application");
    TRY(application_relation(rq->db, &v->p, rq->session->account, &v->rel, err));
    if (v->rel.is_self)
        return fail(err, DENIED, "application", "this application is your own: its page is under “My applications”, and somebody else judges it");
    v->base = str_printf(a, "/org/%lld/%s", (long long)rq->org, is_led(rq) ? "team/judge" : "applications");
    v->is_led = is_led(rq);
    v->self = self_path(rq);
    v->picture = apply_picture(a, v->p.png_hash);
    v->tag = apply_judge_tag(v->p.state, v->p.told > 0);
    v->is_mine = v->p.assigned == rq->session->account && application_is_judged(&v->p);
    v->is_second = !str_eq(v->p.state, S("waiting"));
    v->may_take = application_is_judged(&v->p) && !v->is_mine && !v->rel.has_judged && !(v->is_second && v->rel.is_over);
    v->is_late = application_is_judged(&v->p) && v->p.due && v->p.due < clock_now();
    v->why_not = why_not(v);
    TRY(add_judgements(rq, v, err));
    TRY(load_sight(rq, &v->p, &s, err));
    TRY(add_rows(rq, v, &s, err));
    return application_messages(rq->db, a, v->p.id, &v->messages, err);
}

static void show(struct request *rq, struct response *rs, struct form *f, struct form *say)
{
    struct judge_view v = {.form = f, .say_form = say};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.p.name.n ? v.p.name : v.p.email), v.is_led ? "team" : "review");
    tmpl_apply_judge(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok || !say->ok)
        rs->status = 422;
}

void judge_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &judge_form), form_empty(rq->arena, &say_form));
}

/* ---- judging ---- */

static void read_items(struct arena *a, struct form *f, const struct badge_version_row *b, struct judged_items *out)
{
    size_t n = b->items.n ? b->items.n : 1;

    for (size_t i = 0; i < n && i < CATALOG_CRITERIA; i++)
        *list_add(a, out) = (struct judged_item){
            b->items.n ? b->items.items[i].id : S(""), apply_cell(f, "words", i)->text,
            (apply_cell(f, "valid", i)->number ? TICK_VALID : 0) | (apply_cell(f, "authentic", i)->number ? TICK_AUTHENTIC : 0) |
                (apply_cell(f, "current", i)->number ? TICK_CURRENT : 0) | (apply_cell(f, "sufficient", i)->number ? TICK_SUFFICIENT : 0)};
}

static code judge(struct request *rq, struct form *f, struct error *err)
{
    struct application p;
    struct badge_version_row b;
    struct judged_items items = {0};

    TRY(get(rq, &p, err));
    if (p.assigned != rq->session->account)
        return fail(err, CONFLICT, "application", "take it first, so that nobody else judges it at the same time");
    TRY(catalog_version(rq->db, rq->arena, p.version, &b, err));
    read_items(rq->arena, f, &b, &items);
    return application_judge(rq->db, rq->arena, &p,
                             &(struct judge_act){rq->session->account, form_text(f, "verdict"), form_text(f, "reason"), form_text(f, "note"), &items},
                             err);
}

static code in_transaction(struct request *rq, code (*work)(struct request *, struct form *, struct error *), struct form *f, struct error *err)
{
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, work(rq, f, err), err);
}

void judge_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &judge_form);
    struct error err = {0};
    code c = OK;

    if (f->ok)
        c = in_transaction(rq, judge, f, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f, form_empty(rq->arena, &say_form));
    else if (c != OK)
        app_fail(rq, rs, &err);
    else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq), "Judged. It can be taken back for ten minutes; then the applicant is told.");
    }
}

/* ---- taking it, leaving it, taking a judgement back ---- */

static code take(struct request *rq, struct form *f, struct error *err)
{
    struct application p;

    (void)f;
    TRY(get(rq, &p, err));
    return application_assign(rq->db, rq->arena,
                              &(struct apply_assign){rq->org, request_param_int(rq, "id"), rq->session->account, rq->session->account}, err);
}

static code release(struct request *rq, struct form *f, struct error *err)
{
    struct application p;

    (void)f;
    TRY(get(rq, &p, err));
    if (is_led(rq) && p.assigned != rq->session->account)
        return fail(err, CONFLICT, "application", "it is not with you: whoever has it gives it back");
    return application_assign(rq->db, rq->arena, &(struct apply_assign){rq->org, request_param_int(rq, "id"), 0, rq->session->account}, err);
}

static code back(struct request *rq, struct form *f, struct error *err)
{
    struct application p;

    (void)f;
    TRY(get(rq, &p, err));
    return application_take_back(rq->db, rq->arena, &p, rq->session->account, err);
}

static void do_it(struct request *rq, struct response *rs, code (*work)(struct request *, struct form *, struct error *), const char *message)
{
    struct error err = {0};

    if (in_transaction(rq, work, NULL, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), message);
}

void judge_take(struct request *rq, struct response *rs)
{
    do_it(rq, rs, take, "It is with you now.");
}

void judge_release(struct request *rq, struct response *rs)
{
    do_it(rq, rs, release, "It is in the queue again, with nobody.");
}

void judge_back(struct request *rq, struct response *rs)
{
    do_it(rq, rs, back, "Taken back: nothing was told, and it is with you again.");
}

void judge_say(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &say_form);
    struct application p;
    struct error err = {0};
    code c = get(rq, &p, &err);

    if (c == OK && f->ok)
        c = application_say(app_of(rq), rq->db, rq->arena, &p, rq->session->account, form_text(f, "message"), &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else if (!f->ok)
        show(rq, rs, form_empty(rq->arena, &judge_form), f);
    else
        app_done(rq, rs, self_path(rq), "Sent: the applicant gets a mail.");
}
