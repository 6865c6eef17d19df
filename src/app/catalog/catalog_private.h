/* catalog/catalog_private.h — what the files of the use case share. */
#pragma once
#include "app/catalog/alignments.h"
#include "app/catalog/catalog.h"

void criteria_read(struct arena *a, str text, struct criterion_list *out);
str  results_write(struct arena *a, const struct result_description_list *list);
void alignments_read_json(struct arena *a, const struct json *list, struct alignment_list *out);
str  alignments_write(struct arena *a, const struct alignment_list *list);
str  criteria_write(struct arena *a, const struct criterion_list *list);
/* Parts of a transaction that the caller holds. */
MUST_USE code catalog_save_rows(struct db *db, struct arena *a, int64_t org, int64_t id, const struct badge_version_row *v, struct error *err);
MUST_USE code catalog_set_renewal_rows(struct db *db, int64_t org, int64_t id, int64_t number, msec renew_by, struct error *err);
