/* catalog/transfer_write.c — a badge as a file: the standard's words, its picture
 * inside, and what these words have no place for beside them. */
#include "app/catalog/transfer.h"

#include "app/catalog/catalog_private.h"
#include "badge/issue.h"
#include "base/codec.h"
#include "store/blob.h"

static void put_any(struct json_writer *w, const char *key, str value)
{
    if (!str_is_empty(value))
        json_put_member(w, key, value);
}

static const struct json *own_part(struct arena *a, const struct org *o, const struct badge_version_row *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    const struct json *made = NULL;

    json_open_object(&w);
    json_put_member(&w, "profile", org_profile_url(a, o));
    json_put_member_int(&w, "validityMonths", v->validity_months);
    put_any(&w, "said", v->criteria);
    json_put_key(&w, "criteria");
    json_put_text(&w, criteria_write(a, &v->items));
    put_any(&w, "studio", v->studio);
    json_close_object(&w);
    return json_parse(a, buf_done(&b), NULL, &made, NULL) == OK ? made : NULL;
}

static struct achievement with_picture(struct arena *a, const struct org *o, const struct badge_row *b, str picture)
{
    struct achievement ac;

    catalog_achievement(a, o, b, &b->v, &ac);
    ac.image = (struct image){.id = picture};
    return ac;
}

str transfer_json(struct arena *a, const struct org *o, const struct badge_row *b, str picture)
{
    struct achievement ac = with_picture(a, o, b, picture);
    const struct json *doc = NULL;
    struct json_limits wide = json_default_limits;
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    wide.bytes = wide.string = (size_t)16 << 20;
    if (json_parse(a, write_v3_achievement(a, &ac), &wide, &doc, NULL) == OK)
        json_put_value(&w, json_with(a, doc, S("lapel"), own_part(a, o, &b->v)));
    return buf_done(&out);
}

/* The drawing where there is one: it is smaller, and sharp at any size. */
static code picture_of(struct db *db, struct arena *a, const struct badge_version_row *v, str *out, struct error *err)
{
    str hash = str_is_empty(v->svg_hash) ? v->png_hash : v->svg_hash;
    struct blob image;

    *out = S("");
    if (str_is_empty(hash))
        return OK;
    TRY(blob_get(db, a, hash, &image, err));
    *out = str_printf(a, "data:" STR_FMT ";base64," STR_FMT, STR_ARG(image.type), STR_ARG(base64_encode(a, image.bytes)));
    return OK;
}

code transfer_write(struct db *db, struct arena *a, const struct org *o, const struct badge_row *b,
                    str *json, struct error *err)
{
    str picture;

    TRY(picture_of(db, a, &b->v, &picture, err));
    *json = transfer_json(a, o, b, picture);
    return OK;
}

str transfer_v2_json(struct arena *a, const struct org *o, const struct badge_row *b, str picture)
{
    struct achievement ac = with_picture(a, o, b, picture);

    return write_v2_badge_class(a, &ac, &(struct v2_urls){
        .badge_class = str_printf(a, STR_FMT "/ob2/badges/" STR_FMT "/%lld", STR_ARG(o->base), STR_ARG(b->public_id),
                                  (long long)b->v.number),
        .issuer = str_printf(a, STR_FMT "/ob2/i/" STR_FMT, STR_ARG(o->base), STR_ARG(o->slug))});
}

code transfer_write_v2(struct db *db, struct arena *a, const struct org *o, const struct badge_row *b,
                       str *json, struct error *err)
{
    str picture;

    TRY(picture_of(db, a, &b->v, &picture, err));
    *json = transfer_v2_json(a, o, b, picture);
    return OK;
}
