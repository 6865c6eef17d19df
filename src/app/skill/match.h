/* skill/match.h — skills that badges name, ours or those of others, and that no framework of the
 * organisation has: which skill of a framework they may be, by how alike the names are. A person
 * decides; from then on the skill counts, and it is taken back as it was said. */
#pragma once
#include "app/skill/skill.h"

#define MATCH_ROWS    25                         /* of a page */
#define MATCH_OFFERS  4                          /* of one skill */
#define MATCH_SKILLS  100000                     /* that are compared */

/* ---- how alike (alike.c): no database ---- */

/* Names in one look at each of many others: the share of groups of three letters that both have. */
struct alike;
struct alike *alike_open(struct arena *a, const struct str_list *names);         /* at most MATCH_ROWS */
/* Hundredths for each of the names: 100 is the same but for case. */
void alike_to(const struct alike *x, str folded, int *out);

/* ---- the queue ---- */

enum match_state { MATCH_OPEN, MATCH_SAME, MATCH_LEFT };
struct match_offer { int64_t item; str name, code, framework; int alike; };
LIST_OF(match_offers, struct match_offer);
/* badges: how many badges of the organisation name it, any version; others: of how many badges that
 * were handed in. item, item_name: what it was said to be. */
struct match_row { str url, name, code, framework, item_name; int64_t badges, others, item; struct match_offers offers; };
LIST_OF(match_rows, struct match_row);
/* By name; `n` in all. Offers are found for what is open. `urls`: of what is open these alone, at most MATCH_ROWS; NULL: all. */
struct match_ask { int64_t org; enum match_state state; size_t from; const struct str_list *urls; };
MUST_USE code match_find(struct db *db, struct arena *a, const struct match_ask *q, struct match_rows *out, size_t *n, struct error *err);

/* How many are open, as it was within the last hour; what was decided since is counted. */
MUST_USE code match_waiting(struct db *db, struct arena *a, int64_t org, int64_t *n, struct error *err);

/* `item` 0: it stays without a place. Of many at once. BAD_INPUT at "skill": not a skill in use here, or
 * nothing that badges name; what was decided meanwhile is left as it is. */
struct match_say { str url; int64_t item; };
LIST_OF(match_says, struct match_say);
struct match_act { int64_t org, by; const struct match_says *all; };
MUST_USE code match_decide(struct db *db, struct arena *a, const struct match_act *c, int64_t *n, struct error *err);
/* Open again. */
MUST_USE code match_undo(struct db *db, struct arena *a, const struct match_act *c, int64_t *n, struct error *err);
/* By code or web address, if there is one alone; 0: none, or more. */
MUST_USE code match_named(struct db *db, int64_t org, str typed, int64_t *item, struct error *err);
