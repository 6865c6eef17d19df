/* store/search.h — what people type into a search field, as values for LIKE and
 * for ranges. In small letters, as the statements compare. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

/* Anywhere in the text: for LIKE $n ESCAPE '!'. "" for nothing typed. */
str search_anywhere(struct arena *a, str typed);
/* At its start: text >= from AND text < to, which an index can answer. */
struct search_range { str from, to; };
struct search_range search_start(struct arena *a, str typed);
