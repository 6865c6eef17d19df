/* app/start.c — opening the data folder: whoever starts Lapel twice finds the
 * same keys, the same address and a schema that fits. */
#include "app/start.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/award/award.h"
#include "app/mail/mail.h"
#include "app/settings.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "store/job.h"
#include "store/migrate.h"

/* ---- the master key ---- */

/* Refused when others on the machine could read it. */
static code read_key_file(const char *path, uint8_t key[32], struct error *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return fail(err, errno == ENOENT ? NOT_FOUND : UNREACHABLE, path, "cannot read the master key: %s", strerror(errno));
    bool private = fstat(fd, &st) == 0 && (st.st_mode & 077) == 0;
    ssize_t n = read(fd, key, 32);
    close(fd);
    if (!private)
        return fail(err, DENIED, path, "others can read the master key: run chmod 400 on it");
    return n == 32 ? OK : fail(err, BAD_INPUT, path, "the master key must be 32 bytes");
}

/* On disk before anything is sealed under it: file and folder are synced. */
static code write_key_file(const char *path, const char *folder, const uint8_t key[32], struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);

    if (fd < 0)
        return fail(err, FAULT, path, "cannot write the master key: %s", strerror(errno));
    bool good = write(fd, key, 32) == 32 && fsync(fd) == 0;
    close(fd);
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    good = good && dir >= 0 && fsync(dir) == 0;
    if (dir >= 0)
        close(dir);
    return good ? OK : fail(err, FAULT, path, "cannot write the master key to disk");
}

static const char sql_has_keys[] = SQL("SELECT count(*) FROM org_key");

/* A new key only for a database that has nothing sealed yet. */
static code make_key(struct db *db, const char *path, const char *folder, uint8_t key[32], struct error *err)
{
    int64_t sealed = 0;

    TRY(db_int(db, sql_has_keys, NO_ARGS, &sealed, err));
    if (sealed > 0)
        return fail(err, NOT_FOUND, path, "the master key is missing: put it back from your backup of it, without it nothing can be signed");
    random_bytes(key, 32);
    return write_key_file(path, folder, key, err);
}

static code load_key(struct arena *a, struct app *app, struct db *db, const struct start_options *opt, struct error *err)
{
    uint8_t key[32];
    const char *path = opt->master_key_file ? opt->master_key_file
                                            : str_z(a, str_printf(a, "%s/master.key", opt->data));
    struct error why = {0};
    code c = read_key_file(path, key, &why);

    if (c == NOT_FOUND)
        c = make_key(db, path, opt->data, key, &why);
    if (c != OK) {
        if (err)
            *err = why;
        return c;
    }
    app->master_key = str_copy(a, (str){(const char *)key, sizeof key});
    crypto_wipe(key, sizeof key);
    return OK;
}

static str derive(struct arena *a, str master, const char *what)
{
    struct sha256 mac = hmac_sha256(master, cstr(what));

    return str_copy(a, (str){(const char *)mac.b, sizeof mac.b});
}

/* ---- the public address ---- */

code app_set_base(struct app *app, struct db *db, str base, struct error *err)
{
    if (app->base_is_fixed)
        return fail(err, CONFLICT, "public_url", "the public address was given when the server was started");
    TRY(setting_put(db, "public_url", base, err));
    /* The length never exceeds what the pointer of the moment holds. */
    str kept = str_copy(app->arena, base);
    app->base.n = app->base.n < kept.n ? app->base.n : kept.n;
    __atomic_store_n(&app->base.p, kept.p, __ATOMIC_RELEASE);
    __atomic_store_n(&app->base.n, kept.n, __ATOMIC_RELEASE);
    app->session.secure_cookies = str_starts(app->base, S("https:"));
    return OK;
}

static str without_slash(str url)
{
    while (str_ends(url, S("/")))
        url = str_slice(url, 0, url.n - 1);
    return url;
}

const char *app_default_base(struct arena *a, const char *listen)
{
    str at = cstr(listen);

    if (str_starts(at, S("127.0.0.1:")) || str_starts(at, S("0.0.0.0:")) || str_starts(at, S("[::]:")))
        at = str_join(a, S("localhost"), str_from(at, (size_t)(strrchr(listen, ':') - listen)));
    if (str_starts(at, S("unix:")))
        at = S("localhost");
    return str_z(a, str_join(a, S("http://"), at));
}

static code load_base(struct arena *a, struct app *app, struct db *db, const struct start_options *opt, struct error *err)
{
    str set = setting_get(db, a, "public_url");

    app->base_is_fixed = opt->public_url != NULL;
    if (app->base_is_fixed)
        app->base = str_copy(a, without_slash(cstr(opt->public_url)));
    else if (!str_is_empty(set))
        app->base = set;
    else
        app->base = cstr(app_default_base(a, opt->listen));
    if (!uri_is_http(app->base))
        return fail(err, BAD_INPUT, "public-url", "the public address must begin with http:// or https://");
    return OK;
}

/* ---- all together ---- */

static code make_folder(const char *path, struct error *err)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return OK;
    return fail(err, FAULT, path, "cannot make the data folder: %s", strerror(errno));
}

static code load_all(struct arena *a, struct app *app, const struct start_options *opt, struct error *err)
{
    struct db *db = db_borrow(app->pool, err);

    if (!db)
        return FAULT;
    size_t n;
    const struct migration *steps = migrate_steps(a, &n);
    code c = migrate(db, a, steps, n, err);
    if (c == OK)
        c = load_key(a, app, db, opt, err);
    if (c == OK)
        c = load_base(a, app, db, opt, err);
    app->fetch.allow_private = opt->allow_private || str_eq(setting_get(db, a, "fetch.allow_private"), S("1"));
    app->fetch.allow_http = app->fetch.allow_private;
    db_return(app->pool, db);
    return c;
}

code app_open(struct arena *a, const struct start_options *opt, struct app **out, struct error *err)
{
    struct app *app = NEW(a, struct app);
    const char *url = opt->database ? opt->database : str_z(a, str_printf(a, "sqlite:%s/lapel.db", opt->data));

    app->arena = a;
    app->role = opt->role;
    app->data_folder = opt->data;
    crypto_start();
    TRY(make_folder(opt->data, err));
    TRY(db_pool_open(url, opt->connections ? opt->connections : 2, &app->pool, err));
    code c = load_all(a, app, opt, err);
    if (c != OK) {
        app_close(app);
        return c;
    }
    app->link_secret = derive(a, app->master_key, "lapel links");
    app->session = (struct session_config){
        .secret = derive(a, app->master_key, "lapel sessions"),
        .secure_cookies = str_starts(app->base, S("https:")),
        .idle = 12 * HOUR, .absolute = 14 * DAY,
    };
    app->setup_code = random_token(a, 9);
    award_start();
    *out = app;
    return OK;
}

void app_close(struct app *app)
{
    if (!app)
        return;
    db_pool_close(app->pool);
    crypto_wipe((void *)(uintptr_t)app->master_key.p, app->master_key.n);
}

const struct job_kind *app_jobs(struct arena *a)
{
    static const struct job_kind *const lists[] = {award_jobs, mail_jobs};
    struct job_kind *all = NEW_ARRAY(a, 16, struct job_kind);
    size_t n = 0;

    for (size_t l = 0; l < COUNT(lists); l++)
        for (const struct job_kind *k = lists[l]; k->kind; k++)
            all[n++] = *k;
    return all;
}
