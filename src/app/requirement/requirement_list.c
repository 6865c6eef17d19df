/* requirement/requirement_list.c — the register, and who stands how with one requirement. */
#include "app/requirement/requirement_view.h"

#include "app/org/access.h"

struct tag_view requirement_state_tag(enum requirement_state s)
{
    static const struct { const char *kind, *icon, *words; } looks[STANDING_STATES] = {
        [STANDING_NOT_APPLICABLE] = {NULL, "circle-minus", "Not asked"}, [STANDING_NOT_STARTED] = {NULL, "circle", "Not started"},
        [STANDING_IN_PROGRESS] = {"info", "player-play", "In progress"}, [STANDING_SUBMITTED] = {"info", "hourglass", "Submitted"},
        [STANDING_DUE_SOON] = {"warn", "clock", "Due soon"}, [STANDING_OVERDUE] = {"bad", "clock-off", "Overdue"},
        [STANDING_CURRENT] = {"good", "check", "Current"}, [STANDING_IN_RENEWAL] = {"warn", "refresh", "In renewal"},
        [STANDING_GRACE] = {"warn", "alert-triangle", "In grace"}, [STANDING_EXPIRED] = {"bad", "x", "Expired"},
        [STANDING_WAIVED] = {"info", "ban", "Waived"}, [STANDING_SUSPENDED] = {NULL, "player-pause", "Suspended"},
    };

    return (unsigned)s < STANDING_STATES ? (struct tag_view){looks[s].kind, looks[s].icon, said(looks[s].words)} : (struct tag_view){0};
}

/* ---- the register ---- */

static bool may_count(struct list *l)
{
    const struct access *x;

    return !l->rq || (access_of(l->rq, l->org, &x, NULL) == OK && access_may_some(x, VIEW_STANDINGS));
}

static void code_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->sub = v[1].s;
    c->href = str_printf(l->a, "/org/%lld/standards/%lld", (long long)l->org, (long long)v[2].i);
    c->faded = v[3].kind == VALUE_INT;
}

static void basis_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = said(requirement_word(requirement_bases, v[0].s));
    c->sub = v[1].s;
}

static void criticality_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = (struct tag_view){str_eq(v[0].s, S("blocks")) ? "warn" : NULL, NULL, said(requirement_word(requirement_criticalities, v[0].s))};
    c->text = c->tag.words;
}

/* Whom it is for, shortly: the page of the requirement says all. */
static void for_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool names = l->rq && app_allow(l->rq, VIEW_PEOPLE, l->org) == OK;

    if (requirement_for_words(l->db, l->a, &(struct audience_said){l->org, v[0].i, names, 2}, &c->text, NULL) != OK)
        c->text = S("");
}

static void version_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[1].kind == VALUE_INT)
        c->tag = (struct tag_view){NULL, "archive", said("Archived")};
    else if (v[0].i == 0)
        c->tag = (struct tag_view){"info", "pencil", said("Not published")};
    c->text = c->tag.words.n ? c->tag.words : str_printf(l->a, "%lld", (long long)v[0].i);
}

static void number_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (may_count(l))
        c->number = v[0].i;
    else
        c->kind = CELL_TEXT;
}

static void percent_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[0].i > 0 && may_count(l))
        c->text = str_printf(l->a, "%lld %%", (long long)(v[1].i * 100 / v[0].i));
}

static void missing_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (!may_count(l)) {
        c->kind = CELL_TEXT;
        return;
    }
    c->number = v[0].i - v[1].i;
    if (c->number)
        c->href = str_printf(l->a, "/org/%lld/standards/%lld?state=open", (long long)l->org, (long long)v[2].i);
}

#define ASKED "(SELECT CAST(coalesce(sum(t.n), 0) AS BIGINT) FROM requirement_tally t WHERE t.requirement_id = r.id)"
#define MET   "(SELECT CAST(coalesce(sum(t.n), 0) AS BIGINT) FROM requirement_tally t WHERE t.requirement_id = r.id AND t.state IN (6, 7, 10))"
static const struct list_column columns[] = {
    {"code", "Requirement", SQL_PIECE("r.code, v.name, r.id, r.archived_at"), .values = 4, .cell = code_cell, .order = SQL_PIECE("r.folded")},
    {"basis", "Basis", SQL_PIECE("v.basis, v.basis_ref"), .values = 2, .cell = basis_cell, .order = SQL_PIECE("v.basis")},
    {"criticality", "Criticality", SQL_PIECE("v.criticality"), .cell = criticality_cell, .order = SQL_PIECE("v.criticality")},
    {"for", "Whom it is for", SQL_PIECE("v.id"), .cell = for_cell},
    {"version", "Version", SQL_PIECE("v.number, r.archived_at"), .values = 2, .cell = version_cell, .order = SQL_PIECE("v.number")},
    {"asked", "People", SQL_PIECE(ASKED), .kind = CELL_NUMBER, .cell = number_cell, .order = SQL_PIECE(ASKED), .extra = true},
    {"met", "Current", SQL_PIECE(ASKED ", " MET), .values = 2, .kind = CELL_AMOUNT, .cell = percent_cell},
    {"missing", "Not current", SQL_PIECE(ASKED ", " MET ", r.id"), .values = 3, .kind = CELL_NUMBER, .cell = missing_cell, .order = SQL_PIECE(ASKED " - " MET)},
    {"owner", "Owner", SQL_PIECE("coalesce(o.name, '')"), .extra = true},
};
static const struct list_option states[] = {
    {"live", "In force", SQL_PIECE("r.archived_at IS NULL AND v.number > 0")}, {"draft", "Not published", SQL_PIECE("r.archived_at IS NULL AND v.number = 0")},
    {"archived", "Archived", SQL_PIECE("r.archived_at IS NOT NULL")}, {"now", "Not archived", SQL_PIECE("r.archived_at IS NULL")}, {"all", "All", NULL}, {NULL},
};
static const struct list_option criticalities[] = {
    {"blocks", "Blocks work", SQL_PIECE("v.criticality = 'blocks'")}, {"mandatory", "Mandatory", SQL_PIECE("v.criticality = 'mandatory'")},
    {"recommended", "Recommended", SQL_PIECE("v.criticality = 'recommended'")}, {NULL},
};
static const struct list_option bases[] = {
    {"law", "Law", SQL_PIECE("v.basis = 'law'")}, {"standard", "Standard", SQL_PIECE("v.basis = 'standard'")},
    {"contract", "Contract", SQL_PIECE("v.basis = 'contract'")}, {"policy", "Policy of our own", SQL_PIECE("v.basis = 'policy'")}, {NULL},
};
static const struct list_option owners[] = {{"me", "Mine", SQL_PIECE("r.owner_id = :me")}, {"nobody", "Nobody", SQL_PIECE("r.owner_id IS NULL")}, {NULL}};
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .standard = "now"}, {"criticality", "Criticality", FILTER_OPTIONS, .options = criticalities},
    {"basis", "Basis", FILTER_OPTIONS, .options = bases}, {"owner", "Owner", FILTER_OPTIONS, .options = owners},
};

