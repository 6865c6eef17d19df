#include "unit/test.h"
#include "app/brand.h"
#include "app/colour.h"
#include "fixture.h"

static double contrast(str x, str y)
{
    struct colour a, b;

    assert_true(colour_read(x, &a) && colour_read(y, &b));
    return colour_contrast(a, b);
}

/* Each corner of the cube of colours, its middle, and what people choose. */
static const char *const all_colours[] = {
    "#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff", "#808080",
    "#5b2862", "#ffcc00", "#f7f7f7", "#7ed321", "#4a90e2", "#e4002b", "#fc0",
};

TEST(words_can_be_read_on_every_colour_that_can_be_chosen)
{
    for (size_t i = 0; i < COUNT(all_colours); i++) {
        struct brand b;
        struct brand_chosen c = {.colour = cstr(all_colours[i]), .band = cstr(all_colours[i])};

        NEED(brand_of(test_arena, &c, &b, &err));
        check_at(i, contrast(b.ground, b.ink) >= 4.5);
        check_at(i, contrast(b.link, S("#ffffff")) >= 4.5 && contrast(b.link, S("#efedf1")) >= 4.5);
        check_at(i, contrast(b.night_ground, b.night_ink) >= 4.5);
        check_at(i, contrast(b.night_link, S("#1d1a20")) >= 4.5 && contrast(b.night_link, S("#262229")) >= 4.5);
        check_at(i, contrast(b.band, b.on_band) >= 4.5);
    }
}

TEST(a_colour_that_can_be_read_stays_and_one_that_cannot_is_said_to_move)
{
    static const struct { const char *colour; bool moved; } t[] = {
        {"#5b2862", false}, {"#5B2862", false}, {"#ffcc00", true}, {"#ffffff", true}, {"#000000", false}, {"", false},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct brand b;

        NEED(brand_of(test_arena, &(struct brand_chosen){.colour = cstr(t[i].colour), .band = S("")}, &b, &err));
        check_at(i, brand_is_moved(&b) == t[i].moved);
    }
}

TEST(what_is_no_colour_is_refused_at_its_field)
{
    static const char *const wrong[] = {"red", "#12", "#12345g", "5b2862", "#5b28621", "#fff;}"};
    struct fixture f = fixture_open();
    struct error err;

    for (size_t i = 0; i < COUNT(wrong); i++) {
        check_code(brand_set(f.db, f.org, 0, f.account, &(struct brand_chosen){.colour = cstr(wrong[i]), .band = S("")}, &err), BAD_INPUT);
        assert_string_equal(err.where, "colour");
        check_code(brand_set(f.db, f.org, 0, f.account, &(struct brand_chosen){.colour = S(""), .band = cstr(wrong[i])}, &err), BAD_INPUT);
        assert_string_equal(err.where, "band");
    }
    fixture_close(&f);
}

TEST(a_profile_looks_like_its_organisation_until_it_gets_a_look_of_its_own)
{
    struct fixture f = fixture_open();
    struct brand b;

    NEED(brand_get(f.db, test_arena, f.org, 5, &b, &err));
    check_str(b.ground, cstr(BRAND_OURS));
    NEED(brand_set(f.db, f.org, 0, f.account, &(struct brand_chosen){.colour = S("#123456"), .band = S("")}, &err));
    NEED(brand_get(f.db, test_arena, f.org, 5, &b, &err));
    check_str(b.colour, S("#123456"));
    NEED(brand_set(f.db, f.org, 5, f.account, &(struct brand_chosen){.colour = S("#654321"), .band = S("#ffffff")}, &err));
    NEED(brand_get(f.db, test_arena, f.org, 5, &b, &err));
    check_str(b.colour, S("#654321"));
    NEED(brand_get(f.db, test_arena, f.org, 0, &b, &err));
    check_str(b.colour, S("#123456"));
    fixture_close(&f);
}

TEST(the_stylesheet_has_the_colours_of_its_name_and_nothing_else)
{
    static const char *const wrong[] = {"", "-", "5b286", "5b28622", "5b2862-ffcc0", "red}a{", "5b2862-ffcc00-ffffff", "zzzzzz"};
    str css;

    NEED(brand_css(test_arena, S("ffcc00-000000"), &css, &err));
    assert_true(str_find(css, S("--band: #000000;")) > 0 && str_find(css, S("--on-band: #ffffff;")) > 0);
    assert_true(str_find(css, S("#ffcc00")) < 0);
    for (size_t i = 0; i < COUNT(wrong); i++)
        check_code_at(i, brand_css(test_arena, cstr(wrong[i]), &css, NULL), NOT_FOUND);
}
