#include "web/head.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

static bool climbs(str path)
{
    str segment;

    while (str_cut(&path, '/', &segment))
        if (str_eq(segment, S("..")) || str_eq(segment, S(".")))
            return true;
    return false;
}

static void check_target(struct arena *a, str target)
{
    struct pair_list query = {0};
    str path;

    if (head_target(a, target, &path, &query, NULL) != OK)
        return;
    REQUIRE(str_starts(path, S("/")) && utf8_is_valid(path) && str_find_byte(path, '\0') < 0);
    REQUIRE(!climbs(path) && query.n <= 200);
}

/* Lines "name:value" as a head; what passes has one reading. */
static void check_lines(struct arena *a, str text)
{
    struct pair_list headers = {0};
    size_t hosts = 0, lengths = 0;
    int64_t length = -2;
    str line, name;

    while (str_cut_line(&text, &line)) {
        if (!str_cut(&line, ':', &name))
            continue;
        *list_add(a, &headers) = (struct pair){str_lower(a, name), str_trim(line)};
        hosts += str_eq_nocase(name, S("host"));
        lengths += str_eq_nocase(name, S("content-length")) + str_eq_nocase(name, S("transfer-encoding"));
    }
    if (head_check(&headers, false, 64, &length, NULL) != OK)
        return;
    REQUIRE(hosts == 1 && lengths <= 1 && length >= -1 && headers.n <= 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct pair_list cookies = {0};
    str text = {(const char *)p, n};

    check_target(a, text);
    check_lines(a, text);
    head_cookies(a, text, &cookies);
    REQUIRE(cookies.n <= 50);
    for (size_t i = 0; i < cookies.n; i++)
        REQUIRE(cookies.items[i].name.n > 0 && str_find_byte(cookies.items[i].value, ';') < 0);
    arena_free(a);
    return 0;
}
