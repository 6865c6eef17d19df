/* demo/demo_private.h — the cast and the timetable, as tables. */
#pragma once
#include "app/demo/demo.h"
#include "app/effort.h"
#include "badge/badge.h"

#define DEMO_LEVELS "Learning\nPractised\nExperienced\nExpert"   /* of its own skills */
#define DEMO_DAYS 730                            /* the last one is yesterday */

enum department { WAREHOUSE = 1, PRODUCTION = 2, MAINTENANCE = 4, QUALITY = 8, OFFICE = 16, SERVICE = 32, CANTEEN = 64, ALL_DEPARTMENTS = 127 };
const char *demo_department_name(enum department d);

/* `joined`, `left`: days of the story; left 0: still there. */
struct demo_person { const char *name, *email; enum department department; int joined, left; };
extern const struct demo_person demo_people[];
extern const size_t demo_person_count;

/* A badge, and when it is given: from `first`, every `every` days, to at most
 * `most` of those who do not hold it, each with `percent` chance. */
struct demo_badge {
    const char *preset, *name, *type, *tags, *description, *criteria;
    struct alignment skills[2];
    int validity_months;
    int audience;                                /* departments */
    int first, every, most, percent;
    const char *narrative;                       /* about each award; NULL: none */
};
extern const struct demo_badge demo_badges[];
extern const size_t demo_badge_count;

/* Departments, teams, sites, managers, groups; everybody is a person already. */
struct demo_directory { struct db *db; struct arena *a; int64_t org, account; msec start; };
MUST_USE code demo_directory_make(const struct demo_directory *in, struct error *err);

/* demo_remind.c: when it reminds, and the mails of the last time. */
struct demo_remind { struct app *app; struct db *db; struct arena *a; int64_t org; };
MUST_USE code demo_remind_make(const struct demo_remind *in, struct error *err);

/* demo_claims.c: links and codes for one badge, and who used them. */
struct demo_claims { struct app *app; struct db *db; struct arena *a; int64_t org, account, badge; };
MUST_USE code demo_claims_make(const struct demo_claims *in, struct error *err);
/* demo_drafts.c: badges in the order of demo_badges. */
struct demo_drafts { struct db *db; struct arena *a; int64_t org, account; const int64_t *badges; };
MUST_USE code demo_drafts_make(const struct demo_drafts *in, struct error *err);
/* demo_interfaces.c: a token that was used, and a webhook with what it was told. */
struct demo_interfaces { struct app *app; struct db *db; struct arena *a; int64_t org, account, badge; };
MUST_USE code demo_interfaces_make(const struct demo_interfaces *in, struct error *err);
/* demo_skills.c: what `owner`, who is `person`, says they can, and what others say of it. */
struct demo_skill_words { struct app *app; struct db *db; struct arena *a; int64_t org, owner, person; };
MUST_USE code demo_skill_words_make(const struct demo_skill_words *in, struct error *err);
/* demo_learn.c: a rule for what a learning platform tells, the last statements, and the platform. */
struct demo_learn { struct app *app; struct db *db; struct arena *a; int64_t org, account, badge; };
MUST_USE code demo_learn_make(const struct demo_learn *in, struct error *err);
/* A badge that comes with two of three others; not switched on. */
struct demo_set { struct db *db; struct arena *a; int64_t org, account, badge, parts[3]; };
MUST_USE code demo_set_make(const struct demo_set *in, struct error *err);

/* What others said of badges and of the organisation. `badges`: in the order of demo_badges. */
struct demo_endorsements { struct db *db; struct arena *a; int64_t org, account; const int64_t *badges; };
MUST_USE code demo_endorsements_make(const struct demo_endorsements *in, struct error *err);

/* demo_ahead.c: a list for a day to come, renewed awards, evidence. `badges`: as above. */
struct demo_ahead { struct app *app; struct db *db; struct arena *a; int64_t org, account; const int64_t *badges; };
MUST_USE code demo_ahead_make(const struct demo_ahead *in, struct error *err);

/* demo_apply.c: a badge that people apply for, and an application in each state.
 * Its picture is another badge's; the judges are found. */
struct demo_apply { struct app *app; struct db *db; struct arena *a; int64_t org, account, picture_of, judges[2]; };
MUST_USE code demo_apply_make(struct demo_apply *in, struct error *err);

/* demo_recognise.c: a scheme of recognition, with nominations that wait and that were decided. */
struct demo_recognise { struct app *app; struct db *db; struct arena *a; int64_t org, account, badge; };
MUST_USE code demo_recognise_make(const struct demo_recognise *in, struct error *err);

