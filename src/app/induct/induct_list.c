/* induct/induct_list.c — running checklists, what is stuck, and dated sign-offs, as lists;
 * and beginning one for many people at once. */
#include "app/induct/induct_private.h"
#include "app/induct/induct_view.h"

#include "app/org/access.h"
#include "templates.h"

/* ---- cells ---- */

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s, .sub = v[1].s, .href = str_printf(l->a, "/org/%lld/people/%lld/induction/%lld", (long long)l->org, (long long)v[2].i, (long long)v[3].i)};
}

static struct tag_view tag_of(bool is_cancelled, bool is_done)
{
    if (is_cancelled)
        return (struct tag_view){NULL, "ban", said("Ended early")};
    return is_done ? (struct tag_view){"good", "check", said("Complete")} : (struct tag_view){"info", "player-play", said("Running")};
}

struct tag_view induct_tag(const struct induct *u, const struct induct_state *s)
{
    if (!u->cancelled && !u->done && s->overdue)
        return (struct tag_view){"bad", "clock-off", said("Overdue")};
    if (!u->cancelled && !u->done && s->is_complete)
        return (struct tag_view){"good", "clock", said("Complete in some minutes")};
    return tag_of(u->cancelled > 0, u->done > 0);
}

struct tag_view induct_step_tag(enum step_state s)
{
    switch (s) {
    case STEP_DONE: return (struct tag_view){"good", "check", said("Done")};
    case STEP_TO_SIGN: return (struct tag_view){"warn", "signature", said("To be signed off")};
    case STEP_OVERDUE: return (struct tag_view){"bad", "clock-off", said("Overdue")};
    default: return (struct tag_view){NULL, "circle", said("Open")};
    }
}

struct tag_view induct_cleared_tag(const struct induct *u, const struct induct_state *s)
{
    if (u->cancelled)
        return (struct tag_view){0};
    return s->is_cleared ? (struct tag_view){"good", "shield-check", said("Cleared to start")} : (struct tag_view){"bad", "lock", said("Not cleared to start")};
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = tag_of(v[0].kind == VALUE_INT, v[1].kind == VALUE_INT);
    if (v[0].kind != VALUE_INT && v[1].kind != VALUE_INT && v[2].i > 0)
        c->tag = (struct tag_view){"bad", "clock-off", said("Overdue")};
    c->text = c->tag.words;
}

static void part_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.kind = CELL_TEXT, .text = str_printf(l->a, "%lld / %lld", (long long)v[0].i, (long long)v[1].i)};
}

static void cleared_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    if (v[1].kind == VALUE_INT)
        return;
    c->tag = v[0].i ? (struct tag_view){"bad", "lock", said("Not cleared to start")} : (struct tag_view){"good", "shield-check", said("Cleared to start")};
    c->text = c->tag.words;
}

static const char sql_templates[] = SQL("SELECT id, name FROM induct_template WHERE org_id = $1 AND number > 0 AND (archived_at IS NULL OR $2 = 1) ORDER BY lower(name), id LIMIT 500");

