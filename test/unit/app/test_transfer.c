#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/catalog/transfer.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}
static const struct org org = {.base = TEXT("https://badges.example.org"), .slug = TEXT("harbour"), .name = TEXT("Harbour")};

static struct transfer only(str bytes)
{
    struct transfer_list found = {0};
    struct error err = {0};

    check_ok(transfer_read(test_arena, bytes, &found, &err), &err);
    assert_int_equal(found.n, 1);
    return found.items[0];
}

TEST(a_badge_of_every_version_is_read_whatever_it_stands_in)
{
    static const struct { const char *json, *name, *criteria, *flaw, *class_url; } t[] = {
        {"{\"type\":[\"Achievement\"],\"name\":\"A\",\"criteria\":{\"narrative\":\"C\"}}", "A", "C", NULL, ""},
        {"{\"type\":\"BadgeClass\",\"name\":\"A\",\"criteria\":{\"id\":\"https://e.org/c\"}}", "A", "<https://e.org/c>", NULL, ""},
        {"{\"name\":\"A\",\"description\":\"D\",\"criteria\":\"https://e.org/c\"}", "A", "<https://e.org/c>", NULL, ""},
        {"{\"entityType\":\"BadgeClass\",\"name\":\"A\",\"criteriaNarrative\":\"C\"}", "A", "C", NULL, ""},
        {"{\"type\":\"Assertion\",\"badge\":{\"type\":\"BadgeClass\",\"name\":\"A\",\"criteria\":{\"narrative\":\"C\"}}}", "A", "C", NULL, ""},
        {"{\"recipient\":{},\"badge\":\"https://e.org/b\"}", "", "", NULL, "https://e.org/b"},
        {"{\"recipient\":{},\"badge\":\"file:///etc/passwd\"}", "", "", "its badge has no web address", "file:///etc/passwd"},
        {"{\"credentialSubject\":{\"achievement\":{\"name\":\"A\",\"criteria\":{\"narrative\":\"C\"}}}}", "A", "C", NULL, ""},
        {"{\"type\":[\"Achievement\"],\"description\":\"nameless\"}", "", "", "it has no name", ""},
        {"{\"hello\":1}", "", "", "it is neither a badge nor an award of one", ""},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct transfer x = only(cstr(t[i].json));
        check_at(i, str_eq(x.v.name, cstr(t[i].name)) || (!x.v.name.n && !*t[i].name));
        check_at(i, str_eq(x.v.criteria, cstr(t[i].criteria)) || (!x.v.criteria.n && !*t[i].criteria));
        check_at(i, !x.flaw == !t[i].flaw && (!x.flaw || !strcmp(x.flaw, t[i].flaw)));
        check_at(i, str_eq(x.class_url, cstr(t[i].class_url)) || (!x.class_url.n && !*t[i].class_url));
    }
}

TEST(what_is_no_badge_at_all_is_told)
{
    static const str t[] = {S(""), S("hello"), S("[]"), S("{\"badges\":[]}"), S("{"), S("<html></html>")};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct transfer_list found = {0};
        struct error err = {0};
        check_at(i, transfer_read(test_arena, t[i], &found, &err) != OK && err.text[0]);
    }
}

TEST(words_are_cut_to_what_the_editor_takes)
{
    struct buf b = buf_new(test_arena);

    buf_putz(&b, "{\"type\":\"Achievement\",\"achievementType\":\"ext:Strange\",\"name\":\"A\\nB");
    for (int i = 0; i < 400; i++)
        buf_putz(&b, "\xC3\xA9");
    buf_putz(&b, "\",\"tag\":[\"a,b\",\"c\"],\"alignment\":[{\"targetName\":\"x\",\"targetUrl\":\"javascript:1\"},"
                 "{\"targetName\":\"y\",\"targetUrl\":\"https://e.org\"}],\"image\":\"data:text/html;base64,PGI+\"}");
    struct transfer x = only(buf_done(&b));
    assert_true(x.v.name.n <= 120 && str_starts(x.v.name, S("A B\xC3\xA9")) && str_ends(x.v.name, S("\xC3\xA9")));
    check_str(x.v.type, S("Badge"));
    check_str(x.v.tags, S("c"));
    assert_int_equal(x.v.alignments.n, 1);
    assert_true(str_is_absent(x.picture) && str_is_empty(x.picture_url));
}

TEST(what_is_written_gives_all_back)
{
    struct badge_row b = {.public_id = S("ID"), .v = {.number = 3, .name = S("First aider"), .description = S("Helps."),
                          .criteria = S("Said *beside*."), .type = S("License"), .tags = S("safety, health"),
                          .validity_months = 24, .studio = S("shape=shield&stars=2")}};

    *list_add(test_arena, &b.v.items) = (struct criterion){.id = S("k1"), .text = S("A course"), .is_required = true, .note = S("ask")};
    *list_add(test_arena, &b.v.items) = (struct criterion){.id = S("k2"), .text = S("A drill"), .proof = S("photo")};
    struct transfer x = only(transfer_json(test_arena, &org, &b, S("data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=")));
    check_str(x.v.name, b.v.name);
    check_str(x.v.criteria, b.v.criteria);
    check_str(x.v.type, b.v.type);
    check_str(x.v.tags, b.v.tags);
    check_str(x.v.studio, b.v.studio);
    assert_int_equal(x.v.validity_months, 24);
    assert_int_equal(x.v.items.n, 2);
    check_str(x.v.items.items[0].note, S("ask"));
    check_str(x.v.items.items[1].proof, S("photo"));
    assert_true(str_starts(x.picture, S("<svg")));
}

TEST(a_list_lets_the_good_ones_through_and_names_the_others)
{
    struct fixture f = fixture_open();
    struct loader offline = loader_offline();
    struct import_lines lines = {0};
    struct badge_row b;
    str file = S("[{\"type\":\"Achievement\",\"name\":\"Good\",\"criteria\":{\"narrative\":\"C\"},\"image\":\"https://e.org/x.png\"},"
                 "{\"type\":\"Achievement\"},{\"recipient\":{},\"badge\":\"https://e.org/gone\"},"
                 "{\"type\":\"Achievement\",\"name\":\"Plain\",\"lapel\":{\"criteria\":[{\"text\":\"T\",\"required\":true}]}}]");

    NEED(catalog_import(f.db, test_arena, f.org, &(struct import_source){&offline, file}, &lines, &err));
    assert_int_equal(lines.n, 4);
    assert_true(lines.items[0].badge && str_starts(lines.items[0].sentence, S("without its picture: ")));
    assert_true(!lines.items[1].badge && lines.items[1].sentence.n);
    assert_true(!lines.items[2].badge && lines.items[2].sentence.n);
    assert_true(lines.items[3].badge && !lines.items[3].sentence.n);
    NEED(catalog_get(f.db, test_arena, f.org, lines.items[3].badge, &b, &err));
    check_str(b.state, S("draft"));
    assert_int_equal(b.v.items.n, 1);
    fixture_close(&f);
}

TEST(more_badges_than_are_taken_at_once_are_refused_before_any_is_made)
{
    struct buf b = buf_new(test_arena);
    struct transfer_list found = {0};

    for (int i = 0; i <= TRANSFER_BADGES; i++)
        buf_printf(&b, "%s{\"type\":\"Achievement\",\"name\":\"n\"}", i ? "," : "[");
    buf_byte(&b, ']');
    assert_int_equal(transfer_read(test_arena, buf_done(&b), &found, NULL), LIMIT);
    assert_int_equal(found.n, 0);
}
