#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/evidence/evidence.h"
#include "app/export/export.h"
#include "app/ledger/ledger.h"
#include "app/people/people.h"
#include "base/codec.h"
#include "format/json.h"
#include "format/zip_file.h"
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
    struct award_request r = {.org = f->org, .achievement = f->badge, .account = f->account, .name = S("=Ann"), .email = cstr(email), .awarded = clock_now()};

    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    award_context_close(c);
    return id;
}

/* ---- the table of tables ---- */

static void every_table(struct store *s)
{
    struct table_list all = {0};
    int64_t n;

    with_schema(s);
    NEED(tables_list(s->db, &all, &err));
    size_t rows = 0;
    while (export_tables[rows].name)
        rows++;
    for (size_t i = 0; i < all.n; i++) {
        const struct export_table *t = export_table_of(all.items[i].name);
        if (!t)
            print_error("nobody says in export/tables.c what is exported of " STR_FMT "\n", STR_ARG(all.items[i].name));
        assert_non_null(t);
        if (t->which)
            NEED(table_count_part(s->db, test_arena, &all.items[i], &(struct table_part){t->which, 1}, &n, &err));
    }
    assert_int_equal(rows, all.n);
    for (size_t i = 1; i < rows; i++)
        check_at(i, strcmp(export_tables[i - 1].name, export_tables[i].name) < 0);
}

TEST(every_table_of_the_schema_is_exported_or_said_why_not)
{
    each_engine(every_table);
}

/* Whatever an imported row names by a reference comes along. */
TEST(no_imported_table_names_one_that_stays)
{
    char folder[64];
    struct store s = {0};

    open_store(&s, new_sqlite(folder), 1);
    with_schema(&s);
    struct rows *r = db_query(s.db, "SELECT m.name, k.\"table\", k.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'", NO_ARGS);
    while (rows_next(r)) {
        const struct export_table *from = export_table_of(row_str(r, 0, test_arena)), *to = export_table_of(row_str(r, 1, test_arena));
        if (from->which && !from->stays && !export_withholds(from, row_str(r, 2, test_arena)) && (!to->which || to->stays)) {
            print_error("%s names %s\n", from->name, to->name);
            assert_true(0);
        }
    }
    NEED(rows_end(r, &err));
    close_store(&s);
    remove_sqlite(folder);
}

/* Columns by which somebody gets in never leave the server. */
TEST(no_secret_is_in_a_table_that_is_exported)
{
    static const char *const words[] = {"sealed", "secret", "password"};
    char folder[64];
    struct store s = {0};
    struct table_list all = {0};

    open_store(&s, new_sqlite(folder), 1);
    with_schema(&s);
    NEED(tables_list(s.db, &all, &err));
    for (size_t i = 0; i < all.n; i++) {
        const struct export_table *t = export_table_of(all.items[i].name);
        for (size_t k = 0; t->which && k < all.items[i].n; k++)
            for (size_t w = 0; w < COUNT(words); w++)
                if (str_contains(all.items[i].columns[k].name, cstr(words[w])))
                    check_at(i, export_withholds(t, all.items[i].columns[k].name));
    }
    close_store(&s);
    remove_sqlite(folder);
}

/* ---- one export ---- */

