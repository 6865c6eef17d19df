/* calendar/calendar_pages.c — choosing what one's calendar tells; and the file, for
 * whichever program comes with the address. */
#include "app/calendar/calendar_view.h"

#include "templates.h"

static const struct form_field fields[] = {
    {"asked", FIELD_BOOL, "What is asked of me"},
    {"ends", FIELD_BOOL, "Badges that end"},
    {"team", FIELD_BOOL, "What is asked of people I lead"},
};
static const struct form_spec choice_form = FORM(fields);

/* Only where organisations are do they ask anything of people. */
static bool has_orgs(struct request *rq)
{
    return app_of(rq)->role != ROLE_BACKPACK;
}

static void add_address(struct request *rq, const struct calendar_feed *f, struct calendar_view *v)
{
    str after;

    v->file = str_printf(rq->arena, "/calendar/" STR_FMT "/dates.ics", STR_ARG(f->token));
    v->address = app_url(rq->arena, app_of(rq), v->file);
    after = v->address;
    while (after.n && !str_starts(after, S("://")))
        after = str_from(after, 1);
    v->webcal = str_join(rq->arena, S("webcal"), after);
    v->has_read = f->read > 0;
    v->read = (out_time){f->read};
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct calendar_view v = {
        .form = f, .has_orgs = has_orgs(rq),
        .asked = {.value = form_value(f, "asked"), .label = "What is asked of me", .hint = "When it is due, and when what I have proved ends."},
        .ends = {.value = form_value(f, "ends"), .label = "Badges that end"},
        .team = {.value = form_value(f, "team"), .label = "What is asked of people I lead", .hint = "With their names: whoever reads this calendar sees them."},
    };
    struct calendar_feed feed;
    struct error err = {0};
    code c = calendar_get(rq->db, rq->arena, rq->session->account, &feed, &err);

    if (c != OK && c != NOT_FOUND) {
        app_fail(rq, rs, &err);
        return;
    }
    if (c == OK)
        add_address(rq, &feed, &v);
    struct out o = app_page(rq, "Calendar", "backpack");
    tmpl_calendar(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void calendar_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &choice_form);
    struct calendar_feed feed = {.tells = {.asked = has_orgs(rq), .ends = true}};
    struct error err = {0};
    code c = calendar_get(rq->db, rq->arena, rq->session->account, &feed, &err);

    if (c != OK && c != NOT_FOUND) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set_int(f, "asked", feed.tells.asked);
    form_set_int(f, "ends", feed.tells.ends);
    form_set_int(f, "team", feed.tells.team);
    show(rq, rs, f);
}

static void calendar_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &choice_form);
    const struct calendar_choice tells = {form_bool(f, "asked"), form_bool(f, "ends"), form_bool(f, "team")};
    struct error err = {0};

    if (f->ok && calendar_set(rq->db, rq->arena, rq->session->account, tells, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, S("/calendar"), "Saved.");
    else
        show(rq, rs, f);
}

static void calendar_act(struct request *rq, struct response *rs)
{
    bool is_end = str_eq(request_field(rq, "go"), S("end"));
    struct error err = {0};
    code c = is_end ? calendar_end(rq->db, rq->session->account, &err) : calendar_replace(rq->db, rq->arena, rq->session->account, &err);

    if (c == OK)
        app_done(rq, rs, S("/calendar"), is_end ? "The calendar is ended: its address tells nothing any more." : "The calendar has another address. Enter it in your calendar; the one before is dead.");
    else
        app_fail(rq, rs, &err);
}

/* ---- the file ---- */

static const char sql_language[] = SQL("SELECT lang FROM account WHERE id = $1");

static code speak_as(struct request *rq, int64_t account, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_language, ARGS(v_int(account)));
    str lang = rows_next(r) ? row_str(r, 0, rq->arena) : S("");

    TRY(rows_end(r, err));
    if (lang.n)
        text_speak(lang);
    return OK;
}

static void calendar_file(struct request *rq, struct response *rs)
{
    struct calendar_feed feed;
    struct error err = {0};
    str file;
    code c = calendar_by_token(rq->db, rq->arena, request_param(rq, "token"), &feed, &err);

    if (c == OK)
        c = speak_as(rq, feed.account, &err);
    if (c == OK)
        c = calendar_write(app_of(rq), rq->db, rq->arena, &feed, &file, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, S("text/calendar; charset=utf-8"), file);
    response_header(rs, "Content-Disposition", S("attachment; filename=\"dates.ics\""));
    response_header(rs, "X-Robots-Tag", S("noindex"));
    response_header(rs, "Cache-Control", S("private, no-cache"));
    response_etag(rq, rs);
}

const struct route calendar_routes[] = {
    {GET,  "/calendar", SIGNED_IN, calendar_show, NULL, 0},
    {POST, "/calendar", SIGNED_IN, calendar_post, NULL, 0},
    {POST, "/calendar/act", SIGNED_IN, calendar_act, NULL, 0},
    {GET,  "/calendar/{token}/dates.ics", EVERYBODY, calendar_file, NULL, NO_SESSION},
    {0},
};
