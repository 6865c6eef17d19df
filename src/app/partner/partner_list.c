/* partner/partner_list.c — partners as a list, and what is decided of many at once. */
#include "app/partner/partner_view.h"

#include "app/org/access.h"
#include "base/utf8.h"

static const struct { const char *trust, *kind, *icon, *words; } tags[] = {
    {"proposed", "info", "hourglass", "Proposed"}, {"trusted", "good", "shield-check", "Trusted"}, {"suspended", "warn", "player-pause", "Suspended"}, {"ended", NULL, "archive", "Ended"},
};

struct tag_view partner_tag(str trust)
{
    for (size_t i = 0; i < COUNT(tags); i++)
        if (str_eq(trust, cstr(tags[i].trust)))
            return (struct tag_view){tags[i].kind, tags[i].icon, said(tags[i].words)};
    return (struct tag_view){NULL, "help-circle", trust};
}

/* A DID that is a key is long, and says nothing to anybody. */
static str in_short(struct arena *a, str s)
{
    str cut = utf8_cut(s, 40);

    return cut.n < s.n ? str_join(a, cut, S("…")) : s;
}

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->sub = in_short(l->a, v[1].s.n ? v[1].s : v[2].s.n ? v[2].s : v[3].s);
    c->href = str_printf(l->a, "/org/%lld/partners/%lld", (long long)l->org, (long long)v[4].i);
}

static void trust_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = partner_tag(v[0].s);
    c->text = c->tag.words;
}

static const struct list_column columns[] = {
    {"name", "Partner", SQL_PIECE("p.name, p.host, p.profile_url, p.did, p.id"), .values = 5, .cell = name_cell, .order = SQL_PIECE("p.folded"), .indexed = true},
    {"trust", "Trust", SQL_PIECE("p.trust"), .cell = trust_cell},
    {"badges", "Badges listed", SQL_PIECE("(SELECT count(*) FROM partner_badge b WHERE b.partner_id = p.id)"), .kind = CELL_NUMBER},
    {"until", "Agreement until", SQL_PIECE("p.agreed_until"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(p.agreed_until, 9007199254740991)")},
    {"review", "Look at it again", SQL_PIECE("p.review_on"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(p.review_on, 9007199254740991)")},
    {"owner", "Answers for it", SQL_PIECE("(SELECT c.name FROM account c WHERE c.id = p.owner_id)"), .extra = true},
    {"contact", "Contact", SQL_PIECE("p.contact"), .extra = true},
    {"why", "Reason", SQL_PIECE("p.trust_why"), .extra = true},
    {"decided", "Decided", SQL_PIECE("p.trust_at"), .kind = CELL_DATE, .extra = true},
    {"scope", "What it is about", SQL_PIECE("p.scope"), .extra = true},
};

static const struct list_option trusts[] = {
    {"all", "All", NULL}, {"proposed", "Proposed", SQL_PIECE("p.trust = 'proposed'")}, {"trusted", "Trusted", SQL_PIECE("p.trust = 'trusted'")},
    {"suspended", "Suspended", SQL_PIECE("p.trust = 'suspended'")}, {"ended", "Ended", SQL_PIECE("p.trust = 'ended'")}, {NULL},
};
static const struct list_option reviews[] = {
    {"due", "Due", SQL_PIECE("p.review_on <= :today AND p.trust <> 'ended'")}, {"over", "Agreement over", SQL_PIECE("p.agreed_until < :today AND p.trust <> 'ended'")},
    {"none", "No day set", SQL_PIECE("p.review_on IS NULL")}, {NULL},
};
static const struct list_option owners[] = {
    {"mine", "Mine", SQL_PIECE("p.owner_id = :me")},
    {"nobody", "Nobody who works here", SQL_PIECE("p.trust <> 'ended' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.org_id = p.org_id AND m.account_id = p.owner_id)")}, {NULL},
};
static const struct list_filter filters[] = {
    {"trust", "Trust", FILTER_OPTIONS, .options = trusts, .standard = "all"},
    {"review", "Look at it again", FILTER_OPTIONS, .options = reviews},
    {"owner", "Answers for it", FILTER_OPTIONS, .options = owners},
};

/* ---- with many ---- */

/* `*before`: which decision it was, so that one that somebody makes since stays. */
static code decide_row(struct act_run *run, int64_t row, const char *trust, str *before, struct error *err)
{
    struct partner_decide d = {run->org, row, run->account, trust, act_input(run, "reason")};
    struct partner p;
    int64_t decision = 0;

    *before = S("");
    if (partner_decide(run->db, run->a, &d, NULL) != OK)
        return fail(err, CONFLICT, "partner", "it stands so already");
    TRY(partner_get(run->db, run->a, run->org, row, &p, err));
    TRY(partner_last_decision(run->db, run->a, &p, &decision, err));
    *before = str_printf(run->a, "%lld", (long long)decision);
    return OK;
}

static code trust_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return decide_row(run, row, "trusted", before, err);
}

static code suspend_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return decide_row(run, row, "suspended", before, err);
}

static code end_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return decide_row(run, row, "ended", before, err);
}

static code back_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct partner_of o = {run->org, row, run->account};
    int64_t decision = 0;

    if (!str_to_int(*before, &decision))
        return fail(err, CONFLICT, "partner", "somebody decided meanwhile: look at it again");
    return partner_undecide(run->db, run->a, &o, decision, err);
}

