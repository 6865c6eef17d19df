/* award/award_columns.c — the columns of a list that has a line of names. */
#include "app/award/award_columns.h"

#include <stddef.h>

#include "app/catalog/results.h"
#include "app/people/roster.h"
#include "base/uri.h"

/* ---- which column is what ---- */

static const struct { const char *words; size_t at; } known[] = {
    {"|name|full name|fullname|person|participant|employee|learner|", offsetof(struct list_columns, name)},
    {"|first name|firstname|given name|forename|vorname|prenom|", offsetof(struct list_columns, first)},
    {"|last name|lastname|surname|family name|nachname|nom|", offsetof(struct list_columns, last)},
    {"|badge|badge name|", offsetof(struct list_columns, badge)},
    {"|evidence|evidence url|evidence link|proof|", offsetof(struct list_columns, evidence)},
    {"|date|day|awarded on|date of award|award date|achieved|achieved on|completed|completed on|completion date|", offsetof(struct list_columns, day)},
    {"|expires|expires on|expiry|expiry date|expiration date|valid until|", offsetof(struct list_columns, until)},
    {"|note|notes|comment|comments|narrative|reason|", offsetof(struct list_columns, note)},
};

static str plain(struct arena *a, str heading)
{
    str lower = str_lower(a, str_trim(heading));
    struct buf b = buf_new(a);

    for (size_t i = 0; i < lower.n; i++)
        buf_byte(&b, lower.p[i] == '_' || lower.p[i] == '-' ? ' ' : lower.p[i]);
    return buf_done(&b);
}

static int *column_of(struct list_columns *c, struct arena *a, str heading)
{
    str quoted = str_printf(a, "|" STR_FMT "|", STR_ARG(heading));

    for (size_t i = 0; i < COUNT(known); i++)
        if (str_contains(cstr(known[i].words), quoted))
            return (int *)(void *)((char *)c + known[i].at);
    return NULL;
}

