/* catalog/framework_import.c — a file against a framework: looked at, done, taken back. What
 * the framework said before is kept in the same spelling as a file, so that taking back is
 * one more file brought in. */
#include "app/catalog/framework_private.h"

#include "base/attempt.h"

/* A framework of 20,000 skills, read, beside what is there. */
#define MEMORY ((size_t)256 << 20)

/* ---- the record ---- */

#define IMPORT_ROW "SELECT id, org_id, coalesce(framework_id, 0), n_new, n_change, n_same, n_gone, n_wrong, state, name, format, language, problems, created_at," \
    " coalesce(ended_at, 0), shown, CASE WHEN before = '' AND NOT EXISTS (SELECT 1 FROM framework_import o WHERE o.framework_id = framework_import.framework_id" \
    " AND o.id <> framework_import.id AND o.state <> 'planned') THEN 1 ELSE 0 END FROM framework_import"
static const char sql_get[] = SQL(IMPORT_ROW " WHERE org_id = $1 AND id = $2");
static const char sql_find[] = SQL(
    IMPORT_ROW " WHERE org_id = $1 AND coalesce(framework_id, 0) = $2 AND (framework_id IS NOT NULL OR state = 'planned')"
    " ORDER BY CASE WHEN state = 'planned' THEN 0 ELSE 1 END, coalesce(ended_at, 0) DESC, id DESC LIMIT 20");

static struct framework_import read_row(struct rows *r, struct arena *a)
{
    return (struct framework_import){
        .id = row_int(r, 0), .org = row_int(r, 1), .framework = row_int(r, 2), .n_new = row_int(r, 3), .n_change = row_int(r, 4), .n_same = row_int(r, 5),
        .n_gone = row_int(r, 6), .n_wrong = row_int(r, 7), .state = row_str(r, 8, a), .name = row_str(r, 9, a), .format = row_str(r, 10, a),
        .language = row_str(r, 11, a), .problems = row_str(r, 12, a), .created = row_int(r, 13), .ended = row_int(r, 14), .shown = row_str(r, 15, a), .is_first = row_bool(r, 16)};
}

code framework_import_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_import *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));

    *out = (struct framework_import){0};
    if (rows_next(r))
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "import", "there is no such import");
}

code framework_import_find(struct db *db, struct arena *a, int64_t org, int64_t framework, struct framework_import_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org), v_int(framework)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

/* ---- work with memory of its own ---- */

struct work {
    struct db *db;
    struct arena *a;                             /* of this work alone */
    const struct framework_new *n;
    const struct framework_act *c;
    const struct framework_export *x;
    struct framework_file file, there;           /* looked at */
    struct framework_plan p;
    int64_t id;                                  /* what came of it */
    code (*run)(struct work *w, struct error *err);
};

static code attempt_run(void *ctx, struct error *err)
{
    struct work *w = ctx;

    return w->run(w, err);
}

/* One transaction, which ends outside of the attempt whatever becomes of that. */
static code run_within(struct work *w, struct error *err)
{
    TRY(db_begin(w->db, err));
    return db_end(w->db, attempt(attempt_run, w, err), err);
}

static code run_apart(struct work *w, struct error *err)
{
    w->a = arena_new(MEMORY);
    code c = run_within(w, err);
    arena_free(w->a);
    return c;
}

/* ---- looked at ---- */

/* What is only looked at: one of each account, and of nobody longer than PLAN_TIME. */
#define PLAN_TIME (7 * DAY)
static const char sql_clear[] = SQL("DELETE FROM framework_import WHERE org_id = $1 AND state = 'planned' AND (coalesce(account_id, 0) = $2 OR created_at < $3)");
static const char sql_add[] = SQL(
    "INSERT INTO framework_import (org_id, framework_id, account_id, state, name, format, language, n_new, n_change, n_same, n_gone, n_wrong, problems, shown, content, before, created_at)"
    " VALUES ($1, $2, $3, 'planned', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', $15) RETURNING id");

