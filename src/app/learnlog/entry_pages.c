/* learnlog/entry_pages.c — one entry with its files, witnesses and history. */
#include "app/learnlog/learnlog_private.h"

#include "app/effort.h"
#include "app/mail/mail.h"
#include "base/uri.h"
#include "templates.h"
#include "web/out.h"

/* ---- files ---- */

static const struct form_field file_fields[] = {{"file", FIELD_FILE, "File", .max = LEARNLOG_FILE_BYTES}};
const struct form_spec learnlog_file_form = FORM(file_fields);

static str size_words(struct arena *a, int64_t n)
{
    if (n < 1000000)
        return str_printf(a, "%lld KB", (long long)(n + 999) / 1000);
    return str_printf(a, "%lld.%lld MB", (long long)n / 1000000, (long long)n % 1000000 / 100000);
}

void learnlog_show_files(struct arena *a, const struct log_file_list *files, str below, struct log_file_rows *out)
{
    for (size_t i = 0; i < files->n; i++) {
        const struct log_file *f = &files->items[i];
        const struct file_type *t = file_type_named(f->type);
        str href = str_printf(a, STR_FMT "/files/%lld", STR_ARG(below), (long long)f->id);
        *list_add(a, out) = (struct log_file_row){*f, href, str_join(a, href, S("/remove")),
                                                  str_printf(a, "%s, " STR_FMT, t ? words(t->name) : "", STR_ARG(size_words(a, f->size)))};
    }
}

/* As a file of its own, never as a page under our name. */
void learnlog_send_file(struct request *rq, struct response *rs, const struct log_file *f, str bytes)
{
    const struct file_type *t = file_type_named(f->type);

    response_bytes(rs, t ? f->type : S("application/octet-stream"), bytes);
    response_header(rs, "Content-Disposition",
                    str_printf(rq->arena, "attachment; filename=\"file.%s\"; filename*=UTF-8''" STR_FMT, t ? t->ending : "bin", STR_ARG(uri_encode(rq->arena, f->name))));
    response_header(rs, "Content-Security-Policy", S("default-src 'none'; sandbox"));
    response_header(rs, "Cache-Control", S("private, no-store"));
}

void learnlog_file_show(struct request *rq, struct response *rs)
{
    struct log_entry e;
    struct log_file f;
    struct error err = {0};
    str bytes;

    if (!learnlog_mine(rq, rs, &e))
        return;
    if (learnlog_file(rq->db, rq->arena, e.id, request_param_int(rq, "file"), &f, &bytes, &err) == OK)
        learnlog_send_file(rq, rs, &f, bytes);
    else
        app_fail(rq, rs, &err);
}

/* ---- the page ---- */

static struct tag_view witness_tag(const struct witness *w)
{
    static const struct { const char *state, *kind, *icon, *words; } tags[] = {
        {"asked", NULL, "hourglass", "Asked"}, {"said", NULL, "eye-check", "Witnessed"}, {"refused", NULL, "circle-x", "Would rather not"},
        {"withdrawn", NULL, "arrow-back-up", "Taken back by them"}, {"stopped", NULL, "ban", "Taken back by you"},
        {"copied", NULL, "copy", "A copy"},
    };

    if (str_eq(w->state, S("asked")) && w->ends <= clock_now())
        return (struct tag_view){NULL, "clock", said("No answer")};
    for (size_t i = 0; i < COUNT(tags); i++)
        if (str_eq(w->state, cstr(tags[i].state)))
            return (struct tag_view){tags[i].kind, tags[i].icon, said(tags[i].words)};
    return (struct tag_view){0};
}

static void put_witness(struct arena *a, const struct log_entry *e, const struct witness *w, str self, struct witness_rows *out)
{
    bool is_copy = str_eq(w->state, S("copied")), has_said = str_eq(w->state, S("said")), is_asked = str_eq(w->state, S("asked"));

    *list_add(a, out) = (struct witness_row){
        .w = *w, .act = str_printf(a, STR_FMT "/witness/%lld", STR_ARG(self), (long long)w->id),
        .who = has_said || is_copy ? witness_words(a, w) : w->asked_name.n ? w->asked_name : w->address, .domain = witness_domain(w),
        .saw = !has_said && !is_copy ? S("") : str_eq(w->saw, S("work")) ? said("Was there") : said("Saw what came of it"), .tag = witness_tag(w),
        .may_again = is_asked && w->mails < 3, .may_stop = is_asked, .may_hide = has_said && !w->is_hidden, .may_show = has_said && w->is_hidden,
        .is_old = has_said && w->edition != e->edition, .is_copy = is_copy};
}

static const char sql_collections[] = SQL(
    "SELECT c.id, c.name, CASE WHEN EXISTS (SELECT 1 FROM collection_entry x WHERE x.collection_id = c.id AND x.entry_id = $2) THEN 1 ELSE 0 END"
    " FROM collection c WHERE c.owner_id = $1 ORDER BY lower(c.name), c.id LIMIT 200");

static code fill_collections(struct request *rq, struct log_entry_view *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_collections, ARGS(v_int(v->e.owner), v_int(v->e.id)));

    while (rows_next(r))
        *list_add(rq->arena, &v->collections) = (struct holding_collection){row_int(r, 0), row_str(r, 1, rq->arena), row_bool(r, 2)};
    return rows_end(r, err);
}

