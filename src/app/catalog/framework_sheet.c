/* catalog/framework_sheet.c — skills out of a sheet: ours with columns of any order, those of
 * ESCO (skills_en.csv, skillGroups_en.csv, broaderRelationsSkillPillar_en.csv), and the text
 * files of O*NET (Content Model Reference.txt, Skills.txt), which are told by their heads. */
#include "app/catalog/framework_private.h"

#include "base/attempt.h"
#include "format/csv.h"

enum sheet_column { NAME, URL, CODE, ABOUT, LESS_ABOUT, BROADER, TYPE, CONCEPT, SHEET_COLUMNS };
static const struct { const char *is, *heads; } known[SHEET_COLUMNS] = {
    [NAME] = {"name", "|name|skill|title|competency|statement|fullstatement|preferredlabel|element name|"},
    [URL] = {"url", "|url|uri|link|web address|address|concepturi|"},
    [CODE] = {"code", "|code|id|notation|humancodingscheme|element id|"},
    [ABOUT] = {"description", "|description|about|"},
    [LESS_ABOUT] = {"definition", "|definition|notes|"},         /* where there is no better one: ESCO has both, and this one empty */
    [BROADER] = {"broader", "|broader|part of|parent|broaderuri|"},
    [TYPE] = {"type", "|type|"},
    [CONCEPT] = {"conceptType", "|concepttype|"},
};

/* A column with names in another language: "name de", "name_de", "name (de)", "label@de". */
struct sheet_label { size_t column; str language; };
struct sheet { int columns[SHEET_COLUMNS]; str heads[SHEET_COLUMNS]; LIST(struct sheet_label) labels; bool is_onet, is_relations; };

static str label_language(struct arena *a, str head)
{
    static const char *const starts[] = {"name", "label", "preferredlabel"};

    for (size_t i = 0; i < COUNT(starts); i++) {
        size_t n = strlen(starts[i]);
        if (!str_starts(head, cstr(starts[i])) || head.n < n + 3 || !strchr("-_@ (", head.p[n]))
            continue;
        str rest = str_trim(str_from(head, n + 1));
        if (str_starts(rest, S("(")))
            rest = str_from(rest, 1);
        if (str_ends(rest, S(")")))
            rest = str_slice(rest, 0, rest.n - 1);
        return framework_language(a, rest);
    }
    return (str){0};
}

static void read_head(struct arena *a, struct sheet *s, str cell, size_t at)
{
    str head = str_lower(a, str_trim(cell)), barred = str_printf(a, "|" STR_FMT "|", STR_ARG(head)), language;

    for (size_t c = 0; c < SHEET_COLUMNS; c++)
        if (s->columns[c] < 0 && !str_is_empty(head) && str_contains(cstr(known[c].heads), barred)) {
            s->columns[c] = (int)at;
            s->heads[c] = str_trim(cell);
            return;
        }
    language = label_language(a, head);
    if (!str_is_empty(language))
        *list_add(a, &s->labels) = (struct sheet_label){at, language};
}

static bool read_heads(struct arena *a, const struct csv_row *row, struct sheet *s)
{
    for (size_t c = 0; c < SHEET_COLUMNS; c++)
        s->columns[c] = -1;
    for (size_t i = 0; i < row->cells.n; i++)
        read_head(a, s, str_copy(a, row->cells.items[i]), i);
    if (s->columns[ABOUT] < 0)
        s->columns[ABOUT] = s->columns[LESS_ABOUT];
    s->is_onet = str_eq_nocase(s->heads[CODE], S("element id")) && s->columns[NAME] >= 0 && s->columns[URL] < 0;
    s->is_relations = s->columns[URL] >= 0 && s->columns[BROADER] >= 0 && s->columns[NAME] < 0;
    return s->is_onet || s->is_relations || (s->columns[NAME] >= 0 && s->columns[URL] >= 0);
}

static str cell(struct arena *a, const struct csv_row *row, int column)
{
    return column < 0 || (size_t)column >= row->cells.n ? S("") : str_copy(a, str_trim(row->cells.items[column]));
}

/* ---- one row ---- */

/* What is part of what by the number: 2.A.1.a within 2.A.1, as the content model has it. */
static str onet_above(str number)
{
    size_t n = number.n;

    while (n > 0 && number.p[n - 1] != '.')
        n--;
    return n > 1 ? str_slice(number, 0, n - 1) : S("");
}

static bool is_onet_number(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.'))
            return false;
    }
    return s.n > 0 && s.n <= 40;
}

static str place_of(struct framework_reading *r, const struct sheet *s, const struct csv_row *row, enum sheet_column c)
{
    str head = s->heads[c].n ? s->heads[c] : cstr(known[c].is);

    return words_printf(r->a, "row %lld, column “%s”", (long long)row->line, str_z(r->a, head));
}

