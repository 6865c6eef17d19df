/* org/role.h — the roles that members have and what each may do: the one table
 * that the router, pages, programs' tokens and tests read. How far a role goes
 * for one member (whose people, which badges, how long) is a grant. */
#pragma once
#include "app/app.h"
#include "app/list/reach.h"

/* What a right is about: the limits of a grant that it can keep. A grant with
 * another limit does not give the right. */
enum right_about {
    ABOUT_ALL,                                   /* the organisation as a whole: no limit fits */
    ABOUT_PEOPLE, ABOUT_BADGES,
    ABOUT_AWARDS,                                /* of people and of badges */
    ABOUT_NOBODY,                                /* nothing that a limit would hide: it is given with any */
};
struct right_about_row { enum right right; const char *words; enum right_about about; };
extern const struct right_about_row role_rights[];    /* in the order of the table that people read; ends with words NULL */

enum limit { LIMIT_NONE, LIMIT_MAY, LIMIT_MUST };            /* must a grant of it be limited? */
struct role {
    const char *name, *title, *does;
    enum limit people, badges;
    bool ends;                                   /* given for a time only, and with no other role */
    bool requirements;                           /* may go for some requirements too, with the badges that prove them */
    bool may[RIGHT_COUNT];
};
extern const struct role role_table[];                /* ends with name NULL */
size_t right_count(void);
size_t role_count(void);
const struct role *role_named(str name);         /* NULL: there is none */
/* Needs nothing said besides: what a company's provider can give. */
bool role_is_plain(const struct role *r);
/* "y", "part" (only as far as a limit), "own" (awards of one's own, for a day), or empty. */
const char *role_may_words(const struct role *r, enum right right);

/* ---- a role as one member has it ---- */

enum reach_people { PEOPLE_ALL, PEOPLE_BELOW, PEOPLE_DEPARTMENTS };
struct role_grant {
    int64_t id;
    const struct role *role;
    enum reach_people people;                    /* below: whom the member leads, and those whom these lead */
    bool some_badges;
    struct id_list departments, sites, teams;    /* of PEOPLE_DEPARTMENTS: one of these */
    struct id_list badges, requirements;         /* of some_badges. All where asked for: who edits them, not who asks what is allowed */
    msec from, until;                            /* 0: without; until: the first moment without it */
};
LIST_OF(role_grants, struct role_grant);
#define GRANT_PARTS_MOST 200                     /* of each kind, of one grant */
const char *reach_people_name(enum reach_people p);           /* "below" */
bool reach_people_named(str name, enum reach_people *out);
bool role_grant_is_plain(const struct role_grant *g);      /* without limit and dates */
/* Does it give the right at all, and with no limit? */
bool role_grant_may(const struct role_grant *g, enum right right);
bool role_grant_may_everywhere(const struct role_grant *g, enum right right);

/* As text without spaces, for links and records: "viewer;manager:below;auditor:in=3,7:sites=2:badges=4:from=0:until=1800". */
str  role_grants_write(struct arena *a, const struct role_grants *grants);
/* BAD_INPUT: there is no such role, or it is written twice. An absent or empty text: none. */
MUST_USE code role_grants_read(struct arena *a, str text, struct role_grants *out, struct error *err);
/* BAD_INPUT at "role" says which role lacks what it must have. */
MUST_USE code role_grants_check(const struct role_grants *grants, msec now, struct error *err);
/* "Viewer, Manager (whom they lead)" for people; of a text that cannot be read, the text. */
str  role_grants_words(struct arena *a, const struct role_grants *grants);
str  role_names_words(struct arena *a, str text);
