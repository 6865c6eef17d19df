/* cv/cv_pages.c — all CVs, one as a whole, who may read it, and what they see. */
#include "app/cv/cv_private.h"

#include "app/show/show.h"
#include "templates.h"

str cv_self(struct arena *a, const struct cv *c)
{
    return str_printf(a, "/backpack/cvs/%lld", (long long)c->id);
}

bool cv_mine(struct request *rq, struct response *rs, struct cv *out)
{
    struct error err = {0};

    if (cv_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), out, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

/* ---- all of them ---- */

static const struct form_field new_fields[] = {{"label", FIELD_LINE, "What it is for", .max = 120, .required = true}};
static const struct form_spec new_form = FORM(new_fields);

static void show_all(struct request *rq, struct response *rs, struct form *f)
{
    struct cvs_view v = {.form = f};
    struct cv_list all = {0};
    struct error err = {0};

    if (cv_list_of(rq->db, rq->arena, rq->session->account, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++) {
        const struct cv *c = &all.items[i];
        *list_add(rq->arena, c->removed ? &v.removed : &v.rows) = (struct cv_row){c->id, c->label, c->name, c->is_public, c->changed};
    }
    struct out o = app_page(rq, "My CVs", "backpack");
    tmpl_cvs(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void all_show(struct request *rq, struct response *rs)
{
    show_all(rq, rs, form_empty(rq->arena, &new_form));
}

static void new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &new_form);
    struct account who;
    struct error err = {0};
    int64_t id = 0;

    if (f->ok && (account_get(rq->db, rq->arena, rq->session->account, &who, &err) != OK ||
                  cv_create(rq->db, rq->arena, rq->session->account, form_text(f, "label"), who.name, &id, &err) != OK))
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        response_redirect(rs, str_printf(rq->arena, "/backpack/cvs/%lld", (long long)id));
    else
        show_all(rq, rs, f);
}

/* ---- one ---- */

static bool has_badges(const struct cv_shown *v)
{
    for (size_t i = 0; i < v->parts.n; i++)
        for (size_t k = 0; k < v->parts.items[i].items.n; k++)
            if (v->parts.items[i].items.items[k].is_badge)
                return true;
    return false;
}

static void one_show(struct request *rq, struct response *rs)
{
    struct cv c;
    struct error err = {0};
    struct cv_edit_view v = {.cv = &c};

    if (!cv_mine(rq, rs, &c))
        return;
    v.self = cv_self(rq->arena, &c);
    v.public_link = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/cv/"), c.public_id));
    if (cv_fill(rq->db, rq->arena, &c, S(""), &v.shown, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.has_badges = has_badges(&v.shown);
    struct out o = app_page(rq, str_z(rq->arena, c.label), "backpack");
    tmpl_cv_edit(&o, &v);
    app_send(rq, rs, &o);
}

static void undo(struct request *rq, struct response *rs)
{
    struct cv c;
    struct error err = {0};

    if (cv_mine(rq, rs, &c))
        app_done_or_fail(rq, rs, cv_undo(rq->db, c.owner, c.id, &err), &err, cv_self(rq->arena, &c), "It is as it was before the last change. The same button takes that back.");
}

static void remove_one(struct request *rq, struct response *rs)
{
    struct cv c;
    struct error err = {0};

    if (cv_mine(rq, rs, &c))
        app_done_or_fail(rq, rs, cv_set_removed(rq->db, c.owner, c.id, true, &err), &err, S("/backpack/cvs"), "Removed. You can bring it back for 30 days.");
}

static void restore_one(struct request *rq, struct response *rs)
{
    struct cv c;
    struct error err = {0};

    if (cv_mine(rq, rs, &c))
        app_done_or_fail(rq, rs, cv_set_removed(rq->db, c.owner, c.id, false, &err), &err, cv_self(rq->arena, &c), "The CV is back.");
}

static void copy_one(struct request *rq, struct response *rs)
{
    struct cv c;
    struct error err = {0};
    int64_t copy = 0;

    if (!cv_mine(rq, rs, &c))
        return;
    str label = words_printf(rq->arena, "Copy of %.*s", STR_ARG(str_slice(c.label, 0, 100)));
    code made = cv_copy(rq->db, rq->arena, c.owner, c.id, label, &copy, &err);
    app_done_or_fail(rq, rs, made, &err, str_printf(rq->arena, "/backpack/cvs/%lld", (long long)copy), "This is the copy. Change what the other reader should see.");
}

/* ---- files ---- */

static bool fill_mine(struct request *rq, struct response *rs, struct cv *c, struct cv_shown *v)
{
    struct error err = {0};
    str reader;

    if (!cv_mine(rq, rs, c))
        return false;
    reader = c->is_public ? app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/cv/"), c->public_id)) : S("");
    if (cv_fill(rq->db, rq->arena, c, reader, v, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void send(struct request *rq, struct response *rs, code c, const struct error *err, const char *type, str bytes, const char *name)
{
    if (c != OK) {
        app_fail(rq, rs, err);
        return;
    }
    response_bytes(rs, cstr(type), bytes);
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"%s\"", name));
}

static str language(struct request *rq)
{
    struct page page = {0};

    router_fill_page(rq, &page);
    return page.lang;
}

static void pdf_file(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_shown v;
    struct error err = {0};
    str bytes = {0};
    const struct cv_paper how = {.lang = language(rq), .with_badges = true, .is_letter = str_eq(request_query(rq, "paper"), S("letter"))};

    if (fill_mine(rq, rs, &c, &v))
        send(rq, rs, cv_pdf(app_of(rq), rq->db, rq->arena, &v, &how, &bytes, &err), &err, "application/pdf", bytes, "cv.pdf");
}

static void resume_file(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_shown v;
    struct error err = {0};
    str bytes = {0};

    if (fill_mine(rq, rs, &c, &v))
        send(rq, rs, cv_json_resume(rq->arena, &v, &bytes, &err), &err, "application/json", bytes, "resume.json");
}

static void europass_file(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_shown v;
    struct error err = {0};
    str bytes = {0};

    if (fill_mine(rq, rs, &c, &v))
        send(rq, rs, cv_europass(rq->arena, &v, language(rq), &bytes, &err), &err, "application/xml", bytes, "europass.xml");
}

/* ---- who may read it ---- */

static const struct form_field share_fields[] = {
    {"reader", FIELD_LINE, "For whom", .max = 120, .required = true},
    {"until", FIELD_DATE, "Until", .required = true},
};
static const struct form_spec share_form = FORM(share_fields);

static code fill_share(struct request *rq, const struct cv *c, struct cv_share_view *v, struct error *err)
{
    struct cv_reader_list all = {0};

    v->self = cv_self(rq->arena, c);
    v->public_link = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/cv/"), c->public_id));
    TRY(cv_readers(rq->db, rq->arena, c, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->rows) = (struct cv_reader_row){
            all.items[i], app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/cv/"), all.items[i].public_id)), all.items[i].ends <= clock_now()};
    return OK;
}

static void show_share(struct request *rq, struct response *rs, const struct cv *c, struct form *f)
{
    struct cv_share_view v = {.cv = c, .form = f};
    struct error err = {0};

    if (fill_share(rq, c, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Who may read it", "backpack");
    tmpl_cv_share(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void share_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &share_form);
    struct cv c;

    if (!cv_mine(rq, rs, &c))
        return;
    form_set(f, "until", date_format(rq->arena, date_of(clock_now() + 30 * DAY)));
    show_share(rq, rs, &c, f);
}

static void share_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &share_form);
    struct cv c;
    struct error err = {0};

    if (!cv_mine(rq, rs, &c))
        return;
    msec ends = form_int(f, "until") + DAY;
    if (f->ok && ends <= clock_now())
        form_reject(f, "until", said("Choose a day that is still to come."));
    if (f->ok && cv_reader_add(rq->db, rq->arena, &c, form_text(f, "reader"), ends, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, str_join(rq->arena, cv_self(rq->arena, &c), S("/share")), "The link is made. Copy it and send it yourself.");
    else
        show_share(rq, rs, &c, f);
}

static const struct form_field public_fields[] = {{"seen", FIELD_CHOICE, "Who may see it", .required = true, .choices = "me|link"}};
static const struct form_spec public_form = FORM(public_fields);

static void public_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &public_form);
    bool shared = str_eq(form_text(f, "seen"), S("link"));
    struct cv c;
    struct error err = {0};

    if (!cv_mine(rq, rs, &c))
        return;
    code made = f->ok ? cv_set_public(rq->db, c.owner, c.id, shared, &err) : fail(&err, BAD_INPUT, "seen", "choose who may see it");
    app_done_or_fail(rq, rs, made, &err, str_join(rq->arena, cv_self(rq->arena, &c), S("/share")),
         shared ? "Anyone with the link can read it now." : "Nobody can read it by the general link now.");
}

static void reader_end(struct request *rq, struct response *rs)
{
    struct cv c;
    struct error err = {0};

    if (cv_mine(rq, rs, &c))
        app_done_or_fail(rq, rs, cv_reader_end(rq->db, &c, request_param_int(rq, "reader"), &err), &err, str_join(rq->arena, cv_self(rq->arena, &c), S("/share")), "That link leads nowhere now.");
}

/* ---- for readers ---- */

static bool open_shown(struct request *rq, struct response *rs, bool counts, struct cv *c, struct cv_shown *v)
{
    struct error err = {0};
    str id = request_param(rq, "id");

    if (cv_open(rq->db, rq->arena, id, counts, c, &err) == OK && cv_fill(rq->db, rq->arena, c, str_join(rq->arena, S("/cv/"), id), v, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static str title_of(struct request *rq, const struct cv *c)
{
    return words_printf(rq->arena, "CV of %.*s", STR_ARG(c->name));
}

static void read_show(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_public_view v;

    if (!open_shown(rq, rs, true, &c, &v.shown))
        return;
    v.pdf = str_printf(rq->arena, "/cv/" STR_FMT "/cv.pdf", STR_ARG(request_param(rq, "id")));
    struct out o = app_page(rq, str_z(rq->arena, title_of(rq, &c)), "");
    struct page *p = (struct page *)(uintptr_t)o.page;
    p->is_unlisted = true;
    tmpl_cv_public(&o, &v);
    app_send(rq, rs, &o);
}

static void read_pdf(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_shown v;
    struct error err = {0};
    str bytes = {0};
    const struct cv_paper how = {.lang = language(rq)};

    if (open_shown(rq, rs, false, &c, &v))
        send(rq, rs, cv_pdf(app_of(rq), rq->db, rq->arena, &v, &how, &bytes, &err), &err, "application/pdf", bytes, "cv.pdf");
}

/* A badge of it, and no other of its owner's. */
static int64_t badge_in(const struct cv_shown *v, str public_id)
{
    for (size_t i = 0; i < v->parts.n; i++)
        for (size_t k = 0; k < v->parts.items[i].items.n; k++) {
            const struct cv_item *it = &v->parts.items[i].items.items[k];
            if (it->is_badge && str_eq(it->public_id, public_id))
                return it->holding;
        }
    return 0;
}

static void read_badge(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_shown v;

    if (open_shown(rq, rs, false, &c, &v))
        show_from(rq, rs, &(struct shown_from){
            c.owner, badge_in(&v, request_param(rq, "badge")),
            str_join(rq->arena, S("/cv/"), request_param(rq, "id")), title_of(rq, &c)});
}

/* ---- the table ---- */

const struct route cv_routes[] = {
    {GET,  "/backpack/cvs",                                              SIGNED_IN, all_show,          NULL,             0},
    {POST, "/backpack/cvs",                                              SIGNED_IN, new_post,          &new_form,        0},
    {GET,  "/backpack/cvs/{id}",                                         SIGNED_IN, one_show,          NULL,             0},
    {POST, "/backpack/cvs/{id}/undo",                                    SIGNED_IN, undo,              NULL,             0},
    {POST, "/backpack/cvs/{id}/copy",                                    SIGNED_IN, copy_one,          NULL,             0},
    {POST, "/backpack/cvs/{id}/remove",                                  SIGNED_IN, remove_one,        NULL,             0},
    {POST, "/backpack/cvs/{id}/restore",                                 SIGNED_IN, restore_one,       NULL,             0},
    {GET,  "/backpack/cvs/{id}/head",                                    SIGNED_IN, cv_head_show,      NULL,             0},
    {POST, "/backpack/cvs/{id}/head",                                    SIGNED_IN, cv_head_post,      &cv_head_form,    0},
    {POST, "/backpack/cvs/{id}/sections",                                SIGNED_IN, cv_section_add,    &cv_add_form,     0},
    {POST, "/backpack/cvs/{id}/move",                                    SIGNED_IN, cv_section_move,   &cv_move_form,    0},
    {GET,  "/backpack/cvs/{id}/sections/{section}",                      SIGNED_IN, cv_section_show,   NULL,             0},
    {POST, "/backpack/cvs/{id}/sections/{section}",                      SIGNED_IN, cv_section_post,   &cv_section_form, 0},
    {POST, "/backpack/cvs/{id}/sections/{section}/remove",               SIGNED_IN, cv_section_remove, NULL,             0},
    {POST, "/backpack/cvs/{id}/sections/{section}/move",                 SIGNED_IN, cv_entry_move,     &cv_move_form,    0},
    {GET,  "/backpack/cvs/{id}/sections/{section}/pick",                 SIGNED_IN, cv_pick_show,      NULL,             0},
    {POST, "/backpack/cvs/{id}/sections/{section}/pick",                 SIGNED_IN, cv_pick_post,      &cv_pick_form,    0},
    {GET,  "/backpack/cvs/{id}/sections/{section}/entries/{entry}",      SIGNED_IN, cv_entry_show,     NULL,             0},
    {POST, "/backpack/cvs/{id}/sections/{section}/entries/{entry}",      SIGNED_IN, cv_entry_post,     &cv_entry_form,   0},
    {POST, "/backpack/cvs/{id}/sections/{section}/entries/{entry}/remove", SIGNED_IN, cv_entry_remove, NULL,             0},
    {GET,  "/backpack/cvs/{id}/share",                                   SIGNED_IN, share_show,        NULL,             0},
    {POST, "/backpack/cvs/{id}/share",                                   SIGNED_IN, share_post,        &share_form,      0},
    {POST, "/backpack/cvs/{id}/public",                                  SIGNED_IN, public_post,       &public_form,     0},
    {POST, "/backpack/cvs/{id}/share/{reader}/end",                      SIGNED_IN, reader_end,        NULL,             0},
    {GET,  "/backpack/cvs/{id}/cv.pdf",                                  SIGNED_IN, pdf_file,          NULL,             0},
    {GET,  "/backpack/cvs/{id}/resume.json",                             SIGNED_IN, resume_file,       NULL,             0},
    {GET,  "/backpack/cvs/{id}/europass.xml",                            SIGNED_IN, europass_file,     NULL,             0},
    {GET,  "/cv/{id}",                                                   EVERYBODY, read_show,         NULL,             0},
    {GET,  "/cv/{id}/cv.pdf",                                            EVERYBODY, read_pdf,          NULL,             0},
    {GET,  "/cv/{id}/{badge}",                                           EVERYBODY, read_badge,        NULL,             0},
    {0},
};
