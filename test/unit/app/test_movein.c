#include "unit/test.h"

#include "app/movein/movein.h"
#include "base/attempt.h"

/* The lists of a folder, as strangers may have written them. */

static const char list[] =
    "{\"format\":\"lapel-backpack\",\"version\":1,\"badges\":[{\"folder\":\"badges/7-A\",\"file\":\"badge.jwt\",\"tags\":[\"work\",7,\"\",\"a\\u0000b\"]},"
    "{\"folder\":7,\"file\":\"x\"},{\"folder\":\"badges/8-B\"}],\"collections\":[{\"id\":\"abc\",\"name\":\" Best \",\"story\":\"one\\ntwo\",\"badges\":[\"badges/7-A\",\"badges/9-C\",8],"
    "\"stories\":{\"badges/7-A\":\"Told\"},\"log\":[\"m1\",\"no/word\"]},{\"story\":\"nameless\"},{\"id\":\"../x\",\"name\":\"Other\"}]}";
static const char person[] =
    "{\"page\":{\"name\":\"Maya\",\"headline\":\"a\\nb\",\"public\":true},\"cvs\":[{\"label\":\"For Acme\",\"content\":{\"name\":\"M\"}},{\"label\":\"Bin\",\"removed\":\"2026-01-01T00:00:00Z\",\"content\":{}},"
    "{\"label\":\"No content\"}],\"goals\":[{\"title\":\"Weld\",\"link\":\"javascript:alert(1)\",\"until\":\"2030-06-01\"},{\"link\":\"https://e.org\"}]}";
static const char entries[] =
    "{\"entries\":[{\"mark\":\"m1\",\"what\":\"Gearbox\",\"day\":\"2024-03-05\",\"minutes\":-5,\"link\":\"ftp://e.org\",\"files\":[{\"file\":\"log/1-1.png\",\"name\":\"a\\u0007.png\"},{}],"
    "\"witnesses\":[{\"name\":\"Jo\",\"saw\":\"work\",\"relation\":\"king\",\"domain\":\"e.org\"},{\"name\":\"Al\",\"saw\":\"dreamt\"},{\"name\":\"x@y.org\",\"saw\":\"work\"},"
    "{\"name\":\"Bo\",\"saw\":\"result\",\"domain\":\"<b>.org\"}],\"history\":[{\"what\":\"Gear\",\"until\":\"2024-03-05T11:00:00Z\"},{\"what\":\"No time\"}]},{\"mark\":\"m2\"},{\"what\":\"No mark\"}]}";

TEST(tags_and_collections_are_taken_as_forms_would_take_them)
{
    struct moved_list l;
    struct error err = {0};

    check_ok(movein_read_list(test_arena, cstr(list), &l, &err), &err);
    assert_int_equal(l.badges.n, 1);
    check_str(l.badges.items[0].file, S("badges/7-A/badge.jwt"));
    assert_int_equal(l.badges.items[0].tags.n, 2);
    check_str(l.badges.items[0].tags.items[1], S("ab"));
    assert_int_equal(l.collections.n, 2);
    check_str(l.collections.items[0].name, S("Best"));
    check_str(l.collections.items[0].story, S("one\ntwo"));
    assert_int_equal(l.collections.items[0].badges.n, 2);
    check_str(l.collections.items[0].badges.items[0].story, S("Told"));
    assert_int_equal(l.collections.items[0].log.n, 1);
    check_str(l.collections.items[1].id, S(""));
}

TEST(a_page_cvs_and_goals_come_without_what_a_page_would_refuse)
{
    struct moved_person p;
    struct error err = {0};

    check_ok(movein_read_person(test_arena, cstr(person), &p, &err), &err);
    check_str(p.page.headline, S("a b"));
    assert_false(p.page.is_public);
    assert_int_equal(p.cvs.n, 1);
    check_str(p.cvs.items[0].content, S("{\"name\":\"M\"}"));
    assert_int_equal(p.goals.n, 1);
    check_str(p.goals.items[0].link, S(""));
}

TEST(entries_keep_only_witnesses_that_say_what_they_saw_and_hold_no_address)
{
    struct log_copy_list log;
    struct error err = {0};

    check_ok(movein_read_log(test_arena, cstr(entries), &log, &err), &err);
    assert_int_equal(log.n, 1);
    const struct log_copy *c = &log.items[0];
    assert_int_equal(c->e.minutes, 0);
    check_str(c->e.link, S(""));
    assert_int_equal(c->files.n, 1);
    check_str(c->files.items[0].name, S("a.png"));
    assert_int_equal(c->witnesses.n, 2);
    check_str(c->witnesses.items[0].relation, S("else"));
    check_str(c->witnesses.items[0].address, S("@e.org"));
    check_str(c->witnesses.items[1].address, S("@"));
    assert_int_equal(c->past.n, 1);
}

