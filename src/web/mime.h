/* web/mime.h — pieces of a mail as RFC 5322 and 2045–2047 want them. */
#pragma once
#include "base/str.h"

/* A phrase: "quoted" when plain, encoded words otherwise. */
void mime_phrase(struct buf *b, str text);
/* Unstructured text, a subject: as it is when plain ASCII, else encoded words. */
void mime_unstructured(struct buf *b, str text);
/* Quoted-printable with CRLF line ends; any of CR, LF, CRLF ends a line. */
void mime_quoted_printable(struct buf *b, str text);
/* "Tue, 24 Nov 2026 03:46:00 +0000" (RFC 5322 §3.3) */
void mime_date(struct buf *b, int64_t now);
