/* api/api_clearance.c — may somebody work as a job role, for gates, machines and rosters. */
#include "app/api/api_private.h"

#include "app/catalog/scale.h"
#include "app/ready/ready.h"

#define STATES "not-applicable|not-started|in-progress|submitted|due-soon|overdue|current|in-renewal|grace|expired|waived|suspended"

static const struct api_field line_fields[] = {
    {"requirement", API_INT, GIVEN | ALWAYS, "Number of the requirement.", "7"},
    {"code", API_TEXT, GIVEN | ALWAYS, "Its code.", "\"FS-01\""},
    {"name", API_TEXT, GIVEN | ALWAYS, "Its name.", "\"Fire safety\""},
    {"mandatory", API_BOOL, GIVEN | ALWAYS, "Without it nobody is cleared.", "true"},
    {"met", API_BOOL, GIVEN | ALWAYS, "It is in order on that day.", "false"},
    {"state", API_CHOICE, GIVEN | ALWAYS, "How they stand with it.", "\"overdue\"", .choices = STATES},
    {"due", API_DATE, GIVEN, "By when it is to be done.", "\"2026-11-20\""},
    {"expires", API_DATE, GIVEN, "Until when it holds.", NULL},
    {"usualMinutes", API_INT, GIVEN, "How long meeting it usually takes; absent: nobody has said.", "480"},
    {"usualCost", API_TEXT, GIVEN, "What that usually costs, in the money of the organisation; absent: nobody has said.", "\"249.50\""},
};
static const struct api_shape line_shape = API_SHAPE("ClearanceRequirement", "A requirement of the job role, and how they stand with it.", line_fields);
#define STRENGTHS "none|said|backed|confirmed|proved|outside"
static const char *const strengths[SKILL_STRENGTHS] = {"none", "said", "backed", "confirmed", "proved", "outside"};
static const struct api_field skill_fields[] = {
    {"skill", API_INT, GIVEN, "Number of the skill; absent where its framework is gone.", "12"},
    {"name", API_TEXT, GIVEN | ALWAYS, "Its name.", "\"Secure loads\""},
    {"mandatory", API_BOOL, GIVEN | ALWAYS, "Without it nobody is cleared.", "true"},
    {"met", API_BOOL, GIVEN | ALWAYS, "It is proved as well as it must be on that day.", "true"},
    {"least", API_CHOICE, GIVEN | ALWAYS, "How well it must be proved.", "\"confirmed\"", .choices = STRENGTHS},
    {"strength", API_CHOICE, GIVEN | ALWAYS, "How well it is.", "\"proved\"", .choices = STRENGTHS},
    {"leastLevel", API_TEXT, GIVEN, "The level that a proof must show besides, as the framework calls it.", "\"Expert\""},
    {"level", API_TEXT, GIVEN, "The highest level that a proof of that strength shows.", "\"Practised\""},
    {"expires", API_DATE, GIVEN, "The last day on which it is proved well enough.", NULL},
};
static const struct api_shape skill_shape = API_SHAPE("ClearanceSkill", "A skill of the job role, and how well it is proved.", skill_fields);
static const struct api_field fields[] = {
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"role", API_TEXT, GIVEN | ALWAYS, "Code of the job role.", "\"FLT\""},
    {"roleName", API_TEXT, GIVEN | ALWAYS, "Its name.", "\"Forklift driver\""},
    {"asAt", API_DATE, GIVEN | ALWAYS, "The day, by the calendar of the site.", "\"2026-11-27\""},
    {"cleared", API_BOOL, GIVEN | ALWAYS, "Yes, only when everything mandatory is known to be in order.", "false"},
    {"worksAs", API_BOOL, GIVEN | ALWAYS, "They work as it; else as if it were asked of them on that day.", "true"},
    {"since", API_DATE, GIVEN, "Cleared since then.", NULL},
    {"until", API_DATE, GIVEN, "The last day on which they are; absent: no end is known.", NULL},
    {"reasons", API_WORDS, GIVEN | ALWAYS, "Why not, a sentence each; none when cleared.", "[\"FS-01 Fire safety: Overdue\"]"},
    {"requirements", API_MANY, GIVEN | ALWAYS, "What the job role takes, the mandatory first.", NULL, .shape = &line_shape},
    {"skills", API_MANY, GIVEN | ALWAYS, "Skills that the job role takes, the mandatory first.", NULL, .shape = &skill_shape},
};
static const struct api_shape shape = API_SHAPE("Clearance", "Whether somebody may work as a job role.", fields);

