/* catalog/framework.c — frameworks of skills: read, kept, searched. */
#include "app/catalog/framework.h"

#include "base/uri.h"
#include "base/utf8.h"
#include "format/csv.h"
#include "store/search.h"

#define MOST_PROBLEMS 20

/* ---- taking one ---- */

static void problem(struct arena *a, struct framework_file *f, str place, const char *what)
{
    f->wrong++;
    if (f->problems.n < MOST_PROBLEMS)
        *list_add(a, &f->problems) = str_printf(a, STR_FMT ": %s", STR_ARG(place), what);
}

static void take(struct arena *a, struct framework_file *f, struct alignment x, str place)
{
    struct uri u;

    if (str_is_empty(x.target_name))
        problem(a, f, place, "has no name");
    else if (!uri_is_http(x.target_url) || uri_parse(x.target_url, &u, NULL) != OK)
        problem(a, f, place, "has no web address that begins with http:// or https://");
    else if (utf8_has_controls(x.target_name) || x.target_url.n > 1000)
        problem(a, f, place, "has an invisible character in its name, or too long an address");
    else {
        x.target_name = utf8_cut(x.target_name, 400);
        x.target_code = utf8_cut(x.target_code, 200);
        x.target_description = utf8_cut(x.target_description, 1000);
        x.target_framework = f->name;
        *list_add(a, &f->items) = x;
    }
}

/* ---- a sheet ---- */

enum sheet_column { NAME, URL, CODE, ABOUT, SHEET_COLUMNS };
static const char *const known[SHEET_COLUMNS] = {
    [NAME] = "|name|skill|title|competency|statement|fullstatement|preferredlabel|element name|",
    [URL] = "|url|uri|link|web address|address|concepturi|",
    [CODE] = "|code|id|notation|humancodingscheme|element id|",
    [ABOUT] = "|description|about|definition|notes|",
};

static bool read_heading(struct arena *a, const struct csv_row *row, int columns[SHEET_COLUMNS])
{
    for (size_t c = 0; c < SHEET_COLUMNS; c++) {
        columns[c] = -1;
        for (size_t i = 0; i < row->cells.n && columns[c] < 0; i++) {
            str heading = str_printf(a, "|" STR_FMT "|", STR_ARG(str_lower(a, str_trim(row->cells.items[i]))));
            if (str_contains(cstr(known[c]), heading))
                columns[c] = (int)i;
        }
    }
    return columns[NAME] >= 0 && columns[URL] >= 0;
}

static str cell(const struct csv_row *row, int column)
{
    return column < 0 || (size_t)column >= row->cells.n ? S("") : str_trim(row->cells.items[column]);
}

static code read_sheet(struct arena *a, str text, struct framework_file *f, struct error *err)
{
    struct csv *csv;
    struct csv_row row;
    struct error why = {0};
    bool found = false;
    int columns[SHEET_COLUMNS];

    if (csv_open(a, text, &csv, &why) != OK || csv_next(csv, a, &row, &found, &why) != OK)
        return fail(err, BAD_INPUT, "file", "this is neither a sheet nor a CASE file: %s", why.text);
    if (!found || !read_heading(a, &row, columns))
        return fail(err, BAD_INPUT, "file", "the first line must name the columns: name and url, and code and description if there are any");
    for (;;) {
        if (csv_next(csv, a, &row, &found, &why) != OK)
            return fail(err, BAD_INPUT, "file", "%s: %s", why.where, why.text);
        if (!found)
            return OK;
        if (f->items.n == FRAMEWORK_ITEMS)
            return fail(err, BAD_INPUT, "file", "more than %d skills: take a part of it", FRAMEWORK_ITEMS);
        take(a, f, (struct alignment){.target_name = cell(&row, columns[NAME]), .target_url = cell(&row, columns[URL]),
                                      .target_code = cell(&row, columns[CODE]), .target_description = cell(&row, columns[ABOUT]),
                                      .target_type = S("ceasn:Competency")},
             words_printf(a, "line %lld", (long long)row.line));
    }
}

/* ---- CASE 1.0: a CFPackage ---- */

static str text_of(const struct json *x, const char *key)
{
    str s = json_str(json_get(x, key));

    return str_is_absent(s) ? S("") : str_trim(s);
}

static code read_case(struct arena *a, const struct json *package, struct framework_file *f, struct error *err)
{
    const struct json *items = json_get(package, "CFItems");
    str title = text_of(json_get(package, "CFDocument"), "title");

    if (!json_is(items, JSON_ARRAY))
        return fail(err, BAD_INPUT, "file", "this is no CASE package: it has no CFItems");
    if (json_count(items) > FRAMEWORK_ITEMS)
        return fail(err, BAD_INPUT, "file", "more than %d skills: take a part of it", FRAMEWORK_ITEMS);
    if (!str_is_empty(title))
        f->name = utf8_cut(title, 200);
    for (size_t i = 0; i < json_count(items); i++) {
        const struct json *x = json_item(items, i);
        take(a, f, (struct alignment){.target_name = text_of(x, "fullStatement"), .target_url = text_of(x, "uri"),
                                      .target_code = text_of(x, "humanCodingScheme"), .target_description = text_of(x, "notes"),
                                      .target_type = S("CFItem")},
             words_printf(a, "item %zu", i + 1));
    }
    return OK;
}

