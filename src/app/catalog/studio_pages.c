/* catalog/studio_pages.c — the editor's second step: the picture, drawn in the
 * studio. The server draws every preview. */
#include "app/catalog/catalog_view.h"
#include "app/brand.h"
#include "app/colour.h"
#include "app/catalog/icons.h"
#include "app/catalog/picture.h"
#include "app/catalog/shape.h"
#include "app/catalog/studio_check.h"
#include "app/catalog/studio_form.h"
#include "base/uri.h"
#include "templates.h"
#include "web/asset.h"

#define ICONS_AT_ONCE  72
#define OTHERS_SHOWN   24
#define LEAST_CONTRAST 3.0                       /* WCAG 2.2 §1.4.11, for the rim */

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

static void add_words_of_shapes(struct arena *a, struct studio_options *to, str chosen)
{
    for (size_t i = 0; i < shape_count; i++)
        *list_add(a, to) = (struct studio_option){.value = cstr(shapes[i].name), .label = shapes[i].label,
                                                  .chosen = shape_of(chosen) == &shapes[i]};
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

static const char *words_of(struct arena *a, str name)
{
    char *label = (char *)(uintptr_t)str_z(a, str_copy(a, name));

    for (char *p = label; *p; p++)
        if (*p == '-')
            *p = ' ';
    return label;
}

static void add_icon(struct arena *a, struct studio_view *v, str name, str chosen)
{
    *list_add(a, &v->icons) = (struct studio_option){.value = name, .label = words_of(a, name), .chosen = str_eq(chosen, name)};
}

/* The usual ones, until something is searched for; the chosen one is always there. */
static void add_icons(struct arena *a, struct studio_view *v, str chosen)
{
    str words = form_text(v->form, "find");
    struct str_list names = {0};
    size_t from = (size_t)form_int(v->form, "from"), total = 0;
    bool has_chosen = str_is_empty(chosen);

    if (str_is_empty(words)) {
        icons_usual(a, &names);
    } else {
        icons_find(a, &(struct icon_search){words, from, ICONS_AT_ONCE}, &names, &total);
        v->icons_found = (int64_t)total;
        v->icons_to = (int64_t)(from + names.n);
        v->icons_next = from + names.n < total ? v->icons_to : 0;
    }
    for (size_t i = 0; i < names.n; i++)
        has_chosen |= str_eq(names.items[i], chosen);
    if (!has_chosen && !str_is_absent(icon_drawing(chosen)))
        add_icon(a, v, chosen, chosen);
    for (size_t i = 0; i < names.n; i++)
        add_icon(a, v, names.items[i], chosen);
    v->has_icon = !str_is_absent(icon_drawing(chosen));
    v->sprite = str_is_empty(words) && has_chosen
                    ? asset_href(a, "studio-icons.svg")
                    : str_printf(a, STR_FMT "/icons.svg?q=" STR_FMT "&from=%zu&with=" STR_FMT, STR_ARG(v->e.base),
                                 STR_ARG(uri_encode(a, words)), from, STR_ARG(uri_encode(a, chosen)));
}

static void add_numbers(struct arena *a, struct form *f, size_t row, const struct studio_kind *kind, struct studio_line *out)
{
    for (size_t i = 0; i < STUDIO_NUMBERS; i++) {
        bool is_text = str_eq(cstr(kind->name), S("text"));
        if (i == LAYER_BEND && !is_text)
            continue;
        *list_add(a, &out->numbers) = (struct studio_number_view){
            .value = edit_cell(f, &studio_rows, row, NUMBERS + i), .limits = &studio_limits[i],
            .label = i == LAYER_SIZE ? kind->size_label : studio_limits[i].label};
    }
}

static void add_layers(struct arena *a, struct studio_view *v, const struct studio *s)
{
    size_t n = edit_rows_count(v->form, &studio_rows);

    for (size_t i = 0; i < n; i++) {
        const struct studio_kind *kind = studio_kind(edit_cell(v->form, &studio_rows, i, KIND)->text);
        if (!kind)
            kind = &studio_kinds[0];
        struct studio_line *line = list_add(a, &v->layers);
        *line = (struct studio_line){
            .number = (int64_t)i + 1, .kind = kind, .value = edit_cell(v->form, &studio_rows, i, VALUE),
            .kind_value = edit_cell(v->form, &studio_rows, i, KIND), .colour = edit_cell(v->form, &studio_rows, i, COLOUR),
            .second = edit_cell(v->form, &studio_rows, i, COLOUR2), .two = edit_cell(v->form, &studio_rows, i, TWO),
            .hidden = edit_cell(v->form, &studio_rows, i, HIDDEN), .is_first = i == 0, .is_last = i + 1 == n,
            .is_shape = str_eq(cstr(kind->name), S("shape")), .is_unclear = !studio_layer_is_clear(s, i),
            .is_unknown = str_eq(cstr(kind->name), S("icon")) && str_is_absent(icon_drawing(edit_cell(v->form, &studio_rows, i, VALUE)->text)),
            .is_open = i + 1 == n};
        add_numbers(a, v->form, i, kind, line);
        add_words_of_shapes(a, &line->shapes, line->value->text);
    }
    v->may_add = n < STUDIO_LAYERS;
    for (size_t i = 0; i < studio_kind_count; i++)
        *list_add(a, &v->kinds) = (struct studio_option){.value = cstr(studio_kinds[i].name), .label = studio_kinds[i].label, .colour = studio_kinds[i].icon};
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

static void add_flaws(struct arena *a, struct studio_view *v, const struct studio *s)
{
    struct studio_flaw_list flaws = {0};

    studio_check(a, s, &flaws);
    for (size_t i = 0; i < flaws.n; i++) {
        const struct studio_flaw *f = &flaws.items[i];
        bool is_words = str_eq(cstr(f->name), S("top")) || str_eq(cstr(f->name), S("bottom")) || str_eq(cstr(f->name), S("banner"));
        str remedy = !is_words ? str_eq(cstr(f->name), S("symbol")) ? said("Add one") : said("Choose a colour that can be told apart")
                     : str_is_empty(f->to) ? said("Take the words away")
                                           : words_printf(a, "Shorten to “" STR_FMT "”", STR_ARG(f->to));
        *list_add(a, &v->flaws) = (struct studio_flaw_line){f->sentence, remedy, str_printf(a, "fix-%s", f->name)};
    }
}

/* Pictures of other badges that were drawn here, to begin with. */
static code add_others(struct request *rq, struct studio_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct badge_list all = {0};
    struct badge_filter newest = {.at = {.limit = OTHERS_SHOWN}};

    TRY(catalog_list(rq->db, a, rq->org, &newest, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id != v->e.b.id && !str_is_empty(all.items[i].v.studio))
            *list_add(a, &v->others) = (struct other_picture){
                str_printf(a, STR_FMT "/picture?from=%lld", STR_ARG(v->e.self), (long long)all.items[i].id),
                catalog_picture(a, &all.items[i].v), all.items[i].v.name};
    return OK;
}

static void studio_page(struct request *rq, struct response *rs, struct studio_view *v)
{
    struct arena *a = rq->arena;
    struct studio s;

    studio_of_form(v->form, &s);
    v->address = str_join(a, v->e.base, S("/studio.svg"));
    v->preview = str_printf(a, STR_FMT "?" STR_FMT, STR_ARG(v->address), STR_ARG(studio_write(a, &s)));
    v->is_low_contrast = is_low(&s);
    struct error err = {0};
    struct brand_chosen brand = {0};
    if (add_others(rq, v, &err) != OK || brand_chosen(rq->db, a, rq->org, 0, &brand, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v->brand = brand.colour;
    add_flaws(a, v, &s);
    v->is_own = !studio_palette_of(form_text(v->form, "palette"));
    add_shapes(a, v, form_text(v->form, "shape"));
    add_words(a, &v->borders, studio_borders, studio_border_count, form_text(v->form, "border"));
    add_words(a, &v->grounds, studio_grounds, studio_ground_count, form_text(v->form, "ground"));
    add_palettes(a, &v->palettes, form_text(v->form, "palette"));
    add_icons(a, v, form_text(v->form, "icon"));
    add_stars(a, &v->stars, form_text(v->form, "stars"));
    add_layers(a, v, &s);
    add_presets(rq, v);
    struct out o = app_page(rq, "Picture", "badges");
    tmpl_catalog_studio(&o, v);
    app_send_form(rq, rs, &o, v->form);
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
    if (is_uploaded && !preset && str_is_absent(request_query(rq, "undo")) && str_is_absent(request_query(rq, "draw"))) {
        response_redirect(rs, str_join(rq->arena, v.e.self, S("/upload")));
        return;
    }
    bool is_undo = !str_is_absent(request_query(rq, "undo"));
    struct badge_row other;
    int64_t from = 0;
    if (preset)
        s = *preset;
    else if (str_to_int(request_query(rq, "from"), &from) &&
             catalog_get(rq->db, rq->arena, rq->org, from, &other, NULL) == OK && !str_is_empty(other.v.studio))
        studio_read(rq->arena, other.v.studio, &s);
    else if (is_undo)
        studio_of_query(rq, &s);
    else if (str_is_empty(v.e.b.v.studio))
        first_studio(&v.e.b.v, &s);
    else
        studio_read(rq->arena, v.e.b.v.studio, &s);
    form_of_studio(rq->arena, v.form, &s);
    v.shows_presets = !preset && !from && !is_undo && str_is_empty(v.e.b.v.studio);
    studio_page(rq, rs, &v);
}

/* A layer of a kind; a symbol is the one that is chosen above. */
static void add_layer(struct request *rq, struct form *f, const struct studio_kind *kind)
{
    struct studio_layer fresh = kind->fresh;
    size_t row;

    if (str_eq(fresh.kind, S("icon")) && !str_is_absent(icon_drawing(form_text(f, "icon"))))
        fresh.value = form_text(f, "icon");
    if (edit_rows_add(f, &studio_rows, &row))
        form_of_layer(rq->arena, f, row, &fresh);
}

/* The organisation's own: its colour for the face, its second one, or a bright one, for the rim. */
static void take_brand(struct request *rq, struct form *f)
{
    struct brand_chosen brand = {0};

    if (brand_chosen(rq->db, rq->arena, rq->org, 0, &brand, NULL) != OK || str_is_empty(brand.colour))
        return;
    form_set(f, "palette", S("own"));
    form_set(f, "colour", brand.colour);
    form_set(f, "colour2", brand.colour);
    form_set(f, "gradient", S(""));
    form_value(f, "gradient")->number = 0;
    form_set(f, "ring", str_is_empty(brand.band) || str_eq_nocase(brand.band, brand.colour) ? S("#f5b83d") : brand.band);
}

/* "fix-banner": the remedy of a flaw. */
static bool mend(struct request *rq, struct form *f, str go)
{
    struct studio s;

    if (!str_starts(go, S("fix-")))
        return false;
    studio_of_form(f, &s);
    if (studio_remedy(rq->arena, &s, str_from(go, 4)))
        form_of_studio(rq->arena, f, &s);
    return true;
}

/* Buttons that change the form alone. */
static bool change_layers(struct request *rq, struct form *f)
{
    str go = request_field(rq, "go");

    for (size_t i = 0; i < studio_kind_count; i++)
        if (str_starts(go, S("add-")) && str_eq(str_from(go, 4), cstr(studio_kinds[i].name))) {
            add_layer(rq, f, &studio_kinds[i]);
            return true;
        }
    if (mend(rq, f, go))
        return true;
    if (edit_button(rq, "brand")) {
        take_brand(rq, f);
        return true;
    }
    if (edit_button(rq, "find"))
        form_set_int(f, "from", 0);
    if (edit_button(rq, "more"))
        form_set_int(f, "from", form_int(f, "from") + ICONS_AT_ONCE);
    return edit_rows_change(rq, f, &studio_rows) || edit_button(rq, "find") || edit_button(rq, "more") || edit_button(rq, "show");
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
    bool is_change = change_layers(rq, v.form);
    studio_of_form(v.form, &s);
    if (!v.form->ok || is_change) {
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
    struct studio s;

    if (preset)
        s = *preset;
    else
        studio_of_query(rq, &s);
    app_send_svg(rs, studio_svg(rq->arena, &s), S("private, max-age=600"));
}

/* The symbols that one page shows, as one file. */
void studio_sprite(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct str_list names = {0};
    str words = request_query(rq, "q"), with = request_query(rq, "with");
    int64_t from;
    size_t total;

    if (!str_is_empty(with))
        *list_add(a, &names) = with;
    if (str_is_empty(words))
        icons_usual(a, &names);
    else if (str_to_int(request_query(rq, "from"), &from) && from >= 0)
        icons_find(a, &(struct icon_search){str_slice(words, 0, 60), (size_t)from, names.n + ICONS_AT_ONCE}, &names, &total);
    app_send_svg(rs, icons_sprite(a, &names), S("private, max-age=600"));
}
