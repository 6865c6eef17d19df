/* draw/qr_find.c — a QR code in a photo: its three finders, seen in any direction,
 * and from them each module. A photo that is askew or in shadow is fine, one that
 * is blurred beyond a module is not. */
#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "draw/photo.h"
#include "draw/verbs.h"
#include "format/png.h"
#include "format/qr_code.h"

#define SIDE_MOST   1600                         /* larger photos are made smaller */
#define FINDERS     240                          /* that are looked at: a large code has many that only look so */
#define TRIPLES     16                           /* of three that may belong together: tried, the best first */

struct grey { uint8_t *p; int w, h; };           /* 1 is dark */
struct spot { double x, y, size; int votes; };   /* size: of a module */
struct finders { struct spot items[FINDERS]; int n; };

/* ---- dark or light: against the mean around, so that a shadow is none ---- */

static void to_grey(cairo_surface_t *s, uint8_t *out, int w, int h)
{
    const uint8_t *data = cairo_image_surface_get_data(s);
    int stride = cairo_image_surface_get_stride(s);

    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            uint32_t v;
            memcpy(&v, data + (size_t)y * (size_t)stride + (size_t)x * 4, 4);
            out[y * w + x] = (uint8_t)(((v >> 16 & 255) * 77 + (v >> 8 & 255) * 150 + (v & 255) * 29) >> 8);
        }
}

static uint32_t sum_of(const uint32_t *sums, int w, int x0, int y0, int x1, int y1)
{
    return sums[y1 * (w + 1) + x1] - sums[y0 * (w + 1) + x1] - sums[y1 * (w + 1) + x0] + sums[y0 * (w + 1) + x0];
}

static void to_dark(struct arena *a, struct grey *g)
{
    uint32_t *sums = NEW_ARRAY(a, (size_t)(g->w + 1) * (size_t)(g->h + 1), uint32_t);
    uint8_t *dark = NEW_ARRAY(a, (size_t)g->w * (size_t)g->h, uint8_t);
    int reach = (g->w < g->h ? g->w : g->h) / 8 + 8;

    for (int y = 0; y < g->h; y++)
        for (int x = 0; x < g->w; x++)
            sums[(y + 1) * (g->w + 1) + x + 1] =
                g->p[y * g->w + x] + sums[y * (g->w + 1) + x + 1] + sums[(y + 1) * (g->w + 1) + x] - sums[y * (g->w + 1) + x];
    for (int y = 0; y < g->h; y++)
        for (int x = 0; x < g->w; x++) {
            int x0 = x > reach ? x - reach : 0, y0 = y > reach ? y - reach : 0;
            int x1 = x + reach < g->w ? x + reach : g->w, y1 = y + reach < g->h ? y + reach : g->h;
            uint32_t mean = sum_of(sums, g->w, x0, y0, x1, y1) / (uint32_t)((x1 - x0) * (y1 - y0));
            dark[y * g->w + x] = g->p[y * g->w + x] + 8u < mean;
        }
    g->p = dark;
}

static bool is_dark(const struct grey *g, int x, int y)
{
    return x >= 0 && y >= 0 && x < g->w && y < g->h && g->p[y * g->w + x];
}

/* ---- finders: dark 1, light 1, dark 3, light 1, dark 1 ---- */

static bool is_finder(const int run[5], double *size)
{
    int total = run[0] + run[1] + run[2] + run[3] + run[4];
    double m = total / 7.0;

    *size = m;
    if (total < 7)
        return false;
    for (int i = 0; i < 5; i++)
        if (fabs(run[i] - (i == 2 ? 3 * m : m)) > (i == 2 ? 1.5 : 0.75) * m)
            return false;
    return true;
}

