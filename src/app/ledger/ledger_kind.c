/* ledger/ledger_kind.c — statements and triggers of each covered table, made from
 * the table of tables. Names come from there alone. */
#include <stdlib.h>
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "app/master_key.h"

/* ---- columns ---- */

static int by_name(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static void take_columns(struct arena *a, struct ledger_kind *k)
{
    str open = cstr(k->t->columns), sealed = cstr(k->t->sealed), name;

    while (str_cut(&open, ' ', &name))
        if (name.n && k->n < LEDGER_COLUMNS)
            k->names[k->n++] = name;
    qsort(k->names, k->n, sizeof k->names[0], by_name);
    k->n_open = k->n;
    while (str_cut(&sealed, ' ', &name))
        if (name.n && k->n < LEDGER_COLUMNS)
            k->names[k->n++] = name;
    for (size_t i = 0; i < k->n; i++)
        if (k->names[i].p[0] == '#') {
            k->names[i] = str_copy(a, str_from(k->names[i], 1));
            k->is_bytes[i] = true;
        }
}

/* ---- expressions ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/* "r.org_id" said of another name for the row. */
static str said_of(struct arena *a, const char *sql, const char *row)
{
    struct buf b = buf_new(a);
    str s = cstr(sql);

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == 'r' && i + 1 < s.n && s.p[i + 1] == '.' && (i == 0 || !is_word(s.p[i - 1])))
            buf_putz(&b, row);
        else
            buf_byte(&b, s.p[i]);
    }
    return buf_done(&b);
}

static str column_of(struct arena *a, const struct ledger_kind *k, size_t i, const char *row, bool postgres)
{
    str name = k->names[i];

    if (!k->is_bytes[i])
        return str_printf(a, "%s." STR_FMT, row, STR_ARG(name));
    return postgres ? str_printf(a, "encode(%s." STR_FMT ", 'hex')", row, STR_ARG(name))
                    : str_printf(a, "lower(hex(%s." STR_FMT "))", row, STR_ARG(name));
}

static str columns_of(struct arena *a, const struct ledger_kind *k, const char *row, bool postgres)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < k->n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(column_of(a, k, i, row, postgres)));
    return buf_done(&b);
}

/* ---- reading ---- */

/* What a connection noted; these stand here because no other database has the table. */
const char ledger_sql_touched[] = SQL_MADE("SELECT u.thing, max(u.n) FROM ledger_touched u GROUP BY u.thing ORDER BY min(u.n)");
const char ledger_sql_forget[] = SQL_MADE("DELETE FROM ledger_touched");
const char ledger_sql_forget_all[] = SQL_MADE("TRUNCATE ledger_touched RESTART IDENTITY");

static str row_of(struct arena *a, const struct ledger_kind *k, bool postgres)
{
    return str_printf(a, "r.%s, %s, %s, " STR_FMT, k->t->key, k->t->org, k->t->person ? k->t->person : "NULL", STR_ARG(columns_of(a, k, "r", postgres)));
}

/* What stood first counts, however often a row was touched. A row is found by its
 * key and, where that is unique within the organisation alone, by that too; those of
 * a person by the person, who has few (+: not by the organisation, nor in its order). */
static void write_statements(struct arena *a, struct ledger_kind *k, bool postgres)
{
    const struct ledger_table *t = k->t;
    str row = row_of(a, k, postgres);

    k->drain = str_z(a, str_printf(a, SQL_MADE("SELECT t.before, t.key, t.org, t.person, " STR_FMT " FROM (SELECT min(u.n) AS n FROM ledger_touched u"
        " WHERE u.thing = '%s' GROUP BY u.key, u.org) f JOIN ledger_touched t ON t.n = f.n LEFT JOIN %s r ON r.%s = t.key AND %s = t.org ORDER BY t.n"),
        STR_ARG(row), t->name, t->table, t->key, t->org));
    k->page = str_z(a, str_printf(a, SQL_MADE("SELECT " STR_FMT " FROM %s r WHERE %s = $1 AND r.%s > $2 ORDER BY r.%s LIMIT $3"),
        STR_ARG(row), t->table, t->org, t->key, t->key));
    k->one = str_z(a, str_printf(a, SQL_MADE("SELECT " STR_FMT " FROM %s r WHERE %s = $1 AND r.%s = $2"), STR_ARG(row), t->table, t->org, t->key));
    if (t->person)
        k->of_person = str_z(a, str_printf(a, SQL_MADE("SELECT " STR_FMT " FROM %s r WHERE +%s = $1 AND %s ORDER BY +r.%s"), STR_ARG(row), t->table,
            t->org, t->theirs ? t->theirs : str_z(a, str_printf(a, "%s = $2", t->person)), t->key));
}

