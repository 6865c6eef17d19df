/* demo/demo_pathway.c — a pathway to a qualification: somebody half-way, somebody near its
 * end; one that is open to everybody; and a working copy that says something else. */
#include "app/demo/demo_private.h"

#include "app/org/members.h"
#include "app/pathway/pathway.h"
#include "app/people/people.h"

/* badge: in demo_badges; -1: a group. In the group `parent`, after `after`; 0: none. */
struct demo_step { const char *title, *words, *unit; int badge, other; int64_t parent, needed, after, minutes, cost, credit; bool optional; };
static const struct demo_step steps[] = {
    {"Know the site and its rules", "", "W-01", 0, -1, 0, 0, 0, 90, 0, 1, false},
    {"Safety duties", "Both sides of safety: preventing, and acting when it happens.", "W-02", -1, -1, 0, 2, 1, 0, 0, 4, false},
    {"First aid", "Ask for a place at the next course; there is one each month.", "W-02.1", 3, -1, 2, 0, 0, 540, 60, 0, false},
    {"Fire warden", "", "W-02.2", 4, -1, 2, 0, 0, 300, 40, 0, false},
    {"Information security", "", "W-02.3", 1, -1, 2, 0, 0, 45, 0, 0, false},
    {"A machine of the warehouse", "The licence for a truck, or the certificate of maintenance.", "W-03", 2, 6, 0, 0, 1, 960, 320, 6, false},
    {"Teach others", "", "W-04", 8, -1, 0, 0, 2, 1440, 250, 3, true},
    {"Lead a team", "Six evenings and a project of your own.", "W-05", 7, -1, 0, 0, 2, 2160, 480, 8, false},
};

static code make(const struct demo_pathway *in, const char *name, bool open, int64_t *id, struct error *err)
{
    struct pathway p = {.org = in->org, .name = cstr(name), .owner_address = member_address(in->db, in->a, in->account), .currency = S("EUR"), .lapses = !open, .is_open = open,
                        .qualification = open ? S("") : S("Certificate in Warehouse Supervision"), .body = open ? S("") : S("Northern Chamber of Trades"), .level = open ? S("") : S("EQF 4"),
                        .words = open ? S("For everybody who wants to act when it matters.") : S("From the first day to leading a shift. Most take **about two years**; there is no hurry.")};

    return pathway_save(in->db, in->a, &p, in->account, id, err);
}

static code add(const struct demo_pathway *in, int64_t id, const struct demo_step *s, struct error *err)
{
    struct pathway_step one = {.title = cstr(s->title), .words = cstr(s->words), .unit = cstr(s->unit), .is_group = s->badge < 0, .parent = s->parent, .needed = s->needed,
                               .minutes = s->minutes, .cost = s->cost, .credit = s->credit, .optional = s->optional};

    if (s->badge >= 0)
        *list_add(in->a, &one.badges) = in->badges[s->badge];
    if (s->other >= 0)
        *list_add(in->a, &one.badges) = in->badges[s->other];
    if (s->after)
        *list_add(in->a, &one.after) = s->after;
    return pathway_step_save(in->db, in->a, &(struct pathway_act){in->org, id, in->account}, &one, err);
}

static const char sql_some[] = SQL(
    "SELECT p.id FROM person p WHERE p.org_id = $1 AND p.removed_at IS NULL AND p.leaves_at IS NULL AND (p.folded IN ('bjorn.lindqvist@example.com', 'amina.diallo@example.com') OR EXISTS (SELECT 1 FROM award w"
    " WHERE w.person_id = p.id AND w.achievement_id = $2 AND w.revoked_at IS NULL)) ORDER BY CASE WHEN p.folded IN ('bjorn.lindqvist@example.com', 'amina.diallo@example.com') THEN 0 ELSE 1 END, p.id LIMIT 24");
static const char sql_no_mail[] = SQL("DELETE FROM mail WHERE org_id = $1 AND kind = 'pathway-begun'");

static code enrol(const struct demo_pathway *in, int64_t pathway, struct error *err)
{
    struct rows *r = db_query(in->db, sql_some, ARGS(v_int(in->org), v_int(in->badges[2])));
    LIST(int64_t) people = {0};
    int64_t id = 0;

    while (rows_next(r))
        *list_add(in->a, &people) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < people.n; i++)
        TRY(pathway_enrol(in->app, in->db, in->a, &(struct enrol_new){in->org, pathway, people.items[i], in->account, "hand"}, &id, err));
    return db_run(in->db, sql_no_mail, ARGS(v_int(in->org)), NULL, err);
}

/* Next year's version asks for all three safety duties. */
static code change(const struct demo_pathway *in, int64_t id, struct error *err)
{
    struct pathway_steps all = {0};

    TRY(pathway_steps_of(in->db, in->a, id, 0, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].is_group) {
            all.items[i].needed = 0;
            TRY(pathway_step_save(in->db, in->a, &(struct pathway_act){in->org, id, in->account}, &all.items[i], err));
        }
    return OK;
}

code demo_pathway_make(const struct demo_pathway *in, struct error *err)
{
    int64_t id = 0, open = 0;

    TRY(make(in, "Warehouse supervisor", false, &id, err));
    for (size_t i = 0; i < COUNT(steps); i++)
        TRY(add(in, id, &steps[i], err));
    TRY(pathway_publish(in->db, in->a, &(struct pathway_act){in->org, id, in->account}, false, err));
    TRY(make(in, "Ready when it matters", true, &open, err));
    for (size_t i = 2; i < 4; i++) {
        struct demo_step s = steps[i];
        s.parent = 0;
        TRY(add(in, open, &s, err));
    }
    TRY(pathway_publish(in->db, in->a, &(struct pathway_act){in->org, open, in->account}, false, err));
    TRY(db_begin(in->db, err));
    TRY(db_end(in->db, enrol(in, id, err), err));
    return change(in, id, err);
}
