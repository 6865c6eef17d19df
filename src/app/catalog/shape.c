/* catalog/shape.c */
#include "app/catalog/shape.h"
#include <math.h>
#include "base/arena.h"

#define TURN (2 * M_PI)

const struct shape shapes[] = {
    {"circle", "Circle", 300, 300, 246, 0.925, TEXT_ON_ARC, {0, 0}, {0, 0}, 428, 540},
    {"seal", "Seal", 300, 300, 226, 0, TEXT_ON_ARC, {0, 0}, {0, 0}, 422, 560},
    {"burst", "Burst", 300, 300, 224, 0, TEXT_ON_ARC, {0, 0}, {0, 0}, 422, 560},
    {"gear", "Gear", 300, 300, 214, 0, TEXT_ON_ARC, {0, 0}, {0, 0}, 418, 550},
    {"medal", "Medal", 300, 240, 194, 0.915, TEXT_ON_ARC, {0, 0}, {0, 0}, 352, 470},
    {"laurel", "Laurel", 300, 286, 196, 0.915, TEXT_ON_ARC, {0, 0}, {0, 0}, 438, 480},
    {"hexagon", "Hexagon", 300, 300, 212, 0.925, TEXT_ON_ARC, {0, 0}, {0, 0}, 424, 560},
    {"octagon", "Octagon", 300, 300, 236, 0.93, TEXT_ON_ARC, {0, 0}, {0, 0}, 428, 570},
    {"square", "Square", 300, 300, 216, 0.92, TEXT_ON_ARC, {0, 0}, {0, 0}, 424, 560},
    {"shield", "Shield", 300, 286, 190, 0.93, TEXT_STRAIGHT, {150, 290}, {484, 170}, 392, 560},
    {"crest", "Crest", 300, 292, 188, 0.93, TEXT_STRAIGHT, {150, 310}, {490, 170}, 392, 560},
    {"diamond", "Diamond", 300, 300, 184, 0.915, TEXT_STRAIGHT, {180, 190}, {440, 180}, 388, 540},
    {"pennant", "Pennant", 300, 262, 186, 0.93, TEXT_STRAIGHT, {128, 300}, {432, 290}, 396, 520},
    {"star", "Star", 300, 318, 162, 0.91, TEXT_STRAIGHT, {214, 140}, {428, 200}, 410, 520},
};
const size_t shape_count = COUNT(shapes);

const struct shape *shape_of(str name)
{
    for (size_t i = 0; i < COUNT(shapes); i++)
        if (str_eq(name, cstr(shapes[i].name)))
            return &shapes[i];
    return shapes;
}

/* ---- ways to make an outline -------------------------------------------- */

struct point { double x, y; };

static void put_circle(struct buf *b, double x, double y, double r)
{
    buf_printf(b, "M%.1f %.1fa%.1f %.1f 0 1 1 %.1f 0a%.1f %.1f 0 1 1 %.1f 0z", x - r, y, r, r, 2 * r, r, r, -2 * r);
}

static struct point toward(struct point from, struct point to, double distance)
{
    double length = hypot(to.x - from.x, to.y - from.y), k = fmin(distance / length, 0.5);

    return (struct point){from.x + (to.x - from.x) * k, from.y + (to.y - from.y) * k};
}

/* Straight sides, each corner cut `round` before its point and bent. */
static void put_rounded(struct buf *b, const struct point *p, size_t n, double round)
{
    for (size_t i = 0; i < n; i++) {
        struct point in = toward(p[i], p[(i + n - 1) % n], round), out = toward(p[i], p[(i + 1) % n], round);
        buf_printf(b, "%c%.1f %.1fQ%.1f %.1f %.1f %.1f", i ? 'L' : 'M', in.x, in.y, p[i].x, p[i].y, out.x, out.y);
    }
    buf_byte(b, 'z');
}

/* `n` corners on circles that take turns: `outer`, `inner`; the first is at `from`. */
static void put_corners(struct buf *b, const struct shape *s, int n, double outer, double inner, double from,
                        double round)
{
    struct point p[64];

    for (int i = 0; i < n; i++) {
        double angle = from + TURN * i / n - M_PI / 2, r = i & 1 ? inner : outer;
        p[i] = (struct point){s->x + r * cos(angle), s->y + r * sin(angle)};
    }
    put_rounded(b, p, (size_t)n, round);
}

static void put_scallops(struct buf *b, const struct shape *s, int n, double radius)
{
    double bow = radius * sin(M_PI / n) * 1.12;

    for (int i = 0; i <= n; i++) {
        double angle = TURN * i / n, x = s->x + radius * sin(angle), y = s->y - radius * cos(angle);
        if (i == 0)
            buf_printf(b, "M%.1f %.1f", x, y);
        else
            buf_printf(b, "A%.1f %.1f 0 0 1 %.1f %.1f", bow, bow, x, y);
    }
    buf_byte(b, 'z');
}

