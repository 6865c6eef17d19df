/* recognise/nomination_list.c — what waits for whoever decides, as a list, and
 * deciding on many at once. */
#include "app/recognise/recognise_private.h"
#include "app/recognise/recognise_view.h"
#include "app/recognise/wall.h"

#include "base/utf8.h"
#include "templates.h"

#define SHORT 140

str recognise_picture(struct arena *a, str png_hash)
{
    return str_is_empty(png_hash) ? S("") : str_join(a, S("/images/"), png_hash);
}

struct tag_view nomination_tag(str state, bool is_told)
{
    if (str_eq(state, S("waiting")))
        return (struct tag_view){"warn", "hourglass", said("To be decided")};
    if (str_eq(state, S("accepted")))
        return is_told ? (struct tag_view){"good", "check", said("Awarded")} : (struct tag_view){"good", "clock", said("Awarded in some minutes")};
    if (str_eq(state, S("declined")))
        return is_told ? (struct tag_view){"bad", "x", said("Declined")} : (struct tag_view){"bad", "clock", said("Declined, not told yet")};
    return (struct tag_view){NULL, "arrow-back-up", said("Withdrawn")};
}

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s.n ? v[0].s : v[1].s, .sub = v[2].s,
                            .href = str_printf(l->a, "/org/%lld/recognition/%lld", (long long)l->org, (long long)v[3].i)};
}

static void citation_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str cut = utf8_cut(v[0].s, SHORT);

    c->text = cut.n < v[0].s.n ? str_join(l->a, str_trim(cut), S("…")) : v[0].s;
    c->sub = v[1].s;
}

static void scheme_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s, .picture = recognise_picture(l->a, v[1].s)};
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = nomination_tag(v[0].s, v[1].kind == VALUE_INT);
    c->text = c->tag.words;
}

#define MINE   PERSONS_OF(":org", ":me")
#define VOTED  "EXISTS (SELECT 1 FROM nomination_vote y WHERE y.nomination_id = n.id AND y.account_id = :me)"
static const struct list_column columns[] = {
    {"name", "Who", SQL_PIECE("p.name, p.email, coalesce(d.name, ''), n.id"), .values = 4, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"citation", "For what", SQL_PIECE("n.citation, n.company_value"), .values = 2, .cell = citation_cell},
    {"scheme", "Scheme", SQL_PIECE("s.name, v.png_hash"), .values = 2, .cell = scheme_cell, .order = SQL_PIECE("lower(s.name)")},
    {"by", "Nominated by", SQL_PIECE("coalesce(c.name, '')"), .order = SQL_PIECE("lower(coalesce(c.name, ''))")},
    {"when", "When", SQL_PIECE("n.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("n.id"), .indexed = true},
    {"state", "State", SQL_PIECE("n.state, n.told_at"), .values = 2, .cell = state_cell},
};

static const struct list_option states[] = {
    {"open", "To be decided by you", SQL_PIECE("n.state = 'waiting' AND NOT " VOTED)},
    {"others", "Waiting for others", SQL_PIECE("n.state = 'waiting' AND " VOTED)},
    {"accepted", "Awarded", SQL_PIECE("n.state = 'accepted'")}, {"declined", "Declined", SQL_PIECE("n.state = 'declined'")},
    {"withdrawn", "Withdrawn", SQL_PIECE("n.state = 'withdrawn'")}, {"all", "All", NULL}, {NULL},
};

static const char sql_schemes[] = SQL(
    "SELECT s.id, s.name FROM recognition_scheme s JOIN recognition_decider d ON d.scheme_id = s.id WHERE s.org_id = $1 AND d.account_id = $2"
    " ORDER BY lower(s.name), s.id LIMIT 300");

static code scheme_choices(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_schemes, ARGS(v_int(l->org), v_int(l->account)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .standard = "open"},
    {"scheme", "Scheme", FILTER_CHOICES, .sql = SQL_PIECE("n.scheme_id = :value"), .choices = scheme_choices, .is_number = true},
    {"from", "Nominated from", FILTER_FROM, .sql = SQL_PIECE("n.created_at >= :value")},
};

/* ---- acts ---- */

/* Not theirs to decide, or not now: left out of the many, and told. */
static code as_conflict(code c, struct error *err)
{
    if (c == DENIED || c == BAD_INPUT) {
        err->code = CONFLICT;
        return CONFLICT;
    }
    return c;
}

static code vote_row(struct act_run *run, int64_t row, bool is_yes, struct error *err)
{
    struct nomination n;

    TRY(nomination_get(run->db, run->a, run->org, row, &n, err));
    return as_conflict(nomination_vote(run->db, run->a, &n,
                                       &(struct vote){.account = run->account, .is_yes = is_yes, .reason = is_yes ? S("") : act_input(run, "reason")}, err), err);
}

static code accept_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return vote_row(run, row, true, err);
}

static code decline_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return vote_row(run, row, false, err);
}