static code load_choices(struct list *l, bool all, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_templates, ARGS(v_int(l->org), v_int(all)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static code template_choices(struct list *l, struct list_choices *out, struct error *err)
{
    return load_choices(l, true, out, err);
}

static code live_choices(struct list *l, struct list_choices *out, struct error *err)
{
    return load_choices(l, false, out, err);
}

/* ---- running ---- */

#define STEPS(which) "(SELECT count(*) FROM induct_step s JOIN induct_item i ON i.id = s.item_id WHERE s.induct_id = u.id AND s.dropped_at IS NULL" which ")"
#define LATE    STEPS(" AND s.due_on < :today AND " INDUCT_IS_OPEN)
#define IS_DONE " AND NOT " INDUCT_IS_OPEN
#define NAME    "coalesce(nullif(p.name, ''), p.email)"
static const struct list_column columns[] = {
    {"name", "Who", SQL_PIECE(NAME ", coalesce(d.name, ''), p.id, u.id"), .values = 4, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"checklist", "Checklist", SQL_PIECE("t.name"), .order = SQL_PIECE("lower(t.name)")},
    {"start", "First day", SQL_PIECE("u.starts_on"), .kind = CELL_DATE, .order = SQL_PIECE("u.starts_on")},
    {"done", "Done", SQL_PIECE(STEPS(IS_DONE) ", " STEPS("")), .values = 2, .cell = part_cell},
    {"late", "Overdue", SQL_PIECE(LATE), .kind = CELL_NUMBER},
    {"cleared", "Start of work", SQL_PIECE(STEPS(" AND i.must = 1 AND " INDUCT_IS_OPEN) ", u.cancelled_at"), .values = 2, .cell = cleared_cell},
    {"state", "State", SQL_PIECE("u.cancelled_at, u.done_at, " LATE), .values = 3, .cell = state_cell},
    {"begun", "Begun", SQL_PIECE("u.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("u.id"), .indexed = true, .extra = true},
    {"version", "Version", SQL_PIECE("u.number"), .kind = CELL_NUMBER, .extra = true},
    {"completed", "Completed", SQL_PIECE("u.done_at"), .kind = CELL_DATE, .extra = true},
};
static const struct list_option states[] = {
    {"open", "Running", SQL_PIECE("u.done_at IS NULL AND u.cancelled_at IS NULL")},
    {"late", "Overdue", SQL_PIECE("u.done_at IS NULL AND u.cancelled_at IS NULL AND " LATE " > 0")},
    {"blocked", "Not cleared to start", SQL_PIECE("u.cancelled_at IS NULL AND " STEPS(" AND i.must = 1 AND " INDUCT_IS_OPEN) " > 0")},
    {"done", "Complete", SQL_PIECE("u.done_at IS NOT NULL")}, {"ended", "Ended early", SQL_PIECE("u.cancelled_at IS NOT NULL")}, {"all", "All", NULL}, {NULL},
};
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .standard = "open"},
    {"checklist", "Checklist", FILTER_CHOICES, .sql = SQL_PIECE("u.template_id = :value"), .choices = template_choices, .is_number = true},
    {"from", "First day from", FILTER_FROM, .sql = SQL_PIECE("u.starts_on >= :value")},
    {"until", "First day until", FILTER_UNTIL, .sql = SQL_PIECE("u.starts_on < :value")},
};

static code end_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return induct_cancel(run->db, run->a, &(struct induct_act){run->org, row, run->account}, err);
}

static code end_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return induct_resume(run->db, run->a, &(struct induct_act){run->org, row, run->account}, err);
}

static const struct list_act end_act = {
    .name = "end", .label = "End early", .icon = "ban", .title = "End {n} early?", .done = "{n} ended early",
    .explains = "Nothing of it is asked any more, and nothing in it keeps anybody from work. What was done stays on record. What is complete is left out.",
    .right = RECORD_PROOF, .apply = end_row, .undo = end_back,
};
static const struct list_act *const acts[] = {&end_act, NULL};

const struct list_def induct_list_def = {
    .name = "inductions", .title = "Checklists", .thing = "checklist", .things = "checklists", .right = VIEW_STANDINGS, .scope = {.people = SQL_PIECE("u.person_id IN :people")},
    .from = "induct u JOIN induct_template t ON t.id = u.template_id JOIN person p ON p.id = u.person_id LEFT JOIN department d ON d.id = p.department_id",
    .where = SQL_PIECE("u.org_id = :org"), .key = "u.id", .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!'"),
    .search_label = "Name or e-mail address", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "start", .acts = acts,
};

/* ---- stuck ---- */

static void step_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s, .sub = v[1].s, .href = str_printf(l->a, "/org/%lld/people/%lld/induction/%lld", (long long)l->org, (long long)v[2].i, (long long)v[3].i)};
}

static void open_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = induct_step_tag(v[0].kind == VALUE_INT ? STEP_TO_SIGN : v[1].i ? STEP_OVERDUE : STEP_OPEN);
    c->text = c->tag.words;
}

/* Whoever sets standards names somebody there. */
static void owes_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s};
    if (v[1].i)
        *c = (struct list_cell){.text = said("Nobody: name who stands in"), .href = str_printf(l->a, "/org/%lld/induction/templates/%lld/edit", (long long)l->org, (long long)v[1].i)};
}

