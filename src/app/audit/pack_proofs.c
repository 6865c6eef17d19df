/* audit/pack_proofs.c — what the lines rest on, as it was signed: credentials, the status
 * lists of this moment, and who issued them. */
#include "app/audit/pack_private.h"

#include "app/award/award.h"
#include "app/backpack/frozen.h"
#include "app/intake/intake.h"
#include "app/public/public.h"

/* ---- documents that the server publishes ---- */

static code add_document(struct pack *p, str path, const char *accept, str name, struct error *err)
{
    struct document d;
    struct error why = {0};
    str host = str_from(p->org.base, (size_t)(str_find(p->org.base, S("://")) + 3));
    code c = public_document(p->app, p->db, p->item, &(struct asked){host, path, cstr(accept)}, &d, &why);

    if (c == NOT_FOUND || c == UNSUPPORTED)
        return OK;
    if (c != OK && err)
        *err = why;
    TRY(c);
    return pack_add(p, name, d.body, err);
}

/* ---- credentials, and the lists that say whether they are revoked ---- */

static void add_once(struct arena *a, struct str_list *all, str one)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], one))
            return;
    *list_add(a, all) = str_copy(a, one);
}

static code put_credential(struct pack *p, int64_t id, struct str_list *lists, struct error *err)
{
    struct award_row w;
    str text;

    TRY(award_get(p->db, p->item, p->q->org, id, &w, err));
    TRY(award_text(p->app, p->db, p->item, &w, (enum award_form)w.form, &text, err));
    if (!str_is_empty(w.status_list_public_id))
        add_once(p->a, lists, w.status_list_public_id);
    return pack_add(p, str_printf(p->item, "credentials/" STR_FMT "%s", STR_ARG(w.public_id), text.n && text.p[0] == '{' ? ".json" : ".jwt"), text, err);
}

static code put_status(struct pack *p, str list, struct error *err)
{
    static const struct { const char *behind, *accept, *ending; } forms[] = {
        {"", "application/ld+json", ".json"}, {"", "application/vc+jwt", ".jwt"},
        {"/suspension", "application/ld+json", ".suspension.json"}, {"/suspension", "application/vc+jwt", ".suspension.jwt"}};

    for (size_t i = 0; i < COUNT(forms); i++)
        TRY(add_document(p, str_printf(p->item, "/status/" STR_FMT "%s", STR_ARG(list), forms[i].behind), forms[i].accept,
                         str_printf(p->item, "status/" STR_FMT "%s", STR_ARG(list), forms[i].ending), err));
    return OK;
}

static code put_credentials(struct pack *p, struct error *err)
{
    struct str_list lists = {0};

    for (size_t i = 0; i < p->awards.n; i++) {
        TRY(put_credential(p, p->awards.items[i], &lists, err));
        arena_reset(p->item);
    }
    for (size_t i = 0; i < lists.n; i++) {
        TRY(put_status(p, lists.items[i], err));
        arena_reset(p->item);
    }
    return OK;
}

/* ---- badges of others, and what they were judged by ---- */

static code put_frozen(void *ctx, str name, str bytes, struct error *err)
{
    return pack_add(ctx, name, bytes, err);
}

static code put_external(struct pack *p, struct error *err)
{
    for (size_t i = 0; i < p->records.n; i++) {
        struct intake one;
        struct frozen_to to = {.put = put_frozen, .ctx = p};
        code c = intake_of_record(p->db, p->item, p->q->org, p->records.items[i], &one, err);
        to.folder = str_printf(p->item, "external/%lld/", (long long)p->records.items[i]);
        if (c == OK && one.has_frozen)
            c = intake_frozen_files(p->db, p->item, &one, &to, err);
        if (c != OK && c != NOT_FOUND)
            return c;
        arena_reset(p->item);
    }
    return OK;
}

/* ---- who issued ---- */

static code put_issuer(struct pack *p, struct error *err)
{
    struct org_key_list keys = {0};
    str pem;

    TRY(add_document(p, str_join(p->item, S("/i/"), p->org.slug), "application/ld+json", S("issuer/profile.json"), err));
    TRY(add_document(p, str_printf(p->item, "/i/" STR_FMT "/jwks.json", STR_ARG(p->org.slug)), "application/json", S("issuer/jwks.json"), err));
    code c = org_keys(p->app, p->db, p->item, &p->org, false, &keys, err);
    for (size_t i = 0; c == OK && i < keys.n; i++) {
        c = key_public_pem(p->item, keys.items[i].key, &pem, err);
        if (c == OK)
            c = pack_add(p, str_printf(p->item, "keys/" STR_FMT ".public.pem", STR_ARG(keys.items[i].kid)), pem, err);
    }
    org_keys_close(&keys);
    arena_reset(p->item);
    return c;
}

code pack_put_proofs(struct pack *p, struct error *err)
{
    TRY(put_credentials(p, err));
    TRY(put_external(p, err));
    return put_issuer(p, err);
}
