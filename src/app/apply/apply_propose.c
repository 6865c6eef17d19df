/* apply/apply_propose.c — an entry of somebody's learning log, proposed for a badge:
 * the draft of an application with the entry, its files and its witnesses in it. */
#include "app/apply/apply_private.h"
#include "app/apply/apply_pages.h"

#include "app/effort.h"
#include "app/evidence/evidence.h"
#include "base/utf8.h"
#include "store/search.h"
#include "templates.h"
#include "web/scratch.h"

/* ---- which badges ---- */

/* $1: whose; $2, $3: words. What a public catalogue shows, and what is open where they
 * are in the directory: an address that was given to some is told to nobody else. */
static const char sql_open[] = SQL(
    "SELECT f.public_id, v.name, o.name, v.png_hash FROM apply_form f JOIN achievement b ON b.id = f.achievement_id"
    " JOIN achievement_version v ON v.id = b.version_id JOIN org g ON g.id = f.org_id LEFT JOIN issuer i ON i.id = v.issuer_id"
    " JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id)"
    " LEFT JOIN shop s ON s.org_id = f.org_id LEFT JOIN shop_badge x ON x.achievement_id = b.id"
    " WHERE b.state = 'published' AND f.stopped_at IS NULL AND (f.opens_at IS NULL OR f.opens_at <= $4) AND (f.closes_at IS NULL OR f.closes_at > $4)"
    " AND (f.most = 0 OR f.taken < f.most) AND (lower(v.name) LIKE $2 ESCAPE '!' OR lower(o.name) LIKE $2 ESCAPE '!')"
    " AND (lower(v.name) LIKE $3 ESCAPE '!' OR lower(o.name) LIKE $3 ESCAPE '!')"
    " AND ((coalesce(s.is_closed, 0) = 0 AND coalesce(s.is_unlisted, 0) = 0 AND coalesce(x.is_hidden, 0) = 0)"
    "  OR EXISTS (SELECT 1 FROM account_email e JOIN person p ON p.org_id = f.org_id AND p.folded = e.folded WHERE e.account_id = $1 AND e.verified_at IS NOT NULL))"
    " ORDER BY lower(v.name), f.achievement_id LIMIT 60");

static code find_open(struct request *rq, str words, struct propose_view *v, struct error *err)
{
    str parts[2] = {S("%"), S("%")}, word, rest = str_lower(rq->arena, str_trim(words));

    for (size_t n = 0; n < COUNT(parts) && str_cut(&rest, ' ', &word);)
        if (!str_is_empty(word))
            parts[n++] = search_anywhere(rq->arena, word);
    struct rows *r = db_query(rq->db, sql_open, ARGS(v_int(rq->session->account), v_str(parts[0]), v_str(parts[1]), v_int(clock_now())));
    while (rows_next(r))
        *list_add(rq->arena, &v->lines) = (struct propose_line){row_str(r, 0, rq->arena), row_str(r, 1, rq->arena), row_str(r, 2, rq->arena),
                                                                apply_picture(rq->arena, row_str(r, 3, rq->arena))};
    return rows_end(r, err);
}

static bool mine(struct request *rq, struct response *rs, struct log_entry *e)
{
    struct error err = {0};
    code c = learnlog_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), e, &err);

    if (c == OK && e->removed)
        c = fail(&err, CONFLICT, "entry", "this entry is removed: bring it back first");
    if (c != OK)
        app_fail(rq, rs, &err);
    return c == OK;
}

