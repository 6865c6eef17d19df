/* api/api_reports.c — the figures of the reports, and each of their tables as CSV. */
#include "app/api/api_private.h"

#include "app/reports/reports_pages.h"

static const struct api_field time_fields[] = {
    {"period", API_TEXT, GIVEN | ALWAYS, "A day, a month or a year, by how long it is altogether.", "\"Mar 2026\""},
    {"awards", API_INT, GIVEN | ALWAYS, "Awards in it.", "12"},
    {"claimed", API_INT, GIVEN | ALWAYS, "How many of them were taken into a Backpack.", "9"},
    {"before", API_INT, GIVEN | ALWAYS, "As far into the period before, where that is compared.", "7"},
};
static const struct api_shape time_shape = API_SHAPE("ReportTime", "Awards of a part of the period.", time_fields);
static const struct api_field line_fields[] = {
    {"id", API_INT, GIVEN, "Number of the badge or department; not there: people of none.", "3"},
    {"name", API_TEXT, GIVEN | ALWAYS, "Its name.", "\"Forklift operator\""},
    {"awards", API_INT, GIVEN | ALWAYS, "Awards in the period.", "12"},
    {"claimed", API_INT, GIVEN | ALWAYS, "How many of them were taken into a Backpack.", "9"},
    {"before", API_INT, GIVEN | ALWAYS, "In the period before, where that is compared.", "7"},
};
static const struct api_shape line_shape = API_SHAPE("ReportLine", "Awards of one badge, or to people of one department.", line_fields);
static const struct api_field expiring_fields[] = {
    {"id", API_INT, GIVEN, "Number of the badge.", "3"},
    {"name", API_TEXT, GIVEN | ALWAYS, "Its name.", "\"Forklift operator\""},
    {"within30", API_INT, GIVEN | ALWAYS, "End within 30 days.", "2"},
    {"within60", API_INT, GIVEN | ALWAYS, "End in 31 to 60 days.", "4"},
    {"within90", API_INT, GIVEN | ALWAYS, "End in 61 to 90 days.", "1"},
};
static const struct api_shape expiring_shape = API_SHAPE("ReportExpiring", "Awards of one badge that end soon.", expiring_fields);
static const struct api_field report_fields[] = {
    {"from", API_DATE, GIVEN | ALWAYS, "The first day (UTC).", NULL},
    {"until", API_DATE, GIVEN | ALWAYS, "The last day.", NULL},
    {"awards", API_INT, GIVEN | ALWAYS, "Awards in the period.", "120"},
    {"claimed", API_INT, GIVEN | ALWAYS, "How many of them were taken into a Backpack.", "80"},
    {"before", API_INT, GIVEN | ALWAYS, "In the period before, where that is compared.", "95"},
    {"time", API_MANY, GIVEN | ALWAYS, "By time.", NULL, .shape = &time_shape},
    {"badges", API_MANY, GIVEN | ALWAYS, "By badge, the most awarded first.", NULL, .shape = &line_shape},
    {"departments", API_MANY, GIVEN | ALWAYS, "By department.", NULL, .shape = &line_shape},
    {"expiring", API_MANY, GIVEN | ALWAYS, "What ends within 90 days from today.", NULL, .shape = &expiring_shape},
};
static const struct api_shape report_shape = API_SHAPE("Report", "What was awarded, in figures: those of the page Reports.", report_fields);

/* ---- asked ---- */

static code load(struct api *c, struct report_query *q, struct reports *r, struct error *err)
{
    const struct access *may;

    TRY(report_asked(c->rq, q, err));
    TRY(access_of(c->rq, c->org, &may, err));
    q->ask.account = c->account;
    q->ask.grants = access_grants(c->a, may, VIEW_AWARDS);
    return reports_make(c->db, c->a, &q->ask, clock_now(), r, err);
}

static void put_name(struct api *c, const struct report_line *l)
{
    if (l->id)
        json_put_member_int(&c->w, "id", l->id);
    json_put_member(&c->w, "name", l->name);
}

