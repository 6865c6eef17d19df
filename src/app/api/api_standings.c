/* api/api_standings.c — how people stand with what is asked of them, as the matrix has it,
 * and why somebody stands so. */
#include "app/api/api_private.h"

#include "app/matrix/matrix.h"
#include "app/org/access.h"
#include "app/org/person.h"

#define STATES "not-started|in-progress|submitted|due-soon|overdue|current|in-renewal|grace|expired|waived|suspended"

static const struct api_field line_fields[] = {
    {"requirement", API_INT, GIVEN | ALWAYS, "Number of the requirement.", "7"},
    {"code", API_TEXT, GIVEN | ALWAYS, "Its code.", "\"FS-01\""},
    {"name", API_TEXT, GIVEN | ALWAYS, "Its name, as the version in force has it.", "\"Fire safety\""},
    {"state", API_CHOICE, GIVEN | ALWAYS, "How they stand today. Current, in-renewal and waived are in order.", "\"overdue\"", .choices = STATES},
    {"due", API_DATE, GIVEN, "By when something is to be done.", "\"2026-11-20\""},
    {"expires", API_DATE, GIVEN, "Until when it holds.", NULL},
    {"completed", API_DATE, GIVEN, "When it was last proved.", NULL},
};
static const struct api_shape line_shape = API_SHAPE("Standing", "How one person stands with one requirement.", line_fields);
static const struct api_field person_fields[] = {
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"name", API_TEXT, GIVEN | ALWAYS, "First and last name.", "\"Ann Lee\""},
    {"standings", API_MANY, GIVEN | ALWAYS, "What is asked of them, by code.", NULL, .shape = &line_shape},
};
static const struct api_shape person_shape = API_SHAPE("PersonStandings", "One row of the matrix.", person_fields);
static const struct api_field why_fields[] = {
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"requirement", API_INT, GIVEN | ALWAYS, "Number of the requirement.", "7"},
    {"version", API_INT, GIVEN | ALWAYS, "By which version of the rule.", "2"},
    {"asAt", API_DATE, GIVEN | ALWAYS, "The day, by the calendar at the person's site.", "\"2026-11-24\""},
    {"state", API_CHOICE, GIVEN | ALWAYS, "How they stand on that day.", "\"overdue\"", .choices = "not-applicable|" STATES},
    {"due", API_DATE, GIVEN, "By when something is to be done.", "\"2026-11-20\""},
    {"expires", API_DATE, GIVEN, "Until when it holds.", NULL},
    {"completed", API_DATE, GIVEN, "When it was last proved.", NULL},
    {"why", API_WORDS, GIVEN | ALWAYS, "The reasons, a sentence each.", "[\"Due by 20 Nov 2026, counted from a fixed day: the earliest\"]"},
};
static const struct api_shape why_shape = API_SHAPE("StandingExplained", "Why somebody stands as they do.", why_fields);

static void put_days(struct api *c, msec due, msec expires, msec completed)
{
    api_put_date(&c->w, "due", due);
    api_put_date(&c->w, "expires", expires);
    api_put_date(&c->w, "completed", completed);
}

/* ---- the matrix ---- */

/* The standings of the page's people, and what is asked of the columns. */
struct asked { struct list l; struct matrix_columns columns; struct matrix_rows rows; struct id_list people; };

/* One requirement alone is what the filter of states is about. */
static code open_list(struct api *c, struct asked *p, struct error *err)
{
    ptrdiff_t mark = str_find_byte(c->rq->target, '?');
    const struct access *may;

    TRY(access_of(c->rq, c->org, &may, err));
    TRY(list_of_query(&(struct list_query_of){c->db, c->a, &matrix_list_def, c->org, c->account, api_query_int(c, "requirement"),
                                              mark < 0 ? S("") : str_from(c->rq->target, (size_t)mark + 1)}, &p->l, err));
    access_reach(c->a, may, VIEW_STANDINGS, &p->l.reach);      /* the token's, which may be less than its maker's */
    return OK;
}

static code load(struct api *c, struct asked *p, struct error *err)
{
    struct matrix_ask ask;
    struct requirement_moment at;

    TRY(open_list(c, p, err));
    matrix_asked(&p->l, &ask, &at);
    TRY(matrix_columns(c->db, c->a, &ask, &p->columns, err));
    TRY(list_ids(&p->l, c->after, c->limit + 1, &p->people, err));
    api_cut(c, &p->people);
    return matrix_cells(c->db, c->a, &(struct matrix_cells_ask){c->org, list_owner(&p->l), &p->people, &p->columns, at}, &p->rows, err);
}

