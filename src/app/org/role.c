/* org/role.c — the one table of roles and rights, and grants as text. */
#include "app/org/role.h"

#include "web/out.h"

#include <string.h>

const struct right_about_row role_rights[] = {
    {VIEW_ORG,       "See the badges of the organisation", ABOUT_NOBODY},
    {VIEW_PEOPLE,    "See the directory and persons", ABOUT_PEOPLE},
    {VIEW_AWARDS,    "See awards and reports", ABOUT_AWARDS},
    {VIEW_EVIDENCE,  "See evidence that members may see; each look is noted", ABOUT_AWARDS},
    {OPEN_EVIDENCE,  "Open evidence for judges alone: a reason is asked, and whose it is sees it", ABOUT_AWARDS},
    {DESIGN_BADGES,  "Change badges, make new versions", ABOUT_ALL},
    {SET_FORMS,      "Say what evidence a badge asks for, open it for applications", ABOUT_BADGES},
    {SET_SETS,       "Say which badges together make another", ABOUT_BADGES},
    {SET_REMINDERS,  "Say when people are reminded before a badge ends", ABOUT_BADGES},
    {AWARD_BADGES,   "Award badges, never to oneself", ABOUT_AWARDS},
    {REVOKE_OWN,     "Revoke what one awarded oneself in the last 24 hours", ABOUT_ALL},
    {REVOKE_BADGES,  "Revoke, suspend and correct any award", ABOUT_AWARDS},
    {SEE_QUEUE,      "See the queue of applications", ABOUT_BADGES},
    {JUDGE_EVIDENCE, "Judge applications, never one’s own", ABOUT_BADGES},
    {CHECK_JUDGES,   "Judge a second time what another judged", ABOUT_BADGES},
    {MANAGE_PEOPLE,  "Keep the directory, leavers, imports", ABOUT_ALL},
    {SET_STANDARDS,  "Say what is asked of people at work, publish versions of it", ABOUT_BADGES},
    {VIEW_STANDINGS, "See who stands how with what is asked", ABOUT_AWARDS},
    {RECORD_PROOF,   "Record that somebody did what is asked, never for oneself", ABOUT_AWARDS},
    {WAIVE_STANDARDS, "Waive, extend and suspend, with a reason, never for oneself", ABOUT_AWARDS},
    {SEE_VACANCIES,  "See vacancies, and by which rule candidates stand in which order; nobody’s name", ABOUT_BADGES},
    {RECRUIT,        "Make vacancies, see what candidates sent, decide", ABOUT_ALL},
    {READ_LOG,       "Read the log", ABOUT_ALL},
    {MANAGE_ORG,     "Members, settings, keys, tokens, erasing people", ABOUT_ALL},
    {0},
};

