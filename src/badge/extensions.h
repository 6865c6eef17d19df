/* badge/extensions.h — extensions of Open Badges 1.1 and 2.0: objects with a
 * context of their own that names a schema (OB 2.0 §Extension Validation). */
#pragma once
#include "badge/inquiry.h"

/* Holds every extension within a document against each schema that is for its
 * type: `extension-invalid` fails, `extension-unknown` warns. Badge class and
 * issuer that are embedded are documents of their own. */
void extensions_judge(struct inquiry *q, const struct json *doc);
