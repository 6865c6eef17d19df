/* setup/setup_mail_pages.c — the first run ends: how mail leaves, and whether
 * to begin with an example or with nothing. */
#include "app/setup/setup.h"

#include "app/account/account.h"
#include "app/demo/demo.h"
#include "templates.h"

/* ---- mail ---- */

static void show_mail(struct request *rq, struct response *rs, struct setup_mail_view *v)
{
    struct out o = app_page(rq, "Mail", "");

    tmpl_setup_mail(&o, v);
    app_send(rq, rs, &o);
    rs->status = v->form->ok ? 200 : 422;
}

void setup_mail(struct request *rq, struct response *rs)
{
    struct setup_mail_view v = {.form = form_empty(rq->arena, &mail_server_form)};
    struct mail_settings s;
    struct error err = {0};

    if (mail_settings_load(app_of(rq), rq->db, rq->arena, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    mail_server_prefill(rq->arena, &s, v.form);
    show_mail(rq, rs, &v);
}

static void test_mail(struct request *rq, struct setup_mail_view *v, const struct mail_settings *s)
{
    struct account me;

    v->was_tested = account_get(rq->db, rq->arena, rq->session->account, &me, NULL) == OK;
    if (v->was_tested)
        v->test_ok = mail_server_test(rq, s, me.email, &v->test_sentence, &v->dialogue);
}

static code save(struct request *rq, const struct mail_settings *s, struct error *err)
{
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, mail_settings_save(app_of(rq), rq->db, rq->arena, s, err), err);
}

void setup_mail_post(struct request *rq, struct response *rs)
{
    struct setup_mail_view v = {0};
    struct mail_settings s;
    struct error err = {0};
    str go = request_field(rq, "go");

    if (str_eq(go, S("skip"))) {
        response_redirect(rs, S("/setup/start"));
        return;
    }
    v.form = form_read(rq, &mail_server_form);
    if (mail_settings_load(app_of(rq), rq->db, rq->arena, &s, &err) != OK
        || (v.form->ok && mail_server_read(rq->arena, v.form, &s, &err) != OK))
        form_reject_error(v.form, &err, rq->arena);
    if (v.form->ok && str_eq(go, S("test"))) {
        test_mail(rq, &v, &s);
        show_mail(rq, rs, &v);
        return;
    }
    if (v.form->ok && save(rq, &s, &err) != OK)
        form_reject_error(v.form, &err, rq->arena);
    if (v.form->ok)
        response_redirect(rs, S("/setup/start"));
    else
        show_mail(rq, rs, &v);
}

/* ---- sample data or empty ---- */

void setup_start(struct request *rq, struct response *rs)
{
    struct out o = app_page(rq, "Ready", "");

    tmpl_setup_start(&o);
    app_send(rq, rs, &o);
}

void setup_start_post(struct request *rq, struct response *rs)
{
    struct org o;
    struct error err = {0};
    bool sample = str_eq(request_field(rq, "with"), S("sample"));
    code c = org_first(rq->db, rq->arena, &o, &err);

    if (c == OK && sample)
        c = demo_fill(app_of(rq), rq->db, rq->arena, o.id, rq->session->account, &err);
    if (c == OK)
        app_done(rq, rs, str_printf(rq->arena, "/org/%lld", (long long)o.id),
                 sample ? "Two years of sample data are here to look at." : "Everything is ready for your first badge.");
    else
        app_fail(rq, rs, &err);
}
