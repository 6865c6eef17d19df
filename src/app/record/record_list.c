/* record/record_list.c — the learner records of an organisation as a list, what is done
 * with many of them, and one made for each of many people. */
#include "app/people/people.h"
#include "app/record/record.h"

/* ---- the list ---- */

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->href = str_printf(l->a, "/org/%lld/records/%lld", (long long)l->org, (long long)v[1].i);
    c->faded = v[2].i > 0;
}

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = str_is_empty(v[0].s) ? v[1].s : v[0].s;
    c->href = str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[2].i);
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = v[0].i > 0 ? (struct tag_view){NULL, "file-off", said("Removed")} : (struct tag_view){"good", "check", said("At its address")};
}

static const struct list_column columns[] = {
    {"name", "Name", SQL_PIECE("r.name, r.id, coalesce(r.removed_at, 0)"), .values = 3, .cell = name_cell, .order = SQL_PIECE("lower(r.name)")},
    {"person", "Person", SQL_PIECE("p.name, p.email, p.id"), .values = 3, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"awards", "Awards", SQL_PIECE("r.awards"), .kind = CELL_NUMBER, .order = SQL_PIECE("r.awards")},
    {"made", "Made", SQL_PIECE("r.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("r.id"), .indexed = true},
    {"state", "State", SQL_PIECE("coalesce(r.removed_at, 0)"), .cell = state_cell},
};

static const struct list_option states[] = {
    {"there", "At its address", SQL_PIECE("r.removed_at IS NULL")}, {"removed", "Removed", SQL_PIECE("r.removed_at IS NOT NULL")}, {NULL, NULL, NULL},
};

static str person_words(struct list *l, str value)
{
    struct person p;
    int64_t id;

    if (!str_to_int(value, &id) || !list_any(l, SQL_PIECE("r.person_id = :value"), id) || person_get(l->db, l->a, l->org, id, &p, NULL) != OK)
        return S("");
    return p.name.n ? p.name : p.email;
}

static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states},
    {"from", "Made from", FILTER_FROM, .sql = SQL_PIECE("r.created_at >= :value")},
    {"until", "Made until", FILTER_UNTIL, .sql = SQL_PIECE("r.created_at < :value")},
    {"person", "Person", FILTER_LINK, .is_number = true, .sql = SQL_PIECE("r.person_id = :value"), .words = person_words},
};

/* ---- many of them ---- */

static code set_removed(struct act_run *run, int64_t row, bool removed, struct error *err)
{
    return record_set_removed(run->db, run->a, &(struct record_act){run->org, row, run->account, removed}, err);
}

static code remove_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return set_removed(run, row, true, err);
}

static code restore_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return set_removed(run, row, false, err);
}

static const struct list_act remove_act = {
    "remove", "Remove", "file-off", "Remove {n}?", "{n} removed",
    "They are no longer at their addresses. Who has a copy keeps it, and the awards in it go on telling for themselves whether they hold.", NULL,
    AWARD_BADGES, NULL, NULL, NULL, remove_row, restore_row,
};
static const struct list_act restore_act = {
    "restore", "Put back", "arrow-back-up", "Put {n} back?", "{n} put back", "They are at their addresses again.", NULL, AWARD_BADGES, NULL, NULL,
    NULL, restore_row, remove_row,
};
static const struct list_act *const acts[] = {&remove_act, &restore_act, NULL};

const struct list_def records_list_def = {
    .name = "records", .title = "Learner records", .thing = "learner record", .things = "learner records", .right = VIEW_AWARDS,
    .scope = {.people = SQL_PIECE("r.person_id IN :people")},
    .from = "learner_record r JOIN person p ON p.id = r.person_id", .where = SQL_PIECE("r.org_id = :org"), .key = "r.id",
    .search = SQL_PIECE("lower(r.name) LIKE :word ESCAPE '!' OR lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!'"),
    .search_label = "Name of the record or the person", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-made", .acts = acts,
};

/* ---- one for each of many people ---- */

static code check_name(struct act_run *run, struct error *err)
{
    return act_input(run, "name").n <= RECORD_NAME_MOST
               ? OK : fail(err, BAD_INPUT, "name", "a name has at most %d letters", RECORD_NAME_MOST);
}

/* Who has nothing that is valid, or more than a record holds, is left out. */
static code make_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct error why = {0};
    int64_t id = 0;
    code c = record_make(run->app, run->db, run->a, &(struct record_ask){.org = run->org, .person = row, .by = run->account, .name = act_input(run, "name")}, &id, &why);

    *before = str_printf(run->a, "%lld", (long long)id);
    return c == OK ? OK : fail(err, c == BAD_INPUT ? CONFLICT : c, why.where, "%s", why.text);
}

static code unmake_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t id = 0;

    (void)row;
    if (!str_to_int(*before, &id))
        return fail(err, CONFLICT, "record", "it is not known which record was made");
    return set_removed(run, id, true, err);
}

static const struct act_input inputs[] = {
    {"name", "What the records are called", "Such as “Safety at work, 2026”. Each holds every award of the person that is valid now.", FIELD_LINE, NULL, true}, {0},
};
const struct list_act record_people_act = {
    "record", "Learner records", "file-certificate", "A learner record for {n}", "{n} have a learner record",
    "What somebody was awarded here, under one signature more (CLR 2.0), at an address of its own. It stays as it is; what comes later needs another one.",
    NULL, AWARD_BADGES, inputs, NULL, check_name, make_row, unmake_row,
};
