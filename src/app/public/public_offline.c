/* public/public_offline.c — everything that a check asks the web for, as one
 * map for `lapel verify --documents`: for all badges of an issuer, or with what
 * is hosted for one award besides. */
#include "app/public/public_private.h"

#include "base/codec.h"

struct mapping { struct app *app; struct db *db; struct arena *a; struct json_writer *w; struct org org; };

enum put_as { AS_JSON, AS_TEXT, AS_BASE64 };

static void put_body(struct mapping *m, const struct document *d, enum put_as as)
{
    json_open_object(m->w);
    json_put_member_int(m->w, "status", d->status);
    json_put_member(m->w, "type", d->type);
    json_put_key(m->w, as == AS_JSON ? "json" : as == AS_TEXT ? "text" : "base64");
    if (as == AS_JSON)
        json_put_text(m->w, d->body);
    else
        json_put_str(m->w, as == AS_TEXT ? d->body : base64_encode(m->a, d->body));
    json_close_object(m->w);
}

/* What is not there now (no did:web at this address, a logo) has no line, and
 * so gives no answer. */
static code put_document(struct mapping *m, str path, enum put_as as, struct error *err)
{
    struct document d;
    str base = m->org.base;
    struct asked q = {str_from(base, (size_t)(str_find(base, S("://")) + 3)), path, as == AS_TEXT ? S(JWT_TYPE) : S(JSON_TYPE)};
    struct error why = {0};
    code c = public_document(m->app, m->db, m->a, &q, &d, &why);

    if (c == NOT_FOUND)
        return OK;
    if (c != OK)
        return fail(err, c, why.where, "%s", why.text);
    json_put_key(m->w, str_z(m->a, str_join(m->a, base, path)));
    put_body(m, &d, as);
    return OK;
}

static code put_list(struct mapping *m, str public_id, struct error *err)
{
    str path = str_join(m->a, S("/status/"), public_id);

    TRY(put_document(m, path, AS_TEXT, err));
    return put_document(m, str_join(m->a, path, S("/suspension")), AS_TEXT, err);
}

static const char sql_lists_of_org[] = SQL("SELECT l.public_id FROM status_list l JOIN org_version v ON v.id = l.org_version_id"
    " WHERE l.org_id = $1 AND v.base = $2 AND v.issuer_id = $3 ORDER BY l.id");

static code put_lists(struct mapping *m, struct error *err)
{
    struct rows *r = db_query(m->db, sql_lists_of_org, ARGS(v_int(m->org.id), v_str(m->org.base), v_int(m->org.issuer)));
    struct str_list lists = {0};

    while (rows_next(r))
        *list_add(m->a, &lists) = row_str(r, 0, m->a);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < lists.n; i++)
        TRY(put_list(m, lists.items[i], err));
    return OK;
}

static const char sql_kids[] = SQL("SELECT kid FROM org_key WHERE org_id = $1 AND issuer_id = $2 ORDER BY id");

static code put_keys(struct mapping *m, struct error *err)
{
    static const struct { const char *root, *folder; } places[] = {{"/i/", "/keys/"}, {"/i/", "/multikeys/"}, {"/ob2/i/", "/keys/"}};
    struct rows *r = db_query(m->db, sql_kids, ARGS(v_int(m->org.id), v_int(m->org.issuer)));
    struct str_list kids = {0};

    while (rows_next(r))
        *list_add(m->a, &kids) = row_str(r, 0, m->a);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < kids.n; i++)
        for (size_t j = 0; j < COUNT(places); j++)
            TRY(put_document(m, str_printf(m->a, "%s" STR_FMT "%s" STR_FMT, places[j].root, STR_ARG(m->org.slug),
                                           places[j].folder, STR_ARG(kids.items[i])), AS_JSON, err));
    return OK;
}

static code put_issuer(struct mapping *m, struct error *err)
{
    static const struct { const char *root, *end; } places[] = {
        {"/i/", ""}, {"/i/", "/did.json"}, {"/i/", "/jwks.json"}, {"/ob2/i/", ""}, {"/ob2/i/", "/revocations"}};

    for (size_t i = 0; i < COUNT(places); i++)
        TRY(put_document(m, str_printf(m->a, "%s" STR_FMT "%s", places[i].root, STR_ARG(m->org.slug), places[i].end), AS_JSON, err));
    TRY(put_keys(m, err));
    return put_lists(m, err);
}

static code put_image(struct mapping *m, str hash, struct error *err)
{
    return str_is_empty(hash) ? OK : put_document(m, str_join(m->a, S("/images/"), hash), AS_BASE64, err);
}

static code put_own_picture(struct mapping *m, const struct award_row *w, struct error *err)
{
    struct document d = {.status = 200, .type = S("image/png")};

    TRY(public_png(m->app, m->db, m->a, w, true, &d.body, err));
    json_put_key(m->w, str_z(m->a, award_picture_url(m->a, m->org.base, w->public_id, true)));
    put_body(m, &d, AS_BASE64);
    return OK;
}

/* What is hosted of OB 2.0 for one award, pictures with it: a picture with
 * both forms asks for them. */
static code put_award(struct mapping *m, const struct award_row *w, struct error *err)
{
    struct badge_row b;
    struct badge_version_row v;

    TRY(org_at_version(m->db, m->a, w->org_version, &m->org, err));
    TRY(catalog_version(m->db, m->a, w->version, &v, err));
    TRY(catalog_get(m->db, m->a, w->org, v.achievement, &b, err));
    TRY(put_image(m, v.png_hash, err));
    if (w->has_own_picture)
        TRY(put_own_picture(m, w, err));
    TRY(put_image(m, m->org.logo_hash, err));
    TRY(put_document(m, str_join(m->a, S("/ob2/b/"), w->public_id), AS_JSON, err));
    return put_document(m, str_printf(m->a, "/ob2/badges/" STR_FMT "/%lld", STR_ARG(b.public_id), (long long)v.number), AS_JSON, err);
}

code public_offline_map(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct award_row *w, str *json,
                        struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer out = json_writer(&b);
    struct mapping m = {app, db, a, &out, *o};
    struct str_list bases = {0};

    TRY(org_addresses(db, a, o, &bases, err));
    json_open_object(&out);
    for (size_t i = 0; i < bases.n; i++) {
        m.org.base = bases.items[i];
        TRY(put_issuer(&m, err));
    }
    if (w)
        TRY(put_award(&m, w, err));
    json_close_object(&out);
    *json = buf_done(&b);
    return OK;
}