static str joined(struct arena *a, const struct str_list *lines)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < lines->n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? "\n" : "", STR_ARG(lines->items[i]));
    return b.n ? buf_done(&b) : S("");
}

/* Some of each kind, a line each: "gone L-7 Lift a load"; of what is new, its levels. */
#define SHOWN 15

static void show_one(struct buf *b, const char *kind, const struct alignment *x, size_t *n)
{
    if (++*n <= SHOWN)
        buf_printf(b, "%s%s " STR_FMT "%s" STR_FMT, b->n ? "\n" : "", kind, STR_ARG(x->target_code), x->target_code.n ? " " : "", STR_ARG(x->target_name));
}

static str shown(struct arena *a, const struct framework_file *there, const struct framework_file *file, const struct framework_plan *p)
{
    struct buf b = buf_new(a);
    size_t fresh = 0, changed = 0, gone = 0;
    str levels = there->items.n ? S("") : file->levels, level;

    while (str_cut(&levels, '\n', &level))
        buf_printf(&b, "%slevel " STR_FMT, b.n ? "\n" : "", STR_ARG(level));
    for (size_t i = 0; i < there->items.n; i++)
        if (p->gone[i])
            show_one(&b, "gone", &there->items.items[i].x, &gone);
    for (size_t i = 0; i < file->items.n; i++)
        if (p->fate[i] != FATE_SAME)
            show_one(&b, p->fate[i] == FATE_NEW ? "new" : "change", &file->items.items[i].x, p->fate[i] == FATE_NEW ? &fresh : &changed);
    return b.n ? buf_done(&b) : S("");
}

static code load_there(struct work *w, int64_t org, int64_t id, struct framework_row *f, struct framework_file *there, struct id_list *ids, struct error *err)
{
    *there = (struct framework_file){.name = S(""), .language = S(""), .format = S(""), .levels = S("")};
    if (!id)
        return OK;
    TRY(framework_get(w->db, w->a, org, id, f, err));
    return framework_load(w->db, w->a, f, there, ids, err);
}

static code plan_file(struct arena *a, const struct framework_file *there, const struct framework_file *file, struct framework_plan *p, struct error *err)
{
    framework_plan(a, there, file, p);
    if (there->items.n + (size_t)p->n_new > FRAMEWORK_KEPT)
        return fail(err, BAD_INPUT, "file", "more than %d skills, with what is out of use: take a part of it", FRAMEWORK_KEPT);
    return OK;
}

static code run_look(struct work *w, struct error *err)
{
    const struct framework_new *n = w->n;
    struct framework_source source = *n->source;
    struct framework_row f = {0};
    struct id_list ids = {0};

    TRY(load_there(w, n->org, n->framework, &f, &w->there, &ids, err));
    if (n->framework)
        source.name = f.name;
    TRY(framework_read(w->a, &source, &w->file, err));
    return plan_file(w->a, &w->there, &w->file, &w->p, err);
}

static code run_keep(struct work *w, struct error *err)
{
    const struct framework_new *n = w->n;
    const struct framework_file *file = &w->file;
    const struct framework_plan *p = &w->p;

    TRY(db_run(w->db, sql_clear, ARGS(v_int(n->org), v_int(n->by), v_int(clock_now() - PLAN_TIME)), NULL, err));
    return db_int(w->db, sql_add, ARGS(v_int(n->org), v_int_if(n->framework, n->framework), v_int_if(n->by, n->by), v_str(file->name), v_str(file->format),
                                       v_str(file->language), v_int(p->n_new), v_int(p->n_change), v_int(p->n_same), v_int(p->n_gone), v_int((int64_t)file->wrong),
                                       v_str(joined(w->a, &file->problems)), v_str(shown(w->a, &w->there, file, p)), v_str(framework_write(w->a, file)), v_int(clock_now())),
                  &w->id, err);
}

