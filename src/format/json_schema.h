/* format/json_schema.h — JSON Schema, the part that badges use: drafts 4, 6, 7,
 * 2019-09 and 2020-12, within one document. Formats are asserted. Schemas come
 * from strangers, so all work is counted and nothing is fetched. */
#pragma once
#include "base/list.h"
#include "format/json.h"

enum schema_draft { DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019_09, DRAFT_2020_12 };

struct json_schema;                              /* lives in the arena of its document */

struct schema_flaw { str where, text; };         /* JSON pointer into the value; "must be text" */
LIST_OF(schema_flaw_list, struct schema_flaw);

#define SCHEMA_MAX_FLAWS 20

/* `draft` counts where the document names none. `where` in the error is a JSON
 * pointer into the schema. BAD_INPUT: it is no schema. UNSUPPORTED: it needs
 * another document, or what is not read here. LIMIT. */
MUST_USE code json_schema_read(struct arena *a, const struct json *doc, enum schema_draft draft,
                               struct json_schema **out, struct error *err);
/* Fills `flaws`: none means that `v` fits; not more than SCHEMA_MAX_FLAWS.
 * LIMIT, or BAD_INPUT for a schema that runs in a circle: nothing is known.
 * Not by two threads at once. */
MUST_USE code json_schema_check(struct arena *a, struct json_schema *s, const struct json *v,
                                struct schema_flaw_list *flaws, struct error *err);
/* Is this text of the format? True for formats that are not known. */
bool json_schema_format(str format, str text);
