/* plan/plan_list.c — the plans that were sent to whoever leads somebody, as a list. The
 * reader is in the condition itself, so no role is asked for and no other plan is found. */
#include "app/plan/plan_private.h"
#include "app/plan/plan_view.h"

#include "app/effort.h"

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->sub = v[1].s;
    c->href = plan_path(l->a, v[2].i);
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    struct plan p = {.closed = v[1].i, .is_reached = v[2].i > 0, .changed = v[3].i, .answered = v[4].i};

    (void)l;
    p.state = str_eq(v[0].s, S("sent")) ? PLAN_SENT : str_eq(v[0].s, S("back")) ? PLAN_BACK : PLAN_AGREED;
    c->tag = plan_tag(&p);
    c->text = c->tag.words;
}

/* Of minutes and of hundredths. */
static void hours_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].i ? effort_time_words(l->a, v[0].i) : S("");
}

static void cost_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].i ? effort_cost_words(l->a, v[0].i) : S("");
}

#define SUM(column) "(SELECT CAST(coalesce(sum(s." column "), 0) AS BIGINT) FROM plan_step s WHERE s.plan_id = n.id AND s.removed_at IS NULL)"
#define NAME "coalesce(nullif(p.name, ''), p.email)"
static const struct list_column columns[] = {
    {"name", "Name", SQL_PIECE(NAME ", n.title, n.id"), .values = 3, .cell = name_cell, .order = SQL_PIECE("lower(" NAME ")")},
    {"state", "State", SQL_PIECE("n.state, coalesce(n.closed_at, 0), n.reached, n.changed_at, coalesce(n.answered_at, 0)"), .values = 5, .cell = state_cell,
     .order = SQL_PIECE("(CASE WHEN n.closed_at IS NOT NULL THEN 3 WHEN n.state = 'sent' THEN 0 WHEN n.state = 'back' THEN 1 ELSE 2 END)")},
    {"review", "Looked at again", SQL_PIECE("n.review_on"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(n.review_on, 9007199254740991)")},
    {"steps", "Steps", SQL_PIECE("(SELECT count(*) FROM plan_step s WHERE s.plan_id = n.id AND s.removed_at IS NULL)"), .kind = CELL_NUMBER},
    {"hours", "Hours", SQL_PIECE(SUM("minutes")), .kind = CELL_AMOUNT, .cell = hours_cell},
    {"cost", "Cost", SQL_PIECE(SUM("cost")), .kind = CELL_AMOUNT, .cell = cost_cell},
    {"sent", "Sent", SQL_PIECE("n.sent_at"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(n.sent_at, 0)")},
};

static const struct list_option states[] = {
    {"waiting", "Waits for an answer", SQL_PIECE("n.state = 'sent' AND n.closed_at IS NULL")}, {"back", "Changes asked for", SQL_PIECE("n.state = 'back' AND n.closed_at IS NULL")},
    {"agreed", "Agreed", SQL_PIECE("n.state = 'agreed' AND n.closed_at IS NULL")}, {"review", "To be looked at again", SQL_PIECE("n.review_on <= :today AND n.closed_at IS NULL")},
    {"closed", "Closed", SQL_PIECE("n.closed_at IS NOT NULL")}, {NULL, NULL, NULL},
};
static const struct list_filter filters[] = {{"state", "State", FILTER_OPTIONS, .options = states, .many = true}};

const struct list_def plans_list_def = {
    .name = "plans", .title = "Plans of my team", .thing = "plan", .things = "plans", .right = SIGNED_IN,
    .from = "plan n JOIN person p ON p.id = n.person_id", .where = SQL_PIECE("n.org_id = :org AND " PLAN_IS_LED(":me", ":now")), .key = "n.id",
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR lower(n.title) LIKE :word ESCAPE '!'"), .search_label = "Name or goal",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "state",
};