/* Files are read before the transaction: on SQLite all others who write wait for that. */
code framework_import_plan(struct db *db, const struct framework_new *n, int64_t *id, struct error *err)
{
    struct work w = {.db = db, .n = n, .a = arena_new(MEMORY), .run = run_look};
    code c = attempt(attempt_run, &w, err);

    w.run = run_keep;
    if (c == OK)
        c = run_within(&w, err);
    arena_free(w.a);
    *id = w.id;
    return c;
}

/* ---- done ---- */

static const char sql_new[] = SQL(
    "INSERT INTO framework (org_id, name, items, created_at, language, format, changed_at, levels) VALUES ($1, $2, 0, $3, $4, $5, $3, $6) RETURNING id");
static const char sql_changed[] = SQL(
    "UPDATE framework SET changed_at = $2, format = $3, language = $4,"
    " items = (SELECT count(*) FROM framework_item i WHERE i.framework_id = $1 AND i.retired_at IS NULL) WHERE id = $1");
static const char sql_item[] = SQL(
    "INSERT INTO framework_item (framework_id, code, name, url, about, type, folded, retired_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id");
static const char sql_item_set[] = SQL(
    "UPDATE framework_item SET code = $2, name = $3, url = $4, about = $5, type = $6, folded = $7, retired_at = $8 WHERE id = $1");
static const char sql_retire[] = SQL("UPDATE framework_item SET retired_at = $2 WHERE id = $1");
static const char sql_label[] = SQL(
    "INSERT INTO framework_label (item_id, language, name, folded) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (item_id, language) DO UPDATE SET name = excluded.name, folded = excluded.folded");
static const char sql_address[] = SQL("INSERT INTO framework_address (item_id, url) VALUES ($1, $2) ON CONFLICT DO NOTHING");
static const char sql_unlink[] = SQL("DELETE FROM framework_link WHERE item_id IN (SELECT i.id FROM framework_item i WHERE i.framework_id = $1)");
static const char sql_link[] = SQL("INSERT INTO framework_link (item_id, broader_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");

struct applying {
    struct work *w;
    int64_t framework;
    struct framework_file there, file;
    struct id_list there_ids;
    int64_t *ids;                                /* of each skill of the file; 0: it is not there */
    struct framework_plan p;
    bool is_undo;                                /* names in other languages become those of the file, too */
};

static str folded(struct arena *a, const struct alignment *x)
{
    return str_lower(a, str_printf(a, STR_FMT " " STR_FMT, STR_ARG(x->target_code), STR_ARG(x->target_name)));
}

static code put_label(struct applying *s, size_t i, str language, str name, struct error *err)
{
    return db_run_later(s->w->db, sql_label, ARGS(v_int(s->ids[i]), v_str(language), v_str(name), v_str(str_lower(s->w->a, name))), err);
}

/* Badges know a skill by its address alone: it keeps those that it had. */
static code put_address(struct applying *s, size_t i, struct error *err)
{
    str was = s->there.items.items[s->p.match[i] - 1].x.target_url;

    if (str_eq(was, s->file.items.items[i].x.target_url))
        return OK;
    return db_run_later(s->w->db, sql_address, ARGS(v_int(s->ids[i]), v_str(was)), err);
}

static code put_change(struct applying *s, size_t i, struct error *err)
{
    const struct framework_skill *k = &s->file.items.items[i];
    const struct alignment *x = &k->x;

    TRY(put_address(s, i, err));
    return db_run_later(s->w->db, sql_item_set, ARGS(v_int(s->ids[i]), v_str(x->target_code), v_str(x->target_name), v_str(x->target_url), v_str(x->target_description),
                                                     v_str(x->target_type), v_str(folded(s->w->a, x)), v_int_if(k->is_retired, clock_now())), err);
}

