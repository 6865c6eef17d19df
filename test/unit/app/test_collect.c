#include "app/backpack/collect.h"
#include "format/zip.h"
#include "unit/test.h"

#define REQUEST ((size_t)16 << 20)               /* what a request may take */

static code put(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

/* A badge of that size, as a person's download has it. */
static str badge_of(struct arena *a, int n, size_t bytes)
{
    struct buf b = buf_sized(a, bytes + 300);

    buf_printf(&b, "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
                   "\"id\":\"urn:uuid:%d\",\"description\":\"", n);
    while (b.n < bytes)
        buf_printf(&b, "what it is for, %zu; ", b.n);
    buf_putz(&b, "\"}");
    return buf_done(&b);
}

static str archive(struct arena *a, int files, size_t bytes_of_each)
{
    struct buf *b = NEW(a, struct buf);
    struct zip z = {.a = a, .put = put, .ctx = b, .packs = true};

    *b = buf_new(a);
    for (int i = 0; i < files; i++)
        check_ok(zip_add(&z, str_printf(a, "badges/%d.json", i), badge_of(a, i, bytes_of_each), NULL), NULL);
    check_ok(zip_end(&z, NULL), NULL);
    return buf_done(b);
}

static code unfold(str bytes, size_t *n, struct error *err)
{
    struct arena *making = arena_new(REQUEST);
    struct handed_in_list in = {0}, out = {0};

    *list_add(making, &in) = (struct handed_in){.name = S("all"), .bytes = bytes};
    code c = collect_unfold(making, &in, &out, err);
    *n = out.n;
    for (size_t i = 0; c == OK && i < out.n; i++)
        assert_true(out.items[i].bytes.n > 0);
    arena_free(making);
    return c;
}

TEST(an_archive_of_as_many_badges_as_may_come_is_taken_apart_in_the_memory_of_a_request)
{
    static const struct { int files; size_t bytes; } t[] = {{300, 20000}, {COLLECT_MOST, 8000}, {2, 4 << 20}};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct arena *a = arena_new((size_t)256 << 20);
        struct error err = {0};
        size_t n;
        check_ok(unfold(archive(a, t[i].files, t[i].bytes), &n, &err), &err);
        assert_int_equal(n, t[i].files);
        arena_free(a);
    }
}

TEST(what_is_too_much_says_so_and_leaves_the_memory_of_the_request_alone)
{
    struct arena *a = arena_new((size_t)256 << 20);
    struct error err = {0};
    size_t n;

    const str t[] = {archive(a, 900, 18000), archive(a, COLLECT_MOST + 1, 500)};
    for (size_t i = 0; i < COUNT(t); i++) {
        check_code_at(i, unfold(t[i], &n, &err), LIMIT);
        check_str_at(i, cstr(err.where), S("file"));
        assert_true(str_ends(cstr(err.text), S("in parts")));
    }
    arena_free(a);
}

TEST(a_text_of_two_million_values_is_looked_at_beside_the_request)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct buf b = buf_new(a);
    struct error err = {0};
    size_t n;

    buf_putz(&b, "[0");
    for (int i = 0; i < 2 << 20; i++)
        buf_putz(&b, ",0");
    buf_putz(&b, "]");
    code c = unfold(buf_done(&b), &n, &err);
    assert_true(c == OK || c == LIMIT);
    arena_free(a);
}

/* ---- a folder that was taken away ---- */

struct seen { struct arena *a; struct str_list told, badges; };

static code see(void *seen, const struct handed_in *one, struct error *err)
{
    struct seen *s = seen;

    (void)err;
    *list_add(s->a, one->is_told ? &s->told : &s->badges) = str_copy(s->a, one->name);
    return OK;
}

/* As takeaway writes it, in another folder: `files` of the log before the list of it. */
static str folder_of(struct arena *a, const char *root, int files)
{
    struct buf *b = NEW(a, struct buf);
    struct zip z = {.a = a, .put = put, .ctx = b, .packs = true};
    static const char *const rest[] = {"collections/1-Best/cover.png", "collections/1-Best/index.html", "account.json", "person.json", "log.json", "backpack.json", "index.html", "style.css"};

    *b = buf_new(a);
    check_ok(zip_add(&z, S("__MACOSX/._backpack.json"), S("{}"), NULL), NULL);
    check_ok(zip_add(&z, str_printf(a, "%sbadges/7-Driver/badge.json", root), badge_of(a, 7, 400), NULL), NULL);
    check_ok(zip_add(&z, str_printf(a, "%sbadges/7-Driver/report.json", root), S("{}"), NULL), NULL);
    for (int i = 0; i < files; i++)
        check_ok(zip_add(&z, str_printf(a, "%slog/1-%d.txt", root, i), S("notes"), NULL), NULL);
    for (size_t i = 0; i < COUNT(rest); i++)
        check_ok(zip_add(&z, str_printf(a, "%s%s", root, rest[i]), S("{}"), NULL), NULL);
    check_ok(zip_end(&z, NULL), NULL);
    return buf_done(b);
}

TEST(a_folder_is_known_at_the_top_and_in_another_folder_and_its_lists_come_first)
{
    static const char *const roots[] = {"", "Take-away of Maya/"};

    for (size_t i = 0; i < COUNT(roots); i++) {
        struct arena *a = arena_new((size_t)64 << 20);
        struct handed_in_list in = {0};
        struct seen s = {.a = a};
        struct error err = {0};
        *list_add(a, &in) = (struct handed_in){.name = S("all.zip"), .bytes = folder_of(a, roots[i], COLLECT_BESIDE + 50)};
        check_ok(collect_unfold_to(&in, &(struct unfold_to){see, &s}, &err), &err);
        assert_int_equal(s.badges.n, 1);
        check_str_at(i, s.badges.items[0], S("badges/7-Driver/badge.json"));
        assert_int_equal(s.told.n, 3 + COLLECT_BESIDE);
        check_str_at(i, s.told.items[0], S("backpack.json"));
        check_str_at(i, s.told.items[1], S("person.json"));
        check_str_at(i, s.told.items[2], S("log.json"));
        arena_free(a);
    }
}

TEST(who_only_checks_badges_gets_nothing_of_a_folder_but_its_badges)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct error err = {0};
    size_t n;

    check_ok(unfold(folder_of(a, "", 3), &n, &err), &err);
    assert_int_equal(n, 1);
    arena_free(a);
}

TEST(a_list_two_folders_down_makes_no_folder)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct handed_in_list in = {0};
    struct seen s = {.a = a};
    struct error err = {0};

    *list_add(a, &in) = (struct handed_in){.name = S("all.zip"), .bytes = folder_of(a, "a/b/", 1)};
    check_ok(collect_unfold_to(&in, &(struct unfold_to){see, &s}, &err), &err);
    assert_int_equal(s.told.n, 0);
    for (size_t i = 0; i < s.badges.n; i++)
        assert_true(str_find_byte(s.badges.items[i], '/') < 0);
    arena_free(a);
}
