/* store/migrate.h — numbered steps from schema/, each once and in one transaction.
 * Tokens in the text are replaced per engine: PRIMARY_ID (a 64-bit key the
 * database gives out), BIGINT (INTEGER / BIGINT), BYTES (BLOB / BYTEA),
 * STRICT_TABLE (STRICT / nothing), CLUSTERED_TABLE (the same, rows in the order
 * of their key), THEN_ID (at the end of an index: by id within). */
#pragma once
#include "store/db.h"

struct migration { int number; const char *name; str sql; };

/* Applies what is missing, in order, under a lock, and writes each number with
 * the time into schema_version. CONFLICT: the database is newer than we are. */
MUST_USE code migrate(struct db *db, struct arena *a, const struct migration *steps, size_t n, struct error *err);
/* The same in the caller's transaction. */
MUST_USE code migrate_within(struct db *db, struct arena *a, const struct migration *steps, size_t n, struct error *err);
/* The steps that are built into the program, in order. */
const struct migration *migrate_steps(struct arena *a, size_t *n);
int migrate_version(struct db *db);              /* 0: empty database */
/* The text of a step as one engine needs it; used by tools/check_sql too. */
str migrate_text(struct arena *a, str sql, bool postgres);
