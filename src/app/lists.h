/* app/lists.h — every list of the administration. */
#pragma once
#include "app/app.h"

struct list_def;
extern const struct list_def *const app_lists[]; /* ends with NULL */
void app_lists_start(void);                      /* once per process: the list slice learns of them */
