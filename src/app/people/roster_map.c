/* people/roster_map.c — which column is what: guessed by its head, kept as a line of
 * words, checked; days and kinds of employment as people write them. */
#include "app/people/roster.h"

#include "base/utf8.h"

const struct roster_word roster_words[ROSTER_FIELDS] = {
    [ROSTER_NOTHING] = {"-", "Leave out", NULL},
    [ROSTER_EMAIL] = {"email", "E-mail address", NULL},
    [ROSTER_NAME] = {"name", "Name", NULL},
    [ROSTER_FIRST] = {"first", "First name", NULL},
    [ROSTER_LAST] = {"last", "Last name", NULL},
    [ROSTER_TITLE] = {"title", "Job title", NULL},
    [ROSTER_DEPARTMENT] = {"department", "Department", "Operations / Warehouse"},
    [ROSTER_TEAMS] = {"teams", "Teams", "Early shift; First-aid team"},
    [ROSTER_SITE] = {"site", "Site", NULL},
    [ROSTER_MANAGER] = {"manager", "Manager", "address, staff number or name"},
    [ROSTER_EMPLOYMENT] = {"employment", "Employment", NULL},
    [ROSTER_NUMBER] = {"number", "Staff number", NULL},
    [ROSTER_STARTS] = {"starts", "First day", NULL},
    [ROSTER_LEAVES] = {"leaves", "First day not here any more", NULL},
};

struct roster_word_list roster_words_all(void)
{
    return (struct roster_word_list){roster_words, ROSTER_FIELDS, ROSTER_FIELDS};
}

/* ---- guessed ---- */

/* Letters alone, in small ones: "E-Mail Address:" is "emailaddress". */
static const struct { const char *head; enum roster_field field; } heads_known[] = {
    {"email", ROSTER_EMAIL}, {"emailaddress", ROSTER_EMAIL}, {"mail", ROSTER_EMAIL}, {"address", ROSTER_EMAIL}, {"workemail", ROSTER_EMAIL},
    {"username", ROSTER_EMAIL}, {"upn", ROSTER_EMAIL}, {"mailadresse", ROSTER_EMAIL}, {"emailadresse", ROSTER_EMAIL}, {"correo", ROSTER_EMAIL},
    {"courriel", ROSTER_EMAIL}, {"primaryemail", ROSTER_EMAIL}, {"userprincipalname", ROSTER_EMAIL},
    {"name", ROSTER_NAME}, {"fullname", ROSTER_NAME}, {"displayname", ROSTER_NAME}, {"employee", ROSTER_NAME}, {"person", ROSTER_NAME},
    {"nombre", ROSTER_NAME}, {"employeename", ROSTER_NAME},
    {"firstname", ROSTER_FIRST}, {"givenname", ROSTER_FIRST}, {"forename", ROSTER_FIRST}, {"vorname", ROSTER_FIRST}, {"prénom", ROSTER_FIRST},
    {"lastname", ROSTER_LAST}, {"surname", ROSTER_LAST}, {"familyname", ROSTER_LAST}, {"nachname", ROSTER_LAST}, {"apellidos", ROSTER_LAST},
    {"jobtitle", ROSTER_TITLE}, {"title", ROSTER_TITLE}, {"position", ROSTER_TITLE}, {"role", ROSTER_TITLE}, {"job", ROSTER_TITLE},
    {"department", ROSTER_DEPARTMENT}, {"dept", ROSTER_DEPARTMENT}, {"abteilung", ROSTER_DEPARTMENT}, {"orgunit", ROSTER_DEPARTMENT},
    {"unit", ROSTER_DEPARTMENT}, {"service", ROSTER_DEPARTMENT}, {"departamento", ROSTER_DEPARTMENT}, {"division", ROSTER_DEPARTMENT},
    {"team", ROSTER_TEAMS}, {"teams", ROSTER_TEAMS}, {"crew", ROSTER_TEAMS}, {"shift", ROSTER_TEAMS},
    {"site", ROSTER_SITE}, {"location", ROSTER_SITE}, {"office", ROSTER_SITE}, {"standort", ROSTER_SITE}, {"plant", ROSTER_SITE},
    {"worklocation", ROSTER_SITE},
    {"manager", ROSTER_MANAGER}, {"linemanager", ROSTER_MANAGER}, {"supervisor", ROSTER_MANAGER}, {"reportsto", ROSTER_MANAGER},
    {"manageremail", ROSTER_MANAGER}, {"boss", ROSTER_MANAGER}, {"vorgesetzter", ROSTER_MANAGER},
    {"employment", ROSTER_EMPLOYMENT}, {"employmenttype", ROSTER_EMPLOYMENT}, {"contract", ROSTER_EMPLOYMENT}, {"contracttype", ROSTER_EMPLOYMENT},
    {"employeetype", ROSTER_EMPLOYMENT},
    {"staffnumber", ROSTER_NUMBER}, {"staffno", ROSTER_NUMBER}, {"employeeid", ROSTER_NUMBER}, {"employeenumber", ROSTER_NUMBER},
    {"personnelnumber", ROSTER_NUMBER}, {"personalnummer", ROSTER_NUMBER}, {"payrollnumber", ROSTER_NUMBER}, {"number", ROSTER_NUMBER},
    {"id", ROSTER_NUMBER},
    {"start", ROSTER_STARTS}, {"starts", ROSTER_STARTS}, {"startdate", ROSTER_STARTS}, {"firstday", ROSTER_STARTS}, {"hired", ROSTER_STARTS},
    {"hiredate", ROSTER_STARTS}, {"dateofhire", ROSTER_STARTS}, {"joined", ROSTER_STARTS}, {"eintritt", ROSTER_STARTS},
    {"leaves", ROSTER_LEAVES}, {"leavedate", ROSTER_LEAVES}, {"enddate", ROSTER_LEAVES}, {"leavingdate", ROSTER_LEAVES}, {"left", ROSTER_LEAVES},
    {"terminationdate", ROSTER_LEAVES}, {"austritt", ROSTER_LEAVES}, {"firstdaynothereanymore", ROSTER_LEAVES},
};

