/* evidence/evidence.h — what shows that somebody can do what a badge says:
 * files, links and words in folders, each for an audience of its own. A folder's
 * page is /evidence/ID, and that address stands in the awards it is for. Files
 * are told by what is in them, never shown as pages under our name, and kept by
 * the hash of their content; a file that is removed leaves its hash. */
#pragma once
#include "app/org/org.h"
#include "format/file_type.h"

#define EVIDENCE_FILE_BYTES  ((size_t)5 << 20)   /* what one upload may bring */
#define EVIDENCE_PIECES      60                  /* of one folder */
#define EVIDENCE_OWNER_BYTES ((int64_t)100 << 20)     /* of one person in one organisation */
#define EVIDENCE_ORG_BYTES   ((int64_t)5 << 30)
#define EVIDENCE_WORDS       8000

/* Who may see a piece. The words stand in the table `evidence_audiences`. */
enum audience { TO_EVERYBODY, TO_LINK, TO_ORG, TO_NAMED, AUDIENCE_COUNT };
struct audience_words { const char *name, *label, *hint, *icon; };
extern const struct audience_words evidence_audiences[AUDIENCE_COUNT];
enum audience evidence_audience(str name);       /* TO_NAMED for what is none */

struct evidence_folder { int64_t id, org, bytes; str public_id, title, folded, org_name; msec created; };
struct evidence_piece {
    int64_t id, folder, account, bytes, views;   /* account 0: whose it is added it */
    str public_id, item, kind, title, words, url, type, hash, by;
    enum audience audience;
    msec created, removed, made;                 /* removed 0: it is there; made: the day of what it shows, 0: nobody said */
};
LIST_OF(evidence_pieces, struct evidence_piece);

/* In the caller's transaction. `email` empty: nobody's, of a whole list of awards. */
struct evidence_owner { int64_t org; str email, title; };
MUST_USE code evidence_open(struct db *db, struct arena *a, const struct evidence_owner *o, int64_t *folder, struct error *err);
MUST_USE code evidence_folder_get(struct db *db, struct arena *a, int64_t id, struct evidence_folder *out, struct error *err);
MUST_USE code evidence_folder_by_id(struct db *db, struct arena *a, str public_id, struct evidence_folder *out, struct error *err);
/* In the order of adding; with those that were removed. */
MUST_USE code evidence_of(struct db *db, struct arena *a, int64_t folder, struct evidence_pieces *out, struct error *err);
MUST_USE code evidence_get(struct db *db, struct arena *a, int64_t folder, str public_id, struct evidence_piece *out, struct error *err);
MUST_USE code evidence_bytes(struct db *db, struct arena *a, const struct evidence_piece *e, str *bytes, struct error *err);

/* One piece, in the caller's transaction: a file, else a link, else words.
 * BAD_INPUT, UNSUPPORTED or LIMIT name "file", "url" or "words". */
/* is_log: `words` were written down from a learning log, with what witnesses said; no form and no interface says so. */
struct evidence_new { int64_t folder, account; str item, title, words, url, file, file_name; enum audience audience; msec made; bool is_log; };
/* Before the transaction, since it takes a moment: a photograph (JPEG, WebP) is drawn
 * anew, so that the place where it was taken does not come along. Errors name "file". */
MUST_USE code evidence_clean_photo(struct arena *a, struct evidence_new *n, struct error *err);
MUST_USE code evidence_add(struct db *db, struct arena *a, const struct evidence_new *n, struct error *err);

/* ---- who sees ---- */

/* `key`: of whoever holds the address from our mail, evidence_key of the folder. */
struct evidence_viewer {
    int64_t account;
    bool is_owner, is_named, may_tidy, works_here, may_open;
    bool is_member;                              /* of those for whom "members" is meant */
    msec open_until;                             /* opened with a reason till then; 0: it is not */
};
MUST_USE code evidence_viewer_of(struct request *rq, const struct evidence_folder *f, str key, struct evidence_viewer *out, struct error *err);
/* `by_link`: the address of this very piece was opened. */
bool evidence_may_see(const struct evidence_piece *e, const struct evidence_viewer *v, bool by_link);
str  evidence_key(struct arena *a, const struct app *app, const struct evidence_folder *f);
str  evidence_path(struct arena *a, const struct evidence_folder *f);        /* /evidence/ID */
/* Named from now on; in the caller's transaction. */
MUST_USE code evidence_name_reader(struct db *db, int64_t folder, int64_t account, struct error *err);
MUST_USE code evidence_note_view(struct db *db, const struct evidence_piece *e, int64_t account, struct error *err);
/* What only judges see is opened to this account for EVIDENCE_OPEN; logged, and told to whose
 * it is. BAD_INPUT names "reason"; DENIED: it is not the viewer's to open. */
#define EVIDENCE_OPEN HOUR
/* BAD_INPUT at "reason". */
MUST_USE code evidence_need_reason(str reason, struct error *err);
struct evidence_opening { const struct evidence_folder *folder; const struct evidence_viewer *by; str reason; };
MUST_USE code evidence_open_up(struct db *db, struct arena *a, const struct evidence_opening *o, struct error *err);
struct evidence_view_row { str title, who, reason; int64_t times; msec at; };    /* who empty: not signed in; reason: if one was asked */
LIST_OF(evidence_view_list, struct evidence_view_row);
MUST_USE code evidence_views(struct db *db, struct arena *a, int64_t folder, struct evidence_view_list *out, struct error *err);

/* Whose it is opens and closes as they like; the organisation may only close
 * what is somebody's own: DENIED. */
struct evidence_change { const struct evidence_folder *folder; const struct evidence_piece *piece; const struct evidence_viewer *by; enum audience audience; };
bool evidence_may_open_to(const struct evidence_change *c);
MUST_USE code evidence_set_audience(struct db *db, struct arena *a, const struct evidence_change *c, struct error *err);
MUST_USE code evidence_remove(struct db *db, struct arena *a, const struct evidence_change *c, struct error *err);

/* ---- awards ---- */

MUST_USE code evidence_give_award(struct db *db, int64_t folder, int64_t award, struct error *err);
/* The folder of this award and of no other is from now on somebody else's; both
 * addresses as email_fold has them. */
MUST_USE code evidence_hand_over(struct db *db, int64_t award, str from, str to, struct error *err);
/* NOT_FOUND: it has no folder. */
MUST_USE code evidence_of_award(struct db *db, struct arena *a, int64_t award, struct evidence_folder *out, struct error *err);
/* The folder's address, if a piece in it is for everybody; else empty. */
MUST_USE code evidence_public_url(struct app *app, struct db *db, struct arena *a, int64_t folder, str *url, struct error *err);

extern const struct route evidence_routes[];
