/* apply/apply_list.c — the queue as a list: what waits, with whom, since when;
 * and what is done with many at once. */
#include "app/apply/apply_pages.h"

#include "templates.h"
#include "web/out.h"

struct tag_view apply_judge_tag(str state, bool is_told)
{
    static const struct { const char *state, *kind, *icon, *words; } tags[] = {
        {"draft", NULL, "pencil", "Not handed in"}, {"waiting", "warn", "hourglass", "To be judged"},
        {"second", "warn", "users", "For a second judge"}, {"third", "warn", "scale", "Two judges differ"},
        {"more", "info", "message", "More asked for"}, {"passed", "good", "check", "Awarded"},
        {"declined", "bad", "x", "Declined"}, {"withdrawn", NULL, "arrow-back-up", "Withdrawn"},
    };

    if (str_eq(state, S("passed")) && !is_told)
        return (struct tag_view){"good", "clock", said("Awarded in some minutes")};
    for (size_t i = 0; i < COUNT(tags); i++)
        if (str_eq(state, cstr(tags[i].state)))
            return (struct tag_view){tags[i].kind, tags[i].icon, said(tags[i].words)};
    return (struct tag_view){0};
}

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s.n ? v[0].s : v[1].s, .sub = v[0].s.n ? v[1].s : S(""),
                            .href = str_printf(l->a, "/org/%lld/applications/%lld", (long long)l->org, (long long)v[2].i)};
}

static void badge_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s, .picture = v[1].s.n ? str_join(l->a, S("/images/"), v[1].s) : S("")};
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = apply_judge_tag(v[0].s, v[1].kind == VALUE_INT);
    c->text = c->tag.words;
}

static bool is_waiting(str state)
{
    return str_eq(state, S("waiting")) || str_eq(state, S("second")) || str_eq(state, S("third"));
}

/* Where it can be late, a word says so; a colour alone would not. */
static void due_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool waits = is_waiting(v[1].s);

    c->kind = CELL_DATE;
    c->number = v[0].kind == VALUE_INT ? v[0].i : 0;
    if (waits && c->number && c->number < l->now)
        c->tag = (struct tag_view){"bad", "clock-off", words_printf(l->a, "Late since " STR_FMT, STR_ARG(out_day_said(l->a, c->number)))};
}

static void age_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    int64_t days = v[0].kind == VALUE_INT ? (l->now - v[0].i) / DAY : 0;

    if (is_waiting(v[1].s))
        c->text = days < 1 ? S("today") : words_printf(l->a, days == 1 ? "%lld day" : "%lld days", (long long)days);
}

static void with_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[1].kind == VALUE_INT ? v[0].s : is_waiting(v[2].s) ? S("nobody") : S("");
}

#define NAME_OR_EMAIL "(lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!')"
static const struct list_column columns[] = {
    {"name", "Applicant", SQL_PIECE("p.name, p.email, p.id"), .values = 3, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"badge", "Badge", SQL_PIECE("v.name, v.png_hash"), .values = 2, .cell = badge_cell, .order = SQL_PIECE("lower(v.name)")},
    {"state", "State", SQL_PIECE("p.state, p.told_at"), .values = 2, .cell = state_cell},
    {"age", "Waits", SQL_PIECE("p.submitted_at, p.state"), .values = 2, .cell = age_cell, .order = SQL_PIECE("-coalesce(p.submitted_at, 0)")},
    {"due", "Answer by", SQL_PIECE("p.due_at, p.state"), .values = 2, .kind = CELL_DATE, .cell = due_cell, .order = SQL_PIECE("coalesce(p.due_at, 9007199254740991)")},
    {"with", "With", SQL_PIECE("c.name, p.assigned_to, p.state"), .values = 3, .cell = with_cell},
    {"round", "Round", SQL_PIECE("p.round"), .kind = CELL_NUMBER, .extra = true, .order = SQL_PIECE("p.round")},
    {"when", "Handed in", SQL_PIECE("p.submitted_at"), .kind = CELL_TIME, .extra = true, .order = SQL_PIECE("p.id"), .indexed = true},
};

static const struct list_option states[] = {
    {"open", "To be judged", SQL_PIECE("p.state IN ('waiting', 'second', 'third')")},
    {"waiting", "For the first judge", SQL_PIECE("p.state = 'waiting'")}, {"second", "For a second judge", SQL_PIECE("p.state = 'second'")},
    {"third", "Two judges differ", SQL_PIECE("p.state = 'third'")}, {"more", "More asked for", SQL_PIECE("p.state = 'more'")},
    {"passed", "Awarded", SQL_PIECE("p.state = 'passed'")}, {"declined", "Declined", SQL_PIECE("p.state = 'declined'")},
    {"withdrawn", "Withdrawn", SQL_PIECE("p.state = 'withdrawn'")}, {"all", "All", NULL}, {NULL},
};
static const struct list_option who[] = {
    {"me", "With me", SQL_PIECE("p.assigned_to = :me")}, {"nobody", "With nobody", SQL_PIECE("p.assigned_to IS NULL")}, {NULL},
};
static const struct list_option late[] = {{"yes", "Late", SQL_PIECE("p.due_at < :now AND p.state IN ('waiting', 'second', 'third')")}, {NULL}};

static code badge_choices(struct list *l, struct list_choices *out, struct error *err)
{
    struct apply_forms forms = {0};

    TRY(apply_forms_find(l->db, l->a, l->org, &forms, err));
    for (size_t i = 0; i < forms.n; i++)
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)forms.items[i].achievement), forms.items[i].badge_name, 0};
    return OK;
}

