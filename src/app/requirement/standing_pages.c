/* requirement/standing_pages.c — one person and one requirement: why it stands so, and what
 * is recorded or granted; all requirements of a person; and of whoever looks. */
#include "app/requirement/requirement_view.h"

#include "app/org/access.h"
#include "app/org/person.h"
#include "templates.h"

/* ---- one cell ---- */

static const struct form_field record_fields[] = {
    {"completed", FIELD_DATE, "Completed on", .required = true},
    {"source", FIELD_CHOICE, "How it is known", .choices = "attendance|member|imported"},
    {"what", FIELD_LINE, "Of what", .max = 300},
    {"note", FIELD_LINE, "Note", .max = 2000},
    {"corrects", FIELD_INT, "Which record", .min = 1},
};
static const struct form_spec record_spec = FORM(record_fields);
static const struct form_field except_fields[] = {
    {"kind", FIELD_CHOICE, "What", .choices = "waive|extend|suspend"},
    {"first", FIELD_DATE, "From", .required = true},
    {"last", FIELD_DATE, "Until"},
    {"reason", FIELD_LINE, "Reason", .max = 2000, .required = true},
};
static const struct form_spec except_spec = FORM(except_fields);

static struct requirement_person person_of(struct request *rq)
{
    return (struct requirement_person){rq->org, request_param_int(rq, "id"), request_param_int(rq, "person"), rq->session->account};
}

static str cell_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/standards/%lld/people/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"), (long long)request_param_int(rq, "person"));
}

static void add_why(struct request *rq, const struct explained *x, struct why_lines *out)
{
    for (size_t i = 0; i < x->standing.why.n; i++)
        *list_add(rq->arena, out) = (struct why_view){requirement_why_words(rq->arena, rq->db, x, &x->standing.why.items[i]), S("")};
}

/* For members, who may go on to what each reason rests on. */
static void link_why(struct request *rq, const struct explain_ask *of, struct cell_view *v)
{
    for (size_t i = 0; i < v->why.n; i++) {
        const struct requirement_why *y = &v->x.standing.why.items[i];
        if (y->code == WHY_RECORD)
            v->why.items[i].href = requirement_proof_href(rq->db, rq->arena, of, &v->x.records.items[y->record]);
        else if (y->code == WHY_MISSING && y->leaf->kind == PROOF_REQUIREMENT)
            v->why.items[i].href = requirement_proof_href(rq->db, rq->arena, of, &(struct proof_record){.from = FROM_REQUIREMENT, .id = y->leaf->ref});
    }
    for (size_t i = 0; i < v->records.n; i++)
        *list_add(rq->arena, &v->record_hrefs) = requirement_record_href(rq->db, rq->arena, rq->org, v->records.items[i].id);
}

/* One that is neither corrected already nor a correction that takes away. */
static const struct record_line *find_record(const struct record_lines *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id && !all->items[i].voids && !all->items[i].is_corrected)
            return &all->items[i];
    return NULL;
}

static code load_cell(struct request *rq, struct cell_view *v, struct error *err)
{
    struct requirement_person of = person_of(rq);
    int64_t corrects = 0;
    struct explain_ask q = {.org = of.org, .requirement = of.requirement, .person = of.person};
    struct person p;
    struct date asked;

    if (date_parse(request_query(rq, "at"), &asked, NULL) == OK)
        q.at.day = date_start(asked);
    TRY(requirement_get(rq->db, rq->arena, rq->org, of.requirement, &v->r, err));
    TRY(person_get(rq->db, rq->arena, rq->org, of.person, &p, err));
    v->name = p.name.n ? p.name : p.email;
    if (access_holds_for(rq, VIEW_STANDINGS, of.person))
        v->person = str_printf(rq->arena, "/org/%lld/people/%lld/standards", (long long)rq->org, (long long)of.person);
    v->back = str_printf(rq->arena, "/org/%lld/standards/%lld", (long long)rq->org, (long long)of.requirement);
    v->self = cell_path(rq);
    TRY(requirement_explain(rq->db, rq->arena, &q, &v->x, err));
    v->tag = requirement_state_tag(v->x.standing.state);
    rule_record_names(rq->arena, &v->x.rule, &v->record_names);
    add_why(rq, &v->x, &v->why);
    TRY(requirement_proof_shown(rq->db, rq->arena, &(struct proof_reader){PROOF_FOR_MEMBER, app_of(rq), rq->org}, &v->x.version, &v->proof, err));
    TRY(requirement_is_asked(rq->db, &of, &v->asked, err));
    TRY(requirement_records(rq->db, rq->arena, &of, &v->records, err));
    link_why(rq, &q, v);
    if (!str_to_int(form_text(v->record, "corrects"), &corrects))
        corrects = 0;
    v->corrects = find_record(&v->records, corrects);
    return requirement_exceptions(rq->db, rq->arena, &of, &v->exceptions, err);
}

