/* draw/fonts.c — fontconfig is given files, not folders: the start then costs
 * the same whatever else is installed, and a picture looks the same on every
 * machine. */
#include "draw/fonts.h"
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <unistd.h>

#define FONTS "/usr/share/fonts/"
/* cairo keeps ten font files open and no more: an eleventh would have to be
 * opened again inside the sandbox. */
#define MAX_FONTS 10

static const char *const files[] = {
    FONTS "opentype/inter/Inter-Regular.otf",
    FONTS "opentype/inter/Inter-SemiBold.otf",
    FONTS "truetype/dejavu/DejaVuSans.ttf",
    FONTS "truetype/dejavu/DejaVuSans-Bold.ttf",
    FONTS "truetype/dejavu/DejaVuSerif.ttf",
    FONTS "truetype/dejavu/DejaVuSerif-Bold.ttf",
    FONTS "truetype/dejavu/DejaVuSansMono.ttf",
    FONTS "truetype/noto/NotoSansArabic-Regular.ttf",
    FONTS "truetype/noto/NotoSansHebrew-Regular.ttf",
    FONTS "truetype/noto/NotoSansDevanagari-Regular.ttf",
    FONTS "truetype/noto/NotoSansThai-Regular.ttf",
    FONTS "opentype/noto/NotoSansCJK-Regular.ttc",
};

/* What stands for which general name; no look at folders, no rescan. */
static const char rules[] =
    "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
    "<alias><family>sans-serif</family><prefer><family>Inter</family>"
    "<family>DejaVu Sans</family></prefer></alias>"
    "<alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>"
    "<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>"
    "<match target=\"pattern\"><edit name=\"family\" mode=\"append_last\">"
    "<string>Inter</string><string>DejaVu Sans</string></edit></match>"
    "<config><rescan><int>0</int></rescan></config></fontconfig>";

static int add_files(FcConfig *config)
{
    int n = 0;

    for (size_t i = 0; i < COUNT(files) && n < MAX_FONTS; i++)
        if (access(files[i], R_OK) == 0 &&
            FcConfigAppFontAddFile(config, (const FcChar8 *)files[i]))
            n++;
    return n;
}

/* Draws one letter in a font: pango and cairo then hold its file. */
static void draw_letter(cairo_t *cr, PangoFontDescription *font)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);

    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, "A\xC3\xA9 \xCE\xA9 \xD0\x96", -1);
    pango_cairo_show_layout(cr, layout);
    g_object_unref(layout);
}

static void draw_family(cairo_t *cr, PangoFontFamily *family)
{
    PangoFontFace **faces;
    int n;

    pango_font_family_list_faces(family, &faces, &n);
    for (int i = 0; i < n; i++) {
        PangoFontDescription *font = pango_font_face_describe(faces[i]);
        pango_font_description_set_size(font, 12 * PANGO_SCALE);
        draw_letter(cr, font);
        pango_font_description_free(font);
    }
    g_free(faces);
}

/* The surface and the context stay until the process ends: they hold the fonts. */
static void draw_all(void)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 16, 16);
    cairo_t *cr = cairo_create(surface);
    PangoFontFamily **families;
    int n;

    pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &n);
    for (int i = 0; i < n; i++)
        draw_family(cr, families[i]);
    g_free(families);
}

code fonts_load(struct error *err)
{
    FcConfig *config = FcConfigCreate();

    if (!config || !FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)rules, FcTrue))
        return fail(err, FAULT, "fonts", "the fonts could not be set up");
    if (add_files(config) == 0)
        return fail(err, UNREACHABLE, "fonts", "none of the fonts is installed: the Debian package "
                    "fonts-dejavu-core has them");
    FcConfigSetCurrent(config);
    draw_all();
    return OK;
}