static code take_onet(struct framework_reading *r, const struct sheet *s, const struct csv_row *row, struct error *err)
{
    str number = cell(r->a, row, s->columns[CODE]);
    struct alignment x = {.target_name = cell(r->a, row, s->columns[NAME]), .target_code = number, .target_type = S("ceasn:Competency"),
                          .target_description = cell(r->a, row, s->columns[ABOUT])};

    if (!is_onet_number(number)) {
        framework_problem(r, place_of(r, s, row, CODE), "is no number of the content model, such as 2.A.1.a");
        return OK;
    }
    x.target_url = str_printf(r->a, "https://www.onetcenter.org/content.html/" STR_FMT, STR_ARG(number));
    r->is_quiet = true;                          /* Skills.txt says each once for every occupation */
    if (!framework_take(r, &x, place_of(r, s, row, NAME)))
        return OK;
    return framework_pair(r, x.target_url, onet_above(number), err);
}

static code pair_all(struct framework_reading *r, str part, str wholes, struct error *err)
{
    str rest = wholes, one;

    while (str_cut(&rest, '|', &one))
        TRY(framework_pair(r, part, str_trim(one), err));
    return OK;
}

/* Occupations of ESCO lie in the same folder, under the same heads. */
static bool is_other_concept(str type)
{
    return type.n && !str_eq(type, S("KnowledgeSkillCompetence")) && !str_eq(type, S("SkillGroup"));
}

static code take_row(struct framework_reading *r, const struct sheet *s, const struct csv_row *row, struct error *err)
{
    str type = cell(r->a, row, s->columns[TYPE]);
    struct alignment x = {.target_name = cell(r->a, row, s->columns[NAME]), .target_url = cell(r->a, row, s->columns[URL]),
                          .target_code = cell(r->a, row, s->columns[CODE]), .target_description = cell(r->a, row, s->columns[ABOUT]),
                          .target_type = str_eq(type, S("CFItem")) ? S("CFItem") : S("ceasn:Competency")};

    if (is_other_concept(cell(r->a, row, s->columns[CONCEPT]))) {
        framework_problem(r, place_of(r, s, row, CONCEPT), "is no skill");
        return OK;
    }
    struct framework_skill *taken = framework_take(r, &x, place_of(r, s, row, str_is_empty(x.target_name) ? NAME : URL));
    for (size_t i = 0; taken && i < s->labels.n; i++)
        framework_label_add(r->a, taken, s->labels.items[i].language, cell(r->a, row, (int)s->labels.items[i].column));
    return taken ? pair_all(r, x.target_url, cell(r->a, row, s->columns[BROADER]), err) : OK;
}

static code take(struct framework_reading *r, const struct sheet *s, const struct csv_row *row, struct error *err)
{
    if (s->is_relations)
        return framework_pair(r, cell(r->a, row, s->columns[URL]), cell(r->a, row, s->columns[BROADER]), err);
    TRY(framework_is_full(r, false, err));
    return s->is_onet ? take_onet(r, s, row, err) : take_row(r, s, row, err);
}

/* ---- the sheet ---- */

static str format_of(const struct sheet *s)
{
    return s->is_onet ? S("onet") : str_eq_nocase(s->heads[URL], S("concepturi")) ? S("esco") : S("sheet");
}

static code read_rows(struct framework_reading *r, const struct sheet *s, struct csv *csv, struct arena *one, struct error *err)
{
    struct error why = {0};
    struct csv_row row;
    bool found = true;

    while (found) {
        arena_reset(one);
        if (csv_next(csv, one, &row, &found, &why) != OK)
            return fail(err, BAD_INPUT, "file", "%s: %s", why.where, why.text);
        if (found)
            TRY(take(r, s, &row, err));
    }
    return OK;
}

struct rows_of { struct framework_reading *r; const struct sheet *s; struct csv *csv; struct arena *one; };

static code attempt_rows(void *ctx, struct error *err)
{
    struct rows_of *w = ctx;

    return read_rows(w->r, w->s, w->csv, w->one, err);
}

code framework_read_sheet(struct framework_reading *r, str text, struct error *err)
{
    struct sheet s = {0};
    struct csv *csv;
    struct csv_row row;
    struct error why = {0};
    bool found = false;

    if (csv_open(r->a, text, &csv, &why) != OK || csv_next(csv, r->a, &row, &found, &why) != OK)
        return fail(err, BAD_INPUT, "file", "this is neither a sheet nor a CASE or CTDL file: %s", why.text);
    if (!found || !read_heads(r->a, &row, &s))
        return fail(err, BAD_INPUT, "file", "the first line must name the columns: name and url, and code, description and broader if there are any");
    if (!str_eq(r->f->format, S("esco")))
        r->f->format = format_of(&s);
    struct rows_of w = {r, &s, csv, arena_new(0)};
    code c = attempt(attempt_rows, &w, err);
    arena_free(w.one);
    return c;
}
