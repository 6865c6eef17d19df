/* Columns and days of a list of people: what is guessed is kept and read again as it
 * was; a day that is accepted is that day in every way it may be written. */
#include "fuzz/fuzz.h"

#include "app/people/roster.h"

static void check_mapping(struct arena *a, const struct roster_mapping *m)
{
    struct roster_mapping again;

    roster_mapping_read(roster_mapping_text(a, m), &again);
    REQUIRE(again.n == m->n && again.month_first == m->month_first);
    for (size_t i = 0; i < m->n; i++)
        REQUIRE(again.fields[i] == m->fields[i]);
}

static void check_day(struct arena *a, str text, bool month_first)
{
    msec day, again;

    if (!roster_day(text, month_first, &day))
        return;
    struct date d = date_of(day);
    REQUIRE(date_start(d) == day);
    REQUIRE(roster_day(date_format(a, d), month_first, &again) && again == day);
    if (d.year >= 1900 && d.year <= 9999)
        REQUIRE(roster_day(str_printf(a, "%d.%d.%04d", d.day, d.month, d.year), month_first, &again) && again == day);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str rest = {(const char *)p, n}, line;
    struct str_list heads = {0};
    struct roster_mapping m;

    while (str_cut_line(&rest, &line)) {
        *list_add(a, &heads) = line;
        check_day(a, line, heads.n & 1);
    }
    roster_guess(a, &heads, &m);
    m.month_first = m.n > 0 && n & 1;
    check_mapping(a, &m);
    roster_mapping_read((str){(const char *)p, n}, &m);
    check_mapping(a, &m);
    REQUIRE(roster_mapping_check(&m, NULL) == OK || roster_mapping_check(&m, NULL) == BAD_INPUT);
    arena_free(a);
    return 0;
}
