/* lti/lti_pages.c — learning platforms in the settings: connected, registered, switched. */
#include "app/lti/lti_pages.h"

#include "templates.h"

static const struct form_field name_fields[] = {{"name", FIELD_LINE, "Name", .max = 80, .required = true}};
static const struct form_spec name_form = FORM(name_fields);
static const struct form_field fields[] = {
    {"issuer", FIELD_LINE, "Platform ID (issuer)", .max = 500, .required = true},
    {"client", FIELD_LINE, "Client ID", .max = 255, .required = true},
    {"authorize", FIELD_URL, "Authentication request URL", .max = 1000, .required = true},
    {"token", FIELD_URL, "Access token URL", .max = 1000, .required = true},
    {"keys_url", FIELD_URL, "Public keyset URL", .max = 1000, .required = true},
};
static const struct form_spec spec = FORM(fields);

str lti_platforms_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/settings/learning/platforms", (long long)rq->org);
}

static str path_of(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(lti_platforms_path(rq)), (long long)id);
}

static struct tag_view tag_of(const struct lti_platform *p)
{
    if (!lti_is_registered(p))
        return (struct tag_view){"warn", "clock", said("Not registered yet")};
    if (!p->is_on)
        return (struct tag_view){NULL, "player-pause", said("Switched off")};
    if (p->failed)
        return (struct tag_view){"warn", "alert-triangle", said("The last try went wrong")};
    return (struct tag_view){"good", "check", said("On")};
}

/* ---- all of them ---- */

