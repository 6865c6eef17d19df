/* format/lookalike.h — names that look like another's: letters of other
 * alphabets, marks and blanks that nobody sees (UTS #39, as far as people need
 * it to be told). */
#pragma once
#include "base/str.h"

/* What the eye reads, for comparing two names: two of them look alike when their
 * skeletons are the same. Small Latin letters where the letters look like them,
 * no blanks, no marks, nothing invisible; at most 256 bytes. */
str lookalike_skeleton(struct arena *a, str name);
/* Letters of more than one alphabet in one word, as no language writes. */
bool lookalike_is_mixed(str name);
/* A host below a Latin domain with a label of letters that are not Latin, and
 * each of which looks so: what browsers show as "xn--". */
bool lookalike_is_disguised(struct arena *a, str host);
/* Characters that are not seen, or turn the reading direction. */
bool lookalike_has_hidden(str name);
/* A tick or a word as if somebody had checked who this is. */
bool lookalike_boasts(struct arena *a, str name);
/* A host name as people read it, "xn--" undone; absent: it has none, or what it
 * has is no name. */
str lookalike_host(struct arena *a, str host);
