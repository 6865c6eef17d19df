/* export/papers.c — documents: what other programs read. Badges and their pictures,
 * profiles and public keys, status lists, endorsements, and each award in each form. */
#include "app/export/export_private.h"

#include "app/catalog/transfer.h"
#include "app/public/public.h"
#include "format/json.h"
#include "store/blob.h"
#include "templates.h"

#define AWARDS_AT_ONCE 100

/* ---- documents that the server publishes ---- */

static code add_document(struct export *x, str path, const char *accept, str name, struct error *err)
{
    struct document d;
    struct error why = {0};
    str host = str_from(x->org.base, (size_t)(str_find(x->org.base, S("://")) + 3));
    code c = public_document(x->app, x->db, x->item, &(struct asked){host, path, cstr(accept)}, &d, &why);

    if (c == NOT_FOUND || c == UNSUPPORTED)      /* no did:web under this address */
        return OK;
    if (c != OK && err)
        *err = why;
    TRY(c);
    return export_add(x, name, d.body, err);
}

static const struct { const char *before, *behind, *file; } issuer_papers[] = {
    {"/i/", "", "3.0.json"}, {"/i/", "/did.json", "did.json"}, {"/i/", "/jwks.json", "jwks.json"},
    {"/ob2/i/", "", "2.0.json"}, {"/ob2/i/", "/revocations", "revocations.2.0.json"},
};

static code add_keys(struct export *x, const struct org *o, struct error *err)
{
    struct org_key_list keys = {0};
    str pem;
    code c = org_keys(x->app, x->db, x->item, o, false, &keys, err);

    for (size_t i = 0; c == OK && i < keys.n; i++) {
        c = key_public_pem(x->item, keys.items[i].key, &pem, err);
        if (c == OK)
            c = export_add(x, str_printf(x->item, "keys/" STR_FMT ".public.pem", STR_ARG(keys.items[i].kid)), pem, err);
    }
    org_keys_close(&keys);
    return c;
}

static code add_issuer(struct export *x, const struct org_issuer *one, struct error *err)
{
    struct org o;

    for (size_t i = 0; i < COUNT(issuer_papers); i++)
        TRY(add_document(x, str_printf(x->item, "%s" STR_FMT "%s", issuer_papers[i].before, STR_ARG(one->slug), issuer_papers[i].behind), "application/ld+json",
                         str_printf(x->item, "issuers/" STR_FMT "/%s", STR_ARG(one->slug), issuer_papers[i].file), err));
    TRY(org_issuer_get(x->db, x->item, x->q->org, one->id, &o, err));
    return add_keys(x, &o, err);
}

