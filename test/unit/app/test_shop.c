#include "unit/test.h"
#include "app/claim/claim.h"
#include "app/endorse/endorse.h"
#include "app/shop/shop.h"
#include "format/json.h"
#include "fixture.h"

struct shop_fixture { struct fixture f; struct shop_act act; int64_t badges[3], sections[2]; };

static int64_t add_section(struct shop_fixture *x, const char *name)
{
    struct shop_section_list all = {0};

    NEED(shop_section_save(x->f.db, test_arena, &x->act, &(struct shop_section){0, cstr(name), S("")}, &err));
    NEED(shop_sections(x->f.db, test_arena, x->f.org, &all, &err));
    return all.items[all.n - 1].id;
}

static struct shop_fixture open_shop(void)
{
    struct shop_fixture x = {.f = fixture_open()};

    x.act = (struct shop_act){x.f.org, x.f.account};
    x.badges[0] = x.f.badge;
    x.badges[1] = make_badge(&x.f, S("First aider"), 24);
    x.badges[2] = make_badge(&x.f, S("Crane operator"), 0);
    x.sections[0] = add_section(&x, "Vehicles");
    x.sections[1] = add_section(&x, "Safety");
    return x;
}

static void put(struct shop_fixture *x, int badge, int64_t section, int64_t before)
{
    NEED(shop_badge_move(x->f.db, test_arena, &x->act, &(struct shop_move){x->badges[badge], section, before}, &err));
}

/* "1 3 2": the badges by their place in the fixture, as strangers find them. */
static str order(struct shop_fixture *x)
{
    struct shop_card_list cards = {0};
    struct buf b = buf_new(test_arena);

    NEED(shop_cards(x->f.db, test_arena, x->f.org, false, &cards, &err));
    for (size_t i = 0; i < cards.n; i++)
        for (int k = 0; k < 3; k++)
            if (cards.items[i].b.id == x->badges[k])
                buf_printf(&b, "%s%d", b.n ? " " : "", k + 1);
    return buf_done(&b);
}

TEST(badges_without_an_order_stand_the_newest_first)
{
    struct shop_fixture x = open_shop();

    check_str(order(&x), S("3 2 1"));
    fixture_close(&x.f);
}

TEST(badges_and_sections_stand_where_they_were_put)
{
    struct shop_fixture x = open_shop();

    put(&x, 0, x.sections[1], 0);
    check_str(order(&x), S("1 3 2"));
    put(&x, 1, x.sections[1], x.badges[0]);
    check_str(order(&x), S("2 1 3"));
    put(&x, 2, x.sections[0], 0);
    check_str(order(&x), S("3 2 1"));
    NEED(shop_section_move(x.f.db, test_arena, &x.act, x.sections[1], x.sections[0], &err));
    check_str(order(&x), S("2 1 3"));
    NEED(shop_section_move(x.f.db, test_arena, &x.act, x.sections[1], 0, &err));
    check_str(order(&x), S("3 2 1"));
    put(&x, 1, x.sections[1], 0);
    check_str(order(&x), S("3 1 2"));
    put(&x, 1, x.sections[1], x.badges[1]);      /* in front of itself: nothing */
    put(&x, 1, x.sections[1], 999999);           /* in front of what is not there: last */
    check_str(order(&x), S("3 1 2"));
    fixture_close(&x.f);
}

TEST(a_deleted_section_leaves_its_badges_below_the_others)
{
    struct shop_fixture x = open_shop();

    put(&x, 0, x.sections[0], 0);
    put(&x, 1, x.sections[1], 0);
    check_str(order(&x), S("1 2 3"));
    NEED(shop_section_remove(x.f.db, test_arena, &x.act, x.sections[0], &err));
    assert_true(str_starts(order(&x), S("2 ")));
    check_code(shop_section_remove(x.f.db, test_arena, &x.act, x.sections[0], NULL), NOT_FOUND);
    fixture_close(&x.f);
}

TEST(what_is_hidden_is_in_no_window_and_keeps_its_place)
{
    struct shop_fixture x = open_shop();
    struct shop_badge s = {x.sections[0], true, S("expert"), S("two days"), S("Ask us.")}, got;

    put(&x, 2, x.sections[0], 0);
    put(&x, 0, x.sections[0], 0);
    NEED(shop_badge_set(x.f.db, test_arena, &x.act, x.badges[2], &s, &err));
    check_str(order(&x), S("1 2"));
    NEED(shop_badge_get(x.f.db, test_arena, x.f.org, x.badges[2], &got, &err));
    assert_true(got.is_hidden && got.section == x.sections[0]);
    check_str(got.takes, S("two days"));
    s.is_hidden = false;
    NEED(shop_badge_set(x.f.db, test_arena, &x.act, x.badges[2], &s, &err));
    check_str(order(&x), S("3 1 2"));
    fixture_close(&x.f);
}

