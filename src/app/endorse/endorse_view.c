/* endorse/endorse_view.c */
#include "app/endorse/endorse_view.h"

#include "badge/verify.h"

void endorse_view_one(struct app *app, struct db *db, struct arena *a, const struct endorsement_row *e, struct endorsement_shown *out)
{
    struct loader l = app_loader(app, db, a);
    struct verify_options opt = {.loader = &l, .cache = app->verified};
    struct report r = {0};
    bool judged = badge_verify(a, e->document, &opt, &r, NULL) == OK;

    *out = (struct endorsement_shown){
        .href = str_join(a, S("/endorsements/"), e->public_id), .who = endorser_words(a, &e->by), .url = e->by.url,
        .domain = endorser_domain(a, &e->by), .comment = e->comment, .of_version = S(""), .at = e->signed_at, .until = e->until,
        .is_good = judged && r.verdict == VALID};
    out->verdict = out->is_good ? said("Signature checked just now") : judged ? report_sentence(a, &r) : said("It could not be checked");
}

code endorse_view(struct app *app, struct db *db, struct arena *a, const struct endorse_thing *t, int64_t version,
                  struct endorsement_shown_list *out, struct error *err)
{
    struct endorsement_row_list rows = {0};

    TRY(endorse_shown(db, a, t, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        struct endorsement_shown *one = list_add(a, out);
        endorse_view_one(app, db, a, &rows.items[i], one);
        if (t->subject == ENDORSE_BADGE && rows.items[i].version != version)
            one->of_version = S("of another version of this badge");
    }
    return OK;
}
