/* mail/mail_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/mail/mail.h"

#define MAIL_COLUMNS                                                           \
    "id, org_id, award_id, kind, to_address, to_name, subject, body_text, body_html, state, last_error,"  \
    " attempts, created_at, sent_at, due_at"

void mail_read(struct rows *r, struct arena *a, struct mail *m);
/* A job that sends what is due at `at`; part of the caller's transaction. */
MUST_USE code mail_wake_at(struct db *db, msec at, struct error *err);
/* The mail as it goes to the server, with an id that stays the same. */
struct smtp_mail mail_as_smtp(struct arena *a, const struct app *app, const struct mail_settings *s, const struct mail *m);

/* mail_settings_pages.c */
void mail_settings_show(struct request *rq, struct response *rs);
void mail_settings_post(struct request *rq, struct response *rs);
void mail_settings_test(struct request *rq, struct response *rs);
void mail_settings_remove(struct request *rq, struct response *rs);
