/* vacancy/vacancy_list.c — vacancies and their candidates as lists, and what is done with many
 * candidates at once. */
#include "app/vacancy/vacancy_view.h"

/* ---- vacancies ---- */

static void title_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->sub = v[1].s;
    c->href = str_printf(l->a, "/org/%lld/vacancies/%lld", (long long)l->org, (long long)v[2].i);
    c->faded = str_eq(v[3].s, S("closed"));
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    struct vacancy x = {.state = v[0].s, .closes = v[1].i, .opens = v[2].kind == VALUE_INT ? v[2].i : NO_DAY};

    c->tag = vacancy_tag(&x, date_start(date_of(l->now)));
    c->text = c->tag.words;
}

/* Of those that the reader's right goes for: one of the badges is asked for. */
#define ASKS_FOR(vacancy) "EXISTS (SELECT 1 FROM vacancy_line yl JOIN vacancy_way yw ON yw.line_id = yl.id WHERE yl.vacancy_id = " vacancy " AND yw.achievement_id IN :badges)"
#define SEEN "c.state NOT IN ('unconfirmed', 'withdrawn')"
static const struct list_column vacancy_columns[] = {
    {"title", "Vacancy", SQL_PIECE("v.title, v.place, v.id, v.state"), .values = 4, .cell = title_cell, .order = SQL_PIECE("lower(v.title)")},
    {"state", "State", SQL_PIECE("v.state, v.closes_on, v.opens_on"), .values = 3, .cell = state_cell},
    {"candidates", "Candidates", SQL_PIECE("(SELECT count(*) FROM vacancy_candidate c WHERE c.vacancy_id = v.id AND " SEEN ")"), .kind = CELL_NUMBER},
    {"closes", "Last day", SQL_PIECE("v.closes_on"), .kind = CELL_DATE, .order = SQL_PIECE("v.closes_on")},
    {"made", "Made", SQL_PIECE("v.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("v.id"), .indexed = true},
};
static const struct list_option vacancy_states[] = {
    {"all", "All", NULL}, {"draft", "Draft", SQL_PIECE("v.state = 'draft'")}, {"open", "Open", SQL_PIECE("v.state = 'open'")}, {"closed", "Closed", SQL_PIECE("v.state = 'closed'")}, {NULL},
};
static const struct list_filter vacancy_filters[] = {{"state", "State", FILTER_OPTIONS, .options = vacancy_states, .standard = "all"}};

const struct list_def vacancies_list_def = {
    .name = "vacancies", .title = "Vacancies", .thing = "vacancy", .things = "vacancies", .right = SEE_VACANCIES,
    .scope = {.badges = SQL_PIECE(ASKS_FOR("v.id"))},
    .from = "vacancy v", .where = SQL_PIECE("v.org_id = :org"), .key = "v.id",
    .search = SQL_PIECE("(lower(v.title) LIKE :word ESCAPE '!' OR lower(v.place) LIKE :word ESCAPE '!')"), .search_label = "Title or place",
    LIST_COLUMNS(vacancy_columns), LIST_FILTERS(vacancy_filters), .order = "-made",
};

/* ---- candidates ---- */

static str number_words(struct arena *a, int64_t number)
{
    return words_printf(a, "Candidate %lld", (long long)number);
}

static void order_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = number_words(l->a, v[0].i);
    c->href = str_printf(l->a, "/org/%lld/vacancies/%lld/order/%lld", (long long)l->org, (long long)v[1].i, (long long)v[2].i);
}

static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[3].s.n ? v[3].s : number_words(l->a, v[0].i);
    c->sub = v[3].s.n ? number_words(l->a, v[0].i) : S("");
    c->href = str_printf(l->a, "/org/%lld/vacancies/%lld/candidates/%lld", (long long)l->org, (long long)v[1].i, (long long)v[2].i);
}

static void must_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = vacancy_points_words(l->a, v[0].i);
    c->sub = v[2].i ? said("A badge changed since it was sent") : v[1].i ? said("Tied with others") : S("");
}

static void nice_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = vacancy_points_words(l->a, v[0].i);
}

static void decided_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = candidate_tag(v[0].s);
    c->text = c->tag.words;
}

#define TIED  "CASE WHEN EXISTS (SELECT 1 FROM vacancy_candidate t WHERE t.vacancy_id = c.vacancy_id AND t.rank = c.rank AND t.id <> c.id AND t.state NOT IN ('unconfirmed', 'withdrawn')) THEN 1 ELSE 0 END"
#define KNOWN "(v.is_blind = 0 OR c.revealed_at IS NOT NULL)"
#define IF_KNOWN(column) "CASE WHEN " KNOWN " THEN " column " ELSE '' END"
#define POINTS                                                                                                                   \
    {"must", "Points of what must be", SQL_PIECE("c.points_must, " TIED ", CASE WHEN EXISTS (SELECT 1 FROM vacancy_badge ch WHERE ch.candidate_id = c.id AND ch.was <> '') THEN 1 ELSE 0 END"), .values = 3, .kind = CELL_AMOUNT, .cell = must_cell, .order = SQL_PIECE("c.rank"), .indexed = true}, \
    {"met", "Met in full", SQL_PIECE("c.met"), .kind = CELL_NUMBER}, {"nice", "Points of what is nice to have", SQL_PIECE("c.points_nice"), .kind = CELL_AMOUNT, .cell = nice_cell}, \
    {"state", "State", SQL_PIECE("c.state"), .cell = decided_cell}
