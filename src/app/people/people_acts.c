/* people/people_acts.c — what is done with many people at once: where they work,
 * who leads them, teams, groups; they leave, come back, are taken off the list. */
#include "app/people/group.h"
#include "app/people/people.h"

/* ---- one field of a row ---- */

struct field { const char *what, *get, *set, *undo; };

#define GET(column) SQL("SELECT " column " FROM person WHERE org_id = $1 AND id = $2")
#define SET(column) SQL("UPDATE person SET " column " = $3 WHERE org_id = $1 AND id = $2")
/* Only while it is what the act made of it. */
#define UNDO(column) SQL("UPDATE person SET " column " = $3 WHERE org_id = $1 AND id = $2 AND coalesce(" column ", 0) = $4")

static const char sql_get_department[] = GET("department_id");
static const char sql_set_department[] = SET("department_id");
static const char sql_undo_department[] = UNDO("department_id");
static const char sql_get_site[] = GET("site_id");
static const char sql_set_site[] = SET("site_id");
static const char sql_undo_site[] = UNDO("site_id");
static const char sql_get_manager[] = GET("manager_id");
static const char sql_set_manager[] = SET("manager_id");
static const char sql_undo_manager[] = UNDO("manager_id");

static const struct field department_field = {"department", sql_get_department, sql_set_department, sql_undo_department};
static const struct field site_field = {"site", sql_get_site, sql_set_site, sql_undo_site};
static const struct field manager_field = {"manager", sql_get_manager, sql_set_manager, sql_undo_manager};

static code tell(struct act_run *run, int64_t row, const char *what, str detail, struct error *err)
{
    TRY(org_log(run->db, run->org, run->account, what, str_printf(run->a, "person %lld", (long long)row), detail, err));
    return person_tell_watcher(run->db, run->a, run->org, row, err);
}

static code get_field(struct act_run *run, int64_t row, const struct field *f, int64_t *out, struct error *err)
{
    struct rows *r = db_query(run->db, f->get, ARGS(v_int(run->org), v_int(row)));
    bool found = rows_next(r);

    *out = found && !row_is_null(r, 0) ? row_int(r, 0) : 0;
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "person", "somebody is gone meanwhile");
}

static code set_field(struct act_run *run, int64_t row, const struct field *f, int64_t value, str *before, struct error *err)
{
    int64_t old;

    TRY(get_field(run, row, f, &old, err));
    *before = str_printf(run->a, "%lld", (long long)old);
    TRY(db_run(run->db, f->set, ARGS(v_int(run->org), v_int(row), v_int_if(value > 0, value)), NULL, err));
    return tell(run, row, "person.change", cstr(f->what), err);
}

