/* draw/picture.c — pictures of strangers: SVG through librsvg, PNG through
 * libpng, photographs through photo.c, all onto a cairo surface. */
#include <cairo.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <png.h>
#include <string.h>
#include "draw/photo.h"
#include "draw/verbs.h"
#include "format/png.h"
#include "format/svg.h"

#define MAX_PIXELS ((uint64_t)25 * 1000 * 1000)
#define MAX_SIDE   2048

struct size { double width, height; };

/* ---- out ---------------------------------------------------------------- */

static cairo_status_t put_bytes(void *buffer, const unsigned char *p, unsigned n)
{
    buf_put(buffer, (str){(const char *)p, n});
    return CAIRO_STATUS_SUCCESS;
}

static bool is_blank(cairo_surface_t *s)
{
    const unsigned char *p = cairo_image_surface_get_data(s);
    size_t n = (size_t)cairo_image_surface_get_stride(s) * (size_t)cairo_image_surface_get_height(s);

    for (size_t i = 0; i < n; i++)
        if (p[i])
            return false;
    return true;
}

static code write_png(struct arena *a, cairo_surface_t *s, str *out, struct error *err)
{
    struct buf b = buf_new(a);

    cairo_surface_flush(s);
    if (is_blank(s))
        return fail(err, BAD_INPUT, "", "the picture shows nothing: it is empty or transparent all over");
    if (cairo_surface_write_to_png_stream(s, put_bytes, &b) != CAIRO_STATUS_SUCCESS)
        return fail(err, FAULT, "", "the picture could not be written as PNG");
    *out = buf_done(&b);
    return OK;
}

static void tell_size(struct arena *a, struct frame *out, struct size z)
{
    frame_set(a, out, "width", str_printf(a, "%.0f", fmin(fmax(z.width, 0), 1e6)));
    frame_set(a, out, "height", str_printf(a, "%.0f", fmin(fmax(z.height, 0), 1e6)));
}

/* ---- SVG ---------------------------------------------------------------- */

static struct size svg_size(RsvgHandle *svg)
{
    gboolean has_box = FALSE;
    struct size z = {0};
    RsvgRectangle box;

    if (rsvg_handle_get_intrinsic_size_in_pixels(svg, &z.width, &z.height) && z.width > 0 && z.height > 0)
        return z;
    rsvg_handle_get_intrinsic_dimensions(svg, NULL, NULL, NULL, NULL, &has_box, &box);
    return has_box ? (struct size){box.width, box.height} : (struct size){1, 1};
}

static code svg_draw(cairo_t *cr, str bytes, RsvgRectangle place, struct size *was, struct error *err)
{
    RsvgHandle *svg = rsvg_handle_new_from_data((const guint8 *)bytes.p, bytes.n, NULL);

    if (!svg)
        return fail(err, BAD_INPUT, "", "the file is not an SVG picture, or it is damaged");
    *was = svg_size(svg);
    bool drawn = rsvg_handle_render_document(svg, cr, &place, NULL);
    g_object_unref(svg);
    if (!drawn || cairo_status(cr) != CAIRO_STATUS_SUCCESS)
        return fail(err, BAD_INPUT, "", "the SVG picture is too complicated to be drawn");
    return OK;
}

code verb_png_from_svg(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    int side = frame_int(in, "size", 1, MAX_SIDE, 600);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
    cairo_t *cr = cairo_create(s);
    struct size was;

    TRY(svg_draw(cr, in->body, (RsvgRectangle){0, 0, side, side}, &was, err));
    tell_size(a, out, was);
    return write_png(a, s, &out->body, err);
}

code verb_svg_clean(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    return svg_clean(a, in->body, &out->body, err);
}

/* ---- PNG ---------------------------------------------------------------- */

/* cairo wants the alpha multiplied in and the order of a native 32-bit word. */
static void multiply(unsigned char *p, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++, p += 4) {
        unsigned alpha = p[3];
        for (int c = 0; c < 3; c++)
            p[c] = (unsigned char)((p[c] * alpha + 127) / 255);
    }
}