static code keep(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

static code told(void *ctx, int64_t done, int64_t all, struct error *err)
{
    (void)all;
    *(int64_t *)ctx = done;
    return done < 1000 ? OK : fail(err, CONFLICT, "", "enough");
}

static str export_of(struct fixture *f, str keys, struct export_count *n)
{
    struct buf b = buf_new(test_arena);
    int64_t done = -1;
    const struct export_watch watch = {told, &done};

    NEED(export_write(f->app, f->db, test_arena, &(struct export_request){.org = f->org, .keys = keys, .watch = &watch, .put = keep, .ctx = &b}, n, &err));
    assert_int_equal(done, n->awards);
    return buf_done(&b);
}

static str file_of(str zip, str name)
{
    struct zip_file z;
    struct zip_item e;
    bool found = true;
    str out = {0};

    NEED(zip_file_open(zip, &z, &err));
    for (str walk = z.directory; found;) {
        NEED(zip_file_next(&z, &walk, &e, &found, &err));
        if (found && str_eq(e.name, name))
            NEED(zip_item_read(test_arena, &z, &e, 64 << 20, &out, &err));
    }
    return out;
}

static void whole(struct store *s)
{
    struct fixture f = open_on(s);
    struct export_count n;
    struct award_row w;
    struct export_brought seen;
    const struct json *schema;
    str text;

    int64_t award = award_to(&f, "ann@example.org");
    award_to(&f, "bo@example.org");
    NEED(account_create(f.db, test_arena, &(struct new_account){S("Stranger"), S("stranger@example.org"), S("other plain words here"), true, false}, &(int64_t){0}, &err));
    str zip = export_of(&f, S(""), &n);
    assert_int_equal(n.awards, 2);
    NEED(export_look(test_arena, zip, &seen, &err));
    check_str(seen.slug, S("harbour"));
    NEED(award_get(f.db, test_arena, f.org, award, &w, &err));
    NEED(award_text(f.app, f.db, test_arena, &w, AWARD_PROOF, &text, &err));
    check_str(file_of(zip, str_printf(test_arena, "awards/" STR_FMT "/3.0.json", STR_ARG(w.public_id))), text);
    NEED(json_parse(test_arena, file_of(zip, S("tables/schema.json")), &(struct json_limits){1 << 22, 8, 100000, 1000, 10000}, &schema, &err));
    assert_true(json_count(json_get(schema, "tables")) > 80);
    str people = file_of(zip, S("tables/person.csv")), accounts = file_of(zip, S("tables/account.json"));
    assert_true(str_contains(people, S("'=Ann")));           /* no formula for a spreadsheet */
    assert_true(str_contains(file_of(zip, S("tables/person.json")), S("\"=Ann\"")));
    assert_true(str_contains(accounts, S("\"Maya\"")));
    assert_false(str_contains(accounts, S("Stranger")));
    assert_false(str_contains(accounts, S("argon2")));
    assert_true(str_is_absent(file_of(zip, S("tables/session.json"))));
    assert_true(str_contains(file_of(zip, S("index.html")), S("Harbour &amp; Vale")));
    fixture_close(&f);
}

TEST(an_export_has_all_of_one_organisation_and_nothing_of_others)
{
    each_engine(whole);
}

/* ---- and back ---- */

static struct fixture brought(struct store *s, str zip, str passphrase, struct export_brought *out)
{
    struct fixture g = {.folder = "/tmp/lapel-unit.XXXXXX", .arena = arena_new((size_t)256 << 20)};
    const char *database = NULL;

    assert_non_null(mkdtemp(g.folder));
    if (s->postgres)
        database = new_postgres(getenv("LAPEL_TEST_POSTGRES"));
    struct start_options opt = {.data = str_z(g.arena, cstr(g.folder)), .listen = "127.0.0.1:1", .database = database, .connections = 2};
    NEED(export_bring(g.arena, &opt, &(struct export_bring){zip, passphrase}, out, &err));
    NEED(app_open(g.arena, &opt, &g.app, &err));
    g.db = db_borrow(g.app->pool, NULL);
    NEED(db_int(g.db, "SELECT id FROM org", NO_ARGS, &g.org, &err));
    NEED(db_int(g.db, "SELECT id FROM achievement", NO_ARGS, &g.badge, &err));
    NEED(db_int(g.db, "SELECT id FROM account", NO_ARGS, &g.account, &err));
    return g;
}

static str proof_of(struct fixture *f, str public_id)
{
    struct award_row w;
    str text;

    NEED(award_by_public_id(f->db, test_arena, public_id, &w, &err));
    NEED(award_text(f->app, f->db, test_arena, &w, AWARD_PROOF, &text, &err));
    return text;
}

static void there_and_back(struct store *s, bool with_keys)
{
    struct fixture f = open_on(s);
    struct export_count n;
    struct export_brought b = {0};
    struct award_row w;
    str keys = S(""), phrase = with_keys ? S("correct horse battery") : S("");

    NEED(award_get(f.db, test_arena, f.org, award_to(&f, "ann@example.org"), &w, &err));
    if (with_keys)
        NEED(export_lock_keys(f.app, f.db, test_arena, f.org, phrase, &keys, &err));
    str zip = export_of(&f, keys, &n), before = proof_of(&f, w.public_id);
    struct org_key old, now;
    struct org o;
    NEED(org_get(f.db, test_arena, f.org, &o, &err));
    NEED(org_active_key(f.app, f.db, test_arena, &o, &old, &err));
    fixture_close(&f);

    struct fixture g = brought(s, zip, phrase, &b);
    check_str(proof_of(&g, w.public_id), before);
    check_str(g.app->base, S("https://badges.example.org"));
    NEED(org_get(g.db, test_arena, g.org, &o, &err));
    NEED(org_active_key(g.app, g.db, test_arena, &o, &now, &err));
    assert_int_equal(key_same_public(old.key, now.key), with_keys);
    award_to(&g, "cy@example.org");                          /* it goes on awarding */
    struct ledger_report ledger;
    NEED(ledger_verify(g.app, g.db, test_arena, &(struct ledger_ask){.master_key = g.app->master_key, .org = g.org}, &ledger, &err));
    assert_int_equal(ledger.flaws, 0);
    assert_true(ledger.entries > 5);
    assert_int_equal(number_of(&g, "SELECT count(*) FROM account WHERE is_operator = 1 OR password IS NOT NULL"), 0);
    if (!with_keys) {                                        /* what the old key did not sign, nobody can */
        str text;
        NEED(award_by_public_id(g.db, test_arena, w.public_id, &w, &err));
        check_code(award_text(g.app, g.db, test_arena, &w, AWARD_V2_SIGNED, &text, NULL), DENIED);
    }
    key_close(old.key);
    key_close(now.key);
    fixture_close(&g);
}

static void with_keys(struct store *s)
{
    there_and_back(s, true);
}

static void without_keys(struct store *s)
{
    there_and_back(s, false);
}

TEST(an_import_with_keys_signs_as_before)
{
    each_engine(with_keys);
}

TEST(an_import_without_keys_verifies_as_before_and_signs_by_a_new_one)
{
    each_engine(without_keys);
}

static code bring_bytes(str zip, str passphrase)
{
    char folder[] = "/tmp/lapel-unit.XXXXXX", command[128];
    struct export_brought b = {0};

    assert_non_null(mkdtemp(folder));
    struct arena *a = arena_new((size_t)256 << 20);
    code c = export_bring(a, &(struct start_options){.data = folder, .listen = "127.0.0.1:1", .connections = 1}, &(struct export_bring){zip, passphrase}, &b, NULL);
    snprintf(command, sizeof command, "test ! -e %s/lapel.db && rm -rf %s", folder, folder);
    arena_free(a);
    assert_true(c == OK || system(command) == 0);            /* nothing is left of what failed */
    return c;
}

TEST(an_import_of_what_was_changed_or_cut_leaves_nothing)
{
    struct fixture f = fixture_open();
    struct export_count n;
    str keys;

    award_to(&f, "ann@example.org");
    NEED(export_lock_keys(f.app, f.db, test_arena, f.org, S("correct horse battery"), &keys, &err));
    str zip = export_of(&f, keys, &n);
    check_code(export_lock_keys(f.app, f.db, test_arena, f.org, S("short"), &keys, NULL), BAD_INPUT);
    check_code(bring_bytes(S("PK"), S("")), BAD_INPUT);
    check_code(bring_bytes(str_slice(zip, 0, zip.n - 1), S("")), BAD_INPUT);
    check_code(bring_bytes(zip, S("another passphrase")), DENIED);
    char *changed = arena_alloc(test_arena, zip.n, 1);
    struct zip_file z;
    struct zip_item e;
    bool found = true;
    memcpy(changed, zip.p, zip.n);
    NEED(zip_file_open(zip, &z, &err));
    str walk = z.directory;
    for (size_t i = 0; found; i++) {                         /* a byte in the middle of every 23rd file, and of the manifest */
        NEED(zip_file_next(&z, &walk, &e, &found, &err));
        if (!found || e.packed == 0 || (i % 23 && !str_starts(e.name, S("MANIFEST"))))
            continue;
        size_t at = (size_t)(e.at + 30 + e.name.n + e.packed / 2) + (unsigned char)zip.p[e.at + 28];   /* behind the extra field */
        changed[at] ^= 0x20;
        check_at(at, bring_bytes((str){changed, zip.n}, S("")) != OK);
        changed[at] ^= 0x20;
    }
    fixture_close(&f);
}

/* ---- in the background ---- */

static void in_background(struct store *s)
{
    struct fixture f = open_on(s);
    struct export_rows rows = {0};
    const struct export_ask ask = {.org = f.org, .by = f.account, .with_files = true, .with_keys = true, .passphrase = S("correct horse battery")};
    uint64_t bytes = 0;
    int fd = -1;

    award_to(&f, "ann@example.org");
    NEED(export_ask(f.app, f.db, test_arena, &ask, &err));
    check_code(export_ask(f.app, f.db, test_arena, &ask, NULL), CONFLICT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM org_export WHERE locked_keys LIKE '%ENCRYPTED%' AND locked_keys NOT LIKE '%BEGIN PRIVATE%'"), 1);
    run_jobs(&f);
    NEED(export_find(f.db, test_arena, f.org, &rows, &err));
    check_str(rows.items[0].state, S("done"));
    assert_int_equal(rows.items[0].done, 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM org_export WHERE locked_keys <> ''"), 0);
    NEED(export_open(f.app, f.db, test_arena, f.org, rows.items[0].id, &fd, &bytes, &err));
    assert_int_equal((int64_t)bytes, rows.items[0].bytes);
    close(fd);
    check_code(export_open(f.app, f.db, test_arena, f.org + 1, rows.items[0].id, &fd, &bytes, NULL), NOT_FOUND);
    NEED(export_schedule(f.db, &err));
    clock_set(clock_now() + (EXPORT_DAYS + 1) * DAY);
    run_jobs(&f);
    clock_set(-1);
    check_code(export_open(f.app, f.db, test_arena, f.org, rows.items[0].id, &fd, &bytes, NULL), NOT_FOUND);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM org_export WHERE state = 'gone'"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM org_log WHERE what LIKE 'export.%'"), 2);
    fixture_close(&f);
}

TEST(an_export_in_the_background_is_kept_for_days_and_goes)
{
    each_engine(in_background);
}

TEST(an_export_that_is_stopped_leaves_no_file)
{
    struct fixture f = fixture_open();
    struct export_rows rows = {0};
    char command[128];

    award_to(&f, "ann@example.org");
    NEED(export_ask(f.app, f.db, test_arena, &(struct export_ask){.org = f.org, .by = f.account, .with_files = true}, &err));
    NEED(export_find(f.db, test_arena, f.org, &rows, &err));
    NEED(export_drop(f.app, f.db, test_arena, f.org, rows.items[0].id, f.account, &err));
    run_jobs(&f);
    snprintf(command, sizeof command, "test -z \"$(ls %s/exports 2>/dev/null)\"", f.folder);
    assert_int_equal(system(command), 0);
    NEED(export_ask(f.app, f.db, test_arena, &(struct export_ask){.org = f.org, .by = f.account}, &err));
    fixture_close(&f);
}
