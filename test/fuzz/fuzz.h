/* fuzz.h — what a fuzz target needs. A target states a property with REQUIRE;
 * that nothing crashes or leaks, the sanitizers say. */
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"
#include "base/str.h"

/* Far above what an input of libFuzzer's size may need: reaching it is a bug. */
#define FUZZ_QUOTA ((size_t)64 << 20)

#define REQUIRE(claim)                                                         \
    do {                                                                       \
        if (!(claim)) {                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #claim); \
            abort();                                                           \
        }                                                                      \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