static code decode(png_image *image, struct arena *a, str bytes, unsigned char **pixels, struct error *err)
{
    if (!png_image_begin_read_from_memory(image, bytes.p, bytes.n))
        return fail(err, BAD_INPUT, "", "the PNG picture is damaged: %.100s", image->message);
    if ((uint64_t)image->width * image->height > MAX_PIXELS)
        return fail(err, LIMIT, "", "the picture has %u by %u pixels; 25 million in all are the most",
                    image->width, image->height);
    image->format = PNG_FORMAT_BGRA;
    *pixels = arena_alloc(a, (size_t)image->width * image->height, 4);
    if (!png_image_finish_read(image, NULL, *pixels, 0, NULL))
        return fail(err, BAD_INPUT, "", "the PNG picture is damaged: %.100s", image->message);
    return OK;
}

/* A wrong IHDR is told before libpng meets it. */
static code png_surface(struct arena *a, str bytes, cairo_surface_t **s, struct error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    struct png_info info;
    unsigned char *pixels = NULL;

    TRY(png_inspect(bytes, &info, err));
    if (info.damaged)
        return fail(err, BAD_INPUT, "", "the PNG picture is damaged: a checksum is wrong");
    TRY(decode(&image, a, bytes, &pixels, err));
    multiply(pixels, (size_t)image.width * image.height);
    *s = cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_ARGB32, (int)image.width,
                                             (int)image.height, (int)image.width * 4);
    return cairo_surface_status(*s) == CAIRO_STATUS_SUCCESS
               ? OK : fail(err, LIMIT, "", "the picture is too long or too wide to be drawn");
}

/* `image` into the middle of the square, as large as it fits. */
static void place_image(cairo_t *cr, cairo_surface_t *image, double x, double y, double side)
{
    double w = cairo_image_surface_get_width(image), h = cairo_image_surface_get_height(image);
    double scale = side / fmax(w, h);

    cairo_save(cr);
    cairo_translate(cr, x + (side - w * scale) / 2, y + (side - h * scale) / 2);
    cairo_scale(cr, scale, scale);
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_paint(cr);
    cairo_restore(cr);
}

code verb_png_normalise(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    int most = frame_int(in, "size", 1, MAX_SIDE, 600);
    cairo_surface_t *image;

    if (photo_looks_like(in->body))
        TRY(photo_surface(a, in->body, MAX_SIDE, &image, err));
    else
        TRY(png_surface(a, in->body, &image, err));
    int w = cairo_image_surface_get_width(image), h = cairo_image_surface_get_height(image);
    int side = w > h ? w : h;
    side = side < most ? side : most;
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
    place_image(cairo_create(s), image, 0, 0, side);
    tell_size(a, out, (struct size){w, h});
    return write_png(a, s, &out->body, err);
}

/* ---- for the certificate, and before the sandbox ------------------------- */

code picture_draw(struct arena *a, cairo_t *cr, str bytes, double x, double y, double side, struct error *err)
{
    cairo_surface_t *image;
    struct size was;

    if (!png_looks_like(bytes))
        return svg_draw(cr, bytes, (RsvgRectangle){x, y, side, side}, &was, err);
    TRY(png_surface(a, bytes, &image, err));
    place_image(cr, image, x, y, side);
    return OK;
}

void picture_warm(void)
{
    static const char all[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\">"
        "<defs><filter id=\"f\"><feGaussianBlur stdDeviation=\"2\"/>"
        "<feDiffuseLighting><fePointLight x=\"1\" y=\"1\" z=\"9\"/></feDiffuseLighting>"
        "<feColorMatrix type=\"saturate\" values=\".5\"/></filter>"
        "<linearGradient id=\"g\"><stop stop-color=\"red\"/></linearGradient></defs>"
        "<rect width=\"64\" height=\"64\" fill=\"url(#g)\" filter=\"url(#f)\"/>"
        "<image width=\"9\" height=\"9\" href=\"data:image/png;base64,"
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5S"
        "fe/AAAAABJRU5ErkJggg==\"/>"
        "<image width=\"9\" height=\"9\" href=\"data:image/jpeg;base64,"
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP////////////////////////////////////////////////////////"
        "//////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=\"/>"
        "<text y=\"20\" font-family=\"sans-serif\" font-weight=\"bold\">A&#233;</text>"
        "<text y=\"40\" font-family=\"serif\" font-style=\"italic\">&#937;&#12354;</text></svg>";
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 64, 64);
    cairo_t *cr = cairo_create(s);
    struct size was;

    if (svg_draw(cr, (str){all, sizeof all - 1}, (RsvgRectangle){0, 0, 64, 64}, &was, NULL) != OK)
        cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_destroy(s);
}
