/* format/key_sheet.h — a signing key on paper: numbered lines of hex digits, each
 * with four to check it by, for typing; and one text for a QR code. Nothing of it
 * is encrypted: whoever has the paper has the key. */
#pragma once
#include "base/crypto.h"
#include "base/list.h"

/* What stands on the sheet of a key. `lines` is empty for RSA, which is too long to be typed. */
struct key_sheet { struct str_list lines; str code; };
/* `pem`: the secret as PKCS#8. FAULT: it is not as OpenSSL writes it. */
MUST_USE code key_sheet_write(struct arena *a, enum key_kind kind, str pem, struct key_sheet *out, struct error *err);
/* Back from paper, as PKCS#8 PEM: the lines as they were typed, in any grouping, or
 * the text of the code; whatever else stands there is passed over. BAD_INPUT at
 * "sheet" names the line that is wrong or missing. `*pem` is wiped by its owner. */
#define KEY_SHEET_BYTES ((size_t)16 << 10)       /* of a text that is read */
MUST_USE code key_sheet_read(struct arena *a, str text, str *pem, struct error *err);
