/* recognise/recognise_view.h — what the templates of this slice are given, and the
 * handlers that its page files share. */
#pragma once
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/recognise/recognise.h"
#include "app/recognise/round.h"

/* ---- the organisation's side ---- */

struct recognise_queue_view { struct list list; int64_t waiting; str schemes, nominate, wall; bool may_set; };
struct decide_view {
    struct nomination n;
    struct votes votes;
    struct quorum quorum;
    struct form *form;
    str base, self, picture, person, award, voted;       /* person, award: paths, where they may be seen; voted: that it waits for others, else empty */
    struct tag_view tag;
    str round_ends;                              /* of the open round, by its clocks; else empty */
    bool may_vote, may_back;
};
struct scheme_line { str href, name, badge, picture; struct tag_view tag; int64_t waiting, nominated; };
struct schemes_view { str base, add; LIST(struct scheme_line) lines; bool has_badge; };
struct badge_choice { int64_t id; str name; bool is_chosen; };
/* back: where all of it is taken back, while that can be. */
struct round_line { struct round r; str closes, back; struct tag_view tag; };
struct scheme_view {
    struct scheme s;
    struct form *form;
    struct deciders deciders;
    LIST(struct badge_choice) badges;
    LIST(struct round_line) rounds;
    struct str_list ahead;
    str base, action, address, picture;
    struct tag_view tag;
    bool is_new, is_open;
};

/* ---- everybody's ---- */

struct recognise_card { str href, name, by, picture; };
struct mine_nomination { int64_t id; str name, scheme, badge, citation, value, reason; struct tag_view tag; msec at; bool may_withdraw, may_unendorse; };
struct queue_link { str href, name; int64_t n; };
struct wall_link { str href, name; };
struct recognise_home_view { LIST(struct recognise_card) schemes; LIST(struct mine_nomination) mine; LIST(struct queue_link) queues; struct led_list led; LIST(struct wall_link) walls; };
struct nominee_line { struct nominee p; bool is_chosen; };
struct value_line { str value; bool is_chosen; };
struct nominate_view {
    struct scheme s;
    struct form *form;
    LIST(struct nominee_line) found;
    LIST(struct value_line) values;
    str self, picture, closed, left, ends;       /* closed: why nobody can nominate now, a sentence; left: of the month; ends: of the round */
    bool has_searched;
};

str recognise_picture(struct arena *a, str png_hash);
struct tag_view nomination_tag(str state, bool is_told);     /* for those who decide */

void recognise_queue(struct request *rq, struct response *rs);
void decide_show(struct request *rq, struct response *rs);
void decide_post(struct request *rq, struct response *rs);
void decide_back(struct request *rq, struct response *rs);
void recognise_home(struct request *rq, struct response *rs);
void nominate_show(struct request *rq, struct response *rs);
void nominate_post(struct request *rq, struct response *rs);
void nominate_withdraw(struct request *rq, struct response *rs);
void nominate_unendorse(struct request *rq, struct response *rs);
