#include "unit/test.h"

#include "app/catalog/studio_check.h"

static struct studio plain(void)
{
    return (struct studio){.shape = S("seal"), .border = S("line"), .ground = S("plain"), .colour = S("#5b2862"),
                           .ring = S("#f5b83d"), .icon = S("award")};
}

static bool has(const struct studio *s, const char *name)
{
    struct studio_flaw_list l = {0};

    studio_check(test_arena, s, &l);
    for (size_t i = 0; i < l.n; i++)
        if (strcmp(l.items[i].name, name) == 0)
            return true;
    return false;
}

TEST(a_picture_that_can_be_read_has_no_flaw)
{
    struct studio s = plain();
    struct studio_flaw_list l = {0};

    s.text_top = S("WELCOME");
    s.banner = S("Forklift operator");
    studio_check(test_arena, &s, &l);
    assert_int_equal(l.n, 0);
    for (size_t i = 0; i < studio_preset_count; i++)
        check_at(i, !has(&studio_presets[i].studio, "top") && !has(&studio_presets[i].studio, "banner"));
}

TEST(each_flaw_is_gone_after_its_one_remedy)
{
    static const struct { const char *name; struct studio s; } t[] = {
        {"top", {.shape = S("seal"), .colour = S("#5b2862"), .ring = S("#f5b83d"), .icon = S("award"),
                 .text_top = S("Everything that was ever learnt about the safe crane")}},
        {"bottom", {.shape = S("shield"), .colour = S("#5b2862"), .ring = S("#f5b83d"), .icon = S("award"),
                    .text_bottom = S("Everything that was ever learnt about the safe crane")}},
        {"banner", {.shape = S("seal"), .colour = S("#5b2862"), .ring = S("#f5b83d"), .icon = S("award"),
                    .banner = S("Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente")}},
        {"rim", {.shape = S("seal"), .colour = S("#5b2862"), .ring = S("#5b2863"), .icon = S("award")}},
        {"symbol", {.shape = S("seal"), .colour = S("#5b2862"), .ring = S("#f5b83d")}},
        {"layer-1", {.shape = S("seal"), .colour = S("#5b2862"), .ring = S("#f5b83d"), .icon = S("award"),
                     .layers = {{.kind = S("text"), .value = S("x"), .colour = S("#5b2862")}}}},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct studio s = t[i].s;
        check_at(i, has(&s, t[i].name));
        check_at(i, studio_remedy(test_arena, &s, cstr(t[i].name)));
        check_at(i, !has(&s, t[i].name));
    }
}

TEST(words_are_shortened_between_words_and_go_where_none_fits)
{
    struct studio s = plain();

    s.banner = S("Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente");
    assert_true(studio_remedy(test_arena, &s, S("banner")));
    check_str(s.banner, S(""));
    s.text_top = S("Everything that was ever learnt about the safe crane");
    assert_true(studio_remedy(test_arena, &s, S("top")));
    assert_true(s.text_top.n > 0 && str_starts(S("Everything that was ever learnt about the safe crane"), s.text_top));
}

TEST(there_is_no_remedy_for_what_is_no_flaw)
{
    static const char *const t[] = {"top", "rim", "layer-", "layer-0", "layer-1", "layer-99", "layer-x", "", "nonsense"};
    struct studio s = plain();

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, !studio_remedy(test_arena, &s, cstr(t[i])));
}

static void check_body(struct arena *a, void *ctx)
{
    struct studio_flaw_list l = {0};
    struct studio s = {.shape = S("seal"), .text_top = S("Everything that was ever learnt about the safe crane")};

    (void)ctx;
    studio_check(a, &s, &l);
}

TEST(memory_that_runs_out_is_left_as_ever)
{
    assert_true(check_each_allocation(check_body, NULL) > 0);
}
