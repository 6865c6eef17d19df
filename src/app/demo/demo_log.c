/* demo/demo_log.c — what somebody with a Backpack does there besides: writes down what
 * they learnt, asks who saw it, says what they want to reach; and a record of their badges. */
#include "app/demo/demo_private.h"

#include "app/backpack/goal.h"
#include "app/catalog/catalog.h"
#include "app/learnlog/learnlog.h"
#include "app/record/record.h"

static const struct { const char *what, *words, *link, *seen_by; int days_ago, minutes; } entries[] = {
    {"Moved the mirror at dock 4 and tried it out with the drivers",
     "Four drivers, each from both sides. At the old height nobody saw the walkway; 40 cm lower everybody does.", "https://intranet.example/ideas/dock-4",
     "Kwame Mensah", 9, 150},
    {"Read up on batteries of reach trucks", "Why they are charged outside, and what the hydrogen sensor is for.", "", "", 24, 45},
    {"Showed a school class round the warehouse", "22 children, two teachers, no questions left. Next time with more vests.", "", "Rosa Delgado", 61, 120},
};

static code write_entry(const struct demo_log *in, size_t i, struct log_entry *e, struct error *err)
{
    *e = (struct log_entry){.owner = in->owner, .what = cstr(entries[i].what), .words = cstr(entries[i].words), .link = cstr(entries[i].link),
                            .seen_by = cstr(entries[i].seen_by), .mark = S(""), .minutes = entries[i].minutes, .day = (clock_now() / DAY - entries[i].days_ago) * DAY};
    TRY(learnlog_add(in->db, in->a, e, err));
    return learnlog_get(in->db, in->a, in->owner, e->id, e, err);
}

/* A colleague says it is so; whoever led the children was asked and did not answer yet. */
static code ask_witnesses(const struct demo_log *in, const struct log_entry *mirror, const struct log_entry *visit, struct error *err)
{
    struct witness_list asked = {0};

    TRY(witness_ask(in->app, in->db, in->a, &(struct witness_ask){visit, S("Rosa Delgado <rosa.delgado@example.com>"), S("You came along with the soup.")}, err));
    TRY(witness_ask(in->app, in->db, in->a, &(struct witness_ask){mirror, S("Kwame Mensah <kwame.mensah@example.com>"), S("You drove twice, remember?")}, err));
    TRY(witnesses_of(in->db, in->a, mirror->id, &asked, err));
    return witness_say(in->db, in->a, &asked.items[0], mirror,
                       &(struct witness_answer){.edition = mirror->edition, .saw = S("work"), .name = S("Kwame Mensah"), .role = S("Warehouse operative"), .relation = S("peer"),
                                                .statement = S("I was one of the four drivers. Amina held the mirror herself until all of us could see.")}, err);
}

static code write_log(const struct demo_log *in, struct error *err)
{
    struct log_entry all[COUNT(entries)];

    for (size_t i = 0; i < COUNT(entries); i++)
        TRY(write_entry(in, i, &all[i], err));
    return ask_witnesses(in, &all[0], &all[2], err);
}

/* ---- goals ---- */

static const char sql_wanted[] = SQL(
    "SELECT b.id FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1 AND v.name = 'Mentor on the floor'");

static code add_goals(const struct demo_log *in, struct error *err)
{
    struct goal words = {.owner = in->owner, .title = S("Speak enough Spanish to show visitors round"), .issuer = S(""), .achievement = S(""), .link = S(""),
                         .picture = S(""), .needs = S(""), .note = S("Tuesdays with Rosa, in the canteen."), .until = (clock_now() / DAY + 120) * DAY};
    struct goal badge;
    struct badge_row b;
    int64_t id = 0;

    TRY(db_int(in->db, sql_wanted, ARGS(v_int(in->org)), &id, err));
    TRY(catalog_get(in->db, in->a, in->org, id, &b, err));
    TRY(goal_read_link(in->app, in->db, in->a, str_printf(in->a, STR_FMT "/badges/" STR_FMT, STR_ARG(in->app->base), STR_ARG(b.public_id)), &badge, err));
    badge.owner = in->owner;
    badge.note = S("Kwame and Tariq are through; one more.");
    badge.until = (clock_now() / DAY + 60) * DAY;
    TRY(goal_add(in->db, in->a, &badge, err));
    return goal_add(in->db, in->a, &words, err);
}

/* ---- a record ---- */

static code make_record(const struct demo_log *in, struct error *err)
{
    int64_t id;

    TRY(db_begin(in->db, err));
    return db_end(in->db, record_make(in->app, in->db, in->a, &(struct record_ask){.org = in->org, .person = in->person, .by = in->admin,
                                                                                   .name = S("Two years at the harbour")}, &id, err), err);
}

code demo_log_make(const struct demo_log *in, struct error *err)
{
    TRY(make_record(in, err));
    TRY(write_log(in, err));
    return add_goals(in, err);
}
