/* draw/photo.c — photographs: JPEG through libjpeg, WebP through libwebp, onto a
 * surface of cairo and out again as a JPEG that holds pixels alone: no place where
 * it was taken, no camera, no second picture. */
#include <cairo.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <jpeglib.h>
#include <webp/decode.h>
#include "draw/photo.h"
#include "draw/verbs.h"
#include "format/jpeg.h"

#define PIXELS_MOST      ((uint64_t)100 * 1000 * 1000)  /* of a baseline JPEG, which is decoded smaller */
#define PIXELS_MOST_HELD ((uint64_t)25 * 1000 * 1000)   /* of what is held whole while it is decoded */
#define SCANS_MOST       64                      /* of a progressive JPEG; each goes over all of it */
#define SIDE_MOST        4096
#define QUALITY          88

/* BGRX, as a 32-bit word of cairo; `orientation` says which way up it is. */
struct raster { unsigned char *pixels; int width, height, orientation; };

/* ---- JPEG in ---- */

/* libjpeg leaves by long jump; what is needed behind it lives here. */
struct guard {
    struct jpeg_error_mgr mgr;
    struct jpeg_progress_mgr progress;
    jmp_buf back;
    char why[JMSG_LENGTH_MAX];
};

static void leave(j_common_ptr c)
{
    struct guard *g = (struct guard *)c->err;

    c->err->format_message(c, g->why);
    longjmp(g->back, 1);
}

static void stay_quiet(j_common_ptr c)
{
    (void)c;
}

/* A few kilobytes can name the whole picture a thousand times. */
static void count_scans(j_common_ptr c)
{
    struct guard *g = (struct guard *)c->err;

    if (((j_decompress_ptr)c)->input_scan_number <= SCANS_MOST)
        return;
    snprintf(g->why, sizeof g->why, "too many passes");
    longjmp(g->back, 1);
}

/* In eighths, no smaller than what is asked for. */
static void choose_scale(struct jpeg_decompress_struct *j, int most)
{
    unsigned side = j->image_width > j->image_height ? j->image_width : j->image_height;

    j->scale_denom = 8;
    for (j->scale_num = 1; j->scale_num < 8 && side * j->scale_num / 8 < (unsigned)most; j->scale_num++)
        ;
}

/* Ink on paper: cyan, magenta, yellow and black, which Adobe writes the other way round. */
static void ink_to_light(unsigned char *row, size_t pixels, bool inverted)
{
    for (size_t i = 0; i < pixels; i++, row += 4) {
        unsigned v[4];
        for (int c = 0; c < 4; c++)
            v[c] = inverted ? row[c] : 255u - row[c];
        row[2] = (unsigned char)(v[0] * v[3] / 255);
        row[1] = (unsigned char)(v[1] * v[3] / 255);
        row[0] = (unsigned char)(v[2] * v[3] / 255);
        row[3] = 255;
    }
}

static void read_rows(struct arena *a, struct jpeg_decompress_struct *j, struct raster *out)
{
    bool is_ink = j->out_color_space == JCS_CMYK;

    jpeg_start_decompress(j);
    out->width = (int)j->output_width;
    out->height = (int)j->output_height;
    out->pixels = arena_alloc(a, (size_t)out->width * (size_t)out->height, 4);
    while (j->output_scanline < j->output_height) {
        JSAMPROW row = out->pixels + (size_t)j->output_scanline * (size_t)out->width * 4;
        jpeg_read_scanlines(j, &row, 1);
        if (is_ink)
            ink_to_light(row, (size_t)out->width, j->saw_Adobe_marker);
    }
}