/* Four corners to a tooth: foot, head, head, foot. */
static void put_teeth(struct buf *b, const struct shape *s, int teeth, double outer, double inner)
{
    static const double at[] = {-0.34, -0.22, 0.22, 0.34};
    struct point p[64];

    for (int i = 0; i < teeth * 4; i++) {
        double angle = TURN * (i / 4 + at[i % 4]) / teeth - M_PI / 2, r = i % 4 == 1 || i % 4 == 2 ? outer : inner;
        p[i] = (struct point){s->x + r * cos(angle), s->y + r * sin(angle)};
    }
    put_rounded(b, p, (size_t)teeth * 4, 9);
}

static const char shield_path[] =
    "M300 28C366 72 440 92 524 94Q534 94 534 104V300C534 430 438 524 308 571Q300 574 292 571"
    "C162 524 66 430 66 300V104Q66 94 76 94C160 92 234 72 300 28z";
static const char crest_path[] =
    "M112 58C176 86 240 84 292 60Q300 56 308 60C360 84 424 86 488 58Q498 54 502 64C510 100 524 128 544 150"
    "Q550 157 546 166C532 208 534 258 534 310C534 430 438 522 308 571Q300 574 292 571C162 522 66 430 66 310"
    "C66 258 68 208 54 166Q50 157 56 150C76 128 90 100 98 64Q102 54 112 58z";
static const char square_path[] =
    "M300 46C470 46 512 56 528 72C544 88 554 130 554 300C554 470 544 512 528 528C512 544 470 554 300 554"
    "C130 554 88 544 72 528C56 512 46 470 46 300C46 130 56 88 72 72C88 56 130 46 300 46z";

str shape_outline(struct arena *a, const struct shape *s)
{
    static const struct point pennant[] = {{82, 40}, {518, 40}, {518, 556}, {300, 490}, {82, 556}};
    struct buf b = buf_new(a);
    str name = cstr(s->name);

    if (str_eq(name, S("seal")))
        put_scallops(&b, s, 22, 252);
    else if (str_eq(name, S("burst")))
        put_corners(&b, s, 48, 278, 250, 0, 7);
    else if (str_eq(name, S("gear")))
        put_teeth(&b, s, 14, 278, 246);
    else if (str_eq(name, S("medal")) || str_eq(name, S("laurel")))
        put_circle(&b, s->x, s->y, 216);
    else if (str_eq(name, S("hexagon")))
        put_corners(&b, s, 6, 286, 286, 0, 44);
    else if (str_eq(name, S("octagon")))
        put_corners(&b, s, 8, 286, 286, TURN / 16, 34);
    else if (str_eq(name, S("diamond")))
        put_corners(&b, s, 4, 304, 304, 0, 72);
    else if (str_eq(name, S("star")))
        put_corners(&b, s, 10, 300, 188, 0, 42);
    else if (str_eq(name, S("pennant")))
        put_rounded(&b, pennant, COUNT(pennant), 26);
    else if (str_eq(name, S("square")))
        buf_putz(&b, square_path);
    else if (str_eq(name, S("shield")))
        buf_putz(&b, shield_path);
    else if (str_eq(name, S("crest")))
        buf_putz(&b, crest_path);
    else
        put_circle(&b, s->x, s->y, 270);
    return buf_done(&b);
}

/* ---- what hangs behind --------------------------------------------------- */

static void put_tails(struct buf *b, const char *light, const char *dark)
{
    buf_printf(b, "<path fill=\"%s\" d=\"M196 360L118 560L190 540L236 594L322 400z\"/>"
               "<path fill=\"%s\" d=\"M404 360L482 560L410 540L364 594L278 400z\"/>"
               "<path fill=\"%s\" fill-opacity=\".55\" d=\"M216 378L150 551L172 545L240 392z"
               "M384 378L450 551L428 545L360 392z\"/>", light, light, dark);
}

/* A leaf lies along x, its foot at the origin. */
static void put_leaf(struct buf *b, double x, double y, double angle, double size, const char *fill)
{
    buf_printf(b, "<path fill=\"%s\" transform=\"translate(%.1f %.1f) rotate(%.1f) scale(%.2f)\" "
               "d=\"M0 0C10 -17 36 -20 58 0C36 14 12 14 0 0z\"/>", fill, x, y, angle, size);
}

/* From the foot upwards, in pairs: one leaf to the outside, one to the circle. */
static void put_branch(struct buf *b, const struct shape *s, int side, const char *light, const char *dark)
{
    for (int i = 0; i < 11; i++) {
        double degrees = side * (176 - i * 13.6), t = degrees * M_PI / 180, r = 238;
        double x = s->x + r * sin(t), y = s->y - r * cos(t), up = degrees + (side > 0 ? 180 : 0);
        put_leaf(b, x, y, up - side * 24, 1.05 - i * 0.03, dark);
        put_leaf(b, x, y, up + side * 32, 1.18 - i * 0.03, light);
    }
}

void shape_put_behind(struct buf *b, const struct shape *s, const char *light, const char *dark)
{
    if (str_eq(cstr(s->name), S("medal")))
        put_tails(b, light, dark);
    if (str_eq(cstr(s->name), S("laurel"))) {
        put_branch(b, s, 1, light, dark);
        put_branch(b, s, -1, light, dark);
    }
}
