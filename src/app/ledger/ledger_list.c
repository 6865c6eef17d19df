/* ledger/ledger_list.c — the entries as a list of the administration. */
#include "app/ledger/ledger_pages.h"
#include "app/org/members.h"

static const struct { const char *thing, *words; } things[] = {
    {"award", "Award"}, {"suspension", "Suspension"}, {"successor", "Successor of an award"}, {"past", "Earlier edition of an award"}, {"person", "Person"},
    {"department", "Department"}, {"site", "Site"}, {"member", "Member"}, {"role", "Role of a member"}, {"application", "Application"},
    {"judgement", "Judgement"}, {"evidence", "Evidence"}, {"requirement", "Requirement"}, {"version", "Version of a requirement"},
    {"audience", "Audience of a requirement"}, {"assignment", "Assignment"}, {"record", "Record"}, {"exception", "Waiver or extension"}, {"leave", "Leave"},
};
static const struct { const char *act, *words; } acts[] = {
    {"begun", "stood when the ledger began"}, {"added", "added"}, {"changed", "changed"}, {"removed", "removed"}, {"stands", "stands after an erasure"},
    {"erased", "Somebody was erased"}, {"broken", "Meddling was found"}, {"accepted", "A change outside was accepted"},
};

static str thing_words(str thing)
{
    for (size_t i = 0; i < COUNT(things); i++)
        if (str_eq(thing, cstr(things[i].thing)))
            return said(things[i].words);
    return thing;
}

str ledger_words(struct arena *a, str act, str thing)
{
    for (size_t i = 0; i < COUNT(acts); i++)
        if (str_eq(act, cstr(acts[i].act)))
            return thing.n ? str_printf(a, STR_FMT ": %s", STR_ARG(thing_words(thing)), words(acts[i].words)) : said(acts[i].words);
    return act;
}

static void what_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    int64_t lines = v[3].i / 24;

    c->text = ledger_words(l->a, v[0].s, v[1].s);
    c->href = str_printf(l->a, "/org/%lld/settings/ledger/entries/%lld", (long long)l->org, (long long)v[2].i);
    if (lines > 1)
        c->sub = words_printf(l->a, "%lld together", (long long)lines);
}

static void about_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[0].kind == VALUE_NULL)
        return;
    c->text = str_is_empty(v[1].s) ? str_printf(l->a, "%s %lld", words("Person"), (long long)v[0].i) : v[1].s;
    c->href = str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[0].i);
}

static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = !str_is_empty(v[0].s) ? v[0].s : str_is_empty(v[1].s) ? said("no account") : v[1].s;
}

static const struct list_column columns[] = {
    {"number", "Number", SQL_PIECE("l.seq"), .kind = CELL_NUMBER},
    {"what", "What", SQL_PIECE("l.act, l.thing, l.seq, length(l.lines)"), .values = 4, .cell = what_cell},
    {"about", "About", SQL_PIECE("l.person_id, (SELECT p.name FROM person p WHERE p.id = l.person_id)"), .values = 2, .cell = about_cell},
    {"who", "Who", SQL_PIECE("(SELECT c.name FROM account c WHERE c.id = l.account_id), l.via"), .values = 2, .cell = who_cell},
    {"when", "When", SQL_PIECE("l.at"), .kind = CELL_TIME, .order = SQL_PIECE("l.seq"), .indexed = true},
};

#define OF(thing) SQL_PIECE("l.thing = '" thing "'")
static const struct list_option kinds[] = {
    {"award", "Awards", OF("award")}, {"suspension", "Suspensions", OF("suspension")}, {"person", "People", OF("person")}, {"member", "Members", OF("member")},
    {"role", "Roles", OF("role")}, {"application", "Applications", OF("application")}, {"judgement", "Judgements", OF("judgement")},
    {"evidence", "Evidence", OF("evidence")}, {"requirement", "Requirements", SQL_PIECE("l.thing IN ('requirement', 'version', 'audience')")},
    {"assignment", "Assignments", OF("assignment")}, {"record", "Records", OF("record")}, {"exception", "Waivers", OF("exception")}, {NULL},
};
static const struct list_option deeds[] = {
    {"added", "Added", SQL_PIECE("l.act IN ('added', 'begun')")}, {"changed", "Changed", SQL_PIECE("l.act = 'changed'")},
    {"removed", "Removed", SQL_PIECE("l.act = 'removed'")}, {"accepted", "Accepted", SQL_PIECE("l.act IN ('accepted', 'broken')")}, {"erased", "Erased", SQL_PIECE("l.act IN ('erased', 'stands')")}, {NULL},
};

static code members(struct list *l, struct list_choices *out, struct error *err)
{
    struct member_list all = {0};

    TRY(org_members(l->db, l->a, l->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)all.items[i].account),
                                                    str_is_empty(all.items[i].name) ? all.items[i].email : all.items[i].name, 0};
    return OK;
}

static const struct list_filter filters[] = {
    {"kind", "What", FILTER_OPTIONS, .options = kinds, .many = true},
    {"deed", "What became of it", FILTER_OPTIONS, .options = deeds, .many = true},
    {"who", "Who", FILTER_CHOICES, .sql = SQL_PIECE("l.account_id = :value"), .choices = members, .is_number = true},
    {"from", "From", FILTER_FROM, .sql = SQL_PIECE("l.at >= :value")},
    {"until", "Until", FILTER_UNTIL, .sql = SQL_PIECE("l.at < :value")},
};

const struct list_def ledger_list_def = {
    .name = "ledger", .title = "Ledger", .thing = "entry", .things = "entries", .right = READ_LOG,
    .from = "ledger_entry l", .where = SQL_PIECE("l.org_id = :org"), .key = "l.seq",
    .search = SQL_PIECE("l.person_id IN (SELECT p.id FROM person p WHERE p.org_id = :org AND lower(p.name) LIKE :word ESCAPE '!')"),
    .search_label = "Name of the person it is about",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when",
};
