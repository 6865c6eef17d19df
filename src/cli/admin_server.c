/* cli/admin_server.c — organisations, the public address, and keys. */
#include <stdio.h>

#include "app/master_key.h"
#include "app/org/org.h"
#include "app/setup/setup.h"
#include "base/crypto.h"
#include "cli/admin.h"
#include "format/key_sheet.h"

#define MAX_SHEET ((size_t)64 << 10)

code admin_organisations(struct admin *ad, struct error *err)
{
    static const char *const columns[] = {"id", "slug", "name", "members", "badges", "awards", "address", "created"};
    struct sheet s = sheet_new(ad->a, ad->json, columns, COUNT(columns));
    struct org_summary_list all = {0};

    TRY(org_all(ad->db, ad->a, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct org_summary *o = &all.items[i];
        sheet_number(&s, o->id);
        sheet_text(&s, o->slug);
        sheet_text(&s, o->name);
        sheet_number(&s, o->members);
        sheet_number(&s, o->badges);
        sheet_number(&s, o->awards);
        sheet_text(&s, o->base);
        sheet_time(&s, o->created);
    }
    return sheet_print(&s, err);
}

/* ---- the public address ---- */

static code count_awards(struct admin *ad, int64_t *n, struct error *err)
{
    struct org_summary_list all = {0};

    *n = 0;
    TRY(org_all(ad->db, ad->a, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *n += all.items[i].awards;
    return OK;
}

static code store_base(struct admin *ad, str base, struct error *err)
{
    TRY(db_begin(ad->db, err));
    TRY(db_end(ad->db, app_store_base(ad->app, ad->db, ad->a, base, 0, err), err));
    TRY(admin_say(ad, err, "The public address is " STR_FMT " now.", STR_ARG(base)));
    if (db_is_postgres(ad->db))
        return admin_say(ad, err, "Restart every server on this database: those that run still use the old one.");
    return OK;
}

static code set_base(struct admin *ad, str base, struct error *err)
{
    str before = ad->app->base;
    int64_t awards;

    TRY(count_awards(ad, &awards, err));
    if (awards == 0 || ad->flag || str_eq(before, base))
        return store_base(ad, base, err);
    fprintf(stderr, "lapel: %lld %s " STR_FMT " for ever, and can be checked only as long as that address leads here.\n"
                    "       New awards would name " STR_FMT ". Add --yes to go on; nothing was changed.\n",
            (long long)awards, awards == 1 ? "award names" : "awards name", STR_ARG(before), STR_ARG(base));
    ad->status = EXIT_NO;
    return OK;
}

/* A server that runs keeps the address in memory. */
code admin_public_url(struct admin *ad, struct error *err)
{
    int lock = NO_LOCK;
    str base;

    if (ad->args.n == 0)
        return admin_say(ad, err, STR_FMT, STR_ARG(ad->app->base));
    TRY(setup_read_base(ad->a, ad->args.items[0], &base, err));
    if (!db_is_postgres(ad->db) && data_folder_lock(ad->a, ad->opt->data, &lock, NULL) != OK)
        return fail(err, CONFLICT, ad->opt->data, "a server is running: stop it first, or change the address on its page");
    code c = set_base(ad, base, err);
    data_folder_unlock(lock);
    return c;
}

/* ---- keys ---- */

static code put_keys(struct admin *ad, struct sheet *s, const struct org *o, struct error *err)
{
    struct org_key_list keys = {0};
    code c = org_keys(ad->app, ad->db, ad->a, o, false, &keys, err);

    for (size_t i = 0; c == OK && i < keys.n; i++) {
        const struct org_key *k = &keys.items[i];
        sheet_text(s, o->slug);
        sheet_text(s, k->kid);
        sheet_text(s, k->alg);
        sheet_text(s, k->state);
        sheet_time(s, k->created);
        sheet_time(s, k->ended);
        sheet_text(s, k->address);
    }
    org_keys_close(&keys);
    return c;
}

code admin_keys(struct admin *ad, struct error *err)
{
    static const char *const columns[] = {"organisation", "key", "alg", "state", "created", "ended", "address"};
    struct sheet s = sheet_new(ad->a, ad->json, columns, COUNT(columns));
    struct org_version_list all = {0};
    struct org o;

    TRY(org_every_profile(ad->db, ad->a, INT64_MAX, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        TRY(org_at_version(ad->db, ad->a, all.items[i], &o, err));
        TRY(put_keys(ad, &s, &o, err));
    }
    return sheet_print(&s, err);
}

/* ---- one key, on paper ---- */

static code key_named(struct admin *ad, const struct org *o, str kid, int64_t *id, struct error *err)
{
    struct org_key_list keys = {0};
    code c = org_keys(ad->app, ad->db, ad->a, o, false, &keys, err);

    for (size_t i = 0; c == OK && i < keys.n; i++)
        if (str_eq(keys.items[i].kid, kid))
            *id = keys.items[i].id;
    org_keys_close(&keys);
    return c;
}

static code print_key_sheet(struct admin *ad, const struct org *o, struct error *err)
{
    struct key_sheet sheet = {0};
    int64_t id = 0;
    str kid = ad->args.n > 2 ? ad->args.items[2] : S("");

    TRY(key_named(ad, o, kid, &id, err));
    if (id == 0)
        return fail(err, NOT_FOUND, "key", "this profile has no such key: lapel admin keys lists them");
    TRY(org_key_sheet(ad->app, ad->db, ad->a, o, id, 0, &sheet, err));
    TRY(admin_say(ad, err, "LAPEL SIGNING KEY                                       keep apart from backups\n\n"
                           "Issuer   " STR_FMT "\nAddress  " STR_FMT "\nKey      " STR_FMT "\nPrinted  " STR_FMT "\n",
                  STR_ARG(o->name), STR_ARG(org_profile_url(ad->a, o)), STR_ARG(kid), STR_ARG(date_format(ad->a, date_of(clock_now())))));
    for (size_t i = 0; i < sheet.lines.n; i++)
        TRY(admin_say(ad, err, "    " STR_FMT, STR_ARG(sheet.lines.items[i])));
    return admin_say(ad, err, "\n" STR_FMT "\n\nWhoever has this sheet can sign in the name of the issuer. To put the key back, give the\n"
                              "lines or the text below them to\n\n    lapel admin key restore " STR_FMT, STR_ARG(sheet.code), STR_ARG(o->slug));
}

static code restore_key_sheet(struct admin *ad, const struct org *o, struct error *err)
{
    str text, kid;

    TRY(cli_read(ad->a, S("-"), KEY_SHEET_BYTES, &text, err));
    TRY(org_key_restore(ad->app, ad->db, ad->a, o, &(struct key_restore){text, ad->flag, 0}, &kid, err));
    return admin_say(ad, err, "The key " STR_FMT " is back%s.", STR_ARG(kid), ad->flag ? ", and signs from now on" : "");
}

code admin_key(struct admin *ad, struct error *err)
{
    struct org o;

    TRY(org_by_slug(ad->db, ad->a, ad->args.items[1], &o, err));
    if (str_eq(ad->args.items[0], S("sheet")))
        return print_key_sheet(ad, &o, err);
    if (str_eq(ad->args.items[0], S("restore")))
        return restore_key_sheet(ad, &o, err);
    ad->status = cli_complain(EXIT_USAGE, "a key can be given sheet or restore");
    return OK;
}

/* ---- the master key ---- */

static code name_key(struct admin *ad, const char *path, struct error *err)
{
    str key;

    TRY(master_key_read(ad->a, path, &key, err));
    return admin_say(ad, err, STR_FMT, STR_ARG(master_key_name(ad->a, key)));
}

static code note_copy(struct admin *ad, str key, struct error *err)
{
    struct db *db = db_borrow(ad->app->pool, err);
    code c = db ? master_key_confirm(db, ad->a, key, clock_now(), err) : FAULT;

    db_return(ad->app->pool, db);
    TRY(c);
    return admin_say(ad, err, "Noted: a copy of the key " STR_FMT " is kept elsewhere.", STR_ARG(master_key_name(ad->a, key)));
}

/* Opened as it is: with the database of that very key. */
static code open_as_is(struct admin *ad, struct error *err)
{
    struct start_options opt = *ad->opt;

    opt.as_is = true;
    return app_open(ad->a, &opt, &ad->app, err);
}

static code confirm_key(struct admin *ad, const char *path, struct error *err)
{
    str key;

    TRY(master_key_read(ad->a, path, &key, err));
    TRY(open_as_is(ad, err));
    code c = note_copy(ad, key, err);
    app_close(ad->app);
    return c;
}

static code fits(struct admin *ad, const char *path, str key, struct error *err)
{
    struct db *db = db_borrow(ad->app->pool, err);
    code c = db ? master_key_fits(ad->a, db, path, key, err) : FAULT;

    db_return(ad->app->pool, db);
    return c;
}

/* Where a database is, the key must be its own; without one it is only put there. */
static code restore_key(struct admin *ad, const char *path, struct error *err)
{
    str text, key;

    TRY(cli_read(ad->a, S("-"), MAX_SHEET, &text, err));
    TRY(master_key_from_sheet(ad->a, text, &key, err));
    code c = open_as_is(ad, err);
    if (c == OK) {
        c = fits(ad, path, key, err);
        app_close(ad->app);
    }
    if (c != OK && c != NOT_FOUND)
        return c;
    TRY(data_folder_make(ad->opt->data, err));
    TRY(master_key_write(ad->a, path, key, err));
    return admin_say(ad, err, "The key " STR_FMT " is in %s.", STR_ARG(master_key_name(ad->a, key)), path);
}

code admin_master_key(struct admin *ad, struct error *err)
{
    static const struct { const char *name; code (*run)(struct admin *, const char *, struct error *); } deeds[] = {
        {"name", name_key}, {"confirm", confirm_key}, {"restore", restore_key},
    };
    const char *path = app_master_key_file(ad->a, ad->opt);

    crypto_start();
    for (size_t i = 0; i < COUNT(deeds); i++)
        if (str_eq(ad->args.items[0], cstr(deeds[i].name)))
            return deeds[i].run(ad, path, err);
    ad->status = cli_complain(EXIT_USAGE, "the master key can be given name, confirm or restore");
    return OK;
}
