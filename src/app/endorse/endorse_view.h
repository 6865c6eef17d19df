/* endorse/endorse_view.h — endorsements as everybody sees them beside a badge,
 * an award or an issuer. */
#pragma once
#include "app/endorse/endorse.h"

struct endorsement_shown {
    str href, who, url, domain, comment, of_version;     /* of_version: of an earlier one of the badge; empty: of this */
    msec at, until;                              /* until 0: without end */
    bool is_good;                                /* checked just now */
    str verdict;                                 /* in words */
};
LIST_OF(endorsement_shown_list, struct endorsement_shown);

struct endorsement_page_view { struct endorsement_shown shown; str title, href, json, check; bool is_gone; };

/* What an organisation says of others. */
struct given_page_view { struct given g; str org, org_href, verdict, json, check; bool is_good; };

/* Each is checked as any verifier would. `version`: of the badge that is looked at. */
MUST_USE code endorse_view(struct app *app, struct db *db, struct arena *a, const struct endorse_thing *t, int64_t version,
                           struct endorsement_shown_list *out, struct error *err);
void endorse_view_one(struct app *app, struct db *db, struct arena *a, const struct endorsement_row *e, struct endorsement_shown *out);
