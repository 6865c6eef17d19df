/* catalog/studio_pages.c — the editor's second step: the picture, drawn in the
 * studio. The server draws every preview. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/colour.h"
#include "app/catalog/picture.h"
#include "app/catalog/shape.h"
#include "templates.h"

#define LEAST_CONTRAST 3.0                       /* WCAG 2.2 §1.4.11, for the rim */

/* ---- the choices ---- */

static const struct form_field studio_fields[] = {
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
};
static const struct form_spec studio_form = FORM(studio_fields);

static const struct studio_palette *palette_of(str label)
{
    for (size_t i = 0; i < studio_palette_count; i++)
        if (str_eq(label, cstr(studio_palettes[i].label)))
            return &studio_palettes[i];
    return NULL;
}

/* A set of colours counts before the single ones; "own" is no set. */
static void choose_colours(struct studio *s, str palette, bool has_second)
{
    const struct studio_palette *p = palette_of(palette);

    if (p) {
        s->colour = cstr(p->colour);
        s->colour2 = cstr(p->colour2);
        s->ring = cstr(p->ring);
    }
    if (!has_second)
        s->colour2 = (str){0};
}

static void studio_of_form(const struct form *f, struct studio *s)
{
    *s = (struct studio){0};
    for (size_t i = 0; i < f->n; i++)
        studio_set(s, cstr(f->values[i].field->name), f->values[i].text);
    choose_colours(s, form_text(f, "palette"), form_bool(f, "gradient"));
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

static void form_of_studio(struct arena *a, struct form *f, const struct studio *s)
{
    form_set(f, "shape", s->shape);
    form_set(f, "border", s->border);
    form_set(f, "ground", s->ground);
    form_set(f, "palette", same_palette(s));
    form_set(f, "colour", s->colour);
    form_set(f, "colour2", str_is_empty(s->colour2) ? s->colour : s->colour2);
    form_set(f, "gradient", str_is_empty(s->colour2) ? S("") : S("1"));
    form_set(f, "ring", s->ring);
    form_set(f, "icon", s->icon);
    form_set(f, "text_top", s->text_top);
    form_set(f, "text_bottom", s->text_bottom);
    form_set(f, "banner", s->banner);
    form_set(f, "stars", str_printf(a, "%d", s->stars));
}

/* A first picture that already looks like this badge. */
static void first_studio(const struct badge_version_row *v, struct studio *s)
{
    *s = (struct studio){.shape = S("seal"), .border = S("line"), .ground = S("plain"),
                         .colour = cstr(studio_palettes[0].colour), .colour2 = cstr(studio_palettes[0].colour2),
                         .ring = cstr(studio_palettes[0].ring), .icon = S("award")};
    if (v->name.n <= 24)
        s->banner = v->name;
}

/* ---- the page of the studio ---- */

static bool is_low(const struct studio *s)
{
    struct colour face, ring;

    return colour_read(s->colour, &face) && colour_read(s->ring, &ring) && colour_contrast(face, ring) < LEAST_CONTRAST;
}

static void add_words(struct arena *a, struct studio_options *to, const struct studio_choice *from, size_t n, str chosen)
{
    for (size_t i = 0; i < n; i++)
        *list_add(a, to) = (struct studio_option){.value = cstr(from[i].name), .label = from[i].label,
                                                  .chosen = str_eq(chosen, cstr(from[i].name))};
}

/* As the server draws them, in grey: what hangs behind a medal is part of it. */
static void add_shapes(struct arena *a, struct studio_view *v, str chosen)
{
    for (size_t i = 0; i < shape_count; i++)
        *list_add(a, &v->shapes) = (struct studio_option){
            .value = cstr(shapes[i].name), .label = shapes[i].label, .chosen = shape_of(chosen) == &shapes[i],
            .picture = str_printf(a, STR_FMT "?shape=%s&border=none&colour=%%23857e8f&ring=%%23b5afbd",
                                  STR_ARG(v->address), shapes[i].name)};
}

static void add_palettes(struct arena *a, struct studio_options *to, str chosen)
{
    for (size_t i = 0; i < studio_palette_count; i++) {
        const struct studio_palette *p = &studio_palettes[i];
        *list_add(a, to) = (struct studio_option){.value = cstr(p->label), .label = p->label, .colour = p->colour,
                                                  .colour2 = p->colour2, .ring = p->ring,
                                                  .chosen = str_eq(chosen, cstr(p->label))};
    }
}

static void add_icons(struct arena *a, struct studio_view *v, str chosen)
{
    struct str_list names = {0};

    studio_icons(a, &names);
    for (size_t i = 0; i < names.n; i++) {
        struct studio_option *one = list_add(a, &v->icons);
        char *label = (char *)(uintptr_t)str_z(a, str_copy(a, names.items[i]));
        for (char *p = label; *p; p++)
            if (*p == '-')
                *p = ' ';
        *one = (struct studio_option){.value = names.items[i], .label = label, .chosen = str_eq(chosen, names.items[i])};
        v->has_icon |= one->chosen;
    }
}

static void add_stars(struct arena *a, struct studio_options *to, str chosen)
{
    static const char *const words[] = {"None", "One", "Two", "Three", "Four", "Five"};

    for (int i = 0; i <= 5; i++) {
        str value = str_printf(a, "%d", i);
        *list_add(a, to) = (struct studio_option){
            .value = value, .label = words[i], .chosen = str_eq(value, str_is_empty(chosen) ? S("0") : chosen)};
    }
}

static void add_presets(struct request *rq, struct studio_view *v)
{
    struct arena *a = rq->arena;

    for (size_t i = 0; i < studio_preset_count; i++)
        *list_add(a, &v->presets) = (struct preset_link){
            .href = str_printf(a, STR_FMT "/picture?preset=%s", STR_ARG(v->e.self), studio_presets[i].name),
            .picture = str_printf(a, STR_FMT "?preset=%s", STR_ARG(v->address), studio_presets[i].name),
            .label = studio_presets[i].label};
}

static void studio_page(struct request *rq, struct response *rs, struct studio_view *v)
{
    struct arena *a = rq->arena;
    struct studio s;

    studio_of_form(v->form, &s);
    v->address = str_join(a, v->e.base, S("/studio.svg"));
    v->preview = str_printf(a, STR_FMT "?" STR_FMT, STR_ARG(v->address), STR_ARG(studio_write(a, &s)));
    v->is_low_contrast = is_low(&s);
    v->is_own = !palette_of(form_text(v->form, "palette"));
    add_shapes(a, v, form_text(v->form, "shape"));
    add_words(a, &v->borders, studio_borders, studio_border_count, form_text(v->form, "border"));
    add_words(a, &v->grounds, studio_grounds, studio_ground_count, form_text(v->form, "ground"));
    add_palettes(a, &v->palettes, form_text(v->form, "palette"));
    add_icons(a, v, form_text(v->form, "icon"));
    add_stars(a, &v->stars, form_text(v->form, "stars"));
    add_presets(rq, v);
    struct out o = app_page(rq, "Picture", "badges");
    tmpl_catalog_studio(&o, v);
    app_send(rq, rs, &o);
    if (!v->form->ok)
        rs->status = 422;
}

void studio_show(struct request *rq, struct response *rs)
{
    struct studio_view v = {.form = form_empty(rq->arena, &studio_form)};
    const struct studio *preset = studio_preset(request_query(rq, "preset"));
    struct studio s;
    struct error err = {0};

    if (edit_open(rq, STEP_PICTURE, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    bool is_uploaded = !str_is_empty(v.e.b.v.png_hash) && str_is_empty(v.e.b.v.studio);
    if (is_uploaded && !preset && str_is_absent(request_query(rq, "draw"))) {
        response_redirect(rs, str_join(rq->arena, v.e.self, S("/upload")));
        return;
    }
    if (preset)
        s = *preset;
    else if (str_is_empty(v.e.b.v.studio))
        first_studio(&v.e.b.v, &s);
    else
        studio_read(rq->arena, v.e.b.v.studio, &s);
    form_of_studio(rq->arena, v.form, &s);
    v.shows_presets = !preset && str_is_empty(v.e.b.v.studio);
    studio_page(rq, rs, &v);
}

void studio_post(struct request *rq, struct response *rs)
{
    struct studio_view v = {.form = form_read(rq, &studio_form)};
    struct studio s;
    struct error err = {0};

    if (edit_open(rq, STEP_PICTURE, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    studio_of_form(v.form, &s);
    if (!v.form->ok || edit_button(rq, "show")) {
        studio_page(rq, rs, &v);
        return;
    }
    if (picture_draw(rq->db, rq->arena, &s, &v.e.b.v, &err) != OK)
        app_fail(rq, rs, &err);
    else if (edit_save(rq, rs, &v.e, v.form))
        edit_done(rq, rs, v.e.b.id, STEP_PICTURE);
    else if (!v.form->ok)
        studio_page(rq, rs, &v);
}

/* The drawing alone, for <img>. Its text was typed by somebody: as a document
 * of its own it may do nothing. */
void studio_draw(struct request *rq, struct response *rs)
{
    const struct studio *preset = studio_preset(request_query(rq, "preset"));
    struct studio s = {0};

    if (preset) {
        s = *preset;
    } else {
        for (size_t i = 0; i < rq->query.n; i++)
            studio_set(&s, rq->query.items[i].name, rq->query.items[i].value);
        str palette = request_query(rq, "palette");
        if (!str_is_absent(palette))             /* from the form, not from what was kept */
            choose_colours(&s, palette, str_eq(request_query(rq, "gradient"), S("1")));
    }
    response_bytes(rs, S("image/svg+xml"), studio_svg(rq->arena, &s));
    response_header(rs, "Content-Security-Policy", S("default-src 'none'; style-src 'unsafe-inline'; sandbox"));
    response_header(rs, "Cache-Control", S("private, max-age=600"));
}
