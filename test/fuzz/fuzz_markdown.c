#include "web/markdown.h"
#include <string.h>
#include "fuzz/fuzz.h"
#include "unit/web/html_check.h"

/* Whatever is typed, only the HTML that markdown may become comes out. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct buf b = buf_new(a);

    markdown_write(&b, (str){(const char *)p, n});
    const char *wrong = html_check(buf_done(&b));
    if (wrong)
        fprintf(stderr, "%s: " STR_FMT "\n", wrong, STR_ARG(buf_done(&b)));
    REQUIRE(!wrong);
    arena_free(a);
    return 0;
}
