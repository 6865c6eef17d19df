/* web/page.h — what every page shows around its own content. Filled by the
 * dispatcher; a handler sets title and section. */
#pragma once
#include "base/list.h"
#include "web/out.h"

struct page_tab { const char *id, *icon, *label; str href; };  /* label: English, translated when written */

struct page {
    str lang, language_name;                     /* "en", "English" */
    bool right_to_left, other_languages;         /* written so; is there one to choose? */
    str title;                                   /* without the product's name */
    str section;                                 /* id of the tab that is current */
    str canonical;                               /* absolute address, for public pages */
    str description;                             /* Open Graph; empty: none */
    str image;                                   /* Open Graph, absolute; empty: none */
    str oembed;                                  /* discovery address; empty: none */
    str feed;                                    /* of what is new here (Atom); empty: none */
    str data;                                    /* JSON-LD for search engines; empty: none */
    bool is_unlisted;                            /* search engines are to pass it over */
    str csrf;
    str user_name;                               /* empty: nobody signed in */
    str org_name, org_href, org_logo;            /* empty outside an organisation */
    str brand_css, brand_name, brand_href, brand_logo, brand_logo_dark;   /* the look of whose page it is; name empty: our own */
    bool brand_has_band;
    LIST(struct page_tab) tabs;                  /* the side bar, by right */
    str flash, flash_kind;                       /* one message after a redirect: "good" or "bad" */
    str path;                                    /* of this request, for "sign in and come back" */
    int refresh_seconds;                         /* >0: reload without JavaScript (progress pages) */
    bool has_backpack, has_org, works, may_recognise, is_operator;     /* links of the account menu */
    int64_t asked;                               /* things that are asked of them at work and not in order */
    msec asked_by;                               /* the first day of these; 0: none */
};
