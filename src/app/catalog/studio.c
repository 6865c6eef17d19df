/* catalog/studio.c — the tables of the studio, and its choices as text. */
#include "app/catalog/studio.h"
#include <stddef.h>
#include "app/catalog/shape.h"
#include "base/arena.h"
#include "base/uri.h"

#define MAX_TEXT 240                             /* bytes of a field that are kept */

const struct studio_choice studio_borders[] = {
    {"line", "Line"}, {"double", "Double line"}, {"beads", "Beads"},
    {"stitch", "Stitches"}, {"bold", "Bold"}, {"none", "None"},
};
const size_t studio_border_count = COUNT(studio_borders);

const struct studio_choice studio_grounds[] = {
    {"plain", "Plain"}, {"rays", "Rays"}, {"rings", "Rings"}, {"stripes", "Stripes"}, {"half", "Two halves"},
};
const size_t studio_ground_count = COUNT(studio_grounds);

const struct studio_palette studio_palettes[] = {
    {"Plum", "#5b2862", "#8a3f86", "#f5b83d"},   {"Night", "#12284c", "#2a5298", "#e8b64c"},
    {"Ocean", "#0b5c7d", "#1398a8", "#d8eef2"},  {"Forest", "#14532d", "#2f8f4e", "#e9c46a"},
    {"Ember", "#9f1d20", "#e2542b", "#ffd27a"},  {"Sun", "#f2a900", "#ffd24a", "#7a3e00"},
    {"Slate", "#29323c", "#56677a", "#c9d3dd"},  {"Copper", "#6b3410", "#b5652b", "#f3d3b1"},
    {"Rose", "#9d174d", "#db4c86", "#fbd5e3"},   {"Mint", "#d3f3e4", "#a5e3c8", "#13795b"},
    {"Indigo", "#312e81", "#5b57d1", "#c7d2fe"}, {"Ivory", "#fbf6ea", "#efe3c6", "#8a6d1f"},
};
const size_t studio_palette_count = COUNT(studio_palettes);

#define T(literal) {literal, sizeof(literal) - 1}

const struct studio_preset studio_presets[] = {
    {"forklift", "Vehicle or machine", {.shape = T("shield"), .border = T("double"), .ground = T("rays"),
     .colour = T("#12284c"), .colour2 = T("#2a5298"), .ring = T("#f5b83d"), .icon = T("forklift"),
     .banner = T("Forklift operator"), .stars = 2}},
    {"first-aid", "First aid", {.shape = T("circle"), .border = T("line"), .ground = T("plain"),
     .colour = T("#9f1d20"), .colour2 = T("#d8432f"), .ring = T("#ffffff"), .icon = T("first-aid-kit"),
     .text_top = T("FIRST AID"), .text_bottom = T("AT WORK")}},
    {"fire-safety", "Fire safety", {.shape = T("burst"), .border = T("beads"), .ground = T("plain"),
     .colour = T("#8f1713"), .colour2 = T("#e8621f"), .ring = T("#ffcf6b"), .icon = T("fire-extinguisher"),
     .text_top = T("FIRE WARDEN"), .banner = T("Certified")}},
    {"welcome", "Induction", {.shape = T("hexagon"), .border = T("line"), .ground = T("rays"),
     .colour = T("#0b5c7d"), .colour2 = T("#18a0ae"), .ring = T("#e9f7f8"), .icon = T("hand-stop"),
     .text_top = T("WELCOME"), .text_bottom = T("ON BOARD")}},
    {"leadership", "Leadership", {.shape = T("laurel"), .border = T("double"), .ground = T("plain"),
     .colour = T("#3d1a4b"), .colour2 = T("#7b3f8c"), .ring = T("#e3b04b"), .icon = T("users-group"),
     .banner = T("Team leader"), .stars = 3}},
    {"security", "Information security", {.shape = T("crest"), .border = T("line"), .ground = T("half"),
     .colour = T("#1f2937"), .colour2 = T("#43556b"), .ring = T("#7dd3c0"), .icon = T("shield-lock"),
     .banner = T("Security aware")}},
    {"environment", "Environment", {.shape = T("seal"), .border = T("stitch"), .ground = T("plain"),
     .colour = T("#14532d"), .colour2 = T("#3a9a5b"), .ring = T("#dff3c8"), .icon = T("leaf"),
     .text_top = T("GREEN OFFICE"), .text_bottom = T("CHAMPION")}},
    {"trainer", "Teaching", {.shape = T("medal"), .border = T("line"), .ground = T("rings"),
     .colour = T("#9d174d"), .colour2 = T("#d6457f"), .ring = T("#f6c453"), .icon = T("presentation"),
     .text_top = T("TRAIN THE"), .text_bottom = T("TRAINER")}},
    {"craft", "Craft or technique", {.shape = T("gear"), .border = T("bold"), .ground = T("plain"),
     .colour = T("#29323c"), .colour2 = T("#586b7f"), .ring = T("#f08a24"), .icon = T("tools"),
     .text_top = T("MAINTENANCE"), .stars = 3}},
    {"food", "Food and hygiene", {.shape = T("octagon"), .border = T("double"), .ground = T("plain"),
     .colour = T("#fbf6ea"), .colour2 = T("#efe3c6"), .ring = T("#1f6f54"), .icon = T("chef-hat"),
     .text_top = T("FOOD SAFETY"), .banner = T("Level 2")}},
    {"innovation", "Ideas", {.shape = T("diamond"), .border = T("line"), .ground = T("rays"),
     .colour = T("#312e81"), .colour2 = T("#6d5ae0"), .ring = T("#ffd84d"), .icon = T("bulb"),
     .banner = T("Idea of the year")}},
    {"excellence", "Excellence", {.shape = T("star"), .border = T("line"), .ground = T("plain"),
     .colour = T("#f2a900"), .colour2 = T("#ffcf40"), .ring = T("#8a4b00"), .icon = T("trophy"),
     .banner = T("Excellence")}},
    {"language", "Languages", {.shape = T("square"), .border = T("stitch"), .ground = T("stripes"),
     .colour = T("#0b5a4d"), .colour2 = T("#168070"), .ring = T("#f4e3b2"), .icon = T("language"),
     .text_top = T("SPANISH"), .text_bottom = T("B2")}},
    {"volunteer", "Volunteering", {.shape = T("pennant"), .border = T("double"), .ground = T("plain"),
     .colour = T("#97246a"), .colour2 = T("#c93d8e"), .ring = T("#fff0d9"), .icon = T("heart-handshake"),
     .text_top = T("VOLUNTEER"), .banner = T("100 hours")}},
};
const size_t studio_preset_count = COUNT(studio_presets);