/* From a point in the middle both ways; `*middle`: of the dark run there, along the way. */
static bool cross(const struct grey *g, int x, int y, int dx, int dy, double *middle, double *size)
{
    int run[5] = {0}, at = 0, from, to;

    for (at = 0; is_dark(g, x - at * dx, y - at * dy); at++)
        run[2]++;
    from = -at + 1;
    for (; at <= g->w + g->h && !is_dark(g, x - at * dx, y - at * dy) && run[1] <= run[2] * 2; at++)
        run[1]++;
    for (; is_dark(g, x - at * dx, y - at * dy); at++)
        run[0]++;
    for (at = 1; is_dark(g, x + at * dx, y + at * dy); at++)
        run[2]++;
    to = at - 1;
    for (; at <= g->w + g->h && !is_dark(g, x + at * dx, y + at * dy) && run[3] <= run[2] * 2; at++)
        run[3]++;
    for (; is_dark(g, x + at * dx, y + at * dy); at++)
        run[4]++;
    *middle = (from + to) / 2.0;
    return is_finder(run, size);
}

static void add_finder(struct finders *f, double x, double y, double size)
{
    for (int i = 0; i < f->n; i++) {
        struct spot *s = &f->items[i];
        if (fabs(s->x - x) < 3 * size && fabs(s->y - y) < 3 * size) {
            s->x = (s->x * s->votes + x) / (s->votes + 1);
            s->y = (s->y * s->votes + y) / (s->votes + 1);
            s->size = (s->size * s->votes + size) / (s->votes + 1);
            s->votes++;
            return;
        }
    }
    if (f->n < FINDERS)
        f->items[f->n++] = (struct spot){x, y, size, 1};
}

static void try_finder(const struct grey *g, struct finders *f, int x, int y)
{
    double across, down, size, size_down;

    if (!cross(g, x, y, 0, 1, &down, &size_down))
        return;
    int cy = y + (int)lround(down);
    if (!cross(g, x, cy, 1, 0, &across, &size))
        return;
    add_finder(f, x + across + 0.5, y + down + 0.5, (size + size_down) / 2);
}

static void find_finders(const struct grey *g, struct finders *f)
{
    for (int y = 0; y < g->h; y++) {
        int run[5] = {0};
        bool was = false;
        for (int x = 0; x <= g->w; x++) {
            bool now = x < g->w && is_dark(g, x, y);
            double size;
            if (now == was) {
                run[4]++;
                continue;
            }
            if (was && is_finder(run, &size))
                try_finder(g, f, x - run[4] - run[3] - (run[2] + 1) / 2, y);
            memmove(run, run + 1, 4 * sizeof run[0]);
            run[4] = 1;
            was = now;
        }
    }
}

/* ---- which three, and which is which ---- */

static double apart(const struct spot *a, const struct spot *b)
{
    return hypot(a->x - b->x, a->y - b->y);
}

/* How far from a right angle between equal sides; corner: `c`. */
static double badness(const struct spot *c, const struct spot *a, const struct spot *b)
{
    double u = apart(c, a), v = apart(c, b), w = apart(a, b);

    if (u < 1 || v < 1 || u / c->size > 175 * 1.5)
        return 1e9;
    double sizes = fabs(a->size - c->size) / c->size + fabs(b->size - c->size) / c->size;
    return fabs(u - v) / (u + v) + fabs(w * w - u * u - v * v) / (w * w) + sizes * 0.5;
}

struct corners { struct spot corner, right, below; double bad; };
struct choice { struct corners items[TRIPLES]; int n; };

/* The best first. */
static void keep(struct choice *out, struct corners c)
{
    int at = out->n;

    if (at == TRIPLES && out->items[at - 1].bad <= c.bad)
        return;
    at = at < TRIPLES ? at : TRIPLES - 1;
    for (; at > 0 && out->items[at - 1].bad > c.bad; at--)
        out->items[at] = out->items[at - 1];
    out->items[at] = c;
    out->n += out->n < TRIPLES;
}

/* A true one is crossed by several rows. */
static void drop_lonely(struct finders *f)
{
    int n = 0;

    for (int i = 0; i < f->n; i++)
        if (f->items[i].votes > 1)
            f->items[n++] = f->items[i];
    f->n = n;
}