TEST(what_is_no_such_list_is_refused_with_a_sentence)
{
    static const struct { const char *text; code want; } t[] = {
        {"", BAD_INPUT}, {"[]", BAD_INPUT}, {"{}", BAD_INPUT}, {"{\"format\":\"lapel-backpack\"}", BAD_INPUT},
        {"{\"format\":\"lapel-backpack\",\"version\":2}", UNSUPPORTED}, {"{\"format\":\"lapel-backpack\",\"version\":1,", BAD_INPUT},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct moved_list l;
        struct error err = {0};
        check_code_at(i, movein_read_list(test_arena, cstr(t[i].text), &l, &err), t[i].want);
        assert_true(err.text[0]);
    }
    struct log_copy_list log;
    check_code(movein_read_log(test_arena, S("{\"entries\":{}}"), &log, NULL), BAD_INPUT);
}

TEST(lists_of_too_much_are_cut_where_pages_end)
{
    struct arena *a = arena_new((size_t)128 << 20);
    struct buf b = buf_new(a);
    struct moved_list l;
    struct error err = {0};

    buf_putz(&b, "{\"format\":\"lapel-backpack\",\"version\":1,\"collections\":[{\"name\":\"");
    for (int i = 0; i < 500; i++)
        buf_putz(&b, "\xC3\xA9");
    buf_putz(&b, "\",\"badges\":[\"x\"");
    for (int i = 0; i < 2000; i++)
        buf_printf(&b, ",\"badges/%d\"", i);
    buf_putz(&b, "]}");
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, ",{\"name\":\"c%d\"}", i);
    buf_putz(&b, "]}");
    check_ok(movein_read_list(a, buf_done(&b), &l, &err), &err);
    assert_int_equal(l.collections.n, MOVEIN_COLLECTIONS);
    assert_int_equal(l.collections.items[0].name.n, 120);
    assert_int_equal(l.collections.items[0].badges.n, COLLECTION_MOST);
    arena_free(a);
}

TEST(all_collections_of_a_folder_name_so_many_badges_and_no_more)
{
    struct arena *a = arena_new((size_t)128 << 20);
    struct buf b = buf_new(a);
    struct moved_list l;
    struct error err = {0};
    size_t places = 0;

    buf_putz(&b, "{\"format\":\"lapel-backpack\",\"version\":1,\"collections\":[{\"name\":\"\"}");
    for (size_t i = 0; i < MOVEIN_COLLECTIONS; i++) {
        buf_printf(&b, ",{\"name\":\"c%zu\",\"badges\":[\"x\"", i);
        for (int k = 1; k < COLLECTION_MOST; k++)
            buf_putz(&b, ",\"x\"");
        buf_putz(&b, "],\"log\":[\"m\"]}");
    }
    buf_putz(&b, "]}");
    check_ok(movein_read_list(a, buf_done(&b), &l, &err), &err);
    assert_int_equal(l.collections.n, MOVEIN_COLLECTIONS);
    for (size_t i = 0; i < l.collections.n; i++)
        places += l.collections.items[i].badges.n + l.collections.items[i].log.n;
    assert_int_equal(places, MOVEIN_PLACES);
    arena_free(a);
}

struct reading { struct arena *a; };

static code read_all(void *ctx, struct error *err)
{
    struct reading *r = ctx;
    struct moved_list l;
    struct moved_person p;
    struct log_copy_list log;

    TRY(movein_read_list(r->a, cstr(list), &l, err));
    TRY(movein_read_person(r->a, cstr(person), &p, err));
    return movein_read_log(r->a, cstr(entries), &log, err);
}

TEST(wherever_memory_ends_the_lists_are_read_whole_or_not_at_all)
{
    code c = NO_MEMORY;

    for (size_t quota = 256; c != OK; quota += quota / 16) {
        struct reading r = {arena_new(quota)};
        c = attempt(read_all, &r, NULL);
        assert_true(c == OK || c == NO_MEMORY);
        arena_free(r.a);
        assert_true(quota < (size_t)8 << 20);
    }
}