void propose_show(struct request *rq, struct response *rs)
{
    struct propose_view v = {.search = request_query(rq, "q")};
    struct error err = {0};

    if (!mine(rq, rs, &v.e))
        return;
    if (str_is_absent(v.search) || v.search.n > 200)
        v.search = S("");
    v.self = str_printf(rq->arena, "/backpack/log/%lld", (long long)v.e.id);
    if (find_open(rq, v.search, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Propose for a badge", "backpack");
    tmpl_apply_propose(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- what is handed over ---- */

static str title_of(struct arena *a, const struct log_entry *e)
{
    return utf8_cut(words_printf(a, "Learning log, %.*s: %.*s", STR_ARG(date_format(a, date_of(e->day))), STR_ARG(e->what)), 150);
}

static str words_of(struct arena *a, const struct log_entry *e, const struct witness_list *all)
{
    struct buf b = buf_new(a);

    buf_put(&b, e->what);
    buf_printf(&b, "\n" STR_FMT, STR_ARG(date_format(a, date_of(e->day))));
    if (e->minutes)
        buf_printf(&b, ", " STR_FMT, STR_ARG(effort_time_words(a, e->minutes)));
    if (e->words.n)
        buf_printf(&b, "\n\n" STR_FMT, STR_ARG(e->words));
    for (size_t i = 0; i < all->n; i++) {
        const struct witness *w = &all->items[i];
        str domain = witness_domain(w);
        str said = words_printf(a, "Witnessed by %.*s", STR_ARG(witness_words(a, w)));
        if (domain.n)
            said = words_printf(a, "%.*s, by an address at %.*s", STR_ARG(said), STR_ARG(domain));
        buf_printf(&b, "\n\n" STR_FMT ", " STR_FMT, STR_ARG(said), STR_ARG(date_format(a, date_of(w->answered))));
        if (w->statement.n)
            buf_printf(&b, ":\n" STR_FMT, STR_ARG(w->statement));
    }
    return utf8_cut(buf_done(&b), EVIDENCE_WORDS);
}

static bool is_same(const struct evidence_piece *x, const struct evidence_new *n, str hash)
{
    if (hash.n)
        return str_eq(x->hash, hash);
    return n->url.n ? str_eq(x->url, n->url) : str_eq(x->kind, S("log")) == n->is_log && str_eq(x->title, n->title) && str_eq(x->words, n->words);
}

static bool is_there(const struct evidence_pieces *all, const struct evidence_new *n, str hash)
{
    for (size_t i = 0; i < all->n; i++)
        if (!all->items[i].removed && is_same(&all->items[i], n, hash))
            return true;
    return false;
}

/* A file at a time in memory: all of them are more than a request may have. */
static code add_files(struct request *rq, const struct log_entry *e, int64_t folder, const struct evidence_pieces *there, struct error *err)
{
    struct log_file_list files = {0};
    struct log_file f;

    TRY(learnlog_files(rq->db, rq->arena, e->id, &files, err));
    for (size_t i = 0; i < files.n; i++) {
        struct evidence_new n = {.folder = folder, .audience = TO_NAMED, .title = files.items[i].name, .file_name = files.items[i].name};
        if (files.items[i].removed || is_there(there, &n, files.items[i].hash))
            continue;
        TRY(learnlog_file(rq->db, scratch_open(), e->id, files.items[i].id, &f, &n.file, err));
        TRY(evidence_add(rq->db, rq->arena, &n, err));
    }
    return OK;
}

/* Proposed twice it stands in the application once; what is new in it since then, or was
 * said of it, is added. */
static code hand_over(struct request *rq, const struct log_entry *e, const struct application *p, struct error *err)
{
    struct evidence_pieces there = {0};
    struct witness_list all = {0};
    struct evidence_new n = {.folder = p->folder, .audience = TO_NAMED, .title = title_of(rq->arena, e), .is_log = true}, link = {.folder = p->folder, .audience = TO_NAMED, .url = e->link};

    if (!application_is_open(p))
        return fail(err, CONFLICT, "application", "your application for this badge is handed in, so nothing can be added now");
    TRY(evidence_of(rq->db, rq->arena, p->folder, &there, err));
    TRY(witnesses_shown(rq->db, rq->arena, e->id, &all, err));
    n.words = words_of(rq->arena, e, &all);
    if (!is_there(&there, &n, S("")))
        TRY(evidence_add(rq->db, rq->arena, &n, err));
    if (e->link.n && !is_there(&there, &link, S("")))
        TRY(evidence_add(rq->db, rq->arena, &link, err));
    return add_files(rq, e, p->folder, &there, err);
}

static code propose(struct request *rq, const struct log_entry *e, str *path, struct error *err)
{
    struct apply_form f;
    struct application p;

    TRY(apply_form_by_public_id(rq->db, rq->arena, request_field(rq, "form"), &f, err));
    TRY(apply_begin(rq->db, rq->arena, &f, rq->session->account, &p, err));
    TRY(db_begin(rq->db, err));
    TRY(db_end(rq->db, hand_over(rq, e, &p, err), err));
    return application_path(app_of(rq), rq->db, rq->arena, &p, path, err);
}

void propose_post(struct request *rq, struct response *rs)
{
    struct log_entry e;
    struct error err = {0};
    str path;

    if (!mine(rq, rs, &e))
        return;
    if (propose(rq, &e, &path, &err) == OK)
        app_done(rq, rs, path, "The entry is in your application. Say what is asked, then hand it in.");
    else
        app_fail(rq, rs, &err);
}
