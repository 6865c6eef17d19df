/* draw/pdf_pages.h — a PDF that is being drawn: where its bytes go, and what it says of itself. */
#pragma once
#include <cairo.h>
#include "base/str.h"

struct pdf_pages {
    double width, height;                        /* points */
    str title, author;
    /* Filled by pdf_pages_open. */
    struct buf bytes;
    cairo_surface_t *surface;
    cairo_t *cr;
};

/* `p` must stay where it is until it is closed. */
void pdf_pages_open(struct pdf_pages *p, struct arena *a);
/* FAULT: it could not be written. What was drawn on the last page is shown before. */
MUST_USE code pdf_pages_close(struct pdf_pages *p, str *pdf, struct error *err);
