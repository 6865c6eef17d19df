#include <pthread.h>

#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/ledger/ledger.h"
#include "app/people/people.h"
#include "app/privacy/privacy.h"
#include "store/tables.h"
#include "unit/store_db.h"

static struct fixture open_on(const struct store *s)
{
    return fixture_open_on(s->postgres ? s->url : NULL);
}

static int64_t award_to(struct fixture *f, const char *email)
{
    struct award_context *c;
    int64_t id;
    struct award_request r = {.org = f->org, .achievement = f->badge, .account = f->account, .name = S("Ann Lee"), .email = cstr(email), .awarded = clock_now()};

    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    award_context_close(c);
    return id;
}

static struct ledger_report look_at(struct fixture *f, struct db *db, int64_t org)
{
    struct ledger_report r;

    NEED(ledger_verify(f->app, db, test_arena, &(struct ledger_ask){.master_key = f->app->master_key, .org = org}, &r, &err));
    return r;
}

static struct ledger_report look_by(struct fixture *f, struct db *db)
{
    return look_at(f, db, f->org);
}

static bool holds(struct fixture *f, int64_t org)
{
    struct ledger_report r = look_at(f, f->db, org);

    for (size_t i = 0; i < r.found.n; i++)
        print_message("# " STR_FMT "\n", STR_ARG(r.found.items[i]));
    return r.flaws == 0;
}

static bool is_green(struct fixture *f)
{
    return holds(f, f->org);
}

static bool found(struct fixture *f, const char *words)
{
    struct ledger_report r = look_by(f, f->db);

    for (size_t i = 0; i < r.found.n; i++)
        if (str_contains(r.found.items[i], cstr(words)))
            return true;
    for (size_t i = 0; i < r.found.n; i++)
        print_message("# " STR_FMT "\n", STR_ARG(r.found.items[i]));
    return false;
}

/* ---- who writes past the program: a connection that nobody watches ---- */

struct outsider { struct db_pool *pool; struct db *db; };

static struct outsider outside(struct fixture *f, const struct store *s)
{
    struct outsider o = {0};
    const char *url = s->postgres ? s->url : str_z(test_arena, str_printf(test_arena, "sqlite:%s/lapel.db", f->folder));

    NEED(db_pool_open(url, 1, &o.pool, &err));
    o.db = db_borrow(o.pool, NULL);
    assert_non_null(o.db);
    return o;
}

static void leave(struct outsider *o)
{
    db_return(o->pool, o->db);
    db_pool_close(o->pool);
}

static void by_outsider(struct fixture *f, const struct store *s, const char *sql)
{
    struct outsider o = outside(f, s);

    NEED(db_run_made(o.db, sql, NO_ARGS, NULL, &err));
    leave(&o);
}

/* ---- something of each kind ---- */

static int64_t fill(struct fixture *f)
{
    struct buf b = buf_new(test_arena);
    int64_t list = 0, first = award_to(f, "ann@example.org"), second = award_to(f, "bo@example.org"), third = award_to(f, "cy@example.org");

    NEED(award_revoke(f->db, test_arena, f->org, second, f->account, S("Wrong person"), &err));
    NEED(award_suspend(f->db, test_arena, f->org, third, &(struct award_act){f->account, S("Under review")}, &err));
    for (int i = 0; i < 30; i++)
        buf_printf(&b, "Person %d,p%d@example.org\n", i, i);
    NEED(bulk_create(f->db, test_arena, &(struct bulk_source){.org = f->org, .achievement = f->badge, .account = f->account, .text = buf_done(&b),
                                                             .narrative = S(""), .evidence_url = S(""), .awarded_on = clock_now()}, &list, &err));
    NEED(bulk_start(f->app, f->db, test_arena, &(struct bulk_act){f->org, list, 0}, &err));
    run_jobs(f);
    return first;
}