const struct role role_table[] = {
    {"admin", "Administrator", "Everything but judging applications, which is given besides", .may = {
        [VIEW_ORG] = 1, [VIEW_PEOPLE] = 1, [VIEW_AWARDS] = 1, [VIEW_EVIDENCE] = 1, [OPEN_EVIDENCE] = 1, [DESIGN_BADGES] = 1, [SET_FORMS] = 1, [SET_SETS] = 1,
        [SET_REMINDERS] = 1, [AWARD_BADGES] = 1, [REVOKE_OWN] = 1, [REVOKE_BADGES] = 1, [MANAGE_PEOPLE] = 1, [READ_LOG] = 1, [MANAGE_ORG] = 1,
        [SET_STANDARDS] = 1, [VIEW_STANDINGS] = 1, [RECORD_PROOF] = 1, [SEE_VACANCIES] = 1, [RECRUIT] = 1}},
    {"programme", "Programme owner", "Answers for some badges: what they ask for, who has them, when people are reminded", .badges = LIMIT_MUST, .may = {
        [VIEW_ORG] = 1, [VIEW_AWARDS] = 1, [VIEW_EVIDENCE] = 1, [SET_FORMS] = 1, [SET_SETS] = 1, [SET_REMINDERS] = 1,
        [SET_STANDARDS] = 1, [VIEW_STANDINGS] = 1, [RECORD_PROOF] = 1, [WAIVE_STANDARDS] = 1}},
    {"designer", "Badge designer", "Makes badges and new versions of them", .may = {
        [VIEW_ORG] = 1, [DESIGN_BADGES] = 1, [SET_FORMS] = 1}},
    {"awarder", "Awarder", "Awards badges, and takes own mistakes back within a day", .may = {
        [VIEW_ORG] = 1, [VIEW_PEOPLE] = 1, [VIEW_AWARDS] = 1, [SET_SETS] = 1, [AWARD_BADGES] = 1, [REVOKE_OWN] = 1}},
    {"assessor", "Assessor", "Judges what people apply with", .badges = LIMIT_MAY, .may = {
        [VIEW_ORG] = 1, [SEE_QUEUE] = 1, [JUDGE_EVIDENCE] = 1}},
    {"checker", "Second checker", "Judges a second time what assessors judged", .badges = LIMIT_MAY, .may = {
        [VIEW_ORG] = 1, [SEE_QUEUE] = 1, [CHECK_JUDGES] = 1}},
    {"registrar", "Registrar", "Keeps the directory, corrects and revokes awards", .may = {
        [VIEW_ORG] = 1, [VIEW_PEOPLE] = 1, [VIEW_AWARDS] = 1, [REVOKE_OWN] = 1, [REVOKE_BADGES] = 1, [MANAGE_PEOPLE] = 1,
        [VIEW_STANDINGS] = 1, [RECORD_PROOF] = 1}},
    {"manager", "Manager", "Sees the people of a team or of departments, and what they hold", .people = LIMIT_MUST, .may = {
        [VIEW_ORG] = 1, [VIEW_PEOPLE] = 1, [VIEW_AWARDS] = 1, [VIEW_EVIDENCE] = 1, [VIEW_STANDINGS] = 1}},
    {"recruiter", "Recruiter", "Makes vacancies, and sees of people only what they send", .may = {[VIEW_ORG] = 1, [SEE_VACANCIES] = 1, [RECRUIT] = 1}},
    {"auditor", "Auditor", "Reads, for a time, and changes nothing; what evidence is looked at is noted", .people = LIMIT_MAY, .badges = LIMIT_MAY,
     .ends = true, .requirements = true, .may = {[VIEW_ORG] = 1, [VIEW_PEOPLE] = 1, [VIEW_AWARDS] = 1, [VIEW_EVIDENCE] = 1, [OPEN_EVIDENCE] = 1, [READ_LOG] = 1, [VIEW_STANDINGS] = 1, [SEE_VACANCIES] = 1}},
    {"viewer", "Viewer", "Looks at everything and changes nothing", .may = {
        [VIEW_ORG] = 1, [VIEW_PEOPLE] = 1, [VIEW_AWARDS] = 1, [VIEW_EVIDENCE] = 1, [VIEW_STANDINGS] = 1, [SEE_VACANCIES] = 1}},
    {"employee", "Employee", "Sees the badges of the organisation and what is their own", .may = {[VIEW_ORG] = 1}},
    {0},
};

size_t right_count(void)
{
    return COUNT(role_rights) - 1;
}

size_t role_count(void)
{
    return COUNT(role_table) - 1;
}

const struct role *role_named(str name)
{
    for (const struct role *r = role_table; r->name; r++)
        if (str_eq(name, cstr(r->name)))
            return r;
    return NULL;
}

bool role_is_plain(const struct role *r)
{
    return r->people != LIMIT_MUST && r->badges != LIMIT_MUST && !r->ends;
}

const char *role_may_words(const struct role *r, enum right right)
{
    if (!r->may[right])
        return "";
    if (right == REVOKE_OWN)
        return "own";
    for (const struct right_about_row *w = role_rights; w->words; w++)
        if (w->right == right)
            return (w->about == ABOUT_PEOPLE || w->about == ABOUT_AWARDS ? r->people != LIMIT_NONE : false)
                           || (w->about == ABOUT_BADGES || w->about == ABOUT_AWARDS ? r->badges != LIMIT_NONE : false) ? "part" : "y";
    return "y";
}

/* ---- grants ---- */

static const char *const people_names[] = {[PEOPLE_ALL] = "all", [PEOPLE_BELOW] = "below", [PEOPLE_DEPARTMENTS] = "departments"};

const char *reach_people_name(enum reach_people p)
{
    return people_names[p];
}

bool reach_people_named(str name, enum reach_people *out)
{
    for (size_t i = 0; i < COUNT(people_names); i++)
        if (str_eq(name, cstr(people_names[i]))) {
            *out = (enum reach_people)i;
            return true;
        }
    return false;
}

