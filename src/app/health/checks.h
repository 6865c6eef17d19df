/* health/checks.h — what the checks share. Private to this slice. */
#pragma once
#include "app/health/health.h"
#include "web/fetch_probe.h"

struct health {
    struct app *app;
    struct db *db;                               /* NULL: out of reach */
    struct arena *arena;
    const struct health_options *opt;
    /* The public address is asked once, for four checks. */
    bool was_probed;
    struct probe probe;
    struct error probe_error;                    /* code OK: it answered */
};

typedef void health_fn(struct health *h, struct health_result *out);

/* How a check answers. The sentence begins with a capital and ends with a full
 * stop, the advice too. */
void health_good(struct health *h, struct health_result *out, const char *fmt, ...) PRINTF_LIKE(3, 4);
void health_warn(struct health *h, struct health_result *out, const char *advice, const char *fmt, ...) PRINTF_LIKE(4, 5);
void health_fail(struct health *h, struct health_result *out, const char *advice, const char *fmt, ...) PRINTF_LIKE(4, 5);
void health_unknown(struct health *h, struct health_result *out, const char *advice, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* A query failed, or something else that never should. */
void health_error(struct health *h, struct health_result *out, const struct error *err);

const struct probe *health_probe(struct health *h);
str health_count(struct arena *a, int64_t n, const char *one);  /* "1 mail", "2 mails" */
str health_ago(struct arena *a, msec since);     /* "3 days", "2 hours", "a moment" */

/* check_database.c */
health_fn check_database, check_schema, check_integrity, check_backup;
/* check_machine.c */
health_fn check_folder, check_disk, check_clock, check_draw;
/* check_keys.c */
health_fn check_master_key, check_key_copy, check_signing_keys, check_status_lists;
/* check_address.c */
health_fn check_address, check_name, check_answer, check_certificate;
/* check_work.c */
health_fn check_mail_server, check_mails, check_jobs, check_ledger;