static code add_issuers(struct export *x, struct error *err)
{
    struct org_issuer_list all = {0};

    TRY(org_issuers(x->db, x->a, x->q->org, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        arena_reset(x->item);
        TRY(add_issuer(x, &all.items[i], err));
    }
    return OK;
}

/* ---- secret halves, which are under their passphrase already ---- */

static code add_locked(struct export *x, struct error *err)
{
    const struct json *all;

    if (str_is_empty(x->q->keys))
        return OK;
    TRY(json_parse(x->a, x->q->keys, NULL, &all, err));
    for (size_t i = 0; i < json_count(all); i++)
        TRY(export_add(x, str_printf(x->a, "keys/" STR_FMT ".pem", STR_ARG(json_key(all, i))), json_str(json_value(all, i)), err));
    return OK;
}

/* ---- status lists ---- */

static const char sql_lists[] = SQL("SELECT public_id FROM status_list WHERE org_id = $1 ORDER BY id");

static code add_lists(struct export *x, struct error *err)
{
    static const struct { const char *behind, *accept, *ending; } forms[] = {
        {"", "application/ld+json", ".json"}, {"", "application/vc+jwt", ".jwt"},
        {"/suspension", "application/ld+json", ".suspension.json"}, {"/suspension", "application/vc+jwt", ".suspension.jwt"}};
    struct str_list ids = {0};
    struct rows *r = db_query(x->db, sql_lists, ARGS(v_int(x->q->org)));

    while (rows_next(r))
        *list_add(x->a, &ids) = row_str(r, 0, x->a);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        for (size_t k = 0; k < COUNT(forms); k++) {
            arena_reset(x->item);
            TRY(add_document(x, str_printf(x->item, "/status/" STR_FMT "%s", STR_ARG(ids.items[i]), forms[k].behind), forms[k].accept,
                             str_printf(x->item, "status/" STR_FMT "%s", STR_ARG(ids.items[i]), forms[k].ending), err));
        }
    return OK;
}

/* ---- badges ---- */

static code add_picture(struct export *x, str hash, str name, struct error *err)
{
    struct blob picture;

    if (str_is_empty(hash))
        return OK;
    TRY(blob_get(x->db, x->item, hash, &picture, err));
    return export_add(x, name, picture.bytes, err);
}

static code add_version(struct export *x, const struct badge_row *b, struct error *err)
{
    str folder = str_printf(x->item, "badges/" STR_FMT "/%lld", STR_ARG(b->public_id), (long long)b->v.number), json;
    struct org o;

    TRY(org_issuer_get(x->db, x->item, x->q->org, b->v.issuer, &o, err));
    TRY(transfer_write(x->db, x->item, &o, b, &json, err));
    TRY(export_add(x, str_join(x->item, folder, S("/3.0.json")), json, err));
    TRY(transfer_write_v2(x->db, x->item, &o, b, &json, err));
    TRY(export_add(x, str_join(x->item, folder, S("/2.0.json")), json, err));
    TRY(add_picture(x, b->v.png_hash, str_join(x->item, folder, S("/picture.png")), err));
    return add_picture(x, b->v.svg_hash, str_join(x->item, folder, S("/picture.svg")), err);
}

static code add_badge(struct export *x, int64_t id, struct export_index *v, struct error *err)
{
    struct badge_row b;
    struct badge_version_list versions = {0};
    struct arena *own = x->a;

    TRY(catalog_get(x->db, own, x->q->org, id, &b, err));
    TRY(catalog_versions(x->db, own, x->q->org, id, &versions, err));
    bool has_picture = !str_is_empty(b.v.png_hash);
    *list_add(x->a, &v->badges) = (struct export_badge){
        b.v.name, str_printf(own, "badges/" STR_FMT, STR_ARG(b.public_id)),
        has_picture ? str_printf(own, "badges/" STR_FMT "/%lld/picture.png", STR_ARG(b.public_id), (long long)b.v.number) : S(""), (int64_t)versions.n, b.award_count};
    x->n.badges++;
    for (size_t i = 0; i < versions.n; i++) {
        arena_reset(x->item);
        b.v = versions.items[i];
        TRY(add_version(x, &b, err));
    }
    return OK;
}

static const char sql_badges[] = SQL("SELECT id FROM achievement WHERE org_id = $1 ORDER BY id");

static code add_badges(struct export *x, struct export_index *v, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct rows *r = db_query(x->db, sql_badges, ARGS(v_int(x->q->org)));

    while (rows_next(r))
        *list_add(x->a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(add_badge(x, ids.items[i], v, err));
    return OK;
}

/* ---- endorsements ---- */

static const char sql_endorsements[] = SQL(
    "SELECT id, public_id, document FROM endorsement WHERE org_id = $1 AND id > $2 AND document <> '' ORDER BY id LIMIT 1");

static code add_endorsements(struct export *x, struct error *err)
{
    int64_t id = 0;

    for (;;) {
        arena_reset(x->item);
        struct rows *r = db_query(x->db, sql_endorsements, ARGS(v_int(x->q->org), v_int(id)));
        bool found = rows_next(r);
        str name = S(""), text = S("");
        if (found) {
            id = row_int(r, 0);
            name = row_str(r, 1, x->item);
            text = row_str(r, 2, x->item);
        }
        TRY(rows_end(r, err));
        if (!found)
            return OK;
        TRY(export_add(x, str_printf(x->item, "endorsements/" STR_FMT "%s", STR_ARG(name), text.n && text.p[0] == '{' ? ".json" : ".jwt"), text, err));
    }
}

/* ---- awards ---- */

static code proof_of(struct export *x, const struct award_row *w, str *out, struct error *err)
{
    return award_text(x->app, x->db, x->item, w, AWARD_PROOF, out, err);
}

static code jwt_of(struct export *x, const struct award_row *w, str *out, struct error *err)
{
    return award_text(x->app, x->db, x->item, w, AWARD_JWT, out, err);
}

static code hosted_of(struct export *x, const struct award_row *w, str *out, struct error *err)
{
    return public_v2_assertion(x->db, x->item, w, out, err);
}

static code jws_of(struct export *x, const struct award_row *w, str *out, struct error *err)
{
    return award_text(x->app, x->db, x->item, w, AWARD_V2_SIGNED, out, err);
}

static code baked_of(struct export *x, const struct award_row *w, str *out, struct error *err)
{
    return public_png(x->app, x->db, x->item, w, false, out, err);
}

static const struct { const char *file; code (*make)(struct export *x, const struct award_row *w, str *out, struct error *err); } award_papers[] = {
    {"3.0.json", proof_of}, {"3.0.jwt", jwt_of}, {"2.0.json", hosted_of}, {"2.0.jwt", jws_of}, {"baked.png", baked_of},
};

/* A key of RSA makes no proofs; one that is not trusted signs nothing new; a badge
 * may have no picture, or one that nothing goes into. One such award does not keep
 * all the others here: it is counted. */
static code add_award(struct export *x, int64_t id, struct error *err)
{
    struct award_row w;
    str text;

    arena_reset(x->item);
    TRY(award_get(x->db, x->item, x->q->org, id, &w, err));
    for (size_t i = 0; i < COUNT(award_papers); i++) {
        struct error why = {0};
        if (x->q->without_pictures && award_papers[i].make == baked_of)
            continue;
        code c = award_papers[i].make(x, &w, &text, &why);
        if (c == UNSUPPORTED || c == DENIED || c == NOT_FOUND || c == BAD_INPUT) {
            x->n.missing += c != UNSUPPORTED;
            continue;
        }
        if (c != OK && err)
            *err = why;
        TRY(c);
        TRY(export_add(x, str_printf(x->item, "awards/" STR_FMT "/%s", STR_ARG(w.public_id), award_papers[i].file), text, err));
    }
    return OK;
}

static const char sql_awards[] = SQL("SELECT id FROM award WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT $3");

static code next_awards(struct export *x, int64_t after, int64_t *ids, size_t *n, struct error *err)
{
    struct rows *r = db_query(x->db, sql_awards, ARGS(v_int(x->q->org), v_int(after), v_int(AWARDS_AT_ONCE)));

    for (*n = 0; rows_next(r); ++*n)
        ids[*n] = row_int(r, 0);
    return rows_end(r, err);
}

static code tell(struct export *x, struct error *err)
{
    const struct export_watch *w = x->q->watch;

    return w ? w->tell(w->ctx, x->n.awards, x->all > x->n.awards ? x->all : x->n.awards, err) : OK;
}

static code add_awards(struct export *x, struct error *err)
{
    int64_t ids[AWARDS_AT_ONCE];
    size_t n = 0;

    for (int64_t after = 0;; after = ids[n - 1]) {
        TRY(next_awards(x, after, ids, &n, err));
        for (size_t i = 0; i < n; i++, x->n.awards++)
            TRY(add_award(x, ids[i], err));
        TRY(tell(x, err));
        if (n < AWARDS_AT_ONCE)
            return OK;
    }
}

/* ---- the page, and what the archive says of itself ---- */

static code add_page(struct export *x, struct export_index *v, struct error *err)
{
    struct page *page = NEW(x->a, struct page);

    for (const struct export_table *t = export_tables; t->name; t++)
        if (t->which)
            *list_add(x->a, &v->parts) = (struct export_part){cstr(t->name), said(t->about)};
    v->n = x->n;
    page->lang = S("en");
    page->title = v->org;
    struct out o = {.buf = buf_new(x->a), .page = page};
    tmpl_export_index(&o, v);
    return export_add(x, S("index.html"), buf_done(&o.buf), err);
}

static code add_head(struct export *x, struct error *err)
{
    struct buf b = buf_new(x->a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member_int(&w, "format", EXPORT_FORMAT);
    json_put_member(&w, "madeBy", S("Lapel"));
    json_put_member(&w, "organisation", x->org.name);
    json_put_member(&w, "slug", x->org.slug);
    json_put_member(&w, "address", x->org.base);
    json_put_member(&w, "made", time_format(x->a, x->now));
    json_put_member_bool(&w, "secretKeys", !str_is_empty(x->q->keys));
    json_put_member_bool(&w, "awardFiles", !x->q->without_files);
    json_close_object(&w);
    return export_add(x, S("export.json"), buf_done(&b), err);
}

code export_put_papers(struct export *x, struct error *err)
{
    struct export_index v = {.org = x->org.name, .base = x->org.base, .server = x->app->base, .made = x->now, .has_keys = !str_is_empty(x->q->keys),
                             .has_files = !x->q->without_files};

    TRY(add_head(x, err));
    TRY(add_issuers(x, err));
    TRY(add_locked(x, err));
    TRY(add_lists(x, err));
    TRY(add_badges(x, &v, err));
    TRY(add_endorsements(x, err));
    if (!x->q->without_files)
        TRY(add_awards(x, err));
    return add_page(x, &v, err);
}
