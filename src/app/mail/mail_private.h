/* mail/mail_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/mail/mail.h"

#define MAIL_COLUMNS                                                           \
    "id, org_id, award_id, kind, to_address, to_name, subject, body_text, body_html, state, last_error,"  \
    " attempts, created_at, sent_at, due_at, batch_id, person_id, words_id, lang, detail, bounced_at"

void mail_read(struct rows *r, struct arena *a, struct mail *m);
/* `n` mails more in this state, of the organisation (0: about accounts) and of
 * its list (0: of none); part of the caller's transaction. */
MUST_USE code mail_tally_add(struct db *db, const struct mail *m, str state, int64_t n, struct error *err);
/* A mail goes from one state to another. */
MUST_USE code mail_tally_move(struct db *db, const struct mail *m, str from, str to, struct error *err);
/* All that wait or failed, of one organisation, are queued; all that are queued, of everybody, wait. */
MUST_USE code mail_tally_requeue(struct db *db, int64_t org, struct error *err);
MUST_USE code mail_tally_park(struct db *db, struct error *err);
/* mail_forget.c, in the caller's transaction: deleted, `*row` is all of it; and back as it
 * was. CONFLICT: it is being sent; or the row is empty, as nothing is kept any more. */
MUST_USE code mail_forget(struct db *db, struct arena *a, const struct mail *m, str *row, struct error *err);
MUST_USE code mail_remember(struct db *db, struct arena *a, int64_t org, int64_t id, str row, struct error *err);
/* A job that sends what is due at `at`; part of the caller's transaction. */
MUST_USE code mail_wake_at(struct db *db, msec at, struct error *err);

/* mail_settings_pages.c */
void mail_settings_show(struct request *rq, struct response *rs);
void mail_settings_post(struct request *rq, struct response *rs);
void mail_settings_test(struct request *rq, struct response *rs);
void mail_settings_remove(struct request *rq, struct response *rs);
