/* apply/apply_pages.c — opening badges for applications, and all routes of the slice. */
#include "app/apply/apply_pages.h"

#include "app/apply/apply_private.h"
#include "app/layout/opening_view.h"
#include "app/org/access.h"
#include "templates.h"

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/applications", (long long)rq->org);
}

/* ---- which badges ---- */

static bool is_among(const struct apply_forms *forms, int64_t achievement)
{
    for (size_t i = 0; i < forms->n; i++)
        if (forms->items[i].achievement == achievement)
            return true;
    return false;
}

static code load_opened(struct request *rq, struct opened_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct apply_forms forms = {0};
    struct badge_list badges = {0};

    TRY(apply_forms_find(rq->db, a, rq->org, &forms, err));
    TRY(catalog_list(rq->db, a, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = 300}}, &badges, err));
    for (size_t i = 0; i < forms.n; i++)
        if (access_has_badge(rq, SET_FORMS, forms.items[i].achievement))
            *list_add(a, &v->lines) = (struct opened_line){
            .href = str_printf(a, STR_FMT "/open/%lld", STR_ARG(v->base), (long long)forms.items[i].achievement), .name = forms.items[i].badge_name,
            .picture = apply_picture(a, forms.items[i].png_hash), .tag = opening_tag(&forms.items[i].open),
            .words = opening_used(a, &forms.items[i].open)};
    for (size_t i = 0; i < badges.n; i++)
        if (!is_among(&forms, badges.items[i].id) && access_has_badge(rq, SET_FORMS, badges.items[i].id))
            *list_add(a, &v->others) = (struct opened_line){
                .href = str_printf(a, STR_FMT "/open/%lld", STR_ARG(v->base), (long long)badges.items[i].id), .name = badges.items[i].v.name,
                .picture = apply_picture(a, badges.items[i].v.png_hash)};
    return OK;
}

