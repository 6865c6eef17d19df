/* recognise/wall_view.h — what the templates of the wall and its screen are given. */
#pragma once
#include "app/layout/paging.h"
#include "app/layout/parts.h"
#include "app/recognise/wall.h"

struct wall_card { struct wall_entry e; str picture, person, take; };      /* paths; take: where it is taken down, or empty */
struct wall_choice { str value, words; bool chosen; int depth; };
struct wall_view {
    str org_name, self, name;                    /* name: of the person whose wall it is, else empty */
    LIST(struct wall_card) cards;
    LIST(struct wall_choice) values, departments;
    struct pagination pages;
    struct wall_self me;
    str taken, screen;                           /* for who may set: paths, else empty */
    bool filters, shows_taken;
};
struct wall_take_view { struct wall_card card; struct form *form; str back, self; };
struct wall_screen_view { str self, back, wall, address; out_time read; bool has_read; };

/* ---- on the screen ---- */

struct lobby_view { str org_name, wall; LIST(struct wall_card) cards; int64_t now, all; };     /* page `now` of `all` */

void wall_card_of(struct arena *a, const struct wall_entry *e, struct wall_card *out);
void lobby_show(struct request *rq, struct response *rs);
void lobby_json(struct request *rq, struct response *rs);
void wall_screen_show(struct request *rq, struct response *rs);
void wall_screen_act(struct request *rq, struct response *rs);
