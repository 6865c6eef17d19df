/* web/smtp.c — the text of a mail is ours, the conversation is libcurl's. */
#include "web/smtp.h"
#include <stdatomic.h>
#include <string.h>
#include "base/clock.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "web/curl.h"
#include "web/mime.h"
#include "web/scratch.h"

#define CONNECT_SECONDS 10L
#define ANSWER_SECONDS  60
/* The mail is with the server, which may look through it before it says so. Who
 * gives up on it too soon sends it twice: RFC 5321 §4.5.3.2.6, ten minutes. */
#define LAST_ANSWER     10
#define WHOLE           12
#define QUIT_SECONDS    5L
#define HANG_UP_SECONDS 20
#define MAX_DIALOGUE    ((size_t)8 << 10)
#define MAX_HEADER_TEXT ((size_t)500)

/* Composing. */

/* What stands in a header is one line without controls: CR or LF would begin
 * a header, or a mail, of somebody else's making. */
static code check_text(str s, const char *what, struct error *err)
{
    if (utf8_has_controls(s) || !utf8_is_valid(s))
        return fail(err, BAD_INPUT, what, "the %s holds a line break or another control character", what);
    if (s.n > MAX_HEADER_TEXT)
        return fail(err, BAD_INPUT, what, "the %s is longer than %zu bytes", what, MAX_HEADER_TEXT);
    return OK;
}

/* dot-atom "@" dot-atom: what needs no quoting anywhere. */
static code check_address(str s, const char *what, struct error *err)
{
    ptrdiff_t at = str_find_byte(s, '@');
    bool ok = at > 0 && (size_t)at + 1 < s.n && s.n <= 254 &&
              str_find_byte(str_from(s, (size_t)at + 1), '@') < 0;

    for (size_t i = 0; ok && i < s.n; i++)
        ok = s.p[i] > ' ' && s.p[i] <= '~' && str_find_byte(S("\"(),:;<>[\\]"), s.p[i]) < 0;
    return ok ? OK : fail(err, BAD_INPUT, what, "the %s is not an address that mail can be sent to", what);
}

static code check_mail(const struct smtp_mail *m, struct error *err)
{
    TRY(check_address(m->from_address, "sender", err));
    TRY(check_address(m->to_address, "recipient", err));
    if (!str_is_empty(m->reply_to))
        TRY(check_address(m->reply_to, "reply address", err));
    TRY(check_text(m->from_name, "sender's name", err));
    TRY(check_text(m->to_name, "recipient's name", err));
    TRY(check_text(m->subject, "subject", err));
    TRY(check_text(m->message_id, "message id", err));
    TRY(check_text(m->unsubscribe, "address for refusing", err));
    if (str_is_empty(m->message_id) || str_find_byte(m->message_id, ' ') >= 0)
        return fail(err, BAD_INPUT, "message id", "the mail has no message id");
    return OK;
}

static void put_mailbox(struct buf *b, const char *name, str phrase, str address)
{
    buf_printf(b, "%s: ", name);
    if (!str_is_empty(phrase)) {
        mime_phrase(b, phrase);
        buf_putz(b, phrase.n > 40 ? "\r\n " : " ");
    }
    buf_printf(b, "<" STR_FMT ">\r\n", STR_ARG(address));
}

static void put_message_id(struct buf *b, str id)
{
    bool bare = !str_starts(id, S("<"));

    buf_printf(b, "Message-ID: %s" STR_FMT "%s\r\n", bare ? "<" : "", STR_ARG(id), bare ? ">" : "");
}

