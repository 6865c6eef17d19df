/* handover/handover.h — what somebody has open who stops working for an
 * organisation, and to whom it goes. */
#pragma once
#include "app/org/org.h"

/* Applications that wait for their judgement, lists begun or to go later, badges
 * and partners they answer for, programs and webhooks that act in their name, schemes of recognition
 * in which they decide. */
struct handover { int64_t applications, lists, badges, tokens, hooks, schemes, partners; };
MUST_USE code handover_look(struct db *db, struct arena *a, int64_t org, int64_t account, struct handover *out, struct error *err);
bool handover_is_empty(const struct handover *h);

/* Removes the member and gives it all to `to`, who gets a mail; 0: applications go
 * back into the queue, tokens are revoked, webhooks and lists go on without
 * anybody. What `to` may not do stays behind like that too. CONFLICT: the last
 * administrator, or `to` is no member; NOT_FOUND: no such member. */
struct handover_do { int64_t org, account, to, by; };
MUST_USE code handover_remove(struct app *app, struct db *db, struct arena *a, const struct handover_do *h, struct error *err);

extern const struct route handover_routes[];
