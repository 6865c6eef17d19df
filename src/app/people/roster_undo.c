/* people/roster_undo.c — a line is taken back, only where it is still what the list made of it. */
#include "app/people/roster_private.h"

#include "format/json.h"

static const char sql_awards[] = SQL("SELECT count(*) FROM award WHERE person_id = $1");
static const char sql_unlead[] = SQL("UPDATE person SET manager_id = NULL WHERE org_id = $1 AND manager_id = $2");
static const char sql_uncount[] = SQL(
    "UPDATE requirement_tally SET n = n - 1 WHERE (requirement_id, state) IN (SELECT s.requirement_id, s.state FROM requirement_standing s"
    " WHERE s.org_id = $1 AND s.person_id = $2)");
static const char sql_delete_person[] = SQL("DELETE FROM person WHERE org_id = $1 AND id = $2");
static const char sql_leave_team[] = SQL("DELETE FROM person_team WHERE person_id = $1 AND team_id = $2");

/* Whoever was awarded something meanwhile stays in the directory. */
static code forget(struct roster_step *s, struct roster_line *line, struct error *err)
{
    int64_t awards = 0;

    TRY(db_int(s->db, sql_awards, ARGS(v_int(line->person)), &awards, err));
    if (awards > 0)
        return roster_line_left(s, line, S("has awards meanwhile, and stays in the directory"), err);
    TRY(db_run_later(s->db, sql_unlead, ARGS(v_int(s->i.org), v_int(line->person)), err));
    TRY(db_run_later(s->db, sql_uncount, ARGS(v_int(s->i.org), v_int(line->person)), err));
    TRY(db_run_later(s->db, sql_delete_person, ARGS(v_int(s->i.org), v_int(line->person)), err));
    return roster_line_done(s, line, "undone", 0, S(""), err);
}

/* Only where it is still what the list made of it. */
static void text_back(const struct json *before, const char *name, str *field)
{
    const struct json *pair = json_get(before, name);

    if (pair && str_eq(json_str(json_item(pair, 1)), *field))
        *field = json_str(json_item(pair, 0));
}

static void number_back(struct arena *a, const struct json *before, const char *name, int64_t *field)
{
    str now = str_printf(a, "%lld", (long long)*field);

    text_back(before, name, &now);
    if (!str_to_int(now, field))
        *field = 0;
}

static code teams_back(struct roster_step *s, const struct json *before, int64_t person, struct error *err)
{
    const struct json *teams = json_get(before, "teams");
    int64_t id;

    for (size_t i = 0; i < json_count(teams); i++)
        if (json_int(json_item(teams, i), &id))
            TRY(db_run_later(s->db, sql_leave_team, ARGS(v_int(person), v_int(id)), err));
    return OK;
}

static code change_back(struct roster_step *s, struct roster_line *line, const struct json *before, struct error *err)
{
    struct person p;
    struct arena *a = s->a;

    TRY(person_get(s->db, a, s->i.org, line->person, &p, err));
    struct person_details d = {
        .org = s->i.org, .id = p.id, .by = s->i.account, .email = p.email, .name = p.name, .title = p.title, .staff_number = p.staff_number,
        .employment = p.employment, .department = p.department_id, .site = p.site_id, .manager = p.manager_id, .starts = p.starts,
        .leaves = p.leaves};
    text_back(before, "name", &d.name);
    text_back(before, "title", &d.title);
    text_back(before, "number", &d.staff_number);
    text_back(before, "employment", &d.employment);
    number_back(a, before, "department", &d.department);
    number_back(a, before, "site", &d.site);
    number_back(a, before, "manager", &d.manager);
    number_back(a, before, "starts", &d.starts);
    number_back(a, before, "leaves", &d.leaves);
    TRY(person_import_within(s->db, a, &d, err));
    TRY(teams_back(s, before, p.id, err));
    return roster_line_done(s, line, "undone", p.id, S(""), err);
}

code roster_undo_line(struct roster_step *s, struct roster_line *line, struct error *err)
{
    const struct json *before;
    struct error why = {0};

    if (!str_eq(line->state, S("done")))
        return OK;
    TRY(json_parse(s->a, line->before, NULL, &before, err));
    code c = json_bool(json_get(before, "new")) ? forget(s, line, &why) : change_back(s, line, before, &why);
    return roster_line_tried(s, line, c, &why, err);
}