const struct studio *studio_preset(str name)
{
    for (size_t i = 0; i < COUNT(studio_presets); i++)
        if (str_eq(name, cstr(studio_presets[i].name)))
            return &studio_presets[i].studio;
    return NULL;
}

/* ---- layers ---- */

#define MIDDLE {300, 300, 140, 0, 0, 100}
const struct studio_kind studio_kinds[] = {
    {"icon", "Symbol", "icons", "Symbol", "Size", {.kind = T("icon"), .value = T("star"), .colour = T("#ffffff"), .n = MIDDLE}},
    {"text", "Words", "typography", "Words", "Height of the letters",
     {.kind = T("text"), .value = T("Words"), .colour = T("#ffffff"), .n = {300, 300, 44, 0, 0, 100}}},
    {"shape", "Shape", "shape", "Shape", "Size", {.kind = T("shape"), .value = T("circle"), .colour = T("#f5b83d"), .n = MIDDLE}},
    {"ring", "Ring", "circle", NULL, "Width", {.kind = T("ring"), .colour = T("#f5b83d"), .n = {300, 300, 320, 0, 0, 100}}},
    {"ribbon", "Ribbon", "ribbon-health", "Words", "Width",
     {.kind = T("ribbon"), .value = T("Words"), .colour = T("#f5b83d"), .n = {300, 430, 460, 0, 0, 100}}},
};
const size_t studio_kind_count = COUNT(studio_kinds);

const struct studio_limits studio_limits[STUDIO_NUMBERS] = {
    {"x", "From the left", 0, 600, 300},  {"y", "From the top", 0, 600, 300},
    {"size", "Size", 10, 600, 140},       {"turn", "Turned by", -180, 180, 0},
    {"bend", "Bent", -300, 300, 0},       {"opacity", "Strength", 5, 100, 100},
};

const struct studio_kind *studio_kind(str name)
{
    for (size_t i = 0; i < COUNT(studio_kinds); i++)
        if (str_eq(name, cstr(studio_kinds[i].name)))
            return &studio_kinds[i];
    return NULL;
}

size_t studio_layer_count(const struct studio *s)
{
    size_t n = 0;

    while (n < STUDIO_LAYERS && studio_kind(s->layers[n].kind))
        n++;
    return n;
}

static const struct { const char *name; size_t at; } words[] = {
    {"kind", offsetof(struct studio_layer, kind)},     {"value", offsetof(struct studio_layer, value)},
    {"colour", offsetof(struct studio_layer, colour)}, {"second", offsetof(struct studio_layer, colour2)},
};

