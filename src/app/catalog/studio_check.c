/* catalog/studio_check.c — what of a picture could not be read, and its remedy. */
#include "app/catalog/studio_check.h"

#include "app/catalog/icons.h"
#include "app/colour.h"

/* A badge's own page shows it 288 pixels wide: below this, letters are lower than
 * ten of them. */
#define LEAST_LETTERS 21
#define LEAST_RIM     3.0                        /* WCAG 2.2 §1.4.11 */

static const struct {
    const char *name, *sentence;
    size_t words, size;                          /* offsets */
} lines[] = {
    {"top", "The words above are too long for this shape: they become too small to read.",
     offsetof(struct studio, text_top), offsetof(struct studio_sizes, top)},
    {"bottom", "The words below are too long for this shape: they become too small to read.",
     offsetof(struct studio, text_bottom), offsetof(struct studio_sizes, bottom)},
    {"banner", "The words on the banner are too long: they become too small to read.",
     offsetof(struct studio, banner), offsetof(struct studio_sizes, banner)},
};

static str *words_of(struct studio *s, size_t i)
{
    return (str *)(void *)((char *)s + lines[i].words);
}

static bool is_tiny(struct arena *a, const struct studio *s, size_t i)
{
    struct studio_sizes sizes;

    studio_sizes(a, s, &sizes);
    double size = *(const double *)(const void *)((const char *)&sizes + lines[i].size);
    return size > 0 && size < LEAST_LETTERS;
}

/* As many of the first words as can be read; none, where the first is too long. */
static str shortened(struct arena *a, const struct studio *s, size_t i)
{
    struct studio tried = *s;
    str *words = words_of(&tried, i);

    while (is_tiny(a, &tried, i)) {
        size_t n = words->n;
        while (n > 0 && words->p[n - 1] != ' ')
            n--;
        *words = str_trim(str_slice(*words, 0, n));
    }
    return *words;
}

static bool is_rim_alike(const struct studio *s, struct colour *face, struct colour *ring)
{
    return colour_read(s->colour, face) && colour_read(s->ring, ring) && colour_contrast(*face, *ring) < LEAST_RIM;
}

/* In a list a picture is 64 pixels wide: words are never read there. */
static bool is_words_alone(const struct studio *s)
{
    for (size_t i = 0; i < studio_layer_count(s); i++)
        if (!str_eq(s->layers[i].kind, S("text")) && !s->layers[i].is_hidden)
            return false;
    return str_is_absent(icon_drawing(s->icon)) && s->stars <= 0;
}

void studio_check(struct arena *a, const struct studio *s, struct studio_flaw_list *out)
{
    struct colour face, ring;

    for (size_t i = 0; i < COUNT(lines); i++)
        if (is_tiny(a, s, i))
            *list_add(a, out) = (struct studio_flaw){lines[i].name, lines[i].sentence, shortened(a, s, i)};
    if (is_rim_alike(s, &face, &ring))
        *list_add(a, out) = (struct studio_flaw){.name = "rim", .sentence = "Face and rim are too alike: some people cannot tell them apart."};
    if (is_words_alone(s))
        *list_add(a, out) = (struct studio_flaw){
            .name = "symbol", .sentence = "There is no symbol: in a list, where the picture is small, badges without one look all the same."};
    for (size_t i = 0; i < studio_layer_count(s); i++)
        if (!studio_layer_is_clear(s, i))
            *list_add(a, out) = (struct studio_flaw){
                .name = str_z(a, str_printf(a, "layer-%zu", i + 1)), .sentence = "The colour of a layer is hard to tell from the face below it."};
}

/* ---- remedies ---- */

static bool mend_layer(struct arena *a, struct studio *s, str number)
{
    struct colour face, face2;
    int64_t n;

    if (!str_to_int(number, &n) || n < 1 || (size_t)n > studio_layer_count(s) || !colour_read(s->colour, &face))
        return false;
    if (!colour_read(s->colour2, &face2))
        face2 = face;
    s->layers[n - 1].colour = cstr(colour_hex(a, colour_ink(face, face2)));
    return true;
}

bool studio_remedy(struct arena *a, struct studio *s, str name)
{
    struct colour face, ring;

    for (size_t i = 0; i < COUNT(lines); i++)
        if (str_eq(name, cstr(lines[i].name)) && is_tiny(a, s, i)) {
            *words_of(s, i) = shortened(a, s, i);
            return true;
        }
    if (str_eq(name, S("rim")) && is_rim_alike(s, &face, &ring)) {
        s->ring = cstr(colour_hex(a, colour_readable(ring, face, LEAST_RIM + 0.2)));
        return true;
    }
    if (str_eq(name, S("symbol"))) {
        s->icon = S("award");
        return true;
    }
    return str_starts(name, S("layer-")) && mend_layer(a, s, str_from(name, 6));
}
