/* backpack/news.h — what is new for somebody, besides what becomes of their badges
 * (watch.h): who asked for proof, who opened a link, what a witness said. It stands on
 * the same page and in the same mails. */
#pragma once
#include "app/app.h"

struct news { int64_t id, times; str kind, title, who, path; msec at; };
LIST_OF(news_items, struct news);
struct news_note { int64_t account; const char *kind; str about, title, who, path; };

/* Of its kind the only one about `about`; once more raises `times` and is the newest
 * again. In the caller's transaction. */
MUST_USE code news_tell(struct db *db, const struct news_note *n, struct error *err);
/* It was seen to: no mail tells of it any more. */
MUST_USE code news_settle(struct db *db, int64_t account, const char *kind, str about, struct error *err);
const char *news_words(str kind);                /* "Opened your link": English */
MUST_USE code news_recent(struct db *db, struct arena *a, int64_t account, int limit, struct news_items *out, struct error *err);
/* Those that no mail has told yet, and that go into one. */
MUST_USE code news_untold(struct db *db, struct arena *a, int64_t account, int limit, struct news_items *out, struct error *err);
MUST_USE code news_told(struct db *db, int64_t account, msec at, struct error *err);
/* One that had a mail of its own; when the last of this kind had (0: none). */
MUST_USE code news_told_one(struct db *db, int64_t account, const char *kind, str about, msec at, struct error *err);
MUST_USE code news_last_told(struct db *db, int64_t account, const char *kind, msec *at, struct error *err);
MUST_USE code news_purge(struct db *db, struct error *err);      /* of more than a year ago */
