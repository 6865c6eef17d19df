/* partner/partner_private.h — for the files of this slice alone. */
#pragma once
#include "app/partner/partner.h"
#include "store/job.h"
#include "web/form.h"

/* In the caller's transaction. account 0: nobody. `was`: what a decision took the place of. */
struct partner_happened { const struct partner *p; const char *kind; str words, was; int64_t account; };
MUST_USE code partner_tell(struct db *db, const struct partner_happened *h, struct error *err);
/* Is it proved to be of one of the three that they are told by? */
bool partner_issued(struct arena *a, const struct partner *p, const struct intake_facts *f);
/* By one of the three, at the parameters $2 to $4 of a statement with the organisation as $1. */
#define PARTNER_REFS(p) v_str((p)->profile), v_str((p)->did), v_str((p)->host)
#define OF_PARTNER(issuer, anchor)                                                                                          \
    "(($2 <> '' AND " issuer " = $2) OR ($3 <> '' AND (" issuer " = $3 OR " anchor " = $3)) OR ($4 <> '' AND lower(" anchor ") = $4))"

/* In the caller's transaction, behind any change of trust, name or agreement. */
MUST_USE code partner_terms_keep(struct db *db, const struct partner *p, struct error *err);
void partner_terms_start(void);                   /* terms.c */
void partner_review_start(void);                  /* review.c */
void partner_ending_start(void);                  /* ending.c */

/* Whose partner `p` of a statement is to look at. Where who answers has left, the administrator whose account is the oldest. */
#define PARTNER_ANSWERS(now)                                                                                                \
    "coalesce((SELECT m.account_id FROM member m WHERE m.org_id = p.org_id AND m.account_id = p.owner_id),"                  \
    " (SELECT min(g.account_id) FROM member_role g WHERE g.org_id = p.org_id AND g.role = 'admin' AND (g.from_at IS NULL OR g.from_at <= " now ")"  \
    " AND (g.until_at IS NULL OR g.until_at > " now ")))"
/* Rows of partner, owner, day and the owner's name, by owner: each gets one mail of this kind, and
 * `note` keeps of each partner that it was told of; mail 0: the organisation sends none of these. */
struct remind_look;
struct partner_due { int64_t partner, owner; msec day; str name; };
struct partner_letter { const char *kind; code (*note)(const struct remind_look *l, const struct partner_due *one, int64_t mail, struct error *err); };
MUST_USE code partner_tell_owners(const struct remind_look *l, struct rows *r, const struct partner_letter *letter, int64_t *mails, struct error *err);

extern const struct form_spec partner_form;
handler_fn partner_new_show, partner_new_post, partner_edit_show, partner_edit_post;
