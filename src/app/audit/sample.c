/* audit/sample.c — samples: the population gathered, the draw kept, what was found. */
#include "app/audit/sample.h"

#include "app/matrix/matrix.h"

#define PEOPLE_AT_ONCE 200

/* ---- the population ---- */

struct gathering { struct list l; struct matrix_columns columns; struct requirement_moment at; const struct sample_ask *q; struct buf out; int64_t n; };

static bool is_wanted(const struct sample_ask *q, enum requirement_state s)
{
    for (size_t i = 0; i < q->states.n; i++)
        if (q->states.items[i] == s)
            return true;
    return s != STANDING_NOT_APPLICABLE && q->states.n == 0;
}

static void put_row(struct gathering *g, const struct matrix_row *row)
{
    for (size_t k = 0; k < g->columns.n; k++) {
        if (!is_wanted(g->q, row->cells[k].state))
            continue;
        buf_printf(&g->out, "%lld:%lld:%d\n", (long long)row->person, (long long)g->columns.items[k].id, (int)row->cells[k].state);
        g->n++;
    }
}

static code put_people(struct gathering *g, const struct id_list *people, struct error *err)
{
    const struct list *l = &g->l;
    struct arena *piece = arena_new(0);
    struct matrix_rows rows = {0};
    code c = matrix_cells(l->db, piece, &(struct matrix_cells_ask){l->org, list_owner(l), people, &g->columns, g->at}, &rows, err);

    for (size_t i = 0; c == OK && i < rows.n; i++)
        put_row(g, &rows.items[i]);
    arena_free(piece);
    return c == OK && g->n > SAMPLE_POPULATION ? fail(err, LIMIT, "requirement", "this is too much to draw from: choose a requirement, a department, a site or a team") : c;
}

static code put_all(struct gathering *g, struct error *err)
{
    int64_t after = 0;
    struct id_list people = {.n = PEOPLE_AT_ONCE};

    while (people.n == PEOPLE_AT_ONCE) {
        people = (struct id_list){0};
        TRY(list_ids(&g->l, after, PEOPLE_AT_ONCE, &people, err));
        if (people.n == 0)
            break;
        TRY(put_people(g, &people, err));
        after = people.items[people.n - 1];
    }
    return OK;
}

/* A day that is not today is worked out, which takes its time. */
static code check_size(struct gathering *g, struct error *err)
{
    int64_t most = g->columns.n ? SAMPLE_CELLS / (int64_t)g->columns.n + 1 : 1, people = 0;

    if (g->at.day)
        TRY(list_count(&g->l, most, &people, err));
    return people >= most && g->columns.n ? fail(err, LIMIT, "requirement", "this is too much to work out for another day: choose a requirement, a department, a site or a team") : OK;
}

static code gather(struct db *db, struct arena *a, struct gathering *g, struct error *err)
{
    const struct sample_ask *q = g->q;
    bool is_today = q->day == date_start(date_of(clock_now()));
    str query = is_today ? q->query : str_printf(a, STR_FMT "&who=all&at=" STR_FMT, STR_ARG(q->query), STR_ARG(date_format(a, date_of(q->day))));
    struct matrix_ask ask;

    TRY(list_of_query(&(struct list_query_of){.db = db, .a = a, .def = &matrix_list_def, .org = q->org, .account = q->account, .query = query}, &g->l, err));
    matrix_asked(&g->l, &ask, &g->at);
    TRY(matrix_columns(db, a, &ask, &g->columns, err));
    TRY(check_size(g, err));
    return put_all(g, err);
}

/* ---- kept ---- */

static const char sql_add[] = SQL(
    "INSERT INTO audit_sample (org_id, account_id, name, seed, day, filters, population, n_population, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id");
static const char sql_add_line[] = SQL(
    "INSERT INTO audit_sample_line (org_id, sample_id, place, person_id, requirement_id, state, draw, result, note) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '')");

static code add_lines(struct db *db, const struct sample_ask *q, int64_t id, const struct sample_pairs *pairs, struct error *err)
{
    for (size_t i = 0; i < pairs->n; i++) {
        const struct sample_pair *p = &pairs->items[i];
        TRY(db_run(db, sql_add_line, ARGS(v_int(q->org), v_int(id), v_int((int64_t)i + 1), v_int(p->person), v_int(p->requirement), v_int(p->state), v_str(p->draw)), NULL, err));
    }
    return OK;
}

