/* learnlog/witness_pages.c — asking somebody, and the page behind the mailed link. */
#include "app/learnlog/learnlog_private.h"

#include "app/effort.h"
#include "app/mail/mail.h"
#include "format/email.h"
#include "templates.h"

/* ---- the owner asks ---- */

static const struct form_field ask_fields[] = {
    {"person", FIELD_LINE, "Their e-mail address", .max = 320, .required = true},
    {"message", FIELD_TEXT, "A few words to them", .max = WITNESS_MESSAGE},
};
const struct form_spec learnlog_witness_form = FORM(ask_fields);

static void show_ask(struct request *rq, struct response *rs, const struct log_entry *e, struct form *f)
{
    struct log_witness_view v = {
        .e = *e, .self = learnlog_path(rq->arena, e), .form = f,
        .person = {.value = form_value(f, "person"), .label = "Their e-mail address", .hint = "Such as Ana Ruiz <ana@example.org>, or the address alone."},
        .message = {.value = form_value(f, "message"), .label = "A few words to them", .rows = 3, .optional = true}};
    struct mail_settings mail;
    struct error err = {0};

    if (mail_settings_load(app_of(rq), rq->db, rq->arena, &mail, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.has_server = mail.has_server;
    struct out o = app_page(rq, "Ask a witness", "backpack");
    tmpl_learnlog_witness(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

void learnlog_witness_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &learnlog_witness_form);
    struct email to;
    struct log_entry e;

    if (!learnlog_mine(rq, rs, &e))
        return;
    if (email_parse(rq->arena, e.seen_by, &to, NULL) == OK)
        form_set(f, "person", e.seen_by);
    show_ask(rq, rs, &e, f);
}

void learnlog_witness_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &learnlog_witness_form);
    struct log_entry e;
    struct error err = {0};

    if (!learnlog_mine(rq, rs, &e))
        return;
    if (f->ok && e.removed)
        form_reject(f, "person", said("This entry is removed: bring it back first."));
    if (f->ok && witness_ask(app_of(rq), rq->db, rq->arena, &(struct witness_ask){&e, form_text(f, "person"), form_text(f, "message")}, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, learnlog_path(rq->arena, &e), "They were asked by mail. The link lasts 30 days.");
    else
        show_ask(rq, rs, &e, f);
}

static code act(struct request *rq, const struct log_entry *e, int64_t id, const char **words, struct error *err)
{
    str go = request_field(rq, "go");

    *words = "They were asked once more; the link of before has ended.";
    if (str_eq(go, S("again")))
        return witness_ask_again(app_of(rq), rq->db, rq->arena, e, id, err);
    *words = "The question is taken back: its link leads nowhere now.";
    if (str_eq(go, S("stop")))
        return witness_stop(rq->db, e, id, err);
    *words = str_eq(go, S("hide")) ? "Hidden: nobody but you sees what they said." : "It is shown wherever you show this entry.";
    if (str_eq(go, S("hide")) || str_eq(go, S("show")))
        return witness_set_hidden(rq->db, e, id, str_eq(go, S("hide")), err);
    return fail(err, BAD_INPUT, "go", "choose what to do");
}

void learnlog_witness_act(struct request *rq, struct response *rs)
{
    struct log_entry e;
    struct error err = {0};
    const char *words = NULL;

    if (!learnlog_mine(rq, rs, &e))
        return;
    if (act(rq, &e, request_param_int(rq, "witness"), &words, &err) == OK)
        app_done(rq, rs, learnlog_path(rq->arena, &e), words);
    else
        app_fail(rq, rs, &err);
}

/* ---- behind the link ---- */

static const struct form_field fields[] = {
    {"edition", FIELD_INT, "Edition", .min = 0},
    {"saw", FIELD_CHOICE, "Did you see it?", .choices = "work|result"},
    {"name", FIELD_LINE, "Your name", .max = 120},
    {"role", FIELD_LINE, "Your role", .max = 120},
    {"relation", FIELD_CHOICE, "How you know them", .choices = "leads|peer|taught|customer|learner|else"},
    {"statement", FIELD_TEXT, "What you say", .max = WITNESS_STATEMENT},
};
static const struct form_spec spec = FORM(fields);

static bool load(struct request *rq, struct response *rs, struct witness *w, struct log_entry *e)
{
    struct error err = {0};

    app_keep_to_oneself(rs);
    if (witness_by_link(rq->db, rq->arena, request_param(rq, "token"), w, e, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

/* The question shows what stands there now; what was answered, only what it was said of. */
static bool sees_the_deed(const struct witness *w, const struct log_entry *e)
{
    return !e->removed && (witness_may_answer(w) || (str_eq(w->state, S("said")) && w->edition == e->edition));
}

static code fill_link(struct request *rq, struct witness_view *v, struct error *err)
{
    struct log_file_list all = {0}, there = {0};
    struct account who;

    TRY(account_get(rq->db, rq->arena, v->e.owner, &who, err));
    v->asker = str_is_empty(who.name) ? said("Somebody") : who.name;
    v->action = str_join(rq->arena, S("/witness/"), request_param(rq, "token"));
    v->time = v->e.minutes ? effort_time_words(rq->arena, v->e.minutes) : S("");
    v->may_answer = witness_may_answer(&v->w);
    v->may_withdraw = str_eq(v->w.state, S("said"));
    v->is_over = str_eq(v->w.state, S("asked")) && !v->may_answer;
    v->said = v->may_withdraw ? witness_words(rq->arena, &v->w) : S("");
    v->sees_deed = sees_the_deed(&v->w, &v->e);
    if (!v->sees_deed)
        return OK;
    TRY(learnlog_files(rq->db, rq->arena, v->e.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (!all.items[i].removed)
            *list_add(rq->arena, &there) = all.items[i];
    learnlog_show_files(rq->arena, &there, v->action, &v->files);
    return OK;
}

static void show_link(struct request *rq, struct response *rs, const struct witness *w, const struct log_entry *e, struct form *f)
{
    struct witness_view v = {
        .e = *e, .w = *w, .form = f,
        .name = {.value = form_value(f, "name"), .label = "Your name", .autocomplete = "name"},
        .role = {.value = form_value(f, "role"), .label = "In what role?", .hint = "Such as shift lead, nurse or neighbour.", .autocomplete = "organization-title", .optional = true},
        .statement = {.value = form_value(f, "statement"), .label = "What do you say about it?", .hint = "What they did, how well, what you noticed. It may be shown to others.", .rows = 4, .optional = true}};
    struct error err = {0};

    if (fill_link(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Did you see this?", "");
    struct page *p = (struct page *)(uintptr_t)o.page;
    p->is_unlisted = true;
    tmpl_witness(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void witness_link_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct witness w;
    struct log_entry e;

    if (!load(rq, rs, &w, &e))
        return;
    form_set(f, "name", w.asked_name);
    form_set_int(f, "edition", e.edition);
    show_link(rq, rs, &w, &e, f);
}

static code answer(struct request *rq, const struct witness *w, const struct log_entry *e, struct form *f, const char **words, struct error *err)
{
    str go = request_field(rq, "go");
    const struct witness_answer s = {form_int(f, "edition"), form_text(f, "saw"), form_text(f, "name"), form_text(f, "role"), form_text(f, "relation"), form_text(f, "statement")};

    *words = "Thank you for saying so. You will not be asked about it again.";
    if (str_eq(go, S("no")))
        return witness_refuse(rq->db, rq->arena, w, e, err);
    *words = "It is taken back: what you said is deleted here.";
    if (str_eq(go, S("back")))
        return witness_withdraw(rq->db, rq->arena, w, e, err);
    *words = "Thank you: what you said stands with the entry now.";
    return witness_say(rq->db, rq->arena, w, e, &s, err);
}

void witness_link_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct witness w;
    struct log_entry e;
    struct error err = {0};
    const char *words = NULL;

    if (!load(rq, rs, &w, &e))
        return;
    code c = f->ok ? answer(rq, &w, &e, f, &words, &err) : BAD_INPUT;
    if (c == OK) {
        app_done(rq, rs, str_join(rq->arena, S("/witness/"), request_param(rq, "token")), words);
        return;
    }
    if (f->ok)
        form_reject_error(f, &err, rq->arena);
    form_set_int(f, "edition", e.edition);
    show_link(rq, rs, &w, &e, f);
    rs->status = c == CONFLICT ? 409 : 422;
}

void witness_link_file(struct request *rq, struct response *rs)
{
    struct witness w;
    struct log_entry e;
    struct log_file f;
    struct error err = {0};
    str bytes;

    if (!load(rq, rs, &w, &e))
        return;
    code c = learnlog_file(rq->db, rq->arena, e.id, request_param_int(rq, "file"), &f, &bytes, &err);
    if (c == OK && (f.removed || !sees_the_deed(&w, &e)))
        c = fail(&err, NOT_FOUND, "file", "there is no such file");
    if (c == OK)
        learnlog_send_file(rq, rs, &f, bytes);
    else
        app_fail(rq, rs, &err);
}
