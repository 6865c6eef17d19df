/* award/award_plan.c — from pasted or uploaded text to rows, each with what
 * would happen to it. */
#include "app/award/award_mapping.h"

#include "base/utf8.h"
#include "format/csv.h"
#include "format/email.h"
#include "web/out.h"

#include <string.h>

/* ---- from text to rows ---- */

/* Lines from elsewhere pasted into a list have separators of their own. A space
 * is none: it would turn a mistyped address into somebody else's. */
static void loosen_cell(struct arena *a, str cell, struct str_list *out)
{
    size_t from = 0;

    for (size_t i = 0; i < cell.n; i++)
        if (cell.p[i] == ';' || cell.p[i] == '\t' || cell.p[i] == ',') {
            *list_add(a, out) = str_slice(cell, from, i);
            from = i + 1;
        }
    *list_add(a, out) = str_from(cell, from);
}

static struct str_list loosen(struct arena *a, const struct csv_row *row)
{
    struct str_list out = {0};

    for (size_t i = 0; i < row->cells.n; i++)
        if (str_contains(row->cells.items[i], S("@")))
            loosen_cell(a, row->cells.items[i], &out);
        else
            *list_add(a, &out) = row->cells.items[i];
    return out;
}

/* The cell with the address, and the words of the others as the name: people
 * paste columns in any order, and "Ann Lee <ann@example.org>". */
static int split_cells(struct arena *a, const struct csv_row *line, str *address, str *name)
{
    struct str_list cells = loosen(a, line);
    struct buf words = buf_new(a);
    int addresses = 0;

    *address = (str){0};
    for (size_t i = 0; i < cells.n; i++) {
        str cell = str_trim(cells.items[i]);
        addresses += str_contains(cell, S("@"));
        if (str_is_absent(*address) && str_contains(cell, S("@")))
            *address = cell;
        else if (!str_is_empty(cell) && words.n + cell.n < 200) {
            if (words.n)
                buf_byte(&words, ' ');
            buf_put(&words, cell);
        }
    }
    *name = buf_done(&words);
    return addresses;
}

/* "Lee, Ann <ann@example.org>" was cut at its comma. */
static str whole_name(struct arena *a, str cells, str before_address)
{
    if (str_is_empty(before_address))
        return str_is_absent(cells) ? S("") : cells;
    return str_is_empty(cells) ? before_address
                               : str_printf(a, STR_FMT " " STR_FMT, STR_ARG(before_address), STR_ARG(cells));
}

static str on_one_line(struct arena *a, str name)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < name.n; i++)
        buf_byte(&b, name.p[i] == '\n' || name.p[i] == '\r' || name.p[i] == '\t' ? ' ' : name.p[i]);
    return buf_done(&b);
}

void plan_address(struct arena *a, str address, str name, struct draft_row *out)
{
    struct email email;
    struct error why = {0};

    out->name = name;
    out->email = str_is_absent(address) ? S("") : address;
    out->folded = S("");
    out->plan = "wrong";
    if (str_is_empty(address)) {
        out->message = S("no e-mail address in this line");
        return;
    }
    if (email_parse(a, address, &email, &why) != OK) {
        out->message = str_copy(a, cstr(why.text));
        return;
    }
    out->name = on_one_line(a, whole_name(a, name, email.name));
    if (utf8_has_controls(out->name)) {
        out->message = S("the name has an invisible character in it: type it anew");
        return;
    }
    out->plan = "award";
    out->email = email.address;
    out->folded = email_fold(a, email.address);
}

static void plan_wrong(struct draft_row *row, str message)
{
    row->plan = "wrong";
    row->folded = S("");
    row->message = message;
}

/* ---- addresses that came before ---- */

/* A hash and a line for each address instead of the address: 100,000 of them
 * fit in 4 MB. The hash is keyed, so that two addresses share one by an
 * accident that nobody can cause and nobody will see. */
struct seen { uint64_t hash; int64_t line; };

struct list_reader {
    struct csv *csv;
    struct seen *seen;
    size_t mask;                                 /* slots - 1 */
    bool is_first;
    const struct column_mapping *mapping;        /* NULL: guessed by the first line */
    struct arena *arena;
    struct list_columns columns;
    const struct map *badges;                    /* bare names of all of the organisation's */
    str badge;                                   /* bare name of the one that is awarded */
    const struct result_description_list *results;
    str all_results;
};

static size_t count_lines(str text)
{
    size_t n = 1;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n' || text.p[i] == '\r';
    return n;
}

/* The line that had this address first; 0: this one has. */
static int64_t first_line(struct list_reader *r, str folded, int64_t line)
{
    uint64_t hash = map_hash(folded);
    size_t i = hash & r->mask;

    while (r->seen[i].line != 0 && r->seen[i].hash != hash)
        i = (i + 1) & r->mask;
    if (r->seen[i].line != 0)
        return r->seen[i].line;
    r->seen[i] = (struct seen){hash, line};
    return 0;
}

/* ---- line by line ---- */

/* Under a line of names that it has as many separators of. */
static void read_named(struct list_reader *r, struct arena *a, const struct csv_row *cells, struct draft_row *row)
{
    struct named_line line;
    str why = columns_line(&r->columns, a, cells, r->badges, r->badge, row, &line);

    plan_address(a, line.address, line.name, row);
    if (str_is_absent(why))
        why = columns_results(&r->columns, a, cells, r->all_results, row);
    if (!str_is_absent(why))
        plan_wrong(row, why);
}

