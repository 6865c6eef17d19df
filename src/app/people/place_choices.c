/* people/place_choices.c — departments, teams and sites to choose from. */
#include "app/people/people.h"

static code choices_of(struct list *l, enum place_kind kind, struct list_choices *out, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(l->db, l->a, l->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)all.items[i].id), all.items[i].name, all.items[i].depth};
    return OK;
}

code people_departments(struct list *l, struct list_choices *out, struct error *err)
{
    return choices_of(l, DEPARTMENT, out, err);
}

code people_teams(struct list *l, struct list_choices *out, struct error *err)
{
    return choices_of(l, TEAM, out, err);
}

code people_sites(struct list *l, struct list_choices *out, struct error *err)
{
    return choices_of(l, SITE, out, err);
}