code framework_read(struct arena *a, str bytes, str name, struct framework_file *out, struct error *err)
{
    const struct json *package;
    struct error why = {0};

    *out = (struct framework_file){.name = name};
    if (str_starts(str_trim(bytes), S("{"))) {
        if (json_parse(a, bytes, NULL, &package, &why) != OK)
            return fail(err, BAD_INPUT, "file", "this JSON cannot be read: %s", why.text);
        TRY(read_case(a, package, out, err));
    } else
        TRY(read_sheet(a, bytes, out, err));
    if (str_is_empty(out->name))
        return fail(err, BAD_INPUT, "name", "give the framework a name");
    if (!out->items.n)
        return fail(err, BAD_INPUT, "file", "there is no skill in it that could be taken%s" STR_FMT, out->problems.n ? ": " : "",
                    STR_ARG(out->problems.n ? out->problems.items[0] : S("")));
    return OK;
}

/* ---- kept ---- */

static const char sql_add[] = SQL("INSERT INTO framework (org_id, name, items, created_at) VALUES ($1, $2, $3, $4) RETURNING id");
static const char sql_add_item[] = SQL(
    "INSERT INTO framework_item (framework_id, code, name, url, about, type, folded) VALUES ($1, $2, $3, $4, $5, $6, $7)");

static code add_rows(struct db *db, struct arena *a, int64_t org, int64_t by, const struct framework_file *f, struct error *err)
{
    int64_t id;

    TRY(db_int(db, sql_add, ARGS(v_int(org), v_str(f->name), v_int((int64_t)f->items.n), v_int(clock_now())), &id, err));
    for (size_t i = 0; i < f->items.n; i++) {
        const struct alignment *x = &f->items.items[i];
        str folded = str_lower(a, str_printf(a, STR_FMT " " STR_FMT, STR_ARG(x->target_code), STR_ARG(x->target_name)));
        TRY(db_run_later(db, sql_add_item, ARGS(v_int(id), v_str(x->target_code), v_str(x->target_name), v_str(x->target_url),
                                                v_str(x->target_description), v_str(x->target_type), v_str(folded)), err));
    }
    return org_log(db, org, by, "framework.import", f->name, str_printf(a, "%zu", f->items.n), err);
}

code framework_add(struct db *db, struct arena *a, int64_t org, int64_t by, const struct framework_file *f, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, add_rows(db, a, org, by, f, err), err);
}

static const char sql_all[] = SQL("SELECT id, items, name, created_at FROM framework WHERE org_id = $1 ORDER BY lower(name), id LIMIT 200");

code framework_all(struct db *db, struct arena *a, int64_t org, struct framework_row_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct framework_row){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_int(r, 3)};
    return rows_end(r, err);
}

static const char sql_remove[] = SQL("DELETE FROM framework WHERE org_id = $1 AND id = $2");

static code remove_rows(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_remove, ARGS(v_int(org), v_int(id)), &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "framework", "there is no such framework");
    return org_log(db, org, by, "framework.remove", str_printf(a, "framework %lld", (long long)id), S(""), err);
}

code framework_remove(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, org, id, by, err), err);
}

/* ---- searched ---- */

#define ITEM "SELECT i.id, i.name, i.url, i.about, f.name, i.code, i.type FROM framework_item i JOIN framework f ON f.id = i.framework_id "
static const char sql_search[] = SQL(ITEM
    "WHERE f.org_id = $1 AND i.folded LIKE $2 ESCAPE '!' AND i.folded LIKE $3 ESCAPE '!' AND i.folded LIKE $4 ESCAPE '!'"
    " ORDER BY length(i.name), i.id LIMIT $5");
static const char sql_item[] = SQL(ITEM "WHERE f.org_id = $1 AND i.id = $2");

static void read_item(struct rows *r, struct arena *a, struct framework_item *out)
{
    *out = (struct framework_item){row_int(r, 0), {.target_name = row_str(r, 1, a), .target_url = row_str(r, 2, a),
        .target_description = row_str(r, 3, a), .target_framework = row_str(r, 4, a), .target_code = row_str(r, 5, a),
        .target_type = row_str(r, 6, a)}};
}

/* The first three words; what is not typed is found anywhere. */
code framework_search(struct db *db, struct arena *a, int64_t org, str words, int limit, struct framework_item_list *out, struct error *err)
{
    str parts[3] = {S("%"), S("%"), S("%")}, word, rest = str_lower(a, str_trim(words));

    for (size_t n = 0; n < COUNT(parts) && str_cut(&rest, ' ', &word);)
        if (!str_is_empty(word))
            parts[n++] = search_anywhere(a, word);
    struct rows *r = db_query(db, sql_search, ARGS(v_int(org), v_str(parts[0]), v_str(parts[1]), v_str(parts[2]), v_int(limit)));
    while (rows_next(r))
        read_item(r, a, list_add(a, out));
    return rows_end(r, err);
}

code framework_item_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_item *out, struct error *err)
{
    struct rows *r = db_query(db, sql_item, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_item(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "framework", "there is no such skill");
}
