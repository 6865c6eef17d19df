#include "unit/test.h"
#include "unit/app/fixture.h"
#include "unit/store_db.h"

#include "app/award/award.h"
#include "app/list/act.h"
#include "app/lists.h"
#include "app/org/org.h"
#include "format/csv.h"
#include "store/migrate.h"

#include <string.h>

/* ---- every declaration, on both engines ---- */

struct prepared { struct store *store; struct arena *a; int64_t n; };       /* a: of one list */

static code prepare(void *ctx, const char *sql, struct error *err)
{
    struct prepared *p = ctx;

    p->n++;
    if (p->store->postgres)
        return db_script(p->store->db, str_printf(p->a, "PREPARE one AS %s; DEALLOCATE one", sql), err);
    struct value any[96] = {0};
    struct rows *r = db_query_made(p->store->db, str_z(p->a, str_printf(p->a, "EXPLAIN %s", sql)),
                                   (struct args){any, COUNT(any)});
    while (rows_next(r))
        ;
    return rows_end(r, err);
}

static void prepare_all(struct store *s)
{
    struct prepared p = {.store = s};
    size_t n;
    const struct migration *steps = migrate_steps(test_arena, &n);

    NEED(migrate(s->db, test_arena, steps, n, &err));
    for (const struct list_def *const *def = app_lists; *def; def++) {
        p.n = 0;
        p.a = arena_new(0);
        NEED(list_check(p.a, *def, prepare, &p, &err));
        arena_free(p.a);
        assert_true(p.n > 8);
    }
}

TEST(every_statement_of_every_list_is_understood_by_both_engines)
{
    each_engine(prepare_all);
}

/* ---- a small list over the log ---- */

static code mark(struct act_run *run, int64_t row, str *before, struct error *err);
static code unmark(struct act_run *run, int64_t row, str *before, struct error *err);
static const struct list_act mark_act = {
    "mark", "Mark", "check", "Mark {n}?", "{n} marked", "They are marked.", .right = MANAGE_ORG, .apply = mark, .undo = unmark,
};
static const struct list_act *const acts[] = {&mark_act, NULL};

#define COLUMN(name, expression, how) {name, name, SQL_PIECE(expression), .kind = how, .order = SQL_PIECE(expression)}
static const struct list_column columns[] = {
    COLUMN("what", "l.what", CELL_TEXT), COLUMN("at", "l.at", CELL_TIME), COLUMN("detail", "l.detail", CELL_TEXT),
    COLUMN("id", "l.id", CELL_NUMBER),
};
static const struct list_option parts[] = {
    {"even", "Even", SQL_PIECE("l.id % 2 = 0")}, {"odd", "Odd", SQL_PIECE("l.id % 2 = 1")}, {NULL},
};
static const struct list_filter filters[] = {
    {"part", "Part", FILTER_OPTIONS, .options = parts, .many = true},
    {"from", "From", FILTER_FROM, .sql = SQL_PIECE("l.at >= :value")},
};
#define SMALL                                                                  \
    .title = "Lines", .thing = "line", .things = "lines", .right = VIEW_ORG, .from = "org_log l",          \
    .where = SQL_PIECE("l.org_id = :org AND l.what LIKE 'test.%'"), .key = "l.id",                          \
    .search = SQL_PIECE("lower(l.detail) LIKE :word ESCAPE '!'"), .search_label = "Search", LIST_COLUMNS(columns),  \
    LIST_FILTERS(filters), .order = "what", .acts = acts
static const struct list_def small_def = {.name = "small", SMALL};
static const struct list_def long_def = {.name = "long", SMALL, .most = 5};
static const struct list_def started_def = {
    .name = "started", SMALL, .most = 5,
    .search_start = SQL_PIECE("SELECT s.id FROM (SELECT x.id FROM org_log x WHERE x.org_id = :org AND lower(x.detail) >= :from"
                              " AND lower(x.detail) < :to ORDER BY lower(x.detail) LIMIT 1000) AS s UNION"
                              " SELECT y.id FROM org_log y WHERE y.org_id = :org AND y.what >= :from AND y.what < :to"),
};
static const struct list_def *const small_lists[] = {&small_def, &long_def, &started_def, NULL};

