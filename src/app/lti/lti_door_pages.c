/* lti/lti_door_pages.c — what is seen within a course: the way in, a badge, and
 * badges to choose from. Pages stand in the platform's frame, where cookies of ours
 * may be refused; so none of them has a session. */
#include "app/lti/lti_pages.h"

#include "app/learn/learn_pages.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/email.h"
#include "templates.h"
#include "web/policy.h"

/* ---- frames ---- */

/* The platform's own pages may show ours, and nobody else's. */
static void allow_frame(struct request *rq, struct response *rs, const struct lti_platform *p, str leads_to)
{
    str ancestors = str_printf(rq->arena, STR_FMT " " STR_FMT, STR_ARG(uri_origin(rq->arena, p->issuer)), STR_ARG(uri_origin(rq->arena, p->authorize)));

    policy_framed(rs, ancestors, leads_to);
}

/* The page for another language would be none that may stand in a frame: it speaks
 * the browser's. */
static struct out framed_page(struct request *rq, const char *title)
{
    struct out o = app_page(rq, title, NULL);

    ((struct page *)(uintptr_t)o.page)->other_languages = false;
    return o;
}

static void send(struct request *rq, struct response *rs, struct out *o, const struct lti_platform *p)
{
    app_send(rq, rs, o);
    if (lti_is_registered(p))
        allow_frame(rq, rs, p, S(""));
}

void lti_refuse(struct request *rq, struct response *rs, const struct lti_platform *p, const struct error *err)
{
    struct lti_refused_view v = {app_sentence(rq->arena, err->code == FAULT ? "something went wrong here" : err->text)};
    struct out o = framed_page(rq, "The link cannot be opened");
    code ignored = p->id ? lti_note_failure(rq->db, p->id, cstr(err->text), NULL) : OK;

    (void)ignored;
    tmpl_lti_refused(&o, &v);
    send(rq, rs, &o, p);
    rs->status = err->code == NOT_FOUND ? 404 : err->code == UNREACHABLE ? 502 : err->code == FAULT ? 500 : 400;
}

