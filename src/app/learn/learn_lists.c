/* learn/learn_lists.c — statements, and what came of them, as lists. */
#include "app/learn/learn.h"

#include "app/list/act.h"

/* ---- statements ---- */

static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str words = learn_who_words(l->a, v[0].s);

    c->text = v[1].s.n ? str_copy(l->a, v[1].s) : words;
    c->sub = v[1].s.n ? words : S("");
    c->href = str_printf(l->a, "/org/%lld/settings/learning/statements/%lld", (long long)l->org, (long long)v[2].i);
}

static void did_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = learn_verb_words(l->a, str_copy(l->a, v[0].s), str_copy(l->a, v[1].s));
}

static void what_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = str_copy(l->a, v[1].s.n ? v[1].s : v[0].s);
    if (v[1].s.n)
        c->sub = str_copy(l->a, v[0].s);
}

static void came_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    if (str_eq(v[0].s, S("voids")))
        c->tag = (struct tag_view){NULL, "ban", said("Takes another back")};
    else if (v[1].i)
        c->tag = (struct tag_view){"warn", "ban", said("Taken back")};
    else if (str_eq(v[0].s, S("new")))
        c->tag = (struct tag_view){"info", "hourglass", said("Is looked at")};
    else if (str_eq(v[0].s, S("met")))
        c->tag = (struct tag_view){"good", "check", said("Meets a rule")};
    else
        c->tag = (struct tag_view){NULL, "circle-minus", said("No rule is met")};
}

static const struct list_column statement_columns[] = {
    {"who", "Who", SQL_PIECE("s.actor, s.actor_name, s.id"), .values = 3, .cell = who_cell},
    {"did", "Did", SQL_PIECE("s.verb, s.verb_name"), .values = 2, .cell = did_cell},
    {"what", "What", SQL_PIECE("s.object, s.object_name"), .values = 2, .cell = what_cell},
    {"state", "What came of it", SQL_PIECE("s.state, coalesce(s.voided_at, 0)"), .values = 2, .cell = came_cell},
    {"received", "Received", SQL_PIECE("s.stored_at"), .kind = CELL_TIME, .order = SQL_PIECE("s.id"), .indexed = true},
    {"done", "Done", SQL_PIECE("s.at"), .kind = CELL_TIME, .extra = true},
    {"id", "Id", SQL_PIECE("s.statement_id"), .extra = true},
};
static const struct list_option statement_states[] = {
    {"met", "Meets a rule", SQL_PIECE("s.state = 'met'")}, {"none", "No rule is met", SQL_PIECE("s.state = 'none'")},
    {"back", "Taken back", SQL_PIECE("s.voided_at IS NOT NULL")}, {NULL},
};
static const struct list_filter statement_filters[] = {
    {"state", "What came of it", FILTER_OPTIONS, .options = statement_states},
    {"from", "From", FILTER_FROM, .sql = SQL_PIECE("s.stored_at >= :value")}, {"until", "Until", FILTER_UNTIL, .sql = SQL_PIECE("s.stored_at < :value")},
};

const struct list_def learn_statements_def = {
    .name = "statements", .title = "Statements", .thing = "statement", .things = "statements", .right = MANAGE_ORG,
    .from = "learn_statement s", .where = SQL_PIECE("s.org_id = :org"), .key = "s.id",
    .search = SQL_PIECE("lower(s.actor || ' ' || s.actor_name || ' ' || s.object || ' ' || s.object_name) LIKE :word ESCAPE '!'"), .search_label = "Person or activity",
    LIST_COLUMNS(statement_columns), LIST_FILTERS(statement_filters), .order = "-received",
};

/* ---- what came of them ---- */

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str words = v[3].s.n ? str_copy(l->a, v[3].s) : v[2].s.n ? str_copy(l->a, v[2].s) : learn_who_words(l->a, v[1].s);

    c->text = words;
    c->href = v[0].i ? str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[0].i)
                     : str_printf(l->a, "/org/%lld/settings/learning/people/%lld", (long long)l->org, (long long)v[4].i);
}

static void badge_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = str_copy(l->a, v[0].s);
    if (v[1].s.n)
        c->picture = str_join(l->a, S("/images/"), v[1].s);
    if (v[2].i)
        c->href = str_printf(l->a, "/org/%lld/awards/%lld", (long long)l->org, (long long)v[2].i);
}

