/* intake/intake_list.c — what was handed in as a list, for those who judge it, and
 * deciding on many at once. */
#include "app/intake/intake_view.h"

#include "app/org/access.h"
#include "app/people/people.h"
#include "templates.h"

/* ---- columns ---- */

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s.n ? v[0].s : v[1].s, .href = str_printf(l->a, "/org/%lld/external/%lld", (long long)l->org, (long long)v[2].i)};
}

static void what_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[0].s;
    c->sub = v[1].s;
}

static void kind_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = str_eq(v[0].s, S("evidence")) ? (struct tag_view){NULL, "folder", said("Evidence")} : str_eq(v[0].s, S("paper")) ? (struct tag_view){NULL, "file-certificate", said("On paper")} : intake_standing_tag(v[1].s);
    c->text = c->tag.words;
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = intake_tag(v[0].s);
    c->text = c->tag.words;
    if (v[1].i)
        c->sub = said("Somebody else handed in the same");
}

static void by_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[0].kind != VALUE_NULL ? said("A rule") : v[1].kind != VALUE_NULL ? v[1].s : v[2].i ? said("A pathway") : S("");
}

static void partner_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[0].s;
    c->sub = said(intake_trust_words(v[1].s));
}

static void trust_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = said(intake_trust_words(v[0].s));
}

