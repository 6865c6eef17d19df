/* health/health.h — is this installation all right? One table of checks behind
 * `lapel doctor` and the operator's page; each answers with a sentence and, when
 * it is not content, with what to do. */
#pragma once
#include "app/start.h"
#include "base/list.h"

enum health_outcome {
    HEALTH_GOOD,
    HEALTH_WARN,                                 /* works, and needs somebody soon */
    HEALTH_FAIL,                                 /* does not work, or will lose something */
    HEALTH_UNKNOWN,                              /* could not be asked */
};

struct health_result { const char *id, *title; enum health_outcome outcome; str sentence, advice; };
LIST_OF(health_report, struct health_result);

struct health_options {
    const char *database;                        /* as given; NULL: SQLite in the data folder */
    str mail_to;                                 /* empty: the mail server is asked, but given nothing */
    const struct error *database_error;          /* why there is none; NULL: it was opened */
};

/* `app` may have been opened as it is (start.h), or be a bare one of
 * app_without_database. Takes seconds, and minutes for a large database; asks
 * the network for nothing but the server's own address and its mail server. */
void health_run(struct app *app, struct arena *a, const struct health_options *opt, struct health_report *out);

enum health_outcome health_worst(const struct health_report *r);  /* FAIL, UNKNOWN, WARN, GOOD in this order */
const char *health_word(enum health_outcome o);  /* "ok", "warn", "fail", "unknown" */
str health_json(struct arena *a, const struct health_report *r, msec at);
/* One that health_json wrote. False: it is none. */
bool health_read(struct arena *a, str json, struct health_report *out, msec *at);

/* The report that the server keeps: made daily by a job, and when asked for. */
str health_kept(struct db *db, struct arena *a);                 /* absent: none yet */
MUST_USE code health_ask(struct app *app, struct db *db, struct error *err);
bool health_is_asked(struct db *db);
/* At the start of a server: the daily check from now on. */
MUST_USE code health_schedule(struct db *db, struct arena *a, struct error *err);

extern const struct job_kind health_jobs[];
extern const struct route health_routes[];
