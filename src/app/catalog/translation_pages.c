/* catalog/translation_pages.c — the editor's step of languages: in which the original
 * is, which others there are and what they lack, and one of them beside it. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/translation.h"
#include "templates.h"

/* ---- all ---- */

static const struct form_field own_fields[] = {{"language", FIELD_LINE, "Language", .max = 20}};
static const struct form_spec own_form = FORM(own_fields);

static void languages_page(struct request *rq, struct response *rs, struct translations_view *v)
{
    struct translation_languages there = {0};
    struct error err = {0};

    if (translation_languages(rq->db, rq->arena, v->e.b.id, &v->e.b.v, false, &there, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < there.n; i++) {
        const struct language *l = language_find(there.items[i].tag);
        *list_add(rq->arena, &v->lines) = (struct translations_line){
            .href = str_printf(rq->arena, STR_FMT "/translations/" STR_FMT, STR_ARG(v->e.self), STR_ARG(there.items[i].tag)),
            .name = l ? l->name : "", .own = l ? l->own : "", .tag = there.items[i].tag, .missing = (int64_t)there.items[i].missing,
            .all = (int64_t)there.items[i].all};
    }
    for (size_t i = 0; i < language_count; i++)
        *list_add(rq->arena, &v->options) = (struct kind_option){languages[i].tag, languages[i].name,
                                                                 str_eq(v->e.b.v.language, cstr(languages[i].tag))};
    struct out o = app_page(rq, "Languages", "badges");
    tmpl_catalog_translations(&o, v);
    app_send(rq, rs, &o);
}

void translations_show(struct request *rq, struct response *rs)
{
    struct translations_view v = {0};
    struct error err = {0};

    if (edit_open(rq, STEP_WORDS, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.makes_version = v.e.b.v.frozen_at > 0;
    v.e.note = S("");
    languages_page(rq, rs, &v);
}

/* "go": next; own: the original's language; add: open the page of another. */
void translations_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &own_form);
    struct translations_view v = {0};
    struct error err = {0};
    str tag = form_text(f, "language");

    if (edit_open(rq, STEP_WORDS, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (edit_button(rq, "next")) {
        edit_done(rq, rs, v.e.b.id, STEP_WORDS);
        return;
    }
    if (!language_find(tag)) {
        app_done(rq, rs, str_join(rq->arena, v.e.self, S("/translations")), "Choose a language first.");
        return;
    }
    if (edit_button(rq, "add")) {
        response_redirect(rs, str_printf(rq->arena, STR_FMT "/translations/" STR_FMT, STR_ARG(v.e.self), STR_ARG(tag)));
        return;
    }
    v.e.b.v.language = tag;
    if (edit_keep(rq, &v.e, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, v.e.self, S("/translations")), "Saved.");
}

/* ---- one ---- */

#define W(n) {"w" #n, FIELD_TEXT, "Translation", .max = 10000}
#define W10(t) W(t##0), W(t##1), W(t##2), W(t##3), W(t##4), W(t##5), W(t##6), W(t##7), W(t##8), W(t##9)
static const struct form_field fields[] = {W10(1), W10(2), W10(3), W10(4), W10(5), W10(6)};
static const struct form_spec spec = FORM(fields);
_Static_assert(COUNT(fields) == CATALOG_WORDS, "a field for each text");

static bool open_one(struct request *rq, struct response *rs, struct translation_view *v)
{
    struct error err = {0};
    code c = edit_open(rq, STEP_WORDS, &v->e, &err);

    v->e.note = S("");                            /* translations make no version */
    v->language = language_find(request_param(rq, "language"));
    if (c == OK && !v->language)
        c = fail(&err, NOT_FOUND, "language", "there is no such language here");
    if (c == OK && str_eq(v->e.b.v.language, cstr(v->language->tag)))
        c = fail(&err, CONFLICT, "language", "this is the language of the original");
    if (c == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void one_page(struct request *rq, struct response *rs, struct translation_view *v, bool is_first)
{
    struct badge_version_row copy = v->e.b.v;
    struct translation_slots slots;
    struct translation w;
    struct error err = {0};

    if (translation_load(rq->db, rq->arena, v->e.b.id, cstr(v->language->tag), &w, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    translation_slots(rq->arena, &copy, &slots);
    for (size_t i = 0; i < slots.n; i++) {
        struct form_value *value = &v->form->values[i];
        str kept = translation_of(rq->arena, &w, *slots.items[i].place);
        if (is_first)
            value->text = str_is_absent(kept) ? S("") : kept;
        v->missing += str_is_empty(value->text);
        *list_add(rq->arena, &v->rows) = (struct translation_line){slots.items[i].label, *slots.items[i].place, value,
                                                                   slots.items[i].is_long, str_is_empty(value->text)};
    }
    struct out o = app_page(rq, v->language->name, "badges");
    tmpl_catalog_translation(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void translation_show(struct request *rq, struct response *rs)
{
    struct translation_view v = {.form = form_empty(rq->arena, &spec)};

    if (open_one(rq, rs, &v))
        one_page(rq, rs, &v, true);
}

void translation_post(struct request *rq, struct response *rs)
{
    struct translation_view v = {.form = form_read(rq, &spec)};
    struct str_list texts = {0};
    struct error err = {0};

    if (!open_one(rq, rs, &v))
        return;
    for (size_t i = 0; i < COUNT(fields); i++)
        *list_add(rq->arena, &texts) = v.form->values[i].text;
    if (!v.form->ok)
        one_page(rq, rs, &v, false);
    else if (translation_save(rq->db, rq->arena, rq->org, v.e.b.id, cstr(v.language->tag), &v.e.b.v, &texts, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, v.e.self, S("/translations")), "Saved: it is shown to whoever reads that language.");
}
