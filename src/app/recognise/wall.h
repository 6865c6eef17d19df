/* recognise/wall.h — the wall: whom an organisation recognised of late and for what,
 * for everybody who works there, and on a screen in the lobby. What leaves the wall
 * stays in the Backpack. Nobody is on it who does not want to be, as the one who is
 * recognised or as the one who said so; and no address ever is. */
#pragma once
#include "app/recognise/recognise.h"
#include "store/keyset.h"

/* by: who said it, where the scheme and they themselves let it be known, else empty.
 * name: "…" where it is an address. taken: since when it is taken down; 0: it is not. */
struct wall_entry {
    int64_t nomination, person;
    msec told, taken;
    str name, about, value, citation, badge, png_hash, by, why;
};
LIST_OF(wall_entries, struct wall_entry);

/* Nothing said: everything. A department goes for those in it. taken: what was taken down instead. */
struct wall_ask { int64_t org, department, person; str value; bool taken; };
/* The newest first; one more than is shown. */
MUST_USE code wall_find(struct db *db, struct arena *a, const struct wall_ask *q, const struct keyset *at, struct wall_entries *out, struct error *err);
/* Taken down or not. NOT_FOUND: it never was awarded, or whoever it is about is not shown. */
MUST_USE code wall_get(struct db *db, struct arena *a, int64_t org, int64_t nomination, struct wall_entry *out, struct error *err);
/* Every value that a scheme of the wall names. */
MUST_USE code wall_values(struct db *db, struct arena *a, int64_t org, struct str_list *out, struct error *err);

/* NOT_FOUND: this account does not work here. */
MUST_USE code wall_may_see(struct db *db, int64_t org, int64_t account, struct error *err);
struct wall_org { int64_t org; str name; };
LIST_OF(wall_orgs, struct wall_org);
/* Where this account works and a scheme has a wall. */
MUST_USE code walls_of(struct db *db, struct arena *a, int64_t account, struct wall_orgs *out, struct error *err);

/* What the account says of itself, for every entry of the directory with a proved
 * address of theirs. is_listed: there is one. */
struct wall_self { bool is_listed, is_off; };
MUST_USE code wall_self(struct db *db, int64_t org, int64_t account, struct wall_self *out, struct error *err);
MUST_USE code wall_set_off(struct db *db, int64_t org, int64_t account, bool is_off, struct error *err);

/* Down, or back (`why` empty then). BAD_INPUT at "why": down without a reason. */
struct wall_take { int64_t org, nomination, by; bool down; str why; };
MUST_USE code wall_take(struct db *db, struct arena *a, const struct wall_take *w, struct error *err);

/* ---- the screen ---- */

struct wall_screen { int64_t org; str token; msec created, read; /* 0: never */ };
/* NOT_FOUND: there is none. */
MUST_USE code wall_screen_get(struct db *db, struct arena *a, int64_t org, struct wall_screen *out, struct error *err);
/* NOT_FOUND: there is none, or it was ended. Notes, to the hour, that it was read. */
MUST_USE code wall_screen_by_token(struct db *db, struct arena *a, str token, struct wall_screen *out, struct error *err);
/* The first address, or another: the one before is dead at once. */
struct wall_screen_change { int64_t org, by; };
MUST_USE code wall_screen_replace(struct db *db, struct arena *a, const struct wall_screen_change *c, struct error *err);
MUST_USE code wall_screen_end(struct db *db, const struct wall_screen_change *c, struct error *err);

extern const struct route wall_routes[];
