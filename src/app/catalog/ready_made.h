/* catalog/ready_made.h — badges to begin with: usual ones of workplaces, with
 * words, criteria and a picture. What is made of one is a draft like any other. */
#pragma once
#include "app/catalog/catalog.h"

#define TEMPLATE_ITEMS 5

struct badge_template {
    const char *name, *preset;                   /* in addresses; of studio_presets */
    const char *icon, *banner;                   /* in place of the preset's; NULL: as it is */
    const char *title, *description, *type, *tags, *said;
    int validity_months;
    struct { const char *text, *proof; bool is_optional; } items[TEMPLATE_ITEMS];   /* text NULL: no more */
};
extern const struct badge_template badge_templates[];
extern const size_t badge_template_count;
const struct badge_template *badge_template(str name);       /* NULL: there is none */

struct studio template_studio(const struct badge_template *t);
/* The draft, its picture drawn. */
MUST_USE code template_use(struct db *db, struct arena *a, int64_t org, const struct badge_template *t, int64_t *id, struct error *err);