static code undo_field(struct act_run *run, int64_t row, const struct field *f, int64_t value, str before, struct error *err)
{
    int64_t old = 0, changed = 0;

    if (!str_to_int(before, &old))
        old = 0;
    TRY(db_run(run->db, f->undo, ARGS(v_int(run->org), v_int(row), v_int_if(old > 0, old), v_int(value)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "person", "the %s was changed since, and stays", f->what);
    return tell(run, row, "person.change", cstr(f->what), err);
}

/* ---- choices ---- */

static void add_none(struct list *l, struct list_choices *out)
{
    *list_add(l->a, out) = (struct list_choice){S("none"), S("None"), 0};
}

static code department_choices(struct list *l, struct list_choices *out, struct error *err)
{
    add_none(l, out);
    return people_departments(l, out, err);
}

static code site_choices(struct list *l, struct list_choices *out, struct error *err)
{
    add_none(l, out);
    return people_sites(l, out, err);
}

static code group_choices(struct list *l, struct list_choices *out, struct error *err)
{
    struct group_list all = {0};

    TRY(group_list(l->db, l->a, l->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (!all.items[i].by_filter)
            *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)all.items[i].id), all.items[i].name, 0};
    return OK;
}

/* ---- department, site, manager ---- */

static code set_department(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return set_field(run, row, &department_field, act_input_int(run, "department"), before, err);
}

static code undo_department(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return undo_field(run, row, &department_field, act_input_int(run, "department"), *before, err);
}

static const struct act_input department_inputs[] = {
    {"department", "Department", NULL, FIELD_CHOICE, department_choices, true}, {0},
};
static const struct list_act department_act = {
    "department", "Department", "hierarchy", "Another department for {n}", "{n} moved to another department",
    "They are in this department from now on. Awards and records stay as they are.", NULL, MANAGE_PEOPLE,
    department_inputs, NULL, NULL, set_department, undo_department,
};

static code set_site(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return set_field(run, row, &site_field, act_input_int(run, "site"), before, err);
}

static code undo_site(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return undo_field(run, row, &site_field, act_input_int(run, "site"), *before, err);
}

static const struct act_input site_inputs[] = {{"site", "Site", NULL, FIELD_CHOICE, site_choices, true}, {0}};
static const struct list_act site_act = {
    "site", "Site", "map-pin", "Another site for {n}", "{n} moved to another site",
    "They work at this site from now on.", NULL, MANAGE_PEOPLE, site_inputs, NULL, NULL, set_site, undo_site,
};

static code manager_of(struct act_run *run, int64_t *id, struct error *err)
{
    TRY(person_by_words(run->db, run->a, run->org, act_input(run, "manager"), id, err));
    return *id ? OK : fail(err, BAD_INPUT, "manager", "nobody, or more than one, is found by that: write an address or a staff number");
}

static code check_manager(struct act_run *run, struct error *err)
{
    int64_t id;

    return manager_of(run, &id, err);
}

/* Who leads the manager cannot be led by them: that row is left. */
static const char sql_leads[] = SQL(
    "WITH RECURSIVE chain(id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT p.manager_id FROM person p JOIN chain ON p.id = chain.id"
    " WHERE p.manager_id IS NOT NULL) SELECT count(*) FROM chain WHERE id = $2");

static code set_manager(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t id, n = 0;

    TRY(manager_of(run, &id, err));
    TRY(db_int(run->db, sql_leads, ARGS(v_int(id), v_int(row)), &n, err));
    if (n > 0)
        return fail(err, CONFLICT, "manager", "nobody can be led by somebody they lead");
    return set_field(run, row, &manager_field, id, before, err);
}

static code undo_manager(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t id;

    TRY(manager_of(run, &id, err));
    return undo_field(run, row, &manager_field, id, *before, err);
}

static const struct act_input manager_inputs[] = {
    {"manager", "Manager", "E-mail address, staff number, or the whole name", FIELD_LINE, NULL, true}, {0},
};
static const struct list_act manager_act = {
    "manager", "Manager", "user-check", "Another manager for {n}", "{n} have another manager",
    "This person leads them from now on, and sees what they hold.", NULL, MANAGE_PEOPLE, manager_inputs, NULL, check_manager,
    set_manager, undo_manager,
};

/* ---- teams and groups ---- */

static const char sql_join_team[] = SQL(
    "INSERT INTO person_team (person_id, team_id) SELECT p.id, t.id FROM person p JOIN team t ON t.org_id = p.org_id"
    " WHERE p.org_id = $1 AND p.id = $2 AND t.id = $3 ON CONFLICT DO NOTHING");
static const char sql_leave_team[] = SQL(
    "DELETE FROM person_team WHERE team_id = (SELECT t.id FROM team t WHERE t.org_id = $1 AND t.id = $3) AND person_id = $2");
static const char sql_join_group[] = SQL(
    "INSERT INTO group_member (group_id, person_id) SELECT g.id, p.id FROM person p JOIN person_group g ON g.org_id = p.org_id"
    " WHERE p.org_id = $1 AND p.id = $2 AND g.id = $3 AND g.query IS NULL ON CONFLICT DO NOTHING");
static const char sql_leave_group[] = SQL(
    "DELETE FROM group_member WHERE group_id = (SELECT g.id FROM person_group g WHERE g.org_id = $1 AND g.id = $3) AND person_id = $2");

/* before: "1" where the row was changed, so that undoing leaves the others. */
static code belong(struct act_run *run, int64_t row, const char *sql, const char *input, str *before, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(run->db, sql, ARGS(v_int(run->org), v_int(row), v_int(act_input_int(run, input))), &changed, err));
    *before = changed ? S("1") : S("0");
    return OK;
}

static code unbelong(struct act_run *run, int64_t row, const char *sql, const char *input, str before, struct error *err)
{
    if (!str_eq(before, S("1")))
        return OK;
    return db_run(run->db, sql, ARGS(v_int(run->org), v_int(row), v_int(act_input_int(run, input))), NULL, err);
}

