/* api/api_work.c — what webhooks say of what is asked at work: figures of a requirement without
 * names, and of what is about one person their number, as the directory's calls tell the rest. */
#include "app/api/api_private.h"

static const struct api_field sum_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the requirement.", "4"},
    {"code", API_TEXT, GIVEN | ALWAYS, "Its code.", "\"FS-01\""},
    {"name", API_TEXT, GIVEN | ALWAYS, "What it is called.", "\"Fire safety\""},
    {"overdue", API_INT, GIVEN | ALWAYS, "How many people are overdue with it.", "3"},
    {"expired", API_INT, GIVEN | ALWAYS, "How many people's proof has ended.", "2"},
    {"held", API_INT, GIVEN | ALWAYS, "How many hold it: current, to be renewed, in grace.", "120"},
};
const struct api_shape api_standing_sum_shape = API_SHAPE("StandingSum", "How people stand with one requirement, in figures.", sum_fields);
static const struct api_field waiver_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the waiver.", "9"},
    {"kind", API_CHOICE, GIVEN | ALWAYS, "Waived, given more time, or nothing is asked for a while.", "\"waive\"", .choices = "waive|extend|suspend"},
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"requirement", API_TEXT, GIVEN | ALWAYS, "Code of the requirement.", "\"FS-01\""},
    {"name", API_TEXT, GIVEN | ALWAYS, "What the requirement is called.", "\"Fire safety\""},
    {"from", API_DATE, GIVEN | ALWAYS, "Its first day.", NULL},
    {"until", API_DATE, GIVEN, "Its last day; not there: for good.", NULL},
};
const struct api_shape api_waiver_shape = API_SHAPE("Waiver", "What somebody is excused of. Its reason is on the page alone.", waiver_fields);
static const struct api_field training_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the proof.", "41"},
    {"state", API_TEXT, GIVEN | ALWAYS, "As in the queue: waiting, reopened and others.", "\"waiting\""},
    {"name", API_TEXT, GIVEN | ALWAYS, "What it is called.", "\"Working at height\""},
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"requirement", API_TEXT, GIVEN, "Code of what it is for.", "\"WH-02\""},
};
const struct api_shape api_training_shape = API_SHAPE("Training", "External training that somebody handed in.", training_fields);
static const struct api_field recognition_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the nomination.", "7"},
    {"scheme", API_TEXT, GIVEN | ALWAYS, "What people were named for.", "\"Thank you\""},
    {"badgeName", API_TEXT, GIVEN | ALWAYS, "The badge.", "\"Good colleague\""},
    {"award", API_INT, GIVEN, "Number of the award.", "12"},
};
const struct api_shape api_recognition_shape = API_SHAPE("Recognition", "A nomination that became an award. Whose it is stands in the award.", recognition_fields);
static const struct api_field induction_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the checklist of this person.", "3"},
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"name", API_TEXT, GIVEN | ALWAYS, "What the checklist is called.", "\"First weeks\""},
    {"award", API_INT, GIVEN, "Number of the award at its end.", "12"},
};
const struct api_shape api_induction_shape = API_SHAPE("Induction", "A checklist that somebody is through with.", induction_fields);

const struct api_shape *const api_work_shapes[] = {
    &api_standing_sum_shape, &api_waiver_shape, &api_training_shape, &api_recognition_shape, &api_induction_shape, NULL,
};

/* ---- one row, told by its columns in the order of the shape ---- */

static void put(struct api *c, const struct api_field *f, struct rows *r, int column)
{
    if (row_is_null(r, column))
        return;
    if (f->kind == API_INT)
        json_put_member_int(&c->w, f->name, row_int(r, column));
    else if (f->kind == API_DATE)
        api_put_date(&c->w, f->name, row_int(r, column));
    else
        json_put_member(&c->w, f->name, row_str(r, column, c->a));
}

static code tell(struct api *c, const struct api_shape *s, struct rows *r, struct error *err)
{
    bool found = rows_next(r);

    if (found) {
        json_open_object(&c->w);
        for (size_t i = 0; i < s->n; i++)
            put(c, &s->fields[i], r, (int)i);
        json_close_object(&c->w);
    }
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "message", "what it was about is gone");
}

/* The numbers are those of requirement/standing.h. */
#define HOW_MANY(states) "(SELECT CAST(coalesce(sum(t.n), 0) AS BIGINT) FROM requirement_tally t WHERE t.requirement_id = r.id AND t.state IN " states ")"
static const char sql_sum[] = SQL(
    "SELECT r.id, r.code, (SELECT v.name FROM requirement_version v WHERE v.requirement_id = r.id ORDER BY v.number DESC LIMIT 1), " HOW_MANY("(5)") ", " HOW_MANY("(9)") ", " HOW_MANY("(6, 7, 8)")
    " FROM requirement r WHERE r.org_id = $1 AND r.id = $2");
static const char sql_waiver[] = SQL(
    "SELECT x.id, x.kind, x.person_id, r.code, (SELECT v.name FROM requirement_version v WHERE v.requirement_id = r.id ORDER BY v.number DESC LIMIT 1), x.from_on, x.until_on"
    " FROM requirement_exception x JOIN requirement r ON r.id = x.requirement_id WHERE x.org_id = $1 AND x.id = $2");
static const char sql_training[] = SQL(
    "SELECT i.id, i.state, i.title, i.person_id, r.code FROM intake i LEFT JOIN requirement r ON r.id = i.requirement_id WHERE i.org_id = $1 AND i.id = $2");
static const char sql_recognition[] = SQL(
    "SELECT n.id, s.name, v.name, n.award_id FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id JOIN achievement b ON b.id = s.achievement_id"
    " JOIN achievement_version v ON v.id = b.version_id WHERE n.org_id = $1 AND n.id = $2");
static const char sql_induction[] = SQL(
    "SELECT u.id, u.person_id, t.name, u.award_id FROM induct u JOIN induct_template t ON t.id = u.template_id WHERE u.org_id = $1 AND u.id = $2");

code api_tell_standing_sum(struct api *c, int64_t id, struct error *err)
{
    return tell(c, &api_standing_sum_shape, db_query(c->db, sql_sum, ARGS(v_int(c->org), v_int(id))), err);
}

code api_tell_waiver(struct api *c, int64_t id, struct error *err)
{
    return tell(c, &api_waiver_shape, db_query(c->db, sql_waiver, ARGS(v_int(c->org), v_int(id))), err);
}

code api_tell_training(struct api *c, int64_t id, struct error *err)
{
    return tell(c, &api_training_shape, db_query(c->db, sql_training, ARGS(v_int(c->org), v_int(id))), err);
}

code api_tell_recognition(struct api *c, int64_t id, struct error *err)
{
    return tell(c, &api_recognition_shape, db_query(c->db, sql_recognition, ARGS(v_int(c->org), v_int(id))), err);
}

code api_tell_induction(struct api *c, int64_t id, struct error *err)
{
    return tell(c, &api_induction_shape, db_query(c->db, sql_induction, ARGS(v_int(c->org), v_int(id))), err);
}
