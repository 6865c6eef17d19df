/* format/crc32.c — four lanes of 16 bytes are folded forward by carry-less
 * multiplication (Gopal et al., "Fast CRC Computation for Generic Polynomials
 * Using PCLMULQDQ", Intel 2009) until 16 bytes with the same remainder are
 * left; these, and what is too short to be worth it, are zlib's. */
#include "format/crc32.h"
#include <zlib.h>

static uint32_t plain(uint32_t crc, str bytes)
{
    return (uint32_t)crc32_z(crc, (const Bytef *)bytes.p, bytes.n);
}

#ifdef __x86_64__
#include <immintrin.h>

#define LANE  sizeof(__m128i)
#define LANES (4 * LANE)

/* x^n modulo the polynomial, bits reversed and shifted by one: for the lower
 * and the upper half of a lane that moves on by 64 or by 16 bytes. */
#define BY_64 0x1c6e41596, 0x154442bd4           /* n = 480, 544 */
#define BY_16 0x0ccaa009e, 0x1751997d0           /* n = 96, 160 */

#define FOLDS __attribute__((target("pclmul,sse2")))

FOLDS static __m128i load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* `lane` moved forward onto `onto`. */
FOLDS static __m128i fold(__m128i lane, __m128i by, __m128i onto)
{
    __m128i low = _mm_clmulepi64_si128(lane, by, 0x00);
    __m128i high = _mm_clmulepi64_si128(lane, by, 0x11);

    return _mm_xor_si128(_mm_xor_si128(low, high), onto);
}

FOLDS static uint32_t folded(uint32_t crc, str bytes)
{
    const char *p = bytes.p, *end = bytes.p + bytes.n;
    const __m128i by_64 = _mm_set_epi64x(BY_64), by_16 = _mm_set_epi64x(BY_16);
    __m128i a = load(p), b = load(p + LANE), c = load(p + 2 * LANE), d = load(p + 3 * LANE);
    char rest[LANE];

    a = _mm_xor_si128(a, _mm_cvtsi32_si128((int)~crc));
    for (p += LANES; (size_t)(end - p) >= LANES; p += LANES) {
        a = fold(a, by_64, load(p));
        b = fold(b, by_64, load(p + LANE));
        c = fold(c, by_64, load(p + 2 * LANE));
        d = fold(d, by_64, load(p + 3 * LANE));
    }
    a = fold(fold(fold(a, by_16, b), by_16, c), by_16, d);
    for (; (size_t)(end - p) >= LANE; p += LANE)
        a = fold(a, by_16, load(p));
    _mm_storeu_si128((__m128i *)(void *)rest, a);
    /* What began the register is in the lanes already: it goes on from zero. */
    crc = plain(0xffffffff, (str){rest, sizeof rest});
    return plain(crc, (str){p, (size_t)(end - p)});
}

uint32_t crc32_add(uint32_t crc, str bytes)
{
    if (bytes.n >= LANES && __builtin_cpu_supports("pclmul"))
        return folded(crc, bytes);
    return plain(crc, bytes);
}

#else

uint32_t crc32_add(uint32_t crc, str bytes)
{
    return plain(crc, bytes);
}

#endif
