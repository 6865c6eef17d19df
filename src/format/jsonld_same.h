/* format/jsonld_same.h — values of a property, each once: by a table, as a
 * stranger may have made thousands of them. */
#pragma once
#include "format/jsonld_private.h"

struct ld_same {
    struct ld_run *r;
    struct map *seen;
    struct buf key;
};
struct ld_same ld_same_new(struct ld_run *r);
/* `*is_new`: `property` has had no equal value yet. Nodes count by their @id,
 * lists cannot be asked. */
code ld_same_add(struct ld_same *s, const struct ld_property *property, const struct ld_item *value,
                 bool *is_new);
void ld_same_add_type(struct ld_same *s, const struct ld_node *node, const struct ld_name *type,
                      bool *is_new);
