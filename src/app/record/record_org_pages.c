/* record/record_org_pages.c — learner records for the organisation: all of them, one
 * with what is in it, and a new one, looked at before it is signed. */
#include "app/record/record_pages.h"

#include "app/org/org_pages.h"
#include "templates.h"

static str base_path(struct request *rq)
{
    return str_join(rq->arena, org_base(rq), S("/records"));
}

static str record_page(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id);
}

/* ---- all ---- */

void record_list_show(struct request *rq, struct response *rs)
{
    struct records_view v = {.base = org_base(rq)};

    v.list = (struct list){.def = &records_list_def, .address = rq->path,
                           .empty = {"file-certificate", "No learner record yet", "A learner record gathers what somebody was awarded under one signature. It is made on the page of a person, or for many people at once in the directory.",
                                     str_join(rq->arena, v.base, S("/people")), "People"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Learner records", "awards");
    tmpl_records(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- a new one ---- */

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "What it is called", .max = RECORD_NAME_MOST, .required = true},
    {"badge", FIELD_MANY, "Badges", .max = 20},
    {"replaces", FIELD_INT, "Which it replaces", .max = INT64_MAX},
    {"go", FIELD_CHOICE, "What to do", .choices = "look|make"},
};
static const struct form_spec spec = FORM(fields);

static bool is_ticked(struct form *f, int64_t badge)
{
    const struct str_list *many = &form_value(f, "badge")->many;
    int64_t id;

    for (size_t i = 0; i < many->n; i++)
        if (str_to_int(many->items[i], &id) && id == badge)
            return true;
    return false;
}

static struct record_badge *badge_in(struct record_badge_list *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].id == id)
            return &l->items[i];
    return NULL;
}

/* Badge by badge: all awards of one are in it, or none. */
static void add_badges(struct request *rq, const struct record_award_list *all, bool every, struct record_new_view *v)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct record_award *w = &all->items[i];
        struct record_badge *b = badge_in(&v->badges, w->badge);
        if (!b) {
            b = list_add(rq->arena, &v->badges);
            *b = (struct record_badge){.id = w->badge, .name = w->name, .chosen = every || is_ticked(v->form, w->badge),
                                       .picture = w->picture.n ? str_join(rq->arena, S("/images/"), w->picture) : S("")};
        }
        b->awarded = w->awarded;
        b->valid_until = w->valid_until;
        b->awards++;
        v->chosen += b->chosen;
    }
}

static void chosen_badges(struct request *rq, struct record_new_view *v, struct id_list *out)
{
    for (size_t i = 0; i < v->badges.n; i++)
        if (v->badges.items[i].chosen)
            *list_add(rq->arena, out) = v->badges.items[i].id;
}

static code add_ties(struct request *rq, struct record_new_view *v, struct error *err)
{
    struct id_list chosen = {0};
    struct record_tie_list ties = {0};

    chosen_badges(rq, v, &chosen);
    TRY(record_ties(rq->db, rq->arena, rq->org, &chosen, &ties, err));
    for (size_t i = 0; i < ties.n; i++)
        *list_add(rq->arena, &v->ties) = (struct record_tie_shown){
            badge_in(&v->badges, ties.items[i].one)->name, badge_in(&v->badges, ties.items[i].other)->name, words(ties.items[i].words)};
    return OK;
}

/* The record that goes when the new one is there: of the same person. */
static code add_replaced(struct request *rq, struct record_new_view *v, struct record *old, struct error *err)
{
    if (v->replaces == 0)
        return OK;
    TRY(record_get(rq->db, rq->arena, rq->org, v->replaces, old, err));
    if (old->person != request_param_int(rq, "id"))
        return fail(err, NOT_FOUND, "record", "there is no such learner record");
    v->replaced = old->name;
    v->back = record_page(rq, old->id);
    return OK;
}

static code load_new(struct request *rq, struct record_new_view *v, bool every, struct error *err)
{
    struct record_award_list all = {0};
    struct record_list made = {0};
    struct record old = {0};
    struct person p;
    struct org o;

    v->base = org_base(rq);
    v->self = rq->path;
    v->back = str_slice(rq->path, 0, rq->path.n - strlen("/record"));
    TRY(person_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, err));
    TRY(record_find(rq->db, rq->arena, rq->org, p.id, &made, err));
    TRY(org_get(rq->db, rq->arena, rq->org, &o, err));
    v->id = p.id;
    v->made = (int64_t)made.n;
    v->person = p.name.n ? p.name : p.email;
    v->issuer = o.name;
    TRY(add_replaced(rq, v, &old, err));
    if (every)
        form_set(v->form, "name", old.name.n ? old.name : S(""));
    TRY(record_awards(rq->db, rq->arena, rq->org, p.id, &all, err));
    add_badges(rq, &all, every, v);
    return add_ties(rq, v, err);
}

