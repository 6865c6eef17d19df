/* cli/bench_badge.h — the badge that the groups sign and verify: a usual one of
 * about 4 KB, as large as the ones of other issuers. */
#pragma once
#include "badge/badge.h"

void bench_fill_badge(struct arena *a, struct badge *b, str issuer);