const struct list_def requirements_list_def = {
    .name = "requirements", .title = "Standards", .thing = "requirement", .things = "requirements", .right = VIEW_ORG,
    .from = "requirement r JOIN requirement_version v ON v.requirement_id = r.id AND v.number = (SELECT max(n.number) FROM requirement_version n"
            " WHERE n.requirement_id = r.id) LEFT JOIN account o ON o.id = r.owner_id",
    .where = SQL_PIECE("r.org_id = :org"), .key = "r.id",
    .search = SQL_PIECE("(r.folded LIKE :word ESCAPE '!' OR lower(v.name) LIKE :word ESCAPE '!' OR lower(v.basis_ref) LIKE :word ESCAPE '!')"),
    .search_label = "Code, name or basis", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "code",
};

/* ---- people of one ---- */

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : v[1].s;
    c->href = str_printf(l->a, "/org/%lld/standards/%lld/people/%lld", (long long)l->org, (long long)l->id, (long long)v[2].i);
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = requirement_state_tag((enum requirement_state)v[0].i);
    c->text = c->tag.words;
}

static const struct list_column people_columns[] = {
    {"name", "Name", SQL_PIECE("p.name, p.email, p.id"), .values = 3, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"state", "State", SQL_PIECE("s.state"), .cell = state_cell, .order = SQL_PIECE("s.state")},
    {"due", "Due", SQL_PIECE("s.due_on"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(s.due_on, 9007199254740991)")},
    {"completed", "Completed", SQL_PIECE("s.completed_on"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(s.completed_on, 0)")},
    {"department", "Department", SQL_PIECE("coalesce(d.name, '')"), .order = SQL_PIECE("coalesce(lower(d.name), '')")},
    {"site", "Site", SQL_PIECE("coalesce(i.name, '')"), .extra = true},
};
static const struct list_option people_states[] = {
    {"open", "Not current", SQL_PIECE("s.state NOT IN (6, 7, 10)")}, {"overdue", "Overdue", SQL_PIECE("s.state = 5")}, {"expired", "Expired", SQL_PIECE("s.state = 9")},
    {"grace", "In grace", SQL_PIECE("s.state = 8")}, {"due-soon", "Due soon", SQL_PIECE("s.state = 4")}, {"in-renewal", "In renewal", SQL_PIECE("s.state = 7")},
    {"submitted", "Submitted", SQL_PIECE("s.state = 3")}, {"in-progress", "In progress", SQL_PIECE("s.state = 2")}, {"not-started", "Not started", SQL_PIECE("s.state = 1")},
    {"current", "Current", SQL_PIECE("s.state = 6")}, {"waived", "Waived", SQL_PIECE("s.state = 10")}, {"suspended", "Suspended", SQL_PIECE("s.state = 11")}, {NULL},
};
static const struct list_filter people_filters[] = {{"state", "State", FILTER_OPTIONS, .options = people_states}};

const struct list_def requirement_people_list_def = {
    .name = "standings", .title = "People", .thing = "person", .things = "people", .right = VIEW_STANDINGS,
    .scope = {.people = SQL_PIECE("s.person_id IN :people"),
              .badges = SQL_PIECE("EXISTS (SELECT 1 FROM requirement q WHERE q.id = s.requirement_id AND " REACH_REQUIREMENT("q", ":me") ")")},
    .from = "requirement_standing s JOIN person p ON p.id = s.person_id LEFT JOIN department d ON d.id = p.department_id LEFT JOIN site i ON i.id = p.site_id",
    .where = SQL_PIECE("s.org_id = :org AND s.requirement_id = :id"), .key = "p.id",
    .search = SQL_PIECE("(lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!')"), .search_label = "Name or e-mail address",
    LIST_COLUMNS(people_columns), LIST_FILTERS(people_filters), .order = "name",
};