static str letters(struct arena *a, str head)
{
    str small = utf8_fold(a, head);
    struct buf b = buf_new(a);

    for (size_t i = 0; i < small.n; i++)
        if ((small.p[i] >= 'a' && small.p[i] <= 'z') || (unsigned char)small.p[i] >= 0x80)
            buf_byte(&b, small.p[i]);
    return buf_done(&b);
}

static bool has_field(const struct roster_mapping *m, enum roster_field f)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->fields[i] == f)
            return true;
    return false;
}

void roster_guess(struct arena *a, const struct str_list *heads, struct roster_mapping *out)
{
    *out = (struct roster_mapping){0};
    for (size_t i = 0; i < heads->n && i < ROSTER_COLUMNS_MOST; i++) {
        str head = letters(a, heads->items[i]);
        enum roster_field found = ROSTER_NOTHING;
        for (size_t k = 0; k < COUNT(heads_known); k++)
            if (str_eq(head, cstr(heads_known[k].head)) && !has_field(out, heads_known[k].field))
                found = heads_known[k].field;
        out->fields[out->n++] = found;
    }
}

/* ---- kept ---- */

str roster_mapping_text(struct arena *a, const struct roster_mapping *m)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < m->n; i++)
        buf_printf(&b, "%s%s", i ? "," : "", roster_words[m->fields[i]].name);
    if (m->month_first)
        buf_putz(&b, " month-first");
    return buf_done(&b);
}

static enum roster_field field_named(str name)
{
    for (int i = 0; i < ROSTER_FIELDS; i++)
        if (str_eq(name, cstr(roster_words[i].name)))
            return (enum roster_field)i;
    return ROSTER_NOTHING;
}

void roster_mapping_read(str text, struct roster_mapping *out)
{
    str fields, one;

    *out = (struct roster_mapping){0};
    if (!str_cut(&text, ' ', &fields) || str_is_empty(fields))
        return;
    while (out->n < ROSTER_COLUMNS_MOST && str_cut(&fields, ',', &one))
        out->fields[out->n++] = field_named(one);
    out->month_first = str_eq(text, S("month-first"));
}

code roster_mapping_check(const struct roster_mapping *m, struct error *err)
{
    int n[ROSTER_FIELDS] = {0};

    for (size_t i = 0; i < m->n; i++)
        n[m->fields[i]]++;
    for (int i = ROSTER_NOTHING + 1; i < ROSTER_FIELDS; i++)
        if (n[i] > 1)
            return fail(err, BAD_INPUT, "columns", "two columns are “%s”: choose one of them", roster_words[i].label);
    if (!n[ROSTER_EMAIL] && !n[ROSTER_NUMBER])
        return fail(err, BAD_INPUT, "columns", "say which column is the e-mail address or the staff number: people are found by it");
    if (n[ROSTER_NAME] && (n[ROSTER_FIRST] || n[ROSTER_LAST]))
        return fail(err, BAD_INPUT, "columns", "choose either the whole name, or first and last name");
    return OK;
}

/* ---- cells ---- */

static bool digits(str s, size_t least, size_t most, int *out)
{
    int64_t n = 0;

    if (s.n < least || s.n > most || !str_to_int(s, &n) || n < 0)
        return false;
    *out = (int)n;
    return true;
}

bool roster_day(str text, bool month_first, msec *out)
{
    struct date d = {0};
    str rest = str_trim(text), x, y, z;
    char sign = str_find_byte(rest, '.') >= 0 ? '.' : '/';

    if (date_parse(rest, &d, NULL) == OK) {
        *out = date_start(d);
        return true;
    }
    if (!str_cut(&rest, sign, &x) || !str_cut(&rest, sign, &y) || !str_cut(&rest, sign, &z) || !str_is_absent(rest))
        return false;
    if (month_first && sign == '/') {
        str swap = x;
        x = y;
        y = swap;
    }
    if (!digits(x, 1, 2, &d.day) || !digits(y, 1, 2, &d.month) || !digits(z, 4, 4, &d.year))
        return false;
    if (d.year < 1900 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > date_days_in_month(d.year, d.month))
        return false;
    *out = date_start(d);
    return true;
}

str roster_employment(str words)
{
    for (const struct employment *e = employments; e->name; e++)
        if (str_eq_nocase(words, cstr(e->name)) || str_eq_nocase(words, cstr(e->words)))
            return cstr(e->name);
    return (str){0};
}
