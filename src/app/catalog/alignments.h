/* catalog/alignments.h — skills of a version of a badge, out of the text in which it keeps them. */
#pragma once
#include "badge/badge.h"

void alignments_read(struct arena *a, str text, struct alignment_list *out);
