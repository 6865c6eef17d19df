/* catalog/badge_article.h — a badge as everybody sees it: the public page and
 * the preview before publishing are the same template. */
#pragma once
#include "app/catalog/catalog.h"
#include "app/catalog/scale.h"
#include "app/layout/parts.h"

struct measured_level { str name, description; bool is_needed; };
struct measured { str name, range, needed; LIST(struct measured_level) levels; };
struct other_language { str href, tag; const char *own; };
struct related_badge { const char *words; str href, picture, name; };
struct badge_article {
    str lang;                                    /* of the words; empty: nobody said */
    LIST(struct other_language) others;          /* in which it can be read too */
    bool is_translated;
    str title, picture, description, issuer, issuer_href, issuer_logo;
    out_markdown criteria;
    str validity, level, takes;                  /* in words; empty: not said */
    int64_t award_count, version;
    bool is_archived, is_preview, tells_awards;  /* preview: the title is not the page's */
    msec renew_by;                               /* of earlier versions; 0: they still count */
    struct alignment_list skills;
    LIST(struct measured) results;               /* what it may come with */
    LIST(struct related_badge) related;
};
/* `href`: this page. */
struct translation_languages;
void badge_article_languages(struct arena *a, struct badge_article *m, str original, str chosen, const struct translation_languages *l, str href);
/* Badges that stand to it somehow; drafts are left out. */
MUST_USE code badge_article_relate(struct db *db, struct arena *a, int64_t achievement, struct badge_article *out, struct error *err);
void badge_article_fill(struct arena *a, const struct org *o, const struct badge_row *b, struct badge_article *out);
