/* letters/letters_pages.c — all mails of an organisation: which of them have words
 * of its own, what stands at the foot of each, which are not sent. */
#include "app/letters/letters_view.h"
#include "templates.h"
#include "web/text.h"

static const struct form_field rule_fields[] = {
    {"lang", FIELD_LINE, "Language", .max = 35, .required = true},
    {"postal", FIELD_TEXT, "Postal address", .max = 400},
    {"on", FIELD_MANY, "Mails that are sent"},
};
static const struct form_spec rule_form = FORM(rule_fields);

/* ---- reading ---- */

static const char sql_own[] = SQL(
    "SELECT w.kind, w.lang FROM letter_words w WHERE w.org_id = $1 AND w.subject IS NOT NULL AND w.id ="
    " (SELECT max(x.id) FROM letter_words x WHERE x.org_id = w.org_id AND x.kind = w.kind AND x.lang = w.lang) ORDER BY w.kind, w.lang");

static void add_language(struct arena *a, struct letter_lines *lines, str kind, str lang)
{
    const struct spoken *l = text_language_of(lang);

    for (size_t i = 0; l && i < lines->n; i++)
        if (str_eq(cstr(lines->items[i].kind->name), kind))
            *list_add(a, &lines->items[i].own) = l->name;
}

static code load(struct request *rq, struct letters_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct letter_rule rule;
    size_t n;
    const struct letter_kind *kinds = letter_kinds(&n);

    TRY(letter_rule_get(rq->db, a, rq->org, &rule, err));
    v->base = org_base(rq);
    v->languages = text_languages(&v->n_languages);
    for (size_t i = 0; i < n; i++)
        if (letter_is_own(&kinds[i]))
            *list_add(a, &v->lines) = (struct letter_line){
                .kind = &kinds[i], .href = str_printf(a, STR_FMT "/settings/mails/%s", STR_ARG(v->base), kinds[i].name),
                .off = letter_refused(rule.off, kinds[i].name)};
    struct rows *r = db_query(rq->db, sql_own, ARGS(v_int(rq->org)));
    while (rows_next(r))
        add_language(a, &v->lines, row_str(r, 0, a), row_str(r, 1, a));
    TRY(rows_end(r, err));
    if (v->form)
        return OK;
    v->form = form_empty(a, &rule_form);
    form_set(v->form, "lang", rule.lang);
    form_set(v->form, "postal", rule.postal);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct letters_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Mails", "settings");
    tmpl_letters(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void letters_show(struct request *rq, struct response *rs)
{
    show(rq, rs, NULL);
}

/* ---- saving ---- */

static bool is_ticked(const struct str_list *on, const char *name)
{
    for (size_t i = 0; i < on->n; i++)
        if (str_eq(on->items[i], cstr(name)))
            return true;
    return false;
}

/* Those that may be off and are not ticked. */
static str off_of(struct arena *a, const struct str_list *on)
{
    struct buf b = buf_new(a);
    size_t n;
    const struct letter_kind *kinds = letter_kinds(&n);

    for (size_t i = 0; i < n; i++)
        if (kinds[i].may_be_off && !is_ticked(on, kinds[i].name))
            buf_printf(&b, "%s%s", b.n ? " " : "", kinds[i].name);
    return buf_done(&b);
}

static code save_rows(struct request *rq, const struct letter_rule *r, struct error *err)
{
    TRY(letter_rule_set(rq->db, rq->org, r, err));
    return org_log(rq->db, rq->org, rq->session->account, "mail.rule", r->lang,
                   r->off.n ? str_printf(rq->arena, "without " STR_FMT, STR_ARG(r->off)) : S(""), err);
}

static code save(struct request *rq, struct form *f, struct error *err)
{
    const struct letter_rule r = {form_text(f, "lang"), form_text(f, "postal"), off_of(rq->arena, &form_value(f, "on")->many)};

    TRY(db_begin(rq->db, err));
    return db_end(rq->db, save_rows(rq, &r, err), err);
}

static void letters_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &rule_form);
    struct error err = {0};

    if (f->ok && !text_language_of(form_text(f, "lang")))
        form_reject(f, "lang", said("Choose one of the languages."));
    if (!f->ok)
        show(rq, rs, f);
    else if (save(rq, f, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, org_base(rq), S("/settings/mails")), "Saved.");
}

const struct route letters_routes[] = {
    {GET, "/org/{org}/settings/mails", MANAGE_ORG, letters_show, NULL, 0},
    {POST, "/org/{org}/settings/mails", MANAGE_ORG, letters_post, NULL, 0},
    {GET, "/org/{org}/settings/mails/{kind}", MANAGE_ORG, letter_edit_show, NULL, 0},
    {POST, "/org/{org}/settings/mails/{kind}", MANAGE_ORG, letter_edit_post, NULL, 0},
    {GET, "/org/{org}/settings/mails/{kind}/body", MANAGE_ORG, letter_body, NULL, 0},
    {GET, "/mail-choices/{token}", EVERYBODY, choices_show, NULL, 0},
    {POST, "/mail-choices/{token}", EVERYBODY, choices_post, NULL, 0},
    {GET, "/mail-choices/{token}/refuse/{topic}", EVERYBODY, choices_refuse_show, NULL, 0},
    {POST, "/mail-choices/{token}/refuse/{topic}", EVERYBODY, choices_refuse, NULL, NO_CSRF | NO_SESSION},
    {0},
};
