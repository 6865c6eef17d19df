/* cli/app_options.h — the options that every command on the data folder takes,
 * the same by environment (LAPEL_DATA, …) and by DATA/lapel.conf. */
#pragma once
#include "app/start.h"
#include "cli/cli.h"

/* For cli_usage.unclear. */
#define CLI_DATABASE_AWAY "the database, or something else that is needed, does not answer"

#define APP_OPTION_COUNT 12
#define APP_OPTION_MORE 4                        /* of one command alone */

struct app_options {
    str data, database, public_url, listen, master_key, role, mail_wait, checks, language, log;
    bool allow_private, behind_proxy;
    struct cli_option rows[APP_OPTION_COUNT + APP_OPTION_MORE];  /* for cli_usage */
    size_t n_rows;
    const char *data_else;                       /* NULL: ./data */
};

/* Fills the table; `o` must stay where it is. */
void app_options_init(struct app_options *o);
void app_options_add(struct app_options *o, struct cli_option more);     /* at most APP_OPTION_MORE */
/* The variable of row `i` of a table that app_options_init filled. */
const char *app_options_environment(size_t i);
/* "all" (also when absent), "issuer" or "backpack"; BAD_INPUT. */
MUST_USE code app_role_named(str name, enum app_role *out, struct error *err);
/* Command line first, then environment, then DATA/lapel.conf, then defaults. */
MUST_USE code app_options_finish(struct arena *a, struct app_options *o, struct start_options *out, struct error *err);
