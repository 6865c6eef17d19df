#include "draw/pdf_pages.h"

#include <cairo-pdf.h>

static cairo_status_t put_bytes(void *buffer, const unsigned char *bytes, unsigned n)
{
    buf_put(buffer, (str){(const char *)bytes, n});
    return CAIRO_STATUS_SUCCESS;
}

void pdf_pages_open(struct pdf_pages *p, struct arena *a)
{
    p->bytes = buf_new(a);
    p->surface = cairo_pdf_surface_create_for_stream(put_bytes, &p->bytes, p->width, p->height);
    p->cr = cairo_create(p->surface);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, str_z(a, p->title));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, str_z(a, p->author));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Lapel");
}

code pdf_pages_close(struct pdf_pages *p, str *pdf, struct error *err)
{
    cairo_show_page(p->cr);
    cairo_surface_finish(p->surface);
    if (cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS)
        return fail(err, FAULT, "", "the document could not be written");
    *pdf = buf_done(&p->bytes);
    return OK;
}