static code put_skill(struct applying *s, size_t i, struct error *err)
{
    const struct framework_skill *k = &s->file.items.items[i];
    const struct alignment *x = &k->x;

    if (s->p.fate[i] == FATE_NEW)
        TRY(db_int(s->w->db, sql_item, ARGS(v_int(s->framework), v_str(x->target_code), v_str(x->target_name), v_str(x->target_url), v_str(x->target_description),
                                            v_str(x->target_type), v_str(folded(s->w->a, x)), v_int_if(k->is_retired, clock_now())), &s->ids[i], err));
    else if (s->p.fate[i] == FATE_CHANGE)
        TRY(put_change(s, i, err));
    for (size_t l = 0; (s->is_undo || s->p.fate[i] != FATE_SAME) && l < k->labels.n; l++)
        TRY(put_label(s, i, k->labels.items[l].language, k->labels.items[l].name, err));
    return OK;
}

static code put_links(struct applying *s, struct error *err)
{
    struct map *by_url = map_new(s->w->a);

    TRY(db_run(s->w->db, sql_unlink, ARGS(v_int(s->framework)), NULL, err));
    for (size_t i = 0; i < s->file.items.n; i++)
        *map_at(by_url, s->file.items.items[i].x.target_url) = &s->ids[i];
    for (size_t i = 0; i < s->file.items.n; i++)
        for (size_t k = 0; k < s->file.items.items[i].broader.n; k++) {
            const int64_t *above = map_get(by_url, s->file.items.items[i].broader.items[k]);
            if (above && *above != s->ids[i])
                TRY(db_run_later(s->w->db, sql_link, ARGS(v_int(s->ids[i]), v_int(*above)), err));
        }
    return OK;
}

static const char sql_unlabel[] = SQL("DELETE FROM framework_label WHERE item_id IN (SELECT i.id FROM framework_item i WHERE i.framework_id = $1)");

static code put_all(struct applying *s, struct error *err)
{
    if (s->is_undo)
        TRY(db_run(s->w->db, sql_unlabel, ARGS(v_int(s->framework)), NULL, err));
    for (size_t i = 0; i < s->file.items.n; i++)
        TRY(put_skill(s, i, err));
    for (size_t i = 0; i < s->there.items.n; i++)
        if (s->p.gone[i])
            TRY(db_run_later(s->w->db, sql_retire, ARGS(v_int(s->there_ids.items[i]), v_int(clock_now())), err));
    return put_links(s, err);
}

static code put_labels_only(struct applying *s, struct error *err)
{
    for (size_t i = 0; i < s->file.items.n; i++)
        if (s->p.fate[i] == FATE_CHANGE)
            TRY(put_label(s, i, s->file.language, s->file.items.items[i].x.target_name, err));
    return OK;
}

/* The file into the framework; `s->framework` 0: into a new one. */
static code apply(struct applying *s, int64_t org, struct error *err)
{
    struct db *db = s->w->db;

    TRY(plan_file(s->w->a, &s->there, &s->file, &s->p, err));
    s->ids = NEW_ARRAY(s->w->a, s->file.items.n + 1, int64_t);
    for (size_t i = 0; i < s->file.items.n; i++)
        s->ids[i] = s->p.match[i] ? s->there_ids.items[s->p.match[i] - 1] : 0;
    if (!s->framework)
        TRY(db_int(db, sql_new, ARGS(v_int(org), v_str(s->file.name), v_int(clock_now()), v_str(s->file.language), v_str(s->file.format), v_str(s->file.levels)),
                   &s->framework, err));
    if (s->p.labels_only)
        TRY(put_labels_only(s, err));
    else
        TRY(put_all(s, err));
    return db_run(db, sql_changed, ARGS(v_int(s->framework), v_int(clock_now()), v_str(s->p.labels_only ? s->there.format : s->file.format),
                                        v_str(s->p.labels_only || !s->file.language.n ? s->there.language : s->file.language)), NULL, err);
}

static const char sql_content[] = SQL("SELECT content, before FROM framework_import WHERE org_id = $1 AND id = $2");

static code load_text(struct work *w, str *content, str *before, struct error *err)
{
    struct rows *r = db_query(w->db, sql_content, ARGS(v_int(w->c->org), v_int(w->c->id)));

    *content = *before = S("");
    if (rows_next(r)) {
        *content = row_str(r, 0, w->a);
        *before = row_str(r, 1, w->a);
    }
    return rows_end(r, err);
}

