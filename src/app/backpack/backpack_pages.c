/* backpack/backpack_pages.c — how a badge looks, adding badges, and the way from the
 * mail of an award into a Backpack. */
#include "app/backpack/backpack_pages.h"
#include "app/backpack/collect_pages.h"
#include "app/backpack/frozen.h"
#include "app/backpack/readdress.h"
#include "app/backpack/merge.h"

#include <string.h>

#include "app/account/entrance.h"
#include "app/award/award.h"
#include "base/uri.h"
#include "templates.h"

/* ---- how a badge on the shelf looks ---- */

static const struct { const char *standing, *mark; } marks[] = {
    {"good", "valid"}, {"expired", "expired"}, {"revoked", "revoked"}, {"suspended", "suspended"},
    {"silent", "silent"}, {"broken", "invalid"}, {"paper", "paper"},
};

const char *holding_mark(const struct holding *h)
{
    for (size_t i = 0; i < COUNT(marks); i++)
        if (str_eq(h->standing, cstr(marks[i].standing)))
            return marks[i].mark;
    return "unverified";
}

static const struct { const char *mark, *kind, *icon, *word; } tags[] = {
    {"valid", "good", "check", "Genuine"},      {"expired", "warn", "clock", "Expired"},
    {"revoked", "bad", "ban", "Revoked"},       {"invalid", "bad", "circle-x", "Not genuine"},
    {"unverified", NULL, "help-circle", "Could not tell"}, {"suspended", "bad", "player-pause", "Suspended"},
    {"silent", "warn", "clock", "Held when last seen"}, {"paper", NULL, "file-certificate", "On paper"},
};

struct tag_view holding_tag(const struct holding *h)
{
    const char *mark = holding_mark(h);

    if (!strcmp(mark, "valid") && h->valid_until > 0 && h->valid_until < clock_now() + 90 * DAY)
        return (struct tag_view){"warn", "clock", said("Expires soon")};
    for (size_t i = 0; i < COUNT(tags); i++)
        if (!strcmp(mark, tags[i].mark))
            return (struct tag_view){tags[i].kind, tags[i].icon, said(tags[i].word)};
    return (struct tag_view){0};
}

struct badge_card holding_card(struct arena *a, const struct holding *h, str href)
{
    const char *mark = holding_mark(h);

    return (struct badge_card){
        .href = href, .title = h->title, .by = h->issuer_name, .tag = holding_tag(h),
        .picture = str_is_empty(h->image_hash) ? S("") : str_join(a, S("/images/"), h->image_hash),
        .day = h->awarded,
        .faded = strcmp(mark, "valid") != 0,
    };
}

static str holding_path(struct arena *a, int64_t id)
{
    return str_printf(a, "/backpack/badges/%lld", (long long)id);
}

/* ---- from the mail of an award ---- */

static const struct form_field claim_fields[] = {
    {"award", FIELD_LINE, "Award", .max = 100, .required = true},
    {"proof", FIELD_LINE, "Proof", .max = 100, .required = true},
};
static const struct form_spec claim_form = FORM(claim_fields);

static const struct form_field start_fields[] = {
    {"award", FIELD_LINE, "Award", .max = 100, .required = true},
    {"proof", FIELD_LINE, "Proof", .max = 100, .required = true},
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"password", FIELD_SECRET, "Password", .max = 200, .required = true},
};
static const struct form_spec start_form = FORM(start_fields);

static code proved_award(struct request *rq, const struct form *f, struct award_row *w, struct error *err)
{
    TRY(award_by_public_id(rq->db, rq->arena, form_text(f, "award"), w, err));
    if (!award_claim_check(rq->arena, app_of(rq), w, form_text(f, "proof")))
        return fail(err, NOT_FOUND, "", "this link is not complete: copy it whole from the mail");
    return OK;
}

