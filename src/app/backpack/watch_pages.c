/* backpack/watch_pages.c — what became of somebody's badges, how they want to hear of
 * it, and the link that ends the mails. */
#include "app/backpack/collect_pages.h"
#include "app/backpack/news.h"

#include "templates.h"

#define MOST 60

static const struct form_field watch_fields[] = {
    {"how", FIELD_CHOICE, "How often", .required = true, .choices = "daily|weekly|never"},
    {"days_before", FIELD_INT, "Days before", .min = 0, .max = 365},
};
const struct form_spec watch_form = FORM(watch_fields);

static void put_row(struct arena *a, const struct watch_event *e, struct news_list *out)
{
    bool is_end = str_eq(e->kind, S("ends-soon")) || str_eq(e->kind, S("expired"));

    *list_add(a, out) = (struct news_row){.href = str_printf(a, "/backpack/badges/%lld", (long long)e->holding), .title = e->title, .issuer = e->issuer,
                                          .words = said(watch_words(e->kind)), .at = {e->at}, .until = {e->until}, .has_until = is_end && e->until > 0};
}

static void put_news(struct arena *a, const struct news *n, struct news_list *out)
{
    str words = said(news_words(n->kind));

    *list_add(a, out) = (struct news_row){.href = n->path, .title = n->title, .issuer = n->who, .at = {n->at},
                                          .words = n->times > 1 ? str_printf(a, STR_FMT " (%lld)", STR_ARG(words), (long long)n->times) : words};
}

/* Both by time, the newest first. */
static code fill_rows(struct request *rq, struct news_view *v, struct error *err)
{
    struct watch_events events = {0};
    struct news_items news = {0};
    size_t e = 0, n = 0;

    TRY(watch_recent(rq->db, rq->arena, rq->session->account, MOST, &events, err));
    TRY(news_recent(rq->db, rq->arena, rq->session->account, MOST, &news, err));
    while (v->rows.n < MOST && (e < events.n || n < news.n))
        if (n == news.n || (e < events.n && events.items[e].at >= news.items[n].at))
            put_row(rq->arena, &events.items[e++], &v->rows);
        else
            put_news(rq->arena, &news.items[n++], &v->rows);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct news_view v = {.form = f,
                          .days_before = {.value = form_value(f, "days_before"), .label = "Days before a badge ends", .hint = "0: no reminder.", .type = "number", .size = "short"}};
    struct error err = {0};

    if (fill_rows(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.how = form_text(f, "how");
    struct out o = app_page(rq, "News of my badges", "backpack");
    tmpl_backpack_news(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void watch_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &watch_form);
    struct watch_choice c;
    struct error err = {0};

    if (watch_choice_get(rq->db, rq->arena, rq->session->account, &c, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "how", c.how);
    form_set_int(f, "days_before", c.days_before);
    show(rq, rs, f);
}

void watch_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &watch_form);
    struct error err = {0};
    const struct watch_choice c = {form_text(f, "how"), form_int(f, "days_before")};

    if (f->ok && watch_choice_set(rq->db, rq->session->account, &c, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, S("/backpack/news"), "Saved.");
    else
        show(rq, rs, f);
}

/* ---- the link in each mail ---- */

static void show_off(struct request *rq, struct response *rs, bool is_off)
{
    struct mail_off_view v = {.self = rq->path, .is_off = is_off};
    struct out o = app_page(rq, "Mails about your badges", "");

    tmpl_backpack_mail_off(&o, &v);
    app_send(rq, rs, &o);
}

static code find_choice(struct request *rq, int64_t *account, struct watch_choice *c, struct error *err)
{
    if (!watch_off_read(rq->arena, app_of(rq), request_param(rq, "token"), account))
        return fail(err, NOT_FOUND, "", "this link is not complete: copy it whole from the mail");
    return watch_choice_get(rq->db, rq->arena, *account, c, err);
}

/* A link that is followed changes nothing: mail programs look at links by themselves. */
void watch_off_show(struct request *rq, struct response *rs)
{
    struct watch_choice c;
    struct error err = {0};
    int64_t account = 0;

    if (find_choice(rq, &account, &c, &err) == OK)
        show_off(rq, rs, str_eq(c.how, S("never")));
    else
        app_fail(rq, rs, &err);
}

/* By a mail program (RFC 8058 §3.2), which gets an answer and never a redirect, or
 * by the button of that page. */
void watch_off_post(struct request *rq, struct response *rs)
{
    struct watch_choice c;
    struct error err = {0};
    int64_t account = 0;
    code done = find_choice(rq, &account, &c, &err);

    c.how = S("never");
    if (done == OK)
        done = watch_choice_set(rq->db, account, &c, &err);
    if (done != OK)
        app_fail(rq, rs, &err);
    else if (str_eq(request_field(rq, "page"), S("1")))
        show_off(rq, rs, true);
    else
        response_text(rs, 200, S("No more of these mails will come.\n"));
}
