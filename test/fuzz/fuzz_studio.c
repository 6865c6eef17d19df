#include <expat.h>
#include "app/catalog/studio.h"
#include "fuzz/fuzz.h"

static bool is_xml(str s)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    bool good = XML_Parse(parser, s.p, (int)s.n, 1) == XML_STATUS_OK;

    XML_ParserFree(parser);
    return good;
}

/* Whatever is asked for is a picture within limits, and the same again from its own text. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct studio s, again;

    studio_read(a, (str){(const char *)p, n < STUDIO_BYTES ? n : STUDIO_BYTES}, &s);
    str svg = studio_svg(a, &s), text = studio_write(a, &s);
    REQUIRE(is_xml(svg) && svg.n < (size_t)1 << 20);
    REQUIRE(!str_contains(svg, S("<script")));
    REQUIRE(studio_layer_count(&s) <= STUDIO_LAYERS);
    studio_read(a, text, &again);
    REQUIRE(str_eq(studio_write(a, &again), text) && str_eq(studio_svg(a, &again), svg));
    arena_free(a);
    return 0;
}
