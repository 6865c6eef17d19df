#include "app/backup/backup.h"
#include "app/master_key.h"
#include "base/clock.h"
#include "base/codec.h"
#include "format/json.h"
#include "store/tables.h"
#include "unit/store_db.h"
#include "unit/vectors.h"
#include "unit/app/fixture.h"
#include "unit/format/archive_memory.h"

#define AWARDS 200
#define QUOTA  ((size_t)256 << 20)

/* ---- something to back up ---- */

static void award_many(struct fixture *f)
{
    struct award_context *c;
    int64_t id;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    for (int i = 0; i < AWARDS; i++) {
        const struct award_request r = {
            .org = f->org, .achievement = f->badge, .account = f->account, .awarded = clock_now(),
            .name = str_printf(test_arena, "Pérson %d", i), .email = str_printf(test_arena, "p%d@example.org", i),
            .narrative = i < AWARDS / 2 ? S("") : S("Did well.\nTwice."), .evidence_url = S(""),
        };
        NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    }
    award_context_close(c);
    NEED(db_end(f->db, OK, &err));
}

static str token_of(struct db *db, int64_t org, int64_t id)
{
    struct award_row w;
    str token;

    NEED(award_get(db, test_arena, org, id, &w, &err));
    NEED(award_text(NULL, db, test_arena, &w, (enum award_form)w.form, &token, &err));
    return token;
}

/* ---- there ---- */

static str backup_of(struct app *app, struct db *db, struct arena *a)
{
    struct memory m = {.out = buf_new(a)};
    struct backup_count n;

    NEED(backup_write(app, db, a, (struct archive_sink){memory_write, &m}, NULL, &n, &err));
    assert_true(n.rows > AWARDS && n.tables > 20);
    return buf_done(&m.out);
}

/* As text, one line a row, tables by name: what two databases have in common. */
struct dump { struct buf b; size_t columns; };

static code dump_row(void *ctx, const struct value *v, struct error *err)
{
    struct dump *d = ctx;

    (void)err;
    for (size_t i = 0; i < d->columns; i++) {
        buf_printf(&d->b, "%d:%lld:", v[i].kind, (long long)v[i].i);
        buf_put(&d->b, v[i].s);
        buf_byte(&d->b, '|');
    }
    buf_byte(&d->b, '\n');
    return OK;
}

static str dump_of(struct db *db, struct arena *a)
{
    struct dump d = {.b = buf_new(a)};
    struct table_list all;
    int64_t counter;

    NEED(tables_list(db, &all, &err));
    NEED(db_begin_snapshot(db, &err));
    for (size_t i = 0; i < all.n; i++) {
        NEED(table_counter(db, &all.items[i], &counter, &err));
        buf_printf(&d.b, STR_FMT " %lld\n", STR_ARG(all.items[i].name), (long long)counter);
        d.columns = all.items[i].n;
        NEED(table_read(db, &all.items[i], dump_row, &d, &err));
    }
    NEED(db_end(db, OK, &err));
    return buf_done(&d.b);
}

/* ---- and back ---- */

static code restore_bytes(struct db *db, struct arena *a, str bytes, str key, struct restored *out, struct error *err)
{
    struct memory m = {.in = bytes};
    const struct restore_request q = {.source = {memory_read, &m}, .master_key = key};

    return restore_rows(db, a, &q, out, err);
}

struct target { struct store store; char folder[64]; };

static struct target open_target(bool postgres)
{
    struct target t = {0};

    open_store(&t.store, postgres ? new_postgres(getenv("LAPEL_TEST_POSTGRES")) : new_sqlite(t.folder), 1);
    return t;
}

static void close_target(struct target *t)
{
    close_store(&t->store);
    if (t->folder[0])
        remove_sqlite(t->folder);
}

static void check_same(struct fixture *f, struct db *there, str want, struct arena *a)
{
    str got = dump_of(there, a);

    assert_int_equal(got.n, want.n);
    assert_true(str_eq(got, want));
    for (int64_t id = 1; id <= AWARDS; id += 37)
        check_str_at(id, token_of(there, f->org, id), token_of(f->db, f->org, id));
}

