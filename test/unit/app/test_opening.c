#include "unit/test.h"
#include "app/opening.h"

TEST(it_is_open_within_its_hours_up_to_its_number_until_it_is_stopped)
{
    static const struct { struct opening o; enum opening_state want; } t[] = {
        {{0}, OPENING_OPEN}, {{.opens = 1000}, OPENING_EARLY}, {{.opens = 10, .closes = 500}, OPENING_LATE}, {{.closes = 501}, OPENING_OPEN},
        {{.most = 2, .taken = 2}, OPENING_FULL}, {{.most = 2, .taken = 1}, OPENING_OPEN}, {{.stopped = 1, .closes = 5}, OPENING_STOPPED},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct opening one = t[i].o;
        one.badge_state = S("published");
        check_at(i, opening_state(&one, 500) == t[i].want);
        one.badge_state = S("archived");
        check_at(i, opening_state(&one, 500) == OPENING_ARCHIVED);
    }
}

TEST(what_could_never_be_open_is_refused_at_its_field)
{
    static const struct { struct opening o; const char *field; } t[] = {
        {{.opens = 5, .closes = 5}, "closes"}, {{.opens = 5, .closes = 4}, "closes"}, {{.most = -1}, "most"}, {{.most = 1000001}, "most"},
    };
    struct error err;

    for (size_t i = 0; i < COUNT(t); i++) {
        check_code(opening_check(&t[i].o, &err), BAD_INPUT);
        assert_string_equal(err.where, t[i].field);
    }
    check_code(opening_check(&(struct opening){.opens = 5, .closes = 6, .most = 1000000}, &err), OK);
}