static void outcome_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool late = str_eq(v[0].s, S("awarded")) && v[2].i;

    c->tag = late ? (struct tag_view){"warn", "alert-triangle", said("Awarded, and the statement taken back since")} : learn_outcome_tag(str_copy(l->a, v[0].s));
    if (v[1].s.n)
        c->sub = app_sentence(l->a, str_z(l->a, v[1].s));
}

static void statement_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = str_copy(l->a, v[1].s.n ? v[1].s : v[2].s);
    c->href = str_printf(l->a, "/org/%lld/settings/learning/statements/%lld", (long long)l->org, (long long)v[0].i);
}

static const struct list_column outcome_columns[] = {
    {"who", "Person", SQL_PIECE("coalesce(c.person_id, 0), c.actor, c.name, coalesce(p.name, ''), c.id"), .values = 5, .cell = person_cell},
    {"badge", "Badge", SQL_PIECE("v.name, v.png_hash, coalesce(o.award_id, 0)"), .values = 3, .cell = badge_cell},
    {"state", "State", SQL_PIECE("o.state, o.why, coalesce(s.voided_at, 0)"), .values = 3, .cell = outcome_cell},
    {"statement", "Because of", SQL_PIECE("s.id, s.object_name, s.object"), .values = 3, .cell = statement_cell},
    {"due", "Is awarded", SQL_PIECE("CASE WHEN o.state = 'held' THEN o.due_at ELSE 0 END"), .kind = CELL_TIME, .extra = true},
    {"when", "Since", SQL_PIECE("o.changed_at"), .kind = CELL_TIME, .order = SQL_PIECE("o.id"), .indexed = true},
};
static const struct list_option outcome_states[] = {
    {"held", "Is awarded soon", SQL_PIECE("o.state = 'held'")}, {"unknown", "Waits: who is it?", SQL_PIECE("o.state = 'unknown'")},
    {"awarded", "Awarded", SQL_PIECE("o.state = 'awarded'")}, {"failed", "Could not be awarded", SQL_PIECE("o.state = 'failed'")},
    {"late", "Awarded, and the statement taken back since", SQL_PIECE("o.state = 'awarded' AND s.voided_at IS NOT NULL")},
    {"not", "Not awarded", SQL_PIECE("o.state IN ('holds', 'out', 'undone', 'voided', 'off')")}, {NULL},
};
static const struct list_filter outcome_filters[] = {{"state", "State", FILTER_OPTIONS, .options = outcome_states}};

static code undo_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return learn_outcome_undo(run->db, run->a, &(struct learn_change){run->org, row, run->account}, err);
}

static code redo_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return learn_outcome_redo(run->db, run->a, &(struct learn_change){run->org, row, run->account}, err);
}

static const struct list_act undo_act = {
    .name = "take-back", .label = "Take back", .icon = "arrow-back-up", .title = "Take back {n}?", .done = "{n} taken back",
    .explains = "Those that are not awarded yet are not awarded. Awards that were made are revoked at their own pages.",
    .right = MANAGE_ORG, .apply = undo_row, .undo = redo_row,
};
static const struct list_act *const outcome_acts[] = {&undo_act, NULL};

const struct list_def learn_outcomes_def = {
    .name = "learned", .title = "Awards by learning", .thing = "award", .things = "awards", .right = MANAGE_ORG,
    .from = "learn_outcome o JOIN learn_statement s ON s.id = o.statement JOIN learn_actor c ON c.id = o.actor_id LEFT JOIN person p ON p.id = c.person_id"
            " JOIN achievement b ON b.id = o.achievement_id JOIN achievement_version v ON v.id = b.version_id",
    .where = SQL_PIECE("o.org_id = :org"), .key = "o.id",
    .search = SQL_PIECE("lower(c.actor || ' ' || c.name || ' ' || coalesce(p.name, '') || ' ' || v.name) LIKE :word ESCAPE '!'"), .search_label = "Person or badge",
    LIST_COLUMNS(outcome_columns), LIST_FILTERS(outcome_filters), .order = "-when", .acts = outcome_acts,
};