static bool may_mark = true;
static bool may(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right)
{
    (void)db, (void)a, (void)org, (void)account, (void)right;
    return may_mark;
}

static struct list_reach reaches;
static code reach(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right, struct list_reach *out, struct error *e)
{
    (void)db, (void)a, (void)org, (void)account, (void)right, (void)e;
    *out = reaches;
    return OK;
}

static struct fixture small_open(int rows)
{
    struct fixture f = fixture_open();

    list_host_is(&(struct list_host){small_lists, may, reach});
    reaches = (struct list_reach){.everything = true};
    may_mark = true;
    for (int i = 0; i < rows; i++)
        NEED(db_run(f.db, "INSERT INTO org_log (org_id, account_id, what, subject, detail, at) VALUES ($1, $2, $3, '', $4, $5)",
                    ARGS(v_int(f.org), v_int(f.account), v_str(i % 3 ? S("test.b") : S("test.a")),
                         v_str(str_printf(test_arena, "Number %d of 100%%", i)), v_int((i + 1) * DAY)), NULL, &err));
    return f;
}

static struct list load_small(struct fixture *f, const struct list_def *def, const char *query)
{
    struct request rq = {.arena = test_arena, .db = f->db, .org = f->org, .path = S("/org/1/small")};
    struct session session = {.account = f->account};
    struct list l = {.def = def, .address = S("/org/1/small")}, asked;
    str rest = cstr(query), one, name;

    rq.session = &session;
    rq.app = f->app;
    while (str_cut(&rest, '&', &one))
        if (str_cut(&one, '=', &name))
            *list_add(test_arena, &rq.query) = (struct pair){name, one};
    asked = l;
    NEED(list_load(&rq, &asked, &err));
    return asked;
}

static str ids(const struct list *l)
{
    struct buf b = buf_new(test_arena);

    for (size_t i = 0; i < l->rows.n; i++)
        buf_printf(&b, "%s%lld", i ? " " : "", (long long)l->rows.items[i].cells.items[3].number);
    return buf_done(&b);
}

static int64_t first_id(struct fixture *f)
{
    return number_of(f, "SELECT min(id) FROM org_log WHERE what LIKE 'test.%'");
}

TEST(a_list_shows_what_the_address_asks_and_leaves_out_what_it_does_not_know)
{
    struct fixture f = small_open(6);
    static const struct { const char *query; int64_t rows; } t[] = {
        {"", 6}, {"part=even", 3}, {"part=even&part=odd", 6}, {"part=neither", 6}, {"q=number", 6}, {"q=of+3", 0},
        {"q=3 of", 1}, {"q=%", 6}, {"q=_", 0}, {"q=100!", 0}, {"from=1970-01-05", 3}, {"from=yesterday", 6}, {"sort=-what", 6},
        {"sort=nothing", 6}, {"q=0%25", 0}, {"part=even&q=Number", 3}, {"page=9", 6}, {"columns=what,id", 6},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct list l = load_small(&f, &small_def, t[i].query);
        if (l.total != t[i].rows)
            print_error("%s\n", t[i].query);
        assert_int_equal(l.total, t[i].rows);
        assert_int_equal(l.rows.n, t[i].rows);
    }
    fixture_close(&f);
}

TEST(who_has_the_right_for_a_part_sees_no_row_that_the_list_cannot_hold_against_it)
{
    struct fixture f = small_open(6);

    reaches = (struct list_reach){0};
    assert_int_equal(load_small(&f, &small_def, "").total, 0);
    *list_add(test_arena, &reaches.parts) = (struct list_part){.grant = 1, .below = true};
    struct list l = load_small(&f, &small_def, "q=Number");
    assert_int_equal(l.total, 0);
    assert_int_equal(l.rows.n, 0);
    fixture_close(&f);
}

TEST(what_is_typed_is_a_value_and_never_text_of_a_statement)
{
    struct fixture f = small_open(3);
    static const char *const queries[] = {
        "q='", "q=\"", "q=;DROP TABLE org_log", "q=$1", "q=:org", "part=' OR 1=1 --", "sort=id; DELETE", "sort=-", "columns=*",
        "columns=what,(SELECT 1)", "from=2026-13-40", "after=1' OR '1'='1", "at=-1",
    };

    for (size_t i = 0; i < COUNT(queries); i++)
        assert_true(load_small(&f, &small_def, queries[i]).total <= 3);
    fixture_close(&f);
}