static void written(struct store *s)
{
    struct fixture f = open_on(s);

    fill(&f);
    struct ledger_report r = look_by(&f, f.db);
    assert_true(is_green(&f));
    assert_true(r.rows >= 33 + 33 + 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act = 'changed' AND thing = 'award'"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act = 'added' AND thing = 'suspension'"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act = 'added' AND thing = 'award' AND last_id > first_id"), 1);   /* the list: one block */
    assert_int_equal(number_of(&f, "SELECT max(seq) - count(*) FROM ledger_entry"), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE via = 'award.batch' AND thing = 'award'") > 0, 1);
    fixture_close(&f);
}

TEST(whatever_changes_a_covered_row_leaves_an_entry_and_the_ledger_holds)
{
    each_engine(written);
}

/* ---- what outsiders do ---- */

static void named(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t award = fill(&f);

    by_outsider(&f, s, "UPDATE award SET valid_until = 1 WHERE id = 1");
    assert_true(found(&f, "award 1 was changed outside of Lapel since entry"));
    assert_true(found(&f, "valid_until"));
    NEED(award_revoke(f.db, test_arena, f.org, award, f.account, S("Over it"), &err));
    assert_true(found(&f, "award 1 was changed outside of Lapel between the entries"));   /* no change of ours makes it good */
    by_outsider(&f, s, "UPDATE person SET name = 'Somebody else' WHERE id = 5");
    assert_true(found(&f, "person 5 was changed outside of Lapel"));
    by_outsider(&f, s, "DELETE FROM award_suspension");
    assert_true(found(&f, "suspension of award 3 was taken out outside of Lapel"));
    by_outsider(&f, s, "INSERT INTO site (org_id, name, folded, created_at) SELECT id, 'Elsewhere', 'elsewhere', 1 FROM org");
    assert_true(found(&f, "site 1 was put in outside of Lapel"));
    by_outsider(&f, s, "DELETE FROM ledger_entry WHERE seq = 4");
    assert_true(found(&f, "the entry 4 is missing"));
    by_outsider(&f, s, "DELETE FROM ledger_entry WHERE seq > 10");
    assert_true(found(&f, "the end was cut off: the entries 11 to"));
    award_to(&f, "dee@example.org");             /* work goes on, and says what it found */
    assert_true(found(&f, "somebody had meddled with the newest entries before entry 11"));
    fixture_close(&f);
}

TEST(what_is_changed_outside_is_named)
{
    each_engine(named);
}

static bool is_covered(str table)
{
    if (str_eq(table, S("ledger_entry")) || str_eq(table, S("ledger_head")))
        return true;
    for (const struct ledger_table *t = ledger_tables; t->name; t++)
        if (str_eq(table, cstr(t->table)))
            return true;
    return false;
}

/* Who adds a column to a covered table gives it a row of ledger_tables too. */
static bool is_column_covered(str table, str column)
{
    str names, name;

    for (const struct ledger_table *t = ledger_tables; t->name; t++) {
        if (!str_eq(table, cstr(t->table)))
            continue;
        names = str_printf(test_arena, "%s %s %s org_id", t->key, t->columns, t->sealed);
        while (str_cut(&names, ' ', &name))
            if (str_eq(column, name) || (name.n && name.p[0] == '#' && str_eq(column, str_from(name, 1))))
                return true;
    }
    return false;
}

TEST(each_column_of_a_covered_table_is_covered)
{
    char folder[64];
    struct store s = {0};
    struct table_list all = {0};
    int lacking = 0;

    open_store(&s, new_sqlite(folder), 1);
    with_schema(&s);
    NEED(tables_list(s.db, &all, &err));
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; is_covered(all.items[i].name) && !str_starts(all.items[i].name, S("ledger")) && k < all.items[i].n; k++)
            if (!is_column_covered(all.items[i].name, all.items[i].columns[k].name)) {
                print_error(STR_FMT "." STR_FMT " is not covered by the ledger\n", STR_ARG(all.items[i].name), STR_ARG(all.items[i].columns[k].name));
                lacking++;
            }
    assert_int_equal(lacking, 0);
    close_store(&s);
    remove_sqlite(folder);
}

/* One row, or two that change places, or one that goes, in a table and a column of
 * any. An empty text: nothing of the kind can be done there. */
enum deed { EDIT, SWAP, TAKE_OUT, COPY, DEEDS };

static str other_value(const struct table_column *c, const char *row, bool postgres)
{
    switch (c->kind) {
    case VALUE_INT:   return str_printf(test_arena, "coalesce(%s.\"" STR_FMT "\", 0) + 1", row, STR_ARG(c->name));
    case VALUE_TEXT:  return str_printf(test_arena, "coalesce(%s.\"" STR_FMT "\", '') || 'x'", row, STR_ARG(c->name));
    default:          return postgres ? S("CAST('another' AS bytea)") : S("CAST('another' AS BLOB)");
    }
}

static str row_named(const struct table *t, unsigned nth)
{
    str key = t->columns[str_eq(t->columns[0].name, S("org_id")) && !str_eq(t->name, S("ledger_head")) ? 1 : 0].name;

    return str_printf(test_arena, "\"" STR_FMT "\" = (SELECT \"" STR_FMT "\" FROM \"" STR_FMT "\" ORDER BY 1 LIMIT 1 OFFSET %u)", STR_ARG(key), STR_ARG(key),
                      STR_ARG(t->name), nth);
}

static str copied(const struct table *t, unsigned nth)
{
    struct buf names = buf_new(test_arena), values = buf_new(test_arena);

    for (size_t i = 0; i < t->n; i++) {
        const struct table_column *c = &t->columns[i];
        bool is_own = str_eq(c->name, S("id")) || str_eq(c->name, S("seq")) || str_eq(c->name, S("public_id")) || str_eq(c->name, S("folded"));
        buf_printf(&names, "%s\"" STR_FMT "\"", i ? ", " : "", STR_ARG(c->name));
        if (is_own)
            buf_printf(&values, "%s%s", i ? ", " : "", c->kind == VALUE_INT ? "100000" : "'copied'");
        else
            buf_printf(&values, "%s\"" STR_FMT "\"", i ? ", " : "", STR_ARG(c->name));
    }
    return str_printf(test_arena, "INSERT INTO \"" STR_FMT "\" (" STR_FMT ") SELECT " STR_FMT " FROM \"" STR_FMT "\" WHERE " STR_FMT, STR_ARG(t->name),
                      STR_ARG(buf_done(&names)), STR_ARG(buf_done(&values)), STR_ARG(t->name), STR_ARG(row_named(t, nth)));
}

static str edit_of(const struct table *t, enum deed deed, unsigned nth, bool postgres)
{
    const struct table_column *c = &t->columns[random_below((uint32_t)t->n)];
    str name = t->name, row = row_named(t, nth);

    switch (deed) {
    case EDIT:
        return str_printf(test_arena, "UPDATE \"" STR_FMT "\" SET \"" STR_FMT "\" = " STR_FMT " WHERE " STR_FMT, STR_ARG(name), STR_ARG(c->name),
                          STR_ARG(other_value(c, str_z(test_arena, name), postgres)), STR_ARG(row));
    case SWAP:                                   /* the value of the row after it */
        return str_printf(test_arena, "UPDATE \"" STR_FMT "\" SET \"" STR_FMT "\" = (SELECT o.\"" STR_FMT "\" FROM \"" STR_FMT "\" o WHERE o." STR_FMT ") WHERE " STR_FMT
                          " AND \"" STR_FMT "\" <> (SELECT o.\"" STR_FMT "\" FROM \"" STR_FMT "\" o WHERE o." STR_FMT ")",
                          STR_ARG(name), STR_ARG(c->name), STR_ARG(c->name), STR_ARG(name), STR_ARG(row_named(t, nth + 1)), STR_ARG(row), STR_ARG(c->name),
                          STR_ARG(c->name), STR_ARG(name), STR_ARG(row_named(t, nth + 1)));
    case TAKE_OUT:
        return str_printf(test_arena, "DELETE FROM \"" STR_FMT "\" WHERE " STR_FMT, STR_ARG(name), STR_ARG(row));
    default:
        return copied(t, nth);
    }
}

static const struct table *some_table(const struct table_list *all)
{
    for (;;) {
        const struct table *t = &all->items[random_below((uint32_t)all->n)];
        if (is_covered(t->name))
            return t;
    }
}

/* 1 found, 0 not found, -1 the database refused it, or there was nothing to change. */
static int try_edit(struct fixture *f, struct outsider *o, const struct table_list *all)
{
    const struct table *t = some_table(all);
    int64_t rows = 0, changed = 0;
    int outcome = -1;

    NEED(db_int(f->db, t->count, NO_ARGS, &rows, &err));
    if (rows == 0)
        return -1;
    str sql = edit_of(t, (enum deed)random_below(DEEDS), random_below((uint32_t)rows), db_is_postgres(o->db));
    NEED(db_begin(o->db, &err));
    if (db_run_made(o->db, str_z(test_arena, sql), NO_ARGS, &changed, NULL) == OK && changed > 0) {
        struct ledger_report r = look_by(f, o->db);
        outcome = r.flaws > 0;
        if (!outcome)
            print_error("not found: " STR_FMT "\n", STR_ARG(sql));
    }
    assert_int_equal(db_end(o->db, FAULT, NULL), FAULT);
    return outcome;
}

static void edits(struct store *s)
{
    struct fixture f = open_on(s);
    struct table_list all = {0};
    int tried = 0, missed = 0;

    fill(&f);
    NEED(tables_list(f.db, &all, &err));
    struct outsider o = outside(&f, s);
    for (int i = 0; i < 4000 && tried < 250; i++) {
        int outcome = try_edit(&f, &o, &all);
        tried += outcome >= 0;
        missed += outcome == 0;
    }
    assert_true(tried == 250);
    assert_int_equal(missed, 0);
    leave(&o);
    assert_true(is_green(&f));
    fixture_close(&f);
}

TEST(two_hundred_and_fifty_random_edits_by_an_outsider_are_all_found)
{
    each_engine(edits);
}

/* ---- each column of each covered table ---- */

/* A row of each table that is covered and that fill() has none of. What they say matters to nobody here. */
static const char *const some_of_each[] = {
    "INSERT INTO department (id, org_id, name, folded, path, created_at) SELECT 700, id, 'Stores', 'stores', '/700/', 1 FROM org",
    "INSERT INTO site (id, org_id, name, folded, created_at) SELECT 700, id, 'Leeds', 'leeds', 1 FROM org",
    "INSERT INTO award_successor (award_id, next_id, why) VALUES (1, 4, 'renewed')",
    "INSERT INTO award_past (id, org_id, award_id, edition, recipient, awarded_at, status_list_id, status_index, narrative, evidence_url, what, why, changed_at)"
    " SELECT 700, org_id, id, 1, recipient, awarded_at, status_list_id, status_index, '', '', 'correct', '', 1 FROM award WHERE id = 1",
    "INSERT INTO evidence_folder (id, org_id, public_id, title, folded, bytes, created_at) SELECT 700, id, 'folder', '', '', 0, 1 FROM org",
    "INSERT INTO evidence (id, folder_id, public_id, item, kind, audience, title, words, url, type, hash, bytes, created_at)"
    " VALUES (700, 700, 'piece', '', 'text', 'org', '', '', '', '', '', 0, 1)",
    "INSERT INTO application (id, org_id, achievement_id, version_id, folder_id, public_id, name, email, folded, state, statement, round, is_sampled, reason, created_at, changed_at)"
    " SELECT 700, w.org_id, w.achievement_id, w.version_id, 700, 'asks', 'Dee', 'dee@example.org', 'dee@example.org', 'waiting', '', 1, 0, '', 1, 1 FROM award w WHERE w.id = 1",
    "INSERT INTO judgement (id, application_id, round, stage, account_id, verdict, reason, note, created_at) SELECT 700, 700, 1, 1, min(id), 'pass', '', '', 1 FROM account",
    "INSERT INTO member_role (id, org_id, account_id, role, people, badges, created_at) SELECT 700, org_id, account_id, 'viewer', 'all', 'all', 1 FROM member WHERE account_id = (SELECT min(account_id) FROM member)",
    "INSERT INTO requirement (id, org_id, code, folded, created_at) SELECT 700, id, 'FS-01', 'fs-01', 1 FROM org",
    "INSERT INTO requirement_version (id, org_id, requirement_id, number, name, words, basis, basis_ref, basis_url, basis_version, criticality, rule, sign_off, retain_years, changed_at, carry)"
    " SELECT 700, id, 700, 1, 'Fire safety', '', 'law', '', '', '', 'mandatory', '{}', 'any', 0, 1, 'counts' FROM org",
    "INSERT INTO requirement_audience (id, org_id, version_id, leaves_out, kind, ref_id, words) SELECT 700, id, 700, 0, 'everybody', 0, '' FROM org",
    "INSERT INTO requirement_assignment (id, org_id, requirement_id, person_id, from_on, until_why, source, created_at) SELECT 700, id, 700, 1, 1, '', 'person', 1 FROM org",
    "INSERT INTO requirement_record (id, org_id, requirement_id, person_id, kind, source, ref_id, what, completed_on, back_dated, note, voids, recorded_at)"
    " SELECT 700, id, 700, 1, 'record', 'attendance', 0, '', 1, 0, '', 0, 1 FROM org",
    "INSERT INTO requirement_exception (id, org_id, requirement_id, person_id, kind, from_on, reason, recorded_at, ended_why) SELECT 700, id, 700, 1, 'waive', 1, 'Injured', 1, '' FROM org",
    "INSERT INTO induct_template (id, org_id, name, words, starts, refresh_months, number, is_edited, created_at) SELECT 700, id, 'First weeks', '', 'hand', 0, 1, 0, 1 FROM org",
    "INSERT INTO induct_item (id, org_id, template_id, number, line, place, phase, kind, doer, signer, text, document, edition, hash, pass_mark, mandatory, must)"
    " SELECT 700, id, 700, 1, 1, 1, 1, 'do', 'newcomer', 'owner', 'Tour', '', '', '', 0, 1, 0 FROM org",
    "INSERT INTO induct (id, org_id, template_id, number, person_id, source, starts_on, created_at, changed_at) SELECT 700, id, 700, 1, 1, 'hand', 1, 1, 1 FROM org",
    "INSERT INTO induct_step (id, org_id, induct_id, item_id, due_on, hash, note) SELECT 700, id, 700, 700, 1, '', '' FROM org",
    "INSERT INTO person_leave (id, org_id, person_id, from_on, created_at) SELECT 700, id, 1, 1, 1 FROM org",
};

static const struct table *table_of(const struct table_list *all, const char *name)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].name, cstr(name)))
            return &all->items[i];
    return NULL;
}

