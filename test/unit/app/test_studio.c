#include "unit/test.h"
#include <expat.h>
#include "app/colour.h"
#include "app/catalog/glyph.h"
#include "app/catalog/icons.h"
#include "app/catalog/shape.h"
#include "app/catalog/studio.h"
#include "app/catalog/ready_made.h"
#include "format/svg.h"

static bool is_xml(str s)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    bool good = XML_Parse(parser, s.p, (int)s.n, 1) == XML_STATUS_OK;

    if (!good)
        print_error("%s at %lu\n", XML_ErrorString(XML_GetErrorCode(parser)), XML_GetCurrentColumnNumber(parser));
    XML_ParserFree(parser);
    return good;
}

TEST(every_preset_is_a_picture_that_our_own_upload_would_take)
{
    assert_true(studio_preset_count >= 12);
    for (size_t i = 0; i < studio_preset_count; i++) {
        struct error err = {0};
        str svg = studio_svg(test_arena, &studio_presets[i].studio), clean;
        check_at(i, is_xml(svg));
        check_at(i, svg.n < 64 << 10);
        check_at(i, svg_looks_like(svg));
        check_ok(svg_clean(test_arena, svg, &clean, &err), &err);
        check_at(i, !str_is_absent(icon_drawing(studio_presets[i].studio.icon)));
    }
}

TEST(every_name_in_a_preset_is_in_its_table)
{
    for (size_t i = 0; i < studio_preset_count; i++) {
        const struct studio *s = &studio_presets[i].studio;
        size_t border = 0, ground = 0;
        check_at(i, str_eq(cstr(shape_of(s->shape)->name), s->shape));
        while (border < studio_border_count && !str_eq(s->border, cstr(studio_borders[border].name)))
            border++;
        while (ground < studio_ground_count && !str_eq(s->ground, cstr(studio_grounds[ground].name)))
            ground++;
        check_at(i, border < studio_border_count && ground < studio_ground_count);
        check_at(i, studio_preset(cstr(studio_presets[i].name)) == s);
    }
    assert_null(studio_preset(S("no such")));
}

TEST(the_choices_come_back_from_their_text)
{
    struct studio s = *studio_preset(S("forklift")), again;

    s.banner = S("A&B=50% \"<\xC3\xA9>+'");
    studio_read(test_arena, studio_write(test_arena, &s), &again);
    check_str(again.banner, s.banner);
    check_str(again.colour, s.colour);
    assert_int_equal(again.stars, 2);
    check_str(studio_svg(test_arena, &again), studio_svg(test_arena, &s));
}

TEST(a_broken_text_of_choices_is_still_a_picture)
{
    static const str t[] = {
        S(""), S("&&="), S("shape"), S("shape=%zz&stars=9"), S("stars=-1&colour=red&colour2=#12"),
        S("=x&unknown=1&shape=no%20such"), S("ring=%23fff&ring=%23000"),
    };
    struct studio s;

    for (size_t i = 0; i < COUNT(t); i++) {
        studio_read(test_arena, t[i], &s);
        check_at(i, is_xml(studio_svg(test_arena, &s)));
        check_at(i, s.stars >= 0 && s.stars <= 5);
    }
}

TEST(no_field_can_add_markup)
{
    static const char hostile[] = "\"/><script>alert(1)</script>&x;<!--";
    struct studio s = {.stars = 2};
    str evil = cstr(hostile), *fields[] = {&s.shape, &s.border, &s.ground, &s.colour, &s.colour2, &s.ring, &s.icon,
                                        &s.text_top, &s.text_bottom, &s.banner};

    for (size_t i = 0; i < COUNT(fields); i++) {
        *fields[i] = evil;
        str svg = studio_svg(test_arena, &s);
        check_at(i, is_xml(svg));
        check_at(i, !str_contains(svg, S("<script")) && !str_contains(svg, S("<!--")));
    }
}

