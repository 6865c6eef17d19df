/* vacancy/public_pages.c — whoever comes: what a vacancy asks for; badges dropped on it, verified,
 * and what is missing, of which nothing is kept; and sending them, if one likes. */
#include "app/vacancy/vacancy_view.h"

#include "app/brand.h"
#include "app/verify/verify_pages.h"
#include "app/work.h"
#include "format/json.h"
#include "templates.h"

static const struct form_field check_fields[] = {
    {"file", FIELD_FILE, "Badges", .max = VERIFY_FILE},
    {"address", FIELD_LINE, "Your e-mail address", .max = 254},
};
const struct form_spec vacancy_check_spec = FORM(check_fields);

static const struct form_field send_fields[] = {
    {"badges", FIELD_MANY, "Badges", .max = (size_t)1 << 20},
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"address", FIELD_LINE, "Your e-mail address", .max = 254, .required = true},
    {"letter", FIELD_TEXT, "Letter", .max = CANDIDATE_LETTER},
    {"agree", FIELD_BOOL, "Agreement"},
    {"goes", FIELD_INT, "Day", .max = 9007199254740991},
};
const struct form_spec vacancy_send_spec = FORM(send_fields);

static bool load(struct request *rq, struct response *rs, struct vacancy *v)
{
    struct error err = {0};

    if (vacancy_by_public_id(rq->db, rq->arena, request_param(rq, "vacancy"), v, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static struct out open_page(struct request *rq, const struct vacancy *v, const char *title)
{
    struct out o = app_page(rq, title, "");

    brand_page_of(rq, &o, v->org, 0);
    return o;
}

static str shut_words(struct request *rq, const struct vacancy *v)
{
    msec today = 0;

    if (vacancy_today(rq->db, rq->arena, v->org, &today, NULL) != OK)
        return S("");
    return vacancy_shut(v, today) ? said(vacancy_shut(v, today)) : S("");
}

/* ---- what it asks for ---- */

static void show(struct request *rq, struct response *rs, const struct vacancy *v, struct form *f)
{
    struct vacancy_public_view m = {.v = *v, .form = f, .self = vacancy_path(rq->arena, v), .shut = shut_words(rq, v), .words = as_markdown(v->words), .goes = vacancy_goes(v)};
    struct vacancy_lines lines = {0};
    struct error err = {0};

    if (vacancy_lines(rq->db, rq->arena, v->id, &lines, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    asks_fill(rq->arena, &lines, S(""), &m.asks);
    m.file = (struct drop_view){.value = form_value(f, "file"), .label = "Your badges", .title = "Choose badges", .many = true, .icon = "file-search",
                                .hint = "PNG, SVG, JSON or JWT files of any age, and ZIP or PDF with badges in them: up to 20 badges, 5 MB together",
                                .accept = ".png,.svg,.json,.jsonld,.jwt,.jws,.txt,.pdf,.zip,image/png,image/svg+xml,application/json,application/pdf,application/zip"};
    struct out o = open_page(rq, v, str_z(rq->arena, v->title));
    tmpl_vacancy_public(&o, &m);
    app_send_form(rq, rs, &o, f);
}

void vacancy_public_show(struct request *rq, struct response *rs)
{
    struct vacancy v;

    response_header(rs, "Vary", S("Accept"));
    if (app_wants_json(rq))
        vacancy_json_show(rq, rs);
    else if (load(rq, rs, &v))
        show(rq, rs, &v, form_empty(rq->arena, &vacancy_check_spec));
}

/* ---- what was dropped ---- */

static code judge_asked(struct dropping *d, struct scored *out, struct error *err)
{
    struct vacancy_lines lines = {0};

    TRY(vacancy_lines(d->rq->db, d->rq->arena, d->v->id, &lines, err));
    return dropping_judge(d, &lines, out, err);
}

static void show_dropped(struct dropping *d, struct response *rs, struct form *f)
{
    struct request *rq = d->rq;
    struct dropped_view m = {.v = *d->v, .form = f, .self = vacancy_path(rq->arena, d->v), .shut = shut_words(rq, d->v), .goes = vacancy_goes(d->v), .says_address = !str_is_absent(d->address)};
    struct error err = {0};

    if (judge_asked(d, &m.scored, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    m.badges = d->lines;
    m.may_send = f->ok ? d->badges.n > 0 && m.shut.n == 0 : true;        /* what was typed is shown in any case */
    struct out o = open_page(rq, d->v, "What your badges cover");
    tmpl_vacancy_dropped(&o, &m);
    app_send_form(rq, rs, &o, f);
    response_header(rs, "Cache-Control", S("no-store"));
}

static void judge_all(struct dropping *d, struct response *rs, const struct handed_list *in)
{
    struct form *f = form_empty(d->rq->arena, &vacancy_send_spec);
    struct sitting s;
    struct error err = {0};

    sitting_open(&s, app_of(d->rq), d->rq->db, (str){0});
    for (size_t i = 0; i < in->n; i++)
        if (dropping_take(d, &s, &in->items[i], &err) != OK) {
            app_fail(d->rq, rs, &err);
            return;
        }
    if (!str_is_absent(d->address))
        form_set(f, "address", d->address);
    show_dropped(d, rs, f);
}

static void check_within(struct dropping *d, struct response *rs, struct form *f, const struct handed_list *given)
{
    struct handed_list in = {0};
    struct error err = {0};

    if (verify_take_apart(d->rq, given, &in, &err) != OK) {
        form_reject(f, "file", app_sentence(d->rq->arena, err.text));
        show(d->rq, rs, d->v, f);
    } else if (verify_more(d->rq, rs, in.n > 0 ? in.n - 1 : 0)) {
        judge_all(d, rs, &in);
    }
}

void vacancy_check_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &vacancy_check_spec);
    struct handed_list given = {0};
    struct vacancy v;
    struct error err = {0};
    struct dropping d = {.rq = rq, .v = &v, .address = str_is_empty(form_text(f, "address")) ? (str){0} : form_text(f, "address")};

    if (!load(rq, rs, &v))
        return;
    if (f->ok && verify_take_files(rq, &given, &err) != OK)
        form_reject(f, "file", app_sentence(rq->arena, err.text));
    if (f->ok && given.n == 0)
        form_reject(f, "file", said("Choose at least one badge."));
    if (!f->ok) {
        show(rq, rs, &v, f);
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    check_within(&d, rs, f, &given);
    verify_leave(rq);
}

/* ---- sent ---- */

/* In the order in which they were carried; each once. What is no more, or never was, sealed here
 * is left out, and told beside the rest: DENIED in `*status`. */
static code take_back(struct dropping *d, struct form *f, int *status, struct error *err)
{
    const struct str_list *all = &form_value(f, "badges")->many;
    struct arena *a = d->rq->arena;

    if (all->n > JUDGE_FILES)
        return fail(err, LIMIT, "badges", "these are %zu badges: up to %d can be checked at once", all->n, JUDGE_FILES);
    for (size_t i = 0; i < all->n; i++) {
        struct candidate_badge b;
        struct badge_line line;
        struct error why = {0};
        code c = drop_unseal(work_memory(), app_of(d->rq), d->v, all->items[i], &b, &why);
        if (c == DENIED) {
            *status = 403;
            form_reject(f, "badges", app_sentence(a, why.text));
            continue;
        }
        if (c != OK) {
            *err = why;
            return c;
        }
        dropping_keep(a, &b);
        TRY(badge_line_fill(a, &b, WHOSE_UNASKED, &line, err));
        line.sealed = all->items[i];
        *list_add(a, &d->badges) = b;
        *list_add(a, &d->lines) = line;
    }
    return OK;
}

static void refuse(struct dropping *d, struct response *rs, struct form *f, const struct error *err)
{
    bool is_often = err->code == LIMIT && !str_eq(cstr(err->where), S("database"));

    if (err->code != BAD_INPUT && err->code != CONFLICT && !is_often) {
        app_fail(d->rq, rs, err);
        return;
    }
    if (str_eq(cstr(err->where), S("agree")))
        form_value(f, "agree")->number = 0;
    if (is_often)
        form_reject(f, str_eq(cstr(err->where), S("badges")) ? "badges" : "address", app_sentence(d->rq->arena, err->text));
    else
        form_reject_error(f, err, d->rq->arena);
    show_dropped(d, rs, f);
    if (rs->status == 422 && err->code != BAD_INPUT)
        rs->status = is_often ? 429 : 409;
}

static void send(struct dropping *d, struct response *rs, struct form *f)
{
    struct request *rq = d->rq;
    const struct candidate_new n = {d->v, form_text(f, "name"), form_text(f, "address"), form_text(f, "letter"), rq->client, form_int(f, "goes"), &d->badges};
    struct error err = {0};

    if (candidate_send(app_of(rq), rq->db, rq->arena, &n, &err) != OK) {
        refuse(d, rs, f, &err);
        return;
    }
    struct out o = open_page(rq, d->v, "Look into your mailbox");
    tmpl_vacancy_sent(&o, &(struct vacancy_sent_view){*d->v, n.address, vacancy_path(rq->arena, d->v)});
    app_send(rq, rs, &o);
    response_header(rs, "Cache-Control", S("no-store"));
}

void vacancy_send_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &vacancy_send_spec);
    struct vacancy v;
    struct error err = {0};
    int status = 422;
    struct dropping d = {.rq = rq, .v = &v, .address = str_is_empty(form_text(f, "address")) ? (str){0} : form_text(f, "address")};

    if (!load(rq, rs, &v))
        return;
    if (take_back(&d, f, &status, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok && !form_bool(f, "agree"))
        form_reject(f, "agree", said("Nothing is sent without it."));
    if (f->ok) {
        send(&d, rs, f);
        return;
    }
    show_dropped(&d, rs, f);
    if (rs->status == 422)
        rs->status = status;
}

/* ---- by the link in the mail: looking changes nothing, the buttons do ---- */

static bool load_mine(struct request *rq, struct response *rs, struct vacancy *v, struct candidate *c)
{
    struct error err = {0};

    if (!load(rq, rs, v))
        return false;
    if (candidate_by_token(rq->db, rq->arena, v->public_id, request_param(rq, "token"), c, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

/* A decision is theirs to see once they were told. */
static str told_state(const struct candidate *c)
{
    return c->told || !c->decided ? c->state : c->before;
}

static enum proof_whose whose_named(str name)
{
    return str_eq(name, S("theirs")) ? WHOSE_THEIRS : str_eq(name, S("other")) ? WHOSE_OTHER : WHOSE_NOBODY;
}

void vacancy_mine_show(struct request *rq, struct response *rs)
{
    struct mine_view m = {0};
    struct candidate_badges badges = {0};
    struct error err = {0};

    if (!load_mine(rq, rs, &m.v, &m.c))
        return;
    code c = candidate_badges(rq->db, rq->arena, m.c.id, &badges, &err);
    if (c == OK)
        c = scored_find(rq->db, rq->arena, &m.c, &badges, &m.scored, &err);
    for (size_t i = 0; c == OK && i < badges.n; i++)
        c = badge_line_fill(rq->arena, &badges.items[i], whose_named(badges.items[i].whose), list_add(rq->arena, &m.badges), &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    m.tag = candidate_tag(told_state(&m.c));
    m.is_unconfirmed = candidate_is(&m.c, "unconfirmed");
    m.self = str_printf(rq->arena, STR_FMT "/mine/" STR_FMT, STR_ARG(vacancy_path(rq->arena, &m.v)), STR_ARG(request_param(rq, "token")));
    struct out o = open_page(rq, &m.v, "What you sent");
    tmpl_vacancy_mine(&o, &m);
    app_send(rq, rs, &o);
    app_keep_to_oneself(rs);
}

void vacancy_mine_confirm(struct request *rq, struct response *rs)
{
    struct vacancy v;
    struct candidate c;
    struct error err = {0};

    if (!load_mine(rq, rs, &v, &c))
        return;
    str path = str_printf(rq->arena, STR_FMT "/mine/" STR_FMT, STR_ARG(vacancy_path(rq->arena, &v)), STR_ARG(request_param(rq, "token")));
    code done = candidate_confirm(app_of(rq), rq->db, rq->arena, &c, &err);
    app_done_or_fail(rq, rs, done, &err, path, "Confirmed. It can be read now by those who recruit.");
}

void vacancy_mine_withdraw(struct request *rq, struct response *rs)
{
    struct vacancy v;
    struct candidate c;
    struct error err = {0};

    if (!load_mine(rq, rs, &v, &c))
        return;
    code done = candidate_withdraw(app_of(rq), rq->db, rq->arena, &c, &err);
    app_done_or_fail(rq, rs, done, &err, vacancy_path(rq->arena, &v), "Withdrawn. What you sent is deleted.");
}
