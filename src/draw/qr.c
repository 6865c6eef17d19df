/* draw/qr.c — QR codes as paths of squares; level M survives a stain of 15 %. */
#include <qrencode.h>
#include "draw/verbs.h"

#define MAX_TEXT 2000
#define QUIET    4

code qr_modules(struct arena *a, str text, str *modules, int *width, struct error *err)
{
    if (str_is_empty(text) || text.n > MAX_TEXT)
        return fail(err, LIMIT, "text", "a QR code holds from 1 to %d letters", MAX_TEXT);
    const char *z = str_z(a, text);
    char *cells = NEW_ARRAY(a, 177 * 177, char); /* version 40, the largest */
    QRcode *qr = QRcode_encodeString8bit(z, 0, QR_ECLEVEL_M);
    if (!qr)
        return fail(err, FAULT, "text", "the QR code could not be made");
    size_t n = (size_t)qr->width * (size_t)qr->width;
    for (size_t i = 0; i < n; i++)
        cells[i] = qr->data[i] & 1;
    *modules = (str){cells, n};
    *width = qr->width;
    QRcode_free(qr);
    return OK;
}

/* Neighbours in a row become one bar: a third of the text. */
static void put_row(struct buf *b, const char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && row[x])
            x++;
        if (x > from)
            buf_printf(b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
    }
}

code verb_qr(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    struct buf b = buf_new(a);
    str modules;
    int width;

    TRY(qr_modules(a, in->body, &modules, &width, err));
    int side = width + 2 * QUIET;
    buf_printf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
               "<path fill=\"#000\" d=\"", side, side, side, side);
    for (int y = 0; y < width; y++)
        put_row(&b, modules.p + (size_t)y * (size_t)width, width, y);
    buf_putz(&b, "\"/></svg>\n");
    out->body = buf_done(&b);
    return OK;
}
