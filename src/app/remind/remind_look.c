/* remind/remind_look.c — who would be mailed today, with what: the same search as the
 * one that sends, and nothing is written. */
#include "app/remind/remind_private.h"

#include "app/org/person.h"
#include "app/requirement/requirement.h"

#define LOOKED_MOST 8                            /* times some people, on one page */
#define SHOWN_MOST 100
#define NAMED_MOST 5                             /* things of one person */

static const char sql_badge[] = SQL("SELECT v.name FROM award w JOIN achievement_version v ON v.id = w.version_id WHERE w.org_id = $1 AND w.id = $2");
static const char sql_requirement[] = SQL(
    "SELECT v.name FROM requirement_standing s JOIN requirement_version v ON v.id = s.version_id WHERE s.org_id = $1 AND s.requirement_id = $2 AND s.person_id = $3");

static code add_about(struct run *r, const struct due *d, struct remind_coming *out, struct error *err)
{
    struct rows *row;

    if (d->kind == DUE_TEAM) {
        out->of_team = true;
        return OK;
    }
    if (out->about.n == NAMED_MOST) {
        out->more++;
        return OK;
    }
    if (d->kind == DUE_SOURCE) {                 /* what a source says is between it and who is told */
        if (!remind_sources[d->from]->is_private && remind_sources[d->from]->thing)
            *list_add(r->a, &out->about) = said(remind_sources[d->from]->thing);
        return OK;
    }
    row = d->kind == DUE_DUTY ? db_query(r->db, sql_requirement, ARGS(v_int(r->org), v_int(d->thing), v_int(d->person)))
                              : db_query(r->db, sql_badge, ARGS(v_int(r->org), v_int(d->thing)));
    if (rows_next(row))
        *list_add(r->a, &out->about) = row_str(row, 0, r->a);
    return rows_end(row, err);
}

static code add_person(struct run *r, const struct due *all, size_t n, const struct receiver *who, struct remind_coming_list *out, struct error *err)
{
    const char *kind = run_kind(r, all, n, who);
    bool is_away = false;

    TRY(person_is_away(r->db, r->org, who->id, r->now, &is_away, err));
    if (!kind || is_away || who->had_one || !who->address.n || !person_has_address(who->address))
        return OK;
    struct remind_coming *one = list_add(r->a, out);
    *one = (struct remind_coming){.person = who->id, .name = str_copy(r->a, who->name), .address = str_copy(r->a, who->address), .kind = kind};
    for (size_t i = 0; i < n; i++)
        if (due_is_wanted(&all[i], who))
            TRY(add_about(r, &all[i], one, err));
    return OK;
}

static code look_at_some(struct run *r, int64_t *after, struct remind_coming_list *out, struct error *err)
{
    struct receivers who = {0};
    struct due_list due = {0};
    size_t i = 0, n = 0;

    TRY(run_receivers(r, *after, &who, err));
    *after = 0;
    if (!who.n)
        return OK;
    TRY(run_find(r, &who, &due, err));
    for (size_t w = 0; w < who.n && out->n < SHOWN_MOST; w++) {
        *after = who.items[w].id;
        while (i < due.n && due.items[i].receiver < *after)
            i++;
        for (n = 0; i + n < due.n && due.items[i + n].receiver == *after; n++)
            ;
        if (n)
            TRY(add_person(r, &due.items[i], n, &who.items[w], out, err));
    }
    return OK;
}

code remind_look_ahead(struct db *db, struct arena *a, int64_t org, struct remind_place *place, struct remind_coming_list *out, struct error *err)
{
    struct run r = {.db = db, .a = a, .some = a, .org = org, .now = clock_now()};
    struct str_list zones = {0};
    code c = OK;

    TRY(run_open(&r, err));
    TRY(run_zones(&r, &zones, err));
    for (int i = 0; i < LOOKED_MOST && out->n < SHOWN_MOST && place->zone >= 0 && place->zone < (int64_t)zones.n; i++) {
        TRY(run_enter(&r, zones.items[place->zone], err));
        r.some = arena_new(0);
        c = look_at_some(&r, &place->after, out, err);
        arena_free(r.some);
        TRY(c);
        place->zone += place->after == 0;
    }
    if (place->zone >= (int64_t)zones.n)
        *place = (struct remind_place){0};
    return OK;
}