/* False: it was answered. */
static bool find_platform(struct request *rq, struct response *rs, struct lti_platform *p)
{
    struct error err = {0};

    if (lti_platform_by_public_id(rq->db, rq->arena, request_param(rq, "platform"), p, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

/* ---- the way in ---- */

/* One cookie for each way, so that two tabs do not take each other's. */
static str cookie_name(struct arena *a, str state)
{
    return str_printf(a, "lti-" STR_FMT, STR_ARG(str_slice(sha256_hex(a, state), 0, 16)));
}

/* In another site's frame: SameSite=None, and of this site within that one alone (CHIPS). */
static void put_cookie(struct request *rq, struct response *rs, const struct lti_platform *p, const struct lti_way *way)
{
    response_header(rs, "Set-Cookie", str_printf(rq->arena, STR_FMT "=" STR_FMT "; Path=/lti/" STR_FMT "; Max-Age=600; Secure; HttpOnly; SameSite=None; Partitioned",
                                                 STR_ARG(cookie_name(rq->arena, way->state)), STR_ARG(way->secret), STR_ARG(p->public_id)));
}

static str cookie_of(struct request *rq, str state)
{
    str name = cookie_name(rq->arena, state);

    for (size_t i = 0; i < rq->cookies.n; i++)
        if (str_eq(rq->cookies.items[i].name, name))
            return rq->cookies.items[i].value;
    return (str){0};
}

static str storage_key(struct arena *a, str state)
{
    return str_join(a, S("lapel_"), str_slice(sha256_hex(a, state), 0, 16));
}

static void go(struct request *rq, struct response *rs, const struct lti_platform *p, const struct lti_way *way)
{
    if (str_is_empty(way->storage)) {
        response_text(rs, 302, (str){NULL, 0});
        response_header(rs, "Location", way->url);
    } else {
        struct lti_way_view v = {way->url, storage_key(rq->arena, way->state), way->secret, way->storage, uri_origin(rq->arena, p->authorize)};
        struct out o = framed_page(rq, "On the way");
        tmpl_lti_way(&o, &v);
        send(rq, rs, &o, p);
    }
    put_cookie(rq, rs, p, way);
}

/* By GET or by POST, as the platform likes (Security Framework §5.1.1.1). */
static str asked(const struct request *rq, const char *name)
{
    str s = rq->method == GET ? request_query(rq, name) : request_field(rq, name);

    return str_is_absent(s) ? S("") : s;
}

void lti_login(struct request *rq, struct response *rs)
{
    struct lti_platform p;
    struct lti_way way;
    struct error err = {0};

    if (!find_platform(rq, rs, &p))
        return;
    struct lti_begin b = {asked(rq, "iss"), asked(rq, "client_id"), asked(rq, "login_hint"), asked(rq, "lti_message_hint"), asked(rq, "target_link_uri"),
                          asked(rq, "lti_storage_target")};
    if (lti_begin(app_of(rq), rq->db, rq->arena, &p, &b, &way, &err) != OK)
        lti_refuse(rq, rs, &p, &err);
    else
        go(rq, rs, &p, &way);
}

void lti_window(struct request *rq, struct response *rs)
{
    struct lti_platform p;
    struct lti_way way;
    struct error err = {0};

    if (!find_platform(rq, rs, &p))
        return;
    if (lti_begin_again(app_of(rq), rq->db, rq->arena, &p, request_param(rq, "again"), &way, &err) != OK)
        lti_refuse(rq, rs, &p, &err);
    else
        go(rq, rs, &p, &way);
}

static str visit_path(struct request *rq, const struct lti_platform *p, str visit)
{
    return str_printf(rq->arena, "/lti/" STR_FMT "/visits/" STR_FMT, STR_ARG(p->public_id), STR_ARG(visit));
}

static void ask_proof(struct request *rq, struct response *rs, const struct lti_platform *p, const struct lti_arrival *v, str state)
{
    str again = str_printf(rq->arena, "/lti/" STR_FMT "/window/" STR_FMT, STR_ARG(p->public_id), STR_ARG(v->again));
    struct out o = framed_page(rq, "On the way");

    if (str_is_empty(v->storage))
        tmpl_lti_window(&o, &(struct lti_window_view){again, p->name});
    else
        tmpl_lti_prove(&o, &(struct lti_prove_view){lti_path(rq->arena, p, "prove"), v->visit, storage_key(rq->arena, state), v->storage,
                                                   uri_origin(rq->arena, p->authorize), again});
    send(rq, rs, &o, p);
}

void lti_launched(struct request *rq, struct response *rs)
{
    struct lti_platform p;
    struct lti_arrival v;
    struct error err = {0};
    str state = asked(rq, "state");

    if (!find_platform(rq, rs, &p))
        return;
    code c = str_is_empty(asked(rq, "error"))
                 ? lti_arrive(app_of(rq), rq->db, rq->arena, &p, &(struct lti_back){state, asked(rq, "id_token"), cookie_of(rq, state)}, &v, &err)
                 : fail(&err, DENIED, "platform", "the platform let nobody in: " STR_FMT, STR_ARG(str_slice(asked(rq, "error"), 0, 80)));
    if (c != OK)
        lti_refuse(rq, rs, &p, &err);
    else if (v.is_proved)
        response_redirect(rs, visit_path(rq, &p, v.visit));
    else
        ask_proof(rq, rs, &p, &v, state);
}

void lti_proved(struct request *rq, struct response *rs)
{
    struct lti_platform p;
    struct error err = {0};

    if (!find_platform(rq, rs, &p))
        return;
    if (lti_prove(rq->db, rq->arena, asked(rq, "visit"), asked(rq, "secret"), &err) != OK)
        lti_refuse(rq, rs, &p, &err);
    else
        response_redirect(rs, visit_path(rq, &p, asked(rq, "visit")));
}

/* ---- a badge ---- */

static str picture_of(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

static const char sql_award[] = SQL(
    "SELECT w.public_id FROM award w JOIN person p ON p.id = w.person_id WHERE p.org_id = $1 AND w.achievement_id = $2 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $4) AND (p.folded = $3 OR EXISTS (SELECT 1 FROM person_address o WHERE o.person_id = p.id"
    " AND o.folded = $3)) ORDER BY w.id DESC LIMIT 1");

static code find_award(struct request *rq, const struct lti_visit *visit, int64_t badge, str *path, struct error *err)
{
    struct rows *r;

    *path = S("");
    if (str_is_empty(visit->email))
        return OK;
    r = db_query(rq->db, sql_award, ARGS(v_int(visit->platform.org), v_int(badge), v_str(email_fold(rq->arena, visit->email)), v_int(clock_now())));
    if (rows_next(r))
        *path = str_join(rq->arena, S("/b/"), row_str(r, 0, rq->arena));
    return rows_end(r, err);
}

static code add_ways(struct request *rq, struct lti_badge_view *v, int64_t org, struct error *err)
{
    struct learn_rule_list rules = {0};

    TRY(learn_rules(rq->db, rq->arena, org, &rules, err));
    for (size_t i = 0; i < rules.n; i++)
        if (rules.items[i].is_on && rules.items[i].achievement == v->badge.id)
            *list_add(rq->arena, &v->ways) = learn_when(rq->arena, &rules.items[i]);
    return OK;
}

static code load_badge(struct request *rq, const struct lti_visit *visit, struct lti_badge_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    code c = str_is_empty(visit->launch.badge) ? NOT_FOUND : catalog_by_public_id(rq->db, a, visit->launch.badge, &v->badge, err);

    if (c == NOT_FOUND || (c == OK && (v->badge.org != visit->platform.org || !str_eq(v->badge.state, S("published")))))
        return fail(err, NOT_FOUND, "badge", "the badge that stood here is not awarded any more: whoever teaches can place another one");
    TRY(c);
    v->picture = picture_of(a, v->badge.v.png_hash);
    v->criteria = catalog_criteria(a, &v->badge.v);
    v->page = str_join(a, S("/badges/"), v->badge.public_id);
    v->name = visit->name;
    v->teaches = visit->launch.teaches;
    v->holders = v->badge.award_count;
    TRY(add_ways(rq, v, visit->platform.org, err));
    TRY(lti_class_load(rq, visit, v, err));
    return find_award(rq, visit, v->badge.id, &v->award, err);
}

/* ---- badges to choose from ---- */

#define CHOICES_MOST 200

static code load_choices(struct request *rq, const struct lti_visit *visit, struct lti_choose_view *v, struct error *err)
{
    struct badge_list found = {0};

    if (!visit->launch.teaches && !visit->launch.administers)
        return fail(err, DENIED, "roles", "only whoever teaches a course can place badges in it");
    TRY(catalog_list(rq->db, rq->arena, visit->platform.org, &(struct badge_filter){S("published"), S(""), {.limit = CHOICES_MOST}}, &found, err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v->badges) = (struct lti_choice){found.items[i].public_id, found.items[i].v.name, picture_of(rq->arena, found.items[i].v.png_hash)};
    v->course = str_is_absent(visit->launch.context_title) ? S("") : visit->launch.context_title;
    v->many = visit->launch.takes_many;
    return OK;
}

static void show_badge(struct request *rq, struct response *rs, const struct lti_visit *visit)
{
    struct lti_badge_view v = {0};
    struct error err = {0};

    if (load_badge(rq, visit, &v, &err) != OK) {
        lti_refuse(rq, rs, &visit->platform, &err);
        return;
    }
    struct out o = framed_page(rq, str_z(rq->arena, v.badge.v.name));
    tmpl_lti_badge(&o, &v);
    send(rq, rs, &o, &visit->platform);
}

static void show_choices(struct request *rq, struct response *rs, const struct lti_visit *visit)
{
    struct lti_choose_view v = {.action = str_join(rq->arena, rq->path, S("/place"))};
    struct error err = {0};

    if (load_choices(rq, visit, &v, &err) != OK) {
        lti_refuse(rq, rs, &visit->platform, &err);
        return;
    }
    struct out o = framed_page(rq, "Place a badge");
    tmpl_lti_choose(&o, &v);
    send(rq, rs, &o, &visit->platform);
}

/* False: it was answered. */
bool lti_find_visit(struct request *rq, struct response *rs, struct lti_visit *visit)
{
    struct lti_platform p;
    struct error err = {0};

    if (!find_platform(rq, rs, &p))
        return false;
    code c = lti_visit_get(rq->db, rq->arena, request_param(rq, "visit"), visit, &err);
    if (c == OK && visit->platform.id != p.id)
        c = fail(&err, NOT_FOUND, "visit", "this visit is over: open the link in your course again");
    if (c != OK)
        lti_refuse(rq, rs, &p, &err);
    return c == OK;
}

void lti_visited(struct request *rq, struct response *rs)
{
    struct lti_visit visit;

    if (!lti_find_visit(rq, rs, &visit))
        return;
    if (visit.launch.message == LTI_DEEP_LINKING)
        show_choices(rq, rs, &visit);
    else
        show_badge(rq, rs, &visit);
}

/* ---- placed ---- */

static code add_item(struct request *rq, const struct lti_visit *visit, str id, struct lti_items *out, struct error *err)
{
    struct app *app = app_of(rq);
    struct arena *a = rq->arena;
    struct badge_row b;

    TRY(catalog_by_public_id(rq->db, a, id, &b, err));
    if (b.org != visit->platform.org || !str_eq(b.state, S("published")))
        return fail(err, NOT_FOUND, "badge", "there is no such badge");
    *list_add(a, out) = (struct lti_item){b.v.name, b.v.description, app_url(a, app, lti_path(a, &visit->platform, "launch")),
                                          str_is_empty(b.v.png_hash) ? S("") : app_url(a, app, picture_of(a, b.v.png_hash)), b.public_id};
    return OK;
}

static const struct form_field place_fields[] = {{"badge", FIELD_MANY, "Badges"}};
static const struct form_spec place_form = FORM(place_fields);

static code make_answer(struct request *rq, const struct lti_visit *visit, str *token, struct error *err)
{
    struct form *f = form_read(rq, &place_form);
    const struct str_list *ids = &form_value(f, "badge")->many;
    struct lti_answer answer = {.client = visit->platform.client, .issuer = visit->platform.issuer, .deployment = visit->launch.deployment,
                                .data = visit->launch.data, .nonce = random_token(rq->arena, 24), .now_s = clock_now() / SECOND};

    for (size_t i = 0; i < ids->n && (i == 0 || visit->launch.takes_many) && i < CHOICES_MOST; i++)
        TRY(add_item(rq, visit, ids->items[i], &answer.items, err));
    return lti_sign(app_of(rq), rq->arena, &visit->platform, lti_answer_claims(rq->arena, &answer), token, err);
}

void lti_place(struct request *rq, struct response *rs)
{
    struct lti_visit visit;
    struct lti_place_view v = {0};
    struct error err = {0};

    if (!lti_find_visit(rq, rs, &visit))
        return;
    bool may = visit.launch.message == LTI_DEEP_LINKING && (visit.launch.teaches || visit.launch.administers);
    code c = may ? make_answer(rq, &visit, &v.token, &err) : fail(&err, DENIED, "roles", "only whoever teaches a course can place badges in it");
    if (c != OK) {
        lti_refuse(rq, rs, &visit.platform, &err);
        return;
    }
    v.action = visit.launch.return_url;
    struct out o = framed_page(rq, "Place a badge");
    tmpl_lti_place(&o, &v);
    app_send(rq, rs, &o);
    allow_frame(rq, rs, &visit.platform, uri_origin(rq->arena, v.action));
}

/* ---- for the platform itself ---- */

void lti_keys(struct request *rq, struct response *rs)
{
    struct lti_platform p;
    struct error err = {0};
    str json;

    if (!find_platform(rq, rs, &p))
        return;
    if (lti_own_keys(app_of(rq), rq->arena, &p, &json, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_json(rs, 200, json);
}

/* Opened by the platform in a window or frame of its own; it is told to close it. */
void lti_enrol(struct request *rq, struct response *rs)
{
    struct lti_platform p;
    struct error err = {0};

    if (!find_platform(rq, rs, &p))
        return;
    struct lti_register r = {asked(rq, "openid_configuration"), asked(rq, "registration_token")};
    code c = lti_register(app_of(rq), rq->db, rq->arena, &p, &r, &err);
    struct lti_done_view v = {c == OK, app_sentence(rq->arena, c == OK ? words("this platform is registered with Lapel: badges can be placed in its courses now") : err.text)};
    struct out o = framed_page(rq, "Learning platform");
    tmpl_lti_done(&o, &v);
    app_send(rq, rs, &o);
    rs->status = c == OK ? 200 : 400;
    policy_framed(rs, uri_is_http(r.description_url) ? uri_origin(rq->arena, r.description_url) : S(""), S(""));
}