#define TERMS(x) "(SELECT y." x " FROM partner_terms y WHERE y.id = i.terms_id)"
#define NEWEST "(SELECT v.name FROM requirement_version v WHERE v.requirement_id = q.id ORDER BY v.number DESC LIMIT 1)"
#define TWIN   "EXISTS (SELECT 1 FROM intake t WHERE t.org_id = i.org_id AND t.hash = i.hash AND t.person_id <> i.person_id AND t.state NOT IN ('draft', 'withdrawn'))"
static const struct list_column columns[] = {
    {"name", "Who", SQL_PIECE("p.name, p.email, i.id"), .values = 3, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"what", "What", SQL_PIECE("i.title, i.issuer"), .values = 2, .cell = what_cell, .order = SQL_PIECE("lower(i.title)")},
    {"for", "What for", SQL_PIECE("coalesce(q.code, (SELECT w.name FROM pathway w WHERE w.id = i.pathway_id), ''), coalesce(" NEWEST ", '')"), .values = 2, .cell = what_cell, .order = SQL_PIECE("coalesce(q.folded, '')")},
    {"kind", "Proof", SQL_PIECE("i.kind, i.standing"), .values = 2, .cell = kind_cell},
    {"state", "State", SQL_PIECE("i.state, CASE WHEN " TWIN " THEN 1 ELSE 0 END"), .values = 2, .cell = state_cell},
    {"when", "Handed in", SQL_PIECE("i.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("i.id"), .indexed = true},
    {"ends", "Valid until", SQL_PIECE("i.ends_on"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(i.ends_on, 9007199254740991)"), .extra = true},
    {"issued", "Given on", SQL_PIECE("i.issued_on"), .kind = CELL_DATE, .extra = true},
    {"checked", "Looked at", SQL_PIECE("i.checked_at"), .kind = CELL_TIME, .extra = true},
    {"by", "Decided by", SQL_PIECE("i.rule_id, (SELECT c.name FROM account c WHERE c.id = i.decided_by), CASE WHEN i.pathway_id IS NOT NULL AND i.method = '' THEN 1 ELSE 0 END"), .values = 3, .cell = by_cell, .extra = true},
    {"partner", "Partner", SQL_PIECE(TERMS("name") ", coalesce(" TERMS("trust") ", '')"), .values = 2, .cell = partner_cell, .extra = true},
    {"trust", "Trust then", SQL_PIECE("coalesce(" TERMS("trust") ", '')"), .cell = trust_cell, .extra = true},
    {"agreed-from", "Agreement then, from", SQL_PIECE(TERMS("agreed_from")), .kind = CELL_DATE, .extra = true},
    {"agreed-until", "Agreement then, until", SQL_PIECE(TERMS("agreed_until")), .kind = CELL_DATE, .extra = true},
    {"decided", "Decided", SQL_PIECE("i.decided_at"), .kind = CELL_TIME, .extra = true},
    {"number", "Its number", SQL_PIECE("i.number"), .extra = true},
    {"staff", "Staff number", SQL_PIECE("p.staff_number"), .extra = true},
};

/* ---- filters ---- */

static const struct list_option states[] = {
    {"open", "To be judged", SQL_PIECE("i.state IN ('waiting', 'second')")}, {"second", "Waits for a second judge", SQL_PIECE("i.state = 'second'")}, {"asked", "Asked for more", SQL_PIECE("i.state = 'asked'")},
    {"accepted", "Counts", SQL_PIECE("i.state = 'accepted'")}, {"reopened", "Taken back by its issuer", SQL_PIECE("i.state = 'reopened'")},
    {"silent", "Counts, but out of reach", SQL_PIECE("i.state = 'accepted' AND i.kind = 'badge' AND (i.standing = 'silent' OR i.holding_id IS NULL)")},
    {"refused", "Does not count", SQL_PIECE("i.state = 'refused'")}, {"withdrawn", "Withdrawn", SQL_PIECE("i.state = 'withdrawn'")}, {"all", "All", NULL}, {NULL, NULL, NULL},
};
static const struct list_option kinds[] = {
    {"badge", "Badges", SQL_PIECE("i.kind = 'badge'")}, {"paper", "On paper", SQL_PIECE("i.kind = 'paper'")}, {"evidence", "Evidence", SQL_PIECE("i.kind = 'evidence'")}, {"twin", "Handed in by others too", SQL_PIECE(TWIN)}, {NULL, NULL, NULL},
};
static const char sql_requirements[] = SQL(
    "SELECT q.id, q.code FROM requirement q WHERE q.org_id = $1 AND EXISTS (SELECT 1 FROM intake i WHERE i.requirement_id = q.id) ORDER BY q.folded LIMIT 1000");

static code requirements(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_requirements, ARGS(v_int(l->org)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static const char sql_partners[] = SQL(
    "SELECT p.id, p.name FROM partner p WHERE p.org_id = $1 AND EXISTS (SELECT 1 FROM intake i WHERE i.partner_id = p.id) ORDER BY p.folded, p.id LIMIT 2000");

static code partners(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_partners, ARGS(v_int(l->org)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static str person_words(struct list *l, str value)
{
    struct person p;
    int64_t id;

    if (!str_to_int(value, &id) || !list_any(l, SQL_PIECE("i.person_id = :value"), id) || person_get(l->db, l->a, l->org, id, &p, NULL) != OK)
        return S("");
    return p.name.n ? p.name : p.email;
}

static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .standard = "open"},
    {"kind", "Proof", FILTER_OPTIONS, .options = kinds},
    {"requirement", "Requirement", FILTER_CHOICES, .choices = requirements, .seen = SQL_PIECE("SELECT DISTINCT y.requirement_id FROM intake y WHERE y.requirement_id IS NOT NULL AND y.id IN"),
     .is_number = true, .many = true, .sql = SQL_PIECE("i.requirement_id = :value")},
    {"department", "Department, with those in it", FILTER_CHOICES, .choices = people_departments,
     .seen = SQL_PIECE("SELECT DISTINCT y.department_id FROM person y JOIN intake z ON z.person_id = y.id WHERE y.department_id IS NOT NULL AND z.id IN"), .is_number = true, .many = true,
     .sql = SQL_PIECE("p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = :org AND d.path LIKE"
                      " (SELECT t.path || '%' FROM department t WHERE t.id = :value AND t.org_id = :org))")},
    {"partner", "Partner", FILTER_CHOICES, .choices = partners, .seen = SQL_PIECE("SELECT DISTINCT y.partner_id FROM intake y WHERE y.partner_id IS NOT NULL AND y.id IN"),
     .is_number = true, .many = true, .finds = true, .sql = SQL_PIECE("i.partner_id = :value")},
    {"person", "Person", FILTER_LINK, .sql = SQL_PIECE("i.person_id = :value"), .words = person_words, .is_number = true},
};

/* ---- acts ---- */

/* Not theirs to judge, or not now: left out of the many, and told. */
static code as_conflict(code c, struct error *err)
{
    if (c != DENIED && c != BAD_INPUT)
        return c;
    err->code = CONFLICT;
    return CONFLICT;
}

/* Of whom one leads it would only wait for somebody else: that is no decision on many. Evidence is read, piece by piece. */
static code need_outside(struct act_run *run, const struct intake *i, struct error *err)
{
    bool is_over = false;

    if (intake_is_pack(i))
        return fail(err, CONFLICT, "training", "evidence is judged on its own page, piece by piece");
    TRY(intake_is_over(run->db, i, run->account, &is_over, err));
    return is_over ? fail(err, CONFLICT, "training", "you lead this person: say it on its page, and somebody else decides") : OK;
}

static code accept_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct intake i;

    *before = S("");
    TRY(intake_get(run->db, run->a, run->org, row, &i, err));
    TRY(need_outside(run, &i, err));
    if (i.is_twin)
        return fail(err, CONFLICT, "training", "somebody else handed in the same: look at it by itself");
    if (!i.requirement || i.issued == NO_DAY)
        return fail(err, CONFLICT, "training", "it does not say what it is for, or when it was given: look at it by itself");
    return as_conflict(intake_decide(run->db, run->a, &i,
                                     &(struct intake_judgement){.by = run->account, .requirement = i.requirement, .verdict = INTAKE_ACCEPT, .valid = true, .authentic = true,
                                                                .current = true, .sufficient = true, .completed = i.issued, .ends = i.ends, .reason = S(""),
                                                                .method = str_eq(i.kind, S("badge")) ? S("verified") : S("copy"), .seen = S("")}, err), err);
}

static code refuse_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct intake i;

    *before = S("");
    TRY(intake_get(run->db, run->a, run->org, row, &i, err));
    TRY(need_outside(run, &i, err));
    return as_conflict(intake_decide(run->db, run->a, &i, &(struct intake_judgement){.by = run->account, .verdict = INTAKE_REFUSE, .reason = act_input(run, "reason")}, err), err);
}

static code back_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct intake i;

    (void)before;
    TRY(intake_get(run->db, run->a, run->org, row, &i, err));
    return as_conflict(intake_undo(run->db, run->a, &i, run->account, err), err);
}

static const struct act_input refuse_inputs[] = {{"reason", "Reason", "Each of them reads it, in a mail that leaves after ten minutes.", FIELD_LINE, .required = true}, {NULL}};
static const struct list_act accept_act = {
    .name = "accept", .label = "Accept", .icon = "check", .title = "Accept {n}?", .done = "{n} accepted",
    .explains = "You say that each is valid, authentic, current and sufficient for what it was handed in for. What is your own, what does not say what it is for, and what somebody else handed in too, is left out.",
    .right = RECORD_PROOF, .apply = accept_row, .undo = back_row,
};
static const struct list_act refuse_act = {
    .name = "refuse", .label = "Refuse", .icon = "x", .title = "Refuse {n}?", .done = "{n} refused", .explains = "What is your own is left out.",
    .right = RECORD_PROOF, .inputs = refuse_inputs, .apply = refuse_row, .undo = back_row,
};
static const struct list_act *const acts[] = {&accept_act, &refuse_act, NULL};

const struct list_def intakes_list_def = {
    .name = "external", .title = "External training", .thing = "proof", .things = "proofs", .right = VIEW_STANDINGS,
    .scope = {.people = SQL_PIECE("i.person_id IN :people"),
              .badges = SQL_PIECE("EXISTS (SELECT 1 FROM requirement x WHERE x.id = i.requirement_id AND " REACH_REQUIREMENT("x", ":me") ")")},
    .from = "intake i JOIN person p ON p.id = i.person_id LEFT JOIN requirement q ON q.id = i.requirement_id",
    .where = SQL_PIECE("i.org_id = :org AND i.state <> 'draft'"), .where_found = SQL_PIECE("+i.org_id = :org AND i.state <> 'draft'"), .key = "i.id",
    .search = SQL_PIECE("(lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR lower(i.title) LIKE :word ESCAPE '!' OR lower(i.issuer) LIKE :word ESCAPE '!'"
                        " OR lower(i.number) LIKE :word ESCAPE '!')"),
    .search_label = "Name, address, what it is or who gave it", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when", .acts = acts,
};

/* ---- the page ---- */

void intake_queue_show(struct request *rq, struct response *rs)
{
    str base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    struct intake_queue_view v = {.rules = str_join(rq->arena, base, S("/external/rules")), .partners = access_holds(rq, VIEW_STANDINGS) ? str_join(rq->arena, base, S("/partners")) : S(""),
                                  .back = str_join(rq->arena, base, S("/standards")), .may_set = app_allow(rq, SET_STANDARDS, rq->org) == OK};

    v.list = (struct list){.def = &intakes_list_def, .address = rq->path,
                           .empty = {"school", "Nothing was handed in yet", "People hand in badges and certificates of others under “What is asked of me”. What a rule takes counts at once; the rest comes here.", v.rules, "Rules"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "External training", "norms");
    tmpl_external_queue(&o, &v);
    app_send(rq, rs, &o);
}
