/* evidence/evidence_pages.c — a folder, a piece, its file. Files leave as files:
 * with the type that we found, never as a page; pictures are drawn anew. */
#include "app/evidence/evidence_pages.h"

#include "app/draw.h"
#include "base/uri.h"
#include "templates.h"

#define PICTURE_SIDE 800
#define SANDBOX      "default-src 'none'; sandbox"

struct asked { struct evidence_folder f; struct evidence_viewer v; struct evidence_piece p; struct evidence_eye eye; str key; };

static code open_folder(struct request *rq, struct asked *k, struct error *err)
{
    str key = request_query(rq, "key");

    TRY(evidence_folder_by_id(rq->db, rq->arena, request_param(rq, "folder"), &k->f, err));
    TRY(evidence_viewer_of(rq, &k->f, key, &k->v, err));
    k->key = k->v.is_owner && key.n ? uri_encode(rq->arena, key) : S("");
    k->eye = (struct evidence_eye){app_of(rq), rq->arena, &k->f, &k->v, k->key};
    return OK;
}

/* What one may not see is not there. */
static code open_piece(struct request *rq, struct asked *k, struct error *err)
{
    TRY(open_folder(rq, k, err));
    TRY(evidence_get(rq->db, rq->arena, k->f.id, request_param(rq, "piece"), &k->p, err));
    if (!evidence_may_see(&k->p, &k->v, true))
        return fail(err, NOT_FOUND, "evidence", "there is no such evidence, or you have to sign in to see it");
    return OK;
}

static void keep_private(struct response *rs)
{
    response_header(rs, "Cache-Control", S("private, no-store"));
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

static code note(struct request *rq, const struct asked *k, const struct evidence_piece *p, struct error *err)
{
    return k->v.is_owner ? OK : evidence_note_view(rq->db, p, k->v.account, err);
}

/* ---- a folder ---- */

static int64_t count_hidden(const struct evidence_pieces *all, const struct evidence_viewer *v)
{
    int64_t n = 0;

    for (size_t i = 0; v->may_open && i < all->n; i++)
        n += !all->items[i].removed && !evidence_may_see(&all->items[i], v, false);
    return n;
}

static code load_folder(struct request *rq, struct evidence_folder_view *v, struct error *err)
{
    struct asked k = {0};
    struct evidence_pieces all = {0};

    TRY(open_folder(rq, &k, err));
    TRY(evidence_of(rq->db, rq->arena, k.f.id, &all, err));
    v->f = k.f;
    evidence_show(&k.eye, &all, (str){0}, &v->lines);
    TRY(evidence_note_shown(rq->db, &k.eye, &v->lines, err));
    v->hidden = count_hidden(&all, &k.v);
    v->open_until = k.v.open_until;
    v->action = str_join(rq->arena, evidence_path(rq->arena, &k.f), S("/open"));
    v->shows_views = k.v.is_owner || k.v.is_named || k.v.may_tidy;
    return v->shows_views ? evidence_views(rq->db, rq->arena, k.f.id, &v->views, err) : OK;
}

static const struct form_field reason_fields[] = {
    {"reason", FIELD_TEXT, "Why you look", .max = 300, .required = true},
};
static const struct form_spec reason_form = FORM(reason_fields);

static void show_folder_with(struct request *rq, struct response *rs, struct form *f)
{
    struct evidence_folder_view v = {.form = f};
    struct error err = {0};

    if (load_folder(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, str_join(rq->arena, said("Evidence: "), v.f.title)), "");
    tmpl_evidence_folder(&o, &v);
    app_send(rq, rs, &o);
    keep_private(rs);
    if (!f->ok)
        rs->status = 422;
}

static void show_folder(struct request *rq, struct response *rs)
{
    show_folder_with(rq, rs, form_empty(rq->arena, &reason_form));
}

static code open_up(struct request *rq, struct form *f, str *folder, struct error *err)
{
    struct asked k = {0};

    TRY(open_folder(rq, &k, err));
    *folder = evidence_path(rq->arena, &k.f);
    if (!f->ok)
        return k.v.may_open ? BAD_INPUT : fail(err, DENIED, "evidence", "your role does not allow this");
    TRY(evidence_open_up(rq->db, rq->arena, &(struct evidence_opening){&k.f, &k.v, str_trim(form_text(f, "reason"))}, err));
    return OK;
}

static void post_open(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &reason_form);
    struct error err = {0};
    str folder;
    code c = open_up(rq, f, &folder, &err);

    if (c == OK) {
        app_done(rq, rs, folder, "It is open to you for an hour. The reason stands in the log.");
    } else if (c == BAD_INPUT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_folder_with(rq, rs, f);
    } else {
        app_fail(rq, rs, &err);
    }
}

/* ---- a piece ---- */