static const char sql_members[] = SQL("SELECT c.id, c.name FROM member m JOIN account c ON c.id = m.account_id WHERE m.org_id = $1 ORDER BY lower(c.name), c.id LIMIT 1000");

/* Who may look at a partner again. */
static code members(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_members, ARGS(v_int(l->org)));
    struct list_choices all = {0};
    int64_t id;

    while (rows_next(r))
        *list_add(l->a, &all) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        if (str_to_int(all.items[i].value, &id) && org_may(l->db, l->a, l->org, id, SET_STANDARDS))
            *list_add(l->a, out) = all.items[i];
    return OK;
}

static code hand_to(struct act_run *run, int64_t row, int64_t to, struct error *err)
{
    code c = partner_hand(run->db, run->a, &(struct partner_hand){run->org, row, to, run->account}, err);

    return c == BAD_INPUT ? fail(err, CONFLICT, "partner", "whoever it would go to does not say what is asked of people any more") : c;
}

static code hand_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct partner p;

    TRY(partner_get(run->db, run->a, run->org, row, &p, err));
    *before = str_printf(run->a, "%lld %lld", (long long)p.owner, (long long)act_input_int(run, "owner"));
    return hand_to(run, row, act_input_int(run, "owner"), err);
}

/* Where nobody gave it on since. */
static code hand_back_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct partner p;
    str rest = *before, first;
    int64_t was = 0, given = 0;

    TRY(partner_get(run->db, run->a, run->org, row, &p, err));
    if (!str_cut(&rest, ' ', &first) || !str_to_int(first, &was) || !str_to_int(rest, &given) || p.owner != given)
        return fail(err, CONFLICT, "partner", "somebody else answers for it meanwhile");
    return hand_to(run, row, was, err);
}

static const struct act_input hand_inputs[] = {{"owner", "Who answers for it", "Reminders go there from now on.", FIELD_CHOICE, .choices = members, .required = true}, {NULL}};
static const struct list_act hand_act = {
    .name = "owner", .label = "Give to somebody", .icon = "user-share", .title = "Give {n} to somebody?", .done = "{n} given to somebody else",
    .explains = "They answer for them from now on: reminders of days to look again, and of agreements that end, go to them.", .right = SET_STANDARDS, .inputs = hand_inputs,
    .apply = hand_row, .undo = hand_back_row,
};
static const struct act_input reason_inputs[] = {{"reason", "Reason", "It stands where a badge of theirs is not taken.", FIELD_LINE, .required = true}, {NULL}};
static const struct list_act trust_act = {
    .name = "trust", .label = "Trust", .icon = "shield-check", .title = "Trust {n}?", .done = "{n} trusted",
    .explains = "Rules that name them take their badges, and their programs may send awards.", .right = SET_STANDARDS, .apply = trust_row, .undo = back_row,
};
static const struct list_act suspend_act = {
    .name = "suspend", .label = "Suspend", .icon = "player-pause", .title = "Suspend {n}?", .done = "{n} suspended",
    .explains = "No rule takes a badge of theirs by itself any more: each waits for somebody who judges it. What counts already goes on counting.",
    .right = SET_STANDARDS, .inputs = reason_inputs, .apply = suspend_row, .undo = back_row,
};
static const struct list_act end_act = {
    .name = "end", .label = "End", .icon = "archive", .title = "End the partnership with {n}?", .done = "{n} ended",
    .explains = "No rule takes a badge of theirs by itself any more. What counts already goes on counting, and what was agreed stays to be seen.",
    .right = SET_STANDARDS, .inputs = reason_inputs, .apply = end_row, .undo = back_row,
};
static const struct list_act *const acts[] = {&trust_act, &suspend_act, &end_act, &hand_act, NULL};

const struct list_def partners_list_def = {
    .name = "partners", .title = "Partners", .thing = "partner", .things = "partners", .right = VIEW_STANDINGS,
    .from = "partner p", .where = SQL_PIECE("p.org_id = :org"), .key = "p.id",
    .search = SQL_PIECE("(p.folded LIKE :word ESCAPE '!' OR lower(p.host) LIKE :word ESCAPE '!' OR lower(p.profile_url) LIKE :word ESCAPE '!' OR lower(p.did) LIKE :word ESCAPE '!')"),
    .search_label = "Name, host, address or DID", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "name", .acts = acts,
};
