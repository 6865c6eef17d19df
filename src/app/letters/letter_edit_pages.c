/* letters/letter_edit_pages.c — the words of one kind of mail in one language, with
 * the mail as it looks with them: on a phone, on a desk, as text. */
#include "app/account/account.h"
#include "app/letters/letters_view.h"
#include "app/mail/mail_view.h"
#include "base/uri.h"
#include "templates.h"
#include "web/policy.h"
#include "web/text.h"

static const struct form_field edit_fields[] = {
    {"lang", FIELD_LINE, "Language", .max = 35},
    {"subject", FIELD_LINE, "Subject", .max = LETTER_SUBJECT_MOST},
    {"opening", FIELD_TEXT, "Opening words", .max = LETTER_OPENING_MOST},
    {"go", FIELD_CHOICE, "What to do", .choices = "save|look|test|undo|standard"},
};
static const struct form_spec edit_form = FORM(edit_fields);

struct place { struct letter_edit e; str self; };

/* The kind by the path, the language by the query or the form. NOT_FOUND: no such mail. */
static code find_place(struct request *rq, str lang, struct place *out, struct error *err)
{
    const struct letter_kind *k = letter_kind(request_param(rq, "kind"));
    const struct spoken *l = text_language_of(lang);
    struct letter_rule rule;

    if (!k || !letter_is_own(k))
        return fail(err, NOT_FOUND, "mail", "there is no such mail");
    TRY(letter_rule_get(rq->db, rq->arena, rq->org, &rule, err));
    *out = (struct place){{rq->org, k, l ? l->code : rule.lang},
                          str_printf(rq->arena, STR_FMT "/settings/mails/%s", STR_ARG(org_base(rq)), k->name)};
    return OK;
}

/* ---- the page ---- */

static void add_holes(struct arena *a, const struct letter_kind *k, struct str_list *out)
{
    str all = cstr(k->holes), one;

    while (str_cut(&all, '|', &one))
        *list_add(a, out) = str_printf(a, "{" STR_FMT "}", STR_ARG(one));
}

static code add_tabs(struct request *rq, const struct place *p, struct letter_edit_view *v, struct error *err)
{
    size_t n;
    const struct spoken *all = text_languages(&n);

    for (size_t i = 0; i < n; i++) {
        struct letter_words w;
        TRY(letter_words_now(rq->db, rq->arena, rq->org, cstr(p->e.kind->name), all[i].code, &w, err));
        *list_add(rq->arena, &v->tabs) = (struct letter_tab){
            str_printf(rq->arena, STR_FMT "?lang=" STR_FMT, STR_ARG(p->self), STR_ARG(all[i].code)), all[i].name,
            str_eq(all[i].code, p->e.lang), w.id > 0};
    }
    return OK;
}

static const char sql_changed[] = SQL("SELECT count(*) FROM letter_words WHERE org_id = $1 AND kind = $2 AND lang = $3");

/* The preview shows what stands in the fields, saved or not. */
static void set_frames(struct arena *a, struct letter_edit_view *v)
{
    str query = str_printf(a, "lang=" STR_FMT "&subject=" STR_FMT "&opening=" STR_FMT, STR_ARG(v->lang),
                           STR_ARG(uri_encode(a, form_text(v->form, "subject"))), STR_ARG(uri_encode(a, form_text(v->form, "opening"))));

    v->frame = str_printf(a, STR_FMT "/body?" STR_FMT, STR_ARG(v->self), STR_ARG(query));
    v->frame_text = str_join(a, v->frame, S("&as=text"));
}

static code load(struct request *rq, const struct place *p, struct letter_edit_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct letter_words now;
    struct account me;
    int64_t changes = 0;

    TRY(letter_words_now(rq->db, a, rq->org, cstr(p->e.kind->name), p->e.lang, &now, err));
    TRY(db_int(rq->db, sql_changed, ARGS(v_int(rq->org), v_str(cstr(p->e.kind->name)), v_str(p->e.lang)), &changes, err));
    TRY(account_get(rq->db, a, rq->session->account, &me, err));
    v->base = org_base(rq);
    v->self = p->self;
    v->lang = p->e.lang;
    v->kind = p->e.kind;
    v->is_own = now.id > 0;
    v->was_changed = changes > 0;
    v->address = me.email;
    add_holes(a, p->e.kind, &v->holes);
    if (!v->form) {
        struct letter_words shown = now.id ? now : letter_standard(p->e.kind, p->e.lang);
        v->form = form_empty(a, &edit_form);
        form_set(v->form, "subject", shown.subject);
        form_set(v->form, "opening", shown.opening);
    }
    form_set(v->form, "lang", p->e.lang);
    set_frames(a, v);
    return add_tabs(rq, p, v, err);
}