static void show_opened(struct request *rq, struct response *rs)
{
    struct opened_view v = {.base = base_path(rq), .sees_queue = access_holds_some(rq, SEE_QUEUE)};
    struct error err = {0};

    if (load_opened(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Badges to apply for", "review");
    tmpl_apply_opened(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static const struct form_field fields[] = {
    {"words", FIELD_TEXT, "What applicants read first", .max = APPLY_WORDS},
    {"audience", FIELD_CHOICE, "Who may see the evidence", .choices = "public|link|org|named"},
    OPENING_FIELDS,
    {"days", FIELD_INT, "Days until the answer", .max = 365},
    {"sample", FIELD_INT, "Judged twice, of a hundred", .max = 100},
};
static const struct form_spec spec = FORM(fields);

static bool read_open(struct request *rq, struct form *f, struct apply_form *out)
{
    bool is_read = opening_read(rq->arena, f, &out->open);

    out->org = rq->org;
    out->account = rq->session->account;
    out->achievement = request_param_int(rq, "badge");
    out->words = form_text(f, "words");
    out->audience = evidence_audience(form_text(f, "audience"));
    out->days = form_int(f, "days");
    out->sample = form_int(f, "sample");
    return f->ok && is_read;
}

static struct form *filled(struct arena *a, const struct apply_form *p)
{
    struct form *f = form_empty(a, &spec);

    form_set(f, "words", p->words);
    form_set(f, "audience", cstr(evidence_audiences[p->audience].name));
    opening_fill(a, f, &p->open);
    if (p->days)
        form_set_int(f, "days", p->days);
    form_set_int(f, "sample", p->sample);
    return f;
}

/* A badge that nobody opened yet is shown with what is usual. */
static code load_open(struct request *rq, struct open_view *v, struct error *err)
{
    struct badge_row b;
    int64_t badge = request_param_int(rq, "badge");
    code c = apply_form_get(rq->db, rq->arena, rq->org, badge, &v->f, NULL);

    v->is_new = c == NOT_FOUND;
    if (!v->is_new)
        return c == OK ? OK : fail(err, c, "badge", "it could not be read");
    TRY(catalog_get(rq->db, rq->arena, rq->org, badge, &b, err));
    v->f = (struct apply_form){.achievement = b.id, .org = rq->org, .words = S(""), .audience = TO_NAMED, .days = 14, .sample = 10,
                               .badge_name = b.v.name, .png_hash = b.v.png_hash, .open.badge_state = b.state, .public_id = S("")};
    return OK;
}

static void show_open(struct request *rq, struct response *rs, struct form *f)
{
    struct arena *a = rq->arena;
    struct open_view v = {.base = base_path(rq)};
    struct error err = {0};

    if (load_open(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.form = f ? f : filled(a, &v.f);
    v.action = str_printf(a, STR_FMT "/open/%lld", STR_ARG(v.base), (long long)v.f.achievement);
    v.picture = apply_picture(a, v.f.png_hash);
    v.address = v.is_new ? S("") : app_url(a, app_of(rq), str_join(a, S("/apply/"), v.f.public_id));
    v.tag = v.is_new ? (struct tag_view){0} : opening_tag(&v.f.open);
    v.is_open = !v.is_new && v.f.open.stopped == 0;
    v.now = opening_moment(a, clock_now());
    v.may_design = access_holds(rq, DESIGN_BADGES);
    bool sees_queue = access_holds_some(rq, SEE_QUEUE);
    v.back = sees_queue ? v.base : str_join(a, v.base, S("/open"));
    v.back_words = sees_queue ? "Applications" : "Open for applications";
    struct out o = app_page(rq, "Open for applications", "review");
    tmpl_apply_open(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void get_open(struct request *rq, struct response *rs)
{
    show_open(rq, rs, NULL);
}

static void post_open(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct apply_form p = {0};
    struct error err = {0};
    code c = OK;

    if (read_open(rq, f, &p))
        c = apply_form_save(rq->db, rq->arena, &p, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/open/%lld", STR_ARG(base_path(rq)), (long long)p.achievement), "Saved. Pass its address on.");
    else
        show_open(rq, rs, f);
}

static void set_stopped(struct request *rq, struct response *rs, bool stopped, const char *message)
{
    int64_t badge = request_param_int(rq, "badge");
    struct error err = {0};

    if (apply_set_stopped(rq->db, rq->arena, &(struct apply_stop){rq->org, badge, rq->session->account, stopped}, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/open/%lld", STR_ARG(base_path(rq)), (long long)badge), message);
}

static void post_stop(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, true, "Stopped: nobody applies now. What was handed in goes on.");
}

static void post_start(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, false, "People can apply again.");
}

#define QUEUE "/org/{org}/applications"
#define LED   "/org/{org}/team/applications/{id}"

const struct route apply_routes[] = {
    {GET, QUEUE, SEE_QUEUE, queue_show, NULL, 0, .within = IN_LISTS},
    {POST, QUEUE "/next", SEE_QUEUE, queue_next, NULL, 0, .within = IN_LISTS},
    {GET, QUEUE "/open", SET_FORMS, show_opened, NULL, 0, .within = IN_LISTS},
    {GET, QUEUE "/open/{badge}", SET_FORMS, get_open, NULL, 0, .within = OF_BADGE},
    {POST, QUEUE "/open/{badge}", SET_FORMS, post_open, NULL, 0, .within = OF_BADGE},
    {POST, QUEUE "/open/{badge}/stop", SET_FORMS, post_stop, NULL, 0, .within = OF_BADGE},
    {POST, QUEUE "/open/{badge}/start", SET_FORMS, post_start, NULL, 0, .within = OF_BADGE},
    {GET, QUEUE "/{id}", SEE_QUEUE, judge_show, NULL, 0, .within = OF_APPLICATION},
    {POST, QUEUE "/{id}/judge", SEE_QUEUE, judge_post, NULL, 0, .within = OF_APPLICATION},
    {POST, QUEUE "/{id}/take", SEE_QUEUE, judge_take, NULL, 0, .within = OF_APPLICATION},
    {POST, QUEUE "/{id}/release", SEE_QUEUE, judge_release, NULL, 0, .within = OF_APPLICATION},
    {POST, QUEUE "/{id}/back", SEE_QUEUE, judge_back, NULL, 0, .within = OF_APPLICATION},
    {POST, QUEUE "/{id}/message", SEE_QUEUE, judge_say, NULL, 0, .within = OF_APPLICATION},
    {GET, "/org/{org}/awards/{id}/judged", OPEN_EVIDENCE, apply_seen_show, NULL, 0, .within = OF_AWARD},
    {GET, LED, SIGNED_IN, judge_show, NULL, 0},
    {POST, LED "/judge", SIGNED_IN, judge_post, NULL, 0},
    {POST, LED "/take", SIGNED_IN, judge_take, NULL, 0},
    {POST, LED "/release", SIGNED_IN, judge_release, NULL, 0},
    {POST, LED "/back", SIGNED_IN, judge_back, NULL, 0},
    {POST, LED "/message", SIGNED_IN, judge_say, NULL, 0},
    {GET, "/apply/{form}", EVERYBODY, apply_public_show, NULL, 0},
    {POST, "/apply/{form}", EVERYBODY, apply_public_post, NULL, 0},
    {GET, "/applications", SIGNED_IN, applicant_mine, NULL, 0},
    {GET, "/backpack/log/{id}/propose", SIGNED_IN, propose_show, NULL, 0},
    {POST, "/backpack/log/{id}/propose", SIGNED_IN, propose_post, NULL, 0},
    {GET, "/applications/{id}/{key}", EVERYBODY, applicant_show, NULL, 0},
    {POST, "/applications/{id}/{key}", EVERYBODY, applicant_post, NULL, 0},
    {GET, "/applications/{id}/{key}/add", EVERYBODY, applicant_add_show, NULL, 0},
    {POST, "/applications/{id}/{key}/add", EVERYBODY, applicant_add_post, NULL, 0},
    {POST, "/applications/{id}/{key}/withdraw", EVERYBODY, applicant_withdraw, NULL, 0},
    {POST, "/applications/{id}/{key}/message", EVERYBODY, applicant_say, NULL, 0},
    {0},
};
