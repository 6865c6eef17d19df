/* demo/demo_directory.c — where the sixty work: a tree of departments, teams, sites,
 * who leads whom, and two groups that are awarded to again and again. */
#include "app/demo/demo_private.h"

#include "app/people/group.h"
#include "format/email.h"

static const struct { enum department d; const char *path, *lead, *title, *site; } places[] = {
    {WAREHOUSE,   "Operations / Warehouse",            "Amina Diallo",            "Warehouse operative",      "Harbour"},
    {PRODUCTION,  "Operations / Production",           "Oliver Schäfer",          "Production operator",      "Vale works"},
    {MAINTENANCE, "Operations / Production / Maintenance", "Samuel Adeyemi",      "Maintenance technician",   "Vale works"},
    {QUALITY,     "Operations / Quality",              "Haruka Tanaka",           "Quality inspector",        "Vale works"},
    {OFFICE,      "Office",                            "Grace Okafor",            "Administrator",            "Harbour"},
    {SERVICE,     "Office / Customer service",         "Fatima Zahra El Idrissi", "Customer adviser",         "Harbour"},
    {CANTEEN,     "Office / Canteen",                  "Rosa Delgado Martínez",   "Cook",                     "Vale works"},
};
static const char *const teams[] = {"Early shift", "Late shift", "First-aid team", "Safety committee"};
#define HEAD_OF_OPERATIONS "Oliver Schäfer"
#define HEAD_OF_OFFICE     "Grace Okafor"

struct directory { struct db *db; struct arena *a; int64_t org, account; msec start; int64_t team[COUNT(teams)], people[128]; };

static size_t place_of(enum department d)
{
    for (size_t i = 0; i < COUNT(places); i++)
        if (places[i].d == d)
            return i;
    return 0;
}

static const char sql_id[] = SQL("SELECT coalesce(max(id), 0) FROM person WHERE org_id = $1 AND folded = $2");

static code find_people(struct directory *d, struct error *err)
{
    for (size_t i = 0; i < demo_person_count && i < COUNT(d->people); i++)
        TRY(db_int(d->db, sql_id, ARGS(v_int(d->org), v_str(email_fold(d->a, cstr(demo_people[i].email)))), &d->people[i], err));
    return OK;
}

static int64_t named(const struct directory *d, const char *name)
{
    for (size_t i = 0; i < demo_person_count; i++)
        if (str_eq(cstr(demo_people[i].name), cstr(name)))
            return d->people[i];
    return 0;
}

/* Those who lead a department are led by the head of theirs. */
static int64_t manager_of(const struct directory *d, size_t person, size_t place)
{
    const char *lead = places[place].lead;
    const char *head = str_starts(cstr(places[place].path), S("Office")) ? HEAD_OF_OFFICE : HEAD_OF_OPERATIONS;
    int64_t self = d->people[person];

    if (named(d, lead) != self)
        return named(d, lead);
    return named(d, head) != self ? named(d, head) : 0;
}

static str employment_of(size_t i)
{
    static const char *const kinds[] = {"permanent", "permanent", "permanent", "part-time", "permanent", "fixed-term", "permanent",
                                        "apprentice", "permanent", "temporary", "permanent"};

    return cstr(kinds[i % COUNT(kinds)]);
}

static code enter(struct directory *d, size_t i, struct error *err)
{
    const struct demo_person *p = &demo_people[i];
    size_t place = place_of(p->department);
    bool leads = str_eq(cstr(p->name), cstr(places[place].lead));
    struct person_details x = {
        .org = d->org, .id = d->people[i], .by = d->account, .email = cstr(p->email), .name = cstr(p->name),
        .title = leads ? str_printf(d->a, "%s lead", demo_department_name(p->department)) : cstr(places[place].title),
        .staff_number = str_printf(d->a, "HV-%zu", 1001 + i), .employment = employment_of(i), .manager = manager_of(d, i, place),
        .starts = d->start + (p->joined ? p->joined : -(int)(200 + i * 97 % 2400)) * DAY};
    struct id_list own = {0};

    TRY(place_find(d->db, d->a, &(struct place_wanted){d->org, d->account, DEPARTMENT, cstr(places[place].path), true}, &x.department, err));
    TRY(place_find(d->db, d->a, &(struct place_wanted){d->org, d->account, SITE, cstr(places[place].site), true}, &x.site, err));
    *list_add(d->a, &own) = d->team[i % 2];
    if (i % 7 == 0)
        *list_add(d->a, &own) = d->team[2];
    if (i % 11 == 0)
        *list_add(d->a, &own) = d->team[3];
    TRY(person_save_within(d->db, d->a, &x, err));
    return person_set_teams(d->db, &(struct person_change){d->org, x.id, d->account}, &own, err);
}

static const char sql_add_alias[] = SQL(
    "INSERT INTO person_address (org_id, folded, address, person_id) VALUES ($1, $2, $2, $3) ON CONFLICT DO NOTHING");
static const char sql_member[] = SQL("INSERT INTO group_member (group_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");

static code add_groups(struct directory *d, struct error *err)
{
    int64_t id;
    str filter = str_printf(d->a, "team=%lld", (long long)d->team[2]);

    TRY(group_add(d->db, d->a, &(struct group_change){d->org, 0, d->account, S("First aiders"), filter}, &id, err));
    TRY(group_add(d->db, d->a, &(struct group_change){d->org, 0, d->account, S("Mentors"), {0}}, &id, err));
    for (size_t i = 3; i < 40; i += 9)
        TRY(db_run(d->db, sql_member, ARGS(v_int(id), v_int(d->people[i])), NULL, err));
    return db_run(d->db, sql_add_alias, ARGS(v_int(d->org), v_str(S("amina@private.example")), v_int(d->people[0])), NULL, err);
}

static code enter_all(struct directory *d, struct error *err)
{
    TRY(find_people(d, err));
    for (size_t i = 0; i < COUNT(teams); i++)
        TRY(place_find(d->db, d->a, &(struct place_wanted){d->org, d->account, TEAM, cstr(teams[i]), true}, &d->team[i], err));
    for (size_t i = 0; i < demo_person_count; i++)
        TRY(enter(d, i, err));
    return OK;
}

code demo_directory_make(const struct demo_directory *in, struct error *err)
{
    struct directory d = {in->db, in->a, in->org, in->account, in->start, {0}, {0}};

    TRY(db_begin(d.db, err));
    TRY(db_end(d.db, enter_all(&d, err), err));
    return add_groups(&d, err);
}