static void show(struct request *rq, struct response *rs, const struct place *p, struct form *f)
{
    struct letter_edit_view v = {.form = f};
    struct error err = {0};

    if (load(rq, p, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, p->e.kind->title, "settings");
    tmpl_letter_edit(&o, &v);
    app_send(rq, rs, &o);
    policy_own_frame(rs);
    if (!v.form->ok)
        rs->status = 422;
}

void letter_edit_show(struct request *rq, struct response *rs)
{
    struct place p;
    struct error err = {0};

    if (find_place(rq, request_query(rq, "lang"), &p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show(rq, rs, &p, NULL);
}

/* ---- changes ---- */

static code change_rows(struct request *rq, const struct place *p, const struct letter_words *w, bool undo, struct error *err)
{
    if (undo)
        TRY(letter_words_undo(rq->db, rq->arena, &p->e, err));
    else
        TRY(letter_words_set(rq->db, rq->arena, &p->e, w, err));
    return org_log(rq->db, rq->org, rq->session->account, undo ? "mail.words-undo" : w->subject.n ? "mail.words" : "mail.words-standard",
                   cstr(p->e.kind->name), p->e.lang, err);
}

static code change(struct request *rq, const struct place *p, const struct letter_words *w, bool undo, struct error *err)
{
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, change_rows(rq, p, w, undo, err), err);
}

/* A mail like any other, so that it is seen in the list with what became of it. */
static code send_test(struct request *rq, const struct place *p, struct letter_words *w, struct error *err)
{
    struct account me;
    struct letter l;
    struct mail m = {.org = rq->org, .kind = S("test")};

    TRY(letter_words_check(rq->arena, p->e.kind, w, err));
    TRY(account_get(rq->db, rq->arena, rq->session->account, &me, err));
    TRY(letters_sample(app_of(rq), rq->db, rq->arena, rq->org, p->e.kind, p->e.lang, &l, err));
    m.to_address = me.email;
    m.to_name = me.name;
    TRY(letter_write_as(app_of(rq), rq->db, rq->arena, &l, &(struct letter_how){p->e.lang, w}, &m, err));
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, mail_queue(app_of(rq), rq->db, rq->arena, &m, err), err);
}

static const struct { const char *go, *done; } dones[] = {
    {"save", "Saved: from now on the mail says this."}, {"standard", "The standard words are back."},
    {"undo", "The last change is undone."}, {"test", "A test mail is on its way to you."},
};

static const char *done_words(str go)
{
    for (size_t i = 0; i < COUNT(dones); i++)
        if (str_eq(go, cstr(dones[i].go)))
            return dones[i].done;
    return dones[0].done;
}

static code act(struct request *rq, const struct place *p, struct form *f, str go, struct error *err)
{
    struct letter_words w = {0, form_text(f, "subject"), form_text(f, "opening")};

    if (str_eq(go, S("test")))
        return send_test(rq, p, &w, err);
    if (str_eq(go, S("standard")))
        w = (struct letter_words){0, S(""), S("")};
    else if (str_is_empty(w.subject))
        return fail(err, BAD_INPUT, "subject", "a mail without a subject is not opened");
    return change(rq, p, &w, str_eq(go, S("undo")), err);
}

void letter_edit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &edit_form);
    struct place p;
    struct error err = {0};
    str go = form_text(f, "go");

    if (find_place(rq, form_text(f, "lang"), &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    code c = f->ok && !str_eq(go, S("look")) ? act(rq, &p, f, go, &err) : OK;
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (c != OK && c != BAD_INPUT)
        app_fail(rq, rs, &err);
    else if (!f->ok || str_eq(go, S("look")))
        show(rq, rs, &p, f);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "?lang=" STR_FMT, STR_ARG(p.self), STR_ARG(p.e.lang)), done_words(go));
}

/* ---- the letter, for the frames ---- */

static code write_sample(struct request *rq, const struct place *p, struct mail *m, struct error *err)
{
    struct letter l;
    struct letter_words w = {1, str_slice(request_query(rq, "subject"), 0, LETTER_SUBJECT_MOST),
                             str_slice(request_query(rq, "opening"), 0, LETTER_OPENING_MOST)};

    TRY(letters_sample(app_of(rq), rq->db, rq->arena, rq->org, p->e.kind, p->e.lang, &l, err));
    *m = (struct mail){.org = rq->org, .to_name = cstr(text(p->e.lang, "Ann Example")), .person = 1};
    return letter_write_as(app_of(rq), rq->db, rq->arena, &l, &(struct letter_how){p->e.lang, str_is_empty(w.subject) ? NULL : &w}, m, err);
}

void letter_body(struct request *rq, struct response *rs)
{
    struct place p;
    struct mail m;
    struct error err = {0};

    if (find_place(rq, request_query(rq, "lang"), &p, &err) != OK || write_sample(rq, &p, &m, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    bool as_text = str_eq(request_query(rq, "as"), S("text"));
    mail_body_send(rq, rs, as_text ? str_printf(rq->arena, STR_FMT "\n\n" STR_FMT, STR_ARG(m.subject), STR_ARG(m.text)) : m.html);
    if (as_text)
        rs->type = S("text/plain; charset=utf-8");
}
