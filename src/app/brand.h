/* app/brand.h — how an organisation looks to others: colours and logos, and the
 * shades of them that can be read (WCAG 2.2 §1.4.3), whatever was chosen. For
 * pages, posters, mails and the card in other sites. */
#pragma once
#include "app/app.h"

#define BRAND_OURS "#5b2862"                     /* --brand of assets/css/tokens.css */

/* Colours are "#rrggbb". What is not set is filled with Lapel's own. */
struct brand {
    str colour, band;                            /* as chosen; empty: none */
    str logo, logo_dark;                         /* addresses from "/": on light grounds, on dark ones; empty: none */
    str ground, ink;                             /* of a button and the words on it */
    str link;                                    /* words on white and on pale grey */
    str night_ground, night_ink, night_link;     /* the same on dark pages */
    str on_band;                                 /* words on the band; empty without one */
    str logo_on_band;                            /* the one for how dark the band is */
};

/* Of the organisation (issuer 0) or of one of its profiles, which has that of
 * the organisation until it gets its own. Never NOT_FOUND. */
MUST_USE code brand_get(struct db *db, struct arena *a, int64_t org, int64_t issuer, struct brand *out, struct error *err);
struct brand_chosen { str colour, band, logo_hash, dark_hash; };     /* hashes of pictures put by org_logo_put */
MUST_USE code brand_chosen(struct db *db, struct arena *a, int64_t org, int64_t issuer, struct brand_chosen *out, struct error *err);
/* BAD_INPUT at "colour" or "band": no colour. */
MUST_USE code brand_set(struct db *db, int64_t org, int64_t issuer, int64_t by, const struct brand_chosen *c, struct error *err);
/* The shades of these colours. BAD_INPUT as brand_set. */
MUST_USE code brand_of(struct arena *a, const struct brand_chosen *c, struct brand *out, struct error *err);
/* Was `ground` moved away from `colour`, on which white could not be read? */
bool brand_is_moved(const struct brand *b);

/* The stylesheet of a pair of colours, "5b2862" or "5b2862-ffcc00"; NOT_FOUND: no such pair. */
MUST_USE code brand_css(struct arena *a, str name, str *css, struct error *err);
/* The page around a template looks so from now on, with name and logo above. */
struct org;                                      /* org/org.h */
void brand_page(struct request *rq, struct out *o, const struct org *of);
void brand_page_of(struct request *rq, struct out *o, int64_t org, int64_t issuer);
/* SVG of a page of theirs, by day and by night. */
str brand_preview(struct arena *a, const struct brand *b, str name);