static code fill_files(struct request *rq, struct log_entry_view *v, struct error *err)
{
    struct log_file_list all = {0}, there = {0}, gone = {0};

    TRY(learnlog_files(rq->db, rq->arena, v->e.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, all.items[i].removed ? &gone : &there) = all.items[i];
    learnlog_show_files(rq->arena, &there, v->self, &v->files);
    learnlog_show_files(rq->arena, &gone, v->self, &v->removed);
    return OK;
}

static code fill_entry(struct request *rq, struct log_entry_view *v, struct error *err)
{
    struct witness_list witnesses = {0};
    struct log_past_list past = {0};

    v->self = learnlog_path(rq->arena, &v->e);
    v->time = v->e.minutes ? effort_time_words(rq->arena, v->e.minutes) : S("");
    v->may_propose = app_of(rq)->role == ROLE_ALL;
    TRY(fill_files(rq, v, err));
    TRY(witnesses_of(rq->db, rq->arena, v->e.id, &witnesses, err));
    for (size_t i = 0; i < witnesses.n; i++)
        put_witness(rq->arena, &v->e, &witnesses.items[i], v->self, &v->witnesses);
    TRY(learnlog_past(rq->db, rq->arena, &v->e, &past, err));
    for (size_t i = 0; i < past.n; i++)
        *list_add(rq->arena, &v->past) = (struct log_past_row){past.items[i], effort_time_words(rq->arena, past.items[i].e.minutes)};
    return fill_collections(rq, v, err);
}

static void show_entry(struct request *rq, struct response *rs, const struct log_entry *e, struct form *f)
{
    struct log_entry_view v = {
        .e = *e, .form = f,
        .file = {.value = form_value(f, "file"), .label = "Add a photo or file", .title = "Choose a file", .hint = "Up to 5 MB", .small = true, .send = true,
                 .accept = "image/*,.pdf,.txt,.docx,.xlsx,.pptx,.odt,.csv"}};
    struct error err = {0};

    if (fill_entry(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, e->what), "backpack");
    tmpl_learnlog_entry(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

void learnlog_entry_show(struct request *rq, struct response *rs)
{
    struct log_entry e;

    if (learnlog_mine(rq, rs, &e))
        show_entry(rq, rs, &e, form_empty(rq->arena, &learnlog_file_form));
}

/* ---- acts ---- */

void learnlog_remove_post(struct request *rq, struct response *rs)
{
    struct log_entry e;
    struct error err = {0};

    if (learnlog_mine(rq, rs, &e))
        app_done_or_fail(rq, rs, learnlog_set_removed(rq->db, e.owner, e.id, true, &err), &err, learnlog_path(rq->arena, &e), "Removed. You can bring it back for 30 days.");
}

void learnlog_restore_post(struct request *rq, struct response *rs)
{
    struct log_entry e;
    struct error err = {0};

    if (learnlog_mine(rq, rs, &e))
        app_done_or_fail(rq, rs, learnlog_set_removed(rq->db, e.owner, e.id, false, &err), &err, learnlog_path(rq->arena, &e), "The entry is back.");
}

void learnlog_file_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &learnlog_file_form);
    const struct part *file = form_file(f, "file");
    struct log_entry e;
    struct error err = {0};

    if (!learnlog_mine(rq, rs, &e))
        return;
    if (f->ok && !file)
        form_reject(f, "file", said("Choose a file."));
    if (f->ok && learnlog_file_add(rq->db, rq->arena, &e, &(struct log_upload){file->value, file->file_name}, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, learnlog_path(rq->arena, &e), "The file is there.");
    else
        show_entry(rq, rs, &e, f);
}

/* `back`: it comes back. */
void learnlog_file_remove_post(struct request *rq, struct response *rs)
{
    bool removed = !str_eq(request_field(rq, "go"), S("back"));
    struct log_entry e;
    struct error err = {0};

    if (learnlog_mine(rq, rs, &e))
        app_done_or_fail(rq, rs, learnlog_file_set_removed(rq->db, &e, request_param_int(rq, "file"), removed, &err), &err, learnlog_path(rq->arena, &e),
             removed ? "Removed. You can bring it back for 30 days." : "The file is back.");
}

static const struct form_field collect_fields[] = {{"collection", FIELD_INT, "Collection", .required = true, .min = 1}, {"in", FIELD_BOOL, "In"}};
const struct form_spec learnlog_collect_form = FORM(collect_fields);

void learnlog_collect_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &learnlog_collect_form);
    struct log_entry e;
    struct error err = {0};
    bool in = form_bool(f, "in");

    if (!learnlog_mine(rq, rs, &e))
        return;
    code c = f->ok ? learnlog_collect(rq->db, e.owner, form_int(f, "collection"), e.id, in, &err) : fail(&err, BAD_INPUT, "collection", "choose a collection");
    app_done_or_fail(rq, rs, c, &err, learnlog_path(rq->arena, &e), in ? "It is in the collection now, below the badges." : "It is out of the collection.");
}