/* From SQLite to `first`, from there to `second`: nothing may be lost on the way. */
static void round_trip(bool first_postgres, bool second_postgres)
{
    struct fixture f = fixture_open();
    struct arena *a = arena_new(QUOTA);
    struct target first = open_target(first_postgres), second = open_target(second_postgres);
    struct restored done;

    award_many(&f);
    str want = dump_of(f.db, a);
    NEED(restore_bytes(first.store.db, a, backup_of(f.app, f.db, a), f.app->master_key, &done, &err));
    assert_int_equal(done.key, RESTORE_KEY_FITS);
    assert_int_equal(done.schema, migrate_version(f.db));
    check_same(&f, first.store.db, want, a);
    NEED(restore_bytes(second.store.db, a, backup_of(f.app, first.store.db, a), (str){0}, &done, &err));
    assert_int_equal(done.key, RESTORE_KEY_MISSING);
    check_str(done.header.public_url, S("https://badges.example.org"));
    check_same(&f, second.store.db, want, a);
    close_target(&first);
    close_target(&second);
    arena_free(a);
    fixture_close(&f);
}

TEST(a_backup_of_sqlite_comes_back_row_by_row)
{
    round_trip(false, false);
}

TEST(a_backup_moves_to_postgres_and_back_row_by_row)
{
    if (!getenv("LAPEL_TEST_POSTGRES"))
        skip();
    round_trip(true, false);
    round_trip(true, true);
}

/* ---- what must not be restored ---- */

/* A copy of an archive with something changed on the way. */
enum change {
    AS_IT_WAS, NEWER_SCHEMA, TABLE_RENAMED, TABLE_LEFT_OUT, TABLE_TWICE, COLUMN_RENAMED, COLUMN_LEFT_OUT, COLUMN_OF_OTHER_KIND,
    ROW_TWICE, REFERENCE_BROKEN, NULL_WHERE_NONE_MAY_BE, COUNTER_NEGATIVE,
};
struct forge { enum change change; struct archive_writer *w; struct archive_column columns[ARCHIVE_MAX_COLUMNS]; bool leave_out; };

static bool is_person(const struct archive_item *it)
{
    return str_eq(it->table.name, S("person"));
}

static code forge_table(struct forge *g, struct archive_table t, struct error *err)
{
    for (size_t i = 0; i < t.n; i++)
        g->columns[i] = t.columns[i];
    t.columns = g->columns;
    if (g->change == TABLE_RENAMED)
        t.name = S("sqlite_master");
    if (g->change == COLUMN_RENAMED)
        g->columns[1].name = S("is_operator");
    if (g->change == COLUMN_LEFT_OUT)
        t.n--;
    if (g->change == COLUMN_OF_OTHER_KIND)
        g->columns[t.n - 1].kind = ARCHIVE_TEXT;
    if (g->change == COUNTER_NEGATIVE)
        t.counter = -5;
    return archive_put_table(g->w, &t, err);
}

static code forge_row(struct forge *g, const struct archive_item *it, struct error *err)
{
    struct archive_value values[ARCHIVE_MAX_COLUMNS];

    memcpy(values, it->values, it->table.n * sizeof *values);
    if (g->change == COLUMN_OF_OTHER_KIND)
        values[it->table.n - 1] = (struct archive_value){.kind = ARCHIVE_NONE};
    if (g->change == REFERENCE_BROKEN)
        values[1].number = 4711;                 /* person.org_id */
    if (g->change == NULL_WHERE_NONE_MAY_BE)
        values[2] = (struct archive_value){0};
    if (g->change == ROW_TWICE)
        TRY(archive_put_row(g->w, values, err));
    return archive_put_row(g->w, values, err);
}

