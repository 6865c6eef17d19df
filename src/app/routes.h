/* app/routes.h — the list of all route tables. */
#pragma once
#include "app/app.h"

/* NULL-terminated, for router_new. */
const struct route *const *routes_of_role(enum app_role role);