TEST(layers_come_back_from_their_text_within_their_limits)
{
    struct studio s = *studio_preset(S("forklift")), again;

    for (size_t i = 0; i < studio_kind_count; i++)
        s.layers[i] = studio_kinds[i].fresh;
    s.layers[1].value = S("A&B=\"<\xC3\xA9>");
    s.layers[1].colour2 = S("#112233");
    s.layers[1].n[LAYER_TURN] = -30;
    s.layers[2].is_hidden = true;
    studio_read(test_arena, studio_write(test_arena, &s), &again);
    assert_int_equal(studio_layer_count(&again), studio_kind_count);
    check_str(studio_svg(test_arena, &again), studio_svg(test_arena, &s));
    check_str(studio_write(test_arena, &again), studio_write(test_arena, &s));
    studio_read(test_arena, S("l1kind=icon&l1x=99999&l1turn=-999&l1size=wide&l11kind=icon&l0kind=icon&l2x=1&lkind=icon"), &again);
    assert_int_equal(studio_layer_count(&again), 1);
    assert_int_equal(again.layers[0].n[LAYER_X], 600);
    assert_int_equal(again.layers[0].n[LAYER_TURN], -180);
    assert_int_equal(again.layers[0].n[LAYER_SIZE], 140);
}

TEST(each_kind_of_layer_changes_the_picture_and_a_hidden_one_does_not)
{
    struct studio plain = *studio_preset(S("first-aid")), s;
    str before = studio_svg(test_arena, &plain), clean;

    for (size_t i = 0; i < studio_kind_count; i++) {
        s = plain;
        s.layers[0] = studio_kinds[i].fresh;
        str svg = studio_svg(test_arena, &s);
        check_at(i, is_xml(svg) && svg.n > before.n && svg.n < 64 << 10);
        check_at(i, svg_clean(test_arena, svg, &clean, NULL) == OK);
        s.layers[0].colour2 = S("#00ff00");
        s.layers[0].n[LAYER_BEND] = -200;
        check_at(i, is_xml(studio_svg(test_arena, &s)));
        s.layers[0].is_hidden = true;
        check_str_at(i, studio_svg(test_arena, &s), before);
    }
}

TEST(a_layer_that_cannot_be_read_on_the_face_is_told)
{
    struct studio s = {.colour = S("#102030")};

    s.layers[0] = studio_kind(S("text"))->fresh;
    assert_true(studio_layer_is_clear(&s, 0));
    s.layers[0].colour = S("#203040");
    assert_false(studio_layer_is_clear(&s, 0));
    s.layers[0].kind = S("ring");
    assert_true(studio_layer_is_clear(&s, 0));
}

TEST(every_icon_is_found_by_its_own_name)
{
    struct str_list names = {0};
    size_t total;

    icons_find(test_arena, &(struct icon_search){S(""), 0, SIZE_MAX}, &names, &total);
    assert_true(total > 5000 && names.n == total);
    for (size_t i = 0; i < names.n; i++)
        check_at(i, str_starts(icon_drawing(names.items[i]), S("<")));
    assert_true(str_is_absent(icon_drawing(S("no such"))) && str_is_absent(icon_drawing(S(""))));
    assert_true(str_is_absent(icon_drawing(S("flame\t"))));
}

TEST(icons_are_searched_by_name_first_and_then_by_what_they_show)
{
    struct str_list names = {0};
    size_t total;

    icons_find(test_arena, &(struct icon_search){S("Fire  extinguisher"), 0, 10}, &names, &total);
    assert_true(total >= 1);
    check_str(names.items[0], S("fire-extinguisher"));
    names.n = 0;
    icons_find(test_arena, &(struct icon_search){S("a"), 5, 7}, &names, &total);
    assert_int_equal(names.n, 7);
    names.n = 0;
    icons_find(test_arena, &(struct icon_search){S("<script>"), 0, 7}, &names, &total);
    assert_int_equal(total, 0);
}

TEST(every_template_is_complete_and_has_a_picture)
{
    assert_true(badge_template_count >= 12);
    for (size_t i = 0; i < badge_template_count; i++) {
        const struct badge_template *t = &badge_templates[i];
        check_at(i, badge_template(cstr(t->name)) == t && studio_preset(cstr(t->preset)));
        struct studio s = template_studio(t);
        check_at(i, !str_is_absent(icon_drawing(s.icon)) && is_xml(studio_svg(test_arena, &s)));
        check_at(i, strlen(t->title) <= 60 && strlen(t->description) <= 500 && t->items[0].text);
        check_at(i, strcmp(badge_type_label(cstr(t->type)), "Badge") != 0);
    }
}

