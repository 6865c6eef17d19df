/* remind/remind_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/remind/remind.h"

/* States of which somebody can do something: in SQL. Handed in is not: it waits for others. */
#define OPEN_STATES "(1, 2, 4, 5, 6, 7, 8, 9)"
#define LATE_STATES "(5, 9)"                     /* overdue, expired */
#define TEAM_STATES "(4, 5, 7, 8, 9)"            /* due soon, overdue, in renewal, grace, expired */

/* One thing that somebody is to be told of; `thing`: the award, or the requirement asked
 * of `person`. Of DUE_TEAM nothing is named: the mail lists how the team stands. */
/* Of DUE_SOURCE, `from` says what the rest means. */
enum due_kind { DUE_DUTY, DUE_AWARD, DUE_TEAM_AWARD, DUE_TEAM, DUE_SOURCE };
struct due { int64_t receiver; enum due_kind kind; int64_t person, thing, step; msec until; size_t from; /* of remind_sources */ bool of_team; };
LIST_OF(due_list, struct due);

/* One of these a day. */
#define MAILS_OF_THE_DAY "('reminder', 'ended', 'team', 'duty', 'duty-team', 'plan', 'plan-team', 'campaign')"

struct receiver { int64_t id; str name, address, refused; bool had_one; };
LIST_OF(receivers, struct receiver);

/* The look at one organisation, and within it at those in one zone. */
struct run {
    struct db *db;
    struct arena *a, *some;                      /* of the whole; of some people */
    int64_t org;
    struct remind_rule rule;
    struct duty_rule duty;
    bool has_awards, has_duties;                 /* anything of that kind is reminded of */
    bool has[REMIND_SOURCES], has_owners;        /* of each source, as remind_sources; any of them tells who answers */
    str org_zone, zone_name;
    struct tzif *zone;
    msec now, today;                             /* today: 00:00 there, written as if it were UTC */
    int64_t award_days, duty_days;               /* the longest that anything wants to be told ahead */
    int64_t mails;
};
/* The rules, and whether anything is on. */
MUST_USE code run_open(struct run *r, struct error *err);
MUST_USE code run_zones(struct run *r, struct str_list *out, struct error *err);
MUST_USE code run_enter(struct run *r, str zone, struct error *err);
/* The next people of the zone by id, and what each is to be told: in order of receiver, the
 * own before that of others, the next to end first. Lives in run.some. */
MUST_USE code run_receivers(struct run *r, int64_t after, struct receivers *out, struct error *err);
MUST_USE code run_find(struct run *r, const struct receivers *who, struct due_list *out, struct error *err);
/* What kind of mail these make for who gets them; NULL: none. */
const char *run_kind(const struct run *r, const struct due *all, size_t n, const struct receiver *who);
bool due_is_wanted(const struct due *d, const struct receiver *who);

/* remind_owner.c: to who answers for requirements, of who is overdue or expired since. */
MUST_USE code remind_owners(struct run *r, struct error *err);

/* source.c: those that were added; ends with NULL. */
extern const struct remind_source *remind_sources[REMIND_SOURCES + 1];
MUST_USE code run_sources_open(struct run *r, bool *any, struct error *err);
MUST_USE code run_sources_find(struct run *r, int64_t first, int64_t last, struct due_list *out, struct error *err);
MUST_USE code run_sources_owners(struct run *r, struct error *err);