/* RFC 8058 §3.1: both headers, so that the mail program may ask with one POST. */
static void put_unsubscribe(struct buf *b, str url)
{
    buf_printf(b, "List-Unsubscribe: <" STR_FMT ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", STR_ARG(url));
}

static void put_headers(struct buf *b, const struct smtp_mail *m, int64_t now)
{
    buf_putz(b, "Date: ");
    mime_date(b, now);
    buf_putz(b, "\r\n");
    put_mailbox(b, "From", m->from_name, m->from_address);
    put_mailbox(b, "To", m->to_name, m->to_address);
    if (!str_is_empty(m->reply_to))
        put_mailbox(b, "Reply-To", (str){NULL, 0}, m->reply_to);
    buf_putz(b, "Subject: ");
    mime_unstructured(b, m->subject);
    buf_putz(b, "\r\n");
    put_message_id(b, m->message_id);
    if (!str_is_empty(m->unsubscribe))
        put_unsubscribe(b, m->unsubscribe);
    buf_putz(b, "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n");
}

static void put_part(struct buf *b, const char *type, str text)
{
    buf_printf(b, "Content-Type: %s; charset=utf-8\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    mime_quoted_printable(b, text);
}

/* From a hash of all that is sent: nobody can write text that contains it, and
 * the same mail has the same bytes when it is tried again. */
static str boundary_of(struct arena *a, const struct smtp_mail *m)
{
    str all = str_join(a, str_join(a, m->message_id, m->text), m->html);

    return str_printf(a, "=_lapel_" STR_FMT, STR_ARG(str_slice(sha256_hex(a, all), 0, 32)));
}

static void put_alternatives(struct buf *b, const struct smtp_mail *m)
{
    str boundary = boundary_of(b->a, m);

    buf_printf(b, "Content-Type: multipart/alternative;\r\n boundary=\"" STR_FMT "\"\r\n\r\n", STR_ARG(boundary));
    buf_printf(b, "--" STR_FMT "\r\n", STR_ARG(boundary));
    put_part(b, "text/plain", m->text);
    buf_printf(b, "--" STR_FMT "\r\n", STR_ARG(boundary));
    put_part(b, "text/html", m->html);
    buf_printf(b, "--" STR_FMT "--\r\n", STR_ARG(boundary));
}

code smtp_compose(struct arena *a, const struct smtp_mail *m, int64_t now, str *out, struct error *err)
{
    struct buf b = buf_new(a);

    TRY(check_mail(m, err));
    put_headers(&b, m, now);
    if (!str_is_empty(m->text) && !str_is_empty(m->html))
        put_alternatives(&b, m);
    else if (!str_is_empty(m->html))
        put_part(&b, "text/html", m->html);
    else
        put_part(&b, "text/plain", m->text);
    *out = buf_done(&b);
    return OK;
}

/* Sending. */

enum step { GREETING, LOGIN, SENDER, RECIPIENT, CONTENT };

struct conversation {
    CURL *curl;
    long last_answer;                            /* seconds */
    str rest;                                    /* of the mail, still to be sent */
    struct buf said;
    enum step step;                              /* what we said last */
    bool is_connected;
};

static size_t on_read(char *out, size_t size, size_t count, void *ctx)
{
    struct conversation *c = ctx;
    str part = str_slice(c->rest, 0, size * count);

    if (part.n)
        memcpy(out, part.p, part.n);
    c->rest = str_from(c->rest, part.n);
    if (c->rest.n == 0)
        curl.easy_setopt(c->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, c->last_answer);
    return part.n;
}

static void note_step(struct conversation *c, str line)
{
    static const struct { str verb; enum step step; } verbs[] = {
        {{"AUTH", 4}, LOGIN}, {{"MAIL", 4}, SENDER}, {{"RCPT", 4}, RECIPIENT}, {{"DATA", 4}, CONTENT},
    };

    for (size_t i = 0; i < COUNT(verbs); i++)
        if (str_eq(str_slice(line, 0, 4), verbs[i].verb))
            c->step = verbs[i].step;
}

/* Only lines that begin with a known verb are shown; what else we say is a
 * password in some disguise. */
static bool may_be_shown(str line)
{
    static const char *const verbs[] = {"EHLO", "HELO", "MAIL", "RCPT", "DATA", "QUIT", "RSET", "STAR", "NOOP"};

    for (size_t i = 0; i < COUNT(verbs); i++)
        if (str_eq(str_slice(line, 0, 4), cstr(verbs[i])))
            return true;
    return false;
}

static int on_debug(CURL *h, curl_infotype type, char *data, size_t n, void *ctx)
{
    struct conversation *c = ctx;
    str line = str_trim((str){data, n});

    (void)h;
    if (type != CURLINFO_HEADER_IN && type != CURLINFO_HEADER_OUT)
        return 0;
    bool ours = type == CURLINFO_HEADER_OUT;
    if (ours)
        note_step(c, line);
    if (c->said.n + line.n > MAX_DIALOGUE)
        return 0;
    if (ours && !may_be_shown(line))
        line = str_eq(str_slice(line, 0, 4), S("AUTH")) ? S("AUTH (not shown)") : S("(not shown)");
    buf_printf(&c->said, "%s " STR_FMT "\n", ours ? ">" : "<", STR_ARG(line));
    return 0;
}

static long answer_seconds(const struct smtp_server *s)
{
    return s->wait_seconds ? (long)s->wait_seconds : ANSWER_SECONDS;
}

int64_t smtp_longest_seconds(const struct smtp_server *s)
{
    return CONNECT_SECONDS + WHOLE * answer_seconds(s) + QUIT_SECONDS;
}

static _Atomic int64_t hung_up;                  /* when, by the monotonic clock; 0: not */

void smtp_hang_up(void)
{
    atomic_store(&hung_up, clock_monotonic_ns());
}

bool smtp_has_hung_up(void)
{
    return atomic_load(&hung_up) != 0;
}

static bool all_is_said(const struct conversation *c)
{
    return c->step == CONTENT && c->rest.n == 0;
}

/* Asked by libcurl about every second. */
static int on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e)
{
    const struct conversation *c = ctx;
    int64_t since = atomic_load(&hung_up);

    (void)a, (void)b, (void)d, (void)e;
    if (!since)
        return 0;
    return !all_is_said(c) || clock_monotonic_ns() - since > HANG_UP_SECONDS * INT64_C(1000000000);
}

static void set_patience(CURL *h, const struct smtp_server *s, struct conversation *c)
{
    c->last_answer = LAST_ANSWER * answer_seconds(s);
    curl.easy_setopt(h, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl.easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, answer_seconds(s));
    curl.easy_setopt(h, CURLOPT_TIMEOUT, CONNECT_SECONDS + WHOLE * answer_seconds(s));
    curl.easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl.easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl.easy_setopt(h, CURLOPT_XFERINFODATA, c);
}

static void set_server(CURL *h, struct arena *a, const struct smtp_server *s)
{
    bool has_login = !str_is_empty(s->user);
    bool implicit = str_starts(s->url, S("smtps:"));

    curl.easy_setopt(h, CURLOPT_URL, str_z(a, s->url));
    curl.easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl.easy_setopt(h, CURLOPT_PROXY, "");
    curl.easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl.easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl.easy_setopt(h, CURLOPT_USE_SSL, (long)(s->require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    /* Encryption that nobody asked for is better than none even with an unknown
     * certificate; a password goes to a proved server only. */
    if (!s->require_tls && !has_login && !implicit) {
        curl.easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
        curl.easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (has_login) {
        curl.easy_setopt(h, CURLOPT_USERNAME, str_z(a, s->user));
        curl.easy_setopt(h, CURLOPT_PASSWORD, str_z(a, s->password));
    }
}

/* No answer to what we said last. Once it has taken the recipient it is LIMIT:
 * it may be this mail that it chokes on. */
static code explain_silence(CURLcode done, const struct conversation *c, struct error *err)
{
    bool silent = done == CURLE_OPERATION_TIMEDOUT;

    if (done == CURLE_ABORTED_BY_CALLBACK && !all_is_said(c))
        return fail(err, UNREACHABLE, "mail server", "Lapel was stopped before the mail server had the mail");
    if (all_is_said(c))
        return fail(err, LIMIT, "mail server", "the mail server had the whole mail and did not say whether it took it; "
                    "should it have, the next try brings a second copy");
    if (c->step >= RECIPIENT)
        return fail(err, LIMIT, "mail server", "the mail server %s in the middle of the mail; it has not taken it",
                    silent ? "fell silent" : "broke off");
    if (!c->is_connected)
        return fail(err, UNREACHABLE, "mail server", "the mail server was not reached: %s", curl.easy_strerror(done));
    if (c->said.n == 0)
        return fail(err, UNREACHABLE, "mail server", "the mail server takes the call and then %s",
                    silent ? "says nothing" : "hangs up");
    return fail(err, UNREACHABLE, "mail server", "the mail server %s before the mail: %s",
                silent ? "fell silent" : "broke off", curl.easy_strerror(done));
}

static code explain(CURLcode done, long status, const struct conversation *c, struct error *err)
{
    if (done == CURLE_OK)
        return OK;
    if (done == CURLE_LOGIN_DENIED || (c->step == LOGIN && status >= 400))
        return fail(err, UNREACHABLE, "mail server", "the mail server refuses the user name or password");
    if (status >= 500 && status < 600 && c->step >= RECIPIENT)
        return fail(err, BAD_INPUT, "recipient", "the mail server will not take this mail (%ld)", status);
    if (status >= 400 && status < 600)
        return fail(err, UNREACHABLE, "mail server", "the mail server answers %ld%s", status,
                    c->step == SENDER ? " to our sender address" : "");
    return explain_silence(done, c, err);
}

static void set_mail(CURL *h, struct arena *scratch, const struct smtp_mail *m, struct curl_slist *to, struct conversation *c)
{
    curl.easy_setopt(h, CURLOPT_MAIL_FROM, str_z(scratch, m->from_address));
    curl.easy_setopt(h, CURLOPT_MAIL_RCPT, to);
    curl.easy_setopt(h, CURLOPT_UPLOAD, 1L);
    curl.easy_setopt(h, CURLOPT_READFUNCTION, on_read);
    curl.easy_setopt(h, CURLOPT_READDATA, c);
}

/* Without a mail: NOOP instead of one. */
static void set_no_mail(CURL *h)
{
    curl.easy_setopt(h, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl.easy_setopt(h, CURLOPT_NOBODY, 1L);
}

static code converse(struct arena *scratch, const struct smtp_server *s, const struct smtp_mail *m,
                     struct conversation *c, struct error *err)
{
    long status = 0;
    CURL *h = curl.easy_init();
    if (!h)
        return fail(err, FAULT, "mail server", "the mail library does not start");
    struct curl_slist *to = m ? curl.slist_append(NULL, str_z(scratch, m->to_address)) : NULL;
    c->curl = h;
    set_server(h, scratch, s);
    set_patience(h, s, c);
    if (m)
        set_mail(h, scratch, m, to, c);
    else
        set_no_mail(h);
    curl.easy_setopt(h, CURLOPT_VERBOSE, 1L);
    curl.easy_setopt(h, CURLOPT_DEBUGFUNCTION, on_debug);
    curl.easy_setopt(h, CURLOPT_DEBUGDATA, c);
    CURLcode done = curl.easy_perform(h);
    curl.easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    curl_off_t connected = 0;
    curl.easy_getinfo(h, CURLINFO_CONNECT_TIME_T, &connected);
    c->is_connected = connected > 0;
    /* QUIT: who does not answer it has the mail all the same. */
    curl.easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, QUIT_SECONDS);
    curl.slist_free_all(to);
    curl.easy_cleanup(h);
    return explain(done, status, c, err);
}

code smtp_send(struct arena *a, const struct smtp_server *s, const struct smtp_mail *m,
               int64_t now, str *dialogue, struct error *err)
{
    str text;

    TRY(smtp_compose(a, m, now, &text, err));
    TRY(curl_load(err));
    struct arena *scratch = scratch_open();
    struct conversation c = {.rest = text, .said = buf_new(scratch)};
    code result = converse(scratch, s, m, &c, err);
    if (dialogue)
        *dialogue = str_copy(a, buf_done(&c.said));
    return result;
}

code smtp_check(struct arena *a, const struct smtp_server *s, str *dialogue, struct error *err)
{
    TRY(curl_load(err));
    struct arena *scratch = scratch_open();
    struct conversation c = {.said = buf_new(scratch)};
    code result = converse(scratch, s, NULL, &c, err);
    *dialogue = str_copy(a, buf_done(&c.said));
    return result;
}