static code join_team(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return belong(run, row, sql_join_team, "team", before, err);
}

static code undo_join_team(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return unbelong(run, row, sql_leave_team, "team", *before, err);
}

static code leave_team(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return belong(run, row, sql_leave_team, "team", before, err);
}

static code undo_leave_team(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return unbelong(run, row, sql_join_team, "team", *before, err);
}

static code join_group(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return belong(run, row, sql_join_group, "group", before, err);
}

static code undo_join_group(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return unbelong(run, row, sql_leave_group, "group", *before, err);
}

static code leave_group(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return belong(run, row, sql_leave_group, "group", before, err);
}

static code undo_leave_group(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return unbelong(run, row, sql_join_group, "group", *before, err);
}

static const struct act_input team_inputs[] = {{"team", "Team", NULL, FIELD_CHOICE, people_teams, true}, {0}};
static const struct act_input group_inputs[] = {
    {"group", "Group", "Groups are made under People, Groups", FIELD_CHOICE, group_choices, true}, {0},
};
static const struct list_act join_team_act = {
    "team", "Into a team", "users-group", "Into a team: {n}", "{n} are in the team", "They are in this team too from now on.", NULL,
    MANAGE_PEOPLE, team_inputs, NULL, NULL, join_team, undo_join_team,
};
static const struct list_act leave_team_act = {
    "team-out", "Out of a team", "users-minus", "Out of a team: {n}", "{n} are out of the team", "They are in this team no more.", NULL,
    MANAGE_PEOPLE, team_inputs, NULL, NULL, leave_team, undo_leave_team,
};
static const struct list_act join_group_act = {
    "group", "Into a group", "users-plus", "Into a group: {n}", "{n} are in the group",
    "A group is for awarding and for looking again; it changes nothing about the people.", NULL, MANAGE_PEOPLE, group_inputs, NULL, NULL,
    join_group, undo_join_group,
};

/* Where the list shows a group, its people can be taken out. */
static bool shows_group(const struct list *l)
{
    for (size_t i = 0; i < l->def->n_filters; i++)
        if (str_eq(cstr(l->def->filters[i].name), S("group")))
            return l->asked[i].n > 0;
    return false;
}

static const struct list_act leave_group_act = {
    "group-out", "Out of a group", "users-minus", "Out of a group: {n}", "{n} are out of the group", "They are in this group no more.", NULL,
    MANAGE_PEOPLE, group_inputs, shows_group, NULL, leave_group, undo_leave_group,
};

/* ---- leaving, coming back ---- */

static const char sql_leaves[] = SQL(
    "SELECT coalesce(leaves_at, 0), email FROM person WHERE org_id = $1 AND id = $2 AND removed_at IS NULL");
static const char sql_set_leaves[] = SQL(
    "UPDATE person SET leaves_at = $3, ended_at = NULL WHERE org_id = $1 AND id = $2");

static code read_leaves(struct act_run *run, int64_t row, msec *leaves, str *email, struct error *err)
{
    struct rows *r = db_query(run->db, sql_leaves, ARGS(v_int(run->org), v_int(row)));
    bool found = rows_next(r);

    *leaves = found ? row_int(r, 0) : 0;
    *email = found ? row_str(r, 1, run->a) : S("");
    TRY(rows_end(r, err));
    return found ? OK : fail(err, CONFLICT, "person", "who was removed from the list cannot leave");
}

static msec typed_day(const struct act_run *run, const char *name)
{
    struct date d;

    return date_parse(act_input(run, name), &d, NULL) == OK ? date_start(d) : 0;
}

/* before: "the old day|what ended" */
static code leave(struct act_run *run, int64_t row, str *before, struct error *err)
{
    msec old, day = typed_day(run, "day");
    str email, ended = S("");

    TRY(read_leaves(run, row, &old, &email, err));
    TRY(db_run(run->db, sql_set_leaves, ARGS(v_int(run->org), v_int(row), v_int(day)), NULL, err));
    if (day <= run->now)
        TRY(person_end(run->db, run->a, &(struct person_change){run->org, row, run->account}, &ended, err));
    *before = str_printf(run->a, "%lld|" STR_FMT, (long long)old, STR_ARG(ended));
    return tell(run, row, "person.leave", email, err);
}