/* ---- triggers ---- */

static str watched_columns(struct arena *a, const struct ledger_kind *k)
{
    struct buf b = buf_new(a);

    buf_putz(&b, k->t->key);
    for (size_t i = 0; i < k->n; i++)
        buf_printf(&b, ", " STR_FMT, STR_ARG(k->names[i]));
    if (str_eq(cstr(k->t->org), S("r.org_id")))
        buf_putz(&b, ", org_id");
    return buf_done(&b);
}

/* The three things that a trigger does, the same on both engines: `into` is the
 * table it notes in, `json` the function that writes an array. */
struct noting { const struct ledger_kind *k; const char *into, *json; bool postgres; };

static str note_of(struct arena *a, const struct noting *n, const char *row, bool with_before)
{
    const struct ledger_kind *k = n->k;
    str org = said_of(a, k->t->org, row);
    str before = with_before ? str_printf(a, "%s(" STR_FMT ")", n->json, STR_ARG(columns_of(a, k, row, n->postgres))) : S("NULL");

    str person = with_before && k->t->person ? said_of(a, k->t->person, row) : S("NULL");

    return str_printf(a, SQL_MADE("INSERT INTO %s (thing, key, org, person, before) SELECT '%s', %s.%s, " STR_FMT ", " STR_FMT ", " STR_FMT), n->into, k->t->name,
                      row, k->t->key, STR_ARG(org), STR_ARG(person), STR_ARG(before));
}

static str note_added(struct arena *a, const struct noting *n)
{
    return str_join(a, note_of(a, n, "NEW", false), S(";"));
}

static str note_removed(struct arena *a, const struct noting *n)
{
    return str_join(a, note_of(a, n, "OLD", true), S(";"));
}

/* One whose key or organisation is another now went, and one came. */
static str note_changed(struct arena *a, const struct noting *n)
{
    const struct ledger_table *t = n->k->t;

    return str_printf(a, STR_FMT "; " STR_FMT " WHERE NEW.%s <> OLD.%s OR " STR_FMT " <> " STR_FMT ";", STR_ARG(note_of(a, n, "OLD", true)),
                      STR_ARG(note_of(a, n, "NEW", false)), t->key, t->key, STR_ARG(said_of(a, t->org, "NEW")), STR_ARG(said_of(a, t->org, "OLD")));
}

/* ---- SQLite: of this connection alone ---- */

static str sqlite_script_of(struct arena *a, const struct ledger *l)
{
    struct buf b = buf_new(a);

    buf_putz(&b, "CREATE TEMP TABLE ledger_touched (n INTEGER PRIMARY KEY, thing TEXT NOT NULL, key INTEGER NOT NULL, org INTEGER, person INTEGER, before TEXT);");
    for (size_t i = 0; i < l->n; i++) {
        const struct ledger_kind *k = &l->kinds[i];
        const struct noting n = {k, "ledger_touched", "json_array", false};
        const char *name = str_z(a, str_printf(a, "CREATE TEMP TRIGGER \"ledger_%s_", k->t->name)), *table = k->t->table;
        buf_printf(&b, "%sadded\" AFTER INSERT ON main.%s BEGIN " STR_FMT " END;", name, table, STR_ARG(note_added(a, &n)));
        buf_printf(&b, "%sremoved\" AFTER DELETE ON main.%s BEGIN " STR_FMT " END;", name, table, STR_ARG(note_removed(a, &n)));
        buf_printf(&b, "%schanged\" AFTER UPDATE OF " STR_FMT " ON main.%s BEGIN " STR_FMT " END;", name, STR_ARG(watched_columns(a, k)), table,
                   STR_ARG(note_changed(a, &n)));
    }
    return buf_done(&b);
}

/* What the script is put together from is many times as long as the script. */
static const char *sqlite_attach(struct arena *a, const struct ledger *l)
{
    struct arena *scratch = arena_new(0);
    const char *script = str_z(a, sqlite_script_of(scratch, l));

    arena_free(scratch);
    return script;
}

/* ---- PostgreSQL: of all, but they note for who has the table ---- */

static const char postgres_attach[] =
    "CREATE TEMP TABLE IF NOT EXISTS ledger_touched (n BIGINT GENERATED ALWAYS AS IDENTITY, thing TEXT NOT NULL, key BIGINT NOT NULL, org BIGINT, person BIGINT, before TEXT)";

