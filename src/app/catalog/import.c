/* catalog/import.c — badges of a file become drafts, one by one: what is wrong
 * with one does not keep the others out. */
#include "app/catalog/transfer.h"

#include "app/catalog/picture.h"
#include "app/catalog/studio.h"
#include "base/uri.h"

#define FETCHES 100                              /* of one file: badges and pictures */

static code fetch(struct loader *l, struct arena *a, str url, const char *accept, str *bytes, struct error *err)
{
    struct loaded got;

    TRY(loader_get(l, a, url, accept, &got, err));
    if (got.status != 200)
        return fail(err, UNREACHABLE, "address", "the address answered with status %d", got.status);
    *bytes = got.body;
    return OK;
}

/* The badge that an award names. */
static code follow(struct loader *l, struct arena *a, struct transfer *t, struct error *err)
{
    str bytes, picture = t->picture;

    if (t->flaw || str_is_empty(t->class_url))
        return OK;
    TRY(fetch(l, a, t->class_url, "application/ld+json, application/json", &bytes, err));
    TRY(transfer_read_class(a, bytes, t, err));
    if (!str_is_absent(picture))
        t->picture = picture;
    return OK;
}

/* One that was drawn in the studio is drawn again, and can be changed there. */
static code take_picture(struct db *db, struct loader *l, struct arena *a, struct transfer *t, struct error *err)
{
    if (!str_is_empty(t->v.studio)) {
        struct studio s;
        studio_read(a, t->v.studio, &s);
        return picture_draw(db, a, &s, &t->v, err);
    }
    if (str_is_absent(t->picture) && !str_is_empty(t->picture_url))
        TRY(fetch(l, a, t->picture_url, "image/png, image/svg+xml", &t->picture, err));
    return str_is_absent(t->picture) ? OK : picture_keep(db, a, t->picture, &t->v, err);
}

/* A file that came from here goes back to the profile that it names. */
static code find_profile(struct db *db, struct arena *a, int64_t org, struct transfer *t, struct error *err)
{
    struct org_issuer_list all = {0};

    TRY(org_issuers(db, a, org, &all, err));
    for (size_t i = 0; i < all.n && !str_is_empty(t->creator); i++) {
        struct org o;
        TRY(org_issuer_get(db, a, org, all.items[i].id, &o, err));
        str in_v2 = str_printf(a, STR_FMT "/ob2/i/" STR_FMT, STR_ARG(o.base), STR_ARG(o.slug));
        if (str_eq(t->creator, org_profile_url(a, &o)) || str_eq(t->creator, in_v2))
            t->v.issuer = o.issuer;
    }
    return OK;
}

static struct import_line refused(struct arena *a, str name, const char *why)
{
    return (struct import_line){.name = name, .sentence = cstr(str_printf(a, "%s", why).p)};
}

static code import_one(struct db *db, struct arena *a, int64_t org, struct loader *l, struct transfer *t,
                       struct import_line *out, struct error *err)
{
    struct error why = {0};

    if (follow(l, a, t, &why) != OK) {
        *out = refused(a, t->class_url, why.text);
        return OK;
    }
    if (t->flaw) {
        *out = refused(a, t->v.name, t->flaw);
        return OK;
    }
    *out = (struct import_line){.name = t->v.name, .sentence = S("")};
    if (take_picture(db, l, a, t, &why) != OK) {
        if (why.code == FAULT)
            return fail(err, FAULT, why.where, "%s", why.text);
        t->v.png_hash = t->v.svg_hash = t->v.studio = (str){0};
        out->sentence = words_printf(a, "without its picture: %s", why.text);
    }
    TRY(find_profile(db, a, org, t, err));
    return catalog_create(db, a, org, &t->v, &out->badge, err);
}

code catalog_import(struct db *db, struct arena *a, int64_t org, const struct import_source *in,
                    struct import_lines *out, struct error *err)
{
    struct transfer_list found = {0};
    str bytes = in->bytes, address = str_trim(in->bytes);

    in->loader->budget = FETCHES;
    if (uri_is_http(address) && address.n < 2000)
        TRY(fetch(in->loader, a, address, "application/ld+json, application/json, image/png, image/svg+xml, */*;q=0.1",
                  &bytes, err));
    TRY(transfer_read(a, bytes, &found, err));
    for (size_t i = 0; i < found.n; i++)
        TRY(import_one(db, a, org, in->loader, &found.items[i], list_add(a, out), err));
    return OK;
}
