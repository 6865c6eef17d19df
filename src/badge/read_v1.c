/* Open Badges 0.5, 1.0 and 1.1 into the model (standard.md R05-6, R11-2). The
 * form that the Mozilla Backpack baked (1.0 with everything inlined) is read
 * too, so that there is something to show when its host is gone. */
#include "badge/read.h"

#include "badge/write.h"
#include "base/uri.h"

/* ---- times: ISO 8601 in any of its forms, and Unix seconds ---- */

static bool take_digits(str *s, size_t n, int *out)
{
    int64_t v;

    if (s->n < n || s->p[0] == '-' || !str_to_int(str_slice(*s, 0, n), &v))
        return false;
    *out = (int)v;
    *s = str_from(*s, n);
    return true;
}

static bool take_one_of(str *s, str marks)
{
    if (s->n == 0 || str_find_byte(marks, s->p[0]) < 0)
        return false;
    *s = str_from(*s, 1);
    return true;
}

/* "2013-02-21", "20130221", and the month alone. */
static bool take_date(str *s, struct date *d)
{
    *d = (struct date){.day = 1};
    if (!take_digits(s, 4, &d->year))
        return false;
    bool dashed = take_one_of(s, S("-"));
    if (!take_digits(s, 2, &d->month) || d->month < 1 || d->month > 12)
        return false;
    if (s->n && dashed && !take_one_of(s, S("-")))
        return false;
    return s->n == 0 || (take_digits(s, 2, &d->day) && d->day >= 1 &&
                         d->day <= date_days_in_month(d->year, d->month));
}

/* "15:18", "151800", "15:18:00.000"; a fraction is cut off. */
static bool take_clock(str *s, msec *out)
{
    int hour, minute, second = 0;

    if (!take_digits(s, 2, &hour) || hour > 23)
        return false;
    take_one_of(s, S(":"));
    if (!take_digits(s, 2, &minute) || minute > 59)
        return false;
    take_one_of(s, S(":"));
    if (s->n && s->p[0] >= '0' && s->p[0] <= '9' && (!take_digits(s, 2, &second) || second > 60))
        return false;
    if (take_one_of(s, S(".,")))
        while (take_one_of(s, S("0123456789")))
            ;
    *out = hour * HOUR + minute * MINUTE + (second == 60 ? 59 : second) * SECOND;
    return true;
}

/* None is UTC: these versions did not ask for one. */
static bool take_zone(str *s, msec *east)
{
    int hour, minute = 0;
    bool west = s->n && s->p[0] == '-';

    *east = 0;
    if (s->n == 0 || take_one_of(s, S("Zz")))
        return s->n == 0;
    if (!take_one_of(s, S("+-")) || !take_digits(s, 2, &hour) || hour > 23)
        return false;
    take_one_of(s, S(":"));
    if (s->n && (!take_digits(s, 2, &minute) || minute > 59))
        return false;
    *east = (hour * HOUR + minute * MINUTE) * (west ? -1 : 1);
    return s->n == 0;
}

static bool iso_time(str s, msec *out)
{
    struct date d;
    msec clock = 0, east = 0;

    if (!take_date(&s, &d))
        return false;
    if (s.n && (!take_one_of(&s, S("Tt ")) || !take_clock(&s, &clock) || !take_zone(&s, &east)))
        return false;
    *out = date_start(d) + clock - east;
    return true;
}

/* Ten digits: until the year 2286, and nothing that was in milliseconds. */
static bool unix_time(str digits, msec *out)
{
    int64_t seconds;

    if (digits.n != 10 || digits.p[0] < '1' || !str_to_int(digits, &seconds))
        return false;
    *out = seconds * SECOND;
    return true;
}

bool v1_time(const struct json *v, msec *out)
{
    if (json_is(v, JSON_NUMBER))
        return unix_time(json_number_text(v), out);
    return unix_time(json_str(v), out) || iso_time(json_str(v), out);
}

/* ---- small pieces ---- */

bool v1_flag(const struct json *v, bool *out)
{
    str s = json_str(v);

    *out = json_bool(v) || str_eq_nocase(s, S("true"));
    return *out || json_is(v, JSON_FALSE) || str_eq_nocase(s, S("false"));
}

/* Version 0.5 lets addresses be relative to the issuer's origin. */
static str resolved(struct arena *a, str origin, str url)
{
    if (str_is_empty(url) || uri_is_absolute(url) || !uri_is_http(origin))
        return url;
    return uri_resolve(a, origin, url);
}

static void read_v1_alignments(struct arena *a, const struct json *v, struct alignment_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *al = json_many(v, i);
        *list_add(a, out) = (struct alignment){
            .target_name = member_words(al, "name"),
            .target_url = member_text(al, "url"),
            .target_description = member_words(al, "description"),
        };
    }
}

static void read_v1_evidence(struct arena *a, const struct json *v, str origin,
                          struct evidence_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        *list_add(a, out) = (struct evidence){.id = resolved(a, origin, id_of(json_many(v, i)))};
}

static const struct json *verification_of(const struct json *v)
{
    const struct json *verify = json_get(v, "verify");

    return verify ? verify : json_get(v, "verification");
}

