/* badge/context.h — the contexts whose words a badge may use. The program
 * carries more than these; a badge that names another could give the words that
 * we read a second meaning. */
#pragma once
#include "base/str.h"

bool context_is_pinned(str url);                 /* by exact address */