static const struct table_column *column_of(const struct table *t, str name)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->columns[i].name, name))
            return &t->columns[i];
    return NULL;
}

/* A value far from any other, so that no rule of uniqueness is in the way; references are not looked at. */
static str far_value(const struct table_column *c, bool postgres)
{
    if (c->kind == VALUE_INT)
        return str_printf(test_arena, "coalesce(\"" STR_FMT "\", 0) + %u", STR_ARG(c->name), 100000 + random_below(100000));
    return other_value(c, "r", postgres);
}

static bool is_edit_found(struct fixture *f, struct outsider *o, const struct ledger_table *t, const struct table_column *c)
{
    int64_t id = 0, changed = 0;
    bool is_found = false;
    struct error why = {0};

    NEED(db_int(f->db, str_z(test_arena, str_printf(test_arena, "SELECT min(%s) FROM %s", t->key, t->table)), NO_ARGS, &id, &err));
    str value = far_value(c, db_is_postgres(o->db)), want = str_printf(test_arena, "%s %lld was ", t->thing, (long long)id);    /* changed, or taken out of its organisation */
    const char *sql = str_z(test_arena, str_printf(test_arena, "UPDATE %s AS r SET \"" STR_FMT "\" = " STR_FMT " WHERE %s = %lld", t->table, STR_ARG(c->name),
                                                   STR_ARG(value), t->key, (long long)id));
    NEED(db_begin(o->db, &err));
    code done = db_run_made(o->db, sql, NO_ARGS, &changed, &why);
    struct ledger_report r = done == OK && changed == 1 ? look_by(f, o->db) : (struct ledger_report){0};
    for (size_t i = 0; i < r.found.n; i++)
        is_found = is_found || str_starts(r.found.items[i], want);
    assert_int_equal(db_end(o->db, FAULT, NULL), FAULT);
    if (!is_found)
        print_error("not found: %s (%s)\n", sql, done == OK ? "done" : why.text);
    return is_found;
}

