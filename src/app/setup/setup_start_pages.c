/* setup/setup_start_pages.c — the first run ends: the answers once more, and
 * whether to begin with an example or with nothing. */
#include "app/setup/setup_pages.h"

#include "app/account/entrance.h"
#include "app/demo/demo.h"
#include "base/log.h"
#include "templates.h"

static const struct form_field start_fields[] = {
    {"with", FIELD_CHOICE, "Begin with", .choices = "empty|sample", .required = true},
};
const struct form_spec setup_start_form = FORM(start_fields);

static void show(struct request *rq, struct response *rs, struct form *f, const struct setup_draft *d)
{
    struct setup_view v = setup_view_of(rq, STEP_START, f, d);

    v.is_loopback = app_is_loopback(v.address);
    setup_show(rq, rs, &v, tmpl_setup_start);
}

void setup_start_show(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct form *f = form_empty(rq->arena, &setup_start_form);

    if (!setup_enter(rq, rs, STEP_START, &d))
        return;
    form_set(f, "with", S("empty"));
    show(rq, rs, f, &d);
}

void setup_moved(struct request *rq, struct response *rs, const char *heading)
{
    struct moved_view v = {heading, app_of(rq)->base};
    struct out o = app_page(rq, heading, "");

    tmpl_setup_moved(&o, &v);
    app_send(rq, rs, &o);
}

static void finish(struct request *rq, struct response *rs, const struct setup_result *made, const char *message)
{
    struct app *app = app_of(rq);
    struct error err = {0};

    setup_draft_drop(rs);
    if (!app->base_is_fixed && !str_eq(setup_suggest_base(rq), app->base))
        setup_moved(rq, rs, "Lapel is ready");
    else if (entrance_open(rq, rs, &(struct entrance){.account = made->account, .method = "password", .is_new = true}, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, made->org ? str_printf(rq->arena, "/org/%lld", (long long)made->org) : S("/backpack"), message);
}

static const char *add_sample(struct request *rq, const struct setup_result *made)
{
    struct error err = {0};

    if (demo_fill(app_of(rq), rq->db, rq->arena, made->org, made->account, &err) == OK)
        return "Two years of sample data are here to look at.";
    log_error("setup.sample", &err);
    return "Everything is ready, but the sample data could not be made: the log says why.";
}

void setup_start_post(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct setup_result made;
    struct error err = {0};

    if (!setup_enter(rq, rs, STEP_START, &d))
        return;
    struct form *f = form_read(rq, &setup_start_form);
    code c = f->ok ? setup_complete(app_of(rq), rq->db, rq->arena, &d, &made, &err) : BAD_INPUT;
    if (c == BAD_INPUT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show(rq, rs, f, &d);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        bool sample = str_eq(form_text(f, "with"), S("sample")) && made.org;
        finish(rq, rs, &made, sample ? add_sample(rq, &made) : "Everything is ready for your first badge.");
    }
}
