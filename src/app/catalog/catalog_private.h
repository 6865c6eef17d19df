/* catalog/catalog_private.h — what the files of the use case share. */
#pragma once
#include "app/catalog/catalog.h"

void criteria_read(struct arena *a, str text, struct criterion_list *out);
str  results_write(struct arena *a, const struct result_description_list *list);
void alignments_read(struct arena *a, str text, struct alignment_list *out);
void alignments_read_json(struct arena *a, const struct json *list, struct alignment_list *out);
str  alignments_write(struct arena *a, const struct alignment_list *list);
str  criteria_write(struct arena *a, const struct criterion_list *list);
