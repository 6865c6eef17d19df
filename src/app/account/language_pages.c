/* account/language_pages.c — which language the pages speak: a choice of this
 * browser, and of the person where somebody is signed in. */
#include "app/account/account_pages.h"

#include "templates.h"

static const struct form_field language_fields[] = {{"lang", FIELD_LINE, "Language", .max = 35, .required = true}};
const struct form_spec language_form = FORM(language_fields);

void language_show(struct request *rq, struct response *rs)
{
    struct language_view v = {.next = sign_next(rq)};
    struct out o = app_page(rq, "Language", "");

    v.items = text_languages(&v.n);
    v.now = o.page->lang;
    tmpl_language(&o, &v);
    app_send(rq, rs, &o);
}

void language_do(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &language_form);
    const struct spoken *l = text_language_of(form_text(f, "lang"));
    struct error err = {0};

    if (!f->ok || !l) {
        app_error_page(rq, rs, 400, "this language is not spoken here");
        return;
    }
    language_choose(rs, l->code);
    if (rq->session->account && account_speak(rq->db, rq->session->account, l->code, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, sign_next(rq), NULL);
}