static code back_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct nomination n;

    (void)before;
    TRY(nomination_get(run->db, run->a, run->org, row, &n, err));
    return nomination_take_back(run->db, run->a, &n, run->account, err);
}

static const struct act_input decline_inputs[] = {
    {"reason", "Reason", "Each nominator reads it, in a mail that leaves after ten minutes. Who was nominated is not told.", FIELD_LINE, .required = true}, {NULL},
};
static const struct list_act accept_act = {
    .name = "accept", .label = "Say yes", .icon = "check", .title = "Say yes to {n}?", .done = "{n} accepted",
    .explains = "Where yours is the last yes that is needed, the badge is awarded after ten minutes. Who has to rest, and what is not yours to decide, is left out.",
    .right = VIEW_ORG, .apply = accept_row, .undo = back_row,
};
static const struct list_act decline_act = {
    .name = "decline", .label = "Say no", .icon = "x", .title = "Say no to {n}?", .done = "{n} declined",
    .explains = "What is not yours to decide is left out.", .right = VIEW_ORG, .inputs = decline_inputs, .apply = decline_row, .undo = back_row,
};
static const struct list_act *const acts[] = {&accept_act, &decline_act, NULL};

/* Only what the reader may decide on: never their own, never about themselves. */
const struct list_def nominations_list_def = {
    .name = "nominations", .title = "Recognition", .thing = "nomination", .things = "nominations", .right = VIEW_ORG,
    .from = "nomination n JOIN recognition_scheme s ON s.id = n.scheme_id JOIN achievement b ON b.id = s.achievement_id"
            " JOIN achievement_version v ON v.id = b.version_id JOIN person p ON p.id = n.person_id LEFT JOIN department d ON d.id = p.department_id"
            " LEFT JOIN account c ON c.id = n.account_id",
    .where = SQL_PIECE("n.org_id = :org AND n.scheme_id IN (SELECT x.scheme_id FROM recognition_decider x WHERE x.account_id = :me)"
                       " AND (n.account_id IS NULL OR n.account_id <> :me) AND n.person_id NOT IN " MINE
                       " AND (n.account_id IS NULL OR n.account_id NOT IN " ACCOUNTS_WITH(":org", ":me") ") AND " HAS_ROLE(":org", ":me", ":now")),
    .key = "n.id", .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR lower(n.citation) LIKE :word ESCAPE '!'"),
    .search_label = "Name or words", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when", .acts = acts,
};

/* ---- the page ---- */

void recognise_queue(struct request *rq, struct response *rs)
{
    str base = str_printf(rq->arena, "/org/%lld/recognition", (long long)rq->org);
    struct recognise_queue_view v = {.schemes = str_join(rq->arena, base, S("/schemes")), .may_set = app_allow(rq, AWARD_BADGES, rq->org) == OK};
    struct error err = {0};

    if (wall_may_see(rq->db, rq->org, rq->session->account, NULL) == OK)
        v.wall = str_printf(rq->arena, "/org/%lld/wall", (long long)rq->org);
    v.list = (struct list){.def = &nominations_list_def, .address = base,
                           .empty = {"heart-handshake", "Nothing waits for you", "Nominations of the schemes in which you decide come here.",
                                     v.may_set ? v.schemes : S(""), "Schemes"}};
    if (list_answer(rq, rs, &v.list))
        return;
    if (nominations_waiting(rq->db, rq->org, rq->session->account, &v.waiting, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Recognition", "awards");
    tmpl_recognise_queue(&o, &v);
    app_send(rq, rs, &o);
}
