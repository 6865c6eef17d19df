/* pathway/people_pages.c — who is where on a pathway, as a list; putting many people of the
 * directory on one; and one person's pathways. */
#include "app/pathway/pathway_private.h"
#include "app/pathway/pathway_view.h"

#include "app/org/access.h"
#include "app/people/people.h"
#include "templates.h"

/* ---- who is where ---- */

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s, .sub = v[1].s, .href = str_printf(l->a, "/org/%lld/people/%lld/pathways/%lld", (long long)l->org, (long long)v[2].i, (long long)v[3].i)};
}

static void part_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.kind = CELL_TEXT, .text = str_printf(l->a, "%lld / %lld", (long long)v[0].i, (long long)v[1].i)};
}

static void effort_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.kind = CELL_TEXT, .text = pathway_effort(l->a, v[0].i, v[1].i, v[2].s)};
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = enrolment_tag(v[0].kind == VALUE_INT, v[1].kind == VALUE_INT, v[2].kind == VALUE_INT);
    c->text = c->tag.words;
}

#define NAME "coalesce(nullif(p.name, ''), p.email)"
static const struct list_column columns[] = {
    {"name", "Who", SQL_PIECE(NAME ", coalesce(d.name, ''), p.id, u.id"), .values = 4, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"done", "Done", SQL_PIECE("u.steps_done, u.steps"), .values = 2, .cell = part_cell, .order = SQL_PIECE("u.steps_done")},
    {"next", "Next step", SQL_PIECE("u.next_title"), .order = SQL_PIECE("lower(u.next_title)")},
    {"rest", "Still to do", SQL_PIECE("u.minutes, u.cost, h.currency"), .values = 3, .cell = effort_cell, .order = SQL_PIECE("u.minutes")},
    {"state", "State", SQL_PIECE("u.left_at, u.done_at, u.lapsed_at"), .values = 3, .cell = state_cell},
    {"begun", "Begun", SQL_PIECE("u.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("u.id"), .indexed = true},
    {"completed", "Completed", SQL_PIECE("u.done_at"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(u.done_at, 0)"), .extra = true},
    {"version", "Version", SQL_PIECE("u.number"), .kind = CELL_NUMBER, .order = SQL_PIECE("u.number"), .extra = true},
    {"department", "Department", SQL_PIECE("coalesce(d.name, '')"), .order = SQL_PIECE("coalesce(lower(d.name), '')"), .extra = true},
    {"address", "E-mail address", SQL_PIECE("p.email"), .extra = true},
};
static const struct list_option states[] = {
    {"on", "On it", SQL_PIECE("u.left_at IS NULL")},
    {"open", "On the way", SQL_PIECE("u.left_at IS NULL AND u.done_at IS NULL")},
    {"done", "Complete", SQL_PIECE("u.left_at IS NULL AND u.done_at IS NOT NULL")},
    {"lapsed", "Complete no more", SQL_PIECE("u.left_at IS NULL AND u.done_at IS NULL AND u.lapsed_at IS NOT NULL")},
    {"old", "On an older version", SQL_PIECE("u.left_at IS NULL AND u.done_at IS NULL AND u.number < t.number")},
    {"left", "Left", SQL_PIECE("u.left_at IS NOT NULL")}, {"all", "All", NULL}, {NULL},
};
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .standard = "on"},
    {"department", "Department", FILTER_CHOICES, .sql = SQL_PIECE("p.department_id = :value"), .choices = people_departments,
     .seen = SQL_PIECE("SELECT DISTINCT q.department_id FROM person q WHERE q.id IN"), .is_number = true},
};

static code leave_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return pathway_leave(run->db, run->a, &(struct pathway_act){run->org, row, run->account}, err);
}

static code leave_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return pathway_rejoin(run->db, run->a, &(struct pathway_act){run->org, row, run->account}, err);
}

static const struct list_act leave_act = {
    .name = "leave", .label = "Take off the pathway", .icon = "ban", .title = "Take {n} off the pathway?", .done = "{n} taken off",
    .explains = "What they have done stays theirs, and counts when they come back. Who is complete is left out.",
    .right = RECORD_PROOF, .apply = leave_row, .undo = leave_back,
};
static const struct list_act *const acts[] = {&leave_act, NULL};

const struct list_def pathway_people_def = {
    .name = "pathway-people", .title = "Who is where", .thing = "person", .things = "people", .right = VIEW_STANDINGS, .scope = {.people = SQL_PIECE("u.person_id IN :people")},
    .from = "pathway_person u JOIN pathway t ON t.id = u.pathway_id JOIN pathway_version h ON h.pathway_id = u.pathway_id AND h.number = u.number JOIN person p ON p.id = u.person_id LEFT JOIN department d ON d.id = p.department_id",
    .where = SQL_PIECE("u.org_id = :org AND u.pathway_id = :id"), .key = "u.id", .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!'"),
    .search_label = "Name or e-mail address", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-begun", .acts = acts,
};