bool role_grant_is_plain(const struct role_grant *g)
{
    return g->people == PEOPLE_ALL && !g->some_badges && g->from == 0 && g->until == 0;
}

static enum right_about about_of(enum right right)
{
    for (const struct right_about_row *w = role_rights; w->words; w++)
        if (w->right == right)
            return w->about;
    return ABOUT_ALL;
}

bool role_grant_may(const struct role_grant *g, enum right right)
{
    enum right_about about = about_of(right);
    bool people = g->people != PEOPLE_ALL;

    if ((unsigned)right >= RIGHT_COUNT || !g->role->may[right])
        return false;
    return about == ABOUT_NOBODY || ((!people || about == ABOUT_PEOPLE || about == ABOUT_AWARDS)
                                     && (!g->some_badges || about == ABOUT_BADGES || about == ABOUT_AWARDS));
}

bool role_grant_may_everywhere(const struct role_grant *g, enum right right)
{
    return role_grant_may(g, right) && (about_of(right) == ABOUT_NOBODY || (g->people == PEOPLE_ALL && !g->some_badges));
}

/* ---- as text ---- */

static void put_ids(struct buf *b, const char *name, const struct id_list *ids)
{
    buf_printf(b, ":%s=", name);
    for (size_t i = 0; i < ids->n; i++)
        buf_printf(b, "%s%lld", i ? "," : "", (long long)ids->items[i]);
}

str role_grants_write(struct arena *a, const struct role_grants *grants)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < grants->n; i++) {
        const struct role_grant *g = &grants->items[i];
        buf_printf(&b, "%s%s", i ? ";" : "", g->role->name);
        if (g->people == PEOPLE_BELOW)
            buf_putz(&b, ":below");
        if (g->people == PEOPLE_DEPARTMENTS && (g->departments.n || g->sites.n + g->teams.n == 0))
            put_ids(&b, "in", &g->departments);
        if (g->people == PEOPLE_DEPARTMENTS && g->sites.n)
            put_ids(&b, "sites", &g->sites);
        if (g->people == PEOPLE_DEPARTMENTS && g->teams.n)
            put_ids(&b, "teams", &g->teams);
        if (g->some_badges && (g->badges.n || g->requirements.n == 0))
            put_ids(&b, "badges", &g->badges);
        if (g->some_badges && g->requirements.n)
            put_ids(&b, "requirements", &g->requirements);
        if (g->from)
            buf_printf(&b, ":from=%lld", (long long)g->from);
        if (g->until)
            buf_printf(&b, ":until=%lld", (long long)g->until);
    }
    return buf_done(&b);
}

static bool read_ids(struct arena *a, str text, struct id_list *out)
{
    str one;
    int64_t id;

    while (str_cut(&text, ',', &one)) {
        if (!str_to_int(one, &id) || out->n >= GRANT_PARTS_MOST)
            return false;
        *list_add(a, out) = id;
    }
    return true;
}

/* Each kind of part, and what it says of the grant. */
static bool read_ids_named(struct arena *a, str name, str value, struct role_grant *g)
{
    const struct { const char *name; struct id_list *ids; bool of_badges; } kinds[] = {
        {"in", &g->departments, false}, {"sites", &g->sites, false}, {"teams", &g->teams, false},
        {"badges", &g->badges, true}, {"requirements", &g->requirements, true},
    };

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_eq(name, cstr(kinds[i].name)))
            continue;
        if (kinds[i].of_badges)
            g->some_badges = true;
        else
            g->people = PEOPLE_DEPARTMENTS;
        return read_ids(a, value, kinds[i].ids);
    }
    return false;
}

static bool read_part(struct arena *a, str part, struct role_grant *g)
{
    str value = part, name;

    if (str_eq(part, S("below"))) {
        g->people = PEOPLE_BELOW;
        return true;
    }
    if (!str_cut(&value, '=', &name))
        return false;
    if (str_eq(name, S("from")))
        return str_to_int(value, &g->from);
    return str_eq(name, S("until")) ? str_to_int(value, &g->until) : read_ids_named(a, name, value, g);
}

static bool has_role(const struct role_grants *grants, const struct role *role)
{
    for (size_t i = 0; i < grants->n; i++)
        if (grants->items[i].role == role)
            return true;
    return false;
}

