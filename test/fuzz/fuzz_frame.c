/* Whatever is read as a frame is written back as the same frame. */
#include <stdint.h>
#include <stdlib.h>
#include "base/arena.h"
#include "format/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(0);
    struct frame f, again;
    str out;

    if (n < 1 << 20 && frame_read(a, (str){(const char *)p, n}, &f, NULL) == OK) {
        if (frame_write(a, &f, &out, NULL) != OK || frame_read(a, out, &again, NULL) != OK)
            abort();
        if (!str_eq(f.body, again.body) || f.options.n != again.options.n)
            abort();
    }
    arena_free(a);
    return 0;
}
