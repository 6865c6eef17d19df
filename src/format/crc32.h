/* format/crc32.h — the checksum of PNG chunks (W3C PNG 3rd ed. §5.5; ISO 3309). */
#pragma once
#include "base/str.h"

/* Goes on from `crc`, the checksum of what came before; 0 at the beginning.
 * Several gigabytes a second where the processor multiplies polynomials. */
uint32_t crc32_add(uint32_t crc, str bytes);
