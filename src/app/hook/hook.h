/* hook/hook.h — webhooks: an organisation's programs are told of what happens.
 * What is to be told is written in the transaction of the event itself, and sent
 * by durable jobs, signed as Standard Webhooks has it. */
#pragma once
#include "app/org/org.h"
#include "store/job.h"

struct hook_event { const char *name, *label; };   /* what stands before the dot says what the data are */
extern const struct hook_event hook_events[];    /* ends with {NULL} */
const char *hook_event_words(str name);

/* In the caller's transaction: one message for each webhook that wants it. An
 * organisation without any pays for one look at an index. */
MUST_USE code hook_tell(struct db *db, struct arena *a, int64_t org, const char *event, int64_t subject, struct error *err);
/* The same of many. */
MUST_USE code hook_tell_many(struct db *db, struct arena *a, int64_t org, const char *event, const struct id_list *subjects, struct error *err);
/* One message for all that happens to the subject within the next minute, where it may be thousands at
 * once; what is said is how it is then. */
MUST_USE code hook_tell_together(struct db *db, struct arena *a, int64_t org, const char *event, int64_t subject, struct error *err);
/* "award.issued" for each award of these lines of a list that is newer than `after_award`. */
struct hook_lines { int64_t org, batch, after_line, to_line, after_award; };
MUST_USE code hook_tell_lines(struct db *db, struct arena *a, const struct hook_lines *l, struct error *err);
/* What is said of a subject, as JSON; given once at start by the slice of the
 * interface, for webhooks stand below it. NOT_FOUND: it is gone. */
struct hook_about { int64_t org; str event; int64_t subject; };
typedef code hook_writer(struct app *app, struct db *db, struct arena *a, const struct hook_about *h, str *json, struct error *err);
void hook_set_writer(hook_writer *writer);
void hook_start(void);                           /* once per process: slices below tell of their own */
MUST_USE code hook_schedule(struct db *db, struct error *err);       /* at start: looks for awards that end */

/* ---- webhooks of an organisation ---- */

#define HOOKS_MOST 20
#define HOOK_OVERLAP DAY                         /* the secret before a new one signs too */
/* `listener`: program; slack or teams get words for a channel, unsigned. */
struct hook { int64_t id, org, account; str url, events, state, listener; msec failing, answered, created, before_until; };
LIST_OF(hook_list, struct hook);
/* BAD_INPUT at "url", "events" or "listener"; DENIED at "url": not a public address. The secret,
 * "whsec_…", is told this once. */
MUST_USE code hook_make(struct app *app, struct db *db, struct arena *a, const struct hook *h, int64_t *id, str *secret, struct error *err);
MUST_USE code hook_save(struct app *app, struct db *db, struct arena *a, const struct hook *h, struct error *err);
MUST_USE code hook_find(struct db *db, struct arena *a, int64_t org, struct hook_list *out, struct error *err);
MUST_USE code hook_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct hook *out, struct error *err);
struct hook_act { int64_t org, id, by; };
MUST_USE code hook_switch(struct db *db, struct arena *a, const struct hook_act *act, bool on, struct error *err);
MUST_USE code hook_remove(struct db *db, struct arena *a, const struct hook_act *act, struct error *err);
MUST_USE code hook_rotate(struct app *app, struct db *db, struct arena *a, const struct hook_act *act, str *secret, struct error *err);

/* ---- messages ---- */

struct hook_send { int64_t id, org, hook, subject, attempts, status; str public_id, event, body, state, answer; msec created, sent; };
MUST_USE code hook_send_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct hook_send *out, struct error *err);
MUST_USE code hook_test(struct db *db, struct arena *a, const struct hook_act *act, struct error *err);
/* `act->id`: of the message. */
MUST_USE code hook_again(struct db *db, struct arena *a, const struct hook_act *act, struct error *err);

/* hook_chat.c: the same as words for a channel of Slack or Teams, in the language that this
 * thread speaks. `data`: as the writer above says it. */
struct hook_said { str event, data; };
MUST_USE code hook_chat(struct arena *a, str listener, const struct hook_said *s, str *out, struct error *err);
/* hook_send.c: Standard Webhooks §signature, for tests too. */
str hook_signature(struct arena *a, str key, str id, msec at, str body);

struct list_def;
extern const struct list_def hook_sends_def;
extern const struct route hook_routes[];
extern const struct job_kind hook_jobs[];
