/* main.c — check_sql: every SQL("…") of the program, prepared on an engine.
 *   check_sql DATABASE FILE.i...
 * The files are sources after the preprocessor, run with -DCHECK_SQL so that
 * store/db.h marks each literal and macros for column lists are expanded.
 * DATABASE is "sqlite:PATH" (made anew) or "postgres://…"; the schema built
 * into libstore is applied first. Also refuses SQL that stands outside SQL(). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "store/migrate.h"
#include "../file.h"

#define QUOTA ((size_t)64 << 20)

enum wanted { ON_BOTH, ON_SQLITE, ON_POSTGRES, MADE, PIECE };
struct literal { str text, file; long line; bool marked; enum wanted on; };
LIST_OF(literals, struct literal);
struct sums { size_t statements, wrong; };

/* ---- reading C after the preprocessor, as far as literals need it ---- */

struct scanner { struct arena *a; str rest, file; long line; };

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void skip(struct scanner *s, size_t n)
{
    for (size_t i = 0; i < n && i < s->rest.n; i++)
        s->line += s->rest.p[i] == '\n';
    s->rest = str_from(s->rest, n);
}

/* `# 12 "src/store/job.c" 2` */
static void line_marker(struct scanner *s)
{
    str line, rest = s->rest, name;
    int64_t number;

    if (!str_cut(&rest, '\n', &line))
        return;
    s->rest = rest;
    line = str_trim(str_from(line, 1));
    if (str_cut(&line, ' ', &name) && str_to_int(name, &number)) {
        s->line = (long)number;
        line = str_from(line, 1);
        if (str_cut(&line, '"', &name))
            s->file = name;
    }
}

/* The part between the quotes; escapes matter only where they hide a quote. */
static str quoted(struct scanner *s)
{
    char quote = s->rest.p[0];
    struct buf b = buf_new(s->a);
    size_t i = 1;

    for (; i < s->rest.n && s->rest.p[i] != quote; i++) {
        if (s->rest.p[i] == '\\' && i + 1 < s->rest.n)
            i++;
        buf_byte(&b, s->rest.p[i]);
    }
    skip(s, i + 1);
    return buf_done(&b);
}

static str word(struct scanner *s)
{
    size_t n = 0;

    while (n < s->rest.n && is_word(s->rest.p[n]))
        n++;
    str w = str_slice(s->rest, 0, n);
    skip(s, n);
    return w;
}

static bool looks_like_sql(str text)
{
    static const char *const starts[] = {"SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH RECURSIVE "};

    for (size_t i = 0; i < COUNT(starts); i++)
        if (str_starts(text, cstr(starts[i])))
            return true;
    return false;
}

static enum wanted wanted_engine(str mark)
{
    return str_ends(mark, S("_sqlite")) ? ON_SQLITE : str_ends(mark, S("_postgres")) ? ON_POSTGRES
         : str_ends(mark, S("_made")) ? MADE : str_ends(mark, S("_piece")) ? PIECE : ON_BOTH;
}

static void scan(struct arena *a, str source, struct literals *out)
{
    struct scanner s = {.a = a, .rest = source, .line = 1};
    struct buf sql = {0};
    bool inside = false, at_line_start = true;
    struct literal now = {0};

    while (s.rest.n) {
        char c = s.rest.p[0];
        if (c == '#' && at_line_start) {
            line_marker(&s);
            continue;
        }
        at_line_start = c == '\n' || (at_line_start && (c == ' ' || c == '\t'));
        if (c == '"') {
            long line = s.line;
            str text = quoted(&s);
            if (inside)
                buf_put(&sql, text);
            else if (looks_like_sql(text))
                *list_add(a, out) = (struct literal){text, s.file, line, false};
        } else if (c == '\'') {
            quoted(&s);
        } else if (is_word(c)) {
            str w = word(&s);
            if (str_starts(w, S("check_sql_begin"))) {
                inside = true;
                sql = buf_new(a);
                now = (struct literal){.file = s.file, .line = s.line, .marked = true, .on = wanted_engine(w)};
            } else if (str_eq(w, S("check_sql_end"))) {
                inside = false;
                now.text = buf_done(&sql);
                *list_add(a, out) = now;
            }
        } else {
            skip(&s, 1);
        }
    }
}

/* ---- preparing ---- */

static code open_database(struct arena *a, const char *url, struct db_pool **pool, struct db **db, struct error *err)
{
    size_t n;
    const struct migration *steps = migrate_steps(a, &n);

    if (strncmp(url, "sqlite:", 7) == 0)
        remove(url + 7);
    TRY(db_pool_open(url, 1, pool, err));
    *db = db_borrow(*pool, err);
    return *db ? migrate(*db, a, steps, n, err) : FAULT;
}

static bool check_one(struct db *db, struct arena *a, const struct literal *l)
{
    struct error err = {0};

    if (!l->marked) {
        fprintf(stderr, STR_FMT ":%ld: SQL outside SQL(): \"%.60s\"\n", STR_ARG(l->file), l->line, str_z(a, l->text));
        return false;
    }
    if (l->on == PIECE)
        return true;
    if (l->on == MADE) {
        if (str_ends(l->file, S("store/tables.c")) || str_ends(l->file, S("app/list/list_sql.c")) ||
            str_ends(l->file, S("app/ledger/ledger_kind.c")))
            return true;
        fprintf(stderr, STR_FMT ":%ld: statements are made in store/tables, list/list_sql and ledger/ledger_kind alone\n", STR_ARG(l->file), l->line);
        return false;
    }
    if (l->on != ON_BOTH && db_is_postgres(db) != (l->on == ON_POSTGRES))
        return true;
    if (db_check(db, str_z(a, l->text), &err) == OK)
        return true;
    fprintf(stderr, STR_FMT ":%ld: %s\n", STR_ARG(l->file), l->line, err.text);
    return false;
}

/* One file after another, each in memory of its own: the program has more text
 * than one task may hold. */
static code check_file(struct db *db, struct arena *a, const char *path, struct sums *sums, struct error *err)
{
    struct literals found = {0};
    str source;

    TRY(file_read(a, path, &source, err));
    scan(a, source, &found);
    for (size_t i = 0; i < found.n; i++)
        sums->wrong += !check_one(db, a, &found.items[i]);
    sums->statements += found.n;
    return OK;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA);
    struct db_pool *pool = NULL;
    struct db *db = NULL;
    struct error err = {0};
    struct sums sums = {0};

    if (argc < 3)
        return fputs("usage: check_sql DATABASE FILE.i...\n", stderr), 64;
    if (open_database(a, argv[1], &pool, &db, &err) != OK)
        return fprintf(stderr, "check_sql: %s: %s\n", err.where, err.text), 70;
    for (int i = 2; i < argc; i++) {
        arena_reset(a);
        if (check_file(db, a, argv[i], &sums, &err) != OK)
            return fprintf(stderr, "check_sql: %s: %s\n", err.where, err.text), 65;
    }
    db_return(pool, db);
    db_pool_close(pool);
    printf("%zu statements, %zu wrong\n", sums.statements, sums.wrong);
    arena_free(a);
    return sums.wrong ? 1 : 0;
}