static void show_cell(struct request *rq, struct response *rs, struct form *record, struct form *except)
{
    struct cell_view v = {.record = record, .except = except, .may_record = app_allow(rq, RECORD_PROOF, rq->org) == OK, .may_waive = app_allow(rq, WAIVE_STANDARDS, rq->org) == OK,
                          .may_ask = app_allow(rq, SET_STANDARDS, rq->org) == OK};
    struct error err = {0};

    if (load_cell(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.name), "norms");
    tmpl_standing_cell(&o, &v);
    app_send(rq, rs, &o);
    if (!record->ok || !except->ok)
        rs->status = 422;
}

static struct form *empty_except(struct request *rq)
{
    struct form *f = form_empty(rq->arena, &except_spec);

    form_set(f, "first", date_format(rq->arena, date_of(clock_now())));
    return f;
}

static struct form *empty_record(struct request *rq)
{
    struct form *f = form_empty(rq->arena, &record_spec);

    form_set(f, "completed", date_format(rq->arena, date_of(clock_now())));
    return f;
}

/* The form with what the record says that the address asks to correct. */
static code correcting(struct request *rq, struct form *f, struct error *err)
{
    struct requirement_person of = person_of(rq);
    struct record_lines all = {0};
    int64_t id;

    if (!str_to_int(request_query(rq, "correct"), &id))
        return OK;
    TRY(requirement_records(rq->db, rq->arena, &of, &all, err));
    const struct record_line *r = find_record(&all, id);
    if (!r)
        return OK;
    form_set_int(f, "corrects", r->id);
    form_set(f, "completed", date_format(rq->arena, date_of(r->completed)));
    form_set(f, "note", r->note);
    return OK;
}

void standing_cell_show(struct request *rq, struct response *rs)
{
    struct form *f = empty_record(rq);
    struct error err = {0};

    if (correcting(rq, f, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show_cell(rq, rs, f, empty_except(rq));
}

static bool is_of_form(code c)
{
    return c == BAD_INPUT || c == CONFLICT || c == DENIED;
}

void standing_record(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &record_spec);
    struct record_new r = {.of = person_of(rq), .kind = S("record"), .source = form_text(f, "source"), .note = form_text(f, "note"), .what = form_text(f, "what"),
                           .corrects = form_int(f, "corrects"), .completed = form_value(f, "completed")->number};
    struct error err = {0};
    int64_t id;
    code c = f->ok ? requirement_record(rq->db, rq->arena, &r, &id, &err) : OK;

    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_cell(rq, rs, f, empty_except(rq));
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, cell_path(rq), r.corrects ? "Corrected: the new record counts, and both stay." : "Recorded.");
    }
}

/* A record that was wrong gets another that says so; it stays to be seen. */
void standing_void(struct request *rq, struct response *rs)
{
    struct record_new r = {.of = person_of(rq), .voids = true, .note = S("")};
    struct error err = {0};
    int64_t id;

    if (!str_to_int(request_field(rq, "record"), &r.corrects))
        r.corrects = -1;
    if (requirement_record(rq->db, rq->arena, &r, &id, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, cell_path(rq), "It counts no more, and both records stay.");
}

void standing_except(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &except_spec);
    struct exception_new e = {.of = person_of(rq), .first = form_value(f, "first")->number, .last = form_value(f, "last")->number, .reason = form_text(f, "reason")};
    struct error err = {0};
    int64_t id;
    code c = f->ok && exception_kind_named(form_text(f, "kind"), &e.kind) ? requirement_except(rq->db, rq->arena, &e, &id, &err) : OK;

    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_cell(rq, rs, empty_record(rq), f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, cell_path(rq), "Granted, with your name and the reason.");
    }
}