/* The membership is given back with the role it had. */
static code undo_leave(struct act_run *run, int64_t row, str *before, struct error *err)
{
    str rest = *before, old, account, role;
    int64_t day = 0, who = 0;
    struct person p;

    if (!str_cut(&rest, '|', &old) || !str_to_int(old, &day))
        day = 0;
    TRY(db_run(run->db, sql_set_leaves, ARGS(v_int(run->org), v_int(row), v_int_if(day != 0, day)), NULL, err));
    if (str_cut(&rest, ' ', &account) && str_cut(&rest, ' ', &role) && str_to_int(account, &who))
        TRY(org_member_back(run->db, run->a, &(struct member_change){run->org, who, role, run->account}, err));
    TRY(person_get(run->db, run->a, run->org, row, &p, err));
    return tell(run, row, "person.return", p.email, err);
}

static const struct act_input leave_inputs[] = {
    {"day", "First day they are not here any more", NULL, FIELD_DATE, NULL, true}, {0},
};
static const struct list_act leave_act = {
    "leave", "They leave", "logout", "{n} leave", "{n} leave",
    "On that day they are no longer in lists of who works here, and cannot work for the organisation in Lapel any more. Their awards stay"
    " valid, their records are kept, and their Backpack is theirs.",
    NULL, MANAGE_PEOPLE, leave_inputs, NULL, NULL, leave, undo_leave,
};

static code come_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    msec old;
    str email;

    TRY(read_leaves(run, row, &old, &email, err));
    if (old == 0)
        return fail(err, CONFLICT, "person", "who is here need not come back");
    *before = str_printf(run->a, "%lld", (long long)old);
    TRY(db_run(run->db, sql_set_leaves, ARGS(v_int(run->org), v_int(row), v_null()), NULL, err));
    return tell(run, row, "person.return", email, err);
}

static code undo_come_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t old = 0;

    if (!str_to_int(*before, &old))
        old = 0;
    return db_run(run->db, sql_set_leaves, ARGS(v_int(run->org), v_int(row), v_int_if(old != 0, old)), NULL, err);
}

static const char *state_of(const struct list *l)
{
    for (size_t i = 0; i < l->def->n_filters; i++)
        if (str_eq(cstr(l->def->filters[i].name), S("state")))
            return l->asked[i].n ? str_z(l->a, l->asked[i].values[0]) : "";
    return "";
}

static bool shows_leavers(const struct list *l)
{
    str state = cstr(state_of(l));

    return str_eq(state, S("left")) || str_eq(state, S("leaving")) || str_eq(state, S("all"));
}

static const struct list_act return_act = {
    "return", "They are back", "login", "{n} are back", "{n} are back",
    "They work here again, with everything they had. Whoever worked with Lapel for the organisation is invited anew under Members.", NULL,
    MANAGE_PEOPLE, NULL, shows_leavers, NULL, come_back, undo_come_back,
};

/* ---- on and off the list ---- */

static struct person_change change_of(const struct act_run *run, int64_t row)
{
    return (struct person_change){run->org, row, run->account};
}

static code remove_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct person_change c = change_of(run, row);

    (void)before;
    return person_remove(run->db, run->a, &c, err);
}

static code restore_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct person_change c = change_of(run, row);

    (void)before;
    return person_restore(run->db, run->a, &c, err);
}

static bool shows_listed(const struct list *l)
{
    return !str_eq(cstr(state_of(l)), S("removed"));
}

static bool shows_removed(const struct list *l)
{
    return str_eq(cstr(state_of(l)), S("removed"));
}

static const struct list_act person_remove_act = {
    "remove", "Remove from the list", "user-minus", "Remove {n} from the list?", "{n} removed from the list",
    "They are no longer in the directory. Their awards stay valid, and stay in their Backpacks.", NULL, MANAGE_PEOPLE, NULL, shows_listed,
    NULL, remove_row, restore_row,
};
static const struct list_act person_restore_act = {
    "restore", "Put back on the list", "user-plus", "Put {n} back on the list?", "{n} put back on the list",
    "They are in the directory again.", NULL, MANAGE_PEOPLE, NULL, shows_removed, NULL, restore_row, remove_row,
};

const struct list_act *const people_acts[] = {
    &department_act, &site_act, &manager_act, &join_team_act, &leave_team_act, &join_group_act, &leave_group_act, &leave_act, &return_act,
    &person_merge_act, &person_remove_act, &person_restore_act, NULL,
};
