#include "unit/test.h"
#include "unit/web/web.h"

static const char *const offered[] = {"text/html", "application/json", "image/png",
                                      "application/ld+json"};

static int accepts(const char *header)
{
    struct request *rq = new_request(test_arena, GET, "/");

    if (header)
        add_header(rq, "accept", header);
    return request_accepts(rq, offered, COUNT(offered));
}

TEST(the_best_offer_is_chosen)
{
    static const struct { const char *header; int want; } t[] = {
        {NULL, 0},
        {"", 0},
        {"*/*", 0},
        {"text/html", 0},
        {"application/json", 1},
        {"application/json, text/html", 0},
        {"application/json, text/html;q=0.9", 1},
        {"image/*", 2},
        {"image/webp", -1},
        {"text/html;q=0, */*;q=0.1", 1},
        {"TEXT/HTML;Q=0.5, image/png;q=0.6", 2},
        {"text/*;q=0.3, text/html;q=0.1, application/json;q=0.2", 1},
        {"application/ld+json;profile=\"a,b;q=0\"", 3},
        {"text/html;q=0", -1},
        {"text/html;q=0.000, image/png;q=0.001", 2},
        {"text/html;q=2", 0},
        {"text/html;q=abc", 0},
        {",,,", -1},
        {"html", -1},
        {"/", -1},
        {"text/", -1},
        {"\"", -1},
        {"*/html", -1},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", 0},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, accepts(t[i].header) == t[i].want);
}

TEST(a_parameter_makes_a_range_more_exact)
{
    static const char *const types[] = {"application/ld+json;v=1", "application/ld+json;v=2"};
    struct request *rq = new_request(test_arena, GET, "/");

    add_header(rq, "accept", "application/ld+json;q=0.5, application/ld+json;v=2");
    assert_int_equal(request_accepts(rq, types, 2), 1);
}