/* The database is this test's own and goes with it. */
static void look_at_no_references(struct db *db)
{
    struct loosened loose;

    NEED(db_check_references(db, false, &err));
    NEED(db_begin(db, &err));
    NEED(db_end(db, tables_loosen(db, test_arena, &loose, &err), &err));
}

static void each_column(struct store *s)
{
    struct fixture f = open_on(s);
    struct table_list all = {0};
    int tried = 0, missed = 0;

    fill(&f);
    for (size_t i = 0; i < COUNT(some_of_each); i++) {
        NEED(db_begin(f.db, &err));
        NEED(db_end(f.db, db_run(f.db, some_of_each[i], NO_ARGS, NULL, &err), &err));
    }
    assert_true(is_green(&f));
    NEED(tables_list(f.db, &all, &err));
    struct outsider o = outside(&f, s);
    look_at_no_references(o.db);
    for (const struct ledger_table *t = ledger_tables; t->name; t++) {
        str names = str_printf(test_arena, "%s %s", t->columns, t->sealed), name;
        int64_t n = 0;
        NEED(table_count(f.db, table_of(&all, t->table), &n, &err));
        if (n == 0)
            print_error("no row of %s to be edited\n", t->table);
        assert_true(n > 0);
        while (str_cut(&names, ' ', &name)) {
            if (str_is_empty(name))
                continue;
            tried++;
            missed += !is_edit_found(&f, &o, t, column_of(table_of(&all, t->table), str_starts(name, S("#")) ? str_from(name, 1) : name));
        }
    }
    leave(&o);
    assert_true(tried > 150);
    assert_int_equal(missed, 0);
    assert_true(is_green(&f));
    fixture_close(&f);
}