#define OPEN_FROM "induct_step s" INDUCT_JOINS
#define PLACES " LEFT JOIN department d ON d.id = p.department_id LEFT JOIN site z ON z.id = p.site_id"
static const struct list_column open_columns[] = {
    {"step", "Step", SQL_PIECE("i.text, t.name, p.id, u.id"), .values = 4, .cell = step_cell, .order = SQL_PIECE("lower(i.text)")},
    {"name", "Of whom", SQL_PIECE(NAME), .order = SQL_PIECE("lower(p.name)")},
    {"owes", "Waits for", SQL_PIECE(INDUCT_OWES ", CASE WHEN " INDUCT_STUCK " THEN t.id ELSE 0 END"), .values = 2, .cell = owes_cell, .order = SQL_PIECE("lower(" INDUCT_OWES ")")},
    {"due", "Due", SQL_PIECE("s.due_on"), .kind = CELL_DATE, .order = SQL_PIECE("s.due_on"), .indexed = true},
    {"state", "State", SQL_PIECE("s.done_at, CASE WHEN s.due_on < :today THEN 1 ELSE 0 END"), .values = 2, .cell = open_cell},
    {"department", "Department", SQL_PIECE("coalesce(d.name, '')"), .order = SQL_PIECE("coalesce(lower(d.name), '')"), .extra = true},
    {"site", "Site", SQL_PIECE("coalesce(z.name, '')"), .extra = true},
};
static const struct list_option open_states[] = {
    {"late", "Overdue", SQL_PIECE("s.due_on < :today")}, {"sign", "To be signed off", SQL_PIECE("s.done_at IS NOT NULL")},
    {"must", "Keeps from work", SQL_PIECE("i.must = 1")}, {"nobody", "Nobody may go on with it", SQL_PIECE(INDUCT_STUCK)}, {"all", "All", NULL}, {NULL},
};
static const struct list_filter open_filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = open_states, .standard = "late"},
    {"checklist", "Checklist", FILTER_CHOICES, .sql = SQL_PIECE("u.template_id = :value"), .choices = template_choices, .is_number = true},
};

const struct list_def induct_open_list_def = {
    .name = "induction-steps", .title = "What is stuck", .thing = "step", .things = "steps", .right = VIEW_STANDINGS, .scope = {.people = SQL_PIECE("u.person_id IN :people")},
    .from = OPEN_FROM PLACES, .where = SQL_PIECE("s.org_id = :org AND s.dropped_at IS NULL AND u.done_at IS NULL AND u.cancelled_at IS NULL AND " WORKS_HERE("p", ":now") " AND " INDUCT_IS_OPEN), .key = "s.id",
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR lower(i.text) LIKE :word ESCAPE '!'"), .search_label = "Name or step",
    LIST_COLUMNS(open_columns), LIST_FILTERS(open_filters), .order = "due",
};

/* ---- sign-offs ---- */

static void hash_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[0].s;
}

static const struct list_column signed_columns[] = {
    {"step", "Step", SQL_PIECE("i.text, t.name, p.id, u.id"), .values = 4, .cell = step_cell},
    {"name", "Of whom", SQL_PIECE(NAME), .order = SQL_PIECE("lower(p.name)")},
    {"done", "Done on", SQL_PIECE("s.done_at"), .kind = CELL_TIME, .order = SQL_PIECE("s.done_at")},
    {"by", "Done by", SQL_PIECE("coalesce(da.name, '')")},
    {"signed", "Signed off on", SQL_PIECE("s.signed_at"), .kind = CELL_TIME, .order = SQL_PIECE("coalesce(s.signed_at, 0)")},
    {"signer", "Signed off by", SQL_PIECE("coalesce(sa.name, '')")},
    {"checklist", "Checklist", SQL_PIECE("t.name"), .extra = true}, {"version", "Version", SQL_PIECE("i.number"), .kind = CELL_NUMBER, .extra = true},
    {"score", "Score", SQL_PIECE("s.score"), .kind = CELL_NUMBER, .extra = true}, {"hash", "SHA-256 of what was read", SQL_PIECE("s.hash"), .cell = hash_cell, .extra = true},
    {"note", "Note", SQL_PIECE("s.note"), .extra = true}, {"address", "E-mail address", SQL_PIECE("p.email"), .extra = true},
};
static const struct list_option signed_states[] = {
    {"signed", "Signed off", SQL_PIECE("s.signed_at IS NOT NULL")}, {"read", "Acknowledged", SQL_PIECE("i.kind = 'read'")}, {"all", "All", NULL}, {NULL},
};
static const struct list_filter signed_filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = signed_states},
    {"checklist", "Checklist", FILTER_CHOICES, .sql = SQL_PIECE("u.template_id = :value"), .choices = template_choices, .is_number = true},
    {"from", "Done from", FILTER_FROM, .sql = SQL_PIECE("s.done_at >= :value")}, {"until", "Done until", FILTER_UNTIL, .sql = SQL_PIECE("s.done_at < :value")},
};

const struct list_def induct_signed_list_def = {
    .name = "induction-records", .title = "On record", .thing = "step", .things = "steps", .right = VIEW_STANDINGS, .scope = {.people = SQL_PIECE("u.person_id IN :people")},
    .from = "induct_step s JOIN induct u ON u.id = s.induct_id JOIN induct_item i ON i.id = s.item_id JOIN induct_template t ON t.id = u.template_id"
            " JOIN person p ON p.id = u.person_id LEFT JOIN account da ON da.id = s.done_by LEFT JOIN account sa ON sa.id = s.signed_by",
    .where = SQL_PIECE("s.org_id = :org AND s.done_at IS NOT NULL"), .key = "s.id",
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR lower(i.text) LIKE :word ESCAPE '!'"), .search_label = "Name or step",
    LIST_COLUMNS(signed_columns), LIST_FILTERS(signed_filters), .order = "-done",
};

