/* mail/mail_settings_pages.c — the mail server: address, user, sender, a test
 * that shows what was said. */
#include "app/mail/mail_private.h"
#include "app/mail/mail_view.h"
#include "base/uri.h"
#include "templates.h"

#include <stdio.h>

static const struct form_field server_fields[] = {
    {"host", FIELD_LINE, "Server", .max = 200, .required = true},
    {"port", FIELD_INT, "Port", .max = 65535, .min = 1, .required = true},
    {"security", FIELD_CHOICE, "Encryption", .choices = "starttls|tls|none", .required = true},
    {"user", FIELD_LINE, "User name", .max = 200},
    {"password", FIELD_SECRET, "Password", .max = 500},
    {"from", FIELD_EMAIL, "Sender’s address", .required = true},
    {"from_name", FIELD_LINE, "Sender’s name", .max = 100},
};
const struct form_spec mail_server_form = FORM(server_fields);
static const struct form_field test_fields[] = {{"to", FIELD_EMAIL, "Address", .required = true}};
static const struct form_spec test_form = FORM(test_fields);

/* ---- form and settings ---- */

static void mail_server_prefill(struct arena *a, const struct mail_settings *s, struct form *f)
{
    struct uri u = {0};

    form_set(f, "security", S("starttls"));
    form_set_int(f, "port", 587);
    if (s->has_server && uri_parse(s->server.url, &u, NULL) == OK) {
        form_set(f, "host", u.host);
        form_set(f, "port", u.port);
        form_set(f, "security", str_eq(u.scheme, S("smtps")) ? S("tls") : s->server.require_tls ? S("starttls") : S("none"));
    }
    form_set(f, "user", str_is_absent(s->server.user) ? S("") : str_copy(a, s->server.user));
    form_set(f, "from", str_is_absent(s->from_address) ? S("") : s->from_address);
    form_set(f, "from_name", str_is_absent(s->from_name) ? S("") : s->from_name);
}

code mail_server_read(struct arena *a, const struct form *f, struct mail_settings *s, struct error *err)
{
    str security = form_text(f, "security"), host = form_text(f, "host");
    struct uri u;

    s->has_server = true;
    s->server.url = str_printf(a, "%s://" STR_FMT ":%lld", str_eq(security, S("tls")) ? "smtps" : "smtp",
                               STR_ARG(host), (long long)form_int(f, "port"));
    s->server.require_tls = !str_eq(security, S("none"));
    s->server.user = form_text(f, "user");
    if (!str_is_empty(form_text(f, "password")))
        s->server.password = form_text(f, "password");
    if (str_is_empty(s->server.user))
        s->server.password = S("");
    s->from_address = form_text(f, "from");
    s->from_name = form_text(f, "from_name");
    if (str_contains(host, S("/")) || uri_parse(s->server.url, &u, NULL) != OK || !str_eq(u.host, host))
        return fail(err, BAD_INPUT, "host", "give the name of the server alone, such as mail.example.org");
    return OK;
}

/* ---- the page ---- */

static code fill_view(struct request *rq, struct mail_settings_view *v, struct mail_settings *s, struct error *err)
{
    struct mail_counts own = {0};

    TRY(mail_settings_load(app_of(rq), rq->db, rq->arena, s, err));
    TRY(mail_count(rq->db, rq->arena, 0, 0, &own, err));
    v->has_server = s->has_server;
    v->has_password = !str_is_empty(s->server.password);
    v->shown = s->server.url;
    v->waiting = own.outbox + own.failed;
    if (!v->form) {
        v->form = form_empty(rq->arena, &mail_server_form);
        mail_server_prefill(rq->arena, s, v->form);
    }
    if (!v->test)
        v->test = form_empty(rq->arena, &test_form);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct mail_settings_view *v)
{
    struct mail_settings s;
    struct error err = {0};

    if (fill_view(rq, v, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Mail server", "settings");
    tmpl_mail_settings(&o, v);
    app_send(rq, rs, &o);
    if (!v->form->ok || !v->test->ok)
        rs->status = 422;
}

void mail_settings_show(struct request *rq, struct response *rs)
{
    show(rq, rs, &(struct mail_settings_view){0});
}

static code save(struct request *rq, const struct mail_settings *s, struct error *err)
{
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, mail_settings_save(app_of(rq), rq->db, rq->arena, s, err), err);
}

void mail_settings_post(struct request *rq, struct response *rs)
{
    struct mail_settings_view v = {.form = form_read(rq, &mail_server_form)};
    struct mail_settings s;
    struct error err = {0};

    if (mail_settings_load(app_of(rq), rq->db, rq->arena, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (v.form->ok && (mail_server_read(rq->arena, v.form, &s, &err) != OK || save(rq, &s, &err) != OK))
        form_reject_error(v.form, &err, rq->arena);
    if (v.form->ok)
        app_done(rq, rs, S("/settings/mail"), "The mail server is saved. Send a test mail to be sure.");
    else
        show(rq, rs, &v);
}

void mail_settings_remove(struct request *rq, struct response *rs)
{
    struct mail_settings none = {.server = {.url = S(""), .user = S(""), .password = S("")},
                                 .from_address = S(""), .from_name = S("")};
    struct error err = {0};

    if (save(rq, &none, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/settings/mail"), "There is no mail server any more. Mails wait in the outbox.");
}

/* ---- the test ---- */

static void run_test(struct request *rq, struct mail_settings_view *v, const struct mail_settings *s)
{
    v->was_tested = true;
    v->test_ok = mail_test(app_of(rq), rq->arena, s, form_text(v->test, "to"), &v->test_sentence, &v->dialogue);
}

void mail_settings_test(struct request *rq, struct response *rs)
{
    struct mail_settings_view v = {.test = form_read(rq, &test_form), .dialogue = S("")};
    struct mail_settings s;
    struct error err = {0};

    if (mail_settings_load(app_of(rq), rq->db, rq->arena, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!s.has_server)
        form_reject(v.test, "to", said("Save a mail server first."));
    if (v.test->ok)
        run_test(rq, &v, &s);
    show(rq, rs, &v);
}
