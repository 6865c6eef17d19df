/* catalog/picture.c */
#include "app/catalog/picture.h"

#include "app/draw.h"
#include "store/blob.h"

#define PICTURE_SIZE 600

code picture_keep(struct db *db, struct arena *a, str bytes, struct badge_version_row *v, struct error *err)
{
    struct accepted_image image = {0};

    TRY(draw_image_accept(a, bytes, &image, err));
    TRY(blob_put(db, a, image.png, S("image/png"), clock_now(), &v->png_hash, err));
    v->svg_hash = v->studio = (str){0};
    if (!str_is_absent(image.svg))
        TRY(blob_put(db, a, image.svg, S("image/svg+xml"), clock_now(), &v->svg_hash, err));
    return OK;
}

code picture_draw(struct db *db, struct arena *a, const struct studio *s, struct badge_version_row *v, struct error *err)
{
    str svg = studio_svg(a, s), png;

    TRY(draw_png_from_svg(a, svg, PICTURE_SIZE, &png, err));
    TRY(blob_put(db, a, png, S("image/png"), clock_now(), &v->png_hash, err));
    TRY(blob_put(db, a, svg, S("image/svg+xml"), clock_now(), &v->svg_hash, err));
    v->studio = studio_write(a, s);
    return OK;
}