static void show_piece(struct request *rq, struct response *rs)
{
    struct asked k = {0};
    struct evidence_piece_view v = {0};
    struct error err = {0};
    code c = open_piece(rq, &k, &err);

    if (c == OK)
        c = note(rq, &k, &k.p, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.f = k.f;
    v.folder = str_printf(rq->arena, STR_FMT "%s" STR_FMT, STR_ARG(evidence_path(rq->arena, &k.f)), k.key.n ? "?key=" : "", STR_ARG(k.key));
    evidence_show_piece(&k.eye, &k.p, &v.line);
    struct out o = app_page(rq, str_z(rq->arena, k.p.title), "");
    tmpl_evidence_piece_page(&o, &v);
    app_send(rq, rs, &o);
    keep_private(rs);
}

/* RFC 6266: the plain name for old programs, the whole one beside it. */
static str disposition(struct arena *a, const struct evidence_piece *p)
{
    const struct file_type *t = file_type_named(p->type);

    return t ? str_printf(a, "attachment; filename=\"evidence.%s\"; filename*=UTF-8''" STR_FMT, t->ending,
                          STR_ARG(uri_encode(a, file_name_clean(a, p->title, t))))
             : S("attachment; filename=\"evidence.bin\"");
}

static void give_file(struct request *rq, struct response *rs, const struct evidence_piece *p, str bytes)
{
    response_bytes(rs, file_type_named(p->type) ? p->type : S("application/octet-stream"), bytes);
    response_header(rs, "Content-Disposition", disposition(rq->arena, p));
    response_header(rs, "Content-Security-Policy", S(SANDBOX));
    keep_private(rs);
}

static void give_picture(struct response *rs, str png)
{
    response_bytes(rs, S("image/png"), png);
    response_header(rs, "Content-Security-Policy", S(SANDBOX));
    keep_private(rs);
}

/* `by`: a view of this account is written down. */
struct give { const struct evidence_piece *p; int64_t by; bool is_owner, as_picture; };

static void answer_bytes(struct request *rq, struct response *rs, const struct give *g)
{
    struct error err = {0};
    str bytes, png = {0};
    code c = evidence_bytes(rq->db, rq->arena, g->p, &bytes, &err);

    if (c == OK && !g->is_owner)
        c = evidence_note_view(rq->db, g->p, g->by, &err);
    if (c == OK && g->as_picture)
        c = draw_png_normalise(rq->arena, bytes, PICTURE_SIDE, &png, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else if (g->as_picture)
        give_picture(rs, png);
    else
        give_file(rq, rs, g->p, bytes);
}

void evidence_answer_file(struct request *rq, struct response *rs, const struct evidence_piece *p, bool as_picture)
{
    answer_bytes(rq, rs, &(struct give){p, rq->session->account, false, as_picture});
}

static void send(struct request *rq, struct response *rs, bool as_picture)
{
    struct asked k = {0};
    struct error err = {0};

    if (open_piece(rq, &k, &err) != OK)
        app_fail(rq, rs, &err);
    else
        answer_bytes(rq, rs, &(struct give){&k.p, k.v.account, k.v.is_owner, as_picture});
}

static void send_file(struct request *rq, struct response *rs)
{
    send(rq, rs, false);
}

static void send_picture(struct request *rq, struct response *rs)
{
    send(rq, rs, true);
}

/* ---- changing ---- */

static void go_back(struct request *rq, struct response *rs, const struct asked *k, const char *message)
{
    struct uri u;
    str from = request_header(rq, "referer"), path = evidence_path(rq->arena, &k->f);

    if (k->key.n)
        path = str_printf(rq->arena, STR_FMT "?key=" STR_FMT, STR_ARG(path), STR_ARG(k->key));
    if (uri_parse(from, &u, NULL) == OK && str_eq_nocase(u.authority, request_header(rq, "host")) && !str_starts(u.path, S("/evidence/")))
        path = u.path;
    app_done(rq, rs, path, message);
}

static const struct form_field audience_fields[] = {
    {"audience", FIELD_CHOICE, "Who may see it", .choices = "public|link|org|named", .required = true},
};
static const struct form_spec audience_form = FORM(audience_fields);

static void post_audience(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &audience_form);
    struct asked k = {0};
    struct error err = {0};
    code c = open_piece(rq, &k, &err);

    if (c == OK && !f->ok)
        c = fail(&err, BAD_INPUT, "audience", "choose who may see it");
    if (c == OK)
        c = evidence_set_audience(rq->db, rq->arena,
                                  &(struct evidence_change){&k.f, &k.p, &k.v, evidence_audience(form_text(f, "audience"))}, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        go_back(rq, rs, &k, "Saved: from now on only they see it.");
}

static void post_remove(struct request *rq, struct response *rs)
{
    struct asked k = {0};
    struct error err = {0};
    code c = open_piece(rq, &k, &err);

    if (c == OK)
        c = evidence_remove(rq->db, rq->arena, &(struct evidence_change){&k.f, &k.p, &k.v, TO_NAMED}, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        go_back(rq, rs, &k, "Removed. Its name and its checksum stay on record.");
}

const struct route evidence_routes[] = {
    {GET, "/evidence/{folder}", EVERYBODY, show_folder, NULL, 0, .within = OF_EVIDENCE},
    {GET, "/evidence/{folder}/{piece}", EVERYBODY, show_piece, NULL, 0, .within = OF_EVIDENCE},
    {GET, "/evidence/{folder}/{piece}/file", EVERYBODY, send_file, NULL, 0, .within = OF_EVIDENCE},
    {GET, "/evidence/{folder}/{piece}/picture.png", EVERYBODY, send_picture, NULL, 0, .within = OF_EVIDENCE},
    {POST, "/evidence/{folder}/open", SIGNED_IN, post_open, NULL, 0, .within = OF_EVIDENCE},
    {POST, "/evidence/{folder}/{piece}/audience", EVERYBODY, post_audience, NULL, 0, .within = OF_EVIDENCE},
    {POST, "/evidence/{folder}/{piece}/remove", EVERYBODY, post_remove, NULL, 0, .within = OF_EVIDENCE},
    {0},
};