/* As it was written by framework_write. The format is that of the file it came from. */
static code read_again(struct work *w, str text, str name, str format, struct framework_file *out, struct error *err)
{
    struct framework_source source = {.name = name};

    *list_add(w->a, &source.texts) = text;
    TRY(framework_read(w->a, &source, out, err));
    out->format = format;
    return OK;
}

/* What older imports would need for taking back is of no use any more. */
static const char sql_forget[] = SQL("UPDATE framework_import SET content = '', before = '' WHERE framework_id = $1 AND id <> $2 AND state <> 'planned'");
static const char sql_done[] = SQL(
    "UPDATE framework_import SET state = 'done', framework_id = $3, content = '', before = $4, ended_at = $5, n_new = $6, n_change = $7, n_same = $8, n_gone = $9"
    " WHERE org_id = $1 AND id = $2");
static const char sql_claim[] = SQL("UPDATE framework_import SET state = 'done' WHERE org_id = $1 AND id = $2 AND state = 'planned'");
static const char sql_lock[] = SQL("UPDATE framework SET changed_at = changed_at WHERE org_id = $1 AND id = $2");

/* Until the end of the transaction nobody else brings a file into it, or takes one back. */
static code lock_framework(struct work *w, int64_t id, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(w->db, sql_lock, ARGS(v_int(w->c->org), v_int(id)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "framework", "there is no such framework");
}

/* Pressed twice, the second one waits here for the first, and then finds nothing planned. */
static code claim(struct work *w, const struct framework_import *i, struct error *err)
{
    int64_t n = 0;

    if (!str_eq(i->state, S("planned")))
        return fail(err, CONFLICT, "import", "this was done already");
    if (i->framework)
        TRY(lock_framework(w, i->framework, err));
    TRY(db_run(w->db, sql_claim, ARGS(v_int(i->org), v_int(i->id)), &n, err));
    return n ? OK : fail(err, CONFLICT, "import", "this was done already");
}

static code run_do(struct work *w, struct error *err)
{
    struct applying s = {.w = w};
    struct framework_import i;
    struct framework_row f = {0};
    str content, before;

    TRY(framework_import_get(w->db, w->a, w->c->org, w->c->id, &i, err));
    TRY(claim(w, &i, err));
    TRY(load_text(w, &content, &before, err));
    s.framework = i.framework;
    TRY(load_there(w, i.org, i.framework, &f, &s.there, &s.there_ids, err));
    TRY(read_again(w, content, i.name, i.format, &s.file, err));
    before = i.framework ? framework_write(w->a, &s.there) : S("");
    TRY(apply(&s, i.org, err));
    TRY(db_run(w->db, sql_forget, ARGS(v_int(s.framework), v_int(i.id)), NULL, err));
    TRY(db_run(w->db, sql_done, ARGS(v_int(i.org), v_int(i.id), v_int(s.framework), v_str(before), v_int(clock_now()), v_int(s.p.n_new), v_int(s.p.n_change),
                                     v_int(s.p.n_same), v_int(s.p.n_gone)), NULL, err));
    w->id = s.framework;
    TRY(framework_changed(w->db, w->a, i.org, err));
    return org_log(w->db, i.org, w->c->by, "framework.import", i.name,
                   str_printf(w->a, "%lld new, %lld changed, %lld gone", (long long)s.p.n_new, (long long)s.p.n_change, (long long)s.p.n_gone), err);
}

code framework_import_do(struct db *db, const struct framework_act *c, int64_t *framework, struct error *err)
{
    struct work w = {.db = db, .c = c, .run = run_do};

    TRY(run_apart(&w, err));
    *framework = w.id;
    return OK;
}

static const char sql_drop[] = SQL("DELETE FROM framework_import WHERE org_id = $1 AND id = $2 AND state = 'planned'");

code framework_import_drop(struct db *db, const struct framework_act *c, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_drop, ARGS(v_int(c->org), v_int(c->id)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "import", "there is no such import");
}

/* ---- taken back ---- */

static const char sql_undone[] = SQL("UPDATE framework_import SET state = 'undone', before = '', ended_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'done'");
/* By when it was done: of two files that were looked at, the older may be brought in later. */
static const char sql_newer[] = SQL(
    "SELECT count(*) FROM framework_import WHERE framework_id = $1 AND state <> 'planned' AND (ended_at > $3 OR ended_at = $3 AND id > $2)");

static code check_undo(struct work *w, const struct framework_import *i, struct error *err)
{
    int64_t newer = 0;

    if (!str_eq(i->state, S("done")) || i->ended + FRAMEWORK_UNDO_TIME < clock_now())
        return fail(err, CONFLICT, "import", "it was taken back already, or is older than 30 days");
    TRY(db_int(w->db, sql_newer, ARGS(v_int(i->framework), v_int(i->id), v_int(i->ended)), &newer, err));
    return newer ? fail(err, CONFLICT, "import", "another file came after it: take that back first, or bring in the older file") : OK;
}

static const char sql_first_gone[] = SQL("DELETE FROM framework WHERE org_id = $1 AND id = $2");

static code undo_first(struct work *w, const struct framework_import *i, struct error *err)
{
    TRY(framework_unused(w->db, i->org, i->framework, err));
    return db_run(w->db, sql_first_gone, ARGS(v_int(i->org), v_int(i->framework)), NULL, err);
}

static code undo_change(struct work *w, const struct framework_import *i, str before, struct error *err)
{
    struct applying s = {.w = w, .framework = i->framework, .is_undo = true};
    struct framework_row f;

    TRY(load_there(w, i->org, i->framework, &f, &s.there, &s.there_ids, err));
    TRY(read_again(w, before, f.name, f.format, &s.file, err));
    TRY(apply(&s, i->org, err));
    return db_run(w->db, sql_undone, ARGS(v_int(i->org), v_int(i->id), v_int(clock_now())), NULL, err);
}

static code run_undo(struct work *w, struct error *err)
{
    struct framework_import i;
    str content, before;

    TRY(framework_import_get(w->db, w->a, w->c->org, w->c->id, &i, err));
    if (!str_eq(i.state, S("done")))
        return fail(err, CONFLICT, "import", "it was taken back already, or is older than 30 days");
    TRY(lock_framework(w, i.framework, err));
    TRY(framework_import_get(w->db, w->a, w->c->org, w->c->id, &i, err));
    TRY(check_undo(w, &i, err));
    TRY(load_text(w, &content, &before, err));
    if (str_is_empty(before) && !i.is_first)
        return fail(err, CONFLICT, "import", "another file came after it: take that back first, or bring in the older file");
    TRY(i.is_first ? undo_first(w, &i, err) : undo_change(w, &i, before, err));
    TRY(framework_changed(w->db, w->a, i.org, err));
    return org_log(w->db, i.org, w->c->by, "framework.import-undone", i.name, S(""), err);
}

code framework_import_undo(struct db *db, const struct framework_act *c, struct error *err)
{
    struct work w = {.db = db, .c = c, .run = run_undo};

    return run_apart(&w, err);
}

/* ---- out ---- */

static code run_export(struct work *w, struct error *err)
{
    struct framework_row f;
    struct framework_file file;
    struct id_list ids = {0};

    TRY(framework_get(w->db, w->a, w->x->org, w->x->id, &f, err));
    TRY(framework_load(w->db, w->a, &f, &file, &ids, err));
    return w->x->put(w->x->ctx, framework_write(w->a, &file), err);
}

code framework_export(struct db *db, const struct framework_export *x, struct error *err)
{
    struct work w = {.db = db, .x = x, .run = run_export, .a = arena_new(MEMORY)};
    code c = attempt(attempt_run, &w, err);

    arena_free(w.a);
    return c;
}