static void read_free(struct arena *a, const struct csv_row *cells, struct draft_row *row)
{
    str address, name;
    int addresses = split_cells(a, cells, &address, &name);

    if (str_is_absent(address) && str_is_empty(name))
        return;                                  /* says nothing: no plan */
    plan_address(a, address, name, row);
    if (addresses > 1)
        plan_wrong(row, S("more than one e-mail address in this line: put each person on a line of their own"));
}

static void read_line(struct list_reader *r, struct arena *a, const struct csv_row *cells, struct draft_row *row)
{
    *row = (struct draft_row){.number = cells->line, .narrative = S(""), .evidence_url = S(""), .results = S("")};
    if (r->columns.named && (cells->cells.n > 1 || r->columns.n == 1))
        read_named(r, a, cells, row);
    else
        read_free(a, cells, row);
    if (!row->plan)
        return;
    int64_t first = str_is_empty(row->folded) ? 0 : first_line(r, row->folded, row->number);
    if (first == 0)
        return;
    row->plan = "skip-double";
    row->message = words_printf(a, "the same address as line %lld", (long long)first);
}

#define NOBODY "nobody is in this list yet: give one name and e-mail address per line"
#define MOST_SLOTS ((size_t)1 << 19)             /* for 200,000 rows, which is the reader's limit */

/* The reader's place ("row 12, column 3") becomes part of the sentence. */
static code explain(code c, const struct error *why, struct error *err)
{
    return c == OK ? OK : fail(err, c, "people", "%s%s%s", why->where, why->where[0] ? ": " : "", why->text);
}

code plan_open(struct arena *a, str text, struct list_reader **out, struct error *err)
{
    struct list_reader *r = NEW(a, struct list_reader);
    struct error why = {0};
    size_t slots = 16, lines = count_lines(text);

    if (str_is_empty(str_trim(text)))
        return fail(err, BAD_INPUT, "people", NOBODY);
    TRY(explain(csv_open(a, text, &r->csv, &why), &why, err));
    while (slots < lines + lines / 2 && slots < MOST_SLOTS)
        slots *= 2;
    r->seen = NEW_ARRAY(a, slots, struct seen);
    r->mask = slots - 1;
    r->is_first = true;
    r->arena = a;
    *out = r;
    return OK;
}

code plan_check(str text, int64_t *lines, struct error *err)
{
    struct error why = {0};

    return explain(csv_check(text, lines, &why), &why, err);
}

void plan_for(struct list_reader *r, str badge, const struct str_list *badges)
{
    struct map *m = map_new(r->arena);

    for (size_t i = 0; i < badges->n; i++)
        *map_at(m, columns_bare(r->arena, badges->items[i])) = r;
    r->badges = m;
    r->badge = columns_bare(r->arena, badge);
}

void plan_results(struct list_reader *r, const struct result_description_list *results, str all)
{
    r->results = results;
    r->all_results = all;
}

void plan_mapping(struct list_reader *r, const struct column_mapping *m)
{
    r->mapping = m;
    mapping_columns(m, r->results, &r->columns);
}

code plan_next(struct list_reader *r, struct arena *row_arena, struct draft_row *out, bool *found, struct error *err)
{
    struct csv_row cells;
    struct error why = {0};

    for (;;) {
        TRY(explain(csv_next(r->csv, row_arena, &cells, found, &why), &why, err));
        if (!*found)
            return OK;
        if (r->is_first && !r->mapping)
            TRY(columns_read(r->arena, &cells, r->results, &r->columns, err));
        bool skip = r->is_first && (r->mapping ? r->mapping->has_names : r->columns.named);
        r->is_first = false;
        if (skip)
            continue;
        read_line(r, row_arena, &cells, out);
        if (out->plan)
            return OK;
    }
}

/* ---- planning against what people hold ---- */

str plan_holds_since(struct arena *a, msec awarded)
{
    return words_printf(a, "holds it since " STR_FMT, STR_ARG(out_day_said(a, awarded)));
}

const char *plan_state(const char *plan)
{
    return strcmp(plan, "award") == 0 ? "waiting" : strcmp(plan, "wrong") == 0 ? "failed" : "skipped";
}

static const char sql_holder[] = SQL(
    "SELECT w.awarded_at FROM person p JOIN award w ON w.person_id = p.id"
    " WHERE p.id = coalesce((SELECT o.person_id FROM person_address o WHERE o.org_id = $1 AND o.folded = $2),"
    " (SELECT q.id FROM person q WHERE q.org_id = $1 AND q.folded = $2)) AND w.achievement_id = $3 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $4) ORDER BY w.id DESC LIMIT 1");

code plan_holder(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct draft_row *row,
                        struct error *err)
{
    if (strcmp(row->plan, "award") != 0)
        return OK;
    struct rows *r = db_query(db, sql_holder,
                              ARGS(v_int(org), v_str(row->folded), v_int(achievement), v_int(clock_now())));
    if (rows_next(r)) {
        row->plan = "skip-holds";
        row->message = plan_holds_since(a, row_int(r, 0));
    }
    return rows_end(r, err);
}
