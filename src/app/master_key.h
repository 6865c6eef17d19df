/* app/master_key.h — the one secret beside the database: 32 bytes in a file of
 * their own, which seal the signing keys and the mail password. Never part of a
 * backup. */
#pragma once
#include "app/app.h"

#define MASTER_KEY_BYTES 32

/* NOT_FOUND, UNREACHABLE; DENIED: others on the machine could read it;
 * BAD_INPUT: not 32 bytes. `*key` lives in `a` and is wiped by its owner. */
MUST_USE code master_key_read(struct arena *a, const char *path, str *key, struct error *err);
/* Made anew, or put back; on disk before it returns. CONFLICT: there is one. */
MUST_USE code master_key_write(struct arena *a, const char *path, str key, struct error *err);
/* The same, from random bytes: only for a database that has nothing sealed. */
MUST_USE code master_key_make(struct arena *a, struct db *db, const char *path, str *key, struct error *err);
/* Does it open what this database keeps sealed? The newest signing key is
 * tried. DENIED: it is another server's. */
MUST_USE code master_key_fits(struct arena *a, struct db *db, const char *path, str key, struct error *err);

str master_key_derive(struct arena *a, str key, const char *purpose);  /* 32 bytes that say nothing of the key */
str master_key_name(struct arena *a, str key);   /* 12 letters by which people and backups tell keys apart */

/* Somebody said that a copy of this very key is kept elsewhere; 0: nobody did. */
MUST_USE code master_key_confirm(struct db *db, struct arena *a, str key, msec now, struct error *err);
msec master_key_confirmed(struct db *db, struct arena *a, str key);

/* The key on paper: eight numbered lines of hex digits, each with two to check
 * it by, and what to do with them. */
str master_key_sheet(struct arena *a, str key, str public_url, msec now);
/* Back from paper; whatever else stands in the text is passed over. BAD_INPUT
 * names the line that is wrong or missing. */
MUST_USE code master_key_from_sheet(struct arena *a, str text, str *key, struct error *err);
