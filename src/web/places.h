/* web/places.h — a few places for what is dear and takes long, such as a long body on
 * its way in. Nobody holds all of them: one sender has a share, and so has one network,
 * for who can sign in can do so as often as they like. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct places_limits { unsigned all, by_sender, by_network; };   /* `all`: 64 at most */

enum place { PLACE_NONE = -1, PLACE_SHARE_USED = -2, PLACE_ALL_TAKEN = -3 };

struct places;
struct places *places_new(struct arena *a, const struct places_limits *limits);
void places_end(struct places *p);               /* NULL is fine */
/* `sender`: any name of who sends; `client`: their address. A place, 0 or more; or why there is none. */
int  places_take(struct places *p, str sender, str client);
void places_leave(struct places *p, int place);  /* what is no place is fine */