static code forge_item(struct forge *g, const struct archive_item *it, struct error *err)
{
    if (it->event == ARCHIVE_TABLE_BEGINS) {
        g->leave_out = g->change == TABLE_LEFT_OUT && is_person(it);
        if (g->leave_out)
            return OK;
        if (g->change == TABLE_TWICE && is_person(it)) {
            TRY(archive_put_table(g->w, &it->table, err));
            TRY(archive_end_table(g->w, err));
        }
        return is_person(it) ? forge_table(g, it->table, err) : archive_put_table(g->w, &it->table, err);
    }
    if (g->leave_out)
        return OK;
    if (it->event == ARCHIVE_ROW)
        return is_person(it) ? forge_row(g, it, err) : archive_put_row(g->w, it->values, err);
    return it->event == ARCHIVE_TABLE_ENDS ? archive_end_table(g->w, err) : archive_finish(g->w, err);
}

static str forged(struct arena *a, str bytes, enum change change)
{
    struct memory in = {.in = bytes}, out = {.out = buf_new(a)};
    struct forge g = {.change = change};
    struct archive_reader *r;
    struct archive_header h;
    struct archive_item it = {0};

    NEED(archive_open(a, (struct archive_source){memory_read, &in}, &r, &h, &err));
    if (change == NEWER_SCHEMA)
        h.schema = 9999;
    NEED(archive_create(a, (struct archive_sink){memory_write, &out}, &h, S(""), &g.w, &err));
    while (it.event != ARCHIVE_COMPLETE) {
        NEED(archive_next(r, &it, &err));
        NEED(forge_item(&g, &it, &err));
    }
    archive_writer_close(g.w);
    archive_close(r);
    return buf_done(&out.out);
}

static void refuse_forged(bool postgres)
{
    static const struct { enum change change; code want; const char *word; } t[] = {
        {AS_IT_WAS, OK, ""},
        {NEWER_SCHEMA, CONFLICT, "newer Lapel"},
        {TABLE_RENAMED, BAD_INPUT, "a table sqlite_master"},
        {TABLE_LEFT_OUT, BAD_INPUT, "lacks the table person"},
        {TABLE_TWICE, BAD_INPUT, "or twice"},
        {COLUMN_RENAMED, BAD_INPUT, "has not the columns"},
        {COLUMN_LEFT_OUT, BAD_INPUT, "has not the columns"},
        {COLUMN_OF_OTHER_KIND, BAD_INPUT, "has not the columns"},
        {ROW_TWICE, BAD_INPUT, "the rows of person cannot be put back"},
        {REFERENCE_BROKEN, BAD_INPUT, "does not fit together"},
        {NULL_WHERE_NONE_MAY_BE, BAD_INPUT, "the rows of person cannot be put back"},
        {COUNTER_NEGATIVE, BAD_INPUT, "damaged"},
    };
    struct fixture f = fixture_open();
    struct arena *a = arena_new(QUOTA);

    award_many(&f);
    str good = backup_of(f.app, f.db, a);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct target to = open_target(postgres);
        struct restored done;
        struct error why = {0};
        bool none;
        code c = restore_bytes(to.store.db, a, t[i].change ? forged(a, good, t[i].change) : good, (str){0}, &done, &why);
        check_code_at(i, c, t[i].want);
        check_at(i, strstr(why.text, t[i].word) != NULL);
        NEED(tables_none(to.store.db, &none, &err));
        check_at(i, none == (c != OK));          /* all or nothing */
        close_target(&to);
    }
    arena_free(a);
    fixture_close(&f);
}

TEST(a_forged_backup_is_refused_and_leaves_nothing_in_sqlite)
{
    refuse_forged(false);
}

TEST(a_forged_backup_is_refused_and_leaves_nothing_in_postgres)
{
    if (!getenv("LAPEL_TEST_POSTGRES"))
        skip();
    refuse_forged(true);
}

