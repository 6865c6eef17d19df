/* shop/shop_data.c — badges and their issuer as search engines read them: JSON-LD
 * in the words of schema.org (EducationalOccupationalCredential, Organization). */
#include "app/shop/shop.h"

#include "format/json.h"

static str image(struct arena *a, const struct app *app, str hash)
{
    return app_url(a, app, str_join(a, S("/images/"), hash));
}

static void put_if_any(struct json_writer *w, const char *key, str value)
{
    if (!str_is_empty(value))
        json_put_member(w, key, value);
}

static void put_issuer(struct arena *a, const struct app *app, struct json_writer *w, const struct org *o)
{
    json_open_object(w);
    json_put_member(w, "@type", S("Organization"));
    json_put_member(w, "@id", org_profile_url(a, o));
    json_put_member(w, "name", o->name);
    put_if_any(w, "url", str_is_empty(o->url) ? org_profile_url(a, o) : o->url);
    put_if_any(w, "description", o->description);
    if (!str_is_empty(o->logo_hash))
        json_put_member(w, "logo", image(a, app, o->logo_hash));
    put_if_any(w, "email", o->email);
    json_close_object(w);
}

static void put_skills(struct json_writer *w, const struct alignment_list *skills)
{
    if (skills->n == 0)
        return;
    json_put_key(w, "competencyRequired");
    json_open_array(w);
    for (size_t i = 0; i < skills->n; i++) {
        const struct alignment *s = &skills->items[i];
        json_open_object(w);
        json_put_member(w, "@type", S("DefinedTerm"));
        json_put_member(w, "name", s->target_name);
        put_if_any(w, "url", s->target_url);
        put_if_any(w, "termCode", s->target_code);
        put_if_any(w, "inDefinedTermSet", s->target_framework);
        json_close_object(w);
    }
    json_close_array(w);
}

static str badge_url(struct arena *a, const struct app *app, str public_id)
{
    return app_url(a, app, str_join(a, S("/badges/"), public_id));
}

str shop_badge_data(struct arena *a, const struct app *app, const struct shop_described *d)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    const struct badge_version_row *v = d->v;

    json_open_object(&w);
    json_put_member(&w, "@context", S("https://schema.org"));
    json_put_member(&w, "@type", S("EducationalOccupationalCredential"));
    json_put_member(&w, "@id", badge_url(a, app, d->public_id));
    json_put_member(&w, "url", badge_url(a, app, d->public_id));
    json_put_member(&w, "name", v->name);
    put_if_any(&w, "description", v->description);
    if (!str_is_empty(v->png_hash))
        json_put_member(&w, "image", image(a, app, v->png_hash));
    json_put_member(&w, "credentialCategory", S("badge"));
    if (*shop_level_words(d->shop->level))
        json_put_member(&w, "educationalLevel", cstr(words(shop_level_words(d->shop->level))));
    put_if_any(&w, "inLanguage", v->language);
    if (v->validity_months > 0)                  /* ISO 8601 */
        json_put_member(&w, "validFor", str_printf(a, "P%lldM", (long long)v->validity_months));
    put_skills(&w, &v->alignments);
    json_put_key(&w, "recognizedBy");
    put_issuer(a, app, &w, d->o);
    json_close_object(&w);
    return buf_done(&b);
}

#define LISTED 100                               /* badges that the page of an issuer names to search engines */

static void put_items(struct arena *a, const struct app *app, struct json_writer *w, const struct shop_card_list *cards)
{
    json_open_object(w);
    json_put_member(w, "@type", S("ItemList"));
    json_put_member_int(w, "numberOfItems", (int64_t)cards->n);
    json_put_key(w, "itemListElement");
    json_open_array(w);
    for (size_t i = 0; i < cards->n && i < LISTED; i++) {
        json_open_object(w);
        json_put_member(w, "@type", S("ListItem"));
        json_put_member_int(w, "position", (int64_t)i + 1);
        json_put_member(w, "name", cards->items[i].b.v.name);
        json_put_member(w, "url", badge_url(a, app, cards->items[i].b.public_id));
        json_close_object(w);
    }
    json_close_array(w);
    json_close_object(w);
}

str shop_issuer_data(struct arena *a, const struct app *app, const struct org *o, const struct shop_card_list *cards)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "@context", S("https://schema.org"));
    json_put_key(&w, "@graph");
    json_open_array(&w);
    put_issuer(a, app, &w, o);
    put_items(a, app, &w, cards);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}