/* ---- pages ---- */

static void show(struct request *rq, struct response *rs, struct induct_list_view *v)
{
    v->base = str_printf(rq->arena, "/org/%lld/induction", (long long)rq->org);
    v->templates = access_holds(rq, SET_STANDARDS) ? str_join(rq->arena, v->base, S("/templates")) : S("");
    if (access_holds(rq, VIEW_STANDINGS))
        v->visitors = str_join(rq->arena, v->base, S("/visitors"));
    if (list_answer(rq, rs, &v->list))
        return;
    struct out o = app_page(rq, v->title, "norms");
    tmpl_induct_list(&o, v);
    app_send(rq, rs, &o);
}

void induct_all_show(struct request *rq, struct response *rs)
{
    struct induct_list_view v = {.title = "Induction", .lead = "Who goes through which checklist, and how far they are."};

    v.list = (struct list){.def = &induct_list_def, .address = str_printf(rq->arena, "/org/%lld/induction", (long long)rq->org),
                           .empty = {"clipboard-check", "No checklist is running", "Make a checklist, and begin it for people in the directory or let it begin by itself.", S(""), NULL}};
    show(rq, rs, &v);
}

void induct_open_show(struct request *rq, struct response *rs)
{
    struct induct_list_view v = {.title = "What is stuck", .lead = "Steps that are late, and for whom they wait.", .now = 1};

    v.list = (struct list){.def = &induct_open_list_def, .address = str_printf(rq->arena, "/org/%lld/induction/open", (long long)rq->org),
                           .empty = {"circle-check", "Nothing is open", "Every step of every running checklist is done and signed off.", S(""), NULL}};
    show(rq, rs, &v);
}

void induct_signed_show(struct request *rq, struct response *rs)
{
    struct induct_list_view v = {.title = "On record", .lead = "What was done and signed off, by whom and when; the file has which version of a document was read.", .now = 2};

    v.list = (struct list){.def = &induct_signed_list_def, .address = str_printf(rq->arena, "/org/%lld/induction/records", (long long)rq->org),
                           .empty = {"signature", "Nothing is on record yet", "What is ticked in checklists stands here, with names and times.", S(""), NULL}};
    show(rq, rs, &v);
}

/* ---- begun for many people of the directory ---- */

static const char sql_is_known[] = SQL("SELECT count(*) FROM induct_known WHERE template_id = $1 AND person_id = $2");

static code start_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t day = 0, id = 0, known = 0;
    struct induct_new n = {.org = run->org, .template = act_input_int(run, "checklist"), .person = row, .by = run->account, .source = "hand"};
    struct date d;

    if (date_parse(act_input(run, "start"), &d, NULL) == OK)
        day = date_start(d);
    else
        TRY(induct_today(run->db, run->a, run->org, &day, err));
    n.start = day;
    TRY(db_int(run->db, sql_is_known, ARGS(v_int(n.template), v_int(row)), &known, err));
    TRY(induct_start(run->app, run->db, run->a, &n, &id, err));
    *before = str_printf(run->a, "%lld%s", (long long)id, known ? "" : " new");
    return OK;
}

static code unstart_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t id = 0;
    str rest = *before, number;

    (void)row;
    if (!str_cut(&rest, ' ', &number) || !str_to_int(number, &id))
        return fail(err, CONFLICT, "induction", "it is not known which checklist was begun");
    return induct_unstart(run->db, run->a, &(struct induct_act){run->org, id, run->account}, str_eq(rest, S("new")), err);
}

static code check_template(struct act_run *run, struct error *err)
{
    struct induct_template t;
    code c = induct_template_get(run->db, run->a, run->org, act_input_int(run, "checklist"), &t, NULL);

    return c == OK && t.number > 0 && !t.archived ? OK : fail(err, BAD_INPUT, "checklist", "choose one of the list");
}

static const struct act_input start_inputs[] = {
    {"checklist", "Checklist", NULL, FIELD_CHOICE, live_choices, true}, {"start", "First day", "Empty: today. What is due is counted from it.", FIELD_DATE, NULL, false}, {0},
};
const struct list_act induct_people_act = {
    "induction", "Begin a checklist", "clipboard-check", "Begin a checklist for {n}?", "{n} have a checklist",
    "Each gets a mail with its address in ten minutes; until then it can be undone. Who has it already, or does not work here any more, is left out.", NULL, RECORD_PROOF, start_inputs, NULL, check_template, start_row, unstart_row,
};
