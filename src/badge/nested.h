/* badge/nested.h — credentials within a credential: the badges of a learner
 * record (CLR 2.0 §ClrSubject), which must hold, and endorsements (OB 3.0
 * §EndorsementCredential), without which a badge stands too. Each is judged by
 * itself, as if it had been handed in alone, and has a report of its own. */
#pragma once
#include "badge/inquiry.h"

#define NESTED_FETCHES 48                        /* what a learner record may fetch beyond LOADER_BUDGET */

/* Finds them, so that only who has some is asked about them. */
void nested_find(struct inquiry *q);
bool nested_has(const struct inquiry *q, bool endorsements);     /* of those that were found */
str  nested_text(const struct enclosed *e);      /* as it would be handed in: JSON or a token; borrowed */
/* Judges one and adds it to the report. */
struct nested *nested_judge(struct inquiry *q, str input, str where, enum taken_as as);
/* What speaks against it most; NULL: nothing. */
const struct check *nested_flaw(const struct report *r);