TEST(an_edit_of_any_covered_column_is_found_by_the_name_of_its_row)
{
    each_engine(each_column);
}

/* ---- a change that somebody answers for ---- */

static struct ledger_report look_now(struct fixture *f)
{
    NEED(ledger_check_ask(f->db, test_arena, f->org, f->account, &err));
    run_jobs(f);
    return look_by(f, f->db);
}

static struct ledger_findings acceptable(struct fixture *f)
{
    struct ledger_findings all = {0};

    look_now(f);
    NEED(ledger_acceptable(f->db, test_arena, f->org, &all, &err));
    return all;
}

static code accept_it(struct fixture *f, struct ledger_place of)
{
    const struct ledger_accept it = {f->org, of, S("The import of May was put right by hand")};

    NEED(db_begin(f->db, &err));
    return db_end(f->db, ledger_accept(f->db, test_arena, &it, NULL), NULL);
}

static code name_then(void *ctx, const struct ledger_row *row, struct error *err)
{
    (void)err;
    *(str *)ctx = str_copy(test_arena, json_str(json_get(row->row, "name")));
    return OK;
}

static void answered(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t award = fill(&f);
    const msec before = clock_now();
    str name;

    by_outsider(&f, s, "UPDATE person SET name = 'Somebody else' WHERE id = 2");
    by_outsider(&f, s, "DELETE FROM award_suspension");
    by_outsider(&f, s, "INSERT INTO site (org_id, name, folded, created_at) SELECT id, 'Elsewhere', 'elsewhere', 1 FROM org");
    by_outsider(&f, s, "UPDATE award SET valid_until = 1 WHERE id = 1");
    NEED(award_revoke(f.db, test_arena, f.org, award, f.account, S("Over it"), &err));
    struct ledger_findings all = acceptable(&f);
    assert_int_equal(all.n, 4);
    assert_int_equal(accept_it(&f, (struct ledger_place){S("person"), 3, 1}), NOT_FOUND);    /* nothing was found there */
    clock_set(before + HOUR);
    for (size_t i = 0; i < all.n; i++)
        NEED(accept_it(&f, all.items[i].of));
    assert_int_equal(accept_it(&f, all.items[0].of), CONFLICT);
    struct ledger_report r = look_now(&f);
    assert_int_equal(r.flaws, 0);
    assert_int_equal(r.accepted.n, 4);           /* and stays to be seen */
    assert_true(str_contains(r.accepted.items[0], S("outside of Lapel")) && str_contains(r.accepted.items[0], S("The import of May")));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act = 'accepted'"), 4);
    NEED(ledger_as_at(f.db, test_arena, f.org, "person", 2, before + 1, name_then, &name, &err));
    assert_false(str_eq(name, S("Somebody else")));
    by_outsider(&f, s, "UPDATE person SET name = 'A third one' WHERE id = 2");       /* what comes later is not answered for */
    assert_true(found(&f, "person 2 was changed outside of Lapel since entry"));
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_change_outside_that_somebody_answers_for_is_no_flaw_and_stays_to_be_seen)
{
    each_engine(answered);
}