TEST(a_changed_backup_is_told_by_its_seal)
{
    struct fixture f = fixture_open();
    struct arena *a = arena_new(QUOTA);
    struct target to = open_target(false);
    struct restored done;
    struct error why = {0};
    str key = f.app->master_key, other = S("0123456789abcdef0123456789abcdef");

    award_many(&f);
    str good = backup_of(f.app, f.db, a), without = forged(a, good, AS_IT_WAS);
    check_code(restore_bytes(to.store.db, a, good, other, &done, &why), DENIED);
    assert_non_null(strstr(why.text, "is not the one of this backup"));
    NEED(restore_bytes(to.store.db, a, without, key, &done, &err));
    assert_int_equal(done.key, RESTORE_KEY_UNKNOWN);
    check_code(restore_bytes(to.store.db, a, good, key, &done, &why), CONFLICT);
    assert_non_null(strstr(why.text, "something in this database already"));
    close_target(&to);
    arena_free(a);
    fixture_close(&f);
}

/* ---- folders ---- */

static code restore_to_folder(struct arena *a, const char *folder, str bytes, struct error *err)
{
    struct memory m = {.in = bytes};
    struct restored done;

    return restore_into(a, &(struct start_options){.data = folder, .listen = "127.0.0.1:1"},
                        &(struct restore_request){.source = {memory_read, &m}}, &done, err);
}

TEST(a_folder_is_filled_once_and_then_serves)
{
    struct fixture f = fixture_open();
    struct arena *a = arena_new(QUOTA);
    const char *folder = str_z(a, str_printf(a, "%s/again", f.folder));
    struct app *app = NULL;
    struct error why = {0};
    str key;

    award_many(&f);
    str good = backup_of(f.app, f.db, a);
    NEED(restore_to_folder(a, folder, good, &err));
    check_code(restore_to_folder(a, folder, good, &why), CONFLICT);
    assert_non_null(strstr(why.text, "there is a database already"));
    check_code(app_open(a, &(struct start_options){.data = folder, .listen = "127.0.0.1:1"}, &app, &why), NOT_FOUND);
    assert_non_null(strstr(why.text, "the master key is missing"));
    NEED(master_key_write(a, data_file(a, folder, "master.key"), S("0123456789abcdef0123456789abcdef"), &err));
    check_code(app_open(a, &(struct start_options){.data = folder, .listen = "127.0.0.1:1"}, &app, &why), DENIED);
    assert_non_null(strstr(why.text, "is not the one that sealed"));
    assert_int_equal(unlink(data_file(a, folder, "master.key")), 0);
    NEED(master_key_read(a, f.app->master_key_file, &key, &err));
    NEED(master_key_write(a, data_file(a, folder, "master.key"), key, &err));
    NEED(app_open(a, &(struct start_options){.data = folder, .listen = "127.0.0.1:1"}, &app, &err));
    app_close(app);
    arena_free(a);
    fixture_close(&f);
}

TEST(a_failed_restore_leaves_an_empty_folder)
{
    static const char *const names[] = {"lapel.db", "lapel.db.restoring", "lapel.db.restoring-wal"};
    struct fixture f = fixture_open();
    struct arena *a = arena_new(QUOTA);
    const char *folder = str_z(a, str_printf(a, "%s/again", f.folder));
    struct error why = {0};

    award_many(&f);
    str good = backup_of(f.app, f.db, a);
    check_code(restore_to_folder(a, folder, str_slice(good, 0, good.n - 20), &why), BAD_INPUT);
    for (size_t i = 0; i < COUNT(names); i++)
        check_at(i, access(data_file(a, folder, names[i]), F_OK) != 0);
    NEED(restore_to_folder(a, folder, good, &err));
    arena_free(a);
    fixture_close(&f);
}

static void hostile_file(struct arena *a, const struct hostile *h, str bytes)
{
    char folder[64];
    struct error err = {0};

    snprintf(folder, sizeof folder, "/tmp/lapel-unit.XXXXXX");
    assert_non_null(mkdtemp(folder));
    code c = restore_to_folder(a, folder, bytes, &err);
    check_hostile(h, c == BAD_INPUT && strstr(err.text, "not a backup"));
    check_hostile(h, access(data_file(a, folder, "lapel.db"), F_OK) != 0);
    unlink(data_file(a, folder, "lapel.lock"));
    rmdir(folder);
}