/* A small generator of our own, so that every run is the same. */
static uint32_t seed;
static uint32_t any(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static str any_colour(void)
{
    return str_printf(test_arena, "#%06x", any(1u << 24));
}

static str any_text(void)
{
    static const str t[] = {
        S(""), S("X"), S("FIRST AID"), S("Forklift operator"), S("\xC3\x84rzte & <Pfleger>"),
        S("\xD0\x9E\xD1\x85\xD1\x80\xD0\xB0\xD0\xBD\xD0\xB0 \xD1\x82\xD1\x80\xD1\x83\xD0\xB4\xD0\xB0"),
        S("\xE5\xAE\x89\xE5\x85\xA8"), S("\xD8\xA7\xD9\x84\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85\xD8\xA9"), S("\xFF\xFE\x01\0\x7F"),
        S("A text of more than sixty letters that goes on and on until nobody wants to read it any more"),
        S("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"), S("   "), S("\xF0\x9F\x98\x80"),
    };
    return t[any(COUNT(t))];
}

static struct studio any_studio(struct str_list *icons)
{
    return (struct studio){
        .shape = cstr(shapes[any((uint32_t)shape_count)].name),
        .border = cstr(studio_borders[any((uint32_t)studio_border_count)].name),
        .ground = cstr(studio_grounds[any((uint32_t)studio_ground_count)].name),
        .colour = any_colour(), .colour2 = any(3) ? any_colour() : (str){0}, .ring = any_colour(),
        .icon = any(5) ? icons->items[any((uint32_t)icons->n)] : (str){0},
        .text_top = any_text(), .text_bottom = any_text(), .banner = any_text(), .stars = (int)any(6),
    };
}

TEST(three_hundred_random_choices_are_all_pictures)
{
    struct arena *kept = test_arena;
    struct str_list icons = {0};

    icons_usual(kept, &icons);
    assert_true(icons.n > 150);
    seed = 20261124;
    for (int i = 0; i < 300; i++) {
        test_arena = arena_new(0);
        struct studio s = any_studio(&icons);
        str svg = studio_svg(test_arena, &s);
        check_at(i, is_xml(svg));
        check_at(i, !str_contains(svg, S("nan")) && !str_contains(svg, S("inf")));
        arena_free(test_arena);
    }
    test_arena = kept;
}

TEST(ink_can_be_read_on_any_ground)
{
    seed = 7;
    for (int i = 0; i < 3000; i++) {
        struct colour a, b;
        str text = any_colour(), other = any(2) ? any_colour() : text;
        check_at(i, colour_read(text, &a) && colour_read(other, &b));
        struct colour ink = colour_ink(a, b);
        a = colour_readable(a, ink, 4.5);
        b = colour_readable(b, ink, 4.5);
        check_at(i, colour_contrast(a, ink) >= 4.5 && colour_contrast(b, ink) >= 4.5);
    }
}

TEST(contrast_is_that_of_the_guidelines)
{
    struct colour grey, white, c;

    assert_true(colour_read(S("#777"), &grey) && colour_read(S("#FFFFFF"), &white));
    assert_true(colour_contrast(grey, white) > 4.47 && colour_contrast(grey, white) < 4.49);
    assert_false(colour_read(S("777777"), &c) || colour_read(S("#77"), &c) || colour_read(S("#77777g"), &c));
    check_str(cstr(colour_hex(test_arena, grey)), S("#777777"));
}

TEST(letters_of_the_covered_scripts_have_outlines)
{
    assert_true(glyph_covers(S("Az09 \xC3\x9F\xC5\x91\xC5\xBB \xCE\xA9\xCF\x89 \xD0\x96\xD1\x8F \xE2\x82\xAC\xE2\x80\x9C")));
    assert_false(glyph_covers(S("\xE5\xAE\x89")));
    for (size_t i = 1; i < glyph_count; i++)
        check_at(i, glyphs[i - 1].cp < glyphs[i].cp);
}