static void put_line(struct api *c, const struct matrix_column *k, const struct standing_line *s)
{
    if (s->state == STANDING_NOT_APPLICABLE)
        return;
    json_open_object(&c->w);
    json_put_member_int(&c->w, "requirement", k->id);
    json_put_member(&c->w, "code", k->code);
    json_put_member(&c->w, "name", k->name);
    json_put_member(&c->w, "state", cstr(requirement_state_name(s->state)));
    put_days(c, s->due, s->expires, s->completed);
    json_close_object(&c->w);
}

static code put_person(struct api *c, const struct asked *p, const struct matrix_row *row, struct error *err)
{
    struct person who;

    TRY(person_get(c->db, c->a, c->org, row->person, &who, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "person", row->person);
    json_put_member(&c->w, "name", str_is_absent(who.name) ? S("") : who.name);
    json_put_key(&c->w, "standings");
    json_open_array(&c->w);
    for (size_t k = 0; k < p->columns.n; k++)
        put_line(c, &p->columns.items[k], &row->cells[k]);
    json_close_array(&c->w);
    json_close_object(&c->w);
    return OK;
}

static code list_standings(struct api *c, struct error *err)
{
    struct asked p = {0};

    TRY(load(c, &p, err));
    api_open_page(c);
    for (size_t i = 0; i < p.rows.n; i++) {
        TRY(put_person(c, &p, &p.rows.items[i], err));
        c->last = p.rows.items[i].person;
    }
    api_close_page(c);
    return OK;
}

/* ---- why ---- */

static code explain(struct api *c, struct error *err)
{
    struct why_ask ask = {.org = c->org, .person = api_id(c), .requirement = api_query_int(c, "requirement")};
    struct why y;

    if (!ask.requirement)
        return fail(err, NOT_FOUND, "requirement", "name the requirement");
    TRY(why_moment(api_query(c, "at"), &ask.at, err));
    TRY(why_find(c->db, c->a, &ask, &y, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "person", ask.person);
    json_put_member_int(&c->w, "requirement", ask.requirement);
    json_put_member_int(&c->w, "version", y.x.version.number);
    json_put_member(&c->w, "asAt", date_format(c->a, date_of(y.x.day)));
    json_put_member(&c->w, "state", cstr(requirement_state_name(y.x.standing.state)));
    put_days(c, y.x.standing.due, y.x.standing.expires, y.x.standing.completed);
    json_put_key(&c->w, "why");
    json_open_array(&c->w);
    for (size_t i = 0; i < y.x.standing.why.n; i++)
        json_put_str(&c->w, requirement_why_words(c->a, c->db, &y.x, &y.x.standing.why.items[i]));
    json_close_array(&c->w);
    json_close_object(&c->w);
    return OK;
}

static const struct api_field filters[] = {
    {"q", API_TEXT, 0, "Part of the name, address, staff number or job title.", NULL, .max = 100},
    {"who", API_CHOICE, 0, "Who works here, when nothing is said.", NULL, .choices = "here|all"},
    {"department", API_INT, 0, "Of this department, or of one in it.", NULL},
    {"team", API_INT, 0, "Of this team.", NULL},
    {"site", API_INT, 0, "Of this site.", NULL},
    {"manager", API_INT, 0, "Who is led by this person.", NULL},
    {"state", API_CHOICE, 0, "Who stands so today, with the requirement that is named or with any.", NULL, .choices = STATES},
    {"requirement", API_INT, 0, "Only how they stand with this one.", NULL},
    {"basis", API_CHOICE, 0, "Only requirements on this basis.", NULL, .choices = "law|standard|contract|policy"},
    {"criticality", API_CHOICE, 0, "Only requirements of this weight.", NULL, .choices = "blocks|mandatory|recommended"},
};
static const struct api_shape query = API_SHAPE("StandingFilter", "", filters);
static const struct api_field at_fields[] = {
    {"requirement", API_INT, 0, "With which requirement; it must be named.", NULL},
    {"at", API_DATE, 0, "On which day, by all that is known today; today, when nothing is said.", NULL},
};
static const struct api_shape at_query = API_SHAPE("StandingMoment", "", at_fields);

#define TAG .tag = "Standings"
static const struct api_about list_about = {
    .id = "listStandings", TAG, .title = "The matrix", .says = "Everybody against what is asked of them, as of today; the filters are those of the page.",
    .query = &query, .answer = &person_shape, .is_list = true, .run = list_standings};
static const struct api_about why_about = {
    .id = "explainStanding", TAG, .title = "Why somebody stands so", .says = "On any day, by the version of the rule that was in force.",
    .query = &at_query, .answer = &why_shape, .run = explain};

const struct route api_standing_routes[] = {
    API_PART(GET, "/standings", "standings:read", IN_LISTS, &list_about),
    API_ROW(GET, "/people/{id}/standing", "standings:read", &why_about),
    {0},
};