TEST(others_sections_badges_and_made_up_levels_are_refused)
{
    struct shop_fixture x = open_shop();
    struct shop_act stranger = {x.f.org + 1, x.f.account};
    struct shop_badge s = {.level = S("wizard"), .takes = S(""), .way = S("")};

    check_code(shop_badge_set(x.f.db, test_arena, &x.act, x.badges[0], &s, NULL), BAD_INPUT);
    s = (struct shop_badge){.section = 999, .level = S(""), .takes = S(""), .way = S("")};
    check_code(shop_badge_set(x.f.db, test_arena, &x.act, x.badges[0], &s, NULL), BAD_INPUT);
    s.section = 0;
    check_code(shop_badge_set(x.f.db, test_arena, &stranger, x.badges[0], &s, NULL), NOT_FOUND);
    check_code(shop_badge_move(x.f.db, test_arena, &stranger, &(struct shop_move){x.badges[0], 0, 0}, NULL), NOT_FOUND);
    check_code(shop_badge_move(x.f.db, test_arena, &x.act, &(struct shop_move){x.badges[0], 999, 0}, NULL), NOT_FOUND);
    check_code(shop_section_move(x.f.db, test_arena, &stranger, x.sections[0], 0, NULL), NOT_FOUND);
    check_code(shop_section_save(x.f.db, test_arena, &stranger, &(struct shop_section){x.sections[0], S("X"), S("")}, NULL), NOT_FOUND);
    check_code(shop_section_save(x.f.db, test_arena, &x.act, &(struct shop_section){0, S(""), S("")}, NULL), BAD_INPUT);
    for (int i = 2; i < SHOP_SECTIONS; i++)
        add_section(&x, "One more");
    check_code(shop_section_save(x.f.db, test_arena, &x.act, &(struct shop_section){0, S("X"), S("")}, NULL), LIMIT);
    fixture_close(&x.f);
}

/* ---- what is looked for ---- */

static struct shop_card card(const char *name, const char *skill, const char *level, int64_t section)
{
    struct shop_card c = {.b.v = {.name = cstr(name), .description = S("Drives trucks safely."), .tags = S("warehouse")},
                          .shop = {.section = section, .level = cstr(level)}};

    *list_add(test_arena, &c.b.v.alignments) = (struct alignment){.target_name = cstr(skill)};
    return c;
}

TEST(a_badge_is_found_by_each_word_by_skill_level_section_and_profile)
{
    struct shop_card c = card("Forklift Öperator", "Operate forklift", "advanced", 7);
    static const struct { struct shop_wish w; bool fits; } t[] = {
        {{.section = -1}, true},
        {{.words = {"forklift", 8}, .section = -1}, true},
        {{.words = {"öperator SAFELY", 16}, .section = -1}, true},
        {{.words = {"forklift crane", 14}, .section = -1}, false},
        {{.words = {"warehouse", 9}, .section = -1}, true},
        {{.words = {"  ", 2}, .section = -1}, true},
        {{.skill = {"operate FORKLIFT", 16}, .section = -1}, true},
        {{.skill = {"operate", 7}, .section = -1}, false},
        {{.level = {"advanced", 8}, .section = -1}, true},
        {{.level = {"expert", 6}, .section = -1}, false},
        {{.section = 7}, true},
        {{.section = 0}, false},
        {{.section = -1, .issuer = 3}, false},
        {{.section = -1, .issuer = -1}, true},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, shop_fits(test_arena, &c, &t[i].w) == t[i].fits);
}

TEST(skills_are_counted_once_whatever_the_letters)
{
    struct shop_card_list cards = {0};
    struct shop_count_list skills = {0};

    *list_add(test_arena, &cards) = card("A", "Welding", "", 0);
    *list_add(test_arena, &cards) = card("B", "welding", "", 0);
    *list_add(test_arena, &cards) = card("C", "Baking", "", 0);
    shop_skills(test_arena, &cards, &skills);
    assert_true(skills.n == 2 && skills.items[0].n == 1 && skills.items[1].n == 2);
    check_str(skills.items[0].name, S("Baking"));
}

