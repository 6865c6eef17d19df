/* endorse/endorse_public_pages.c — the page behind the mailed link: what is to be
 * endorsed, a few fields, yes or no; afterwards, taking it back. And the page on
 * which who holds an award asks others. */
#include "app/account/account.h"
#include "app/endorse/endorse_pages.h"
#include "format/email.h"
#include "templates.h"

#define MAX_FILE ((size_t)256 << 10)

/* ---- behind the link ---- */

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120},
    {"organisation", FIELD_LINE, "Your organisation", .max = 160},
    {"url", FIELD_URL, "Web address", .max = 300},
    {"comment", FIELD_TEXT, "What you say", .max = ENDORSE_COMMENT},
    {"lasts", FIELD_CHOICE, "How long it counts", .choices = "0|12|24|60"},
    {"shows_email", FIELD_BOOL, "Show my address"},
    {"file", FIELD_FILE, "Signed file", .max = MAX_FILE},
};
static const struct form_spec spec = FORM(fields);

static bool load(struct request *rq, struct response *rs, struct endorsement_row *e)
{
    struct error err = {0};

    response_header(rs, "Cache-Control", S("no-store"));
    if (endorse_by_link(rq->db, rq->arena, request_param(rq, "token"), e, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static code fill_thing(struct request *rq, struct endorse_public_view *v, struct error *err)
{
    struct endorse_thing t = endorse_thing_of(&v->e);
    struct org o;
    struct award_row w;
    struct badge_version_row version;

    TRY(endorse_name(rq->db, rq->arena, &t, &v->thing, err));
    TRY(org_issuer_get(rq->db, rq->arena, v->e.org, v->thing.issuer, &o, err));
    v->asker = o.name;
    v->description = o.description;
    if (v->e.subject == ENDORSE_ISSUER)
        return OK;
    TRY(catalog_version(rq->db, rq->arena, v->thing.version, &version, err));
    v->description = version.description;
    v->criteria = as_markdown(catalog_criteria(rq->arena, &version));
    if (v->e.subject == ENDORSE_AWARD && v->e.by_earner && award_get(rq->db, rq->arena, v->e.org, v->e.award, &w, NULL) == OK)
        v->asker = w.name;
    return OK;
}

static void page(struct request *rq, struct response *rs, const struct endorsement_row *e, struct form *f)
{
    struct error err = {0};
    struct endorse_public_view v = {.e = *e, .form = f, .what = endorse_what(e->subject), .may_answer = endorse_may_answer(e),
                                    .action = str_join(rq->arena, S("/endorse/"), request_param(rq, "token"))};

    v.may_withdraw = str_eq(e->state, S("signed")) || str_eq(e->state, S("shown")) || str_eq(e->state, S("declined"));
    v.is_over = str_eq(e->state, S("asked")) && !v.may_answer;
    v.domain = endorser_domain(rq->arena, &(struct endorser){.email = e->email});
    if (fill_thing(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Endorse", "");
    tmpl_endorse_public(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void endorse_link_show(struct request *rq, struct response *rs)
{
    struct endorsement_row e;
    struct form *f = form_empty(rq->arena, &spec);

    if (!load(rq, rs, &e))
        return;
    form_set(f, "name", e.name);
    form_set(f, "lasts", S("24"));
    page(rq, rs, &e, f);
}

static code sign(struct request *rq, const struct endorsement_row *e, struct form *f, struct error *err)
{
    int64_t months = 0;
    struct endorse_answer w = {.name = form_text(f, "name"), .organisation = form_text(f, "organisation"), .url = form_text(f, "url"),
                               .comment = form_text(f, "comment"), .shows_email = form_value(f, "shows_email")->number > 0};

    if (str_to_int(form_text(f, "lasts"), &months))
        w.months = months;
    return endorse_sign(rq->db, rq->arena, e, &w, err);
}

static code answer(struct request *rq, const struct endorsement_row *e, struct form *f, const char **said, struct error *err)
{
    str go = request_field(rq, "go");
    const struct part *file = form_file(f, "file");

    *said = "Thank you: your endorsement is signed.";
    if (str_eq(go, S("no"))) {
        *said = "Thank you for saying so. Nobody will write to you about it again.";
        return endorse_refuse(rq->db, e, err);
    }
    if (str_eq(go, S("back"))) {
        *said = "It is taken back: your words are gone here, and whoever checks a copy is told.";
        return endorse_withdraw(rq->db, rq->arena, e, err);
    }
    if (str_eq(go, S("file")) && !file)
        return fail(err, BAD_INPUT, "file", "choose the file that you have signed");
    if (str_eq(go, S("file")))
        return endorse_take(app_of(rq), rq->db, rq->arena, e, file->value, err);
    return sign(rq, e, f, err);
}

void endorse_link_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct endorsement_row e;
    struct error err = {0};
    const char *said = NULL;

    if (!load(rq, rs, &e))
        return;
    code c = f->ok ? answer(rq, &e, f, &said, &err) : BAD_INPUT;
    if (c == BAD_INPUT && f->ok)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_join(rq->arena, S("/endorse/"), request_param(rq, "token")), said);
    else
        page(rq, rs, &e, f);
}

/* ---- who holds the award ---- */

/* The award must be of an address that this account has proved. */
static code find_mine(struct request *rq, struct award_row *w, struct error *err)
{
    struct account_address_list addresses = {0};

    TRY(award_by_public_id(rq->db, rq->arena, request_param(rq, "id"), w, err));
    TRY(account_addresses(rq->db, rq->arena, rq->session->account, &addresses, err));
    str folded = email_fold(rq->arena, w->recipient);
    for (size_t i = 0; i < addresses.n; i++)
        if (addresses.items[i].is_verified && str_eq(email_fold(rq->arena, addresses.items[i].address), folded))
            return OK;
    return fail(err, DENIED, "award", "this award belongs to another address: add it to your account first");
}

static str mine_path(struct arena *a, const struct award_row *w)
{
    return str_printf(a, "/b/" STR_FMT "/endorsements", STR_ARG(w->public_id));
}

static void add_line(struct request *rq, const struct award_row *w, const struct endorsement_row *e, struct endorse_mine_view *v)
{
    bool is_signed = !str_is_empty(e->document);

    *list_add(rq->arena, &v->lines) = (struct endorse_mine_line){
        .who = e->by.id ? endorser_words(rq->arena, &e->by) : e->email, .comment = e->comment, .tag = endorse_tag(e),
        .action = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(mine_path(rq->arena, w)), (long long)e->id),
        .may_show = is_signed && !str_eq(e->state, S("shown")), .may_hide = is_signed && !str_eq(e->state, S("declined"))};
}

static void mine_page(struct request *rq, struct response *rs, const struct award_row *w, struct form *f)
{
    struct endorsement_row_list rows = {0};
    struct mail_settings mail;
    struct error err = {0};
    struct endorse_mine_view v = {.ask = {.action = mine_path(rq->arena, w), .back = str_join(rq->arena, S("/b/"), w->public_id),
                                          .back_words = "Award", .form = f, .what = endorse_what(ENDORSE_AWARD)}};
    struct endorse_thing t = {w->org, ENDORSE_AWARD, 0, w->id};

    if (endorse_name(rq->db, rq->arena, &t, &v.ask.thing, &err) != OK ||
        endorse_of_award(rq->db, rq->arena, w->org, w->id, &rows, &err) != OK ||
        mail_settings_load(app_of(rq), rq->db, rq->arena, &mail, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.ask.has_server = mail.has_server;
    for (size_t i = 0; i < rows.n; i++)
        add_line(rq, w, &rows.items[i], &v);
    struct out o = app_page(rq, "Endorsements of your award", "");
    tmpl_endorse_mine(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void endorse_mine_show(struct request *rq, struct response *rs)
{
    struct award_row w;
    struct error err = {0};

    if (find_mine(rq, &w, &err) != OK)
        app_fail(rq, rs, &err);
    else
        mine_page(rq, rs, &w, form_empty(rq->arena, &endorse_ask_form));
}

void endorse_mine_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &endorse_ask_form);
    struct award_row w;
    struct error err = {0};
    int64_t made = 0;
    code c = find_mine(rq, &w, &err);

    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok) {
        struct endorse_ask q = {.about = {w.org, ENDORSE_AWARD, 0, w.id}, .by_earner = true, .asker = w.name,
                                .people = form_text(f, "people"), .message = form_text(f, "message")};
        c = endorse_ask(app_of(rq), rq->db, rq->arena, &q, &made, &err);
    }
    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, mine_path(rq->arena, &w), made ? "They were asked by mail." : "All of them were asked before.");
    else
        mine_page(rq, rs, &w, f);
}

void endorse_mine_decide(struct request *rq, struct response *rs)
{
    struct award_row w;
    struct endorsement_row e;
    struct error err = {0};
    bool show = str_eq(request_field(rq, "go"), S("show"));
    code c = find_mine(rq, &w, &err);

    if (c == OK)
        c = endorse_get(rq->db, rq->arena, w.org, request_param_int(rq, "number"), &e, &err);
    if (c == OK && (e.award != w.id || !e.by_earner))
        c = fail(&err, NOT_FOUND, "endorsement", "there is no such endorsement");
    if (c == OK)
        c = endorse_decide(rq->db, rq->arena, &e, show, 0, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, mine_path(rq->arena, &w), show ? "It is shown with your award." : "It is not shown.");
}
