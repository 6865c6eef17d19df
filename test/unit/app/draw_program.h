/* draw_program.h — which drawing program the tests drive, and how slow it may be. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define SLOWER 10
#else
#define SLOWER 1
#endif

/* The program is three folders above this test. */
__attribute__((constructor)) static void find_program(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 16);

    for (int up = 0; up < 4 && n > 0; up++)
        while (n > 0 && path[--n] != '/')
            ;
    if (n > 0 && !getenv("LAPEL_DRAW")) {
        snprintf(path + n, sizeof path - (size_t)n, "/lapel-draw");
        setenv("LAPEL_DRAW", path, 0);
    }
}