static void show_list(struct request *rq, struct response *rs, struct form *f)
{
    struct lti_list_view v = {.learning = str_printf(rq->arena, "/org/%lld/settings/learning", (long long)rq->org), .self = lti_platforms_path(rq), .form = f};
    struct lti_platform_list found = {0};
    struct error err = {0};

    if (lti_platform_find(rq->db, rq->arena, rq->org, &found, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v.lines) = (struct lti_line){found.items[i].name, path_of(rq, found.items[i].id), found.items[i].issuer, tag_of(&found.items[i]), found.items[i].used};
    struct out o = app_page(rq, "Learning platforms", "settings");
    tmpl_lti_platforms(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_platforms(struct request *rq, struct response *rs)
{
    show_list(rq, rs, form_empty(rq->arena, &name_form));
}

static void post_platform(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &name_form);
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? lti_platform_make(app_of(rq), rq->db, rq->arena, &(struct lti_platform){.org = rq->org, .name = form_text(f, "name")},
                                       rq->session->account, &id, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, path_of(rq, id), "Now give these addresses to the platform.");
    else
        show_list(rq, rs, f);
}

/* ---- one ---- */

static void fill(struct form *f, const struct lti_platform *p)
{
    form_set(f, "issuer", p->issuer);
    form_set(f, "client", p->client);
    form_set(f, "authorize", p->authorize);
    form_set(f, "token", p->token);
    form_set(f, "keys_url", p->keys_url);
}

static void show_one(struct request *rq, struct response *rs, struct form *f)
{
    struct app *app = app_of(rq);
    struct arena *a = rq->arena;
    struct lti_view v = {.list_href = lti_platforms_path(rq), .form = f};
    struct error err = {0};
    code c = lti_platform_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v.p, &err);

    int64_t by = 0;

    if (c == OK)
        c = lti_deployments(rq->db, a, v.p.id, &v.deployments, &err);
    if (c == OK)
        c = lti_courses(rq->db, a, v.p.id, &v.courses, &err);
    if (c == OK)
        c = lti_teachers_by(rq->db, a, &v.p, &by, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = path_of(rq, v.p.id);
    v.login = app_url(a, app, lti_path(a, &v.p, "login"));
    v.launch = app_url(a, app, lti_path(a, &v.p, "launch"));
    v.keys = app_url(a, app, lti_path(a, &v.p, "keys"));
    v.enroll = !lti_is_registered(&v.p) && v.p.register_until > clock_now() ? app_url(a, app, lti_path(a, &v.p, "register")) : S("");
    v.tag = tag_of(&v.p);
    v.teachers_award = by > 0;
    if (f->ok)
        fill(f, &v.p);
    struct out o = app_page(rq, str_z(a, v.p.name), "settings");
    tmpl_lti_platform(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_platform(struct request *rq, struct response *rs)
{
    show_one(rq, rs, form_empty(rq->arena, &spec));
}

static void post_change(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct lti_platform p = {.org = rq->org, .id = request_param_int(rq, "id"), .issuer = form_text(f, "issuer"), .client = form_text(f, "client"),
                             .authorize = form_text(f, "authorize"), .token = form_text(f, "token"), .keys_url = form_text(f, "keys_url")};
    struct error err = {0};
    code c = f->ok ? lti_platform_save(app_of(rq), rq->db, rq->arena, &p, rq->session->account, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, path_of(rq, p.id), "Saved, and switched on. Open a badge in a course to try it.");
    else
        show_one(rq, rs, f);
}

static struct lti_change change_of(struct request *rq)
{
    return (struct lti_change){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static void answer(struct request *rq, struct response *rs, code c, const struct error *err, const char *words)
{
    if (c != OK)
        app_fail(rq, rs, err);
    else
        app_done(rq, rs, path_of(rq, request_param_int(rq, "id")), words);
}

static void post_on(struct request *rq, struct response *rs)
{
    struct lti_change c = change_of(rq);
    struct error err = {0};
    code done = lti_platform_switch(rq->db, rq->arena, &c, true, &err);

    answer(rq, rs, done, &err, "Switched on.");
}

static void post_off(struct request *rq, struct response *rs)
{
    struct lti_change c = change_of(rq);
    struct error err = {0};
    code done = lti_platform_switch(rq->db, rq->arena, &c, false, &err);

    answer(rq, rs, done, &err, "Switched off: its courses show nothing of us from now on.");
}

static void post_open(struct request *rq, struct response *rs)
{
    struct lti_change c = change_of(rq);
    struct error err = {0};
    code done = lti_platform_open(rq->db, &c, &err);

    answer(rq, rs, done, &err, "The address is open for two hours.");
}

static void post_allow(struct request *rq, struct response *rs)
{
    struct lti_change c = change_of(rq);
    struct error err = {0};
    code done = lti_deployment_allow(rq->db, rq->arena, &c, request_param_int(rq, "deployment"), &err);

    answer(rq, rs, done, &err, "Allowed.");
}

static void teachers(struct request *rq, struct response *rs, bool may, const char *words)
{
    struct lti_change c = change_of(rq);
    struct error err = {0};
    code done = lti_teachers_may(rq->db, rq->arena, &c, may, &err);

    answer(rq, rs, done, &err, words);
}

static void post_teachers_on(struct request *rq, struct response *rs)
{
    teachers(rq, rs, true, "Whoever teaches may award the badges of their course now, in your name.");
}

static void post_teachers_off(struct request *rq, struct response *rs)
{
    teachers(rq, rs, false, "Teachers see who has a badge, and award none.");
}

static void post_remove(struct request *rq, struct response *rs)
{
    struct lti_change c = change_of(rq);
    struct error err = {0};

    if (lti_platform_remove(rq->db, rq->arena, &c, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, lti_platforms_path(rq), "The learning platform is removed.");
}

#define PLATFORMS "/org/{org}/settings/learning/platforms"
#define DOOR (NO_CSRF | NO_SESSION)

const struct route lti_routes[] = {
    {GET, PLATFORMS, MANAGE_ORG, show_platforms, NULL, 0},
    {POST, PLATFORMS, MANAGE_ORG, post_platform, NULL, FRESH},
    {GET, PLATFORMS "/{id}", MANAGE_ORG, show_platform, NULL, 0},
    {POST, PLATFORMS "/{id}/change", MANAGE_ORG, post_change, NULL, FRESH},
    {POST, PLATFORMS "/{id}/on", MANAGE_ORG, post_on, NULL, 0},
    {POST, PLATFORMS "/{id}/off", MANAGE_ORG, post_off, NULL, 0},
    {POST, PLATFORMS "/{id}/open", MANAGE_ORG, post_open, NULL, FRESH},
    {POST, PLATFORMS "/{id}/remove", MANAGE_ORG, post_remove, NULL, 0},
    {POST, PLATFORMS "/{id}/deployments/{deployment}/allow", MANAGE_ORG, post_allow, NULL, 0},
    {POST, PLATFORMS "/{id}/teachers/on", MANAGE_ORG, post_teachers_on, NULL, FRESH},
    {POST, PLATFORMS "/{id}/teachers/off", MANAGE_ORG, post_teachers_off, NULL, 0},
    {GET, PLATFORMS "/{id}/courses/{course}", MANAGE_ORG, lti_course_show, NULL, 0},
    {POST, PLATFORMS "/{id}/courses/{course}/read", MANAGE_ORG, lti_course_read_post, NULL, 0},
    {POST, PLATFORMS "/{id}/courses/{course}/award", MANAGE_ORG, lti_course_award_post, NULL, 0},
    {GET, "/lti/{platform}/keys", EVERYBODY, lti_keys, NULL, NO_SESSION | PUBLIC_CORS},
    {GET, "/lti/{platform}/register", EVERYBODY, lti_enrol, NULL, NO_SESSION},
    {GET, "/lti/{platform}/login", EVERYBODY, lti_login, NULL, NO_SESSION},
    {POST, "/lti/{platform}/login", EVERYBODY, lti_login, NULL, DOOR},
    {POST, "/lti/{platform}/launch", EVERYBODY, lti_launched, NULL, DOOR},
    {POST, "/lti/{platform}/prove", EVERYBODY, lti_proved, NULL, DOOR},
    {GET, "/lti/{platform}/window/{again}", EVERYBODY, lti_window, NULL, NO_SESSION},
    {GET, "/lti/{platform}/visits/{visit}", EVERYBODY, lti_visited, NULL, NO_SESSION},
    {POST, "/lti/{platform}/visits/{visit}/place", EVERYBODY, lti_place, NULL, DOOR},
    {POST, "/lti/{platform}/visits/{visit}/award", EVERYBODY, lti_class_award, NULL, DOOR},
    {0},
};