static void choose(const struct finders *f, struct choice *out)
{
    for (int c = 0; c < f->n; c++)
        for (int i = 0; i < f->n; i++)
            for (int k = i + 1; k < f->n; k++) {
                const struct spot *p = &f->items[c], *q = &f->items[i], *r = &f->items[k];
                double bad = i == c || k == c ? 1e9 : badness(p, q, r);
                bool turned = (q->x - p->x) * (r->y - p->y) - (q->y - p->y) * (r->x - p->x) < 0;
                if (bad < 1)
                    keep(out, turned ? (struct corners){*p, *r, *q, bad} : (struct corners){*p, *q, *r, bad});
            }
}

/* ---- from modules to the photo: a plane seen askew ---- */

struct view { double m[8]; };

/* Eight unknowns from four points, by Gauss with pivots. */
static bool solve(double eq[8][9], double out[8])
{
    for (int c = 0; c < 8; c++) {
        int best = c;
        for (int r = c + 1; r < 8; r++)
            if (fabs(eq[r][c]) > fabs(eq[best][c]))
                best = r;
        if (fabs(eq[best][c]) < 1e-9)
            return false;
        for (int k = 0; k < 9; k++) {
            double held = eq[c][k];
            eq[c][k] = eq[best][k];
            eq[best][k] = held;
        }
        for (int r = 0; r < 8; r++)
            for (int k = 8; r != c && k >= c; k--)
                eq[r][k] -= eq[r][c] / eq[c][c] * eq[c][k];
    }
    for (int c = 0; c < 8; c++)
        out[c] = eq[c][8] / eq[c][c];
    return true;
}

struct pair { double u, v, x, y; };              /* module, pixel */

static bool view_of(const struct pair p[4], struct view *out)
{
    double eq[8][9];

    for (int i = 0; i < 4; i++) {
        double one[9] = {p[i].u, p[i].v, 1, 0, 0, 0, -p[i].u * p[i].x, -p[i].v * p[i].x, p[i].x};
        double two[9] = {0, 0, 0, p[i].u, p[i].v, 1, -p[i].u * p[i].y, -p[i].v * p[i].y, p[i].y};
        memcpy(eq[2 * i], one, sizeof one);
        memcpy(eq[2 * i + 1], two, sizeof two);
    }
    return solve(eq, out->m);
}

static void look(const struct view *t, double u, double v, double *x, double *y)
{
    double d = t->m[6] * u + t->m[7] * v + 1;

    *x = (t->m[0] * u + t->m[1] * v + t->m[2]) / d;
    *y = (t->m[3] * u + t->m[4] * v + t->m[5]) / d;
}

static bool is_dark_at(const struct grey *g, const struct view *t, double u, double v)
{
    double x, y;

    look(t, u, v, &x, &y);
    return x > -1e6 && x < 1e6 && y > -1e6 && y < 1e6 && is_dark(g, (int)floor(x), (int)floor(y));
}

/* How well a light ring around a dark middle, and a dark one around that, sits there. */
static int match_alignment(const struct grey *g, const struct view *t, double u, double v)
{
    int score = 0;

    for (int dy = -2; dy <= 2; dy++)
        for (int dx = -2; dx <= 2; dx++) {
            int ring = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
            score += is_dark_at(g, t, u + dx, v + dy) == (ring != 1);
        }
    return score;
}

/* The fourth corner: first as if the photo were straight, then where the alignment
 * pattern is found near there. */
static bool settle_view(const struct grey *g, const struct corners *c, int side, struct view *out)
{
    double far = side - 3.5, near = side - 6.5, best_u = near, best_v = near;
    struct pair p[4] = {{3.5, 3.5, c->corner.x, c->corner.y}, {far, 3.5, c->right.x, c->right.y}, {3.5, far, c->below.x, c->below.y},
                        {far, far, c->right.x + c->below.x - c->corner.x, c->right.y + c->below.y - c->corner.y}};
    int best = 0;

    if (!view_of(p, out))
        return false;
    if (side < 25)
        return true;
    double reach = side / 6.0 + 2;
    for (double dv = -reach; dv <= reach; dv += 0.25)
        for (double du = -reach; du <= reach; du += 0.25) {
            int score = match_alignment(g, out, near + du, near + dv) * 1024 - (int)(8 * (fabs(du) + fabs(dv)));
            if (score > best) {
                best = score;
                best_u = near + du;
                best_v = near + dv;
            }
        }
    if (best < 22 * 1024 - 512)
        return true;
    p[3] = (struct pair){near, near, 0, 0};
    look(out, best_u, best_v, &p[3].x, &p[3].y);
    return view_of(p, out);
}

