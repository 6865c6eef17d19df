/* catalog/badge_article.c — a badge's fields as its page shows them. */
#include "app/catalog/badge_article.h"

#include "app/catalog/catalog_view.h"
#include "app/catalog/relation.h"
#include "app/catalog/results.h"
#include "app/catalog/translation.h"

static str image(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

static void add_measured(struct arena *a, const struct result_description *d, struct badge_article *out)
{
    struct measured *m = list_add(a, &out->results);

    *m = (struct measured){.name = d->name, .range = result_range_words(a, d), .needed = d->required_value};
    for (size_t i = 0; i < d->levels.n; i++)
        *list_add(a, &m->levels) = (struct measured_level){d->levels.items[i].name, d->levels.items[i].description,
                                                           str_eq(d->levels.items[i].id, d->required_level)};
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
    for (size_t i = 0; i < b->v.results.n; i++)
        add_measured(a, &b->v.results.items[i], out);
}

code badge_article_relate(struct db *db, struct arena *a, int64_t achievement, struct badge_article *out, struct error *err)
{
    struct relation_list found = {0};

    TRY(relation_find(db, a, achievement, true, &found, err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(a, &out->related) = (struct related_badge){
            relation_words(&found.items[i]), str_join(a, S("/badges/"), found.items[i].public_id),
            image(a, found.items[i].png_hash), found.items[i].name};
    return OK;
}

static void add_language(struct arena *a, struct badge_article *m, str href, str tag)
{
    const struct language *l = language_find(tag);

    if (l && !str_eq(tag, m->lang))
        *list_add(a, &m->others) = (struct other_language){str_printf(a, STR_FMT "?lang=" STR_FMT, STR_ARG(href), STR_ARG(tag)), tag, l->own};
}

void badge_article_languages(struct arena *a, struct badge_article *m, str original, str chosen, const struct translation_languages *l, str href)
{
    m->lang = chosen;
    m->is_translated = !str_eq(original, chosen);
    if (l->n)
        add_language(a, m, href, original);
    for (size_t i = 0; i < l->n; i++)
        add_language(a, m, href, l->items[i].tag);
}
