/* cv/files.c — a CV for other programs: JSON Résumé 1.0.0, and XML as Europass
 * exchanges it (Candidate of HR-XML in its profile). */
#include "app/cv/cv_view.h"

#include "format/json.h"
#include "format/xml.h"

/* ---- JSON Résumé ---- */

static void put(struct json_writer *w, const char *key, str value)
{
    if (!str_is_empty(value))
        json_put_member(w, key, value);
}

static bool is_kind(const struct cv_part *p, const char *name)
{
    return str_eq(cstr(p->section->kind->name), cstr(name));
}

static str summary_of(const struct cv_shown *v)
{
    for (size_t i = 0; i < v->parts.n; i++)
        if (is_kind(&v->parts.items[i], "about"))
            return v->parts.items[i].text;
    return S("");
}

static void put_basics(struct json_writer *w, const struct cv_shown *v)
{
    const struct cv *c = v->cv;

    json_put_key(w, "basics");
    json_open_object(w);
    put(w, "name", c->name);
    put(w, "label", c->headline);
    put(w, "email", c->email);
    put(w, "phone", c->phone);
    put(w, "url", c->web);
    put(w, "summary", summary_of(v));
    if (!str_is_empty(c->place)) {
        json_put_key(w, "location");
        json_open_object(w);
        put(w, "city", c->place);
        json_close_object(w);
    }
    json_close_object(w);
}

static void put_times(struct json_writer *w, const struct cv_entry *e)
{
    put(w, "startDate", e->from);
    put(w, "endDate", e->until);
}

static void put_job(struct json_writer *w, const struct cv_entry *e)
{
    put(w, "name", e->where);
    put(w, "position", e->what);
    put(w, "location", e->town);
    put_times(w, e);
    put(w, "summary", e->text);
}

/* What was learnt has no word of its own there but this one. */
static void put_school(struct json_writer *w, const struct cv_entry *e)
{
    put(w, "institution", e->where);
    put(w, "area", e->what);
    put_times(w, e);
}

static void put_language(struct json_writer *w, const struct cv_entry *e)
{
    put(w, "language", e->what);
    put(w, "fluency", e->where);
}

typedef void put_entry_fn(struct json_writer *w, const struct cv_entry *e);

static void put_list(struct json_writer *w, const struct cv_shown *v, const char *kind, const char *key, put_entry_fn *put_one)
{
    json_put_key(w, key);
    json_open_array(w);
    for (size_t i = 0; i < v->parts.n; i++) {
        const struct cv_section *s = v->parts.items[i].section;
        for (size_t k = 0; str_eq(cstr(s->kind->name), cstr(kind)) && k < s->entries.n; k++) {
            json_open_object(w);
            put_one(w, &s->entries.items[k]);
            json_close_object(w);
        }
    }
    json_close_array(w);
}

static str day(struct arena *a, msec t)
{
    return t ? date_format(a, date_of(t)) : S("");
}

static void put_certificates(struct json_writer *w, struct arena *a, const struct cv_shown *v)
{
    json_put_key(w, "certificates");
    json_open_array(w);
    for (size_t i = 0; i < v->parts.n; i++)
        for (size_t k = 0; k < v->parts.items[i].items.n; k++) {
            const struct cv_item *it = &v->parts.items[i].items.items[k];
            if (!it->is_badge)
                continue;
            json_open_object(w);
            put(w, "name", it->head);
            put(w, "date", day(a, it->awarded));
            put(w, "issuer", it->sub);
            if (str_starts(it->href, S("http")))
                put(w, "url", it->href);
            json_close_object(w);
        }
    json_close_array(w);
}

/* What somebody did, of its log: with witnesses named, whose word it is. */
static void put_projects(struct json_writer *w, const struct cv_shown *v)
{
    json_put_key(w, "projects");
    json_open_array(w);
    for (size_t i = 0; i < v->parts.n; i++)
        for (size_t k = 0; is_kind(&v->parts.items[i], "log") && k < v->parts.items[i].items.n; k++) {
            const struct cv_item *it = &v->parts.items[i].items.items[k];
            json_open_object(w);
            put(w, "name", it->head);
            put(w, "description", it->text);
            if (it->seen) {
                json_put_key(w, "highlights");
                json_open_array(w);
                json_put_str(w, it->sub);
                json_close_array(w);
            }
            json_close_object(w);
        }
    json_close_array(w);
}