/* demo_induct.c: a checklist for who is new, half-way and stuck. */
struct demo_induct { struct app *app; struct db *db; struct arena *a; int64_t org, account, badge; };
MUST_USE code demo_induct_make(const struct demo_induct *in, struct error *err);
/* demo_pathway.c: pathways, with people on them. `badges`: as demo_badges. */
struct demo_pathway { struct app *app; struct db *db; struct arena *a; int64_t org, account; const int64_t *badges; };
MUST_USE code demo_pathway_make(const struct demo_pathway *in, struct error *err);

/* demo_asked.c: what is asked of whom. In `rule` @preset is a badge of demo_badges, @CODE
 * an earlier requirement, @mentor the badge that people apply for. */
struct demo_audience { const char *kind, *words; bool leaves_out; };
struct demo_asked {
    const char *code, *name, *words, *basis, *ref, *url, *edition, *criticality, *rule;
    const char *sign_off;                        /* NULL: any */
    int retain_years, days_ago;                  /* published so many days before today */
    struct effort usual;
    struct demo_audience audience[10];
};
extern const struct demo_asked demo_asked[];
extern const size_t demo_asked_count;

/* Who answers for some of what is asked, and waives what is waived. */
#define DEMO_OWNER "owner@example.com"

/* demo_standards.c: all of them, published; then demo_standing.c: records, exceptions,
 * leave and applications, so that each state is seen somewhere. */
struct demo_standards { struct app *app; struct db *db; struct arena *a; int64_t org, account; const int64_t *badges; };
MUST_USE code demo_standards_make(const struct demo_standards *in, struct error *err);
MUST_USE code demo_skills_make(const struct demo_standards *in, struct error *err);
MUST_USE code demo_standing_make(const struct demo_standards *in, struct error *err);

/* demo_vacancy.c: a vacancy, and who sent badges for it; after the awards. */
struct demo_vacancy { struct app *app; struct db *db; struct arena *a; int64_t org, account; };
MUST_USE code demo_vacancy_make(const struct demo_vacancy *in, struct error *err);
/* demo_intake.c: badges and certificates of others; after what is asked, and the accounts. */
struct demo_intake { struct app *app; struct db *db; struct arena *a; int64_t org, account; };
MUST_USE code demo_intake_make(const struct demo_intake *in, struct error *err);
/* demo_partner.c: the academy of that DID, whose badges these are, and two others. */
MUST_USE code demo_partner_make(const struct demo_intake *in, str did, struct error *err);

/* demo_roles.c: what people work as; after what is asked. */
MUST_USE code demo_roles_make(const struct demo_standards *in, struct error *err);

/* demo_audit.c: a sample by the auditor, when their role is there. */
struct demo_audit { struct db *db; struct arena *a; int64_t org; };
MUST_USE code demo_audit_make(const struct demo_audit *in, struct error *err);

/* demo_log.c: her learning log with a witness, her goals, and a record of what she was awarded. */
struct demo_log { struct app *app; struct db *db; struct arena *a; int64_t org, admin, owner, person; };
MUST_USE code demo_log_make(const struct demo_log *in, struct error *err);

/* demo_campaign.c: one that runs since some weeks. `badges`: two that most hold, and one that few do. */
struct demo_campaign { struct db *db; struct arena *a; int64_t org, account; const int64_t *badges; };
MUST_USE code demo_campaign_make(const struct demo_campaign *in, struct error *err);

/* demo_plans.c: development plans, hers and one of a team. */
struct demo_plans { struct db *db; struct arena *a; int64_t org, owner, person; };
MUST_USE code demo_plans_make(const struct demo_plans *in, struct error *err);

/* demo_shop.c: a second profile, and which badges it issues; the catalogue.
 * `badges`: in the order of demo_badges. */
struct demo_shop { struct app *app; struct db *db; struct arena *a; int64_t org, account; const int64_t *badges; };
MUST_USE code demo_academy_make(const struct demo_shop *in, int64_t *issuer, struct error *err);
bool demo_is_taught(const char *preset);
MUST_USE code demo_shop_make(const struct demo_shop *in, struct error *err);

/* One day on which one badge is given. */
struct demo_session { int day; size_t badge; LIST(size_t) people; };
LIST_OF(demo_plan, struct demo_session);
/* Every session of the two years in order; the same each time. Nobody gets a
 * badge while they hold it. */
void demo_plan_make(struct arena *a, struct demo_plan *out);

/* Small and the same everywhere; nothing secret comes of it. */
struct demo_dice { uint64_t state; };
unsigned demo_roll(struct demo_dice *d, unsigned sides);         /* 0 … sides-1 */