static code decode_jpeg(struct arena *a, str bytes, int most, struct raster *out, struct error *err)
{
    struct jpeg_decompress_struct j = {0};
    struct guard *g = NEW(a, struct guard);

    j.err = jpeg_std_error(&g->mgr);
    g->mgr.error_exit = leave;
    g->mgr.output_message = stay_quiet;
    g->progress.progress_monitor = count_scans;
    if (setjmp(g->back))
        return fail(err, BAD_INPUT, "", "the JPEG picture is damaged: %.120s", g->why);
    jpeg_create_decompress(&j);
    j.progress = &g->progress;
    jpeg_mem_src(&j, (const unsigned char *)bytes.p, bytes.n);
    jpeg_read_header(&j, TRUE);
    j.out_color_space = j.jpeg_color_space == JCS_CMYK || j.jpeg_color_space == JCS_YCCK ? JCS_CMYK : JCS_EXT_BGRX;
    choose_scale(&j, most);
    read_rows(a, &j, out);
    return OK;                                   /* the process ends soon: what libjpeg holds is not given back */
}

static code jpeg_raster(struct arena *a, str bytes, int most, struct raster *out, struct error *err)
{
    struct jpeg_info info;

    TRY(jpeg_inspect(bytes, &info, err));
    uint64_t pixels = (uint64_t)info.width * info.height;
    if (pixels > (info.is_progressive ? PIXELS_MOST_HELD : PIXELS_MOST))
        return fail(err, LIMIT, "", "the picture has %u by %u pixels; %d million in all are the most", info.width, info.height,
                    info.is_progressive ? 25 : 100);
    TRY(decode_jpeg(a, bytes, most, out, err));
    out->orientation = info.orientation;
    return OK;
}

/* ---- WebP in ---- */

/* What can be seen through is seen on white. */
static void lay_on_white(unsigned char *p, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++, p += 4) {
        unsigned alpha = p[3];
        for (int c = 0; c < 3; c++)
            p[c] = (unsigned char)((p[c] * alpha + 255u * (255u - alpha) + 127) / 255);
        p[3] = 255;
    }
}

static code webp_raster(struct arena *a, str bytes, struct raster *out, struct error *err)
{
    WebPBitstreamFeatures f;

    if (WebPGetFeatures((const uint8_t *)bytes.p, bytes.n, &f) != VP8_STATUS_OK || f.width <= 0 || f.height <= 0)
        return fail(err, BAD_INPUT, "", "the WebP picture is damaged");
    if (f.has_animation)
        return fail(err, UNSUPPORTED, "", "this WebP moves: save one picture of it, or a video");
    if ((uint64_t)f.width * (uint64_t)f.height > PIXELS_MOST_HELD)
        return fail(err, LIMIT, "", "the picture has %d by %d pixels; 25 million in all are the most", f.width, f.height);
    size_t pixels = (size_t)f.width * (size_t)f.height;
    *out = (struct raster){arena_alloc(a, pixels, 4), f.width, f.height, 1};
    if (!WebPDecodeBGRAInto((const uint8_t *)bytes.p, bytes.n, out->pixels, pixels * 4, f.width * 4))
        return fail(err, BAD_INPUT, "", "the WebP picture is damaged");
    lay_on_white(out->pixels, pixels);
    return OK;
}

/* ---- upright, and not too large ---- */

/* Where the corner and the two sides of what was stored come to lie (Exif 2.3
 * §4.6.4); the last four: how often width and height are added. */
static const struct turn { double xx, yx, xy, yy, xw, xh, yw, yh; } turns[] = {
    {1, 0, 0, 1, 0, 0, 0, 0}, {-1, 0, 0, 1, 1, 0, 0, 0}, {-1, 0, 0, -1, 1, 0, 0, 1}, {1, 0, 0, -1, 0, 0, 0, 1},
    {0, 1, 1, 0, 0, 0, 0, 0}, {0, 1, -1, 0, 0, 1, 0, 0}, {0, -1, -1, 0, 0, 1, 1, 0}, {0, -1, 1, 0, 0, 0, 1, 0},
};