static void put_lines(struct api *c, const char *name, const struct report_lines *lines)
{
    json_put_key(&c->w, name);
    json_open_array(&c->w);
    for (size_t i = 0; i < lines->n; i++) {
        json_open_object(&c->w);
        put_name(c, &lines->items[i]);
        json_put_member_int(&c->w, "awards", lines->items[i].n);
        json_put_member_int(&c->w, "claimed", lines->items[i].claimed);
        json_put_member_int(&c->w, "before", lines->items[i].before);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
}

static void put_times(struct api *c, const struct chart_points *time)
{
    json_put_key(&c->w, "time");
    json_open_array(&c->w);
    for (size_t i = 0; i < time->n; i++) {
        json_open_object(&c->w);
        json_put_member(&c->w, "period", time->items[i].label);
        json_put_member_int(&c->w, "awards", time->items[i].n);
        json_put_member_int(&c->w, "claimed", time->items[i].part);
        json_put_member_int(&c->w, "before", time->items[i].before);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
}

static void put_expiring(struct api *c, const struct report_lines *lines)
{
    json_put_key(&c->w, "expiring");
    json_open_array(&c->w);
    for (size_t i = 0; i < lines->n; i++) {
        json_open_object(&c->w);
        put_name(c, &lines->items[i]);
        json_put_member_int(&c->w, "within30", lines->items[i].near);
        json_put_member_int(&c->w, "within60", lines->items[i].soon);
        json_put_member_int(&c->w, "within90", lines->items[i].later);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
}

static code show_report(struct api *c, struct error *err)
{
    struct report_query q;
    struct reports r = {0};

    TRY(load(c, &q, &r, err));
    json_open_object(&c->w);
    json_put_member(&c->w, "from", date_format(c->a, date_of(q.ask.from)));
    json_put_member(&c->w, "until", date_format(c->a, date_of(q.ask.until - DAY)));
    json_put_member_int(&c->w, "awards", r.n);
    json_put_member_int(&c->w, "claimed", r.claimed);
    json_put_member_int(&c->w, "before", r.before);
    put_times(c, &r.time);
    put_lines(c, "badges", &r.badges);
    put_lines(c, "departments", &r.departments);
    put_expiring(c, &r.expiring);
    json_close_object(&c->w);
    return OK;
}

static code send_table(struct api *c, struct error *err)
{
    struct report_query q;
    struct reports r = {0};

    TRY(load(c, &q, &r, err));
    if (!report_put_file(&c->out, str_from(c->rq->path, sizeof "/api/v1/reports/" - 1), &r))
        return fail(err, NOT_FOUND, "report", "there is no such report");
    return OK;
}

static const struct api_field filters[] = {
    {"period", API_CHOICE, 0, "Which time; the last twelve months, when nothing is said.", NULL, .choices = "12m|30d|90d|year|last-year|all|own"},
    {"from", API_DATE, 0, "The first day, of an own period.", NULL},
    {"until", API_DATE, 0, "The last day, of an own period.", NULL},
    {"badge", API_INT, 0, "Only of this badge.", NULL},
    {"department", API_INT, 0, "Only people of this department, or of one in it.", NULL},
    {"site", API_INT, 0, "Only people of this site.", NULL},
    {"compare", API_INT, 0, "1: with the period before.", NULL, .max = 1},
};
static const struct api_shape query = API_SHAPE("ReportFilter", "", filters);

#define TAG .tag = "Reports"
static const struct api_about report_about = {
    .id = "getReport", TAG, .title = "Figures", .says = "Awards over time, by badge and department, what expires.", .query = &query, .answer = &report_shape, .run = show_report};
#define TABLE(row_id, words) {.id = row_id, TAG, .title = words, .says = "A table of the report for spreadsheets.", .query = &query, .file = "text/csv", .run = send_table}
static const struct api_about time_about = TABLE("getReportTimeCsv", "Awards over time, as CSV");
static const struct api_about badges_about = TABLE("getReportBadgesCsv", "Awards by badge, as CSV");
static const struct api_about departments_about = TABLE("getReportDepartmentsCsv", "Awards by department, as CSV");
static const struct api_about expiring_about = TABLE("getReportExpiringCsv", "What expires, as CSV");

const struct route api_report_routes[] = {
    API_PART(GET, "/reports", "awards:read", IN_LISTS, &report_about),
    API_PART(GET, "/reports/time.csv", "awards:read", IN_LISTS, &time_about),
    API_PART(GET, "/reports/badges.csv", "awards:read", IN_LISTS, &badges_about),
    API_PART(GET, "/reports/departments.csv", "awards:read", IN_LISTS, &departments_about),
    API_PART(GET, "/reports/expiring.csv", "awards:read", IN_LISTS, &expiring_about),
    {0},
};