TEST(equal_values_are_ordered_by_the_key_in_both_directions)
{
    struct fixture f = small_open(6);
    int64_t n = first_id(&f);
    str up = str_printf(test_arena, "%lld %lld %lld %lld %lld %lld", (long long)n, (long long)n + 3, (long long)n + 1,
                        (long long)n + 2, (long long)n + 4, (long long)n + 5);
    str down = str_printf(test_arena, "%lld %lld %lld %lld %lld %lld", (long long)n + 5, (long long)n + 4, (long long)n + 2,
                          (long long)n + 1, (long long)n + 3, (long long)n);
    struct list l = load_small(&f, &small_def, "");

    check_str_at(0, ids(&l), up);
    assert_string_equal(l.heads.items[0].sorted, "ascending");
    l = load_small(&f, &small_def, "sort=-what");
    check_str_at(1, ids(&l), down);
    fixture_close(&f);
}

static const char *query_of(str href)
{
    ptrdiff_t at = str_find_byte(href, '?');

    return at < 0 ? "" : str_z(test_arena, str_from(href, (size_t)at + 1));
}

TEST(pages_follow_each_other_forwards_and_back_without_losing_a_row)
{
    struct fixture f = small_open(60);
    static const char *const sorts[] = {"", "sort=-what", "sort=id", "sort=-id", "sort=detail"};

    for (size_t i = 0; i < COUNT(sorts); i++) {
        struct list one = load_small(&f, &small_def, sorts[i]), two = load_small(&f, &small_def, query_of(one.pages.next)),
                    three = load_small(&f, &small_def, query_of(two.pages.next)),
                    back = load_small(&f, &small_def, query_of(three.pages.previous));
        assert_int_equal(one.rows.n, 25);
        assert_int_equal(two.rows.n, 25);
        assert_int_equal(three.rows.n, 10);
        assert_true(str_is_empty(three.pages.next));
        check_str_at(i, ids(&back), ids(&two));
        assert_int_equal(three.pages.from, 51);
        assert_int_equal(three.pages.to, 60);
        assert_int_equal(three.pages.total, 60);
    }
    fixture_close(&f);
}

TEST(a_long_list_is_not_counted_to_its_end_nor_sorted_by_what_has_no_index)
{
    struct fixture f = small_open(30);
    struct list l = load_small(&f, &long_def, "sort=detail");

    assert_true(l.is_long);
    assert_int_equal(l.total, -1);
    assert_true(l.pages.more);
    assert_int_equal(l.sort, 0);
    assert_true(l.unsorted);
    l = load_small(&f, &long_def, "q=number 7&sort=detail");
    assert_int_equal(l.total, 3);                /* 7, 17 and 27 */
    assert_int_equal(l.sort, 2);
    fixture_close(&f);
}

TEST(in_a_long_list_is_found_what_begins_with_the_words_each_row_once)
{
    static const struct { const char *query; size_t rows; } t[] = {
        {"q=number 7", 1}, {"q=7", 0}, {"q=NUMBER 1&per_page=50", 11}, {"q=test.a&per_page=50", 10}, {"q=test.", 25},
        {"q=number 1&part=even&per_page=50", 5}, {"q=number 1&sort=-detail&per_page=50", 11}, {"q=org", 0},
    };
    struct fixture f = small_open(30);

    for (size_t i = 0; i < COUNT(t); i++) {
        struct list l = load_small(&f, &started_def, t[i].query);
        check_at(i, l.rows.n == t[i].rows);
    }
    fixture_close(&f);
}

TEST(nothing_that_fits_is_told_from_nothing_at_all)
{
    struct fixture f = small_open(1);
    struct list none = load_small(&f, &small_def, "q=zebra");

    assert_int_equal(none.rows.n, 0);
    assert_false(none.is_nothing);
    NEED(db_run(f.db, "DELETE FROM org_log", NO_ARGS, NULL, &err));
    assert_true(load_small(&f, &small_def, "").is_nothing);
    fixture_close(&f);
}

/* ---- acts ---- */

