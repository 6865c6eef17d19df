/* cli/admin.h — what the verbs of `lapel admin` are given. */
#pragma once
#include "app/start.h"
#include "cli/cli.h"
#include "cli/sheet.h"

struct admin {
    struct arena *a;
    const struct start_options *opt;
    struct app *app;                             /* NULL where the verb opens nothing */
    struct db *db;
    struct str_list args;
    bool json, flag, also;                       /* flag, also: the options that the verb has of its own */
    str value;                                   /* of the one that takes a value */
    int status;                                  /* EXIT_YES unless the verb says otherwise */
};

typedef code admin_fn(struct admin *ad, struct error *err);

/* A line on standard output. */
MUST_USE code admin_say(struct admin *ad, struct error *err, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* A line of standard input, at a terminal asked for and not shown. */
MUST_USE code admin_read_secret(struct arena *a, const char *question, str *out, struct error *err);

/* admin_people.c */
admin_fn admin_accounts, admin_add_operator, admin_set_password, admin_sign_in_link;
/* admin_server.c */
admin_fn admin_organisations, admin_public_url, admin_keys, admin_key, admin_master_key;
/* admin_export.c */
admin_fn admin_export, admin_import;
/* admin_work.c */
admin_fn admin_mails, admin_retry_mails, admin_bounce, admin_jobs, admin_retry_jobs;