static void look_for(struct arena *a, void *ctx)
{
    struct shop_card_list *cards = ctx;
    struct shop_count_list skills = {0};
    struct shop_wish w = {.words = S("drives welding"), .skill = S("Welding"), .section = -1};

    shop_skills(a, cards, &skills);
    for (size_t i = 0; i < cards->n; i++)
        if (shop_fits(a, &cards->items[i], &w) != (i == 0))
            abort();
}

TEST(looking_for_badges_survives_that_memory_runs_out)
{
    struct shop_card_list cards = {0};

    *list_add(test_arena, &cards) = card("A", "Welding", "", 0);
    *list_add(test_arena, &cards) = card("B", "Baking", "", 0);
    assert_true(check_each_allocation(look_for, &cards) > 3);
}

/* ---- ways to a badge ---- */

static str doors_of(struct fixture *f)
{
    struct door_list doors = {0};
    struct badge_row b;
    struct org o;
    struct buf out = buf_new(test_arena);

    NEED(catalog_get(f->db, test_arena, f->org, f->badge, &b, &err));
    NEED(org_issuer_get(f->db, test_arena, f->org, b.v.issuer, &o, &err));
    NEED(shop_doors(f->app, f->db, test_arena, &(struct door_asked){&o, &b, false}, &doors, &err));
    for (size_t i = 0; i < doors.n; i++)
        buf_printf(&out, "%s%s", out.n ? "," : "", doors.items[i].icon);
    return buf_done(&out);
}

TEST(a_claim_link_leads_from_the_public_page_only_when_somebody_said_so_and_while_it_is_open)
{
    struct fixture f = fixture_open();
    struct claim_link l = {.org = f.org, .achievement = f.badge, .account = f.account, .name = S("Open day")};

    check_str(doors_of(&f), S("mail"));
    NEED(claim_create(f.db, test_arena, &l, &l.id, &err));
    check_str(doors_of(&f), S("mail"));
    l.is_shown = true;
    NEED(claim_save(f.db, test_arena, &l, &err));
    check_str(doors_of(&f), S("gift,mail"));
    l.by_code = true;
    NEED(claim_save(f.db, test_arena, &l, &err));
    check_str(doors_of(&f), S("qrcode,mail"));
    NEED(claim_set_stopped(f.db, test_arena, &(struct claim_stop){f.org, l.id, f.account, true}, &err));
    check_str(doors_of(&f), S("mail"));
    fixture_close(&f);
}

/* ---- for search engines ---- */

static const struct json *parsed(str text)
{
    const struct json *j;

    NEED(json_parse(test_arena, text, NULL, &j, &err));
    return j;
}

TEST(a_badge_is_told_to_search_engines_in_the_words_of_schema_org)
{
    struct fixture f = fixture_open();
    struct shop_badge chosen = {.level = S("advanced")};
    struct badge_row b;
    struct org o;

    NEED(catalog_get(f.db, test_arena, f.org, f.badge, &b, &err));
    NEED(org_get(f.db, test_arena, f.org, &o, &err));
    *list_add(test_arena, &b.v.alignments) = (struct alignment){.target_name = S("</script>"), .target_url = S("https://example.com/s")};
    const struct json *j = parsed(shop_badge_data(test_arena, f.app, &(struct shop_described){&o, &b.v, b.public_id, &chosen}));
    check_str(json_str(json_get(j, "@type")), S("EducationalOccupationalCredential"));
    check_str(json_str(json_get(j, "validFor")), S("P36M"));
    check_str(json_str(json_get(j, "educationalLevel")), S("Advanced"));
    check_str(json_str(json_get(json_get(j, "recognizedBy"), "name")), S("Harbour & Vale"));
    check_str(json_str(json_get(json_item(json_get(j, "competencyRequired"), 0), "name")), S("</script>"));
    fixture_close(&f);
}

TEST(the_list_of_organisations_has_those_that_show_something_and_do_not_stand_aside)
{
    struct shop_fixture x = open_shop();
    struct shop_org_list all = {0};

    assert_false(shop_has_index(x.f.db, test_arena));
    NEED(shop_set_index(x.f.db, true, &err));
    assert_true(shop_has_index(x.f.db, test_arena));
    NEED(shop_orgs(x.f.db, test_arena, &all, &err));
    assert_true(all.n == 1 && all.items[0].badges == 3);
    NEED(shop_set(x.f.db, x.f.org, x.f.account, &(struct shop){.is_unlisted = true, .welcome = S("")}, &err));
    all.n = 0;
    NEED(shop_orgs(x.f.db, test_arena, &all, &err));
    assert_true(all.n == 0);
    fixture_close(&x.f);
}