static code keep(struct db *db, struct arena *a, struct gathering *g, int64_t *id, struct error *err)
{
    const struct sample_ask *q = g->q;
    str population = buf_done(&g->out), filters;
    struct sample_pairs pairs = {0};

    TRY(list_in_words(&g->l, &filters, err));
    sample_draw(a, population, q->seed, (size_t)q->n, &pairs);
    TRY(db_int(db, sql_add, ARGS(v_int(q->org), v_int(q->account), v_str(q->name), v_str(q->seed), v_int(q->day), v_str(filters), v_str(population), v_int(g->n), v_int(clock_now())), id, err));
    TRY(add_lines(db, q, *id, &pairs, err));
    return org_log(db, q->org, q->account, "audit.sample", str_printf(a, "sample %lld", (long long)*id), q->name, err);
}

/* A colon or a blank would make two seeds of one, for who reads it aloud. */
static bool is_seed(str seed)
{
    for (size_t i = 0; i < seed.n; i++)
        if (!((seed.p[i] >= '0' && seed.p[i] <= '9') || (seed.p[i] >= 'a' && seed.p[i] <= 'z') || (seed.p[i] >= 'A' && seed.p[i] <= 'Z') || seed.p[i] == '-'))
            return false;
    return seed.n > 0 && seed.n <= SAMPLE_SEED;
}

static code check(const struct sample_ask *q, struct error *err)
{
    if (q->n < 1 || q->n > SAMPLE_MOST)
        return fail(err, BAD_INPUT, "n", "choose from 1 to %d", SAMPLE_MOST);
    if (!is_seed(q->seed))
        return fail(err, BAD_INPUT, "seed", "a seed is letters, digits and hyphens, at most %d", SAMPLE_SEED);
    if (q->day > date_start(date_of(clock_now())))
        return fail(err, BAD_INPUT, "at", "that day is to come");
    return OK;
}

code sample_make(struct db *db, struct arena *a, const struct sample_ask *q, int64_t *id, struct error *err)
{
    struct gathering g = {.q = q, .out = buf_new(a)};

    TRY(check(q, err));
    TRY(gather(db, a, &g, err));
    if (g.n == 0)
        return fail(err, NOT_FOUND, "requirement", "nobody of whom you see something fits this");
    TRY(db_begin(db, err));
    return db_end(db, keep(db, a, &g, id, err), err);
}

/* ---- read ---- */

static const char sql_get[] = SQL(
    "SELECT s.id, coalesce(s.account_id, 0), s.n_population, (SELECT count(*) FROM audit_sample_line l WHERE l.sample_id = s.id), s.name, s.seed, s.filters,"
    " coalesce((SELECT c.name FROM account c WHERE c.id = s.account_id), ''), s.day, s.created_at FROM audit_sample s WHERE s.org_id = $1 AND s.id = $2");

code sample_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct sample *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct sample){.id = row_int(r, 0), .account = row_int(r, 1), .all = row_int(r, 2), .n = row_int(r, 3), .name = row_str(r, 4, a), .seed = row_str(r, 5, a),
                               .filters = row_str(r, 6, a), .by = row_str(r, 7, a), .day = row_int(r, 8), .created = row_int(r, 9)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "sample", "there is no such sample");
}

static const char sql_population[] = SQL("SELECT s.population FROM audit_sample s WHERE s.org_id = $1 AND s.id = $2");

code sample_population(struct db *db, struct arena *a, int64_t org, int64_t id, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_population, ARGS(v_int(org), v_int(id)));

    *out = rows_next(r) ? row_str(r, 0, a) : S("");
    return rows_end(r, err);
}

static const char sql_lines[] = SQL(
    "SELECT l.id, l.place, coalesce(l.person_id, 0), coalesce(l.requirement_id, 0), coalesce(CASE WHEN p.name = '' THEN p.email ELSE p.name END, ''), coalesce(p.staff_number, ''),"
    " coalesce(r.code, ''), coalesce((SELECT v.name FROM requirement_version v WHERE v.requirement_id = r.id ORDER BY v.number DESC LIMIT 1), ''), l.draw, l.result, l.note, l.state,"
    " coalesce(l.noted_at, 0) FROM audit_sample_line l LEFT JOIN person p ON p.id = l.person_id LEFT JOIN requirement r ON r.id = l.requirement_id"
    " WHERE l.org_id = $1 AND l.sample_id = $2 ORDER BY l.place");