static void show_new(struct request *rq, struct response *rs, struct record_new_view *v, bool every)
{
    struct error err = {0};

    if (load_new(rq, v, every, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "New learner record", "people");
    tmpl_record_new(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void record_new_show(struct request *rq, struct response *rs)
{
    struct record_new_view v = {.form = form_empty(rq->arena, &spec), .replaced = S("")};

    if (!str_to_int(request_query(rq, "replaces"), &v.replaces))
        v.replaces = 0;
    show_new(rq, rs, &v, true);
}

static code make_in(struct request *rq, const struct record_ask *q, int64_t replaces, int64_t *id, struct error *err)
{
    struct record old;

    TRY(record_make(app_of(rq), rq->db, rq->arena, q, id, err));
    if (replaces == 0)
        return OK;
    TRY(record_get(rq->db, rq->arena, rq->org, replaces, &old, err));
    if (old.person != q->person)
        return fail(err, NOT_FOUND, "record", "there is no such learner record");
    return record_set_removed(rq->db, rq->arena, &(struct record_act){q->org, old.id, q->by, true}, err);
}

static code make(struct request *rq, struct form *f, int64_t *id, struct error *err)
{
    struct record_ask q = {.org = rq->org, .person = request_param_int(rq, "id"), .by = rq->session->account, .name = form_text(f, "name")};
    const struct str_list *many = &form_value(f, "badge")->many;
    int64_t badge;

    for (size_t i = 0; i < many->n; i++)
        if (str_to_int(many->items[i], &badge))
            *list_add(rq->arena, &q.badges) = badge;
    if (q.badges.n == 0)
        return fail(err, BAD_INPUT, "badge", "choose at least one badge");
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, make_in(rq, &q, form_int(f, "replaces"), id, err), err);
}

void record_new_post(struct request *rq, struct response *rs)
{
    struct record_new_view v = {.form = form_read(rq, &spec), .replaced = S("")};
    struct error err = {0};
    int64_t id = 0;
    code c = OK;

    v.replaces = form_int(v.form, "replaces");
    v.is_tried = v.form->ok && str_eq(form_text(v.form, "go"), S("look"));
    if (v.form->ok && !v.is_tried)
        c = make(rq, v.form, &id, &err);
    if (c == BAD_INPUT || c == CONFLICT) {
        form_reject_error(v.form, &err, rq->arena);
        c = OK;
    }
    if (c != OK)
        app_fail(rq, rs, &err);
    else if (id)
        app_done(rq, rs, record_page(rq, id), v.replaces ? "The record is made, and the earlier one is removed." : "The record is made.");
    else
        show_new(rq, rs, &v, false);
}

/* ---- one ---- */

static code load_one(struct request *rq, struct record_one_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(record_get(rq->db, a, rq->org, request_param_int(rq, "record"), &v->r, err));
    TRY(person_get(rq->db, a, rq->org, v->r.person, &v->person, err));
    v->base = org_base(rq);
    v->self = record_page(rq, v->r.id);
    v->path = str_join(a, S("/records/"), v->r.public_id);
    v->address = app_url(a, app_of(rq), v->path);
    v->again = str_printf(a, STR_FMT "/people/%lld/record?replaces=%lld", STR_ARG(v->base), (long long)v->person.id, (long long)v->r.id);
    v->may_make = app_allow(rq, AWARD_BADGES, rq->org) == OK;
    return OK;
}

void record_show_one(struct request *rq, struct response *rs)
{
    struct record_one_view v = {0};
    struct error err = {0};

    if (load_one(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.r.name), "awards");
    tmpl_record_one(&o, &v);
    app_send(rq, rs, &o);
}

static void set_removed(struct request *rq, struct response *rs, bool removed, const char *done)
{
    const struct record_act act = {rq->org, request_param_int(rq, "record"), rq->session->account, removed};
    struct error err = {0};
    code c = db_begin(rq->db, &err);

    if (c == OK)
        c = db_end(rq->db, record_set_removed(rq->db, rq->arena, &act, &err), &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, record_page(rq, act.id), done);
}

void record_remove_post(struct request *rq, struct response *rs)
{
    set_removed(rq, rs, true, "The record is removed from its address. Who has a copy keeps it.");
}

void record_restore_post(struct request *rq, struct response *rs)
{
    set_removed(rq, rs, false, "The record is at its address again.");
}