static code read_with(struct arena *a, const struct grey *g, const struct corners *c, int side, str *text)
{
    struct view t;
    uint8_t *modules = NEW_ARRAY(a, QR_MOST * QR_MOST, uint8_t);

    if (side < 21 || side > QR_MOST || !settle_view(g, c, side, &t))
        return BAD_INPUT;
    for (int v = 0; v < side; v++)
        for (int u = 0; u < side; u++)
            modules[v * side + u] = is_dark_at(g, &t, u + 0.5, v + 0.5);
    return qr_code_read(a, modules, side, text, NULL);
}

/* As many modules as the finders are apart; a guess that is off by a version is tried too. */
static code read_code(struct arena *a, const struct grey *g, const struct corners *c, str *text)
{
    /* Runs along rows and columns are longer where the code is turned. */
    double turn = fmod(atan2(c->right.y - c->corner.y, c->right.x - c->corner.x) + 4 * M_PI, M_PI / 2);
    double size = (c->corner.size + c->right.size + c->below.size) / 3 * cos(turn > M_PI / 4 ? M_PI / 2 - turn : turn);
    double modules = (apart(&c->corner, &c->right) + apart(&c->corner, &c->below)) / 2 / size + 7;
    int version = (int)lround((modules - 17) / 4);
    static const int tries[] = {0, 1, -1, 2, -2, 3, -3};

    for (size_t i = 0; i < COUNT(tries); i++)
        if (read_with(a, g, c, 17 + 4 * (version + tries[i]), text) == OK)
            return OK;
    return BAD_INPUT;
}

static cairo_status_t read_png(void *ctx, unsigned char *out, unsigned int n)
{
    str *rest = ctx;

    if (rest->n < n)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(out, rest->p, n);
    *rest = str_from(*rest, n);
    return CAIRO_STATUS_SUCCESS;
}

/* On white, as large as it may be. */
static code png_surface(str bytes, cairo_surface_t **out, struct error *err)
{
    struct png_info head;

    TRY(png_inspect(bytes, &head, err));
    if ((uint64_t)head.width * head.height > 25000000)
        return fail(err, LIMIT, "", "the picture has more than 25 million pixels");
    cairo_surface_t *in = cairo_image_surface_create_from_png_stream(read_png, &bytes);
    if (cairo_surface_status(in) != CAIRO_STATUS_SUCCESS)
        return fail(err, BAD_INPUT, "", "the picture is damaged");
    double most = head.width > head.height ? head.width : head.height, scale = most > SIDE_MOST ? SIDE_MOST / most : 1;
    *out = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(head.width * scale) + 1, (int)(head.height * scale) + 1);
    cairo_t *cr = cairo_create(*out);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, scale, scale);
    cairo_set_source_surface(cr, in, 0, 0);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_flush(*out);
    return OK;
}

code verb_qr_read(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    struct finders finders = {0};
    struct choice choice = {.n = 0};
    cairo_surface_t *s;

    TRY(photo_looks_like(in->body) ? photo_surface(a, in->body, SIDE_MOST, &s, err) : png_surface(in->body, &s, err));
    struct grey g = {NULL, cairo_image_surface_get_width(s), cairo_image_surface_get_height(s)};
    g.p = NEW_ARRAY(a, (size_t)g.w * (size_t)g.h, uint8_t);
    to_grey(s, g.p, g.w, g.h);
    to_dark(a, &g);
    find_finders(&g, &finders);
    drop_lonely(&finders);
    choose(&finders, &choice);
    for (int i = 0; i < choice.n; i++)
        if (read_code(a, &g, &choice.items[i], &out->body) == OK)
            return OK;
    return fail(err, NOT_FOUND, "", "no QR code can be read in this picture: take it nearer, straight and in good light");
}
