/* list/reach.h — how far somebody's right goes over the rows of a list. */
#pragma once
#include "base/list.h"

LIST_OF(id_list, int64_t);

/* A row is shown if one part has it: the people whom the reader leads, or those of
 * the departments of a grant; the badges of a grant. */
struct list_part { int64_t grant; bool below, departments, badges; };
struct list_reach { bool everything; LIST(struct list_part) parts; };
