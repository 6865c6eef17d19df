/* glyphs/main.c — letter outlines as C data, for pictures that must look the
 * same wherever they are opened:
 *
 *     cc $(pkg-config --cflags freetype2) tools/glyphs/main.c -lfreetype -o glyphs
 *     ./glyphs Inter-Bold.otf > src/app/catalog/glyph_data.c
 *
 * Run by hand when the font or the ranges change; not a part of the build. */
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <stdio.h>

static const struct { unsigned from, to; } ranges[] = {
    {0x20, 0x7E}, {0xA0, 0x17F}, {0x218, 0x21B}, {0x386, 0x3CE}, {0x400, 0x45F}, {0x490, 0x491},
    {0x1E9E, 0x1E9E}, {0x2013, 0x2014}, {0x2018, 0x201E}, {0x2020, 0x2022}, {0x2026, 0x2026},
    {0x2030, 0x2030}, {0x20AC, 0x20AC}, {0x2116, 0x2116}, {0x2122, 0x2122}, {0x2190, 0x2193}, {0x2212, 0x2212},
};

struct pen { long x, y, upm; char last; };

static long scaled(struct pen *p, long v)
{
    return (v * 1000 + (v < 0 ? -p->upm / 2 : p->upm / 2)) / p->upm;
}

static void number(long v, int first)
{
    printf(first || v < 0 ? "%ld" : " %ld", v);
}

/* Relative, y downwards; the command letter is left out when it repeats. */
static void emit(struct pen *p, char command, const FT_Vector *const *points, int n)
{
    int repeats = p->last == command && command != 'm';

    if (!repeats)
        putchar(command);
    for (int i = 0; i < n; i++) {
        number(scaled(p, points[i]->x) - p->x, i == 0 && !repeats);
        number(-scaled(p, points[i]->y) - p->y, 0);
    }
    p->x = scaled(p, points[n - 1]->x);
    p->y = -scaled(p, points[n - 1]->y);
    p->last = command;
}

static int move(const FT_Vector *to, void *ctx)
{
    struct pen *p = ctx;

    if (p->last)
        putchar('z');
    emit(p, 'm', &to, 1);
    return 0;
}

static int line(const FT_Vector *to, void *ctx)
{
    emit(ctx, 'l', &to, 1);
    return 0;
}

static int curve2(const FT_Vector *a, const FT_Vector *to, void *ctx)
{
    emit(ctx, 'q', (const FT_Vector *const[]){a, to}, 2);
    return 0;
}

static int curve3(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *ctx)
{
    emit(ctx, 'c', (const FT_Vector *const[]){a, b, to}, 3);
    return 0;
}

static void glyph(FT_Face face, unsigned cp)
{
    static const FT_Outline_Funcs funcs = {move, line, curve2, curve3, 0, 0};
    struct pen pen = {.upm = face->units_per_EM};

    if (!FT_Get_Char_Index(face, cp) || FT_Load_Char(face, cp, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING))
        return;
    printf("    {0x%X, %ld, \"", cp, scaled(&pen, face->glyph->advance.x));
    FT_Outline_Decompose(&face->glyph->outline, &funcs, &pen);
    printf("%s\"},\n", pen.last ? "z" : "");
}

int main(int argc, char **argv)
{
    FT_Library library;
    FT_Face face;

    if (argc != 2 || FT_Init_FreeType(&library) || FT_New_Face(library, argv[1], 0, &face)) {
        fprintf(stderr, "usage: glyphs FONT > glyph_data.c\n");
        return 64;
    }
    printf("/* catalog/glyph_data.c — outlines of %s %s, written by tools/glyphs.\n"
           " * Copyright the Inter Project Authors (https://github.com/rsms/inter), SIL Open\n"
           " * Font License 1.1. 1000 units to the em, y downwards, in order of code point. */\n"
           "#include \"app/catalog/glyph.h\"\n\nconst struct glyph glyphs[] = {\n",
           face->family_name, face->style_name);
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (unsigned cp = ranges[i].from; cp <= ranges[i].to; cp++)
            glyph(face, cp);
    printf("};\nconst size_t glyph_count = sizeof glyphs / sizeof glyphs[0];\n");
    return 0;
}
