/* people/roster_do.c — a planned line becomes somebody in the directory, and keeps what was there before. */
#include "app/people/roster_private.h"

#include <string.h>

#include "format/json.h"

/* ---- what became of a line ---- */

static const char sql_done[] = SQL("UPDATE people_import_line SET state = $2, person_id = $3, before = $4 WHERE id = $1");
static const char sql_left[] = SQL("UPDATE people_import_line SET state = 'left', message = $2 WHERE id = $1");

code roster_line_done(struct roster_step *s, const struct roster_line *line, const char *state, int64_t person, str before, struct error *err)
{
    return db_run_later(s->db, sql_done, ARGS(v_int(line->id), v_str(cstr(state)), v_int_if(person > 0, person), v_str(before)), err);
}

code roster_line_left(struct roster_step *s, const struct roster_line *line, str why, struct error *err)
{
    return db_run_later(s->db, sql_left, ARGS(v_int(line->id), v_str(why)), err);
}

code roster_line_tried(struct roster_step *s, const struct roster_line *line, code c, const struct error *why, struct error *err)
{
    if (c == BAD_INPUT || c == CONFLICT || c == NOT_FOUND)
        return roster_line_left(s, line, str_copy(s->a, cstr(why->text)), err);
    if (c != OK && err)
        *err = *why;
    return c;
}

/* ---- what was there before ---- */

static void put_text(struct json_writer *w, const char *name, str before, str after)
{
    if (str_eq(before, after))
        return;
    json_put_key(w, name);
    json_open_array(w);
    json_put_str(w, before);
    json_put_str(w, after);
    json_close_array(w);
}

static void put_number(struct arena *a, struct json_writer *w, const char *name, int64_t before, int64_t after)
{
    put_text(w, name, str_printf(a, "%lld", (long long)before), str_printf(a, "%lld", (long long)after));
}

/* {"name": ["old", "new"], …}, {"new": …} for somebody who was made, "teams" joined. */
static str before_of(struct arena *a, const struct person *p, const struct person_details *d, const struct id_list *teams)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    if (!p) {
        json_put_member_bool(&w, "new", true);
    } else {
        put_text(&w, "name", p->name, d->name);
        put_text(&w, "title", p->title, d->title);
        put_text(&w, "number", p->staff_number, d->staff_number);
        put_text(&w, "employment", p->employment, d->employment);
        put_number(a, &w, "department", p->department_id, d->department);
        put_number(a, &w, "site", p->site_id, d->site);
        put_number(a, &w, "starts", p->starts, d->starts);
        put_number(a, &w, "leaves", p->leaves, d->leaves);
    }
    if (teams->n > 0) {
        json_put_key(&w, "teams");
        json_open_array(&w);
        for (size_t i = 0; i < teams->n; i++)
            json_put_int(&w, teams->items[i]);
        json_close_array(&w);
    }
    json_close_object(&w);
    return buf_done(&b);
}

static code make_place(struct roster_step *s, enum place_kind kind, str words, int64_t *field, struct workplace_list *known, struct error *err)
{
    int64_t id = words.n ? roster_known_place(s->planner.known, kind, words) : 0;

    if (id)
        *field = id;
    if (id || words.n == 0)
        return OK;
    TRY(place_find(s->db, s->a, &(struct place_wanted){s->i.org, s->i.account, kind, words, true}, field, err));
    known->n = 0;                                /* there is one more now */
    TRY(place_names(s->db, s->a, s->i.org, kind, known, err));
    roster_known_places(s->planner.known, kind, known);
    return OK;
}

static const char sql_join_team[] = SQL("INSERT INTO person_team (person_id, team_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");

static code make_teams(struct roster_step *s, str names, struct id_list *out, struct error *err)
{
    str one;
    int64_t id = 0;

    while (names.n && str_cut(&names, ';', &one)) {
        TRY(make_place(s, TEAM, one, &id, &s->places.teams, err));
        *list_add(s->a, out) = id;
    }
    return OK;
}

static code write_line(struct roster_step *s, struct roster_line *line, struct roster_change *c, struct error *err)
{
    const struct person *before = roster_known_person(s->planner.known, c->details.id);
    struct id_list teams = {0};
    str was;

    TRY(make_place(s, DEPARTMENT, c->department, &c->details.department, &s->places.departments, err));
    TRY(make_place(s, SITE, c->site, &c->details.site, &s->places.sites, err));
    TRY(make_teams(s, c->team_names, &teams, err));
    was = before_of(s->a, before, &c->details, &teams);
    if (!before) {
        TRY(person_enter_within(s->db, s->a, &c->details, &c->details.id, err));
        *list_add(s->a, &s->added) = c->details.id;
    } else {
        TRY(person_import_within(s->db, s->a, &c->details, err));
    }
    roster_known_now(s->planner.known, &c->details);
    for (size_t i = 0; i < teams.n; i++)
        TRY(db_run_later(s->db, sql_join_team, ARGS(v_int(c->details.id), v_int(teams.items[i])), err));
    s->counts.n_done++;
    return roster_line_done(s, line, "done", c->details.id, was, err);
}

/* Planned anew: what was true when it was shown need not be so now. What has
 * become wrong is left out and says why. */
code roster_do_line(struct roster_step *s, struct roster_line *line, struct error *err)
{
    struct roster_change c;
    struct error why = {0};

    if (!str_eq(line->plan, S("new")) && !str_eq(line->plan, S("change")))
        return OK;
    TRY(roster_plan_line(&s->planner, line, &c, err));
    if (strcmp(c.plan, "wrong") == 0)
        return roster_line_left(s, line, c.message, err);
    return roster_line_tried(s, line, write_line(s, line, &c, &why), &why, err);
}

/* ---- managers, when everybody is there ---- */

static const char sql_set_manager[] = SQL(
    "UPDATE person SET manager_id = $3 WHERE org_id = $1 AND id = $2 AND id <> $3 AND NOT EXISTS ("
    "WITH RECURSIVE chain(id) AS (SELECT CAST($3 AS BIGINT) UNION SELECT p.manager_id FROM person p JOIN chain ON p.id = chain.id"
    " WHERE p.manager_id IS NOT NULL) SELECT 1 FROM chain WHERE chain.id = $2)");

/* Only where the step above has set it. */
static const char sql_led[] = SQL(
    "UPDATE people_import_line SET before = $2 WHERE id = $1 AND EXISTS (SELECT 1 FROM person WHERE id = $3 AND manager_id = $4)");

code roster_lead_line(struct roster_step *s, struct roster_line *line, struct error *err)
{
    const struct person *now = roster_known_person(s->planner.known, line->person);
    struct buf b = buf_new(s->a);
    int64_t id = 0;

    if (!str_eq(line->state, S("done")) || !now || line->before.n < 2)
        return OK;
    TRY(roster_known_words(s->planner.known, line->of.cells[ROSTER_MANAGER], &id, err));
    if (id == 0 || id == now->manager_id || id == now->id)
        return OK;
    TRY(db_run_later(s->db, sql_set_manager, ARGS(v_int(s->i.org), v_int(now->id), v_int(id)), err));
    buf_put(&b, str_slice(line->before, 0, line->before.n - 1));
    buf_printf(&b, "%s\"manager\":[\"%lld\",\"%lld\"]}", line->before.n > 2 ? "," : "", (long long)now->manager_id, (long long)id);
    return db_run_later(s->db, sql_led, ARGS(v_int(line->id), v_str(buf_done(&b)), v_int(now->id), v_int(id)), err);
}
