/* list/saved.h — views of lists that were saved: one's own, and those shared with all
 * of the organisation. Organisation 0: lists of the server. */
#pragma once
#include "base/clock.h"
#include "base/list.h"
#include "store/db.h"

#define SAVED_NAME_MOST 80                       /* bytes */
#define SAVED_UNDO_TIME (10 * MINUTE)            /* as long a deleted one comes back */

struct saved_view { int64_t id, org, account; str list, name, query; bool shared; msec created; };
LIST_OF(saved_view_list, struct saved_view);

/* Those of one list that somebody sees, or of all (`list` empty): there are few. */
struct saved_ask { int64_t org, account; str list; };
MUST_USE code saved_find(struct db *db, struct arena *a, const struct saved_ask *q, struct saved_view_list *out, struct error *err);
/* NOT_FOUND: there is none, or it is somebody else's own. */
MUST_USE code saved_get(struct db *db, struct arena *a, const struct saved_ask *who, int64_t id, struct saved_view *out, struct error *err);
/* BAD_INPUT at "name"; CONFLICT: there are too many of this list. `query`: as list_query spells it. */
MUST_USE code saved_add(struct db *db, const struct saved_view *v, int64_t *id, struct error *err);
/* Its name and query; and away with it. One's own, or with `any` a shared one of somebody
 * else; NOT_FOUND. */
struct saved_act { int64_t org, account, id; bool any; };
MUST_USE code saved_change(struct db *db, const struct saved_act *act, str name, str query, struct error *err);
MUST_USE code saved_drop(struct db *db, const struct saved_act *act, struct error *err);
MUST_USE code saved_restore(struct db *db, const struct saved_act *act, struct error *err);    /* CONFLICT: too late */
MUST_USE code saved_sweep(struct db *db, struct error *err);                 /* by night: what nobody brings back any more */
/* The last one that was deleted and may still come back; id 0: none. */
struct saved_gone { int64_t id; str name; bool own; msec until; };
MUST_USE code saved_gone(struct db *db, struct arena *a, const struct saved_ask *q, struct saved_gone *out, struct error *err);