static const char sql_note[] = "UPDATE org_log SET subject = $2 WHERE id = $1";

static code mark(struct act_run *run, int64_t row, str *before, struct error *err)
{
    if (row % 10 == 0)
        return fail(err, CONFLICT, "row", "this one cannot be marked");
    *before = S("was nothing");
    return db_run(run->db, sql_note, ARGS(v_int(row), v_str(S("marked"))), NULL, err);
}

static code unmark(struct act_run *run, int64_t row, str *before, struct error *err)
{
    assert_true(str_eq(*before, S("was nothing")));
    return db_run(run->db, sql_note, ARGS(v_int(row), v_str(S(""))), NULL, err);
}

static struct act ask(struct fixture *f, const char *query, const struct id_list *rows)
{
    struct list l;
    struct act act;
    int64_t id;

    NEED(list_of_query(&(struct list_query_of){f->db, test_arena, &small_def, f->org, f->account, 0, cstr(query)}, &l, &err));
    NEED(act_ask(&(struct act_new){&l, &mark_act, rows, S("/org/1/small")}, &id, &err));
    NEED(act_get(f->db, test_arena, f->org, f->account, id, &act, &err));
    return act;
}

static int64_t marked(struct fixture *f)
{
    return number_of(f, "SELECT count(*) FROM org_log WHERE subject = 'marked'");
}

TEST(an_act_does_exactly_the_rows_that_were_seen_and_takes_them_back)
{
    struct fixture f = small_open(20);
    struct act act = ask(&f, "part=odd", NULL);

    assert_int_equal(act.total, 10);
    NEED(db_run(f.db, "INSERT INTO org_log (org_id, account_id, what, subject, detail, at) SELECT org_id, account_id, what, '', '', at"
                      " FROM org_log WHERE what LIKE 'test.%'", NO_ARGS, NULL, &err));
    NEED(act_start(f.app, f.db, test_arena, &act, S(""), &err));
    assert_true(str_eq(act.state, S("done")));
    assert_int_equal(marked(&f), 10);
    assert_int_equal(act_start(f.app, f.db, test_arena, &act, S(""), NULL), CONFLICT);
    NEED(act_undo(f.app, f.db, test_arena, &act, &err));
    assert_true(str_eq(act.state, S("undone")));
    assert_int_equal(marked(&f), 0);
    assert_int_equal(act_undo(f.app, f.db, test_arena, &act, NULL), CONFLICT);
    fixture_close(&f);
}

TEST(an_act_of_many_rows_is_a_job_and_leaves_out_rows_with_a_reason)
{
    struct fixture f = small_open(1000);
    struct act act = ask(&f, "", NULL);

    NEED(act_start(f.app, f.db, test_arena, &act, S(""), &err));
    assert_true(str_eq(act.state, S("running")));
    run_jobs(&f);
    NEED(act_get(f.db, test_arena, f.org, f.account, act.id, &act, &err));
    assert_true(str_eq(act.state, S("done")));
    assert_int_equal(act.done, 900);
    assert_int_equal(act.skipped, 100);
    assert_true(str_eq(act.why, S("this one cannot be marked")));
    NEED(act_undo(f.app, f.db, test_arena, &act, &err));
    run_jobs(&f);
    assert_int_equal(marked(&f), 0);
    fixture_close(&f);
}

TEST(an_act_is_stopped_when_who_began_it_may_not_any_more)
{
    struct fixture f = small_open(1000);
    struct act act = ask(&f, "", NULL);

    NEED(act_start(f.app, f.db, test_arena, &act, S(""), &err));
    may_mark = false;
    run_jobs(&f);
    NEED(act_get(f.db, test_arena, f.org, f.account, act.id, &act, &err));
    assert_true(str_eq(act.state, S("stopped")));
    assert_int_equal(marked(&f), 0);
    fixture_close(&f);
}

