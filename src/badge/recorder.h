/* badge/recorder.h — a loader that remembers what it was given, so that what a
 * badge was judged by can be kept. */
#pragma once
#include "badge/loader.h"
#include "base/list.h"

struct recorded { str url; struct loaded got; };
LIST_OF(recorded_list, struct recorded);
struct recorder { struct loader inner; struct recorded_list seen; struct arena *a; };

/* In front of `inner`, with its budget. The same address is asked once and then has
 * the same answer. `r` and the arena, in which what was given is noted, outlive the
 * loader; the answers live where who asked put them. */
struct loader recorder_open(struct recorder *r, struct arena *a, struct loader inner);
