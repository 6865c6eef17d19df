/* catalog/studio_form.c — the studio's choices as a form, an address and a picture. */
#include "app/catalog/studio_form.h"

#define LAYER(n)                                                               \
    {.name = "l" #n "kind", .kind = FIELD_LINE}, {.name = "l" #n "value", .kind = FIELD_LINE, .label = "Words", .max = 120}, \
    {.name = "l" #n "colour", .kind = FIELD_LINE}, {.name = "l" #n "second", .kind = FIELD_LINE},             \
    {.name = "l" #n "two", .kind = FIELD_BOOL}, {.name = "l" #n "hidden", .kind = FIELD_BOOL},                \
    {.name = "l" #n "x", .kind = FIELD_LINE}, {.name = "l" #n "y", .kind = FIELD_LINE},                       \
    {.name = "l" #n "size", .kind = FIELD_LINE}, {.name = "l" #n "turn", .kind = FIELD_LINE},                 \
    {.name = "l" #n "bend", .kind = FIELD_LINE}, {.name = "l" #n "opacity", .kind = FIELD_LINE}
const struct edit_rows studio_rows = {PER_LAYER, STUDIO_LAYERS, true};

static const struct form_field studio_fields[] = {
    LAYER(1), LAYER(2), LAYER(3), LAYER(4), LAYER(5), LAYER(6), LAYER(7), LAYER(8), LAYER(9), LAYER(10),
    {.name = "rows", .kind = FIELD_INT, .label = "Layers", .max = STUDIO_LAYERS},
    {.name = "shape", .kind = FIELD_LINE, .label = "Shape"},
    {.name = "border", .kind = FIELD_LINE, .label = "Border"},
    {.name = "ground", .kind = FIELD_LINE, .label = "Pattern"},
    {.name = "palette", .kind = FIELD_LINE, .label = "Colours"},
    {.name = "colour", .kind = FIELD_LINE, .label = "Colour"},
    {.name = "colour2", .kind = FIELD_LINE, .label = "Second colour"},
    {.name = "gradient", .kind = FIELD_BOOL, .label = "Second colour"},
    {.name = "ring", .kind = FIELD_LINE, .label = "Rim"},
    {.name = "icon", .kind = FIELD_LINE, .label = "Symbol"},
    {.name = "text_top", .kind = FIELD_LINE, .label = "Words above", .max = 60},
    {.name = "text_bottom", .kind = FIELD_LINE, .label = "Words below", .max = 60},
    {.name = "banner", .kind = FIELD_LINE, .label = "Words on the banner", .max = 60},
    {.name = "stars", .kind = FIELD_INT, .label = "Stars", .max = 5},
    {.name = "find", .kind = FIELD_LINE, .label = "Search symbols", .max = 60},
    {.name = "from", .kind = FIELD_INT, .label = "Symbols from", .max = 10000},
};
const struct form_spec studio_form = FORM(studio_fields);
_Static_assert(COUNT(studio_fields) == PER_LAYER * STUDIO_LAYERS + 16, "a row for each layer");

const struct studio_palette *studio_palette_of(str label)
{
    for (size_t i = 0; i < studio_palette_count; i++)
        if (str_eq(label, cstr(studio_palettes[i].label)))
            return &studio_palettes[i];
    return NULL;
}

/* A set of colours counts before the single ones; "own" is no set. */
static void choose_colours(struct studio *s, str palette, bool has_second)
{
    const struct studio_palette *p = studio_palette_of(palette);

    if (p) {
        s->colour = cstr(p->colour);
        s->colour2 = cstr(p->colour2);
        s->ring = cstr(p->ring);
    }
    if (!has_second)
        s->colour2 = (str){0};
}

/* A colour picker always says something: a second colour counts where it is ticked. */
static void drop_second(struct studio *s, size_t layer, bool is_ticked)
{
    if (!is_ticked)
        s->layers[layer].colour2 = (str){0};
}

void studio_of_form(struct form *f, struct studio *s)
{
    size_t n = edit_rows_count(f, &studio_rows);

    *s = (struct studio){0};
    for (size_t i = 0; i < f->n; i++)
        if (i >= studio_rows.per_row * studio_rows.max || i < n * studio_rows.per_row)
            studio_set(s, cstr(f->values[i].field->name), f->values[i].text);
    choose_colours(s, form_text(f, "palette"), form_bool(f, "gradient"));
    for (size_t i = 0; i < n; i++)
        drop_second(s, i, edit_cell(f, &studio_rows, i, TWO)->number);
}

void studio_of_query(const struct request *rq, struct studio *s)
{
    str palette = request_query(rq, "palette");

    *s = (struct studio){0};
    for (size_t i = 0; i < rq->query.n; i++)
        studio_set(s, rq->query.items[i].name, rq->query.items[i].value);
    if (str_is_absent(palette))                  /* what was kept, not a form */
        return;
    choose_colours(s, palette, str_eq(request_query(rq, "gradient"), S("1")));
    for (size_t i = 0; i < STUDIO_LAYERS; i++)
        drop_second(s, i, str_eq(request_query(rq, str_printf(rq->arena, "l%zutwo", i + 1).p), S("1")));
}

void form_of_layer(struct arena *a, struct form *f, size_t row, const struct studio_layer *l)
{
    edit_cell(f, &studio_rows, row, KIND)->text = l->kind;
    edit_cell(f, &studio_rows, row, VALUE)->text = str_is_absent(l->value) ? S("") : l->value;
    edit_cell(f, &studio_rows, row, COLOUR)->text = l->colour;
    edit_cell(f, &studio_rows, row, COLOUR2)->text = str_is_empty(l->colour2) ? l->colour : l->colour2;
    edit_cell(f, &studio_rows, row, TWO)->number = !str_is_empty(l->colour2);
    edit_cell(f, &studio_rows, row, HIDDEN)->number = l->is_hidden;
    edit_cell(f, &studio_rows, row, HIDDEN)->text = l->is_hidden ? S("1") : S("");
    for (size_t i = 0; i < STUDIO_NUMBERS; i++)
        edit_cell(f, &studio_rows, row, NUMBERS + i)->text = str_printf(a, "%lld", (long long)l->n[i]);
}

static str same_palette(const struct studio *s)
{
    for (size_t i = 0; i < studio_palette_count; i++)
        if (str_eq_nocase(s->colour, cstr(studio_palettes[i].colour)) &&
            str_eq_nocase(s->ring, cstr(studio_palettes[i].ring)) &&
            (str_is_empty(s->colour2) || str_eq_nocase(s->colour2, cstr(studio_palettes[i].colour2))))
            return cstr(studio_palettes[i].label);
    return S("own");
}

void form_of_studio(struct arena *a, struct form *f, const struct studio *s)
{
    form_set(f, "shape", s->shape);
    form_set(f, "border", s->border);
    form_set(f, "ground", s->ground);
    form_set(f, "palette", same_palette(s));
    form_set(f, "colour", s->colour);
    form_set(f, "colour2", str_is_empty(s->colour2) ? s->colour : s->colour2);
    form_set(f, "gradient", str_is_empty(s->colour2) ? S("") : S("1"));
    form_value(f, "gradient")->number = !str_is_empty(s->colour2);
    form_set(f, "ring", s->ring);
    form_set(f, "icon", s->icon);
    form_set(f, "text_top", s->text_top);
    form_set(f, "text_bottom", s->text_bottom);
    form_set(f, "banner", s->banner);
    form_set(f, "stars", str_printf(a, "%d", s->stars));
    for (size_t i = 0; i < studio_layer_count(s); i++)
        form_of_layer(a, f, i, &s->layers[i]);
    edit_rows_set(f, studio_layer_count(s));
}