static code read_grant(struct arena *a, str text, struct role_grants *out, struct error *err)
{
    struct role_grant g = {0};
    str part;

    if (!str_cut(&text, ':', &part) || !(g.role = role_named(part)) || has_role(out, g.role))
        return fail(err, BAD_INPUT, "role", "there is no such role");
    while (str_cut(&text, ':', &part))
        if (!read_part(a, part, &g))
            return fail(err, BAD_INPUT, "role", "how far the role goes cannot be read");
    *list_add(a, out) = g;
    return OK;
}

code role_grants_read(struct arena *a, str text, struct role_grants *out, struct error *err)
{
    str one;

    while (str_cut(&text, ';', &one))
        if (!str_is_empty(one))
            TRY(read_grant(a, one, out, err));
    return OK;
}

static code check_grant(const struct role_grant *g, msec now, struct error *err)
{
    const char *title = words(g->role->title);

    if (g->people != PEOPLE_ALL ? g->role->people == LIMIT_NONE : g->role->people == LIMIT_MUST)
        return fail(err, BAD_INPUT, "role", g->people != PEOPLE_ALL ? "%s: this role is not for some people alone" : "%s: say for which people", title);
    if (g->some_badges ? g->role->badges == LIMIT_NONE : g->role->badges == LIMIT_MUST)
        return fail(err, BAD_INPUT, "role", g->some_badges ? "%s: this role is not for some badges alone" : "%s: say for which badges", title);
    if (g->people == PEOPLE_DEPARTMENTS && g->departments.n + g->sites.n + g->teams.n == 0)
        return fail(err, BAD_INPUT, "role", "%s: choose a department, a site or a team", title);
    if (g->requirements.n && !g->role->requirements)
        return fail(err, BAD_INPUT, "role", "%s: this role is not for some requirements alone", title);
    if (g->some_badges && g->badges.n + g->requirements.n == 0)
        return fail(err, BAD_INPUT, "role", g->role->requirements ? "%s: choose a badge or a requirement" : "%s: choose a badge", title);
    if (g->role->ends && g->until == 0)
        return fail(err, BAD_INPUT, "role", "%s: say until when, as this role is given for a time", title);
    if (g->until && (g->until <= now || g->until <= g->from))
        return fail(err, BAD_INPUT, "role", "%s: the last day has to come after the first one and after today", title);
    return OK;
}

code role_grants_check(const struct role_grants *grants, msec now, struct error *err)
{
    if (grants->n == 0)
        return fail(err, BAD_INPUT, "role", "choose a role");
    for (size_t i = 0; i < grants->n; i++)
        if (grants->items[i].role->ends && grants->n > 1)
            return fail(err, BAD_INPUT, "role", "%s: who only reads has no other role beside it", words(grants->items[i].role->title));
    for (size_t i = 0; i < grants->n; i++)
        TRY(check_grant(&grants->items[i], now, err));
    return OK;
}

/* ---- for people ---- */

static void put_limit(struct arena *a, struct buf *b, str words)
{
    (void)a;
    buf_putz(b, b->n ? ", " : "");
    buf_put(b, words);
}

static str limits_words(struct arena *a, const struct role_grant *g)
{
    struct buf b = buf_new(a);

    if (g->people == PEOPLE_BELOW)
        put_limit(a, &b, said("whom they lead"));
    if (g->people == PEOPLE_DEPARTMENTS)
        put_limit(a, &b, g->departments.n || g->sites.n + g->teams.n == 0 ? said("some departments") : g->sites.n ? said("some sites") : said("some teams"));
    if (g->some_badges)
        put_limit(a, &b, g->badges.n || g->requirements.n == 0 ? said("some badges") : said("some requirements"));
    if (g->from)
        put_limit(a, &b, words_printf(a, "from " STR_FMT, STR_ARG(out_day_said(a, g->from))));
    if (g->until)
        put_limit(a, &b, words_printf(a, "until " STR_FMT, STR_ARG(out_day_said(a, g->until - 1))));
    return buf_done(&b);
}

str role_grants_words(struct arena *a, const struct role_grants *grants)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < grants->n; i++) {
        str limits = limits_words(a, &grants->items[i]);
        buf_printf(&b, "%s%s", i ? ", " : "", words(grants->items[i].role->title));
        if (limits.n)
            buf_printf(&b, " (" STR_FMT ")", STR_ARG(limits));
    }
    return buf_done(&b);
}

str role_names_words(struct arena *a, str text)
{
    struct role_grants grants = {0};

    return role_grants_read(a, text, &grants, NULL) == OK ? role_grants_words(a, &grants) : text;
}
