/* catalog/catalog_private.h — what the files of the use case share. */
#pragma once
#include "app/catalog/catalog.h"

void criteria_read(struct arena *a, str text, struct criterion_list *out);
str  criteria_write(struct arena *a, const struct criterion_list *list);