static str postgres_body(struct arena *a, const struct ledger_kind *k)
{
    const struct noting n = {k, "pg_temp.ledger_touched", "json_build_array", true};

    return str_printf(a, "BEGIN IF to_regclass('pg_temp.ledger_touched') IS NULL THEN RETURN NULL; END IF;"
                         " IF TG_OP = 'INSERT' THEN " STR_FMT " ELSIF TG_OP = 'UPDATE' THEN " STR_FMT " ELSE " STR_FMT " END IF; RETURN NULL; END",
                      STR_ARG(note_added(a, &n)), STR_ARG(note_changed(a, &n)), STR_ARG(note_removed(a, &n)));
}

static const char sql_trigger[] = SQL_ON_POSTGRES(
    "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname = $1");

static code make_trigger(struct db *db, struct arena *a, const struct ledger_kind *k, struct error *err)
{
    str body = postgres_body(a, k);
    str function = str_printf(a, "\"ledger_note_%s\"", k->t->name);
    str columns = watched_columns(a, k);
    str name = str_printf(a, "ledger_%s_" STR_FMT, k->t->name, STR_ARG(str_slice(sha256_hex(a, str_join(a, body, columns)), 0, 8)));
    int64_t there = 0;

    TRY(db_int(db, sql_trigger, ARGS(v_str(name)), &there, err));
    if (there)
        return OK;
    return db_script(db, str_printf(a, "DROP FUNCTION IF EXISTS " STR_FMT "() CASCADE;"
        "CREATE FUNCTION " STR_FMT "() RETURNS trigger LANGUAGE plpgsql AS $ledger$" STR_FMT "$ledger$;"
        "CREATE TRIGGER \"" STR_FMT "\" AFTER INSERT OR DELETE OR UPDATE OF " STR_FMT " ON %s FOR EACH ROW EXECUTE FUNCTION " STR_FMT "()",
        STR_ARG(function), STR_ARG(function), STR_ARG(body), STR_ARG(name), STR_ARG(columns), k->t->table, STR_ARG(function)), err);
}

code ledger_triggers(struct ledger *l, struct db *db, struct arena *a, struct error *err)
{
    for (size_t i = 0; db_is_postgres(db) && i < l->n; i++)
        TRY(make_trigger(db, a, &l->kinds[i], err));
    return OK;
}

/* ---- the watch ---- */

static code attach(void *ctx, struct db *db, struct error *err)
{
    const struct ledger *l = ctx;

    return db_script(db, cstr(l->attach), err);
}

/* "UPDATE award SET …": the word behind the verb. What begins with WITH is looked
 * through. */
static bool names_table(const char *sql, const char *table)
{
    size_t n = strlen(table);

    for (const char *at = strstr(sql, table); at; at = strstr(at + n, table))
        if (at[-1] == ' ' && !is_word(at[n]))
            return true;
    return false;
}

/* What reads alone must not: it would wait for its turn among those who write. */
static bool writes(const char *sql)
{
    return sql[0] == 'I' || sql[0] == 'U' || sql[0] == 'D' ||
           (sql[0] == 'W' && (strstr(sql, " INSERT ") || strstr(sql, " UPDATE ") || strstr(sql, " DELETE ")));
}

static bool covers(void *ctx, const char *sql)
{
    const struct ledger *l = ctx;

    if (!writes(sql))
        return false;
    for (size_t i = 0; i < l->n; i++)
        if (names_table(sql, l->kinds[i].t->table))
            return true;
    return false;
}

static code before_commit(void *ctx, struct db *db, struct error *err)
{
    return ledger_seal(ctx, db, err);
}

str ledger_key(struct arena *a, str master_key)
{
    return master_key_derive(a, master_key, "lapel ledger");
}

struct ledger *ledger_new(struct arena *a, str master_key, bool postgres)
{
    struct ledger *l = NEW(a, struct ledger);

    while (ledger_tables[l->n].name)
        l->n++;
    l->key = ledger_key(a, master_key);
    l->kinds = NEW_ARRAY(a, l->n, struct ledger_kind);
    for (size_t i = 0; i < l->n; i++) {
        l->kinds[i] = (struct ledger_kind){.t = &ledger_tables[i], .index = (unsigned)i};
        take_columns(a, &l->kinds[i]);
        write_statements(a, &l->kinds[i], postgres);
    }
    l->attach = postgres ? postgres_attach : sqlite_attach(a, l);
    l->watch = (struct db_watch){l, attach, covers, before_commit};
    return l;
}

const struct ledger *ledger_of(const struct db *db)
{
    const struct db_watch *w = db_watch_of(db);

    return w ? w->ctx : NULL;
}

const struct ledger_kind *ledger_kind_named(const struct ledger *l, str name)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(name, cstr(l->kinds[i].t->name)))
            return &l->kinds[i];
    return NULL;
}