code sample_lines(struct db *db, struct arena *a, int64_t org, int64_t sample, struct sample_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_lines, ARGS(v_int(org), v_int(sample)));

    while (rows_next(r))
        *list_add(a, out) = (struct sample_line){
            .id = row_int(r, 0), .place = row_int(r, 1), .person = row_int(r, 2), .requirement = row_int(r, 3), .name = row_str(r, 4, a), .number = row_str(r, 5, a),
            .code = row_str(r, 6, a), .requirement_name = row_str(r, 7, a), .draw = row_str(r, 8, a), .result = row_str(r, 9, a), .note = row_str(r, 10, a),
            .state = (enum requirement_state)row_int(r, 11), .noted = row_int(r, 12)};
    return rows_end(r, err);
}

/* ---- found ---- */

static const struct { const char *name, *words; } results[] = {{"holds", "Holds"}, {"finding", "Finding"}, {"note", "Note"}};

const char *sample_result_words(str result)
{
    for (size_t i = 0; i < COUNT(results); i++)
        if (str_eq(result, cstr(results[i].name)))
            return words(results[i].words);
    return "";
}

static const char sql_note[] = SQL(
    "UPDATE audit_sample_line SET result = $4, note = $5, noted_at = $6 WHERE org_id = $1 AND sample_id = $2 AND id = $3 AND (result <> $4 OR note <> $5)");

code sample_note(struct db *db, const struct sample_note *n, struct error *err)
{
    if (n->result.n && !*sample_result_words(n->result))
        return fail(err, BAD_INPUT, "result", "choose one of the list");
    if (n->note.n > 2000)
        return fail(err, BAD_INPUT, "note", "this is too long");
    return db_run(db, sql_note, ARGS(v_int(n->org), v_int(n->sample), v_int(n->line), v_str(n->result), v_str(n->note), v_int(clock_now())), NULL, err);
}

/* ---- all of them ---- */

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : words_printf(l->a, "Sample %lld", (long long)v[1].i);
    c->sub = v[2].s;
    c->href = str_printf(l->a, "/org/%lld/audit/samples/%lld", (long long)l->org, (long long)v[1].i);
}

static void by_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = str_is_absent(v[0].s) ? said("no account") : v[0].s;
}

#define LINES(which) "(SELECT count(*) FROM audit_sample_line n WHERE n.sample_id = s.id" which ")"
static const struct list_column columns[] = {
    {"name", "Sample", SQL_PIECE("s.name, s.id, s.filters"), .values = 3, .cell = name_cell},
    {"day", "As at", SQL_PIECE("s.day"), .kind = CELL_DATE, .order = SQL_PIECE("s.day")},
    {"lines", "Lines", SQL_PIECE(LINES("")), .kind = CELL_NUMBER},
    {"open", "Not looked at", SQL_PIECE(LINES(" AND n.result = ''")), .kind = CELL_NUMBER},
    {"findings", "Findings", SQL_PIECE(LINES(" AND n.result = 'finding'")), .kind = CELL_NUMBER},
    {"by", "Drawn by", SQL_PIECE("(SELECT c.name FROM account c WHERE c.id = s.account_id)"), .cell = by_cell},
    {"drawn", "Drawn", SQL_PIECE("s.created_at"), .kind = CELL_TIME, .order = SQL_PIECE("s.id"), .indexed = true},
    {"seed", "Seed", SQL_PIECE("s.seed"), .extra = true},
    {"population", "Drawn from", SQL_PIECE("s.n_population"), .kind = CELL_NUMBER, .extra = true},
};
static const struct list_option states[] = {
    {"open", "Not looked at everywhere", SQL_PIECE(LINES(" AND n.result = ''") " > 0")}, {"findings", "With findings", SQL_PIECE(LINES(" AND n.result = 'finding'") " > 0")},
    {NULL, NULL, NULL},
};
static const struct list_filter filters[] = {{"state", "State", FILTER_OPTIONS, .options = states}};

/* Whose right goes for a part sees what they drew: another's sample may go further. */
const struct list_def samples_list_def = {
    .name = "samples", .title = "Samples", .thing = "sample", .things = "samples", .right = VIEW_STANDINGS,
    .scope = {.people = SQL_PIECE("s.account_id = :me"), .badges = SQL_PIECE("s.account_id = :me")},
    .from = "audit_sample s", .where = SQL_PIECE("s.org_id = :org"), .key = "s.id",
    .search = SQL_PIECE("lower(s.name) LIKE :word ESCAPE '!'"), .search_label = "Name",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-drawn",
};
