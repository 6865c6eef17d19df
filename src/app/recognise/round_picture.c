/* recognise/round_picture.c — the badge's design drawn for one round: its day on it, and
 * another colour each time. Of the person nothing: pictures are open to everybody, and
 * the award names its recipient by a hash alone. */
#include "app/recognise/recognise_private.h"

#include "app/catalog/picture.h"
#include "app/zone.h"

/* The first round has the design's own colours. */
static void colour_for(struct studio *s, int64_t number)
{
    const struct studio_palette *p = &studio_palettes[(size_t)(number - 2) % studio_palette_count];

    if (number < 2)
        return;
    s->colour = cstr(p->colour);
    s->colour2 = p->colour2 ? cstr(p->colour2) : (str){0};
    s->ring = cstr(p->ring);
}

/* Digits, as no language has them otherwise: on the banner where there is one. */
static void date_for(struct studio *s, str day)
{
    if (s->banner.n || s->text_bottom.n == 0)
        s->banner = day;
    else
        s->text_bottom = day;
}

static const char sql_design[] = SQL(
    "SELECT coalesce(v.studio, ''), f.closes_at, s.time_zone, f.number FROM recognition_round f JOIN recognition_scheme s ON s.id = f.scheme_id"
    " JOIN achievement b ON b.id = s.achievement_id JOIN achievement_version v ON v.id = b.version_id WHERE f.id = $1 AND s.varies = 1");

/* An uploaded picture has no design, and is the same each time. */
code round_picture(struct db *db, struct arena *a, const struct nomination *n, str *hash, struct error *err)
{
    struct rows *r = db_query(db, sql_design, ARGS(v_int(n->round)));
    struct badge_version_row drawn = {0};
    struct studio s;
    str design = S("");

    *hash = (str){0};
    if (rows_next(r)) {
        design = row_str(r, 0, a);
        studio_read(a, design, &s);
        colour_for(&s, row_int(r, 3));
        date_for(&s, date_format(a, date_of(zone_day(a, row_str(r, 2, a), row_int(r, 1)).day)));
    }
    TRY(rows_end(r, err));
    if (design.n == 0)
        return OK;
    TRY(picture_draw(db, a, &s, &drawn, err));
    *hash = drawn.png_hash;
    return OK;
}