code cv_json_resume(struct arena *a, const struct cv_shown *v, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    const struct json *all;

    json_open_object(&w);
    json_put_member(&w, "$schema", S("https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"));
    put_basics(&w, v);
    put_list(&w, v, "experience", "work", put_job);
    put_list(&w, v, "education", "education", put_school);
    put_certificates(&w, a, v);
    put_projects(&w, v);
    put_list(&w, v, "languages", "languages", put_language);
    json_put_key(&w, "meta");
    json_open_object(&w);
    json_put_member(&w, "version", S("v1.0.0"));
    json_put_member(&w, "lastModified", str_slice(time_format(a, v->cv->changed), 0, 19));
    json_close_object(&w);
    json_close_object(&w);
    TRY(json_parse(a, buf_done(&b), NULL, &all, err));
    *out = json_pretty(a, all);
    return OK;
}

/* ---- Europass ---- */

struct xml { struct buf b; int depth; };

static void indent(struct xml *x)
{
    buf_byte(&x->b, '\n');
    for (int i = 0; i < x->depth; i++)
        buf_putz(&x->b, "  ");
}

static void open_tag(struct xml *x, str name)
{
    indent(x);
    buf_printf(&x->b, "<" STR_FMT ">", STR_ARG(name));
    x->depth++;
}

static void close_tag(struct xml *x, str name)
{
    x->depth--;
    indent(x);
    buf_printf(&x->b, "</" STR_FMT ">", STR_ARG(name));
}

/* Controls that XML has no way to write are left out. */
static void put_words(struct xml *x, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= ' ' || c == '\n' || c == '\t')
            xml_put_escaped(&x->b, str_slice(s, i, i + 1));
    }
}

static void leaf(struct xml *x, str name, str value)
{
    if (str_is_empty(value))
        return;
    indent(x);
    buf_printf(&x->b, "<" STR_FMT ">", STR_ARG(name));
    put_words(x, value);
    buf_printf(&x->b, "</" STR_FMT ">", STR_ARG(name));
}

static void put_moment(struct xml *x, str name, str value)
{
    if (str_is_empty(value))
        return;
    open_tag(x, name);
    leaf(x, S("hr:FormattedDateTime"), value);
    close_tag(x, name);
}

/* The last word is the family's: a CV has one field for the name. */
static void put_name(struct xml *x, str name)
{
    size_t cut = name.n;

    while (cut && name.p[cut - 1] != ' ')
        cut--;
    open_tag(x, S("PersonName"));
    leaf(x, S("oa:GivenName"), str_trim(str_slice(name, 0, cut)));
    leaf(x, S("hr:FamilyName"), str_from(name, cut));
    close_tag(x, S("PersonName"));
}

static void put_channel(struct xml *x, str channel, str uri)
{
    if (str_is_empty(uri))
        return;
    open_tag(x, S("Communication"));
    leaf(x, S("ChannelCode"), channel);
    leaf(x, S("oa:URI"), uri);
    close_tag(x, S("Communication"));
}

static void put_person(struct xml *x, const struct cv *c)
{
    open_tag(x, S("CandidatePerson"));
    put_name(x, c->name);
    put_channel(x, S("Email"), c->email);
    put_channel(x, S("Telephone"), c->phone);
    put_channel(x, S("Web"), c->web);
    if (!str_is_empty(c->place)) {
        open_tag(x, S("Communication"));
        leaf(x, S("UseCode"), S("home"));
        open_tag(x, S("Address"));
        leaf(x, S("oa:CityName"), c->place);
        close_tag(x, S("Address"));
        close_tag(x, S("Communication"));
    }
    close_tag(x, S("CandidatePerson"));
}

static void put_employer(struct xml *x, const struct cv_entry *e)
{
    open_tag(x, S("EmployerHistory"));
    leaf(x, S("hr:OrganizationName"), e->where);
    if (!str_is_empty(e->town)) {
        open_tag(x, S("OrganizationContact"));
        open_tag(x, S("Communication"));
        open_tag(x, S("Address"));
        leaf(x, S("oa:CityName"), e->town);
        close_tag(x, S("Address"));
        close_tag(x, S("Communication"));
        close_tag(x, S("OrganizationContact"));
    }
    open_tag(x, S("PositionHistory"));
    leaf(x, S("PositionTitle"), e->what);
    open_tag(x, S("eures:EmploymentPeriod"));
    put_moment(x, S("eures:StartDate"), e->from);
    put_moment(x, S("eures:EndDate"), e->until);
    leaf(x, S("hr:CurrentIndicator"), str_is_empty(e->until) ? S("true") : S("false"));
    close_tag(x, S("eures:EmploymentPeriod"));
    leaf(x, S("oa:Description"), e->text);
    close_tag(x, S("PositionHistory"));
    close_tag(x, S("EmployerHistory"));
}