str columns_bare(struct arena *a, str name)
{
    str lower = str_lower(a, name);
    struct buf b = buf_new(a);

    for (size_t i = 0; i < lower.n; i++) {
        unsigned char ch = (unsigned char)lower.p[i];
        if ((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch >= 0x80)
            buf_byte(&b, (char)ch);
    }
    return buf_done(&b);
}

static bool is_address_column(str heading)
{
    return str_contains(heading, S("mail"));
}

/* No address in it, and a column that promises one. */
static bool is_heading(struct arena *a, const struct csv_row *row)
{
    bool promised = false;

    for (size_t i = 0; i < row->cells.n; i++) {
        if (str_contains(row->cells.items[i], S("@")))
            return false;
        promised = promised || is_address_column(plain(a, row->cells.items[i]));
    }
    return promised;
}

/* A column is called as what the badge measures; where that is one thing alone,
 * "result", "grade" or "score" mean it too. */
static void find_results(struct arena *a, const struct csv_row *row, struct list_columns *c)
{
    static const char any[] = "|result|results|grade|score|mark|level|points|outcome|";

    for (size_t d = 0; d < CATALOG_RESULTS; d++)
        c->results[d] = NO_COLUMN;
    for (size_t d = 0; c->described && d < c->described->n && d < CATALOG_RESULTS; d++)
        for (size_t i = 0; i < row->cells.n && c->results[d] == NO_COLUMN; i++) {
            str heading = plain(a, row->cells.items[i]);
            bool named = str_eq(columns_bare(a, heading), columns_bare(a, c->described->items[d].name));
            bool is_it = c->described->n == 1 && str_contains(cstr(any), str_printf(a, "|" STR_FMT "|", STR_ARG(heading)));
            if ((named || is_it) && !str_is_empty(heading) && !column_of(c, a, heading))
                c->results[d] = (int)i;
        }
}

static bool is_result_column(const struct list_columns *c, size_t i)
{
    for (size_t d = 0; d < CATALOG_RESULTS; d++)
        if (c->results[d] == (int)i)
            return true;
    return false;
}

/* "Employee name" is a name where no column is just that. */
static void guess_name(struct arena *a, const struct csv_row *row, struct list_columns *c)
{
    for (size_t i = 0; i < row->cells.n; i++) {
        str heading = plain(a, row->cells.items[i]);
        bool free_column = !is_address_column(heading) && !column_of(c, a, heading) && !is_result_column(c, i);
        if (c->name == NO_COLUMN && c->first == NO_COLUMN && c->last == NO_COLUMN && free_column
            && (str_contains(heading, S("name")) || row->cells.n == 2))
            c->name = (int)i;
    }
}

static void note_ignored(struct arena *a, const struct csv_row *row, struct list_columns *c)
{
    const int used[] = {c->email, c->name, c->first, c->last, c->badge, c->evidence, c->note, c->day, c->until};

    for (size_t i = 0; i < row->cells.n; i++) {
        bool read = str_is_empty(str_trim(row->cells.items[i])) || is_result_column(c, i);
        for (size_t k = 0; k < COUNT(used); k++)
            read = read || used[k] == (int)i;
        if (!read)
            *list_add(a, &c->ignored) = str_copy(a, str_trim(row->cells.items[i]));
    }
}

code columns_read(struct arena *a, const struct csv_row *row, const struct result_description_list *described,
                  struct list_columns *out, struct error *err)
{
    bool is_twice = false;
    struct list_columns c = {.named = true, .described = described, .n = row->cells.n, .email = NO_COLUMN, .name = NO_COLUMN, .first = NO_COLUMN,
                             .last = NO_COLUMN, .badge = NO_COLUMN, .evidence = NO_COLUMN, .note = NO_COLUMN, .day = NO_COLUMN,
                             .until = NO_COLUMN};

    *out = (struct list_columns){0};
    if (!is_heading(a, row))
        return OK;
    for (size_t i = 0; i < row->cells.n; i++) {
        str heading = plain(a, row->cells.items[i]);
        int *column = is_address_column(heading) ? &c.email : column_of(&c, a, heading);
        is_twice = is_twice || (column == &c.email && c.email != NO_COLUMN);
        if (column && *column == NO_COLUMN)
            *column = (int)i;
    }
    find_results(a, row, &c);
    guess_name(a, row, &c);
    note_ignored(a, row, &c);
    *out = c;
    return is_twice ? fail(err, BAD_INPUT, "people", "two columns hold e-mail addresses: leave one of them out") : OK;
}

/* ---- a line ---- */

static str cell(const struct csv_row *row, int column)
{
    return column == NO_COLUMN || (size_t)column >= row->cells.n ? S("") : str_trim(row->cells.items[column]);
}

static bool is_longer(const struct list_columns *c, const struct csv_row *row)
{
    for (size_t i = c->n; i < row->cells.n; i++)
        if (!str_is_empty(str_trim(row->cells.items[i])))
            return true;
    return false;
}

/* Words are a note; something with a scheme must be a web address. */
static str take_evidence(str text, struct draft_row *row)
{
    struct uri u;

    if (str_is_empty(text))
        return (str){0};
    if (uri_is_http(text) && uri_parse(text, &u, NULL) == OK) {
        row->evidence_url = text;
        return text.n > 1000 ? S("the link to the evidence is too long") : (str){0};
    }
    if (uri_parse(text, &u, NULL) == OK && u.scheme.n)
        return S("the evidence must be a web address or words: this is neither");
    row->narrative = text;
    return (str){0};
}

/* A sheet of several badges, of which one is awarded here; names that are no
 * badge of ours say nothing. "org/badge" is somebody else's. */
static str check_badge(struct arena *a, str text, const struct map *badges, str wanted)
{
    str bare = columns_bare(a, text);

    if (str_is_empty(text) || str_eq(bare, wanted))
        return (str){0};
    if (str_find_byte(text, '/') < 0 && !map_get(badges, bare))
        return (str){0};
    return words_printf(a, "this line is for another badge: “" STR_FMT "”", STR_ARG(str_slice(text, 0, 100)));
}

/* A day as 2026-11-24, 24.11.2026 or 24/11/2026. */
static str take_day(const struct list_columns *c, str text, msec *out)
{
    if (str_is_empty(text) || roster_day(text, c->month_first, out))
        return (str){0};
    return S("the day cannot be read: write it as 2026-11-24");
}

static str check_days(const struct draft_row *row)
{
    if (row->awarded_on > clock_now() + 366 * DAY)
        return S("the day of the award lies too far in the future");
    if (row->valid_until > 0 && row->valid_until <= (row->awarded_on ? row->awarded_on : 0))
        return S("the award would end before it begins");
    return (str){0};
}

/* An award is good on its last day too. */
static str take_days(const struct list_columns *c, const struct csv_row *cells, struct draft_row *row)
{
    str why = take_day(c, cell(cells, c->day), &row->awarded_on);

    if (str_is_absent(why))
        why = take_day(c, cell(cells, c->until), &row->valid_until);
    if (row->valid_until > 0)
        row->valid_until += DAY;
    return str_is_absent(why) ? check_days(row) : why;
}

str columns_line(const struct list_columns *c, struct arena *a, const struct csv_row *cells, const struct map *badges,
                 str wanted, struct draft_row *row, struct named_line *out)
{
    str first = cell(cells, c->first), last = cell(cells, c->last), why;

    out->address = cell(cells, c->email);
    out->name = cell(cells, c->name);
    if (str_is_empty(out->name))
        out->name = str_is_empty(first) || str_is_empty(last) ? str_join(a, first, last)
                                                              : str_printf(a, STR_FMT " " STR_FMT, STR_ARG(first), STR_ARG(last));
    if (is_longer(c, cells))
        return S("this line has more cells than the first line has names");
    if (!str_is_empty(out->name) && str_find_byte(out->address, '<') >= 0)
        return S("the e-mail column holds a name as well: leave the address alone in it");
    why = take_evidence(cell(cells, c->evidence), row);
    if (!str_is_empty(cell(cells, c->note)))
        row->narrative = cell(cells, c->note);
    if (str_is_absent(why))
        why = take_days(c, cells, row);
    return str_is_absent(why) ? check_badge(a, cell(cells, c->badge), badges, wanted) : why;
}

/* What the cell says; else what everybody got. */
static bool result_for(const struct list_columns *c, struct arena *a, const struct csv_row *cells, const struct result_list *all,
                       size_t d, struct result *out, struct error *why)
{
    const struct result *theirs = result_of(all, c->described->items[d].id);
    str typed = cell(cells, c->results[d]);

    if (theirs)
        *out = *theirs;
    if (str_is_empty(typed))
        return theirs;
    return result_take(a, &c->described->items[d], typed, out, why) == OK;
}

str columns_results(const struct list_columns *c, struct arena *a, const struct csv_row *cells, str all, struct draft_row *row)
{
    struct result_list told = {0}, for_all;
    struct error why = {0};
    struct result r;

    results_kept(a, all, &for_all);
    for (size_t d = 0; c->described && d < c->described->n && d < CATALOG_RESULTS; d++) {
        if (result_for(c, a, cells, &for_all, d, &r, &why))
            *list_add(a, &told) = r;
        if (why.text[0])
            return str_copy(a, cstr(why.text));
    }
    row->results = told.n ? results_keep(a, &told) : S("");
    return (str){0};
}
