/* mozilla/flaw.c — findings of ours in the vocabulary of Mozilla's validator,
 * which programs compare with. Our own code goes along as `extra`. */
#include "app/mozilla/mozilla_private.h"

#include <string.h>

#include "badge/advice.h"
#include "base/uri.h"

static const struct { const char *ours, *theirs; } codes[] = {
    {"input-unreadable", "input"},        {"no-badge-data", "input"},          {"not-a-badge", "input"},
    {"json-syntax", "parse"},             {"fetch-failed", "unreachable"},     {"id-mismatch", "verify-hosted"},
    {"outside-hosted-scope", "verify-hosted"}, {"issuer-mismatch", "verify-hosted"}, {"key-not-anchored", "verify-hosted"},
    {"version-mismatch", "verify-type-mismatch"}, {"no-proof", "verify-type-mismatch"},
    {"context-missing", "structure"},     {"context-order", "structure"},      {"context-unknown", "structure"},
    {"type-wrong", "structure"},          {"required-missing", "required"},    {"value-type", "structure"},
    {"too-many-values", "structure"},     {"id-not-uri", "structure"},         {"subject-unidentified", "structure"},
    {"data-loss", "structure"},           {"schema-violation", "structure"},   {"schema-unreadable", "structure"},
    {"hash-unsupported", "structure"},    {"hash-flag-wrong", "structure"},    {"date-malformed", "structure"},
    {"expires-before-issue", "structure"}, {"image-type", "resources"},        {"image-unreachable", "resources"},
    {"jws-malformed", "jws-decode"},      {"alg-not-allowed", "jws-algorithm"}, {"proof-unsupported", "jws-algorithm"},
    {"proof-purpose", "verify-signature"}, {"key-unresolvable", "resources"},  {"key-unsupported", "verify-signature"},
    {"key-not-authorised", "verify-signature"}, {"controller-mismatch", "verify-signature"}, {"signature-invalid", "verify-signature"},
    {"jwt-claim-mismatch", "verify-signature"}, {"revoked", "verify-revoked"},  {"suspended", "verify-revoked"},
    {"status-unreachable", "resources"},  {"status-list-invalid", "resources"}, {"extension-invalid", "extensions"},
};

static const char *their_code(const char *ours)
{
    for (size_t i = 0; i < COUNT(codes); i++)
        if (!strcmp(codes[i].ours, ours))
            return codes[i].theirs;
    return *ours ? ours : "assertion";           /* "expired", "not-yet-valid": theirs did not ask */
}

struct flaw flaw_of_report(struct arena *a, const struct report *r)
{
    const struct check *c = report_decider(r);

    if (!c)
        return (struct flaw){.code = "assertion", .message = report_sentence(a, r), .ours = S("unverified")};
    struct flaw f = {.code = their_code(c->code), .message = c->message, .ours = cstr(c->code)};
    if (uri_is_http(c->where))
        f.url = c->where;
    else if (c->where.n)
        f.field = c->where;
    return f;
}

struct flaw flaw_of_error(struct arena *a, const struct error *err, int status)
{
    struct flaw f = {.code = "input", .message = app_sentence(a, err->text)};

    if (status && status != 200) {
        f.code = "http-status";
        f.received = status;
    } else if (err->code == UNREACHABLE || err->code == DENIED)
        f.code = "http-unreachable";
    return f;
}

void put_flaw(struct json_writer *w, const struct flaw *f)
{
    json_put_member(w, "code", cstr(f->code));
    json_put_member(w, "message", f->message);
    json_put_member(w, "extra", f->ours.n ? f->ours : (str){0});
    json_put_member(w, "field", f->field.n ? f->field : (str){0});
    json_put_member(w, "url", f->url.n ? f->url : (str){0});
    if (f->received)
        json_put_member_int(w, "received", f->received);
}
