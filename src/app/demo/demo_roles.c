/* demo/demo_roles.c — what people of the sample organisation work as, and what that takes. */
#include "app/demo/demo_private.h"

#include "app/jobrole/jobrole.h"
#include "app/ladder/ladder.h"
#include "app/people/people.h"

struct takes { const char *code, *why; bool mandatory; int level; };
static const struct sample_role {
    const char *code, *name, *words, *titles[3], *people[3];
    struct takes takes[5];
    struct takes skills[2];
} sample_roles[] = {
    {"FLT", "Forklift driver", "Moves pallets between the gates, the racks and the lorries, on counterbalance and reach trucks.", {"Warehouse operative", "Warehouse lead"}, {"Sofía Ramírez", "Luca Ferrari"},
     {{"FLT-01", "Without a licence nobody drives: a truck weighs three tonnes, and people walk here.", true},
      {"IND-01", "Where people may walk and where trucks drive is not the same everywhere.", true},
      {"FIRE-01", "", true}, {"MAN-01", "What the truck cannot reach is lifted by hand.", false}},
     {{"L-12", "What leaves the gate must not move on the road.", false, 3}}},
    {"TECH", "Maintenance technician", "Keeps machines, lifts and racks in order, and takes them out of service.", {"Maintenance technician", "Maintenance lead"}, {NULL},
     {{"LOTO-01", "A machine that starts by itself kills.", true}, {"HGT-01", "Racks are nine metres high.", true}, {"IND-01", "", true}, {"FIRE-01", "", false}},
     {{"T-01", "Most lines stop because of air.", false}}},
    {"AID", "First aider on shift", "Is called first when somebody is hurt, and knows where everything is.", {NULL}, {"Fatima Zahra El Idrissi", "Amina Diallo"},
     {{"AID-01", "One on each shift, by law.", true}, {"FIRE-01", "", false}}},
    {"MLD", "Shift lead in maintenance", "Plans who repairs what, and answers for the shift.", {NULL}, {NULL},
     {{"LOTO-01", "Whoever releases a machine has to know how it is locked.", true}, {"FIRE-02", "Whoever leads an area leads it out as well.", true}, {"ISMS-01", "", true},
      {"LEAD-01", "Half of the job is to help others to start.", false}}},
};

static code add_takes(const struct demo_standards *in, int64_t role, const struct takes *t, struct error *err)
{
    struct requirement r;

    TRY(requirement_by_code(in->db, in->a, in->org, cstr(t->code), &r, err));
    return jobrole_ask_set(in->db, in->a, &(struct jobrole_ask_change){{in->org, role, in->account}, r.id, t->mandatory, cstr(t->why)}, err);
}

static const char sql_skill[] = SQL("SELECT i.id FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.code = $2 ORDER BY i.id LIMIT 1");

static code add_skill(const struct demo_standards *in, int64_t role, const struct takes *t, struct error *err)
{
    struct jobrole_skill s = {.mandatory = t->mandatory, .least = SKILL_CONFIRMED, .weight = 2, .why = cstr(t->why), .level = t->level};

    TRY(db_int(in->db, sql_skill, ARGS(v_int(in->org), v_str(cstr(t->code))), &s.item, err));
    return jobrole_skill_set(in->db, in->a, &(struct jobrole_act){in->org, role, in->account}, &s, err);
}

static code name_person(const struct demo_standards *in, int64_t role, const char *name, struct error *err)
{
    int64_t person = 0;

    TRY(person_by_words(in->db, in->a, in->org, cstr(name), &person, err));
    return person ? jobrole_hold(in->db, in->a, &(struct jobrole_holder){{in->org, role, in->account}, person}, err) : OK;
}

static code make(const struct demo_standards *in, const struct sample_role *s, struct error *err)
{
    struct jobrole_details d = {.org = in->org, .by = in->account, .code = cstr(s->code), .name = cstr(s->name), .words = cstr(s->words)};
    int64_t id = 0;

    for (size_t i = 0; i < COUNT(s->titles) && s->titles[i]; i++)
        *list_add(in->a, &d.titles) = cstr(s->titles[i]);
    TRY(jobrole_add(in->db, in->a, &d, &id, err));
    for (size_t i = 0; i < COUNT(s->takes) && s->takes[i].code; i++)
        TRY(add_takes(in, id, &s->takes[i], err));
    for (size_t i = 0; i < COUNT(s->skills) && s->skills[i].code; i++)
        TRY(add_skill(in, id, &s->skills[i], err));
    for (size_t i = 0; i < COUNT(s->people) && s->people[i]; i++)
        TRY(name_person(in, id, s->people[i], err));
    return OK;
}

/* From the gates to the workshop, and to first aid beside either. */
static code add_steps(const struct demo_standards *in, struct error *err)
{
    static const struct { const char *from, *to, *words; } steps[] = {
        {"FLT", "TECH", "After two years, with four shifts in the workshop."}, {"FLT", "AID", "Two days of training, every two years again."}, {"TECH", "AID", ""},
        {"TECH", "MLD", "After three years, when a place is free."},
    };

    for (size_t i = 0; i < COUNT(steps); i++) {
        struct jobrole from, to;
        TRY(jobrole_by_code(in->db, in->a, in->org, cstr(steps[i].from), &from, err));
        TRY(jobrole_by_code(in->db, in->a, in->org, cstr(steps[i].to), &to, err));
        TRY(ladder_add(in->db, in->a, &(struct ladder_change){.org = in->org, .by = in->account, .from = from.id, .to = to.id, .words = cstr(steps[i].words)}, err));
    }
    return OK;
}

/* Of what was put in piece by piece just now the last change stays, as one of some weeks ago. */
static const char sql_pieces[] = SQL("DELETE FROM jobrole_past WHERE org_id = $1 AND id NOT IN (SELECT max(p.id) FROM jobrole_past p WHERE p.org_id = $1 GROUP BY p.jobrole_id)");
static const char sql_ago[] = SQL("UPDATE jobrole_past SET from_at = $2, until_at = $3 WHERE org_id = $1");
static const char sql_made[] = SQL("UPDATE jobrole SET created_at = $2 WHERE org_id = $1");

static code set_back(const struct demo_standards *in, struct error *err)
{
    const msec made = clock_now() - 400 * DAY;

    TRY(db_run(in->db, sql_pieces, ARGS(v_int(in->org)), NULL, err));
    TRY(db_run(in->db, sql_ago, ARGS(v_int(in->org), v_int(made), v_int(clock_now() - 60 * DAY)), NULL, err));
    return db_run(in->db, sql_made, ARGS(v_int(in->org), v_int(made)), NULL, err);
}

code demo_roles_make(const struct demo_standards *in, struct error *err)
{
    struct jobrole j;

    for (size_t i = 0; i < COUNT(sample_roles); i++)
        TRY(make(in, &sample_roles[i], err));
    TRY(add_steps(in, err));
    TRY(set_back(in, err));
    TRY(jobrole_by_code(in->db, in->a, in->org, cstr(sample_roles[0].code), &j, err));
    return jobrole_publish(in->db, in->a, &(struct jobrole_act){in->org, j.id, in->account}, err);
}