void pathway_people_show(struct request *rq, struct response *rs)
{
    struct pathway_people_view v = {.back = pathway_path(rq, request_param_int(rq, "pathway"))};
    struct error err = {0};
    struct pathway p;

    if (pathway_get(rq->db, rq->arena, rq->org, request_param_int(rq, "pathway"), &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.name = p.name;
    v.list = (struct list){.def = &pathway_people_def, .id = p.id, .address = str_join(rq->arena, v.back, S("/people")),
                           .empty = {"route", "Nobody is on it yet", "Tick people in the directory, or find them there, and choose “Put on a pathway”.",
                                     access_holds_some(rq, VIEW_PEOPLE) && app_allow(rq, RECORD_PROOF, rq->org) == OK ? str_printf(rq->arena, "/org/%lld/people", (long long)rq->org) : S(""), "Directory"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Who is where", "norms");
    tmpl_pathway_people(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- many people of the directory at once ---- */

static const char sql_live[] = SQL(
    "SELECT t.id, h.name FROM pathway t JOIN pathway_version h ON h.pathway_id = t.id AND h.number = t.number WHERE t.org_id = $1 AND t.archived_at IS NULL ORDER BY lower(h.name), t.id LIMIT 500");

static code live_choices(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_live, ARGS(v_int(l->org)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static code enrol_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t id = 0;
    struct enrol_new n = {.org = run->org, .pathway = act_input_int(run, "pathway"), .person = row, .by = run->account, .source = "hand"};

    TRY(pathway_enrol(run->app, run->db, run->a, &n, &id, err));
    *before = str_printf(run->a, "%lld", (long long)id);
    return OK;
}

static code unenrol_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t id = 0;

    (void)row;
    if (!str_to_int(*before, &id))
        return fail(err, CONFLICT, "pathway", "it is not known which pathway they came onto");
    return pathway_leave(run->db, run->a, &(struct pathway_act){run->org, id, run->account}, err);
}

static code check_pathway(struct act_run *run, struct error *err)
{
    struct pathway p;
    code c = pathway_get(run->db, run->a, run->org, act_input_int(run, "pathway"), &p, NULL);

    return c == OK && p.number > 0 && !p.archived ? OK : fail(err, BAD_INPUT, "pathway", "choose one of the list");
}

static const struct act_input enrol_inputs[] = {{"pathway", "Pathway", NULL, FIELD_CHOICE, live_choices, true}, {0}};
const struct list_act pathway_people_act = {
    "pathway", "Put on a pathway", "route", "Put {n} on a pathway?", "{n} are on the pathway",
    "Each gets a mail with its address. What they hold already counts at once. Who is on it already, or does not work here any more, is left out.",
    NULL, RECORD_PROOF, enrol_inputs, NULL, check_pathway, enrol_row, unenrol_row,
};

/* ---- one person ---- */

static str person_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, STR_FMT "/pathways/%lld", STR_ARG(person_path(rq)), (long long)request_param_int(rq, "enrolment"));
}

static code load_person(struct request *rq, struct pathway_person_view *v, struct error *err)
{
    struct enrolments all = {0};
    struct person p;

    TRY(person_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, err));
    TRY(enrolments_of(rq->db, rq->arena, rq->org, p.id, &all, err));
    v->name = p.name.n ? p.name : p.email;
    v->back = person_path(rq);
    for (size_t i = 0; i < all.n; i++) {
        const struct enrolment *e = &all.items[i];
        *list_add(rq->arena, &v->lines) = (struct enrolment_line){str_printf(rq->arena, STR_FMT "/pathways/%lld", STR_ARG(v->back), (long long)e->id), e->name, e->next,
                                                                  pathway_effort(rq->arena, e->minutes, e->cost, e->currency),
                                                                  enrolment_tag(e->left > 0, e->done_at > 0, e->lapsed > 0), e->done, e->steps};
    }
    return OK;
}

void pathway_person_show(struct request *rq, struct response *rs)
{
    struct pathway_person_view v = {0};
    struct error err = {0};

    if (load_person(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.name), "people");
    tmpl_pathway_person(&o, &v);
    app_send(rq, rs, &o);
}

/* The row of the route reaches a person: a pathway of somebody else is not there. */
static code find_one(struct request *rq, struct enrolment *e, struct error *err)
{
    TRY(enrolment_get(rq->db, rq->arena, rq->org, request_param_int(rq, "enrolment"), e, err));
    return e->person == request_param_int(rq, "id") ? OK : fail(err, NOT_FOUND, "pathway", "there is no such pathway");
}

code enrolment_view_load(struct request *rq, struct enrolment_view *v, struct error *err)
{
    struct pathway_look x;
    struct pathway_names names = {0};
    struct arena *a = rq->arena;

    TRY(pathway_look(rq->db, a, &v->e, &x, err));
    TRY(pathway_badge_names(rq->db, a, v->e.pathway, &names, err));
    v->state = x.state;
    v->words = as_markdown(v->e.words);
    v->tag = enrolment_tag(v->e.left > 0, v->e.done_at > 0, v->e.lapsed > 0);
    v->effort = v->e.done_at ? S("") : pathway_effort(a, x.state.minutes, x.state.cost, v->e.currency);
    pathway_draw(a, &x.steps, &x.state, v->e.badge_name, &v->graph);
    pathway_rows(a, &(struct path_rows_ask){&x.steps, &names, &x, v->e.currency, S(""), v->training}, &v->rows);
    return OK;
}

static bool may_manage(struct request *rq, int64_t person)
{
    struct reach_ask q = {.right = RECORD_PROOF, .what = OF_PERSON, .id = person};
    const struct access *x;
    bool yes = false;

    return access_of(rq, rq->org, &x, NULL) == OK && access_reaches(rq->db, x, &q, &yes, NULL) == OK && yes;
}

static void show_one(struct request *rq, struct response *rs, struct form *f)
{
    struct enrolment_view v = {.form = f, .form_line = f ? request_param_int(rq, "step") : 0, .back = str_join(rq->arena, person_path(rq), S("/pathways")), .self = self_path(rq),
                               .training = str_printf(rq->arena, "/org/%lld/external/", (long long)rq->org)};
    struct error err = {0};
    code c = find_one(rq, &v.e, &err);

    if (c == OK)
        c = enrolment_view_load(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.may_manage = may_manage(rq, v.e.person);
    v.award = v.e.award && app_allow(rq, VIEW_AWARDS, rq->org) == OK ? str_printf(rq->arena, "/org/%lld/awards/%lld", (long long)rq->org, (long long)v.e.award) : S("");
    struct out o = app_page(rq, str_z(rq->arena, v.e.name), "people");
    tmpl_enrolment(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void enrolment_show(struct request *rq, struct response *rs)
{
    show_one(rq, rs, NULL);
}

/* ---- what is done with one ---- */

static code set_left(struct request *rq, bool leaves, struct error *err)
{
    struct pathway_act c = {rq->org, request_param_int(rq, "enrolment"), rq->session->account};
    struct enrolment e;

    TRY(find_one(rq, &e, err));
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, leaves ? pathway_leave(rq->db, rq->arena, &c, err) : pathway_rejoin(rq->db, rq->arena, &c, err), err);
}

static void answer(struct request *rq, struct response *rs, code c, const struct error *err, const char *done)
{
    if (c == OK)
        app_wake(app_of(rq));
    app_done_or_fail(rq, rs, c, err, self_path(rq), done);
}

void enrolment_leave_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = set_left(rq, true, &err);

    answer(rq, rs, c, &err, "Taken off the pathway. What was done stays theirs.");
}

void enrolment_rejoin_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = set_left(rq, false, &err);

    answer(rq, rs, c, &err, "They are on it again.");
}

static const struct form_field prior_fields[] = {{"words", FIELD_LINE, "By what they showed it", .max = 1000}};
static const struct form_spec prior_spec = FORM(prior_fields);

void enrolment_recognise_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &prior_spec);
    struct error err = {0};
    struct enrolment e;
    code c = f->ok ? find_one(rq, &e, &err) : OK;

    if (f->ok && c == OK)
        c = pathway_recognise(rq->db, rq->arena, &(struct pathway_prior){rq->org, e.id, request_param_int(rq, "step"), rq->session->account, form_text(f, "words")}, &err);
    if (c == BAD_INPUT || c == DENIED || c == CONFLICT)
        form_reject(f, "words", app_sentence(rq->arena, err.text));
    if (f->ok) {
        answer(rq, rs, c, &err, "It counts from now on, with your name beside it.");
        return;
    }
    show_one(rq, rs, f);
    if (c == CONFLICT && rs->status == 422)
        rs->status = 409;
}

void enrolment_unrecognise_post(struct request *rq, struct response *rs)
{
    struct pathway_act a = {rq->org, request_param_int(rq, "enrolment"), rq->session->account};
    struct error err = {0};
    struct enrolment e;
    code c = find_one(rq, &e, &err);

    if (c == OK)
        c = pathway_unrecognise(rq->db, rq->arena, &a, request_param_int(rq, "credit"), &err);
    answer(rq, rs, c, &err, "Taken back. The step is asked for again.");
}