static str *word(const struct studio_layer *l, size_t i)
{
    return (str *)((char *)l + words[i].at);
}

int64_t studio_within(enum studio_number i, int64_t n)
{
    const struct studio_limits *k = &studio_limits[i];

    return n < k->least ? k->least : n > k->most ? k->most : n;
}

static int64_t read_number(enum studio_number i, str value)
{
    int64_t n;

    return str_to_int(value, &n) ? studio_within(i, n) : studio_limits[i].standard;
}

/* The name of its kind stands before the numbers: those that are not given are as usual. */
static void begin_layer(struct studio_layer *l)
{
    for (size_t i = 0; i < STUDIO_NUMBERS; i++)
        l->n[i] = studio_limits[i].standard;
}

/* "l3colour": the colour of the third layer. */
static void set_of_layer(struct studio *s, str name, str value)
{
    size_t digits = 1;
    int64_t number;

    while (digits < name.n && name.p[digits] >= '0' && name.p[digits] <= '9')
        digits++;
    if (!str_to_int(str_slice(name, 1, digits), &number) || number < 1 || number > STUDIO_LAYERS)
        return;
    struct studio_layer *l = &s->layers[number - 1];
    name = str_from(name, digits);
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq(name, cstr(words[i].name)))
            *word(l, i) = str_slice(value, 0, MAX_TEXT);
    if (str_eq(name, S("kind")))
        begin_layer(l);
    for (size_t i = 0; i < STUDIO_NUMBERS; i++)
        if (str_eq(name, cstr(studio_limits[i].name)))
            l->n[i] = read_number((enum studio_number)i, value);
    if (str_eq(name, S("hidden")))
        l->is_hidden = str_eq(value, S("1"));
}

static void put_layer(struct buf *b, const struct studio_layer *l, size_t number)
{
    for (size_t i = 0; i < COUNT(words); i++)
        if (!str_is_empty(*word(l, i)))
            buf_printf(b, "&l%zu%s=" STR_FMT, number, words[i].name, STR_ARG(uri_encode(b->a, *word(l, i))));
    for (size_t i = 0; i < STUDIO_NUMBERS; i++)
        buf_printf(b, "&l%zu%s=%lld", number, studio_limits[i].name,
                   (long long)studio_within((enum studio_number)i, l->n[i]));
    if (l->is_hidden)
        buf_printf(b, "&l%zuhidden=1", number);
}

/* ---- as text ------------------------------------------------------------- */

static const struct { const char *name; size_t at; } fields[] = {
    {"shape", offsetof(struct studio, shape)},       {"border", offsetof(struct studio, border)},
    {"ground", offsetof(struct studio, ground)},     {"colour", offsetof(struct studio, colour)},
    {"colour2", offsetof(struct studio, colour2)},   {"ring", offsetof(struct studio, ring)},
    {"icon", offsetof(struct studio, icon)},         {"text_top", offsetof(struct studio, text_top)},
    {"text_bottom", offsetof(struct studio, text_bottom)}, {"banner", offsetof(struct studio, banner)},
};

static str *field(const struct studio *s, size_t i)
{
    return (str *)((char *)s + fields[i].at);
}

void studio_set(struct studio *s, str name, str value)
{
    int64_t n;

    for (size_t i = 0; i < COUNT(fields); i++)
        if (str_eq(name, cstr(fields[i].name)))
            *field(s, i) = str_slice(value, 0, MAX_TEXT);
    if (str_starts(name, S("l")))
        set_of_layer(s, name, value);
    if (str_eq(name, S("stars")))
        s->stars = str_to_int(value, &n) && n >= 0 && n <= 5 ? (int)n : 0;
}

str studio_write(struct arena *a, const struct studio *s)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(fields); i++)
        if (!str_is_empty(*field(s, i)))
            buf_printf(&b, "%s%s=" STR_FMT, b.n ? "&" : "", fields[i].name,
                       STR_ARG(uri_encode(a, *field(s, i))));
    buf_printf(&b, "%sstars=%d", b.n ? "&" : "", s->stars);
    for (size_t i = 0; i < studio_layer_count(s); i++)
        put_layer(&b, &s->layers[i], i + 1);
    return buf_done(&b);
}

void studio_read(struct arena *a, str text, struct studio *out)
{
    str part, name, value;

    *out = (struct studio){0};
    while (str_cut(&text, '&', &part)) {
        value = part;
        if (str_cut(&value, '=', &name) && uri_decode(a, value, true, &value, NULL) == OK)
            studio_set(out, name, value);
    }
}
