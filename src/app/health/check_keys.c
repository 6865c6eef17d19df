/* health/check_keys.c — the master key, a copy of it, and what it opens. */
#include "app/health/checks.h"

#include "app/master_key.h"
#include "app/org/org.h"
#include "app/public/public.h"

#define LISTS_LOOKED_AT 200

void check_master_key(struct health *h, struct health_result *out)
{
    const char *path = h->app->master_key_file;
    struct error err = {0};
    str key;
    code c = master_key_read(h->arena, path, &key, &err);

    if (c == OK && h->db)
        c = master_key_fits(h->arena, h->db, path, key, &err);
    if (c == OK)
        health_good(h, out, "%s is readable for its owner alone.", path);
    else if (c == UNREACHABLE)
        health_unknown(h, out, "Run this as the user of the server.", "%s: %s.", path, err.text);
    else if (c == NOT_FOUND)
        health_fail(h, out, "Put it back from your copy, or type its sheet into “lapel admin master-key restore”.", "There is no master key at %s.", path);
    else
        health_fail(h, out, "Without the right key nothing can be signed.", "%s: %s.", path, err.text);
}

void check_key_copy(struct health *h, struct health_result *out)
{
    if (str_is_empty(h->app->master_key))
        health_unknown(h, out, NULL, "The master key is not at hand.");
    else if (master_key_confirmed(h->db, h->arena, h->app->master_key) > 0)
        health_good(h, out, "Somebody confirmed on " STR_FMT " that a copy of the master key is kept elsewhere.",
                    STR_ARG(date_format(h->arena, date_of(master_key_confirmed(h->db, h->arena, h->app->master_key)))));
    else
        health_warn(h, out, "Print it with “lapel backup --key-sheet”, lock the sheet away, then confirm it here or with “lapel admin master-key confirm”.",
                    "Nobody confirmed yet that a copy of the master key is kept. It is in no backup; without it no award can be made.");
}

/* ---- what it opens ---- */

static code open_all(struct health *h, size_t *keys, struct error *err)
{
    struct org_version_list all = {0};

    TRY(org_every_profile(h->db, h->arena, INT64_MAX, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        struct org_key_list list = {0};
        struct org o;
        TRY(org_at_version(h->db, h->arena, all.items[i], &o, err));
        code c = org_keys(h->app, h->db, h->arena, &o, false, &list, err);
        org_keys_close(&list);
        if (c != OK)
            return fail(err, c, "", "a signing key of " STR_FMT " does not open", STR_ARG(o.name));
        *keys += list.n;
    }
    return OK;
}

void check_signing_keys(struct health *h, struct health_result *out)
{
    struct org_summary_list orgs = {0};
    struct error err = {0};
    size_t keys = 0;

    if (str_is_empty(h->app->master_key))
        health_unknown(h, out, NULL, "The master key is not at hand.");
    else if (org_all(h->db, h->arena, &orgs, &err) != OK)
        health_error(h, out, &err);
    else if (open_all(h, &keys, &err) != OK)
        health_fail(h, out, "Put back the master key that sealed it.", "The master key does not fit: %s.", err.text);
    else
        health_good(h, out, STR_FMT " of " STR_FMT ", and the master key opens each.", STR_ARG(health_count(h->arena, (int64_t)keys, "signing key")),
                    STR_ARG(health_count(h->arena, (int64_t)orgs.n, "organisation")));
}

/* ---- what is published with it ---- */

static code sign_lists(struct health *h, const struct str_list *ids, struct error *err)
{
    str list;

    for (size_t i = 0; i < ids->n && i < LISTS_LOOKED_AT; i++)
        TRY(public_status_list(h->app, h->db, h->arena, &(struct status_asked){.public_id = ids->items[i]}, &list, err));
    return OK;
}

/* As somebody elsewhere gets it. */
static void ask_for_list(struct health *h, struct health_result *out, str id, size_t n)
{
    str lists = health_count(h->arena, (int64_t)n, "status list");
    str url = str_printf(h->arena, STR_FMT "/status/" STR_FMT, STR_ARG(h->app->base), STR_ARG(id));
    struct probe p = {0};
    struct error err = {0};

    if (health_probe(h), h->probe_error.code != OK)
        health_good(h, out, STR_FMT " can be signed; whether anybody can fetch it, see “Reachability”.", STR_ARG(lists));
    else if (fetch_probe(h->arena, url, &p, &err) != OK || p.status != 200)
        health_fail(h, out, "Whatever stands in front of the server must let /status/ through.",
                    "A status list is not published: " STR_FMT " answers %d.", STR_ARG(url), p.status);
    else
        health_good(h, out, STR_FMT " can be signed, and the newest is published.", STR_ARG(lists));
}

void check_status_lists(struct health *h, struct health_result *out)
{
    struct str_list ids = {0};
    struct error err = {0};

    if (str_is_empty(h->app->master_key))
        health_unknown(h, out, NULL, "The master key is not at hand.");
    else if (public_status_list_ids(h->db, h->arena, &ids, &err) != OK)
        health_error(h, out, &err);
    else if (ids.n == 0)
        health_good(h, out, "There are none before the first award.");
    else if (sign_lists(h, &ids, &err) != OK)
        health_fail(h, out, "Look at “Signing keys”: a list is signed with the key of its organisation.", "A status list cannot be made: %s.", err.text);
    else
        ask_for_list(h, out, ids.items[ids.n - 1], ids.n);
}