static void turn(cairo_t *cr, const struct raster *r)
{
    const struct turn *t = &turns[r->orientation - 1];
    cairo_matrix_t m;

    cairo_matrix_init(&m, t->xx, t->yx, t->xy, t->yy, t->xw * r->width + t->xh * r->height, t->yw * r->width + t->yh * r->height);
    cairo_transform(cr, &m);
}

static code upright(const struct raster *r, int most, cairo_surface_t **out, struct error *err)
{
    bool on_its_side = r->orientation >= 5;
    double w = on_its_side ? r->height : r->width, h = on_its_side ? r->width : r->height;
    double scale = fmin(1, most / fmax(w, h));
    cairo_surface_t *raw = cairo_image_surface_create_for_data(r->pixels, CAIRO_FORMAT_RGB24, r->width, r->height, r->width * 4);

    *out = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)fmax(1, w * scale + 0.5), (int)fmax(1, h * scale + 0.5));
    cairo_t *cr = cairo_create(*out);
    cairo_scale(cr, cairo_image_surface_get_width(*out) / w, cairo_image_surface_get_height(*out) / h);
    turn(cr, r);
    cairo_set_source_surface(cr, raw, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_GOOD);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    bool drawn = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_flush(*out);
    return drawn ? OK : fail(err, LIMIT, "", "the picture is too long or too wide to be drawn");
}

bool photo_looks_like(str bytes)
{
    return str_starts(bytes, S("\xff\xd8\xff")) || (str_starts(bytes, S("RIFF")) && bytes.n > 15 && memcmp(bytes.p + 8, "WEBPVP8", 7) == 0);
}

code photo_surface(struct arena *a, str bytes, int most, cairo_surface_t **out, struct error *err)
{
    struct raster r = {0};

    if (str_starts(bytes, S("RIFF")))
        TRY(webp_raster(a, bytes, &r, err));
    else
        TRY(jpeg_raster(a, bytes, most, &r, err));
    return upright(&r, most, out, err);
}

/* ---- JPEG out ---- */

static code write_jpeg(struct arena *a, cairo_surface_t *s, str *out, struct error *err)
{
    struct jpeg_compress_struct j = {0};
    struct guard *g = NEW(a, struct guard);
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    size_t stride = (size_t)cairo_image_surface_get_stride(s);

    j.err = jpeg_std_error(&g->mgr);
    g->mgr.error_exit = leave;
    if (setjmp(g->back))
        return fail(err, FAULT, "", "the picture could not be written as JPEG: %.120s", g->why);
    jpeg_create_compress(&j);
    jpeg_mem_dest(&j, &bytes, &n);
    j.image_width = (JDIMENSION)cairo_image_surface_get_width(s);
    j.image_height = (JDIMENSION)cairo_image_surface_get_height(s);
    j.input_components = 4;
    j.in_color_space = JCS_EXT_BGRX;
    jpeg_set_defaults(&j);
    jpeg_set_quality(&j, QUALITY, TRUE);
    jpeg_start_compress(&j, TRUE);
    while (j.next_scanline < j.image_height) {
        JSAMPROW row = cairo_image_surface_get_data(s) + j.next_scanline * stride;
        jpeg_write_scanlines(&j, &row, 1);
    }
    jpeg_finish_compress(&j);
    *out = str_copy(a, (str){(const char *)bytes, n});
    return OK;                                   /* the process ends soon: libjpeg's own copy is not given back */
}

code verb_photo(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    int most = frame_int(in, "size", 1, SIDE_MOST, 2048);
    cairo_surface_t *s;

    if (!photo_looks_like(in->body))
        return fail(err, UNSUPPORTED, "", "the file is neither a JPEG nor a WebP picture");
    TRY(photo_surface(a, in->body, most, &s, err));
    frame_set(a, out, "width", str_printf(a, "%d", cairo_image_surface_get_width(s)));
    frame_set(a, out, "height", str_printf(a, "%d", cairo_image_surface_get_height(s)));
    return write_jpeg(a, s, &out->body, err);
}
