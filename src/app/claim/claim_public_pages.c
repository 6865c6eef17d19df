/* claim/claim_public_pages.c — the pages for one who comes, made for a phone: the
 * badge, two fields, one button. */
#include "app/claim/claim_pages.h"

#include "app/brand.h"
#include "app/public/public.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"email", FIELD_EMAIL, "E-mail address"},
    {"code", FIELD_LINE, "Code", .max = 40},
    {"how", FIELD_CHOICE, "How", .choices = "mail|file"},
};
static const struct form_spec spec = FORM(fields);

static const char *closed_words(enum opening_state s)
{
    static const char *const words[] = {
        [OPENING_OPEN] = "", [OPENING_EARLY] = "It is too early: this badge can be got later.",
        [OPENING_LATE] = "The time for getting this badge is over.",
        [OPENING_STOPPED] = "The people who made this link have stopped it.",
        [OPENING_FULL] = "All of these badges are taken.", [OPENING_ARCHIVED] = "This badge is no longer awarded.",
    };

    return words[s];
}

static bool load(struct request *rq, struct response *rs, struct claim_link *l)
{
    struct error err = {0};

    if (claim_by_public_id(rq->db, rq->arena, request_param(rq, "link"), l, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void show(struct request *rq, struct response *rs, const struct claim_link *l, struct form *f)
{
    struct claim_public_view v = {.l = *l, .picture = claim_picture(rq->arena, l), .form = f,
                                  .action = str_join(rq->arena, S("/claim/"), l->public_id),
                                  .closed = cstr(closed_words(opening_state(&l->open, clock_now())))};
    struct out o = app_page(rq, str_z(rq->arena, l->badge_name), "");
    brand_page_of(rq, &o, l->org, l->issuer);

    tmpl_claim_public(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Cache-Control", S("no-store"));
    if (!f->ok)
        rs->status = 422;
}

void claim_public_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct claim_link l;
    str given = request_query(rq, "code");

    if (!load(rq, rs, &l))
        return;
    if (!str_is_empty(given))
        form_set(f, "code", claim_code_shown(rq->arena, claim_code_clean(rq->arena, given)));
    show(rq, rs, &l, f);
}

static void go_to(struct request *rq, struct response *rs, int64_t org, int64_t award)
{
    struct award_row w;
    struct error err = {0};

    if (award_get(rq->db, rq->arena, org, award, &w, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, person_has_address(w.recipient) ? award_claim_path(rq->arena, app_of(rq), &w)
                                                            : str_join(rq->arena, S("/got/"), w.public_id));
}

static void refuse(struct request *rq, struct response *rs, const struct claim_link *l, struct form *f, const struct error *err)
{
    if (err->code == LIMIT && !str_eq(cstr(err->where), S("database"))) {
        app_error_page(rq, rs, 429, err->text);
    } else if (err->code == BAD_INPUT || err->code == CONFLICT) {
        form_reject_error(f, err, rq->arena);
        show(rq, rs, l, f);
    } else {
        app_fail(rq, rs, err);
    }
}

static void by_mail(struct request *rq, struct response *rs, const struct claim_link *l, struct form *f, const struct claim_ask *q)
{
    struct error err = {0};

    if (str_is_empty(q->email)) {
        form_reject(f, "email", said("Write your e-mail address"));
        show(rq, rs, l, f);
        return;
    }
    if (claim_ask(app_of(rq), rq->db, rq->arena, l, q, &err) != OK) {
        refuse(rq, rs, l, f, &err);
        return;
    }
    struct out o = app_page(rq, "Look into your mailbox", "");
    brand_page_of(rq, &o, l->org, l->issuer);
    tmpl_claim_mailbox(&o, &(struct claim_mailbox_view){l->badge_name, q->email});
    app_send(rq, rs, &o);
}

static void by_file(struct request *rq, struct response *rs, const struct claim_link *l, struct form *f, const struct claim_ask *q)
{
    struct claim_got got;
    struct error err = {0};

    if (claim_take_file(app_of(rq), rq->db, rq->arena, l, q, &got, &err) != OK)
        refuse(rq, rs, l, f, &err);
    else
        go_to(rq, rs, l->org, got.award);
}

void claim_public_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct claim_link l;

    if (!load(rq, rs, &l))
        return;
    struct claim_ask q = {form_text(f, "name"), form_text(f, "email"), form_text(f, "code"), rq->client};
    if (!f->ok)
        show(rq, rs, &l, f);
    else if (str_eq(form_text(f, "how"), S("file")))
        by_file(rq, rs, &l, f, &q);
    else
        by_mail(rq, rs, &l, f, &q);
}

/* ---- from the mail: looking changes nothing, the button does ---- */

static void spent(struct request *rq, struct response *rs, const struct error *err)
{
    if (err->code == NOT_FOUND)
        app_error_page(rq, rs, 404, "this link was used, or it is older than two days: ask for the badge again");
    else
        app_fail(rq, rs, err);
}

static code load_press(struct request *rq, struct claim_press_view *v, struct error *err)
{
    struct claim_proof p;

    TRY(claim_look(rq->db, rq->arena, request_param(rq, "token"), &p, err));
    TRY(claim_by_proof(rq->db, rq->arena, &p, &v->l, err));
    v->picture = claim_picture(rq->arena, &v->l);
    v->name = p.name;
    v->email = p.email;
    v->action = rq->path;
    return OK;
}

void claim_public_press(struct request *rq, struct response *rs)
{
    struct claim_press_view v = {0};
    struct error err = {0};

    if (load_press(rq, &v, &err) != OK) {
        spent(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Get your badge", "");
    brand_page_of(rq, &o, v.l.org, v.l.issuer);
    tmpl_claim_press(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Cache-Control", S("no-store"));
}

void claim_public_take(struct request *rq, struct response *rs)
{
    struct claim_press_view v = {0};
    struct claim_got got;
    struct error err = {0};

    if (load_press(rq, &v, &err) != OK || claim_take(app_of(rq), rq->db, rq->arena, request_param(rq, "token"), &got, &err) != OK) {
        spent(rq, rs, &err);
        return;
    }
    if (got.award) {
        go_to(rq, rs, v.l.org, got.award);
        return;
    }
    struct claim_done_view done = {.badge = v.l.badge_name, .org = v.l.org_name, .picture = v.picture, .waits = true};
    struct out o = app_page(rq, "Almost yours", "");
    brand_page_of(rq, &o, v.l.org, v.l.issuer);
    tmpl_claim_done(&o, &done);
    app_send(rq, rs, &o);
}

/* ---- the file ---- */

static bool load_file(struct request *rq, struct response *rs, struct award_row *w)
{
    struct error err = {0};
    code c = award_by_public_id(rq->db, rq->arena, request_param(rq, "id"), w, &err);

    if (c == OK && person_has_address(w->recipient))
        c = fail(&err, NOT_FOUND, "award", "there is no such badge here");
    if (c != OK)
        app_fail(rq, rs, &err);
    return c == OK;
}

/* The header starts the download and leaves the page where it is. */
void claim_public_done(struct request *rq, struct response *rs)
{
    struct award_row w;
    struct org of;

    if (!load_file(rq, rs, &w))
        return;
    struct claim_done_view v = {.badge = w.badge_name, .org = S(""), .picture = str_join(rq->arena, S("/images/"), w.png_hash),
                                .page = str_join(rq->arena, S("/b/"), w.public_id),
                                .file = str_printf(rq->arena, "/got/" STR_FMT "/badge.png", STR_ARG(w.public_id))};
    struct out o = app_page(rq, "Here is your badge", "");
    if (org_at_version(rq->db, rq->arena, w.org_version, &of, NULL) == OK)
        brand_page(rq, &o, &of);
    tmpl_claim_done(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Refresh", str_join(rq->arena, S("1; url="), v.file));
    response_header(rs, "Cache-Control", S("no-store"));
}

void claim_public_file(struct request *rq, struct response *rs)
{
    struct award_row w;
    struct error err = {0};
    str png;

    if (!load_file(rq, rs, &w))
        return;
    if (public_png(app_of(rq), rq->db, rq->arena, &w, false, &png, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, S("image/png"), png);
    response_header(rs, "Content-Disposition", S("attachment; filename=\"badge.png\""));
    response_header(rs, "Cache-Control", S("no-store"));
}