/* The Backpack takes the award in as it would take one of any other issuer: by its address. */
static void take_in(struct request *rq, struct response *rs, int64_t account, const struct award_row *w)
{
    struct error err = {0};
    int64_t id = 0;
    struct import in = {.link = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/b/"), w->public_id))};
    code c = backpack_import(app_of(rq), rq->db, rq->arena, account, &in, &id, &err);

    if (c == CONFLICT && id > 0)
        c = OK;                                  /* it is there already */
    if (c == OK)
        c = award_claimed(rq->db, rq->arena, w, &err);
    if (c == OK)
        app_done(rq, rs, holding_path(rq->arena, id), "The badge is in your Backpack.");
    else
        app_fail(rq, rs, &err);
}

static void show_start(struct request *rq, struct response *rs, struct form *f, const struct award_row *w)
{
    struct start_view v = {
        .form = f, .award = w->public_id, .proof = form_text(f, "proof"), .email = w->recipient, .badge = w->badge_name,
        .name = {.value = form_value(f, "name"), .label = "Your name", .autocomplete = "name"},
        .password = {.value = form_value(f, "password"), .label = "Choose a password", .type = "password",
                     .autocomplete = "new-password", .hint = "At least 12 characters. Three or four words are easy to remember."},
    };
    struct out o = app_page(rq, "Start your Backpack", "backpack");

    tmpl_backpack_start(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

/* Nobody signed in: an owner of the address signs in first and comes back; a
 * new person gets a free account, the address being proved by the link. */
static void claim_signed_out(struct request *rq, struct response *rs, const struct form *claim, const struct award_row *w)
{
    struct account owner;
    struct form *f = form_empty(rq->arena, &start_form);

    if (account_by_email(rq->db, rq->arena, w->recipient, &owner, NULL) == OK) {
        str next = str_printf(rq->arena, "/claim/" STR_FMT "/" STR_FMT, STR_ARG(w->public_id), STR_ARG(form_text(claim, "proof")));
        response_redirect(rs, str_join(rq->arena, S("/sign-in?next="), uri_encode(rq->arena, next)));
        return;
    }
    form_set(f, "award", w->public_id);
    form_set(f, "proof", form_text(claim, "proof"));
    form_set(f, "name", w->name);
    show_start(rq, rs, f, w);
}

static void claim_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &claim_form);
    struct award_row w;
    struct error err = {0};
    code c = f->ok ? proved_award(rq, f, &w, &err) : fail(&err, BAD_INPUT, "", "this link is not complete");

    if (c == OK && rq->session->account == 0) {
        claim_signed_out(rq, rs, f, &w);
        return;
    }
    if (c == OK)
        c = account_add_verified(rq->db, rq->arena, rq->session->account, w.recipient, &err);
    if (c == OK)
        take_in(rq, rs, rq->session->account, &w);
    else
        app_fail(rq, rs, &err);
}

static code make_account(struct request *rq, const struct form *f, const struct award_row *w, int64_t *id, struct error *err)
{
    str name = form_text(f, "name"), password = form_text(f, "password");

    TRY(password_acceptable(rq->arena, password, w->recipient, name, err));
    return account_create(rq->db, rq->arena,
                          &(struct new_account){.name = name, .email = w->recipient, .password = password, .verified = true},
                          id, err);
}

static void start_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &start_form);
    struct award_row w;
    struct error err = {0};
    int64_t id = 0;

    if (proved_award(rq, f, &w, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok && make_account(rq, f, &w, &id, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_start(rq, rs, f, &w);
        return;
    }
    if (entrance_open(rq, rs, &(struct entrance){.account = id, .method = "link", .is_new = true}, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    take_in(rq, rs, id, &w);
}

/* ---- the table ---- */

const struct route backpack_routes[] = {
    {GET,  "/backpack/add",                      SIGNED_IN, collect_show,         NULL,                0},
    {POST, "/backpack/add",                      SIGNED_IN, collect_post,         &collect_form,       LONG_BODY},
    {GET,  "/backpack/added/{id}",               SIGNED_IN, collect_results,      NULL,                0},
    {POST, "/backpack/added/{id}/again",         SIGNED_IN, collect_again_post,   NULL,                0},
    {POST, "/backpack/added/{id}/undo",          SIGNED_IN, collect_undo_post,    NULL,                0},
    {GET,  "/backpack/paper",                    SIGNED_IN, paper_show,           NULL,                0},
    {POST, "/backpack/paper",                    SIGNED_IN, paper_post,           &paper_form,         0},
    {GET,  "/backpack/news",                     SIGNED_IN, watch_show,           NULL,                0},
    {POST, "/backpack/news",                     SIGNED_IN, watch_post,           &watch_form,         0},
    {GET,  "/backpack/mail/off/{token}",         EVERYBODY, watch_off_show,       NULL,                0},
    {POST, "/backpack/mail/off/{token}",         EVERYBODY, watch_off_post,       NULL,                NO_CSRF},
    {GET,  "/backpack/badges/{id}/evidence.zip", SIGNED_IN, holding_evidence,     NULL,                0},
    {GET,  "/backpack/addresses",                SIGNED_IN, readdress_show,       NULL,                0},
    {POST, "/backpack/addresses",                SIGNED_IN, readdress_post,       NULL,                FRESH},
    {POST, "/backpack/claim",                    EVERYBODY, claim_post,           &claim_form,         0},
    {POST, "/backpack/start",                    EVERYBODY, start_post,           &start_form,         0},
    {GET,  "/backpack/badges/{id}",              SIGNED_IN, holding_show,         NULL,                0},
    {POST, "/backpack/badges/{id}/public",       SIGNED_IN, holding_set_public,   &holding_public_form, 0},
    {POST, "/backpack/badges/{id}/collections",  SIGNED_IN, holding_shelve,       &holding_shelve_form, 0},
    {POST, "/backpack/badges/{id}/remove",       SIGNED_IN, holding_remove,       NULL,                0},
    {POST, "/backpack/badges/{id}/restore",      SIGNED_IN, holding_restore,      NULL,                0},
    {POST, "/backpack/badges/{id}/newer",        SIGNED_IN, holding_newer,        NULL,                0},
    {POST, "/backpack/badges/{id}/check",        SIGNED_IN, holding_recheck,      NULL,                0},
    {GET,  "/backpack/badges/{id}/original",     SIGNED_IN, holding_original,     NULL,                0},
    {GET,  "/backpack/collections",              SIGNED_IN, collections_show,     NULL,                0},
    {GET,  "/backpack/collections/new",          SIGNED_IN, collection_new,       NULL,                0},
    {POST, "/backpack/collections",              SIGNED_IN, collection_new_post,  &collection_form,    0},
    {GET,  "/backpack/collections/{id}",         SIGNED_IN, collection_show,      NULL,                0},
    {GET,  "/backpack/collections/{id}/edit",    SIGNED_IN, collection_edit,      NULL,                0},
    {POST, "/backpack/collections/{id}",         SIGNED_IN, collection_edit_post, &collection_form,    0},
    {POST, "/backpack/collections/{id}/remove",  SIGNED_IN, collection_remove,    NULL,                0},
    {GET,  "/backpack/collections/{id}/badges",  SIGNED_IN, collection_choose,    NULL,                0},
    {POST, "/backpack/collections/{id}/badges",  SIGNED_IN, collection_choose_post, &collection_choose_form, 0},
    {GET,  "/.well-known/lapel-receipts.json",   EVERYBODY, frozen_keys_show,     NULL,                0},
    {GET,  "/account/merge/{token}",             SIGNED_IN, merge_show,           NULL,                FRESH},
    {POST, "/account/merge/{token}",             SIGNED_IN, merge_do,             NULL,                FRESH},
    {POST, "/backpack/collections/{id}/arrange", SIGNED_IN, collection_arrange,   &collection_arrange_form, 0},
    {POST, "/backpack/collections/{id}/story",   SIGNED_IN, collection_story_post, &collection_story_form, 0},
    {POST, "/backpack/collections/{id}/copy",    SIGNED_IN, collection_copy_post, NULL,                0},
    {0},
};
