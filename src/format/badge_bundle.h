/* format/badge_bundle.h — files that hold many badges: what other Backpacks, course
 * systems and wallets give out, told apart by what is in them. Nothing is judged and
 * nothing fetched: out come badges as they stand there, and addresses where they are.
 *
 *   Badgr, Canvas, Parchment   {"result":[{"entityType":"Assertion","openBadgeId":…}]}
 *   Credly, Acclaim            {"data":[{"id":…,"badge_template":{…}}]}, by its public interface
 *   Open Badge Passport        {"badges":[{"assertion_url":…,"assertion_jws":…,"assertion_json":…}]}
 *   Moodle                     {"badges":[{"uniquehash":…,"badgeurl":…}]}
 *   Mozilla's Displayer        {"badges":[{"hostedUrl":…,"assertion":{…}}]}
 *   hosts of OB 2.1 and 3.0    {"assertions":[…],"signedAssertions":[…]}, {"credential":[…],"compactJwsString":[…]}
 *   LearnCard, other wallets   [credential, …], {"verifiableCredential":[…]}, {"credentials":[…]},
 *                              {"boostCredential":{…}}, {"rawCredential":"…"}
 *   text                       an address or a token on each line */
#pragma once
#include "base/arena.h"
#include "base/list.h"

#define BUNDLE_MOST 1000                         /* badges */

enum bundled { BUNDLED_TEXT, BUNDLED_LINK };     /* JSON or a token; an address */
struct bundle_item { enum bundled what; str text; };
LIST_OF(bundle_items, struct bundle_item);

/* Not a bundle but one badge, or nothing that is known: OK and no items. Each comes
 * once. LIMIT: more than BUNDLE_MOST. Texts borrow from `text` or live in `a`. */
MUST_USE code bundle_read(struct arena *a, str text, struct bundle_items *out, struct error *err);
