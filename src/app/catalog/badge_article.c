/* catalog/badge_article.c — a badge's fields as its page shows them. */
#include "app/catalog/badge_article.h"

#include "app/catalog/catalog_view.h"

static str image(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

void badge_article_fill(struct arena *a, const struct org *o, const struct badge_row *b, struct badge_article *out)
{
    *out = (struct badge_article){
        .title = b->v.name, .picture = image(a, b->v.png_hash), .description = b->v.description,
        .criteria = as_markdown(catalog_criteria(a, &b->v)), .issuer = o->name, .issuer_href = str_join(a, S("/i/"), o->slug),
        .issuer_logo = image(a, o->logo_hash), .validity = catalog_validity_words(a, b->v.validity_months),
        .award_count = b->award_count, .version = b->v.number, .renew_by = b->v.renew_by, .skills = b->v.alignments,
        .is_archived = str_eq(b->state, S("archived")),
    };
}
