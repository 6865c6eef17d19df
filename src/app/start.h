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
    int64_t checks;                              /* an hour, for one network; 0: any number */
    bool behind_proxy;                           /* X-Forwarded-For of this machine is believed */
    unsigned mail_wait;                          /* seconds; 0: as smtp.h has it */
    /* To look at what is there: nothing is made or brought up to date, and the
     * master key may be missing (`app->master_key` is then absent). NOT_FOUND:
     * no database. */
    bool as_is;
    unsigned connections;
};

/* Opens the database, brings the schema up to date and reads the keys. `*out`
 * lives in `a`. UNREACHABLE or FAULT with a sentence for the administrator. */
MUST_USE code app_open(struct arena *a, const struct start_options *opt, struct app **out, struct error *err);
/* For who serves: an address given at the start is the organisations' from now
 * on, and that of later starts without one. */
MUST_USE code app_settle_base(struct app *app, struct arena *a, struct error *err);
/* "http://localhost:8080" of "127.0.0.1:8080": the public address while nobody
 * has chosen one. */
const char *app_default_base(struct arena *a, const char *listen);
/* What can be known without a database that opens: folder, key, address. */
struct app *app_without_database(struct arena *a, const struct start_options *opt);
void app_close(struct app *app);                 /* NULL is fine */
const char *app_master_key_file(struct arena *a, const struct start_options *opt);

/* The data folder: made for its owner alone; a file of it; and one process at a
 * time, for a second server would take over running jobs (CONFLICT). */
#define NO_LOCK (-1)
MUST_USE code data_folder_make(const char *path, struct error *err);
const char *data_file(struct arena *a, const char *folder, const char *name);
MUST_USE code data_folder_lock(struct arena *a, const char *folder, int *lock, struct error *err);
void data_folder_unlock(int lock);               /* NO_LOCK is fine */

/* All kinds of jobs, ended by {NULL}. */
const struct job_kind *app_jobs(struct arena *a);
