/* badge/recipient.h — plain and hashed recipient identities (OB 3.0
 * IdentityObject, OB 2.0 IdentityHash). */
#pragma once
#include "badge/badge.h"

/* "sha256$" and hex of SHA-256(identity || salt), OB 3.0 §IdentityHash. */
str recipient_hash(struct arena *a, str identity, str salt);
str recipient_new_salt(struct arena *a);         /* 128 random bits, base64url */
/* Does any identity of the badge name `who` (e-mail, URL, DID)? In 3.0 a mail
 * address is looked for among identifiers that may be one. Address
 * domains are compared folded, local parts exactly; hashes in constant time.
 * Before 2.0 plain addresses are compared in any case, and before 3.0 hashes
 * with the spellings that issuers had typed: lower, UPPER, First, Each.Word,
 * LOCAL@domain. */
bool recipient_matches(struct arena *a, const struct badge *b, str who);
