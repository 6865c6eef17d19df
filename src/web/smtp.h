/* web/smtp.h — one mail to one mail server (libcurl). No queue here: store/job. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct smtp_server {
    str url;                                     /* smtp://host:587, smtps://host:465 */
    str user, password;
    bool require_tls;
    unsigned wait_seconds;                       /* how long it may say nothing; 0: 60 */
};
struct smtp_mail {
    str from_address, from_name, to_address, to_name, reply_to, subject, message_id;
    str text, html;                              /* multipart/alternative when both */
    str unsubscribe;                             /* https address that a POST answers (RFC 8058); absent: it cannot be refused */
};
/* RFC 5322 text of the mail; header values with CR or LF are refused. */
MUST_USE code smtp_compose(struct arena *a, const struct smtp_mail *m, int64_t now, str *out, struct error *err);
/* OK: the server took it. UNREACHABLE: try again later, LIMIT: later too, it broke
 * off after it had taken the recipient; BAD_INPUT: it will never take this one (5xx). `dialogue` (NULL is fine): what was said, for the test page. */
MUST_USE code smtp_send(struct arena *a, const struct smtp_server *s, const struct smtp_mail *m,
                        int64_t now, str *dialogue, struct error *err);
/* The conversation up to where a mail would begin: greeting, encryption, sign
 * in, goodbye. UNREACHABLE says where it stopped. */
MUST_USE code smtp_check(struct arena *a, const struct smtp_server *s, str *dialogue, struct error *err);
/* The longest that either can take. */
int64_t smtp_longest_seconds(const struct smtp_server *s);
/* The process ends: conversations break off at once where no server can have
 * taken the mail yet, else after the few seconds that its last yes may need. */
void smtp_hang_up(void);
bool smtp_has_hung_up(void);
