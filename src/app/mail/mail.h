/* mail/mail.h — messages as templates, the durable outbox, and sending. */
#pragma once
#include "app/app.h"
#include "app/mail/letter.h"
#include "app/settings.h"
#include "store/job.h"
#include "store/keyset.h"
#include "web/form.h"

/* state: outbox (no mail server, or kept back), queued, sent, failed, dropped (what it says is true no more). */
struct mail { int64_t id, org, award, batch, person, words; str kind, to_address, to_name, subject, text, html, state, last_error;
              str lang, detail; int64_t attempts; msec created, sent, due, bounced; };
LIST_OF(mail_list, struct mail);

/* Conversations with the mail server that one process has at a time. */
#define MAIL_SENDERS 2

/* In the caller's transaction: the row and, when a mail server is set, the job
 * that sends all that is due. Without a server it stays in the outbox, which
 * the administrator reads on screen. A mail without subject is written by the
 * writer of its kind when it is sent or read (mail_fill). `due` 0: now. */
MUST_USE code mail_queue(struct app *app, struct db *db, struct arena *a, const struct mail *m, struct error *err);
MUST_USE code mail_queue_id(struct db *db, const struct mail *m, int64_t *id, struct error *err);
/* The letter, written and queued: to_address, to_name and org of `m` say to whom, and in whose outbox. */
MUST_USE code mail_letter(struct app *app, struct db *db, struct arena *a, const struct letter *l, struct mail *m, struct error *err);
/* One for each award of these lines of a list that is newer than `after_award`. */
struct mail_lines { int64_t org, batch, after_line, to_line, after_award; };
MUST_USE code mail_queue_lines(struct db *db, const struct mail_lines *l, struct error *err);
/* Who writes the mails of some kinds: the slices above set theirs once at start,
 * for mail stands below them. It fills in the letter, and where the mail does not
 * say it to whom it goes; `unwanted` says that it need not be sent any more. */
typedef code mail_writer(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err);
struct mail_writer_of { const char *kind; mail_writer *write; };
void mail_set_writers(const struct mail_writer_of *writers);     /* ends with {NULL} */
/* Recipient, subject, text and html of a row, written now where it keeps none.
 * `*unwanted` (NULL is fine): why it need not be sent any more; NULL: it is wanted. */
MUST_USE code mail_fill(struct app *app, struct db *db, struct arena *a, struct mail *m, const char **unwanted, struct error *err);
/* Organisation 0: mails about accounts, which belong to none. */
MUST_USE code mail_find(struct db *db, struct arena *a, int64_t org, str state, const struct keyset *at, struct mail_list *out, struct error *err);
MUST_USE code mail_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct mail *out, struct error *err);
/* To this person, the newest first. */
MUST_USE code mail_of_person(struct db *db, struct arena *a, int64_t org, int64_t person, struct mail_list *out, struct error *err);
MUST_USE code mail_of_award(struct db *db, struct arena *a, int64_t org, int64_t award, struct mail_list *out, struct error *err);
/* Of an organisation (0: about accounts), or of one of its lists of awards. */
struct mail_counts { int64_t outbox, queued, sent, failed, dropped; };
MUST_USE code mail_count(struct db *db, struct arena *a, int64_t org, int64_t batch, struct mail_counts *out, struct error *err);
/* After rows were written past this slice: counts them all anew. */
MUST_USE code mail_recount(struct db *db, int64_t org, struct error *err);
/* What waits or failed goes into the queue, due now. CONFLICT: no mail server. */
MUST_USE code mail_send_waiting(struct app *app, struct db *db, int64_t org, int64_t *count, struct error *err);
MUST_USE code mail_retry(struct app *app, struct db *db, int64_t org, int64_t id, struct error *err);
/* For good, with all that it says; in the caller's transaction. CONFLICT: it is being sent just now. */
MUST_USE code mail_delete(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);

/* mail_bounce.c: a mail that was sent and came back is not sent any more, with
 * what was said. Not `*found`: none of ours, told before, or it is tried again. */
struct dsn;
MUST_USE code mail_bounced(struct db *db, struct arena *a, const struct dsn *d, bool *found, struct error *err);

/* mail_all.c: of the whole server. `oldest`: when the one that waits longest was written; 0: none waits. */
struct mail_overview { int64_t outbox, failed, queued, tried; msec oldest; };
MUST_USE code mail_look(struct db *db, struct mail_overview *out, struct error *err);
MUST_USE code mail_find_unsent(struct db *db, struct arena *a, bool failed_only, int limit, struct mail_list *out, struct error *err);
MUST_USE code mail_retry_all(struct app *app, struct db *db, struct arena *a, int64_t *count, struct error *err);

/* The form of a mail server, for the settings page and the first-run wizard. */
extern const struct form_spec mail_server_form;
MUST_USE code mail_server_read(struct arena *a, const struct form *f, struct mail_settings *s, struct error *err);
/* Sends a test mail now; false when it did not work. Both texts are for people. */
bool mail_test(const struct app *app, struct arena *a, const struct mail_settings *s, str to, str *sentence, str *dialogue);

struct list_def;
extern const struct list_def mail_list_def;       /* as a file */
extern const struct route mail_routes[];         /* outbox, mail server settings with a test */
extern const struct job_kind mail_jobs[];