static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .standard = "open"},
    {"with", "With", FILTER_OPTIONS, .options = who},
    {"badge", "Badge", FILTER_CHOICES, .sql = SQL_PIECE("p.achievement_id = :value"), .choices = badge_choices, .is_number = true,
     .seen = SQL_PIECE("SELECT DISTINCT y.achievement_id FROM application y WHERE y.id IN")},
    {"late", "Late", FILTER_OPTIONS, .options = late},
    {"from", "Handed in from", FILTER_FROM, .sql = SQL_PIECE("p.submitted_at >= :value")},
};

/* ---- acts ---- */

static code judge_choices(struct list *l, struct list_choices *out, struct error *err)
{
    struct judge_people judges = {0};

    TRY(apply_judges(l->db, l->a, l->org, &judges, err));
    for (size_t i = 0; i < judges.n; i++)
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)judges.items[i].account), judges.items[i].name, 0};
    return OK;
}

/* Not allowed for this one is left out of the many, and told. */
static code as_conflict(code c, struct error *err)
{
    if (c == DENIED || c == BAD_INPUT) {
        err->code = CONFLICT;
        return CONFLICT;
    }
    return c;
}

static code assign_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct application p;

    TRY(application_get(run->db, run->a, run->org, row, &p, err));
    *before = str_printf(run->a, "%lld", (long long)p.assigned);
    return as_conflict(application_assign(run->db, run->a,
                                          &(struct apply_assign){run->org, row, act_input_int(run, "to"), run->account}, err), err);
}

static code unassign_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t to = 0;

    if (!str_to_int(*before, &to))
        to = 0;
    return as_conflict(application_assign(run->db, run->a, &(struct apply_assign){run->org, row, to, run->account}, err), err);
}

static code decline_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct application p;

    *before = S("");
    TRY(application_get(run->db, run->a, run->org, row, &p, err));
    return as_conflict(application_judge(run->db, run->a, &p,
                                         &(struct judge_act){.account = run->account, .verdict = S("decline"), .reason = act_input(run, "reason"),
                                                             .note = S("")}, err), err);
}

static code back_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct application p;

    (void)before;
    TRY(application_get(run->db, run->a, run->org, row, &p, err));
    return application_take_back(run->db, run->a, &p, run->account, err);
}

static const struct act_input assign_inputs[] = {
    {"to", "To whom", "Nobody gets their own, nor one that they have judged.", FIELD_CHOICE, .choices = judge_choices, .required = true}, {NULL},
};
static const struct act_input decline_inputs[] = {
    {"reason", "Reason", "Each applicant reads it, in a mail that leaves after ten minutes.", FIELD_LINE, .required = true}, {NULL},
};
static const struct list_act assign_act = {
    .name = "assign", .label = "Give to a judge", .icon = "user-check", .title = "Give {n} to a judge?", .done = "{n} given to a judge",
    .explains = "They are in that person's queue, who may then see what was handed in.", .right = SEE_QUEUE, .inputs = assign_inputs,
    .apply = assign_row, .undo = unassign_row,
};
static const struct list_act decline_act = {
    .name = "decline", .label = "Decline", .icon = "x", .title = "Decline {n}?", .done = "{n} declined",
    .explains = "It is your judgement of each. Where a second judge is due, one still looks. Your own, and those with somebody else, are left out.",
    .right = SEE_QUEUE, .inputs = decline_inputs, .apply = decline_row, .undo = back_row,
};
static const struct list_act *const acts[] = {&assign_act, &decline_act, NULL};

const struct list_def applications_list_def = {
    .name = "applications", .title = "Applications", .thing = "application", .things = "applications", .right = SEE_QUEUE,
    .scope = {.badges = SQL_PIECE("p.achievement_id IN :badges")},
    .from = "application p JOIN achievement_version v ON v.id = p.version_id LEFT JOIN account c ON c.id = p.assigned_to",
    .where = SQL_PIECE("p.org_id = :org AND p.state <> 'draft' AND p.round > 0"), .key = "p.id",
    .search = SQL_PIECE(NAME_OR_EMAIL), .search_label = "Name or e-mail address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "due", .acts = acts,
};

/* ---- the page ---- */

void queue_show(struct request *rq, struct response *rs)
{
    str base = str_printf(rq->arena, "/org/%lld/applications", (long long)rq->org);
    struct queue_view v = {.next = str_join(rq->arena, base, S("/next")), .open = str_join(rq->arena, base, S("/open")),
                           .may_open = app_allow(rq, SET_FORMS, rq->org) == OK};
    struct error err = {0};

    v.list = (struct list){.def = &applications_list_def, .address = base,
                           .empty = {"clipboard-check", "Nobody has applied yet",
                                     "Open a badge for applications, and pass its address on. What people hand in comes here.",
                                     v.may_open ? v.open : S(""), "Open a badge"}};
    if (list_answer(rq, rs, &v.list))
        return;
    if (apply_counts(rq->db, rq->org, &v.count, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Applications", "review");
    tmpl_apply_queue(&o, &v);
    app_send(rq, rs, &o);
}

void queue_next(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct error err = {0};
    int64_t id = 0;
    code c = db_begin(rq->db, &err);

    if (c == OK) {
        c = application_next(rq->db, a, rq->org, rq->session->account, &id, &err);
        if (c == OK)
            c = application_assign(rq->db, a, &(struct apply_assign){rq->org, id, rq->session->account, rq->session->account}, &err);
        c = db_end(rq->db, c, &err);
    }
    str base = str_printf(a, "/org/%lld/applications", (long long)rq->org);
    if (c == NOT_FOUND)
        app_done(rq, rs, base, "Nothing waits that you may judge.");
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(a, STR_FMT "/%lld", STR_ARG(base), (long long)id), "It is with you now.");
}