/* ---- erasing ---- */

static void erased(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t award = fill(&f), person = 0, id;

    NEED(db_int(f.db, "SELECT person_id FROM award WHERE id = $1", ARGS(v_int(award)), &person, &err));
    NEED(erasure_ask(f.db, test_arena, &(struct erasure_ask){{f.org, person, f.account}, S("R 7"), true}, &id, &err));
    NEED(erasure_ask(f.db, test_arena, &(struct erasure_ask){{f.org, person + 10, f.account}, S("R 8"), true}, &id, &err));   /* one of the block */
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act = 'erased'"), 2);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE row_text LIKE '%Ann Lee%' AND person_id = 1"), 0);
    assert_true(is_green(&f));
    by_outsider(&f, s, "UPDATE ledger_entry SET row_text = NULL, was_text = NULL, salts = (SELECT salts FROM ledger_entry e WHERE e.person_id = 1 AND e.row_text IS NULL"
                       " AND e.thing <> '' LIMIT 1) WHERE seq = (SELECT min(seq) FROM ledger_entry WHERE person_id = 2 AND row_text IS NOT NULL)");
    assert_true(found(&f, "says was changed"));  /* no erasure says so */
    fixture_close(&f);
}

TEST(erasing_somebody_leaves_the_ledger_whole_and_no_other_blank_passes_for_one)
{
    each_engine(erased);
}

static int64_t person_of(struct fixture *f, int64_t award)
{
    int64_t person = 0;

    NEED(db_int(f->db, "SELECT person_id FROM award WHERE id = $1", ARGS(v_int(award)), &person, &err));
    return person;
}

static void erase_now(struct fixture *f, int64_t person)
{
    int64_t id;

    NEED(erasure_ask(f->db, test_arena, &(struct erasure_ask){{f->org, person, f->account}, S("R 9"), true}, &id, &err));
    run_jobs(f);
}

/* Cy, whose award is suspended, turns out to be Ann; then one of both entries goes. */
static void merged_and_erased(struct store *s, bool the_first)
{
    struct fixture f = open_on(s);
    int64_t ann = person_of(&f, fill(&f)), cy = person_of(&f, 3);
    struct act_run run = {.app = f.app, .db = f.db, .a = test_arena, .org = f.org, .account = f.account, .now = clock_now(), .input = S("person=ann%40example.org")};
    str moved;

    NEED(db_begin(f.db, &err));
    NEED(person_merge_act.apply(&run, cy, &moved, &err));
    NEED(db_end(f.db, OK, &err));
    assert_int_equal(person_of(&f, 3), ann);
    assert_true(is_green(&f));
    erase_now(&f, the_first ? cy : ann);
    assert_true(is_green(&f));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act IN ('added', 'changed') AND thing IN ('award', 'suspension') AND first_id = 3 AND row_text IS NOT NULL"),
                     the_first);                 /* Ann's own since: the one that says so */
    fixture_close(&f);
}

static void first_erased(struct store *s)
{
    merged_and_erased(s, true);
}

static void second_erased(struct store *s)
{
    merged_and_erased(s, false);
}

TEST(whoever_of_two_that_became_one_is_erased_the_ledger_holds)
{
    each_engine(first_erased);
}

TEST(whoever_stays_takes_what_was_written_of_the_other_along_when_erased)
{
    each_engine(second_erased);
}

/* ---- two organisations ---- */

static int64_t other_org(struct fixture *f)
{
    int64_t org = 0;

    NEED(org_create(f->app, f->db, test_arena,
                    &(struct org){.slug = S("vale"), .base = f->app->base, .name = S("Vale"), .description = S(""), .url = S("https://example.com"),
                                  .email = S("v@example.com"), .id_form = S("https")}, f->account, &org, &err));
    return org;
}

static const char sql_folder[] = "INSERT INTO evidence_folder (id, org_id, public_id, title, folded, bytes, created_at) VALUES ($1, $2, $3, '', '', 0, 1)";
static const char sql_piece[] =
    "INSERT INTO evidence (id, folder_id, public_id, item, kind, audience, title, words, url, type, hash, bytes, created_at)"
    " VALUES ($1, $2, $3, '', 'text', 'org', '', '', '', '', '', 0, 1)";

static void put_pieces(struct fixture *f, int64_t folder, int64_t from, int64_t to, int64_t step)
{
    NEED(db_begin(f->db, &err));
    for (int64_t id = from; id <= to; id += step)
        NEED(db_run(f->db, sql_piece, ARGS(v_int(id), v_int(folder), v_str(str_printf(test_arena, "piece%lld", (long long)id))), NULL, &err));
    NEED(db_end(f->db, OK, &err));
}