static const struct list_column candidate_columns[] = {
    {"who", "Candidate", SQL_PIECE("c.number, c.vacancy_id, c.id, " IF_KNOWN("c.name")), .values = 4, .cell = who_cell}, POINTS,
    {"sent", "Sent", SQL_PIECE("c.confirmed_at"), .kind = CELL_DATE}, {"address", "Address", SQL_PIECE(IF_KNOWN("c.address")), .extra = true},
    {"goes", "Is deleted on", SQL_PIECE("c.keep_until"), .kind = CELL_DATE, .extra = true},
};
static const struct list_column order_columns[] = {
    {"who", "Candidate", SQL_PIECE("c.number, c.vacancy_id, c.id"), .values = 3, .cell = order_cell}, POINTS,
};
static const struct list_option candidate_states[] = {
    {"all", "All", NULL}, {"sent", "To be looked at", SQL_PIECE("c.state = 'sent'")}, {"shortlisted", "Shortlisted", SQL_PIECE("c.state = 'shortlisted'")},
    {"declined", "Declined", SQL_PIECE("c.state = 'declined'")}, {"hired", "Hired", SQL_PIECE("c.state = 'hired'")}, {NULL},
};
static const struct list_filter candidate_filters[] = {{"state", "State", FILTER_OPTIONS, .options = candidate_states, .standard = "all"}};

/* ---- with many ---- */

static struct candidate_act act_of(const struct act_run *run, int64_t row)
{
    return (struct candidate_act){{run->org, run->id, run->account}, row};
}

/* What is gone or known already is left out, and told. */
static code as_conflict(code c, struct error *err)
{
    if (c != NOT_FOUND)
        return c;
    err->code = CONFLICT;
    return CONFLICT;
}

static code reveal_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct candidate_act c = act_of(run, row);

    *before = S("");
    return as_conflict(candidate_reveal(run->db, run->a, &c, err), err);
}

static code decide_row(struct act_run *run, int64_t row, const char *verdict, str *before, struct error *err)
{
    struct candidate_act c = act_of(run, row);

    *before = S("");
    return as_conflict(candidate_decide(run->db, run->a, &c, cstr(verdict), err), err);
}

static code shortlist_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return decide_row(run, row, "shortlisted", before, err);
}

static code decline_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return decide_row(run, row, "declined", before, err);
}

static code back_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct candidate_act c = act_of(run, row);

    (void)before;
    return as_conflict(candidate_undecide(run->db, run->a, &c, err), err);
}

static const struct list_act shortlist_act = {
    .name = "shortlist", .label = "Shortlist", .icon = "star", .title = "Shortlist {n}?", .done = "{n} shortlisted",
    .explains = "Each is told by mail after ten minutes.", .right = RECRUIT, .apply = shortlist_row, .undo = back_row,
};
static const struct list_act decline_act = {
    .name = "decline", .label = "Decline", .icon = "x", .title = "Decline {n}?", .done = "{n} declined",
    .explains = "Each is told by mail after ten minutes.", .right = RECRUIT, .apply = decline_row, .undo = back_row,
};
static const struct list_act reveal_act = {
    .name = "reveal", .label = "Show who they are", .icon = "eye", .title = "Show who {n} are?", .done = "{n} known now",
    .explains = "Names, addresses and letters of those who are ticked are shown to everybody who recruits. It is written in the log, and cannot be taken back.",
    .right = RECRUIT, .apply = reveal_row,
};
static const struct list_act *const acts[] = {&shortlist_act, &decline_act, &reveal_act, NULL};

#define FROM_CANDIDATES .from = "vacancy_candidate c JOIN vacancy v ON v.id = c.vacancy_id", .where = SQL_PIECE("c.org_id = :org AND c.vacancy_id = :id AND " SEEN), .key = "c.id"

const struct list_def candidates_list_def = {
    .name = "candidates", .title = "Candidates", .thing = "candidate", .things = "candidates", .right = RECRUIT, FROM_CANDIDATES,
    .search = SQL_PIECE("(" KNOWN " AND (lower(c.name) LIKE :word ESCAPE '!' OR c.folded LIKE :word ESCAPE '!'))"), .search_label = "Name or address, of those who are known",
    LIST_COLUMNS(candidate_columns), LIST_FILTERS(candidate_filters), .order = "-must", .acts = acts,
};

const struct list_def candidate_order_list_def = {
    .name = "candidate-order", .title = "Order of the candidates", .thing = "candidate", .things = "candidates", .right = SEE_VACANCIES, .scope = {.badges = SQL_PIECE(ASKS_FOR("c.vacancy_id"))}, FROM_CANDIDATES,
    LIST_COLUMNS(order_columns), LIST_FILTERS(candidate_filters), .order = "-must",
};