static void put_attendance(struct xml *x, const struct cv_entry *e)
{
    open_tag(x, S("EducationOrganizationAttendance"));
    leaf(x, S("hr:OrganizationName"), e->where);
    open_tag(x, S("AttendancePeriod"));
    put_moment(x, S("StartDate"), e->from);
    put_moment(x, S("EndDate"), e->until);
    leaf(x, S("Ongoing"), str_is_empty(e->until) ? S("true") : S("false"));
    close_tag(x, S("AttendancePeriod"));
    open_tag(x, S("EducationDegree"));
    leaf(x, S("hr:DegreeName"), e->what);
    leaf(x, S("OccupationalSkillsCovered"), e->text);
    close_tag(x, S("EducationDegree"));
    close_tag(x, S("EducationOrganizationAttendance"));
}

static void put_competency(struct xml *x, const struct cv_entry *e)
{
    open_tag(x, S("PersonCompetency"));
    leaf(x, S("hr:CompetencyName"), e->what);
    leaf(x, S("hr:ProficiencyLevel"), e->where);
    close_tag(x, S("PersonCompetency"));
}

typedef void put_xml_fn(struct xml *x, const struct cv_entry *e);

static void put_group(struct xml *x, const struct cv_shown *v, const char *kind, str tag, put_xml_fn *put_one)
{
    bool open = false;

    for (size_t i = 0; i < v->parts.n; i++) {
        const struct cv_section *s = v->parts.items[i].section;
        for (size_t k = 0; str_eq(cstr(s->kind->name), cstr(kind)) && k < s->entries.n; k++) {
            if (!open)
                open_tag(x, tag);
            open = true;
            put_one(x, &s->entries.items[k]);
        }
    }
    if (open)
        close_tag(x, tag);
}

static void put_certifications(struct xml *x, struct arena *a, const struct cv_shown *v)
{
    open_tag(x, S("Certifications"));
    for (size_t i = 0; i < v->parts.n; i++)
        for (size_t k = 0; k < v->parts.items[i].items.n; k++) {
            const struct cv_item *it = &v->parts.items[i].items.items[k];
            if (!it->is_badge)
                continue;
            open_tag(x, S("Certification"));
            leaf(x, S("hr:CertificationName"), it->head);
            leaf(x, S("hr:IssuingAuthority"), it->sub);
            put_moment(x, S("FirstIssuedDate"), day(a, it->awarded));
            close_tag(x, S("Certification"));
        }
    close_tag(x, S("Certifications"));
}

code cv_europass(struct arena *a, const struct cv_shown *v, str lang, str *out, struct error *err)
{
    struct xml x = {.b = buf_new(a)};

    (void)err;
    buf_putz(&x.b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<Candidate xmlns=\"http://www.europass.eu/1.0\" xmlns:hr=\"http://www.hr-xml.org/3\""
             " xmlns:oa=\"http://www.openapplications.org/oagis/9\" xmlns:eures=\"http://www.europass_eures.eu/1.0\">");
    x.depth = 1;
    leaf(&x, S("hr:DocumentID"), v->cv->public_id);
    put_person(&x, v->cv);
    indent(&x);
    buf_printf(&x.b, "<CandidateProfile languageCode=\"" STR_FMT "\">", STR_ARG(lang));
    x.depth++;
    leaf(&x, S("hr:ExecutiveSummary"), summary_of(v));
    put_group(&x, v, "experience", S("EmploymentHistory"), put_employer);
    put_group(&x, v, "education", S("EducationHistory"), put_attendance);
    put_certifications(&x, a, v);
    put_group(&x, v, "languages", S("PersonQualifications"), put_competency);
    close_tag(&x, S("CandidateProfile"));
    buf_putz(&x.b, "\n</Candidate>\n");
    *out = buf_done(&x.b);
    return OK;
}