static void drop_folder(struct fixture *f, int64_t id)
{
    NEED(db_begin(f->db, &err));
    NEED(db_run(f->db, "DELETE FROM evidence_folder WHERE id = $1", ARGS(v_int(id)), NULL, &err));
    NEED(db_end(f->db, OK, &err));
}

/* Pieces 1001, 1003 … are of one, 1002, 1004 … of the other; their folders go, and they by a cascade. */
static void by_cascade(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t vale = other_org(&f);

    NEED(db_run(f.db, sql_folder, ARGS(v_int(501), v_int(f.org), v_str(S("first"))), NULL, &err));
    NEED(db_run(f.db, sql_folder, ARGS(v_int(502), v_int(vale), v_str(S("second"))), NULL, &err));
    put_pieces(&f, 501, 1007, 1007, 1);
    put_pieces(&f, 501, 1011, 1051, 2);
    put_pieces(&f, 502, 1002, 1060, 2);
    drop_folder(&f, 501);
    assert_true(holds(&f, f.org) && holds(&f, vale));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act = 'removed' AND thing = 'evidence'"), 22);
    drop_folder(&f, 502);
    assert_true(holds(&f, f.org) && holds(&f, vale));
    fixture_close(&f);
}

TEST(what_goes_by_a_cascade_stands_behind_the_chain_of_its_organisation)
{
    each_engine(by_cascade);
}

/* ---- checkpoints ---- */

static struct ledger_report hold_against(struct fixture *f, int64_t org, const struct str_list *kept, bool *taken)
{
    struct ledger_report r;

    NEED(ledger_verify(f->app, f->db, test_arena, &(struct ledger_ask){.master_key = f->app->master_key, .org = org, .checkpoints = kept, .taken = taken}, &r, &err));
    return r;
}

static void pointed(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t vale = other_org(&f);
    struct ledger_point_list points = {0};
    struct str_list kept = {0};
    bool by_first[1] = {false}, by_other[1] = {false};

    award_to(&f, "ann@example.org");
    NEED(ledger_point_make(f.app, f.db, test_arena, f.org, &err));
    NEED(ledger_points(f.db, test_arena, f.org, 1, &points, &err));
    *list_add(test_arena, &kept) = points.items[0].jws;
    assert_int_equal(hold_against(&f, f.org, &kept, by_first).flaws, 0);
    assert_int_equal(hold_against(&f, vale, &kept, by_other).flaws, 0);
    assert_true(by_first[0] && !by_other[0]);
    NEED(db_run(f.db, "UPDATE org_key SET state = 'compromised' WHERE org_id = $1", ARGS(v_int(f.org)), NULL, &err));
    assert_int_equal(hold_against(&f, f.org, &kept, by_first).flaws, 0);
    fixture_close(&f);
}

TEST(a_checkpoint_of_another_is_left_to_the_other_and_a_stolen_key_does_not_undo_what_it_signed)
{
    each_engine(pointed);
}

/* ---- by night ---- */

static struct ledger_state state_of(struct fixture *f)
{
    struct ledger_state state;

    NEED(ledger_state(f->db, &state, &err));
    return state;
}

static void by_night(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t vale = other_org(&f);
    const msec now = clock_now();

    award_to(&f, "ann@example.org");
    NEED(db_run(f.db, "INSERT INTO site (org_id, name, folded, created_at) VALUES ($1, 'Vale', 'vale', 1)", ARGS(v_int(vale)), NULL, &err));
    assert_int_equal(state_of(&f).unchecked, 0);
    clock_set(now + 3 * DAY);
    assert_int_equal(state_of(&f).unchecked, 2);
    NEED(db_run(f.db, "UPDATE org_key SET sealed = salts FROM (SELECT salts FROM ledger_entry LIMIT 1) e WHERE org_id = $1", ARGS(v_int(f.org)), NULL, &err));
    NEED(job_add(f.db, S("ledger.night"), S(""), S("tonight"), clock_now(), &err));
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(DISTINCT c.org_id) FROM ledger_check c"), 2);     /* the one that cannot sign, and the one behind it */
    assert_int_equal(number_of(&f, "SELECT count(*) FROM ledger_check c JOIN org o ON o.id = c.org_id WHERE c.state = 'done' AND o.slug = 'vale'") > 0, 1);
    clock_set(-1);
    fixture_close(&f);
}

TEST(one_that_cannot_sign_by_night_is_checked_and_so_are_those_behind_it)
{
    each_engine(by_night);
}

/* ---- two at once ---- */

struct other_writer { struct fixture *f; code result; };

static void *write_too(void *ctx)
{
    struct other_writer *o = ctx;
    struct db *db = db_borrow(o->f->app->pool, NULL);

    o->result = db ? db_run(db, "UPDATE person SET title = 'Second' WHERE id = 2", NO_ARGS, NULL, NULL) : FAULT;
    db_return(o->f->app->pool, db);
    return NULL;
}

