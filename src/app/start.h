/* app/start.h — from options to a running application: data folder, master
 * key, schema, public address. Used by every command that works on the data. */
#pragma once
#include "app/app.h"

struct start_options {
    const char *data;                            /* folder; made when missing */
    const char *database;                        /* NULL: sqlite in the data folder */
    const char *public_url;                      /* NULL: from the settings, else from `listen` */
    const char *listen;                          /* "127.0.0.1:8080" */
    const char *master_key_file;                 /* NULL: DATA/master.key */
    enum app_role role;
    bool allow_private;                          /* fetch from private addresses */
    unsigned connections;
};

/* Opens the database, brings the schema up to date and reads the keys. `*out`
 * lives in `a`. UNREACHABLE or FAULT with a sentence for the administrator. */
MUST_USE code app_open(struct arena *a, const struct start_options *opt, struct app **out, struct error *err);
/* "http://localhost:8080" of "127.0.0.1:8080": the public address while nobody
 * has chosen one. */
const char *app_default_base(struct arena *a, const char *listen);
void app_close(struct app *app);                 /* NULL is fine */
/* All kinds of jobs, ended by {NULL}. */
const struct job_kind *app_jobs(struct arena *a);
