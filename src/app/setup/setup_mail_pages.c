/* setup/setup_mail_pages.c — the first run: how mails leave, with a test. */
#include "app/setup/setup_pages.h"

#include "app/mail/mail.h"
#include "templates.h"

static void show(struct request *rq, struct response *rs, struct setup_view *v)
{
    setup_show(rq, rs, v, tmpl_setup_mail);
}

static void prefill(struct form *f, const struct setup_draft *d)
{
    form_set(f, "host", d->host);
    form_set(f, "port", str_is_empty(d->port) ? S("587") : d->port);
    form_set(f, "security", str_is_empty(d->security) ? S("starttls") : d->security);
    form_set(f, "user", d->user);
    form_set(f, "from", d->from);
    form_set(f, "from_name", str_is_empty(d->from) ? d->org : d->from_name);
}

void setup_mail_show(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct form *f = form_empty(rq->arena, &mail_server_form);

    if (!setup_enter(rq, rs, STEP_MAIL, &d))
        return;
    prefill(f, &d);
    struct setup_view v = setup_view_of(rq, STEP_MAIL, f, &d);
    show(rq, rs, &v);
}

/* An empty password keeps the one of before, as long as there is a user. */
static void take(const struct form *f, struct setup_draft *d)
{
    d->host = form_text(f, "host");
    d->port = form_text(f, "port");
    d->security = form_text(f, "security");
    d->user = form_text(f, "user");
    if (!str_is_empty(form_text(f, "password")) || str_is_empty(d->user))
        d->password = str_is_empty(d->user) ? S("") : form_text(f, "password");
    d->from = form_text(f, "from");
    d->from_name = form_text(f, "from_name");
}

static void test(struct request *rq, struct response *rs, struct setup_view *v, const struct mail_settings *s)
{
    setup_draft_keep(rq, rs, v->draft);
    v->was_tested = true;
    v->test_ok = mail_test(app_of(rq), rq->arena, s, v->draft->email, &v->test_sentence, &v->dialogue);
}

void setup_mail_post(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct mail_settings s;
    struct error err = {0};

    if (!setup_enter(rq, rs, STEP_MAIL, &d))
        return;
    struct form *f = form_read(rq, &mail_server_form);
    bool with_server = str_eq(request_field(rq, "mail"), S("server"));
    take(f, &d);
    d.mail = with_server ? S("server") : S("outbox");
    if (f->ok && setup_mail(rq->arena, &d, &s, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (!with_server || (f->ok && !str_eq(request_field(rq, "go"), S("test")))) {
        setup_go_on(rq, rs, STEP_MAIL, &d);
        return;
    }
    struct setup_view v = setup_view_of(rq, STEP_MAIL, f, &d);
    if (f->ok)
        test(rq, rs, &v, &s);
    show(rq, rs, &v);
}