TEST(hostile_databases_are_never_opened_as_ours)
{
    crypto_start();
    each_hostile("restore", QUOTA, hostile_file);
    each_hostile("upload", QUOTA, hostile_file);
}

/* ---- from an earlier day ---- */

static str file_of(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf b = buf_new(a);
    char part[4096];
    size_t n;

    while (f && (n = fread(part, 1, sizeof part, f)) > 0)
        buf_put(&b, (str){part, n});
    if (f)
        fclose(f);
    return f ? buf_done(&b) : (str){0};
}

static void check_old(int schema, str backup, const struct json *known, bool postgres, struct arena *a)
{
    struct target to = open_target(postgres);
    struct restored done;
    int64_t org = 0;
    const struct json *tokens = json_get(known, "tokens");

    NEED(restore_bytes(to.store.db, a, backup, hex_decode(a, json_str(json_get(known, "master_key"))), &done, &err));
    assert_int_equal(done.header.schema, schema);
    assert_int_equal(done.key, RESTORE_KEY_FITS);
    assert_true(done.schema >= schema);
    assert_true(json_int(json_get(known, "org"), &org) && json_count(tokens) == 3);
    for (size_t i = 0; i < json_count(tokens); i++)
        check_str_at(i, token_of(to.store.db, org, (int64_t)i + 1), json_str(json_value(tokens, i)));
    close_target(&to);
}

TEST(backups_of_earlier_schemas_come_up_to_date_with_their_tokens_unchanged)
{
    struct arena *a = arena_new(QUOTA);
    size_t newest;
    int found = 0;

    crypto_start();
    migrate_steps(a, &newest);
    for (int schema = 1; schema < (int)newest; schema++) {
        str backup = file_of(a, str_z(a, str_printf(a, "test/suite/backup/schema-%d.backup", schema)));
        const struct json *known;
        if (str_is_absent(backup))
            continue;                            /* no program of that schema was ever given out */
        found++;
        NEED(json_parse(a, file_of(a, str_z(a, str_printf(a, "test/suite/backup/schema-%d.json", schema))), NULL, &known, &err));
        check_old(schema, backup, known, false, a);
        if (getenv("LAPEL_TEST_POSTGRES"))
            check_old(schema, backup, known, true, a);
    }
    assert_true(found > 0);
    arena_free(a);
}

/* ---- the key on paper ---- */

TEST(the_sheet_gives_the_key_back_and_names_a_wrong_line)
{
    static const struct { const char *from, *to, *word; } t[] = {
        {"", "", NULL},
        {"0001 0203", "0001-0203", NULL},
        {"0001 0203", "00010203", NULL},
        {"0001 0203", "0001 0213", "line 1 is not as it was printed"},
        {"0809 0a0b", "080a 090b", "line 3 is not as it was printed"},
        {"1c1d 1e1f", "1c1d 1e1f 00", "line 8 is not as it was printed"},
        {"    5   ", "    ", "line 5 is missing"},
        {"    5   ", "    9   ", "line 5 is missing"},
    };
    char bytes[MASTER_KEY_BYTES];

    crypto_start();
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    str key = {bytes, sizeof bytes}, sheet = master_key_sheet(test_arena, key, S("https://b.example"), 0);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        str got, text = sheet;
        ptrdiff_t at = str_find(sheet, cstr(t[i].from));
        check_at(i, at >= 0);
        if (t[i].from[0])
            text = str_join(test_arena, str_join(test_arena, str_slice(sheet, 0, (size_t)at), cstr(t[i].to)),
                            str_from(sheet, (size_t)at + strlen(t[i].from)));
        code c = master_key_from_sheet(test_arena, text, &got, &err);
        if (t[i].word) {
            check_code_at(i, c, BAD_INPUT);
            check_at(i, strstr(err.text, t[i].word) != NULL);
        } else {
            check_code_at(i, c, OK);
            check_str_at(i, got, key);
        }
    }
}