static void put_line(struct api *c, const struct ready_line *line)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "requirement", line->ask.r.id);
    json_put_member(&c->w, "code", line->ask.r.code);
    json_put_member(&c->w, "name", line->ask.r.name);
    json_put_member_bool(&c->w, "mandatory", line->ask.mandatory);
    json_put_member_bool(&c->w, "met", line->is_met);
    json_put_member(&c->w, "state", cstr(requirement_state_name(line->state)));
    api_put_date(&c->w, "due", line->is_met ? NO_DAY : line->due);
    api_put_date(&c->w, "expires", line->expires);
    if (line->ask.r.usual.has_time)
        json_put_member_int(&c->w, "usualMinutes", line->ask.r.usual.minutes);
    if (line->ask.r.usual.has_cost)
        json_put_member(&c->w, "usualCost", effort_cost_words(c->a, line->ask.r.usual.cost));
    json_close_object(&c->w);
}

static void put_any(struct api *c, const char *key, str text)
{
    if (text.n)
        json_put_member(&c->w, key, text);
}

static void put_skill(struct api *c, const struct ready_skill *s)
{
    json_open_object(&c->w);
    if (s->ask.item)
        json_put_member_int(&c->w, "skill", s->ask.item);
    json_put_member(&c->w, "name", s->ask.name);
    json_put_member_bool(&c->w, "mandatory", s->ask.mandatory);
    json_put_member_bool(&c->w, "met", s->is_met);
    json_put_member(&c->w, "least", cstr(strengths[s->ask.least]));
    json_put_member(&c->w, "strength", cstr(strengths[s->now]));
    put_any(c, "leastLevel", scale_name(s->ask.levels, s->ask.level));
    put_any(c, "level", scale_name(s->ask.levels, s->shown));
    api_put_date(&c->w, "expires", s->until);
    json_close_object(&c->w);
}

static void put_lists(struct api *c, const struct ready *r)
{
    struct str_list reasons = {0};

    clearance_reasons(c->a, r, &reasons);
    json_put_key(&c->w, "reasons");
    json_open_array(&c->w);
    for (size_t i = 0; i < reasons.n; i++)
        json_put_str(&c->w, reasons.items[i]);
    json_close_array(&c->w);
    json_put_key(&c->w, "requirements");
    json_open_array(&c->w);
    for (size_t i = 0; i < r->lines.n; i++)
        put_line(c, &r->lines.items[i]);
    json_close_array(&c->w);
    json_put_key(&c->w, "skills");
    json_open_array(&c->w);
    for (size_t i = 0; i < r->skills.n; i++)
        put_skill(c, &r->skills.items[i]);
    json_close_array(&c->w);
}

static code tell_clearance(struct api *c, struct error *err)
{
    struct clearance_ask q = {.org = c->org, .person = api_query_int(c, "person"), .site = api_query_int(c, "site"), .at = api_query(c, "at")};
    struct jobrole j;
    struct ready r;

    TRY(clearance_sees(c->rq, c->org, q.person, err));
    TRY(jobrole_by_code(c->db, c->a, c->org, api_query(c, "role"), &j, err));
    q.jobrole = j.id;
    TRY(clearance_find(c->db, c->a, &q, &r, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "person", q.person);
    json_put_member(&c->w, "role", j.code);
    json_put_member(&c->w, "roleName", j.name);
    json_put_member(&c->w, "asAt", date_format(c->a, date_of(r.day)));
    json_put_member_bool(&c->w, "cleared", r.state == READY_YES);
    json_put_member_bool(&c->w, "worksAs", r.works_as);
    api_put_date(&c->w, "since", r.since);
    api_put_date(&c->w, "until", r.until);
    put_lists(c, &r);
    json_close_object(&c->w);
    return OK;
}

static const struct api_field query_fields[] = {
    {"person", API_INT, 0, "Number of the person; it must be named.", NULL},
    {"role", API_TEXT, 0, "Code of the job role; it must be named.", NULL, .max = 40},
    {"site", API_INT, 0, "By the calendar of this site; else of where they work.", NULL},
    {"at", API_TEXT, 0, "A day as 2026-11-27, or a moment as 2026-11-27T06:00:00Z by what was known then; else now.", NULL, .max = 40},
};
static const struct api_shape query = API_SHAPE("ClearanceQuestion", "", query_fields);
static const struct api_about about = {
    .id = "getClearance", .tag = "Standings", .title = "May somebody work as this?",
    .says = "Worked out when it is asked: yes only when everything mandatory of the job role is known to be in order on that day.",
    .query = &query, .answer = &shape, .run = tell_clearance};

const struct route api_clearance_routes[] = {
    API_PART(GET, "/clearance", "standings:read", IN_LISTS, &about),
    {0},
};