/* The first holds the end of the chain while the second comes to it. */
static void at_once(struct store *s)
{
    struct fixture f = open_on(s);
    struct other_writer o = {&f, FAULT};
    pthread_t thread;

    fill(&f);
    NEED(db_begin(f.db, &err));
    NEED(db_run(f.db, "UPDATE ledger_head SET seq = seq", NO_ARGS, NULL, &err));
    NEED(db_run(f.db, "UPDATE person SET title = 'First' WHERE id = 1", NO_ARGS, NULL, &err));
    assert_int_equal(pthread_create(&thread, NULL, write_too, &o), 0);
    usleep(300000);
    NEED(db_end(f.db, OK, &err));
    pthread_join(thread, NULL);
    check_code(o.result, OK);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM person WHERE title IN ('First', 'Second')"), 2);
    assert_true(is_green(&f));
    fixture_close(&f);
}

TEST(two_who_write_at_once_stand_one_behind_the_other)
{
    each_engine(at_once);
}

/* ---- beginning ---- */

static void begun(struct store *s)
{
    struct fixture f = open_on(s);
    struct app *again;

    fill(&f);
    by_outsider(&f, s, "DELETE FROM ledger_entry");
    by_outsider(&f, s, "DELETE FROM ledger_head");
    NEED(app_open(f.arena, &(struct start_options){.data = str_z(f.arena, cstr(f.folder)), .listen = "127.0.0.1:1", .public_url = "https://badges.example.org",
                                                   .database = s->postgres ? s->url : NULL, .connections = 2}, &again, &err));
    app_close(again);
    assert_true(is_green(&f));
    assert_true(number_of(&f, "SELECT count(*) FROM ledger_entry WHERE act = 'begun'") > 4);
    award_to(&f, "dee@example.org");
    assert_true(is_green(&f));
    fixture_close(&f);
}

/* Pages ask so; one that took a turn would wait for each part of a long list to be written. */
TEST(what_begins_with_WITH_and_reads_waits_for_no_writer_and_what_writes_is_covered)
{
    struct fixture f = fixture_open();
    struct db *other = db_borrow(f.app->pool, NULL);
    int64_t n = 0, person = person_of(&f, award_to(&f, "ann@example.org"));

    NEED(db_begin(f.db, &err));
    NEED(db_int(other, "WITH p(id) AS (SELECT id FROM person WHERE org_id = $1) SELECT count(*) FROM p", ARGS(v_int(f.org)), &n, &err));
    assert_int_equal(n, 1);
    NEED(db_end(f.db, OK, &err));
    NEED(db_run(other, "WITH p(id) AS (SELECT CAST($1 AS BIGINT)) UPDATE person SET title = 'Fitter' WHERE id IN (SELECT id FROM p)", ARGS(v_int(person)), NULL, &err));
    db_return(f.app->pool, other);
    assert_true(is_green(&f));
    fixture_close(&f);
}

TEST(what_stood_before_there_was_a_ledger_is_its_beginning)
{
    each_engine(begun);
}

/* ---- as at ---- */

struct seen { int n, valid; };

static code count_row(void *ctx, const struct ledger_row *row, struct error *err)
{
    struct seen *s = ctx;

    (void)err;
    s->n++;
    s->valid += json_get(row->row, "revoked_at") == NULL;
    return OK;
}

static struct seen awards_at(struct fixture *f, int64_t person, msec moment)
{
    struct seen s = {0};

    NEED(ledger_as_at(f->db, test_arena, f->org, "award", person, moment, count_row, &s, &err));
    return s;
}

static void as_at(struct store *s)
{
    struct fixture f = open_on(s);
    const msec t0 = clock_now();

    clock_set(t0);
    int64_t first = award_to(&f, "eve@example.org"), person = 0;
    NEED(db_int(f.db, "SELECT person_id FROM award WHERE id = $1", ARGS(v_int(first)), &person, &err));
    clock_set(t0 + HOUR);
    award_to(&f, "finn@example.org");
    clock_set(t0 + 2 * HOUR);
    NEED(award_revoke(f.db, test_arena, f.org, first, f.account, S("Wrong"), &err));
    clock_set(t0 + 3 * HOUR);
    fill(&f);
    clock_set(-1);
    assert_int_equal(awards_at(&f, 0, t0 - 1).n, 0);
    assert_int_equal(awards_at(&f, 0, t0).n, 1);
    assert_int_equal(awards_at(&f, 0, t0 + HOUR).n, 2);
    assert_int_equal(awards_at(&f, 0, t0 + HOUR).valid, 2);
    assert_int_equal(awards_at(&f, 0, t0 + 2 * HOUR).valid, 1);
    assert_int_equal(awards_at(&f, 0, t0 + 3 * HOUR).n, 35);
    assert_int_equal(awards_at(&f, person, t0 + HOUR).n, 1);
    assert_int_equal(awards_at(&f, person, t0 + HOUR).valid, 1);
    assert_int_equal(awards_at(&f, person, t0 + 2 * HOUR).valid, 0);
    fixture_close(&f);
}

TEST(rows_are_told_as_they_stood_at_a_moment)
{
    each_engine(as_at);
}