str hosted_address(const struct json *v)
{
    const struct json *verify = verification_of(v);
    str type = json_str(json_many(json_get(verify, "type"), 0));
    str url = member_text(verify, "url");

    if (str_eq_nocase(type, S("signed")) || str_eq(type, S("SignedBadge")))
        return (str){0};
    if (str_is_empty(url) || many_has(json_get(v, "@context"), S(CONTEXT_OB2)))
        return member_text(v, "id");
    return url;
}

/* ---- the three documents ---- */

/* `origin`: what relative addresses stand against; absent in 1.x. */
static void read_class(struct arena *a, const struct json *v, str origin, struct achievement *ac)
{
    const struct json *tags = json_get(v, "tags");

    *ac = (struct achievement){
        .id = id_of(v),
        .name = member_words(v, "name"),
        .description = member_words(v, "description"),
        .criteria_id = resolved(a, origin, id_of(json_get(v, "criteria"))),
        .image = {.id = resolved(a, origin, id_of(json_get(v, "image")))},
        .version = member_text(v, "version"),
        .source = v,
    };
    read_v1_alignments(a, json_get(v, "alignment"), &ac->alignments);
    read_texts(a, tags, &ac->tags);
}

void read_v1_badge_class(struct arena *a, const struct json *v, struct achievement *ac)
{
    read_class(a, v, (str){0}, ac);
}

void read_v1_issuer(struct arena *a, const struct json *v, struct profile *p)
{
    (void)a;
    *p = (struct profile){
        .id = id_of(v),
        .type = json_str(json_many(json_get(v, "type"), 0)),
        .name = member_words(v, "name"),
        .url = member_text(v, "url"),
        .email = member_text(v, "email"),
        .description = member_words(v, "description"),
        .image = {.id = id_of(json_get(v, "image"))},
        .revocation_list_url = id_of(json_get(v, "revocationList")),
        .source = v,
    };
}

static void read_v0_issuer(struct arena *a, const struct json *v, struct profile *p)
{
    str name = member_words(v, "name"), unit = member_text(v, "org");

    *p = (struct profile){
        .name = str_is_empty(unit)
                    ? name
                    : str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(unit)),
        .url = member_text(v, "origin"),
        .email = member_text(v, "contact"),
        .source = v,
    };
}

/* A string, in 0.5 and in the Backpack's own form, or an object. */
static void read_recipient(struct arena *a, const struct json *v, str salt,
                           struct identity_list *out)
{
    struct identity id = {.type = S("email"), .value = json_str(v), .salt = salt};

    if (json_is(v, JSON_STRING))
        id.hashed = str_find_byte(id.value, '@') < 0;
    else if (json_is(v, JSON_OBJECT)) {
        id = (struct identity){.type = member_text(v, "type"),
                               .value = member_text(v, "identity"),
                               .salt = member_text(v, "salt")};
        v1_flag(json_get(v, "hashed"), &id.hashed);
        if (str_eq_nocase(id.type, S("email")))
            id.type = S("email");
    } else
        return;
    *list_add(a, out) = id;
}

static void read_dates(const struct json *v, const char *issued, struct badge *b)
{
    b->has_valid_from = v1_time(json_get(v, issued), &b->valid_from);
    b->has_valid_until = v1_time(json_get(v, "expires"), &b->valid_until);
    b->has_awarded = b->has_valid_from;
    b->awarded = b->valid_from;
}

void read_v1(struct arena *a, const struct json *v, struct badge *b)
{
    const struct json *badge = json_get(v, "badge");
    const struct json *verify = verification_of(v);

    b->uid = member_text(v, "uid");
    b->verification_type = json_str(json_many(json_get(verify, "type"), 0));
    b->verification_url = member_text(verify, "url");
    b->id = member_text(v, "id");
    if (str_is_empty(b->id))
        b->id = b->kind == KIND_JWS ? str_join(a, S("uid:"), b->uid) : b->verification_url;
    b->document = v;
    b->image = (struct image){.id = id_of(json_get(v, "image"))};
    v1_flag(json_get(v, "revoked"), &b->is_revoked);
    b->revocation_reason = member_text(v, "revocationReason");
    read_dates(v, "issuedOn", b);
    read_recipient(a, json_get(v, "recipient"), member_text(v, "salt"), &b->identities);
    read_v1_evidence(a, json_get(v, "evidence"), (str){0}, &b->evidence);
    read_v1_badge_class(a, badge, &b->achievement);
    if (json_is(badge, JSON_OBJECT))
        read_v1_issuer(a, json_get(badge, "issuer"), &b->issuer);
    b->name = b->achievement.name;
}

void read_v0(struct arena *a, const struct json *v, struct badge *b)
{
    const struct json *badge = json_get(v, "badge");
    str origin = member_text(json_get(badge, "issuer"), "origin");

    b->document = v;
    b->verification_url = member_text(json_get(v, "verify"), "url");
    if (str_is_empty(b->id))
        b->id = b->verification_url;
    v1_flag(json_get(v, "revoked"), &b->is_revoked);
    read_dates(v, "issued_on", b);
    read_recipient(a, json_get(v, "recipient"), member_text(v, "salt"), &b->identities);
    read_v1_evidence(a, json_get(v, "evidence"), origin, &b->evidence);
    read_class(a, badge, origin, &b->achievement);
    read_v0_issuer(a, json_get(badge, "issuer"), &b->issuer);
    b->name = b->achievement.name;
}
