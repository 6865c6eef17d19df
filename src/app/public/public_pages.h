/* public/public_pages.h — what the templates of the public pages are given. */
#pragma once
#include "app/catalog/badge_article.h"
#include "app/endorse/endorse_view.h"
#include "app/public/public.h"
#include "app/layout/report_view.h"

struct result_shown { str name, words; };
LIST_OF(result_shown_list, struct result_shown);
struct public_award_view {
    str public_id, title, picture, person, description, narrative, evidence_url, issuer, issuer_href, issuer_logo, link;
    out_markdown criteria;
    out_date awarded, valid_until;
    bool has_valid_until, is_withheld, has_backpack;
    str renewed_by, renews;                      /* pages of the award in its place, and of the one it took; empty: none */
    out_date renewed_on;
    struct alignment_list skills;
    struct result_shown_list results;
    struct badge_article words;                  /* its languages alone */
    struct str_list tags;
    struct report_view report;
    struct endorsement_shown_list endorsements;
    str ask;                                     /* where who holds it asks for one */
    str claim_proof;                             /* empty: did not come by the mail's link */
    str linkedin, snippet;
};
/* public_download.c */
/* False: answered already, with why there is no such award. */
bool public_find_award(struct request *rq, struct response *rs, str id, struct award_row *w);
/* `ending`: "png", "2.json" and the like. */
void public_download(struct request *rq, struct response *rs, str id, str ending);