TEST(rows_of_another_list_or_organisation_are_not_ticked)
{
    struct fixture f = small_open(3);
    int64_t n = first_id(&f), foreign[] = {n - 1, n + 999}, own[] = {n, n, n + 1};
    struct list l;
    int64_t id;

    NEED(list_of_query(&(struct list_query_of){f.db, test_arena, &small_def, f.org, f.account, 0, S("")}, &l, &err));
    assert_int_equal(act_ask(&(struct act_new){&l, &mark_act, &(struct id_list){foreign, 2, 2}, S("")}, &id, NULL), BAD_INPUT);
    assert_int_equal(ask(&f, "", &(struct id_list){own, 3, 3}).total, 2);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM list_act"), 1);
    fixture_close(&f);
}

/* ---- files of every list ---- */

static str csv_of(struct fixture *f, const struct list_def *def, struct arena *a)
{
    struct session session = {.account = f->account};
    struct request rq = {.arena = a, .db = f->db, .org = f->org, .path = S("/org/1/x"), .session = &session, .app = f->app};
    struct response rs = {.arena = a};
    struct list l = {.def = def, .address = S("/org/1/x")};
    struct buf b = buf_new(test_arena);
    char piece[4096];

    *list_add(a, &rq.query) = (struct pair){S("as"), S("csv")};
    check_at(0, list_answer(&rq, &rs, &l));
    assert_true(rs.file > 0);
    for (ssize_t n, at = 0; (n = pread(rs.file, piece, sizeof piece, at)) > 0; at += n)
        buf_put(&b, (str){piece, (size_t)n});
    response_file_drop(&rs);
    return buf_done(&b);
}

static void csv_of_each(struct store *s)
{
    struct fixture f = fixture_open_on(s->postgres ? s->url : NULL);
    struct award_context *c;
    int64_t id, rows = 0;
    struct award_request r = {.org = f.org, .achievement = f.badge, .account = f.account, .name = S("=HYPERLINK(\"http://evil.example\")"), .email = S("eve@example.org"),
                              .awarded = clock_now()};

    app_lists_start();
    NEED(award_context_open(f.app, f.db, test_arena, f.org, f.badge, &c, &err));
    NEED(award_issue(c, f.db, test_arena, &r, &id, &err));
    award_context_close(c);
    NEED(org_log(f.db, f.org, f.account, "badge.new", S("@SUM(1)"), S("+1+1"), &err));
    for (const struct list_def *const *def = app_lists; *def; def++) {
        struct csv_table t = {0};
        str text = csv_of(&f, *def, test_arena);
        NEED(csv_parse(test_arena, text, &t, &err));
        assert_int_equal(t.items[0].cells.n, (*def)->n_columns);
        for (size_t i = 0; i < t.n; i++) {
            assert_int_equal(t.items[i].cells.n, (*def)->n_columns);
            for (size_t k = 0; k < t.items[i].cells.n; k++)
                if (t.items[i].cells.items[k].n && strchr("=+@\t", t.items[i].cells.items[k].p[0])) {
                    print_error("%s gives a formula: " STR_FMT "\n", (*def)->name, STR_ARG(t.items[i].cells.items[k]));
                    assert_true(0);
                }
        }
        rows += (int64_t)t.n - 1;
    }
    assert_true(rows > 3);
    fixture_close(&f);
}

TEST(every_list_is_a_file_with_all_its_columns_and_no_formula)
{
    each_engine(csv_of_each);
}

TEST(a_file_of_a_hundred_thousand_rows_takes_no_more_memory_than_one_of_a_thousand)
{
    struct fixture f = fixture_open();
    struct arena *a = arena_new((size_t)2 << 20);
    const char *sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO org_log (org_id, account_id, at, what, subject, detail)"
                      " SELECT $1, NULL, i, 'badge.new', '', 'Number ' || i FROM n";

    app_lists_start();
    NEED(db_run(f.db, sql, ARGS(v_int(f.org)), NULL, &err));
    struct session session = {.account = f.account};
    struct request rq = {.arena = a, .db = f.db, .org = f.org, .path = S("/org/1/x"), .session = &session, .app = f.app};
    struct response rs = {.arena = a};
    struct list l = {.def = &org_log_list_def, .address = S("/org/1/x")};
    *list_add(a, &rq.query) = (struct pair){S("as"), S("csv")};
    assert_true(list_answer(&rq, &rs, &l));
    assert_true(rs.file > 0 && rs.file_size > 100000 * 20);
    response_file_drop(&rs);
    arena_free(a);
    fixture_close(&f);
}