void standing_except_end(struct request *rq, struct response *rs)
{
    struct exception_end e = {.of = person_of(rq), .why = S("")};
    struct error err = {0};

    if (!str_to_int(request_field(rq, "exception"), &e.id) || requirement_except_end(rq->db, rq->arena, &e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, cell_path(rq), "Taken back.");
}

/* ---- all of one person ---- */

static const char *day_words_of(const struct standing_line *s)
{
    if (s->due == NO_DAY)
        return "";
    return s->state == STANDING_CURRENT || s->state == STANDING_IN_RENEWAL ? "Until" : s->state == STANDING_EXPIRED || s->state == STANDING_GRACE ? "Ended" : "Due";
}

void standing_person_show(struct request *rq, struct response *rs)
{
    struct standings_view v = {.org = str_printf(rq->arena, "/org/%lld/standards", (long long)rq->org)};
    struct standing_lines all = {0};
    struct error err = {0};
    struct person p;
    int64_t id = request_param_int(rq, "id");
    code c = person_get(rq->db, rq->arena, rq->org, id, &p, &err);

    if (c == OK)
        c = requirement_standings_of(rq->db, rq->arena, rq->org, id, &all, &err);
    for (size_t i = 0; c == OK && i < all.n; i++) {
        const struct standing_line *s = &all.items[i];
        struct requirement r;
        c = requirement_get(rq->db, rq->arena, rq->org, s->requirement, &r, &err);
        *list_add(rq->arena, &v.lines) = (struct standing_view){
            str_printf(rq->arena, STR_FMT "/%lld/people/%lld", STR_ARG(v.org), (long long)s->requirement, (long long)id), r.code, r.name,
            s->due, day_words_of(s), requirement_state_tag(s->state)};
    }
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.back = str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)id);
    v.name = p.name.n ? p.name : p.email;
    v.external = str_printf(rq->arena, "/org/%lld/external?state=all&person=%lld", (long long)rq->org, (long long)id);
    if (app_allow(rq, MANAGE_PEOPLE, rq->org) == OK)
        v.days = str_join(rq->arena, v.back, S("/days"));
    struct out o = app_page(rq, str_z(rq->arena, v.name), "people");
    tmpl_person_standings(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- whoever looks ---- */

static const char sql_mine[] = SQL(
    "SELECT t.org_id, t.requirement_id, t.person_id, t.state, coalesce(t.due_on, 0) FROM requirement_standing t WHERE t.person_id IN " ACCESS_ME("$1")
    " ORDER BY t.org_id, t.state IN (6, 7, 10), coalesce(t.due_on, 9007199254740991), t.requirement_id LIMIT 500");

struct own { int64_t org; struct standing_line line; };

static code add_mine(struct request *rq, const struct own *m, struct proof_reader *to, struct mine_standings *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct explained x;
    struct requirement r;
    struct org o;
    struct mine_standing line = {.hand = S(""), .tag = requirement_state_tag(m->line.state), .day = m->line.due,
                                 .day_words = day_words_of(&m->line)};

    TRY(org_get(rq->db, a, m->org, &o, err));
    TRY(requirement_get(rq->db, a, m->org, m->line.requirement, &r, err));
    TRY(requirement_explain(rq->db, a, &(struct explain_ask){.org = m->org, .requirement = r.id, .person = m->line.person}, &x, err));
    line.org = o.name;
    line.code = r.code;
    line.name = r.name;
    line.words = as_markdown(x.version.words);
    line.basis = x.version.basis_ref.n ? x.version.basis_ref : said(requirement_word(requirement_bases, x.version.basis));
    add_why(rq, &x, &line.why);
    to->org = m->org;
    TRY(requirement_proof_shown(rq->db, a, to, &x.version, &line.how, err));
    if (rule_evidence(a, &x.rule))
        line.hand = str_printf(a, "/standards/%lld/evidence", (long long)r.id);
    if (requirement_is_gap(m->line.state))
        TRY(requirement_ways(rq->db, a, m->org, r.id, &line.ways, err));
    *list_add(a, &v->lines) = line;
    return OK;
}

void standing_mine_show(struct request *rq, struct response *rs)
{
    struct mine_standings v = {0};
    LIST(struct own) all = {0};
    struct error err = {0};
    struct proof_reader to = {PROOF_FOR_THEM, app_of(rq), .account = rq->session->account};
    struct rows *r = db_query(rq->db, sql_mine, ARGS(v_int(rq->session->account)));

    while (rows_next(r))
        *list_add(rq->arena, &all) = (struct own){row_int(r, 0), {.requirement = row_int(r, 1), .person = row_int(r, 2), .state = (enum requirement_state)row_int(r, 3), .due = row_int(r, 4)}};
    code c = rows_end(r, &err);
    for (size_t i = 0; c == OK && i < all.n; i++)
        c = add_mine(rq, &all.items[i], &to, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "What is asked of me", "norms");
    tmpl_my_standings(&o, &v);
    app_send(rq, rs, &o);
}
